//! What an incident and a subject have in common, in words that a person can check.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::passage::{Passage, Sight};
use super::reading::{Reading, ShellWord, shell_words};
use super::{Likeness, Reason, Shared, Sharing, Subject, bearing};
use crate::corpus::Kind;
use crate::search::Card;
use crate::search::analysis::Analysis;
use crate::search::document::Line;
use crate::search::error::IndexError;
use crate::search::field::{Facet, TextField};
use crate::search::fragment::{Fragment, Marks, fragments};
use crate::search::function_words::is_function_word;
use crate::search::index::Index;
use crate::search::plan::Role;
use crate::search::recall::found_once;
use crate::search::table::Table;
use crate::search::terms::Terms;

/// Words that are named.
const MOST_WORDS: usize = 5;
/// Commands that are named.
const MOST_COMMANDS: usize = 4;
/// Patterns and other labels that are named.
const MOST_LABELS: usize = 5;
/// Places of one word in the subject at which a command of the incident is looked for.
const MOST_PLACES: usize = 200;
/// Letters from which on a flag says something by itself.
const TELLING_FLAG: usize = 6;

/// Finds what incidents share with a subject.
pub(super) struct Sharer<'a> {
    index: &'a Index,
    subject: &'a Subject,
    sight: &'a Sight<'a>,
    analysis: &'a mut Analysis,
    with_excerpts: bool,
    /// Where in the subject each of its shell words stands.
    places: Table<&'a str, Vec<usize>>,
}

impl<'a> Sharer<'a> {
    pub(super) fn new(
        index: &'a Index,
        subject: &'a Subject,
        sight: &'a Sight<'a>,
        analysis: &'a mut Analysis,
        with_excerpts: bool,
    ) -> Self {
        Self { index, subject, sight, analysis, with_excerpts, places: places(sight.reading) }
    }

    /// An incident with what it shares; words are those of the passage that it is nearest to.
    pub(super) fn likeness(
        &mut self,
        document: usize,
        score: u32,
        passage: Option<&Passage>,
    ) -> Result<Likeness, IndexError> {
        let fresh;
        let known = match self.index.recall().and_then(|recall| recall.incidents.get(document)) {
            None => {
                fresh = Known::of(self.index, document, self.analysis)?;
                &fresh
            }
            Some(place) => found_once(place, || Known::of(self.index, document, self.analysis))?,
        };
        let mut reasons = vec![Reason { sharing: Sharing::Commands, shared: self.commands(&known.commands) }];
        reasons.extend(self.labels(&known.card)?);
        let excerpt = passage.filter(|_| self.with_excerpts);
        let fragment = excerpt.map(|passage| self.fragment(document, &known.card, passage)).transpose()?.flatten();
        let words = passage.map(|passage| self.words(known, passage, reasons.first())).unwrap_or_default();
        reasons.push(Reason { sharing: Sharing::Words, shared: words });
        reasons.retain(|reason| !reason.shared.is_empty());
        Ok(Likeness { card: known.card.clone(), score, reasons, fragment })
    }

    /// Runs of words of the incident's commands that stand in the subject as well.
    fn commands(&self, commands: &[String]) -> Vec<Shared> {
        let mut found: Vec<(usize, String)> = Vec::new();
        for line in commands {
            let theirs = shell_words(line, &[]);
            let mut at = 0;
            while at < theirs.len() {
                let run = self.longest_run(line, &theirs, at);
                if let Some(length) = run {
                    let text = written(line, theirs.get(at..at + length).unwrap_or_default());
                    found.push((length, text));
                }
                at += run.unwrap_or(1);
            }
        }
        found.sort_by_key(|(length, text)| (Reverse(*length), Reverse(text.len())));
        let mut kept: Vec<String> = Vec::new();
        for (_, text) in found {
            let folded = text.to_lowercase();
            if !kept.iter().any(|known| known.to_lowercase().contains(&folded)) {
                kept.push(text);
            }
        }
        kept.truncate(MOST_COMMANDS);
        kept.into_iter().map(|text| Shared { text, id: None }).collect()
    }

