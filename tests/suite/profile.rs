//! What a team's file says, and what is wrong with it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use precedent::corpus::Corpus;
use precedent::diagnostic::{Style, render_text};
use precedent::kb::KnowledgeBase;
use precedent::profile::{Lapse, Reading, TeamProfile, rules};
use precedent::record::{AnswerValue, Capability, Day};
use precedent::source::SourceFile;

use crate::harness::{Sandbox, read};

const HEAD: &str = "schema = 1\nname = \"Payments\"\n";
const TODAY: &str = "2026-11-21";

/// A profile with every field.
pub(crate) const FULL: &str = r#"schema = 1
name = "Payments platform"
products = ["Claude Code", "kiro"]
interfaces = ["ci-action-bot"]
environments = ["production", "unknown"]
permissions = ["inherited-operator"]
autonomy = "a3-auto-approved-attended"
capabilities = ["publish"]
lacks = ["spend"]

[rule_of_two]
A-untrusted-input = "yes"
B-sensitive-access = "unknown"

[[answers]]
safeguard = "approval-gate"
version = 1
answer = "yes"
evidence = "docs/gate.md:4"
by = "Ada"
on = "2026-11-01"
expires = "2027-02-01"

[[answers]]
safeguard = "kill-switch"
version = 1
answer = "not-applicable"
evidence = "no agent runs longer than a minute"

[[waivers]]
safeguard = "egress-allowlist"
reason = "the proxy comes in spring"
by = "Ada"
on = "2026-11-01"
expires = "2027-03-31"

[last_review]
on = "2026-11-01"
corpus = "abc123"
incidents = ["2025-12-kiro-cost-explorer"]

[[last_review.moments]]
moment = "before-access"
items = ["least-privilege-scopes"]
"#;

fn kb() -> &'static KnowledgeBase {
    static KB: OnceLock<KnowledgeBase> = OnceLock::new();
    KB.get_or_init(|| KnowledgeBase::build(vec![Corpus::embedded()]).unwrap())
}

pub(crate) fn reading(text: &str, today: Option<&str>) -> Reading {
    let today: Option<Day> = today.map(|day| day.parse().unwrap());
    Reading::of(SourceFile::new("team.toml", text), kb(), today.as_ref())
}

fn profile(text: &str) -> TeamProfile {
    let reading = reading(text, None);
    reading.profile.unwrap_or_else(|| panic!("{}", render_text(&reading.diagnostics, Style::Plain)))
}

fn codes(text: &str) -> Vec<&'static str> {
    reading(text, Some(TODAY)).diagnostics.iter().map(|finding| finding.rule.code).collect()
}

fn answer(lines: &str) -> String {
    format!("{HEAD}[[answers]]\nsafeguard = \"approval-gate\"\n{lines}\n")
}

fn waiver(lines: &str) -> String {
    format!("[[waivers]]\nsafeguard = \"approval-gate\"\n{lines}\n")
}

/// A rule of profiles: what breaks it, and what is as like that as can be and does not.
const CASES: &[(&str, &str, &str)] = &[
    (
        "contradictory-capability",
        "capabilities = [\"delete\"]\nlacks = [\"spend\", \"delete\"]\n",
        "capabilities = [\"delete\"]\nlacks = [\"spend\"]\n",
    ),
    (
        "expired-answer",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"no\"\nexpires = \"2026-11-20\"\n",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"no\"\nexpires = \"2026-11-21\"\n",
    ),
    (
        "inconsistent-expiry",
        "[[waivers]]\nsafeguard = \"approval-gate\"\nreason = \"x\"\non = \"2027-01-02\"\nexpires = \"2027-01-01\"\n",
        "[[waivers]]\nsafeguard = \"approval-gate\"\nreason = \"x\"\non = \"2027-01-02\"\nexpires = \"2027-01-02\"\n",
    ),
    (
        "needless-waiver",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"yes\"\nevidence = \"x\"\n\
         [[waivers]]\nsafeguard = \"approval-gate\"\nreason = \"x\"\nexpires = \"2027-01-01\"\n",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"partial\"\nevidence = \"x\"\n\
         [[waivers]]\nsafeguard = \"approval-gate\"\nreason = \"x\"\nexpires = \"2027-01-01\"\n",
    ),
    (
        "outdated-answer",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 0\nanswer = \"no\"\n",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"no\"\n",
    ),
    (
        "unproven-answer",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"partial\"\n",
        "[[answers]]\nsafeguard = \"approval-gate\"\nversion = 1\nanswer = \"partial\"\nevidence = \"x\"\n",
    ),
];

