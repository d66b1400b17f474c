//! The index: all that answers need of the records, in one run of bytes that is written once and never changed.
//!
//! The same bytes are searched in memory and in a file, of which a query reads the few parts that it needs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use super::analysis::{Analysis, Idle};
use super::card::Card;
use super::codec::{Cursor, put_number, put_text};
use super::columns::{Column, ColumnWriter};
use super::dictionary::{Dictionary, Lexicon};
use super::document::{Document, Line, documents};
use super::error::IndexError;
use super::field::Facet;
use super::invert::{Analysed, Earlier, FieldLengths, Inverted, Inverter, Reader, read_lengths};
use super::kin::Kin;
use super::places::Places;
use super::query::Comparison;
use super::recall::Recall;
use super::standing::Standing;
use super::storage::Storage;
use super::synonyms::Synonyms;
use super::values::{Values, in_order};
use super::{Answer, Explanation, Page, Query, rank};
use crate::kb::KnowledgeBase;
use crate::parallel;
use crate::record::Thesaurus;

/// What the last bytes of an index are; the number rises when bytes get another meaning.
const MAGIC: &[u8; 8] = b"prcdnt02";
/// Behind the table of parts: its checksum, its length, the magic.
const TAIL: usize = 8 + 8 + MAGIC.len();
/// Documents that are read, analysed and written at a time.
const BATCH: usize = 1_024;

/// The parts of an index, in their order.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// The lines of each document.
    Texts,
    TextEnds,
    /// What is shown of each document.
    Cards,
    CardEnds,
    /// How each document is ordered.
    Standings,
    /// How long the fields of each document are.
    Lengths,
    /// A digest of each document, by which one that has not changed is known again.
    Digests,
    Columns,
    Values,
    Thesaurus,
    /// What `similar` asks of records beside their texts.
    Kin,
    StemFirsts,
    StemBlocks,
    StemPostings,
    StemPositions,
    WordFirsts,
    WordBlocks,
    WordPostings,
    /// Empty: phrases are found by stems.
    WordPositions,
    PairFirsts,
    PairBlocks,
    PairPostings,
    /// Empty as well.
    PairPositions,
}

const PARTS: usize = Part::PairPositions as usize + 1;

/// A digest of a document.
type Digest = [u8; 16];

/// Records, ready to be searched.
#[derive(Debug)]
pub struct Index {
    storage: Storage,
    parts: Vec<Range<u64>>,
    key: String,
    standings: Vec<Standing>,
    stems: Lexicon,
    words: Lexicon,
    pairs: Lexicon,
    lengths: OnceLock<Vec<FieldLengths>>,
    columns: BTreeMap<Facet, OnceLock<Column>>,
    column_parts: Vec<Range<u64>>,
    values: OnceLock<Values>,
    synonyms: OnceLock<Synonyms>,
    kin: OnceLock<Kin>,
    recall: Option<Recall>,
    pub(super) idle: Idle,
}

/// What writing an index took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Records in it.
    pub documents: usize,
    /// Those that had to be analysed, since no earlier index had them.
    pub analysed: usize,
}

impl Index {
    /// Indexes the records of a knowledge base, in memory.
    ///
    /// # Errors
    ///
    /// Fails only if there is no memory for it.
    pub fn build(kb: &KnowledgeBase) -> Result<Self, IndexError> {
        let mut bytes = Vec::new();
        Self::write(kb, "", None, &mut bytes)?;
        Self::open(Storage::Memory(bytes))
    }

    /// Writes an index of a knowledge base. `key` says what it is an index of; documents that an earlier index has are
    /// taken over from it and not analysed again.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written, or if the earlier index cannot be read.
    pub fn write(
        kb: &KnowledgeBase,
        key: &str,
        earlier: Option<&Self>,
        out: &mut dyn Write,
    ) -> Result<Written, IndexError> {
        Builder::new(out, earlier)?.build(kb, key)
    }

    /// Opens an index that was written to a file, of which an answer reads the few parts that it needs.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or holds no index of this form.
    pub fn open_file(path: &Path) -> Result<Self, IndexError> {
        let file = File::open(path).map_err(IndexError::Read)?;
        let length = file.metadata().map_err(IndexError::Read)?.len();
        Self::open(Storage::File { file, length })
    }

