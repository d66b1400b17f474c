//! Every number that ranking depends on, each with its reason.

use super::field::{Facet, TextField};
use super::list::Impact;
use crate::corpus::Kind;

/// How much an occurrence in a field counts.
///
/// A title is written to say what the record is about; commands are typed to be found exactly; bodies are long and
/// mention much in passing, claims say the same from several sides. Since occurrences are added up before they saturate, a title is worth three mentions in
/// the text and not three texts.
pub(super) fn field(field: TextField) -> f32 {
    match field {
        TextField::Title => 3.0,
        TextField::Commands => 2.5,
        TextField::Names | TextField::Summary => 2.0,
        TextField::Labels => 1.5,
        TextField::Body => 1.0,
        TextField::Claims => 0.5,
    }
}

/// How much of a field's length, against the average of that field, counts against an occurrence: from 0, not at all,
/// to 1, in proportion.
///
/// For prose nearly in proportion, more than the usual 0.75: records of well-documented cases are several times as long
/// as others and mention much that they are not about. Lists of names and commands are long because there is more to name, not because they
/// ramble, and titles hardly differ in length.
pub(super) fn length(field: TextField) -> f32 {
    match field {
        TextField::Summary | TextField::Claims | TextField::Body => 0.9,
        TextField::Title | TextField::Commands | TextField::Names | TextField::Labels => 0.3,
    }
}

/// How long a field is in a record of usual length, in terms: what lengths are compared with.
///
/// A constant and not the average of the records at hand, so that what a record says of a term depends on that record
/// alone, and an index can be mended record by record. Set to what the averages of the public corpus were.
pub(super) fn usual_length(field: TextField) -> f32 {
    match field {
        TextField::Title => 15.0,
        TextField::Commands => 25.0,
        TextField::Names => 40.0,
        TextField::Summary => 60.0,
        TextField::Labels => 80.0,
        TextField::Claims => 1_400.0,
        TextField::Body => 700.0,
    }
}

/// What the occurrences in a field of so many terms are divided by: 1 for the usual length.
pub(super) fn norm(field: TextField, terms: u32) -> f32 {
    let share = length(field);
    1.0 - share + share * real(terms) / usual_length(field)
}

/// How soon more occurrences of a term stop to matter (`k1` of BM25, in the upper half of its usual range, because fields
/// that count for several occurrences reach saturation sooner).
pub(super) const SATURATION: f32 = 1.6;

/// Adds the weighted occurrences of all fields up and saturates them together (BM25F: Robertson, Zaragoza, Taylor 2004),
/// rounded to one of 255 steps: 255 stands for 1, which no number of occurrences reaches.
pub(super) fn saturated(occurrences: impl Iterator<Item = f32>) -> Impact {
    let sum: f32 = occurrences.sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 255")]
    let impact = (sum / (sum + SATURATION) * 255.0).round().clamp(1.0, 255.0) as Impact;
    impact
}

#[expect(clippy::cast_precision_loss, reason = "counts of records and words are far below 2^24")]
pub(super) fn real(count: u32) -> f32 {
    count as f32
}

/// How much a kind of record counts: people look for what happened, and a page that is all about the query in a few
/// hundred words would outrank the long record of it. At four fifths, a page whose very subject is the query comes with
/// the first of many incidents that bear it, and other pages behind them.
pub(super) fn kind(kind: Kind) -> f32 {
    match kind {
        Kind::Incident => 1.0,
        Kind::Pattern | Kind::Safeguard | Kind::Product | Kind::Standard => 0.8,
    }
}

/// What a word stands for as typed; whatever else is searched on its behalf counts less.
pub(super) const AS_TYPED: f32 = 1.0;

/// What a synonym counts: enough to bring a paraphrase in, too little to pass a record that has the very word.
pub(super) const SYNONYM: f32 = 0.7;

/// What a word counts that is spelled like one which no record has.
pub(super) const SPELLING: f32 = 0.5;

/// How far a word that is spelled alike speaks for a record, beside so many words: most words that no record has are
/// right, and of a subject of their own. What is left of a longer query has to speak for itself.
pub(super) fn spelling_evidence(words: usize) -> f32 {
    if words < 3 { SPELLING } else { 0.0 }
}

/// Spellings of one word that are looked up.
pub(super) const MOST_SPELLINGS: usize = 3;

/// Letters of a word from which on a wrong one is forgiven.
pub(super) const LONG_ENOUGH: usize = 5;

/// How many letters of a word of so many may be wrong, missing, too many or swapped; none if any word would do.
pub(super) fn most_mistakes(letters: usize) -> Option<usize> {
    match letters {
        0..4 => None,
        4..9 => Some(1),
        _ => Some(2),
    }
}

/// What it adds that two neighbouring words of the query are neighbours in the record. Little, because how near they are
/// counts as well.
pub(super) const PAIR: f32 = 0.1;

/// What it adds that words stand near each other, as a share of what they say.
pub(super) const NEARNESS: f32 = 0.5;

