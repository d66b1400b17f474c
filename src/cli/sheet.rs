//! A page of text with headings, facts, wrapped prose and columns.

use anstyle::Style;

use crate::cli::layout::{bullet, indent, side_by_side, table};
use crate::cli::output::Out;
use crate::source::printable;

const HEADING: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Collects the text of a record; everything that comes in is made printable.
pub(in crate::cli) struct Sheet<'a> {
    out: &'a Out,
    width: usize,
    text: String,
}

impl<'a> Sheet<'a> {
    pub(in crate::cli) fn new(out: &'a Out) -> Self {
        Self { out, width: out.width(), text: String::new() }
    }

    pub(in crate::cli) fn finish(self) -> String {
        self.text
    }

    fn push(&mut self, lines: &str) {
        self.text.push_str(lines);
        self.text.push('\n');
    }

    fn styled(&mut self, style: Style, text: &str, margin: &str) {
        for line in indent(&printable(text), margin, self.width).lines() {
            let dressed = self.out.style(style, line);
            self.push(&dressed);
        }
    }

    /// The record's title.
    pub(in crate::cli) fn title(&mut self, text: &str) {
        self.styled(HEADING, text, "");
    }

    /// A line under the title.
    pub(in crate::cli) fn faint(&mut self, text: &str) {
        self.styled(FAINT, text, "");
    }

    /// A heading, set apart from what stands above.
    pub(in crate::cli) fn heading(&mut self, text: &str) {
        self.push("");
        self.styled(HEADING, &text.to_uppercase(), "");
    }

    /// Prose at the left edge, set apart from what stands above.
    pub(in crate::cli) fn prose(&mut self, text: &str) {
        self.push("");
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            let wrapped = indent(&printable(paragraph), "", self.width);
            self.push(&wrapped);
        }
    }

    /// A name and its value, values below each other.
    pub(in crate::cli) fn fact(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            let line = bullet(&format!("{name:<14}"), &printable(value), "", self.width);
            self.push(&line);
        }
    }

    /// A line with a mark before it.
    pub(in crate::cli) fn item(&mut self, mark: &str, text: &str) {
        let line = bullet(mark, &printable(text), "  ", self.width);
        self.push(&line);
    }

    /// A heading behind a mark, in the text's own spelling.
    pub(in crate::cli) fn strong(&mut self, mark: &str, text: &str) {
        for line in bullet(mark, &printable(text), "", self.width).lines() {
            let dressed = self.out.style(HEADING, line);
            self.push(&dressed);
        }
    }

    /// A faint line below a heading that stands behind a mark.
    pub(in crate::cli) fn quiet_below(&mut self, text: &str) {
        self.styled(FAINT, text, "       ");
    }

    /// A text behind a name, below a heading that stands behind a mark.
    pub(in crate::cli) fn labelled(&mut self, name: &str, text: &str) {
        let line = bullet(&format!("{name:<8}"), &printable(text), "       ", self.width);
        self.push(&line);
    }

    /// Rows in columns.
    pub(in crate::cli) fn rows(&mut self, rows: &[Vec<String>]) {
        let text = table(rows, self.width);
        self.push(text.trim_end());
    }

    /// Rows in columns that were laid out before, below a heading that stands behind a mark; they are never cut.
    pub(in crate::cli) fn rows_below(&mut self, rows: &str) {
        for line in rows.lines() {
            self.push(&format!("       {}", printable(line)));
        }
    }

    /// A line below an item.
    pub(in crate::cli) fn below(&mut self, text: &str) {
        let line = indent(&printable(text), "      ", self.width);
        self.push(&line);
    }

    /// Two lists of texts side by side.
    pub(in crate::cli) fn columns(&mut self, left: &[String], right: &[String]) {
        let safe = |texts: &[String]| texts.iter().map(|text| printable(text).into_owned()).collect::<Vec<_>>();
        let lines = side_by_side(&safe(left), &safe(right), self.width);
        self.push(&lines);
    }

    /// An empty line.
    pub(in crate::cli) fn gap(&mut self) {
        self.push("");
    }
}
