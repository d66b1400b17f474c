//! Which incidents are like this one, and what they share with it.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use crate::corpus::Kind;
use crate::record::label_of;
use crate::search::{IndexError, Named, Reason, Sharing};

/// Incidents that are named at most.
const NEAREST: usize = 5;
/// Things that are named for one reason at most.
const SHOWN: usize = 6;

/// An incident like the one of the page.
#[derive(Debug, Serialize)]
pub(super) struct SimilarView<'a> {
    incident: &'a IncidentCard,
    reasons: Vec<ReasonView>,
}

/// What two incidents share in one respect.
#[derive(Debug, Serialize)]
struct ReasonView {
    name: &'static str,
    is_code: bool,
    shared: Vec<SharedView>,
}

#[derive(Debug, Serialize)]
struct SharedView {
    text: String,
    /// The page of a pattern.
    href: Option<String>,
}

/// Finds the incidents nearest to one of the corpus.
pub(super) fn similar<'a>(atlas: &'a Atlas<'_>, id: &str) -> Result<Vec<SimilarView<'a>>, IndexError> {
    let Named::Record(subject) = atlas.index.named(&format!("{}:{id}", Kind::Incident.as_str()))? else {
        return Ok(Vec::new());
    };
    let found = atlas.index.similar_without_excerpts(&subject, NEAREST)?;
    let view = |likeness: crate::search::Likeness| {
        let incident = atlas.card_of(&likeness.card.id)?;
        Some(SimilarView { incident, reasons: likeness.reasons.iter().map(|reason| view(atlas, reason)).collect() })
    };
    Ok(found.nearest.into_iter().filter_map(view).collect())
}

fn view(atlas: &Atlas<'_>, reason: &Reason) -> ReasonView {
    let shared = |shared: &crate::search::Shared| {
        let pattern = shared.id.as_deref().filter(|_| reason.sharing == Sharing::Patterns);
        let is_value = !matches!(reason.sharing, Sharing::Commands | Sharing::Patterns | Sharing::Words);
        let text = if is_value { label_of(&shared.text) } else { shared.text.clone() };
        SharedView { text, href: pattern.map(|id| Link::to(atlas.kb, Kind::Pattern, id).href) }
    };
    ReasonView {
        name: match reason.sharing {
            Sharing::Commands => "Same commands",
            Sharing::Patterns => "Same patterns",
            Sharing::Permissions => "Permissions from the same origin",
            Sharing::Environment => "Landed in the same place",
            Sharing::Interface => "Same form of agent",
            Sharing::Capabilities => "Same powers used",
            Sharing::Words => "Words in common",
        },
        is_code: reason.sharing == Sharing::Commands,
        shared: reason.shared.iter().take(SHOWN).map(shared).collect(),
    }
}
