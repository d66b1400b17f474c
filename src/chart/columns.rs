//! Columns by time: how many in each month, quarter or year.

use jiff::civil::Date;

use super::draw::{Anchor, Drawing, Em, Share};
use super::{About, Chart, Row};
use crate::record::PartialDate;

/// Columns of a chart at most, so that two digits fit above each on a phone.
const MOST: i32 = 20;
/// Height of the largest column.
const HEIGHT: usize = 90;
/// The line on which columns stand.
const GROUND: usize = HEIGHT + 15;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A stretch of time with its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The stretch, in full.
    pub label: String,
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
        if !column.tick.is_empty() {
            drawing.line("tick", (Share::of(at, count), Em(GROUND)), (Share::of(at, count), Em(GROUND + 4)));
            drawing.text("quiet", (Share::of(at, count), Em(GROUND + 15)), Anchor::Start, &column.tick);
        }
    }
    drawing.line("axis", (Share(0), Em(GROUND)), (Share::WHOLE, Em(GROUND)));
    let rows = columns.iter().map(|column| Row {
        name: column.label.clone(),
        href: None,
        cells: vec![column.value.to_string()],
    });
    Chart::new(about, drawing, &described(columns), (vec!["Number".to_owned()], rows.collect()))
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
}

/// Counts dates by month, quarter or year, whichever fits; also says how many are not known closely enough to be placed.
#[must_use]
pub fn by_time(dates: &[&PartialDate]) -> (Vec<Column>, usize) {
    let days = || dates.iter().filter_map(|date| Some((date.first_day()?, date.last_day()?)));
    // Whatever can be placed ends in the stretch in which it begins.
    let starts = || days().map(|(first, _)| first);
    let Some((first, last)) = starts().min().zip(starts().max()) else { return (Vec::new(), dates.len()) };
    let length = |unit: Unit| unit.number(last) - unit.number(first) + 1;
    let unit = match () {
        () if length(Unit::Month) <= 12 => Unit::Month,
        () if length(Unit::Quarter) <= MOST => Unit::Quarter,
        () => Unit::Year,
    };
    // What is older than there are columns goes into the first of them.
    let start = unit.number(first).max(unit.number(last) - MOST + 1);
    let has_older = start > unit.number(first);
    let mut columns: Vec<Column> = (start..=unit.number(last))
        .map(|number| {
            let (label, tick) = unit.names(number, number == start);
            Column { label, tick, value: 0 }
        })
        .collect();
    if let Some(oldest) = columns.first_mut().filter(|_| has_older) {
        oldest.label = format!("before {}", start + 1);
        "older".clone_into(&mut oldest.tick);
    }
    let mut placed = 0;
    for (first, last) in days() {
        let (from, to) = (unit.number(first).max(start), unit.number(last).max(start));
        let column = usize::try_from(from - start).ok().and_then(|at| columns.get_mut(at));
        if let Some(column) = column.filter(|_| from == to) {
            column.value += 1;
            placed += 1;
        }
    }
    spread_ticks(&mut columns);
    (columns, dates.len() - placed)
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
