//! Every editorial rule finds what it is for at its place, and lets its nearest good neighbour be.
//!
//! `tests/fixtures/rules/<code>/` holds small corpora. Those whose name begins with `bad` mark each line with what has to
//! be found there, in a comment at its end: `finding: CODE, column N`. Those whose name begins with `good` have nothing to
//! find. A rule without both fails the suite, and so does a folder without a rule.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use precedent::check::{self, EDITORIAL, Options};
use precedent::corpus::Corpus;
use precedent::diagnostic::{Diagnostic, Style, render_text, sort};
use precedent::kb::KnowledgeBase;
use precedent::record::Day;

use crate::harness::{Sandbox, read, root};

/// The day on which fixtures are looked at: a year after most of their records were curated, and not a day more.
const TODAY: &str = "2027-05-21";
/// Rules about allowances, which have fixtures and are not in the table, because they cannot be allowed.
const ABOUT_ALLOWANCES: [&str; 2] = ["invalid-allowance", "unused-allowance"];

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/rules")
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Corpora of the fixtures whose name begins so, by the code of the rule.
fn cases(verdict: &str) -> Vec<(String, PathBuf)> {
    let of_rule = |rule: &PathBuf| {
        let code = name(rule);
        folders(rule).into_iter().filter(|case| name(case).starts_with(verdict)).map(move |case| (code.clone(), case))
    };
    folders(&fixtures()).iter().flat_map(of_rule).collect()
}

/// Everything that is found in a fixture, above the corpus of the binary.
fn findings(embedded: &Corpus, fixture: &Path) -> Vec<Diagnostic> {
    let today: Day = TODAY.parse().unwrap();
    let corpora = vec![embedded.clone(), Corpus::load(fixture).unwrap()];
    let options = Options { today: Some(&today), judged: None };
    let mut found = check::run(&corpora, &options);
    found.extend(match KnowledgeBase::build(corpora) {
        Ok(kb) => kb.warnings().to_vec(),
        Err(problems) => problems,
    });
    found.retain(|finding| Path::new(finding.source.path()).starts_with(fixture));
    sort(&mut found);
    found
}

/// Path, line, code and column of each mark in a fixture, as text.
fn marks(fixture: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in folders(fixture).iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let path = path.unwrap().path();
        let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
        for (at, line) in text.lines().enumerate() {
            if let Some((_, mark)) = line.split_once("finding: ") {
                found.insert(format!("{}:{}: {}", path.display(), at + 1, mark.trim_end_matches(" -->")));
            }
        }
    }
    found
}

#[test]
fn every_editorial_rule_has_a_file_fixtures_and_an_entry_in_the_reference() {
    let table: Vec<&str> = EDITORIAL.iter().map(|editorial| editorial.rule.code).collect();
    assert!(table.is_sorted(), "the table in src/check/rules.rs is in the order of codes");
    let reference = read("docs/reference/rules.md");
    let mut known: BTreeSet<String> = ABOUT_ALLOWANCES.iter().map(|code| (*code).to_owned()).collect();
    for code in table {
        let file = root().join(format!("src/check/rules/{}.rs", code.replace('-', "_")));
        assert!(file.exists(), "the rule `{code}` stands in {}", file.display());
        known.insert(code.to_owned());
    }
    for code in &known {
        assert!(
            reference.contains(&format!("\n## `{code}`\n")),
            "`{code}` is not in docs/reference/rules.md; run `UPDATE=1 cargo test --test suite generated`"
        );
        for verdict in ["bad", "good"] {
            let folder = fixtures().join(code).join(verdict);
            assert!(
                folder.join("corpus.toml").exists(),
                "the rule `{code}` has no fixture {}: a corpus in which {}",
                folder.display(),
                if verdict == "bad" { "the lines that break it end in `finding: …`" } else { "nothing is found" }
            );
        }
    }
    let there: BTreeSet<String> = folders(&fixtures()).iter().map(|path| name(path)).collect();
    assert_eq!(there, known, "a folder without a rule");
    let files = std::fs::read_dir(root().join("src/check/rules")).unwrap().count();
    assert_eq!(files, EDITORIAL.len(), "a file in src/check/rules/ without a line in the table of src/check/rules.rs");
}

#[test]
fn a_bad_fixture_gives_what_it_marks_and_nothing_else() {
    let embedded = Corpus::embedded();
    for (code, fixture) in cases("bad") {
        let found = findings(&embedded, &fixture);
        let places: BTreeSet<String> = found
            .iter()
            .map(|finding| {
                let place = finding.position().unwrap();
                let path = finding.source.path();
                format!("{path}:{}: {}, column {}", place.line, finding.rule.code, place.column)
            })
            .collect();
        assert_eq!(places, marks(&fixture), "{}", render_text(&found, Style::Plain));
        assert!(places.len() == found.len() && !found.is_empty(), "{}", render_text(&found, Style::Plain));
        assert!(found.iter().all(|finding| finding.rule.code == code), "{}", fixture.display());
    }
}

