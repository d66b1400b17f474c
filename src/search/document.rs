//! Records as search reads them: a card of each, and the texts in which words are looked up.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::card::Card;
use super::codec::{Cursor, put_text};
use super::error::IndexError;
use super::field::{Facet, TextField};
use super::values::vendor_value;
use crate::corpus::{Kind, Parsed};
use crate::kb::{Entry, KnowledgeBase};
use crate::markdown;
use crate::record::{ExternalScheme, Incident, Pattern, Product, Safeguard, Term};

/// A text in which words are looked up: a line or paragraph of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) field: TextField,
    pub(super) text: String,
}

impl Line {
    pub(super) fn put_all(bytes: &mut Vec<u8>, lines: &[Self]) {
        for line in lines {
            bytes.push(line.field as u8);
            put_text(bytes, &line.text);
        }
    }

    pub(super) fn read_all(bytes: &[u8]) -> Result<Vec<Self>, IndexError> {
        let mut cursor = Cursor::new(bytes);
        let mut lines = Vec::new();
        while !cursor.is_at_end() {
            let field = TextField::ALL.get(usize::from(cursor.byte()?)).copied().ok_or(IndexError::Damaged)?;
            lines.push(Self { field, text: cursor.text()?.to_owned() });
        }
        Ok(lines)
    }
}

/// A record on its way into the index.
pub(super) struct Document {
    pub(super) card: Card,
    pub(super) lines: Vec<Line>,
}

impl Document {
    fn new(kind: Kind, id: &str, title: &str) -> Self {
        let card = Card {
            kind,
            id: id.to_owned(),
            title: title.to_owned(),
            retracted: false,
            facets: BTreeSet::new(),
            capabilities: Vec::new(),
            occurred: String::new(),
        };
        let mut document = Self { card, lines: Vec::new() };
        document.count(Facet::Type, kind.as_str());
        document.text(TextField::Title, title);
        document
    }

    /// Differs for documents of which anything differs.
    pub(super) fn digest(&self) -> [u8; 16] {
        let mut bytes = serde_json::to_vec(&self.card).unwrap_or_default();
        Line::put_all(&mut bytes, &self.lines);
        let mut digest = [0; 16];
        for (own, byte) in digest.iter_mut().zip(Sha256::digest(&bytes)) {
            *own = byte;
        }
        digest
    }

    fn count(&mut self, facet: Facet, value: impl Into<String>) {
        self.card.facets.insert((facet, value.into()));
    }

    fn count_some(&mut self, facet: Facet, value: Option<String>) {
        self.card.facets.extend(value.map(|value| (facet, value)));
    }

    fn count_all<T: Term>(&mut self, facet: Facet, terms: &[T]) {
        for term in terms {
            self.count(facet, term.as_str());
        }
    }

    fn text(&mut self, field: TextField, text: impl AsRef<str>) {
        let text = text.as_ref().trim();
        if !text.is_empty() {
            self.lines.push(Line { field, text: text.to_owned() });
        }
    }

    /// An entry of a standard by its id; bare numbers such as `9.2.1` would match every number.
    fn standard(&mut self, id: &str) {
        if id.chars().filter(|c| c.is_alphabetic()).count() > 1 {
            self.text(TextField::Labels, id);
        }
    }

    fn body(&mut self, markdown: &str) {
        for line in markdown::to_text(markdown).lines() {
            self.text(TextField::Body, line);
        }
    }
}

/// What is searched of a record, for those who search it by other means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// What the record is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its texts, a line or paragraph each, with the field of each.
    pub lines: Vec<(TextField, String)>,
}

/// The texts of every record of a knowledge base that are searched, in the order of an index.
pub fn texts(kb: &KnowledgeBase) -> impl Iterator<Item = Texts> {
    documents(kb).map(|document| Texts {
        kind: document.card.kind,
        id: document.card.id,
        lines: document.lines.into_iter().map(|line| (line.field, line.text)).collect(),
    })
}

/// Reads the records of a knowledge base, incidents first, each kind in the order of ids.
pub(super) fn documents(kb: &KnowledgeBase) -> impl Iterator<Item = Document> {
    let incidents = kb.incidents().values().map(|entry| incident(kb, &entry.parsed));
    let patterns = kb.patterns().values().map(pattern);
    let safeguards = kb.safeguards().values().map(|entry| safeguard(kb, entry));
    let products = kb.products().values().map(product);
    incidents.chain(patterns).chain(safeguards).chain(products)
}

pub(super) fn incident(kb: &KnowledgeBase, parsed: &Parsed<Incident>) -> Document {
    let record = &parsed.record;
    let mut document = Document::new(Kind::Incident, record.id.as_str(), &record.title);
    document.card.retracted = record.is_retracted();
    document.card.occurred = record.occurred.first_day().map(|day| day.to_string()).unwrap_or_default();
    document.card.capabilities = record.capabilities.iter().map(|capability| capability.as_str().to_owned()).collect();
    count_incident(&mut document, record);
    document.text(TextField::Summary, &record.summary);
    document.text(TextField::Labels, record.id.as_str());
    for tag in &record.tags {
        document.text(TextField::Labels, tag.as_str());
    }
    for command in &record.commands {
        document.text(TextField::Commands, &command.text);
        document.text(TextField::Claims, command.note.as_deref().unwrap_or_default());
    }
    document.text(TextField::Names, &record.operator);
    for agent in &record.agents {
        if let Some(product) = agent.product.as_ref().and_then(|product| kb.products().get(product.as_str())) {
            name_product(&mut document, product.record());
        }
        document.text(TextField::Names, agent.model.as_deref().unwrap_or_default());
    }
    for external in &record.external {
        document.text(TextField::Labels, &external.id);
    }
    label_incident(&mut document, kb, record);
    claim_incident(&mut document, record);
    describe_incident(&mut document, record);
    document.body(parsed.body());
    document
}

