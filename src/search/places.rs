//! Where a term stands: positions by document, of which a query reads those of the documents that it looks at.

use super::codec::{Cursor, put_number};
use super::dictionary::{Entry, Lexicon};
use super::error::IndexError;
use super::list::{List, Posting};
use super::storage::Storage;

/// Documents, by number, whose positions lie together in one chunk.
const CHUNK: u32 = 64;
/// Bytes of positions from which on it is said where each chunk begins. Fewer are read at once in no more time.
const LONG: usize = 16_384;
/// How many more documents have a term than are looked at, if chunks are read one by one; otherwise one read is faster.
const FEW: usize = 16;

/// Appends the positions of a term in one document, behind their length in bytes.
pub(super) fn put_document(bytes: &mut Vec<u8>, positions: &[u32]) {
    let mut places = Vec::new();
    let mut last = 0;
    for position in positions {
        put_number(&mut places, u64::from(position - last));
        last = *position;
    }
    put_number(bytes, places.len() as u64);
    bytes.append(&mut places);
}

/// Appends what is kept of the places of a term, which is nothing if none are: the sizes of the chunks, if it is long, and the positions in each
/// document, in their order.
pub(super) fn put(bytes: &mut Vec<u8>, rows: &[(Posting, &[u8])]) {
    let mut sizes = Vec::new();
    let length: usize = rows.iter().map(|(_, places)| places.len()).sum();
    if length == 0 {
        return;
    }
    if length > LONG
        && let Some(((last, _), _)) = rows.last()
    {
        let mut rows = rows.iter().peekable();
        for chunk in 0..=last / CHUNK {
            let mut size = 0;
            while let Some((_, places)) = rows.next_if(|((document, _), _)| document / CHUNK == chunk) {
                size += places.len() as u64;
            }
            put_number(&mut sizes, size);
        }
    }
    put_number(bytes, sizes.len() as u64);
    bytes.append(&mut sizes);
    for (_, places) in rows {
        bytes.extend_from_slice(places);
    }
}

/// Passes over the sizes of chunks: what is left are the positions of all documents.
pub(super) fn skip_sizes(places: &mut Cursor<'_>) -> Result<(), IndexError> {
    if !places.is_at_end() {
        let length = places.count()?;
        places.bytes(length)?;
    }
    Ok(())
}

/// The positions of a term in one document, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Positions<'a> {
    rest: Cursor<'a>,
    last: u32,
}

impl<'a> Positions<'a> {
    /// Reads those of the next document.
    #[inline]
    pub(super) fn next_of(places: &mut Cursor<'a>) -> Result<Self, IndexError> {
        let length = if places.is_at_end() { 0 } else { places.count()? };
        Ok(Self { rest: Cursor::new(places.bytes(length)?), last: 0 })
    }

    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<u32>, IndexError> {
        if self.rest.is_at_end() {
            return Ok(None);
        }
        self.last = self.last.checked_add(self.rest.small()?).ok_or(IndexError::Damaged)?;
        Ok(Some(self.last))
    }
}

/// Tells which of all documents are among some, which are in order; asked in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Among<'a>(&'a [u32]);

impl<'a> Among<'a> {
    pub(super) fn of(some: &'a [u32]) -> Self {
        Self(some)
    }

    #[inline]
    pub(super) fn has(&mut self, document: u32) -> bool {
        while let Some((first, rest)) = self.0.split_first() {
            if *first >= document {
                return *first == document;
            }
            self.0 = rest;
        }
        false
    }
}

/// Where the terms of an index stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) storage: &'a Storage,
    /// How many the index has.
    pub(super) documents: usize,
}

impl Places<'_> {
    /// Visits the documents that have a term, in their order, with its positions; of those that are asked for, which are
    /// in order, if any are.
    pub(super) fn each(
        self,
        entry: Entry,
        among: Option<&[u32]>,
        mut visit: impl FnMut(u32, Positions<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        if let Some(some) = among
            && some.len().saturating_mul(FEW) < entry.documents as usize
            && let Some(chunks) = self.chunks(entry)?
        {
            return self.each_of_few(entry, some, &chunks, visit);
        }
        let postings = self.lexicon.postings(self.storage, entry)?;
        let places = self.lexicon.positions(self.storage, entry)?;
        let mut places = Cursor::new(&places);
        skip_sizes(&mut places)?;
        let mut among = among.map(Among::of);
        let mut walk = List::read(&postings, self.documents)?.walk();
        while let Some((document, _)) = walk.next()? {
            let positions = Positions::next_of(&mut places)?;
            if among.as_mut().is_none_or(|among| among.has(document)) {
                visit(document, positions)?;
            }
        }
        Ok(())
    }

    /// Where each chunk of a term's positions begins and where the last one ends, if that was noted.
    fn chunks(self, entry: Entry) -> Result<Option<Vec<u64>>, IndexError> {
        // A number takes no more.
        const HEAD: u64 = 10;
        let (from, to) = entry.positions;
        let read = |from: u64, to: u64| self.lexicon.positions(self.storage, Entry { positions: (from, to), ..entry });
        let head = read(from, to.min(from + HEAD))?;
        let mut cursor = Cursor::new(&head);
        let length = if cursor.is_at_end() { 0 } else { cursor.number()? };
        if length == 0 {
            return Ok(None);
        }
        let from = from + (head.len() - cursor.len()) as u64;
        let mut at = from.checked_add(length).filter(|at| *at <= to).ok_or(IndexError::Damaged)?;
        let sizes = read(from, at)?;
        let mut cursor = Cursor::new(&sizes);
        let mut chunks = vec![at];
        while !cursor.is_at_end() {
            at = at.checked_add(cursor.number()?).filter(|at| *at <= to).ok_or(IndexError::Damaged)?;
            chunks.push(at);
        }
        Ok(Some(chunks))
    }

    fn each_of_few(
        self,
        entry: Entry,
        some: &[u32],
        chunks: &[u64],
        mut visit: impl FnMut(u32, Positions<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let postings = self.lexicon.postings(self.storage, entry)?;
        let mut walk = List::read(&postings, self.documents)?.walk();
        let mut among = Among::of(some);
        for wanted in some.chunk_by(|a, b| a / CHUNK == b / CHUNK) {
            let Some(chunk) = wanted.first().map(|document| document / CHUNK) else { continue };
            let end = (chunk + 1).saturating_mul(CHUNK);
            // Behind the last document that has the term there are no chunks.
            let Some([from, to]) = chunks.get(chunk as usize..chunk as usize + 2) else { break };
            let places = self.lexicon.positions(self.storage, Entry { positions: (*from, *to), ..entry })?;
            let mut places = Cursor::new(&places);
            walk.skip_to(chunk * CHUNK)?;
            while let Some((document, _)) = walk.next_before(end)? {
                let positions = Positions::next_of(&mut places)?;
                if among.has(document) {
                    visit(document, positions)?;
                }
            }
        }
        Ok(())
    }
}
