//! Which of the most frequent stems stands right before and behind a place.
//!
//! Rows such as `the database` are looked for with every query, and where `the` stands fills more room than all else that
//! the query needs. With its neighbours noted at each place of `database`, that is enough to know.

use crate::search::error::IndexError;
use crate::search::index::Index;
use crate::search::pairs::is_frequent;

/// Stems that are noted where no stem is frequent: about half of all words are one of them, and a character tells which.
const FEW: usize = 63;
/// Stems that are noted at most: as many as two characters tell apart.
const MOST: usize = 1_900;

/// The most frequent stems, and where they stand.
pub(super) struct Neighbours {
    /// Those that are noted, the most frequent first.
    pub(super) stems: Vec<String>,
    /// By document, each place of one with its number from 1, in the order of places.
    places: Vec<Vec<(u32, u16)>>,
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
        let mut places = vec![Vec::new(); index.len()];
        for ((.., entry), number) in all.iter().zip(1_u16..) {
            index.places().each(*entry, None, |document, mut positions| {
                let own = places.get_mut(document as usize).ok_or(IndexError::Damaged)?;
                while let Some(position) = positions.next()? {
                    own.push((position, number));
                }
                Ok(())
            })?;
        }
        for own in &mut places {
            own.sort_unstable();
        }
        Ok(Self { stems: all.into_iter().map(|(_, term, _)| term).collect(), places })
    }

    /// The number of the frequent stem at a place of a document; 0 if there is none.
    pub(super) fn at(&self, document: u32, position: Option<u32>) -> u16 {
        let (Some(own), Some(position)) = (self.places.get(document as usize), position) else { return 0 };
        let place = own.partition_point(|(known, _)| *known < position);
        own.get(place).filter(|(known, _)| *known == position).map_or(0, |(_, number)| *number)
    }
}
