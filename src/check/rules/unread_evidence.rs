//! Statements that rest on nothing which was read.

use crate::check::context::{Context, Item};
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::corpus::Key;
use crate::diagnostic::{Rule, Severity};
use crate::record::{Event, Incident, ReadDepth, SourceId};

/// A statement is borne by any source that was opened, so that an original which could not be may stand beside the
/// retelling that was. One thing is known of a source without opening it: that it came out, and when. An event that is
/// the source's own publication may therefore rest on it alone.
pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "unread-evidence",
        severity: Severity::Error,
        finds: "A command, event, amount, claim or label all of whose sources are `cited-only`; an event that is the \
                publication of such a source is none.",
        why: "What was not read is cited as if it had been, and nobody has checked that it says so.",
        instead: "Open a source and change its `read`, or cite the source in which it was read beside the original.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let record = item.record;
        for (at, command) in record.commands.iter().enumerate() {
            look(item, &command.sources, keys!["commands", at, "sources"], findings);
        }
        for (at, amount) in record.impact.amounts.iter().enumerate() {
            look(item, &amount.sources, keys!["impact", "amounts", at, "sources"], findings);
        }
        for (at, event) in record.events.iter().enumerate().filter(|(_, event)| !is_publication(record, event)) {
            look(item, &event.sources, keys!["events", at, "sources"], findings);
        }
        for (at, claim) in record.claims.iter().enumerate() {
            look(item, &claim.sources, keys!["claims", at, "sources"], findings);
        }
        for (at, label) in record.patterns.iter().enumerate() {
            look(item, &label.sources, keys!["patterns", at, "sources"], findings);
        }
        for (at, label) in record.safeguards.iter().enumerate() {
            look(item, &label.sources, keys!["safeguards", at, "sources"], findings);
        }
    }
}

fn look<'a>(item: &Item<'a, Incident>, cited: &[SourceId], keys: Vec<Key<'static>>, findings: &mut Findings<'a>) {
    let listed: Vec<_> = cited.iter().filter_map(|id| item.record.source(id.as_str())).collect();
    if listed.is_empty() || listed.iter().any(|source| source.read != ReadDepth::CitedOnly) {
        return;
    }
    let names = cited.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let what = if listed.len() == 1 { "which was not read" } else { "none of which was read" };
    findings.at(item.source, keys, format!("this rests on {names} alone, {what}"));
}

/// True if one of an event's sources came out when the event happened, and the incident was known by then.
fn is_publication(record: &Incident, event: &Event) -> bool {
    if record.disclosed.is_certainly_after(event.at.date()) {
        return false;
    }
    let mut published = event.sources.iter().filter_map(|id| record.source(id.as_str())?.published.as_ref());
    published.any(|published| published.first_day().is_some() && published == event.at.date())
}
