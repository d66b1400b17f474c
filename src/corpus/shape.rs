//! TOML to records. A good file is parsed once; a bad one is walked against its type's JSON schema, because serde
//! stops at the first problem and a curator wants all of them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Schema;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::rules;
use super::schema::{Expected, about, schema_of};
use crate::diagnostic::{Diagnostic, closest};
use crate::record::format_checker;
use crate::source::{SourceFile, Span, is_unsafe};

/// Reads the TOML of a span as a record, or returns every problem in it.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(source: &SourceFile, toml: &Span) -> Result<T, Vec<Diagnostic>> {
    let text = source.slice(toml);
    let mut walk = Walk { source, offset: toml.start, opening: 0..0, problems: Vec::new() };
    walk.raw_characters();
    match toml::from_str::<T>(text) {
        Ok(record) => {
            if may_escape_unsafe(text) {
                walk.escaped_characters(text);
            }
            if may_be_blank(text) {
                walk.blanks(text, &schema_of::<T>());
            }
            walk.finish(record)
        }
        Err(error) => {
            walk.everything(text, &schema_of::<T>());
            if may_escape_unsafe(text) {
                walk.escaped_characters(text);
            }
            if walk.problems.is_empty() {
                let span = error.span().unwrap_or(0..0);
                walk.report(&rules::INVALID_VALUE, span, error.message().to_owned(), None);
            }
            Err(walk.problems)
        }
    }
}

/// True if a text has one of the escapes that can stand for a character which cannot be seen.
fn may_escape_unsafe(text: &str) -> bool {
    text.split('\\').skip(1).any(|behind| behind.starts_with(['b', 'e', 'f', 'r', 'u', 'U', 'x']))
}

/// True if a value of a text may be a string with nothing in it.
fn may_be_blank(text: &str) -> bool {
    let begins_value = |at: usize| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        before.ends_with(['=', '[', ',']) || before.lines().next_back().is_some_and(|line| line.contains('#'))
    };
    // Three quotes open a string of several lines, and six close it at once.
    let is_empty = |at: usize, quote: char| {
        let quotes = text.get(at..).unwrap_or_default().chars().take_while(|c| *c == quote).count();
        quotes == 2 || quotes >= 6
    };
    let blank =
        |quotes: &str, quote: char| text.match_indices(quotes).any(|(at, _)| is_empty(at, quote) && begins_value(at));
    blank("\"\"", '"') || blank("''", '\'')
}

/// Problems of one file that are reported; a file with more is not a record.
const MOST_PROBLEMS: usize = 200;
/// Syntax errors of one file that are reported: the parser stumbles on over what the first ones left behind.
const MOST_SYNTAX_ERRORS: usize = 3;

struct Walk<'a> {
    source: &'a SourceFile,
    /// Where the TOML begins.
    offset: usize,
    /// Where a key that is missing altogether is reported.
    opening: Span,
    problems: Vec<Diagnostic>,
}

