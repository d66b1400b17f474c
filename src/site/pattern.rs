//! The page of a pattern.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Label, Link, Provenance};
use super::cite::{self, FileView};
use super::facet::MOST;
use super::frame::Head;
use super::matrix::{self, Effects, answers};
use super::press::Job;
use super::{address, body, charts, feed, structured};
use crate::chart::Chart;
use crate::corpus::Kind;
use crate::kb::Entry;
use crate::record::{Crosswalk, Pattern, Safeguard, Term};

/// Safeguards that the page of a pattern names at most; its page in the matrix has all.
const ANSWERS: usize = 8;

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
            has_json: true,
            structured: Some(structured::pattern(entry, &address(Kind::Pattern, id), &press.surroundings.base)),
            feed: Some(feed::address(Kind::Pattern, id)),
            picture: Some(record.family.as_str().to_owned()),
        };
        press.record(&head, &PatternPage::new(atlas, entry), Kind::Pattern, id)
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
    total: usize,
    incidents: Vec<&'a IncidentCard>,
    products: Option<Chart>,
    severities: Option<Chart>,
    /// Safeguards that changed or would have changed its incidents.
    answers: Vec<(Link, Effects)>,
    matrix: String,
    /// Safeguards that are meant against it and of which no record states an effect.
    safeguards: Vec<(Link, String)>,
    crosswalk: Vec<CrosswalkView>,
    provenance: Provenance,
    file: FileView,
    revisions: Vec<(String, String)>,
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
        let incidents = Atlas::on(&atlas.by_pattern, id);
        let answers = answers(atlas, id);
        let is_new = |safeguard: &&Safeguard| {
            safeguard.mitigates.contains(&record.id) && !answers.iter().any(|(known, _)| known.id == safeguard.id)
        };
        let others = kb.safeguards().values().map(Entry::record).filter(is_new);
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
            total: incidents.len(),
            incidents: atlas.cards(incidents.iter().take(MOST)),
            products: charts::products(atlas, incidents),
            severities: (incidents.len() > 1).then(|| charts::severities(incidents)),
            matrix: matrix::address(id),
            safeguards: others
                .map(|safeguard| (Link::to(kb, Kind::Safeguard, safeguard.id.as_str()), safeguard.objective.clone()))
                .collect(),
            answers: answers
                .into_iter()
                .take(ANSWERS)
                .map(|(safeguard, effects)| (Link::to(kb, Kind::Safeguard, safeguard.id.as_str()), effects))
                .collect(),
            crosswalk: crosswalk(atlas, &record.crosswalk),
            provenance: Provenance::new(kb, entry),
            file: FileView::new(kb, entry, format!("patterns/{}.md", record.id)),
            revisions: cite::revisions(&record.revisions),
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
