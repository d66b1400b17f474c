//! Every rule finds what it is for, and lets its nearest good neighbour be.
//!
//! A case is the smallest overlay with one change. The change that fails gives the rule's code and nothing else; the
//! change that passes is as like it as can be and gives nothing.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;

use precedent::corpus::{Corpus, rules};
use precedent::diagnostic::{Diagnostic, Rule, Style, render_text};
use precedent::kb::{self, KnowledgeBase};

use crate::harness::{MANIFEST, Sandbox, incident};

const ID: &str = "ours-2026-05-queue-purged";
const OTHER: &str = "ours-2026-06-other";

/// A rule's code, with what to do to the smallest overlay so that it fails and so that it passes.
struct Case {
    code: &'static str,
    fails: fn(&Sandbox),
    passes: fn(&Sandbox),
}

const CASES: &[Case] = &[
    Case {
        code: "amount-unit",
        fails: |sandbox| edit(sandbox, "[detection]", &amount("currency = \"USD\"\nunit = \"messages\"")),
        passes: |sandbox| edit(sandbox, "[detection]", &amount("unit = \"messages\"")),
    },
    Case {
        code: "blank-field",
        fails: |sandbox| edit(sandbox, "operator = \"Example\"", "operator = \"\""),
        passes: |sandbox| edit(sandbox, "operator = \"Example\"", "operator = \"a \\\"\\\" b\""),
    },
    Case {
        code: "control-character",
        fails: |sandbox| edit(sandbox, "The role could.", "The role\u{202e} could."),
        passes: |sandbox| write(sandbox, ID, &incident(ID).replace('\n', "\r\n")),
    },
    Case {
        code: "dangling-claim",
        fails: |sandbox| edit(sandbox, "[[patterns]]", &claim("supports = [\"nobody\"]")),
        passes: |sandbox| edit(sandbox, "[[patterns]]", &claim("supports = [\"emptied\"]")),
    },
    Case {
        code: "dangling-reference",
        fails: |sandbox| edit(sandbox, "\"least-privilege-scopes\"", "\"least-privilege\""),
        passes: |sandbox| edit(sandbox, "\"least-privilege-scopes\"", "\"approval-gate\""),
    },
    Case {
        code: "duplicate-corpus",
        fails: |sandbox| put(sandbox, "theirs/corpus.toml", theirs("ours")),
        passes: |sandbox| put(sandbox, "theirs/corpus.toml", theirs("theirs")),
    },
    Case {
        code: "duplicate-entry",
        fails: |sandbox| edit(sandbox, "[[sources]]", &safeguard("least-privilege-scopes")),
        passes: |sandbox| edit(sandbox, "[[sources]]", &safeguard("approval-gate")),
    },
    Case {
        code: "duplicate-id",
        fails: |sandbox| write(sandbox, OTHER, &with_alias(ID)),
        passes: |sandbox| write(sandbox, OTHER, &with_alias("ours-2026-05-queue-emptied")),
    },
    Case {
        code: "empty-file",
        fails: |sandbox| write(sandbox, OTHER, " \n"),
        passes: |sandbox| write(sandbox, OTHER, &incident(OTHER)),
    },
    Case {
        code: "empty-list",
        fails: |sandbox| {
            let text = incident(ID);
            let (before, rest) = text.split_once("[[agents]]").unwrap();
            let (_, after) = rest.split_once("[[commands]]").unwrap();
            write(sandbox, ID, &format!("{before}agents = []\n\n[[commands]]{after}"));
        },
        passes: |sandbox| edit(sandbox, "product = \"kiro\"", "product = \"claude-code\""),
    },
    Case {
        code: "file-too-large",
        fails: |sandbox| write(sandbox, OTHER, &padded(1_000_001)),
        passes: |sandbox| write(sandbox, OTHER, &padded(1_000_000)),
    },
    Case {
        code: "id-collision",
        fails: |sandbox| nested(sandbox, "ours-team-2026-05-queue"),
        passes: |sandbox| nested(sandbox, "ours-team-2026-06-queue"),
    },
    Case {
        code: "id-mismatch",
        fails: |sandbox| write(sandbox, OTHER, &incident("ours-2026-07-other")),
        passes: |sandbox| write(sandbox, OTHER, &incident(OTHER)),
    },
    Case {
        code: "invalid-replacement",
        fails: |sandbox| write(sandbox, OTHER, &replacing(ID)),
        passes: |sandbox| write(sandbox, OTHER, &replacing("2025-12-kiro-cost-explorer")),
    },
    Case {
        code: "invalid-utf8",
        fails: |sandbox| put(sandbox, &path(OTHER), b"```toml\nid = \"\xff\"\n```\n"),
        passes: |sandbox| edit(sandbox, "The role could.", "Die Rolle könnte – 可."),
    },
    Case {
        code: "invalid-value",
        fails: |sandbox| edit(sandbox, "occurred = \"2026-05\"", "occurred = \"2026-13\""),
        passes: |sandbox| edit(sandbox, "occurred = \"2026-05\"", "occurred = \"2026-05-1X\""),
    },
    Case {
        code: "link-outside",
        fails: |sandbox| {
            sandbox.file("elsewhere.md", incident(OTHER));
            symlink("../../elsewhere.md", sandbox.path().join(path(OTHER))).unwrap();
        },
        // The folder of a corpus may be a link itself, and there may be links within it.
        passes: |sandbox| {
            std::fs::rename(sandbox.path().join("ours"), sandbox.path().join("kept")).unwrap();
            symlink("kept", sandbox.path().join("ours")).unwrap();
            std::fs::rename(sandbox.path().join("ours/incidents"), sandbox.path().join("ours/records")).unwrap();
            symlink("records", sandbox.path().join("ours/incidents")).unwrap();
            sandbox.file("ours/elsewhere.md", incident(OTHER));
            symlink("../elsewhere.md", sandbox.path().join(path(OTHER))).unwrap();
        },
    },
    Case {
        code: "missing-front-matter",
        fails: |sandbox| write(sandbox, OTHER, "# A title\n"),
        passes: |sandbox| edit(sandbox, "```toml\n", "```toml  \n"),
    },
    Case {
        code: "missing-key",
        fails: |sandbox| edit(sandbox, "task = \"To remove one bad message.\"\n", ""),
        passes: |sandbox| edit(sandbox, "publisher = \"Example\"\n", ""),
    },
    Case {
        code: "missing-manifest",
        fails: |sandbox| std::fs::remove_file(sandbox.path().join("ours/corpus.toml")).unwrap(),
        passes: |sandbox| put(sandbox, "theirs/corpus.toml", theirs("theirs")),
    },
    Case {
        code: "missing-prefix",
        fails: |sandbox| write(sandbox, "2026-06-ours", &incident("2026-06-ours")),
        passes: |sandbox| write(sandbox, OTHER, &incident(OTHER)),
    },
    Case {
        code: "not-a-file",
        fails: |sandbox| put(sandbox, &format!("{}/x", path(OTHER)), ""),
        passes: |sandbox| put(sandbox, "ours/incidents/.drafts.md/x", ""),
    },
    Case {
        code: "primary-pattern",
        fails: |sandbox| edit(sandbox, "[[safeguards]]", &pattern("primary")),
        passes: |sandbox| edit(sandbox, "[[safeguards]]", &pattern("enabler")),
    },
    Case {
        code: "schema-version",
        fails: |sandbox| put(sandbox, "ours/corpus.toml", MANIFEST.replace("schema = 1", "schema = 2")),
        passes: |sandbox| put(sandbox, "ours/corpus.toml", MANIFEST.replace("schema = 1", "schema=1 # one")),
    },
    Case {
        code: "self-reference",
        fails: |sandbox| edit(sandbox, "[review]", &related(ID)),
        passes: |sandbox| edit(sandbox, "[review]", &related("2025-12-kiro-cost-explorer")),
    },
    Case {
        code: "source-address",
        fails: |sandbox| edit(sandbox, "no_url = \"internal\"\n", ""),
        passes: |sandbox| {
            edit(sandbox, "no_url = \"internal\"", "url = \"https://e.org/\"\nretrieved = \"2026-05-21\"");
        },
    },
    Case {
        code: "syntax-error",
        fails: |sandbox| edit(sandbox, "adversary = \"none\"", "adversary = none"),
        passes: |sandbox| edit(sandbox, "adversary = \"none\"", "adversary = 'none'"),
    },
    Case {
        code: "too-few-terms",
        fails: |sandbox| put(sandbox, "ours/thesaurus.toml", "[[both_ways]]\nterms = [\"queue\"]\n"),
        passes: |sandbox| put(sandbox, "ours/thesaurus.toml", "[[both_ways]]\nterms = [\"queue\", \"topic\"]\n"),
    },
    Case {
        code: "uncited-source",
        fails: |sandbox| edit(sandbox, "[review]", SPARE),
        passes: |sandbox| {
            let text = incident(ID).replace("[review]", SPARE);
            write(sandbox, ID, &text.replacen("sources = [\"log\"]", "sources = [\"log\", \"spare\"]", 1));
        },
    },
    Case {
        code: "undeclared-source",
        fails: |sandbox| {
            write(sandbox, ID, &incident(ID).replacen("sources = [\"log\"]", "sources = [\"log\", \"spare\"]", 1));
        },
        passes: |sandbox| {
            write(sandbox, ID, &incident(ID).replace("id = \"log\"", "id = \"lgo\"").replace("[\"log\"]", "[\"lgo\"]"));
        },
    },
    Case {
        code: "unexpected-file",
        fails: |sandbox| put(sandbox, "ours/incidents/notes.txt", "notes"),
        passes: |sandbox| put(sandbox, "ours/notes.txt", "notes"),
    },
    Case {
        code: "unknown-field",
        fails: |sandbox| edit(sandbox, "[[patterns]]", &claim(&contradiction("ocurred"))),
        passes: |sandbox| edit(sandbox, "[[patterns]]", &claim(&contradiction("impact.duration"))),
    },
    Case {
        code: "unknown-key",
        fails: |sandbox| edit(sandbox, "operator = \"Example\"", "oprator = \"Example\""),
        passes: |sandbox| edit(sandbox, "operator = \"Example\"", "\"operator\" = \"Example\""),
    },
    Case {
        code: "unknown-value",
        fails: |sandbox| edit(sandbox, "confidence = \"high\"", "confidence = \"highest\""),
        passes: |sandbox| edit(sandbox, "confidence = \"high\"", "confidence = \"low\""),
    },
    Case {
        code: "unreadable-file",
        fails: |sandbox| symlink(format!("{OTHER}.md"), sandbox.path().join(path(OTHER))).unwrap(),
        passes: |sandbox| {
            sandbox.file("ours/kept/elsewhere.md", incident(OTHER));
            symlink("../kept/elsewhere.md", sandbox.path().join(path(OTHER))).unwrap();
        },
    },
    Case {
        code: "unterminated-front-matter",
        fails: |sandbox| write(sandbox, OTHER, "```toml\nid = \"x\"\n"),
        passes: |sandbox| edit(sandbox, "\n```\n\n## What", "\n```  \n\n## What"),
    },
    Case {
        code: "unusable-link",
        fails: |sandbox| edit(sandbox, "(pattern:ours-queue-purge)", "(../patterns/ours-queue-purge.md)"),
        passes: |sandbox| edit(sandbox, "(pattern:ours-queue-purge)", "(https://example.org/queue)"),
    },
    Case {
        code: "wrong-type",
        fails: |sandbox| edit(sandbox, "capabilities = [\"delete\"]", "capabilities = \"delete\""),
        passes: |sandbox| edit(sandbox, "capabilities = [\"delete\"]", "capabilities = [\n  \"delete\",\n]"),
    },
];