    pub(super) fn open(storage: Storage) -> Result<Self, IndexError> {
        let length = storage.length();
        let end = length.checked_sub(TAIL as u64).ok_or(IndexError::Damaged)?;
        let tail = storage.read(end..length)?.into_owned();
        let (sum, rest) = tail.split_at_checked(8).ok_or(IndexError::Damaged)?;
        let (size, magic) = rest.split_at_checked(8).ok_or(IndexError::Damaged)?;
        let start = end.checked_sub(u64::from_le_bytes(size.try_into()?)).ok_or(IndexError::Damaged)?;
        let table = storage.read(start..end)?.into_owned();
        if magic != MAGIC || sum != checksum(&table) {
            return Err(IndexError::Damaged);
        }
        let mut cursor = Cursor::new(&table);
        let key = cursor.text()?.to_owned();
        let mut parts = Vec::new();
        let mut start = 0;
        for _ in 0..PARTS {
            let stop = cursor.number()?;
            parts.push(start..stop);
            start = stop;
        }
        let all_columns = parts.get(Part::Columns as usize).cloned().ok_or(IndexError::Damaged)?;
        let mut columns = Vec::new();
        for _ in Facet::ALL {
            columns.push(all_columns.start + cursor.number()?..all_columns.start + cursor.number()?);
        }
        let part = |part: Part| parts.get(part as usize).cloned().ok_or(IndexError::Damaged);
        let lexicon = |[firsts, blocks, postings, positions]: [Part; 4]| {
            Ok::<_, IndexError>(Lexicon {
                dictionary: Dictionary::open(&storage.read(part(firsts)?)?, part(blocks)?)?,
                postings: part(postings)?,
                positions: part(positions)?,
            })
        };
        let stems = lexicon([Part::StemFirsts, Part::StemBlocks, Part::StemPostings, Part::StemPositions])?;
        let words = lexicon([Part::WordFirsts, Part::WordBlocks, Part::WordPostings, Part::WordPositions])?;
        let pairs = lexicon([Part::PairFirsts, Part::PairBlocks, Part::PairPostings, Part::PairPositions])?;
        let standings = Standing::read_all(&storage.read(part(Part::Standings)?)?)?;
        Ok(Self {
            parts: parts.clone(),
            key,
            standings,
            stems,
            words,
            pairs,
            lengths: OnceLock::new(),
            columns: Facet::ALL.iter().map(|facet| (*facet, OnceLock::new())).collect(),
            column_parts: columns,
            values: OnceLock::new(),
            synonyms: OnceLock::new(),
            kin: OnceLock::new(),
            recall: None,
            idle: Idle::default(),
            storage,
        })
    }

    /// Makes it remember what it looks up, for whoever asks it many thousand times.
    #[must_use]
    pub fn remembering(self) -> Self {
        Self { recall: Some(Recall::new(self.len())), ..self }
    }

    pub(super) fn recall(&self) -> Option<&Recall> {
        self.recall.as_ref()
    }

    /// What it is an index of.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// How many documents it has.
    pub(super) fn len(&self) -> usize {
        self.standings.len()
    }

    pub(super) fn standings(&self) -> &[Standing] {
        &self.standings
    }

    pub(super) fn storage(&self) -> &Storage {
        &self.storage
    }

    pub(super) fn stems(&self) -> &Lexicon {
        &self.stems
    }

    pub(super) fn words(&self) -> &Lexicon {
        &self.words
    }

    /// Rows of two frequent terms.
    pub(super) fn pairs(&self) -> &Lexicon {
        &self.pairs
    }

