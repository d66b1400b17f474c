//! Reports: what stands in them, what cannot get into them, and where they are written.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use precedent::corpus::{Corpus, Kind};
use precedent::kb::KnowledgeBase;
use precedent::record::Day;
use precedent::report::{Form, LARGEST, Query, Report, Subject, Team};
use precedent::theme::Theme;

use crate::harness::{MANIFEST, PATTERN, Run, Sandbox, finish, incident, read};

const KIRO: &str = "2025-12-kiro-cost-explorer";
const OURS: &str = "ours-2026-05-queue-purged";
const TEAM: &str = include_str!("../../docs/examples/team.toml");

fn kb() -> KnowledgeBase {
    KnowledgeBase::build(vec![Corpus::embedded()]).unwrap()
}

fn report(kb: &KnowledgeBase, subject: Subject<'_>, form: Form) -> Report {
    static THEME: OnceLock<Theme> = OnceLock::new();
    precedent::report::report(kb, THEME.get_or_init(|| Theme::embedded().unwrap()), subject, form).unwrap()
}

fn made(kb: &KnowledgeBase, kind: Kind, id: &str, form: Form) -> Report {
    report(kb, Subject::Record(kind, id), form)
}

/// Values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// What has to hold of every report in HTML.
fn hold(html: &str, what: &str) {
    assert!(html.len() < LARGEST, "{what}: {} bytes", html.len());
    assert_eq!(html.matches("<h1").count(), 1, "{what}");
    for loaded in [" src=", "<iframe", "<object", "<embed", "@import", "url(", "<base", "javascript:", "<img"] {
        assert!(!html.contains(loaded), "{what}: {loaded}");
    }
    // The icon is empty, everything else that is linked is a link to follow.
    let links = html.matches("<link").count();
    assert_eq!((links, html.matches("<link rel=\"icon\" href=\"data:,\">").count()), (1, 1), "{what}");
    let places: Vec<&str> = values(html, " id=\"");
    let distinct: BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(places.len(), distinct.len(), "{what}: an id stands twice");
    for target in values(html, " href=\"") {
        let fits = match target.strip_prefix('#') {
            Some(place) => distinct.contains(place),
            None => target == "data:," || target.starts_with("https://") || target.starts_with("http://"),
        };
        assert!(fits, "{what}: leads to {target}");
    }
    let policy = "content=\"default-src 'none'; style-src 'sha256-";
    assert!(html.contains(policy) && !html.contains("unsafe-"), "{what}");
    let scripts = html.matches("<script>").count();
    assert_eq!((scripts, html.matches("</script").count()), (html.matches("script-src 'sha256-").count(), scripts));
    assert!(!html.contains(" style=\"") && !html.contains(" onclick="), "{what}");
}

/// Markdown as a code host reads it, footnotes included.
fn rendered(markdown: &str) -> String {
    use pulldown_cmark::{Options, Parser, html};
    let mut page = String::new();
    let options = Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    html::push_html(&mut page, Parser::new_ext(markdown, options));
    page
}

#[test]
fn every_record_has_a_report_in_both_forms() {
    let kb = kb();
    for kind in Kind::WITH_PAGES {
        for id in kb.ids(*kind) {
            let html = made(&kb, *kind, id, Form::Html);
            hold(&html.text, id);
            assert!(html.text.contains(&kb.corpora()[0].short_hash().to_owned()), "{id}");
            assert!(html.text.contains("Reported incidents, not rates"), "{id}");
            let markdown = made(&kb, *kind, id, Form::Markdown).text;
            assert!(markdown.starts_with("# ") && markdown.contains("Made from precedent "), "{id}");
            let page = rendered(&markdown);
            // A reference without a footnote would be left as it is typed.
            assert!(!page.contains("[^"), "{id}");
        }
    }
}

