//! Settings files as one kind of tree, whatever they are written in, with the place of every value.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::corpus::rules::SYNTAX_ERROR;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// A value of a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    pub(super) value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Switch(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

impl Node {
    /// Follows keys into tables; of two values of one key the later one counts, as it does for whoever reads the file.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&Self> {
        let Some((key, rest)) = keys.split_first() else { return Some(self) };
        self.entries().rfind(|(name, _)| name == key)?.1.get(rest)
    }

    /// The entries of a table; none of anything else.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = (&str, &Self)> {
        let entries = if let Value::Table(entries) = &self.value { entries.as_slice() } else { &[] };
        entries.iter().map(|(name, node)| (name.as_str(), node))
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The texts of a list, each with its node.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.items().iter().filter_map(Self::text)
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(super) fn switch(&self) -> Option<bool> {
        if let Value::Switch(on) = self.value { Some(on) } else { None }
    }

    /// True for a list or a table with nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.value, Value::List(items) if items.is_empty())
            || matches!(&self.value, Value::Table(entries) if entries.is_empty())
    }
}

/// Reads JSON with comments and trailing commas; a file with nothing in it says nothing.
pub(super) fn json(source: &SourceFile) -> Result<Option<Node>, Diagnostic> {
    // More than editors accept is an error, so that a slip is told instead of guessed at.
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    // Some editors begin a file with a mark of its encoding; its places are counted behind it.
    let text = source.text();
    let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
    let parsed = parse_to_ast(text.get(skipped..).unwrap_or_default(), &CollectOptions::default(), &options);
    match parsed {
        Ok(parsed) => Ok(parsed.value.map(|value| of_json(&value, skipped))),
        Err(error) => {
            let range = error.range();
            let span = skipped + range.start..skipped + range.end;
            Err(unreadable(source, span, &error.kind().to_string()))
        }
    }
}

fn of_json(value: &ast::Value<'_>, skipped: usize) -> Node {
    let inner = match value {
        ast::Value::NullKeyword(_) => Value::Nothing,
        ast::Value::BooleanLit(literal) => Value::Switch(literal.value),
        ast::Value::NumberLit(literal) => Value::Number(literal.value.to_string()),
        ast::Value::StringLit(literal) => Value::Text(literal.value.to_string()),
        ast::Value::Array(array) => Value::List(array.elements.iter().map(|item| of_json(item, skipped)).collect()),
        ast::Value::Object(object) => {
            let entries = object.properties.iter();
            let entry = |entry: &ast::ObjectProp<'_>| (entry.name.as_str().to_owned(), of_json(&entry.value, skipped));
            Value::Table(entries.map(entry).collect())
        }
    };
    Node { at: skipped + value.range().start, value: inner }
}

/// Reads TOML.
pub(super) fn toml(source: &SourceFile) -> Result<Option<Node>, Diagnostic> {
    let (root, errors) = DeTable::parse_recoverable(source.text());
    match errors.first() {
        None => Ok(Some(Node { at: 0, value: of_table(root.get_ref()) })),
        Some(error) => Err(unreadable(source, error.span().unwrap_or(0..0), error.message())),
    }
}

fn of_table(table: &DeTable<'_>) -> Value {
    Value::Table(table.iter().map(|(key, value)| (key.get_ref().to_string(), of_toml(value))).collect())
}

fn of_toml(value: &Spanned<DeValue<'_>>) -> Node {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Number(number.to_string()),
        DeValue::Float(number) => Value::Number(number.to_string()),
        DeValue::Boolean(on) => Value::Switch(*on),
        DeValue::Datetime(moment) => Value::Text(moment.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(of_toml).collect()),
        DeValue::Table(table) => of_table(table),
    };
    Node { at: value.span().start, value: inner }
}

fn unreadable(source: &SourceFile, span: Span, message: &str) -> Diagnostic {
    let mut letters = message.chars();
    let message: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    Diagnostic::at(&SYNTAX_ERROR, source, span, message).help("correct the file; the others were read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Node {
        json(&SourceFile::new("x.json", text)).unwrap().unwrap()
    }

    #[test]
    fn comments_and_trailing_commas_are_fine_and_places_are_kept() {
        let text = "\u{feff}// why\n{ \"a\": { \"b\": [1, true, null, \"x\",], /* y */ }, \"a.b\": \"z\", }\n";
        let root = tree(text);
        let list = root.get(&["a", "b"]).unwrap();
        assert_eq!(list.items().len(), 4);
        assert_eq!(text.get(list.at..=list.at), Some("["));
        assert_eq!(root.get(&["a.b"]).unwrap().text(), Some("z"));
        assert!(root.get(&["a", "c"]).is_none());
        assert_eq!(tree("{\"a\": 1, \"a\": 2}").get(&["a"]).unwrap().value, Value::Number("2".to_owned()));
    }

    #[test]
    fn slips_are_told_and_nothing_overflows() {
        for bad in
            ["{", "{\"a\" 1}", "{a: 1}", "[1 2]", "{'a': 1}", "nope", &"[".repeat(200_000), &"{\"a\":".repeat(9_000)]
        {
            assert!(json(&SourceFile::new("x.json", bad)).is_err());
        }
        assert_eq!(json(&SourceFile::new("x.json", "// nothing\n")).unwrap(), None);
        assert!(toml(&SourceFile::new("x.toml", "a = [")).is_err());
        assert_eq!(toml(&SourceFile::new("x.toml", "a.b = 1")).unwrap().unwrap().get(&["a", "b"]).unwrap().at, 6);
    }
}
