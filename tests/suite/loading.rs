//! What happens to a corpus with bad files in it.

use std::os::unix::fs::symlink;

use crate::harness::{Sandbox, incident};

const ID: &str = "ours-2026-05-queue-purged";

#[test]
fn the_smallest_overlay_is_without_findings() {
    let sandbox = Sandbox::new().overlay();
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!((run.codes(), run.status), (vec![], 0), "{run:?}");
}

/// Ten records with one fault each give ten findings at their lines, and no other.
#[test]
fn ten_faults_are_ten_findings_in_one_run() {
    let faults: [(&str, &str, &str, &str, usize); 10] = [
        ("unknown-key", "operator =", "oprator =", "ours-2026-01-a", 9),
        ("unknown-value", "kind = \"realised-incident\"", "kind = \"realized\"", "ours-2026-01-b", 5),
        ("invalid-value", "occurred = \"2026-05\"", "occurred = \"2026-13\"", "ours-2026-01-c", 7),
        ("wrong-type", "capabilities = [\"delete\"]", "capabilities = \"delete\"", "ours-2026-01-d", 15),
        ("missing-key", "task = \"To remove one bad message.\"\n", "", "ours-2026-01-e", 1),
        ("dangling-reference", "id = \"least-privilege-scopes\"", "id = \"least-privilege\"", "ours-2026-01-f", 68),
        ("primary-pattern", "role = \"primary\"", "role = \"enabler\"", "ours-2026-01-g", 60),
        (
            "dangling-claim",
            "standing = \"agreed\"",
            "standing = \"agreed\"\ndisputes = [\"nobody\"]",
            "ours-2026-01-h",
            58,
        ),
        (
            "undeclared-source",
            "text = \"queue purge --all\"\nsources = [\"log\"]",
            "text = \"queue purge --all\"\nsources = [\"lgo\"]",
            "ours-2026-01-i",
            27,
        ),
        ("syntax-error", "adversary = \"none\"", "adversary = none", "ours-2026-01-j", 12),
    ];
    let sandbox = Sandbox::new().overlay();
    for (_, from, to, id, _) in &faults {
        let text = incident(id);
        assert_eq!(text.matches(from).count(), 1, "{from}");
        sandbox.file(&format!("ours/incidents/{id}.md"), text.replace(from, to));
    }
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    let answer = run.json();
    // The records are copies of one, which is found as well and is not what this is about.
    let copied = |finding: &&serde_json::Value| {
        ["near-duplicate", "shared-wording"].contains(&finding["code"].as_str().unwrap())
    };
    let found: Vec<(String, String, u64)> = answer["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| !copied(finding))
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap().to_owned();
            (text("code"), text("path"), finding["line"].as_u64().unwrap())
        })
        .collect();
    let wanted: Vec<(String, String, u64)> = faults
        .iter()
        .map(|(code, _, _, id, line)| ((*code).to_owned(), format!("ours/incidents/{id}.md"), *line as u64))
        .collect();
    assert_eq!(found, wanted, "{}", sandbox.run(&["check", "ours"]).stdout);
    assert_eq!(run.status, 1);
    let search = sandbox.run(&["search", "--corpus", "ours", "zebra"]);
    assert_eq!((search.status, search.stdout.as_str()), (2, ""));
    assert!(search.stderr.contains("error: the corpus has 10 errors"), "{}", search.stderr);
    assert!(search.stderr.contains("hint: run `precedent check --corpus ours`"), "{}", search.stderr);
}

/// A fault in a record's shape does not hide what is wrong with its references.
#[test]
fn faults_of_every_sort_in_one_record_are_found_in_one_run() {
    let sandbox = Sandbox::new().overlay();
    let bad = incident(ID)
        .replace("kind = \"realised-incident\"", "kind = \"realised\"")
        .replace("oper", "opr")
        .replace("product = \"kiro\"", "product = \"kro\"")
        .replace("id = \"least-privilege-scopes\"", "id = \"nothing-like-it\"")
        .replace(
            "text = \"queue purge --all\"\nsources = [\"log\"]",
            "text = \"queue purge --all\"\nsources = [\"lgo\"]",
        )
        .replace("standing = \"agreed\"", "standing = \"agreed\"\ndisputes = [\"nobody\"]");
    sandbox.file(&format!("ours/incidents/{ID}.md"), bad);
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    let mut codes = run.codes();
    codes.sort();
    codes.dedup();
    assert_eq!(
        codes,
        ["dangling-claim", "dangling-reference", "undeclared-source", "unknown-key", "unknown-value"],
        "{run:?}"
    );
}

#[test]
fn a_finding_shows_file_line_caret_and_help() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file(&format!("ours/incidents/{ID}.md"), incident(ID).replace("least-privilege-scopes", "least-privilege"));
    let run = sandbox.run(&["check", "ours"]);
    insta::assert_snapshot!(run.stdout, @r#"
    error[dangling-reference]: safeguard `least-privilege` does not exist
      --> ours/incidents/ours-2026-05-queue-purged.md:68:6
       |
    68 | id = "least-privilege"
       |      ^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `least-privilege-scopes`?

    1 error, 0 warnings in 1 file; 2 records checked
    "#);
}

