//! Search through the binary and over the embedded corpus.

use std::cmp::Reverse;

use crate::harness::{Sandbox, incident};
use precedent::corpus::Corpus;
use precedent::kb::{Entry, KnowledgeBase};
use precedent::record::{ClaimStatus, Incident, SeverityLevel};
use precedent::search::{Answer, Index, Order, Page, Query};

const KIRO: &str = "2025-12-kiro-cost-explorer";

fn index() -> Index {
    Index::build(&KnowledgeBase::build(vec![Corpus::embedded()]).unwrap()).unwrap()
}

fn ask(index: &Index, query: &str) -> Answer {
    index.search(&Query::parse(query), Page { offset: 0, limit: 50, order: Order::Relevance }).unwrap()
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.card.id.clone()).collect()
}

#[test]
fn the_words_of_the_headline_find_the_incident_first() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["search", "delete", "and", "recreate"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.lines().nth(1).unwrap().starts_with(KIRO), "{}", run.stdout);
    assert!(run.stdout.contains("*delete and recreate*") && !run.stdout.contains('\u{1b}'));
    let run = sandbox.run(&["search", "delete", "and", "recreate", "--color", "always"]);
    assert!(run.stdout.contains("\u{1b}[") && !run.stdout.contains("*delete"));
    let run = sandbox.run(&["search", "delete", "and", "recreate", "--format", "json"]);
    let answer = run.json();
    assert_eq!((&answer["schema"], &answer["hits"][0]["id"]), (&"precedent.search.v1".into(), &KIRO.into()));
}

#[test]
fn fragments_contain_what_they_mark() {
    let index = index();
    for query in ["delete and recreate", "\"user error\"", "recreat*", "deletions permissions", "--force"] {
        let answer = ask(&index, query);
        assert!(answer.hits.iter().any(|hit| !hit.fragments.is_empty()), "{query}");
        for fragment in answer.hits.iter().flat_map(|hit| &hit.fragments) {
            assert!(!fragment.ranges.is_empty(), "{query}: {fragment:?}");
            for &(start, end) in &fragment.ranges {
                let marked: String = fragment.text.chars().skip(start).take(end - start).collect();
                let stem: String = marked.to_lowercase().chars().take(3).collect();
                let asked = std::iter::once(query).chain(answer.also_searched.iter().map(String::as_str));
                let asked_for = asked.map(str::to_lowercase).any(|text| text.contains(stem.trim_matches('-')));
                assert!(asked_for, "{query}: marks `{marked}`");
            }
        }
    }
}

/// Ids of the incidents that pass, in the order of ids.
fn incidents(passes: impl Fn(&Incident) -> bool) -> Vec<String> {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let passing = kb.incidents().values().map(Entry::record).filter(|record| passes(record));
    passing.map(|record| record.id.to_string()).collect()
}

#[test]
fn filters_conjoin_and_their_values_are_alternatives() {
    let index = index();
    let found = |query: &str| {
        let query = Query::parse(&format!("type:incident {query}"));
        let page = Page { offset: 0, limit: usize::MAX, order: Order::Relevance };
        let mut ids = ids(&index.search(&query, page).unwrap());
        ids.sort();
        ids
    };
    let uses = |record: &Incident, product: &str| record.products().any(|own| own.as_str() == product);
    let year = |record: &Incident, year: i16| record.occurred.years().contains(&year);
    assert_eq!(found(""), incidents(|_| true));
    assert_eq!(found("product:kiro"), incidents(|record| uses(record, "kiro")));
    assert_eq!(found("product:\"Claude Code\" year:2026"), incidents(|r| uses(r, "claude-code") && year(r, 2026)));
    assert_eq!(found("product:kiro product:cursor"), incidents(|r| uses(r, "kiro") || uses(r, "cursor")));
    assert_eq!(found("not:status:retracted"), incidents(|record| !record.is_retracted()));
    assert_eq!(found("severity:>=s4"), incidents(|record| record.severity.realised >= SeverityLevel::S4Major));
    assert_eq!(found("cve:2025-32711"), ["2025-06-echoleak"]);
    let of_microsoft = found("vendor:microsoft product:microsoft-365-copilot");
    assert_eq!(of_microsoft, incidents(|record| uses(record, "microsoft-365-copilot")));
    assert_eq!(found("year:2025..2026"), incidents(|record| year(record, 2025) || year(record, 2026)));
    let statuses = [ClaimStatus::Retracted, ClaimStatus::DisputedCause];
    let either = found("status:retracted status:disputed-cause");
    assert_eq!(either, incidents(|record| statuses.contains(&record.status)));
    assert!(either.len() > 1 && either.len() < found("").len());
}

