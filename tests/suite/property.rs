//! What holds for every input, tried on random ones.

use std::cmp::Ordering;
use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::sync::OnceLock;

use precedent::corpus::{Corpus, Key, locate, parse};
use precedent::diagnostic::{Diagnostic, Style, render_text};
use precedent::kb::KnowledgeBase;
use precedent::markdown;
use precedent::profile::Remarks;
use precedent::record::{CorpusName, EventTime, Incident, IncidentId, PartialDate, SafeguardId};
use precedent::search::Query;
use precedent::source::{SourceFile, Span, is_unsafe};
use precedent::wire::ExportAnswer;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::harness::{Sandbox, incident};

/// So many cases, and no file of failures beside the sources: a failure prints its smallest input.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Text made of pieces that mean something to the parser under test, and of any characters between them.
fn text_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(pieces).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => proptest::collection::vec(any::<char>(), 0..4).prop_map(|chars| chars.into_iter().collect()),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

const MARKDOWN: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "a",
    "word ",
    "# ",
    "### ",
    "- ",
    "1. ",
    "> ",
    "***",
    "_",
    "**",
    "~~",
    "`",
    "```",
    "\n```html onclick=x\n",
    "\n~~~\" onclick=\"x\n",
    "\n---\n",
    "\n===\n",
    "\\",
    "|",
    "|a|b|\n|:-|-:|\n|c|d|\n",
    "<",
    ">",
    "\"",
    "'",
    "=",
    "&",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&quot;",
    "<script>",
    "</script>",
    "<SCRIPT src=x>",
    "<img src=x onerror=alert(1)>",
    "<b onclick=x>",
    "<!-- ",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php ",
    "?>",
    "<style>",
    "<a href=\"javascript:alert(1)\">",
    "<javascript:alert(1)>",
    "<https://e.org/\"onclick=x>",
    "<me@e.org>",
    "[a](",
    ")",
    "[",
    "]",
    "](",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html,x)",
    "[a](pattern:x)",
    "[a](https://e.org)",
    "[a](<https://e.org/\" onclick=\"x>)",
    "[a](https://e.org \"\\\" onclick=\\\"x\")",
    "[a](https://e.org/&quot;onclick=x)",
    "![a](https://e.org/i.png)",
    "![a](x \"t\")",
    "[a]",
    "\n\n[a]: javascript:alert(1)\n\n",
    "\n\n[a]: https://e.org 'a\" onload=\"x'\n\n",
    "[^1]",
    "\n[^1]: x\n",
    "<div>\n",
    "</div>\n",
    "onclick=x",
    "javascript:",
    "\0",
    "\r\n",
    "\u{202e}",
];

/// The tags that Markdown can make, each with the attributes that it can have.
const TAGS: &[(&str, &[&str])] = &[
    ("p", &[]),
    ("h1", &["id"]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("a", &["href", "title"]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("code", &["class"]),
    ("pre", &[]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("blockquote", &[]),
    ("hr", &[]),
    ("br", &[]),
    // The frame of a table.
    ("div", &["class", "role", "tabindex", "aria-label"]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["style"]),
    ("td", &["style"]),
];

/// Reads `name="value"` pairs up to the end of a tag; `None` if there is anything else.
fn attributes(mut rest: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (name, behind) = rest.strip_prefix(' ')?.split_once("=\"")?;
        let (value, behind) = behind.split_once('"')?;
        found.push((name, value));
        rest = behind;
    }
    Some(found)
}

/// Holds HTML to the tags and attributes of Markdown; every tag that is opened is closed in its order.
fn only_markdown(html: &str) -> Result<(), TestCaseError> {
    let mut open = Vec::new();
    for piece in html.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            return Err(TestCaseError::fail(format!("`<{piece}` is no tag")));
        };
        if let Some(name) = tag.strip_prefix('/') {
            prop_assert_eq!(open.pop(), Some(name), "in {}", html);
            continue;
        }
        let tag = tag.trim_end_matches(" /");
        let name = tag.split(' ').next().unwrap_or_default();
        let Some((_, allowed)) = TAGS.iter().find(|(known, _)| *known == name) else {
            return Err(TestCaseError::fail(format!("`<{tag}>` is no tag of Markdown")));
        };
        let Some(found) = attributes(tag.strip_prefix(name).unwrap_or_default()) else {
            return Err(TestCaseError::fail(format!("`<{tag}>` has more than attributes")));
        };
        for (attribute, value) in found {
            prop_assert!(allowed.contains(&attribute), "`{}` in `<{}>`", attribute, tag);
            let leads = ["https://", "http://", "../patterns/"].iter().any(|start| value.starts_with(start));
            prop_assert!(attribute != "href" || leads, "`<{}>`", tag);
            let is_frame = name != "div" || ["scrolls", "group", "0"].contains(&value) || value.starts_with("Table ");
            prop_assert!(is_frame, "`<{}>`", tag);
        }
        if !["br", "hr"].contains(&name) {
            open.push(name);
        }
    }
    prop_assert!(open.is_empty(), "{:?} are not closed in {}", open, html);
    Ok(())
}