#[test]
fn an_incident_is_told_from_the_summary_to_the_sources() {
    let text = made(&kb(), Kind::Incident, KIRO, Form::Html).text;
    let order = [
        "<h1>AWS Cost Explorer",
        "disputed cause",
        "Disputed: cause.",
        "id=\"the_facts\"",
        "id=\"the_timeline\"",
        "id=\"the_account\"",
        "id=\"the_accounts\"",
        "id=\"the_safeguards\"",
        "<h2>Could this happen to you?",
        "id=\"the_sources\"",
    ];
    let places: Vec<usize> = order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    let sources = kb().incidents()[KIRO].record().sources.len();
    assert_eq!(text.matches("<li id=\"source_").count(), sources);
    for part in ["Four people familiar with the matter", "misconfigured", "read in part", "retells <a href=\"#source_"]
    {
        assert!(text.contains(part), "{part}");
    }
    let svg = text.matches("<svg").count();
    assert_eq!((svg, text.matches("role=\"img\"").count(), text.matches("<figure").count()), (2, 2, 2));
}

#[test]
fn a_retracted_incident_says_so_first_and_counts_for_nothing() {
    let kb = kb();
    let id = "2026-03-claude-code-git-reset-misattributed";
    let text = made(&kb, Kind::Incident, id, Form::Html).text;
    assert!(text.find("class=\"notice\"").unwrap() < text.find("class=\"lede\"").unwrap());
    let product = made(&kb, Kind::Product, "claude-code", Form::Markdown);
    let all = kb.incidents_with_product("claude-code").count();
    assert_eq!(product.found, all);
    assert!(product.text.contains(&format!("- Incidents: {}\n", all - 1)), "{}", product.text);
    assert!(product.text.contains("- Retracted, not counted: 1\n"));
}

fn found(kb: &KnowledgeBase, text: &str) -> Query {
    use precedent::search::{Index, Order, Page};
    let index = Index::build(kb).unwrap();
    let page = Page { offset: 0, limit: usize::MAX, order: Order::Relevance };
    let answer = index.search(&precedent::search::Query::parse(text), page).unwrap();
    let hits = answer.hits.into_iter().map(|hit| (hit.card.kind, hit.card.id)).collect();
    Query { text: text.to_owned(), hits, notes: Vec::new() }
}

#[test]
fn a_query_reports_what_it_finds_and_can_be_searched() {
    let sandbox = Sandbox::new();
    let query = "product:cursor severity:>=s2";
    let total = sandbox.run(&["search", query, "--format", "json"]).json()["total"].as_u64().unwrap();
    let run = sandbox.run(&["report", "--query", query, "--format", "json"]).json();
    assert_eq!(
        (run["incidents"].as_u64(), run["listed"].as_u64(), run["type"].as_str()),
        (Some(total), Some(total), Some("query"))
    );
    let few = run["document"].as_str().unwrap();
    hold(few, query);
    assert!(!few.contains("<script"), "a few incidents need no search");
    let kb = kb();
    let all = found(&kb, "type:incident");
    let many = report(&kb, Subject::Query(&all), Form::Html);
    hold(&many.text, "everything");
    assert_eq!((many.found, many.listed), (kb.incidents().len(), kb.incidents().len()));
    assert_eq!(many.text.matches("<article class=\"case").count(), kb.incidents().len());
    assert!(many.text.contains("<script>") && many.text.contains("id=\"the_filter\" hidden"));
}

#[test]
fn a_query_without_hits_writes_nothing() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["report", "--query", "qwertzuiop", "--out", "none.html"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("nothing to report"), "{run:?}");
    assert!(!sandbox.path().join("none.html").exists());
    let run = sandbox.run(&["report", "--query", "qwertzuiop", "--format", "json"]);
    assert_eq!((run.status, run.json()["incidents"].as_u64()), (1, Some(0)));
    assert_eq!(sandbox.run(&["report", "--query", "-rf"]).status, 0);
}

