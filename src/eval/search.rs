//! Search on judged queries: nDCG@10, MRR, recall@5, abstention.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::search::{Clause, Comparison, Facet, Index, IndexError, Order, Page, Polarity, Query};

/// Ranks that count.
const DEPTH: usize = 10;
/// Ranks that count for recall.
const FIRST: usize = 5;

/// Queries with the incidents that they should find.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct QuerySet {
    /// The queries.
    #[serde(rename = "query", default)]
    pub queries: Vec<JudgedQuery>,
}

/// A query and what was judged of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedQuery {
    /// A name for it.
    pub id: String,
    /// What sort of query it is. Of `empty` ones nothing is relevant, so that no answer is the right one; `torture` only
    /// asks for an orderly answer.
    pub kind: String,
    /// What is typed.
    pub text: String,
    /// Incidents by id: 3 is what the searcher looks for, 2 clearly relevant, 1 related.
    #[serde(default)]
    pub relevant: BTreeMap<String, u32>,
}

/// What became of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Each query, in the order of the set.
    pub queries: Vec<QueryOutcome>,
    /// Incidents that the set names and the corpus lacks, in order. They count nowhere.
    pub missing: Vec<String>,
}

/// What became of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryOutcome {
    /// Its name.
    pub id: String,
    /// Its sort.
    pub kind: String,
    /// What was typed.
    pub text: String,
    /// How many incidents were found.
    pub found: usize,
    /// For each relevant incident in the corpus, its grade and its rank from 1, if it was found; best grade first.
    pub relevant: Vec<(String, u32, Option<usize>)>,
    /// How good the order is; nothing for queries of which nothing in the corpus is relevant.
    pub scores: Option<Scores>,
}

/// How good an order is, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// Discounted cumulative gain of the first ten against that of the ideal order, with gains of 2^grade − 1 (Burges et
    /// al. 2005) and a discount of log2(rank + 1) (Järvelin and Kekäläinen 2002).
    pub ndcg: f64,
    /// One over the rank of the first relevant incident; 0 if there is none among the first ten.
    pub reciprocal_rank: f64,
    /// Of at most five relevant incidents, the best judged, the share that is among the first five.
    pub recall: f64,
}

/// Averages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Queries with something relevant in the corpus.
    pub judged: usize,
    /// Their averages.
    pub mean: Scores,
    /// Queries of the kind `empty`.
    pub empty: usize,
    /// Those of them that found nothing, rightly.
    pub abstained: usize,
}

/// Asks every query of a set.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn evaluate(kb: &KnowledgeBase, index: &Index, set: &QuerySet) -> Result<Outcome, IndexError> {
    judge(kb, set, |text| incidents(index, text))
}

/// Asks every query of a set by other means: `find` says how many incidents a query finds, and the ids of the first ten.
///
/// # Errors
///
/// Fails if `find` does.
pub fn judge<E>(
    kb: &KnowledgeBase,
    set: &QuerySet,
    mut find: impl FnMut(&str) -> Result<(usize, Vec<String>), E>,
) -> Result<Outcome, E> {
    let mut missing = Vec::new();
    let mut queries = Vec::new();
    for judged in &set.queries {
        let mut relevant: BTreeMap<String, u32> = BTreeMap::new();
        for (id, grade) in &judged.relevant {
            let id = kb.resolve(Kind::Incident, id);
            if kb.incidents().contains_key(id) {
                let known = relevant.entry(id.to_owned()).or_default();
                *known = (*known).max(*grade);
            } else {
                missing.push(id.to_owned());
            }
        }
        let (found, ids) = find(&judged.text)?;
        queries.push(outcome(judged, &relevant, found, &ids));
    }
    missing.sort();
    missing.dedup();
    Ok(Outcome { queries, missing })
}

/// How many incidents a query finds, and the first of them.
fn incidents(index: &Index, text: &str) -> Result<(usize, Vec<String>), IndexError> {
    let mut query = Query::parse(text);
    let nothing = Page { offset: 0, limit: 0, order: Order::Relevance };
    // A query without anything to look for would become one for all incidents.
    if index.search(&query, nothing)?.total == 0 {
        return Ok((0, Vec::new()));
    }
    let incident = Comparison::Is(Kind::Incident.as_str().to_owned());
    let only = Clause::Filter { facet: Facet::Type, comparison: incident, typed: String::new() };
    query.clauses.push((Polarity::Wanted, only));
    let answer = index.search(&query, Page { offset: 0, limit: DEPTH, order: Order::Relevance })?;
    Ok((answer.total, answer.hits.into_iter().map(|hit| hit.card.id).collect()))
}