/// True if a span could be cut out of a file.
fn lies_in(span: &Span, source: &SourceFile) -> bool {
    source.text().get(span.clone()).is_some()
}

/// Places of all findings are in their file, and they can be shown safely.
fn can_be_shown(findings: &[Diagnostic]) -> Result<(), TestCaseError> {
    prop_assert!(!findings.is_empty(), "a record is refused without a reason");
    for finding in findings {
        let inside = finding.span.as_ref().is_none_or(|span| lies_in(span, &finding.source));
        prop_assert!(inside, "{} at {:?}", finding.rule.code, finding.span);
    }
    let shown = render_text(findings, Style::Plain);
    prop_assert!(!shown.contains(is_unsafe), "{:?}", shown);
    let all_named = findings.iter().all(|finding| shown.contains(finding.rule.code));
    prop_assert!(all_named, "{}", shown);
    let coloured = render_text(findings, Style::Coloured);
    prop_assert!(!coloured.replace('\u{1b}', "").contains(is_unsafe), "{:?}", coloured);
    Ok(())
}

fn read_incident(text: &str) -> Result<(), TestCaseError> {
    let source = SourceFile::new("incidents/x.md", text);
    match parse::<Incident>(&source) {
        Ok(parsed) => prop_assert!(lies_in(&parsed.body, &source)),
        Err(findings) => can_be_shown(&findings)?,
    }
    Ok(())
}

const TOML: &[&str] = &[
    "\n",
    "\r\n",
    " ",
    "```toml\n",
    "\n```\n",
    "```",
    "a",
    "b",
    "a = ",
    "b.c = ",
    "= ",
    "1",
    "\"x\"",
    "'x'",
    "\"\"\"",
    "'''",
    "\"",
    "'",
    "[",
    "]",
    "[[a]]\n",
    "[a]\n",
    "[a.b]\n",
    "{",
    "}",
    "{ a = 1 }",
    "[1, 2]",
    "[\"é\", \"\\u202e\"]",
    ",",
    "#",
    "é",
    "\u{1f600}",
    "true",
    "2026-01-01",
    "id = \"x\"\n",
    "sources = [\"log\"]\n",
    "\\",
    "\u{feff}",
];

fn key() -> impl Strategy<Value = Key<'static>> {
    prop_oneof![
        select(&["a", "b", "c", "id", "sources", "é", ""][..]).prop_map(Key::Name),
        (0_usize..4).prop_map(Key::Index),
    ]
}

/// A change of a text at a place: bytes taken out, bytes put in, or a line doubled or lost.
#[derive(Debug, Clone)]
enum Change {
    Bytes { at: Index, out: usize, put: Vec<u8> },
    Text { at: Index, put: String },
    Line { at: Index, times: usize },
}

