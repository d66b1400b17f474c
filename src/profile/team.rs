//! The file `team.toml`, as it is spelled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::{
    AgentInterface, AnswerValue, AutonomyLevel, Capability, Day, Environment, IncidentId, Line, Moment, Note,
    PermissionsOrigin, Presence, SafeguardId,
};

/// What a team says of its agents and of its safeguards. What it leaves out is unknown, not absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamProfile {
    /// Version of the profile's format: 1.
    pub schema: u32,
    /// What the team is called.
    pub name: Line,
    /// Products in use, by id, name or alias; each brings its interfaces and usual capabilities along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Line>,
    /// Forms of agents in use, beside those of the products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interfaces: Vec<AgentInterface>,
    /// Environments that agents reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<Environment>,
    /// Where the agents' power to act comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<PermissionsOrigin>,
    /// The highest autonomy at which agents run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autonomy: Option<AutonomyLevel>,
    /// What agents can do, beside what is usual for the products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// What agents certainly cannot do, whatever is usual for the products; incidents that needed it are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<Capability>,
    /// The three legs of the Rule of Two; an agent that has all of them needs a person beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_of_two: Option<RuleOfTwoLegs>,
    /// What was answered to the questions of safeguards, one entry a safeguard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// Safeguards that the team goes without for a reason and for a time, one entry a safeguard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// What the last review saw, written by `checklist --update`; what has changed since is measured against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_review: Option<LastReview>,
}

impl TeamProfile {
    /// The version of the profile's format that this program reads and writes.
    pub const SCHEMA: u32 = 1;

    /// A profile that says nothing but what the team is called.
    #[must_use]
    pub fn named(name: Line) -> Self {
        Self {
            schema: Self::SCHEMA,
            name,
            products: Vec::new(),
            interfaces: Vec::new(),
            environments: Vec::new(),
            permissions: Vec::new(),
            autonomy: None,
            capabilities: Vec::new(),
            lacks: Vec::new(),
            rule_of_two: None,
            answers: Vec::new(),
            waivers: Vec::new(),
            last_review: None,
        }
    }
}

/// Which legs of the Rule of Two the agents stand on, spelled as in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleOfTwoLegs {
    /// They process input that an outsider could have written.
    #[serde(rename = "A-untrusted-input", default = "unknown")]
    pub untrusted_input: Presence,
    /// They have access to sensitive systems or private data.
    #[serde(rename = "B-sensitive-access", default = "unknown")]
    pub sensitive_access: Presence,
    /// They can change state or communicate outwards.
    #[serde(rename = "C-state-change-or-external-comms", default = "unknown")]
    pub state_change: Presence,
}

fn unknown() -> Presence {
    Presence::Unknown
}

/// An answer to the question of a safeguard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The safeguard.
    pub safeguard: SafeguardId,
    /// The version of the question that was answered; an answer to an earlier one no longer counts.
    pub version: u32,
    /// The answer.
    pub answer: AnswerValue,
    /// What shows it: an address, a file and line, a command and its output; of `not-applicable`, why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Note>,
    /// Who answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line>,
    /// The day of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The last day on which the answer counts; without it, it counts until the question changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
}

/// A decision to go without a safeguard for a time. The safeguard stays on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The safeguard.
    pub safeguard: SafeguardId,
    /// Why the team goes without it.
    pub reason: Note,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Line>,
    /// The day of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The last day on which the decision holds.
    pub expires: Day,
}

/// What a review saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LastReview {
    /// The day of the review.
    pub on: Day,
    /// SHA-256 over the corpora that it was made from.
    pub corpus: Line,
    /// Incidents that concerned the team, in the order of ids.
    pub incidents: Vec<IncidentId>,
    /// The lists, in the order of moments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moments: Vec<ReviewedMoment>,
}

/// The list of a moment, as a review saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewedMoment {
    /// The moment.
    pub moment: Moment,
    /// Its items in their order.
    pub items: Vec<SafeguardId>,
}
