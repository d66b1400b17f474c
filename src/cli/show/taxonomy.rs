//! Patterns, safeguards, products and standards as text.

use super::incident::body;
use crate::cli::sheet::Sheet;
use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Crosswalk, Incident, Pattern, Product, Safeguard, Standard, Term};

pub(super) fn pattern(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, entry: &Entry<Pattern>) {
    let record = entry.record();
    sheet.title(&record.name);
    sheet.faint(&format!("{} · pattern · {}", record.id, record.family.label()));
    sheet.prose(&record.definition);
    sheet.gap();
    sheet.fact("Label when", &record.label_when);
    sheet.fact("Not when", &record.not_when);
    sheet.fact("Signals", &record.signals.strong.join("; "));
    if !record.neighbours.is_empty() {
        sheet.heading("Near neighbours");
        for neighbour in &record.neighbours {
            sheet.item("- ", &format!("{}: {}", neighbour.id, neighbour.difference));
        }
    }
    body(sheet, entry.body());
    incidents(sheet, kb.incidents_with_pattern(record.id.as_str()));
    let answers: Vec<&Safeguard> = kb
        .safeguards()
        .values()
        .map(Entry::record)
        .filter(|safeguard| safeguard.mitigates.contains(&record.id))
        .collect();
    if !answers.is_empty() {
        sheet.heading("Safeguards");
        for safeguard in answers {
            sheet.item("- ", &format!("{} ({})", safeguard.name, safeguard.id));
        }
    }
    crosswalk(sheet, kb, &record.crosswalk);
}

pub(super) fn safeguard(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, entry: &Entry<Safeguard>) {
    let record = entry.record();
    sheet.title(&record.name);
    sheet.faint(&format!("{} · safeguard · {} · effort {}", record.id, record.function.label(), record.effort));
    sheet.prose(&record.objective);
    sheet.gap();
    let moments: Vec<String> = record.moments.iter().map(|moment| moment.label()).collect();
    let mitigates: Vec<&str> = record.mitigates.iter().map(crate::record::PatternId::as_str).collect();
    sheet.fact("Ask", &record.question.text);
    sheet.fact("In two minutes", record.quick_check.as_deref().unwrap_or_default());
    sheet.fact("Moments", &moments.join(", "));
    sheet.fact("Answers", &mitigates.join(", "));
    sheet.heading("How");
    for step in &record.how {
        sheet.item("- ", step);
    }
    sheet.heading("Verify");
    for (at, step) in record.verify.steps.iter().enumerate() {
        sheet.item(&format!("{}. ", at + 1), step);
    }
    sheet.item("+ ", &format!("Passes if {}", record.verify.passes));
    sheet.item("- ", &format!("Fails if {}", record.verify.fails));
    if !record.settings.is_empty() {
        sheet.heading("Settings");
        for setting in &record.settings {
            sheet.item("- ", &format!("{}: {} = {}", setting.product, setting.name, setting.value));
            let note = setting.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
            sheet.below(&format!(
                "{} (checked {}, {}).{note}",
                setting.source,
                setting.checked,
                setting.verified.label()
            ));
        }
    }
    body(sheet, entry.body());
    incidents(sheet, kb.incidents_with_safeguard(record.id.as_str()));
    crosswalk(sheet, kb, &record.crosswalk);
}

pub(super) fn product(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, entry: &Entry<Product>) {
    let record = entry.record();
    sheet.title(&record.name);
    sheet.faint(&format!("{} · product · {}", record.id, record.vendor));
    sheet.gap();
    let interfaces: Vec<String> = record.interface.iter().map(|term| term.label()).collect();
    let capabilities: Vec<String> = record.capabilities.iter().map(|term| term.label()).collect();
    sheet.fact("Interface", &interfaces.join(", "));
    sheet.fact("Usual powers", &capabilities.join(", "));
    sheet.fact("Launched", &record.launch.as_ref().map(crate::record::PartialDate::in_words).unwrap_or_default());
    sheet.fact("Also called", &record.aliases.join(", "));
    sheet.fact("Address", &record.url.as_ref().map(ToString::to_string).unwrap_or_default());
    sheet.fact("Note", record.notes.as_deref().unwrap_or_default());
    body(sheet, entry.body());
    incidents(sheet, kb.incidents_with_product(record.id.as_str()));
}

pub(super) fn standard(sheet: &mut Sheet<'_>, _: &KnowledgeBase, entry: &Entry<Standard>) {
    let record = entry.record();
    sheet.title(&record.name);
    sheet.faint(&format!("{} · standard · {}", record.scheme, record.publisher));
    for edition in &record.editions {
        sheet.heading(&format!("Edition {}", edition.edition));
        sheet.fact("Address", edition.url.as_str());
        sheet.fact("Checked", &edition.checked.in_words());
        sheet.fact("Note", edition.note.as_deref().unwrap_or_default());
        for entry in &edition.entries {
            let history = entry.history().map(|history| format!(" ({history})")).unwrap_or_default();
            sheet.item("- ", &format!("{} {}{history}", entry.id, entry.title.as_deref().unwrap_or_default()));
        }
    }
}

fn incidents<'a>(sheet: &mut Sheet<'_>, entries: impl Iterator<Item = &'a Entry<Incident>>) {
    let all: Vec<&Incident> = entries.map(Entry::record).collect();
    sheet.heading("Incidents");
    if all.is_empty() {
        sheet.item("- ", "The corpus has none yet.");
    }
    for incident in all {
        sheet.item(
            "- ",
            &format!(
                "{}: {} ({}, {})",
                incident.id,
                incident.title,
                incident.severity.realised,
                incident.status.label()
            ),
        );
    }
}

fn crosswalk(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, links: &[Crosswalk]) {
    if links.is_empty() {
        return;
    }
    sheet.heading("Standards");
    for link in links {
        let entry = kb.standard_entry(link).map(|(_, _, entry)| entry);
        let title =
            entry.and_then(|entry| entry.title.as_deref()).map(|title| format!(": {title}")).unwrap_or_default();
        sheet.item("- ", &format!("{} {} {}{title} ({})", link.scheme, link.edition, link.id, link.relation.label()));
    }
}
