//! The page of the search, and the pieces of the index that its script reads. Without a script it leads to the pages of
//! every value.

use serde::Serialize;
use serde_json::{Value, json};

use super::RenderError;
use super::atlas::Atlas;
use super::card::{Label, Level, Link};
use super::facet::Facet;
use super::frame::Head;
use super::listing::Row;
use super::press::{Files, Job, job as job_of};
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::record::{
    Adversary, AgentInterface, AutonomyLevel, ClaimStatus, Environment, ImpactKind, IncidentKind, PermissionsOrigin,
    SeverityLevel, Term,
};
use crate::search::{self, Card, IndexError, Shown, browser_files, vendor_value};

/// Where the pieces are.
const PIECES: &str = "search/data";

#[derive(Debug, Serialize)]
struct SearchPage<'a> {
    facets: &'a [Facet<'a>],
    patterns: Vec<Row>,
    safeguards: Vec<Row>,
    products: Vec<Row>,
    vendors: Vec<(Link, usize)>,
    years: Vec<(Link, usize)>,
}

pub(super) fn job<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "search/index.html".to_owned(),
            template: "search.html",
            title: "Search".to_owned(),
            description:
                "Search the incidents, patterns, safeguards and products of the corpus, or browse them by any \
                          of their values."
                    .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        press.page(&head, &SearchPage::new(press.atlas))
    })
}

impl<'a> SearchPage<'a> {
    fn new(atlas: &'a Atlas<'a>) -> Self {
        Self {
            facets: &atlas.facets,
            patterns: Row::most_first(atlas, Kind::Pattern),
            safeguards: Row::most_first(atlas, Kind::Safeguard),
            products: Row::most_first(atlas, Kind::Product),
            vendors: atlas.vendors(),
            years: atlas.years(),
        }
    }
}

/// The pieces of the index.
pub(super) fn index<'a>() -> Job<'a> {
    job_of(|press| pieces(press.atlas).map_err(RenderError::Index))
}

fn pieces(atlas: &Atlas<'_>) -> Result<Files, IndexError> {
    let kb = atlas.kb;
    let shown = Shown { card: &|shown| card(kb, shown), label: &|facet, value| label(kb, facet, value) };
    let pieces = browser_files(&atlas.index, &shown)?;
    Ok(pieces.into_iter().map(|(name, bytes)| (format!("{PIECES}/{name}"), bytes)).collect())
}

/// What is shown of a record: id, title, and for incidents severity, status, kind, products, and when it occurred.
fn card(kb: &KnowledgeBase, card: &Card) -> Value {
    let Some(incident) = kb.incidents().get(&card.id).filter(|_| card.kind == Kind::Incident) else {
        return json!([card.id, card.title]);
    };
    let record = incident.record();
    let severity = Level::of(record.severity.realised);
    let status = Label::of(record.status);
    let products: Vec<String> =
        card.values(search::Facet::Product).map(|id| label(kb, search::Facet::Product, id)).collect();
    json!([
        card.id,
        card.title,
        [severity.code, severity.word],
        [status.value, status.text],
        record.kind.label(),
        products,
        record.occurred.in_words()
    ])
}

/// What a value of a facet is called on the page.
fn label(kb: &KnowledgeBase, facet: search::Facet, value: &str) -> String {
    fn of<T: Term>(value: &str) -> Option<String> {
        T::find(value).map(Term::label)
    }
    let title = |kind| kb.title(kind, value).map(str::to_owned);
    let known = match facet {
        search::Facet::Pattern => title(Kind::Pattern),
        search::Facet::Safeguard => title(Kind::Safeguard),
        search::Facet::Product => title(Kind::Product),
        search::Facet::Interface => of::<AgentInterface>(value),
        search::Facet::Severity | search::Facet::Potential => of::<SeverityLevel>(value),
        search::Facet::Impact => of::<ImpactKind>(value),
        search::Facet::Environment => of::<Environment>(value),
        search::Facet::Autonomy => of::<AutonomyLevel>(value),
        search::Facet::Permissions => of::<PermissionsOrigin>(value),
        search::Facet::Adversary => of::<Adversary>(value),
        search::Facet::Kind => of::<IncidentKind>(value),
        search::Facet::Status => of::<ClaimStatus>(value),
        search::Facet::Vendor => vendor(kb, value),
        search::Facet::Type | search::Facet::Year | search::Facet::Cve | search::Facet::Tag => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

fn vendor(kb: &KnowledgeBase, value: &str) -> Option<String> {
    let mut vendors = kb.products().values().map(|entry| &entry.record().vendor);
    vendors.find(|vendor| vendor_value(vendor).as_deref() == Some(value)).cloned()
}
