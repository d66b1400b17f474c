//! What is looked for as one, and the documents that have it.

use std::borrow::Cow;
use std::sync::Arc;

use super::dictionary::Entry;
use super::error::IndexError;
use super::field::TextField;
use super::index::Index;
use super::invert::{FieldLengths, field_of, impact};
use super::list::{Impact, List, Posting};
use super::pairs::{is_frequent, spelled};
use super::places::{Among, Positions};

/// What is looked for as one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Terms {
    /// Stems that stand in a row, at least one.
    Row(Vec<String>),
    /// A whole shell word, among commands.
    Whole(String),
    /// Words that begin so.
    Beginning(String),
}

/// How far words with a beginning are followed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Extent {
    /// The first so many, in the order of the alphabet.
    First(usize),
    /// All of them.
    All,
}

/// The documents that have something.
#[derive(Debug)]
pub(super) struct Having<'a> {
    /// How many they are.
    pub(super) documents: usize,
    postings: Postings<'a>,
    /// Words with a beginning were cut by the extent.
    pub(super) is_cut: bool,
}

#[derive(Debug)]
enum Postings<'a> {
    Kept(Cow<'a, [u8]>),
    Found(Arc<[Posting]>),
}

impl Having<'_> {
    fn none() -> Self {
        Self::found(Vec::new())
    }

    fn found(postings: impl Into<Arc<[Posting]>>) -> Self {
        let postings = postings.into();
        Self { documents: postings.len(), postings: Postings::Found(postings), is_cut: false }
    }

    /// Every impact of an index of so many documents at its document's place, if it is kept so.
    pub(super) fn dense(&self, documents: usize) -> Result<Option<&[Impact]>, IndexError> {
        let Postings::Kept(bytes) = &self.postings else { return Ok(None) };
        match List::read(bytes, documents)? {
            List::Dense(impacts) => Ok(Some(impacts)),
            List::Sparse(_) => Ok(None),
        }
    }

    /// Visits every posting in the order of documents.
    pub(super) fn each(&self, documents: usize, mut visit: impl FnMut(u32, Impact)) -> Result<(), IndexError> {
        match &self.postings {
            Postings::Kept(bytes) => List::read(bytes, documents)?.each(visit),
            Postings::Found(postings) => {
                for (document, impact) in postings.iter() {
                    visit(*document, *impact);
                }
                Ok(())
            }
        }
    }
}

impl Having<'_> {
    /// All that have it.
    fn all(&self, documents: usize) -> Result<Vec<u32>, IndexError> {
        let mut all = Vec::new();
        self.each(documents, |document, _| all.push(document))?;
        Ok(all)
    }

    /// Those of some documents, which are in order, that have it.
    pub(super) fn among(&self, documents: usize, some: &[u32]) -> Result<Vec<u32>, IndexError> {
        let mut some = Among::of(some);
        let mut found = Vec::new();
        self.each(documents, |document, _| {
            if some.has(document) {
                found.push(document);
            }
        })?;
        Ok(found)
    }
}

