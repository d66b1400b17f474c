//! What the types of records say of themselves as JSON schemas: which fields there are, in which order, and what each wants.

use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value as Schema;

use super::Kind;
use super::files::{MANIFEST, THESAURUS};
use crate::record::{Incident, Manifest, Pattern, Product, Safeguard, Standard, Thesaurus};

/// A kind of file that a corpus has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A record.
    Record(Kind),
    /// `corpus.toml`.
    Manifest,
    /// `thesaurus.toml`.
    Thesaurus,
}

impl FileKind {
    /// What a file is, going by its name and by the folder that it lies in; a Markdown file elsewhere is an incident.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        let extension = path.extension().and_then(|extension| extension.to_str());
        let kind = Kind::ALL.iter().copied().find(|kind| folder == Some(kind.folder()));
        match (name, kind) {
            (_, Some(kind)) => (extension == Some(kind.extension())).then_some(Self::Record(kind)),
            (MANIFEST, None) => Some(Self::Manifest),
            (THESAURUS, None) => Some(Self::Thesaurus),
            _ => (extension == Some("md")).then_some(Self::Record(Kind::Incident)),
        }
    }

    /// True for Markdown that opens with its fields, false for a file that is TOML from end to end.
    #[must_use]
    pub fn is_markdown(self) -> bool {
        matches!(self, Self::Record(kind) if kind.extension() == "md")
    }

    /// The JSON schema of its fields, with everything in its place.
    pub(crate) fn schema(self) -> Schema {
        match self {
            Self::Record(Kind::Incident) => schema_of::<Incident>(),
            Self::Record(Kind::Pattern) => schema_of::<Pattern>(),
            Self::Record(Kind::Safeguard) => schema_of::<Safeguard>(),
            Self::Record(Kind::Product) => schema_of::<Product>(),
            Self::Record(Kind::Standard) => schema_of::<Standard>(),
            Self::Manifest => schema_of::<Manifest>(),
            Self::Thesaurus => schema_of::<Thesaurus>(),
        }
    }
}

/// A field of a table, as its schema has it.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a Schema,
    pub(crate) required: bool,
}

/// The fields of a table in the order of their definition, which is the order of files.
pub(crate) fn fields(schema: &Schema) -> Vec<Field<'_>> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Schema::as_array)
        .map(|names| names.iter().filter_map(Schema::as_str).collect())
        .unwrap_or_default();
    let properties = schema.get("properties").and_then(Schema::as_object);
    let mut fields = Vec::new();
    for (name, schema) in properties.into_iter().flatten() {
        fields.push(Field { name, schema, required: required.contains(&name.as_str()) });
    }
    fields
}

/// What a schema says of its field.
pub(crate) fn about(schema: &Schema) -> Option<&str> {
    schema.get("description").and_then(Schema::as_str)
}

/// The JSON schema of a type with everything in its place, without references.
pub(crate) fn schema_of<T: JsonSchema>() -> Schema {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// What a schema wants, as far as record types use JSON schema.
pub(crate) enum Expected<'a> {
    /// A table; its own schema.
    Table(&'a Schema),
    /// An array; the schema of its items.
    Array(&'a Schema),
    /// A value of a closed vocabulary.
    OneOf(Vec<&'a str>),
    /// A string, with the name of its form if it has one.
    Text(Option<&'a str>),
    Integer,
    Boolean,
    Anything,
}

impl<'a> Expected<'a> {
    pub(crate) fn of(schema: &'a Schema) -> Self {
        // `Option<T>` is `anyOf [T, null]`; TOML has no null.
        if let Some(variants) = schema.get("anyOf").and_then(Schema::as_array) {
            let some = variants.iter().find(|variant| variant.get("type").and_then(Schema::as_str) != Some("null"));
            return some.map_or(Self::Anything, Self::of);
        }
        if let Some(variants) = schema.get("oneOf").and_then(Schema::as_array) {
            let values = variants.iter().filter_map(|variant| variant.get("const")).filter_map(Schema::as_str);
            return Self::OneOf(values.collect());
        }
        let kind = match schema.get("type") {
            Some(Schema::Array(kinds)) => kinds.iter().filter_map(Schema::as_str).find(|kind| *kind != "null"),
            Some(kind) => kind.as_str(),
            None => None,
        };
        match kind {
            Some("object") => Self::Table(schema),
            Some("array") => Self::Array(schema.get("items").unwrap_or(&Schema::Null)),
            Some("string") => Self::Text(schema.get("format").and_then(Schema::as_str)),
            Some("integer") => Self::Integer,
            Some("boolean") => Self::Boolean,
            _ => Self::Anything,
        }
    }

    /// The schema of the table that is wanted, if one is.
    pub(crate) fn table(&self) -> Option<&'a Schema> {
        if let Self::Table(table) = self { Some(table) } else { None }
    }

    /// The schema of the items of the array that is wanted, if one is.
    pub(crate) fn items(&self) -> Option<&'a Schema> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "an array",
            Self::OneOf(_) | Self::Text(_) => "a string",
            Self::Integer => "a whole number",
            Self::Boolean => "`true` or `false`",
            Self::Anything => "a value",
        }
    }
}
