//! `precedent.list.v1`: records of one kind, a line each.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{CorpusRef, corpora};
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase, Succeeds};
use crate::record::Term;

/// Records of one kind, in the order of ids.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListAnswer {
    /// `precedent.list.v1`.
    pub schema: String,
    /// `incident`, `pattern`, `safeguard`, `product` or `standard`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The corpora in use.
    pub corpora: Vec<CorpusRef>,
    /// The records.
    pub items: Vec<ListItem>,
}

/// One record.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct ListItem {
    /// Its id.
    pub id: String,
    /// Its title or name.
    pub title: String,
    /// The corpus that it belongs to.
    pub corpus: String,
    /// Records of other corpora that it stands in for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// What sort of occurrence, for incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How well borne out, for incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it occurred, for incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred: Option<String>,
    /// When it became public, for incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disclosed: Option<String>,
    /// Realised severity, for incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Potential severity, for incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub potential: Option<String>,
    /// Products, for incidents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// Patterns, the primary one first, for incidents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<String>,
    /// The family of a pattern, the function of a safeguard, the vendor of a product, the publisher of a standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Effort, for safeguards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<String>,
    /// How many incidents bear it, for patterns, safeguards and products.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidents: Option<usize>,
    /// Editions, for standards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<String>,
}

impl ListAnswer {
    /// Lists the records of a kind.
    #[must_use]
    pub fn new(kb: &KnowledgeBase, kind: Kind) -> Self {
        let items = match kind {
            Kind::Incident => kb.incidents().values().map(|entry| incident(kb, entry)).collect(),
            Kind::Pattern => kb.patterns().values().map(|entry| pattern(kb, entry)).collect(),
            Kind::Safeguard => kb.safeguards().values().map(|entry| safeguard(kb, entry)).collect(),
            Kind::Product => kb.products().values().map(|entry| product(kb, entry)).collect(),
            Kind::Standard => kb.standards().values().map(|entry| standard(kb, entry)).collect(),
        };
        Self { schema: "precedent.list.v1".to_owned(), kind: kind.as_str().to_owned(), corpora: corpora(kb), items }
    }
}

fn item<T: Succeeds>(kb: &KnowledgeBase, entry: &Entry<T>, id: &str, title: &str) -> ListItem {
    let replaces = entry.record().replaces().iter().map(|replaced| replaced.id.clone()).collect();
    let corpus = kb.corpus_of(entry).map(|corpus| corpus.name.clone()).unwrap_or_default();
    ListItem { id: id.to_owned(), title: title.to_owned(), corpus, replaces, ..ListItem::default() }
}

/// An incident in a line.
pub(super) fn incident(kb: &KnowledgeBase, entry: &Entry<crate::record::Incident>) -> ListItem {
    let record = entry.record();
    let mut patterns: Vec<_> = record.patterns.iter().collect();
    patterns.sort_by_key(|label| label.role);
    let products: BTreeSet<String> = record.products().map(ToString::to_string).collect();
    ListItem {
        kind: Some(record.kind.as_str().to_owned()),
        status: Some(record.status.as_str().to_owned()),
        occurred: Some(record.occurred.to_string()),
        disclosed: Some(record.disclosed.to_string()),
        severity: Some(record.severity.realised.as_str().to_owned()),
        potential: Some(record.severity.potential.as_str().to_owned()),
        products: products.into_iter().collect(),
        patterns: patterns.into_iter().map(|label| label.id.to_string()).collect(),
        ..item(kb, entry, record.id.as_str(), &record.title)
    }
}

fn pattern(kb: &KnowledgeBase, entry: &Entry<crate::record::Pattern>) -> ListItem {
    let record = entry.record();
    ListItem {
        group: Some(record.family.as_str().to_owned()),
        incidents: Some(kb.incidents_with_pattern(record.id.as_str()).count()),
        ..item(kb, entry, record.id.as_str(), &record.name)
    }
}

fn safeguard(kb: &KnowledgeBase, entry: &Entry<crate::record::Safeguard>) -> ListItem {
    let record = entry.record();
    ListItem {
        group: Some(record.function.as_str().to_owned()),
        effort: Some(record.effort.as_str().to_owned()),
        incidents: Some(kb.incidents_with_safeguard(record.id.as_str()).count()),
        ..item(kb, entry, record.id.as_str(), &record.name)
    }
}

fn product(kb: &KnowledgeBase, entry: &Entry<crate::record::Product>) -> ListItem {
    let record = entry.record();
    ListItem {
        group: Some(record.vendor.clone()),
        incidents: Some(kb.incidents_with_product(record.id.as_str()).count()),
        ..item(kb, entry, record.id.as_str(), &record.name)
    }
}

fn standard(kb: &KnowledgeBase, entry: &Entry<crate::record::Standard>) -> ListItem {
    let record = entry.record();
    ListItem {
        group: Some(record.publisher.clone()),
        editions: record.editions.iter().map(|edition| edition.edition.clone()).collect(),
        ..item(kb, entry, record.scheme.as_str(), &record.name)
    }
}
