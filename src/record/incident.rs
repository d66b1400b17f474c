//! The record of one incident.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Adversary, AgentInterface, AmountStatus, AutonomyLevel, Capability, ClaimId, ClaimRole, ClaimStanding, ClaimStatus,
    ClaimTopic, Confidence, Constraint, Currency, Day, Decimal, DetectionMethod, Effect, Environment, EventTime,
    ExternalScheme, Grade, HarmBearer, HarmStatus, ImpactKind, IncidentId, IncidentKind, IsoDuration, LabelBasis,
    LanguageTag, PartialDate, PatternId, PatternRole, PermissionsOrigin, ProductId, ReadDepth, RecoveryMethod,
    RecoveryOutcome, Relation, Reversibility, RuleOfTwo, SafeguardId, SafeguardState, SeverityLevel, SourceId,
    SourceKind, Tag, Url,
};

/// One incident: what happened, who says so, what let it happen, what held, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// The file's stem; a name that never changes, even if the year in it proves wrong.
    pub id: IncidentId,
    /// A neutral headline of at most 110 characters.
    pub title: String,
    /// Three sentences at most: what happened, what it cost, what would have stopped it.
    pub summary: String,
    /// What sort of occurrence this is.
    pub kind: IncidentKind,
    /// How far the record as a whole is borne out.
    pub status: ClaimStatus,
    /// Names that this record had or absorbed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<IncidentId>,
    /// Free keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// When it happened.
    pub occurred: PartialDate,
    /// When it became public.
    pub disclosed: PartialDate,
    /// Who ran the agent, as far as it is public.
    pub operator: String,
    /// Where the effect landed.
    pub environment: Vec<Environment>,
    /// Whether somebody had told the agent not to do it.
    pub constraint: Constraint,
    /// Who, if anybody, wanted the harm.
    pub adversary: Adversary,
    /// The properties of the Rule of Two that the agent had at the moment of the act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rule_of_two: Vec<RuleOfTwo>,
    /// Whether harm came of it.
    pub harm_status: HarmStatus,
    /// What the agent had been asked to do.
    pub task: String,
    /// Powers that the act needed; a team that lacks one of them could not have had this incident.
    pub capabilities: Vec<Capability>,
    /// SPDX expression of the licence of this text.
    pub licence: String,
    /// The work that this record adapts, if it adapts one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived_from: Option<String>,
    /// The agents involved, first the one that acted.
    pub agents: Vec<Agent>,
    /// Exact commands or calls, where they were published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
    /// How bad it was and could have been.
    pub severity: Severity,
    /// What it cost.
    pub impact: Impact,
    /// How it was noticed.
    pub detection: Detection,
    /// What became of what was lost.
    pub recovery: Recovery,
    /// What happened when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Who says what, where it matters or is disputed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// What let it happen and what the agent did; exactly one is primary, unless the record is retracted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<PatternLabel>,
    /// What stood or was missing, and what difference it made or would have made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub safeguards: Vec<SafeguardLabel>,
    /// Everything that the record rests on.
    pub sources: Vec<Source>,
    /// Other incidents that belong beside this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Names of this incident in lists kept by others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external: Vec<ExternalId>,
    /// Records of another corpus that this one stands in for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replacement>,
    /// Who looked at the record, when, and what is still open.
    pub review: Review,
    /// Changes that a reader has to know of, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
    /// Editorial rules that this record breaks for a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
}

impl Incident {
    /// Products of the agents, as far as they are known; a product stands as often as agents of it took part.
    pub fn products(&self) -> impl Iterator<Item = &ProductId> {
        self.agents.iter().filter_map(|agent| agent.product.as_ref())
    }
}

/// An agent at the moment of the act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// The product; left out if no source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// The product's version, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The model behind it, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The form in which people met it.
    pub interface: Vec<AgentInterface>,
    /// How much it could do without a person.
    pub autonomy: AutonomyLevel,
    /// Where its power to act came from.
    pub permissions: Vec<PermissionsOrigin>,
    /// Where it ran.
    pub environment: Vec<Environment>,
}

/// A command or call as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The exact text.
    pub text: String,
    /// What it did, or what is not certain about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it was published.
    pub sources: Vec<SourceId>,
}

/// Two severities, never mixed, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// What did happen.
    pub realised: SeverityLevel,
    /// What could have happened by the same act in the same place.
    pub potential: SeverityLevel,
    /// Why these levels, in a line.
    pub why: String,
}

/// What it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// What was damaged.
    pub kinds: Vec<ImpactKind>,
    /// Who carried the harm.
    pub bearer: HarmBearer,
    /// Whether the act could be taken back.
    pub reversibility: Reversibility,
    /// How long the harm lasted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<IsoDuration>,
    /// How far it reached.
    pub scope: String,
    /// Sums and counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
}

/// A sum of money in `currency`, or a count of `unit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The value, or the lower end of a range.
    pub value: Decimal,
    /// The upper end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// True if the sources say about so much.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approx: bool,
    /// What is counted, for counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Currency, for sums of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// What the amount is of.
    pub what: String,
    /// Whether it was really paid.
    pub status: AmountStatus,
    /// Where the figure comes from.
    pub sources: Vec<SourceId>,
}

