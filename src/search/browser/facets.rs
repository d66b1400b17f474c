//! Facets by document, for filters and counts, and the names that values go by, for filters.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Shown;
use super::digits::{put, put_count};
use super::pieces::Pieces;
use crate::search::error::IndexError;
use crate::search::field::Facet;
use crate::search::index::Index;
use crate::search::values::in_order;

/// The values of one facet, and which document has which.
#[derive(Debug, Serialize)]
struct Column<'a> {
    /// Sorted; the place of a value is its number.
    values: &'a [String],
    labels: Vec<String>,
    /// For each document, how many values it has, and their numbers.
    numbers: String,
}

/// What values of a facet may be called.
#[derive(Debug, Serialize)]
struct Names<'a> {
    names: BTreeMap<&'a str, &'a BTreeSet<String>>,
    /// The values of an ordered facet, from the lowest.
    order: Vec<String>,
}

pub(super) fn write(index: &Index, shown: &Shown<'_>, pieces: &mut Pieces) -> Result<(), IndexError> {
    for facet in Facet::ALL.iter().copied() {
        let column = index.column(facet)?;
        let mut numbers = String::new();
        for document in 0..index.len() {
            put_count(&mut numbers, column.at(document).count());
            for number in column.at(document) {
                put(&mut numbers, number);
            }
        }
        let labels = column.values().iter().map(|value| (shown.label)(facet, value)).collect();
        pieces.put(&format!("f-{}", facet.as_str()), &Column { values: column.values(), labels, numbers })?;
        let names = index.values()?.names(facet).collect();
        let order = if facet.is_ordered() { in_order(facet, column.values()) } else { Vec::new() };
        pieces.put(&format!("n-{}", facet.as_str()), &Names { names, order })?;
    }
    Ok(())
}
