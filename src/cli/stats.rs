//! Counts what the corpora hold.

use super::context::Context;
use super::error::{CommandError, Outcome};
use super::layout::{bullet, indent, table};
use super::output::Format;
use crate::source::printable;
use crate::wire::{Feature, Share, StatsAnswer};

/// Count what the corpora hold, and say what the counts can be read as
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent stats
  precedent stats --format json")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let answer = StatsAnswer::new(&cx.knowledge_base()?);
    let text = |answer: &StatsAnswer, width| head(answer, width) + &incidents(answer, width) + &evidence(answer, width);
    cx.out.answer(format, &answer, text)?;
    Ok(Outcome::Yes)
}

/// What was counted, and what the counts are not.
fn head(answer: &StatsAnswer, width: usize) -> String {
    let mut text = String::new();
    let mut line = |margin, line: &str| text.push_str(&format!("{}\n", indent(line, margin, width)));
    for corpus in &answer.corpora {
        let hash = corpus.hash.get(..12).unwrap_or_default();
        let name = format!("{} ({}, {}, {}, {hash})", corpus.title, corpus.name, corpus.licence, corpus.sharing);
        line("", &printable(&name));
    }
    let records: Vec<String> = answer.records.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    line("", &records.join(", "));
    line("", "");
    line("", &answer.caution);
    for limit in &answer.limits {
        text.push_str(&format!("{}\n", bullet("* ", limit, "", width)));
    }
    let totals = &answer.totals;
    let mut counted = format!(
        "Counted below: {} incidents with {} sources, {} claims, {} dated events, {} labels of patterns and {} of \
         safeguards.",
        totals.incidents, totals.sources, totals.claims, totals.events, totals.pattern_labels, totals.safeguard_labels
    );
    if totals.retracted > 0 {
        counted.push_str(&format!(" Retracted and counted by status alone: {}.", totals.retracted));
    }
    format!("{text}\n{}\n", indent(&counted, "", width))
}

/// What happened, to whom and how badly.
fn incidents(answer: &StatsAnswer, width: usize) -> String {
    [
        features("What came of it", &answer.outcomes, width),
        shares("Kinds", &answer.kinds, width),
        shares("Severity, where harm happened", &answer.harm_severities, width),
        shares("Potential severity, where none is known", &answer.other_potentials, width),
        shares("Primary patterns", &answer.primary_patterns, width),
        shares("Products", &answer.products, width),
        shares("Years", &answer.years, width),
    ]
    .concat()
}

/// What it all rests on.
fn evidence(answer: &StatsAnswer, width: usize) -> String {
    [
        shares("Incidents by status", &answer.statuses, width),
        features("What incidents rest on", &answer.support, width),
        shares("Confidence of the curators", &answer.confidence, width),
        grades(answer, width),
        shares("Sources by how much was read", &answer.source_reading, width),
        features("Sources that …", &answer.source_findings, width),
        shares("Sources by kind", &answer.source_kinds, width),
        shares("Sources by language", &answer.source_languages, width),
        shares("Claims by standing", &answer.claim_standings, width),
        shares("Claims by speaker", &answer.claim_roles, width),
        shares("Labels of patterns by basis", &answer.pattern_bases, width),
        shares("Labels of safeguards by basis", &answer.safeguard_bases, width),
    ]
    .concat()
}

/// Sources by grade, each with how much of them was read.
fn grades(answer: &StatsAnswer, width: usize) -> String {
    let rows = answer.source_grades.iter().zip(&answer.grades_by_reading).map(|(share, grade)| {
        let reading: Vec<String> =
            grade.reading.iter().map(|depth| format!("{} {}", depth.count, depth.value)).collect();
        row(share.count, share.percent, &format!("{}: {}", share.value, reading.join(", ")))
    });
    section("Sources by grade", Some(answer.totals.sources), &rows.collect::<Vec<_>>(), width)
}

fn features(title: &str, features: &[Feature], width: usize) -> String {
    let rows: Vec<_> = features.iter().map(|feature| row(feature.count, feature.percent, &feature.meaning)).collect();
    section(title, features.first().map(|feature| feature.of), &rows, width)
}

/// Values that do not occur are left out; the JSON has them.
fn shares(title: &str, shares: &[Share], width: usize) -> String {
    let occurring = shares.iter().filter(|share| share.count > 0);
    let rows: Vec<_> = occurring.map(|share| row(share.count, share.percent, &share.value)).collect();
    section(title, shares.first().map(|share| share.of), &rows, width)
}

fn row(count: usize, percent: usize, of_what: &str) -> Vec<String> {
    let percent = if percent == 0 && count > 0 { "<1".to_owned() } else { percent.to_string() };
    vec![format!("{count:>6}"), format!("{percent:>3} %"), printable(of_what).into_owned()]
}

fn section(title: &str, of: Option<usize>, rows: &[Vec<String>], width: usize) -> String {
    match of {
        Some(of) if of > 0 && !rows.is_empty() => format!("\n{title} (of {of})\n{}", table(rows, width)),
        _ => String::new(),
    }
}
