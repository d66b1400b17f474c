//! Checklists through the binary.

use precedent::checklist::{Checklist, Profile};
use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;

use crate::harness::{Sandbox, incident};

fn kb() -> KnowledgeBase {
    KnowledgeBase::build(vec![Corpus::embedded()]).unwrap()
}

fn profile(kb: &KnowledgeBase) -> Profile {
    let mut profile = Profile::default();
    profile.add_product(kb, "kiro").unwrap();
    profile
}

#[test]
fn items_have_question_why_how_verify_and_what_passes() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["checklist", "--product", "kiro", "--moment", "before-access", "--format", "json"]);
    let answer = run.json();
    assert_eq!(answer["schema"], "precedent.checklist.v1");
    let moments = answer["moments"].as_array().unwrap();
    assert_eq!((moments.len(), &moments[0]["id"]), (1, &"before-access".into()));
    let items = moments[0]["items"].as_array().unwrap();
    assert!((1..=9).contains(&items.len()));
    for item in items {
        assert!(item["question"].as_str().unwrap().ends_with('?'));
        for list in ["incidents", "how", "verify"] {
            assert!(!item[list].as_array().unwrap().is_empty(), "{list}: {item}");
        }
        assert!(!item["passes"].as_str().unwrap().is_empty());
    }
    let markdown =
        sandbox.run(&["checklist", "--product", "kiro", "--moment", "before-access", "--format", "markdown"]).stdout;
    assert_eq!(markdown.matches("- [ ] **").count(), items.len());
    assert!(markdown.contains("2025-12-kiro-cost-explorer"));
    let html = sandbox.run(&["checklist", "--product", "kiro", "--moment", "before-access", "--format", "html"]).stdout;
    assert!(html.to_lowercase().starts_with("<!doctype html>"));
    for other_file in ["<link rel=\"stylesheet\"", "<script", " src="] {
        assert!(!html.contains(other_file), "{other_file}");
    }
}

