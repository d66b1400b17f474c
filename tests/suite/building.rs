//! Builds that follow one another: what stays is not made again, and what is there is what a first build makes.

use std::path::Path;

use crate::harness::{Run, Sandbox, finish, incident};
use crate::site::tree;

const ID: &str = "ours-2026-05-queue-purged";

/// Builds with a cache folder, into which the state of a build goes.
fn build(sandbox: &Sandbox, more: &[&str]) -> Run {
    let mut command = sandbox.command(&[&["build", "--corpus", "ours"][..], more].concat());
    finish(command.env("PRECEDENT_CACHE", sandbox.path().join("cache")))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Lets the files of a corpus grow old enough to be told apart from outside.
fn settle(sandbox: &Sandbox) {
    fn walk(folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path);
            } else {
                let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
                std::fs::File::options().append(true).open(path).unwrap().set_modified(long_ago).unwrap();
            }
        }
    }
    walk(&sandbox.path().join("ours"));
}

/// The file in which the state of the last build is kept, and what it says.
fn state(sandbox: &Sandbox) -> (std::path::PathBuf, String) {
    let mut kept = std::fs::read_dir(sandbox.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
    let path = kept.find(|path| path.extension().is_some_and(|extension| extension == "state")).unwrap();
    let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    (path, text)
}

#[test]
fn whatever_is_edited_the_site_is_that_of_a_first_build() {
    let sandbox = Sandbox::new().overlay();
    let record = format!("ours/incidents/{ID}.md");
    let theme = sandbox.path().join("theme/assets/icon.svg");
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut text = incident(ID);
    let mut sizes = std::collections::BTreeSet::new();
    for round in 0..9 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        match if round < 6 { round } else { state % 6 } {
            0 => text = text.replacen("zebra", &format!("zebra {round}"), 1),
            1 => text.push_str(&format!("Word {round}.\n")),
            2 => drop(sandbox.file("ours/METHOD.md", format!("# Method {round}\n\n## Scope\n\nAll.\n"))),
            3 => std::fs::remove_file(sandbox.path().join("public/index.html")).unwrap(),
            4 => drop(sandbox.file("theme/assets/icon.svg", format!("<svg><!-- {round} --></svg>"))),
            _ => {}
        }
        sandbox.file(&record, &text);
        settle(&sandbox);
        let more: &[&str] = if theme.exists() { &["--theme", "theme"] } else { &[] };
        assert_eq!(build(&sandbox, more).status, 0);
        let clean = [&["build", "--corpus", "ours", "--out", "clean"][..], more].concat();
        assert_eq!(sandbox.run(&clean).status, 0);
        let made = tree(&sandbox.path().join("public"));
        assert!(made == tree(&sandbox.path().join("clean")), "round {round}");
        sizes.insert(made.values().map(Vec::len).sum::<usize>());
    }
    assert!(sizes.len() > 3, "the edits changed nothing");
}

#[test]
fn what_would_be_the_same_is_only_verified() {
    let sandbox = Sandbox::new().overlay();
    settle(&sandbox);
    // The state has to be younger than the corpus by more than a tick of the file system's clock.
    let first = build(&sandbox, &["--format", "json"]).json();
    std::fs::remove_dir_all(sandbox.path().join("ours/patterns")).unwrap();
    let broken = build(&sandbox, &[]);
    assert_eq!(broken.status, 2, "a changed corpus is read");
    sandbox.file("ours/patterns/ours-queue-purge.md", crate::harness::PATTERN);
    settle(&sandbox);
    assert_eq!(build(&sandbox, &[]).status, 0);
    let again = build(&sandbox, &["--format", "json"]).json();
    for member in ["pages", "files", "bytes", "corpora", "left_out", "index"] {
        assert_eq!(first[member], again[member], "{member}");
    }
    assert_eq!((&again["written"], &again["unchanged"]), (&0.into(), &first["files"]));
    // What is told of the site is what was kept of it.
    let (path, text) = state(&sandbox);
    let told = text.replacen(&format!("\"pages\":{}", first["pages"]), "\"pages\":9", 1);
    assert_ne!(told, text);
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), told.as_bytes()).unwrap();
    assert_eq!(build(&sandbox, &["--format", "json"]).json()["pages"], 9);
    // Files of others stop it all the same.
    sandbox.file("public/mine.txt", "mine");
    assert_eq!(build(&sandbox, &[]).status, 2);
    let kept = build(&sandbox, &["--keep", "mine.txt", "--format", "json"]).json();
    assert_eq!((&kept["written"], &kept["kept"]), (&0.into(), &1.into()));
}

