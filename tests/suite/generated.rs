//! `docs/reference/` is what the code says.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::root;

#[test]
fn the_reference_is_generated_from_the_code() {
    let folder = root().join("docs/reference");
    let update = std::env::var_os("UPDATE").is_some();
    let files = precedent::reference::files();
    for (name, wanted) in &files {
        let path = folder.join(name);
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut file = std::fs::File::create(&path).unwrap();
            std::io::Write::write_all(&mut file, wanted.as_bytes()).unwrap();
        }
        let found = std::fs::read(&path).unwrap_or_default();
        assert!(
            found == wanted.as_bytes(),
            "{name} is not what the code says; run `UPDATE=1 cargo test --test suite generated`"
        );
    }
    let mut there = BTreeSet::new();
    list(&folder, "", &mut there);
    assert_eq!(there, files.into_keys().collect(), "a file that nothing generates, or the reverse");
}

fn list(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name);
        }
    }
}

#[test]
fn codes_of_rules_are_distinct_and_explained() {
    let mut codes = BTreeSet::new();
    for (rule, _) in precedent::check::all_rules() {
        assert!(codes.insert(rule.code), "{} is there twice", rule.code);
        for text in [rule.finds, rule.why, rule.instead] {
            assert!(text.ends_with('.') && text.len() > 20, "{}: {text}", rule.code);
        }
    }
    // A code that was published is neither renamed nor dropped: others filter by it.
    let codes: Vec<&str> = codes.into_iter().collect();
    assert_eq!(codes, PUBLISHED);
}

/// Every code, in order.
const PUBLISHED: &[&str] = &[
    "ambiguous-product",
    "amount-unit",
    "blame",
    "blank-field",
    "blank-text",
    "contradictory-answer",
    "contradictory-capability",
    "control-character",
    "counterfactual",
    "dangling-claim",
    "dangling-reference",
    "duplicate-corpus",
    "duplicate-entry",
    "duplicate-id",
    "empty-file",
    "empty-list",
    "empty-section",
    "expired-answer",
    "file-too-large",
    "id-collision",
    "id-mismatch",
    "incomplete-source",
    "inconsistent-dates",
    "inconsistent-expiry",
    "invalid-allowance",
    "invalid-replacement",
    "invalid-utf8",
    "invalid-value",
    "licence-conflict",
    "link-outside",
    "long-quote",
    "long-summary",
    "long-title",
    "missing-answer",
    "missing-front-matter",
    "missing-key",
    "missing-manifest",
    "missing-prefix",
    "missing-quote",
    "near-duplicate",
    "needless-waiver",
    "no-stated-effect",
    "not-a-file",
    "one-sided-dispute",
    "outdated-answer",
    "outline",
    "overdue-review",
    "overstated-status",
    "primary-pattern",
    "product-in-free-text",
    "repeated-value",
    "schema-version",
    "self-reference",
    "shared-wording",
    "source-address",
    "source-not-https",
    "stray-answer",
    "superseded-entry",
    "syntax-error",
    "too-few-terms",
    "uncited-source",
    "undeclared-source",
    "unexpected-file",
    "unexplained-standing",
    "unknown-field",
    "unknown-key",
    "unknown-value",
    "unmarked-answer",
    "unproven-answer",
    "unread-evidence",
    "unread-settings",
    "unreadable-box",
    "unreadable-file",
    "unsupported-addition",
    "unterminated-front-matter",
    "unusable-link",
    "unused-allowance",
    "wrong-type",
];
