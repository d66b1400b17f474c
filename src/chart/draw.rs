//! The few marks that charts are made of.

use super::About;
use crate::source::html;

/// Characters of a label that fit on the narrowest phone.
const MOST_CHARACTERS: usize = 42;

/// A share of the width, in hundredths of a per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Share(pub(super) usize);

/// A multiple of the font size, in tenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Em(pub(super) usize);

impl Share {
    /// The whole width.
    pub(super) const WHOLE: Self = Self(10_000);

    /// A part of a whole.
    pub(super) fn of(part: usize, whole: usize) -> Self {
        Self(part.saturating_mul(Self::WHOLE.0).checked_div(whole).unwrap_or_default().min(Self::WHOLE.0))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// A share or multiple as SVG spells it, without zeros at the end.
fn number(whole: usize, parts: usize, digits: usize) -> String {
    let text = format!("{whole}.{parts:0digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}%", number(self.0 / 100, self.0 % 100, 2))
    }
}

impl std::fmt::Display for Em {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}em", number(self.0 / 10, self.0 % 10, 1))
    }
}

/// Where a text hangs on its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing in the making. Classes are our own; every text is escaped.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    marks: String,
    height: usize,
}

impl Drawing {
    /// Adds a rectangle; `from` is its upper left corner, `size` its width and height.
    pub(super) fn rectangle(&mut self, class: &str, from: (Share, Em), size: (Share, Em)) {
        self.rectangle_of(class, from, size);
    }

    fn rectangle_of(&mut self, class: &str, from: (Share, Em), size: (impl std::fmt::Display, Em)) {
        let ((x, y), (width, height)) = (from, size);
        self.marks.push_str(&format!("<rect{} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>", of(class)));
        self.reach(y.0 + height.0);
    }

    /// Adds a square; `from` is the middle of its upper side, to which the stylesheet moves it.
    pub(super) fn square(&mut self, class: &str, from: (Share, Em), side: Em) {
        self.rectangle_of(&format!("case {class}"), from, (side, side));
    }

    /// Adds a straight line.
    pub(super) fn line(&mut self, class: &str, from: (Share, Em), to: (Share, Em)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.marks.push_str(&format!("<line{} x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>", of(class)));
        self.reach(y1.max(y2).0);
    }

    /// Adds a circle.
    pub(super) fn circle(&mut self, class: &str, centre: (Share, Em), radius: Em) {
        let (x, y) = centre;
        self.marks.push_str(&format!("<circle{} cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>", of(class)));
        self.reach(y.0 + radius.0);
    }

    /// Adds a line of text, cut if it is long; `at` is on its base line.
    pub(super) fn text(&mut self, class: &str, at: (Share, Em), anchor: Anchor, text: &str) {
        let (x, y) = at;
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = html(&cut(text));
        self.marks.push_str(&format!("<text{} x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>", of(class)));
        self.reach(y.0 + 4);
    }

    fn reach(&mut self, depth: usize) {
        self.height = self.height.max(depth);
    }

    /// The drawing as an image with a name and a description.
    pub(super) fn finish(self, about: About<'_>, described: &str) -> String {
        let (id, title, described) = (about.id, html(about.title), html(described));
        format!(
            "<svg class=\"drawing\" width=\"100%\" height=\"{}\" role=\"img\" \
             aria-labelledby=\"chart_{id}_title chart_{id}_about\"><title id=\"chart_{id}_title\">{title}</title>\
             <desc id=\"chart_{id}_about\">{described}</desc>{}</svg>",
            Em(self.height),
            self.marks
        )
    }
}

fn of(class: &str) -> String {
    if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") }
}

/// The beginning of a label, as much as fits.
fn cut(text: &str) -> String {
    if text.chars().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST_CHARACTERS - 1).collect();
    format!("{}…", start.trim_end())
}
