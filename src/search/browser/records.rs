//! What is known of each record: how it is ordered, what is shown of it, its texts, and how long its fields are.

use serde_json::Value;

use super::Shown;
use super::digits::{put, put_digit};
use super::pieces::Pieces;
use crate::search::document::Line;
use crate::search::error::IndexError;
use crate::search::index::Index;

/// Records whose cards lie in one piece: an answer shows ten, which lie anywhere.
pub(super) const CARDS: usize = 4;
/// Records whose lengths lie in one piece.
pub(super) const LENGTHS: usize = 128;
/// Bytes of texts from which on a piece is full. Most records fill one by themselves; each hit that is seen takes one.
const TEXTS: usize = 12_000;
/// Bytes of texts of one record that excerpts are taken from, several times what the longest has that is worth reading.
/// The file of a record may have a megabyte, which nobody would want to load to see three lines of it.
const TEXTS_OF_ONE: usize = 100_000;

/// What is to be known of all records before a query.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// For each kind, its name and how many there are, in the order of documents.
    pub(super) kinds: Vec<(&'static str, usize)>,
    /// Those that proved false.
    pub(super) retracted: Vec<usize>,
}

pub(super) fn write(index: &Index, shown: &Shown<'_>, pieces: &mut Pieces) -> Result<Records, IndexError> {
    let text_pieces = texts(index, pieces)?;
    let mut cards: Vec<(usize, Value)> = Vec::new();
    for (document, piece) in text_pieces.into_iter().enumerate() {
        cards.push((piece, (shown.card)(&index.card(document)?)));
    }
    for (number, own) in cards.chunks(CARDS).enumerate() {
        pieces.put(&format!("c{number}"), &own)?;
    }
    lengths(index, pieces)?;
    standings(index, pieces)?;
    let mut records = Records::default();
    for (document, standing) in index.standings().iter().enumerate() {
        match records.kinds.last_mut().filter(|(kind, _)| *kind == standing.kind.as_str()) {
            Some((_, count)) => *count += 1,
            None => records.kinds.push((standing.kind.as_str(), 1)),
        }
        records.retracted.extend(standing.retracted.then_some(document));
    }
    Ok(records)
}

/// Writes the lines of all documents, each behind the number of its field; returns the piece of each document.
fn texts(index: &Index, pieces: &mut Pieces) -> Result<Vec<usize>, IndexError> {
    let mut all = Vec::new();
    let (mut own, mut length, mut number) = (Vec::new(), 0, 0);
    for document in 0..index.len() {
        let lines = first_of(&index.lines(document)?);
        length += lines.iter().map(String::len).sum::<usize>();
        own.push(lines);
        all.push(number);
        if length >= TEXTS || document + 1 == index.len() {
            let first = document + 1 - own.len();
            pieces.put(&format!("x{number}"), &(first, std::mem::take(&mut own)))?;
            (length, number) = (0, number + 1);
        }
    }
    Ok(all)
}

/// The lines of a record up to a number of bytes, each behind the number of its field.
fn first_of(lines: &[Line]) -> Vec<String> {
    let mut left = TEXTS_OF_ONE;
    let mut kept = Vec::new();
    for line in lines {
        let text = line.text.get(..line.text.floor_char_boundary(left)).unwrap_or_default();
        if text.is_empty() && !line.text.is_empty() {
            break;
        }
        left -= text.len();
        kept.push(format!("{}{text}", line.field as u8));
    }
    kept
}

fn lengths(index: &Index, pieces: &mut Pieces) -> Result<(), IndexError> {
    for (number, first) in (0..index.len()).step_by(LENGTHS).enumerate() {
        let mut text = String::new();
        for document in first..index.len().min(first + LENGTHS) {
            for length in index.lengths(document)? {
                put(&mut text, length);
            }
        }
        pieces.put(&format!("l{number}"), &text)?;
    }
    Ok(())
}

/// Severity and day of each document, for queries of filters alone and other orders; days as distances, since ids, by
/// which documents are numbered, begin with the month.
fn standings(index: &Index, pieces: &mut Pieces) -> Result<(), IndexError> {
    let (mut severities, mut days, mut last) = (String::new(), String::new(), 0);
    for standing in index.standings() {
        put_digit(&mut severities, usize::from(standing.severity));
        let (year, month, day) = (standing.occurred / 10_000, standing.occurred / 100 % 100, standing.occurred % 100);
        let at = i64::from(year * 372 + month * 31 + day);
        let distance = at - last;
        last = at;
        put(&mut days, distance.unsigned_abs() * 2 + u64::from(distance < 0));
    }
    pieces.put("days", &[severities, days])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::field::TextField;

    #[test]
    fn of_a_long_record_the_beginning_is_kept() {
        let line = |text: String| Line { field: TextField::Body, text };
        let short = [line("é".to_owned()), line(String::new()), line("b".to_owned())];
        assert_eq!(first_of(&short).iter().map(|text| text.get(1..).unwrap()).collect::<Vec<_>>(), ["é", "", "b"]);
        let long =
            [line("é".repeat(30_000)), line("ab".repeat(10_000)), line("é".repeat(30_000)), line("b".to_owned())];
        let kept = first_of(&long);
        assert_eq!(kept.iter().map(|text| text.len() - 1).collect::<Vec<_>>(), [60_000, 20_000, 20_000]);
        let odd = [line("a".to_owned()), line("é".repeat(60_000)), line("é".to_owned())];
        assert_eq!(first_of(&odd).iter().map(|text| text.len() - 1).collect::<Vec<_>>(), [1, 99_998]);
    }
}