fn change() -> impl Strategy<Value = Change> {
    let bytes = (any::<Index>(), 0_usize..4, proptest::collection::vec(any::<u8>(), 0..3));
    let piece = (any::<Index>(), select(TOML));
    prop_oneof![
        bytes.prop_map(|(at, out, put)| Change::Bytes { at, out, put }),
        piece.prop_map(|(at, put)| Change::Text { at, put: put.to_owned() }),
        (any::<Index>(), select(&[0_usize, 2][..])).prop_map(|(at, times)| Change::Line { at, times }),
    ]
}

fn changed(text: String, change: &Change) -> String {
    match change {
        Change::Bytes { at, out, put } => {
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len() + 1);
            let end = (at + out).min(bytes.len());
            bytes.splice(at..end, put.iter().copied());
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Change::Text { at, put } => {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (before, after) = text.split_at(places[at.index(places.len())]);
            format!("{before}{put}{after}")
        }
        Change::Line { at, times } => {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let chosen = at.index(lines.len().max(1));
            lines.iter().enumerate().map(|(at, line)| line.repeat(if at == chosen { *times } else { 1 })).collect()
        }
    }
}

/// What can be read is written as it was read, and read again as the same.
fn round_trip<T: FromStr + Display + Debug + PartialEq>(text: &str) -> Result<bool, TestCaseError> {
    let Ok(value) = text.parse::<T>() else { return Ok(false) };
    let printed = value.to_string();
    prop_assert_eq!(&printed, text);
    prop_assert_eq!(printed.parse::<T>().ok(), Some(value));
    Ok(true)
}

fn day() -> impl Strategy<Value = String> {
    "20(2[4-6])-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
}

/// A date in any spelling; days that are near each other, so that orders meet.
fn date() -> impl Strategy<Value = String> {
    let side = prop_oneof![
        3 => day(),
        2 => "202[4-6]-(0[1-9]|1[0-2])",
        1 => "202[4-6X]",
        1 => "202[4-6]-[01]X",
        1 => "202[4-6]-1[0-2]-[012]X",
    ];
    let side = (side, select(&["", "", "~", "?", "%"][..])).prop_map(|(date, mark)| date + mark);
    prop_oneof![
        6 => side.clone(),
        1 => side.clone().prop_map(|start| start + "/.."),
        1 => side.clone().prop_map(|end| format!("../{end}")),
        1 => (side.clone(), side).prop_map(|(start, end)| format!("{start}/{end}")),
        1 => Just("?".to_owned()),
        1 => Just("unknown".to_owned()),
    ]
}

fn instant() -> impl Strategy<Value = String> {
    "2026-03-0[1-3]T(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-2]):(00|30))"
}

/// A time of any kind, days and instants of the same few days among them.
fn time() -> impl Strategy<Value = String> {
    prop_oneof![3 => instant(), 2 => "2026-03-0[1-3][~?]?", 1 => Just("2026-03".to_owned()), 1 => date()]
}

