//! Records that nobody has looked at for long.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::Day;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "overdue-review",
        severity: Severity::Warning,
        finds: "With `--today`: a record that was last curated or read a second time more than 365 days ago, or a setting or standard last looked at so long ago.",
        why: "Cases are decided, parties speak and settings move; after a year a reader has to be able to tell what was looked at again.",
        instead: "Read the record against its sources again, correct it, and set the date on which you did.",
    },
    needs: Needs::Today,
    run,
};

/// Days after which a look is due: a year, within which most cases that go on have moved, and a pace that a curator can
/// keep.
const LONGEST: i32 = 365;

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let Some(today) = cx.today else { return };
    let age = |day: &Day| day.date().until(today.date()).map_or(0, |span| span.get_days());
    for item in &cx.incidents {
        let review = &item.record.review;
        let second = review.second_reading.as_ref().filter(|day| **day > review.curated);
        let (field, last) = second.map_or(("curated", &review.curated), |day| ("second_reading", day));
        if age(last) > LONGEST {
            let message = format!("nobody has looked at this record for {} days", age(last));
            findings.at(item.source, keys!["review", field], message);
        }
    }
    for item in &cx.safeguards {
        for (at, setting) in
            item.record.settings.iter().enumerate().filter(|(_, setting)| age(&setting.checked) > LONGEST)
        {
            let message = format!("nobody has looked at this setting for {} days", age(&setting.checked));
            findings.at(item.source, keys!["settings", at, "checked"], message);
        }
    }
    for item in &cx.standards {
        for (at, edition) in
            item.record.editions.iter().enumerate().filter(|(_, edition)| age(&edition.checked) > LONGEST)
        {
            let message = format!("nobody has looked at this edition for {} days", age(&edition.checked));
            findings.at(item.source, keys!["editions", at, "checked"], message);
        }
    }
}
