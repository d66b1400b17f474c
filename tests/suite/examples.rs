//! The example team and the documentation of checklists are what the program makes of the corpus.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use precedent::checklist::weights::{CONSTANTS, Constant, Weights};
use precedent::checklist::{Checklist, Position};
use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;
use precedent::profile::Reading;
use precedent::source::SourceFile;

use crate::harness::{Sandbox, read, root};

fn kb() -> &'static KnowledgeBase {
    static KB: OnceLock<KnowledgeBase> = OnceLock::new();
    KB.get_or_init(|| KnowledgeBase::build(vec![Corpus::embedded()]).unwrap())
}

/// Compares a file with what it should be, or writes it if `UPDATE` is set.
fn hold(path: &str, wanted: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        let mut file = std::fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, wanted.as_bytes()).unwrap();
    }
    let found = std::fs::read(&path).unwrap_or_default();
    let path = path.display();
    assert!(found == wanted.as_bytes(), "{path} has drifted; run `UPDATE=1 cargo test --test suite examples`");
}

/// Lists that the documentation shows, each as a command makes it.
const LISTS: [(&str, &[&str]); 3] = [
    ("checklist.md", &["--format", "markdown"]),
    ("checklist.html", &["--format", "html"]),
    ("card.html", &["--card", "--format", "html"]),
];

#[test]
fn the_lists_of_the_example_team_are_what_the_program_writes() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", read("docs/examples/team.toml"));
    for (name, args) in LISTS {
        let run = sandbox.run(&[&["checklist", "--profile", "team.toml", "--today", "2026-11-21"], args].concat());
        assert_eq!(run.status, 0, "{name}: {}", run.stderr);
        hold(&format!("docs/examples/{name}"), &run.stdout);
    }
}

/// Reports that the documentation shows, each as a command makes it.
const REPORTS: [(&str, &[&str]); 3] = [
    ("kiro.html", &["2025-12-kiro-cost-explorer"]),
    ("cursor.md", &["--query", "product:cursor severity:>=s3"]),
    ("team-report.html", &["--profile", "team.toml", "--today", "2026-11-21"]),
];

#[test]
fn the_reports_are_what_the_program_writes() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", read("docs/examples/team.toml"));
    for (name, args) in REPORTS {
        let run = sandbox.run(&[&["report", "--out", name], args].concat());
        assert_eq!(run.status, 0, "{name}: {}", run.stderr);
        let wanted = std::fs::read(sandbox.path().join(name)).unwrap();
        hold(&format!("docs/examples/{name}"), &String::from_utf8(wanted).unwrap());
    }
}

/// Teams that the sensitivity table is about, beside the example team.
const TEAMS: [(&str, &str); 3] = [
    (
        "solo",
        "products = [\"claude-code\"]\nenvironments = [\"personal-workstation\", \"development\"]\n\
         autonomy = \"a3-auto-approved-attended\"\nlacks = [\"spend\", \"send\", \"change-access\"]\n",
    ),
    (
        "pipelines",
        "products = [\"github-copilot\"]\ninterfaces = [\"ci-action-bot\"]\nenvironments = [\"production\", \"ci-cd\"]\n\
         autonomy = \"a4-unattended\"\nlacks = [\"spend\", \"send\"]\n",
    ),
    (
        "chatbot",
        "interfaces = [\"customer-chatbot\"]\nenvironments = [\"production\", \"saas-tenant\"]\n\
         autonomy = \"a4-unattended\"\nlacks = [\"delete\", \"deploy\", \"execute\", \"change-access\"]\n",
    ),
];

fn teams() -> BTreeMap<&'static str, Position> {
    let position = |text: String| {
        let reading = Reading::of(SourceFile::new("team.toml", text), kb(), None);
        let team = reading.profile.unwrap();
        Position::new(team.ranking_profile(kb()), &team.standings(kb(), None))
    };
    let head = "schema = 1\nname = \"Team\"\n";
    let example = [("example", position(read("docs/examples/team.toml")))];
    TEAMS.into_iter().map(|(name, text)| (name, position(format!("{head}{text}")))).chain(example).collect()
}

/// The items of a team: each safeguard with its moment and place.
type Places = BTreeMap<String, (String, usize)>;

