//! The page of a product.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link, Provenance};
use super::cite::{self, FileView};
use super::facet::MOST;
use super::frame::Head;
use super::press::Job;
use super::safeguard::SettingView;
use super::{address, body, charts, checklist, feed, vendor};
use crate::chart::Chart;
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase};
use crate::markdown;
use crate::record::{Effect, Incident, Product, Safeguard, Term};
use crate::report::checklist_words::first_sentence;

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    atlas.kb.products().iter().map(|(id, entry)| job(atlas, id, entry)).collect()
}

fn job<'a>(atlas: &'a Atlas<'a>, id: &'a str, entry: &'a Entry<Product>) -> Job<'a> {
    Box::new(move |press| {
        let record = entry.record();
        let head = Head {
            path: address(Kind::Product, id),
            template: "product.html",
            title: record.name.clone(),
            description: format!(
                "{} by {}: incidents in which it was in use, and its settings that carry out a safeguard.",
                record.name, record.vendor
            ),
            trail: vec![Link::new("products/index.html", "Products")],
            has_json: true,
            feed: Some(feed::address(Kind::Product, id)),
            ..Head::default()
        };
        press.record(&head, &ProductPage::new(atlas, entry), Kind::Product, id)
    })
}

#[derive(Debug, Serialize)]
struct ProductPage<'a> {
    id: String,
    about: String,
    vendor: String,
    aliases: Vec<String>,
    interface: Vec<String>,
    capabilities: Vec<String>,
    launch: Option<String>,
    url: Option<String>,
    notes: Option<String>,
    vendor_page: String,
    checklist: String,
    total: usize,
    incidents: Vec<&'a IncidentCard>,
    patterns: Option<Chart>,
    /// What can be set, by safeguard.
    settings: Vec<SettingGroup>,
    provenance: Provenance,
    file: FileView,
    revisions: Vec<(String, String)>,
    body: String,
}

/// The settings that carry out one safeguard.
#[derive(Debug, Serialize)]
struct SettingGroup {
    id: String,
    safeguard: Link,
    /// In how many of the product's incidents the safeguard changed what happened, or would have.
    incidents: usize,
    settings: Vec<SettingView>,
}

impl<'a> ProductPage<'a> {
    fn new(atlas: &'a Atlas<'_>, entry: &Entry<Product>) -> Self {
        let kb = atlas.kb;
        let record = entry.record();
        let incidents = Atlas::on(&atlas.by_product, record.id.as_str());
        Self {
            id: record.id.to_string(),
            about: about(entry),
            vendor: record.vendor.clone(),
            aliases: record.aliases.clone(),
            interface: record.interface.iter().map(|term| term.label()).collect(),
            capabilities: record.capabilities.iter().map(|term| term.label()).collect(),
            launch: record.launch.as_ref().map(crate::record::PartialDate::in_words),
            url: record.url.as_ref().map(ToString::to_string),
            notes: record.notes.clone(),
            vendor_page: vendor::address(&record.vendor),
            checklist: checklist::of_product(record.id.as_str()),
            total: incidents.len(),
            incidents: atlas.cards(incidents.iter().take(MOST)),
            patterns: charts::patterns(atlas, incidents),
            settings: settings(kb, record, incidents),
            provenance: Provenance::new(kb, entry),
            file: FileView::new(kb, entry, format!("products/{}.md", record.id)),
            revisions: cite::revisions(&record.revisions),
            body: body(kb, entry, "../"),
        }
    }
}

/// What a product is: the first sentence of its record's text, or, without one, whose it is.
pub(super) fn about(entry: &Entry<Product>) -> String {
    match markdown::opening(entry.body()) {
        none if none.is_empty() => format!("By {}.", entry.record().vendor),
        text => first_sentence(&text).to_owned(),
    }
}

/// What can be set, the safeguards first that would have changed most of the product's incidents.
fn settings(kb: &KnowledgeBase, product: &Product, incidents: &[&Incident]) -> Vec<SettingGroup> {
    let group = |safeguard: &Safeguard| {
        let link = Link::to(kb, Kind::Safeguard, safeguard.id.as_str());
        let own = safeguard.settings.iter().filter(|setting| setting.product == product.id);
        let bears = |incident: &&&Incident| {
            let mut labels = incident.safeguards.iter();
            !incident.is_retracted() && labels.any(|label| label.id == safeguard.id && label.effect != Effect::None)
        };
        SettingGroup {
            id: safeguard.id.to_string(),
            incidents: incidents.iter().filter(bears).count(),
            settings: own.map(|setting| SettingView::new(setting, link.clone())).collect(),
            safeguard: link,
        }
    };
    let mut groups: Vec<SettingGroup> = kb.safeguards().values().map(|entry| group(entry.record())).collect();
    groups.retain(|group| !group.settings.is_empty());
    groups.sort_by_key(|group| std::cmp::Reverse(group.incidents));
    groups
}
