//! What pages look up: every list that more than one page needs, made once.

use std::collections::BTreeMap;

use super::card::IncidentCard;
use crate::checklist::{Profile, weights};
use crate::kb::{Entry, KnowledgeBase};
use crate::markdown::slug;
use crate::record::{Incident, Product};
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
    /// Products by the slug of their vendor's name.
    pub(super) vendors: BTreeMap<String, Vec<&'a Product>>,
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
            vendors.entry(slug(&product.vendor)).or_default().push(product);
        }
        Ok(Self {
            kb,
            index: Index::build(kb)?,
            by_pattern: shelf(&incidents, |incident| {
                incident.patterns.iter().map(|label| label.id.to_string()).collect()
            }),
            by_safeguard: shelf(&incidents, |incident| {
                incident.safeguards.iter().map(|label| label.id.to_string()).collect()
            }),
            by_product: shelf(&incidents, |incident| incident.products().map(ToString::to_string).collect()),
            by_year: shelf(&incidents, |incident| incident.occurred.years().iter().map(ToString::to_string).collect()),
            vendors,
            cards: incidents.iter().map(|incident| (incident.id.as_str(), IncidentCard::new(kb, incident))).collect(),
            weights: incidents
                .iter()
                .map(|incident| (incident.id.as_str(), weights::incident(incident, &nobody)))
                .collect(),
            incidents,
        })
    }

    /// The card of an incident.
    pub(super) fn card(&self, incident: &Incident) -> Option<&IncidentCard> {
        self.cards.get(incident.id.as_str())
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
