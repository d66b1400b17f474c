//! The passages of a text that speak most for an incident, and how far incidents bear each of them out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::RowsByFirst;
use super::bearing;
use super::reading::{Reading, Word};
use crate::corpus::Kind;
use crate::search::analysis::Analysis;
use crate::search::error::IndexError;
use crate::search::field::Facet;
use crate::search::index::Index;
use crate::search::list::Posting;
use crate::search::nearness::{bearing_out, nearness};
use crate::search::plan::{Alternative, Asked, Plan, Role};
use crate::search::score::{Found, Rarity, Tally, tally};
use crate::search::table::Table;
use crate::search::terms::{Extent, Terms};
use crate::search::weights;

/// Words from the start of a close passage to the middle of it, and from there to its end: a sentence.
const CLOSE: usize = 15;

/// A text with what the index knows of its words.
pub(super) struct Sight<'a> {
    index: &'a Index,
    pub(super) reading: &'a Reading<'a>,
    /// How many incidents there are; documents begin with them.
    pub(super) incidents: usize,
    /// The incident that the text is of.
    own: Option<usize>,
    is_record: bool,
    known: Table<&'a str, Known>,
    /// Where words stand that nearly settle a pattern.
    signals: Vec<(usize, String)>,
    /// For each pattern with such words, the incidents that bear it, in order.
    bearing: BTreeMap<String, Vec<usize>>,
}

/// What the index knows of a stem.
struct Known {
    rarity: Rarity,
    /// Another incident has it, and not most records do.
    is_shared: bool,
    /// How much each incident says of it, where passages are rated by it.
    postings: Vec<Posting>,
}

/// A word that is asked for on behalf of a passage.
struct Term<'a> {
    word: &'a Word,
    often: u32,
    is_code: bool,
    weight: f32,
}

/// A passage, ready to be compared.
pub(super) struct Passage {
    pub(super) plan: Plan,
    pub(super) found: Found,
    tally: (Vec<f32>, f32),
    /// Patterns that words in it nearly settle.
    patterns: BTreeSet<String>,
}

impl<'a> Sight<'a> {
    pub(super) fn of(
        index: &'a Index,
        reading: &'a Reading<'a>,
        (is_record, own): (bool, Option<usize>),
        analysis: &mut Analysis,
    ) -> Result<Self, IndexError> {
        let incidents = index.standings().partition_point(|standing| standing.kind <= Kind::Incident);
        let mut sight = Self {
            index,
            reading,
            incidents,
            own,
            is_record,
            known: Table::default(),
            // What a record is labelled with is known better than its words could say.
            signals: if is_record { Vec::new() } else { signals(index, reading, analysis)? },
            bearing: BTreeMap::new(),
        };
        for word in reading.words.iter().filter(|word| !word.is_filler) {
            if !sight.known.contains_key(word.stem.as_str()) {
                let known = sight.look_up(&word.stem)?;
                sight.known.insert(&word.stem, known);
            }
        }
        for (_, pattern) in &sight.signals {
            if !sight.bearing.contains_key(pattern) {
                sight.bearing.insert(pattern.clone(), bearing(index, Facet::Pattern, pattern, incidents)?);
            }
        }
        Ok(sight)
    }

    fn look_up(&self, stem: &str) -> Result<Known, IndexError> {
        let having = self.index.term(stem)?;
        let rarity = Rarity::of(self.index.len(), having.documents);
        // Beside the incidents and the one that the text is of there are only so many that can have it.
        if self.is_record && !rarity.is_common && having.documents > self.index.len() - self.incidents + 1 {
            return Ok(Known { rarity, is_shared: true, postings: Vec::new() });
        }
        let mut postings = Vec::new();
        if !rarity.is_common {
            having.each(self.index.len(), |document, impact| {
                let place = document as usize;
                if place < self.incidents && Some(place) != self.own {
                    postings.push((document, impact));
                }
            })?;
        }
        Ok(Known { rarity, is_shared: !postings.is_empty(), postings })
    }

    /// Patterns that words in the text nearly settle.
    pub(super) fn patterns(&self) -> BTreeSet<&str> {
        self.signals.iter().map(|(_, pattern)| pattern.as_str()).collect()
    }