    /// Where stems stand.
    pub(super) fn places(&self) -> Places<'_> {
        Places { lexicon: &self.stems, storage: &self.storage, documents: self.len() }
    }

    fn part(&self, part: Part) -> Result<Range<u64>, IndexError> {
        self.parts.get(part as usize).cloned().ok_or(IndexError::Damaged)
    }

    /// The bytes of a document in a part whose ends are kept in another.
    fn of_document(&self, all: Part, ends: Part, document: usize) -> Result<Cow<'_, [u8]>, IndexError> {
        let (all, ends) = (self.part(all)?, self.part(ends)?);
        let place = |number: usize| -> Result<u64, IndexError> {
            let at = ends.start + 8 * number as u64;
            let bytes = self.storage.read(at..at + 8)?;
            Ok(u64::from_le_bytes(bytes.as_ref().try_into()?))
        };
        let start = document.checked_sub(1).map(place).transpose()?.unwrap_or_default();
        let end = place(document)?;
        if start > end || end > all.end - all.start {
            return Err(IndexError::Damaged);
        }
        self.storage.read(all.start + start..all.start + end)
    }

    pub(super) fn card(&self, document: usize) -> Result<Card, IndexError> {
        let bytes = self.of_document(Part::Cards, Part::CardEnds, document)?;
        serde_json::from_slice(&bytes).map_err(|_no_json| IndexError::Damaged)
    }

    pub(super) fn lines(&self, document: usize) -> Result<Vec<Line>, IndexError> {
        let bytes = self.of_document(Part::Texts, Part::TextEnds, document)?;
        Line::read_all(&bytes)
    }

    pub(super) fn lengths(&self, document: usize) -> Result<FieldLengths, IndexError> {
        self.all_lengths()?.get(document).copied().ok_or(IndexError::Damaged)
    }

    fn all_lengths(&self) -> Result<&[FieldLengths], IndexError> {
        if let Some(lengths) = self.lengths.get() {
            return Ok(lengths);
        }
        let bytes = self.storage.read(self.part(Part::Lengths)?)?;
        Ok(self.lengths.get_or_init(|| read_lengths(&bytes)))
    }

    pub(super) fn column(&self, facet: Facet) -> Result<&Column, IndexError> {
        let cell = self.columns.get(&facet).ok_or(IndexError::Damaged)?;
        if let Some(column) = cell.get() {
            return Ok(column);
        }
        let at = Facet::ALL.iter().position(|other| *other == facet).ok_or(IndexError::Damaged)?;
        let part = self.column_parts.get(at).cloned().ok_or(IndexError::Damaged)?;
        let column = Column::read(&self.storage.read(part)?, self.len())?;
        Ok(cell.get_or_init(|| column))
    }

    pub(super) fn values(&self) -> Result<&Values, IndexError> {
        if let Some(values) = self.values.get() {
            return Ok(values);
        }
        let bytes = self.storage.read(self.part(Part::Values)?)?;
        let values = serde_json::from_slice(&bytes).map_err(|_no_json| IndexError::Damaged)?;
        Ok(self.values.get_or_init(|| values))
    }

    pub(super) fn synonyms(&self) -> Result<&Synonyms, IndexError> {
        if let Some(synonyms) = self.synonyms.get() {
            return Ok(synonyms);
        }
        let thesaurus = self.thesaurus()?;
        Ok(self.synonyms.get_or_init(|| Synonyms::of(&thesaurus, &mut Analysis::default())))
    }

    pub(super) fn thesaurus(&self) -> Result<Thesaurus, IndexError> {
        let bytes = self.storage.read(self.part(Part::Thesaurus)?)?;
        serde_json::from_slice(&bytes).map_err(|_no_json| IndexError::Damaged)
    }

    pub(super) fn kin(&self) -> Result<&Kin, IndexError> {
        if let Some(kin) = self.kin.get() {
            return Ok(kin);
        }
        let bytes = self.storage.read(self.part(Part::Kin)?)?;
        let kin = serde_json::from_slice(&bytes).map_err(|_no_json| IndexError::Damaged)?;
        Ok(self.kin.get_or_init(|| kin))
    }

    /// Answers a query.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn search(&self, query: &Query, page: Page) -> Result<Answer, IndexError> {
        rank::answer(self, query, page)
    }

    /// Answers a query and says how the answer came about.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn explain(&self, query: &Query, page: Page) -> Result<(Answer, Explanation), IndexError> {
        rank::explained(self, query, page)
    }

    /// The values that a filter accepts, or `None` if no record could have them.
    pub(super) fn accepted(
        &self,
        facet: Facet,
        comparison: &Comparison,
        analysis: &mut Analysis,
    ) -> Result<Option<BTreeSet<String>>, IndexError> {
        use Comparison::{AtLeast, AtMost, Between, Is, LessThan, MoreThan};
        let values = self.values()?;
        let mut find = |name: &str| values.find(facet, name, analysis);
        if let Is(value) = comparison {
            let found: BTreeSet<String> = find(value).into_iter().collect();
            return Ok((!found.is_empty()).then_some(found));
        }
        let mut first = |name: &str| find(name).into_iter().next();
        let bounds = match comparison {
            Is(_) => None,
            AtLeast(value) => first(value).map(|low| (Some(low), None, true, true)),
            MoreThan(value) => first(value).map(|low| (Some(low), None, false, true)),
            AtMost(value) => first(value).map(|high| (None, Some(high), true, true)),
            LessThan(value) => first(value).map(|high| (None, Some(high), true, false)),
            Between(low, high) if low.is_empty() && high.is_empty() => None,
            Between(low, high) => {
                let mut end = |name: &str| if name.is_empty() { Some(None) } else { first(name).map(Some) };
                end(low).zip(end(high)).map(|(low, high)| (low, high, true, true))
            }
        };
        let Some((low, high, low_in, high_in)) = bounds else { return Ok(None) };
        // Spellings of ordered values sort as the values do.
        let fits = |value: &String| {
            low.as_ref().is_none_or(|low| value > low || (low_in && value == low))
                && high.as_ref().is_none_or(|high| value < high || (high_in && value == high))
        };
        Ok(Some(in_order(facet, self.column(facet)?.values()).into_iter().filter(fits).collect()))
    }
}

