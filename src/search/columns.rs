//! Facets by document: values as numbers, so that filters and counts compare no text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::codec::{Cursor, put_number, put_text};
use super::error::IndexError;

/// Values of a facet up to which its documents are counted bit by bit if they are many.
const FEW_VALUES: usize = 64;
/// The share of all documents from which on they are many.
const MANY: usize = 8;

/// The values of one facet, and which document has which.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// Sorted; the place of a value is its number.
    values: Vec<String>,
    numbers: Numbers,
    /// For each value the documents that have it, made when they are needed again: it takes as long as counting several
    /// times, and most processes count once.
    sets: OnceLock<Vec<Set>>,
    counted: AtomicBool,
}

/// Documents, a bit for each.
type Set = Vec<u64>;

/// The set of some documents, which are in order, of so many.
fn set_of(documents: impl Iterator<Item = usize>, all: usize) -> Set {
    let mut set = vec![0; all.div_ceil(64)];
    documents.for_each(|document| put(&mut set, document));
    set
}

fn put(set: &mut Set, document: usize) {
    if let Some(word) = set.get_mut(document / 64) {
        *word |= 1 << (document % 64);
    }
}

/// Some of the documents of an index, in order, for counting.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    documents: &'a [u32],
    /// The same as a set, if they are many.
    set: Option<Set>,
}

impl<'a> Counted<'a> {
    pub(super) fn of(documents: &'a [u32], all: usize) -> Self {
        let is_many = documents.len() > all / MANY;
        let set = || set_of(documents.iter().map(|document| *document as usize), all);
        Self { documents, set: is_many.then(set) }
    }
}

/// Numbers of the values of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Numbers {
    /// By document, one more than the number of its only value, or 0. Most columns are such, and a byte a document is
    /// counted several times as fast.
    One(Vec<u8>),
    /// One document after the other, and where each ends.
    Many { numbers: Vec<u32>, ends: Vec<u32> },
}

impl Default for Numbers {
    fn default() -> Self {
        Self::One(Vec::new())
    }
}

impl Numbers {
    fn of(numbers: Vec<u32>, ends: Vec<u32>, values: usize) -> Self {
        let single = |ends: &[u32]| ends.is_sorted_by(|start, end| end - start <= 1);
        if values >= usize::from(u8::MAX) || ends.first().is_some_and(|end| *end > 1) || !single(&ends) {
            return Self::Many { numbers, ends };
        }
        let many = Self::Many { numbers, ends };
        let one = |document| many.at(document).next().map_or(0, |number| u8::try_from(number + 1).unwrap_or_default());
        Self::One((0..many.len()).map(one).collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::One(numbers) => numbers.len(),
            Self::Many { ends, .. } => ends.len(),
        }
    }

    fn at(&self, document: usize) -> impl Iterator<Item = u32> {
        let (one, many) = match self {
            Self::One(numbers) => (numbers.get(document).and_then(|number| number.checked_sub(1)), None),
            Self::Many { numbers, ends } => {
                let start = document.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
                let end = ends.get(document).copied().unwrap_or_default();
                (None, numbers.get(start as usize..end as usize))
            }
        };
        one.map(u32::from).into_iter().chain(many.unwrap_or_default().iter().copied())
    }

    /// How often each of so many values occurs among documents.
    fn count(&self, documents: &[u32], values: usize) -> Vec<usize> {
        let mut counts = vec![0; values];
        match self {
            Self::One(numbers) => {
                // Neighbours often have the same value; counted apart they need not wait for each other.
                let mut known = [[0_usize; 256]; 4];
                for documents in documents.chunks(known.len()) {
                    for (document, known) in documents.iter().zip(&mut known) {
                        let number = numbers.get(*document as usize).copied().unwrap_or_default();
                        known[usize::from(number)] += 1;
                    }
                }
                for (number, count) in counts.iter_mut().enumerate() {
                    *count = known.iter().filter_map(|known| known.get(number + 1)).sum();
                }
            }
            Self::Many { numbers, ends } => {
                let end = |document: usize| ends.get(document).copied().unwrap_or_default() as usize;
                for document in documents.iter().map(|document| *document as usize) {
                    let start = document.checked_sub(1).map_or(0, end);
                    for number in numbers.get(start..end(document)).unwrap_or_default() {
                        if let Some(count) = counts.get_mut(*number as usize) {
                            *count += 1;
                        }
                    }
                }
            }
        }
        counts
    }
}

/// For each value of a facet, by its number, whether a filter names it.
pub(super) type Named = Vec<bool>;

