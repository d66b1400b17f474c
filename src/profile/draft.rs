//! A profile as a file that can be filled in: every field, each with a hint, in the order of the definitions.
//!
//! The hints are the doc comments of the types, so that a field added there is in the next file.

use std::collections::BTreeMap;

use serde_json::Value as Schema;

use super::TeamProfile;
use crate::corpus::schema::{Expected, Field, about, fields, schema_of};

/// Columns of a comment.
const WIDTH: usize = 114;

/// What stands in an entry that nobody has written yet, by its field.
const EXAMPLES: &[(&str, &str)] = &[
    ("answer", "\"partial\""),
    ("by", "\"Ada\""),
    ("evidence", "\"docs/runbook.md:12\""),
    ("expires", "\"2027-03-31\""),
    ("on", "\"2026-12-01\""),
    ("reason", "\"the proxy is ordered\""),
    ("safeguard", "\"approval-gate\""),
    ("version", "1"),
];

/// Fields that name records, with the command that lists what they may name.
const LISTED: &[(&str, &str)] = &[("products", "`precedent list products` has them")];

/// Remarks that stand above a field or an answer, by the field's name or the safeguard's id.
pub type Remarks = BTreeMap<String, Vec<String>>;

impl TeamProfile {
    /// Writes the profile with every field that it could have and a hint for each.
    #[must_use]
    pub fn to_draft(&self, remarks: &Remarks) -> String {
        // A profile is tables, lists, strings and numbers, every one of which can be spelled.
        let values = toml::Table::try_from(self).unwrap_or_default();
        let mut draft = Draft { remarks, out: String::new() };
        draft.comment("What a team says of its agents and safeguards. What is left out is unknown, not absent.", "");
        let schema = schema_of::<Self>();
        for field in fields(&schema) {
            draft.field(&field, values.get(field.name));
        }
        draft.out
    }
}

struct Draft<'a> {
    remarks: &'a Remarks,
    out: String,
}

impl Draft<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn comment(&mut self, text: &str, indent: &str) {
        let options = textwrap::Options::new(WIDTH).word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            self.line(&format!("# {indent}{line}"));
        }
    }

    /// Writes what was remarked; whatever it came from, it stays a comment of one line.
    fn remark(&mut self, name: &str) {
        for remark in self.remarks.get(name).into_iter().flatten() {
            let plain: String = remark.split_whitespace().collect::<Vec<_>>().join(" ");
            self.comment(&crate::source::printable(&plain), "  ");
        }
    }

    fn field(&mut self, field: &Field<'_>, value: Option<&toml::Value>) {
        let expected = Expected::of(field.schema);
        self.out.push('\n');
        self.comment(about(field.schema).unwrap_or_default(), "");
        self.remark(field.name);
        if let Some(entry) = expected.items().and_then(|items| Expected::of(items).table()) {
            return self.entries(field.name, entry, value.and_then(toml::Value::as_array));
        }
        if let Some(table) = expected.table() {
            return self.inner(field.name, table, value.and_then(toml::Value::as_table));
        }
        if let Expected::OneOf(values) = Expected::of(expected.items().unwrap_or(field.schema)) {
            self.comment(&values.join(", "), "  ");
        }
        if let Some((_, lists)) = LISTED.iter().find(|(listed, _)| *listed == field.name) {
            self.comment(lists, "  ");
        }
        let value = value.map_or_else(|| nothing(&expected).to_owned(), ToString::to_string);
        self.line(&format!("{} = {value}", field.name));
    }

    /// Writes the entries of a list of tables; if there are none, one as an example in comments.
    fn entries(&mut self, name: &str, entry: &Schema, values: Option<&Vec<toml::Value>>) {
        let written: Vec<&toml::Table> = values.into_iter().flatten().filter_map(toml::Value::as_table).collect();
        if written.is_empty() {
            self.line(&format!("# [[{name}]]"));
            for field in fields(entry) {
                let example = EXAMPLES.iter().find(|(known, _)| *known == field.name).map_or("\"\"", |(_, text)| *text);
                let line = format!("# {} = {example}", field.name);
                self.line(&format!("{line:<36} # {}", about(field.schema).unwrap_or_default()));
            }
        }
        for (at, table) in written.iter().enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.remark(table.get("safeguard").and_then(toml::Value::as_str).unwrap_or_default());
            self.line(&format!("[[{name}]]"));
            for field in fields(entry) {
                if let Some(value) = table.get(field.name) {
                    self.line(&format!("{} = {value}", field.name));
                }
            }
        }
    }

    /// Writes a table whose fields may be unknown; one that only the program writes is left to it.
    fn inner(&mut self, name: &str, table: &Schema, values: Option<&toml::Table>) {
        let may_be_unknown = |field: &Field<'_>| matches!(Expected::of(field.schema), Expected::OneOf(values) if values.contains(&"unknown"));
        let all = fields(table);
        if values.is_none() && !all.iter().all(may_be_unknown) {
            return self.line(&format!("# [{name}]"));
        }
        self.line(&format!("[{name}]"));
        for field in all {
            self.comment(about(field.schema).unwrap_or_default(), "");
            if let Expected::OneOf(values) = Expected::of(field.schema) {
                self.comment(&values.join(", "), "  ");
            }
            let value = values.and_then(|values| values.get(field.name));
            let value = value.map_or_else(|| nothing(&Expected::of(field.schema)).to_owned(), ToString::to_string);
            self.line(&format!("{} = {value}", field.name));
        }
    }
}

/// What stands where a field says nothing.
fn nothing(expected: &Expected<'_>) -> &'static str {
    match expected {
        Expected::Array(_) => "[]",
        Expected::OneOf(_) => "\"unknown\"",
        Expected::Integer => "1",
        Expected::Boolean => "false",
        Expected::Table(_) | Expected::Text(_) | Expected::Anything => "\"\"",
    }
}