#[test]
fn a_damaged_or_foreign_state_costs_time_and_nothing_else() {
    let sandbox = Sandbox::new().overlay();
    settle(&sandbox);
    assert_eq!(build(&sandbox, &[]).status, 0);
    let whole = tree(&sandbox.path().join("public"));
    let (state, text) = state(&sandbox);
    let cut = text.split_at(text.len() / 2).0.to_owned();
    let foreign = text.replacen("\"manifest\":\"", "\"manifest\":\"0", 1);
    for damaged in [cut, foreign, String::new(), "\0\u{1}".to_owned()] {
        std::io::Write::write_all(&mut std::fs::File::create(&state).unwrap(), damaged.as_bytes()).unwrap();
        assert_eq!(build(&sandbox, &[]).status, 0);
        assert!(tree(&sandbox.path().join("public")) == whole);
    }
}

#[test]
fn a_theme_replaces_single_files_and_its_faults_are_told_with_their_place() {
    let sandbox = Sandbox::new();
    let template = String::from_utf8(std::fs::read(crate::harness::root().join("templates/nowhere.html")).unwrap());
    sandbox.file("theme/templates/nowhere.html", template.unwrap().replacen("<h1", "<p>Ours</p><h1", 1));
    sandbox.file("theme/assets/icon.svg", "<svg></svg>");
    let run = sandbox.run(&["build", "--theme", "theme"]);
    assert_eq!(run.status, 0, "{run:?}");
    let files = tree(&sandbox.path().join("public"));
    assert_eq!(files["assets/icon.svg"], b"<svg></svg>");
    assert!(String::from_utf8(files["404.html"].clone()).unwrap().contains("<p>Ours</p>"));
    for (path, text, said) in [
        ("theme/templates/nowhere.html", "line one\n{% if %}", "nowhere.html:2"),
        (
            "theme/templates/nowhere.html",
            "{% extends \"base.html\" %}\n{% block main %}\n{{ page.nothing }}{% endblock %}",
            "nowhere.html:3",
        ),
        ("theme/templates/nowhere.html", "<a href=\"no.html\">x</a>", "`404.html` links to `no.html`"),
        ("theme/templates/nowhre.html", "", "like `templates/nowhere.html`"),
    ] {
        sandbox.file(path, text);
        let run = sandbox.run(&["build", "--theme", "theme"]);
        assert_eq!(run.status, 2, "{text}");
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
        assert!(run.stderr.contains("hint:"), "{}", run.stderr);
        assert_eq!(names(sandbox.path()), ["public", "theme"], "{said}");
    }
    assert_eq!(sandbox.run(&["build", "--theme", "theme", "--out", "new/site"]).status, 2);
    assert_eq!(names(sandbox.path()), ["public", "theme"], "nothing comes of a site that cannot be made");
    assert_eq!(sandbox.run(&["build", "--theme", "nothing"]).status, 2);
    assert!(tree(&sandbox.path().join("public")) == files, "the site stays as it was");
}

#[test]
fn a_site_that_cannot_go_into_its_folder_leaves_nothing_beside_it() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["build"]).status, 0);
    std::fs::remove_file(sandbox.path().join("public/404.html")).unwrap();
    sandbox.file("public/404.html/mine.txt", "mine");
    let before = tree(&sandbox.path().join("public"));
    let run = sandbox.run(&["build", "--keep", "404.html"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("`404.html` is to be kept") && run.stderr.contains("hint:"), "{}", run.stderr);
    assert_eq!(names(sandbox.path()), ["public"]);
    assert!(tree(&sandbox.path().join("public")) == before);
}

#[test]
fn no_progress_is_said_where_nobody_looks() {
    let sandbox = Sandbox::new();
    for more in [&[][..], &["--format", "json"]] {
        let run = sandbox.run(&[&["build"][..], more].concat());
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:?}");
    }
}
