//! `new` and `fmt`: a draft says what it lacks and nothing else; a file in form says what it said before.

use std::collections::BTreeSet;
use std::os::unix::fs::{PermissionsExt, symlink};

use precedent::corpus::{FileKind, Kind};
use precedent::source::SourceFile;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::harness::{MANIFEST, Run, Sandbox, incident, read};

/// A sandbox with an empty corpus in `ours`.
fn started() -> Sandbox {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["new", "corpus", "ours"]).status, 0);
    sandbox
}

fn text(sandbox: &Sandbox, path: &str) -> String {
    String::from_utf8(std::fs::read(sandbox.path().join(path)).unwrap()).unwrap()
}

fn draft(sandbox: &Sandbox, kind: &str) -> String {
    let args = ["new", kind, "Emptied the zebra queue", "--corpus", "ours"];
    let date = if kind == "incident" { &["--occurred", "2026-05-19"][..] } else { &[] };
    let run = sandbox.run(&[&args[..], date].concat());
    assert_eq!(run.status, 0, "{run:?}");
    run.stdout.trim().to_owned()
}

/// Line and code of each finding.
fn places(run: &Run) -> Vec<(usize, String)> {
    let findings = run.json()["diagnostics"].as_array().unwrap().clone();
    let place = |finding: &Value| {
        (usize::try_from(finding["line"].as_u64().unwrap()).unwrap(), finding["code"].as_str().unwrap().to_owned())
    };
    findings.iter().map(place).collect()
}

#[test]
fn the_only_findings_of_a_draft_are_its_blanks_each_at_its_line() {
    for kind in ["incident", "pattern", "safeguard", "product"] {
        let sandbox = started();
        let path = draft(&sandbox, kind);
        let lines = text(&sandbox, &path);
        let wanted: Vec<(usize, String)> = lines
            .lines()
            .enumerate()
            .filter_map(|(at, line)| {
                let blank = line.ends_with("= \"\"") || line.ends_with("= [\"\"]");
                let code = if blank { "blank-field" } else { line.strip_prefix("## ").map(|_| "empty-section")? };
                Some((at + 1, code.to_owned()))
            })
            .collect();
        assert!(wanted.len() > 3, "{lines}");
        assert_eq!(places(&sandbox.run(&["check", "ours", "--format", "json"])), wanted, "{kind}");
        assert_eq!(places(&sandbox.run(&["check", &path, "--format", "json"])), wanted, "{kind}");
    }
}

#[test]
fn a_draft_names_every_required_field_with_a_hint() {
    fn required(schema: &Value, all: &Value, table: &toml::Table, path: &str, missing: &mut Vec<String>) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let Some(value) = table.get(name) else {
                missing.push(format!("{path}.{name}"));
                continue;
            };
            let field = &schema["properties"][name];
            let target = field["$ref"].as_str().or_else(|| field["items"]["$ref"].as_str());
            let Some(target) = target.and_then(|target| target.rsplit('/').next()) else { continue };
            let inner = value.as_table().or_else(|| value.as_array()?.first()?.as_table());
            if let Some(inner) = inner {
                required(&all["$defs"][target], all, inner, &format!("{path}.{name}"), missing);
            }
        }
    }
    for kind in ["incident", "pattern", "safeguard", "product"] {
        let sandbox = started();
        let record = text(&sandbox, &draft(&sandbox, kind));
        let fields = record.trim_start_matches("```toml\n").split("```\n").next().unwrap();
        let schema: Value = serde_json::from_str(&read(format!("docs/reference/record/{kind}.schema.json"))).unwrap();
        let mut missing = Vec::new();
        required(&schema, &schema, &toml::from_str(fields).unwrap(), kind, &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
        let lines: Vec<&str> = fields.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#')) {
            assert!(pair[0].starts_with("#: ") && pair[0].len() > 6, "{kind}: {pair:?}");
        }
        assert!(lines.iter().all(|line| line.chars().count() <= 120));
    }
}

/// What to write in place of each blank of an incident's draft, in their order.
const FILLED: &[&str] = &[
    "An agent emptied the zebra queue. Forty messages were lost. A narrower role would have stopped it.",
    "realised-incident",
    "confirmed-by-operator",
    "2026-05-20",
    "Example",
    "production",
    "none-stated",
    "none",
    "harm-occurred",
    "To remove one bad message.",
    "delete",
    "kiro",
    "ide-agent",
    "a3-auto-approved-attended",
    "inherited-operator",
    "personal-workstation",
    "s2-minor",
    "s3-moderate",
    "One team lost an hour.",
    "data-loss",
    "operator-organisation",
    "irreversible",
    "One queue.",
    "operator-watching",
    "none",
    "2026-05-19",
    "The queue was emptied.",
    "excess-privilege",
    "inferred",
    "The role could empty every queue.",
    "least-privilege-scopes",
    "absent",
    "would-have-prevented",
    "inferred",
    "The role could empty queues.",
    "https://example.org/report",
    "What became of the zebra queue",
    "Example",
    "2026-05-20",
    "2026-05-21",
    "operator-statement",
    "A",
    "full",
    "2026-05-21",
    "high",
];

