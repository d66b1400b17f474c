//! Every case as a mark of its own, stacked by the time at which it happened.

use super::columns::{axis, placed};
use super::draw::{Anchor, Drawing, Em, Share};
use super::levels::{code, tone};
use super::{About, Chart, Row};
use crate::record::{IncidentKind, PartialDate, SeverityLevel, Term};

/// Side of a mark.
const SIDE: usize = 12;
/// From one mark to the one above it.
const STEP: usize = 14;
/// Marks in one column at most; a longer one says how many there are, and the table has all.
const MOST: usize = 30;

/// A case to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// When it happened.
    pub occurred: PartialDate,
    /// How bad it was.
    pub severity: SeverityLevel,
    /// What sort of occurrence it is.
    pub kind: IncidentKind,
}

/// Draws a square for each case: full where harm happened, hollow where it did not, with the digit of its severity.
#[must_use]
pub fn docket(about: About<'_>, cases: &[Case]) -> Chart {
    let dates: Vec<&PartialDate> = cases.iter().map(|case| &case.occurred).collect();
    let (columns, places) = placed(&dates);
    let mut stacks: Vec<Vec<&Case>> = vec![Vec::new(); columns.len()];
    for (case, place) in cases.iter().zip(&places) {
        if let Some(stack) = place.and_then(|place| stacks.get_mut(place)) {
            stack.push(case);
        }
    }
    for stack in &mut stacks {
        stack.sort_by_key(|case| (case.kind, std::cmp::Reverse(case.severity)));
    }
    let highest = stacks.iter().map(|stack| stack.len().min(MOST)).max().unwrap_or_default();
    let ground = highest * STEP + 14;
    let mut drawing = Drawing::default();
    for (at, stack) in stacks.iter().enumerate() {
        let middle = Share::of(2 * at + 1, 2 * columns.len());
        for (level, case) in stack.iter().take(MOST).enumerate() {
            let is_harm = case.kind == IncidentKind::RealisedIncident;
            let (shape, digit) = if is_harm { ("filled", "on-filled") } else { ("ring", "quiet") };
            let top = ground - (level + 1) * STEP;
            drawing.square(&format!("{shape} {}", tone(case.severity)), (middle, Em(top)), Em(SIDE));
            let grade = code(case.severity);
            drawing.text(digit, (middle, Em(top + 10)), Anchor::Middle, grade.trim_start_matches('S'));
        }
        if !stack.is_empty() {
            let top = ground - stack.len().min(MOST) * STEP;
            drawing.text("value", (middle, Em(top - 4)), Anchor::Middle, &stack.len().to_string());
        }
    }
    axis(&mut drawing, &columns, ground);
    let labels = columns.iter().map(|column| column.label.clone());
    let mut rows: Vec<Row> = labels.zip(&stacks).map(|(label, stack)| row(label, stack)).collect();
    let undated: Vec<&Case> =
        cases.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(case, _)| case).collect();
    if !undated.is_empty() {
        rows.push(row("not dated closely enough".to_owned(), &undated));
    }
    let head = IncidentKind::ALL.iter().map(|kind| kind.label()).chain(SeverityLevel::ALL.iter().copied().map(code));
    let head = head.collect();
    Chart::new(about, drawing, &described(cases), (head, rows))
}

fn row(name: String, cases: &[&Case]) -> Row {
    let of_kind = |kind: &IncidentKind| cases.iter().filter(|case| case.kind == *kind).count();
    let of_level = |level: &SeverityLevel| cases.iter().filter(|case| case.severity == *level).count();
    let counts = IncidentKind::ALL.iter().map(of_kind).chain(SeverityLevel::ALL.iter().map(of_level));
    Row { name, href: None, cells: counts.map(|count| count.to_string()).collect() }
}

fn described(cases: &[Case]) -> String {
    let harm = cases.iter().filter(|case| case.kind == IncidentKind::RealisedIncident).count();
    format!(
        "A square for each of {} cases, stacked by time, with the digit of its severity: full for the {harm} in which \
         harm happened, hollow for the others.",
        cases.len()
    )
}
