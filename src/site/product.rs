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
use crate::record::{Product, Term};

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
    settings: Vec<SettingView>,
    provenance: Provenance,
    file: FileView,
    revisions: Vec<(String, String)>,
    body: String,
}

impl<'a> ProductPage<'a> {
    fn new(atlas: &'a Atlas<'_>, entry: &Entry<Product>) -> Self {
        let kb = atlas.kb;
        let record = entry.record();
        let incidents = Atlas::on(&atlas.by_product, record.id.as_str());
        Self {
            id: record.id.to_string(),
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
            settings: settings(kb, record),
            provenance: Provenance::new(kb, entry),
            file: FileView::new(kb, entry, format!("products/{}.md", record.id)),
            revisions: cite::revisions(&record.revisions),
            body: body(kb, entry, "../"),
        }
    }
}

fn settings(kb: &KnowledgeBase, product: &Product) -> Vec<SettingView> {
    let mut all = Vec::new();
    for safeguard in kb.safeguards().values().map(Entry::record) {
        for setting in safeguard.settings.iter().filter(|setting| setting.product == product.id) {
            all.push(SettingView::new(setting, Link::to(kb, Kind::Safeguard, safeguard.id.as_str())));
        }
    }
    all
}
