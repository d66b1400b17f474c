//! Texts with nothing in them.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "blank-text",
        severity: Severity::Warning,
        finds: "A title, summary or other text of a record in which nothing stands but white space.",
        why: "The field is there, so it counts as answered, and a page shows a gap.",
        instead: "Write the text; where it is not known, say so.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for passage in cx.prose() {
        if passage.text.trim().is_empty() {
            findings.report(passage.source, passage.whole(), "expected a text, found nothing".to_owned());
        }
    }
    for item in &cx.incidents {
        for (at, source) in item.record.sources.iter().enumerate() {
            if source.title.trim().is_empty() {
                findings.at(item.source, keys!["sources", at, "title"], "expected a title, found nothing");
            }
        }
        for (at, claim) in item.record.claims.iter().enumerate() {
            if claim.by.trim().is_empty() {
                findings.at(item.source, keys!["claims", at, "by"], "expected who says it, found nothing");
            }
        }
    }
}
