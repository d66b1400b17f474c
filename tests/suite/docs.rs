//! Documents keep what they promise.

use crate::harness::{Sandbox, read, root};

#[test]
fn paths_that_documents_name_exist() {
    for document in [
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "README.md",
        "corpus/METHOD.md",
        "docs/about-the-data.md",
        "docs/checklists.md",
        "docs/profiles.md",
        "docs/reports.md",
        "docs/search.md",
        "docs/serve.md",
    ] {
        for path in read(document).split('`').skip(1).step_by(2) {
            let is_path = path.contains('/')
                && !path.contains([' ', '<', '*', '$', ':', '{', '…'])
                && !path.starts_with(['/', '.']);
            let ours = ["src/", "corpus/", "docs/", "tests/", "templates/", "site/", "ci/", "benches/"];
            if is_path && ours.iter().any(|folder| path.starts_with(folder)) {
                assert!(root().join(path).exists(), "{document} names `{path}`");
            }
        }
    }
}

/// A first-time contributor follows the steps and nothing else, so each command in them has to be there.
#[test]
fn contributors_are_led_by_seven_steps_of_real_commands() {
    let text = read("CONTRIBUTING.md");
    let steps = text.split("## Add an incident").nth(1).unwrap().split("\n## ").next().unwrap();
    let numbers: Vec<&str> =
        steps.lines().filter_map(|line| line.split_once(". **").map(|(number, _)| number)).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7"]);
    let known: Vec<String> =
        precedent::cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let mut named = std::collections::BTreeSet::new();
    for command in text.replace('\n', " ").split("`precedent ").skip(1) {
        let name = command.split([' ', '`']).find(|word| !word.is_empty()).unwrap().to_owned();
        assert!(known.contains(&name), "`precedent {name}`");
        named.insert(name);
    }
    assert!(["check", "fmt", "list", "new", "search", "show", "similar"].iter().all(|name| named.contains(*name)));
}

#[test]
fn the_changelog_has_the_current_version() {
    assert!(read("CHANGELOG.md").contains(&format!("## [{}]", env!("CARGO_PKG_VERSION"))));
}

/// A citation that names an old version would send readers to other records.
#[test]
fn citations_name_the_current_version_and_title() {
    let version = env!("CARGO_PKG_VERSION");
    let manifest = read("corpus/corpus.toml");
    let title = manifest.lines().find_map(|line| line.strip_prefix("title = ")).expect("a title").trim_matches('"');
    let citation = read("CITATION.cff");
    assert!(citation.lines().any(|line| line == format!("version: {version}")), "{citation}");
    assert!(citation.lines().any(|line| line == format!("title: {title}")), "{citation}");
    let method = read("corpus/METHOD.md").replace("\n> ", " ");
    assert!(method.contains(&format!("*{title}*, version {version}.")), "{method}");
}

#[test]
fn the_architecture_is_short() {
    assert!(read("ARCHITECTURE.md").lines().count() <= 200);
}

#[test]
fn the_readme_shows_real_output() {
    assert!(shown("README.md") >= 3);
}

#[test]
fn the_page_on_searching_shows_real_output() {
    assert!(shown("docs/search.md") >= 4);
}

#[test]
fn the_page_on_reports_shows_real_output() {
    assert!(shown("docs/reports.md") >= 1);
}

/// The page's own profile and settings are the files that its commands are run beside.
#[test]
fn the_page_on_profiles_shows_real_output() {
    let text = read("docs/profiles.md");
    let block = |language: &str| {
        let (_, behind) = text.split_once(&format!("```{language}\n")).unwrap();
        behind.split("```").next().unwrap().to_owned()
    };
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", block("toml")).file(".claude/settings.json", block("json"));
    assert_eq!(sandbox.run(&["profile", "check", "team.toml", "--today", "2026-11-21"]).status, 0);
    assert_eq!(shown_in(&sandbox, "docs/profiles.md"), 3);
}

/// Blocks that begin with `$ precedent` show what the program prints in an empty folder; says how many there are.
fn shown(document: &str) -> usize {
    shown_in(&Sandbox::new(), document)
}

fn shown_in(sandbox: &Sandbox, document: &str) -> usize {
    let text = read(document);
    let mut shown = 0;
    for block in text.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        let Some((command, expected)) = block.strip_prefix("$ precedent ").and_then(|rest| rest.split_once('\n'))
        else {
            continue;
        };
        let args: Vec<&str> = command.split(' ').collect();
        let run = sandbox.run(&args);
        for part in expected.split("…\n").filter(|part| !part.trim().is_empty()) {
            assert!(run.stdout.contains(part.trim_end()), "`{command}` does not print:\n{part}\nbut:\n{}", run.stdout);
        }
        shown += 1;
    }
    shown
}
