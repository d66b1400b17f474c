//! What is shown of a record in answers, and what is counted.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::field::Facet;
use crate::corpus::Kind;

/// What an answer shows of a record: small, plain data, without the texts that words are looked up in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its title or name.
    pub title: String,
    /// True if it proved false; such records come last.
    pub retracted: bool,
    /// Values by which it is filtered and counted.
    pub facets: BTreeSet<(Facet, String)>,
    /// Powers that the act needed, for incidents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<String>,
    /// First day on which it may have occurred, in digits; empty for what is not an incident.
    pub occurred: String,
}

impl Card {
    /// Values of a facet, in order.
    pub fn values(&self, facet: Facet) -> impl Iterator<Item = &str> {
        self.facets.iter().filter(move |(of, _)| *of == facet).map(|(_, value)| value.as_str())
    }

    /// Realised severity, for incidents.
    pub fn severity(&self) -> Option<&str> {
        self.values(Facet::Severity).next()
    }

    /// Claim status, for incidents.
    pub fn status(&self) -> Option<&str> {
        self.values(Facet::Status).next()
    }
}
