//! Values with how often they occur.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::record::Term;

/// A value and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// The value.
    pub value: String,
    /// How often.
    pub count: usize,
}

impl Count {
    /// Words counts that are in order already.
    #[must_use]
    pub fn list(counts: &[(String, usize)]) -> Vec<Self> {
        counts.iter().map(|(value, count)| Self { value: value.clone(), count: *count }).collect()
    }
}

/// A value, how often it occurs, and among how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// The value.
    pub value: String,
    /// How often.
    pub count: usize,
    /// Among how many.
    pub of: usize,
    /// The same in whole per cent.
    pub percent: usize,
}

impl Share {
    /// States a count with its denominator; nothing of nothing is no per cent.
    #[must_use]
    pub fn new(value: impl Into<String>, count: usize, of: usize) -> Self {
        Self { value: value.into(), count, of, percent: (count * 100 + of / 2).checked_div(of).unwrap_or_default() }
    }

    /// Counts values, most first, then in their own order.
    pub(super) fn most_first(values: impl Iterator<Item = String>, of: usize) -> Vec<Self> {
        let mut shares = Self::in_order(values, of);
        shares.sort_by_key(|share| std::cmp::Reverse(share.count));
        shares
    }

    /// Counts values in their own order.
    pub(super) fn in_order(values: impl Iterator<Item = String>, of: usize) -> Vec<Self> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
        counts.into_iter().map(|(value, count)| Self::new(value, count, of)).collect()
    }

    /// Counts the values of a vocabulary in its order, those that do not occur included; the values are the whole.
    pub(super) fn terms<T: Term>(values: impl Iterator<Item = T>) -> Vec<Self> {
        let values: Vec<T> = values.collect();
        let count = |term: &T| values.iter().filter(|value| **value == *term).count();
        T::ALL.iter().map(|term| Self::new(term.as_str(), count(term), values.len())).collect()
    }
}

/// A share whose value takes a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Feature {
    /// A short name.
    pub value: String,
    /// What it says of those that are counted.
    pub meaning: String,
    /// How many.
    pub count: usize,
    /// Among how many.
    pub of: usize,
    /// The same in whole per cent.
    pub percent: usize,
}

impl Feature {
    /// Counts those items of which something holds.
    pub(super) fn count<T>(value: &str, meaning: &str, items: &[T], holds: impl Fn(&T) -> bool) -> Self {
        let Share { value, count, of, percent } =
            Share::new(value, items.iter().filter(|item| holds(item)).count(), items.len());
        Self { value, meaning: meaning.to_owned(), count, of, percent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_to_whole_per_cent_of_its_denominator() {
        let percent = |count, of| Share::new("x", count, of).percent;
        assert_eq!([percent(1, 3), percent(2, 3), percent(1, 8), percent(0, 5), percent(5, 5)], [33, 67, 13, 0, 100]);
        assert_eq!(percent(0, 0), 0);
    }

    #[test]
    fn counts_are_ordered_by_size_and_then_by_value() {
        let shares = Share::most_first(["b", "c", "a", "c"].into_iter().map(str::to_owned), 4);
        let told: Vec<(&str, usize, usize)> =
            shares.iter().map(|share| (share.value.as_str(), share.count, share.percent)).collect();
        assert_eq!(told, [("c", 2, 50), ("a", 1, 25), ("b", 1, 25)]);
    }
}