fn places(weights: &Weights, position: &Position) -> Places {
    let list = Checklist::build_with(weights, kb(), position.clone(), &[]);
    let items = list.moments.iter().flat_map(|moment| {
        let place = |(at, item): (usize, &precedent::checklist::Item<'_>)| {
            (item.safeguard.id.to_string(), (moment.moment.to_string(), at))
        };
        moment.items.iter().enumerate().map(place).collect::<Vec<_>>()
    });
    items.collect()
}

/// Says how items change for any of the teams: which come in and which go, and how many change places.
fn moves(before: &BTreeMap<&str, Places>, weights: &Weights, teams: &BTreeMap<&'static str, Position>) -> String {
    let mut said = Vec::new();
    let mut moved = 0;
    for (name, position) in teams {
        let (then, now) = (&before[name], places(weights, position));
        let gone = then.keys().filter(|id| !now.contains_key(*id)).map(|id| format!("−{id}"));
        let come = now.keys().filter(|id| !then.contains_key(*id)).map(|id| format!("+{id}"));
        let changed: Vec<String> = come.chain(gone).collect();
        if !changed.is_empty() {
            said.push(format!("{name}: {}", changed.join(", ")));
        }
        moved += now.iter().filter(|(id, place)| then.get(*id).is_some_and(|then| then != *place)).count();
    }
    let places = match moved {
        0 => "no place".to_owned(),
        1 => "1 place".to_owned(),
        _ => format!("{moved} places"),
    };
    std::iter::once(places).chain(said).collect::<Vec<_>>().join("; ")
}

fn in_words(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn value(constant: &Constant) -> u64 {
    *(constant.of)(&mut Weights::STANDARD.clone())
}

fn constants() -> String {
    let mut table = String::from("| factor | what | value | why |\n|---|---|--:|---|\n");
    for constant in CONSTANTS {
        let Constant { factor, meaning, reason, .. } = constant;
        table.push_str(&format!("| {factor} | {meaning} | {} | {reason} |\n", in_words(value(constant))));
    }
    table
}

/// How the gain of one item comes about, as the program prints it.
fn explained() -> String {
    const ASKED: [&str; 6] = ["checklist", "--product", "kiro", "--moment", "after-incident", "--explain"];
    let shown = Sandbox::new().run(&ASKED).stdout;
    let lines = shown.lines().skip_while(|line| !line.contains("Gain  ")).take_while(|line| !line.contains("How  "));
    let lines: Vec<&str> = lines.map(|line| line.trim_start_matches("       ")).collect();
    assert!(lines.len() > 4, "{shown}");
    format!("```console\n$ precedent {}\n…\n{}\n…\n```", ASKED.join(" "), lines.join("\n"))
}

fn sensitivity() -> String {
    let teams = teams();
    let before: BTreeMap<&str, Places> =
        teams.iter().map(|(name, position)| (*name, places(&Weights::STANDARD, position))).collect();
    let items: usize = before.values().map(BTreeMap::len).sum();
    let mut table = format!(
        "{items} items of four teams.\n\n| factor | what | a quarter less | a quarter more |\n|---|---|---|---|\n"
    );
    for constant in CONSTANTS {
        let standard = value(constant);
        // The share at which a list ends is a whole percentage: it is taken away and doubled.
        let (less, more) = if standard == 1 { (0, 2) } else { (standard * 3 / 4, standard * 5 / 4) };
        // What takes away a share cannot take more than the whole, and a state of 1 is the measure of the others.
        let is_share = ["effect", "state", "basis", "answer"].contains(&constant.factor);
        let cell = |moved: u64| {
            if is_share && moved > 100 {
                return "not possible".to_owned();
            }
            let mut weights = Weights::STANDARD;
            *(constant.of)(&mut weights) = moved;
            moves(&before, &weights, &teams)
        };
        let (less, more) = (cell(less), cell(more));
        table.push_str(&format!("| {} | {} | {less} | {more} |\n", constant.factor, constant.meaning));
    }
    table
}

/// Puts a text between the marks of a page.
fn between(page: &str, name: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- made: {name} -->\n"), format!("<!-- end: {name} -->"));
    let (before, rest) = page.split_once(&open).unwrap_or_else(|| panic!("no {open}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("no {close}"));
    format!("{before}{open}\n{text}\n{close}{after}")
}

#[test]
fn the_tables_on_checklists_are_what_the_ranking_says() {
    let page = read("docs/checklists.md");
    let page = between(&page, "constants", &constants());
    let page = between(&page, "explained", &explained());
    let page = between(&page, "sensitivity", &sensitivity());
    hold("docs/checklists.md", &page);
}
