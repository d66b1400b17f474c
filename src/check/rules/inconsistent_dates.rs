//! Dates that cannot all be right.

use crate::check::context::{Context, Item};
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::{Day, Incident, PartialDate};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "inconsistent-dates",
        severity: Severity::Error,
        finds: "Dates of a record that no reading makes consistent: it occurred after it was disclosed or detected, events are out of order, something was published after it was read, or happened after the record was curated.",
        why: "One of them is wrong, and everything that is sorted or counted by time is wrong with it.",
        instead: "Correct the date that is wrong, or widen the one that is not known so exactly; put events in the order in which they happened.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        head(item, findings);
        events(item, findings);
        accounts(item, findings);
        revisions(item, findings);
    }
}

/// Occurrence, disclosure and detection.
fn head<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    let Incident { occurred, disclosed, detection, .. } = item.record;
    if occurred.is_certainly_after(disclosed) {
        let message = format!("it occurred `{}`, after it was disclosed, `{}`", occurred.as_str(), disclosed.as_str());
        findings.at(item.source, keys!["occurred"], message);
    } else if is_after_curation(item.record, disclosed) {
        findings.at(item.source, keys!["disclosed"], after_curation(item.record, "disclosure", disclosed.as_str()));
    }
    if let Some(at) = detection.at.as_ref().filter(|at| occurred.is_certainly_after(at.date())) {
        let message = format!("it was detected `{}`, before it occurred, `{}`", at.as_str(), occurred.as_str());
        findings.at(item.source, keys!["detection", "at"], message);
    }
}

/// The timeline, each event beside the one before it.
fn events<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    let record = item.record;
    for (at, event) in record.events.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| record.events.get(before));
        let said = event.at.as_str();
        if let Some(before) = before.filter(|before| before.at.is_certainly_after(&event.at)) {
            let message = format!("this event, `{said}`, stands behind one of `{}`", before.at.as_str());
            findings.at(item.source, keys!["events", at, "at"], message);
        } else if is_after_curation(record, event.at.date()) {
            findings.at(item.source, keys!["events", at, "at"], after_curation(record, "the event of", said));
        }
    }
}

/// What parties said and what was published.
fn accounts<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    let record = item.record;
    for (at, claim) in record.claims.iter().enumerate() {
        if let Some(said) = claim.said_on.as_ref().filter(|said| is_after_curation(record, said)) {
            let message = after_curation(record, "what was said", said.as_str());
            findings.at(item.source, keys!["claims", at, "said_on"], message);
        }
    }
    for (at, source) in record.sources.iter().enumerate() {
        let (Some(published), Some(day)) = (&source.published, &source.retrieved) else { continue };
        if as_partial(day).is_some_and(|read| published.is_certainly_after(&read)) {
            let message = format!("it was published `{}`, after it was read, `{day}`", published.as_str());
            findings.at(item.source, keys!["sources", at, "published"], message);
        }
    }
}

/// Revisions, newest last.
fn revisions<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    for (at, pair) in item.record.revisions.windows(2).enumerate() {
        if let [before, revision] = pair
            && before.on > revision.on
        {
            let message = format!("this revision, `{}`, stands behind one of `{}`", revision.on, before.on);
            findings.at(item.source, keys!["revisions", at + 1, "on"], message);
        }
    }
}

/// True if a curator wrote of something that was still to come.
fn is_after_curation(record: &Incident, date: &PartialDate) -> bool {
    as_partial(&record.review.curated).is_some_and(|curated| date.is_certainly_after(&curated))
}

fn after_curation(record: &Incident, what: &str, date: &str) -> String {
    format!("{what} `{date}` lies after the day on which the record was curated, `{}`", record.review.curated)
}

fn as_partial(day: &Day) -> Option<PartialDate> {
    day.as_str().parse().ok()
}
