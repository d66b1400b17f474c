//! Where a team stands before a list is made: what it says of itself, and which safeguards it has.

use std::collections::{BTreeMap, BTreeSet};

use super::weights::Degree;
use crate::profile::{Profile, Standings};
use crate::record::AnswerValue;

/// Where a team stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// What it says of itself.
    pub profile: Profile,
    /// Safeguards in place by answers that count, by id.
    pub in_place: BTreeMap<String, Degree>,
    /// Safeguards whose question does not arise, by id.
    pub not_applicable: BTreeSet<String>,
}

impl From<Profile> for Position {
    /// A team that has answered nothing.
    fn from(profile: Profile) -> Self {
        Self { profile, ..Self::default() }
    }
}

impl Position {
    /// A team with its answers; those that do not count, `no`, `unknown` and waivers leave a safeguard open.
    #[must_use]
    pub fn new(profile: Profile, standings: &Standings<'_>) -> Self {
        let mut position = Self::from(profile);
        for (id, standing) in standings.iter() {
            match standing.value() {
                AnswerValue::Yes => drop(position.in_place.insert(id.to_owned(), Degree::Wholly)),
                AnswerValue::Partial => drop(position.in_place.insert(id.to_owned(), Degree::Partly)),
                AnswerValue::NotApplicable => drop(position.not_applicable.insert(id.to_owned())),
                AnswerValue::No | AnswerValue::Unknown => {}
            }
        }
        position
    }

    /// True if a safeguard could still be added.
    #[must_use]
    pub fn is_open(&self, safeguard: &str) -> bool {
        !self.in_place.contains_key(safeguard) && !self.not_applicable.contains(safeguard)
    }
}
