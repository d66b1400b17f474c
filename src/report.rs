//! Documents that stand alone: reports and checklists, each as one HTML file or as Markdown.
//!
//! A report is first a document, made of what is known of its subject, and then written down in the form asked for.
//! Reports have a bound: if the whole would be too large, there is less of each incident, and a reader is told where the
//! rest stands. What stands in a checklist is computed elsewhere; here it is only written down.

mod cases;
mod checklist_markdown;
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

use serde::Serialize;

use crate::kb::KnowledgeBase;
use crate::record::{Sharing, Term};
use crate::theme::{Theme, ThemeError, asset_text};
use crate::wire::ChecklistAnswer;

pub use checklist_markdown::checklist_markdown;
pub use facts::{NamedValue, agent_facts, incident_facts};
pub use maker::{Form, LARGEST, Query, Report, ReportError, Subject, report};

pub use team::Team;

use maker::{Detail, Maker};

/// Renders a checklist as one HTML file that needs no other.
pub fn checklist_html(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> Result<String, ThemeError> {
    #[derive(Serialize)]
    struct Document<'a> {
        checklist: &'a ChecklistAnswer,
        audience: String,
        provenance: String,
        mark: Option<&'static str>,
        style: String,
    }
    let document = Document {
        checklist,
        audience: audience(kb, checklist),
        provenance: provenance(kb),
        mark: mark(kb),
        style: asset_text("assets/style.css"),
    };
    Theme::embedded()?.render("checklist.html", &document)
}

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

/// Whom a checklist is for, in words.
fn audience(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> String {
    let profile = &checklist.profile;
    let name = |id: &String| kb.products().get(id).map_or_else(|| id.clone(), |entry| entry.record().name.clone());
    let products: Vec<String> = profile.products.iter().map(name).collect();
    let mut parts = vec![if products.is_empty() { "any agent".to_owned() } else { products.join(", ") }];
    if !profile.environments.is_empty() {
        parts.push(format!("reaching {}", profile.environments.join(", ")));
    }
    parts.extend(profile.autonomy.clone());
    parts.join(" · ")
}