#[test]
fn filters_alone_are_sorted_by_severity_and_what_is_retracted_comes_last() {
    let index = index();
    let page = Page { offset: 0, limit: usize::MAX, order: Order::Relevance };
    let answer = index.search(&Query::parse("type:incident"), page).unwrap();
    let keys: Vec<_> = answer.hits.iter().map(|hit| (hit.card.retracted, Reverse(hit.card.severity()))).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(answer.hits.last().unwrap().card.retracted && !answer.hits.first().unwrap().card.retracted);
}

#[test]
fn a_known_field_with_an_unknown_value_is_words_and_a_note() {
    let index = index();
    let answer = ask(&index, "product:zzyzx");
    assert_eq!((answer.total, answer.notes.len()), (0, 1));
    assert_eq!(answer.notes[0].sentence(), "No `product` is called `zzyzx`; it was searched for as words.");
}

#[test]
fn phrases_have_to_stand_in_a_row() {
    let index = index();
    assert!(ids(&ask(&index, "\"misconfigured access controls\"")).contains(&KIRO.to_owned()));
    assert_eq!(ask(&index, "\"controls access misconfigured\"").total, 0);
    let all = ask(&index, "kiro").total;
    assert!(ask(&index, "kiro not:\"cost explorer\"").total < all);
}

#[test]
fn torture_is_answered_in_order() {
    let sandbox = Sandbox::new();
    let mut noise = String::new();
    for at in 0..2_000_u32 {
        let letter = char::from_u32(0x21 + at * 7 % 0x250).unwrap_or('x');
        noise.push_str(&format!("{letter}{} ", at.wrapping_mul(2_654_435_761)));
    }
    assert!(noise.len() > 10_000);
    let queries: [&[&str]; 12] = [
        &["rm", "-rf", "/"],
        &["git", "push", "--force"],
        &["--"],
        &["say", "\"unbalanced"],
        &["\"\""],
        &["*"],
        &["not:kiro"],
        &["- *"],
        &["a:(^"],
        &["field:", ":", "::", "product:"],
        &["\u{202e}\u{0}".trim_end_matches('\0')],
        &[noise.as_str()],
    ];
    for query in queries {
        for format in [&[][..], &["--format", "json"]] {
            let args: Vec<&str> = ["search"].iter().chain(format).chain(query).copied().collect();
            let run = sandbox.run(&args);
            assert!(run.status == 0 || run.status == 1, "{args:?}: {run:?}");
            if !format.is_empty() {
                assert_eq!(run.json()["schema"], "precedent.search.v1");
            }
        }
    }
    let run = sandbox.run(&["search", "rm", "-rf", "/", "--format", "json"]);
    assert_eq!(run.json()["query"], "rm -rf /");
}

#[test]
fn no_query_becomes_everything() {
    let index = index();
    let everything = index.search(
        &Query::parse("type:incident type:pattern type:safeguard type:product"),
        Page { offset: 0, limit: 0, order: Order::Relevance },
    );
    let everything = everything.unwrap().total;
    for query in ["--", "not:kiro", "not:\"a b\"", "\"\"", "*", "!", "( )", ""] {
        assert!(ask(&index, query).total < everything, "{query}");
    }
}

#[test]
fn pages_do_not_overlap() {
    let sandbox = Sandbox::new();
    let ids = |offset: &str| {
        let run = sandbox.run(&["search", "agent", "--limit", "3", "--offset", offset, "--format", "ndjson"]);
        run.stdout
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
            .collect::<Vec<_>>()
    };
    let (first, second) = (ids("0"), ids("3"));
    assert_eq!((first.len(), second.len()), (3, 3));
    assert!(first.iter().all(|id| !second.contains(id)));
}

#[test]
fn a_beginning_finds_words_as_they_are_written() {
    let index = index();
    for (query, marked) in [
        ("policy*", "policy"),
        ("repository*", "repository"),
        ("recovery*", "recovery"),
        ("deleti*", "deletion"),
        ("permissi*", "permissions"),
        ("authoriz*", "authorization"),
    ] {
        let answer = ask(&index, query);
        let marks: Vec<String> = answer.hits.iter().flat_map(|hit| &hit.fragments).flat_map(marks).collect();
        let beginning = query.trim_end_matches('*');
        assert!(marks.iter().any(|mark| mark.to_lowercase() == marked), "{query} marks {marks:?}");
        assert!(marks.iter().all(|mark| mark.to_lowercase().contains(beginning)), "{query} marks {marks:?}");
    }
    let excluded = ask(&index, "agent not:policy*");
    assert!(excluded.total < ask(&index, "agent").total);
    assert!(!ids(&excluded).contains(&"autonomy-policy".to_owned()));
}

fn marks(fragment: &precedent::search::Fragment) -> Vec<String> {
    let mark = |&(start, end): &(usize, usize)| fragment.text.chars().skip(start).take(end - start).collect();
    fragment.ranges.iter().map(mark).collect()
}

