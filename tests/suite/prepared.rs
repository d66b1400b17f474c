//! Prepared indexes: the same answers as fresh ones, whatever becomes of the folder they are kept in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;
use precedent::search::{Cache, Index, Order, Page, Query};

use crate::harness::{Sandbox, finish, incident};

const QUERIES: &[&[&str]] = &[
    &["delete", "and", "recreate"],
    &["\"user error\"", "not:kiro"],
    &["recreat*", "severity:>=s3"],
    &["type:incident", "vendor:amazon"],
    &["kior", "otage"],
];

/// A query, with indexes prepared in a folder.
fn search(sandbox: &Sandbox, cache: &Path, query: &[&str]) -> Command {
    let mut command = sandbox.command(&[&["search", "--format", "json"], query].concat());
    command.env("PRECEDENT_CACHE", cache);
    command
}

fn answers(sandbox: &Sandbox, cache: &Path) -> Vec<String> {
    QUERIES.iter().map(|query| finish(&mut search(sandbox, cache, query)).stdout).collect()
}

fn fresh(sandbox: &Sandbox) -> Vec<String> {
    answers(sandbox, Path::new(""))
}

/// The files in a cache with an ending.
fn files(cache: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|own| own == ending)).collect()
}

#[test]
fn a_prepared_index_answers_as_a_fresh_one_does() {
    let sandbox = Sandbox::new();
    let cache = sandbox.path().join("cache");
    let expected = fresh(&sandbox);
    assert!(answers(&sandbox, &cache) == expected);
    let ready = files(&cache, "index");
    assert_eq!((ready.len(), files(&cache, "new").len()), (1, 0));
    let written = fs::metadata(&ready[0]).unwrap().modified().unwrap();
    assert!(answers(&sandbox, &cache) == expected);
    assert_eq!(fs::metadata(&ready[0]).unwrap().modified().unwrap(), written, "it was made once");
}

#[test]
fn whatever_stands_in_its_place_answers_are_the_same() {
    let sandbox = Sandbox::new();
    let cache = sandbox.path().join("cache");
    let expected = fresh(&sandbox);
    assert!(answers(&sandbox, &cache) == expected);
    let ready = files(&cache, "index").remove(0);
    let bytes = fs::read(&ready).unwrap();
    let mut damaged = vec![Vec::new(), vec![0; 100], b"precedent".to_vec()];
    // Half of it, the last byte cut off, and a bit turned at each of several places.
    damaged.push(bytes[..bytes.len() / 2].to_vec());
    damaged.push(bytes[..bytes.len() - 1].to_vec());
    for at in [bytes.len() - 12, bytes.len() - 40] {
        let mut turned = bytes.clone();
        turned[at] ^= 0x55;
        damaged.push(turned);
    }
    for bytes in damaged {
        put(&ready, &bytes);
        assert!(answers(&sandbox, &cache) == expected, "{} bytes", bytes.len());
    }
}

/// Any byte of an index may be any other: an answer may be wrong then, but there is one, or an error that says so.
#[test]
fn no_byte_makes_it_panic() {
    let sandbox = Sandbox::new();
    let cache = sandbox.path().join("cache");
    let _ = answers(&sandbox, &cache);
    let ready = files(&cache, "index").remove(0);
    let bytes = fs::read(&ready).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut turned = bytes.clone();
        turned[at] = turned[at].wrapping_add(131);
        put(&ready, &turned);
        let run = finish(&mut search(&sandbox, &cache, &["delete", "recreate", "\"of the\""]));
        assert!((0..=2).contains(&run.status), "{at}: {run:?}");
        assert!(!run.stderr.contains("panicked"), "{at}: {run:?}");
    }
}

fn put(path: &Path, bytes: &[u8]) {
    let mut file = fs::File::create(path).unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
}

#[test]
fn without_a_folder_to_write_to_indexes_are_made_in_memory() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("file", "not a folder");
    let expected = fresh(&sandbox);
    for cache in ["file", "file/below", "/proc/precedent"] {
        assert!(answers(&sandbox, Path::new(cache)) == expected, "{cache}");
    }
}

#[test]
fn processes_that_start_at_once_agree() {
    let sandbox = Sandbox::new();
    let cache = sandbox.path().join("cache");
    let expected = finish(&mut search(&sandbox, Path::new(""), QUERIES[0])).stdout;
    let mut running = Vec::new();
    for _ in 0..8 {
        running.push(search(&sandbox, &cache, QUERIES[0]).stdout(Stdio::piped()).spawn().unwrap());
    }
    for process in running {
        let output = process.wait_with_output().unwrap();
        assert!(String::from_utf8(output.stdout).unwrap() == expected);
    }
    assert_eq!(files(&cache, "index").len(), 1);
}

