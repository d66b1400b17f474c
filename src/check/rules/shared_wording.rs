//! Words that stand in two incidents.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::check::context::Context;
use crate::check::finding::Findings;
use crate::check::prose::Passage;
use crate::check::words::{self, words};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::parallel;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "shared-wording",
        severity: Severity::Warning,
        finds: "Eight or more words in a row of our own prose that another incident has as well.",
        why: "Text that is copied from record to record carries its mistakes along, and makes two incidents look alike that are not; shared text also teaches the classifier nothing.",
        instead: "Say it in this record's own words, or link to the other record; what somebody said stands as a quotation.",
    },
    needs: Needs::Nothing,
    run,
};

/// Words in a row that two authors hardly choose alike.
const RUN: usize = 8;

/// Pages of patterns and safeguards retell the incidents that they link to, so only incidents are compared. Quotations,
/// code, titles of sources and names break a run.
fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let prose = cx.incident_prose();
    let hashes = parallel::map(prose, usize::MAX, |passages| runs(passages));
    let mut pairs: BTreeMap<(usize, usize), BTreeSet<u64>> = BTreeMap::new();
    for alike in shared(&hashes) {
        let incidents: Vec<usize> = alike.iter().map(|(_, incident)| *incident).collect();
        let Some((hash, first)) = alike.first() else { continue };
        let earliest = incidents.iter().fold(*first, |earliest, other| cx.later(earliest, *other).1);
        for later in incidents.into_iter().filter(|other| *other != earliest) {
            pairs.entry((later, earliest)).or_default().insert(*hash);
        }
    }
    for ((later, earlier), hashes) in pairs {
        // Of two records of one event it is said that they are.
        let told = cx.doubles().iter().any(|double| (double.later, double.earlier) == (later, earlier));
        let (Some(item), Some(other), Some(passages)) =
            (cx.incidents.get(later), cx.incidents.get(earlier), prose.get(later))
        else {
            continue;
        };
        if told || item.record.id == other.record.id {
            continue;
        }
        let mut places = passages.iter().flat_map(|passage| places(passage, &hashes));
        let Some((passage, range)) = places.next() else { continue };
        let said = passage.text.get(range.clone()).unwrap_or_default();
        let count = said.split_whitespace().count();
        let more = match places.count() {
            0 => String::new(),
            1 => ", and more in another place".to_owned(),
            more => format!(", and more in {more} other places"),
        };
        let message = format!("these {count} words stand in `{}` as well: `{said}`{more}", other.record.id);
        findings.report(item.source, passage.place(range), message);
    }
}

/// True for what tells of the incident. Who ran the agent, and what is to be known of a source, is the same wherever it
/// is said.
fn is_prose(passage: &Passage<'_>) -> bool {
    !passage.is_in(&["commands", "operator", "review", "revisions", "sources"])
}

/// Hashes of every run of words in a record.
fn runs(passages: &[Passage<'_>]) -> Vec<u64> {
    let mut found = Vec::new();
    for passage in passages.iter().filter(|passage| is_prose(passage)) {
        for part in passage.own() {
            found.extend(words(&passage.text, &part).windows(RUN).map(words::run));
        }
    }
    found
}

/// Finds hashes that more than one record has, each with those records.
///
/// Nearly every run is unique. A first pass over a table of bits finds the few that may not be, so that only those are
/// sorted.
fn shared(hashes: &[Vec<u64>]) -> Vec<Vec<(u64, usize)>> {
    let total: usize = hashes.iter().map(Vec::len).sum();
    let bits = (total.max(64) * 16).next_power_of_two();
    let mask = bits as u64 - 1;
    let mut once = vec![0_u64; bits / 64];
    let mut again = vec![0_u64; bits / 64];
    let slot = |hash: u64| (usize::try_from((hash & mask) / 64).unwrap_or_default(), 1_u64 << (hash % 64));
    for hash in hashes.iter().flatten() {
        let (at, bit) = slot(*hash);
        if let (Some(once), Some(again)) = (once.get_mut(at), again.get_mut(at)) {
            *again |= *once & bit;
            *once |= bit;
        }
    }
    let mut candidates: Vec<(u64, usize)> = Vec::new();
    for (incident, hashes) in hashes.iter().enumerate() {
        let repeated = |hash: &&u64| {
            let (at, bit) = slot(**hash);
            again.get(at).is_some_and(|again| again & bit != 0)
        };
        candidates.extend(hashes.iter().filter(repeated).map(|hash| (*hash, incident)));
    }
    candidates.sort_unstable();
    candidates.dedup();
    candidates.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1).map(<[_]>::to_vec).collect()
}

/// Finds the longest runs of a passage that consist of shared ones.
fn places<'p, 'a>(passage: &'p Passage<'a>, shared: &BTreeSet<u64>) -> Vec<(&'p Passage<'a>, Range<usize>)> {
    let mut found: Vec<(&Passage<'_>, Range<usize>)> = Vec::new();
    if !is_prose(passage) {
        return found;
    }
    for part in passage.own() {
        for window in words(&passage.text, &part).windows(RUN) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            if !shared.contains(&words::run(window)) {
                continue;
            }
            match found.last_mut() {
                Some((_, range)) if first.start < range.end => range.end = last.end,
                _ => found.push((passage, first.start..last.end)),
            }
        }
    }
    found
}
