//! Incidents from which nothing follows for anybody.

use crate::check::context::Context;
use crate::check::finding::{Findings, Place, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::Effect;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "no-stated-effect",
        severity: Severity::Warning,
        finds: "An incident without a safeguard that did something, or would have: none is listed, or the effect of each is `none`.",
        why: "Checklists are computed from effects, so nobody could learn from the incident what to put in place.",
        instead: "Name under `[[safeguards]]` at least one that changed the outcome or would have changed it, with its effect; a retracted record needs none.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in cx.incidents.iter().filter(|item| !item.record.is_retracted()) {
        let safeguards = &item.record.safeguards;
        if safeguards.is_empty() {
            let message = "no safeguard is listed with its effect".to_owned();
            findings.report(item.source, Place::Opening, message);
        } else if safeguards.iter().all(|label| label.effect == Effect::None) {
            let message = "no safeguard listed here did anything, or would have";
            findings.at(item.source, keys!["safeguards", 0, "effect"], message);
        }
    }
}
