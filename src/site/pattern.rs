//! The page of a pattern.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Label, Link, Provenance};
use super::frame::Head;
use super::press::Job;
use super::{address, body};
use crate::corpus::Kind;
use crate::kb::Entry;
use crate::record::{Crosswalk, Pattern};

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    atlas.kb.patterns().iter().map(|(id, entry)| job(atlas, id, entry)).collect()
}

fn job<'a>(atlas: &'a Atlas<'a>, id: &'a str, entry: &'a Entry<Pattern>) -> Job<'a> {
    Box::new(move |press| {
        let record = entry.record();
        let head = Head {
            path: address(Kind::Pattern, id),
            template: "pattern.html",
            title: record.name.clone(),
            description: record.definition.clone(),
            trail: vec![Link::new("patterns/index.html", "Patterns")],
        };
        press.page(&head, &PatternPage::new(atlas, entry))
    })
}

#[derive(Debug, Serialize)]
struct PatternPage<'a> {
    id: String,
    family: Label,
    definition: String,
    label_when: String,
    not_when: String,
    strong: Vec<String>,
    weak: Vec<String>,
    neighbours: Vec<(Link, String)>,
    incidents: Vec<&'a IncidentCard>,
    safeguards: Vec<(Link, String)>,
    crosswalk: Vec<CrosswalkView>,
    provenance: Provenance,
    body: String,
}

/// An entry of a standard as pages show it.
#[derive(Debug, Serialize)]
pub(super) struct CrosswalkView {
    standard: String,
    edition: String,
    id: String,
    /// The page of the entry.
    page: Option<String>,
    title: Option<String>,
    history: Option<String>,
    url: String,
    relation: Label,
    verified: Label,
}

impl<'a> PatternPage<'a> {
    fn new(atlas: &'a Atlas<'_>, entry: &Entry<Pattern>) -> Self {
        let kb = atlas.kb;
        let record = entry.record();
        let id = record.id.as_str();
        let answers =
            kb.safeguards().values().map(Entry::record).filter(|safeguard| safeguard.mitigates.contains(&record.id));
        Self {
            id: id.to_owned(),
            family: Label::of(record.family),
            definition: record.definition.clone(),
            label_when: record.label_when.clone(),
            not_when: record.not_when.clone(),
            strong: record.signals.strong.clone(),
            weak: record.signals.weak.clone(),
            neighbours: record
                .neighbours
                .iter()
                .map(|neighbour| (Link::to(kb, Kind::Pattern, neighbour.id.as_str()), neighbour.difference.clone()))
                .collect(),
            incidents: atlas.cards(Atlas::on(&atlas.by_pattern, id)),
            safeguards: answers
                .map(|safeguard| (Link::to(kb, Kind::Safeguard, safeguard.id.as_str()), safeguard.objective.clone()))
                .collect(),
            crosswalk: crosswalk(atlas, &record.crosswalk),
            provenance: Provenance::new(kb, entry),
            body: body(kb, entry, "../"),
        }
    }
}

/// Entries of standards with their titles and addresses.
pub(super) fn crosswalk(atlas: &Atlas<'_>, links: &[Crosswalk]) -> Vec<CrosswalkView> {
    let view = |link: &Crosswalk| {
        let (standard, edition, entry) = atlas.kb.standard_entry(link)?;
        Some(CrosswalkView {
            standard: standard.name.clone(),
            edition: edition.edition.clone(),
            id: entry.id.clone(),
            page: atlas.entry(link).map(str::to_owned),
            title: entry.title.clone(),
            history: entry.history(),
            url: entry.url.as_ref().unwrap_or(&edition.url).to_string(),
            relation: Label::of(link.relation),
            verified: Label::of(link.verified),
        })
    };
    links.iter().filter_map(view).collect()
}
