//! Finds one record and shows it.

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use super::sheet::Sheet;
use crate::corpus::Kind;
use crate::diagnostic::did_you_mean;
use crate::kb::KnowledgeBase;
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
    /// The record's id, or `KIND:ID`
    id: String,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let kb = cx.knowledge_base()?;
    let (kind, id) = find(&kb, &args.id)?;
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

/// Finds the record that a name stands for.
fn find<'a>(kb: &'a KnowledgeBase, name: &'a str) -> Result<(Kind, &'a str), CommandError> {
    let named_kind = name.split_once(':').and_then(|(kind, id)| {
        let kind = Kind::ALL.iter().copied().find(|known| known.as_str() == kind)?;
        Some((kind, id))
    });
    let (kinds, id) = match named_kind {
        Some((kind, id)) => (kb.kinds_of(id).into_iter().filter(|found| *found == kind).collect(), id),
        None => (kb.kinds_of(name), name),
    };
    match kinds.as_slice() {
        [kind] => Ok((*kind, kb.resolve(*kind, id))),
        [] => {
            let all = || Kind::ALL.iter().flat_map(|kind| kb.ids(*kind));
            let part = || {
                all().find(|known| id.len() > 2 && known.contains(id)).map(|known| format!("did you mean `{known}`?"))
            };
            let near = did_you_mean(id, all()).or_else(part);
            let hint = near.unwrap_or_else(|| format!("`precedent search {}` may find it", crate::record::cut(id)));
            Err(CommandError::new(Fault::Usage, format!("no record is called `{}`", crate::record::cut(name)))
                .hint(hint))
        }
        several => {
            let choices = several.iter().map(|kind| format!("{}:{id}", kind.as_str()));
            let message = format!("`{id}` names several records: {}", crate::record::either(choices));
            Err(CommandError::new(Fault::Usage, message))
        }
    }
}
