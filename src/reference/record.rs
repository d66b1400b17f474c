//! `record.md` and `profile.md`: every field of every kind of record, and of a profile, from the types.

use std::collections::BTreeMap;

use schemars::{JsonSchema, schema_for};
use serde_json::Value as Schema;

use crate::corpus::schema::{about, fields};
use crate::profile::TeamProfile;
use crate::record::{Incident, Manifest, Part, Pattern, Product, Safeguard, Standard, Thesaurus, format_checker};

const HEAD: &str = "# Records\n\nWhat the files of a corpus may say. `precedent new` drafts a record with every required \
                    field, `precedent check` finds what is missing or wrong, `precedent fmt` puts the fields into the \
                    order of these tables.\n\nA record is a Markdown file that opens with its fields in a fenced \
                    `toml` block; standards, the thesaurus and the manifest are TOML from end to end. A field that is \
                    not listed here is an error. Fields marked *yes* are required.\n";

const PROFILE_HEAD: &str = "# Profiles\n\nWhat the file of a team may say. `precedent profile init` writes one with every \
                            field, `precedent profile detect` proposes one from the settings of a repository, \
                            `precedent profile check` finds what is missing or wrong. [profiles.md](../profiles.md) \
                            shows how it is used.\n\nA profile is TOML from end to end. A field that is not listed \
                            here is an error. Fields marked *yes* are required; what is left out is unknown, not \
                            absent.\n";

/// A kind of file.
struct File {
    title: &'static str,
    path: &'static str,
    schema: Schema,
    parts: &'static [Part],
}

fn file<T: JsonSchema>(title: &'static str, path: &'static str, parts: &'static [Part]) -> File {
    File { title, path, schema: schema_for!(T).to_value(), parts }
}

/// Writes the page on profiles.
pub(super) fn profile_page() -> String {
    let file = file::<TeamProfile>("Profile", "team.toml", &[]);
    document(PROFILE_HEAD, &[file], "Tables within a profile")
}

/// Writes the page on records.
pub(super) fn page() -> String {
    let files = [
        file::<Incident>("Incident", "incidents/<id>.md", Incident::PARTS),
        file::<Pattern>("Pattern", "patterns/<id>.md", Pattern::PARTS),
        file::<Safeguard>("Safeguard", "safeguards/<id>.md", Safeguard::PARTS),
        file::<Product>("Product", "products/<id>.md", Product::PARTS),
        file::<Standard>("Standard", "standards/<scheme>.toml", &[]),
        file::<Thesaurus>("Thesaurus", "thesaurus.toml", &[]),
        file::<Manifest>("Manifest", "corpus.toml", &[]),
    ];
    document(HEAD, &files, "Tables within records")
}

/// Writes the tables of files, those within them, and the forms of strings that they use.
fn document(head: &str, files: &[File], shared_title: &str) -> String {
    let mut text = head.to_owned();
    let mut shared: BTreeMap<String, &Schema> = BTreeMap::new();
    let mut forms: BTreeMap<String, &'static str> = BTreeMap::new();
    for file in files {
        text.push_str(&format!("\n## {}\n\nIn `{}`. ", file.title, file.path));
        table(&mut text, &file.schema, &mut forms);
        if !file.parts.is_empty() {
            text.push_str("\nThe body has these headings, in this order:\n\n");
        }
        for part in file.parts {
            text.push_str(&format!("* `## {}`: {}\n", part.heading, part.about));
        }
        let definitions = file.schema.get("$defs").and_then(Schema::as_object);
        shared.extend(definitions.into_iter().flatten().map(|(name, schema)| (name.clone(), schema)));
    }
    text.push_str(&format!("\n# {shared_title}\n"));
    for (name, schema) in shared.iter().filter(|(_, schema)| is_table(schema)) {
        text.push_str(&format!("\n## {name}\n\n"));
        table(&mut text, schema, &mut forms);
    }
    text.push_str("\n# Forms of strings\n\n| form | expected |\n|---|---|\n");
    for (form, expected) in forms {
        text.push_str(&format!("| {form} | {} |\n", cell(expected)));
    }
    text
}

/// Writes what a table is and a row for each of its fields.
fn table(text: &mut String, schema: &Schema, forms: &mut BTreeMap<String, &'static str>) {
    text.push_str(about(schema).unwrap_or_default());
    text.push_str("\n\n| field | type | required | meaning |\n|---|---|---|---|\n");
    for field in fields(schema) {
        let required = if field.required { "yes" } else { "" };
        let of = type_of(field.schema, forms);
        text.push_str(&format!(
            "| `{}` | {of} | {required} | {} |\n",
            field.name,
            cell(about(field.schema).unwrap_or_default())
        ));
    }
}

/// Says a type: a link for tables and vocabularies, a form for strings that have one.
fn type_of(schema: &Schema, forms: &mut BTreeMap<String, &'static str>) -> String {
    if let Some(variants) = schema.get("anyOf").and_then(Schema::as_array) {
        return variants.first().map(|some| type_of(some, forms)).unwrap_or_default();
    }
    if let Some(name) = schema.get("$ref").and_then(Schema::as_str).and_then(|target| target.rsplit('/').next()) {
        let page =
            if crate::record::vocabularies().iter().any(|known| known.name == name) { "vocabulary.md" } else { "" };
        return format!("[{name}]({page}#{})", name.to_lowercase());
    }
    let kind = match schema.get("type") {
        Some(Schema::Array(kinds)) => kinds.first().and_then(Schema::as_str),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match (kind, schema.get("format").and_then(Schema::as_str)) {
        (Some("array"), _) => {
            format!("list of {}", schema.get("items").map(|items| type_of(items, forms)).unwrap_or_default())
        }
        (Some("string"), Some(form)) => {
            // No form accepts this character, so that each says what it expects instead.
            if let Some(Err(error)) = format_checker(form).map(|check| check("\u{0}")) {
                forms.insert(form.to_owned(), error.expected);
            }
            format!("[{form}](#forms-of-strings)")
        }
        (Some("string"), None) => "text".to_owned(),
        (Some("integer"), _) => "whole number".to_owned(),
        (Some("boolean"), _) => "`true` or `false`".to_owned(),
        _ => String::new(),
    }
}

fn is_table(schema: &Schema) -> bool {
    schema.get("properties").is_some()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