/// The order of three values is that of places on a line.
fn total_order<T: Ord + Debug>(a: &T, b: &T, c: &T) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.cmp(b), b.cmp(a).reverse(), "{:?} {:?}", a, b);
    prop_assert_eq!(a.cmp(b) == Ordering::Equal, a == b, "{:?} {:?}", a, b);
    prop_assert_eq!(a.cmp(a), Ordering::Equal);
    let mut line = [a, b, c];
    line.sort();
    prop_assert!(line[0] <= line[1] && line[1] <= line[2] && line[0] <= line[2], "{:?}", line);
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn html_of_any_markdown_is_what_markdown_can_say(text in text_of(MARKDOWN)) {
        let html = markdown::to_html(&text, &|target| Some(format!("../patterns/{}.html", target.strip_prefix("pattern:x")?.len())));
        prop_assert!(!html.to_lowercase().contains("<script"), "{}", html);
        only_markdown(&html)?;
    }

    #[test]
    fn places_of_links_and_headings_are_in_the_text(text in text_of(MARKDOWN)) {
        let source = SourceFile::new("x.md", text.as_str());
        let links = markdown::links(&text).into_iter().map(|link| link.range);
        let headings = markdown::outline(&text).into_iter().map(|heading| heading.range);
        for range in links.chain(headings) {
            prop_assert!(lies_in(&range, &source), "{:?}", range);
        }
        prop_assert!(!markdown::to_text(&text).ends_with('\n'));
    }

    #[test]
    fn a_place_is_in_the_file(
        text in text_of(TOML),
        fenced in any::<bool>(),
        path in proptest::collection::vec(key(), 0..5),
    ) {
        let source = if fenced {
            SourceFile::new("x.md", format!("```toml\n{text}\n```\n"))
        } else {
            SourceFile::new("x.toml", text)
        };
        let span = locate(&source, &path);
        prop_assert!(lies_in(&span, &source), "{:?}", span);
    }

    #[test]
    fn every_text_is_a_query(text in text_of(QUERY)) {
        let query = Query::parse(&text);
        prop_assert_eq!(&query, &Query::parse(&text));
        prop_assert_eq!(query.text, text);
    }

    #[test]
    fn ids_are_printed_as_they_were_read(
        slug in "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}",
        year in "[12][0-9]{3}",
        other in text_of(&["a", "-", "2026", "_", "É", "A", " "]),
    ) {
        prop_assert!(round_trip::<SafeguardId>(&slug)? && round_trip::<CorpusName>(&slug)?);
        for id in [format!("{year}-{slug}"), format!("ours-{year}-{slug}")] {
            let is_id = round_trip::<IncidentId>(&id)?;
            prop_assert!(is_id, "{}", id);
        }
        round_trip::<SafeguardId>(&other)?;
        round_trip::<IncidentId>(&other)?;
    }

    #[test]
    fn dates_and_times_are_printed_as_they_were_read(
        day in day(),
        date in date(),
        instant in instant(),
        other in text_of(&["2026", "-", "01", "X", "~", "/", "..", "T", "10:00", ":", "Z", "+01:00", "?", "é"]),
    ) {
        prop_assert!(round_trip::<PartialDate>(&day)? && round_trip::<EventTime>(&day)?);
        prop_assert!(round_trip::<EventTime>(&instant)?);
        prop_assert_eq!(round_trip::<PartialDate>(&date)?, round_trip::<EventTime>(&date)?);
        for text in [&date, &other] {
            round_trip::<PartialDate>(text)?;
            round_trip::<EventTime>(text)?;
            if let Ok(time) = text.parse::<EventTime>() {
                prop_assert!(!time.in_words().is_empty());
                prop_assert!(time.date().first_day() <= time.date().last_day() || time.date().last_day().is_none());
            }
        }
    }

    #[test]
    fn dates_stand_on_a_line(dates in [date(), date(), date()]) {
        let read: Vec<PartialDate> = dates.iter().filter_map(|date| date.parse().ok()).collect();
        if let [a, b, c] = read.as_slice() {
            total_order(a, b, c)?;
        }
    }

    #[test]
    fn times_stand_on_a_line(times in [time(), time(), time()]) {
        let read: Vec<EventTime> = times.iter().filter_map(|time| time.parse().ok()).collect();
        if let [a, b, c] = read.as_slice() {
            total_order(a, b, c)?;
        }
    }
}

