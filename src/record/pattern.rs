//! The record of a failure pattern.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allowance, Crosswalk, Family, PatternId, Replacement, Revision};

/// A way in which agents fail that a team can act on: a cause or condition, never a consequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The file's stem.
    pub id: PatternId,
    /// What people call it.
    pub name: String,
    /// The group that it belongs to.
    pub family: Family,
    /// What it is, in a sentence or two.
    pub definition: String,
    /// What has to be the case for the label to be set.
    pub label_when: String,
    /// When another label, or none, is right.
    pub not_when: String,
    /// Words that speak for it.
    pub signals: Signals,
    /// Patterns that it is easily taken for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neighbours: Vec<Neighbour>,
    /// Entries of standards that it corresponds to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crosswalk: Vec<Crosswalk>,
    /// Ids that this record had or absorbed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<PatternId>,
    /// Records of another corpus that this one stands in for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replacement>,
    /// Changes that a reader has to know of, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
    /// Editorial rules that this record breaks for a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
}

/// Words in an account that speak for a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signals {
    /// Words that nearly settle it.
    pub strong: Vec<String>,
    /// Words that only count together with others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<String>,
}

/// A pattern that is easily taken for this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// The other pattern.
    pub id: PatternId,
    /// What tells the two apart.
    pub difference: String,
}
