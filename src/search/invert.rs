//! From documents to postings: each term, the documents that have it, how much they say of it, and where it stands.

use std::iter::Peekable;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use tantivy::tokenizer::Token;

use super::analysis::{Analysis, with_whole_words};
use super::codec::{Cursor, put_number};
use super::dictionary::{DictionaryWriter, Entry, Lexicon};
use super::document::Line;
use super::error::IndexError;
use super::field::TextField;
use super::list::{self, Impact, List, Posting};
use super::pairs::{is_frequent, pairs};
use super::places;
use super::storage::Storage;
use super::table::Table;
use super::weights;
use crate::parallel;

/// How many terms each field of a document has, in the order of [`TextField::ALL`].
pub(super) type FieldLengths = [u32; TextField::ALL.len()];

/// Reads the lengths of the fields of all documents.
pub(super) fn read_lengths(bytes: &[u8]) -> Vec<FieldLengths> {
    let (numbers, _) = bytes.as_chunks();
    let numbers: Vec<u32> = numbers.iter().map(|number| u32::from_le_bytes(*number)).collect();
    numbers.as_chunks().0.to_vec()
}

/// Positions of each field begin so far apart that no two fields share one.
const FIELD: u32 = 1 << 28;
/// Texts of one field lie so far apart that no phrase reaches from one into the next.
const GAP: u32 = 8;

/// The field that a position is in.
pub(super) fn field_of(position: u32) -> Option<TextField> {
    TextField::ALL.get((position / FIELD) as usize).copied()
}

/// How far behind the start of its field a position is.
pub(super) fn offset_of(position: u32) -> u32 {
    position % FIELD
}

/// What a document's texts come to, apart from all other documents.
#[derive(Debug, Default)]
pub(super) struct Analysed {
    /// Stems, and among commands whole shell words, with their positions; in no order.
    stems: Vec<(String, Impact, Vec<u32>)>,
    /// Words as they are written.
    words: Vec<(String, Impact)>,
    pub(super) lengths: FieldLengths,
}

/// Reads documents one after the other, with tables that keep the room that they have come to need.
#[derive(Default)]
pub(super) struct Reader {
    analysis: Analysis,
    stems: Occurrences,
    words: Occurrences,
}

/// Occurrences of a term by field, while a document is read.
type Occurrences = Table<String, ([u32; TextField::ALL.len()], Vec<u32>)>;

impl Reader {
    pub(super) fn read(&mut self, lines: &[Line]) -> Analysed {
        let Self { analysis, stems, words } = self;
        let mut lengths = FieldLengths::default();
        for (at, field) in TextField::ALL.iter().enumerate() {
            let mut position = FIELD.saturating_mul(u32::try_from(at).unwrap_or_default());
            let end = position.saturating_add(FIELD - GAP);
            for line in lines.iter().filter(|line| line.field == *field) {
                let written = analysis.words(&line.text);
                add(words, at, position, &written);
                let mut read = analysis.stemmed(written);
                if *field == TextField::Commands {
                    read = with_whole_words(read, &line.text);
                }
                add(stems, at, position, &read);
                let last = read.last().map_or(0, |token| u32::try_from(token.position).unwrap_or(FIELD));
                position = position.saturating_add(last).saturating_add(GAP).min(end);
                if let Some(length) = lengths.get_mut(at) {
                    *length = length.saturating_add(u32::try_from(read.len()).unwrap_or(u32::MAX));
                }
            }
        }
        let impact = |often: &[u32]| impact(often, &lengths);
        Analysed {
            stems: stems.drain().map(|(term, (often, places))| (term, impact(&often), places)).collect(),
            words: words.drain().map(|(term, (often, _))| (term, impact(&often))).collect(),
            lengths,
        }
    }
}

fn add(occurrences: &mut Occurrences, field: usize, start: u32, tokens: &[Token]) {
    for token in tokens {
        let (often, places) = match occurrences.get_mut(&token.text) {
            Some(known) => known,
            None => occurrences.entry(token.text.clone()).or_default(),
        };
        if let Some(often) = often.get_mut(field) {
            *often += 1;
        }
        places.push(start.saturating_add(u32::try_from(token.position).unwrap_or(u32::MAX)));
    }
}

