//! Figures are stated with their denominators, agree with the records, and say what they cannot be read as.

use serde_json::Value;

use crate::harness::{Sandbox, incident};

fn answer(sandbox: &Sandbox) -> Value {
    let run = sandbox.run(&["stats", "--format", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    run.json()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key}: {value}"))
}

fn number(value: &Value, key: &str) -> usize {
    usize::try_from(value[key].as_u64().unwrap_or_else(|| panic!("{key}: {value}"))).unwrap()
}

/// The count of one value of a list of shares.
fn share(answer: &Value, key: &str, of: &str) -> usize {
    number(
        list(answer, key).iter().find(|share| share["value"] == of).unwrap_or_else(|| panic!("{key}: {of}")),
        "count",
    )
}

/// Recounts what the export has, by other means than the program's own.
#[test]
fn the_figures_are_those_of_the_records() {
    let sandbox = Sandbox::new();
    let answer = answer(&sandbox);
    let export = sandbox.run(&["export", "json"]).json();
    let (retracted, standing): (Vec<&Value>, Vec<&Value>) =
        list(&export, "incidents").iter().partition(|incident| incident["status"] == "retracted");
    let all =
        |key: &'static str| standing.iter().flat_map(move |incident| incident[key].as_array().into_iter().flatten());
    let totals = &answer["totals"];
    assert_eq!(number(totals, "incidents"), standing.len());
    assert_eq!(number(totals, "retracted"), retracted.len());
    assert!(!retracted.is_empty() && number(&answer["records"], "incidents") == standing.len() + retracted.len());
    for (total, key) in [
        ("sources", "sources"),
        ("claims", "claims"),
        ("events", "events"),
        ("pattern_labels", "patterns"),
        ("safeguard_labels", "safeguards"),
    ] {
        assert_eq!(number(totals, total), all(key).count(), "{total}");
    }
    let having = |key: &'static str, field: &str, value: &str| all(key).filter(|item| item[field] == value).count();
    for grade in ["A", "B", "C"] {
        assert_eq!(share(&answer, "source_grades", grade), having("sources", "grade", grade), "{grade}");
    }
    for depth in ["full", "part", "cited-only"] {
        assert_eq!(share(&answer, "source_reading", depth), having("sources", "read", depth), "{depth}");
    }
    for basis in ["quoted", "inferred", "contested"] {
        assert_eq!(share(&answer, "safeguard_bases", basis), having("safeguards", "basis", basis), "{basis}");
    }
    assert_eq!(share(&answer, "claim_roles", "vendor"), having("claims", "role", "vendor"));
    let retellings = all("sources").filter(|source| source["retells"].is_string()).count();
    assert_eq!(share(&answer, "source_findings", "retelling"), retellings);
    let confident = standing.iter().filter(|incident| incident["review"]["confidence"] == "high").count();
    assert_eq!(share(&answer, "confidence", "high"), confident);
}

/// The figures without and with a corpus of one's own, in which records have these lines instead of the usual ones.
fn before_and_after(changes: &[(&str, &str)]) -> (Value, Value) {
    let sandbox = Sandbox::new().overlay();
    for (at, (usual, other)) in changes.iter().enumerate() {
        let id = format!("ours-2026-0{}-other", at + 1);
        sandbox.file(&format!("ours/incidents/{id}.md"), incident(&id).replacen(usual, other, 1));
    }
    let run = sandbox.run(&["stats", "--corpus", "ours", "--format", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    (answer(&sandbox), run.json())
}

#[test]
fn hazards_are_kept_apart_from_harm() {
    let usual = "\"realised-incident\"";
    let (before, after) = before_and_after(&[
        (usual, "\"near-miss\""),
        (usual, "\"demonstrated-hazard\""),
        (usual, "\"vulnerability-disclosure\""),
        (usual, "\"study-or-statistic\""),
    ]);
    for (outcome, more) in [("harm", 1), ("near-miss", 1), ("hazard", 2), ("study", 1)] {
        let more = share(&before, "outcomes", outcome) + more;
        assert_eq!(share(&after, "outcomes", outcome), more, "{outcome}");
    }
    let of = |answer, key| number(&list(answer, key)[0], "of");
    assert_eq!(of(&after, "harm_severities"), of(&before, "harm_severities") + 1);
    assert_eq!(of(&after, "other_potentials"), of(&before, "other_potentials") + 4);
    assert_eq!(of(&after, "harm_severities"), share(&after, "outcomes", "harm"));
}

#[test]
fn a_retracted_record_counts_by_status_alone() {
    let (before, after) = before_and_after(&[("\"confirmed-by-operator\"", "\"retracted\"")]);
    let more = |key| number(&after["totals"], key) - number(&before["totals"], key);
    assert_eq!((more("incidents"), more("retracted")), (1, 1));
    assert_eq!(share(&after, "statuses", "retracted"), share(&before, "statuses", "retracted") + 1);
    assert_eq!(share(&after, "outcomes", "harm"), share(&before, "outcomes", "harm") + 1);
}

/// Ten outlets that rest on one report are one source.
#[test]
fn retellings_are_no_second_document() {
    let retelling = "[[sources]]\nid = \"retold\"\nurl = \"https://example.org/retold\"\ntitle = \"Retold\"\n\
                     kind = \"press-investigation\"\nlanguage = \"en\"\ngrade = \"B\"\nread = \"full\"\nRETELLS\n\n[review]";
    let own = retelling.replace("RETELLS\n", "");
    let retelling = retelling.replace("RETELLS", "retells = \"log\"");
    let (before, after) = before_and_after(&[("[review]", retelling.as_str()), ("[review]", own.as_str())]);
    // The record of the overlay and the one with a retelling go back to one document, the third to two.
    assert_eq!(share(&after, "support", "one-document"), share(&before, "support", "one-document") + 2);
    assert_eq!(share(&after, "source_findings", "retelling"), share(&before, "source_findings", "retelling") + 1);
}

/// Every share in the text is one of the answer's, with the same denominator.
#[test]
fn the_text_has_the_same_figures_in_eighty_columns() {
    let sandbox = Sandbox::new();
    let answer = answer(&sandbox);
    let text = sandbox.run(&["stats"]).stdout;
    let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flowing.contains(answer["caution"].as_str().unwrap()), "{text}");
    for limit in list(&answer, "limits") {
        assert!(flowing.contains(limit.as_str().unwrap()), "{limit}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let rows: Vec<(usize, &str, &str)> = text.lines().filter_map(row).collect();
    let mut shares = 0;
    for share in answer.as_object().unwrap().values().filter_map(Value::as_array).flatten() {
        let (Some(count), Some(percent)) = (share["count"].as_u64(), share["percent"].as_u64()) else { continue };
        let of = number(share, "of");
        assert_eq!(number(share, "percent"), (number(share, "count") * 200 + of).checked_div(2 * of).unwrap_or(0));
        if count == 0 {
            continue;
        }
        shares += 1;
        let said = share["meaning"].as_str().unwrap_or_else(|| share["value"].as_str().unwrap());
        let percent = if percent == 0 { "<1".to_owned() } else { percent.to_string() };
        // Realised severity over all incidents is in the JSON only: the text keeps harm and hazards apart.
        let severity = said.len() > 3 && said.starts_with('s') && said.as_bytes()[2] == b'-';
        let told = rows.iter().any(|(n, per, what)| {
            u64::try_from(*n).unwrap() == count
                && *per == percent
                && (*what == said || what.starts_with(&format!("{said}: ")))
        });
        assert!(told || severity, "{share}\n{text}");
        assert!(text.contains(&format!("(of {of})")), "{of}");
    }
    assert!(shares > 60, "{shares}");
}

/// Count, per cent and value of a line of a table.
fn row(line: &str) -> Option<(usize, &str, &str)> {
    let (figures, what) = line.split_once(" %  ")?;
    let (count, percent) = figures.trim().split_once(char::is_whitespace)?;
    Some((count.parse().ok()?, percent.trim(), what.trim()))
}

#[test]
fn an_empty_corpus_has_no_shares() {
    let sandbox = Sandbox::new();
    sandbox.file("ours/corpus.toml", crate::harness::MANIFEST);
    let run = sandbox.run(&["stats", "--corpus", "ours", "--no-builtin"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("Reported incidents, not rates") && !run.stdout.contains(" %"), "{}", run.stdout);
}
