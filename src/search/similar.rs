//! Which incidents are nearest to a text or a record, and what they share with it.
//!
//! A long text is about many things, and what matters in it may be one line. So it is compared passage by passage, and an
//! incident is as near as the passage that is nearest to it. Each passage is asked for as a query would be, and has to be
//! borne out as much as one; records are also near by what they are labelled with.

mod passage;
mod reading;
mod shared;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::Card;
use super::analysis::Analysis;
use super::document::{Document, incident};
use super::error::IndexError;
use super::field::{Facet, TextField};
use super::fragment::Fragment;
use super::index::Index;
use super::weights;
use crate::corpus::{Kind, Parsed};
use crate::kb::KnowledgeBase;
use crate::record::Incident;
use passage::{Passage, Sight};
use reading::{Reading, code};
pub(super) use shared::Known;
use shared::Sharer;

/// What others like it are looked for.
#[derive(Debug, Clone)]
pub struct Subject {
    text: String,
    /// Which parts of the text are commands, in order.
    code: Vec<Range<usize>>,
    /// What a record is labelled with.
    card: Option<Card>,
}

impl Subject {
    /// A text of any kind: a plan, a command, a transcript.
    #[must_use]
    pub fn text(text: String) -> Self {
        Self { code: code(&text), text, card: None }
    }

    /// An incident that need not be in the corpus.
    #[must_use]
    pub fn record(kb: &KnowledgeBase, parsed: &Parsed<Incident>) -> Self {
        Self::document(incident(kb, parsed))
    }

    /// The text of a record: claims repeat it from many sides, names and labels are compared by themselves.
    fn document(document: Document) -> Self {
        let mut subject = Self { text: String::new(), code: Vec::new(), card: None };
        for field in [TextField::Title, TextField::Summary, TextField::Commands, TextField::Body] {
            for line in document.lines.iter().filter(|line| line.field == field) {
                let start = subject.text.len();
                subject.text.push_str(&line.text);
                if field == TextField::Commands {
                    subject.code.push(start..subject.text.len());
                }
                subject.text.push('\n');
            }
        }
        subject.card = Some(document.card);
        subject
    }

    /// The card of a record; nothing for a text.
    #[must_use]
    pub fn card(&self) -> Option<&Card> {
        self.card.as_ref()
    }
}

/// The incidents nearest to a subject.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Similar {
    /// How many are near enough to be worth naming.
    pub total: usize,
    /// The nearest of them, nearest first and what is retracted last.
    pub nearest: Vec<Likeness>,
    /// The subject has no word that says anything.
    pub is_empty: bool,
}

/// An incident like the subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The incident.
    pub card: Card,
    /// How near it is, in thousandths; comparable within one answer only.
    pub score: u32,
    /// What it shares, most telling first.
    pub reasons: Vec<Reason>,
    /// An excerpt of the incident with what it shares.
    pub fragment: Option<Fragment>,
}

/// What an incident shares with the subject in one respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The respect.
    pub sharing: Sharing,
    /// What is shared, most telling first.
    pub shared: Vec<Shared>,
}

/// A respect in which an incident is like the subject, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sharing {
    /// Commands, as the incident writes them.
    Commands,
    /// Failure patterns: of both records, or of the incident where the text has words that nearly settle one.
    Patterns,
    /// Where the agent's power came from.
    Permissions,
    /// Where the effect landed.
    Environment,
    /// Interfaces of the agents.
    Interface,
    /// Powers that the act needed.
    Capabilities,
    /// Words, as the subject writes them.
    Words,
}

impl Sharing {
    /// The name in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commands => "commands",
            Self::Patterns => "patterns",
            Self::Permissions => "permissions",
            Self::Environment => "environment",
            Self::Interface => "interface",
            Self::Capabilities => "capabilities",
            Self::Words => "words",
        }
    }
}

/// Something that an incident and the subject have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What people call it.
    pub text: String,
    /// The id or value, for what has one.
    pub id: Option<String>,
}

/// The record that a name stands for.
#[derive(Debug, Clone)]
pub enum Named {
    /// One.
    Record(Box<Subject>),
    /// Records of several kinds.
    Several(Vec<Kind>),
    /// None.
    Nothing,
}

/// How near an incident is.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    /// By its text.
    text: f32,
    /// The passage that it is nearest to.
    passage: Option<usize>,
    /// By its labels.
    labels: f32,
    /// It shares enough to be named.
    is_enough: bool,
}