/// A thousand incidents with everything: first there is less of each, then fewer of them.
#[test]
fn a_report_stays_below_its_bound_and_says_what_it_left_out() {
    let sandbox = Sandbox::new().overlay();
    let plenty = "It went on for long. ".repeat(20);
    let write = |count: usize| {
        for number in 0..count {
            let id = format!("ours-2026-05-number-{number}");
            let text = incident(&id).replace("The log shows it.", &plenty);
            sandbox.file(&format!("ours/incidents/{id}.md"), text);
        }
        let kb = KnowledgeBase::build(vec![Corpus::embedded(), Corpus::load(&sandbox.path().join("ours")).unwrap()]);
        kb.unwrap()
    };
    let kb = write(1_000);
    let query = found(&kb, "zebra");
    let brief = report(&kb, Subject::Query(&query), Form::Html);
    hold(&brief.text, "brief");
    assert!(brief.text.contains("There is more of each") && brief.listed == brief.found && brief.found > 1_000);
    let kb = write(3_200);
    let query = found(&kb, "zebra");
    let cut = report(&kb, Subject::Query(&query), Form::Html);
    hold(&cut.text, "cut");
    assert!(cut.listed < cut.found && cut.found > 3_200, "{}", cut.listed);
    assert!(cut.text.contains(&format!("{} incidents more would not fit", cut.found - cut.listed)));
    let whole = report(&kb, Subject::Query(&query), Form::Markdown);
    assert!(whole.text.len() < LARGEST && whole.listed == whole.found, "{}", whole.listed);
}

const HOSTILE: &str =
    "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) `` ` </style> &lt;b&gt; [^1]";

fn hostile(sandbox: &Sandbox) {
    let text = HOSTILE.replace('\\', "");
    let record = incident(OURS)
        .replace("A support queue was emptied by an agent", &text)
        .replace(
            "An agent emptied the zebra queue. Forty messages were lost. A narrower role would have stopped it.",
            &text,
        )
        .replace("operator = \"Example\"", &format!("operator = '{text}'"))
        .replace("by = \"Example\"", &format!("by = '{text}'"))
        .replace("publisher = \"Example\"", &format!("publisher = '{text}'"))
        .replace("To remove one bad message.", &text)
        .replace("queue purge --all", &format!("{text} ````"))
        .replace("The log shows it.", &text)
        .replace("The role could empty queues.", &text)
        .replace("The queue was emptied.", &text)
        .replace("The agent emptied the queue.", &text)
        .replace("title = \"The log\"", &format!("title = '{text}'"))
        .replace("no_url = \"internal\"", "url = \"https://e.org/?a=(b)*_c_\"\nretrieved = \"2026-05-20\"")
        .replace("The role could.", &format!("{text}\n\n[^1]: https://e.org/ours\n\n```\nopen"));
    assert!(record.matches("alert(1)").count() > 10);
    sandbox.file(&format!("ours/incidents/{OURS}.md"), record);
    sandbox.file("ours/patterns/ours-queue-purge.md", PATTERN.replace("Purged the queue", &text));
}

#[test]
fn text_of_an_overlay_stays_text() {
    let sandbox = Sandbox::new().overlay();
    hostile(&sandbox);
    for subject in
        [&[OURS][..], &["ours-queue-purge"], &["least-privilege-scopes"], &["kiro"], &["--query", "year:2026"]]
    {
        let args = [&["report", "--corpus", "ours"], subject].concat();
        let run = sandbox.run(&args);
        assert_eq!(run.status, 0, "{args:?}: {}", run.stderr);
        let html = run.stdout.replace("\u{fffd}", "");
        assert!(html.contains("&lt;script&gt;alert(1)"), "{args:?}");
        // The text of the attack is there, escaped; no tag of it is.
        let tags: Vec<&str> = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
        for tag in tags {
            let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap();
            assert!(!["img", "b&gt;", "iframe"].contains(&name) && !tag.contains("onerror=\""), "{args:?}: <{tag}>");
            assert!(!tag.contains("=\"javascript:"), "{args:?}: <{tag}>");
        }
        assert_eq!(html.matches("<script").count(), html.matches("script-src").count(), "{args:?}");
        assert_eq!((html.matches("<style>").count(), html.matches("</style>").count()), (1, 1), "{args:?}");
        let markdown = sandbox.run(&[&args[..], &["--format", "markdown"]].concat()).stdout;
        let page = rendered(&markdown);
        for live in ["<script", "<img", "href=\"javascript:", "</style"] {
            assert!(!page.contains(live), "{args:?}: {live} in {page}");
        }
        assert!(page.contains("<h2>Sources</h2>"), "{args:?}: nothing swallows the end");
    }
}

