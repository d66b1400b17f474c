//! References into standards that have moved on.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::{Crosswalk, EntryStatus};
use crate::source::SourceFile;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "superseded-entry",
        severity: Severity::Warning,
        finds: "A reference to an entry of a standard that is retired or renamed in the edition named.",
        why: "A reader who looks it up there finds something else or nothing, and takes the mapping for careless work.",
        instead: "Refer to the entry that took its place, or to the edition in which it was in force.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.patterns {
        look(cx, item.source, &item.record.crosswalk, findings);
    }
    for item in &cx.safeguards {
        look(cx, item.source, &item.record.crosswalk, findings);
    }
}

fn look<'a>(cx: &Context<'a>, source: &'a SourceFile, crosswalk: &[Crosswalk], findings: &mut Findings<'a>) {
    for (at, link) in crosswalk.iter().enumerate() {
        let standards = cx.standards.iter().filter(|item| item.record.scheme == link.scheme);
        let editions =
            standards.flat_map(|item| &item.record.editions).filter(|edition| edition.edition == link.edition);
        let mut entries = editions.flat_map(|edition| &edition.entries).filter(|entry| entry.id == link.id);
        let Some(entry) = entries.find(|entry| entry.status != EntryStatus::Current) else { continue };
        let Crosswalk { scheme, edition, id, .. } = link;
        let message = format!("`{id}` is {} in edition `{edition}` of `{scheme}`", entry.status);
        findings.at(source, keys!["crosswalk", at, "id"], message);
        if let Some(now) = &entry.renamed_to {
            findings.help(format!("the entry is `{now}` from that edition on"));
        }
    }
}
