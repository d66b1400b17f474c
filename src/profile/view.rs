//! What can be read of a profile, with places, also where parts of it cannot be.
//!
//! A team wants every problem of its file in one run: a date that does not exist must not hide a safeguard that does not.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::record::{AnswerValue, Capability, Day, Term};
use crate::source::Span;

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// The parts of a profile that relate to each other or to records.
#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) schema: Option<At<i64>>,
    pub(super) products: Vec<At<String>>,
    pub(super) capabilities: Vec<At<Capability>>,
    pub(super) lacks: Vec<At<Capability>>,
    pub(super) answers: Vec<Entry>,
    pub(super) waivers: Vec<Entry>,
}

/// An answer or a waiver, as far as it can be read.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) safeguard: Option<At<String>>,
    pub(super) version: Option<At<u32>>,
    pub(super) answer: Option<At<AnswerValue>>,
    /// True if there is anything that is meant as evidence.
    pub(super) has_evidence: bool,
    pub(super) on: Option<At<Day>>,
    pub(super) expires: Option<At<Day>>,
}

impl View {
    /// Reads what can be read, if the text is TOML at all.
    pub(super) fn of(toml: &str) -> Option<Self> {
        let (root, errors) = DeTable::parse_recoverable(toml);
        let root = root.get_ref();
        errors.is_empty().then(|| Self {
            schema: field(root, "schema", integer),
            products: list(root, "products", text),
            capabilities: list(root, "capabilities", term),
            lacks: list(root, "lacks", term),
            answers: entries(root, "answers"),
            waivers: entries(root, "waivers"),
        })
    }
}

impl Entry {
    fn of(table: &DeTable<'_>) -> Self {
        Self {
            safeguard: field(table, "safeguard", text),
            version: field(table, "version", |value| u32::try_from(integer(value)?).ok()),
            answer: field(table, "answer", term),
            has_evidence: table.contains_key("evidence"),
            on: field(table, "on", day),
            expires: field(table, "expires", day),
        }
    }
}

fn at<T>(found: &Spanned<DeValue<'_>>, read: fn(&DeValue<'_>) -> Option<T>) -> Option<At<T>> {
    Some(At { value: read(found.get_ref())?, span: found.span() })
}

fn text(value: &DeValue<'_>) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let DeValue::Integer(number) = value else { return None };
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

fn term<T: Term>(value: &DeValue<'_>) -> Option<T> {
    T::find(value.as_str()?)
}

fn day(value: &DeValue<'_>) -> Option<Day> {
    value.as_str()?.parse().ok()
}

fn field<T>(table: &DeTable<'_>, name: &str, read: fn(&DeValue<'_>) -> Option<T>) -> Option<At<T>> {
    at(table.get(name)?, read)
}

fn array<'a, 'b>(table: &'a DeTable<'b>, name: &str) -> Option<&'a DeArray<'b>> {
    table.get(name)?.get_ref().as_array()
}

fn list<T>(table: &DeTable<'_>, name: &str, read: fn(&DeValue<'_>) -> Option<T>) -> Vec<At<T>> {
    let items = array(table, name).into_iter().flat_map(|items| items.iter());
    items.filter_map(|item| at(item, read)).collect()
}

fn entries(table: &DeTable<'_>, name: &str) -> Vec<Entry> {
    let items = array(table, name).into_iter().flat_map(|items| items.iter());
    items.filter_map(|item| item.get_ref().as_table()).map(Entry::of).collect()
}