impl Column {
    /// The values that documents have, sorted.
    pub(super) fn values(&self) -> &[String] {
        &self.values
    }

    /// The numbers of the values of a document.
    pub(super) fn at(&self, document: usize) -> impl Iterator<Item = u32> {
        self.numbers.at(document)
    }

    /// Adds values to those that a filter names; those that no document has are left out.
    pub(super) fn name(&self, values: &BTreeSet<String>, named: &mut Named) {
        named.resize(self.values.len(), false);
        for place in values.iter().filter_map(|value| self.values.binary_search(value).ok()) {
            if let Some(is_named) = named.get_mut(place) {
                *is_named = true;
            }
        }
    }

    /// True if a document has one of the values named.
    pub(super) fn has(&self, named: &Named, document: usize) -> bool {
        self.numbers.at(document).any(|number| named.get(number as usize).copied().unwrap_or_default())
    }

    /// The documents that have a value, in their order, up to one of them.
    pub(super) fn having(&self, value: &str, end: usize) -> Vec<usize> {
        let set = self.values.binary_search_by(|own| own.as_str().cmp(value)).ok().and_then(|at| self.sets().get(at));
        let mut documents = Vec::new();
        for (word, first) in set.into_iter().flatten().zip((0..end).step_by(64)) {
            let mut left = *word;
            while left != 0 {
                documents.push(first + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
        documents.truncate(documents.partition_point(|document| *document < end));
        documents
    }

    fn sets(&self) -> &[Set] {
        self.sets.get_or_init(|| {
            let mut sets = vec![vec![0; self.numbers.len().div_ceil(64)]; self.values.len()];
            for document in 0..self.numbers.len() {
                for number in self.numbers.at(document) {
                    if let Some(set) = sets.get_mut(number as usize) {
                        put(set, document);
                    }
                }
            }
            sets
        })
    }

    /// How many of the documents have each value, most first.
    pub(super) fn count(&self, counted: &Counted<'_>) -> Vec<(String, usize)> {
        let counts = match &counted.set {
            Some(set) if self.values.len() <= FEW_VALUES && self.counted.swap(true, Ordering::Relaxed) => {
                let common = |own: &Set| own.iter().zip(set).map(|(a, b)| (a & b).count_ones() as usize).sum();
                self.sets().iter().map(common).collect()
            }
            _ => self.numbers.count(counted.documents, self.values.len()),
        };
        let mut counted: Vec<(String, usize)> =
            self.values.iter().cloned().zip(counts).filter(|(_, count)| *count > 0).collect();
        // Stable, so that values with the same count stay in their order.
        counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counted
    }

    /// Reads the column of an index of so many documents.
    pub(super) fn read(bytes: &[u8], documents: usize) -> Result<Self, IndexError> {
        let mut cursor = Cursor::new(bytes);
        let mut values = Vec::new();
        for _ in 0..cursor.count()? {
            values.push(cursor.text()?.to_owned());
        }
        let (mut numbers, mut ends) = (Vec::new(), Vec::new());
        for _ in 0..documents {
            for _ in 0..cursor.count()? {
                numbers.push(cursor.small()?);
            }
            ends.push(u32::try_from(numbers.len())?);
        }
        Ok(Self { numbers: Numbers::of(numbers, ends, values.len()), values, ..Self::default() })
    }
}

/// Takes the values of documents in, in their order.
#[derive(Debug, Default)]
pub(super) struct ColumnWriter {
    /// Each value and the number that it has for now, in the order of first use.
    numbers: BTreeMap<String, usize>,
    documents: Vec<Vec<usize>>,
}

impl ColumnWriter {
    pub(super) fn add<'a>(&mut self, values: impl Iterator<Item = &'a str>) {
        let mut own = Vec::new();
        for value in values {
            let next = self.numbers.len();
            own.push(match self.numbers.get(value) {
                Some(number) => *number,
                None => *self.numbers.entry(value.to_owned()).or_insert(next),
            });
        }
        self.documents.push(own);
    }

    pub(super) fn put(&self, bytes: &mut Vec<u8>) {
        put_number(bytes, self.numbers.len() as u64);
        let mut sorted = vec![0; self.numbers.len()];
        for ((value, number), place) in self.numbers.iter().zip(0_u64..) {
            put_text(bytes, value);
            if let Some(sorted) = sorted.get_mut(*number) {
                *sorted = place;
            }
        }
        for own in &self.documents {
            put_number(bytes, own.len() as u64);
            for number in own {
                put_number(bytes, sorted.get(*number).copied().unwrap_or_default());
            }
        }
    }
}
