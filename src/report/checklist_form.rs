//! A checklist as an issue form of GitHub: a file for `.github/ISSUE_TEMPLATE/`.
//!
//! Every text is written as a JSON string, which YAML reads as it is.

use super::checklist_words::{lead, title};
use super::{mark, provenance};
use crate::kb::KnowledgeBase;
use crate::source::is_unsafe;
use crate::wire::{ChecklistAnswer, MomentAnswer};

/// Writes a checklist as an issue form: a list of boxes and a field for evidence for each moment.
#[must_use]
pub fn checklist_form(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> String {
    let for_whom = title(kb, checklist);
    let mut form = String::new();
    let mark = mark(kb).map(|mark| format!("{mark}: ")).unwrap_or_default();
    line(&mut form, 0, "name", &format!("{mark}Safeguards for {for_whom}"));
    line(&mut form, 0, "description", "Safeguards in the order of what each adds, with the incidents behind each");
    line(&mut form, 0, "title", &format!("Safeguard review: {for_whom}"));
    form.push_str("body:\n");
    let about =
        format!("{} Tick what you have seen hold, and say below how you know. {}.", lead(checklist), provenance(kb));
    form.push_str("  - type: markdown\n    attributes:\n");
    line(&mut form, 6, "value", &about);
    for moment in checklist.moments.iter().filter(|moment| !moment.items.is_empty()) {
        boxes(&mut form, moment);
        evidence(&mut form, moment);
    }
    form.push_str("  - type: input\n    id: \"by\"\n    attributes:\n");
    line(&mut form, 6, "label", "Who looked");
    form
}

fn boxes(form: &mut String, moment: &MomentAnswer) {
    form.push_str("  - type: checkboxes\n");
    line(form, 4, "id", &moment.id);
    form.push_str("    attributes:\n");
    line(form, 6, "label", &moment.title);
    line(form, 6, "description", &moment.about);
    form.push_str("      options:\n");
    for (at, item) in moment.items.iter().enumerate() {
        let quick = if item.quick_check.is_some() { " (two-minute check)" } else { "" };
        let label = format!("{}. {} ({}){quick}", at + 1, item.question, item.safeguard);
        form.push_str(&format!("        - label: {}\n", scalar(&label)));
    }
}

fn evidence(form: &mut String, moment: &MomentAnswer) {
    form.push_str("  - type: textarea\n");
    line(form, 4, "id", &format!("{}-evidence", moment.id));
    form.push_str("    attributes:\n");
    line(form, 6, "label", &format!("{}: evidence", moment.title));
    line(form, 6, "description", "For each box ticked: an address, a file and line, or a command and what it printed.");
}

fn line(form: &mut String, indent: usize, name: &str, value: &str) {
    form.push_str(&format!("{}{name}: {}\n", " ".repeat(indent), scalar(value)));
}

/// A text as a quoted scalar on one line.
fn scalar(text: &str) -> String {
    let mut scalar = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => scalar.push_str("\\\""),
            '\\' => scalar.push_str("\\\\"),
            '\n' => scalar.push_str("\\n"),
            '\t' => scalar.push_str("\\t"),
            c if is_unsafe(c) => scalar.push('\u{fffd}'),
            c => scalar.push(c),
        }
    }
    scalar.push('"');
    scalar
}