#[test]
fn every_rule_finds_what_it_is_for_and_lets_its_nearest_neighbour_be() {
    let ruled: BTreeSet<&str> = rules::RULES.iter().map(|rule| rule.code).collect();
    // `unread-settings` is about the files of agents, see `links_out_of_the_folder_are_not_followed`.
    let tried = CASES.iter().map(|(code, ..)| *code).chain(["unread-settings"]);
    assert!(tried.eq(ruled), "a rule without a case, or the reverse");
    for (code, fails, passes) in CASES {
        assert_eq!(codes(&format!("{HEAD}{fails}")), [*code]);
        assert_eq!(codes(&format!("{HEAD}{passes}")), [""; 0], "{code}");
    }
}

#[test]
fn a_full_profile_is_read_and_yields_what_the_ranking_asks() {
    let profile = profile(FULL);
    assert_eq!(codes(FULL), [""; 0]);
    let ranking = profile.ranking_profile(kb());
    assert!(ranking.products.iter().eq(["claude-code", "kiro"]));
    let powers = &kb().products()["claude-code"].record().capabilities;
    assert!(powers.contains(&Capability::Delete) && ranking.capabilities.contains(&Capability::Delete));
    assert!(ranking.capabilities.contains(&Capability::Publish));
    // What is in neither list is unknown: it is neither among the powers nor lacking.
    assert!(ranking.lacks.iter().eq([&Capability::Spend]), "{:?}", ranking.lacks);
    assert_eq!(toml::from_str::<TeamProfile>(&toml::to_string(&profile).unwrap()).unwrap(), profile);
}

#[test]
fn what_the_team_lacks_outweighs_what_is_usual_for_its_products() {
    let ranking = profile(&format!("{HEAD}products = [\"claude-code\"]\nlacks = [\"delete\"]\n")).ranking_profile(kb());
    assert!(!ranking.capabilities.contains(&Capability::Delete) && ranking.lacks.contains(&Capability::Delete));
}

#[test]
fn every_problem_is_told_in_one_run() {
    let text = r#"schema = 1
nmae = "Payments"
products = ["claude-cod", "kiro", "Kiro"]
interfaces = ["cli"]
autonomy = "a9"
lacks = ["delete"]
capabilities = ["delete"]

[[answers]]
safeguard = "aproval-gate"
version = 1
answer = "yse"
on = "2026-02-30"

[[answers]]
safeguard = "kill-switch"
version = 7
answer = "yes"
on = "2026-05-02"
expires = "2026-05-01"

[[answers]]
safeguard = "kill-switch"
version = 1
answer = "no"

[[waivers]]
safeguard = "rule-of-two-gate"
"#;
    let found = reading(text, Some(TODAY)).diagnostics;
    let places: Vec<String> =
        found.iter().map(|finding| format!("{} {}", finding.position().unwrap().line, finding.rule.code)).collect();
    assert_eq!(
        places,
        [
            "2 unknown-key",
            "3 dangling-reference",
            "3 duplicate-entry",
            "4 unknown-value",
            "5 unknown-value",
            "6 contradictory-capability",
            "10 dangling-reference",
            "12 unknown-value",
            "13 invalid-value",
            "17 outdated-answer",
            "18 unproven-answer",
            "20 inconsistent-expiry",
            "23 duplicate-entry",
            "27 missing-key",
            "27 missing-key",
        ]
    );
    let help = |at: usize| found[at].help.as_deref().unwrap();
    assert_eq!((help(0), help(1)), ("did you mean `name`?", "did you mean `claude-code`?"));
    assert_eq!((help(3), help(6)), ("did you mean `cli-agent`?", "did you mean `approval-gate`?"));
    assert!(reading(text, None).profile.is_none());
}