#[test]
fn in_a_full_list_a_safeguard_stands_once() {
    let kb = kb();
    let list = Checklist::build(&kb, profile(&kb), &[]);
    let mut ids: Vec<&str> =
        list.moments.iter().flat_map(|moment| &moment.items).map(|item| item.safeguard.id.as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn an_overlay_changes_the_list_with_its_incidents() {
    let sandbox = Sandbox::new().overlay();
    let args = ["checklist", "--product", "kiro", "--moment", "before-access", "--format", "json"];
    let gain = |run: &crate::harness::Run| {
        let answer = run.json();
        let items = answer["moments"][0]["items"].as_array().unwrap().clone();
        items
            .iter()
            .find(|item| item["safeguard"] == "least-privilege-scopes")
            .map(|item| item["gain"].as_f64().unwrap())
    };
    let before = gain(&sandbox.run(&args)).unwrap();
    let after = gain(&sandbox.run(&[&args[..], &["--corpus", "ours"]].concat())).unwrap();
    assert!(after > before, "{after} > {before}");
    // A record that proved false changes nothing.
    let retracted = incident("ours-2026-05-queue-purged").replace("\"confirmed-by-operator\"", "\"retracted\"");
    sandbox.file("ours/incidents/ours-2026-05-queue-purged.md", retracted);
    assert_eq!(gain(&sandbox.run(&[&args[..], &["--corpus", "ours"]].concat())), Some(before));
}

#[test]
fn unknown_products_and_moments_are_explained() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["checklist", "--product", "kirro"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!(run.stderr, @r"
    error: product `kirro` does not exist
    hint: did you mean `kiro`?
    ");
    let run = sandbox.run(&["checklist", "--moment", "before-acess"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean `before-access`?"), "{}", run.stderr);
}

/// Text that would be markup, a link, a formula or a command to a terminal if it were not taken for text.
const HOSTILE: &str = "=HYPERLINK(\"https://evil.example\") <script>alert(1)</script> [x](javascript:alert(1)) \
                       ![i](https://evil.example/p) </textarea> --> | `a` **b** <b onclick=x>c</b> &lt;i&gt;";

/// A profile that says such things wherever it may say anything.
fn hostile() -> String {
    let text = HOSTILE.replace('\\', "\\\\").replace('"', "\\\"");
    let name: String = HOSTILE.chars().take(150).collect::<String>().replace('"', "\\\"");
    let answer = |safeguard: &str, value: &str, more: &str| {
        format!("[[answers]]\nsafeguard = \"{safeguard}\"\nversion = 1\nanswer = \"{value}\"\n{more}\n")
    };
    [
        format!("schema = 1\nname = \"{name}\"\nproducts = [\"claude-code\"]\n"),
        answer("isolated-tested-backups", "yes", &format!("evidence = \"{text}\"\nby = \"{name}\"")),
        answer(
            "approval-gate",
            "no",
            &format!("evidence = \"{text}\\n- [x] second line\\n\\n# third\"\nby = \"{name}\""),
        ),
        answer("kill-switch", "partial", &format!("evidence = \"-1+2\\t{text}\"\nexpires = \"2026-01-01\"")),
        answer("sandboxed-execution", "not-applicable", &format!("evidence = \"@{text}\"")),
        format!("[[waivers]]\nsafeguard = \"approval-gate\"\nreason = \"+{text}\"\nexpires = \"2027-01-01\"\n"),
    ]
    .concat()
}

/// What Markdown comes to on a forge that lets HTML through.
fn rendered(markdown: &str) -> String {
    let options = pulldown_cmark::Options::ENABLE_TASKLISTS | pulldown_cmark::Options::ENABLE_TABLES;
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(markdown, options));
    html
}

#[test]
fn hostile_profiles_give_no_markup_and_no_link_of_theirs() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", hostile());
    let list = |form: &[&str]| {
        let run = sandbox.run(&[&["checklist", "--profile", "team.toml", "--today", "2026-11-21"], form].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout
    };
    let markdown = rendered(&list(&["--format", "markdown"]));
    let issue = rendered(&list(&["--format", "github-issue"]));
    let pages = [markdown, issue, list(&["--format", "html"]), list(&["--format", "html", "--card"])];
    for page in pages {
        assert!(page.contains("&lt;script&gt;alert(1)"), "it is shown as it is");
        for live in
            ["<script", "<b onclick", "</textarea>", "href=\"javascript", "href=\"https://evil", "<img", "<h1>third"]
        {
            assert!(!page.contains(live), "{live}");
        }
    }
    // The marks of the tasks are the only comments, and no box but theirs is a box.
    let markdown = list(&["--format", "markdown"]);
    let boxes = rendered(&markdown).matches("type=\"checkbox\"").count();
    assert_eq!(boxes, markdown.matches("<!-- precedent: ").count());
}

/// Reads comma-separated values of which every one is quoted.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![]];
    let mut characters = text.chars().peekable();
    while characters.next_if_eq(&'"').is_some() {
        let mut cell = String::new();
        while let Some(c) = characters.next() {
            // Two quotes are one that is meant, and one ends the cell.
            if c == '"' && characters.next_if_eq(&'"').is_none() {
                break;
            }
            cell.push(c);
        }
        rows.last_mut().unwrap().push(cell);
        if characters.next_if_eq(&',').is_none() {
            assert_eq!((characters.next(), characters.next()), (Some('\r'), Some('\n')));
            rows.push(vec![]);
        }
    }
    assert_eq!((characters.next(), rows.pop()), (None, Some(vec![])));
    rows
}

#[test]
fn no_cell_of_a_spreadsheet_is_a_formula() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", hostile());
    let text = sandbox.run(&["checklist", "--profile", "team.toml", "--format", "csv", "--today", "2026-11-21"]).stdout;
    let rows = cells(&text);
    assert_eq!(rows[0][..2], ["title", "description"]);
    assert!(rows.len() > 20 && rows.iter().all(|row| row.len() == rows[0].len()));
    for cell in rows.iter().flatten() {
        assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']) && !cell.contains(['\t', '\0']), "{cell}");
    }
    assert!(rows.iter().flatten().any(|cell| cell.starts_with("'=HYPERLINK")), "the evidence is there");
    assert!(rows.iter().flatten().any(|cell| cell.starts_with("'@=HYPERLINK")));
}

#[test]
fn an_issue_form_is_yaml_of_the_form_that_github_asks_for() {
    #[derive(serde::Deserialize)]
    struct Form {
        name: String,
        description: String,
        title: String,
        body: Vec<Element>,
    }
    #[derive(serde::Deserialize)]
    struct Element {
        r#type: String,
        id: Option<String>,
        attributes: Attributes,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Attributes {
        label: Option<String>,
        description: Option<String>,
        value: Option<String>,
        #[serde(default)]
        options: Vec<Choice>,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Choice {
        label: String,
    }
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", hostile());
    let text = sandbox.run(&["checklist", "--profile", "team.toml", "--format", "github-form"]).stdout;
    let form: Form = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert!(form.name.contains("<script>") && form.title.contains("<script>") && !form.description.is_empty());
    let ids: Vec<&String> = form.body.iter().filter_map(|element| element.id.as_ref()).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "ids are unique");
    let mut boxes = 0;
    for element in &form.body {
        let Attributes { label, description, value, options } = &element.attributes;
        match element.r#type.as_str() {
            "markdown" => assert!(value.is_some() && !value.as_deref().unwrap().contains("<script>")),
            "checkboxes" => {
                let labels: std::collections::BTreeSet<&String> = options.iter().map(|option| &option.label).collect();
                assert!(label.is_some() && description.is_some() && (1..=9).contains(&labels.len()));
                assert_eq!(labels.len(), options.len(), "options are unique");
                boxes += labels.len();
            }
            "textarea" | "input" => assert!(label.is_some() && options.is_empty()),
            other => panic!("{other}"),
        }
    }
    assert!(boxes > 10, "{boxes}");
}

#[test]
fn an_issue_fits_into_an_issue() {
    let run = Sandbox::new().run(&["checklist", "--format", "github-issue"]);
    assert!(run.stdout.chars().count() < 65_536, "{}", run.stdout.len());
    assert!(run.stdout.matches("<!-- precedent: ").count() > 20);
}

#[test]
fn answers_of_a_team_are_in_the_json_as_its_schema_says() {
    let sandbox = Sandbox::new();
    sandbox.file("team.toml", hostile());
    sandbox.file("other.toml", crate::harness::read("docs/examples/team.toml"));
    let schema: serde_json::Value =
        serde_json::from_str(&crate::harness::read("docs/reference/answer/checklist.v1.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for profile in ["team.toml", "other.toml"] {
        let run = sandbox.run(&["checklist", "--profile", profile, "--today", "2026-11-21", "--format", "json"]);
        let answer = run.json();
        let errors: Vec<String> = validator.iter_errors(&answer).take(3).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{profile}: {errors:?}");
        assert_eq!((answer["today"].as_str(), run.stderr.as_str()), (Some("2026-11-21"), ""), "{profile}");
    }
    let answer =
        sandbox.run(&["checklist", "--profile", "other.toml", "--today", "2026-11-21", "--format", "json"]).json();
    let items = || answer["moments"].as_array().unwrap().iter().flat_map(|moment| moment["items"].as_array().unwrap());
    let standing = |id: &str| items().find(|item| item["safeguard"] == id).unwrap()["standing"].clone();
    assert_eq!(standing("isolated-tested-backups")["lapse"], "expired");
    assert_eq!(standing("two-person-production-change")["waiver"]["holds"], true);
    assert_eq!(standing("least-privilege-scopes")["answer"], "no");
    let settled = answer["moments"].as_array().unwrap().iter().flat_map(|moment| moment["settled"].as_array().unwrap());
    let settled: Vec<&str> = settled.map(|settled| settled["safeguard"].as_str().unwrap()).collect();
    assert_eq!(settled, ["budgets-and-quotas", "deletion-protection", "approval-gate"]);
    assert!(answer["coverage_now"]["partly"].as_u64().unwrap() > 0, "{}", answer["coverage_now"]);
    for counts in [&answer["coverage_now"], &answer["coverage"]] {
        let sum = ["prevented", "limited", "recovered", "detected", "not", "unknown"];
        let sum: u64 = sum.iter().map(|name| counts[name].as_u64().unwrap()).sum();
        assert_eq!(counts["relevant"], sum, "each incident counts once: {counts}");
        assert_eq!(counts["relevant"].as_u64().unwrap(), answer["incidents"].as_array().unwrap().len() as u64);
    }
}

#[test]
fn every_incident_of_an_item_concerns_the_team_and_bears_it_with_an_effect() {
    let sandbox = Sandbox::new();
    let team = "schema = 1\nname = \"Shop\"\ninterfaces = [\"customer-chatbot\"]\nlacks = [\"delete\", \"execute\"]\n";
    sandbox.file("team.toml", team);
    let answer = sandbox.run(&["checklist", "--profile", "team.toml", "--format", "json"]).json();
    let kb = kb();
    for item in answer["moments"].as_array().unwrap().iter().flat_map(|moment| moment["items"].as_array().unwrap()) {
        for bearing in item["incidents"].as_array().unwrap() {
            let record = kb.incidents()[bearing["id"].as_str().unwrap()].record();
            assert!(
                record.capabilities.iter().all(|power| !["delete", "execute"].contains(&power.to_string().as_str()))
            );
            let label = record.safeguards.iter().find(|label| label.id.as_str() == item["safeguard"]).unwrap();
            assert_eq!(
                (bearing["effect"].as_str().unwrap(), bearing["why"].as_str().unwrap()),
                (label.effect.to_string().as_str(), label.why.as_str())
            );
            assert!(label.effect.to_string() != "none" && bearing["share"].as_f64().unwrap() > 0.0);
        }
    }
}

#[test]
fn a_profile_with_very_many_answers_is_refused_or_read_at_once() {
    let sandbox = Sandbox::new();
    let answer = |number: usize| {
        format!(
            "[[answers]]\nsafeguard = \"no-such-safeguard-{number}\"\nversion = 1\nanswer = \"yes\"\nevidence = \"x\"\n"
        )
    };
    let many = (0..10_000).map(answer).collect::<Vec<_>>().concat();
    sandbox.file("team.toml", format!("schema = 1\nname = \"Many\"\n{many}"));
    let run = sandbox.run(&["checklist", "--profile", "team.toml"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("`team.toml` has 10000 errors"), "{}", run.stderr);
    let tick = |number: usize| format!("- [x] <!-- precedent: kill-switch v1 -->\n  - Evidence: {number}\n");
    let boxes = (0..10_000).map(tick).collect::<Vec<_>>().concat();
    sandbox.file("team.toml", "schema = 1\nname = \"Many\"\n");
    sandbox.file("list.md", boxes);
    let run = sandbox.run(&["checklist", "--profile", "team.toml", "--merge", "list.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("contradictory-answer") && run.stderr.contains("9999 places"), "{}", run.stderr);
}