#[test]
fn a_good_fixture_gives_nothing() {
    let embedded = Corpus::embedded();
    for (_, fixture) in cases("good") {
        let found = findings(&embedded, &fixture);
        assert!(found.is_empty(), "{}", render_text(&found, Style::Plain));
    }
}

#[test]
fn editorial_findings_keep_nothing_from_being_used() {
    let embedded = Corpus::embedded();
    for (_, fixture) in cases("bad") {
        let corpora = vec![embedded.clone(), Corpus::load(&fixture).unwrap()];
        assert!(KnowledgeBase::build(corpora).is_ok(), "{}", fixture.display());
    }
}

#[test]
fn the_corpus_breaks_no_editorial_rule() {
    let found = check::run(&[Corpus::load(&root().join("corpus")).unwrap()], &Options::default());
    assert!(found.is_empty(), "{}", render_text(&found, Style::Plain));
}

#[test]
fn a_broken_record_does_not_hide_what_is_found_in_others() {
    let sandbox = Sandbox::new().overlay();
    let bad = crate::harness::incident("ours-2026-06-other").replace("\"kiro\"", "\"Kiro IDE\"");
    sandbox.file("ours/incidents/ours-2026-06-other.md", bad);
    let good = crate::harness::incident("ours-2026-05-queue-purged").replace("The role could.", "The careless role.");
    sandbox.file("ours/incidents/ours-2026-05-queue-purged.md", good);
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!((run.status, run.codes()), (1, vec!["blame".to_owned(), "invalid-value".to_owned()]), "{run:?}");
    let help = run.json()["diagnostics"][1]["help"].as_str().unwrap().to_owned();
    assert_eq!(help, "records call this product `kiro`");
}

#[test]
fn an_alias_of_a_product_is_answered_with_its_id() {
    let sandbox = Sandbox::new().overlay();
    let bad = crate::harness::incident("ours-2026-05-queue-purged").replace("\"kiro\"", "\"aws-kiro\"");
    sandbox.file("ours/incidents/ours-2026-05-queue-purged.md", bad);
    let run = sandbox.run(&["check", "ours", "--format", "json"]);
    assert_eq!(run.codes(), ["dangling-reference"]);
    assert_eq!(run.json()["diagnostics"][0]["help"], "records call this product `kiro`");
}

#[test]
fn every_rule_is_explained() {
    let sandbox = Sandbox::new();
    for (rule, editorial) in check::all_rules() {
        let run = sandbox.run(&["check", "--explain", rule.code]);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains(rule.code) && run.stdout.contains("Instead: "), "{}", run.stdout);
        assert_eq!(editorial.is_some(), run.stdout.contains("[[allow]]"), "{}", run.stdout);
    }
    assert!(sandbox.run(&["check", "--explain", "overdue-review"]).stdout.contains("--today"));
    let run = sandbox.run(&["check", "--explain", "unread-evidnce"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean `unread-evidence`?"), "{}", run.stderr);
}

#[test]
fn a_review_is_overdue_only_if_the_day_is_known() {
    let fixture = fixtures().join("overdue-review/bad");
    let path = fixture.to_str().unwrap();
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["check", path]).status, 0);
    assert_eq!(sandbox.run(&["check", path, "--today", TODAY, "--format", "json"]).codes(), ["overdue-review"]);
    assert_eq!(sandbox.run(&["check", path, "--today", "soon"]).status, 2);
}

#[test]
fn an_allowance_for_a_rule_that_did_not_run_is_not_unused() {
    let sandbox = Sandbox::new();
    let fixture = fixtures().join("overdue-review/bad/incidents/fix-2026-05-queue.md");
    let text = String::from_utf8(std::fs::read(fixture).unwrap()).unwrap();
    let allowance = "confidence = \"high\"\n\n[[allow]]\nrule = \"overdue-review\"\nreason = \"The case is closed.\"";
    sandbox.file("fix/corpus.toml", read("tests/fixtures/rules/overdue-review/bad/corpus.toml"));
    sandbox.file("fix/incidents/fix-2026-05-queue.md", text.replace("confidence = \"high\"", allowance));
    assert_eq!(sandbox.run(&["check", "fix"]).status, 0);
    assert_eq!(sandbox.run(&["check", "fix", "--today", TODAY]).status, 0);
    let early = sandbox.run(&["check", "fix", "--today", "2026-06-01", "--format", "json"]);
    assert_eq!(early.codes(), ["unused-allowance"]);
}