impl Amount {
    /// Says the amount with what it is of and whether it was really paid.
    #[must_use]
    pub fn in_words(&self) -> String {
        let about = if self.approx { "about " } else { "" };
        let range = self.max.as_ref().map(|max| format!(" to {max}")).unwrap_or_default();
        let unit = self.currency.as_ref().map(ToString::to_string).or_else(|| self.unit.clone()).unwrap_or_default();
        format!("{about}{}{range} {unit}: {} ({})", self.value, self.what, self.status)
    }
}

/// How it was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detection {
    /// The means.
    pub method: DetectionMethod,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<EventTime>,
}

/// What became of what was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// The outcome at the last revision.
    pub outcome: RecoveryOutcome,
    /// The means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<RecoveryMethod>,
    /// How long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<IsoDuration>,
    /// What else is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When.
    pub at: EventTime,
    /// What.
    pub text: String,
    /// Who says so.
    pub sources: Vec<SourceId>,
}

/// What one party says about one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// A name within the record.
    pub id: ClaimId,
    /// Who says it.
    pub by: String,
    /// What that party is to the incident.
    pub role: ClaimRole,
    /// What the claim is about.
    pub about: ClaimTopic,
    /// The claim in our words.
    pub text: String,
    /// The party's own words, verbatim, 25 words at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The quote's language, where it is not the corpus's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_on: Option<PartialDate>,
    /// Fields of this record that the claim contradicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradicts: Vec<Contradiction>,
    /// Claims that this one contradicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<ClaimId>,
    /// Claims that this one bears out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supports: Vec<ClaimId>,
    /// Where the claim stands at the last revision.
    pub standing: ClaimStanding,
    /// Why it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_why: Option<String>,
    /// Where the party says it.
    pub sources: Vec<SourceId>,
}

/// A field of the record and the value that a claim gives it instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// The field, as a dotted path such as `impact.duration`.
    pub field: String,
    /// The value claimed.
    pub value: String,
}

/// A failure pattern in this incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternLabel {
    /// The pattern.
    pub id: PatternId,
    /// What it is to the incident.
    pub role: PatternRole,
    /// What the label rests on.
    pub basis: LabelBasis,
    /// The evidence in our words.
    pub evidence: String,
    /// The source's own words, 25 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where the evidence is.
    pub sources: Vec<SourceId>,
}

/// A safeguard in this incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafeguardLabel {
    /// The safeguard.
    pub id: SafeguardId,
    /// What became of it.
    pub state: SafeguardState,
    /// What it did or would have done.
    pub effect: Effect,
    /// What the label rests on.
    pub basis: LabelBasis,
    /// Why state and effect are so.
    pub why: String,
    /// The source's own words, 25 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where the evidence is.
    pub sources: Vec<SourceId>,
}

/// A document that the record rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A name within the record.
    pub id: SourceId,
    /// The public address; where there is none, `no_url` stands in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// Why there is no public address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_url: Option<String>,
    /// The document's title.
    pub title: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it, where the name is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was published; `unknown` is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// When the curator read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<Day>,
    /// What sort of document it is.
    pub kind: SourceKind,
    /// Its language.
    pub language: LanguageTag,
    /// How close it is to what it reports.
    pub grade: Grade,
    /// The source that it retells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retells: Option<SourceId>,
    /// How much of it the curator read.
    pub read: ReadDepth,
    /// An archived copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Url>,
    /// What a reader has to know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Another incident that belongs beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The other incident.
    pub id: IncidentId,
    /// What it is to this one.
    pub relation: Relation,
}

/// The name of this incident in somebody else's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalId {
    /// The list.
    pub scheme: ExternalScheme,
    /// The name there.
    pub id: String,
    /// True if the entry was opened and is about this incident.
    pub verified: bool,
}

/// A record of another corpus that this one stands in for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The record replaced.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Who looked at the record, when, and what is still open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// When it was last curated.
    pub curated: Day,
    /// When somebody else read it against its sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_reading: Option<Day>,
    /// How sure the curators are.
    pub confidence: Confidence,
    /// True if the labels were set before the classifier's were seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labelled_before_suggestion: Option<bool>,
    /// What the sources leave open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_questions: Vec<String>,
}

/// A change that a reader has to know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// When.
    pub on: Day,
    /// What changed and why.
    pub text: String,
}

/// Leave to break an editorial rule in this record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// The rule's code.
    pub rule: String,
    /// Why it is right to break it here.
    pub reason: String,
}

/// A part of an incident's text; the order is that of the headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Facts, in the order in which they happened.
    WhatHappened,
    /// Analysis of what made it possible.
    WhyItWasPossible,
    /// Which safeguards held and which did not.
    WhatHeld,
    /// What follows from the facts.
    Lessons,
    /// What the parties do not agree on; the only section that may be left out.
    Disputed,
}

impl Section {
    /// Every section, in the order of a record.
    pub const ALL: &'static [Self] =
        &[Self::WhatHappened, Self::WhyItWasPossible, Self::WhatHeld, Self::Lessons, Self::Disputed];

    /// The heading, as it stands in a record.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::WhatHappened => "What happened",
            Self::WhyItWasPossible => "Why it was possible",
            Self::WhatHeld => "What held, what did not",
            Self::Lessons => "Lessons",
            Self::Disputed => "Disputed",
        }
    }
}
