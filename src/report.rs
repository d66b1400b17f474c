//! Documents that stand alone: a checklist as Markdown or as one HTML file.
//!
//! What stands in them is computed elsewhere; here it is only written down.

mod checklist_csv;
mod checklist_form;
mod checklist_html;
mod checklist_markdown;
pub mod checklist_words;

use crate::kb::KnowledgeBase;
use crate::record::{Sharing, Term};

pub use checklist_csv::checklist_csv;
pub use checklist_form::checklist_form;
pub use checklist_html::{Sheets, checklist_html};
pub use checklist_markdown::{Detail, checklist_issue, checklist_markdown};

/// Which corpora a document was made from.
#[must_use]
pub fn provenance(kb: &KnowledgeBase) -> String {
    let corpora =
        kb.corpora().iter().map(|corpus| format!("{} {} ({})", corpus.name, corpus.short_hash(), corpus.licence));
    let date = kb.newest_revision().map(|day| format!(", newest revision {day}")).unwrap_or_default();
    format!("Made from {}{date}", corpora.collect::<Vec<_>>().join(" and "))
}

/// The mark that a document bears if it may not be shown to everybody.
#[must_use]
pub fn mark(kb: &KnowledgeBase) -> Option<&'static str> {
    Some(kb.sharing()).filter(|sharing| *sharing != Sharing::Public).map(Term::as_str)
}
