//! Labels that rest on words which are not given.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::LabelBasis;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "missing-quote",
        severity: Severity::Error,
        finds: "A label with the basis `quoted` and no quote.",
        why: "The strongest basis that a label can have is claimed, and nobody can check it.",
        instead: "Add the source's words as `quote`, 25 at most, or give the basis as `inferred`.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let missing = |basis: LabelBasis, quote: Option<&str>| {
        basis == LabelBasis::Quoted && quote.is_none_or(|quote| quote.trim().is_empty())
    };
    for item in &cx.incidents {
        for (at, label) in item.record.patterns.iter().enumerate() {
            if missing(label.basis, label.quote.as_deref()) {
                let message = format!("pattern `{}` is said to be quoted and has no quote", label.id);
                findings.at(item.source, keys!["patterns", at, "basis"], message);
            }
        }
        for (at, label) in item.record.safeguards.iter().enumerate() {
            if missing(label.basis, label.quote.as_deref()) {
                let message = format!("safeguard `{}` is said to be quoted and has no quote", label.id);
                findings.at(item.source, keys!["safeguards", at, "basis"], message);
            }
        }
    }
}
