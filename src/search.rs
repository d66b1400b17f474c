//! Full-text search: what was typed, to records, with the reason for each.
//!
//! An [`Index`] holds all that an answer shows, so that it can be prepared once and opened without the records. Answers
//! refer to small cards; the texts are read for the excerpts of one page only.
//! What people type never reaches tantivy's query parser, which would read `rm -rf /` as "rm, but not rf".

mod analysis;
mod browser;
mod cache;
mod card;
mod codec;
mod columns;
mod dictionary;
mod document;
mod error;
mod explain;
mod field;
mod fragment;
mod function_words;
mod index;
mod invert;
mod kin;
mod list;
mod mark;
mod nearness;
mod pairs;
mod places;
mod plan;
mod query;
mod rank;
mod recall;
mod score;
mod similar;
mod spelling;
mod standing;
mod storage;
mod synonyms;
mod table;
mod terms;
mod values;
mod weights;

use std::collections::BTreeMap;

pub use browser::{Shown, browser_files};
pub use cache::{Cache, Prepared};
pub use card::Card;
pub use document::{Texts, texts};
pub use error::IndexError;
pub use explain::{Explanation, Part, Shares, Way};
pub use field::{Facet, TextField};
pub use fragment::Fragment;
pub use index::{Index, Written};
pub use query::{Clause, Comparison, Note, Polarity, Query};

pub use similar::{Likeness, Named, Reason, Shared, Sharing, Similar, Subject};
pub use values::vendor_value;

/// Which part of the hits to answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Hits to pass over.
    pub offset: usize,
    /// Hits to return at most.
    pub limit: usize,
    /// What the hits are ordered by.
    pub order: Order,
}

/// What hits are ordered by. What is retracted comes last in each, and equals are ordered by kind and id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By score; queries of filters alone by severity.
    #[default]
    Relevance,
    /// The latest first.
    Date,
    /// The most severe first, then the latest.
    Severity,
    /// By kind and id.
    Id,
}

/// The answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How many records match.
    pub total: usize,
    /// The page asked for, best first.
    pub hits: Vec<Hit>,
    /// For each facet, how many of all matching records have each value, most first.
    pub facets: BTreeMap<Facet, Vec<(String, usize)>>,
    /// Synonyms and spellings that were looked for as well, and that records have.
    pub also_searched: Vec<String>,
    /// The query with words that records have in the place of those that none has.
    pub did_you_mean: Option<String>,
    /// What a person should know about how the query was read.
    pub notes: Vec<Note>,
}

/// One record found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The record.
    pub card: Card,
    /// How well it matches, in thousandths; comparable within one answer only. Zero for queries of filters alone.
    pub score: u32,
    /// Fields in which something matched, in the order of their weight.
    pub matched: Vec<TextField>,
    /// Excerpts with what matched.
    pub fragments: Vec<Fragment>,
}
