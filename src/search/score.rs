//! How well records bear out what is asked for: a sum over the things asked for, and a minimum of evidence.

use super::error::IndexError;
use super::index::Index;
use super::nearness::{bearing_out, nearness};
use super::plan::{Alternative, Asked, Plan, Role};
use super::query::Note;
use super::terms::{Extent, Having, Terms};
use super::weights;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Documents with enough evidence, in their order.
    pub(super) documents: Vec<u32>,
    /// The score of every document, by its number.
    pub(super) scores: Vec<f32>,
    /// For each thing asked for, what having it says.
    pub(super) rarities: Vec<Rarity>,
    pub(super) notes: Vec<Note>,
    /// Synonyms that records have.
    pub(super) also_searched: Vec<String>,
    /// How much evidence is enough.
    pub(super) enough: f32,
    /// Scores say how near things stand.
    pub(super) is_near: bool,
}

/// What it says about a document that it has a thing asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rarity {
    /// Inverse document frequency.
    pub(super) weight: f32,
    /// Most documents have it.
    pub(super) is_common: bool,
    /// No document has it.
    pub(super) is_unknown: bool,
}

impl Rarity {
    /// Robertson and Spärck Jones, in the form that BM25 uses, never negative.
    pub(super) fn of(documents: usize, having: usize) -> Self {
        let real = |count: usize| weights::real(u32::try_from(count).unwrap_or(u32::MAX));
        let (all, some) = (real(documents), real(having));
        Self {
            weight: (1.0 + (all - some + 0.5) / (some + 0.5)).ln(),
            is_common: some > all * weights::COMMON,
            is_unknown: having == 0,
        }
    }

    /// What it adds to the evidence that is asked for.
    pub(super) fn asked_for(self) -> f32 {
        if self.is_unknown { weights::UNKNOWN * self.weight } else { self.weight }
    }
}

/// What all documents have of what is asked for, before it is decided which of them have enough.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) found: Found,
    /// For each document, the rarities of what it has.
    pub(super) evidence: Vec<f32>,
    /// How many of the phrases each document has; empty if none is asked for.
    phrases: Vec<usize>,
    /// What a document that has everything would have as evidence.
    pub(super) asked_for: f32,
}

/// Looks everything up that is asked for.
pub(super) fn tally(index: &Index, plan: &Plan) -> Result<Tally, IndexError> {
    let documents = index.len();
    let mut tally = Tally {
        found: Found { scores: vec![0.0; documents], ..Found::default() },
        evidence: vec![0.0; documents],
        phrases: vec![0; if plan.phrases() > 0 { documents } else { 0 }],
        asked_for: 0.0,
    };
    let mut board = Board::new(documents);
    for asked in &plan.asked {
        let rarity = best(index, asked, &mut board, &mut tally.found)?;
        tally.found.rarities.push(rarity);
        let is_evidence = asked.role.is_evidence();
        if is_evidence {
            tally.asked_for += rarity.asked_for();
        }
        let says = if is_evidence { rarity.weight } else { 0.0 };
        let counts = if asked.role == Role::Phrase { tally.phrases.as_mut_slice() } else { &mut [] };
        let mut totals = Totals { scores: &mut tally.found.scores, evidence: &mut tally.evidence, counts };
        board.drain(rarity, says, &mut totals);
    }
    Ok(tally)
}

/// Finds the documents that bear out enough of what is asked for, and if there is one, those that come after it.
pub(super) fn score(index: &Index, plan: &Plan) -> Result<Found, IndexError> {
    let Tally { mut found, evidence, phrases, asked_for } = tally(index, plan)?;
    found.enough = asked_for * weights::least_evidence(plan.words());
    let next = (found.enough * weights::OF_ENOUGH).max(f32::MIN_POSITIVE);
    found.documents = chosen(&evidence, |evidence| evidence >= next);
    if !phrases.is_empty() {
        let has_all = |document: u32| phrases.get(document as usize).is_some_and(|has| *has == plan.phrases());
        found.documents.retain(|document| has_all(*document));
    }
    let has_enough =
        |document: &u32| evidence.get(*document as usize).is_some_and(|evidence| *evidence >= found.enough);
    if !found.documents.iter().any(has_enough) {
        found.documents.clear();
    }
    draw_near(index, plan, &mut found)?;
    Ok(found)
}

