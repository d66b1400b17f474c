//! What an index that is asked again and again remembers: where terms are, which documents have rows of them, and the
//! numbers of records.
//!
//! One question is answered sooner without it, so that only an index which is told to remembers.

use std::hash::BuildHasher as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;

use super::dictionary::Entry;
use super::error::IndexError;
use super::kin::Numbers;
use super::list::Posting;
use super::similar::Known;
use super::table::Table;

/// Parts of a memory, so that threads seldom wait for each other.
const PARTS: usize = 64;

/// What was found before.
#[derive(Debug, Default)]
pub(super) struct Recall {
    pub(super) stems: Memory<Option<Entry>>,
    pub(super) pairs: Memory<Option<Entry>>,
    /// By their terms, a space between each two.
    pub(super) rows: Memory<Arc<[Posting]>>,
    pub(super) numbers: OnceLock<Numbers>,
    /// Incidents by their numbers.
    pub(super) incidents: Vec<OnceLock<Known>>,
}

impl Recall {
    /// A memory of an index of so many documents.
    pub(super) fn new(documents: usize) -> Self {
        Self { incidents: (0..documents).map(|_| OnceLock::new()).collect(), ..Self::default() }
    }
}

/// What stands in a place, or is found now and stands there from now on.
pub(super) fn found_once<T>(
    place: &OnceLock<T>,
    find: impl FnOnce() -> Result<T, IndexError>,
) -> Result<&T, IndexError> {
    if let Some(known) = place.get() {
        return Ok(known);
    }
    let found = find()?;
    Ok(place.get_or_init(|| found))
}

/// Values by a name, whichever thread found them.
#[derive(Debug)]
pub(super) struct Memory<T> {
    parts: Vec<Mutex<Table<Box<str>, T>>>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect() }
    }
}

impl<T: Clone> Memory<T> {
    /// What was found under a name before, or is found now.
    pub(super) fn get(&self, name: &str, find: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
        #[expect(clippy::cast_possible_truncation, reason = "any bits of the hash will do")]
        let number = FixedState::default().hash_one(name) as usize % PARTS;
        let Some(part) = self.parts.get(number) else { return find() };
        // A thread that fails while it holds a part leaves it whole.
        if let Some(known) = part.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(known.clone());
        }
        let found = find()?;
        part.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into(), found.clone());
        Ok(found)
    }
}
