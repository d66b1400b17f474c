//! Where terms stand, with their neighbours, in pieces of their own: only some queries ask for it.

use super::digits::{put, put_count};
use super::neighbours::Neighbours;
use super::pieces::Pieces;
use crate::search::error::IndexError;
use crate::search::invert::{field_of, offset_of};
use crate::search::places::Positions;

/// Places of a run of terms, or of a part of one.
#[derive(Debug, Default)]
struct Piece {
    /// For each term, or part of one, how many documents it has here.
    documents: String,
    places: String,
    before: String,
    behind: String,
}

impl Piece {
    fn size(&self) -> usize {
        self.places.len()
    }

    fn join(&mut self, documents: usize, other: &Self) {
        put_count(&mut self.documents, documents);
        self.places.push_str(&other.places);
        self.before.push_str(&other.before);
        self.behind.push_str(&other.behind);
    }
}

/// The places of one term, in its documents one after the other.
#[derive(Debug, Default)]
pub(super) struct Places {
    parts: Vec<Part>,
}

/// As much as fits into a piece.
#[derive(Debug, Default)]
struct Part {
    /// The first of its documents.
    first: u32,
    documents: usize,
    piece: Piece,
}

impl Places {
    /// Takes the places in a document, which comes behind all others; parts are cut at so many characters.
    pub(super) fn add(
        &mut self,
        document: u32,
        mut positions: Positions<'_>,
        neighbours: &Neighbours,
        size: usize,
    ) -> Result<(), IndexError> {
        if self.parts.last().is_none_or(|part| part.piece.size() >= size) {
            self.parts.push(Part { first: document, ..Part::default() });
        }
        let Some(part) = self.parts.last_mut() else { return Ok(()) };
        part.documents += 1;
        let piece = &mut part.piece;
        let (mut own, mut count) = (String::new(), 0_usize);
        let (mut field, mut last) = (0, 0);
        while let Some(position) = positions.next()? {
            count += 1;
            let (of, at) = (field_of(position).ok_or(IndexError::Damaged)? as usize, offset_of(position));
            if of == field {
                put(&mut own, u64::from(at.saturating_sub(last)) * 2);
            } else {
                put(&mut own, u64::from(at) * 2 + 1);
                put_count(&mut own, of.saturating_sub(field + 1));
            }
            (field, last) = (of, at);
            put(&mut piece.before, neighbours.at(document, position.checked_sub(1)));
            put(&mut piece.behind, neighbours.at(document, position.checked_add(1)));
        }
        put_count(&mut piece.places, count.saturating_sub(1));
        piece.places.push_str(&own);
        Ok(())
    }
}

/// Packs the places of terms into pieces, in the order of terms.
pub(super) struct Packer<'a> {
    pieces: &'a mut Pieces,
    size: usize,
    current: Piece,
    /// How many pieces were begun.
    begun: usize,
}

/// Where the places of a term are, as the list of terms says it.
const HERE: usize = 0;
const IN_THE_NEXT: usize = 1;
const IN_SEVERAL: usize = 2;

impl<'a> Packer<'a> {
    pub(super) fn new(pieces: &'a mut Pieces, size: usize) -> Self {
        Self { pieces, size, current: Piece::default(), begun: 0 }
    }

    /// How many pieces were begun: the number of the next one.
    pub(super) fn begun(&self) -> usize {
        self.begun
    }

    /// What else is written.
    pub(super) fn pieces(&mut self) -> &mut Pieces {
        self.pieces
    }

    /// Packs the places of a term and appends to a list of terms where they are. The first term of a list begins a piece.
    pub(super) fn add(&mut self, list: &mut String, places: &Places, is_first: bool) -> Result<(), IndexError> {
        let Some((first, others)) = places.parts.split_first() else {
            put_count(list, HERE);
            return Ok(());
        };
        if others.is_empty() {
            let is_open = !is_first && !self.current.documents.is_empty();
            let fits = is_open && self.current.size() + first.piece.size() <= self.size;
            put_count(list, if fits { HERE } else { IN_THE_NEXT });
            if !fits {
                self.begin()?;
            }
            self.current.join(first.documents, &first.piece);
            return Ok(());
        }
        put_count(list, IN_SEVERAL);
        put_count(list, places.parts.len());
        let mut before = 0;
        for part in &places.parts {
            put(list, part.first - before);
            before = part.first;
            self.begin()?;
            self.current.join(part.documents, &part.piece);
        }
        // Whatever comes next begins a piece of its own.
        self.finish()
    }

    fn begin(&mut self) -> Result<(), IndexError> {
        self.finish()?;
        self.begun += 1;
        Ok(())
    }

    /// Writes the piece that was begun.
    pub(super) fn finish(&mut self) -> Result<(), IndexError> {
        let Piece { documents, places, before, behind } = std::mem::take(&mut self.current);
        if documents.is_empty() {
            return Ok(());
        }
        self.pieces.put(&format!("p{}", self.begun - 1), &[documents, places, before, behind])
    }
}