/// A source that nothing cites, before what follows the sources.
const SPARE: &str = r#"[[sources]]
id = "spare"
no_url = "internal"
title = "Another log"
publisher = "Example"
published = "2026-05-20"
kind = "artefact"
language = "en"
grade = "A"
read = "full"

[review]"#;

/// A second claim with one more key, before what follows the claims.
fn claim(key: &str) -> String {
    let entry = "by = \"Example\"\nrole = \"operator\"\nabout = \"conduct\"\ntext = \"It was empty.\"";
    format!("[[claims]]\nid = \"empty\"\n{entry}\nstanding = \"agreed\"\nsources = [\"log\"]\n{key}\n\n[[patterns]]")
}

/// A sum or a count, before what follows the impact.
fn amount(of: &str) -> String {
    let entry = "value = \"40\"\nwhat = \"Lost.\"\nstatus = \"estimated\"\nsources = [\"log\"]";
    format!("[[impact.amounts]]\n{entry}\n{of}\n\n[detection]")
}

fn related(id: &str) -> String {
    format!("[[related]]\nid = \"{id}\"\nrelation = \"contrast\"\n\n[review]")
}

fn contradiction(field: &str) -> String {
    format!("contradicts = [{{ field = \"{field}\", value = \"other\" }}]")
}