#[test]
fn accents_and_scripts_are_searched_as_people_type_them() {
    let sandbox = Sandbox::new().overlay();
    let id = "ours-2026-05-queue-purged";
    let record = incident(id)
        .replace("the zebra queue", "a naïve zebra queue")
        .replace("product = \"kiro\"", "product = \"ours-lingma\"");
    sandbox.file(&format!("ours/incidents/{id}.md"), record);
    let product = "```toml\nid = \"ours-lingma\"\nname = \"通义灵码\"\nvendor = \"阿里云\"\naliases = [\"Ling C++\"]\n\
        interface = [\"ide-agent\"]\ncapabilities = [\"execute\"]\n```\n\nAn agent.\n";
    sandbox.file("ours/products/ours-lingma.md", product);
    let found = |query: &str| {
        let run = sandbox.run(&["search", "--corpus", "ours", "--format", "json", "--", query, "type:incident"]);
        let answer = run.json();
        let ids = answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned());
        (ids.collect::<Vec<_>>(), answer["notes"].as_array().unwrap().len())
    };
    for query in ["naïv*", "naiv*", "product:通义灵码", "vendor:阿里云", "product:\"ling c++\""] {
        assert_eq!(found(query), (vec![id.to_owned()], 0), "{query}");
    }
    for query in ["product:豆包", "vendor:腾讯", "product:***", "product:\"ling c#\""] {
        assert_eq!(found(query).1, 1, "{query}");
    }
}

#[test]
fn whatever_is_cut_off_is_the_last_and_noted() {
    let index = index();
    let words = (0..10_000).map(|at| format!("a{at}")).collect::<Vec<_>>().join(" ");
    let many = |one: &str| (0..10_000).map(|at| one.replace('N', &format!("q{at}"))).collect::<Vec<_>>().join(" ");
    for (query, note) in [
        (words, "Only the first 400 different words were looked for."),
        (many("N*"), "Only the first 20 different `word*` were looked for."),
        (many("\"the N\""), "Only the first 50 different phrases were looked for."),
        (format!("\"{}\"", many("N")), "Only the first 50 words of each phrase were looked for."),
        (many("kiro not:N*"), "Only the first 100 exclusions were heeded."),
        (many("product:N"), "9980 more unknown values were searched for as words."),
    ] {
        let answer = ask(&index, &query);
        assert!(answer.notes.iter().any(|found| found.sentence() == note), "{note}: {:?}", answer.notes);
    }
    let bounded = (0..399).map(|at| format!("kiro{at}")).collect::<Vec<_>>().join(" ");
    assert_eq!(ask(&index, &format!("{bounded} kiro \"kiro\"")).notes, []);
    let prefixes = (0..30).map(|at| format!("a{at}*")).collect::<Vec<_>>().join(" ");
    let answer = ask(&index, &format!("zzz kiro* {prefixes}"));
    assert!(answer.hits.iter().all(|hit| hit.fragments.iter().flat_map(marks).all(|mark| mark.starts_with("Kiro"))));
}

#[test]
fn what_is_asked_for_comes_first_and_what_is_retracted_last() {
    let index = index();
    for (query, first) in [
        ("delete and recreate", KIRO),
        ("echoleak", "2025-06-echoleak"),
        ("copilot email leak", "2025-06-echoleak"),
        ("terraform destroy", "2026-02-claude-code-terraform-destroy-datatalks"),
    ] {
        let answer = ask(&index, query);
        assert_eq!(ids(&answer).first().map(String::as_str), Some(first), "{query}");
        let retracted: Vec<bool> = answer.hits.iter().map(|hit| hit.card.retracted).collect();
        assert!(retracted.is_sorted(), "{query}");
    }
    let last = ids(&ask(&index, "git reset --hard")).pop();
    assert_eq!(last.as_deref(), Some("2026-03-claude-code-git-reset-misattributed"));
}

#[test]
fn frequent_words_are_not_marked_on_their_own() {
    let answer_of = index();
    let answer = ask(&answer_of, "delete and recreate");
    let marks: Vec<String> = answer.hits.iter().flat_map(|hit| &hit.fragments).flat_map(marks).collect();
    assert!(marks.iter().any(|mark| mark == "delete and recreate"));
    assert!(marks.iter().all(|mark| mark.to_lowercase() != "and"), "{marks:?}");
}

#[test]
fn scores_have_three_decimals() {
    let run = Sandbox::new().run(&["search", "kiro", "--format", "json"]);
    for hit in run.json()["hits"].as_array().unwrap() {
        let score = hit["score"].as_f64().unwrap();
        assert!(score > 0.0 && hit["score"].to_string().split('.').nth(1).unwrap().len() <= 3, "{score}");
    }
}

#[test]
fn pages_without_hits_are_answers() {
    let sandbox = Sandbox::new();
    let largest = usize::MAX.to_string();
    for (flag, value, line) in [("--limit", "0", "found"), ("--offset", largest.as_str(), "lower `--offset`")] {
        let run = sandbox.run(&["search", "agent", flag, value]);
        assert!(run.status == 0 && run.stdout.contains(line), "{run:?}");
    }
}