    /// The whole text as one passage: what a record says most often is what it is about.
    pub(super) fn whole(&self) -> Result<Vec<Passage>, IndexError> {
        Ok(vec![self.passage(&(0..self.reading.words.len()))?])
    }

    /// The passages that speak most for an incident, wide ones and close ones.
    pub(super) fn passages(&self) -> Result<Vec<Passage>, IndexError> {
        // What is wide says more of every incident, so that each sort is ranked by itself.
        let mut places = self.best(self.reading.passages());
        places.extend(self.best(self.close()?.into_iter().map(|(start, end)| start..end)));
        places.iter().map(|place| self.passage(place)).collect()
    }

    /// Those of the passages that speak most for an incident, best first.
    fn best(&self, places: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
        let mut scores = vec![0.0_f32; self.incidents];
        let mut ranked: Vec<(Reverse<u32>, Range<usize>)> = Vec::new();
        for place in places {
            scores.fill(0.0);
            self.rate(&place, &mut scores);
            let best = scores.iter().copied().fold(0.0, f32::max);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative")]
            ranked.push((Reverse(best.round() as u32), place));
        }
        ranked.sort_unstable_by_key(|(best, place)| (*best, place.start));
        ranked.truncate(weights::MOST_PASSAGES);
        ranked.into_iter().map(|(_, place)| place).collect()
    }

    /// Adds what a passage says of each incident, at a glance: without synonyms, and wherever the words stand.
    fn rate(&self, place: &Range<usize>, scores: &mut [f32]) {
        for term in self.terms(place) {
            let Some(known) = self.known.get(term.word.stem.as_str()) else { continue };
            for (document, impact) in &known.postings {
                if let Some(score) = scores.get_mut(*document as usize) {
                    *score += term.weight * f32::from(*impact);
                }
            }
        }
        for documents in self.patterns_in(place).iter().filter_map(|pattern| self.bearing.get(*pattern)) {
            let says = 255.0 * weights::SIGNAL * weights::label(self.incidents, documents.len());
            for document in documents {
                if let Some(score) = scores.get_mut(*document) {
                    *score += says;
                }
            }
        }
    }

    /// The surroundings of words that nearly settle a pattern and of what incidents have as a command: one line of a long
    /// text may be all that matters in it, and what stands around it of another subject.
    fn close(&self) -> Result<BTreeSet<(usize, usize)>, IndexError> {
        let words = &self.reading.words;
        let mut found: Vec<usize> = self.signals.iter().map(|(at, _)| *at).collect();
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        for word in self.reading.shell.iter().filter(|word| (word.is_code || word.is_flag()) && !word.is_plain()) {
            if !known.contains_key(word.word.as_str()) {
                let having = self.index.having(&Terms::Whole(word.word.clone()), Extent::All)?;
                known.insert(&word.word, having.documents > 0);
            }
            if known.get(word.word.as_str()).is_some_and(|is_known| *is_known) {
                found.push(words.partition_point(|other| other.place.start < word.place.start));
            }
        }
        let around = |at: usize| {
            let middle = at / CLOSE * CLOSE;
            (middle.saturating_sub(CLOSE), (middle + 2 * CLOSE).min(words.len()))
        };
        Ok(found.into_iter().map(around).collect())
    }

    fn patterns_in(&self, place: &Range<usize>) -> BTreeSet<&str> {
        let from = self.signals.partition_point(|(at, _)| *at < place.start);
        let within = self.signals.iter().skip(from).take_while(|(at, _)| *at < place.end);
        within.map(|(_, pattern)| pattern.as_str()).collect()
    }