impl Index {
    /// Finds the record that an id stands for, former ids followed; `KIND:ID` tells records of several kinds apart.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn named(&self, name: &str) -> Result<Named, IndexError> {
        let kin = self.kin()?;
        let kind = |name: &str| Kind::WITH_PAGES.iter().copied().find(|kind| kind.as_str() == name);
        let (kinds, id) = match name.split_once(':').and_then(|(name, id)| Some((kind(name)?, id))) {
            Some((kind, id)) => (vec![kind], id),
            None => (Kind::WITH_PAGES.to_vec(), name),
        };
        let mut found = Vec::new();
        for kind in kinds {
            found.extend(self.number(kind, kin.resolve(kind, id))?.map(|number| (kind, number)));
        }
        Ok(match found.as_slice() {
            [] => Named::Nothing,
            [(_, number)] => {
                let document = Document { card: self.card(*number)?, lines: self.lines(*number)? };
                Named::Record(Box::new(Subject::document(document)))
            }
            several => Named::Several(several.iter().map(|(kind, _)| *kind).collect()),
        })
    }

    /// The ids of all records.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, IndexError> {
        (0..self.len()).map(|document| Ok(self.card(document)?.id)).collect()
    }

    /// Finds the incidents that are nearest to a subject, itself left out.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn similar(&self, subject: &Subject, limit: usize) -> Result<Similar, IndexError> {
        self.idle.with(|analysis| self.similar_with(subject, limit, analysis, true))
    }

    /// As [`Index::similar`], without excerpts.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn similar_without_excerpts(&self, subject: &Subject, limit: usize) -> Result<Similar, IndexError> {
        self.idle.with(|analysis| self.similar_with(subject, limit, analysis, false))
    }

    fn similar_with(
        &self,
        subject: &Subject,
        limit: usize,
        analysis: &mut Analysis,
        with_excerpts: bool,
    ) -> Result<Similar, IndexError> {
        let reading = Reading::of(&subject.text, &subject.code, analysis);
        let own = own_number(self, subject)?;
        let sight = Sight::of(self, &reading, (subject.card.is_some(), own), analysis)?;
        let passages = if subject.card.is_some() { sight.whole()? } else { sight.passages()? };
        let mut near = vec![Near::default(); sight.incidents];
        match (&subject.card, passages.first()) {
            (Some(card), Some(whole)) => to_record(self, &sight, card, whole, &mut near)?,
            _ => {
                for (number, passage) in passages.iter().enumerate() {
                    by_text(self, &sight, passage, number, &mut near)?;
                }
            }
        }
        if let Some(own) = own.and_then(|own| near.get_mut(own)) {
            *own = Near::default();
        }
        let (total, found) = nearest(self, &near, limit);
        let mut sharer = Sharer::new(self, subject, &sight, analysis, with_excerpts);
        let mut nearest = Vec::new();
        for document in found {
            let near = near.get(document).copied().unwrap_or_default();
            let passage = near.passage.and_then(|number| passages.get(number)).or(passages.first());
            nearest.push(sharer.likeness(document, near.thousandths(), passage)?);
        }
        Ok(Similar { total, nearest, is_empty: reading.words.iter().all(|word| word.is_filler) })
    }
}

/// How many incidents are near enough to be worth naming, and the nearest of them, what is retracted last.
fn nearest(index: &Index, near: &[Near], limit: usize) -> (usize, Vec<usize>) {
    let is_retracted = |document: usize| index.standings().get(document).is_some_and(|standing| standing.retracted);
    let scores = near.iter().enumerate().filter(|(_, near)| near.is_enough);
    let mut found: Vec<(u32, usize)> = scores.map(|(document, near)| (near.thousandths(), document)).collect();
    let best = found.iter().map(|(score, _)| *score).max().unwrap_or_default();
    found.retain(|(score, _)| weights::FAR_BEHIND * score >= best);
    let total = found.len();
    let mut ranked: Vec<_> =
        found.into_iter().map(|(score, document)| (is_retracted(document), Reverse(score), document)).collect();
    if let Some(last) = limit.checked_sub(1).filter(|last| *last < total) {
        ranked.select_nth_unstable(last);
    }
    ranked.truncate(limit);
    ranked.sort_unstable();
    (total, ranked.into_iter().map(|(.., document)| document).collect())
}

/// The number of the incident that a subject is.
fn own_number(index: &Index, subject: &Subject) -> Result<Option<usize>, IndexError> {
    match &subject.card {
        Some(card) if card.kind == Kind::Incident => {
            index.number(Kind::Incident, index.kin()?.resolve(card.kind, &card.id))
        }
        Some(_) | None => Ok(None),
    }
}

/// Notes how near each incident is to a passage.
fn by_text(
    index: &Index,
    sight: &Sight<'_>,
    passage: &Passage,
    number: usize,
    near: &mut [Near],
) -> Result<(), IndexError> {
    for (document, score) in passage.scores(index, sight)? {
        if let Some(near) = near.get_mut(document as usize) {
            near.is_enough = true;
            if near.passage.is_none() || score > near.text {
                near.text = score;
                near.passage = Some(number);
            }
        }
    }
    Ok(())
}

/// Notes how near each incident is to a record: by its text as a whole, and by what both are labelled with.
fn to_record(
    index: &Index,
    sight: &Sight<'_>,
    card: &Card,
    passage: &Passage,
    near: &mut [Near],
) -> Result<(), IndexError> {
    let mut patterns = vec![0.0_f32; near.len()];
    let mut all = 0.0_f32;
    for (facet, weight) in weights::SHARED_LABELS {
        for value in card.values(*facet).filter(|value| *value != "unknown") {
            let bearing = bearing(index, *facet, value, near.len())?;
            let says = weight * weights::label(near.len(), bearing.len());
            if *facet == Facet::Pattern {
                all += says;
            }
            for document in bearing {
                if let Some(near) = near.get_mut(document) {
                    near.labels += says;
                }
                if let Some(patterns) = patterns.get_mut(document).filter(|_| *facet == Facet::Pattern) {
                    *patterns += says;
                }
            }
        }
    }
    for ((near, patterns), (share, score)) in near.iter_mut().zip(patterns).zip(passage.shares(sight)) {
        near.text = score;
        near.passage = Some(0);
        near.is_enough = share + patterns / all.max(weights::USUAL_PATTERNS) >= weights::ENOUGH_SHARE;
    }
    Ok(())
}

/// The incidents, of so many, that have a value.
fn bearing(index: &Index, facet: Facet, value: &str, incidents: usize) -> Result<Vec<usize>, IndexError> {
    Ok(index.column(facet)?.having(value, incidents))
}

impl Near {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative; a cast saturates")]
    fn thousandths(self) -> u32 {
        ((self.text + self.labels) * 1000.0).round() as u32
    }
}

/// Rows of stems by their first one, each with its number.
type RowsByFirst<'a> = BTreeMap<&'a str, Vec<(usize, &'a [String])>>;
