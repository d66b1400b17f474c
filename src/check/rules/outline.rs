//! Bodies whose headings are not those of their kind.

use crate::check::context::{Context, Item};
use crate::check::finding::{Findings, Place};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::markdown::Heading;
use crate::record::{Incident, Part, Pattern, Product, Safeguard};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "outline",
        severity: Severity::Warning,
        finds: "A body whose headings are not the prescribed ones in their order: for an incident What happened, Why it was possible, What held, what did not, Lessons and, where there is a dispute, Disputed.",
        why: "Readers, exports and the classifier go by the headings; facts and analysis are kept apart by them.",
        instead: "Use the prescribed headings at the second level, each once; finer ones stand below them at the third.",
    },
    needs: Needs::Nothing,
    run,
};

/// The headings of a kind of record; the optional one may be left out.
struct Outline {
    headings: Vec<&'static str>,
    optional: Option<&'static str>,
}

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let outline = |parts: &[Part]| Outline {
        headings: parts.iter().map(|part| part.heading).collect(),
        optional: parts.iter().find(|part| part.optional).map(|part| part.heading),
    };
    let (of_incident, of_pattern) = (outline(Incident::PARTS), outline(Pattern::PARTS));
    let (of_safeguard, of_product) = (outline(Safeguard::PARTS), outline(Product::PARTS));
    cx.incidents.iter().for_each(|item| of_incident.look(item, findings));
    cx.patterns.iter().for_each(|item| of_pattern.look(item, findings));
    cx.safeguards.iter().for_each(|item| of_safeguard.look(item, findings));
    cx.products.iter().for_each(|item| of_product.look(item, findings));
}

impl Outline {
    fn look<'a, T>(&self, item: &Item<'a, T>, findings: &mut Findings<'a>) {
        let all = item.headings();
        let mut report = |heading: &Heading, message: String| {
            let line = item.body.get(heading.range.clone()).unwrap_or_default().trim_end();
            let start = item.body_at + heading.range.start;
            findings.report(item.source, Place::Bytes(start..start + line.len()), message);
        };
        self.levels(all, &mut report);
        // What stands at a wrong level has been reported and counts as being there.
        let parts: Vec<&Heading> =
            all.iter().filter(|heading| heading.level == 2 || self.place(heading).is_some()).collect();
        for place in self.sequence(&parts, &mut report) {
            let name = self.headings.get(place).copied().unwrap_or_default();
            let message = format!("expected the heading `{name}`, found none");
            // It is looked for before what stands behind it, or behind everything.
            let before = parts.iter().find(|heading| self.place(heading).is_some_and(|other| other > place));
            let Some(heading) = before.or(parts.last()) else {
                let start = item.body_at;
                findings.report(item.source, Place::Bytes(start..start), format!("{message}; {}", self.order()));
                return;
            };
            report(heading, message);
        }
    }

    /// Prescribed headings stand at the second level, and no level is left out.
    fn levels(&self, all: &[Heading], report: &mut impl FnMut(&Heading, String)) {
        let mut level = 1;
        for heading in all {
            let found = heading.level;
            if found == 1 || (found != 2 && self.place(heading).is_some()) {
                report(heading, format!("expected `{}` at level 2, found it at level {found}", heading.text));
            } else if found > level + 1 && level > 1 {
                report(heading, format!("expected level {} at most, found level {found}", level + 1));
            }
            level = found;
        }
    }

    /// Compares the headings with those prescribed; returns the places of those that are missing and that no other
    /// heading seems to stand for.
    fn sequence(&self, parts: &[&Heading], report: &mut impl FnMut(&Heading, String)) -> Vec<usize> {
        let mut missing: Vec<usize> = (0..self.headings.len()).filter(|at| self.lacks(*at, parts)).collect();
        let mut last: Option<usize> = None;
        for (at, heading) in parts.iter().enumerate() {
            match self.place(heading) {
                Some(place) if last.is_some_and(|last| place <= last) => {
                    let twice = parts.iter().take(at).any(|other| self.place(other) == Some(place));
                    let what = if twice { "stands twice" } else { "stands too late" };
                    report(heading, format!("`{}` {what}; {}", heading.text, self.order()));
                }
                Some(place) => last = Some(place),
                None => {
                    let next = parts.iter().skip(at).find_map(|next| self.place(next)).unwrap_or(usize::MAX);
                    let fits = |place: &usize| last.is_none_or(|last| *place > last) && *place < next;
                    let meant = missing.iter().position(fits).map(|at| missing.remove(at));
                    let other = || format!("`{}` is not a heading of these records; {}", heading.text, self.order());
                    let message = meant
                        .and_then(|place| self.headings.get(place))
                        .map_or_else(other, |meant| format!("expected `{meant}`, found `{}`", heading.text));
                    report(heading, message);
                }
            }
        }
        missing
    }

    /// The place of a heading among the prescribed ones.
    fn place(&self, heading: &Heading) -> Option<usize> {
        self.headings.iter().position(|name| *name == heading.text.trim())
    }

    /// True if a heading is prescribed and not there.
    fn lacks(&self, place: usize, parts: &[&Heading]) -> bool {
        let name = self.headings.get(place).copied();
        name != self.optional && !parts.iter().any(|heading| self.place(heading) == Some(place))
    }

    fn order(&self) -> String {
        let names: Vec<String> = self.headings.iter().map(|name| format!("`{name}`")).collect();
        format!("the order is {}", names.join(", "))
    }
}
