//! Lines and blocks of Markdown as they grow.

use super::text::unmarked;

/// A line that grows.
#[derive(Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// What comes next is set apart from what stands here.
    parts: bool,
}

impl Line {
    /// Adds to the line, with one space where there is any.
    pub(super) fn push(&mut self, text: &str) {
        if self.parts && text.contains(|c: char| !c.is_ascii_whitespace()) {
            self.parts = false;
            self.text.truncate(self.text.trim_end().len());
            let follows = text.trim_start().starts_with([',', '.', ';', ':', ')']);
            let mark = match self.text.chars().next_back() {
                None => "",
                Some(_) if follows => "",
                Some('.' | ':' | '?' | '!' | '”') => " ",
                Some(_) => " · ",
            };
            self.text.push_str(mark);
        }
        for (number, part) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            if number > 0 && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.text.push_str(part);
        }
    }

    pub(super) fn part(&mut self) {
        self.parts = !self.text.trim_end().is_empty();
    }

    /// True behind what the next sentence is about.
    pub(super) fn is_label(&self) -> bool {
        self.text.trim_end().ends_with(":**")
    }

    /// Ends the paragraph that the line is, if there is one.
    pub(super) fn end(&mut self, out: &mut String) {
        let line = std::mem::take(self);
        paragraph(out, &unmarked(&line.text));
    }
}

pub(super) fn paragraph(out: &mut String, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}

/// Puts one mark before the first line and another before the others; empty lines stay empty.
pub(super) fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.trim_end().lines().enumerate() {
        let mark = if at == 0 { first } else { others };
        match line.trim_end() {
            "" => out.push_str(mark.trim_end()),
            line => out.extend([mark, line]),
        }
        out.push('\n');
    }
    out
}

/// Code as it is, behind a fence that is longer than any in it.
pub(super) fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}\n\n", text.trim_end())
}

pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let mark = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{mark}{space}{}{space}{mark}", text.trim())
}
