//! The greedy order: always the safeguard that adds most to those before it.
//!
//! F is monotone and submodular, hence the first n are within 1 − 1/e of the best n (Nemhauser, Wolsey, Fisher 1978).

use std::cmp::Reverse;

use super::weights::{Degree, EFFECT_UNIT, UNIT, WEIGHT_UNIT, Weights};
use super::{Bearing, Weighed};
use crate::record::{Safeguard, SafeguardLabel};

/// One in the unit of [`Residuals`].
pub const RESIDUAL_UNIT: u64 = 1_000_000_000;

/// What something adds to F, as a whole number of 10⁻²⁹ of F's unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gain(pub u128);

impl Gain {
    const UNIT: u128 = WEIGHT_UNIT as u128 * RESIDUAL_UNIT as u128 * EFFECT_UNIT as u128;

    /// The gain in F's unit, cut to four decimals.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let tenthousandths = self.0 / (Self::UNIT / 10_000);
        format!("{}.{:04}", tenthousandths / 10_000, tenthousandths % 10_000)
    }

    /// The gain as [`Gain::to_decimal`] writes it, as a number for answers.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // What `to_decimal` writes is a number.
        self.to_decimal().parse().unwrap_or_default()
    }
}

/// What is left of each incident by the safeguards chosen: Π (1 − e), in units of 10⁻⁹, rounded down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residuals(Vec<u64>);

impl Residuals {
    /// Nothing chosen yet.
    #[must_use]
    pub fn full(incidents: usize) -> Self {
        Self(vec![RESIDUAL_UNIT; incidents])
    }

    /// Chooses a safeguard that is in place to some degree.
    pub fn take(&mut self, weights: &Weights, weighed: &[Weighed<'_>], safeguard: &Safeguard, degree: Degree) {
        for (left, weighed) in self.0.iter_mut().zip(weighed) {
            if let Some(label) = weighed.label(safeguard) {
                *left = *left * (EFFECT_UNIT - weights.effect(label, degree)) / EFFECT_UNIT;
            }
        }
    }

    /// What the incidents weigh that nothing takes away, as a gain.
    #[must_use]
    pub fn left(&self, weighed: &[Weighed<'_>]) -> Gain {
        let sum: u128 = weighed.iter().zip(&self.0).map(|(w, left)| u128::from(w.weight) * u128::from(*left)).sum();
        Gain(sum * u128::from(EFFECT_UNIT))
    }

    /// What a safeguard would add, incident by incident, most first; those that it does not bear are left out.
    #[must_use]
    pub fn bearings<'a>(&self, weights: &Weights, weighed: &[Weighed<'a>], safeguard: &Safeguard) -> Vec<Bearing<'a>> {
        let mut all: Vec<Bearing<'a>> = Vec::new();
        for (of_incident, left) in weighed.iter().zip(&self.0) {
            let Some(label) = of_incident.label(safeguard) else { continue };
            let effect = weights.effect(label, Degree::Wholly);
            if effect > 0 {
                let gain = Gain(u128::from(of_incident.weight) * u128::from(*left) * u128::from(effect));
                all.push(Bearing { of: *of_incident, label, effect, left: *left, gain });
            }
        }
        all.sort_by(|a, b| b.gain.cmp(&a.gain).then_with(|| a.of.incident.id.cmp(&b.of.incident.id)));
        all
    }

    /// What a safeguard would add to those chosen.
    #[must_use]
    pub fn gain(&self, weights: &Weights, weighed: &[Weighed<'_>], safeguard: &Safeguard) -> Gain {
        let part = |(of_incident, left): (&Weighed<'_>, &u64)| {
            let effect = |label: &SafeguardLabel| weights.effect(label, Degree::Wholly);
            let effect = of_incident.label(safeguard).map_or(0, effect);
            u128::from(of_incident.weight) * u128::from(*left) * u128::from(effect)
        };
        Gain(weighed.iter().zip(&self.0).map(part).sum())
    }
}

/// A step of the greedy order.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    pub(super) safeguard: &'a Safeguard,
    pub(super) gain: Gain,
    pub(super) incidents: Vec<Bearing<'a>>,
    /// What is left before it.
    pub(super) left: Gain,
}

impl Step<'_> {
    /// False if it adds less than the least share of what is left.
    pub(super) fn is_worth_an_item(&self, weights: &Weights) -> bool {
        self.gain.0 * u128::from(UNIT) >= self.left.0 * u128::from(weights.least_share)
    }
}

/// Orders candidates behind what is chosen until none adds anything; ties by effort, then id.
pub(super) fn rank<'a>(
    weights: &Weights,
    weighed: &[Weighed<'a>],
    mut chosen: Residuals,
    mut candidates: Vec<&'a Safeguard>,
) -> impl Iterator<Item = Step<'a>> {
    std::iter::from_fn(move || {
        let offers = candidates.iter().map(|safeguard| (*safeguard, chosen.gain(weights, weighed, safeguard)));
        let best = offers.max_by_key(|(safeguard, gain)| (*gain, Reverse((safeguard.effort, &safeguard.id))));
        let (safeguard, gain) = best.filter(|(_, gain)| gain.0 > 0)?;
        let incidents = chosen.bearings(weights, weighed, safeguard);
        let left = chosen.left(weighed);
        chosen.take(weights, weighed, safeguard, Degree::Wholly);
        candidates.retain(|other| other.id != safeguard.id);
        Some(Step { safeguard, gain, incidents, left })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_decimal_numbers() {
        assert_eq!(Gain(Gain::UNIT * 5 / 2).to_decimal(), "2.5000");
        assert_eq!(Gain(Gain::UNIT / 10_001).to_decimal(), "0.0000");
    }
}
