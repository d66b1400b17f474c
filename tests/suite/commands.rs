//! Streams, exit codes and forms of answers, the same for every command.

use std::io::Read;
use std::process::Stdio;

use crate::harness::{Sandbox, root};

#[test]
fn examples_in_help_run() {
    let sandbox = Sandbox::new().overlay();
    std::fs::rename(sandbox.path().join("ours"), sandbox.path().join("our-incidents")).unwrap();
    let id = "ours-2026-05-queue-purged";
    let example = sandbox.path().join("our-incidents/incidents/ours-2026-01-lost-files.md");
    sandbox.file("our-incidents/incidents/x", "");
    std::fs::remove_file(sandbox.path().join("our-incidents/incidents/x")).unwrap();
    let text = crate::harness::incident(id).replace(id, "ours-2026-01-lost-files");
    std::fs::write(example, text).unwrap();
    std::fs::remove_file(sandbox.path().join(format!("our-incidents/incidents/{id}.md"))).unwrap();
    let mut examples = 0;
    sandbox.file("our-theme/assets/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
    sandbox.file("plan.md", "terraform destroy the duplicates, then recreate them");
    sandbox.file(".codex/config.toml", "approval_policy = \"on-request\"\n");
    sandbox.file("team.toml", "schema = 1\nname = \"Payments\"\n");
    sandbox.file("ticked.md", "- [x] <!-- precedent: kill-switch v1 -->\n  - Evidence: drill of 3 November\n");
    for command in [
        "search",
        "similar",
        "show",
        "list",
        "stats",
        "build",
        "report",
        "checklist",
        "profile",
        "profile init",
        "profile check",
        "profile detect",
        "new",
        "check",
        "fmt",
        "export",
        "completions",
        "man",
    ] {
        let help = sandbox.run(&[command.split(' ').collect(), vec!["--help"]].concat()).stdout;
        let (_, listed) = help.split_once("Examples:").unwrap_or_else(|| panic!("`{command} --help` has no examples"));
        for line in listed.lines().map(str::trim).filter(|line| line.starts_with("precedent ")) {
            // What stands in quotes is one word, as in a shell.
            let parts = line.split('\'').enumerate();
            let words: Vec<&str> = parts
                .flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
                .skip(1)
                .collect();
            let run = sandbox.run(&words);
            assert_eq!(run.status, 0, "{line}: {run:?}");
            examples += 1;
        }
    }
    assert!(examples >= 25, "{examples}");
}

#[test]
fn every_answer_is_one_json_document_that_its_schema_describes() {
    let sandbox = Sandbox::new();
    let codex = root().join("tests/fixtures/detect/openai-codex");
    let answers: [(&str, &[&str]); 19] = [
        ("search", &["search", "delete"]),
        ("similar", &["similar", "2025-12-kiro-cost-explorer"]),
        ("similar", &["similar", "pattern:destructive-shortcut"]),
        ("similar", &["similar", "2025-06-echoleak", "--limit", "0"]),
        ("show", &["show", "2025-12-kiro-cost-explorer"]),
        ("show", &["show", "destructive-shortcut"]),
        ("show", &["show", "approval-gate"]),
        ("show", &["show", "product:kiro"]),
        ("list", &["list", "incidents"]),
        ("list", &["list", "standards"]),
        ("stats", &["stats"]),
        ("check", &["check"]),
        ("export", &["export", "json"]),
        ("build", &["build"]),
        ("report", &["report", "kiro"]),
        ("report", &["report", "--query", "delete", "--out", "delete.md"]),
        ("checklist", &["checklist", "--product", "kiro"]),
        ("profile-init", &["profile", "init", "--product", "kiro"]),
        ("profile-detect", &["profile", "detect", codex.to_str().unwrap()]),
    ];
    for (name, args) in answers {
        let run = sandbox.run(&[args, &["--format", "json"]].concat());
        let answer = run.json();
        assert_eq!(answer["schema"], format!("precedent.{name}.v1"), "{args:?}");
        let schema: serde_json::Value =
            serde_json::from_str(&crate::harness::read(format!("docs/reference/answer/{name}.v1.schema.json")))
                .unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&answer).take(3).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{args:?}: {errors:?}");
        assert_eq!(run.stderr, "", "{args:?}");
    }
}