impl Walk<'_> {
    fn finish<T>(self, record: T) -> Result<T, Vec<Diagnostic>> {
        if self.problems.is_empty() { Ok(record) } else { Err(self.problems) }
    }

    fn report(&mut self, rule: &'static crate::diagnostic::Rule, span: Span, message: String, help: Option<String>) {
        if self.problems.len() >= MOST_PROBLEMS {
            return;
        }
        let span = self.offset + span.start..self.offset + span.end;
        self.problems.push(Diagnostic::at(rule, self.source, span, message).maybe_help(help));
    }

    /// Looks at the whole file, body included; a carriage return is fine before a line feed only.
    fn raw_characters(&mut self) {
        const SHOWN: usize = 20;
        let text = self.source.text();
        for (at, c) in text.char_indices() {
            let line_end = c == '\r' && text.get(at + 1..).is_some_and(|rest| rest.starts_with('\n'));
            if is_unsafe(c) && !line_end {
                if self.problems.len() == SHOWN {
                    let message = format!("found more than {SHOWN} characters that cannot be seen");
                    let problem =
                        Diagnostic::at(&rules::CONTROL_CHARACTER, self.source, at..at + c.len_utf8(), message);
                    self.problems.push(problem.help("save the file as plain text"));
                    return;
                }
                let message = format!("found the character U+{:04X}, which cannot be seen", u32::from(c));
                let problem = Diagnostic::at(&rules::CONTROL_CHARACTER, self.source, at..at + c.len_utf8(), message);
                self.problems.push(problem.help("remove it"));
            }
        }
    }

    fn escaped_characters(&mut self, text: &str) {
        if let (root, errors) = DeTable::parse_recoverable(text)
            && errors.is_empty()
        {
            self.strings_of_table(root.get_ref());
        }
    }

    fn strings_of_table(&mut self, table: &DeTable<'_>) {
        for (_, value) in table {
            self.strings_of(value);
        }
    }

    fn strings_of(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(text) => {
                if let Some(c) = text.chars().find(|c| is_unsafe(*c)) {
                    let message = format!("found the character U+{:04X}, which cannot be seen", u32::from(c));
                    self.report(&rules::CONTROL_CHARACTER, value.span(), message, Some("remove it".to_owned()));
                }
            }
            DeValue::Array(items) => items.iter().for_each(|item| self.strings_of(item)),
            DeValue::Table(table) => self.strings_of_table(table),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    /// Looks for fields without a value in a record that is good otherwise.
    fn blanks(&mut self, text: &str, schema: &Schema) {
        let before = self.problems.len();
        self.everything(text, schema);
        let found = self.problems.split_off(before);
        self.problems.extend(found.into_iter().filter(|problem| *problem.rule == rules::BLANK_FIELD));
    }

    fn everything(&mut self, text: &str, schema: &Schema) {
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            // A missing key has no place; the fence, or the first line, is where it would be looked for.
            let opening = self.offset.saturating_sub(1);
            let line = self.source.text().get(..opening).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            self.opening = line..opening.max(line);
            return self.table(root.get_ref(), None, schema, "");
        }
        let mut lines = BTreeSet::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            // One slip makes the parser stumble more than once on its line.
            if lines.len() < MOST_SYNTAX_ERRORS && lines.insert(self.source.position(self.offset + span.start).line) {
                let found = text.get(span.start..).and_then(|rest| rest.chars().next());
                let is_value = text.get(..span.start).is_some_and(|before| before.trim_end_matches(' ').ends_with('='));
                let bare = is_value && found.is_some_and(char::is_alphabetic);
                let help = bare.then(|| "text stands in quotes".to_owned());
                self.report(&rules::SYNTAX_ERROR, span, error.message().to_owned(), help);
            }
        }
    }

    /// Checks a table; the outermost one has no span of its own.
    fn table(&mut self, table: &DeTable<'_>, span: Option<&Span>, schema: &Schema, path: &str) {
        let none = serde_json::Map::new();
        let properties = schema.get("properties").and_then(Schema::as_object).unwrap_or(&none);
        let mut misspelt = BTreeSet::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            if let Some(schema) = properties.get(name) {
                self.value(value, schema, &join(path, name));
            } else {
                let absent = properties.keys().map(String::as_str).filter(|known| !has(table, known));
                let meant = closest(name, absent);
                misspelt.extend(meant);
                let help = meant.map(|meant| format!("did you mean `{meant}`?"));
                let message = format!("unknown key `{name}`{}", within(path));
                let help = help.or_else(|| known_keys(properties));
                self.report(&rules::UNKNOWN_KEY, key.span(), message, help);
            }
        }
        let required = schema.get("required").and_then(Schema::as_array);
        for name in required.into_iter().flatten().filter_map(Schema::as_str) {
            if !has(table, name) && !misspelt.contains(name) {
                let about = properties.get(name).and_then(|schema| schema.get("description")).and_then(Schema::as_str);
                let help = about.map(|about| format!("`{name}`: {about}"));
                let message = format!("missing key `{name}`{}", within(path));
                if let Some(span) = span {
                    self.report(&rules::MISSING_KEY, span.clone(), message, help);
                } else {
                    let problem = Diagnostic::at(&rules::MISSING_KEY, self.source, self.opening.clone(), message);
                    self.problems.push(problem.maybe_help(help));
                }
            }
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &Schema, path: &str) {
        let expected = Expected::of(schema);
        match (&expected, value.get_ref()) {
            (Expected::Table(schema), DeValue::Table(table)) => self.table(table, Some(&value.span()), schema, path),
            (Expected::Array(items), DeValue::Array(array)) => {
                for item in array {
                    // What is said of a list is said of each item.
                    let about = about(schema);
                    let text = item.get_ref().as_str();
                    if !text.is_some_and(|text| self.blank(item.span(), text, items, (path, about))) {
                        self.value(item, items, path);
                    }
                }
            }
            (_, DeValue::String(text)) if self.blank(value.span(), text, schema, (path, about(schema))) => {}
            (Expected::OneOf(values), DeValue::String(text)) => self.term(value.span(), text, values, path),
            (Expected::Text(format), DeValue::String(text)) => self.text(value.span(), text, *format, path),
            (Expected::Integer, DeValue::Integer(number)) => {
                let digits = number.as_str().replace('_', "");
                if number.radix() != 10 || digits.parse::<u32>().is_err() {
                    let message = format!("`{path}`: expected a whole number from 0 to {}, found `{number}`", u32::MAX);
                    self.report(&rules::INVALID_VALUE, value.span(), message, None);
                }
            }
            (Expected::Boolean, DeValue::Boolean(_)) => {}
            (expected, found) => {
                let message = format!("`{path}`: expected {}, found {}", expected.name(), type_name(found));
                let quoted = matches!(found, DeValue::Datetime(_)) && matches!(expected, Expected::Text(_));
                let help = quoted.then(|| "put the date in quotes".to_owned());
                self.report(&rules::WRONG_TYPE, value.span(), message, help);
            }
        }
    }

    /// Reports a string with nothing in it, if the field wants something; says whether it did.
    fn blank(&mut self, span: Span, text: &str, schema: &Schema, (path, about): (&str, Option<&str>)) -> bool {
        if !text.is_empty() {
            return false;
        }
        let expected = match Expected::of(schema) {
            Expected::OneOf(values) => format!("one of {}", crate::record::either(values)),
            Expected::Text(Some(format)) => match format_checker(format).map(|check| check(text)) {
                Some(Err(error)) => error.expected.to_owned(),
                Some(Ok(())) | None => return false,
            },
            Expected::Text(None) => "a text".to_owned(),
            Expected::Table(_) | Expected::Array(_) | Expected::Integer | Expected::Boolean | Expected::Anything => {
                return false;
            }
        };
        let help = about.map(|about| format!("`{}`: {about}", path.rsplit('.').next().unwrap_or(path)));
        self.report(&rules::BLANK_FIELD, span, format!("`{path}`: expected {expected}, found nothing"), help);
        true
    }

    fn term(&mut self, span: Span, text: &str, values: &[&str], path: &str) {
        if values.contains(&text) {
            return;
        }
        let message =
            format!("`{path}`: `{}` is not one of {}", crate::record::cut(text), crate::record::either(values));
        let help = closest(text, values.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        self.report(&rules::UNKNOWN_VALUE, span, message, help);
    }

    fn text(&mut self, span: Span, text: &str, format: Option<&str>, path: &str) {
        let Some(check) = format.and_then(format_checker) else { return };
        if let Err(error) = check(text) {
            self.report(&rules::INVALID_VALUE, span, format!("`{path}`: {error}"), None);
        }
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn within(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" in `{path}`") }
}

