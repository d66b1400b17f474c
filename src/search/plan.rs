//! From a query to what is looked up, in the order typed and within bounds; whatever a bound cuts off is noted.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::Analysis;
use super::columns::Named;
use super::error::IndexError;
use super::field::Facet;
use super::function_words::is_function_word;
use super::index::Index;
use super::query::{Clause, Comparison, Note, Polarity, Query};
use super::spelling::nearest;
use super::synonyms::Synonym;
use super::terms::{Extent, Terms};
use super::weights;

/// A query taken apart.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Each asked once, in the order typed.
    pub(super) asked: Vec<Asked>,
    /// Whatever has one of these is no hit.
    pub(super) unwanted: Vec<Terms>,
    /// Values of one facet are alternatives, facets conjoin.
    pub(super) filters: BTreeMap<Facet, Named>,
    pub(super) unwanted_filters: BTreeMap<Facet, Named>,
    pub(super) notes: Vec<Note>,
    /// Words that no record has, as typed, and what may have been meant.
    pub(super) corrections: Vec<(String, String)>,
    /// There were words, and none says anything about a subject.
    pub(super) has_only_fillers: bool,
}

/// One thing that the query asks for.
#[derive(Debug)]
pub(super) struct Asked {
    /// As typed.
    pub(super) typed: String,
    pub(super) role: Role,
    /// What it may be found by. A record is credited with the best of those it has, once.
    pub(super) alternatives: Vec<Alternative>,
}

/// One way to find what is asked for.
#[derive(Debug)]
pub(super) struct Alternative {
    pub(super) terms: Terms,
    /// From 0 to 1, [`weights::AS_TYPED`] for what was typed.
    pub(super) weight: f32,
    /// How far it speaks for a record, from 0 to 1.
    pub(super) evidence: f32,
    /// What an answer says was looked for as well.
    pub(super) also: Option<String>,
}

/// What it means to have what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It is evidence and raises the score.
    Word,
    /// The same; `word*`.
    Prefix,
    /// The same, and without it a record is no hit.
    Phrase,
    /// It raises the score and is no evidence, since the parts of a shell word are asked for beside it.
    Whole,
    /// The same, for two neighbouring words that stand beside each other.
    Pair,
}

impl Role {
    /// True if having it speaks for a record.
    pub(super) fn is_evidence(self) -> bool {
        matches!(self, Self::Word | Self::Prefix | Self::Phrase)
    }
}

impl Plan {
    pub(super) fn of(index: &Index, query: &Query, analysis: &mut Analysis) -> Result<Self, IndexError> {
        let mut planner = Planner {
            index,
            analysis,
            plan: Self::default(),
            seen: BTreeSet::new(),
            excluded: BTreeSet::new(),
            cuts: BTreeSet::new(),
            counts: BTreeMap::new(),
            unknown: BTreeSet::new(),
            run: Vec::new(),
        };
        for (polarity, clause) in &query.clauses {
            if !matches!((polarity, clause), (Polarity::Wanted, Clause::Word(_))) {
                planner.end_run()?;
            }
            planner.clause(*polarity, clause)?;
        }
        planner.end_run()?;
        Ok(planner.finish())
    }

    /// How many phrases are asked for.
    pub(super) fn phrases(&self) -> usize {
        self.asked.iter().filter(|asked| asked.role == Role::Phrase).count()
    }

    /// How many things are asked for that are evidence.
    pub(super) fn words(&self) -> usize {
        self.asked.iter().filter(|asked| asked.role.is_evidence()).count()
    }

    pub(super) fn asks_words(&self) -> bool {
        self.words() > 0
    }

    pub(super) fn asks_filters(&self) -> bool {
        !(self.filters.is_empty() && self.unwanted_filters.is_empty())
    }
}

struct Planner<'a> {
    index: &'a Index,
    analysis: &'a mut Analysis,
    plan: Plan,
    seen: BTreeSet<(Role, Terms)>,
    excluded: BTreeSet<Terms>,
    /// Bounds that were reached.
    cuts: BTreeSet<Cut>,
    /// How many of a role are asked for.
    counts: BTreeMap<Role, usize>,
    unknown: BTreeSet<(Facet, String)>,
    /// Words that were typed one after the other.
    run: Vec<Typed>,
}