    /// How many words of a command, from one on, stand in the subject in a row and say something.
    fn longest_run(&self, line: &str, theirs: &[ShellWord<'_>], at: usize) -> Option<usize> {
        let own = theirs.get(at..)?;
        let places = self.places.get(own.first()?.word.as_str())?;
        let mut best = None;
        for place in places.iter().take(MOST_PLACES) {
            let there = self.sight.reading.shell.get(*place..).unwrap_or_default();
            let length = own.iter().zip(there).take_while(|(own, other)| own.word == other.word).count();
            let run = own.get(..length).unwrap_or_default();
            let is_code = there.first().is_some_and(|word| word.is_code);
            if best < Some(length) && says_something(run, is_head(line, theirs, at), is_code) {
                best = Some(length);
            }
        }
        best
    }

    fn labels(&self, card: &Card) -> Result<Vec<Reason>, IndexError> {
        let mut reasons = vec![Reason { sharing: Sharing::Patterns, shared: self.patterns(card)? }];
        let Some(own) = &self.subject.card else { return Ok(reasons) };
        for (facet, sharing) in [
            (Facet::Permissions, Sharing::Permissions),
            (Facet::Environment, Sharing::Environment),
            (Facet::Interface, Sharing::Interface),
        ] {
            let theirs: BTreeSet<&str> = card.values(facet).collect();
            let shared = own.values(facet).filter(|value| theirs.contains(value));
            reasons.push(Reason { sharing, shared: values(shared) });
        }
        let shared = own.capabilities.iter().filter(|value| card.capabilities.contains(value));
        reasons.push(Reason { sharing: Sharing::Capabilities, shared: values(shared.map(String::as_str)) });
        Ok(reasons)
    }

    /// Shared patterns, those first that fewest incidents bear.
    fn patterns(&self, card: &Card) -> Result<Vec<Shared>, IndexError> {
        let signalled = self.sight.patterns();
        let is_own = |pattern: &str| match &self.subject.card {
            Some(own) => own.values(Facet::Pattern).any(|own| own == pattern),
            None => signalled.contains(pattern),
        };
        let mut shared = Vec::new();
        for pattern in card.values(Facet::Pattern).filter(|pattern| is_own(pattern)) {
            let bearing = bearing(self.index, Facet::Pattern, pattern, self.sight.incidents)?;
            let name = match self.index.number(Kind::Pattern, pattern)? {
                Some(number) => self.index.card(number)?.title,
                None => pattern.to_owned(),
            };
            shared.push((bearing.len(), Shared { text: name, id: Some(pattern.to_owned()) }));
        }
        shared.sort_by_key(|(bearing, _)| *bearing);
        shared.truncate(MOST_LABELS);
        Ok(shared.into_iter().map(|(_, shared)| shared).collect())
    }

    /// The words of the passage that the incident has and that say most, but for those of commands named already.
    fn words(&mut self, known: &Known, passage: &Passage, commands: Option<&Reason>) -> Vec<Shared> {
        let named = commands.into_iter().flat_map(|reason| &reason.shared);
        let named: BTreeSet<String> = named.flat_map(|shared| stems(self.analysis, &shared.text)).collect();
        let mut words = Vec::new();
        for (asked, rarity) in passage.plan.asked.iter().zip(&passage.found.rarities) {
            let Some(first) = asked.alternatives.first().filter(|_| asked.role == Role::Word) else { continue };
            let Terms::Row(row) = &first.terms else { continue };
            let is_number = asked.typed.chars().all(|c| c.is_ascii_digit());
            let is_shared = row.iter().all(|stem| known.has(stem) && !named.contains(stem));
            if is_shared && !rarity.is_common && !is_number && asked.typed.chars().count() > 1 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative")]
                words.push((Reverse((rarity.weight * first.weight * 1000.0) as u32), asked.typed.clone()));
            }
        }
        // Stable, so that words that say as much stay in the order of the text.
        words.sort_by_key(|(weight, _)| *weight);
        words.truncate(MOST_WORDS);
        words.into_iter().map(|(_, text)| Shared { text, id: None }).collect()
    }

