//! The record of a safeguard.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Allowance, Crosswalk, Day, Effort, Function, Moment, PatternId, ProductId, Replacement, Revision, SafeguardId, Url,
    Verified,
};

/// Something that a team can put in place, ask about and prove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Safeguard {
    /// The file's stem.
    pub id: SafeguardId,
    /// What people call it, as an instruction.
    pub name: String,
    /// What it is for.
    pub function: Function,
    /// What is true once it is in place, in a sentence.
    pub objective: String,
    /// Work that it takes one team.
    pub effort: Effort,
    /// How to put it in place, a step or a means each.
    pub how: Vec<String>,
    /// Patterns that it answers.
    pub mitigates: Vec<PatternId>,
    /// Pause points at which to ask for it.
    pub moments: Vec<Moment>,
    /// The question that a checklist asks.
    pub question: Question,
    /// What settles the question in two minutes, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quick_check: Option<String>,
    /// How to prove that it holds.
    pub verify: Verification,
    /// Settings of products that put it in place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// Entries of standards that it implements or addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crosswalk: Vec<Crosswalk>,
    /// Ids that this record had or absorbed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<SafeguardId>,
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

/// A question that is answered by yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Rises when the meaning changes, which expires the answers given.
    pub version: u32,
}

/// A proof that a safeguard holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// What to do, in order.
    pub steps: Vec<String>,
    /// What shows that it holds.
    pub passes: String,
    /// What shows that it does not.
    pub fails: String,
}

/// A setting of a product that puts a safeguard in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The product.
    pub product: ProductId,
    /// The setting's name, as the product spells it.
    pub name: String,
    /// The value to set.
    pub value: String,
    /// Where the vendor documents it.
    pub source: Url,
    /// When the documentation was read.
    pub checked: Day,
    /// Where it was seen.
    pub verified: Verified,
    /// What the setting does not do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
