//! From a query to ordered hits: scores, filters, order, facets, and for the page asked for the excerpts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::analysis::Analysis;
use super::columns::Counted;
use super::error::IndexError;
use super::explain::{Explanation, explain};
use super::field::Facet;
use super::fragment::{Marks, fragments};
use super::index::Index;
use super::plan::Plan;
use super::query::{Note, Query};
use super::score::{Found, score, thousandths, unwanted};
use super::{Answer, Hit, Order, Page, weights};
use crate::parallel;

/// Hits that are kept before the best of them are looked for, at least.
const ROOM: usize = 256;

pub(super) fn answer(index: &Index, query: &Query, page: Page) -> Result<Answer, IndexError> {
    ranked(index, query, page).map(|(answer, ..)| answer)
}

/// Also says how it came about.
pub(super) fn explained(index: &Index, query: &Query, page: Page) -> Result<(Answer, Explanation), IndexError> {
    let (answer, plan, found, documents) = ranked(index, query, page)?;
    Ok((answer, explain(index, &plan, &found, &documents)?))
}

/// An answer with what it was made from: the documents are those of the page.
type Ranked = (Answer, Plan, Found, Vec<u32>);

fn ranked(index: &Index, query: &Query, page: Page) -> Result<Ranked, IndexError> {
    let mut plan = index.idle.with(|analysis| Plan::of(index, query, analysis))?;
    if !plan.asks_words() && !plan.asks_filters() {
        plan.notes.push(if plan.has_only_fillers { Note::NoSubject } else { Note::NothingToFind });
        let notes = std::mem::take(&mut plan.notes);
        return Ok((Answer { notes, ..Answer::default() }, plan, Found::default(), Vec::new()));
    }
    let mut found = if plan.asks_words() { score(index, &plan)? } else { everything(index) };
    filter(index, &plan, &mut found.documents)?;
    let facets = facets(index, &found.documents)?;
    let shown = match page.order {
        Order::Relevance if plan.asks_words() => {
            first(&found.documents, page, |document| by_score(index, &found, document))
        }
        Order::Relevance | Order::Severity => first(&found.documents, page, |document| by_severity(index, document)),
        Order::Date => first(&found.documents, page, |document| by_date(index, document)),
        Order::Id => first(&found.documents, page, |document| (is_retracted(index, document), document)),
    };
    let marks = Marks::of(&plan, &found);
    // Looking for excerpts takes a third of an answer.
    let hits = parallel::map(&shown, usize::MAX, |document| {
        index.idle.with(|analysis| hit(index, &found, *document, &marks, analysis))
    });
    plan.notes.append(&mut found.notes);
    let answer = Answer {
        total: found.documents.len(),
        hits: hits.into_iter().collect::<Result<_, _>>()?,
        facets,
        also_searched: std::mem::take(&mut found.also_searched),
        did_you_mean: corrected(&query.text, &plan.corrections),
        notes: std::mem::take(&mut plan.notes),
    };
    Ok((answer, plan, found, shown))
}

/// The query with each correction in the place of what was typed.
fn corrected(text: &str, corrections: &[(String, String)]) -> Option<String> {
    let replace = |text: String, (typed, meant): &(String, String)| text.replacen(typed.as_str(), meant, 1);
    (!corrections.is_empty()).then(|| corrections.iter().fold(text.to_owned(), replace))
}

fn everything(index: &Index) -> Found {
    let documents = u32::try_from(index.len()).unwrap_or(u32::MAX);
    Found { documents: (0..documents).collect(), scores: vec![0.0; index.len()], ..Found::default() }
}

fn filter(index: &Index, plan: &Plan, documents: &mut Vec<u32>) -> Result<(), IndexError> {
    if !plan.unwanted.is_empty() {
        let excluded = unwanted(index, &plan.unwanted)?;
        documents.retain(|document| !excluded.get(*document as usize).copied().unwrap_or_default());
    }
    for (filters, wanted) in [(&plan.filters, true), (&plan.unwanted_filters, false)] {
        for (facet, named) in filters {
            let column = index.column(*facet)?;
            documents.retain(|document| column.has(named, *document as usize) == wanted);
        }
    }
    Ok(())
}

/// How many documents have each value of each facet.
fn facets(index: &Index, documents: &[u32]) -> Result<BTreeMap<Facet, Vec<(String, usize)>>, IndexError> {
    let counted = Counted::of(documents, index.len());
    let mut facets = BTreeMap::new();
    for facet in Facet::ALL {
        facets.insert(*facet, index.column(*facet)?.count(&counted));
    }
    facets.retain(|_, counts| !counts.is_empty());
    Ok(facets)
}

/// The documents of a page, in the order of a key.
fn first<K: Ord>(documents: &[u32], page: Page, key: impl Fn(u32) -> K) -> Vec<u32> {
    let end = page.offset.saturating_add(page.limit);
    let mut best: Vec<(K, u32)> = Vec::new();
    let mut is_cut = false;
    for document in documents {
        let own = (key(*document), *document);
        // Once the first have been cut off, the last of them says what is not among them.
        if is_cut && best.get(end.saturating_sub(1)).is_some_and(|last| own >= *last) {
            continue;
        }
        best.push(own);
        if best.len() >= end.saturating_mul(2).max(ROOM) {
            cut(&mut best, end);
            is_cut = true;
        }
    }
    cut(&mut best, end);
    best.sort_unstable();
    best.into_iter().skip(page.offset).map(|(_, document)| document).collect()
}

/// Leaves the first so many, the last of which comes last.
fn cut<T: Ord>(all: &mut Vec<T>, end: usize) {
    if end == 0 {
        all.clear();
    } else if end < all.len() {
        all.select_nth_unstable(end - 1);
        all.truncate(end);
    }
}

/// Best first, what is retracted last; documents are numbered by kind and id, which decide between equals.
fn by_score(index: &Index, found: &Found, document: u32) -> (bool, Reverse<u32>) {
    let place = document as usize;
    let score = found.scores.get(place).copied().unwrap_or_default();
    let Some(standing) = index.standings().get(place) else { return (false, Reverse(thousandths(score))) };
    (standing.retracted, Reverse(thousandths(score * weights::kind(standing.kind))))
}

fn is_retracted(index: &Index, document: u32) -> bool {
    index.standings().get(document as usize).is_some_and(|standing| standing.retracted)
}

/// The latest first; what has no date comes last.
fn by_date(index: &Index, document: u32) -> (bool, Reverse<u32>) {
    let occurred = index.standings().get(document as usize).map(|standing| standing.occurred);
    (is_retracted(index, document), Reverse(occurred.unwrap_or_default()))
}

/// Realised severity, then date, both descending, then id.
fn by_severity(index: &Index, document: u32) -> (bool, Option<crate::corpus::Kind>, Reverse<(u8, u32)>) {
    let standing = index.standings().get(document as usize);
    let order = standing.map(|standing| (standing.severity, standing.occurred));
    (is_retracted(index, document), standing.map(|standing| standing.kind), Reverse(order.unwrap_or_default()))
}

fn hit(index: &Index, found: &Found, document: u32, marks: &Marks, analysis: &mut Analysis) -> Result<Hit, IndexError> {
    let place = document as usize;
    let (matched, fragments) = fragments(&index.lines(place)?, marks, analysis);
    let (_, Reverse(score)) = by_score(index, found, document);
    Ok(Hit { card: index.card(place)?, score, matched, fragments })
}
