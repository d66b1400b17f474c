//! Realised and potential severity: side by side for a few incidents, crossed for many.

use super::draw::{Anchor, Drawing, Em, Share};
use super::{About, Chart, Row};
use crate::record::{SeverityLevel, Term};

/// Height of an incident: a line of text, the dots below it, and a gap.
const STEP: usize = 36;

/// What happened in an incident, and what could have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The incident.
    pub name: String,
    /// What did happen.
    pub realised: SeverityLevel,
    /// What could have happened.
    pub potential: SeverityLevel,
    /// Where a reader finds more of it; the table links there.
    pub href: Option<String>,
}

/// Place on the scale, from 0.
fn place(level: SeverityLevel) -> usize {
    SeverityLevel::ALL.iter().position(|other| *other == level).unwrap_or_default()
}

/// Code and word: `S3 moderate`.
fn words(level: SeverityLevel) -> String {
    level.label()
}

pub(super) fn code(level: SeverityLevel) -> String {
    level.label().split(' ').next().unwrap_or_default().to_owned()
}

pub(super) fn tone(level: SeverityLevel) -> String {
    format!("sev-{}", code(level).to_lowercase())
}

/// Draws for each incident a dot where it was on the scale of severity and a ring where it could have been.
#[must_use]
pub fn levels(about: About<'_>, comparisons: &[Comparison]) -> Chart {
    let across = |level: SeverityLevel| Share::of(2 * place(level) + 1, 2 * SeverityLevel::ALL.len());
    let mut drawing = Drawing::default();
    for (at, comparison) in comparisons.iter().enumerate() {
        let Comparison { name, realised, potential, .. } = comparison;
        let top = at * STEP;
        let line = Em(top + 22);
        if comparisons.len() > 1 {
            drawing.text("", (Share(0), Em(top + 10)), Anchor::Start, name);
        } else {
            drawing.text("", (Share(0), Em(top + 10)), Anchor::Start, &difference(comparison));
        }
        drawing.line("axis", (across(SeverityLevel::S1Negligible), line), (across(SeverityLevel::S5Critical), line));
        for level in SeverityLevel::ALL {
            drawing.circle("stop", (across(*level), line), Em(1));
        }
        drawing.line("reach", (across(*realised), line), (across(*potential), line));
        drawing.circle(&format!("ring {}", tone(*potential)), (across(*potential), line), Em(6));
        drawing.circle(&format!("filled {}", tone(*realised)), (across(*realised), line), Em(4));
    }
    let below = Em(comparisons.len() * STEP + 8);
    for level in SeverityLevel::ALL {
        drawing.text("quiet", (across(*level), below), Anchor::Middle, &code(*level));
    }
    if comparisons.len() > 1 {
        let legend = Em(below.0 + 18);
        drawing.text("quiet", (Share(0), legend), Anchor::Start, "dot: what happened; ring: what could have");
    }
    let rows = comparisons.iter().map(|comparison| Row {
        name: comparison.name.clone(),
        href: comparison.href.clone(),
        cells: vec![words(comparison.realised), words(comparison.potential)],
    });
    let described = match comparisons {
        [only] => format!("On a scale from S1 to S5: {}.", difference(only)),
        several => {
            let equal = several.iter().filter(|own| own.realised == own.potential).count();
            format!(
                "A dot for what happened and a ring for what could have, for each of {}; both at one level in {equal}.",
                several.len()
            )
        }
    };
    let head = vec!["What happened".to_owned(), "What could have happened".to_owned()];
    Chart::new(about, drawing, &described, (head, rows.collect()))
}

fn difference(comparison: &Comparison) -> String {
    if comparison.realised == comparison.potential {
        format!("{}, and could not have been worse", code(comparison.realised))
    } else {
        format!("{}, could have been {}", code(comparison.realised), code(comparison.potential))
    }
}

/// Counts incidents by realised severity across and potential severity upwards, as a grid of circles.
#[must_use]
pub fn severities(about: About<'_>, pairs: &[(SeverityLevel, SeverityLevel)]) -> Chart {
    /// Height of a row of the grid.
    const CELL: usize = 32;
    const GUTTER: Share = Share(1_000);
    let all = SeverityLevel::ALL;
    let count = |realised, potential| pairs.iter().filter(|pair| **pair == (realised, potential)).count();
    let largest = all.iter().flat_map(|r| all.iter().map(move |p| (*r, *p))).map(|(r, p)| count(r, p)).max();
    let across =
        |realised| GUTTER.plus(Share((Share::WHOLE.0 - GUTTER.0) * (2 * place(realised) + 1) / (2 * all.len())));
    let mut drawing = Drawing::default();
    drawing.text("quiet", (Share(0), Em(10)), Anchor::Start, "What could have happened, upwards");
    for (row, potential) in all.iter().rev().enumerate() {
        let middle = 20 + row * CELL + CELL / 2;
        drawing.text("quiet", (Share(0), Em(middle + 4)), Anchor::Start, &code(*potential));
        drawing.line("grid", (GUTTER, Em(middle)), (Share::WHOLE, Em(middle)));
        for realised in all {
            let value = count(*realised, *potential);
            if value > 0 {
                let radius = radius(value, largest.unwrap_or_default());
                drawing.circle(&format!("disc {}", tone(*realised)), (across(*realised), Em(middle)), radius);
                let at = (across(*realised), Em(middle + 4));
                drawing.text("value", at, Anchor::Middle, &value.to_string());
            }
        }
    }
    let below = 20 + all.len() * CELL;
    for realised in all {
        drawing.text("quiet", (across(*realised), Em(below + 10)), Anchor::Middle, &code(*realised));
    }
    drawing.text("quiet", (Share::WHOLE, Em(below + 26)), Anchor::End, "What happened, across");
    let row = |potential: &SeverityLevel| Row {
        name: format!("could have been {}", words(*potential)),
        href: None,
        cells: all.iter().map(|realised| count(*realised, *potential).to_string()).collect(),
    };
    let rows = all.iter().rev().map(row).collect();
    let head = all.iter().map(|level| words(*level)).collect();
    let worse = pairs.iter().filter(|(realised, potential)| potential > realised).count();
    let described = format!(
        "What happened across, what could have happened upwards, from S1 to S5. Of {}, {worse} could have been worse.",
        pairs.len()
    );
    Chart::new(about, drawing, &described, (head, rows))
}

/// A circle whose area grows with the count, large enough for its number.
fn radius(value: usize, largest: usize) -> Em {
    const SMALLEST: usize = 8;
    const LARGEST: usize = 15;
    /// A count that fills the largest circle, unless there is a larger one.
    const MANY: usize = 12;
    let room = LARGEST * LARGEST - SMALLEST * SMALLEST;
    let square = SMALLEST * SMALLEST + (room * value).checked_div(largest.max(MANY)).unwrap_or_default();
    Em(square.isqrt())
}
