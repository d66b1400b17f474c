//! The page of a product.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link, Provenance};
use super::frame::Head;
use super::press::Job;
use super::safeguard::SettingView;
use super::{address, body};
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
        };
        press.page(&head, &ProductPage::new(atlas, entry))
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
    incidents: Vec<&'a IncidentCard>,
    settings: Vec<SettingView>,
    provenance: Provenance,
    body: String,
}

impl<'a> ProductPage<'a> {
    fn new(atlas: &'a Atlas<'_>, entry: &Entry<Product>) -> Self {
        let kb = atlas.kb;
        let record = entry.record();
        Self {
            id: record.id.to_string(),
            vendor: record.vendor.clone(),
            aliases: record.aliases.clone(),
            interface: record.interface.iter().map(|term| term.label()).collect(),
            capabilities: record.capabilities.iter().map(|term| term.label()).collect(),
            launch: record.launch.as_ref().map(crate::record::PartialDate::in_words),
            url: record.url.as_ref().map(ToString::to_string),
            notes: record.notes.clone(),
            incidents: atlas.cards(Atlas::on(&atlas.by_product, record.id.as_str())),
            settings: settings(kb, record),
            provenance: Provenance::new(kb, entry),
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
