//! Sources of which it is not said who published them, or when.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "incomplete-source",
        severity: Severity::Warning,
        finds: "A source without a publisher or without a date of publication.",
        why: "A reader could not tell who speaks, nor whether the source is older than what it reports, and could not \
              find it again once its address is dead.",
        instead: "Give `publisher` and `published`; where it cannot be found out, the value is `unknown`.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        for (at, source) in item.record.sources.iter().enumerate() {
            let id = &source.id;
            let dated = source.published.is_some();
            match source.publisher.as_deref().map(str::trim) {
                Some("") => {
                    let keys = keys!["sources", at, "publisher"];
                    findings.at(item.source, keys, format!("source `{id}` has no publisher"));
                }
                Some(_) if dated => {}
                publisher => {
                    let lacking = match (publisher, dated) {
                        (None, false) => "neither a publisher nor a date of publication",
                        (None, true) => "no publisher",
                        (Some(_), _) => "no date of publication",
                    };
                    findings.at(item.source, keys!["sources", at], format!("source `{id}` has {lacking}"));
                }
            }
        }
    }
}
