//! Finds incidents that are likely one event told twice.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::words::words;
use crate::record::{Grade, Incident, Source, SourceKind};

/// Share of the words of two titles and summaries that both have, from which the two tell one event. Records of one
/// series, by one author, reach a third; a record that was told anew from the same sources reaches half.
const LIKE: f64 = 0.5;
/// The share from which it is one text, whatever dates and products say.
const SAME: f64 = 0.75;
/// Records that have a feature in common beyond which it tells nothing, which keeps the work linear.
const COMMON: usize = 48;
/// Uncommon words that two records share before they are compared.
const HINTS: usize = 4;

/// A record that looks like an earlier one over again.
#[derive(Debug)]
pub(super) struct Double {
    /// The record in which to say so, as an index into the incidents.
    pub(super) later: usize,
    /// The one that it looks like.
    pub(super) earlier: usize,
    pub(super) reason: String,
}

/// Finds every pair that looks like one event and is not related.
pub(super) fn doubles(cx: &Context<'_>) -> Vec<Double> {
    let words: Vec<BTreeSet<u64>> = cx.incidents.iter().map(|item| content(item.record)).collect();
    let mut suspects: BTreeMap<(usize, usize), Option<String>> = BTreeMap::new();
    for (pair, what) in same_names(cx) {
        suspects.entry(pair).or_insert(Some(what));
    }
    for pair in with_like_words(&words) {
        suspects.entry(pair).or_insert(None);
    }
    let judge = |((one, other), what): ((usize, usize), Option<String>)| {
        let (later, earlier) = cx.later(one, other);
        let (a, b) = (cx.incidents.get(later)?.record, cx.incidents.get(earlier)?.record);
        let likeness = likeness(words.get(later)?, words.get(earlier)?);
        let could_be_one = share_product(a, b) && overlap(a, b);
        let reason = match what {
            Some(what) if could_be_one => what,
            _ if likeness >= SAME || (likeness >= LIKE && could_be_one) => {
                format!("{:.0} % of the words of title and summary are the same", likeness * 100.0)
            }
            _ => return None,
        };
        (!are_related(a, b)).then_some(Double { later, earlier, reason })
    };
    suspects.into_iter().filter_map(judge).collect()
}

/// Words of title and summary that tell something.
fn content(record: &Incident) -> BTreeSet<u64> {
    const SHORTEST: usize = 4;
    let texts = [record.title.as_str(), record.summary.as_str()];
    let long = |text: &str| {
        let all = words(text, &(0..text.len()));
        all.into_iter().filter(|word| word.end - word.start >= SHORTEST).map(|word| word.hash).collect::<Vec<_>>()
    };
    texts.into_iter().flat_map(long).collect()
}

/// Pairs of records that others call by one name, or that rest on one account of one product.
fn same_names(cx: &Context<'_>) -> Vec<((usize, usize), String)> {
    let mut names: Vec<(String, usize)> = Vec::new();
    for (at, item) in cx.incidents.iter().enumerate() {
        for external in &item.record.external {
            names.push((format!("both are `{}` in the list `{}`", external.id, external.scheme), at));
        }
        let accounts = item.record.sources.iter().filter(|source| tells(source));
        for url in accounts.filter_map(|source| source.url.as_ref()) {
            names.push((format!("both rest on `{url}`"), at));
        }
    }
    names.sort();
    names.dedup();
    let alike = names.chunk_by(|a, b| a.0 == b.0).filter(|alike| (2..=COMMON).contains(&alike.len()));
    let pairs = alike.flat_map(|alike| {
        let of = |first: usize| alike.iter().skip(first + 1).map(move |(_, at)| *at);
        alike
            .iter()
            .enumerate()
            .flat_map(move |(first, (name, at))| of(first).map(move |other| ((*at, other), name.clone())))
    });
    pairs.collect()
}

/// True for a source that tells of one event, where a paper, a list or a manual speaks of many.
fn tells(source: &Source) -> bool {
    let of_many = matches!(
        source.kind,
        SourceKind::Documentation
            | SourceKind::Catalogue
            | SourceKind::ResearchPaper
            | SourceKind::Analysis
            | SourceKind::Opinion
            | SourceKind::Artefact
    );
    source.grade != Grade::C && !of_many
}

/// Pairs of records that have some uncommon words in common.
fn with_like_words(words: &[BTreeSet<u64>]) -> Vec<(usize, usize)> {
    let mut all: Vec<(u64, usize)> = Vec::new();
    for (at, words) in words.iter().enumerate() {
        all.extend(words.iter().map(|word| (*word, at)));
    }
    all.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for alike in all.chunk_by(|a, b| a.0 == b.0).filter(|alike| (2..=COMMON).contains(&alike.len())) {
        for (first, (_, at)) in alike.iter().enumerate() {
            pairs.extend(alike.iter().skip(first + 1).map(|(_, other)| (*at, *other)));
        }
    }
    pairs.sort_unstable();
    let hinted = pairs.chunk_by(|a, b| a == b).filter(|same| same.len() >= HINTS);
    hinted.filter_map(|same| same.first().copied()).collect()
}

/// The share of all words of two records that both have.
#[expect(clippy::cast_precision_loss, reason = "a summary has few words")]
fn likeness(one: &BTreeSet<u64>, other: &BTreeSet<u64>) -> f64 {
    let both = one.intersection(other).count();
    let all = one.len() + other.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// True if the same product may have acted in both.
fn share_product(one: &Incident, other: &Incident) -> bool {
    let unknown = one.products().next().is_none() || other.products().next().is_none();
    unknown || one.products().any(|product| other.products().any(|theirs| theirs == product))
}

/// True if both may have happened at one time.
fn overlap(one: &Incident, other: &Incident) -> bool {
    !one.occurred.is_certainly_after(&other.occurred) && !other.occurred.is_certainly_after(&one.occurred)
}

fn are_related(one: &Incident, other: &Incident) -> bool {
    // Two files with one id are reported as such.
    let same_id = one.id == other.id;
    let names = |one: &Incident, other: &Incident| {
        one.related.iter().any(|related| related.id == other.id || other.aliases.contains(&related.id))
            || one.replaces.iter().any(|replaced| replaced.id == other.id.as_str())
    };
    same_id || names(one, other) || names(other, one)
}
