//! Bars by category: how many of each.

use super::draw::{Anchor, Drawing, Em, Share};
use super::{About, Chart, Row};

/// Height of a category: a line of text, the bar below it, and a gap.
const STEP: usize = 28;

/// A category with its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// How many.
    pub value: usize,
    /// A class of the stylesheet that sets the tone, such as `sev-s3`; empty for the plain one.
    pub class: String,
    /// Where a reader finds more of it; the table links there.
    pub href: Option<String>,
}

impl Bar {
    /// A bar of the plain tone.
    #[must_use]
    pub fn new(label: &str, value: usize) -> Self {
        Self { label: label.to_owned(), value, class: String::new(), href: None }
    }
}

/// Draws a bar for each of the first `most` categories, in the order given; the table has all of them.
#[must_use]
pub fn bars(about: About<'_>, bars: &[Bar], most: usize) -> Chart {
    let largest = bars.iter().map(|bar| bar.value).max().unwrap_or_default();
    draw(about, bars, most, largest)
}

/// Draws bars as parts of a whole, so that several charts of one whole can be compared.
#[must_use]
pub fn parts(about: About<'_>, bars: &[Bar], whole: usize) -> Chart {
    draw(about, bars, bars.len(), whole)
}

fn draw(about: About<'_>, bars: &[Bar], most: usize, whole: usize) -> Chart {
    let mut drawing = Drawing::default();
    for (at, bar) in bars.iter().take(most).enumerate() {
        let top = at * STEP;
        drawing.text("", (Share(0), Em(top + 12)), Anchor::Start, &bar.label);
        drawing.text("value", (Share::WHOLE, Em(top + 12)), Anchor::End, &bar.value.to_string());
        drawing.rectangle("ground", (Share(0), Em(top + 17)), (Share::WHOLE, Em(6)));
        if bar.value > 0 {
            let class = format!("filled {}", bar.class);
            drawing.rectangle(class.trim_end(), (Share(0), Em(top + 17)), (Share::of(bar.value, whole), Em(6)));
        }
    }
    let left = bars.len().saturating_sub(most);
    if left > 0 {
        drawing.text("quiet", (Share(0), Em(most * STEP + 12)), Anchor::Start, &format!("{left} more in the table"));
    }
    let rows = bars.iter().map(|bar| Row {
        name: bar.label.clone(),
        href: bar.href.clone(),
        cells: vec![bar.value.to_string()],
    });
    Chart::new(about, drawing, &described(bars), (vec!["Number".to_owned()], rows.collect()))
}

fn described(bars: &[Bar]) -> String {
    let sum: usize = bars.iter().map(|bar| bar.value).sum();
    let mut largest = bars.iter().collect::<Vec<_>>();
    largest.sort_by_key(|bar| std::cmp::Reverse(bar.value));
    match largest.first() {
        Some(first) => format!("A bar for each of {}. Largest: {}, {} of {sum}.", bars.len(), first.label, first.value),
        None => "There is nothing to show.".to_owned(),
    }
}