#[test]
fn files_that_are_no_records_do_not_hide_the_others() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/incidents/ours-2026-01-utf8.md", b"```toml\nid = \"\xff\"\n```\n");
    sandbox.file("ours/incidents/ours-2026-01-empty.md", "");
    sandbox.file("ours/incidents/ours-2026-01-fence.md", "# Just a title\n");
    sandbox.file("ours/incidents/ours-2026-01-open.md", "```toml\nid = \"x\"\n");
    sandbox.file("ours/incidents/ours-2026-01-large.md", vec![b'a'; 50_000_000]);
    sandbox.file("ours/incidents/ours-2026-01-folder.md/x", "");
    sandbox.file("ours/incidents/notes.txt", "notes");
    let incidents = sandbox.path().join("ours/incidents");
    symlink("ours-2026-01-loop.md", incidents.join("ours-2026-01-loop.md")).unwrap();
    symlink("nowhere", incidents.join("ours-2026-01-dead.md")).unwrap();
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    let mut codes = run.codes();
    codes.sort();
    assert_eq!(
        codes,
        [
            "empty-file",
            "file-too-large",
            "invalid-utf8",
            "missing-front-matter",
            "not-a-file",
            "unexpected-file",
            "unreadable-file",
            "unreadable-file",
            "unterminated-front-matter",
        ],
        "{run:?}"
    );
    // The record that is good was read: its own fault would be found beside the others.
    sandbox.file(
        &format!("ours/incidents/{ID}.md"),
        incident(ID).replace("id = \"kiro\"", "id = \"kro\"").replace("product = \"kiro\"", "product = \"kro\""),
    );
    assert!(sandbox.run(&["check", "ours", "--format", "json"]).codes().contains(&"dangling-reference".to_owned()));
}

#[test]
fn a_folder_of_records_that_is_a_loop_is_a_finding() {
    let sandbox = Sandbox::new().overlay();
    symlink("products", sandbox.path().join("ours/products")).unwrap();
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!((run.codes(), run.status), (vec!["unreadable-file".to_owned()], 1));
}

#[test]
fn a_link_out_of_a_corpus_is_neither_followed_nor_quoted() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("secrets", "hunter2\n");
    sandbox.file("theirs/ours-2026-06-other.md", "hunter2\n");
    std::fs::remove_file(sandbox.path().join("ours/corpus.toml")).unwrap();
    for (target, link) in [
        ("../../secrets", "ours/incidents/ours-2026-01-passwd.md"),
        ("../secrets", "ours/corpus.toml"),
        ("../secrets", "ours/thesaurus.toml"),
        ("../theirs", "ours/products"),
    ] {
        symlink(target, sandbox.path().join(link)).unwrap();
    }
    for args in [&["check", "ours"][..], &["build", "--corpus", "ours"], &["fmt", "ours"]] {
        let run = sandbox.run(args);
        assert!(run.status != 0 || args[0] == "fmt", "{run:?}");
        assert!(!run.stdout.contains("hunter2") && !run.stderr.contains("hunter2"), "{run:?}");
    }
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!(run.codes(), ["link-outside"; 4], "{run:?}");
    let one = sandbox.run(&["check", "ours/incidents/ours-2026-01-passwd.md", "--format", "json"]);
    assert_eq!(one.codes(), ["link-outside"], "{one:?}");
}

#[test]
fn a_reference_to_a_broken_record_is_not_called_dangling() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/patterns/ours-queue-purge.md", "");
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!(run.codes(), ["empty-file"]);
}

#[test]
fn sources_are_cited_and_listed() {
    let sandbox = Sandbox::new().overlay();
    let extra = "[review]";
    let source = "[[sources]]\nid = \"spare\"\ntitle = \"x\"\nkind = \"analysis\"\nlanguage = \"en\"\ngrade = \"C\"\nread = \"full\"\n\n[review]";
    sandbox.file(&format!("ours/incidents/{ID}.md"), incident(ID).replace(extra, source));
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!(run.codes(), ["incomplete-source", "source-address", "uncited-source"]);
}

#[test]
fn ids_are_names_of_files() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/incidents/ours-2026-06-other.md", incident(ID));
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    let mut codes = run.codes();
    codes.sort();
    assert_eq!(codes, ["duplicate-id", "duplicate-id", "id-mismatch"]);
}

#[test]
fn a_link_in_a_text_leads_to_a_record() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file(
        &format!("ours/incidents/{ID}.md"),
        incident(ID).replace("(pattern:ours-queue-purge)", "(pattern:nothing)"),
    );
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!(run.codes(), ["dangling-reference"]);
    assert_eq!(run.json()["diagnostics"][0]["line"], 93);
}

#[test]
fn deceiving_characters_are_findings_and_never_printed() {
    let sandbox = Sandbox::new().overlay();
    let text = incident(ID).replace("The role could.", "The role\u{202e} could.\u{1b}[31m");
    sandbox.file(&format!("ours/incidents/{ID}.md"), text);
    let run = sandbox.run(&["check", "ours"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("U+202E") && run.stdout.contains("U+001B"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{202e}') && !run.stdout.contains('\u{1b}'));
}

#[test]
fn one_record_can_be_checked_alone() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/incidents/ours-2026-01-other.md", "");
    let good = format!("ours/incidents/{ID}.md");
    let run = sandbox.run(&["check", &good]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "1 record checked, nothing found\n"), "{run:?}");
    let run = sandbox.run(&["check", "ours/incidents/ours-2026-01-other.md", "--format", "json"]);
    assert_eq!(run.codes(), ["empty-file"]);
    sandbox
        .file("alone/2026-05-alone.md", incident("2026-05-alone").replace("ours-queue-purge", "destructive-shortcut"));
    let run = sandbox.run(&["check", "alone/2026-05-alone.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "1 record checked, nothing found\n"), "{run:?}");
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let run = Sandbox::new().run(&["check", "nowhere", "--format", "json"]);
    assert_eq!(run.status, 2);
    let error: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(error["schema"], "precedent.error.v1");
    assert_eq!(error["error"]["code"], "usage");
}