/// What so many occurrences in each field say in a document whose fields are so long.
pub(super) fn impact(often: &[u32], lengths: &FieldLengths) -> Impact {
    let fields = TextField::ALL.iter().zip(often).zip(lengths);
    weights::saturated(fields.filter(|((_, often), _)| **often > 0).map(|((field, often), length)| {
        weights::field(*field) * weights::real(*often) / weights::norm(*field, *length)
    }))
}

/// The postings of a term while they are gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    documents: u32,
    next: u32,
    postings: Vec<u8>,
    positions: Vec<u8>,
}

impl Gathered {
    pub(super) fn add(&mut self, document: u32, impact: Impact, places: &[u8]) {
        put_number(&mut self.postings, u64::from(document.saturating_sub(self.next)));
        self.postings.push(impact);
        self.positions.extend_from_slice(places);
        self.next = document.saturating_add(1);
        self.documents += 1;
    }
}

/// The postings of every term.
type Terms = Table<String, Gathered>;

/// Takes analysed documents in, in their order.
#[derive(Debug, Default)]
pub(super) struct Inverter {
    stems: Terms,
    words: Terms,
}

impl Inverter {
    pub(super) fn add(&mut self, document: u32, analysed: Analysed) {
        let mut bytes = Vec::new();
        for (term, impact, positions) in analysed.stems {
            bytes.clear();
            places::put_document(&mut bytes, &positions);
            self.stems.entry(term).or_default().add(document, impact, &bytes);
        }
        for (term, impact) in analysed.words {
            self.words.entry(term).or_default().add(document, impact, &[]);
        }
    }

    /// Stems, words, and pairs of frequent stems of an index whose documents have such lengths, joined with those of an
    /// earlier one.
    pub(super) fn finish(
        self,
        lengths: &[FieldLengths],
        earlier: Option<&[Earlier<'_>; 2]>,
    ) -> Result<[Inverted; 3], IndexError> {
        let [earlier_stems, earlier_words] = earlier.map_or([None; 2], |earlier| earlier.each_ref().map(Some));
        let documents = lengths.len();
        let words = Mutex::new(self.words);
        let (stems, words) = parallel::both(
            || {
                let stems = join(self.stems, documents, earlier_stems)?;
                let pairs = pairs(&stems, lengths)?;
                Ok::<_, IndexError>((stems, pairs))
            },
            || {
                let words = std::mem::take(&mut *words.lock().unwrap_or_else(PoisonError::into_inner));
                join(words, documents, earlier_words)
            },
        );
        let (stems, pairs) = stems?;
        Ok([stems, words?, pairs])
    }
}

/// The terms of an earlier index, and what became of its documents.
#[derive(Debug)]
pub(super) struct Earlier<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) storage: &'a Storage,
    /// By their earlier numbers, the present ones of those that have not changed; in the same order.
    pub(super) kept: &'a [Option<u32>],
}

/// A dictionary, its postings and positions, as bytes.
#[derive(Debug, Default)]
pub(super) struct Inverted {
    pub(super) firsts: Vec<u8>,
    pub(super) blocks: Vec<u8>,
    pub(super) postings: Vec<u8>,
    pub(super) positions: Vec<u8>,
    /// Terms that many documents have, as far as positions are kept.
    pub(super) frequent: Vec<Frequent>,
}

/// A term that many documents have, and where its postings and positions are.
#[derive(Debug)]
pub(super) struct Frequent {
    pub(super) term: String,
    pub(super) postings: Range<usize>,
    pub(super) positions: Range<usize>,
}

impl Inverted {
    /// Writes terms of an index of so many documents.
    pub(super) fn of(terms: Vec<(String, Gathered)>, documents: usize) -> Result<Self, IndexError> {
        join_all(terms, documents, None)
    }
}

/// One term's postings with the positions of each, as they go into an index.
type Rows<'a> = Vec<(Posting, &'a [u8])>;

