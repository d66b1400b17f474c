//! Which documents have a term, and how much each says of it: the postings of one term.
//!
//! How much a document says of a term depends on that document alone (see `weights::saturated`), so that it can be
//! computed once, kept in a byte, and outlive any change to other documents.

use super::codec::{Cursor, put_number};
use super::error::IndexError;

/// How much a document says of a term: 255 is as much as a document can say, 0 stands for nothing.
pub(super) type Impact = u8;

/// A document and its impact.
pub(super) type Posting = (u32, Impact);

/// Postings in the order of documents, as bytes: pairs of the distance to the last document and the impact where they
/// are few, or else one impact a document, which is added up many at a time.
#[derive(Debug, Clone, Copy)]
pub(super) enum List<'a> {
    Sparse(Cursor<'a>),
    Dense(&'a [Impact]),
}

/// Postings, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    rest: List<'a>,
    /// The document behind the last one.
    next: u32,
}

impl Walk<'_> {
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<Posting>, IndexError> {
        match &mut self.rest {
            List::Sparse(cursor) => {
                if cursor.is_at_end() {
                    return Ok(None);
                }
                let document = self.next.checked_add(cursor.small()?).ok_or(IndexError::Damaged)?;
                self.next = document.saturating_add(1);
                Ok(Some((document, cursor.byte()?)))
            }
            List::Dense(impacts) => {
                while let Some((impact, rest)) = impacts.split_first() {
                    let document = self.next;
                    (*impacts, self.next) = (rest, document.saturating_add(1));
                    if *impact > 0 {
                        return Ok(Some((document, *impact)));
                    }
                }
                Ok(None)
            }
        }
    }

    /// The next posting of those before a document.
    #[inline]
    pub(super) fn next_before(&mut self, end: u32) -> Result<Option<Posting>, IndexError> {
        let before = *self;
        let next = self.next()?;
        if next.is_some_and(|(document, _)| document >= end) {
            *self = before;
            return Ok(None);
        }
        Ok(next)
    }

    /// Passes over the postings before a document.
    pub(super) fn skip_to(&mut self, document: u32) -> Result<(), IndexError> {
        match &mut self.rest {
            List::Dense(impacts) => {
                let passed = document.saturating_sub(self.next);
                *impacts = impacts.get(passed as usize..).unwrap_or_default();
                self.next += passed;
            }
            List::Sparse(cursor) => {
                let mut ahead = *cursor;
                while !ahead.is_at_end() {
                    let next = self.next.checked_add(ahead.small()?).ok_or(IndexError::Damaged)?;
                    ahead.byte()?;
                    if next >= document {
                        break;
                    }
                    (*cursor, self.next) = (ahead, next.saturating_add(1));
                }
            }
        }
        Ok(())
    }
}

/// Documents to a posting up to which the impacts of all are kept: that takes up to three times the room of pairs, and is
/// added up many times as fast.
const DENSE_ENOUGH: usize = 6;

const SPARSE: u8 = 0;
const DENSE: u8 = 1;

/// Appends postings, which are in the order of documents, of an index of so many documents.
pub(super) fn put(bytes: &mut Vec<u8>, postings: &[Posting], documents: usize) {
    let mut pairs = vec![SPARSE];
    let mut next = 0;
    for (document, impact) in postings {
        put_number(&mut pairs, u64::from(document - next));
        pairs.push(*impact);
        next = document + 1;
    }
    if postings.len().saturating_mul(DENSE_ENOUGH) <= documents {
        bytes.append(&mut pairs);
        return;
    }
    bytes.push(DENSE);
    let start = bytes.len();
    bytes.resize(start + documents, 0);
    for (document, impact) in postings {
        if let Some(place) = bytes.get_mut(start + *document as usize) {
            *place = *impact;
        }
    }
}

impl<'a> List<'a> {
    /// Reads the postings of an index of so many documents.
    pub(super) fn read(bytes: &'a [u8], documents: usize) -> Result<Self, IndexError> {
        match bytes.split_first() {
            Some((&SPARSE, rest)) => Ok(Self::Sparse(Cursor::new(rest))),
            Some((&DENSE, rest)) if rest.len() == documents => Ok(Self::Dense(rest)),
            _ => Err(IndexError::Damaged),
        }
    }

    /// Reads pairs that stand alone.
    pub(super) fn sparse(pairs: &'a [u8]) -> Self {
        Self::Sparse(Cursor::new(pairs))
    }

    /// Walks in the order of documents.
    pub(super) fn walk(self) -> Walk<'a> {
        Walk { rest: self, next: 0 }
    }

    /// Visits every posting in the order of documents.
    #[inline]
    pub(super) fn each(self, mut visit: impl FnMut(u32, Impact)) -> Result<(), IndexError> {
        match self {
            Self::Sparse(mut cursor) => {
                let mut next = 0_u32;
                while !cursor.is_at_end() {
                    let document = next.checked_add(cursor.small()?).ok_or(IndexError::Damaged)?;
                    visit(document, cursor.byte()?);
                    next = document.saturating_add(1);
                }
            }
            Self::Dense(impacts) => {
                for (document, impact) in (0..).zip(impacts) {
                    if *impact > 0 {
                        visit(document, *impact);
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn postings_are_read_as_written(
            postings in proptest::collection::btree_map(0_u32..300, 1_u8..=255, 0..300),
        ) {
            let postings: Vec<Posting> = postings.into_iter().collect();
            let mut bytes = Vec::new();
            put(&mut bytes, &postings, 300);
            let mut found = Vec::new();
            List::read(&bytes, 300).unwrap().each(|document, impact| found.push((document, impact))).unwrap();
            proptest::prop_assert!(bytes.len() <= 301);
            proptest::prop_assert_eq!(found, postings);
        }
    }

    #[test]
    fn a_cut_list_is_damage() {
        assert!(List::read(&[], 3).is_err());
        assert!(List::read(&[DENSE, 1, 2], 3).is_err());
        assert!(List::read(&[7], 3).is_err());
        assert!(List::read(&[SPARSE, 1], 3).unwrap().each(|_, _| ()).is_err());
    }
}
