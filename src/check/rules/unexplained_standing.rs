//! Standings without their reason.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::ClaimStanding;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "unexplained-standing",
        severity: Severity::Warning,
        finds: "An unresolved or rejected claim that does not say why it stands there.",
        why: "The party whose claim it is, and every reader, is owed the reason for a judgement of ours.",
        instead: "Say under `standing_why` what speaks for and against it.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        for (at, claim) in item.record.claims.iter().enumerate() {
            let judged = matches!(claim.standing, ClaimStanding::Unresolved | ClaimStanding::Rejected);
            if judged && claim.standing_why.as_deref().is_none_or(|why| why.trim().is_empty()) {
                let message = format!("claim `{}` is {} and does not say why", claim.id, claim.standing);
                findings.at(item.source, keys!["claims", at, "standing"], message);
            }
        }
    }
}
