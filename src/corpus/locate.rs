//! Finds the place of a value by its path of keys, so that record types stay free of positions.
//!
//! The file is parsed again when a diagnostic needs it, never on the way to an answer. Whoever has several to place in
//! one file keeps its [`Places`], so that it is parsed again once.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::toml_span;
use crate::source::{SourceFile, Span};

/// A step on the way to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// Into a table.
    Name(&'a str),
    /// Into an array, counted from zero.
    Index(usize),
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Key<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Finds the span of the value that a path leads to, or of the deepest value on the way that exists.
#[must_use]
pub fn locate(source: &SourceFile, path: &[Key<'_>]) -> Span {
    Places::of(source).locate(path)
}

/// Where every value of a file's TOML stands.
#[derive(Debug)]
pub struct Places {
    /// Where the TOML begins.
    offset: usize,
    root: Node,
}

/// A value with those in it.
#[derive(Debug)]
struct Node {
    span: Span,
    inside: Inside,
}

#[derive(Debug)]
enum Inside {
    Nothing,
    Table(Vec<(String, Node)>),
    Array(Vec<Node>),
}

impl Places {
    /// Reads a file's TOML, as far as it can be read.
    #[must_use]
    pub fn of(source: &SourceFile) -> Self {
        let toml = toml_span(source);
        let (root, _) = DeTable::parse_recoverable(source.slice(&toml));
        Self { offset: toml.start, root: Node { span: 0..0, inside: Inside::of_table(root.get_ref()) } }
    }

    /// Finds the span of the value that a path leads to, or of the deepest value on the way that exists.
    #[must_use]
    pub fn locate(&self, path: &[Key<'_>]) -> Span {
        let mut node = &self.root;
        for key in path {
            match node.inside.get(*key) {
                Some(next) => node = next,
                None => break,
            }
        }
        self.offset + node.span.start..self.offset + node.span.end
    }
}

impl Node {
    fn of(value: &Spanned<DeValue<'_>>) -> Self {
        let inside = match value.get_ref() {
            DeValue::Table(table) => Inside::of_table(table),
            DeValue::Array(items) => Inside::Array(items.iter().map(Self::of).collect()),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => Inside::Nothing,
        };
        Self { span: value.span(), inside }
    }
}

impl Inside {
    fn of_table(table: &DeTable<'_>) -> Self {
        Self::Table(table.iter().map(|(key, value)| (key.get_ref().to_string(), Node::of(value))).collect())
    }

    fn get(&self, key: Key<'_>) -> Option<&Node> {
        match (self, key) {
            (Self::Table(values), Key::Name(name)) => {
                values.iter().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            (Self::Array(items), Key::Index(index)) => items.get(index),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &[Key<'_>]) -> String {
        let text = "```toml\nid = \"x\"\n[[sources]]\nid = \"a\"\n[[sources]]\nid = \"b\"\nlist = [1, 22]\n```\n";
        let source = SourceFile::new("x.md", text);
        source.slice(&locate(&source, path)).to_owned()
    }

    #[test]
    fn follows_keys_and_indices() {
        assert_eq!(found(&["sources".into(), 1.into(), "id".into()]), "\"b\"");
        assert_eq!(found(&["sources".into(), 1.into(), "list".into(), 1.into()]), "22");
        assert_eq!(found(&["id".into()]), "\"x\"");
    }

    #[test]
    fn stops_at_the_deepest_value_that_exists() {
        assert_eq!(found(&["sources".into(), 1.into(), "list".into(), 9.into()]), "[1, 22]");
        assert_eq!(found(&["nothing".into()]), "");
    }
}
