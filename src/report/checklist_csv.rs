//! A checklist as comma-separated values, a row an item, for spreadsheets and issue trackers.
//!
//! The first two columns are title and description, which some trackers read and nothing else. Every cell is quoted, lines
//! end as RFC 4180 has it, and what a spreadsheet would take for a formula begins with an apostrophe.

use super::checklist_words::{standards, standing};
use crate::source::is_unsafe;
use crate::wire::{ChecklistAnswer, ItemAnswer, SettledAnswer, StandingAnswer};

/// Defines a row with a column for each field, in their order.
macro_rules! row {
    ($($column:ident),+ $(,)?) => {
        /// What an item, or a safeguard that is settled, says in each column.
        #[derive(Default)]
        struct Row {
            $($column: String,)+
        }

        impl Row {
            const COLUMNS: &[&str] = &[$(stringify!($column)),+];

            fn cells(&self) -> Vec<&str> {
                vec![$(&self.$column),+]
            }
        }
    };
}

row! {
    title, description, moment, place, safeguard, name, effort, gain, answer, counts, evidence, by, on, expires,
    waived_until, quick_check, passes, fails, incidents, standards,
}

/// Writes a checklist as comma-separated values: items, then what is in place or does not apply.
#[must_use]
pub fn checklist_csv(checklist: &ChecklistAnswer) -> String {
    let mut text = line(Row::COLUMNS);
    for moment in &checklist.moments {
        for (at, item) in moment.items.iter().enumerate() {
            text.push_str(&line(&of_item(&moment.id, at + 1, item).cells()));
        }
        for settled in &moment.settled {
            text.push_str(&line(&of_settled(&moment.id, settled).cells()));
        }
    }
    text
}

fn of_item(moment: &str, place: usize, item: &ItemAnswer) -> Row {
    let incidents = item.incidents.iter().map(|bearing| format!("{}: {}", bearing.id, bearing.spared));
    Row {
        title: item.question.clone(),
        description: description(item),
        moment: moment.to_owned(),
        place: place.to_string(),
        safeguard: item.safeguard.clone(),
        name: item.name.clone(),
        effort: item.effort.clone(),
        gain: format!("{:.4}", item.gain),
        quick_check: item.quick_check.clone().unwrap_or_default(),
        passes: item.passes.clone(),
        fails: item.fails.clone(),
        incidents: incidents.collect::<Vec<_>>().join("\n"),
        standards: standards(item),
        ..of_standing(item.standing.as_ref())
    }
}

fn of_settled(moment: &str, settled: &SettledAnswer) -> Row {
    Row {
        title: settled.question.clone(),
        moment: moment.to_owned(),
        safeguard: settled.safeguard.clone(),
        name: settled.name.clone(),
        ..of_standing(settled.standing.as_ref())
    }
}

/// What a team has said; the other columns are empty.
fn of_standing(standing: Option<&StandingAnswer>) -> Row {
    let Some(standing) = standing else { return Row::default() };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let counts = standing.answer.as_ref().map(|_| match &standing.lapse {
        None => "yes".to_owned(),
        Some(lapse) => format!("no, {lapse}"),
    });
    Row {
        answer: text(&standing.answer),
        counts: counts.unwrap_or_default(),
        evidence: text(&standing.evidence),
        by: text(&standing.by),
        on: text(&standing.on),
        expires: text(&standing.expires),
        waived_until: standing.waiver.as_ref().map(|waiver| waiver.expires.clone()).unwrap_or_default(),
        ..Row::default()
    }
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

fn line(cells: &[&str]) -> String {
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
    let mut cell: String = if is_formula { "'".to_owned() } else { String::new() };
    for (at, line) in text.split('\n').enumerate() {
        // A reader that takes every line for a row must not find a formula either; a dash before a space is a list's.
        let is_formula_inside = at > 0 && line.starts_with(SIGNS) && !line.starts_with("- ");
        cell.extend((at > 0).then_some('\n').into_iter().chain(is_formula_inside.then_some('\'')));
        cell.extend(line.chars().map(visible));
    }
    cell
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
        assert_eq!(harmless("Seen:\n=1+1\n- a list"), "Seen:\n'=1+1\n- a list");
    }
}
