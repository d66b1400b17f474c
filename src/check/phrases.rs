//! Looks for phrases in our own words.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::finding::Findings;
use super::prose::Passage;
use super::words::words;

/// Phrases with what to say about them.
pub(super) struct Phrases {
    /// Hashes of the words of each phrase, by the first of them, sorted.
    by_first: Vec<(u64, Vec<u64>)>,
    /// Hashes of words before which a phrase says something else.
    unless_before: Vec<u64>,
    /// Finds texts that may have a phrase, which few have, without taking them into words.
    any: Option<AhoCorasick>,
}

impl Phrases {
    /// Takes phrases; those of several words are spelled with single spaces.
    pub(super) fn new(phrases: &[&str]) -> Self {
        let hashes = |phrase: &&str| words(phrase, &(0..phrase.len())).iter().map(|word| word.hash).collect();
        let mut by_first: Vec<(u64, Vec<u64>)> =
            phrases.iter().map(hashes).filter_map(|all: Vec<u64>| Some((*all.first()?, all))).collect();
        // Of two phrases that begin alike the longer one says more.
        by_first.sort_by_key(|(first, all)| (*first, usize::MAX - all.len()));
        // Without the automaton every text is looked at.
        let any = AhoCorasick::builder().ascii_case_insensitive(true).build(phrases).ok();
        Self { by_first, unless_before: Vec::new(), any }
    }

    /// Lets a phrase pass where one of these words stands behind it.
    pub(super) fn unless_before(mut self, next: &[&str]) -> Self {
        self.unless_before = next.iter().flat_map(|word| words(word, &(0..word.len()))).map(|word| word.hash).collect();
        self
    }

    /// Finds the phrases in a part of a text.
    fn find(&self, text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
        let words = words(text, part);
        let mut found: Vec<Range<usize>> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let begin = self.by_first.partition_point(|(first, _)| *first < word.hash);
            let alike = self.by_first.get(begin..).unwrap_or_default().iter();
            let phrase = alike.take_while(|(first, _)| *first == word.hash).find(|(_, phrase)| {
                let here = words.get(at..at + phrase.len()).unwrap_or_default();
                let next = words.get(at + phrase.len());
                let other = next.is_some_and(|next| self.unless_before.contains(&next.hash));
                here.len() == phrase.len() && !other && here.iter().zip(phrase).all(|(word, hash)| word.hash == *hash)
            });
            let last = phrase.and_then(|(_, phrase)| words.get(at + phrase.len() - 1));
            if let Some(last) = last
                && found.last().is_none_or(|before| before.end <= word.start)
            {
                found.push(word.start..last.end);
            }
        }
        found
    }

    /// Reports every phrase in the passages that quotes nobody.
    pub(super) fn report<'a: 'p, 'p>(
        &self,
        passages: impl Iterator<Item = &'p Passage<'a>>,
        findings: &mut Findings<'a>,
        message: impl Fn(&str) -> String,
    ) {
        let may_have = |text: &str| self.any.as_ref().is_none_or(|any| any.is_match(text));
        for passage in passages.filter(|passage| may_have(&passage.text)) {
            for part in passage.own() {
                for range in self.find(&passage.text, &part) {
                    let phrase = passage.text.get(range.clone()).unwrap_or_default();
                    findings.report(passage.source, passage.place(range.clone()), message(phrase));
                }
            }
        }
    }
}
