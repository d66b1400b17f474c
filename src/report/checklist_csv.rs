//! A checklist as comma-separated values, a row an item, for spreadsheets and issue trackers.
//!
//! The first two columns are title and description, which some trackers read and nothing else. Every cell is quoted, lines
//! end as RFC 4180 has it, and what a spreadsheet would take for a formula begins with an apostrophe.

use super::checklist_words::{standards, standing};
use crate::source::is_unsafe;
use crate::wire::{ChecklistAnswer, ItemAnswer, StandingAnswer};

const COLUMNS: [&str; 20] = [
    "title",
    "description",
    "moment",
    "place",
    "safeguard",
    "name",
    "effort",
    "gain",
    "answer",
    "counts",
    "evidence",
    "by",
    "on",
    "expires",
    "waived_until",
    "quick_check",
    "passes",
    "fails",
    "incidents",
    "standards",
];

/// Writes a checklist as comma-separated values: items, then what is in place or does not apply.
#[must_use]
pub fn checklist_csv(checklist: &ChecklistAnswer) -> String {
    let mut text = row(&COLUMNS.map(str::to_owned));
    for moment in &checklist.moments {
        for (at, item) in moment.items.iter().enumerate() {
            text.push_str(&row(&item_cells(&moment.id, at + 1, item)));
        }
        for settled in &moment.settled {
            let mut cells = standing_cells(settled.standing.as_ref());
            cells[0].clone_from(&settled.question);
            cells[2].clone_from(&moment.id);
            cells[4].clone_from(&settled.safeguard);
            cells[5].clone_from(&settled.name);
            text.push_str(&row(&cells));
        }
    }
    text
}

fn item_cells(moment: &str, place: usize, item: &ItemAnswer) -> [String; 20] {
    let mut cells = standing_cells(item.standing.as_ref());
    let incidents = item.incidents.iter().map(|bearing| format!("{}: {}", bearing.id, bearing.spared));
    cells[0].clone_from(&item.question);
    cells[1] = description(item);
    moment.clone_into(&mut cells[2]);
    cells[3] = place.to_string();
    cells[4].clone_from(&item.safeguard);
    cells[5].clone_from(&item.name);
    cells[6].clone_from(&item.effort);
    cells[7] = format!("{:.4}", item.gain);
    cells[15] = item.quick_check.clone().unwrap_or_default();
    cells[16].clone_from(&item.passes);
    cells[17].clone_from(&item.fails);
    cells[18] = incidents.collect::<Vec<_>>().join("\n");
    cells[19] = standards(item);
    cells
}

/// The cells of what a team has said, the others empty.
fn standing_cells(standing: Option<&StandingAnswer>) -> [String; 20] {
    let mut cells: [String; 20] = Default::default();
    let Some(standing) = standing else { return cells };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    cells[8] = text(&standing.answer);
    cells[9] = match (&standing.answer, &standing.lapse) {
        (None, _) => String::new(),
        (Some(_), None) => "yes".to_owned(),
        (Some(_), Some(lapse)) => format!("no, {lapse}"),
    };
    cells[10] = text(&standing.evidence);
    cells[11] = text(&standing.by);
    cells[12] = text(&standing.on);
    cells[13] = text(&standing.expires);
    cells[14] = standing.waiver.as_ref().map(|waiver| waiver.expires.clone()).unwrap_or_default();
    cells
}

fn description(item: &ItemAnswer) -> String {
    let mut lines: Vec<String> = item.standing.as_ref().map(standing).unwrap_or_default();
    lines.push(item.name.clone());
    lines.push("How:".to_owned());
    lines.extend(item.how.iter().map(|how| match &how.setting {
        Some(setting) => format!("* {} ({}, checked {})", how.text, setting.source, setting.checked),
        None => format!("* {}", how.text),
    }));
    lines.push("Verify:".to_owned());
    lines.extend(item.verify.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)));
    lines.push(format!("Passes if: {}", item.passes));
    lines.push(format!("Fails if: {}", item.fails));
    lines.join("\n")
}

fn row(cells: &[String; 20]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", harmless(cell).replace('"', "\"\""))).collect();
    format!("{}\r\n", cells.join(","))
}

/// Keeps a spreadsheet from taking a cell for a formula, and a reader from being deceived.
fn harmless(text: &str) -> String {
    // Full-width forms of the signs begin a formula too in some spreadsheets.
    const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let text = text.replace("\r\n", "\n");
    // Some programs look past spaces and line ends.
    let is_formula = text.trim_start_matches([' ', '\n', '\u{a0}']).starts_with(SIGNS);
    let visible = |c: char| match c {
        '\t' => ' ',
        c if is_unsafe(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    std::iter::repeat_n('\'', usize::from(is_formula)).chain(text.chars().map(visible)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_like_a_formula() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1", "＝1"] {
            assert!(harmless(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(harmless("a = b"), "a = b");
        assert_eq!(harmless("5 - 3"), "5 - 3");
        assert!(!harmless("x\r=HYPERLINK(1)").contains('\r'));
    }
}