#[test]
fn another_schema_is_told_alone() {
    assert_eq!(codes("schema = 2\nnmae = 5\n"), ["schema-version"]);
}

#[test]
fn an_answer_counts_while_it_is_proven_current_and_not_expired() {
    let cases = [
        ("version = 1\nanswer = \"yes\"\nevidence = \"x\"", None, AnswerValue::Yes),
        ("version = 1\nanswer = \"partial\"\nevidence = \"x\"\nexpires = \"2026-11-21\"", None, AnswerValue::Partial),
        (
            "version = 1\nanswer = \"yes\"\nevidence = \"x\"\nexpires = \"2026-11-20\"",
            Some(Lapse::Expired),
            AnswerValue::Unknown,
        ),
        ("version = 2\nanswer = \"yes\"\nevidence = \"x\"", Some(Lapse::Outdated), AnswerValue::Unknown),
        ("version = 1\nanswer = \"yes\"", Some(Lapse::Unproven), AnswerValue::Unknown),
        ("version = 1\nanswer = \"no\"", None, AnswerValue::No),
        ("version = 1\nanswer = \"not-applicable\"", None, AnswerValue::NotApplicable),
    ];
    let today: Day = TODAY.parse().unwrap();
    for (lines, lapse, value) in cases {
        let profile = profile(&answer(lines));
        let standings = profile.standings(kb(), Some(&today));
        let standing = standings.of("approval-gate");
        assert_eq!((standing.lapse, standing.value()), (lapse, value), "{lines}");
    }
    // Nothing expires unless it is said which day it is.
    let expired = profile(&answer(cases[2].0));
    assert_eq!(expired.standings(kb(), None).of("approval-gate").value(), AnswerValue::Yes);
    assert_eq!(expired.standings(kb(), None).of("kill-switch").value(), AnswerValue::Unknown);
}

#[test]
fn a_waiver_holds_to_its_last_day() {
    let profile = profile(&format!("{HEAD}{}", waiver("reason = \"x\"\nexpires = \"2026-11-21\"")));
    let waived = |day: &str| profile.standings(kb(), Some(&day.parse().unwrap())).of("approval-gate").is_waived();
    assert!(waived("2026-11-21") && !waived("2026-11-22"));
}

#[test]
fn long_texts_and_characters_that_cannot_be_seen_are_found() {
    let long = "x".repeat(2_001);
    assert_eq!(codes(&answer(&format!("version = 1\nanswer = \"no\"\nevidence = \"{long}\""))), ["invalid-value"]);
    assert_eq!(codes(&format!("schema = 1\nname = \"{}\"\n", "x".repeat(201))), ["invalid-value"]);
    assert_eq!(codes("schema = 1\nname = \"a\\nb\"\n"), ["invalid-value"]);
    assert_eq!(codes("schema = 1\nname = \"a\\u202eb\"\n"), ["control-character"]);
    assert_eq!(codes("schema = 1\nname = \"\"\n"), ["blank-field"]);
    assert_eq!(codes("schema = 1\nname = 'x"), ["syntax-error"]);
    assert_eq!(codes(&format!("{HEAD}[[answers]]\nsafeguard = \"x y\"\nversion = 1\nanswer = \"no\"\n")).len(), 2);
}

