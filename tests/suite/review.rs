//! A list goes out, comes back ticked, and its answers stand in the profile; nothing else in it changes.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use precedent::checklist::{Checklist, Position};
use precedent::corpus::Corpus;
use precedent::diagnostic::{Style, render_text};
use precedent::kb::KnowledgeBase;
use precedent::profile::{Answer, LastReview, Reading, ReviewedMoment, TeamProfile};
use precedent::record::{AnswerValue, Day, Line, Moment, Term};
use precedent::report::{Detail, checklist_issue, checklist_markdown};
use precedent::review::{Heard, Listener, from_inline, last_review, record, rules, to_inline};
use precedent::source::SourceFile;
use precedent::wire::ChecklistAnswer;
use proptest::prelude::*;

use crate::harness::Sandbox;

const TODAY: &str = "2026-11-21";

fn kb() -> &'static KnowledgeBase {
    static KB: OnceLock<KnowledgeBase> = OnceLock::new();
    KB.get_or_init(|| KnowledgeBase::build(vec![Corpus::embedded()]).unwrap())
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

const PROFILE: &str = r#"# Our profile.
schema = 1
name = "Payments" # as on the door
products = ["kiro"]

# Answers, newest last.
[[answers]]
safeguard = "isolated-tested-backups"
version = 1
answer = "yes"
evidence = "drill of 3 November: https://wiki.example/drills?a=1&b=2"
by = "Ada"
on = "2026-11-03"
expires = "2027-02-03" # the next drill

[[answers]]
safeguard = "approval-gate"
version = 1
answer = "partial"
evidence = """
production only
*not* in `staging`"""
on = "2026-11-04"

[[answers]]
safeguard = "kill-switch"
version = 1
answer = "no"

[[answers]]
safeguard = "destruction-boundary"
version = 1
answer = "yes"
evidence = "vault"
expires = "2026-06-30"

[[waivers]]
safeguard = "egress-allowlist"
reason = "the proxy comes in spring"
expires = "2027-03-31"
# the end
"#;

fn profile(text: &str) -> TeamProfile {
    let reading = Reading::of(SourceFile::new("team.toml", text), kb(), Some(&day(TODAY)));
    reading.profile.unwrap_or_else(|| panic!("{}", render_text(&reading.diagnostics, Style::Plain)))
}

fn answer_of(profile: &TeamProfile) -> ChecklistAnswer {
    let today = day(TODAY);
    let standings = profile.standings(kb(), Some(&today));
    let position = Position::new(profile.ranking_profile(kb()), &standings);
    let list = Checklist::build(kb(), position, &[]);
    ChecklistAnswer::new(kb(), &list, None).of_team(profile, &standings, Some(&today))
}

fn markdown(profile: &TeamProfile) -> String {
    checklist_markdown(kb(), &answer_of(profile), Detail::Whole)
}

fn hear(profile: &TeamProfile, list: &str) -> Heard {
    let today = day(TODAY);
    let standings = profile.standings(kb(), Some(&today));
    let by: Line = "Grace".parse().unwrap();
    let listener = Listener { kb: kb(), standings: &standings, by: Some(&by), today: Some(&today) };
    listener.hear(&SourceFile::new("list.md", list))
}

/// A list with the block of one item rewritten.
fn edited(list: &str, safeguard: &str, edit: impl Fn(&str) -> String) -> String {
    let mark = format!("<!-- precedent: {safeguard} v");
    let blocks = list.split("\n\n").flat_map(|block| {
        // Tasks that stand without empty lines between them are blocks of their own.
        let tasks = block.split("\n- [").enumerate();
        tasks.map(|(at, task)| if at == 0 { task.to_owned() } else { format!("- [{task}") }).collect::<Vec<_>>()
    });
    let found: Vec<&str> = list.split("\n\n").filter(|block| block.contains(&mark)).collect();
    assert_eq!(found.len(), 1, "{safeguard}");
    let block = blocks.into_iter().find(|block| block.contains(&mark)).unwrap();
    list.replace(&block, &edit(&block))
}

