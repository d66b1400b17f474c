//! What the script reads before any query: where everything is, and every list and number that ranking depends on, so
//! that they stand in one place only.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;

use super::neighbours::Neighbours;
use super::pieces::Pieces;
use super::records::{CARDS, LENGTHS, Records};
use super::terms::Found;
use crate::corpus::Kind;
use crate::search::analysis::{Analysis, KEPT_APART, LONGEST_WORD};
use crate::search::error::IndexError;
use crate::search::field::{Facet, TextField};
use crate::search::function_words::FUNCTION_WORDS;
use crate::search::index::Index;
use crate::search::weights;

/// Letters that may fold to others.
const FOLDED: RangeInclusive<char> = '\u{80}'..='\u{ffff}';

#[derive(Debug, Serialize)]
struct Root<'a> {
    /// Tells the pieces of one site from those of another.
    of: String,
    kinds: Vec<KindOf>,
    retracted: &'a [usize],
    cards: usize,
    lengths: usize,
    #[serde(flatten)]
    found: &'a Found,
    /// The stems that are noted as neighbours, in the order of their numbers.
    neighbours: String,
    /// For each of these stems, how many pieces have the rows of two that begin with it; empty if no rows are known.
    pairs: String,
    function_words: String,
    kept_apart: BTreeMap<&'static str, &'static str>,
    /// Terms are parted by a bar, and what is asked for by `>` from what is found as well.
    thesaurus: Vec<String>,
    facets: Vec<(&'static str, bool)>,
    fields: Vec<Field>,
    weights: BTreeMap<&'static str, f32>,
}

#[derive(Debug, Serialize)]
struct KindOf {
    kind: &'static str,
    folder: &'static str,
    count: usize,
    weight: f32,
}

/// What an occurrence in a field counts, and how its length counts against it.
#[derive(Debug, Serialize)]
struct Field {
    name: &'static str,
    weight: f32,
    length: f32,
    usual: f32,
}

/// What was found out while the other pieces were written.
pub(super) struct Parts<'a> {
    pub(super) terms: &'a Found,
    pub(super) records: &'a Records,
    pub(super) neighbours: &'a Neighbours,
    pub(super) pairs: String,
}

pub(super) fn write(index: &Index, parts: Parts<'_>, pieces: &mut Pieces) -> Result<(), IndexError> {
    let Parts { terms, records, neighbours, pairs } = parts;
    pieces.put("folded", &folding())?;
    let kind = |name: &str| Kind::WITH_PAGES.iter().copied().find(|kind| kind.as_str() == name);
    let kinds = records.kinds.iter().filter_map(|(name, count)| {
        let kind = kind(name)?;
        Some(KindOf { kind: kind.as_str(), folder: kind.folder(), count: *count, weight: weights::kind(kind) })
    });
    let field = |field: &TextField| Field {
        name: field.as_str(),
        weight: weights::field(*field),
        length: weights::length(*field),
        usual: weights::usual_length(*field),
    };
    let root = Root {
        of: pieces.digest(),
        kinds: kinds.collect(),
        retracted: &records.retracted,
        cards: CARDS,
        lengths: LENGTHS,
        found: terms,
        neighbours: neighbours.stems.join(" "),
        pairs: if index.pairs().postings.is_empty() { String::new() } else { pairs },
        function_words: FUNCTION_WORDS.join(" "),
        kept_apart: KEPT_APART.iter().copied().collect(),
        thesaurus: thesaurus(index)?,
        facets: Facet::ALL.iter().map(|facet| (facet.as_str(), facet.is_ordered())).collect(),
        fields: TextField::ALL.iter().map(field).collect(),
        weights: numbers(),
    };
    pieces.put("root", &root)
}

fn thesaurus(index: &Index) -> Result<Vec<String>, IndexError> {
    let thesaurus = index.thesaurus()?;
    let both = thesaurus.both_ways.iter().map(|group| group.terms.join("|"));
    let one = thesaurus.one_way.iter().map(|group| format!("{}>{}", group.from.join("|"), group.to.join("|")));
    Ok(both.chain(one).collect())
}

fn numbers() -> BTreeMap<&'static str, f32> {
    let count = |count: usize| weights::real(u32::try_from(count).unwrap_or(u32::MAX));
    BTreeMap::from([
        ("asTyped", weights::AS_TYPED),
        ("common", weights::COMMON),
        ("longestWord", count(LONGEST_WORD)),
        ("mostExcluded", count(weights::MOST_EXCLUDED)),
        ("mostExpansions", count(weights::MOST_EXPANSIONS)),
        ("mostNear", count(weights::MOST_NEAR)),
        ("mostPairs", count(weights::MOST_PAIRS)),
        ("mostPhraseWords", count(weights::MOST_PHRASE_WORDS)),
        ("mostPhrases", count(weights::MOST_PHRASES)),
        ("mostPrefixes", count(weights::MOST_PREFIXES)),
        ("mostSpellings", count(weights::MOST_SPELLINGS)),
        ("mostSynonyms", count(weights::MOST_SYNONYMS)),
        ("mostUnknown", count(weights::MOST_UNKNOWN)),
        ("mostWords", count(weights::MOST_WORDS)),
        ("nearness", weights::NEARNESS),
        ("ofEnough", weights::OF_ENOUGH),
        ("pair", weights::PAIR),
        ("saturation", weights::SATURATION),
        ("spelling", weights::SPELLING),
        ("longEnough", count(weights::LONG_ENOUGH)),
        ("synonym", weights::SYNONYM),
        ("unknown", weights::UNKNOWN),
        ("window", weights::real(weights::WINDOW)),
    ])
}

/// What is left of letters without their accents: letters of lower case by what stands for them. Signs that names may
/// hold are among them.
fn folding() -> BTreeMap<String, String> {
    let is_lower = |letter: &char| letter.to_lowercase().eq([*letter]);
    let mut folding: BTreeMap<String, String> = BTreeMap::new();
    for (letter, plain) in Analysis::folded(FOLDED.filter(is_lower)) {
        if letter.is_alphanumeric() || plain.contains(['+', '#']) {
            folding.entry(plain).or_default().push(letter);
        }
    }
    folding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_behind_those_that_are_looked_at_folds() {
        assert_eq!(Analysis::folded('\u{10000}'..=char::MAX), []);
        assert_eq!(folding().get("a").map(|letters| letters.contains('ä')), Some(true));
    }
}
