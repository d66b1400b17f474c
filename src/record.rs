//! The types of the corpus: one concept per file, as it is spelled in a record.
//!
//! They hold what a curator wrote and nothing that could be computed from it. They know no files, no other
//! records and no rules: whether an id resolves is the knowledge base's business. Unknown keys are errors
//! everywhere, and `serde(flatten)` is not used because it would lose them.

mod date;
mod duration;
mod id;
mod incident;
mod manifest;
mod outline;
mod pattern;
mod product;
mod safeguard;
mod setting;
mod standard;
mod text;
mod thesaurus;
mod vocabulary;

pub(crate) use date::MONTHS;
pub use date::{Day, EventTime, PartialDate};
pub use duration::IsoDuration;
pub use id::{ClaimId, CorpusName, IncidentId, PatternId, Prefix, ProductId, SafeguardId, SchemeId, SourceId, Tag};
pub use incident::{
    Agent, Allowance, Amount, Claim, Command, Contradiction, Detection, Event, ExternalId, Impact, Incident,
    PatternLabel, Recovery, Related, Replacement, Review, Revision, SafeguardLabel, Section, Severity, Source,
};
pub use manifest::Manifest;
pub use outline::Part;
pub use pattern::{Neighbour, Pattern, Signals};
pub use product::Product;
pub use safeguard::{Question, Safeguard, Setting, Verification};
pub use standard::{Crosswalk, Edition, FormerEntry, Standard, StandardEntry};
pub use text::{Contact, Currency, Decimal, InvalidText, LanguageTag, Line, Note, Url, format_checker};
pub(crate) use text::{cut, either};
pub use thesaurus::{BothWays, OneWay, Thesaurus};
pub use vocabulary::{
    Adversary, AgentInterface, AmountStatus, AnswerValue, AutonomyLevel, Capability, ClaimRole, ClaimStanding,
    ClaimStatus, ClaimTopic, Confidence, Constraint, CrosswalkRelation, DetectionMethod, Effect, Effort, EntryStatus,
    Environment, ExternalScheme, Family, Function, Grade, HarmBearer, HarmStatus, ImpactKind, IncidentKind, LabelBasis,
    Moment, PatternRole, PermissionsOrigin, Presence, ReadDepth, RecoveryMethod, RecoveryOutcome, Relation,
    Reversibility, RuleOfTwo, SafeguardState, SeverityLevel, Sharing, SourceKind, Term, Verified, Vocabulary,
    capitalised, label_of, vocabularies,
};