fn has(table: &DeTable<'_>, name: &str) -> bool {
    table.keys().any(|key| key.get_ref() == name)
}

fn known_keys(known: &serde_json::Map<String, Schema>) -> Option<String> {
    const SHOWN: usize = 14;
    if known.is_empty() {
        return None;
    }
    let mut list = known.keys().take(SHOWN).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    if known.len() > SHOWN {
        list.push_str(" and others");
    }
    Some(format!("the keys here are {list}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Style, render_text};
    use crate::record::Product;

    const GOOD: &str =
        "id = \"kiro\"\nname = \"Kiro\"\nvendor = \"AWS\"\ninterface = [\"ide-agent\"]\ncapabilities = [\"delete\"]\n";

    fn problems(text: &str) -> Vec<Diagnostic> {
        let source = SourceFile::new("products/kiro.md", text);
        let end = text.len();
        read::<Product>(&source, &(0..end)).map_or_else(|problems| problems, |_| Vec::new())
    }

    #[test]
    fn a_good_record_has_no_problems() {
        assert!(problems(GOOD).is_empty());
    }

    #[test]
    fn reports_every_problem_of_a_file() {
        let bad = "id = \"Kiro!\"\nnmae = \"Kiro\"\nvendor = 5\ninterface = [\"ide-agnt\", \"cli-agent\"]\nlaunch = 2025-07-14\nurl = \"kiro.dev\"\n";
        insta::assert_snapshot!(render_text(&problems(bad), Style::Plain));
    }

    #[test]
    fn reports_every_syntax_error_once() {
        let found = problems("id = \nname = \"x\nvendor = \"y\"\n= 5\n");
        assert!(found.len() >= 2, "{found:?}");
        assert!(found.iter().all(|problem| problem.rule.code == "syntax-error"));
    }

    #[test]
    fn characters_that_cannot_be_seen_are_found_raw_and_escaped() {
        for bad in
            [GOOD.replace("AWS", "A\\u202EWS"), GOOD.replace("AWS", "A\u{202e}WS"), format!("{GOOD}# \u{feff}\n")]
        {
            let found = problems(&bad);
            assert_eq!(found.len(), 1, "{bad}");
            assert_eq!(found[0].rule.code, "control-character");
        }
        assert!(problems(&GOOD.replace("\"AWS\"", "'C:\\b'")).is_empty(), "a literal backslash is not an escape");
        assert!(problems(&GOOD.replace('\n', "\r\n")).is_empty(), "line ends of either kind");
    }
}
