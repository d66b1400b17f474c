//! Which safeguards would change most for a team, computed from what incidents say of them.
//!
//! It selects and orders; it formats nothing. The formula stands in [`weights`], in whole numbers, so that any other
//! implementation agrees to the digit.

mod coverage;
mod greedy;
mod position;
mod relevance;
pub mod weights;

use std::collections::{BTreeMap, BTreeSet};

use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Incident, Moment, Safeguard, SafeguardLabel, Term};

pub use crate::profile::{Profile, UnknownProduct};
pub use coverage::{Coverage, Outcome};
pub use greedy::{Gain, RESIDUAL_UNIT, Residuals};
pub use position::Position;
pub use relevance::{Familiarity, Leeway, Reach, Relevance};
use weights::{Degree, Factors, Weights};

/// Items of one moment at most.
pub const MOST_ITEMS: usize = 9;
/// Safeguards that are named as those that would change most.
pub const FOREMOST: usize = 3;

/// A checklist for a team.
#[derive(Debug, Clone)]
pub struct Checklist<'a> {
    /// Where the team stands.
    pub position: Position,
    /// The moments asked for, in their order.
    pub moments: Vec<MomentList<'a>>,
    /// The safeguards of these moments that would together change most, whatever their moment; each gain is what it adds to
    /// those before it.
    pub foremost: Vec<(&'a Safeguard, Gain)>,
    /// Incidents that weigh something for the team, by id.
    pub weighed: Vec<Weighed<'a>>,
    /// What safeguards in place come to now.
    pub now: Coverage,
    /// What they and the items would come to together.
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
    /// Safeguards of this moment that stand in an earlier one, by id, each with that moment.
    pub earlier: Vec<(&'a Safeguard, Moment)>,
    /// Safeguards of this moment that are in place or do not apply, by id.
    pub settled: Vec<&'a Safeguard>,
}

/// A safeguard in its place on a list.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// The safeguard.
    pub safeguard: &'a Safeguard,
    /// What it adds to those before it.
    pub gain: Gain,
    /// What is left of all incidents before it.
    pub left: Gain,
    /// Incidents that bear it, the one that counts most first.
    pub incidents: Vec<Bearing<'a>>,
}

/// An incident that bears a safeguard.
#[derive(Debug, Clone)]
pub struct Bearing<'a> {
    /// The incident with its weight.
    pub of: Weighed<'a>,
    /// What became of the safeguard there.
    pub label: &'a SafeguardLabel,
    /// e, in units of 10⁻⁶.
    pub effect: u64,
    /// What is left of the incident by those before the item, in units of 10⁻⁹.
    pub left: u64,
    /// Its part of the item's gain: weight · left · effect.
    pub gain: Gain,
}

/// An incident with its weight for the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// What the weight is made of.
    pub factors: Factors,
    /// Its weight, in units of 10⁻¹⁴.
    pub weight: u64,
}

impl<'a> Weighed<'a> {
    /// What became of a safeguard in the incident, if it is known to have mattered there.
    fn label(&self, safeguard: &Safeguard) -> Option<&'a SafeguardLabel> {
        self.incident.safeguards.iter().find(|label| label.id == safeguard.id)
    }
}

/// What a list is made from, whatever its moment.
struct Ground<'a, 'w> {
    kb: &'a KnowledgeBase,
    weights: &'w Weights,
    weighed: Vec<Weighed<'a>>,
    position: &'w Position,
    /// What is left by what is in place.
    chosen: Residuals,
    wanted: Vec<Moment>,
}

impl<'a> Checklist<'a> {
    /// Computes the lists of the moments asked for; all of them if none is.
    #[must_use]
    pub fn build(kb: &'a KnowledgeBase, position: impl Into<Position>, moments: &[Moment]) -> Self {
        Self::build_with(&Weights::STANDARD, kb, position.into(), moments)
    }

    /// Computes the lists with constants of one's own, to see what depends on them.
    #[must_use]
    pub fn build_with(weights: &Weights, kb: &'a KnowledgeBase, position: Position, moments: &[Moment]) -> Self {
        let ground = Ground::new(weights, kb, &position, moments);
        let lists: Vec<MomentList<'a>> = ground.wanted.iter().map(|moment| ground.list(*moment)).collect();
        let foremost = ground.foremost();
        let mut in_place: BTreeMap<&str, Degree> =
            position.in_place.iter().map(|(id, degree)| (id.as_str(), *degree)).collect();
        let now = Coverage::of(&ground.weighed, &in_place);
        let items = lists.iter().flat_map(|list| &list.items);
        in_place.extend(items.map(|item| (item.safeguard.id.as_str(), Degree::Wholly)));
        let coverage = Coverage::of(&ground.weighed, &in_place);
        Self { moments: lists, foremost, weighed: ground.weighed, now, coverage, position }
    }
}

