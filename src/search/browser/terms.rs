//! Terms with their postings: those of the thesaurus by their groups, since a query asks for a group at once, and then all
//! others in the order of the alphabet.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::digits::put_count;
use super::neighbours::Neighbours;
use super::pieces::{Pieces, size};
use super::places::{Packer, Places};
use super::postings::Postings;
use crate::record::Thesaurus;
use crate::search::analysis::Analysis;
use crate::search::dictionary::Entry;
use crate::search::error::IndexError;
use crate::search::index::Index;
use crate::search::list::{List, Posting};
use crate::search::places::Positions;
use crate::search::terms::{Extent, Terms};

/// Characters of a piece of postings at least, and such pieces at most.
const LEAST: usize = 1_000;
const MOST: usize = 2_048;
/// The same of places, of which there are several times as many.
const LEAST_PLACES: usize = 1_200;
const MOST_PLACES: usize = 4_096;

/// Which terms of the thesaurus lie together.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// By their stems: terms that stand for each other have one number, which is even, and terms for which only they
    /// stand the odd one behind it.
    by_stems: BTreeMap<String, usize>,
    /// Terms of several stems that stand for others. Looking such rows up takes places; here they are terms.
    rows: BTreeSet<Vec<String>>,
}

impl Families {
    pub(super) fn of(thesaurus: &Thesaurus) -> Self {
        let mut analysis = Analysis::default();
        let mut stems =
            |text: &String| -> Vec<String> { analysis.prose(text).into_iter().map(|token| token.text).collect() };
        let mut families = Self::default();
        for (number, group) in thesaurus.both_ways.iter().enumerate() {
            for term in &group.terms {
                families.add(stems(term), 2 * number, true);
            }
        }
        for (group, number) in thesaurus.one_way.iter().zip(thesaurus.both_ways.len()..) {
            let to: Vec<Vec<String>> = group.to.iter().map(&mut stems).collect();
            let known = to.first().and_then(|first| families.by_stems.get(&first.join(" ")));
            // What stands for others may itself be one for which others stand.
            let family = known.map_or(2 * number, |known| known / 2 * 2);
            for term in to {
                families.add(term, family, true);
            }
            for term in &group.from {
                families.add(stems(term), family + 1, false);
            }
        }
        families
    }

    fn add(&mut self, stems: Vec<String>, family: usize, stands_for_others: bool) {
        self.by_stems.entry(stems.join(" ")).or_insert(family);
        if stands_for_others && stems.len() > 1 {
            self.rows.insert(stems);
        }
    }
}

/// What has to be known to find the piece of a term.
#[derive(Debug, Default, Serialize)]
pub(super) struct Found {
    /// For each piece of families, the number of its first one.
    families: Vec<usize>,
    /// For each piece behind those, as much of its first term as tells it from the last one of the piece before.
    terms: Vec<String>,
}

/// A term on its way into a piece.
struct Term {
    text: String,
    family: Option<usize>,
    kept: Kept,
}

/// Where postings and places come from.
enum Kept {
    Entry(Entry),
    Row(Vec<String>),
}

/// One piece while it is filled.
#[derive(Default)]
struct Piece {
    names: Vec<String>,
    /// For each term the number of documents and where its places are.
    list: String,
    postings: Postings,
}