    /// The words of a passage that say most, in its order.
    fn terms(&self, place: &Range<usize>) -> Vec<Term<'a>> {
        let mut terms: Table<&str, Term<'a>> = Table::default();
        for word in self.words(place).iter().filter(|word| !word.is_filler) {
            let fresh = || Term { word, often: 0, is_code: false, weight: 0.0 };
            let term = terms.entry(&word.stem).or_insert_with(fresh);
            term.often += 1;
            term.is_code |= word.is_code;
        }
        let mut terms: Vec<Term<'a>> = terms.into_values().collect();
        for term in &mut terms {
            let rarity = self.known.get(term.word.stem.as_str()).map_or(0.0, |known| known.rarity.asked_for());
            term.weight = rarity * term.emphasis();
        }
        terms.retain(|term| self.is_subject(term.word));
        terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.word.place.start.cmp(&b.word.place.start)));
        terms.truncate(weights::MOST_TERMS);
        terms.sort_by_key(|term| term.word.place.start);
        terms
    }

    /// False for what nothing can be compared by: names and numbers of the text's own, and of a record whatever no other
    /// incident has.
    fn is_subject(&self, word: &Word) -> bool {
        let Some(known) = self.known.get(word.stem.as_str()) else { return false };
        let is_own = self.is_record && !known.is_shared;
        let is_name = known.rarity.is_unknown && word.stem.contains(|c: char| c.is_ascii_digit());
        !(is_own || is_name)
    }

    fn words(&self, place: &Range<usize>) -> &'a [Word] {
        self.reading.words.get(place.clone()).unwrap_or_default()
    }

    fn passage(&self, place: &Range<usize>) -> Result<Passage, IndexError> {
        let mut plan = Plan::default();
        for term in self.terms(place) {
            plan.asked.push(Asked {
                typed: self.reading.written(term.word).to_owned(),
                role: Role::Word,
                alternatives: vec![alternative(vec![term.word.stem.clone()], term.emphasis(), weights::AS_TYPED)],
            });
        }
        self.add_synonyms(place, &mut plan)?;
        self.add_commands(place, &mut plan);
        let Tally { found, evidence, asked_for, .. } = tally(self.index, &plan)?;
        let patterns = self.patterns_in(place).into_iter().map(str::to_owned).collect();
        Ok(Passage { plan, found, tally: (evidence, asked_for), patterns })
    }

    fn add_synonyms(&self, place: &Range<usize>, plan: &mut Plan) -> Result<(), IndexError> {
        let synonyms = self.index.synonyms()?;
        let words = self.words(place);
        let mut places = BTreeMap::new();
        for (number, asked) in plan.asked.iter().enumerate() {
            if let Some(Terms::Row(row)) = asked.alternatives.first().map(|first| &first.terms) {
                places.insert(row.concat(), number);
            }
        }
        for at in (0..words.len()).filter(|at| words.get(*at).is_some_and(|word| synonyms.begins(&word.stem))) {
            let behind = words.get(at..).unwrap_or_default().iter().take(synonyms.longest());
            let stems: Vec<String> = behind.map(|word| word.stem.clone()).collect();
            for (length, found) in synonyms.at(&stems) {
                let asked = stems.iter().take(length).filter_map(|stem| places.get(stem));
                for number in asked {
                    let Some(asked) = plan.asked.get_mut(*number) else { continue };
                    for synonym in found.iter().take(weights::MOST_SYNONYMS) {
                        let other = alternative(synonym.stems.clone(), weights::SYNONYM, weights::SYNONYM);
                        if asked.alternatives.iter().all(|known| known.terms != other.terms) {
                            asked.alternatives.push(other);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Asks for whole shell words, and that what stands beside each other in a command does so in the record.
    fn add_commands(&self, place: &Range<usize>, plan: &mut Plan) {
        let words = self.words(place);
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let shell = self.reading.shell.iter();
        let shell = shell.filter(|word| word.place.start >= first.place.start && word.place.start <= last.place.end);
        let asked: BTreeSet<&str> = shell
            .filter(|word| (word.is_code || word.is_flag()) && !word.is_plain())
            .map(|word| word.word.as_str())
            .take(weights::MOST_TERMS)
            .collect();
        for word in asked {
            let alternatives =
                vec![Alternative { terms: Terms::Whole(word.to_owned()), weight: 1.0, evidence: 1.0, also: None }];
            plan.asked.push(Asked { typed: word.to_owned(), role: Role::Whole, alternatives });
        }
        let mut seen = BTreeSet::new();
        let pairs = words.windows(2).filter_map(|pair| match pair {
            [first, second] if !first.is_filler && !second.is_filler => Some((first, second)),
            _ => None,
        });
        let (code, prose): (Vec<_>, Vec<_>) = pairs.partition(|(first, second)| first.is_code && second.is_code);
        for (first, second) in code.into_iter().chain(prose) {
            if seen.len() < weights::MOST_PAIRS && seen.insert((&first.stem, &second.stem)) {
                let weight = if first.is_code { weights::COMMAND_PAIR } else { weights::PAIR };
                let row = vec![first.stem.clone(), second.stem.clone()];
                let typed = format!("{} {}", self.reading.written(first), self.reading.written(second));
                plan.asked.push(Asked {
                    typed,
                    role: Role::Pair,
                    alternatives: vec![alternative(row, weight, weight)],
                });
            }
        }
    }
}

impl Term<'_> {
    /// How much more it counts than a word that is said once and in passing.
    fn emphasis(&self) -> f32 {
        weights::said(self.often) * if self.is_code { weights::IN_COMMAND } else { 1.0 }
    }
}

impl Passage {
    /// How much of what is asked for each incident bears out, from 0 to 1, and its score.
    pub(super) fn shares(&self, sight: &Sight<'_>) -> Vec<(f32, f32)> {
        let (evidence, asked_for) = &self.tally;
        let all = evidence.iter().zip(&self.found.scores).take(sight.incidents);
        all.map(|(evidence, score)| (evidence / asked_for.max(f32::EPSILON), *score)).collect()
    }

    /// The incidents that bear out enough, with their scores.
    pub(super) fn scores(&self, index: &Index, sight: &Sight<'_>) -> Result<Vec<(u32, f32)>, IndexError> {
        let (evidence, asked_for) = &self.tally;
        let words = self.plan.words();
        let least = asked_for * weights::least_evidence(words) * weights::WITHOUT_SIGNAL;
        let credit = |document: usize| -> f32 {
            let bearing = self.patterns.iter().filter_map(|pattern| sight.bearing.get(pattern));
            let borne = bearing.filter(|documents| documents.binary_search(&document).is_ok());
            borne.map(|documents| weights::SIGNAL * weights::label(sight.incidents, documents.len())).sum()
        };
        let enough = |document: usize| {
            if credit(document) > 0.0 { least * weights::WITH_SIGNAL / weights::WITHOUT_SIGNAL } else { least }
        };
        let mut candidates: Vec<(usize, f32)> = evidence
            .iter()
            .copied()
            .enumerate()
            .take(sight.incidents)
            .filter(|(document, evidence)| *evidence > 0.0 && *evidence >= enough(*document) * weights::BEHIND)
            .collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        candidates.truncate(weights::MOST_NEAR);
        candidates.sort_unstable_by_key(|(document, _)| *document);
        let mut documents = Vec::new();
        for (document, _) in candidates {
            documents.push(u32::try_from(document)?);
        }
        let near = nearness(index, &self.plan, &self.found.rarities, &documents)?;
        let least_words = weights::least_words(words);
        let enough_at = |at: usize| documents.get(at).map_or(f32::INFINITY, |document| enough(*document as usize));
        let bears_out = bearing_out(&near, least_words, enough_at, weights::BEHIND);
        let together = documents.iter().copied().zip(near).zip(bears_out).filter(|(_, bears_out)| *bears_out);
        let score = |document: u32| self.found.scores.get(document as usize).copied().unwrap_or_default();
        Ok(together
            .map(|((document, near), _)| {
                (document, score(document) + weights::NEARNESS * near.says + credit(document as usize))
            })
            .collect())
    }
}

fn alternative(row: Vec<String>, weight: f32, evidence: f32) -> Alternative {
    Alternative { terms: Terms::Row(row), weight, evidence, also: None }
}

/// Finds where a text has words that nearly settle a pattern.
fn signals(index: &Index, reading: &Reading<'_>, analysis: &mut Analysis) -> Result<Vec<(usize, String)>, IndexError> {
    let mut rows = Vec::new();
    for (pattern, signals) in &index.kin()?.signals {
        for signal in signals {
            let stems: Vec<String> = analysis.prose(signal).into_iter().map(|token| token.text).collect();
            rows.push((pattern.clone(), stems));
        }
    }
    let mut by_first = RowsByFirst::new();
    for (number, (_, row)) in rows.iter().enumerate() {
        if let Some(first) = row.first() {
            by_first.entry(first).or_default().push((number, row));
        }
    }
    let found = reading.rows(&by_first).into_iter();
    Ok(found.filter_map(|(at, number)| Some((at, rows.get(number)?.0.clone()))).collect())
}
