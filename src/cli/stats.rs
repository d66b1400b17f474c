//! Counts what the corpora hold.

use super::context::Context;
use super::error::{CommandError, Outcome};
use super::layout::{indent, table};
use super::output::Format;
use crate::source::printable;
use crate::wire::{Count, StatsAnswer};

/// Count what the corpora hold
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent stats
  precedent stats --format json")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let answer = StatsAnswer::new(&cx.knowledge_base()?);
    cx.out.answer(format, &answer, text)?;
    Ok(Outcome::Yes)
}

fn text(answer: &StatsAnswer, width: usize) -> String {
    let mut text = String::new();
    for corpus in &answer.corpora {
        let hash = corpus.hash.get(..12).unwrap_or_default();
        let line = format!("{} ({}, {}, {}, {hash})", corpus.title, corpus.name, corpus.licence, corpus.sharing);
        text.push_str(&indent(&printable(&line), "", width));
        text.push('\n');
    }
    let records: Vec<String> = answer.records.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    text.push_str(&format!("{}\n{}\n", records.join(", "), indent(&answer.caution, "", width)));
    let sections: [(&str, &[Count]); 9] = [
        ("Incidents by kind", &answer.kinds),
        ("Incidents by status", &answer.statuses),
        ("Incidents by realised severity", &answer.severities),
        ("Incidents by primary pattern", &answer.primary_patterns),
        ("Incidents by product", &answer.products),
        ("Incidents by year", &answer.years),
        ("Sources by grade", &answer.source_grades),
        ("Sources by how much was read", &answer.source_reading),
        ("Claims by standing", &answer.claim_standings),
    ];
    for (title, counts) in sections {
        let rows: Vec<Vec<String>> = counts
            .iter()
            .filter(|count| count.count > 0)
            .map(|count| vec![format!("{:>6}", count.count), printable(&count.value).into_owned()])
            .collect();
        if !rows.is_empty() {
            text.push_str(&format!("\n{title}\n{}", table(&rows, width)));
        }
    }
    text.push_str(&format!("\nIncidents with claims that dispute each other: {}\n", answer.incidents_with_disputes));
    text
}