/// A full list is read and held against the records in far less than a second, whatever is wrong with it.
#[test]
fn ten_thousand_answers_are_read() {
    let mut text = HEAD.to_owned();
    for at in 0..10_000 {
        text.push_str(&format!(
            "[[answers]]\nsafeguard = \"no-such-{at}\"\nversion = 1\nanswer = \"yes\"\nevidence = \"{}\"\n",
            "<b>=1+1</b> ".repeat(8)
        ));
    }
    let reading = reading(&text, Some(TODAY));
    assert_eq!(reading.diagnostics.len(), 10_000);
    assert!(reading.diagnostics.iter().all(|finding| finding.rule.code == "dangling-reference"));
    let last = reading.diagnostics[9_999].position().unwrap();
    assert_eq!(last.line, 2 + 9_999 * 5 + 2);
}

#[test]
fn the_published_schema_says_what_the_reader_says() {
    let schema: serde_json::Value = serde_json::from_str(&read("docs/reference/profile.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid =
        |text: &str| validator.is_valid(&serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap());
    assert!(valid(FULL) && valid(HEAD));
    for bad in ["schema = 1\n", "schema = 1\nname = \"x\"\nnmae = 1\n", "schema = 1\nname = \"x\"\nautonomy = \"a9\"\n"]
    {
        assert!(!valid(bad) && !codes(bad).is_empty(), "{bad}");
    }
    let without = FULL.replace("reason = \"the proxy comes in spring\"\n", "");
    assert!(!valid(&without) && codes(&without) == ["missing-key"]);
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", b"name = \"\xff\"").file("folder/x", "").file("big.toml", vec![b'#'; 10_000_001]);
    let code = |name: &str| Reading::of_file(&sandbox.path().join(name), kb(), None).diagnostics[0].rule.code;
    assert_eq!(code("team.toml"), "invalid-utf8");
    assert_eq!(code("folder"), "not-a-file");
    let folder = Reading::of_file(&sandbox.path().join("folder"), kb(), None).diagnostics.remove(0);
    assert!(folder.message.contains("found a folder"), "{}", folder.message);
    assert_eq!(code("nothing"), "unreadable-file");
    assert_eq!(code("big.toml"), "file-too-large");
}

#[test]
fn former_ids_of_safeguards_are_followed() {
    let sandbox = Sandbox::new().overlay();
    let gate = read("corpus/safeguards/approval-gate.md");
    let renamed = gate.replacen("id = \"approval-gate\"", "id = \"ours-gate\"", 1);
    let renamed = renamed.replacen("\n\n[question]", "\nformer_ids = [\"ours-old-gate\"]\n\n[question]", 1);
    sandbox.file("ours/safeguards/ours-gate.md", renamed);
    let ours = Corpus::load(&sandbox.path().join("ours")).unwrap();
    let kb = KnowledgeBase::build(vec![Corpus::embedded(), ours])
        .unwrap_or_else(|problems| panic!("{}", render_text(&problems, Style::Plain)));
    let entry = |id: &str| format!("[[answers]]\nsafeguard = \"{id}\"\nversion = 1\nanswer = \"no\"\n");
    let of = |text: String| Reading::of(SourceFile::new("team.toml", text), &kb, None);
    let old = of(format!("{HEAD}{}", entry("ours-old-gate"))).profile.unwrap();
    assert_eq!(old.standings(&kb, None).of("ours-gate").value(), AnswerValue::No);
    let both = of(format!("{HEAD}{}{}", entry("ours-old-gate"), entry("ours-gate")));
    assert_eq!(both.diagnostics.iter().map(|finding| finding.rule.code).collect::<Vec<_>>(), ["duplicate-entry"]);
}

#[test]
fn a_draft_has_every_field_with_a_hint_and_nothing_wrong() {
    let run = Sandbox::new().run(&["profile", "init", "--product", "claude-code", "--environment", "production"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(codes(&run.stdout), [""; 0]);
    let schema: serde_json::Value = serde_json::from_str(&read("docs/reference/profile.schema.json")).unwrap();
    let definitions = schema["$defs"].as_object().unwrap();
    let tables = [&schema, &definitions["RuleOfTwoLegs"], &definitions["Answer"], &definitions["Waiver"]];
    for (name, field) in tables.iter().flat_map(|table| table["properties"].as_object().unwrap()) {
        let written = [format!("\n{name} = "), format!("\n# {name} = "), format!("[{name}]")];
        assert!(written.iter().any(|way| run.stdout.contains(way)), "{name}");
        let hint = field["description"].as_str().unwrap();
        assert!(run.stdout.replace("\n# ", " ").contains(hint), "{name}: {hint}");
    }
    // The examples are good entries once the signs before them are gone.
    let lines = run.stdout.lines().map(|line| match line.strip_prefix("# ") {
        Some(entry) if entry.starts_with("[[") || entry.contains(" = ") => entry,
        _ => line,
    });
    let filled: String = lines.flat_map(|line| [line, "\n"]).collect();
    let profile = profile(&filled);
    assert_eq!((profile.answers.len(), profile.waivers.len()), (1, 1));
}

#[test]
fn a_profile_is_written_once_and_never_overwritten() {
    let sandbox = Sandbox::new();
    let init = |name: &str| sandbox.run(&["profile", "init", "--name", name, "--lacks", "spend", "--out", "team.toml"]);
    let run = init("Payments");
    assert_eq!((run.status, run.stdout.as_str()), (0, "team.toml\n"));
    let written = std::fs::read(sandbox.path().join("team.toml")).unwrap();
    let check = sandbox.run(&["profile", "check", "team.toml", "--today", TODAY]);
    assert_eq!((check.status, check.stdout.as_str()), (0, "1 profile checked, nothing found\n"));
    let again = init("Other");
    assert_eq!((again.status, again.stdout.as_str()), (2, ""));
    assert!(again.stderr.contains("`team.toml` is there already"), "{}", again.stderr);
    assert_eq!(std::fs::read(sandbox.path().join("team.toml")).unwrap(), written);
}

#[test]
fn without_a_terminal_and_without_flags_it_says_what_is_needed() {
    let run = Sandbox::new().run(&["profile", "init"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("--product claude-code --environment production"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_so_is_not_written() {
    let sandbox = Sandbox::new();
    for (args, said) in [
        (&["--product", "claud-code"][..], "did you mean `claude-code`?"),
        (&["--environment", "moon"], "expected `production`"),
        (&["--capability", "spend", "--lacks", "spend"], "found it under both"),
        (&["--name", "two\nlines"], "a line of at most 200 characters"),
    ] {
        let run = sandbox.run(&[&["profile", "init", "--out", "x.toml"][..], args].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
    }
    assert!(!sandbox.path().join("x.toml").exists());
}

#[test]
fn two_spellings_of_a_product_are_one() {
    let args = ["profile", "init", "--product", "Claude Code", "--product", "claude-code", "--format", "json"];
    let answer = Sandbox::new().run(&args).json();
    assert_eq!(answer["profile"]["products"], serde_json::json!(["Claude Code"]));
    assert_eq!(codes(answer["text"].as_str().unwrap()), [""; 0]);
}

#[test]
fn findings_are_told_in_every_form_with_exit_code_one() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", format!("{HEAD}products = [\"claude-cod\"]\n"));
    let check = |format: &str| sandbox.run(&["profile", "check", "team.toml", "--format", format]);
    let text = check("text");
    assert_eq!(text.status, 1);
    assert!(text.stdout.ends_with("1 error, 0 warnings in 1 file; 1 profile checked\n"), "{}", text.stdout);
    assert_eq!((check("json").status, check("json").codes()), (1, vec!["dangling-reference".to_owned()]));
    assert!(check("github").stdout.starts_with("::error "), "{}", check("github").stdout);
    assert_eq!(check("sarif").json()["version"], "2.1.0");
    assert_eq!(sandbox.run(&["profile", "check", "nothing.toml"]).status, 2);
}