/// The documents whose evidence is enough. Nobody can tell beforehand which have it, so that every document is written
/// down and the next one written over it if it had not.
fn chosen(evidence: &[f32], is_enough: impl Fn(f32) -> bool) -> Vec<u32> {
    let mut documents = vec![0; evidence.len() + 1];
    let mut count = 0;
    for (document, evidence) in (0..).zip(evidence) {
        if let Some(place) = documents.get_mut(count) {
            *place = document;
        }
        count += usize::from(is_enough(*evidence));
    }
    documents.truncate(count);
    documents
}

/// Adds what it says that words stand near each other, and leaves out documents over which they are scattered.
fn draw_near(index: &Index, plan: &Plan, found: &mut Found) -> Result<(), IndexError> {
    let of_words = plan.asked.iter().zip(&found.rarities).filter(|(asked, _)| asked.role == Role::Word);
    let (words, asked_for) = of_words.fold((0, 0.0), |(words, sum), (_, rarity)| (words + 1, sum + rarity.asked_for()));
    if words < 2 || found.documents.len() > weights::MOST_NEAR {
        return Ok(());
    }
    found.is_near = true;
    let (enough, least) = (asked_for * weights::least_evidence(words), weights::least_words(words));
    let near = nearness(index, plan, &found.rarities, &found.documents)?;
    for (document, near) in found.documents.iter().zip(&near) {
        if let Some(score) = found.scores.get_mut(*document as usize) {
            *score += weights::NEARNESS * near.says;
        }
    }
    // A phrase says enough by itself.
    if plan.phrases() == 0 {
        let mut bears_out = bearing_out(&near, least, |_| enough, weights::OF_ENOUGH).into_iter();
        found.documents.retain(|_| bears_out.next().unwrap_or_default());
    }
    Ok(())
}

/// Scores are ordered and shown as whole thousandths, so that the last bit of a logarithm, which differs between
/// machines, does not decide the order.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative; a cast saturates")]
pub(super) fn thousandths(score: f32) -> u32 {
    // As `round` does for what is not negative; that is a call on processors without an instruction for it.
    (score * 1000.0 + 0.5) as u32
}

/// Notes the best that each document has of the alternatives.
fn best(index: &Index, asked: &Asked, board: &mut Board, found: &mut Found) -> Result<Rarity, IndexError> {
    let extent = Extent::First(weights::MOST_EXPANSIONS);
    let mut all = Vec::new();
    for alternative in &asked.alternatives {
        let having = index.having(&alternative.terms, extent)?;
        if having.is_cut {
            found.notes.push(Note::ManyExpansions { typed: asked.typed.clone(), used: weights::MOST_EXPANSIONS });
        }
        if let Some(also) = &alternative.also
            && having.documents > 0
            && !found.also_searched.contains(also)
        {
            found.also_searched.push(also.clone());
        }
        all.push((having, alternative));
    }
    // What was typed says how rare it is; a rare synonym of a frequent word would say too much, a frequent one of a
    // rare word too little. What no document has as typed is as rare as what stands for it.
    let typed = all.first().map_or(0, |(having, _)| having.documents);
    let most = all.iter().map(|(having, _)| having.documents).max().unwrap_or_default();
    let rarity = Rarity::of(index.len(), if typed > 0 { typed } else { most });
    board.unit = Unit::of(&asked.alternatives);
    for (having, alternative) in &all {
        board.add(having, alternative)?;
    }
    Ok(rarity)
}

/// A weight of 1 on the board. The largest impact times it is the largest number of 16 bits, so that processors weigh
/// and compare many documents at a time.
const ONE: u16 = u16::MAX / 255;

/// Documents of which all that is added up fits into the fastest memory of a processor.
const BLOCK: usize = 4_096;

/// The largest weights among alternatives, as parts of which the others are kept.
#[derive(Debug, Clone, Copy, Default)]
struct Unit {
    weight: f32,
    evidence: f32,
}

impl Unit {
    fn of(alternatives: &[Alternative]) -> Self {
        let most = |of: fn(&Alternative) -> f32| alternatives.iter().map(of).fold(0.0, f32::max);
        Self { weight: most(|alternative| alternative.weight), evidence: most(|alternative| alternative.evidence) }
    }
}