/// Words within which things stand near each other: about a short paragraph.
pub(super) const WINDOW: u32 = 80;

/// Records with enough evidence up to which it is asked whether that stands together. Of a query that so many bear out
/// nobody will say that it is foreign, and their order among so many depends on other things.
pub(super) const MOST_NEAR: usize = 300;

/// Synonyms of one word that are looked up.
pub(super) const MOST_SYNONYMS: usize = 12;

/// Pairs of neighbouring words that are looked up; each costs reading positions.
pub(super) const MOST_PAIRS: usize = 12;

/// The share of the query's weight (sum of inverse document frequencies) that a record has to match, for so many words.
///
/// Below it a record only shares words that say little, and an answer would be noise. The more words, the smaller the
/// share: who describes something at length uses words that the record does not, and two rare ones are enough.
pub(super) fn least_evidence(words: usize) -> f32 {
    (0.45 / real(u32::try_from(words).unwrap_or(u32::MAX)).max(1.0).powf(0.2)).max(0.15)
}

/// The share of what is enough that others need, once one record has enough: what decides whether a query is about
/// anything here need not decide how far down its answer goes.
pub(super) const OF_ENOUGH: f32 = 0.4;

/// How many different words of so many have to stand near each other: one rare word may be a coincidence.
pub(super) fn least_words(words: usize) -> usize {
    if words < 3 { 1 } else { 2 }
}

/// What a word that no record has counts of its weight: it is more likely another way to put it than another subject.
pub(super) const UNKNOWN: f32 = 0.5;

/// The share of all records from which on a word says so little that it is not worth marking on its own: most records
/// have it.
pub(super) const COMMON: f32 = 0.5;

/// Distinct words of a query that are looked up. People type ten; a pasted log that has more is told by these.
pub(super) const MOST_WORDS: usize = 400;

/// Distinct phrases of a query that are looked up; each costs reading positions.
pub(super) const MOST_PHRASES: usize = 50;

/// Words of a phrase that are looked up: a row of as many is a quotation, and hardly any other row begins like it.
pub(super) const MOST_PHRASE_WORDS: usize = 50;

/// Distinct beginnings, `word*`, that are looked up; each costs a walk over the words of every field.
pub(super) const MOST_PREFIXES: usize = 20;

/// Words of one field that one `word*` stands for at most; beyond it so many different words would not say anything.
pub(super) const MOST_EXPANSIONS: usize = 1_000;

/// Words, phrases and beginnings together that are excluded.
pub(super) const MOST_EXCLUDED: usize = 100;

/// Unknown values that are named one by one; the rest is counted.
pub(super) const MOST_UNKNOWN: usize = 20;

/// Words of a passage that are asked for, those that say most: what is left of a paragraph once what it says in passing
/// is gone.
pub(super) const MOST_TERMS: usize = 40;

/// Passages of a sort that are asked for, those that speak most for some incident.
pub(super) const MOST_PASSAGES: usize = 8;

/// How much more a word of a command counts: a plan is told by what it runs.
pub(super) const IN_COMMAND: f32 = 1.5;

/// What it adds that two neighbouring words of a command are neighbours in the record: `terraform destroy` is what it is
/// by both.
pub(super) const COMMAND_PAIR: f32 = 0.5;

/// How much more a word counts that a passage says so often: twice as much at seven times.
pub(super) fn said(often: u32) -> f32 {
    1.0 + real(often).max(1.0).ln() / 2.0
}

/// What it says that so many of so many incidents share a label: nothing if all do.
pub(super) fn label(incidents: usize, bearing: usize) -> f32 {
    let real = |count: usize| real(u32::try_from(count).unwrap_or(u32::MAX));
    (real(incidents) / real(bearing).max(1.0)).max(1.0).ln()
}

/// What it counts that a text has words which nearly settle a pattern that the incident bears.
pub(super) const SIGNAL: f32 = 1.0;

/// The share of what a query would need that is enough of a text which has such a signal.
pub(super) const WITH_SIGNAL: f32 = 0.55;

/// The same of a text without one: it was not written to find anything, and words that are in it for other reasons are
/// found as well.
pub(super) const WITHOUT_SIGNAL: f32 = 1.35;

/// The share of that which others need, once one incident has enough.
pub(super) const BEHIND: f32 = 0.75;

/// What shared labels of two records count. Patterns are assigned with care; the rest is coarse.
pub(super) const SHARED_LABELS: &[(Facet, f32)] =
    &[(Facet::Pattern, 3.0), (Facet::Permissions, 1.0), (Facet::Environment, 0.5), (Facet::Interface, 0.5)];

/// What two records have to share to be alike: the share of the one's words and that of its patterns, added up.
pub(super) const ENOUGH_SHARE: f32 = 0.35;

/// What the patterns of a usual record count together; of one that has fewer, a single one is not everything.
pub(super) const USUAL_PATTERNS: f32 = 10.0;

/// How many times farther than the nearest incident another one is at most.
pub(super) const FAR_BEHIND: u32 = 3;
