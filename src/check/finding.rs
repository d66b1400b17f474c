//! Findings before they have a place: rules name a value, and each file is read again once for all of its findings.

use std::ops::Range;

use crate::corpus::{Key, Places};
use crate::diagnostic::{Diagnostic, Rule};
use crate::source::{SourceFile, Span};

/// Where a finding stands.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// At the value that keys lead to.
    Value(Vec<Key<'static>>),
    /// Within the string that keys lead to, as a range of bytes of what it says.
    Within(Vec<Key<'static>>, Range<usize>),
    /// At bytes of the file.
    Bytes(Span),
    /// At the fence that opens the record, where what is missing altogether would be looked for.
    Opening,
}

/// Keys, as `keys!["claims", at, "text"]`.
macro_rules! keys {
    ($($key:expr),+ $(,)?) => {
        vec![$(crate::corpus::Key::from($key)),+]
    };
}
pub(super) use keys;

/// What a rule objects to.
#[derive(Debug)]
pub(super) struct Finding<'a> {
    pub(super) rule: &'static Rule,
    pub(super) source: &'a SourceFile,
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// What one rule objects to.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    rule: &'static Rule,
    pub(super) found: Vec<Finding<'a>>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(rule: &'static Rule) -> Self {
        Self { rule, found: Vec::new() }
    }

    /// Reports at a value.
    pub(super) fn at(&mut self, source: &'a SourceFile, keys: Vec<Key<'static>>, message: impl Into<String>) {
        self.report(source, Place::Value(keys), message.into());
    }

    /// Reports at a place.
    pub(super) fn report(&mut self, source: &'a SourceFile, place: Place, message: String) {
        self.found.push(Finding { rule: self.rule, source, place, message, help: None });
    }

    /// Says what to do about the finding that was reported last, where that can be said better than by the rule.
    pub(super) fn help(&mut self, help: String) {
        if let Some(last) = self.found.last_mut() {
            last.help = Some(help);
        }
    }
}

/// Gives every finding its place.
pub(super) fn place(mut found: Vec<Finding<'_>>) -> Vec<Diagnostic> {
    found.sort_by(|a, b| a.source.path().cmp(b.source.path()));
    let mut kept: Option<(&SourceFile, Places)> = None;
    let mut diagnostics = Vec::with_capacity(found.len());
    for Finding { rule, source, place, message, help } in found {
        let (_, places) = match kept.take().filter(|(file, _)| file.path() == source.path()) {
            Some(same) => kept.insert(same),
            None => kept.insert((source, Places::of(source))),
        };
        let span = match place {
            Place::Value(keys) => places.locate(&keys),
            Place::Within(keys, range) => within(source, places.locate(&keys), &range),
            Place::Bytes(span) => span,
            Place::Opening => 0..source.text().find('\n').unwrap_or(source.text().len()),
        };
        let diagnostic = Diagnostic::at(rule, source, span, message).help(rule.advice());
        diagnostics.push(diagnostic.maybe_help(help));
    }
    diagnostics
}

/// Finds the bytes of a file that a part of a TOML string stands for.
///
/// What is not where it is expected is the string as a whole.
fn within(source: &SourceFile, value: Span, part: &Range<usize>) -> Span {
    let raw = source.slice(&value);
    let (open, escapes) = match raw {
        raw if raw.starts_with("\"\"\"") => (3, true),
        raw if raw.starts_with("'''") => (3, false),
        raw if raw.starts_with('"') => (1, true),
        raw if raw.starts_with('\'') => (1, false),
        _ => return value,
    };
    // A line break right behind the opening quotes does not belong to the string.
    let behind = raw.get(open..).unwrap_or_default();
    let first = match behind {
        behind if open == 3 && behind.starts_with('\n') => open + 1,
        behind if open == 3 && behind.starts_with("\r\n") => open + 2,
        _ => open,
    };
    // What is said begins behind a line that was only broken.
    let start =
        raw_offset(raw, first, part.start, escapes).map(|at| at + if escapes { broken_line(raw, at) } else { 0 });
    let end = raw_offset(raw, first, part.end, escapes);
    match (start, end) {
        (Some(start), Some(end)) if start < end => value.start + start..value.start + end,
        _ => value,
    }
}

/// Walks a string as it is written until so many bytes of what it says lie behind.
fn raw_offset(raw: &str, first: usize, wanted: usize, escapes: bool) -> Option<usize> {
    let mut said = 0;
    let mut at = first;
    while said < wanted {
        let rest = raw.get(at..)?;
        let c = rest.chars().next()?;
        if c != '\\' || !escapes {
            said += c.len_utf8();
            at += c.len_utf8();
            continue;
        }
        let broken = broken_line(raw, at);
        if broken > 0 {
            at += broken;
            continue;
        }
        let digits = match rest.as_bytes().get(1)? {
            b'u' => 4,
            b'U' => 8,
            b'x' => 2,
            _ => 0,
        };
        let length = 2 + digits;
        let code = rest.get(2..length).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        said += code.and_then(char::from_u32).map_or(1, char::len_utf8);
        at += length;
    }
    Some(at)
}

/// How many bytes there are to a backslash at the end of a line with the white space behind it, which all say nothing.
fn broken_line(raw: &str, at: usize) -> usize {
    let Some(behind) = raw.get(at..).and_then(|rest| rest.strip_prefix('\\')) else { return 0 };
    let space = behind.len() - behind.trim_start().len();
    if space == 0 { 0 } else { space + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of a file that a part of a string stands for, found by what it says.
    fn written(value: &str, said: &str, part: &str) -> String {
        let source = SourceFile::new("x.toml", format!("a = {value}\n"));
        let start = said.find(part).unwrap();
        let span = within(&source, 4..4 + value.len(), &(start..start + part.len()));
        source.slice(&span).to_owned()
    }

    #[test]
    fn a_part_of_a_string_is_found_where_it_is_written() {
        assert_eq!(written(r#""one two""#, "one two", "two"), "two");
        assert_eq!(written(r"'C:\ü two'", r"C:\ü two", "two"), "two");
        assert_eq!(written(r#""a \"b\" \u00fc two""#, "a \"b\" ü two", "two"), "two");
        assert_eq!(written("\"\"\"\none\ntwo\"\"\"", "one\ntwo", "two"), "two");
        assert_eq!(written("\"\"\"one \\\n   two\"\"\"", "one two", "two"), "two");
    }
}
