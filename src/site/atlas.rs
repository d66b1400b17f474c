//! What pages look up: every list that more than one page needs, made once.

use std::collections::BTreeMap;

use super::card::{IncidentCard, Link};
use super::facet::{Facet, facets};
use super::matrix::{Pairs, pairs};
use super::standard::{Entries, entries, key};
use super::{name_in_path, vendor, year};
use crate::checklist::Profile;
use crate::checklist::weights::Weights;
use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Crosswalk, Incident, Product};
use crate::search::{Index, IndexError};

/// Incidents under a name, the latest first.
pub(super) type Shelf<'a> = BTreeMap<String, Vec<&'a Incident>>;

/// Records by what pages ask for.
pub(super) struct Atlas<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) index: Index,
    /// Every incident, the latest first, then by id.
    pub(super) incidents: Vec<&'a Incident>,
    pub(super) by_pattern: Shelf<'a>,
    pub(super) by_safeguard: Shelf<'a>,
    pub(super) by_product: Shelf<'a>,
    pub(super) by_year: Shelf<'a>,
    /// Products by what their vendor is called in addresses.
    pub(super) vendors: BTreeMap<String, Vec<&'a Product>>,
    pub(super) facets: Vec<Facet<'a>>,
    /// Entries of standards to which something is mapped.
    pub(super) entries: Entries<'a>,
    /// What safeguards changed or would have changed, by pattern.
    pub(super) pairs: Pairs<'a>,
    cards: BTreeMap<&'a str, IncidentCard>,
    weights: BTreeMap<&'a str, u64>,
}

impl<'a> Atlas<'a> {
    pub(super) fn new(kb: &'a KnowledgeBase) -> Result<Self, IndexError> {
        let mut incidents: Vec<&Incident> = kb.incidents().values().map(Entry::record).collect();
        incidents.sort_by(|a, b| a.occurred.newest_first(&b.occurred).then_with(|| a.id.cmp(&b.id)));
        let nobody = Profile::default();
        let mut vendors: BTreeMap<String, Vec<&Product>> = BTreeMap::new();
        for product in kb.products().values().map(Entry::record) {
            vendors.entry(name_in_path(&product.vendor)).or_default().push(product);
        }
        Ok(Self {
            kb,
            index: Index::build(kb)?.remembering(),
            by_pattern: shelf(&incidents, |incident| {
                incident.patterns.iter().map(|label| label.id.to_string()).collect()
            }),
            by_safeguard: shelf(&incidents, |incident| {
                incident.safeguards.iter().map(|label| label.id.to_string()).collect()
            }),
            by_product: shelf(&incidents, |incident| incident.products().map(ToString::to_string).collect()),
            by_year: shelf(&incidents, |incident| incident.occurred.years().iter().map(ToString::to_string).collect()),
            vendors,
            facets: facets(&incidents),
            entries: entries(kb),
            pairs: pairs(&incidents),
            cards: incidents.iter().map(|incident| (incident.id.as_str(), IncidentCard::new(kb, incident))).collect(),
            weights: incidents
                .iter()
                .map(|incident| (incident.id.as_str(), Weights::STANDARD.factors(incident, &nobody).weight()))
                .collect(),
            incidents,
        })
    }

    /// The card of an incident.
    pub(super) fn card(&self, incident: &Incident) -> Option<&IncidentCard> {
        self.cards.get(incident.id.as_str())
    }

    /// The card of the incident with an id.
    pub(super) fn card_of(&self, id: &str) -> Option<&IncidentCard> {
        self.cards.get(id)
    }

    /// The cards of incidents, in their order.
    pub(super) fn cards<'c>(&self, incidents: impl IntoIterator<Item = &'c &'a Incident>) -> Vec<&IncidentCard>
    where
        'a: 'c,
    {
        incidents.into_iter().filter_map(|incident| self.card(incident)).collect()
    }

    /// Incidents on a shelf; none if there is no such name.
    pub(super) fn on<'b>(shelf: &'b Shelf<'a>, name: &str) -> &'b [&'a Incident] {
        shelf.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The years in which incidents happened, the latest first, with how many.
    pub(super) fn years(&self) -> Vec<(Link, usize)> {
        let year = |(year, incidents): (&String, &Vec<_>)| (Link::new(year::address(year), year), incidents.len());
        self.by_year.iter().rev().map(year).collect()
    }

    /// The vendors with how many products of each there are.
    pub(super) fn vendors(&self) -> Vec<(Link, usize)> {
        let vendor = |products: &Vec<&Product>| {
            let name = products.first()?.vendor.as_str();
            Some((Link::new(vendor::address(name), name), products.len()))
        };
        self.vendors.values().filter_map(vendor).collect()
    }

    /// The page of the entry that a crosswalk names.
    pub(super) fn entry(&self, link: &Crosswalk) -> Option<&str> {
        self.entries.get(&key(link.scheme.as_str(), &link.edition, &link.id)).map(|mapped| mapped.href.as_str())
    }

    /// What incidents weigh together for a team of which nothing is known, as checklists weigh them.
    pub(super) fn weight(&self, incidents: &[&Incident]) -> u64 {
        incidents.iter().filter_map(|incident| self.weights.get(incident.id.as_str())).sum()
    }
}

/// Sorts incidents, in their order, under the names that each has.
fn shelf<'a>(incidents: &[&'a Incident], names: impl Fn(&Incident) -> Vec<String>) -> Shelf<'a> {
    let mut shelf = Shelf::new();
    for incident in incidents {
        let mut names = names(incident);
        names.sort();
        names.dedup();
        for name in names {
            shelf.entry(name).or_default().push(*incident);
        }
    }
    shelf
}