fn count_incident(document: &mut Document, record: &Incident) {
    document.count_all(Facet::Environment, &record.environment);
    document.count_all(Facet::Impact, &record.impact.kinds);
    document.count(Facet::Severity, record.severity.realised.as_str());
    document.count(Facet::Potential, record.severity.potential.as_str());
    document.count(Facet::Adversary, record.adversary.as_str());
    document.count(Facet::Kind, record.kind.as_str());
    document.count(Facet::Status, record.status.as_str());
    for year in record.occurred.years() {
        document.count(Facet::Year, year.to_string());
    }
    for external in record.external.iter().filter(|external| external.scheme == ExternalScheme::Cve) {
        document.count(Facet::Cve, external.id.to_uppercase());
    }
    for tag in &record.tags {
        document.count(Facet::Tag, tag.as_str());
    }
    for agent in &record.agents {
        document.count_all(Facet::Interface, &agent.interface);
        document.count_all(Facet::Permissions, &agent.permissions);
        document.count(Facet::Autonomy, agent.autonomy.as_str());
    }
}

fn name_product(document: &mut Document, product: &Product) {
    document.count(Facet::Product, product.id.as_str());
    document.count_some(Facet::Vendor, vendor_value(&product.vendor));
    let names = [&product.name, &product.vendor];
    for name in names.into_iter().chain(&product.aliases).chain(&product.vendor_aliases) {
        document.text(TextField::Names, name);
    }
}

fn label_incident(document: &mut Document, kb: &KnowledgeBase, record: &Incident) {
    for label in &record.patterns {
        document.count(Facet::Pattern, label.id.as_str());
        document.text(TextField::Claims, &label.evidence);
        document.text(TextField::Claims, label.quote.as_deref().unwrap_or_default());
        if let Some(pattern) = kb.patterns().get(label.id.as_str()) {
            document.text(TextField::Labels, &pattern.record().name);
        }
    }
    for label in &record.safeguards {
        document.count(Facet::Safeguard, label.id.as_str());
        document.text(TextField::Claims, &label.why);
        if let Some(safeguard) = kb.safeguards().get(label.id.as_str()) {
            document.text(TextField::Labels, &safeguard.record().name);
        }
    }
}

fn claim_incident(document: &mut Document, record: &Incident) {
    for event in &record.events {
        document.text(TextField::Claims, &event.text);
    }
    for claim in &record.claims {
        document.text(TextField::Claims, &claim.text);
        document.text(TextField::Claims, claim.quote.as_deref().unwrap_or_default());
    }
    document.text(TextField::Claims, &record.task);
    document.text(TextField::Claims, &record.impact.scope);
    document.text(TextField::Claims, &record.severity.why);
}

/// What the vocabularies say of an incident, in words: people ask for `critical` ones and for `customer chatbots`.
fn describe_incident(document: &mut Document, record: &Incident) {
    let kinds = record.impact.kinds.iter().map(|kind| kind.label());
    let environments = record.environment.iter().map(|environment| environment.label());
    let interfaces = record.agents.iter().flat_map(|agent| &agent.interface).map(|interface| interface.label());
    let others = [record.kind.label(), record.status.label(), record.severity.realised.label()];
    let labels: BTreeSet<String> = kinds.chain(environments).chain(interfaces).chain(others).collect();
    for label in labels.iter().filter(|label| *label != "unknown") {
        document.text(TextField::Labels, label);
    }
}

fn pattern(entry: &Entry<Pattern>) -> Document {
    let record = entry.record();
    let mut document = Document::new(Kind::Pattern, record.id.as_str(), &record.name);
    document.count(Facet::Pattern, record.id.as_str());
    document.text(TextField::Summary, &record.definition);
    document.text(TextField::Labels, record.id.as_str());
    for signal in record.signals.strong.iter().chain(&record.signals.weak) {
        document.text(TextField::Labels, signal);
    }
    for link in &record.crosswalk {
        document.standard(&link.id);
    }
    document.text(TextField::Claims, &record.label_when);
    document.text(TextField::Claims, &record.not_when);
    document.body(entry.body());
    document
}

fn safeguard(kb: &KnowledgeBase, entry: &Entry<Safeguard>) -> Document {
    let record = entry.record();
    let mut document = Document::new(Kind::Safeguard, record.id.as_str(), &record.name);
    document.count(Facet::Safeguard, record.id.as_str());
    for pattern in &record.mitigates {
        document.count(Facet::Pattern, pattern.as_str());
    }
    document.text(TextField::Summary, &record.objective);
    document.text(TextField::Summary, &record.question.text);
    document.text(TextField::Labels, record.id.as_str());
    for link in &record.crosswalk {
        document.standard(&link.id);
    }
    for setting in &record.settings {
        if let Some(product) = kb.products().get(setting.product.as_str()) {
            name_product(&mut document, product.record());
        }
        document.text(TextField::Commands, format!("{} {}", setting.name, setting.value));
    }
    for step in record.how.iter().chain(&record.verify.steps) {
        document.text(TextField::Claims, step);
    }
    document.body(entry.body());
    document
}

fn product(entry: &Entry<Product>) -> Document {
    let record = entry.record();
    let mut document = Document::new(Kind::Product, record.id.as_str(), &record.name);
    document.text(TextField::Labels, record.id.as_str());
    name_product(&mut document, record);
    document.count_all(Facet::Interface, &record.interface);
    document.text(TextField::Summary, record.notes.as_deref().unwrap_or_default());
    document.body(entry.body());
    document
}
