//! `precedent.show.v1`: one record with the names behind its ids and what refers to it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::export::Exported;
use super::list::{self, ListItem};
use super::{CorpusRef, corpora};
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Incident, Pattern, Product, Safeguard, Standard};

/// One record, resolved.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShowAnswer {
    /// `precedent.show.v1`.
    pub schema: String,
    /// `incident`, `pattern`, `safeguard`, `product` or `standard`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The corpora in use.
    pub corpora: Vec<CorpusRef>,
    /// The record as in its file, with its text.
    pub record: AnyRecord,
    /// Titles of the records that it refers to, by `KIND:ID`.
    pub titles: BTreeMap<String, String>,
    /// Incidents that bear it, for patterns, safeguards and products; incidents that name it as related, for incidents.
    pub incidents: Vec<ListItem>,
}

/// A record of any kind.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum AnyRecord {
    /// An incident.
    Incident(Box<Exported<Incident>>),
    /// A pattern.
    Pattern(Box<Exported<Pattern>>),
    /// A safeguard.
    Safeguard(Box<Exported<Safeguard>>),
    /// A product.
    Product(Box<Exported<Product>>),
    /// A standard.
    Standard(Box<Exported<Standard>>),
}

impl ShowAnswer {
    /// Takes a record out of a knowledge base; `id` is one that it has, aliases not counted.
    #[must_use]
    pub fn new(kb: &KnowledgeBase, kind: Kind, id: &str) -> Option<Self> {
        let record = match kind {
            Kind::Incident => AnyRecord::Incident(Box::new(Exported::new(kb, kb.incidents().get(id)?))),
            Kind::Pattern => AnyRecord::Pattern(Box::new(Exported::new(kb, kb.patterns().get(id)?))),
            Kind::Safeguard => AnyRecord::Safeguard(Box::new(Exported::new(kb, kb.safeguards().get(id)?))),
            Kind::Product => AnyRecord::Product(Box::new(Exported::new(kb, kb.products().get(id)?))),
            Kind::Standard => AnyRecord::Standard(Box::new(Exported::new(kb, kb.standards().get(id)?))),
        };
        Some(Self {
            schema: "precedent.show.v1".to_owned(),
            kind: kind.as_str().to_owned(),
            corpora: corpora(kb),
            record,
            titles: titles(kb, kind, id),
            incidents: bearing(kb, kind, id),
        })
    }
}

fn titles(kb: &KnowledgeBase, kind: Kind, id: &str) -> BTreeMap<String, String> {
    let mut ids: Vec<(Kind, String)> = Vec::new();
    match kind {
        Kind::Incident => {
            let Some(record) = kb.incidents().get(id).map(Entry::record) else { return BTreeMap::new() };
            ids.extend(record.products().map(|product| (Kind::Product, product.to_string())));
            ids.extend(record.patterns.iter().map(|label| (Kind::Pattern, label.id.to_string())));
            ids.extend(record.safeguards.iter().map(|label| (Kind::Safeguard, label.id.to_string())));
            ids.extend(record.related.iter().map(|related| (Kind::Incident, related.id.to_string())));
        }
        Kind::Pattern => {
            let Some(record) = kb.patterns().get(id).map(Entry::record) else { return BTreeMap::new() };
            ids.extend(record.neighbours.iter().map(|neighbour| (Kind::Pattern, neighbour.id.to_string())));
            ids.extend(record.crosswalk.iter().map(|link| (Kind::Standard, link.scheme.to_string())));
        }
        Kind::Safeguard => {
            let Some(record) = kb.safeguards().get(id).map(Entry::record) else { return BTreeMap::new() };
            ids.extend(record.mitigates.iter().map(|pattern| (Kind::Pattern, pattern.to_string())));
            ids.extend(record.settings.iter().map(|setting| (Kind::Product, setting.product.to_string())));
            ids.extend(record.crosswalk.iter().map(|link| (Kind::Standard, link.scheme.to_string())));
        }
        Kind::Product | Kind::Standard => {}
    }
    let named = |(kind, id): (Kind, String)| Some((format!("{}:{id}", kind.as_str()), kb.title(kind, &id)?.to_owned()));
    ids.into_iter().filter_map(named).collect()
}

fn bearing(kb: &KnowledgeBase, kind: Kind, id: &str) -> Vec<ListItem> {
    let entries: Vec<&Entry<Incident>> = match kind {
        Kind::Incident => kb.incidents_naming(id).collect(),
        Kind::Pattern => kb.incidents_with_pattern(id).collect(),
        Kind::Safeguard => kb.incidents_with_safeguard(id).collect(),
        Kind::Product => kb.incidents_with_product(id).collect(),
        Kind::Standard => Vec::new(),
    };
    entries.into_iter().map(|entry| list::incident(kb, entry)).collect()
}
