//! The page of a vendor: its products, and the incidents in which they were in use.

use std::collections::BTreeSet;

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use super::facet::MOST;
use super::frame::Head;
use super::press::Job;
use crate::corpus::Kind;
use crate::record::{Incident, Product};

#[derive(Debug, Serialize)]
struct VendorPage<'a> {
    /// Other names.
    aliases: BTreeSet<&'a str>,
    products: Vec<(Link, usize)>,
    total: usize,
    incidents: Vec<&'a IncidentCard>,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    atlas.vendors.values().filter_map(|products| job(products)).collect()
}

fn job<'a>(products: &'a [&'a Product]) -> Option<Job<'a>> {
    let name = products.first()?.vendor.as_str();
    Some(Box::new(move |press| {
        let head = Head {
            path: address(name),
            template: "vendor.html",
            title: name.to_owned(),
            description: format!(
                "Products of {name} in the corpus, and the incidents in which they were in use. In use does not mean \
                 at fault."
            ),
            trail: vec![Link::new("products/index.html", "Products")],
        };
        press.page(&head, &VendorPage::new(press.atlas, products))
    }))
}

/// The address of a vendor's page.
pub(super) fn address(vendor: &str) -> String {
    format!("vendors/{}.html", super::name_in_path(vendor))
}

impl<'a> VendorPage<'a> {
    fn new(atlas: &'a Atlas<'a>, products: &'a [&'a Product]) -> Self {
        let of_product = |product: &&Product| Atlas::on(&atlas.by_product, product.id.as_str());
        let involved: BTreeSet<&str> =
            products.iter().flat_map(of_product).map(|incident| incident.id.as_str()).collect();
        let is_involved = |incident: &&&Incident| involved.contains(incident.id.as_str());
        Self {
            aliases: products.iter().flat_map(|product| &product.vendor_aliases).map(String::as_str).collect(),
            products: products
                .iter()
                .map(|product| (Link::to(atlas.kb, Kind::Product, product.id.as_str()), of_product(product).len()))
                .collect(),
            total: involved.len(),
            incidents: atlas.cards(atlas.incidents.iter().filter(is_involved).take(MOST)),
        }
    }
}
