//! Finds the record that a name stands for.

use super::error::{CommandError, Fault};
use crate::corpus::Kind;
use crate::diagnostic::did_you_mean;
use crate::kb::{Entry, KnowledgeBase, Spellings};

/// Finds the record that a name stands for: an id, a former id, `KIND:ID`, or whatever a product is called.
pub(super) fn find<'a>(
    kb: &'a KnowledgeBase,
    name: &'a str,
    wanted: Option<Kind>,
) -> Result<(Kind, &'a str), CommandError> {
    let named_kind = name.split_once(':').and_then(|(kind, id)| {
        let kind = Kind::ALL.iter().copied().find(|known| known.as_str() == kind)?;
        Some((kind, id))
    });
    let (wanted, id) = named_kind.map_or((wanted, name), |(kind, id)| (Some(kind), id));
    let mut kinds = kb.kinds_of(id);
    kinds.retain(|found| wanted.is_none_or(|wanted| wanted == *found));
    match kinds.as_slice() {
        [kind] => Ok((*kind, kb.resolve(*kind, id))),
        [] => product(kb, id, wanted).ok_or_else(|| unknown(kb, name, id)),
        several => {
            let choices = several.iter().map(|kind| format!("{}:{id}", kind.as_str()));
            let message = format!("`{id}` names several records: {}", crate::record::either(choices));
            Err(CommandError::new(Fault::Usage, message))
        }
    }
}

/// The product that is called so.
fn product<'a>(kb: &'a KnowledgeBase, name: &str, wanted: Option<Kind>) -> Option<(Kind, &'a str)> {
    if wanted.is_some_and(|wanted| wanted != Kind::Product) {
        return None;
    }
    let spellings = Spellings::of(kb.products().values().map(Entry::record));
    let (id, _) = kb.products().get_key_value(spellings.find(name)?)?;
    Some((Kind::Product, id))
}

fn unknown(kb: &KnowledgeBase, name: &str, id: &str) -> CommandError {
    let all = || Kind::ALL.iter().flat_map(|kind| kb.ids(*kind));
    let part =
        || all().find(|known| id.len() > 2 && known.contains(id)).map(|known| format!("did you mean `{known}`?"));
    let near = did_you_mean(id, all()).or_else(part);
    let hint = near.unwrap_or_else(|| format!("`precedent search {}` may find it", crate::record::cut(id)));
    CommandError::new(Fault::Usage, format!("no record is called `{}`", crate::record::cut(name))).hint(hint)
}
