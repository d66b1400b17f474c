//! Which safeguards would change most for a team, computed from what incidents say of them.
//!
//! It selects and orders; it formats nothing. The formula stands in [`weights`], in whole numbers, so that any other
//! implementation agrees to the digit.

mod greedy;
pub mod weights;

use std::collections::{BTreeMap, BTreeSet};

use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Effect, Incident, Moment, Safeguard, SafeguardLabel, Term};

pub use crate::profile::{Profile, UnknownProduct};
pub use greedy::{Gain, Residuals};

/// Items of one moment at most.
pub const MOST_ITEMS: usize = 9;

/// A checklist for a team.
#[derive(Debug, Clone)]
pub struct Checklist<'a> {
    /// Whom it is for.
    pub profile: Profile,
    /// The moments asked for, in their order.
    pub moments: Vec<MomentList<'a>>,
    /// What the items together would have done.
    pub coverage: Coverage,
}

/// The items of one moment.
#[derive(Debug, Clone)]
pub struct MomentList<'a> {
    /// The moment.
    pub moment: Moment,
    /// Items, the one that adds most first.
    pub items: Vec<Item<'a>>,
    /// What else adds something, in the same order, each with its gain at its place.
    pub more: Vec<(&'a Safeguard, Gain)>,
}

/// A safeguard in its place on a list.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// The safeguard.
    pub safeguard: &'a Safeguard,
    /// What it adds to those before it.
    pub gain: Gain,
    /// Incidents that bear it, the one that counts most first.
    pub incidents: Vec<Bearing<'a>>,
}

/// An incident that bears a safeguard.
#[derive(Debug, Clone)]
pub struct Bearing<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// What became of the safeguard there.
    pub label: &'a SafeguardLabel,
    /// Its part of the item's gain.
    pub gain: Gain,
}

/// Relevant incidents, each counted once under the best effect that an item of the list would have had.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Incidents that weigh something for the team.
    pub relevant: usize,
    /// Would have been prevented.
    pub prevented: usize,
    /// Would have been smaller.
    pub limited: usize,
    /// Would have been undone.
    pub recovered: usize,
    /// Would have been seen sooner.
    pub detected: usize,
    /// Bear effects of safeguards, none of which is on the list.
    pub not: usize,
    /// State no effect of any safeguard.
    pub unknown: usize,
}

/// An incident with its weight for the team.
#[derive(Debug, Clone, Copy)]
pub struct Weighed<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// Its weight, in units of 10⁻⁸.
    pub weight: u64,
}

impl<'a> Checklist<'a> {
    /// Computes the lists of the moments asked for; all of them if none is.
    #[must_use]
    pub fn build(kb: &'a KnowledgeBase, profile: Profile, moments: &[Moment]) -> Self {
        let wanted: BTreeSet<Moment> = moments.iter().copied().collect();
        let wanted: Vec<Moment> =
            Moment::ALL.iter().copied().filter(|m| wanted.is_empty() || wanted.contains(m)).collect();
        let weighed = weigh(kb, &profile);
        let lists: Vec<MomentList<'a>> = wanted.iter().map(|moment| list(kb, &weighed, *moment, &wanted)).collect();
        let coverage = coverage(&weighed, &lists);
        Self { profile, moments: lists, coverage }
    }
}

/// Weighs every incident for a team; those without weight are left out.
#[must_use]
pub fn weigh<'a>(kb: &'a KnowledgeBase, profile: &Profile) -> Vec<Weighed<'a>> {
    let weighed = kb.incidents().values().map(|entry: &Entry<Incident>| {
        let incident = entry.record();
        Weighed { incident, weight: weights::incident(incident, profile) }
    });
    weighed.filter(|weighed| weighed.weight > 0).collect()
}

fn list<'a>(kb: &'a KnowledgeBase, weighed: &[Weighed<'a>], moment: Moment, wanted: &[Moment]) -> MomentList<'a> {
    // A safeguard that belongs to several of the wanted moments stands in the earliest of them only.
    let earliest = |safeguard: &Safeguard| wanted.iter().find(|moment| safeguard.moments.contains(moment)).copied();
    let candidates =
        kb.safeguards().values().map(Entry::record).filter(|safeguard| earliest(safeguard) == Some(moment));
    let ranking = greedy::rank(weighed, candidates.collect());
    let mut list = MomentList { moment, items: Vec::new(), more: Vec::new() };
    for step in ranking {
        if list.more.is_empty() && list.items.len() < MOST_ITEMS && step.is_worth_an_item() {
            list.items.push(Item { safeguard: step.safeguard, gain: step.gain, incidents: step.incidents });
        } else {
            list.more.push((step.safeguard, step.gain));
        }
    }
    list
}

fn coverage(weighed: &[Weighed<'_>], lists: &[MomentList<'_>]) -> Coverage {
    let listed: BTreeSet<&str> =
        lists.iter().flat_map(|list| &list.items).map(|item| item.safeguard.id.as_str()).collect();
    let mut counts: BTreeMap<Option<Outcome>, usize> = BTreeMap::new();
    let mut coverage = Coverage { relevant: weighed.len(), ..Coverage::default() };
    for Weighed { incident, .. } in weighed {
        let effective = |label: &&SafeguardLabel| label.effect != Effect::None;
        if !incident.safeguards.iter().any(|label| effective(&label)) {
            coverage.unknown += 1;
            continue;
        }
        let on_list = incident.safeguards.iter().filter(effective).filter(|label| listed.contains(label.id.as_str()));
        *counts.entry(on_list.filter_map(|label| Outcome::of(label.effect)).min()).or_default() += 1;
    }
    let count = |outcome| counts.get(&outcome).copied().unwrap_or_default();
    coverage.prevented = count(Some(Outcome::Prevented));
    coverage.limited = count(Some(Outcome::Limited));
    coverage.recovered = count(Some(Outcome::Recovered));
    coverage.detected = count(Some(Outcome::Detected));
    coverage.not = count(None);
    coverage
}

/// What an effect comes to, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Prevented,
    Limited,
    Recovered,
    Detected,
}

impl Outcome {
    fn of(effect: Effect) -> Option<Self> {
        match effect {
            Effect::WouldHavePrevented | Effect::DidPrevent => Some(Self::Prevented),
            Effect::WouldHaveLimited | Effect::DidLimit => Some(Self::Limited),
            Effect::WouldHaveRecovered | Effect::DidRecover => Some(Self::Recovered),
            Effect::WouldHaveDetected | Effect::DidDetect => Some(Self::Detected),
            Effect::None => None,
        }
    }
}