#[test]
fn what_may_not_be_shared_stays_out_unless_it_is_named() {
    let sandbox = Sandbox::new().overlay();
    sandbox.file("ours/corpus.toml", MANIFEST.replace("\"public\"", "\"TLP:AMBER\""));
    let report = |args: &[&str]| sandbox.run(&[&["report", "--corpus", "ours"], args].concat());
    let run = report(&[OURS]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("--include ours"), "{run:?}");
    let without = report(&["kiro", "--format", "json"]).json();
    assert_eq!(without["left_out"], serde_json::json!(["ours"]));
    assert!(!without["document"].as_str().unwrap().contains("ours-2026"));
    let run = report(&["--query", "zebra"]);
    assert_eq!(run.status, 1, "a query sees no more than the report: {run:?}");
    let with = report(&["kiro", "--include", "ours"]).stdout;
    assert!(with.contains("<p class=\"mark\">TLP:AMBER") && with.contains(OURS));
    let with = report(&[OURS, "--include", "ours", "--format", "markdown"]).stdout;
    assert!(with.starts_with("**TLP:AMBER**"), "{with}");
    assert_eq!(report(&["kiro", "--include", "theirs"]).status, 2);
}

#[test]
fn a_name_finds_its_record() {
    let sandbox = Sandbox::new().overlay();
    let subject = |run: Run| {
        let answer = run.json();
        (answer["type"].as_str().unwrap().to_owned(), answer["subject"].as_str().unwrap().to_owned())
    };
    let of = |name: &str| subject(sandbox.run(&["report", name, "--format", "json"]));
    assert_eq!(of("Claude Code"), ("product".to_owned(), "claude-code".to_owned()));
    assert_eq!(of("pattern:destructive-shortcut"), ("pattern".to_owned(), "destructive-shortcut".to_owned()));
    let standard = sandbox.run(&["report", "owasp-llm"]);
    assert_eq!(standard.status, 2);
    assert!(standard.stderr.contains("reports are about"), "{}", standard.stderr);
    // A former id, and an id that two records have.
    let alias = incident(OURS).replace("summary =", "aliases = [\"ours-2026-04-queue-purged\"]\nsummary =");
    sandbox.file(&format!("ours/incidents/{OURS}.md"), alias);
    let twin = read("corpus/products/cursor.md").replace("id = \"cursor\"", "id = \"ours-queue-purge\"");
    sandbox.file("ours/products/ours-queue-purge.md", twin.replace("\"Cursor\"", "\"Queue\""));
    let ours = |args: &[&str]| sandbox.run(&[&["report", "--corpus", "ours", "--format", "json"], args].concat());
    assert_eq!(subject(ours(&["ours-2026-04-queue-purged"])).1, OURS);
    let run = ours(&["ours-queue-purge"]);
    assert_eq!(run.status, 2);
    let both = ["pattern:ours-queue-purge", "product:ours-queue-purge", "--type"];
    assert!(both.iter().all(|part| run.stderr.contains(part)), "{}", run.stderr);
    assert_eq!(subject(ours(&["ours-queue-purge", "--type", "pattern"])).0, "pattern");
    assert_eq!(ours(&["ours-queue-purge", "--type", "safeguard"]).status, 2);
    assert_eq!(sandbox.run(&["report"]).status, 2);
    assert_eq!(sandbox.run(&["report", KIRO, "--query", "x"]).status, 2);
}