/// Weighs every incident for a team; those without weight are left out.
#[must_use]
pub fn weigh<'a>(kb: &'a KnowledgeBase, profile: &Profile) -> Vec<Weighed<'a>> {
    weigh_with(&Weights::STANDARD, kb, profile)
}

fn weigh_with<'a>(weights: &Weights, kb: &'a KnowledgeBase, profile: &Profile) -> Vec<Weighed<'a>> {
    let weighed = kb.incidents().values().map(|entry: &Entry<Incident>| {
        let factors = weights.factors(entry.record(), profile);
        Weighed { incident: entry.record(), factors, weight: factors.weight() }
    });
    weighed.filter(|weighed| weighed.weight > 0).collect()
}

impl<'a, 'w> Ground<'a, 'w> {
    fn new(weights: &'w Weights, kb: &'a KnowledgeBase, position: &'w Position, moments: &[Moment]) -> Self {
        let asked: BTreeSet<Moment> = moments.iter().copied().collect();
        let wanted = Moment::ALL.iter().copied().filter(|moment| asked.is_empty() || asked.contains(moment)).collect();
        let weighed = weigh_with(weights, kb, &position.profile);
        let mut chosen = Residuals::full(weighed.len());
        for (id, degree) in &position.in_place {
            if let Some(entry) = kb.safeguards().get(id) {
                chosen.take(weights, &weighed, entry.record(), *degree);
            }
        }
        Self { kb, weights, weighed, position, chosen, wanted }
    }

    /// The earliest of the wanted moments that a safeguard belongs to: the only one in which it stands.
    fn earliest(&self, safeguard: &Safeguard) -> Option<Moment> {
        self.wanted.iter().find(|moment| safeguard.moments.contains(moment)).copied()
    }

    fn safeguards(&self) -> impl Iterator<Item = &'a Safeguard> {
        self.kb.safeguards().values().map(Entry::record)
    }

    /// Safeguards that could still be added.
    fn candidates(&self, belongs: impl Fn(&Safeguard) -> bool) -> Vec<&'a Safeguard> {
        let is_open = |safeguard: &&Safeguard| self.position.is_open(safeguard.id.as_str());
        self.safeguards().filter(is_open).filter(|safeguard| belongs(safeguard)).collect()
    }

    fn list(&self, moment: Moment) -> MomentList<'a> {
        let stands_here = |safeguard: &Safeguard| self.earliest(safeguard) == Some(moment);
        let steps = greedy::rank(self.weights, &self.weighed, self.chosen.clone(), self.candidates(stands_here));
        let mut list = MomentList {
            moment,
            items: Vec::new(),
            more: Vec::new(),
            earlier: self.earlier(moment),
            settled: self.settled(moment),
        };
        for step in steps {
            if list.more.is_empty() && list.items.len() < MOST_ITEMS && step.is_worth_an_item(self.weights) {
                let greedy::Step { safeguard, gain, left, incidents } = step;
                list.items.push(Item { safeguard, gain, left, incidents });
            } else {
                list.more.push((step.safeguard, step.gain));
            }
        }
        list
    }

    fn earlier(&self, moment: Moment) -> Vec<(&'a Safeguard, Moment)> {
        let here = self.safeguards().filter(|safeguard| safeguard.moments.contains(&moment));
        let stands = here.filter_map(|safeguard| Some((safeguard, self.earliest(safeguard)?)));
        stands.filter(|(_, earliest)| *earliest != moment).collect()
    }

    fn settled(&self, moment: Moment) -> Vec<&'a Safeguard> {
        let here = self.safeguards().filter(|safeguard| self.earliest(safeguard) == Some(moment));
        here.filter(|safeguard| !self.position.is_open(safeguard.id.as_str())).collect()
    }

    fn foremost(&self) -> Vec<(&'a Safeguard, Gain)> {
        let candidates = self.candidates(|safeguard| self.earliest(safeguard).is_some());
        let steps = greedy::rank(self.weights, &self.weighed, self.chosen.clone(), candidates);
        steps.take(FOREMOST).map(|step| (step.safeguard, step.gain)).collect()
    }
}
