//! Sites that come file by file, from one thread or several, to the end or not.

use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::publish::{Publication, begin, digest};

fn begun(sandbox: &Sandbox) -> Publication<'static> {
    begin(&sandbox.out(), &sandbox.keep, "precedent 0.1.0").unwrap()
}

fn add_all(publication: &Publication<'_>, files: &Site) {
    for (path, bytes) in files {
        publication.add(path, bytes).unwrap();
    }
}

/// Publishes the second site file by file, the last first, in a process that dies after so many.
fn killed_after(sandbox: &Sandbox, files: usize) {
    const TEST: &str = concat!(module_path!(), "::child");
    let output = again(TEST, &format!("{files} {}", sandbox.out().display())).output().unwrap();
    assert!(output.status.signal().is_some(), "{files}");
}

/// The process that dies; on its own it is no test.
#[test]
fn child() {
    let Some(asked) = asked() else { return };
    let (files, out) = asked.split_once(' ').unwrap();
    let publication = begin(Path::new(out), &globs(&[".git"]), "precedent 0.1.0").unwrap();
    for (path, bytes) in second().iter().rev().take(files.parse().unwrap()) {
        publication.add(path, bytes).unwrap();
    }
    std::process::abort();
}

#[test]
fn a_site_that_comes_file_by_file_is_the_same_in_any_order() {
    for turned in [false, true] {
        let sandbox = Sandbox::built(&[]);
        let before = ino(&sandbox.out().join("a/b.html"));
        let publication = begun(&sandbox);
        let files = second();
        let mut files: Vec<_> = files.iter().collect();
        if turned {
            files.reverse();
        }
        for (path, bytes) in files {
            assert_visible(&sandbox.out(), &first(), &[]);
            publication.add(path, bytes).unwrap();
        }
        let published = publication.finish().unwrap();
        let counts = (published.written, published.unchanged, published.removed, published.bytes);
        assert_eq!(counts, (3, 1, 1, 11));
        assert_eq!(ino(&sandbox.out().join("a/b.html")), before);
        sandbox.assert_holds(&second(), &[]);
        let other = Sandbox::new();
        assert_eq!(other.publish(&second()).unwrap().manifest, published.manifest);
        assert_eq!(contents(&sandbox.out()), contents(&other.out()));
    }
}

#[test]
fn the_same_site_again_leaves_the_folder_alone() {
    let sandbox = kept_sandbox();
    let before = ino(&sandbox.out());
    let publication = begun(&sandbox);
    add_all(&publication, &first());
    let published = publication.finish().unwrap();
    assert_eq!((published.written, published.unchanged, published.kept), (0, 4, 2));
    assert_eq!(ino(&sandbox.out()), before);
    sandbox.assert_holds(&first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
}

#[test]
fn many_threads_add_to_one_site() {
    let sandbox = Sandbox::built(&[]);
    let path = |n: usize| format!("{}/{}/{n}.html", n % 3, n % 7);
    let files: Site = (0..400).map(|n| (path(n), n.to_string().into_bytes())).collect();
    let (publication, next) = (begun(&sandbox), AtomicUsize::new(0));
    let all: Vec<_> = files.iter().collect();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((path, bytes)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    publication.add(path, bytes).unwrap();
                }
            });
        }
    });
    assert_eq!(publication.finish().unwrap().written, 400);
    sandbox.assert_holds(&files, &[]);
}

