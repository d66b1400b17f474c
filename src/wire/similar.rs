//! `precedent.similar.v1`: the incidents nearest to a record or a text.

use schemars::JsonSchema;
use serde::Serialize;

use super::search::SearchFragment;
use crate::search::{Likeness, Reason, Similar, Subject};

/// The incidents nearest to a record or a text, nearest first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimilarAnswer {
    /// `precedent.similar.v1`.
    pub schema: String,
    /// What others like it were looked for.
    pub subject: SimilarSubject,
    /// How many incidents are near enough to be worth naming.
    pub total: usize,
    /// The nearest of them; what is retracted comes last.
    pub hits: Vec<SimilarHit>,
    /// What a person should know about the answer.
    pub notes: Vec<String>,
}

/// What others like it were looked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimilarSubject {
    /// `incident`, `pattern`, `safeguard`, `product` or `text`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A record's id; null for a text.
    pub id: Option<String>,
    /// A record's title or name; null for a text.
    pub title: Option<String>,
    /// True for a record that is retracted.
    pub retracted: bool,
}

/// An incident like the subject.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimilarHit {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How near it is, to three decimals; comparable within one answer only.
    pub score: f64,
    /// Claim status.
    pub status: Option<String>,
    /// Realised severity.
    pub severity: Option<String>,
    /// What it shares with the subject, most telling first.
    pub reasons: Vec<SimilarReason>,
    /// An excerpt with what it shares.
    pub fragment: Option<SearchFragment>,
}

/// What an incident shares with the subject in one respect.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimilarReason {
    /// `commands`, `patterns`, `permissions`, `environment`, `interface`, `capabilities` or `words`. Commands are spelled
    /// as in the incident, words as in the subject. Patterns are those of both records; for a text those of the incident
    /// that words in the text nearly settle.
    pub kind: String,
    /// What is shared, most telling first.
    pub shared: Vec<SimilarShared>,
}

/// Something that an incident and the subject have in common.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SimilarShared {
    /// What people call it.
    pub text: String,
    /// Id of a pattern, or value of a vocabulary; null for commands and words.
    pub id: Option<String>,
}

impl SimilarAnswer {
    /// Words an answer.
    #[must_use]
    pub fn new(subject: &Subject, similar: &Similar, notes: Vec<String>) -> Self {
        Self {
            schema: "precedent.similar.v1".to_owned(),
            subject: SimilarSubject::new(subject),
            total: similar.total,
            hits: similar.nearest.iter().map(SimilarHit::new).collect(),
            notes,
        }
    }
}

impl SimilarSubject {
    fn new(subject: &Subject) -> Self {
        let card = subject.card();
        Self {
            kind: card.map_or("text", |card| card.kind.as_str()).to_owned(),
            id: card.map(|card| card.id.clone()),
            title: card.map(|card| card.title.clone()),
            retracted: card.is_some_and(|card| card.retracted),
        }
    }
}

impl SimilarHit {
    fn new(likeness: &Likeness) -> Self {
        Self {
            id: likeness.card.id.clone(),
            title: likeness.card.title.clone(),
            score: f64::from(likeness.score) / 1000.0,
            status: likeness.card.status().map(str::to_owned),
            severity: likeness.card.severity().map(str::to_owned),
            reasons: likeness.reasons.iter().map(SimilarReason::new).collect(),
            fragment: likeness.fragment.as_ref().map(SearchFragment::new),
        }
    }
}

impl SimilarReason {
    fn new(reason: &Reason) -> Self {
        let shared =
            reason.shared.iter().map(|shared| SimilarShared { text: shared.text.clone(), id: shared.id.clone() });
        Self { kind: reason.sharing.as_str().to_owned(), shared: shared.collect() }
    }
}
