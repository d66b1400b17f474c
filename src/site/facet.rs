//! Ways to narrow the list of incidents down, each value with a page of its own, so that nobody needs a script for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use super::frame::Head;
use super::press::Job;
use crate::record::{Agent, Incident, Term};
use crate::search;

/// Incidents on one page at most. A longer list goes on over pages, or, where it is one of many, ends with a link to all.
pub(super) const MOST: usize = 250;

/// A field by which incidents are told apart.
#[derive(Debug, Serialize)]
pub(super) struct Facet<'a> {
    /// Its name in queries and addresses.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) values: Vec<FacetValue<'a>>,
}

/// A value that incidents have.
#[derive(Debug, Serialize)]
pub(super) struct FacetValue<'a> {
    pub(super) link: Link,
    /// Its name in queries and addresses.
    #[serde(skip)]
    id: &'static str,
    pub(super) definition: &'static str,
    pub(super) count: usize,
    /// The incidents, the latest first.
    #[serde(skip)]
    pub(super) incidents: Vec<&'a Incident>,
}

/// The page of a value.
#[derive(Debug, Serialize)]
struct FacetPage<'a> {
    facet: &'a Facet<'a>,
    value: &'a FacetValue<'a>,
    incidents: Vec<&'a IncidentCard>,
    /// What the search is asked for the same, if it knows the field.
    query: Option<String>,
}

/// Every facet of these incidents, each value with those that have it.
pub(super) fn facets<'a>(all: &[&'a Incident]) -> Vec<Facet<'a>> {
    vec![
        facet("severity", "Severity", all, |i| vec![i.severity.realised]),
        facet("potential", "Could have been", all, |i| vec![i.severity.potential]),
        facet("status", "Status", all, |i| vec![i.status]),
        facet("kind", "Kind", all, |i| vec![i.kind]),
        facet("impact", "Impact", all, |i| i.impact.kinds.clone()),
        facet("environment", "Where it landed", all, |i| i.environment.clone()),
        facet("capability", "Power used", all, |i| i.capabilities.clone()),
        facet("interface", "Form of agent", all, |i| of_agents(i, |agent| agent.interface.clone())),
        facet("autonomy", "Autonomy", all, |i| of_agents(i, |agent| vec![agent.autonomy])),
        facet("permissions", "Permissions", all, |i| of_agents(i, |agent| agent.permissions.clone())),
        facet("adversary", "Adversary", all, |i| vec![i.adversary]),
        facet("recovery", "Recovery", all, |i| vec![i.recovery.outcome]),
    ]
}

fn facet<'a, T: Term>(
    id: &'static str,
    name: &'static str,
    all: &[&'a Incident],
    values: impl Fn(&Incident) -> Vec<T>,
) -> Facet<'a> {
    let mut shelves: BTreeMap<T, Vec<&'a Incident>> = BTreeMap::new();
    for incident in all {
        for value in BTreeSet::from_iter(values(incident)) {
            shelves.entry(value).or_default().push(*incident);
        }
    }
    let value = |(term, incidents): (T, Vec<&'a Incident>)| FacetValue {
        link: Link::new(format!("incidents/{id}/{}.html", term.as_str()), term.label()),
        id: term.as_str(),
        definition: term.definition(),
        count: incidents.len(),
        incidents,
    };
    Facet { id, name, values: shelves.into_iter().map(value).collect() }
}

fn of_agents<T>(incident: &Incident, values: impl Fn(&Agent) -> Vec<T>) -> Vec<T> {
    incident.agents.iter().flat_map(values).collect()
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let all = atlas.facets.iter().flat_map(|facet| facet.values.iter().map(move |value| (facet, value)));
    all.map(|(facet, value)| job(facet, value)).collect()
}

fn job<'a>(facet: &'a Facet<'a>, value: &'a FacetValue<'a>) -> Job<'a> {
    Box::new(move |press| {
        let FacetValue { link, id, definition, count, incidents } = value;
        let head = Head {
            path: link.href.clone(),
            template: "facet.html",
            title: format!("{}: {}", facet.name, link.text),
            description: format!(
                "{count} of the corpus's incidents, those with {} {}. {definition}",
                facet.name.to_lowercase(),
                link.text
            ),
            trail: vec![Link::new("incidents/index.html", "Incidents")],
            ..Head::default()
        };
        let query = search::Facet::find(facet.id).map(|_| format!("{}:{id}", facet.id));
        let incidents = press.atlas.cards(incidents.iter().take(MOST));
        press.page(&head, &FacetPage { facet, value, incidents, query })
    })
}
