//! Titles that do not fit.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "long-title",
        severity: Severity::Warning,
        finds: "A title of more than 110 characters.",
        why: "Lists, search results and feeds cut it, and what is cut is mostly what tells two incidents apart.",
        instead: "Say who or what, what happened and where; the rest belongs in the summary.",
    },
    needs: Needs::Nothing,
    run,
};

/// Characters of a title.
const MOST: usize = 110;

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let count = item.record.title.chars().count();
        if count > MOST {
            findings.at(item.source, keys!["title"], format!("expected {MOST} characters at most, found {count}"));
        }
    }
}
