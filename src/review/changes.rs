//! What has changed for a team since its last review.

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::{Checklist, MomentList, Weighed};
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::profile::{LastReview, ReviewedMoment};
use crate::record::{Day, Line, Moment, Safeguard};

/// What has changed since a review.
#[derive(Debug, Clone)]
pub struct Changes<'a> {
    /// The day of that review.
    pub since: Day,
    /// True if the corpora are not the same.
    pub other_corpus: bool,
    /// Incidents that concern the team and did not then, the heaviest first; each with the items that bear it, by id.
    pub new_incidents: Vec<(Weighed<'a>, Vec<&'a Safeguard>)>,
    /// Incidents that concerned the team then and do not any more, by id.
    pub gone_incidents: Vec<String>,
    /// Moments whose items are not the same, in their order.
    pub moments: Vec<MomentChanges<'a>>,
}

/// What has changed in the list of a moment.
#[derive(Debug, Clone)]
pub struct MomentChanges<'a> {
    /// The moment.
    pub moment: Moment,
    /// Items that were none, in their order.
    pub new: Vec<&'a Safeguard>,
    /// What is an item no more, in the order of then.
    pub departed: Vec<Departed>,
    /// Items that stand otherwise among those that stayed, in their order.
    pub moved: Vec<Moved<'a>>,
}

/// A safeguard that is an item no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departed {
    /// Its id.
    pub safeguard: String,
    /// Why.
    pub why: Departure,
}

/// Why a safeguard is an item no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// It is in place.
    InPlace,
    /// It does not apply.
    NotApplicable,
    /// It adds less than what an item has to, or others add more.
    AddsLess,
    /// No record describes it.
    Gone,
}

/// An item that stands otherwise.
#[derive(Debug, Clone)]
pub struct Moved<'a> {
    /// The safeguard.
    pub safeguard: &'a Safeguard,
    /// Its place then, from one.
    pub from: usize,
    /// Its place now, from one.
    pub to: usize,
}

impl<'a> Changes<'a> {
    /// Compares a list of all moments with what a review saw.
    #[must_use]
    pub fn since(reviewed: &LastReview, kb: &KnowledgeBase, list: &Checklist<'a>) -> Self {
        let then: BTreeSet<&str> =
            reviewed.incidents.iter().map(|id| kb.resolve(Kind::Incident, id.as_str())).collect();
        let now: BTreeSet<&str> = list.weighed.iter().map(|weighed| weighed.incident.id.as_str()).collect();
        let mut new: Vec<Weighed<'a>> =
            list.weighed.iter().filter(|weighed| !then.contains(weighed.incident.id.as_str())).copied().collect();
        new.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.incident.id.cmp(&b.incident.id)));
        Self {
            since: reviewed.on.clone(),
            other_corpus: reviewed.corpus.as_str() != kb.hash(),
            new_incidents: new.into_iter().map(|weighed| (weighed, bearing(list, &weighed))).collect(),
            gone_incidents: then.difference(&now).map(|id| (*id).to_owned()).collect(),
            moments: list.moments.iter().filter_map(|moment| MomentChanges::of(moment, reviewed, kb, list)).collect(),
        }
    }

    /// True if neither incidents nor items have changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new_incidents.is_empty() && self.gone_incidents.is_empty() && self.moments.is_empty()
    }
}

/// The items that bear an incident, by id.
fn bearing<'a>(list: &Checklist<'a>, weighed: &Weighed<'_>) -> Vec<&'a Safeguard> {
    let items = list.moments.iter().flat_map(|moment| &moment.items);
    let bears = items.filter(|item| item.incidents.iter().any(|bearing| bearing.of.incident.id == weighed.incident.id));
    let by_id: BTreeMap<&str, &'a Safeguard> = bears.map(|item| (item.safeguard.id.as_str(), item.safeguard)).collect();
    by_id.into_values().collect()
}

impl<'a> MomentChanges<'a> {
    fn of(now: &MomentList<'a>, reviewed: &LastReview, kb: &KnowledgeBase, list: &Checklist<'_>) -> Option<Self> {
        let then = reviewed.moments.iter().find(|then| then.moment == now.moment);
        let then: Vec<&str> =
            then.into_iter().flat_map(|then| &then.items).map(|id| kb.resolve(Kind::Safeguard, id.as_str())).collect();
        let items: Vec<&'a Safeguard> = now.items.iter().map(|item| item.safeguard).collect();
        let is_item = |id: &str| items.iter().any(|item| item.id.as_str() == id);
        let departed = then.iter().filter(|id| !is_item(id)).map(|id| Departed::of(id, kb, list));
        let changes = Self {
            moment: now.moment,
            new: items.iter().filter(|item| !then.contains(&item.id.as_str())).copied().collect(),
            departed: departed.collect(),
            moved: moved(&then, &items),
        };
        let is_same = changes.new.is_empty() && changes.departed.is_empty() && changes.moved.is_empty();
        (!is_same).then_some(changes)
    }
}

/// Items whose place among those of both lists is another; one that was pushed down by a new item has not moved.
fn moved<'a>(then: &[&str], items: &[&'a Safeguard]) -> Vec<Moved<'a>> {
    let stayed: Vec<&str> =
        then.iter().filter(|id| items.iter().any(|item| item.id.as_str() == **id)).copied().collect();
    let common = items.iter().enumerate().filter(|(_, item)| stayed.contains(&item.id.as_str()));
    let moves = common.zip(&stayed).filter(|((_, item), at_its_place)| item.id.as_str() != **at_its_place);
    moves
        .filter_map(|((to, item), _)| {
            let from = then.iter().position(|id| *id == item.id.as_str())?;
            Some(Moved { safeguard: item, from: from + 1, to: to + 1 })
        })
        .collect()
}

impl Departed {
    fn of(id: &str, kb: &KnowledgeBase, list: &Checklist<'_>) -> Self {
        let why = match () {
            () if list.position.in_place.contains_key(id) => Departure::InPlace,
            () if list.position.not_applicable.contains(id) => Departure::NotApplicable,
            () if kb.safeguards().contains_key(id) => Departure::AddsLess,
            () => Departure::Gone,
        };
        Self { safeguard: id.to_owned(), why }
    }
}

/// What a review sees: the list of all moments, on a day.
#[must_use]
pub fn last_review(kb: &KnowledgeBase, list: &Checklist<'_>, today: &Day) -> Option<LastReview> {
    let moments = list.moments.iter().map(|moment| ReviewedMoment {
        moment: moment.moment,
        items: moment.items.iter().map(|item| item.safeguard.id.clone()).collect(),
    });
    Some(LastReview {
        on: today.clone(),
        // A digest is a line.
        corpus: kb.hash().parse::<Line>().ok()?,
        incidents: list.weighed.iter().map(|weighed| weighed.incident.id.clone()).collect(),
        moments: moments.collect(),
    })
}
