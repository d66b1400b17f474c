//! Headings with nothing below them.

use crate::check::context::{Body, Context};
use crate::check::finding::{Findings, Place};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::markdown;
use crate::record::{Incident, Pattern, Product, Safeguard};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "empty-section",
        severity: Severity::Warning,
        finds: "A heading of a body that no text follows.",
        why: "A reader looks for what the heading promises, and cannot tell whether it was forgotten.",
        instead: "Write the section; where nothing is known, say so in a sentence.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for Body { source, text, at, headings } in cx.bodies() {
        for (place, heading) in headings.iter().enumerate() {
            let next = headings.get(place + 1);
            let end = next.map_or(text.len(), |next| next.range.start);
            let has_parts = next.is_some_and(|next| next.level > heading.level);
            let below = text.get(heading.range.end..end).unwrap_or_default();
            // Most sections have words at once; only what looks empty is read as Markdown.
            let has_words = below.lines().any(|line| line.starts_with(char::is_alphanumeric));
            if !has_parts && !has_words && markdown::to_text(below).trim().is_empty() {
                let line = text.get(heading.range.clone()).unwrap_or_default().trim_end();
                let span = at + heading.range.start..at + heading.range.start + line.len();
                findings.report(source, Place::Bytes(span), format!("nothing stands below `{}`", heading.text));
                if let Some(about) = about(&heading.text) {
                    findings.help(format!("`{}`: {about}", heading.text));
                }
            }
        }
    }
}

/// What belongs below a prescribed heading.
fn about(heading: &str) -> Option<&'static str> {
    let mut parts = [Incident::PARTS, Pattern::PARTS, Safeguard::PARTS, Product::PARTS].into_iter().flatten();
    parts.find(|part| part.heading == heading).map(|part| part.about)
}