#[test]
fn a_file_is_written_anew_only_as_it_was_left() {
    let sandbox = Sandbox::new().overlay();
    let report = |args: &[&str]| sandbox.run(&[&["report", "kiro", "--format", "json", "--out"], args].concat());
    let content = |name: &str| std::fs::read_to_string(sandbox.path().join(name)).unwrap();
    let first = report(&["sub/kiro.html"]).json();
    assert_eq!(
        (&first["written"], &first["document"], &first["form"]),
        (&true.into(), &serde_json::Value::Null, &"html".into())
    );
    let written = content("sub/kiro.html");
    assert!(written.contains("<!DOCTYPE html>") && written.trim_end().ends_with("-->"));
    assert_eq!(report(&["sub/kiro.html"]).json()["written"], false);
    // What has changed in the corpus changes the file; what somebody else has changed does not.
    assert_eq!(report(&["sub/kiro.html", "--corpus", "ours"]).json()["written"], true);
    assert_ne!(content("sub/kiro.html"), written);
    sandbox.file("sub/kiro.html", format!("{written}<!-- mine -->\n"));
    let run = report(&["sub/kiro.html"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(content("sub/kiro.html").ends_with("mine -->\n"));
    for (name, text) in [("mine.html", &b"mine"[..]), ("mine.md", b"\xff\xfe")] {
        sandbox.file(name, text);
        assert_eq!(report(&[name]).status, 2);
        assert_eq!(std::fs::read(sandbox.path().join(name)).unwrap(), text);
    }
    assert_eq!(report(&["sub"]).status, 2);
    assert_eq!(report(&["kiro.md"]).json()["form"], "markdown");
    assert!(content("kiro.md").starts_with("# Kiro"));
    let beside: Vec<String> = std::fs::read_dir(sandbox.path().join("sub"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(beside, ["kiro.html"]);
}

#[test]
fn equal_input_gives_equal_bytes_wherever_and_whenever() {
    let sandbox = Sandbox::new();
    for args in
        [&["report", KIRO][..], &["report", "--query", "production"], &["report", "kiro", "--format", "markdown"]]
    {
        let here = sandbox.run(args);
        let mut elsewhere = sandbox.command(args);
        elsewhere.env("TZ", "Pacific/Kiritimati").env("LC_ALL", "tr_TR.UTF-8").env("LANG", "tr_TR.UTF-8");
        assert_eq!(finish(&mut elsewhere).stdout, here.stdout, "{args:?}");
    }
}

fn team(sandbox: &Sandbox, text: &str, args: &[&str]) -> Run {
    sandbox.file("team.toml", text);
    sandbox.run(&[&["report", "--profile", "team.toml"], args].concat())
}

#[test]
fn a_team_sees_where_it_stands() {
    let sandbox = Sandbox::new();
    let run = team(&sandbox, TEAM, &["--today", "2026-11-21", "--format", "json"]).json();
    assert_eq!((run["type"].as_str(), run["subject"].as_str()), (Some("team"), Some("Payments platform")));
    let html = run["document"].as_str().unwrap();
    hold(html, "team");
    let checklist = sandbox.run(&["checklist", "--format", "json", "--product", "claude-code"]);
    assert_eq!(checklist.status, 0);
    let order = ["What would change most.", "Answers.", "Rule of Two.", "id=\"the_foremost\"", "id=\"the_coverage\""];
    let places: Vec<usize> = order.iter().map(|part| html.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    // An answer expires only on a day, and what has expired is in place no more.
    let on_a_day = team(&sandbox, TEAM, &["--today", "2026-11-21", "--format", "markdown"]).stdout;
    let on_no_day = team(&sandbox, TEAM, &["--format", "markdown"]).stdout;
    assert!(on_a_day.contains("1 expired") && on_a_day.contains("yes, expired"), "{on_a_day}");
    assert!(!on_no_day.contains("expired and") && on_no_day.contains("No day was given"), "{on_no_day}");
    let undone = |text: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix("| undone | ")).unwrap();
        line.trim_end_matches(" |").parse::<usize>().unwrap()
    };
    assert!(undone(&on_no_day) > undone(&on_a_day), "{} {}", undone(&on_no_day), undone(&on_a_day));
}

/// The counts are those of the checklist, and each relevant incident is in one of them.
#[test]
fn a_teams_numbers_are_those_of_its_checklist() {
    use precedent::checklist::{Checklist, Position};
    use precedent::profile::Reading;
    use precedent::source::SourceFile;
    let kb = kb();
    let today: Day = "2026-11-21".parse().unwrap();
    let profile = Reading::of(SourceFile::new("team.toml", TEAM), &kb, Some(&today)).profile.unwrap();
    let position = Position::new(profile.ranking_profile(&kb), &profile.standings(&kb, Some(&today)));
    let checklist = Checklist::build(&kb, position, &[]);
    let made = report(&kb, Subject::Team(Team { profile: &profile, today: Some(&today) }), Form::Markdown);
    let now = checklist.now;
    assert_eq!(made.found, now.relevant);
    assert_eq!(now.relevant, now.prevented + now.limited + now.recovered + now.detected + now.not + now.unknown);
    for (label, count) in [("prevented", now.prevented), ("smaller", now.limited), ("not reached", now.not)] {
        assert!(made.text.contains(&format!("| {label} | {count} |")), "{label} {count}");
    }
    let foremost: Vec<usize> = checklist
        .foremost
        .iter()
        .map(|(safeguard, _)| made.text.find(&format!("### {}\n", safeguard.name)).unwrap())
        .collect();
    assert!(foremost.len() == 3 && foremost.is_sorted(), "{foremost:?}");
}

/// A section says how many safeguards it has, and a caption is no part of the sentence behind it.
#[test]
fn a_team_with_one_safeguard_left_reads_of_one() {
    let kb = kb();
    let others = kb.safeguards().keys().filter(|id| *id != "kill-switch");
    let answered = others
        .map(|id| format!("[[answers]]\nsafeguard = \"{id}\"\nversion = 1\nanswer = \"yes\"\nevidence = \"seen\"\n"));
    let profile = format!("schema = 1\nname = \"Us\"\n{}", answered.collect::<String>());
    let text = team(&Sandbox::new(), &profile, &["--format", "markdown"]).stdout;
    assert!(text.contains("## The safeguard that would change most\n"), "{text}");
    assert!(text.contains("- In place: 34\n- In place in part: 0\n"), "{text}");
    assert!(text.contains("\n**With what is in place now** Of "), "{text}");
}

#[test]
fn a_profile_that_is_wrong_is_explained_and_a_hostile_one_is_harmless() {
    let sandbox = Sandbox::new();
    let run = team(&sandbox, &TEAM.replace("claude-code", "claude-cod"), &[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("team.toml:") && run.stderr.contains("claude-code"), "{}", run.stderr);
    assert_eq!(sandbox.run(&["report", "--profile", "nowhere.toml"]).status, 2);
    let text = HOSTILE.replace("&lt;b&gt;", "");
    let hostile = TEAM
        .replace("name = \"Payments platform\"", &format!("name = '{text}'"))
        .replace("Restore drill of 3 August, ticket OPS-481", &text.replace('"', "'"))
        .replace("by = \"On-call\"", &format!("by = '{text}'"));
    let run = team(&sandbox, &hostile, &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(!run.stdout.contains("<script>alert") && !run.stdout.contains("<img"), "{}", run.stdout.len());
    let page = rendered(&team(&sandbox, &hostile, &["--format", "markdown"]).stdout);
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("href=\"javascript:"));
    // Nothing said at all is a team too.
    let run = team(&sandbox, "schema = 1\nname = \"x\"\n", &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    hold(run.stdout.as_str(), "a team that says nothing");
}