/// A second pattern, before what follows the patterns.
fn pattern(role: &str) -> String {
    let entry = "basis = \"inferred\"\nevidence = \"The log.\"\nsources = [\"log\"]";
    format!("[[patterns]]\nid = \"excess-privilege\"\nrole = \"{role}\"\n{entry}\n\n[[safeguards]]")
}

/// A second safeguard, before what follows the safeguards.
fn safeguard(id: &str) -> String {
    let entry = "state = \"absent\"\neffect = \"would-have-limited\"\nbasis = \"inferred\"\nwhy = \"It was missing.\"";
    format!("[[safeguards]]\nid = \"{id}\"\n{entry}\nsources = [\"log\"]\n\n[[sources]]")
}

fn with_alias(alias: &str) -> String {
    incident(OTHER).replace("task = ", &format!("aliases = [\"{alias}\"]\ntask = "))
}

fn replacing(id: &str) -> String {
    let entry = format!("[[replaces]]\nid = \"{id}\"\nreason = \"We know better.\"\n\n[review]");
    incident(OTHER).replace("[review]", &entry)
}

fn theirs(name: &str) -> String {
    MANIFEST
        .replace("name = \"ours\"", &format!("name = \"{name}\""))
        .replace("prefix = \"ours\"", "prefix = \"theirs\"")
}