impl Index {
    /// Looks something up.
    pub(super) fn having(&self, terms: &Terms, extent: Extent) -> Result<Having<'_>, IndexError> {
        match terms {
            Terms::Row(row) => match row.as_slice() {
                [] => Ok(Having::none()),
                [stem] => self.term(stem),
                row => self.row(row),
            },
            Terms::Whole(word) => self.term(word),
            Terms::Beginning(beginning) => self.beginning(beginning, extent),
        }
    }

    /// Where a stem or whole word is.
    fn entry(&self, term: &str) -> Result<Option<Entry>, IndexError> {
        let find = || self.stems().dictionary.get(self.storage(), term);
        self.recall().map_or_else(find, |recall| recall.stems.get(term, find))
    }

    /// Looks up one stem or whole word.
    pub(super) fn term(&self, term: &str) -> Result<Having<'_>, IndexError> {
        let Some(entry) = self.entry(term)? else { return Ok(Having::none()) };
        let postings = Postings::Kept(self.stems().postings(self.storage(), entry)?);
        Ok(Having { documents: entry.documents as usize, postings, is_cut: false })
    }

    /// Two frequent terms in a row.
    fn pair(&self, first: &str, second: &str) -> Result<Having<'_>, IndexError> {
        let spelled = spelled(first, second);
        let find = || self.pairs().dictionary.get(self.storage(), &spelled);
        let entry = self.recall().map_or_else(find, |recall| recall.pairs.get(&spelled, find))?;
        let Some(entry) = entry else { return Ok(Having::none()) };
        let postings = Postings::Kept(self.pairs().postings(self.storage(), entry)?);
        Ok(Having { documents: entry.documents as usize, postings, is_cut: false })
    }

    fn row(&self, row: &[String]) -> Result<Having<'_>, IndexError> {
        let mut entries = Vec::new();
        for (term, behind) in row.iter().zip(0_u32..) {
            let Some(entry) = self.entry(term)? else { return Ok(Having::none()) };
            entries.push((entry, behind));
        }
        let mut among: Option<Vec<u32>> = None;
        for (terms, entries) in row.windows(2).zip(entries.windows(2)) {
            let ([first, second], [(one, _), (other, _)]) = (terms, entries) else { continue };
            if is_frequent(one.documents.min(other.documents), self.len()) {
                let having = self.pair(first, second)?;
                if row.len() == 2 {
                    return Ok(having);
                }
                among = Some(match among {
                    None => having.all(self.len())?,
                    Some(known) => having.among(self.len(), &known)?,
                });
            }
        }
        let find = || self.standing_in_a_row(entries, among.as_deref());
        let found = match self.recall() {
            Some(recall) => recall.rows.get(&row.join(" "), find)?,
            None => find()?,
        };
        Ok(Having::found(found))
    }

    /// The documents, of some if some are given, in which terms stand so far behind each other, with what that says.
    fn standing_in_a_row(
        &self,
        mut entries: Vec<(Entry, u32)>,
        among: Option<&[u32]>,
    ) -> Result<Arc<[Posting]>, IndexError> {
        // The rarest leaves the fewest places at which to look for the others.
        entries.sort_by_key(|(entry, _)| entry.documents);
        let Some(((rarest, behind), others)) = entries.split_first() else { return Ok(Arc::default()) };
        let mut rows = Rows::default();
        let begin = |document, positions: Positions<'_>| rows.begin(document, positions, *behind);
        self.places().each(*rarest, among, begin)?;
        for (entry, behind) in others {
            let mut kept = Kept::default();
            let keep = |document, positions: Positions<'_>| rows.keep(&mut kept, document, positions, *behind);
            self.places().each(*entry, Some(&rows.documents), keep)?;
            rows = kept.rows;
        }
        let mut found = Vec::new();
        for (document, starts) in rows.iter() {
            let mut often = FieldLengths::default();
            for field in starts.iter().copied().filter_map(field_of) {
                if let Some(often) = often.get_mut(field as usize) {
                    *often += 1;
                }
            }
            found.push((document, impact(&often, &self.lengths(document as usize)?)));
        }
        Ok(found.into())
    }

    fn beginning(&self, beginning: &str, extent: Extent) -> Result<Having<'_>, IndexError> {
        let mut entries = Vec::new();
        let mut is_cut = false;
        self.words().dictionary.from(self.storage(), beginning, |word, entry| {
            if !word.starts_with(beginning) {
                return false;
            }
            is_cut = matches!(extent, Extent::First(most) if entries.len() == most);
            if !is_cut {
                entries.push(entry);
            }
            !is_cut
        })?;
        let mut best = vec![0; self.len()];
        for entry in entries {
            let postings = self.words().postings(self.storage(), entry)?;
            List::read(&postings, self.len())?.each(|document, impact: Impact| {
                if let Some(best) = best.get_mut(document as usize) {
                    *best = impact.max(*best);
                }
            })?;
        }
        let found: Vec<Posting> = (0..).zip(best).filter(|(_, impact)| *impact > 0).collect();
        Ok(Having { is_cut, ..Having::found(found) })
    }
}

/// Where rows of terms may begin, as far as they were looked at, by document.
#[derive(Debug, Default)]
struct Rows {
    documents: Vec<u32>,
    /// Where in `starts` each document ends.
    ends: Vec<usize>,
    starts: Vec<u32>,
}

/// What is left of rows while one more of their terms is looked at.
#[derive(Debug, Default)]
struct Kept {
    /// Documents that were looked at.
    seen: usize,
    rows: Rows,
}

impl Rows {
    /// Takes every place of a term that stands so far behind the begin of its row.
    fn begin(&mut self, document: u32, mut positions: Positions<'_>, behind: u32) -> Result<(), IndexError> {
        while let Some(position) = positions.next()? {
            self.starts.extend(position.checked_sub(behind));
        }
        self.end(document);
        Ok(())
    }

    fn end(&mut self, document: u32) {
        if self.starts.len() > self.ends.last().copied().unwrap_or_default() {
            self.documents.push(document);
            self.ends.push(self.starts.len());
        }
    }

    fn of(&self, number: usize) -> &[u32] {
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(number).copied().unwrap_or_default();
        self.starts.get(start..end).unwrap_or_default()
    }

    /// Keeps the rows of a document that have a term at the right place; documents come in their order.
    fn keep(
        &self,
        kept: &mut Kept,
        document: u32,
        mut positions: Positions<'_>,
        behind: u32,
    ) -> Result<(), IndexError> {
        while self.documents.get(kept.seen).is_some_and(|known| *known < document) {
            kept.seen += 1;
        }
        if self.documents.get(kept.seen) != Some(&document) {
            return Ok(());
        }
        let mut starts = self.of(kept.seen).iter().copied().peekable();
        while starts.peek().is_some()
            && let Some(position) = positions.next()?
        {
            while starts.next_if(|start| start + behind < position).is_some() {}
            kept.rows.starts.extend(starts.next_if(|start| start + behind == position));
        }
        kept.rows.end(document);
        Ok(())
    }

    fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.documents.iter().enumerate().map(|(number, document)| (*document, self.of(number)))
    }
}

const _: () = assert!(TextField::ALL.len() <= 8, "positions have room for so many fields");
