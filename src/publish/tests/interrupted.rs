//! Builds that are killed, and what the next one makes of what they left.

use std::os::unix::process::ExitStatusExt;

use rustix::io::Errno;

use super::*;

const STEPS: [(&str, Step); 7] = [
    ("planned", Step::Planned),
    ("noted", Step::Noted),
    ("writing", Step::Writing),
    ("staged", Step::Staged),
    ("withdrawn", Step::Withdrawn),
    ("exchanged", Step::Exchanged),
    ("removing", Step::Removing),
];

/// What somebody does between the killed build and the next one.
#[derive(Clone, Copy, Debug)]
enum Meanwhile {
    Nothing,
    KeptReplaced,
    KeptAppended,
    KeptDeleted,
}

/// Publishes the second site in a process that dies at the `nth` time of a step.
fn killed(sandbox: &Sandbox, step: &str, nth: usize, exchange: &str) {
    const TEST: &str = concat!(module_path!(), "::child");
    let asked = format!("{step} {nth} {exchange} {}", sandbox.out().display());
    let output = again(TEST, &asked).output().unwrap();
    assert!(output.status.signal().is_some(), "{step} {nth} was not reached");
}

/// The process that dies; on its own it is no test.
#[test]
fn child() {
    let Some(asked) = asked() else { return };
    let words: Vec<_> = asked.splitn(4, ' ').collect();
    let [step, nth, exchange, out] = words[..] else { panic!("{asked}") };
    let step = STEPS.iter().find(|(name, _)| *name == step).unwrap().1;
    let left = std::sync::atomic::AtomicUsize::new(nth.parse().unwrap());
    let at = |reached| {
        if reached == step && left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) == 1 {
            std::process::abort();
        }
        Ok(())
    };
    let unlinkable = (exchange == "copy").then_some(Errno::PERM);
    let exchange = match exchange {
        "two" => Exchange::Refused(Errno::INVAL),
        _ => Exchange::Works,
    };
    let keep = globs(&[".git"]);
    let request = Request { files: &second(), keep: &keep, generator: "precedent 0.1.0" };
    let system = Meddling { exchange, unlinkable, at };
    publish_with(&system, Path::new(out), &request).unwrap();
}

/// The visible site after a kill is whole; only between two renames there is none.
fn assert_whole(sandbox: &Sandbox, step: &str) {
    let kept = [(".git/HEAD", "ref"), (".git/objects/x", "object")];
    match step {
        "withdrawn" => assert!(!sandbox.out().exists()),
        "exchanged" | "removing" => assert_visible(&sandbox.out(), &second(), &kept),
        _ => assert_visible(&sandbox.out(), &first(), &kept),
    }
}

fn next_build_after(step: &str, nth: usize, exchange: &str, meanwhile: Meanwhile) {
    let sandbox = kept_sandbox();
    killed(&sandbox, step, nth, exchange);
    assert_whole(&sandbox, step);
    let head = sandbox.out().join(".git/HEAD");
    let mut expected = vec![(".git/objects/x", "object")];
    match meanwhile {
        Meanwhile::Nothing => expected.push((".git/HEAD", "ref")),
        Meanwhile::KeptReplaced => {
            replace(&head, "later");
            expected.push((".git/HEAD", "later"));
        }
        Meanwhile::KeptAppended => {
            put(&head, "longer than before");
            expected.push((".git/HEAD", "longer than before"));
        }
        Meanwhile::KeptDeleted => fs::remove_file(&head).unwrap(),
    }
    // A third site: nothing of the next build equals what the killed one staged.
    let third = site(&[("index.html", "three"), ("a/b.html", "changed")]);
    let published = sandbox.publish(&third).unwrap();
    assert!(published.recovered, "{step} {nth}");
    sandbox.assert_holds(&third, &expected);
}

#[test]
fn a_build_killed_at_any_step_is_cleared_by_the_next() {
    for (step, _) in STEPS {
        let last = if matches!(step, "noted" | "writing" | "removing") { 4 } else { 1 };
        for nth in 1..=last {
            if step != "withdrawn" {
                next_build_after(step, nth, "one", Meanwhile::Nothing);
            }
            next_build_after(step, nth, "two", Meanwhile::Nothing);
        }
    }
}

#[test]
fn a_build_that_copies_and_is_killed_is_cleared_too() {
    for (step, _) in STEPS.iter().filter(|(step, _)| *step != "withdrawn") {
        next_build_after(step, 1, "copy", Meanwhile::Nothing);
    }
}