/// A second corpus, whose prefix begins with that of the first, so that an id can fit both; it has the incident given.
fn nested(sandbox: &Sandbox, id: &str) {
    let manifest = theirs("theirs").replace("prefix = \"theirs\"", "prefix = \"ours-team\"");
    put(sandbox, "theirs/corpus.toml", manifest);
    put(sandbox, &format!("theirs/incidents/{id}.md"), incident(id));
    write(sandbox, "ours-team-2026-05-queue", &incident("ours-team-2026-05-queue"));
}

/// A record of exactly so many bytes.
fn padded(bytes: usize) -> String {
    let text = incident(OTHER);
    let padding = "\n".repeat(bytes - text.len());
    text + &padding
}

fn path(id: &str) -> String {
    format!("ours/incidents/{id}.md")
}

fn put(sandbox: &Sandbox, path: &str, content: impl AsRef<[u8]>) {
    sandbox.file(path, content);
}

fn write(sandbox: &Sandbox, id: &str, text: &str) {
    put(sandbox, &path(id), text);
}

/// Changes one place of the overlay's incident.
fn edit(sandbox: &Sandbox, from: &str, to: &str) {
    let text = incident(ID);
    assert_eq!(text.matches(from).count(), 1, "`{from}` has to stand once in the incident of the harness");
    write(sandbox, ID, &text.replace(from, to));
}

/// Every finding about the sandbox's corpora over the embedded one.
fn findings(embedded: &Corpus, sandbox: &Sandbox) -> Vec<Diagnostic> {
    let folders = ["ours", "theirs"].map(|name| sandbox.path().join(name));
    let own = folders.iter().filter(|folder| folder.exists()).map(|folder| Corpus::load(folder).unwrap());
    match KnowledgeBase::build([embedded.clone()].into_iter().chain(own).collect()) {
        Ok(kb) => kb.warnings().to_vec(),
        Err(findings) => findings,
    }
}

fn all_rules() -> impl Iterator<Item = &'static Rule> {
    rules::RULES.iter().chain(kb::rules::RULES).copied()
}

#[test]
fn every_rule_has_a_case() {
    let cases: BTreeSet<&str> = CASES.iter().map(|case| case.code).collect();
    assert_eq!(cases.len(), CASES.len(), "a rule has two cases");
    let rules: BTreeSet<&str> = all_rules().map(|rule| rule.code).collect();
    for code in &rules {
        assert!(
            cases.contains(code),
            "the rule `{code}` has no case: add `Case {{ code: \"{code}\", fails: …, passes: … }}` to `CASES` in \
             tests/suite/rules.rs; `fails` changes the smallest overlay (see `edit` and `write`) so that `{code}` is \
             the only finding, `passes` makes the most similar change that is good"
        );
    }
    for code in &cases {
        assert!(rules.contains(code), "the case `{code}` belongs to no rule");
    }
}

#[test]
fn a_failing_case_gives_its_code_and_no_other() {
    let embedded = Corpus::embedded();
    for case in CASES {
        let sandbox = Sandbox::new().overlay();
        (case.fails)(&sandbox);
        let findings = findings(&embedded, &sandbox);
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert_eq!(codes, [case.code], "{}", render_text(&findings, Style::Plain));
        let (finding, folder) = (&findings[0], sandbox.path().to_str().unwrap());
        assert!(finding.source.path().starts_with(folder), "{}: {}", case.code, finding.source.path());
    }
}

#[test]
fn a_passing_case_gives_nothing() {
    let embedded = Corpus::embedded();
    for case in CASES {
        let sandbox = Sandbox::new().overlay();
        (case.passes)(&sandbox);
        let findings = findings(&embedded, &sandbox);
        assert!(findings.is_empty(), "{}: {}", case.code, render_text(&findings, Style::Plain));
    }
}
