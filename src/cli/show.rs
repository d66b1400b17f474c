//! Finds one record and shows it.

use super::context::Context;
use super::error::{CommandError, Outcome};
use super::lookup;
use super::output::Format;
use super::sheet::Sheet;
use crate::corpus::Kind;
use crate::wire::ShowAnswer;

mod incident;
mod taxonomy;

/// Show one record
///
/// Claims that dispute each other stand side by side. If records of several kinds bear the id, `KIND:ID` tells them
/// apart.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent show 2025-12-kiro-cost-explorer
  precedent show destructive-shortcut
  precedent show safeguard:approval-gate
  precedent show kiro --format json")]
pub(super) struct Args {
    /// The record's id, or `KIND:ID`; a product's name or alias
    id: String,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let kb = cx.knowledge_base()?;
    let (kind, id) = lookup::find(&kb, &args.id, None)?;
    if format == Format::Json {
        if let Some(answer) = ShowAnswer::new(&kb, kind, id) {
            cx.out.json(&answer)?;
        }
        return Ok(Outcome::Yes);
    }
    let mut sheet = Sheet::new(cx.out);
    match kind {
        Kind::Incident => kb.incidents().get(id).map(|entry| incident::show(&mut sheet, &kb, entry)),
        Kind::Pattern => kb.patterns().get(id).map(|entry| taxonomy::pattern(&mut sheet, &kb, entry)),
        Kind::Safeguard => kb.safeguards().get(id).map(|entry| taxonomy::safeguard(&mut sheet, &kb, entry)),
        Kind::Product => kb.products().get(id).map(|entry| taxonomy::product(&mut sheet, &kb, entry)),
        Kind::Standard => kb.standards().get(id).map(|entry| taxonomy::standard(&mut sheet, &kb, entry)),
    };
    let text = sheet.finish();
    cx.out.text(&text)?;
    Ok(Outcome::Yes)
}