fn outcome(judged: &JudgedQuery, relevant: &BTreeMap<String, u32>, found: usize, ids: &[String]) -> QueryOutcome {
    let mut ranked: Vec<(String, u32, Option<usize>)> = relevant
        .iter()
        .map(|(id, grade)| (id.clone(), *grade, ids.iter().position(|other| other == id).map(|at| at + 1)))
        .collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let grades: Vec<u32> = ids.iter().map(|id| relevant.get(id).copied().unwrap_or_default()).collect();
    QueryOutcome {
        id: judged.id.clone(),
        kind: judged.kind.clone(),
        text: judged.text.clone(),
        found,
        scores: (!ranked.is_empty()).then(|| Scores::of(&grades, &ranked)),
        relevant: ranked,
    }
}

impl Scores {
    /// Judges an order by the grades of its incidents and all relevant ones, best first.
    fn of(grades: &[u32], relevant: &[(String, u32, Option<usize>)]) -> Self {
        let ideal: Vec<u32> = relevant.iter().map(|(_, grade, _)| *grade).collect();
        let first = grades.iter().take(DEPTH).position(|grade| *grade > 0);
        let reachable = relevant.len().min(FIRST);
        let reached = grades.iter().take(FIRST).filter(|grade| **grade > 0).count();
        Self {
            ndcg: gain(grades) / gain(&ideal),
            reciprocal_rank: first.map_or(0.0, |at| 1.0 / real(at + 1)),
            recall: real(reached) / real(reachable),
        }
    }
}

fn gain(grades: &[u32]) -> f64 {
    let of = |(at, grade): (usize, &u32)| (f64::from(2_u32.saturating_pow(*grade)) - 1.0) / real(at + 2).log2();
    grades.iter().take(DEPTH).enumerate().map(of).fold(0.0, |sum, gain| sum + gain)
}

#[expect(clippy::cast_precision_loss, reason = "ranks and numbers of queries")]
fn real(count: usize) -> f64 {
    count as f64
}

impl Outcome {
    /// The averages over all queries, or over those of a kind.
    #[must_use]
    pub fn summary(&self, kind: Option<&str>) -> Summary {
        let of_kind = || self.queries.iter().filter(|query| kind.is_none_or(|kind| query.kind == kind));
        let scores: Vec<Scores> = of_kind().filter_map(|query| query.scores).collect();
        let mean = |of: fn(&Scores) -> f64| scores.iter().map(of).sum::<f64>() / real(scores.len().max(1));
        let empty = || of_kind().filter(|query| query.kind == "empty");
        Summary {
            judged: scores.len(),
            mean: Scores {
                ndcg: mean(|scores| scores.ndcg),
                reciprocal_rank: mean(|scores| scores.reciprocal_rank),
                recall: mean(|scores| scores.recall),
            },
            empty: empty().count(),
            abstained: empty().filter(|query| query.found == 0).count(),
        }
    }

    /// The kinds of queries with something judged, in the order of first use.
    #[must_use]
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        for query in self.queries.iter().filter(|query| query.scores.is_some()) {
            if !kinds.contains(&query.kind.as_str()) {
                kinds.push(&query.kind);
            }
        }
        kinds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(found: &[u32], relevant: &[u32]) -> Scores {
        let relevant: Vec<_> = relevant.iter().map(|grade| (String::new(), *grade, None)).collect();
        Scores::of(found, &relevant)
    }

    #[test]
    fn the_ideal_order_is_one() {
        let Scores { ndcg, reciprocal_rank, recall } = scores(&[3, 2, 1, 0], &[3, 2, 1]);
        assert_eq!((ndcg, reciprocal_rank, recall), (1.0, 1.0, 1.0));
    }

    #[test]
    fn what_comes_late_counts_less() {
        // Worked by hand: 3 / log2(3) + 7 / log2(4) against 7 + 3 / log2(3).
        let found = scores(&[0, 2, 3], &[3, 2]);
        assert!((found.ndcg - 0.606_423).abs() < 1e-6, "{found:?}");
        assert!((found.reciprocal_rank - 0.5).abs() < 1e-9 && (found.recall - 1.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_found_is_nothing() {
        let Scores { ndcg, reciprocal_rank, recall } = scores(&[], &[3]);
        assert_eq!((ndcg, reciprocal_rank, recall), (0.0, 0.0, 0.0));
    }

    #[test]
    fn recall_asks_for_five_at_most() {
        assert!((scores(&[1, 1, 0, 0, 0, 1], &[1; 8]).recall - 0.4).abs() < 1e-9);
    }
}
