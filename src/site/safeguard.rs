//! The page of a safeguard.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Label, Link, Provenance};
use super::cite::{self, FileView};
use super::facet::MOST;
use super::frame::Head;
use super::matrix::Effects;
use super::pattern::{CrosswalkView, crosswalk};
use super::press::Job;
use super::{address, body, charts, structured};
use crate::chart::Chart;
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase};
use crate::record::{Incident, Safeguard, SafeguardLabel, Setting};

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    atlas.kb.safeguards().iter().map(|(id, entry)| job(atlas, id, entry)).collect()
}

fn job<'a>(atlas: &'a Atlas<'a>, id: &'a str, entry: &'a Entry<Safeguard>) -> Job<'a> {
    Box::new(move |press| {
        let record = entry.record();
        let head = Head {
            path: address(Kind::Safeguard, id),
            template: "safeguard.html",
            title: record.name.clone(),
            description: record.objective.clone(),
            trail: vec![Link::new("safeguards/index.html", "Safeguards")],
            has_json: true,
            structured: Some(structured::safeguard(entry, &address(Kind::Safeguard, id), &press.surroundings.base)),
            ..Head::default()
        };
        press.record(&head, &SafeguardPage::new(atlas, entry), Kind::Safeguard, id)
    })
}

#[derive(Debug, Serialize)]
struct SafeguardPage<'a> {
    id: String,
    function: Label,
    effort: Label,
    objective: String,
    question: String,
    quick_check: Option<String>,
    how: Vec<String>,
    steps: Vec<String>,
    passes: String,
    fails: String,
    moments: Vec<Label>,
    settings: Vec<SettingView>,
    mitigates: Vec<Link>,
    effects: Effects,
    total: usize,
    incidents: Vec<Bearing<'a>>,
    states: Option<Chart>,
    crosswalk: Vec<CrosswalkView>,
    provenance: Provenance,
    file: FileView,
    revisions: Vec<(String, String)>,
    body: String,
}

/// A setting, with a link to what the page does not say of it: the product or the safeguard.
#[derive(Debug, Serialize)]
pub(super) struct SettingView {
    link: Link,
    name: String,
    value: String,
    source: String,
    checked: String,
    verified: Label,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct Bearing<'a> {
    incident: &'a IncidentCard,
    state: Label,
    effect: Label,
    basis: Label,
    why: String,
}

impl<'a> SafeguardPage<'a> {
    fn new(atlas: &'a Atlas<'_>, entry: &Entry<Safeguard>) -> Self {
        let kb = atlas.kb;
        let record = entry.record();
        let bearings = bearings(atlas, record);
        Self {
            id: record.id.to_string(),
            function: Label::of(record.function),
            effort: Label::of(record.effort),
            objective: record.objective.clone(),
            question: record.question.text.clone(),
            quick_check: record.quick_check.clone(),
            how: record.how.clone(),
            steps: record.verify.steps.clone(),
            passes: record.verify.passes.clone(),
            fails: record.verify.fails.clone(),
            moments: record.moments.iter().map(|moment| Label::of(*moment)).collect(),
            settings: settings(kb, record),
            mitigates: record.mitigates.iter().map(|pattern| Link::to(kb, Kind::Pattern, pattern.as_str())).collect(),
            effects: Effects::of(bearings.iter().map(|(_, label)| *label)),
            total: bearings.len(),
            states: (bearings.len() > 1).then(|| {
                charts::states("What became of it in these incidents", bearings.iter().map(|(_, label)| *label))
            }),
            incidents: bearings
                .iter()
                .take(MOST)
                .filter_map(|(incident, label)| Bearing::new(atlas, incident, label))
                .collect(),
            crosswalk: crosswalk(atlas, &record.crosswalk),
            provenance: Provenance::new(kb, entry),
            file: FileView::new(kb, entry, format!("safeguards/{}.md", record.id)),
            revisions: cite::revisions(&record.revisions),
            body: body(kb, entry, "../"),
        }
    }
}

impl SettingView {
    pub(super) fn new(setting: &Setting, link: Link) -> Self {
        Self {
            link,
            name: setting.name.clone(),
            value: setting.value.clone(),
            source: setting.source.to_string(),
            checked: setting.checked.in_words(),
            verified: Label::of(setting.verified),
            note: setting.note.clone(),
        }
    }
}

fn settings(kb: &KnowledgeBase, safeguard: &Safeguard) -> Vec<SettingView> {
    let product = |setting: &Setting| Link::to(kb, Kind::Product, setting.product.as_str());
    safeguard.settings.iter().map(|setting| SettingView::new(setting, product(setting))).collect()
}

impl<'a> Bearing<'a> {
    fn new(atlas: &'a Atlas<'_>, incident: &Incident, label: &SafeguardLabel) -> Option<Self> {
        Some(Self {
            incident: atlas.card(incident)?,
            state: Label::of(label.state),
            effect: Label::of(label.effect),
            basis: Label::of(label.basis),
            why: label.why.clone(),
        })
    }
}

/// What records say of a safeguard, by its effect, the latest first.
fn bearings<'a>(atlas: &Atlas<'a>, safeguard: &Safeguard) -> Vec<(&'a Incident, &'a SafeguardLabel)> {
    let of_incident = |incident: &&'a Incident| {
        let incident = *incident;
        let labels = incident.safeguards.iter().filter(|label| label.id == safeguard.id);
        labels.map(move |label| (incident, label)).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = Atlas::on(&atlas.by_safeguard, safeguard.id.as_str()).iter().flat_map(of_incident).collect();
    all.sort_by_key(|(_, label)| label.effect);
    all
}