/// For each document the best score and the largest share of evidence that an alternative gives it.
struct Board {
    unit: Unit,
    /// Impacts, [`ONE`] times as large.
    scores: Vec<u16>,
    /// Shares of 255.
    shares: Vec<u8>,
    touched: Vec<u32>,
    /// So many documents were touched that nobody kept count.
    is_all: bool,
}

impl Board {
    fn new(documents: usize) -> Self {
        let unit = Unit::default();
        Self { unit, scores: vec![0; documents], shares: vec![0; documents], touched: Vec::new(), is_all: false }
    }

    /// Notes the documents that have an alternative.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1; a cast saturates")]
    fn add(&mut self, having: &Having<'_>, alternative: &Alternative) -> Result<(), IndexError> {
        let part = |own: f32, unit: f32| if unit > 0.0 { own / unit } else { 0.0 };
        let factor = ((part(alternative.weight, self.unit.weight) * f32::from(ONE)).round() as u16).min(ONE);
        let share = (part(alternative.evidence, self.unit.evidence) * 255.0).round() as u8;
        if let Some(impacts) = having.dense(self.scores.len())? {
            self.is_all = true;
            for (score, impact) in self.scores.iter_mut().zip(impacts) {
                *score = (*score).max(u16::from(*impact) * factor);
            }
            for (own, impact) in self.shares.iter_mut().zip(impacts) {
                *own = (*own).max(if *impact > 0 { share } else { 0 });
            }
            return Ok(());
        }
        having.each(self.scores.len(), |document, impact| {
            let place = document as usize;
            if let (Some(score), Some(own)) = (self.scores.get_mut(place), self.shares.get_mut(place)) {
                if *score == 0 && !self.is_all {
                    self.touched.push(document);
                }
                *score = (*score).max(u16::from(impact) * factor);
                *own = (*own).max(share);
            }
        })
    }

    /// Adds what every document has to its score and its evidence, counts those that have anything, and forgets it.
    fn drain(&mut self, rarity: Rarity, says: f32, totals: &mut Totals<'_>) {
        let Self { unit, scores, shares, touched, is_all } = self;
        let (score, says) = (rarity.weight * unit.weight / (255.0 * f32::from(ONE)), says * unit.evidence / 255.0);
        if *is_all {
            let own = scores.chunks_mut(BLOCK).zip(shares.chunks_mut(BLOCK));
            let added = totals.scores.chunks_mut(BLOCK).zip(totals.evidence.chunks_mut(BLOCK));
            for ((scores, shares), (total, evidence)) in own.zip(added) {
                for (total, own) in total.iter_mut().zip(scores.iter()) {
                    *total += score * f32::from(*own);
                }
                for (evidence, own) in evidence.iter_mut().zip(shares.iter()) {
                    *evidence += says * f32::from(*own);
                }
                scores.fill(0);
                if totals.counts.is_empty() {
                    shares.fill(0);
                }
            }
            for (count, share) in totals.counts.iter_mut().zip(shares.iter_mut()) {
                *count += usize::from(*share > 0);
                *share = 0;
            }
            touched.clear();
        }
        for document in touched.drain(..) {
            let place = document as usize;
            let (Some(own), Some(share)) = (scores.get_mut(place), shares.get_mut(place)) else { continue };
            if let (Some(total), Some(evidence)) = (totals.scores.get_mut(place), totals.evidence.get_mut(place)) {
                *total += score * f32::from(*own);
                *evidence += says * f32::from(*share);
            }
            if let Some(count) = totals.counts.get_mut(place) {
                *count += usize::from(*share > 0);
            }
            (*own, *share) = (0, 0);
        }
        *is_all = false;
    }
}

/// What the board is added to, by document.
struct Totals<'a> {
    scores: &'a mut [f32],
    evidence: &'a mut [f32],
    /// Empty if nothing is counted.
    counts: &'a mut [usize],
}

/// For each document, whether it has something unwanted; beginnings are followed to the last word.
pub(super) fn unwanted(index: &Index, unwanted: &[Terms]) -> Result<Vec<bool>, IndexError> {
    let mut excluded = vec![false; index.len()];
    for terms in unwanted {
        index.having(terms, Extent::All)?.each(index.len(), |document, _| {
            if let Some(is_excluded) = excluded.get_mut(document as usize) {
                *is_excluded = true;
            }
        })?;
    }
    Ok(excluded)
}
