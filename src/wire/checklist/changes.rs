//! What has changed for a team since its last review.

use schemars::JsonSchema;
use serde::Serialize;

use super::incident::link;
use crate::kb::KnowledgeBase;
use crate::record::{Safeguard, Term, Url};
use crate::review::{Changes, Departure, MomentChanges, Moved};

/// What has changed since the last review.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangesAnswer {
    /// The day of the last review.
    pub since: String,
    /// True if the corpora are not the same.
    pub other_corpus: bool,
    /// Incidents that concern the team and did not then, the heaviest first.
    pub new_incidents: Vec<NewIncidentAnswer>,
    /// Incidents that concerned the team then and do not any more, by id.
    pub gone_incidents: Vec<String>,
    /// Moments whose items are not the same.
    pub moments: Vec<MomentChangesAnswer>,
}

/// An incident that concerns the team and did not then.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewIncidentAnswer {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where to read more.
    pub link: Option<String>,
    /// Items that bear it, by safeguard.
    pub items: Vec<String>,
}

/// What has changed in the list of a moment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MomentChangesAnswer {
    /// The moment.
    pub id: String,
    /// Items that were none, in their order.
    pub new_items: Vec<ChangedAnswer>,
    /// What is an item no more.
    pub departed: Vec<DepartedAnswer>,
    /// Items that stand otherwise among those that stayed.
    pub moved: Vec<MovedAnswer>,
}

/// A safeguard whose place has changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangedAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name.
    pub name: String,
}

/// A safeguard that is an item no more.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepartedAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name; the id of one that no record describes.
    pub name: String,
    /// Why: `in-place`, `not-applicable`, `adds-less` or `gone`.
    pub why: String,
}

/// An item that stands otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MovedAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name.
    pub name: String,
    /// Its place then, from one.
    pub from: usize,
    /// Its place now, from one.
    pub to: usize,
}

impl ChangesAnswer {
    pub(super) fn new(kb: &KnowledgeBase, changes: &Changes<'_>, site: Option<&Url>) -> Self {
        let new_incident = |(weighed, items): &(crate::checklist::Weighed<'_>, Vec<&Safeguard>)| NewIncidentAnswer {
            id: weighed.incident.id.to_string(),
            title: weighed.incident.title.clone(),
            link: link(weighed.incident, site),
            items: items.iter().map(|safeguard| safeguard.id.to_string()).collect(),
        };
        Self {
            since: changes.since.to_string(),
            other_corpus: changes.other_corpus,
            new_incidents: changes.new_incidents.iter().map(new_incident).collect(),
            gone_incidents: changes.gone_incidents.clone(),
            moments: changes.moments.iter().map(|moment| MomentChangesAnswer::new(kb, moment)).collect(),
        }
    }

    /// True if neither incidents nor items have changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new_incidents.is_empty() && self.gone_incidents.is_empty() && self.moments.is_empty()
    }
}

impl MomentChangesAnswer {
    fn new(kb: &KnowledgeBase, changes: &MomentChanges<'_>) -> Self {
        let name =
            |id: &str| kb.safeguards().get(id).map_or_else(|| id.to_owned(), |entry| entry.record().name.clone());
        let new_item = |safeguard: &&Safeguard| ChangedAnswer {
            safeguard: safeguard.id.to_string(),
            name: safeguard.name.clone(),
        };
        let moved = |Moved { safeguard, from, to }: &Moved<'_>| MovedAnswer {
            safeguard: safeguard.id.to_string(),
            name: safeguard.name.clone(),
            from: *from,
            to: *to,
        };
        let departed = changes.departed.iter().map(|departed| DepartedAnswer {
            name: name(&departed.safeguard),
            safeguard: departed.safeguard.clone(),
            why: departure(departed.why).to_owned(),
        });
        Self {
            id: changes.moment.as_str().to_owned(),
            new_items: changes.new.iter().map(new_item).collect(),
            departed: departed.collect(),
            moved: changes.moved.iter().map(moved).collect(),
        }
    }
}

fn departure(why: Departure) -> &'static str {
    match why {
        Departure::InPlace => "in-place",
        Departure::NotApplicable => "not-applicable",
        Departure::AddsLess => "adds-less",
        Departure::Gone => "gone",
    }
}
