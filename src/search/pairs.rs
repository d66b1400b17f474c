//! Rows of two terms that many documents have: looked up when an index is made, since every question asks for some, and
//! comparing all positions of two frequent terms takes longer than all the rest of an answer.

use super::codec::Cursor;
use super::error::IndexError;
use super::invert::{FieldLengths, Gathered, Inverted, field_of, impact};
use super::list::{List, Walk};
use super::places::{Positions, skip_sizes};
use super::table::Table;

/// A term is frequent if one of so many documents has it. Positions of rarer ones are few.
const ONE_IN: usize = 32;
/// However few documents there are, so many have to have a frequent term: fewer positions are compared at once.
const LEAST: usize = 1_024;
/// Documents whose positions are put in order at a time, which bounds the memory for it.
const BATCH: u32 = 2_048;

/// True if rows of this term and another such one are looked up beforehand.
pub(super) fn is_frequent(having: u32, documents: usize) -> bool {
    let having = having as usize;
    having >= LEAST && having.saturating_mul(ONE_IN) >= documents
}

/// How a row of two terms is spelled among pairs: no term has a space.
pub(super) fn spelled(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

/// A frequent term, as far as its documents were walked.
struct Track<'a> {
    walk: Walk<'a>,
    places: Cursor<'a>,
}

/// A term by its number among the frequent ones, at a place of a document.
type Mark = (u32, u32, u32);

/// The documents of each pair, by the numbers of its terms.
type Gathering = Table<(u32, u32), Gathered>;

/// Finds the rows of two frequent terms in an index of documents whose fields are so long.
pub(super) fn pairs(stems: &Inverted, lengths: &[FieldLengths]) -> Result<Inverted, IndexError> {
    let mut tracks = Vec::new();
    for frequent in &stems.frequent {
        let postings = stems.postings.get(frequent.postings.clone()).unwrap_or_default();
        let mut places = Cursor::new(stems.positions.get(frequent.positions.clone()).unwrap_or_default());
        skip_sizes(&mut places)?;
        tracks.push(Track { walk: List::read(postings, lengths.len())?.walk(), places });
    }
    let mut gathering = Gathering::default();
    let mut marks: Vec<Mark> = Vec::new();
    for start in (0..u32::try_from(lengths.len())?).step_by(BATCH as usize) {
        marks.clear();
        for (number, track) in (0..).zip(&mut tracks) {
            while let Some((document, _)) = track.walk.next_before(start.saturating_add(BATCH))? {
                let mut positions = Positions::next_of(&mut track.places)?;
                while let Some(position) = positions.next()? {
                    marks.push((document, position, number));
                }
            }
        }
        marks.sort_unstable();
        for own in marks.chunk_by(|a, b| a.0 == b.0) {
            gather(&mut gathering, own, lengths);
        }
    }
    let term = |number: u32| stems.frequent.get(number as usize).map_or("", |frequent| frequent.term.as_str());
    let spelled = gathering.into_iter().map(|((first, second), own)| (spelled(term(first), term(second)), own));
    Inverted::of(spelled.collect(), lengths.len())
}

/// Takes the pairs of one document, whose marks are in the order of places.
fn gather(gathering: &mut Gathering, own: &[Mark], lengths: &[FieldLengths]) {
    let mut rows = Vec::new();
    let mut behind = own;
    for (document, position, first) in own {
        let next = behind.iter().position(|(_, other, _)| other > position).unwrap_or(behind.len());
        behind = behind.get(next..).unwrap_or_default();
        let field = field_of(*position).map_or(0, |field| field as usize);
        let seconds = behind.iter().take_while(|(_, other, _)| *other == position + 1);
        rows.extend(seconds.map(|(.., second)| ((*first, *second), field, *document)));
    }
    rows.sort_unstable();
    for same in rows.chunk_by(|a, b| a.0 == b.0) {
        let mut often = FieldLengths::default();
        for (_, field, _) in same {
            if let Some(often) = often.get_mut(*field) {
                *often += 1;
            }
        }
        if let Some((pair, _, document)) = same.first()
            && let Some(lengths) = lengths.get(*document as usize)
        {
            gathering.entry(*pair).or_default().add(*document, impact(&often, lengths), &[]);
        }
    }
}