#[test]
fn a_draft_that_is_filled_in_passes_and_loses_its_hints() {
    let sandbox = started();
    let path = draft(&sandbox, "incident");
    let mut record = text(&sandbox, &path);
    for value in FILLED {
        record = record.replacen("\"\"", &format!("\"{value}\""), 1);
    }
    for heading in ["What happened", "Why it was possible", "What held, what did not", "Lessons"] {
        record = record.replace(&format!("## {heading}\n"), &format!("## {heading}\n\nThe zebra queue was emptied.\n"));
    }
    sandbox.file(&path, &record);
    let run = sandbox.run(&["check", "ours"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "1 record checked, nothing found\n"), "{run:?}");
    assert_eq!(sandbox.run(&["fmt", "ours"]).status, 0);
    let formed = text(&sandbox, &path);
    assert!(!formed.contains("#:") && formed.contains("id = \"source-1\"\nurl ="), "{formed}");
    assert_eq!(sandbox.run(&["check", "ours"]).status, 0);
}

#[test]
fn nothing_that_exists_is_overwritten_and_near_names_are_pointed_at() {
    let sandbox = started();
    let path = draft(&sandbox, "incident");
    assert_eq!(path, "ours/incidents/ours-2026-05-emptied-zebra-queue.md");
    sandbox.file(&path, "mine");
    let again = sandbox.run(&["new", "Emptied the zebra queue", "--occurred", "2026-05", "--corpus", "ours"]);
    assert_eq!((again.status, text(&sandbox, &path).as_str()), (2, "mine"));
    assert!(again.stderr.contains("is there already") && again.stderr.contains("--id"), "{}", again.stderr);
    let near = ["new", "Emptied a zebra queues", "--occurred", "2026-06", "--corpus", "ours", "--format", "json"];
    let run = sandbox.run(&near);
    assert_eq!(run.json()["like"], path.as_str());
    let schema = serde_json::from_str(&read("docs/reference/answer/new.v1.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&run.json()));
}

#[test]
fn a_draft_goes_where_the_command_is_run() {
    let sandbox = started();
    let nowhere = sandbox.run(&["new", "Queue", "--occurred", "2026"]);
    assert_eq!(nowhere.status, 2);
    assert!(nowhere.stderr.contains("precedent new corpus DIR"), "{}", nowhere.stderr);
    let within = crate::harness::finish(
        sandbox.command(&["new", "Queue", "--occurred", "2026"]).current_dir(sandbox.path().join("ours/incidents")),
    );
    assert_eq!((within.status, within.stdout.trim()), (0, "../incidents/ours-2026-queue.md"), "{within:?}");
    std::fs::rename(sandbox.path().join("ours"), sandbox.path().join("corpus")).unwrap();
    let beside = sandbox.run(&["new", "product", "Deploy bot"]);
    assert_eq!((beside.status, beside.stdout.trim()), (0, "corpus/products/ours-deploy-bot.md"), "{beside:?}");
}

#[test]
fn what_cannot_become_a_draft_is_refused() {
    let sandbox = started();
    for (args, said) in [
        (&["new", "Queue"][..], "--occurred"),
        (&["new", "Queue", "--occurred", "?"], "--id"),
        (&["new", "可", "--occurred", "2026"], "--id"),
        (&["new", "lost", "files"], "quotes"),
        (&["new", "pattern"], "expected a title"),
        (&["new", "corpus"], "expected a folder"),
        (&["new", "Queue", "--id", "2026-queue"], "begins with `ours-`"),
        (&["new", "Queue", "--id", "ours-../x-2026"], "--id"),
        (&["new", "Queue", "--prefix", "x", "--occurred", "2026"], "new corpus"),
        (&["new", "corpus", "theirs", "--id", "x"], "for records"),
        (&["new", "corpus", "theirs", "--sharing", "all"], "TLP:RED"),
        (&["new", "corpus", "ours"], "new or empty"),
    ] {
        let run = sandbox.run(&[args, &["--corpus", "ours"]].concat());
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
    }
    assert_eq!(std::fs::read_dir(sandbox.path()).unwrap().count(), 1);
}

#[test]
fn a_corpus_that_was_just_started_is_accepted_everywhere() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["new", "corpus", "team/our-incidents", "--prefix", "ours", "--format", "json"]);
    assert_eq!((run.json()["id"].as_str(), run.status), (Some("our-incidents"), 0));
    insta::assert_snapshot!(text(&sandbox, "team/our-incidents/corpus.toml"), @r#"
    schema = 1
    name = "our-incidents"
    title = "Our incidents"
    language = "en"
    licence = "LicenseRef-Internal"
    sharing = "TLP:AMBER"
    prefix = "ours"
    "#);
    for builtin in [&[][..], &["--no-builtin"]] {
        // Without any incident there is nothing to put on a checklist.
        let checklist = i32::from(!builtin.is_empty());
        for (command, status) in [
            (&["check"][..], 0),
            (&["search", "qwertzuiop"], 1),
            (&["build"], 0),
            (&["checklist"], checklist),
            (&["stats"], 0),
        ] {
            let run = sandbox.run(&[command, &["--corpus", "team/our-incidents"], builtin].concat());
            assert_eq!(run.status, status, "{command:?} {builtin:?}: {run:?}");
        }
    }
    assert_eq!(sandbox.run(&["fmt", "--check", "team/our-incidents"]).status, 0);
}

#[test]
fn files_are_put_into_form_and_stay_what_they_are() {
    let sandbox = Sandbox::new();
    sandbox.file("ours/corpus.toml", MANIFEST.replace("schema = 1\n", "") + "schema=1\n");
    let record = incident("ours-2026-05-queue").replace("kind = \"realised-incident\"\n", "");
    let record = record.replace("\ntask", "\nkind='realised-incident' # mine\ntask").replace('\n', "\r\n");
    sandbox.file("ours/kept/elsewhere.md", &record);
    std::fs::create_dir(sandbox.path().join("ours/incidents")).unwrap();
    symlink("../kept/elsewhere.md", sandbox.path().join("ours/incidents/ours-2026-05-queue.md")).unwrap();
    let elsewhere = sandbox.path().join("ours/kept/elsewhere.md");
    std::fs::set_permissions(&elsewhere, std::fs::Permissions::from_mode(0o640)).unwrap();
    let check = sandbox.run(&["fmt", "--check", "ours"]);
    assert_eq!((check.status, check.stdout.lines().count()), (1, 2), "{check:?}");
    assert_eq!(text(&sandbox, "ours/kept/elsewhere.md"), record, "--check writes nothing");
    let run = sandbox.run(&["fmt", "ours", "ours/incidents", "--format", "json"]);
    let schema = serde_json::from_str(&read("docs/reference/answer/fmt.v1.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&run.json()), "{run:?}");
    assert_eq!((run.status, run.json()["changed"].as_array().unwrap().len()), (0, 2), "{run:?}");
    let formed = text(&sandbox, "ours/kept/elsewhere.md");
    assert!(formed.contains("\nkind = \"realised-incident\" # mine\nstatus") && !formed.contains('\r'), "{formed}");
    assert_eq!(std::fs::metadata(&elsewhere).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(sandbox.path().join("ours/incidents/ours-2026-05-queue.md").is_symlink());
    assert_eq!(text(&sandbox, "ours/corpus.toml"), MANIFEST);
    assert_eq!(sandbox.run(&["fmt", "--check", "ours"]).status, 0);
}

#[test]
fn what_cannot_be_put_into_form_is_left_alone() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/incidents/ours-2026-06-x.md", "```toml\nid = \n```\n");
    let run = sandbox.run(&["fmt", "ours"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("error[syntax-error]") && run.stdout.contains("ours-2026-06-x.md:2:"), "{run:?}");
    assert_eq!(text(&sandbox, "ours/incidents/ours-2026-06-x.md"), "```toml\nid = \n```\n");
    for (paths, said) in [("nothing", "found nothing"), ("ours/incidents/notes.txt", "a file of a corpus")] {
        sandbox.file("ours/incidents/notes.txt", "");
        let run = sandbox.run(&["fmt", paths]);
        assert!(run.status == 2 && run.stderr.contains(said), "{run:?}");
    }
}

#[test]
fn there_is_nothing_to_migrate_and_newer_schemas_are_refused() {
    let sandbox = Sandbox::new().overlay();
    let run = sandbox.run(&["fmt", "--migrate", "ours"]);
    assert!(run.status == 0 && run.stderr.contains("Nothing to migrate"), "{run:?}");
    sandbox.file("ours/corpus.toml", MANIFEST.replace("schema = 1", "schema=2"));
    for args in [&["fmt", "--migrate", "ours"][..], &["fmt", "ours/incidents"], &["fmt", "--check", "ours"]] {
        let run = sandbox.run(args);
        assert!(run.status == 2 && run.stderr.contains("expected schema 1, found 2"), "{run:?}");
    }
    assert!(text(&sandbox, "ours/corpus.toml").contains("schema=2"), "nothing was written");
}

#[test]
fn drafts_are_made_of_the_words_of_their_titles() {
    let sandbox = started();
    let mut made = BTreeSet::new();
    for title in ["A queue", "a \"quoted\" \\ title\twith\u{202e} marks", "Ünïcode – dash"] {
        let run = sandbox.run(&["new", title, "--occurred", "2026-05", "--corpus", "ours"]);
        assert_eq!(run.status, 0, "{run:?}");
        made.insert(run.stdout.trim().trim_start_matches("ours/incidents/ours-2026-05-").to_owned());
    }
    let wanted = ["queue.md", "quoted-title-marks.md", "unicode-dash.md"];
    assert_eq!(made, wanted.into_iter().map(str::to_owned).collect());
}

/// What stands in a generated file where a comment may; each is numbered afterwards.
const MARK: &str = "#c";

const KEYS: &[&str] = &[
    "id",
    "title",
    "summary",
    "tags",
    "sources",
    "severity",
    "review",
    "claims",
    "impact",
    "zebra",
    "\"odd key\"",
    "'kind'",
    "recovery.note",
    "recovery . outcome",
    "terms",
];
const VALUES: &[&str] = &[
    "'x'",
    "\"a # b\"",
    "''",
    "'say \"x\"'",
    "'''\na # b\n'''",
    "\"\"\"a \\\n  b\"\"\"",
    "1_000",
    "2026-05-19",
    "true",
    "[]",
    "[ 'a','b', ]",
    "[ #c\n 'a', #c\n #c\n 'b' #c\n #c\n, #c\n]",
    "['a', 'b' ,#c,\n 'c', #c,\n]",
    "[[1, 2], ['a' #c\n]]",
    "['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']",
    "{ zebra = 1, id = 'x' }",
    "{}",
    "{ id = 1, #c\n zebra = [1, #c\n 2] }",
    "[{ id = 'a' }, { title = 'b', id = 'c', a.b = 1 }]",
    "[{ title = 'a', #c\n id = 'b' }]",
];
const HEADERS: &[&str] = &[
    "[severity]",
    "[[events]]",
    "[ detection ]",
    "[impact.deep]",
    "[[impact.amounts]]",
    "[[claims]]",
    "[[both_ways]]",
    "[[one_way]]",
];

fn lines_of_fields() -> impl Strategy<Value = String> {
    let line = (select(KEYS), select(VALUES), 0..8_u8).prop_map(|(key, value, comments)| {
        let above = if comments & 1 == 1 { "\n  #c\n" } else { "" };
        let apart = if comments & 2 == 2 { "#c\n\n" } else { "" };
        let behind = if comments & 4 == 4 { "#c" } else { "" };
        format!("{above}{apart}{key}={value} {behind}\n")
    });
    vec(line, 0..6).prop_map(|lines| lines.concat())
}

fn files() -> impl Strategy<Value = String> {
    let section = (select(HEADERS), lines_of_fields(), any::<bool>()).prop_map(|(header, lines, comment)| {
        format!("{}{header} {}\n{lines}", if comment { "#c\n\n#c\n" } else { "" }, if comment { "#c" } else { "" })
    });
    (lines_of_fields(), vec(section, 0..5), any::<bool>(), any::<bool>()).prop_map(|(head, sections, end, unix)| {
        let text = format!("{head}{}{}", sections.concat(), if end { "#c\n\n#c" } else { "" });
        let mut parts = text.split(MARK);
        let first = parts.next().unwrap_or_default().to_owned();
        let text = parts.enumerate().fold(first, |text, (at, part)| format!("{text}{MARK}{at};{part}"));
        if unix { text } else { text.replace('\n', "\r\n") }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    /// Putting a file into form loses no comment, changes no value, and is done once and for all.
    #[test]
    fn form_keeps_values_and_comments(text in files(), of_words in any::<bool>()) {
        let kind = if of_words { FileKind::Thesaurus } else { FileKind::Record(Kind::Standard) };
        let read = |text: &str| toml::from_str::<toml::Table>(text).ok();
        let Some(before) = read(&text) else { return Ok(()) };
        let form = |text: &str| precedent::format::format(&SourceFile::new("x.toml", text), kind);
        let formed = form(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        prop_assert_eq!(Some(before), read(&formed));
        for at in 0..text.matches(MARK).count() {
            prop_assert_eq!(formed.matches(&format!("{MARK}{at};")).count(), 1, "comment {} of\n{}\nin\n{}", at, text, formed);
        }
        let again = form(&formed).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&formed, &again, "{}", text);
    }
}
