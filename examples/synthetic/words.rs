//! Words as often as language has them.

use std::collections::BTreeMap;

use precedent::corpus::{Corpus, Parsed};

use crate::random::Random;

/// Words in all: with those that are made up, about as many as 100,000 reports by different hands would use.
const VOCABULARY: u64 = 400_000;
/// Words that one record comes back to.
const TOPIC: usize = 40;

/// The words of the embedded corpus, most frequent first, and behind them words that are made up.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// By rank, the sum of the frequencies up to it.
    sums: Vec<u64>,
}

impl Vocabulary {
    pub(crate) fn of(corpus: &Corpus) -> Self {
        let mut counts = BTreeMap::new();
        count(&corpus.incidents, &mut counts);
        count(&corpus.patterns, &mut counts);
        count(&corpus.safeguards, &mut counts);
        count(&corpus.products, &mut counts);
        let mut words: Vec<(String, u64)> = counts.into_iter().collect();
        // Stable, so that words that are as frequent stay in the order of the alphabet.
        words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
        words.extend((words.len() as u64..VOCABULARY).map(made_up));
        let mut sum = 0;
        let sums = (1..=words.len() as u64).map(|rank| {
            sum += frequency(rank);
            sum
        });
        Self { sums: sums.collect(), words }
    }

    pub(crate) fn word(&self, random: &mut Random) -> &str {
        let at = random.below(self.sums.last().copied().unwrap_or_default());
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }

    /// A word that is more likely to say something than `the`.
    fn telling(&self, random: &mut Random) -> &str {
        loop {
            let word = self.word(random);
            if word.len() > 4 {
                return word;
            }
        }
    }
}

/// Zipf's law with an exponent of 9/8, at which one word in six or so is a made-up one, and with Mandelbrot's shift. In
/// whole numbers, which are the same on every machine.
fn frequency(rank: u64) -> u64 {
    let rank = rank + 2;
    let eighth_root = (rank << 40).isqrt().isqrt().isqrt();
    1_000_000_000_000 / (rank * eighth_root)
}

fn count<T>(records: &[Parsed<T>], counts: &mut BTreeMap<String, u64>) {
    for record in records {
        let words = record.body().split(|c: char| !c.is_ascii_alphabetic());
        for word in words.filter(|word| (1..=20).contains(&word.len())) {
            *counts.entry(word.to_ascii_lowercase()).or_default() += 1;
        }
    }
}

/// A word that can be spoken, another one for each number.
fn made_up(number: u64) -> String {
    const SYLLABLES: &[&str] = &[
        "ba", "cor", "den", "fi", "gal", "hul", "jo", "ken", "lor", "mi", "nex", "or", "pra", "qui", "ras", "sten",
        "tu", "vel", "wex", "zan",
    ];
    let mut word = String::new();
    let mut rest = number;
    while rest > 0 {
        word.push_str(SYLLABLES[usize::try_from(rest % SYLLABLES.len() as u64).unwrap_or_default()]);
        rest /= SYLLABLES.len() as u64;
    }
    word
}

/// Writes about one subject: some words come back, as they do in a report.
pub(crate) struct Writer<'a> {
    vocabulary: &'a Vocabulary,
    topic: Vec<&'a str>,
    pub(crate) random: Random,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(vocabulary: &'a Vocabulary, mut random: Random) -> Self {
        let topic = (0..TOPIC).map(|_| vocabulary.telling(&mut random)).collect();
        Self { vocabulary, topic, random }
    }

    pub(crate) fn word(&mut self) -> &'a str {
        if self.random.one_in(4) { self.subject() } else { self.vocabulary.word(&mut self.random) }
    }

    /// A word of the subject.
    pub(crate) fn subject(&mut self) -> &'a str {
        self.random.skewed::<&str>(&self.topic)
    }

    /// A sentence of about so many words.
    pub(crate) fn sentence(&mut self, words: u64) -> String {
        let count = self.random.between(words.div_ceil(2), words + words / 2);
        let mut sentence = String::new();
        for at in 0..count {
            let word = self.word();
            if at == 0 {
                sentence.push_str(&capital(word));
                continue;
            }
            sentence.push_str(if at + 2 < count && self.random.one_in(14) { ", " } else { " " });
            sentence.push_str(word);
        }
        sentence.push('.');
        sentence
    }

    /// Sentences of so many words in all, more or less.
    pub(crate) fn paragraph(&mut self, words: u64) -> String {
        let sentences: Vec<String> = (0..words.div_ceil(15)).map(|_| self.sentence(15)).collect();
        sentences.join(" ")
    }
}

pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