    /// The excerpt that shows most of what the passage and the incident share: a sentence, rather than a name or label.
    fn fragment(&mut self, document: usize, card: &Card, passage: &Passage) -> Result<Option<Fragment>, IndexError> {
        let marks = Marks::of(&passage.plan, &passage.found);
        let mut sentences = lines(self.index, document)?;
        sentences.retain(|line| {
            !matches!(line.field, TextField::Title | TextField::Names | TextField::Labels) && line.text != card.title
        });
        Ok(fragments(&sentences, &marks, self.analysis).1.into_iter().next())
    }
}

/// What others are compared with of an incident.
#[derive(Debug)]
pub(in crate::search) struct Known {
    card: Card,
    commands: Vec<String>,
    /// Digests of its stems, in order: 64 bits tell words apart in less room than their letters.
    stems: Vec<u64>,
}

impl Known {
    fn of(index: &Index, document: usize, analysis: &mut Analysis) -> Result<Self, IndexError> {
        let lines = lines(index, document)?;
        let mut digests: Vec<u64> =
            lines.iter().flat_map(|line| stems(analysis, &line.text)).map(|stem| digest(&stem)).collect();
        digests.sort_unstable();
        digests.dedup();
        digests.shrink_to_fit();
        let commands = lines.into_iter().filter(|line| line.field == TextField::Commands);
        Ok(Self { card: index.card(document)?, commands: commands.map(|line| line.text).collect(), stems: digests })
    }

    fn has(&self, stem: &str) -> bool {
        self.stems.binary_search(&digest(stem)).is_ok()
    }
}

/// The texts of an incident but for its claims: one may be a claim that the record rejects, and alone it would read as what
/// happened.
fn lines(index: &Index, document: usize) -> Result<Vec<Line>, IndexError> {
    let mut lines = index.lines(document)?;
    lines.retain(|line| line.field != TextField::Claims);
    Ok(lines)
}

fn stems(analysis: &mut Analysis, text: &str) -> Vec<String> {
    analysis.prose(text).into_iter().map(|token| token.text).collect()
}

/// True for a run of words that nobody writes by chance: a program with what it is to do, or a flag with a name.
fn says_something(run: &[ShellWord<'_>], is_head: bool, is_code: bool) -> bool {
    let plain = run.iter().filter(|word| !word.is_flag() && !is_function_word(&word.word));
    let names = plain.filter(|word| word.word.chars().filter(|c| c.is_alphanumeric()).count() > 1).count();
    let flags = run.iter().filter(|word| word.is_flag());
    let telling = flags.clone().any(|flag| flag.word.len() >= TELLING_FLAG);
    telling || (names > 0 && flags.count() > 0) || (names > 1 && (is_head || is_code))
}

/// Tells stems apart in every run alike.
fn digest(stem: &str) -> u64 {
    FixedState::with_seed(0).hash_one(stem)
}

fn values<'a>(values: impl Iterator<Item = &'a str>) -> Vec<Shared> {
    let telling = values.filter(|value| !matches!(*value, "unknown" | "none"));
    telling.take(MOST_LABELS).map(|value| Shared { text: value.to_owned(), id: Some(value.to_owned()) }).collect()
}

/// Where in a text each of its shell words stands.
fn places<'a>(reading: &'a Reading<'_>) -> Table<&'a str, Vec<usize>> {
    let mut places: Table<&str, Vec<usize>> = Table::default();
    for (at, word) in reading.shell.iter().enumerate() {
        places.entry(&word.word).or_default().push(at);
    }
    places
}

/// True for the first word of a command: at the start of a line, or behind what ends another command.
fn is_head(line: &str, words: &[ShellWord<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| words.get(before)) else { return true };
    let start = words.get(at).map_or(0, |word| word.place.start);
    let between = line.get(before.place.end..start).unwrap_or_default();
    between.contains(['\n', ';', ',']) || matches!(before.word.as_str(), "&&" | "||" | "|" | "and" | "sudo")
}

/// A run of words as the line has it, on one line.
fn written(line: &str, run: &[ShellWord<'_>]) -> String {
    let place = |word: Option<&ShellWord<'_>>| word.map(|word| word.place.clone()).unwrap_or_default();
    let whole: Range<usize> = place(run.first()).start..place(run.last()).end;
    line.get(whole).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
