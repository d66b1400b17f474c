//! Quotations that are longer than the point that they make.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "long-quote",
        severity: Severity::Warning,
        finds: "A quote of more than 25 words.",
        why: "Quotations stand under their author's rights and not under the corpus's licence; short ones may be taken over, long ones may not.",
        instead: "Keep the words that matter, and put the rest in your own.",
    },
    needs: Needs::Nothing,
    run,
};

/// Words of a quotation.
const MOST: usize = 25;

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let mut look = |list: &'static str, at: usize, quote: Option<&str>| {
            let count = quote.map_or(0, |quote| quote.split_whitespace().count());
            if count > MOST {
                let message = format!("expected {MOST} words at most, found {count}");
                findings.at(item.source, keys![list, at, "quote"], message);
            }
        };
        for (at, claim) in item.record.claims.iter().enumerate() {
            look("claims", at, claim.quote.as_deref());
        }
        for (at, label) in item.record.patterns.iter().enumerate() {
            look("patterns", at, label.quote.as_deref());
        }
        for (at, label) in item.record.safeguards.iter().enumerate() {
            look("safeguards", at, label.quote.as_deref());
        }
    }
}
