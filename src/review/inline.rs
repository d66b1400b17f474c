//! What a list and its reader agree on: the mark of an item, the names of its fields, and how free text is spelled in
//! Markdown so that it shows as it is and can be read back.

use crate::source::is_unsafe;

/// A field of an answer below its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `yes`, `no`, `partial`, `unknown` or `not-applicable`, where the tick does not say it.
    Answer,
    /// What shows it.
    Evidence,
    /// Who answered.
    By,
    /// The day of the answer.
    On,
    /// The last day on which it counts.
    Expires,
}

/// Every field, in the order in which they are written.
pub(super) const FIELDS: [Field; 5] = [Field::Answer, Field::Evidence, Field::By, Field::On, Field::Expires];

impl Field {
    /// The name in front of the colon.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Evidence => "Evidence",
            Self::By => "By",
            Self::On => "On",
            Self::Expires => "Expires",
        }
    }
}

const MARK: &str = "<!-- precedent: ";

/// The mark by which an item is known again: which safeguard, and which version of its question.
#[must_use]
pub fn mark(safeguard: &str, version: u32) -> String {
    format!("{MARK}{safeguard} v{version} -->")
}

/// Finds the mark in a line.
pub(super) fn find_mark(line: &str) -> Option<(&str, u32)> {
    let (_, behind) = line.split_once(MARK)?;
    let (inside, _) = behind.split_once("-->")?;
    let (safeguard, version) = inside.trim().split_once(" v")?;
    Some((safeguard.trim(), version.trim().parse().ok()?))
}

/// Spells free text as Markdown on one line that shows it and nothing else.
#[must_use]
pub fn to_inline(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in text.trim().replace("\r\n", "\n").chars() {
        match c {
            '\n' => spelled.push_str("<br>"),
            '&' => spelled.push_str("&amp;"),
            // What could deceive is not shown; an unchanged field is not read back, so that nothing of it is lost.
            c if is_unsafe(c) => spelled.push(char::REPLACEMENT_CHARACTER),
            '\t' => spelled.push(' '),
            c => {
                if c.is_ascii_punctuation() && is_markup(c) {
                    spelled.push('\\');
                }
                spelled.push(c);
            }
        }
    }
    spelled
}

/// True for what Markdown could take for markup wherever it stands in a line.
fn is_markup(c: char) -> bool {
    matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '!' | '$')
}

/// Reads what [`to_inline`] wrote, or what somebody typed in its place.
#[must_use]
pub fn from_inline(spelled: &str) -> String {
    let mut text = String::with_capacity(spelled.len());
    let mut rest = spelled.trim();
    while let Some(c) = rest.chars().next() {
        let escaped =
            rest.strip_prefix('\\').and_then(|behind| behind.chars().next()).filter(char::is_ascii_punctuation);
        let (said, length) = match escaped {
            Some(escaped) => (escaped, 2),
            None if rest.starts_with("<br>") => ('\n', 4),
            None if rest.starts_with("&amp;") => ('&', 5),
            None => (c, c.len_utf8()),
        };
        text.push(said);
        rest = rest.get(length..).unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_again() {
        let line = format!("- [x] **1. Is it?** {}", mark("approval-gate", 3));
        assert_eq!(find_mark(&line), Some(("approval-gate", 3)));
        assert_eq!(find_mark("<!--precedent: approval-gate v3 -->"), None);
        assert_eq!(find_mark("- [x] <!-- precedent: approval-gate v -->"), None);
    }

    #[test]
    fn text_is_spelled_so_that_it_shows_and_read_back() {
        for text in
            ["a_b*c", "<b>x</b>", "a & b &amp; c", "two\nlines", "C:\\new\\_x", "`rm -rf *`", "![x](y)", "| # ~"]
        {
            assert_eq!(from_inline(&to_inline(text)), text);
        }
        assert_eq!(to_inline("<script>"), "\\<script\\>");
        assert_eq!(to_inline("a\u{202e}b"), "a\u{fffd}b");
    }

    #[test]
    fn what_people_type_stays_what_they_typed() {
        for text in ["https://ci.example/run/1_2", "C:\\new", "a & b", "5 * 3 < 20", "50 % of roles"] {
            assert_eq!(from_inline(text), text);
        }
    }
}
