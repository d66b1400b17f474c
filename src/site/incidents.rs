//! The list of all incidents, over as many pages as it takes, with the ways to narrow it down.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use super::facet::{Facet, MOST};
use super::frame::Head;
use super::listing::Row;
use super::press::Job;

#[derive(Debug, Serialize)]
struct IncidentsPage<'a> {
    total: usize,
    retracted: usize,
    incidents: Vec<&'a IncidentCard>,
    facets: &'a [Facet<'a>],
    patterns: Vec<Row>,
    products: Vec<Row>,
    years: Vec<(Link, usize)>,
    /// The pages that the list goes over; none if it is one.
    pages: Vec<Link>,
    /// Which of them this is, from 0.
    here: usize,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    (0..atlas.incidents.len().div_ceil(MOST).max(1)).map(job).collect()
}

fn job<'a>(here: usize) -> Job<'a> {
    Box::new(move |press| {
        let head = Head {
            path: path(here),
            template: "incidents.html",
            title: if here == 0 { "Incidents".to_owned() } else { format!("Incidents, page {}", here + 1) },
            description: "All incidents of the corpus, the latest first, each with its severity, status, products and \
                          primary pattern, and every way to narrow the list down."
                .to_owned(),
            trail: if here == 0 { Vec::new() } else { vec![Link::new(path(0), "Incidents")] },
        };
        press.page(&head, &IncidentsPage::new(press.atlas, here))
    })
}

/// The address of a page of the list.
fn path(page: usize) -> String {
    if page == 0 { "incidents/index.html".to_owned() } else { format!("incidents/page/{}.html", page + 1) }
}

impl<'a> IncidentsPage<'a> {
    fn new(atlas: &'a Atlas<'a>, here: usize) -> Self {
        let pages = atlas.incidents.len().div_ceil(MOST);
        Self {
            total: atlas.incidents.len(),
            retracted: atlas.incidents.iter().filter(|incident| incident.is_retracted()).count(),
            incidents: atlas.cards(atlas.incidents.iter().skip(here * MOST).take(MOST)),
            facets: &atlas.facets,
            patterns: Row::most_first(atlas, crate::corpus::Kind::Pattern),
            products: Row::most_first(atlas, crate::corpus::Kind::Product),
            years: atlas.years(),
            pages: if pages > 1 {
                (0..pages).map(|page| Link::new(path(page), (page + 1).to_string())).collect()
            } else {
                Vec::new()
            },
            here,
        }
    }
}
