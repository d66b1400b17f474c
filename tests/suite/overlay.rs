//! Corpora over the embedded one: prefixes, replacements, sharing, settings.

use crate::harness::{MANIFEST, Sandbox, finish, incident};

const ID: &str = "ours-2026-05-queue-purged";

#[test]
fn records_of_an_overlay_are_found_beside_the_embedded_ones() {
    let sandbox = Sandbox::new().overlay();
    let run = sandbox.run(&["search", "zebra queue", "--corpus", "ours", "--format", "json"]);
    assert_eq!(run.json()["hits"][0]["id"], ID);
    let run = sandbox.run(&["search", "product:kiro", "type:incident", "--corpus", "ours", "--format", "json"]);
    let ids: Vec<String> =
        run.json()["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
    assert!(ids.len() > 1 && ids.contains(&ID.to_owned()) && ids.contains(&"2025-12-kiro-cost-explorer".to_owned()));
    let run = sandbox.run(&["show", "ours-queue-purge", "--corpus", "ours"]);
    assert!(run.stdout.contains(ID), "{}", run.stdout);
}

#[test]
fn the_variable_and_the_settings_file_do_the_same() {
    let sandbox = Sandbox::new().overlay();
    let found = |run: &crate::harness::Run| run.stdout.contains(ID);
    assert!(!found(&sandbox.run(&["list", "incidents"])));
    assert!(found(&finish(sandbox.command(&["list", "incidents"]).env("PRECEDENT_CORPUS", "ours"))));
    sandbox.file("precedent.toml", "corpus = [\"ours\"]\n");
    let run = sandbox.run(&["list", "incidents"]);
    assert!(found(&run) && run.stdout.contains("2025-12-kiro-cost-explorer"));
    sandbox.file("precedent.toml", "corpora = [\"ours\"]\n");
    let run = sandbox.run(&["list", "incidents"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("precedent.toml"), "{}", run.stderr);
}

#[test]
fn without_the_embedded_corpus_its_records_are_not_there() {
    let sandbox = Sandbox::new().overlay();
    let run = sandbox.run(&["check", "ours", "--no-builtin", "--format", "json"]);
    assert_eq!(run.codes(), ["dangling-reference", "dangling-reference"], "{run:?}");
}

#[test]
fn ids_of_an_overlay_bear_its_prefix_and_do_not_collide() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/incidents/2025-12-kiro-cost-explorer.md", incident("2025-12-kiro-cost-explorer"));
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    // It is also a copy of the overlay's other incident.
    assert_eq!(run.codes(), ["id-collision", "missing-prefix", "near-duplicate"]);
}

#[test]
fn a_replacement_stands_for_the_record_and_says_so() {
    let sandbox = Sandbox::new().overlay();
    let replaces = "[[replaces]]\nid = \"2025-12-kiro-cost-explorer\"\nreason = \"We were there.\"\n\n[review]";
    sandbox.file(&format!("ours/incidents/{ID}.md"), incident(ID).replace("[review]", replaces));
    let run = sandbox.run(&["show", "2025-12-kiro-cost-explorer", "--corpus", "ours"]);
    assert!(run.stdout.contains("A support queue was emptied"), "{}", run.stdout);
    assert!(run.stdout.contains("Stands in for 2025-12-kiro-cost-explorer: We were there."), "{}", run.stdout);
    let run = sandbox.run(&["list", "incidents", "--corpus", "ours"]);
    assert!(!run.stdout.contains("2025-12-kiro-cost-explorer"));
    let run = sandbox.run(&["build", "--corpus", "ours"]);
    assert_eq!(run.status, 0, "{run:?}");
    let dangling = replaces.replace("kiro-cost-explorer", "kiro-cost");
    sandbox.file(&format!("ours/incidents/{ID}.md"), incident(ID).replace("[review]", &dangling));
    assert_eq!(sandbox.run(&["check", "ours", "--format", "json"]).codes(), ["dangling-reference"]);
}

#[test]
fn what_may_not_be_shared_is_left_out_or_marked() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/corpus.toml", MANIFEST.replace("\"public\"", "\"TLP:AMBER\""));
    let run = sandbox.run(&["export", "json", "--corpus", "ours"]);
    assert!(!run.stdout.contains(ID) && run.stderr.contains("Left out `ours`"), "{}", run.stderr);
    let run = sandbox.run(&["export", "json", "--corpus", "ours", "--include", "ours"]);
    assert!(run.stdout.contains(ID) && run.stdout.contains("TLP:AMBER"));
    let run = sandbox.run(&["search", "zebra", "--corpus", "ours"]);
    assert!(run.stdout.contains(ID), "one's own search shows everything");
    let page = |run: &crate::harness::Run| {
        assert_eq!(run.status, 0, "{run:?}");
        String::from_utf8(std::fs::read(sandbox.path().join("public/index.html")).unwrap()).unwrap()
    };
    assert!(!page(&sandbox.run(&["build", "--corpus", "ours"])).contains("TLP:AMBER"));
    assert!(!sandbox.path().join(format!("public/incidents/{ID}.html")).exists());
    assert!(page(&sandbox.run(&["build", "--corpus", "ours", "--include", "ours"])).contains("TLP:AMBER"));
    assert!(sandbox.path().join(format!("public/incidents/{ID}.html")).exists());
    let run = sandbox.run(&["build", "--corpus", "ours", "--include", "theirs"]);
    assert_eq!(run.status, 2);
}

#[test]
fn manifests_are_checked() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/corpus.toml", MANIFEST.replace("schema = 1", "schema = 2"));
    assert_eq!(sandbox.run(&["check", "ours", "--format", "json"]).codes(), ["schema-version"]);
    std::fs::remove_file(sandbox.path().join("ours/corpus.toml")).unwrap();
    assert_eq!(sandbox.run(&["check", "ours", "--format", "json"]).codes(), ["missing-manifest"]);
    let run = sandbox.run(&["list", "incidents", "--corpus", "nowhere"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("`nowhere` is not a folder with a corpus in it"), "{}", run.stderr);
}

#[test]
fn a_new_corpus_may_be_empty() {
    let sandbox = Sandbox::new();
    sandbox.file("ours/corpus.toml", MANIFEST);
    for args in [&["check", "ours"][..], &["build", "--corpus", "ours"], &["search", "delete", "--corpus", "ours"]] {
        assert_eq!(sandbox.run(args).status, 0, "{args:?}");
    }
    let run = sandbox.run(&["stats", "--corpus", "ours", "--no-builtin", "--format", "json"]);
    assert_eq!(run.json()["records"]["incidents"], 0);
    let run = sandbox.run(&["build", "--corpus", "ours", "--no-builtin", "--out", "alone"]);
    assert_eq!(run.status, 0, "{run:?}");
}
