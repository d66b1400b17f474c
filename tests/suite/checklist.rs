//! Checklists through the binary.

use precedent::checklist::{Checklist, Profile};
use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;

use crate::harness::{Sandbox, incident};

fn kb() -> KnowledgeBase {
    KnowledgeBase::build(vec![Corpus::embedded()]).unwrap()
}

fn profile(kb: &KnowledgeBase) -> Profile {
    let mut profile = Profile::default();
    profile.add_product(kb, "kiro").unwrap();
    profile
}

#[test]
fn items_have_question_why_how_verify_and_what_passes() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["checklist", "--product", "kiro", "--moment", "before-access", "--format", "json"]);
    let answer = run.json();
    assert_eq!(answer["schema"], "precedent.checklist.v1");
    let moments = answer["moments"].as_array().unwrap();
    assert_eq!((moments.len(), &moments[0]["id"]), (1, &"before-access".into()));
    let items = moments[0]["items"].as_array().unwrap();
    assert!((1..=9).contains(&items.len()));
    for item in items {
        assert!(item["question"].as_str().unwrap().ends_with('?'));
        for list in ["incidents", "how", "verify"] {
            assert!(!item[list].as_array().unwrap().is_empty(), "{list}: {item}");
        }
        assert!(!item["passes"].as_str().unwrap().is_empty());
    }
    let markdown = sandbox.run(&["checklist", "--product", "kiro", "--moment", "before-access"]).stdout;
    assert_eq!(markdown.matches("- [ ] **").count(), items.len());
    assert!(markdown.contains("2025-12-kiro-cost-explorer"));
    let html = sandbox.run(&["checklist", "--product", "kiro", "--moment", "before-access", "--format", "html"]).stdout;
    assert!(html.to_lowercase().starts_with("<!doctype html>"));
    for other_file in ["<link rel=\"stylesheet\"", "<script", " src="] {
        assert!(!html.contains(other_file), "{other_file}");
    }
}

#[test]
fn in_a_full_list_a_safeguard_stands_once() {
    let kb = kb();
    let list = Checklist::build(&kb, profile(&kb), &[]);
    let mut ids: Vec<&str> =
        list.moments.iter().flat_map(|moment| &moment.items).map(|item| item.safeguard.id.as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn an_overlay_changes_the_list_with_its_incidents() {
    let sandbox = Sandbox::new().overlay();
    let args = ["checklist", "--product", "kiro", "--moment", "before-access", "--format", "json"];
    let gain = |run: &crate::harness::Run| {
        let answer = run.json();
        let items = answer["moments"][0]["items"].as_array().unwrap().clone();
        items
            .iter()
            .find(|item| item["safeguard"] == "least-privilege-scopes")
            .map(|item| item["gain"].as_f64().unwrap())
    };
    let before = gain(&sandbox.run(&args)).unwrap();
    let after = gain(&sandbox.run(&[&args[..], &["--corpus", "ours"]].concat())).unwrap();
    assert!(after > before, "{after} > {before}");
    // A record that proved false changes nothing.
    let retracted = incident("ours-2026-05-queue-purged").replace("\"confirmed-by-operator\"", "\"retracted\"");
    sandbox.file("ours/incidents/ours-2026-05-queue-purged.md", retracted);
    assert_eq!(gain(&sandbox.run(&[&args[..], &["--corpus", "ours"]].concat())), Some(before));
}

#[test]
fn unknown_products_and_moments_are_explained() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["checklist", "--product", "kirro"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!(run.stderr, @r"
    error: product `kirro` does not exist
    hint: did you mean `kiro`?
    ");
    let run = sandbox.run(&["checklist", "--moment", "before-acess"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean `before-access`?"), "{}", run.stderr);
}