#[test]
fn a_killed_process_leaves_nothing_that_is_read() {
    let sandbox = Sandbox::new();
    let expected = finish(&mut search(&sandbox, Path::new(""), QUERIES[0])).stdout;
    for round in 0..25 {
        let cache = sandbox.path().join(format!("cache{}", round % 5));
        let mut process = search(&sandbox, &cache, QUERIES[0]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(2_000 * round));
        process.kill().unwrap();
        process.wait().unwrap();
        assert!(finish(&mut search(&sandbox, &cache, QUERIES[0])).stdout == expected, "{round}");
        assert!(files(&cache, "new").len() <= 1);
        fs::remove_dir_all(&cache).unwrap();
    }
}

/// A folder with so many incidents, in which files were last written long ago.
fn corpus(sandbox: &Sandbox, incidents: usize) -> PathBuf {
    let folder = sandbox.path().join("ours");
    for number in 0..incidents {
        let id = format!("ours-2026-05-queue-{number}");
        sandbox.file(&format!("ours/incidents/{id}.md"), incident(&id));
    }
    let old = SystemTime::now() - Duration::from_hours(1);
    for entry in fs::read_dir(folder.join("incidents")).unwrap() {
        fs::File::options().write(true).open(entry.unwrap().path()).unwrap().set_modified(old).unwrap();
    }
    folder
}

fn kb(folder: &Path) -> KnowledgeBase {
    KnowledgeBase::build(vec![Corpus::embedded(), Corpus::load(folder).unwrap()]).unwrap()
}

#[test]
fn a_changed_record_is_the_only_one_that_is_read_again() {
    let sandbox = Sandbox::new().overlay();
    let folder = corpus(&sandbox, 5);
    let cache = Cache::new(sandbox.path().join("cache"));
    let before = kb(&folder);
    let (index, written) = cache.store("x", "1", &before, None).unwrap();
    assert_eq!(written.analysed, written.documents);
    let before_documents = written.documents;

    let id = "ours-2026-05-queue-3";
    let changed = incident(id).replace("zebra", "okapi");
    sandbox.file(&format!("ours/incidents/{id}.md"), changed);
    sandbox.file("ours/incidents/ours-2026-05-queue-new.md", incident("ours-2026-05-queue-new"));
    fs::remove_file(folder.join("incidents/ours-2026-05-queue-1.md")).unwrap();
    let after = kb(&folder);
    let (mended, written) = cache.store("x", "2", &after, Some(&index)).unwrap();
    // One was changed, one came and one went.
    assert_eq!((written.analysed, written.documents), (2, before_documents));
    assert_eq!(cache.open("x").unwrap().key, "2");

    let ids = |index: &Index, query: &str| -> Vec<String> {
        let answer =
            index.search(&Query::parse(query), Page { offset: 0, limit: 20, order: Order::Relevance }).unwrap();
        answer.hits.into_iter().map(|hit| hit.card.id).collect()
    };
    assert_eq!(ids(&mended, "okapi"), [id]);
    assert!(!ids(&mended, "zebra").contains(&id.to_owned()));
    // Byte for byte what is made from nothing.
    let file = |name: &str| fs::read(sandbox.path().join(format!("cache/search-{name}.index"))).unwrap();
    cache.store("y", "2", &after, None).unwrap();
    assert!(file("x") == file("y"));
}

#[test]
fn a_change_in_a_folder_is_seen_at_once() {
    let sandbox = Sandbox::new().overlay();
    let folder = corpus(&sandbox, 2);
    let cache = sandbox.path().join("cache");
    let found = |word: &str| {
        let mut command = search(&sandbox, &cache, &[word, "--corpus", "ours", "type:incident"]);
        finish(&mut command).json()["total"].as_u64().unwrap()
    };
    assert_eq!((found("zebra"), found("okapi")), (3, 0));
    // The same size, and written within the same tick of the clock as far as the file says.
    let path = "ours/incidents/ours-2026-05-queue-1.md";
    let seen = fs::metadata(sandbox.path().join(path)).unwrap().modified().unwrap();
    sandbox.file(path, incident("ours-2026-05-queue-1").replace("zebra", "okapi"));
    fs::File::options().write(true).open(sandbox.path().join(path)).unwrap().set_modified(seen).unwrap();
    assert_eq!((found("zebra"), found("okapi")), (2, 1));
    fs::remove_file(folder.join("incidents/ours-2026-05-queue-1.md")).unwrap();
    assert_eq!((found("zebra"), found("okapi")), (2, 0));
}
