//! `precedent.search.v1`: the answer to a query.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Count;
use crate::search::{Answer, Explanation, Fragment, Hit, Query};

/// The answer to a query, best hit first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchAnswer {
    /// `precedent.search.v1`.
    pub schema: String,
    /// What was asked.
    pub query: String,
    /// How many records match.
    pub total: usize,
    /// How many of them were passed over before the first hit below.
    pub offset: usize,
    /// The page asked for.
    pub hits: Vec<SearchHit>,
    /// For each facet, how many of all matching records have each value.
    pub facets: BTreeMap<String, Vec<Count>>,
    /// Synonyms that were looked for as well.
    pub also_searched: Vec<String>,
    /// A query that would find more.
    pub did_you_mean: Option<String>,
    /// What a person should know about how the query was read.
    pub notes: Vec<String>,
    /// How the query was read and how the hits came by their scores, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<SearchExplanation>,
}

/// How a query was read and how the hits came by their scores. Numbers have three decimals.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchExplanation {
    /// What was asked for, in the order typed.
    pub parts: Vec<SearchPart>,
    /// How much of the weight of all words a record has to bear out.
    pub evidence_needed: f64,
    /// For each hit, in the order of hits, what its score is made of.
    pub hits: Vec<SearchShares>,
}

/// One thing asked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchPart {
    /// As typed; of neighbouring words both.
    pub typed: String,
    /// `word`, `beginning`, `phrase`, `shell word` or `neighbours`.
    pub role: String,
    /// Inverse document frequency.
    pub weight: f64,
    /// What it was looked for by.
    pub found_by: Vec<SearchWay>,
}

/// What something is looked for by.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchWay {
    /// Stems in a row, a shell word or a beginning.
    pub terms: String,
    /// What it counts beside what was typed, which counts 1.
    pub weight: f64,
    /// How many records have it.
    pub records: usize,
}

/// What a score is made of: the sum of its parts and the nearness, times the kind.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchShares {
    /// What each thing asked for adds.
    pub parts: Vec<SearchShare>,
    /// What it adds that words stand near each other.
    pub nearness: f64,
    /// What records of this kind count.
    pub kind: f64,
}

/// What one thing asked for adds to a score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchShare {
    /// As typed.
    pub typed: String,
    /// What it was found by.
    pub found_by: String,
    /// What it adds.
    pub score: f64,
}

/// One record found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchHit {
    /// `incident`, `pattern`, `safeguard` or `product`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The record's id.
    pub id: String,
    /// Its title or name.
    pub title: String,
    /// How well it matches, to three decimals; comparable within one answer only.
    pub score: f64,
    /// Claim status, for incidents.
    pub status: Option<String>,
    /// Realised severity, for incidents.
    pub severity: Option<String>,
    /// Fields in which something matched.
    pub matched: Vec<String>,
    /// Excerpts with what matched.
    pub fragments: Vec<SearchFragment>,
}

/// An excerpt of a field.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchFragment {
    /// The field.
    pub field: String,
    /// The excerpt.
    pub text: String,
    /// What matched: start and end, counted in Unicode scalar values of `text`.
    pub ranges: Vec<[usize; 2]>,
}

impl SearchAnswer {
    /// Words an answer.
    #[must_use]
    pub fn new(query: &Query, answer: &Answer, offset: usize) -> Self {
        Self {
            schema: "precedent.search.v1".to_owned(),
            query: query.text.clone(),
            total: answer.total,
            offset,
            hits: answer.hits.iter().map(SearchHit::new).collect(),
            facets: answer
                .facets
                .iter()
                .map(|(facet, counts)| (facet.as_str().to_owned(), Count::list(counts)))
                .collect(),
            also_searched: answer.also_searched.clone(),
            did_you_mean: answer.did_you_mean.clone(),
            notes: answer.notes.iter().map(crate::search::Note::sentence).collect(),
            explanation: None,
        }
    }

    /// Adds how it came about.
    #[must_use]
    pub fn explained(self, explanation: Option<&Explanation>) -> Self {
        Self { explanation: explanation.map(SearchExplanation::new), ..self }
    }
}

fn decimal(thousandths: u32) -> f64 {
    f64::from(thousandths) / 1000.0
}

impl SearchExplanation {
    fn new(explanation: &Explanation) -> Self {
        let typed = |number: usize| explanation.parts.get(number).map(|part| part.typed.clone()).unwrap_or_default();
        let share = |(number, terms, score): &(usize, String, u32)| SearchShare {
            typed: typed(*number),
            found_by: terms.clone(),
            score: decimal(*score),
        };
        let shares = |shares: &crate::search::Shares| SearchShares {
            parts: shares.parts.iter().map(share).collect(),
            nearness: decimal(shares.nearness),
            kind: decimal(shares.kind),
        };
        Self {
            parts: explanation.parts.iter().map(SearchPart::new).collect(),
            evidence_needed: decimal(explanation.least),
            hits: explanation.hits.iter().map(shares).collect(),
        }
    }
}

impl SearchPart {
    fn new(part: &crate::search::Part) -> Self {
        let way = |way: &crate::search::Way| SearchWay {
            terms: way.terms.clone(),
            weight: decimal(way.weight),
            records: way.records,
        };
        Self {
            typed: part.typed.clone(),
            role: part.role.to_owned(),
            weight: decimal(part.weight),
            found_by: part.ways.iter().map(way).collect(),
        }
    }
}

impl SearchFragment {
    pub(super) fn new(fragment: &Fragment) -> Self {
        Self {
            field: fragment.field.as_str().to_owned(),
            text: fragment.text.clone(),
            ranges: fragment.ranges.iter().map(|(start, end)| [*start, *end]).collect(),
        }
    }
}

impl SearchHit {
    fn new(hit: &Hit) -> Self {
        Self {
            kind: hit.card.kind.as_str().to_owned(),
            id: hit.card.id.clone(),
            title: hit.card.title.clone(),
            score: f64::from(hit.score) / 1000.0,
            status: hit.card.status().map(str::to_owned),
            severity: hit.card.severity().map(str::to_owned),
            matched: hit.matched.iter().map(|field| field.as_str().to_owned()).collect(),
            fragments: hit.fragments.iter().map(SearchFragment::new).collect(),
        }
    }
}