pub(super) fn write(
    index: &Index,
    families: &Families,
    neighbours: &Neighbours,
    pieces: &mut Pieces,
) -> Result<Found, IndexError> {
    let lexicon = index.stems();
    let length = |part: &std::ops::Range<u64>| part.end - part.start;
    let most = size(LEAST, length(&lexicon.postings), MOST);
    let most_places = size(LEAST_PLACES, length(&lexicon.positions), MOST_PLACES);
    let mut packer = Packer::new(pieces, most_places);
    let mut found = Found::default();
    let mut piece = Piece::default();
    let mut first_place = 0;
    let mut last: Option<Term> = None;
    for term in terms(index, families)? {
        let (postings, places) = read(index, &term.kept, neighbours, most_places)?;
        if postings.is_empty() {
            continue;
        }
        let is_full = piece.postings.size() >= most
            && (term.family.is_none() || term.family != last.as_ref().and_then(|last| last.family));
        let is_other = last.as_ref().and_then(|last| last.family).is_some() && term.family.is_none();
        if (is_full || is_other) && !piece.names.is_empty() {
            put(std::mem::take(&mut piece), first_place, &found, &mut packer)?;
        }
        if piece.names.is_empty() {
            first_place = packer.begun();
            match (term.family, &last) {
                (Some(family), _) => found.families.push(family),
                (None, Some(last)) if last.family.is_none() => found.terms.push(apart(&last.text, &term.text)),
                (None, _) => found.terms.push(String::new()),
            }
        }
        let is_first = piece.names.is_empty();
        put_count(&mut piece.list, postings.len() - 1);
        packer.add(&mut piece.list, &places, is_first)?;
        piece.postings.add(&postings);
        piece.names.push(term.text.clone());
        last = Some(term);
    }
    if !piece.names.is_empty() {
        put(piece, first_place, &found, &mut packer)?;
    }
    packer.finish()?;
    Ok(found)
}

fn put(piece: Piece, first_place: usize, found: &Found, packer: &mut Packer<'_>) -> Result<(), IndexError> {
    let number = found.families.len() + found.terms.len() - 1;
    let [distances, upper, lower] = piece.postings.into_texts();
    let names = piece.names.join("\n");
    packer.pieces().put(&format!("t{number}"), &(first_place, names, piece.list, distances, upper, lower))
}

/// All terms in the order of pieces.
fn terms(index: &Index, families: &Families) -> Result<Vec<Term>, IndexError> {
    let mut terms = Vec::new();
    index.stems().dictionary.from(index.storage(), "", |term, entry| {
        let family = families.by_stems.get(term).copied();
        terms.push(Term { text: term.to_owned(), family, kept: Kept::Entry(entry) });
        true
    })?;
    for row in &families.rows {
        let term = row.join(" ");
        terms.push(Term { family: families.by_stems.get(&term).copied(), text: term, kept: Kept::Row(row.clone()) });
    }
    terms.sort_by(|a, b| (a.family.is_none(), a.family, &a.text).cmp(&(b.family.is_none(), b.family, &b.text)));
    Ok(terms)
}

fn read(
    index: &Index,
    kept: &Kept,
    neighbours: &Neighbours,
    size: usize,
) -> Result<(Vec<Posting>, Places), IndexError> {
    let (mut postings, mut places) = (Vec::new(), Places::default());
    let mut add = |document, impact| postings.push((document, impact));
    match kept {
        Kept::Entry(entry) => {
            let bytes = index.stems().postings(index.storage(), *entry)?;
            List::read(&bytes, index.len())?.each(add)?;
            let take = |document, positions: Positions<'_>| places.add(document, positions, neighbours, size);
            index.places().each(*entry, None, take)?;
        }
        Kept::Row(row) => {
            let having = index.having(&Terms::Row(row.clone()), Extent::All)?;
            having.each(index.len(), &mut add)?;
            // Where a row stands is where its first stem does, in the documents that have the row.
            let documents: Vec<u32> = postings.iter().map(|(document, _)| *document).collect();
            let first = row.first().map(|stem| index.stems().dictionary.get(index.storage(), stem)).transpose()?;
            if let Some(entry) = first.flatten() {
                let take = |document, positions: Positions<'_>| places.add(document, positions, neighbours, size);
                index.places().each(entry, Some(&documents), take)?;
            }
        }
    }
    Ok((postings, places))
}

/// The shortest beginning of a term that comes behind another term.
pub(super) fn apart(before: &str, term: &str) -> String {
    let shared = before.chars().zip(term.chars()).take_while(|(a, b)| a == b).count();
    term.chars().take(shared + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_tells_a_term_from_the_one_before() {
        for (before, term, expected) in
            [("abc", "abd", "abd"), ("ab", "abc", "abc"), ("a", "bcd", "b"), ("ä", "äö", "äö")]
        {
            let apart = apart(before, term);
            assert_eq!(apart, expected);
            assert!(before < apart.as_str() && apart.as_str() <= term);
        }
    }
}
