//! Which of the most frequent stems stands right before and behind a place.
//!
//! Rows such as `the database` are looked for with every query, and where `the` stands fills more room than all else that
//! the query needs. With its neighbours noted at each place of `database`, that is enough to know.

use crate::search::error::IndexError;
use crate::search::field::TextField;
use crate::search::index::Index;
use crate::search::invert::{field_of, offset_of};
use crate::search::pairs::is_frequent;

/// Stems that are noted where no stem is frequent: about half of all words are one of them, and a character tells which.
const FEW: usize = 63;
/// Stems that are noted at most: as many as two characters tell apart.
const MOST: usize = 1_900;

/// The most frequent stems, and where they stand.
pub(super) struct Neighbours {
    /// Those that are noted, the most frequent first.
    pub(super) stems: Vec<String>,
    places: Vec<Numbered>,
}

/// The numbers of noted stems in one document, from 1, at the places where they stand.
#[derive(Debug, Default)]
struct Numbered {
    /// Where each field ends in `numbers`.
    ends: [usize; TextField::ALL.len()],
    /// The places of all fields one after the other, each field up to its last noted stem; 0 where no such stem is.
    numbers: Vec<u16>,
}

impl Numbered {
    /// Takes places with their numbers, in order.
    fn of(places: &[(u32, u16)]) -> Self {
        let mut numbered = Self::default();
        for (field, end) in TextField::ALL.iter().zip(&mut numbered.ends) {
            let start = numbered.numbers.len();
            for (position, number) in places.iter().filter(|(position, _)| field_of(*position) == Some(*field)) {
                numbered.numbers.resize(start + offset_of(*position) as usize, 0);
                numbered.numbers.push(*number);
            }
            *end = numbered.numbers.len();
        }
        numbered.numbers.shrink_to_fit();
        numbered
    }

    fn at(&self, position: u32) -> Option<u16> {
        let field = field_of(position)? as usize;
        let start = field.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before))?;
        let place = start + offset_of(position) as usize;
        self.numbers.get(place).copied().filter(|_| self.ends.get(field).is_some_and(|end| place < *end))
    }
}

impl Neighbours {
    pub(super) fn of(index: &Index) -> Result<Self, IndexError> {
        let mut all = Vec::new();
        index.stems().dictionary.from(index.storage(), "", |term, entry| {
            let length = entry.positions.1 - entry.positions.0;
            all.push((std::cmp::Reverse(length), term.to_owned(), entry));
            true
        })?;
        all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        // Rows of two frequent stems are known; with these noted, all others are found where their rarer stem stands.
        let frequent = all.iter().filter(|(.., entry)| is_frequent(entry.documents, index.len())).count();
        if frequent > 0 {
            all.retain(|(.., entry)| is_frequent(entry.documents, index.len()));
            all.truncate(MOST);
        } else {
            all.truncate(FEW);
        }
        let mut places: Vec<Vec<(u32, u16)>> = vec![Vec::new(); index.len()];
        for ((.., entry), number) in all.iter().zip(1_u16..) {
            index.places().each(*entry, None, |document, mut positions| {
                let own = places.get_mut(document as usize).ok_or(IndexError::Damaged)?;
                while let Some(position) = positions.next()? {
                    own.push((position, number));
                }
                Ok(())
            })?;
        }
        let numbered = places.into_iter().map(|mut own| {
            own.sort_unstable();
            // One place has one stem, but where commands are found whole as well.
            own.dedup_by_key(|(position, _)| *position);
            Numbered::of(&own)
        });
        Ok(Self { stems: all.into_iter().map(|(_, term, _)| term).collect(), places: numbered.collect() })
    }

    /// The number of the frequent stem at a place of a document; 0 if there is none.
    pub(super) fn at(&self, document: u32, position: Option<u32>) -> u16 {
        let own = self.places.get(document as usize);
        own.zip(position).and_then(|(own, position)| own.at(position)).unwrap_or_default()
    }
}
