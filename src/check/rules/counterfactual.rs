//! Prose that scolds afterwards: what somebody ought to have done.

use crate::check::context::Context;
use crate::check::finding::Findings;
use crate::check::phrases::Phrases;
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "counterfactual",
        severity: Severity::Warning,
        finds: "Prose of ours that says what somebody should have done, such as “should have” or “ought to have”.",
        why: "Afterwards everybody knows; what ought to have been done explains nothing, and reads as a verdict.",
        instead: "Say what stood or was missing, under `[[safeguards]]` with the effect that it would have had.",
    },
    needs: Needs::Nothing,
    run,
};

const WORDS: &[&str] = &[
    "had better have",
    "must have known",
    "ought not to have",
    "ought to have",
    "should also have",
    "should at least have",
    "should have",
    "should never have",
    "should not have",
    "should simply have",
    "should've",
    "shouldn't have",
    "shouldn’t have",
    "should’ve",
];

/// Words behind which something is owned and nothing done.
const OWNING: &[&str] = &[
    "a", "access", "all", "an", "any", "as", "fewer", "its", "less", "many", "more", "no", "only", "such", "that",
    "the", "their", "these", "this", "write",
];

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let message = |phrase: &str| format!("`{phrase}` says what ought to have been, not what was");
    // Whether an agent should have such access is a question, not a verdict.
    Phrases::new(WORDS).unless_before(OWNING).report(cx.prose(), findings, message);
}