#[test]
fn one_that_is_not_finished_leaves_no_trace() {
    for added in 0..=second().len() {
        let sandbox = kept_sandbox();
        let publication = begun(&sandbox);
        add_all(&publication, &second().into_iter().take(added).collect());
        assert_eq!(names(sandbox.dir.path()), [".public.precedent-staging", "public"]);
        drop(publication);
        sandbox.assert_holds(&first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
    }
    let sandbox = Sandbox::new();
    let publication = begin(&sandbox.dir.path().join("a/b/public"), &sandbox.keep, "").unwrap();
    add_all(&publication, &first());
    drop(publication);
    assert_eq!(names(sandbox.dir.path()), [""; 0]);
}

#[test]
fn somebodys_file_in_one_that_is_not_finished_stays() {
    let sandbox = Sandbox::built(&[]);
    let publication = begun(&sandbox);
    add_all(&publication, &second());
    let note = sandbox.staging().join("tree/f/note");
    put(&note, "mine");
    drop(publication);
    assert_visible(&sandbox.out(), &first(), &[]);
    assert_eq!(read(&note), "mine");
    fs::remove_file(&note).unwrap();
    assert!(sandbox.publish(&second()).unwrap().recovered);
    sandbox.assert_holds(&second(), &[]);
}

#[test]
fn no_other_build_comes_in_between() {
    let sandbox = Sandbox::built(&[]);
    let publication = begun(&sandbox);
    let error = sandbox.publish(&second()).unwrap_err();
    assert!(matches!(error, PublishError::Busy { .. }), "{error}");
    add_all(&publication, &second());
    publication.finish().unwrap();
    sandbox.assert_holds(&second(), &[]);
}

#[test]
fn paths_that_are_refused_keep_a_site_from_being_finished() {
    let below = "expected a relative path";
    let cases: &[(&[&str], &str, &str, &str)] = &[
        (&["a"], "a", "once", "`a`"),
        (&["a"], "../x", below, "`../x`"),
        (&["a"], MANIFEST, below, MANIFEST),
        (&["a"], "a/b", below, "`a/b`"),
        (&["a-b", "a/c", "a/b"], "a", below, "`a/b`"),
        (&["x"], "kept", "is to be kept", "`kept`"),
        (&["x"], "kept/x", "is to be kept", "`kept`"),
        (&["x"], "folder", "is to be kept", "`folder`"),
        (&["x"], "folder/file", "is to be kept", "`folder/file`"),
        (&["x"], "folder/file/x", "is to be kept", "`folder/file`"),
    ];
    for (fine, path, word, named) in cases {
        let sandbox = Sandbox::built(&["kept", "folder"]);
        sandbox.put("kept", "mine");
        sandbox.put("folder/file", "mine");
        let publication = begun(&sandbox);
        for path in *fine {
            publication.add(path, b"fine").unwrap();
        }
        let error = publication.add(path, b"refused").unwrap_err().to_string();
        assert!(error.contains(word) && error.contains(named), "{error}");
        publication.add("folder/other", b"fine").unwrap();
        let error = publication.finish().unwrap_err().to_string();
        assert!(error.contains("public`"), "{error}");
        sandbox.assert_holds(&first(), &[("kept", "mine"), ("folder/file", "mine")]);
    }
}

#[test]
fn a_file_that_cannot_be_written_keeps_a_site_from_being_finished() {
    for step in [Step::Noted, Step::Writing] {
        let sandbox = Sandbox::built(&[]);
        let times = AtomicUsize::new(0);
        let full = Meddling {
            exchange: Exchange::Works,
            unlinkable: None,
            at: |reached| match reached {
                reached if reached == step && times.fetch_add(1, Ordering::Relaxed) == 1 => {
                    Err(rustix::io::Errno::NOSPC.into())
                }
                _ => Ok(()),
            },
        };
        let publication = Publication::begin(&full, &sandbox.out(), &sandbox.keep, "").unwrap();
        let failed = second().iter().filter(|(path, bytes)| publication.add(path, bytes).is_err()).count();
        assert_eq!(failed, 1);
        publication.finish().unwrap_err();
        sandbox.assert_holds(&first(), &[]);
    }
}

#[test]
fn one_that_is_killed_after_any_file_is_cleared_by_the_next() {
    for files in 0..=second().len() {
        let sandbox = kept_sandbox();
        let kept = [(".git/HEAD", "ref"), (".git/objects/x", "object")];
        killed_after(&sandbox, files);
        assert_visible(&sandbox.out(), &first(), &kept);
        let third = site(&[("index.html", "three"), ("a/b.html", "changed")]);
        assert!(sandbox.publish(&third).unwrap().recovered, "{files}");
        sandbox.assert_holds(&third, &kept);
    }
}

#[test]
fn somebodys_file_in_what_a_killed_one_left_is_not_touched() {
    // One of a name that the site was still to have, one beside what it had, and one in its place.
    for (path, at) in [("a/b.html", 2), ("f/note", 2), ("index.html", 2), ("index.html", 1)] {
        let sandbox = kept_sandbox();
        killed_after(&sandbox, at);
        let note = sandbox.staging().join("tree").join(path);
        fs::create_dir_all(note.parent().unwrap()).unwrap();
        put(&note, "mine");
        for _ in 0..2 {
            let error = sandbox.publish(&first()).unwrap_err();
            assert!(matches!(error, PublishError::ForeignInStaging { .. }), "{error}");
            assert!(error.to_string().contains(path), "{error}");
            assert_eq!(read(&note), "mine");
        }
        fs::remove_file(&note).unwrap();
        sandbox.publish(&first()).unwrap();
        sandbox.assert_holds(&first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
    }
}

#[test]
fn what_a_killed_one_left_half_written_is_removed_and_nothing_beside_it() {
    for at in ["partial", "partial-1", "partial-70"] {
        let sandbox = kept_sandbox();
        killed_after(&sandbox, 2);
        let note = sandbox.staging().join("partial-note");
        put(&sandbox.staging().join(at), "half");
        put(&note, "mine");
        let error = sandbox.publish(&first()).unwrap_err();
        assert!(matches!(error, PublishError::ForeignInStaging { .. }), "{error}");
        assert!(error.to_string().contains("note`"), "{error}");
        assert_eq!((read(&sandbox.staging().join(at)).as_str(), read(&note).as_str()), ("half", "mine"));
        fs::remove_file(&note).unwrap();
        sandbox.publish(&first()).unwrap();
        sandbox.assert_holds(&first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
    }
}

#[test]
fn a_record_that_was_not_finished_is_ignored_and_proves_nothing() {
    // The last file of the site is the first to come.
    let last = "file  index.html\0".len() + digest::of_bytes(b"").len();
    for (cut, there) in (1..=last).flat_map(|cut| [(cut, true), (cut, false)]) {
        let sandbox = kept_sandbox();
        killed_after(&sandbox, 1);
        let (plan, staged) = (sandbox.staging().join("plan"), sandbox.staging().join("tree/index.html"));
        let whole = fs::read(&plan).unwrap();
        let record = &whole[whole.len() - last..];
        assert!(record.starts_with(b"file ") && record.ends_with(b" index.html\0"));
        let length = (whole.len() - cut) as u64;
        fs::OpenOptions::new().write(true).open(&plan).unwrap().set_len(length).unwrap();
        if there {
            // A file at the path of an unfinished record, which no build makes: it may be anybody's.
            let error = sandbox.publish(&first()).unwrap_err();
            assert!(matches!(error, PublishError::ForeignInStaging { .. }), "{cut}: {error}");
            assert_eq!(read(&staged), "two");
        }
        fs::remove_file(&staged).unwrap();
        assert!(sandbox.publish(&second()).unwrap().recovered);
        sandbox.assert_holds(&second(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
    }
}

#[test]
fn a_plan_that_no_build_began_is_not_ours() {
    for text in ["", "end", "file x y\0", "root 1", "root x\0end", "root 1\0nonsense\0"] {
        let sandbox = kept_sandbox();
        killed_after(&sandbox, 1);
        put(&sandbox.staging().join("plan"), text);
        let before = contents(&sandbox.staging());
        let error = sandbox.publish(&second()).unwrap_err();
        assert!(matches!(error, PublishError::ForeignStaging { .. }), "{text:?}: {error}");
        assert_eq!(contents(&sandbox.staging()), before);
    }
}

#[test]
fn what_lies_beside_the_tree_of_a_plan_without_end_is_no_old_site() {
    let sandbox = kept_sandbox();
    killed_after(&sandbox, 1);
    let old = sandbox.staging().join("old");
    fs::create_dir(&old).unwrap();
    put(&old.join("index.html"), "mine");
    let error = sandbox.publish(&second()).unwrap_err();
    assert!(matches!(error, PublishError::ForeignInStaging { .. }), "{error}");
    assert_eq!(read(&old.join("index.html")), "mine");
    assert_visible(&sandbox.out(), &first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
}

#[test]
fn a_root_that_somebody_put_in_place_was_not_exchanged() {
    let sandbox = kept_sandbox();
    killed_after(&sandbox, 2);
    let aside = sandbox.dir.path().join("aside");
    fs::rename(sandbox.out(), &aside).unwrap();
    fs::rename(sandbox.staging().join("tree"), sandbox.out()).unwrap();
    let error = sandbox.publish(&second()).unwrap_err();
    assert!(matches!(error, PublishError::NotOurs { .. }), "{error}");
    assert_eq!(names(&sandbox.out()), ["f", "index.html"]);
    assert_visible(&aside, &first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
}
