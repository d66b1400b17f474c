//! What can be said of an incident whose fields are not all right: what it refers to, and what refers to what in it.
//!
//! A curator wants every problem of a file in one run, also those that show only beside other records.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Kind;
use crate::source::{SourceFile, Span};

/// A text of a file with its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// References of an incident that could not be read as a record.
#[derive(Debug, Clone)]
pub struct Partial {
    /// The file.
    pub source: SourceFile,
    /// References to other records.
    pub references: Vec<(Kind, Placed)>,
    /// Names of its claims.
    pub claims: Vec<Placed>,
    /// Claims that its claims name.
    pub claims_named: Vec<Placed>,
    /// Names of its sources; `None` if one of them has no name.
    pub sources: Option<Vec<Placed>>,
    /// Sources that it cites.
    pub citations: Vec<Placed>,
}

impl Partial {
    /// Reads what can be read, if the file is TOML at all.
    pub(super) fn of(source: &SourceFile, toml: &Span) -> Option<Self> {
        let (root, errors) = DeTable::parse_recoverable(source.slice(toml));
        if !errors.is_empty() {
            return None;
        }
        let reader = Reader { offset: toml.start, root: root.get_ref() };
        let lists = [
            ("agents", "product", Kind::Product),
            ("patterns", "id", Kind::Pattern),
            ("safeguards", "id", Kind::Safeguard),
            ("related", "id", Kind::Incident),
        ];
        let references = lists
            .into_iter()
            .flat_map(|(list, field, kind)| reader.fields(list, field).into_iter().map(move |id| (kind, id)));
        let cited = ["commands", "events", "claims", "patterns", "safeguards"]
            .into_iter()
            .flat_map(|list| reader.texts(list, "sources"));
        let sources = reader.fields("sources", "id");
        let named = sources.len() == reader.tables("sources").len();
        Some(Self {
            source: source.clone(),
            references: references.collect(),
            claims: reader.fields("claims", "id"),
            claims_named: ["disputes", "supports"]
                .into_iter()
                .flat_map(|field| reader.texts("claims", field))
                .collect(),
            sources: named.then_some(sources),
            citations: cited.chain(reader.fields("sources", "retells")).collect(),
        })
    }
}

struct Reader<'a> {
    offset: usize,
    root: &'a DeTable<'a>,
}

impl Reader<'_> {
    /// The tables of `[[list]]`.
    fn tables(&self, list: &str) -> Vec<&DeTable<'_>> {
        let array = field(self.root, list).and_then(|value| value.get_ref().as_array());
        array.into_iter().flat_map(|array| array.iter()).filter_map(|item| item.get_ref().as_table()).collect()
    }

    /// A text field of each table of `[[list]]`.
    fn fields(&self, list: &str, name: &str) -> Vec<Placed> {
        self.tables(list).into_iter().filter_map(|table| self.placed(field(table, name)?)).collect()
    }

    /// The texts of an array in each table of `[[list]]`.
    fn texts(&self, list: &str, name: &str) -> Vec<Placed> {
        let arrays = self.tables(list).into_iter().filter_map(|table| field(table, name)?.get_ref().as_array());
        arrays.flat_map(|array| array.iter()).filter_map(|item| self.placed(item)).collect()
    }

    /// A text with its place; one that is still to be written names nothing.
    fn placed(&self, value: &Spanned<DeValue<'_>>) -> Option<Placed> {
        let span = value.span();
        let text = value.get_ref().as_str().filter(|text| !text.is_empty())?.to_owned();
        Some(Placed { text, span: self.offset + span.start..self.offset + span.end })
    }
}

fn field<'a>(table: &'a DeTable<'a>, name: &str) -> Option<&'a Spanned<DeValue<'a>>> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
}