/// Tells a table that was cut or overwritten.
fn checksum(table: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    for (own, byte) in sum.iter_mut().zip(Sha256::digest(table)) {
        *own = byte;
    }
    sum
}

/// An index while it is written.
struct Builder<'a> {
    out: &'a mut dyn Write,
    at: u64,
    ends: Vec<u64>,
    earlier: Option<&'a Index>,
    /// Documents of the earlier index by their digests.
    known: BTreeMap<Digest, u32>,
    kept: Vec<Option<u32>>,
    inverter: Inverter,
    cards: Vec<u8>,
    card_ends: Vec<u8>,
    text_ends: Vec<u8>,
    standings: Vec<u8>,
    lengths: Vec<u8>,
    digests: Vec<u8>,
    columns: Vec<ColumnWriter>,
    written: Written,
}

impl<'a> Builder<'a> {
    fn new(out: &'a mut dyn Write, earlier: Option<&'a Index>) -> Result<Self, IndexError> {
        let mut known = BTreeMap::new();
        if let Some(earlier) = earlier {
            let digests = earlier.storage.read(earlier.part(Part::Digests)?)?;
            for (digest, number) in digests.chunks_exact(size_of::<Digest>()).zip(0..) {
                known.insert(digest.try_into()?, number);
            }
        }
        Ok(Self {
            out,
            at: 0,
            ends: Vec::new(),
            kept: vec![None; earlier.map_or(0, Index::len)],
            earlier,
            known,
            inverter: Inverter::default(),
            cards: Vec::new(),
            card_ends: Vec::new(),
            text_ends: Vec::new(),
            standings: Vec::new(),
            lengths: Vec::new(),
            digests: Vec::new(),
            columns: Facet::ALL.iter().map(|_| ColumnWriter::default()).collect(),
            written: Written { documents: 0, analysed: 0 },
        })
    }

    fn build(mut self, kb: &KnowledgeBase, key: &str) -> Result<Written, IndexError> {
        let known = std::mem::take(&mut self.known);
        let mut documents = documents(kb);
        let mut next = || documents.by_ref().take(BATCH).collect::<Vec<Document>>();
        let mut batch = next();
        let mut readings = read(&batch, &known);
        while !batch.is_empty() {
            // Taking documents in is work for one core; meanwhile the others read the next ones.
            let behind = next();
            let (taken, read) = parallel::both(|| self.batch(&batch, readings), || read(&behind, &known));
            taken?;
            (batch, readings) = (behind, read);
        }
        // Texts were written as they came, since they are by far the longest part.
        self.end();
        let inverter = std::mem::take(&mut self.inverter);
        let kept = std::mem::take(&mut self.kept);
        let earlier = self.earlier.map(|earlier| {
            [&earlier.stems, &earlier.words].map(|lexicon| Earlier { lexicon, storage: &earlier.storage, kept: &kept })
        });
        let lengths = read_lengths(&self.lengths);
        let lexicons = inverter.finish(&lengths, earlier.as_ref())?;
        self.finish(kb, key, &lexicons)
    }

