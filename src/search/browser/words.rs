//! Words as they are written: with their postings, for `word*`, and by first letter and length, for misspelt ones.

use super::digits::put_count;
use super::pieces::{Pieces, size};
use super::postings::Postings;
use super::terms::apart;
use crate::search::dictionary::Entry;
use crate::search::error::IndexError;
use crate::search::index::Index;
use crate::search::list::List;

/// Characters of a piece at least, and pieces at most.
const LEAST: usize = 4_000;
const MOST: usize = 1_024;
/// Characters of a piece of words alone.
const SPELLINGS: usize = 3_000;

/// First letter and length in characters.
type Shape = (String, usize);

/// One piece while it is filled.
#[derive(Default)]
struct Piece {
    words: Vec<String>,
    documents: String,
    postings: Postings,
}

pub(super) fn write(index: &Index, pieces: &mut Pieces) -> Result<(), IndexError> {
    let mut all: Vec<(String, Entry)> = Vec::new();
    index.words().dictionary.from(index.storage(), "", |word, entry| {
        all.push((word.to_owned(), entry));
        true
    })?;
    let words = write_words(index, &all, pieces)?;
    pieces.put("words", &words)?;
    let spellings = write_spellings(&all, pieces)?;
    pieces.put("spellings", &spellings)
}

/// Returns for each piece as much of its first word as tells it from the last one of the piece before.
fn write_words(index: &Index, all: &[(String, Entry)], pieces: &mut Pieces) -> Result<Vec<String>, IndexError> {
    let length = index.words().postings.end - index.words().postings.start;
    let most = size(LEAST, length, MOST);
    let (mut found, mut piece, mut last) = (Vec::new(), Piece::default(), "");
    for (word, entry) in all {
        if piece.postings.size() >= most {
            put(std::mem::take(&mut piece), found.len() - 1, pieces)?;
        }
        if piece.words.is_empty() {
            found.push(if last.is_empty() { String::new() } else { apart(last, word) });
        }
        let mut postings = Vec::new();
        let bytes = index.words().postings(index.storage(), *entry)?;
        List::read(&bytes, index.len())?.each(|document, impact| postings.push((document, impact)))?;
        put_count(&mut piece.documents, postings.len().saturating_sub(1));
        piece.postings.add(&postings);
        piece.words.push(word.clone());
        last = word;
    }
    if !piece.words.is_empty() {
        put(piece, found.len() - 1, pieces)?;
    }
    Ok(found)
}

fn put(piece: Piece, number: usize, pieces: &mut Pieces) -> Result<(), IndexError> {
    let [distances, upper, lower] = piece.postings.into_texts();
    pieces.put(&format!("w{number}"), &[piece.words.join("\n"), piece.documents, distances, upper, lower])
}

/// Who looks for a word that is spelled alike looks among those that begin with its letter and are about as long.
/// Returns for each piece the shape of its first word.
fn write_spellings(all: &[(String, Entry)], pieces: &mut Pieces) -> Result<Vec<Shape>, IndexError> {
    let shape = |word: &str| (word.chars().next().map(String::from).unwrap_or_default(), word.chars().count());
    let mut sorted: Vec<(Shape, &str, u32)> =
        all.iter().map(|(word, entry)| (shape(word), word.as_str(), entry.documents)).collect();
    sorted.sort_unstable();
    let (mut found, mut rest) = (Vec::new(), sorted.as_slice());
    while let Some((first, ..)) = rest.first() {
        let mut length = 0;
        let count = rest.iter().take_while(|(_, word, _)| {
            let fits = length < SPELLINGS;
            length += word.len() + 1;
            fits
        });
        let (own, others) = rest.split_at(count.count());
        let mut documents = String::new();
        for (_, _, having) in own {
            put_count(&mut documents, (*having as usize).saturating_sub(1));
        }
        let words: Vec<&str> = own.iter().map(|(_, word, _)| *word).collect();
        pieces.put(&format!("s{}", found.len()), &[words.join("\n"), documents])?;
        found.push(first.clone());
        rest = others;
    }
    Ok(found)
}