fn codes(heard: &Heard) -> Vec<String> {
    let place = |problem: &precedent::diagnostic::Diagnostic| {
        format!("{} {}", problem.position().unwrap().line, problem.rule.code)
    };
    heard.diagnostics.iter().map(place).collect()
}

#[test]
fn an_answer_that_counts_stands_once_and_one_that_does_not_is_told() {
    let list = checklist_markdown(kb(), &answer_of(&profile(PROFILE)), Detail::Whole);
    assert!(list.contains("  - Answer: no\n") && !list.contains("Answered “no”"), "{list}");
    assert!(list.contains("Answered “yes”; expired after 2026-06-30: vault"), "{list}");
    assert!(list.contains("Waived, until 2027-03-31: the proxy comes in spring"), "{list}");
}

/// There is no other command that shows what is wrong with a list.
#[test]
fn every_place_of_a_list_that_cannot_be_read_is_shown() {
    let sandbox = Sandbox::new();
    let safeguards = ["kill-switch", "approval-gate", "circuit-breaker", "egress-allowlist", "destruction-boundary"];
    let boxes = safeguards.map(|id| format!("- [x] <!-- precedent: {id} v1 -->\n  - Answer: no\n"));
    sandbox.file("team.toml", "schema = 1\nname = \"Us\"\n").file("list.md", boxes.concat());
    let run = sandbox.run(&["checklist", "--profile", "team.toml", "--merge", "list.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr.matches("error[contradictory-answer]").count(), safeguards.len(), "{}", run.stderr);
}

#[test]
fn a_list_that_was_not_touched_says_nothing_new() {
    let team = profile(PROFILE);
    for list in [markdown(&team), checklist_issue(kb(), &answer_of(&team))] {
        let heard = hear(&team, &list);
        assert_eq!((heard.answers.len(), codes(&heard)), (0, vec![]));
        assert_eq!(heard.unchanged, 3, "yes, partial and no; what has expired is open again");
        assert_eq!(hear(&team, &list.replace('\n', "\r\n")).answers.len(), 0);
    }
}

#[test]
fn ticks_and_answers_come_back() {
    let team = profile(PROFILE);
    let list = markdown(&team);
    let list = edited(&list, "least-privilege-scopes", |block| {
        block.replace("- [ ]", "- [x]").replace("Evidence:", "Evidence: https://ci.example/run/1_2_3 & the log")
    });
    let list = edited(&list, "sandboxed-execution", |block| block.replace("- [ ]", "* [X]"));
    let list = edited(&list, "kill-switch", |block| {
        block
            .replace("Answer: no", "Answer: Partial")
            .replace("Evidence:", "Evidence: for two\n    of three agents\n  - Expires: 2027-01-31")
    });
    let list = edited(&list, "approval-gate", |block| block.replace("On: 2026-11-04", "On: 2026-11-20"));
    let list = edited(&list, "destruction-boundary", |block| {
        block.replace("Answer:", "Answer: `not-applicable`.").replace("Evidence:", "Evidence: none there")
    });
    let heard = hear(&team, &list);
    assert_eq!(codes(&heard), [""; 0]);
    let said: Vec<String> = heard
        .answers
        .iter()
        .map(|answer| {
            fn text<T: ToString>(value: Option<&T>) -> String {
                value.map(|value| value.to_string().replace('\n', "⏎")).unwrap_or_default()
            }
            let Answer { safeguard, answer, evidence, by, on, expires, .. } = answer;
            let (evidence, by) = (text(evidence.as_ref()), text(by.as_ref()));
            format!("{safeguard} {answer} | {evidence} | {by} | {} | {};", text(on.as_ref()), text(expires.as_ref()))
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    least-privilege-scopes yes | https://ci.example/run/1_2_3 & the log | Grace | 2026-11-21 | ;
    destruction-boundary not-applicable | none there | Grace | 2026-11-21 | ;
    sandboxed-execution yes |  | Grace | 2026-11-21 | ;
    kill-switch partial | for two⏎of three agents | Grace | 2026-11-21 | 2027-01-31;
    approval-gate partial | production only⏎*not* in `staging` |  | 2026-11-20 | ;
    ");
    assert_eq!(heard.unchanged, 1);
    // Written into the profile and read again, they say the same, and nothing is left to say.
    let written = record(PROFILE, &heard.answers, None).unwrap();
    let after = profile(&written);
    let again = hear(&after, &markdown(&after));
    assert_eq!((&again.answers, codes(&again)), (&vec![], vec![]));
    let missing: Vec<&str> =
        PROFILE.lines().filter(|line| line.contains('#') && !written.contains(line.trim())).collect();
    assert_eq!(missing, [""; 0], "no comment is lost");
}

/// Something done to a list.
type Edit = fn(&str) -> String;

/// A rule of lists: what to do to a list so that it is found, and the nearest thing that is fine.
const CASES: &[(&str, Edit, Edit)] = &[
    (
        "contradictory-answer",
        |list| edited(list, "kill-switch", |block| block.replace("- [ ]", "- [x]")),
        |list| edited(list, "kill-switch", |block| block.replace("- [ ]", "- [x]").replace("Answer: no", "Answer:")),
    ),
    (
        "missing-answer",
        |list| edited(list, "sandboxed-execution", |block| block.replace("Evidence:", "Evidence: x")),
        |list| {
            edited(list, "sandboxed-execution", |block| {
                block.replace("Answer:", "Answer: no").replace("Evidence:", "Evidence: x")
            })
        },
    ),
    (
        "stray-answer",
        |list| edited(list, "sandboxed-execution", |block| format!("{block}\n\n  Some text.\n\n  - Evidence: x")),
        |list| edited(list, "sandboxed-execution", |block| format!("{block}\n\n  Some text.\n\n  - Evidence:")),
    ),
    ("unmarked-answer", |list| format!("{list}\n- [x] Buy milk\n"), |list| format!("{list}\n- [ ] Buy milk\n")),
    (
        "unreadable-box",
        |list| edited(list, "sandboxed-execution", |block| block.replace("- [ ]", "- [?]")),
        |list| edited(list, "sandboxed-execution", |block| block.replace("- [ ]", "+ [ ]")),
    ),
];

#[test]
fn every_rule_finds_what_it_is_for_and_lets_its_nearest_neighbour_be() {
    let ruled: BTreeSet<&str> = rules::RULES.iter().map(|rule| rule.code).collect();
    assert!(CASES.iter().map(|(code, ..)| *code).eq(ruled), "a rule without a case, or the reverse");
    let team = profile(PROFILE);
    let list = markdown(&team);
    for (code, fails, passes) in CASES {
        let found = hear(&team, &fails(&list)).diagnostics;
        assert_eq!(found.iter().map(|problem| problem.rule.code).collect::<Vec<_>>(), [*code]);
        assert_eq!(codes(&hear(&team, &passes(&list))), [""; 0], "{code}");
    }
}

#[test]
fn lists_that_were_edited_oddly_are_read_or_refused_at_a_line() {
    let team = profile(PROFILE);
    let list = "\
- [x] **Is production unreachable from the place where the agent works?**
- [x] wrapped by an editor, with its mark
  on another line <!-- precedent:
  sandboxed-execution v1 -->

  * **Evidence**: a *box*

> 1. [ ] quoted <!-- precedent: kill-switch v1 -->
>    - Answer: maybe
- [x] <!-- precedent: kill-swtch v1 -->
- [x] <!-- precedent: reversible-changes v1 -->
  - Evidence: ```
    output: [x]
    ```
  - On: 2026-02-30
- [ ] <!-- precedent: component-allowlist v7 -->
  - Answer: no
- [x] <!-- precedent: component-allowlist v1 -->
- [link](https://example.org)
";
    let heard = hear(&team, list);
    assert_eq!(
        codes(&heard),
        ["9 unknown-value", "10 dangling-reference", "15 invalid-value", "18 contradictory-answer",]
    );
    let said: Vec<String> = heard
        .answers
        .iter()
        .map(|answer| format!("{} v{} {}", answer.safeguard, answer.version, answer.answer))
        .collect();
    // The first has no mark and is known by its question.
    assert_eq!(said, ["environment-separation v1 yes", "sandboxed-execution v1 yes", "component-allowlist v7 no"]);
    assert_eq!(heard.answers[1].evidence.as_ref().unwrap().as_str(), "a *box*");
}

#[test]
fn an_answer_changes_its_own_lines_and_no_others() {
    let team = profile(PROFILE);
    let mut answer = team.answers[0].clone();
    answer.evidence = None;
    answer.expires = None;
    answer.answer = AnswerValue::Partial;
    let new = Answer { safeguard: "dry-run-target-check".parse().unwrap(), ..answer.clone() };
    let written = record(PROFILE, &[answer, new], None).unwrap();
    let gone: Vec<&str> = PROFILE.lines().filter(|line| !written.lines().any(|other| other == *line)).collect();
    assert_eq!(
        gone,
        [
            "evidence = \"drill of 3 November: https://wiki.example/drills?a=1&b=2\"",
            "expires = \"2027-02-03\" # the next drill",
        ]
    );
    assert!(written.contains("# the next drill\n"), "{written}");
    assert!(written.ends_with("# the end\n"), "{written}");
    assert_eq!(record(PROFILE, &[], None).unwrap(), PROFILE);
    let windows = PROFILE.replace('\n', "\r\n");
    let written = record(&windows, &[team.answers[2].clone()], None).unwrap();
    assert_eq!(written, windows, "what is there already is not touched");
}

#[test]
fn answers_in_inline_tables_are_changed_where_they_are() {
    let text = "schema = 1\nname = \"Ours\"\nanswers = [\n  { safeguard = \"kill-switch\", version = 1, answer = \"no\" }, # soon\n]\n";
    let team = profile(text);
    let changed = Answer { answer: AnswerValue::Unknown, ..team.answers[0].clone() };
    let new = Answer { safeguard: "approval-gate".parse().unwrap(), ..changed.clone() };
    let written = record(text, &[changed, new], None).unwrap();
    assert!(written.contains("answer = \"unknown\" }, # soon"), "{written}");
    assert_eq!(profile(&written).answers.len(), 2);
}

fn review(incidents: &[&str], items: &[&str]) -> LastReview {
    LastReview {
        on: day(TODAY),
        corpus: "abc".parse().unwrap(),
        incidents: incidents.iter().map(|id| id.parse().unwrap()).collect(),
        moments: vec![ReviewedMoment {
            moment: Moment::BeforeAccess,
            items: items.iter().map(|id| id.parse().unwrap()).collect(),
        }],
    }
}

#[test]
fn a_review_is_recorded_at_the_end_and_replaced_with_its_comments() {
    let first = record(PROFILE, &[], Some(&review(&["2025-06-echoleak"], &["kill-switch"]))).unwrap();
    assert!(first.starts_with(PROFILE.trim_end_matches("# the end\n")), "{first}");
    let commented = first
        .replace("\"2025-06-echoleak\",", "\"2025-06-echoleak\", # discussed on Monday")
        .replace("on = \"2026-11-21\"\ncorpus", "on = \"2026-11-21\" # with everybody\ncorpus");
    let second = record(
        &commented,
        &[],
        Some(&review(&["2025-06-echoleak", "2025-12-kiro-cost-explorer"], &["approval-gate", "kill-switch"])),
    )
    .unwrap();
    for comment in ["# discussed on Monday", "# with everybody", "# the end", "# as on the door"] {
        assert!(second.contains(comment), "{comment}: {second}");
    }
    let third = record(&second, &[], Some(&review(&["2025-12-kiro-cost-explorer"], &[]))).unwrap();
    assert!(third.contains("# discussed on Monday"), "{third}");
    let inline = format!(
        "{PROFILE}[last_review]\non = \"2026-01-01\"\ncorpus = \"x\"\nincidents = [\"2025-06-echoleak\", \"2025-12-kiro-cost-explorer\"]\nmoments = [{{ moment = \"at-approval\", items = [] }}]\n"
    );
    let written = record(&inline, &[], Some(&review(&["2025-12-kiro-cost-explorer"], &["kill-switch"]))).unwrap();
    assert!(written.contains("incidents = [\"2025-12-kiro-cost-explorer\"]"), "{written}");
}

#[test]
fn a_review_says_what_is_new_what_moved_and_what_expired() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("team.toml", PROFILE);
    let update = ["checklist", "--update", "team.toml", "--today", TODAY, "--format", "json"];
    let first = sandbox.run(&update);
    assert_eq!((first.status, first.json()["changes"].clone()), (0, serde_json::Value::Null), "{}", first.stderr);
    let again = ["checklist", "--profile", "team.toml", "--today", "2027-03-01", "--format", "json"];
    let same = sandbox.run(&again).json();
    assert_eq!(same["changes"]["since"], TODAY);
    assert!(same["changes"]["new_incidents"].as_array().unwrap().is_empty());
    let lapsed = |answer: &serde_json::Value| {
        let lapsed = answer["lapsed"].as_array().unwrap().iter();
        lapsed
            .map(|lapsed| format!("{} {}", lapsed["safeguard"].as_str().unwrap(), lapsed["lapse"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(lapsed(&same), ["destruction-boundary expired", "isolated-tested-backups expired"]);
    let new_item = &same["changes"]["moments"][0]["new_items"][0]["safeguard"];
    assert_eq!(new_item, "isolated-tested-backups", "what has expired is an item again");
    let with = [&again[..], &["--corpus", "ours"]].concat();
    let with = sandbox.run(&with).json();
    let new = &with["changes"]["new_incidents"];
    assert_eq!((new.as_array().unwrap().len(), &new[0]["id"]), (1, &"ours-2026-05-queue-purged".into()));
    assert_eq!(new[0]["items"][0], "least-privilege-scopes");
    assert_eq!(with["changes"]["other_corpus"], true);
    let text =
        sandbox.run(&["checklist", "--profile", "team.toml", "--today", "2027-03-01", "--corpus", "ours"]).stdout;
    assert!(text.contains("SINCE THE REVIEW OF 2026-11-21"), "{text}");
    assert!(text.contains("New incident: A support queue was emptied by an agent"), "{text}");
}

#[test]
fn a_workflow_fails_on_what_it_is_asked_to_fail_on() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("team.toml", PROFILE);
    let status = |more: &[&str]| sandbox.run(&[&["checklist", "--profile", "team.toml"], more].concat()).status;
    assert_eq!(status(&[]), 0);
    assert_eq!(status(&["--fail-on", "expired"]), 0, "nothing expires if it is not said which day it is");
    assert_eq!(status(&["--fail-on", "expired", "--today", TODAY]), 1);
    assert_eq!(status(&["--fail-on", "expired", "--today", "2026-06-30"]), 0);
    assert_eq!(status(&["--fail-on", "unknown"]), 1);
    let no = sandbox.run(&["checklist", "--profile", "team.toml", "--fail-on", "no,new-incidents"]);
    assert_eq!(no.status, 1);
    assert!(no.stderr.contains("New incidents concern the team"), "{}", no.stderr);
    assert_eq!(sandbox.run(&["checklist", "--update", "team.toml", "--today", TODAY]).status, 0);
    assert_eq!(status(&["--fail-on", "new-incidents"]), 0);
    assert_eq!(status(&["--fail-on", "new-incidents", "--corpus", "ours"]), 1);
    let run = sandbox.run(&["checklist", "--profile", "team.toml", "--fail-on", "maybe"]);
    assert_eq!(run.status, 2);
}

#[test]
fn merging_writes_only_if_all_is_understood_and_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", PROFILE);
    let list = sandbox.run(&["checklist", "--profile", "team.toml", "--format", "markdown", "--today", TODAY]).stdout;
    let ticked = edited(&list, "least-privilege-scopes", |block| {
        block.replace("- [ ]", "- [x]").replace("Evidence:", "Evidence: x")
    });
    sandbox.file("ticked.md", &ticked);
    let on_disk = || std::fs::read_to_string(sandbox.path().join("team.toml")).unwrap();
    let merged = sandbox.run(&[
        "checklist",
        "--profile",
        "team.toml",
        "--merge",
        "ticked.md",
        "--today",
        TODAY,
        "--format",
        "json",
    ]);
    assert_eq!(merged.status, 0, "{}", merged.stderr);
    assert_eq!(on_disk(), PROFILE, "nothing is written without --update");
    assert!(merged.stdout.contains("\"safeguard\": \"least-privilege-scopes\""));
    sandbox.file("odd.md", ticked.replace("- [x] **1.", "- [y] **1."));
    let refused = sandbox.run(&["checklist", "--update", "team.toml", "--merge", "odd.md", "--today", TODAY]);
    assert_eq!((refused.status, on_disk().as_str()), (2, PROFILE));
    assert!(
        refused.stderr.contains("error[unreadable-box]") && refused.stderr.contains("odd.md:"),
        "{}",
        refused.stderr
    );
    let kept =
        sandbox.run(&["checklist", "--update", "team.toml", "--merge", "ticked.md", "--by", "Grace", "--today", TODAY]);
    assert_eq!(kept.status, 0, "{}", kept.stderr);
    let written = on_disk();
    assert!(written.contains("by = \"Grace\"") && written.contains("[last_review]"), "{written}");
    let twice =
        sandbox.run(&["checklist", "--update", "team.toml", "--merge", "ticked.md", "--by", "Grace", "--today", TODAY]);
    assert_eq!((twice.status, on_disk()), (0, written), "the same review writes the same");
    for (args, hint) in [
        (&["checklist", "--merge", "ticked.md"][..], "--profile FILE"),
        (&["checklist", "--profile", "nothing.toml"], "profile init"),
        (&["checklist", "--profile", "a.toml", "--update", "b.toml", "--today", TODAY], "--update FILE"),
        (&["checklist", "--update", "team.toml"], "--today"),
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(hint), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn what_a_review_sees_is_what_the_list_holds() {
    let team = profile(PROFILE);
    let standings = team.standings(kb(), None);
    let list = Checklist::build(kb(), Position::new(team.ranking_profile(kb()), &standings), &[]);
    let review = last_review(kb(), &list, &day(TODAY)).unwrap();
    assert_eq!(review.incidents.len(), list.weighed.len());
    assert_eq!(review.moments.len(), Moment::ALL.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn free_text_survives_its_way_through_markdown(text in "[ -~äß—\\n&<>`*_\\\\]{0,60}") {
        let text = text.trim();
        prop_assert_eq!(from_inline(&to_inline(text)), text);
        prop_assert!(!to_inline(text).contains('\n'));
    }

    /// Whatever comes back, every answer is one that the list could have meant, and the profile can take it.
    #[test]
    fn any_list_is_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..30)) {
        let team = profile(PROFILE);
        let heard = hear(&team, &pieces.concat());
        if let Ok(written) = record(PROFILE, &heard.answers, None) {
            prop_assert_eq!(record(&written, &heard.answers, None).unwrap(), written);
        } else {
            prop_assert!(false, "{:?}", heard.answers);
        }
    }
}

const PIECES: &[&str] = &[
    "- [ ] ",
    "- [x] ",
    "* [X] ",
    "1. [x] ",
    "- [-] ",
    "> - [x] ",
    "- []",
    "<!-- precedent: kill-switch v1 -->",
    "<!-- precedent: approval-gate v1 -->",
    "<!-- precedent: approval-gate v2 -->",
    "<!-- precedent: ",
    "-->",
    "\n",
    "\n\n",
    "\r\n",
    "  - Answer: yes",
    "  - Answer: no",
    "Answer: partial",
    "  - Evidence: ",
    "text",
    "  - By: Ada",
    "  - On: 2026-11-20",
    "  - Expires: 2027-01-01",
    "  - Expires: x",
    "\u{202e}",
    "`",
    "\\",
    "<br>",
    "# ",
    "**",
    "Is production unreachable from the place where the agent works?",
    "\0",
    "é",
];
