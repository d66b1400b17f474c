//! Columns by time: how many in each month, quarter or year.

use jiff::civil::Date;

use super::draw::{Anchor, Drawing, Em, Share};
use super::{About, Chart, Row};
use crate::record::{MONTHS, PartialDate};

/// Columns of a chart at most, so that two digits fit above each on a phone.
const MOST: i32 = 20;
/// The part of the dates that may stand together as older, so that the others are cut more finely: one in this many.
const OLDER: usize = 10;
/// Height of the largest column.
const HEIGHT: usize = 90;
/// The line on which columns stand.
const GROUND: usize = HEIGHT + 15;

/// A stretch of time with its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The stretch, in full.
    pub label: String,
    /// The first letter of a month.
    pub letter: String,
    /// What stands below the column; empty for most, where there are many.
    pub tick: String,
    /// How many.
    pub value: usize,
}

/// Draws a column for each stretch of time.
#[must_use]
pub fn columns(about: About<'_>, columns: &[Column]) -> Chart {
    let largest = columns.iter().map(|column| column.value).max().unwrap_or_default();
    let count = columns.len();
    let mut drawing = Drawing::default();
    for (at, column) in columns.iter().enumerate() {
        let middle = Share::of(2 * at + 1, 2 * count);
        if column.value > 0 {
            let height = (column.value * HEIGHT).checked_div(largest).unwrap_or_default().max(1);
            let width = Share::of(7, 10 * count);
            let left = Share(middle.0 - width.0 / 2);
            drawing.rectangle("filled", (left, Em(GROUND - height)), (width, Em(height)));
            drawing.text("value", (middle, Em(GROUND - height - 3)), Anchor::Middle, &column.value.to_string());
        }
    }
    axis(&mut drawing, columns, GROUND);
    let rows = columns.iter().map(|column| Row {
        name: column.label.clone(),
        href: None,
        cells: vec![column.value.to_string()],
    });
    Chart::new(about, drawing, &described(columns), (vec!["Number".to_owned()], rows.collect()))
}

/// Draws the line on which columns stand, with the names of the stretches below it.
pub(super) fn axis(drawing: &mut Drawing, columns: &[Column], ground: usize) {
    let count = columns.len();
    let below = if columns.iter().any(|column| !column.letter.is_empty()) { 13 } else { 0 };
    for (at, column) in columns.iter().enumerate() {
        if !column.letter.is_empty() {
            let middle = Share::of(2 * at + 1, 2 * count);
            drawing.text("quiet", (middle, Em(ground + 13)), Anchor::Middle, &column.letter);
        }
        if !column.tick.is_empty() {
            let left = Share::of(at, count);
            drawing.line("tick", (left, Em(ground)), (left, Em(ground + 4 + below)));
            drawing.text("quiet", (left, Em(ground + 15 + below)), Anchor::Start, &column.tick);
        }
    }
    drawing.line("axis", (Share(0), Em(ground)), (Share::WHOLE, Em(ground)));
}

fn described(columns: &[Column]) -> String {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else {
        return "There is nothing to show.".to_owned();
    };
    let sum: usize = columns.iter().map(|column| column.value).sum();
    // The earliest of equals.
    let most = columns.iter().rev().max_by_key(|column| column.value).unwrap_or(first);
    format!("From {} to {}. Most: {}, {} of {sum}.", first.label, last.label, most.label, most.value)
}

/// How finely time is cut.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// The number of the stretch that a day belongs to.
    fn number(self, day: Date) -> i32 {
        let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        months / self.months()
    }

    fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// What a stretch is called, and what stands below it if it is the first or begins a year.
    fn names(self, number: i32, is_first: bool) -> (String, String) {
        let first = number * self.months();
        let (year, month) = (first / 12, usize::try_from(first % 12).unwrap_or_default());
        let name = |at: usize| MONTHS.get(at).copied().unwrap_or_default();
        let label = match self {
            Self::Month => format!("{} {year}", name(month)),
            Self::Quarter => format!("{year}, {} to {}", name(month), name(month + 2)),
            Self::Year => year.to_string(),
        };
        (label, if is_first || month == 0 { year.to_string() } else { String::new() })
    }

    /// The first letter of a month, which is enough where twelve stand in a row.
    fn letter(self, number: i32) -> String {
        let month = usize::try_from(number % 12).unwrap_or_default();
        let name = MONTHS.get(month).filter(|_| matches!(self, Self::Month));
        name.and_then(|name| name.get(..1)).unwrap_or_default().to_owned()
    }
}

/// Counts dates by month, quarter or year, whichever fits; also says how many are not known closely enough to be placed.
#[must_use]
pub fn by_time(dates: &[&PartialDate]) -> (Vec<Column>, usize) {
    let (columns, places) = placed(dates);
    (columns, places.iter().filter(|place| place.is_none()).count())
}

/// The same, with the column of each date.
pub(super) fn placed(dates: &[&PartialDate]) -> (Vec<Column>, Vec<Option<usize>>) {
    let spans: Vec<Option<(Date, Date)>> = dates.iter().map(|date| beginning(date)).collect();
    let starts = || spans.iter().flatten().map(|(first, _)| *first);
    let Some((first, last)) = starts().min().zip(starts().max()) else {
        return (Vec::new(), vec![None; dates.len()]);
    };
    let older = |unit: Unit| starts().filter(|day| unit.number(*day) <= unit.number(last) - MOST).count();
    let fits = |unit: &Unit| older(*unit) * OLDER <= starts().count();
    let unit = [Unit::Month, Unit::Quarter].into_iter().find(fits).unwrap_or(Unit::Year);
    // What is older than there are columns goes into the first of them.
    let start = unit.number(first).max(unit.number(last) - MOST + 1);
    let has_older = start > unit.number(first);
    let mut columns: Vec<Column> = (start..=unit.number(last))
        .map(|number| {
            let (label, tick) = unit.names(number, number == start);
            Column { label, letter: unit.letter(number), tick, value: 0 }
        })
        .collect();
    if let Some(oldest) = columns.first_mut().filter(|_| has_older) {
        oldest.label = format!("before {}", unit.names(start + 1, false).0);
        // A word would leave no room for the year that begins beside it.
        let (letter, tick) = if matches!(unit, Unit::Month) { ("…", "") } else { ("", "older") };
        letter.clone_into(&mut oldest.letter);
        tick.clone_into(&mut oldest.tick);
    }
    let mut places = Vec::new();
    for span in spans {
        let at = span.and_then(|(first, last)| {
            let (from, to) = (unit.number(first).max(start), unit.number(last).max(start));
            usize::try_from(from - start).ok().filter(|_| from == to)
        });
        let column = at.and_then(|at| columns.get_mut(at));
        places.push(at.filter(|_| column.is_some()));
        if let Some(column) = column {
            column.value += 1;
        }
    }
    spread_ticks(&mut columns);
    (columns, places)
}

/// The days between which something began: of a spelled interval those of its first part.
fn beginning(date: &PartialDate) -> Option<(Date, Date)> {
    let days = |date: &PartialDate| Some((date.first_day()?, date.last_day()?));
    match date.as_str().split_once('/') {
        Some((first, _)) => days(&first.parse().ok()?),
        None => days(date),
    }
}

/// Takes ticks away until the rest have room.
fn spread_ticks(columns: &mut [Column]) {
    let room = columns.len().div_ceil(6);
    let mut next = 0;
    for (at, column) in columns.iter_mut().enumerate() {
        if column.tick.is_empty() {
            continue;
        }
        if at < next {
            column.tick.clear();
        } else {
            next = at + room;
        }
    }
}