/// A word of a query.
struct Typed {
    /// As typed.
    text: String,
    /// In lower case without accents.
    word: String,
    stem: String,
    is_filler: bool,
    /// The parts with their stems, if it is an identifier that has some.
    parts: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cut {
    Words,
    Prefixes,
    Phrases,
    PhraseWords,
    Excluded,
}

impl Planner<'_> {
    fn clause(&mut self, polarity: Polarity, clause: &Clause) -> Result<(), IndexError> {
        match (polarity, clause) {
            (Polarity::Wanted, Clause::Word(word)) => self.word(word),
            (Polarity::Wanted, Clause::Prefix(prefix)) => {
                if let Some(terms) = self.beginning(prefix) {
                    self.ask(&format!("{prefix}*"), Role::Prefix, terms);
                }
            }
            (Polarity::Wanted, Clause::Phrase(phrase)) => {
                if let Some(terms) = self.row(phrase) {
                    self.ask(phrase, Role::Phrase, terms);
                }
            }
            (Polarity::Unwanted, Clause::Word(text) | Clause::Phrase(text)) => {
                let terms = self.row(text);
                self.exclude(terms);
            }
            (Polarity::Unwanted, Clause::Prefix(prefix)) => {
                let terms = self.beginning(prefix);
                self.exclude(terms);
            }
            (polarity, Clause::Filter { facet, comparison, typed }) => {
                self.filter(polarity, *facet, comparison, typed)?;
            }
        }
        Ok(())
    }

    fn filter(
        &mut self,
        polarity: Polarity,
        facet: Facet,
        comparison: &Comparison,
        typed: &str,
    ) -> Result<(), IndexError> {
        let Some(values) = self.index.accepted(facet, comparison, self.analysis)? else {
            self.unknown(facet, comparison);
            match polarity {
                // The name of the field is not what is looked for, and many records would have it.
                Polarity::Wanted => self.word(typed.split_once(' ').map_or(typed, |(_, value)| value)),
                Polarity::Unwanted => {
                    let terms = self.row(typed);
                    self.exclude(terms);
                }
            }
            return Ok(());
        };
        let filters = match polarity {
            Polarity::Wanted => &mut self.plan.filters,
            Polarity::Unwanted => &mut self.plan.unwanted_filters,
        };
        self.index.column(facet)?.name(&values, filters.entry(facet).or_default());
        Ok(())
    }

    fn unknown(&mut self, facet: Facet, comparison: &Comparison) {
        let value = comparison.values().join("..");
        if self.unknown.insert((facet, value.clone())) && self.unknown.len() <= weights::MOST_UNKNOWN {
            self.plan.notes.push(Note::UnknownValue { facet, value });
        }
    }

    fn word(&mut self, text: &str) {
        let words = self.analysis.words(text);
        let mut whole_end = 0;
        for (word, stem) in words.clone().into_iter().zip(self.analysis.stemmed(words)) {
            let text = text.get(word.offset_from..word.offset_to).unwrap_or_default().to_owned();
            let is_filler = is_function_word(&word.text);
            match self.run.last_mut() {
                // A part of the identifier before it.
                Some(whole) if word.offset_from < whole_end => whole.parts.push((text, stem.text)),
                _ => {
                    whole_end = word.offset_to;
                    self.run.push(Typed { text, word: word.text, is_filler, stem: stem.text, parts: Vec::new() });
                }
            }
        }
        for word in Analysis::whole(text) {
            self.ask(text, Role::Whole, Terms::Whole(word));
        }
    }

    /// Asks for the words that were typed one after the other, what stands for them, and that neighbours be neighbours.
    fn end_run(&mut self) -> Result<(), IndexError> {
        let run = std::mem::take(&mut self.run);
        for typed in run.iter().filter(|typed| !typed.is_filler) {
            self.ask(&typed.text, Role::Word, Terms::Row(vec![typed.stem.clone()]));
            if !typed.parts.is_empty() {
                let (texts, stems): (Vec<_>, _) = typed.parts.iter().cloned().unzip();
                self.also(&typed.stem, &[Synonym { text: texts.join(" "), stems }]);
            }
        }
        for pair in run.windows(2) {
            if let [first, second] = pair
                && !(first.is_filler && second.is_filler)
            {
                let row = vec![first.stem.clone(), second.stem.clone()];
                self.ask(&format!("{} {}", first.text, second.text), Role::Pair, Terms::Row(row));
            }
        }
        let stems: Vec<String> = run.iter().map(|typed| typed.stem.clone()).collect();
        let index = self.index;
        let synonyms = index.synonyms()?;
        self.plan.has_only_fillers |= !run.is_empty();
        for at in 0..stems.len() {
            for (length, found) in synonyms.at(stems.get(at..).unwrap_or_default()) {
                for stem in stems.iter().skip(at).take(length) {
                    self.also(stem, found);
                }
            }
        }
        let words = self.plan.asked.iter().filter(|asked| asked.role.is_evidence()).count();
        for typed in run.iter().filter(|typed| !typed.is_filler) {
            self.correct(typed, words)?;
        }
        Ok(())
    }