#[test]
fn of_two_records_that_are_alike_the_one_under_check_is_told() {
    let fixture = fixtures().join("near-duplicate/bad/incidents");
    let sandbox = Sandbox::new();
    for record in ["fix-2026-05-queue.md", "fix-2026-06-mail.md"] {
        let path = fixture.join(record);
        let run = sandbox.run(&["check", path.to_str().unwrap(), "--format", "json"]);
        assert_eq!(run.codes(), ["near-duplicate"], "{record}");
    }
}

#[test]
fn annotations_of_a_workflow_stand_at_the_line() {
    let fixture = fixtures().join("blank-text/bad");
    let run = Sandbox::new().run(&["check", fixture.to_str().unwrap(), "--format", "github"]);
    assert_eq!(run.status, 1);
    let path = fixture.join("incidents/fix-2026-05-queue.md");
    let wanted = format!(
        "::warning file={},line=14,endLine=14,col=8,endColumn=10,title=blank-text::expected a text, found nothing%0Ahelp: \
         write the text; where it is not known, say so\n",
        path.display()
    );
    assert_eq!(run.stdout, wanted);
    assert!(run.stderr.contains("0 errors, 1 warning in 1 file"), "{}", run.stderr);
}

#[test]
fn a_sarif_log_fits_the_schema_of_the_standard() {
    let schema = serde_json::from_str(&read("tests/fixtures/sarif/sarif-schema-2.1.0.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/incidents/a b%ä.md", "\u{202e}");
    for paths in [&["ours"][..], &[fixtures().join("inconsistent-dates/bad").to_str().unwrap()], &[]] {
        let run = sandbox.run(&[&["check", "--format", "sarif"], paths].concat());
        let log = run.json();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), check::all_rules().len());
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(run.status == 1, !results.is_empty());
        let mut fingerprints = BTreeSet::new();
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(fingerprints.insert(result["partialFingerprints"].to_string()));
        }
    }
    let other = sandbox.run(&["stats", "--format", "sarif"]);
    assert_eq!(other.status, 2);
}

#[test]
fn characters_that_deceive_are_found_in_every_file() {
    const BAD: char = '\u{202e}';
    let embedded = Corpus::embedded();
    let standard = "scheme = \"ours-list\"\nname = \"List\"\npublisher = \"Us\"\n\n[[editions]]\nedition = \"1\"\n\
                    url = \"https://example.org/\"\nchecked = \"2026-05-20\"\nentries = [{ id = \"A1\", title = \"One\" }]\n";
    let product = "```toml\nid = \"ours-tool\"\nname = \"Tool\"\nvendor = \"Us\"\ninterface = [\"cli-agent\"]\n\
                   capabilities = []\n```\n\n## About\n\nIt is ours.\n";
    let files = [
        ("ours/corpus.toml", crate::harness::MANIFEST.to_owned(), "Our incidents"),
        ("ours/thesaurus.toml", "[[both_ways]]\nterms = [\"queue\", \"topic\"]\n".to_owned(), "topic"),
        ("ours/standards/ours-list.toml", standard.to_owned(), "One"),
        ("ours/products/ours-tool.md", product.to_owned(), "ours."),
        ("ours/patterns/ours-queue-purge.md", crate::harness::PATTERN.to_owned(), "None yet"),
        (
            "ours/incidents/ours-2026-05-queue-purged.md",
            crate::harness::incident("ours-2026-05-queue-purged"),
            "Forty messages",
        ),
    ];
    for (path, text, before) in files {
        let sandbox = Sandbox::new().overlay();
        let (head, rest) = text.split_at(text.find(before).unwrap());
        sandbox.file(path, format!("{head}{BAD}{rest}"));
        let found = findings(&embedded, &sandbox.path().join("ours"));
        let line = head.matches('\n').count() + 1;
        let column = head.rsplit('\n').next().unwrap().chars().count() + 1;
        let place = found.first().and_then(Diagnostic::position).map(|place| (place.line, place.column));
        assert_eq!((found.len(), place), (1, Some((line, column))), "{path}: {}", render_text(&found, Style::Plain));
        assert_eq!(found[0].rule.code, "control-character");
    }
    let sandbox = Sandbox::new().overlay();
    sandbox.file(&format!("ours/incidents/ours-2026-06-{BAD}x.md"), crate::harness::incident("ours-2026-06-x"));
    let run = sandbox.run(&["check", "ours"]);
    assert!(run.status == 1 && run.stdout.contains("id-mismatch") && !run.stdout.contains(BAD), "{run:?}");
}
