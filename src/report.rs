//! Documents that stand alone: reports and checklists, each as one HTML file or as Markdown.
//!
//! A report is first a document, made of what is known of its subject, and then written down in the form asked for.
//! Reports have a bound: if the whole would be too large, there is less of each incident, and a reader is told where the
//! rest stands. What stands in a checklist is computed elsewhere; here it is only written down.

mod cases;
mod checklist_csv;
mod checklist_form;
mod checklist_html;
mod checklist_markdown;
pub mod checklist_words;
mod document;
mod facts;
mod html;
mod incident;
mod maker;
mod markdown;
mod notes;
mod query;
mod set;
mod taxonomy;
mod team;
mod words;

use crate::kb::KnowledgeBase;
use crate::record::{Sharing, Term};

pub use checklist_csv::checklist_csv;
pub use checklist_form::checklist_form;
pub use checklist_html::{Sheets, checklist_html};
pub use checklist_markdown::{Detail, checklist_issue, checklist_markdown};
pub use facts::{NamedValue, agent_facts, incident_facts};
pub use maker::{Form, LARGEST, Query, Report, ReportError, Subject, report};
pub use team::Team;

use maker::{Depth, Maker};

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