    /// Takes words that are spelled alike for one that no record has, nor anything that stands for it; it is one of so
    /// many words.
    fn correct(&mut self, typed: &Typed, words: usize) -> Result<(), IndexError> {
        let Some(asked) = self.asked_word(&typed.stem) else { return Ok(()) };
        let alternatives: Vec<Terms> = asked.alternatives.iter().map(|alternative| alternative.terms.clone()).collect();
        for terms in &alternatives {
            if self.index.having(terms, Extent::All)?.documents > 0 {
                return Ok(());
            }
        }
        let spellings = nearest(self.index, &typed.word)?;
        if let Some(best) = spellings.first() {
            self.plan.corrections.push((typed.text.clone(), best.clone()));
        }
        for word in spellings {
            let stems = self.analysis.prose(&word).into_iter().map(|token| token.text).collect();
            let evidence = weights::spelling_evidence(words);
            let terms = Terms::Row(stems);
            let alternative = Alternative { terms, weight: weights::SPELLING, evidence, also: Some(word) };
            if let Some(asked) = self.asked_word(&typed.stem) {
                asked.alternatives.push(alternative);
            }
        }
        Ok(())
    }

    /// What is asked for by a word with a stem.
    fn asked_word(&mut self, stem: &str) -> Option<&mut Asked> {
        self.plan.asked.iter_mut().find(|asked| match (asked.role, asked.alternatives.first()) {
            (Role::Word, Some(first)) => matches!(&first.terms, Terms::Row(row) if row == &[stem]),
            _ => false,
        })
    }

    /// Takes what stands for a word, alone or as a part of a longer term.
    fn also(&mut self, stem: &str, synonyms: &[Synonym]) {
        let Some(asked) = self.asked_word(stem) else { return };
        for synonym in synonyms {
            let terms = Terms::Row(synonym.stems.clone());
            let is_known = asked.alternatives.iter().any(|known| known.terms == terms);
            if !is_known && asked.alternatives.len() <= weights::MOST_SYNONYMS {
                let also = Some(synonym.text.clone());
                let (weight, evidence) = (weights::SYNONYM, weights::SYNONYM);
                asked.alternatives.push(Alternative { terms, weight, evidence, also });
            }
        }
    }

    /// The stems of a text as one row, unless it has none.
    fn row(&mut self, text: &str) -> Option<Terms> {
        let mut stems: Vec<String> = self.analysis.prose(text).into_iter().map(|token| token.text).collect();
        if stems.len() > weights::MOST_PHRASE_WORDS {
            stems.truncate(weights::MOST_PHRASE_WORDS);
            self.cuts.insert(Cut::PhraseWords);
        }
        (!stems.is_empty()).then_some(Terms::Row(stems))
    }

    fn beginning(&mut self, prefix: &str) -> Option<Terms> {
        self.analysis.words(prefix).into_iter().next().map(|token| Terms::Beginning(token.text))
    }

    fn ask(&mut self, typed: &str, role: Role, terms: Terms) {
        let (most, cut) = match role {
            Role::Word => (weights::MOST_WORDS, Some(Cut::Words)),
            // Whole words go with their parts, whose note says enough.
            Role::Whole => (weights::MOST_WORDS, None),
            Role::Pair => (weights::MOST_PAIRS, None),
            Role::Prefix => (weights::MOST_PREFIXES, Some(Cut::Prefixes)),
            Role::Phrase => (weights::MOST_PHRASES, Some(Cut::Phrases)),
        };
        let key = (role, terms);
        if self.seen.contains(&key) {
            return;
        }
        let count = self.counts.entry(role).or_default();
        if *count == most {
            self.cuts.extend(cut);
            return;
        }
        *count += 1;
        self.seen.insert(key.clone());
        let weight = match role {
            Role::Pair => weights::PAIR,
            Role::Word | Role::Prefix | Role::Phrase | Role::Whole => weights::AS_TYPED,
        };
        let alternatives = vec![Alternative { terms: key.1, weight, evidence: weight, also: None }];
        self.plan.asked.push(Asked { typed: typed.to_owned(), role, alternatives });
    }

    fn exclude(&mut self, terms: Option<Terms>) {
        let Some(terms) = terms else { return };
        if self.excluded.contains(&terms) {
            return;
        }
        if self.excluded.len() == weights::MOST_EXCLUDED {
            self.cuts.insert(Cut::Excluded);
            return;
        }
        self.excluded.insert(terms.clone());
        self.plan.unwanted.push(terms);
    }

    fn finish(mut self) -> Plan {
        self.plan.has_only_fillers &= !self.plan.asks_words();
        let unnamed = self.unknown.len().saturating_sub(weights::MOST_UNKNOWN);
        if unnamed > 0 {
            self.plan.notes.push(Note::MoreUnknownValues { count: unnamed });
        }
        self.plan.notes.extend(self.cuts.into_iter().map(|cut| match cut {
            Cut::Words => Note::TooManyWords { used: weights::MOST_WORDS },
            Cut::Prefixes => Note::TooManyPrefixes { used: weights::MOST_PREFIXES },
            Cut::Phrases => Note::TooManyPhrases { used: weights::MOST_PHRASES },
            Cut::PhraseWords => Note::LongPhrase { used: weights::MOST_PHRASE_WORDS },
            Cut::Excluded => Note::TooManyExclusions { used: weights::MOST_EXCLUDED },
        }));
        self.plan
    }
}
