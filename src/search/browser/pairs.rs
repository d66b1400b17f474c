//! Rows of two frequent terms, which an index knows beforehand: by their first term, and in the order of the second.

use std::collections::BTreeMap;

use super::digits::put_count;
use super::pieces::Pieces;
use super::postings::Postings;
use super::terms::apart;
use crate::search::dictionary::Entry;
use crate::search::error::IndexError;
use crate::search::index::Index;
use crate::search::list::{List, Posting};

/// Characters of a piece at least.
const SIZE: usize = 3_000;

/// One piece while it is filled.
#[derive(Default)]
struct Piece {
    seconds: Vec<String>,
    documents: String,
    postings: Postings,
}

/// The pieces of one first term.
#[derive(Default)]
struct Row {
    /// For each piece behind the first, as much of its first second term as tells it from the last one before.
    others: Vec<String>,
    full: Vec<Piece>,
    current: Piece,
}

impl Row {
    fn add(&mut self, second: &str, postings: &[Posting]) {
        if self.current.postings.size() >= SIZE {
            let last = self.current.seconds.last().map_or("", String::as_str);
            self.others.push(apart(last, second));
            self.full.push(std::mem::take(&mut self.current));
        }
        put_count(&mut self.current.documents, postings.len().saturating_sub(1));
        self.current.postings.add(postings);
        self.current.seconds.push(second.to_owned());
    }

    /// Writes its pieces from a number on; the first says what the others begin with. Returns the next number.
    fn put(mut self, mut number: usize, pieces: &mut Pieces) -> Result<usize, IndexError> {
        self.full.push(self.current);
        let mut others = Some(self.others.join("\n"));
        for piece in self.full {
            let [distances, upper, lower] = piece.postings.into_texts();
            let texts = [piece.seconds.join("\n"), piece.documents, distances, upper, lower];
            pieces.put(&format!("q{number}"), &texts.into_iter().chain(others.take()).collect::<Vec<_>>())?;
            number += 1;
        }
        Ok(number)
    }
}

/// Writes all pieces; says for each of the stems given where those of the rows are that begin with it.
pub(super) fn write(index: &Index, stems: &[String], pieces: &mut Pieces) -> Result<String, IndexError> {
    let mut entries = Vec::new();
    index.pairs().dictionary.from(index.storage(), "", |spelled, entry| {
        entries.push((spelled.to_owned(), entry));
        true
    })?;
    let mut rows: BTreeMap<&str, Vec<(&str, Entry)>> = BTreeMap::new();
    for (spelled, entry) in &entries {
        let (first, second) = spelled.split_once(' ').ok_or(IndexError::Damaged)?;
        rows.entry(first).or_default().push((second, *entry));
    }
    let (mut number, mut begins) = (0, String::new());
    for stem in stems {
        let before = number;
        if let Some(own) = rows.get(stem.as_str()) {
            let mut row = Row::default();
            for (second, entry) in own {
                let mut postings = Vec::new();
                let bytes = index.pairs().postings(index.storage(), *entry)?;
                List::read(&bytes, index.len())?.each(|document, impact| postings.push((document, impact)))?;
                row.add(second, &postings);
            }
            number = row.put(number, pieces)?;
        }
        put_count(&mut begins, number - before);
    }
    Ok(begins)
}
