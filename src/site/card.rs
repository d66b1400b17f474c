//! What pages show of a record that they only mention: links, labels, levels, and an incident in a line.

use serde::Serialize;

use super::address;
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Incident, PatternRole, SeverityLevel, Term};

/// A link to a page of the site, by its path from the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) text: String,
}

/// A value of a vocabulary as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Label {
    pub(super) value: &'static str,
    pub(super) text: String,
    pub(super) definition: &'static str,
}

/// A severity as pages show it: code, word, definition.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Level {
    pub(super) code: String,
    pub(super) word: String,
    pub(super) definition: &'static str,
}

/// An incident in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct IncidentCard {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) summary: String,
    /// When it occurred, in words.
    pub(super) occurred: String,
    /// The same for machines, if it is a year, a month or a day.
    pub(super) day: Option<String>,
    pub(super) severity: Level,
    pub(super) potential: Level,
    pub(super) status: Label,
    pub(super) kind: Label,
    pub(super) retracted: bool,
    pub(super) products: Vec<Link>,
    /// Its primary pattern.
    pub(super) primary: Option<Link>,
}

impl Link {
    pub(super) fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }

    /// Leads to a record, under its title.
    pub(super) fn to(kb: &KnowledgeBase, kind: Kind, id: &str) -> Self {
        Self::new(address(kind, id), kb.title(kind, id).unwrap_or(id))
    }
}

impl Label {
    pub(super) fn of<T: Term>(term: T) -> Self {
        Self { value: term.as_str(), text: term.label(), definition: term.definition() }
    }
}

impl Level {
    pub(super) fn of(level: SeverityLevel) -> Self {
        let (code, word) = level.as_str().split_once('-').unwrap_or((level.as_str(), ""));
        Self { code: code.to_uppercase(), word: word.to_owned(), definition: level.definition() }
    }
}

impl IncidentCard {
    pub(super) fn new(kb: &KnowledgeBase, incident: &Incident) -> Self {
        let mut products: Vec<Link> = incident.products().map(|id| Link::to(kb, Kind::Product, id.as_str())).collect();
        products.sort_by(|a, b| a.text.cmp(&b.text));
        products.dedup();
        let primary = incident.patterns.iter().find(|label| label.role == PatternRole::Primary);
        Self {
            id: incident.id.to_string(),
            href: address(Kind::Incident, incident.id.as_str()),
            title: incident.title.clone(),
            summary: incident.summary.clone(),
            occurred: incident.occurred.in_words(),
            day: machine_date(incident.occurred.as_str()),
            severity: Level::of(incident.severity.realised),
            potential: Level::of(incident.severity.potential),
            status: Label::of(incident.status),
            kind: Label::of(incident.kind),
            retracted: incident.is_retracted(),
            products,
            primary: primary.map(|label| Link::to(kb, Kind::Pattern, label.id.as_str())),
        }
    }
}

/// A date as HTML spells it: a year, a month or a day, without leeway.
fn machine_date(text: &str) -> Option<String> {
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split('-');
    let year = parts.next().is_some_and(|year| digits(year, 4));
    (year && parts.clone().count() <= 2 && parts.all(|part| digits(part, 2))).then(|| text.to_owned())
}

/// What a reader should know of where a record comes from, if several corpora are in use.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Provenance {
    /// The corpus's title.
    pub(super) corpus: Option<String>,
    /// The records that it stands in for, with the reason.
    pub(super) replaces: Vec<(String, String)>,
}

impl Provenance {
    pub(super) fn new<T: crate::kb::Succeeds>(kb: &KnowledgeBase, entry: &Entry<T>) -> Self {
        let corpus = kb.corpus_of(entry).filter(|_| kb.corpora().len() > 1).map(|corpus| corpus.title.clone());
        let pair = |replaced: &crate::record::Replacement| (replaced.id.clone(), replaced.reason.clone());
        Self { corpus, replaces: entry.record().replaces().iter().map(pair).collect() }
    }
}