#[test]
fn errors_are_told_in_the_form_asked_for() {
    let sandbox = Sandbox::new();
    let schema: serde_json::Value =
        serde_json::from_str(&crate::harness::read("docs/reference/answer/error.v1.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for args in [
        &["show", "nothing"][..],
        &["list", "things"],
        &["frobnicate"],
        &["build", "--out", "/"],
        &["search"],
        &["stats", "--format", "html"],
    ] {
        let args = if args.contains(&"--format") { args.to_vec() } else { [args, &["--format", "json"]].concat() };
        let run = sandbox.run(&args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        if args.contains(&"json") {
            let error: serde_json::Value =
                serde_json::from_str(&run.stderr).unwrap_or_else(|e| panic!("{args:?}: {e}: {}", run.stderr));
            assert!(validator.is_valid(&error), "{error}");
            let message = error["error"]["message"].as_str().unwrap();
            assert!(!message.is_empty() && !message.starts_with("error"), "{message}");
        }
    }
}

#[test]
fn the_version_line_names_the_corpus_its_hash_and_its_licence() {
    let run = Sandbox::new().run(&["--version"]);
    let hash = precedent::corpus::Corpus::embedded().hash;
    let line = run.stdout.trim();
    assert!(line.starts_with(concat!("precedent ", env!("CARGO_PKG_VERSION"))), "{line}");
    assert!(
        line.contains("precedent,") && line.contains(hash.get(..12).unwrap()) && line.contains("CC-BY-4.0"),
        "{line}"
    );
}

#[test]
fn a_record_that_is_not_there_is_an_error_with_a_suggestion() {
    let run = Sandbox::new().run(&["show", "2025-12-kiro-cost-explorr"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!(run.stderr, @r"
    error: no record is called `2025-12-kiro-cost-explorr`
    hint: did you mean `2025-12-kiro-cost-explorer`?
    ");
}

#[test]
fn nothing_found_is_one() {
    let run = Sandbox::new().run(&["search", "qwertzuiop"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(!run.stderr.is_empty());
    let run = Sandbox::new().run(&["search", "qwertzuiop", "--format", "json"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    assert_eq!(run.json()["total"], 0);
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let sandbox = Sandbox::new();
    let mut child = sandbox.command(&["export", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn disputed_claims_stand_side_by_side_in_eighty_columns() {
    let run = Sandbox::new().run(&["show", "2025-12-kiro-cost-explorer"]);
    let widest =
        run.stdout.lines().filter(|line| !line.contains("://")).map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 80, "{widest}");
    let between: Vec<&str> = run.stdout.lines().filter(|line| line.contains(" │ ")).collect();
    assert!(
        between.iter().any(|line| line.starts_with("Four people familiar") && line.contains("Amazon")),
        "{between:?}"
    );
}

#[test]
fn completions_and_manuals_are_made_for_every_command() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(sandbox.run(&["completions", shell]).stdout.contains("checklist"), "{shell}");
    }
    assert!(sandbox.run(&["man"]).stdout.contains(".TH precedent"));
    assert!(sandbox.run(&["man", "search"]).stdout.contains("precedent\\-search"));
    assert_eq!(sandbox.run(&["man", "nothing"]).status, 2);
}

#[test]
fn the_folder_of_the_command_is_left_alone() {
    let sandbox = Sandbox::new();
    for args in [&["search", "delete"][..], &["stats"], &["show", "kiro"], &["check"], &["checklist"]] {
        let _ = sandbox.run(args).status;
    }
    assert_eq!(std::fs::read_dir(sandbox.path()).unwrap().count(), 0);
    assert!(root().join("corpus").is_dir());
}
