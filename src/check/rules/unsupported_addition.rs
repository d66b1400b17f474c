//! Safeguards said to have been added, by sources that came before.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::{PartialDate, SafeguardState};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "unsupported-addition",
        severity: Severity::Error,
        finds: "A safeguard with the state `added-after` all of whose sources were published before the incident.",
        why: "A source cannot tell what was put in place after it was written, so nothing shows that it was.",
        instead: "Cite the announcement, the change or the report that shows the safeguard in place.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let record = item.record;
        for (at, label) in record.safeguards.iter().enumerate() {
            let cited: Vec<_> = label.sources.iter().filter_map(|id| record.source(id.as_str())).collect();
            let before = |published: &PartialDate| record.occurred.is_certainly_after(published);
            if label.state == SafeguardState::AddedAfter
                && !cited.is_empty()
                && cited.iter().all(|source| source.published.as_ref().is_some_and(before))
            {
                let message = format!("no source says that `{}` was added: all are older than the incident", label.id);
                findings.at(item.source, keys!["safeguards", at, "sources"], message);
            }
        }
    }
}
