//! Lists records of one kind.

use clap::ValueEnum;

use super::context::Context;
use super::error::{CommandError, Outcome};
use super::layout::{indent, table};
use super::output::Format;
use crate::corpus::Kind;
use crate::source::printable;
use crate::wire::{ListAnswer, ListItem};

/// List the records of one kind
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent list incidents
  precedent list safeguards --format json
  precedent list patterns --format ndjson")]
pub(super) struct Args {
    /// What to list
    #[arg(value_enum)]
    kind: ListKind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListKind {
    Incidents,
    Patterns,
    Safeguards,
    Products,
    Standards,
}

impl From<ListKind> for Kind {
    fn from(kind: ListKind) -> Self {
        match kind {
            ListKind::Incidents => Self::Incident,
            ListKind::Patterns => Self::Pattern,
            ListKind::Safeguards => Self::Safeguard,
            ListKind::Products => Self::Product,
            ListKind::Standards => Self::Standard,
        }
    }
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json, Format::Ndjson])?;
    let kb = cx.knowledge_base()?;
    let answer = ListAnswer::new(&kb, args.kind.into());
    match format {
        Format::Json => cx.out.json(&answer)?,
        Format::Ndjson => {
            for item in &answer.items {
                cx.out.json_line(item)?;
            }
        }
        Format::Text
        | Format::Markdown
        | Format::Html
        | Format::Github
        | Format::Sarif
        | Format::Csv
        | Format::GithubForm
        | Format::GithubIssue => {
            if answer.items.is_empty() {
                cx.out.note(&format!("The corpus has no {}.", Kind::from(args.kind).folder()));
            }
            let text = text(&answer, cx.out.width());
            cx.out.text(&text)?;
        }
    }
    Ok(Outcome::of(!answer.items.is_empty()))
}

fn text(answer: &ListAnswer, width: usize) -> String {
    let rows: Vec<Vec<String>> = answer.items.iter().map(row).collect();
    let table = table(&rows, width);
    if answer.kind != Kind::Incident.as_str() {
        return table;
    }
    // Titles of incidents are sentences, which no column holds.
    let lines = table.lines().zip(&answer.items);
    let pairs = lines.flat_map(|(line, item)| [line.to_owned(), indent(&printable(&item.title), "    ", width)]);
    pairs.map(|line| line + "\n").collect()
}

/// The cells of a record's line.
fn row(item: &ListItem) -> Vec<String> {
    let level = |severity: &String| severity.split('-').next().unwrap_or_default().to_owned();
    let mut cells = vec![item.id.clone()];
    cells.extend(item.severity.as_ref().map(level));
    cells.extend(item.occurred.clone());
    cells.extend(item.status.clone());
    cells.extend(item.group.clone().filter(|_| item.editions.is_empty()));
    cells.extend(item.effort.clone());
    if item.occurred.is_none() {
        cells.push(item.title.clone());
    }
    cells.iter().map(|cell| printable(cell).into_owned()).collect()
}