const QUERY: &[&str] = &[
    " ",
    "\"",
    "*",
    "-",
    "--force",
    "rm -rf /",
    "not:",
    "product:",
    "type:incident",
    "severity:>=s3",
    "date:2025..2026",
    "..",
    ":",
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "+",
    "^2",
    "~1",
    "[a TO b]",
    "é",
    "\u{1f600}",
    "\0",
    "\\",
    "word",
];

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_text_is_a_record_or_says_why_not(text in text_of(TOML)) {
        read_incident(&text)?;
        read_incident(&format!("```toml\n{text}\n```\n"))?;
    }

    #[test]
    fn a_damaged_record_says_where(changes in proptest::collection::vec(change(), 1..6)) {
        read_incident(&changes.iter().fold(incident("2026-05-queue-purged"), changed))?;
    }

    #[test]
    fn a_damaged_profile_says_where_and_a_good_one_can_be_written(changes in proptest::collection::vec(change(), 0..6)) {
        let read = |text: &str| crate::profile::reading(text, Some("2026-11-21"));
        let reading = read(&changes.iter().fold(crate::profile::FULL.to_owned(), changed));
        let Some(profile) = reading.profile else { return can_be_shown(&reading.diagnostics) };
        let draft = profile.to_draft(&Remarks::new());
        let again = read(&draft).profile;
        prop_assert!(again.is_some(), "{}", draft);
        prop_assert_eq!(again.map(|profile| profile.to_draft(&Remarks::new())), Some(draft));
    }
}

proptest! {
    #![proptest_config(cases(24))]

    /// The same for what is found beside other records.
    #[test]
    fn a_damaged_record_does_not_disturb_its_corpus(changes in proptest::collection::vec(change(), 1..3)) {
        static EMBEDDED: OnceLock<Corpus> = OnceLock::new();
        let sandbox = Sandbox::new().overlay();
        let text = changes.iter().fold(incident("ours-2026-04-damaged"), changed);
        sandbox.file("ours/incidents/ours-2026-04-damaged.md", text);
        let corpora = vec![EMBEDDED.get_or_init(Corpus::embedded).clone(), Corpus::load(&sandbox.path().join("ours")).unwrap()];
        if let Err(findings) = KnowledgeBase::build(corpora) {
            can_be_shown(&findings)?;
            let elsewhere = findings.iter().find(|finding| !finding.source.path().ends_with("damaged.md"));
            prop_assert!(elsewhere.is_none(), "{:?}", elsewhere);
        }
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn the_order_of_files_changes_nothing(order in any::<u64>()) {
        let corpus = Corpus::embedded();
        let mut other = corpus.clone();
        shuffle(&mut other.incidents, order);
        shuffle(&mut other.patterns, order);
        shuffle(&mut other.safeguards, order);
        shuffle(&mut other.products, order);
        shuffle(&mut other.standards, order);
        prop_assert_eq!(export(corpus), export(other));
    }
}

fn export(corpus: Corpus) -> String {
    let kb = KnowledgeBase::build(vec![corpus]).unwrap();
    serde_json::to_string(&ExportAnswer::new(&kb, Vec::new())).unwrap()
}

/// Puts a list into another order, the same one for the same seed.
fn shuffle<T>(list: &mut [T], seed: u64) {
    let mut state = seed;
    for at in (1..list.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// Whatever a field and a body say, findings of editorial rules stand within the file.
    #[test]
    fn editorial_findings_have_a_place_in_their_file(
        task in text_of(&["human error", "should have", "\"", "“", "”", "'", "`", "\\", "\t", "é", " ", ". A"]),
        body in text_of(&["# ", "## Lessons", "\n", "\n\n", "> ", "- ", "`", "*", "“failed to”", "failed to", "<b>", "&amp;", "é"]),
    ) {
        static CORPUS: OnceLock<Corpus> = OnceLock::new();
        let task = toml::Value::String(task).to_string();
        let text = incident("2026-05-x").replace("\"To remove one bad message.\"", &task);
        let source = SourceFile::new("incidents/2026-05-x.md", format!("{text}{body}"));
        if let Ok(parsed) = parse::<Incident>(&source) {
            let alone = || Corpus { patterns: Vec::new(), safeguards: Vec::new(), ..Corpus::embedded() };
            let mut corpus = CORPUS.get_or_init(alone).clone();
            corpus.incidents = vec![parsed];
            for finding in precedent::check::run(&[corpus], &precedent::check::Options::default()) {
                if finding.source.path() == source.path() {
                    let span = finding.span.clone().unwrap();
                    prop_assert!(source.text().get(span.clone()).is_some(), "{span:?}: {}", finding.message);
                }
            }
        }
    }
}