#[test]
fn what_somebody_does_to_kept_files_after_a_kill_stands() {
    use Meanwhile::{KeptAppended, KeptDeleted, KeptReplaced};
    for meanwhile in [KeptReplaced, KeptAppended, KeptDeleted] {
        for step in ["staged", "exchanged", "removing"] {
            next_build_after(step, 1, "one", meanwhile);
            next_build_after(step, 1, "two", meanwhile);
        }
        next_build_after("exchanged", 1, "copy", meanwhile);
    }
}

#[test]
fn a_copy_whose_original_changed_after_a_kill_is_not_touched() {
    let sandbox = kept_sandbox();
    killed(&sandbox, "staged", 1, "copy");
    replace(&sandbox.out().join(".git/HEAD"), "later");
    let error = sandbox.publish(&second()).unwrap_err();
    assert!(error.to_string().contains("tree/.git/HEAD`"), "{error}");
    assert_eq!(sandbox.read(".git/HEAD"), "later");
}

#[test]
fn the_same_build_again_clears_up_too() {
    for (step, files) in [("staged", first()), ("exchanged", second()), ("removing", second())] {
        let sandbox = kept_sandbox();
        killed(&sandbox, step, 1, "one");
        let published = sandbox.publish(&files).unwrap();
        assert_eq!((published.written, published.recovered), (0, true));
        sandbox.assert_holds(&files, &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
    }
}

#[test]
fn a_claim_that_was_not_finished_is_taken_over() {
    for claim in [None, Some(""), Some("precedent.staging.v1\n")] {
        let sandbox = Sandbox::built(&[]);
        fs::create_dir(sandbox.staging()).unwrap();
        chmod(&sandbox.staging(), 0o1700);
        if let Some(claim) = claim {
            put(&sandbox.staging().join("claim"), claim);
        }
        sandbox.publish(&second()).unwrap();
        sandbox.assert_holds(&second(), &[]);
    }
}

#[test]
fn somebodys_file_in_a_leftover_is_not_touched() {
    for (place, step) in [("note", "staged"), ("tree/note", "staged"), ("tree/a/note", "staged"), ("note", "exchanged")]
    {
        let sandbox = kept_sandbox();
        killed(&sandbox, step, 1, "one");
        let note = sandbox.staging().join(place);
        put(&note, "mine");
        for _ in 0..2 {
            let error = sandbox.publish(&first()).unwrap_err();
            assert!(matches!(error, PublishError::ForeignInStaging { .. }), "{error}");
            assert!(error.to_string().contains("note`"), "{error}");
            assert_eq!(read(&note), "mine");
        }
        fs::remove_file(&note).unwrap();
        sandbox.publish(&first()).unwrap();
        sandbox.assert_holds(&first(), &[(".git/HEAD", "ref"), (".git/objects/x", "object")]);
    }
}

#[test]
fn a_staged_file_that_somebody_edited_is_not_touched() {
    let sandbox = kept_sandbox();
    killed(&sandbox, "staged", 1, "one");
    let edited = sandbox.staging().join("tree/index.html");
    put(&edited, "mine");
    let error = sandbox.publish(&first()).unwrap_err();
    assert!(error.to_string().contains("tree/index.html`"), "{error}");
    assert_eq!(read(&edited), "mine");
}

#[test]
fn links_between_a_leftover_and_the_output_do_not_pass_for_second_names() {
    use std::os::unix::fs::symlink;
    let sandbox = kept_sandbox();
    killed(&sandbox, "staged", 1, "copy");
    let (tree, out) = (sandbox.staging().join("tree"), sandbox.out());
    fs::remove_dir_all(out.join(".git")).unwrap();
    symlink("../.public.precedent-staging/tree/.git", out.join(".git")).unwrap();
    sandbox.publish(&second()).unwrap_err();
    assert_eq!(read(&tree.join(".git/HEAD")), "ref");
    fs::rename(&tree, sandbox.dir.path().join("aside")).unwrap();
    symlink("../public", &tree).unwrap();
    let error = sandbox.publish(&second()).unwrap_err();
    assert!(error.to_string().contains("tree`"), "{error}");
    assert_eq!(sandbox.read("index.html"), "one");
}

#[test]
fn a_copy_of_a_leftover_is_not_ours() {
    let sandbox = kept_sandbox();
    killed(&sandbox, "staged", 1, "one");
    let aside = sandbox.dir.path().join("aside");
    fs::rename(sandbox.staging(), &aside).unwrap();
    assert!(Command::new("cp").arg("-a").arg(&aside).arg(sandbox.staging()).status().unwrap().success());
    let before = contents(&sandbox.staging());
    let error = sandbox.publish(&second()).unwrap_err();
    assert!(matches!(error, PublishError::ForeignStaging { .. }), "{error}");
    assert_eq!(contents(&sandbox.staging()), before);
}
