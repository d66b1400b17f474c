//! The page of the search. Without a script it leads to the pages of every value; the index and the script that reads it
//! are made elsewhere.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::Link;
use super::facet::Facet;
use super::frame::Head;
use super::listing::Row;
use super::press::Job;
use crate::corpus::Kind;

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
            description: "Search the incidents, patterns, safeguards and products of the corpus, or browse them by any \
                          of their values."
                .to_owned(),
            trail: Vec::new(),
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