/// Writes terms in their order.
#[derive(Debug, Default)]
struct InvertedWriter {
    dictionary: DictionaryWriter,
    postings: Vec<u8>,
    positions: Vec<u8>,
    frequent: Vec<Frequent>,
    documents: usize,
}

impl InvertedWriter {
    fn add(&mut self, term: &str, mut rows: Rows<'_>) {
        if rows.is_empty() {
            return;
        }
        rows.sort_unstable_by_key(|((document, _), _)| *document);
        let (before, places) = (self.postings.len(), self.positions.len());
        let postings: Vec<Posting> = rows.iter().map(|(posting, _)| *posting).collect();
        list::put(&mut self.postings, &postings, self.documents);
        places::put(&mut self.positions, &rows);
        let documents = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if self.positions.len() > places && is_frequent(documents, self.documents) {
            let (postings, positions) = (before..self.postings.len(), places..self.positions.len());
            self.frequent.push(Frequent { term: term.to_owned(), postings, positions });
        }
        self.dictionary.add(term, documents, self.postings.len() - before, self.positions.len() - places);
    }

    fn finish(self) -> Inverted {
        let (firsts, blocks) = self.dictionary.finish();
        Inverted { firsts, blocks, postings: self.postings, positions: self.positions, frequent: self.frequent }
    }
}

fn join(fresh: Terms, documents: usize, earlier: Option<&Earlier<'_>>) -> Result<Inverted, IndexError> {
    join_all(fresh.into_iter().collect(), documents, earlier)
}

fn join_all(
    mut fresh: Vec<(String, Gathered)>,
    documents: usize,
    earlier: Option<&Earlier<'_>>,
) -> Result<Inverted, IndexError> {
    fresh.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    // Each is let go of once it is written, so that terms are not in memory twice.
    let mut fresh = fresh.into_iter().peekable();
    let mut writer = InvertedWriter { documents, ..InvertedWriter::default() };
    if let Some(earlier) = earlier {
        let mut failed = None;
        earlier.lexicon.dictionary.from(earlier.storage, "", |term, entry| {
            let joined = up_to(&mut writer, &mut fresh, term).and_then(|()| {
                let own = fresh.next_if(|(own, _)| own == term);
                earlier.add(&mut writer, term, entry, own.map(|(_, gathered)| gathered).as_ref())
            });
            failed = joined.err();
            failed.is_none()
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
    }
    for (term, gathered) in fresh {
        writer.add(&term, gathered.rows()?);
    }
    Ok(writer.finish())
}

/// Writes the terms that come before one.
fn up_to(
    writer: &mut InvertedWriter,
    fresh: &mut Peekable<impl Iterator<Item = (String, Gathered)>>,
    term: &str,
) -> Result<(), IndexError> {
    while let Some((own, gathered)) = fresh.next_if(|(own, _)| own.as_str() < term) {
        writer.add(&own, gathered.rows()?);
    }
    Ok(())
}

impl Gathered {
    fn rows(&self) -> Result<Rows<'_>, IndexError> {
        let mut places = Cursor::new(&self.positions);
        let mut postings = Vec::new();
        List::sparse(&self.postings).each(|document, impact| postings.push((document, impact)))?;
        postings.into_iter().map(|posting| Ok((posting, places.block()?))).collect()
    }
}

impl Earlier<'_> {
    fn add(
        &self,
        writer: &mut InvertedWriter,
        term: &str,
        entry: Entry,
        fresh: Option<&Gathered>,
    ) -> Result<(), IndexError> {
        let postings = self.lexicon.postings(self.storage, entry)?;
        let positions = self.lexicon.positions(self.storage, entry)?;
        let mut places = Cursor::new(&positions);
        places::skip_sizes(&mut places)?;
        let mut rows = fresh.map(Gathered::rows).transpose()?.unwrap_or_default();
        let mut all = Vec::new();
        List::read(&postings, self.kept.len())?.each(|document, impact| all.push((document, impact)))?;
        for (document, impact) in all {
            let place = places.block()?;
            if let Some(present) = self.kept.get(document as usize).copied().flatten() {
                rows.push(((present, impact), place));
            }
        }
        writer.add(term, rows);
        Ok(())
    }
}
