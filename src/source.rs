//! Texts with a path, and places in them.

use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, OnceLock};

/// A file that was read, with the path under which it is reported; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    path: String,
    text: String,
    /// Where each line begins; made when a place is asked for.
    lines: OnceLock<Vec<usize>>,
}

/// A range of bytes in a source file; both ends lie on character boundaries within it.
pub type Span = Range<usize>;

/// A place as editors count it, both from one; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

impl SourceFile {
    /// Binds a text to its path.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self(Arc::new(Inner { path: path.into(), text: text.into(), lines: OnceLock::new() }))
    }

    /// The path as it is reported.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The text of a span; empty if the span is not one of this file.
    #[must_use]
    pub fn slice(&self, span: &Span) -> &str {
        self.text().get(span.clone()).unwrap_or_default()
    }

    /// Finds the line and column of a byte offset; an offset beyond the end is the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let text = self.text();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.0.lines.get_or_init(|| {
            let behind_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(behind_breaks).collect()
        });
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        Position { line, column: text.get(start..offset).unwrap_or_default().chars().count() + 1 }
    }
}

/// True for characters that a terminal or a reader could be deceived by: controls, direction marks, line separators,
/// and what cannot be seen (zero-width spaces, soft hyphens, tags).
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    const HIDDEN: [RangeInclusive<char>; 8] = [
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{200b}'..='\u{200b}',
        '\u{200e}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{2069}',
        '\u{feff}'..='\u{feff}',
        '\u{e0000}'..='\u{e007f}',
    ];
    (c.is_control() && c != '\n' && c != '\t') || HIDDEN.iter().any(|range| range.contains(&c))
}

/// Writes unsafe characters as escapes, so that a text can be printed.
#[must_use]
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return text.into();
    }
    let escape = |c: char| if is_unsafe(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(escape).collect::<String>().into()
}

/// Writes text so that it stands as text in HTML and SVG, in an attribute as well; unsafe characters are replaced.
#[must_use]
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if is_unsafe(c) => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let file = SourceFile::new("x", "ä\nbcü d");
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position("ä\nbcü".len()), Position { line: 2, column: 4 });
        assert_eq!(file.position(1), Position { line: 1, column: 1 });
        assert_eq!(file.position(1_000), Position { line: 2, column: 6 });
    }

    #[test]
    fn deceiving_characters_are_escaped() {
        assert_eq!(printable("a\u{202e}b\u{1b}[31m\n"), "a\\u{202e}b\\u{1b}[31m\n");
        assert_eq!(printable("plain – text"), "plain – text");
    }
}