    fn batch(&mut self, batch: &[Document], readings: Vec<Reading>) -> Result<(), IndexError> {
        for (document, Reading { digest, known, analysed }) in batch.iter().zip(readings) {
            let number = u32::try_from(self.written.documents)?;
            self.written.documents += 1;
            let lengths = match (analysed, known, self.earlier) {
                (Some(analysed), ..) => {
                    self.written.analysed += 1;
                    let lengths = analysed.lengths;
                    self.inverter.add(number, analysed);
                    lengths
                }
                (None, Some(known), Some(earlier)) => {
                    if let Some(kept) = self.kept.get_mut(known as usize) {
                        *kept = Some(number);
                    }
                    earlier.lengths(known as usize)?
                }
                (None, ..) => FieldLengths::default(),
            };
            self.lengths.extend(lengths.iter().flat_map(|length| length.to_le_bytes()));
            self.digests.extend(digest);
            self.document(document)?;
        }
        Ok(())
    }

    fn document(&mut self, document: &Document) -> Result<(), IndexError> {
        let card = &document.card;
        Standing::of(card).put(&mut self.standings);
        for (facet, column) in Facet::ALL.iter().zip(&mut self.columns) {
            column.add(card.values(*facet));
        }
        serde_json::to_writer(&mut self.cards, card).map_err(|error| IndexError::Write(error.into()))?;
        self.card_ends.extend((self.cards.len() as u64).to_le_bytes());
        let mut texts = Vec::new();
        Line::put_all(&mut texts, &document.lines);
        self.put(&texts)?;
        self.text_ends.extend(self.at.to_le_bytes());
        Ok(())
    }

    fn finish(mut self, kb: &KnowledgeBase, key: &str, lexicons: &[Inverted; 3]) -> Result<Written, IndexError> {
        let json = |error: serde_json::Error| IndexError::Write(error.into());
        let mut columns = (Vec::new(), Vec::new());
        for column in std::mem::take(&mut self.columns) {
            columns.1.push(columns.0.len() as u64);
            column.put(&mut columns.0);
            columns.1.push(columns.0.len() as u64);
        }
        let parts = [
            std::mem::take(&mut self.text_ends),
            std::mem::take(&mut self.cards),
            std::mem::take(&mut self.card_ends),
            std::mem::take(&mut self.standings),
            std::mem::take(&mut self.lengths),
            std::mem::take(&mut self.digests),
            columns.0,
            serde_json::to_vec(&Values::of(kb)).map_err(json)?,
            serde_json::to_vec(kb.thesaurus()).map_err(json)?,
            serde_json::to_vec(&Kin::of(kb)).map_err(json)?,
        ];
        for part in &parts {
            self.put(part)?;
            self.end();
        }
        for inverted in lexicons {
            for part in [&inverted.firsts, &inverted.blocks, &inverted.postings, &inverted.positions] {
                self.put(part)?;
                self.end();
            }
        }
        let mut table = Vec::new();
        put_text(&mut table, key);
        for end in self.ends.iter().chain(&columns.1) {
            put_number(&mut table, *end);
        }
        self.put(&table)?;
        self.put(&checksum(&table))?;
        self.put(&(table.len() as u64).to_le_bytes())?;
        self.put(MAGIC)?;
        Ok(self.written)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), IndexError> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes).map_err(IndexError::Write)
    }

    /// Ends a part.
    fn end(&mut self) {
        self.ends.push(self.at);
    }
}

/// A document on its way into an index.
struct Reading {
    digest: Digest,
    /// Its number in the earlier index, if that has it.
    known: Option<u32>,
    /// What its texts come to, if they had to be read.
    analysed: Option<Analysed>,
}

/// Reads the documents that are not known, on all cores.
fn read(batch: &[Document], known: &BTreeMap<Digest, u32>) -> Vec<Reading> {
    parallel::map_with(batch, usize::MAX, Reader::default, |reader, document| {
        let digest = document.digest();
        let known = known.get(&digest).copied();
        let analysed = known.is_none().then(|| reader.read(&document.lines));
        Reading { digest, known, analysed }
    })
}
