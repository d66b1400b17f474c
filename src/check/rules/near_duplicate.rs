//! Two records of one event.

use std::collections::BTreeMap;

use crate::check::alike::Double;
use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "near-duplicate",
        severity: Severity::Warning,
        finds: "An incident that is likely another one over again and is not related to it: the same entry in a list of others, the same account of the same product at the same time, or nearly the same words in title and summary.",
        why: "One event would count twice, in every list, checklist and figure.",
        instead: "Keep one record, with the other's sources and its id under `aliases`; if they are two events, say under `[[related]]` how they belong together.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    // A record that looks like several is told of one of them.
    let mut first: BTreeMap<usize, &Double> = BTreeMap::new();
    for double in cx.doubles() {
        first.entry(double.later).or_insert(double);
    }
    for Double { later, earlier, reason } in first.into_values() {
        if let (Some(item), Some(other)) = (cx.incidents.get(*later), cx.incidents.get(*earlier)) {
            let message = format!("this looks like `{}` over again: {reason}", other.record.id);
            findings.at(item.source, keys!["id"], message);
        }
    }
}
