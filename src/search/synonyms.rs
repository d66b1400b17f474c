//! The thesaurus as search asks it: by stems.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::Analysis;
use crate::record::Thesaurus;

/// What else may be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Synonym {
    /// As the thesaurus spells it.
    pub(super) text: String,
    pub(super) stems: Vec<String>,
}

/// For each term of the thesaurus, by its stems, the terms that stand for it.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    of: BTreeMap<Vec<String>, Vec<Synonym>>,
    /// Stems of the longest term.
    longest: usize,
    /// First stems of terms.
    firsts: BTreeSet<String>,
}

impl Synonyms {
    pub(super) fn of(thesaurus: &Thesaurus, analysis: &mut Analysis) -> Self {
        let mut synonyms = Self::default();
        for group in &thesaurus.both_ways {
            synonyms.add(&group.terms, &group.terms, analysis);
        }
        for group in &thesaurus.one_way {
            synonyms.add(&group.from, &group.to, analysis);
        }
        synonyms.firsts = synonyms.of.keys().filter_map(|stems| stems.first().cloned()).collect();
        synonyms.longest = synonyms.of.keys().map(Vec::len).max().unwrap_or_default();
        synonyms
    }

    fn add(&mut self, from: &[String], to: &[String], analysis: &mut Analysis) {
        let mut read = |texts: &[String]| -> Vec<Synonym> {
            let mut stems = |text: &String| analysis.prose(text).into_iter().map(|token| token.text).collect();
            texts.iter().map(|text| Synonym { text: text.clone(), stems: stems(text) }).collect()
        };
        let (from, to) = (read(from), read(to));
        for term in from {
            let known = self.of.entry(term.stems.clone()).or_default();
            for synonym in &to {
                let is_new = synonym.stems != term.stems && known.iter().all(|other| other.stems != synonym.stems);
                if is_new && !synonym.stems.is_empty() {
                    known.push(synonym.clone());
                }
            }
        }
    }

    /// True for a stem with which a term begins.
    pub(super) fn begins(&self, stem: &str) -> bool {
        self.firsts.contains(stem)
    }

    /// Stems of the longest term.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The terms with which a run of stems begins, each with its length and what stands for it.
    pub(super) fn at<'a>(&'a self, stems: &'a [String]) -> impl Iterator<Item = (usize, &'a [Synonym])> {
        (1..=self.longest.min(stems.len())).filter_map(|length| {
            let found = self.of.get(stems.get(..length)?)?;
            Some((length, found.as_slice()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{BothWays, OneWay};

    fn found(synonyms: &Synonyms, text: &str) -> Vec<(usize, Vec<String>)> {
        let stems: Vec<String> = Analysis::default().prose(text).into_iter().map(|token| token.text).collect();
        let texts = |found: &[Synonym]| found.iter().map(|synonym| synonym.text.clone()).collect();
        synonyms.at(&stems).map(|(length, found)| (length, texts(found))).collect()
    }

    #[test]
    fn terms_are_found_by_their_stems_in_the_direction_given() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let thesaurus = Thesaurus {
            both_ways: vec![BothWays { terms: texts(&["delete", "wipe", "get rid of"]) }],
            one_way: vec![OneWay { from: texts(&["rogue"]), to: texts(&["unprompted"]) }],
        };
        let synonyms = Synonyms::of(&thesaurus, &mut Analysis::default());
        assert_eq!(found(&synonyms, "deleted it"), [(1, texts(&["wipe", "get rid of"]))]);
        assert_eq!(found(&synonyms, "getting rid of it"), [(3, texts(&["delete", "wipe"]))]);
        assert_eq!(found(&synonyms, "rogue"), [(1, texts(&["unprompted"]))]);
        assert_eq!(found(&synonyms, "unprompted"), []);
    }
}
