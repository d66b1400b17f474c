//! How many incidents would have gone otherwise: counts by outcome, never a score.

use std::collections::BTreeMap;

use super::Weighed;
use super::weights::Degree;
use crate::record::{Effect, SafeguardLabel};

/// Relevant incidents, each counted once under the best effect that a safeguard in place has on it.
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
    /// Bear effects of safeguards, none of which is in place.
    pub not: usize,
    /// State no effect of any safeguard.
    pub unknown: usize,
    /// Of those counted under an effect, how many have it from safeguards that are in place in part only.
    pub partly: usize,
}

/// What an effect comes to, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The harm would not have happened.
    Prevented,
    /// It would have been smaller.
    Limited,
    /// What was lost would have been brought back.
    Recovered,
    /// It would have been seen sooner.
    Detected,
}

impl Outcome {
    /// The outcome of an effect, if it is one.
    #[must_use]
    pub fn of(effect: Effect) -> Option<Self> {
        match effect {
            Effect::WouldHavePrevented | Effect::DidPrevent => Some(Self::Prevented),
            Effect::WouldHaveLimited | Effect::DidLimit => Some(Self::Limited),
            Effect::WouldHaveRecovered | Effect::DidRecover => Some(Self::Recovered),
            Effect::WouldHaveDetected | Effect::DidDetect => Some(Self::Detected),
            Effect::None => None,
        }
    }
}

impl Coverage {
    /// Counts incidents under what safeguards in place come to.
    #[must_use]
    pub(super) fn of(weighed: &[Weighed<'_>], in_place: &BTreeMap<&str, Degree>) -> Self {
        let mut coverage = Self { relevant: weighed.len(), ..Self::default() };
        for Weighed { incident, .. } in weighed {
            coverage.count(&incident.safeguards, in_place);
        }
        coverage
    }

    fn count(&mut self, labels: &[SafeguardLabel], in_place: &BTreeMap<&str, Degree>) {
        if labels.iter().all(|label| Outcome::of(label.effect).is_none()) {
            self.unknown += 1;
            return;
        }
        let held = |label: &SafeguardLabel| Some((Outcome::of(label.effect)?, *in_place.get(label.id.as_str())?));
        // The best outcome counts, and of several that come to it one that is wholly in place.
        let best =
            labels.iter().filter_map(held).min_by_key(|(outcome, degree)| (*outcome, std::cmp::Reverse(*degree)));
        let Some((outcome, degree)) = best else {
            self.not += 1;
            return;
        };
        self.partly += usize::from(degree == Degree::Partly);
        *match outcome {
            Outcome::Prevented => &mut self.prevented,
            Outcome::Limited => &mut self.limited,
            Outcome::Recovered => &mut self.recovered,
            Outcome::Detected => &mut self.detected,
        } += 1;
    }
}
