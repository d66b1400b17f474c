//! The page of an incident.

use std::collections::BTreeMap;

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{Label, Level, Link, Provenance};
use super::cite::{self, Citation, FileView};
use super::frame::Head;
use super::press::Job;
use super::similar::{SimilarView, similar};
use super::{RenderError, address, body, structured};
use crate::chart::{self, Chart, Point};
use crate::corpus::Kind;
use crate::kb::{Dispute, Entry, KnowledgeBase};
use crate::record::{
    Amount, Claim, ClaimStanding, Event, Incident, PatternLabel, SafeguardLabel, SafeguardState, Source, SourceId, Term,
};
use crate::report::{NamedValue, agent_facts, incident_facts};
use crate::search::IndexError;

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    atlas.kb.incidents().iter().map(|(id, entry)| job(atlas, id, entry)).collect()
}

fn job<'a>(atlas: &'a Atlas<'a>, id: &'a str, entry: &'a Entry<Incident>) -> Job<'a> {
    Box::new(move |press| {
        let record = entry.record();
        let head = Head {
            path: address(Kind::Incident, id),
            template: "incident.html",
            title: record.title.clone(),
            description: record.summary.clone(),
            trail: vec![Link::new("incidents/index.html", "Incidents")],
            has_json: true,
            structured: Some(structured::incident(
                atlas.kb,
                entry,
                &address(Kind::Incident, id),
                &press.surroundings.base,
            )),
            picture: Some(Level::of(record.severity.realised).code.to_lowercase()),
            ..Head::default()
        };
        let page = IncidentPage::new(atlas, entry).map_err(RenderError::Index)?;
        press.record(&head, &page, Kind::Incident, id)
    })
}

#[derive(Debug, Serialize)]
struct IncidentPage<'a> {
    id: String,
    summary: String,
    kind: Label,
    status: Label,
    retracted: bool,
    realised: Level,
    potential: Level,
    severity_why: String,
    facts: Vec<Fact>,
    agents: Vec<AgentView>,
    commands: Vec<CommandView>,
    patterns: Vec<PatternView>,
    /// Safeguards by what became of them.
    safeguards: Vec<StateGroup>,
    disputes: Vec<DisputeView>,
    /// Claims outside of any dispute, by where they stand.
    claims: Vec<StandingGroup>,
    events: Vec<EventView>,
    timeline: Option<Chart>,
    similar: Vec<SimilarView<'a>>,
    sources: Vec<SourceView>,
    related: Vec<(String, Link)>,
    external: Vec<(String, String, bool)>,
    open_questions: Vec<String>,
    revisions: Vec<(String, String)>,
    confidence: String,
    curated: String,
    second_reading: Option<String>,
    licence: String,
    provenance: Provenance,
    citation: Option<Citation>,
    file: FileView,
    body: String,
}

#[derive(Debug, Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
struct AgentView {
    name: String,
    /// The page of its product.
    href: Option<String>,
    facts: Vec<Fact>,
}

#[derive(Debug, Serialize)]
struct CommandView {
    text: String,
    note: Option<String>,
    sources: Vec<Cite>,
}

#[derive(Debug, Serialize)]
struct PatternView {
    link: Link,
    role: Label,
    basis: Label,
    evidence: String,
    quote: Option<String>,
    sources: Vec<Cite>,
}

/// Safeguards of one state.
#[derive(Debug, Serialize)]
struct StateGroup {
    state: Label,
    safeguards: Vec<SafeguardView>,
}

#[derive(Debug, Serialize)]
struct SafeguardView {
    link: Link,
    effect: Label,
    basis: Label,
    why: String,
    quote: Option<String>,
    sources: Vec<Cite>,
}

#[derive(Debug, Serialize)]
struct DisputeView {
    topic: String,
    /// Another open dispute of the record is about the same topic.
    is_one_of_several: bool,
    open: bool,
    left: Vec<ClaimView>,
    right: Vec<ClaimView>,
}

#[derive(Debug, Serialize)]
struct StandingGroup {
    standing: Label,
    claims: Vec<ClaimView>,
}

#[derive(Debug, Serialize)]
struct ClaimView {
    id: String,
    by: String,
    role: String,
    about: String,
    text: String,
    quote: Option<String>,
    language: Option<String>,
    said_on: Option<String>,
    standing: Label,
    standing_why: Option<String>,
    contradicts: Vec<(String, String)>,
    sources: Vec<Cite>,
}

#[derive(Debug, Serialize)]
struct EventView {
    when: String,
    text: String,
    sources: Vec<Cite>,
}

/// A citation: the source's number on the page, its id, its grade.
#[derive(Debug, Clone, Serialize)]
struct Cite {
    number: usize,
    id: String,
    grade: &'static str,
}

#[derive(Debug, Serialize)]
struct SourceView {
    number: usize,
    id: String,
    title: String,
    url: Option<String>,
    no_url: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    published: Option<String>,
    retrieved: Option<String>,
    archive: Option<String>,
    kind: String,
    language: String,
    grade: Label,
    read: Label,
    retells: Option<Cite>,
    note: Option<String>,
}

/// Numbers of sources, in the order of the record.
struct Citations<'a> {
    numbers: BTreeMap<&'a str, (usize, &'a Source)>,
}

impl<'a> Citations<'a> {
    fn new(record: &'a Incident) -> Self {
        let numbered = record.sources.iter().enumerate();
        Self { numbers: numbered.map(|(at, source)| (source.id.as_str(), (at + 1, source))).collect() }
    }

    fn one(&self, id: &SourceId) -> Option<Cite> {
        let (number, source) = self.numbers.get(id.as_str())?;
        Some(Cite { number: *number, id: id.to_string(), grade: source.grade.as_str() })
    }

    fn all(&self, ids: &[SourceId]) -> Vec<Cite> {
        ids.iter().filter_map(|id| self.one(id)).collect()
    }

    fn claim(&self, claim: &Claim) -> ClaimView {
        ClaimView {
            id: claim.id.to_string(),
            by: claim.by.clone(),
            role: claim.role.label(),
            about: claim.about.label(),
            text: claim.text.clone(),
            quote: claim.quote.clone(),
            language: claim.language.as_ref().map(ToString::to_string),
            said_on: claim.said_on.as_ref().map(crate::record::PartialDate::in_words),
            standing: Label::of(claim.standing),
            standing_why: claim.standing_why.clone(),
            contradicts: claim.contradicts.iter().map(|c| (c.field.clone(), c.value.clone())).collect(),
            sources: self.all(&claim.sources),
        }
    }

    fn disputes(&self, disputes: &[Dispute<'_>]) -> Vec<DisputeView> {
        let of_topic = |topic| disputes.iter().filter(|other| other.is_open() && other.topic() == topic).count();
        let is_one_of_several = |dispute: &Dispute<'_>| dispute.is_open() && of_topic(dispute.topic()) > 1;
        disputes.iter().map(|dispute| self.dispute(dispute, is_one_of_several(dispute))).collect()
    }

    fn dispute(&self, dispute: &Dispute<'_>, is_one_of_several: bool) -> DisputeView {
        let side = |claims: &[&Claim]| claims.iter().map(|claim| self.claim(claim)).collect();
        DisputeView {
            topic: dispute.topic().map(Term::label).unwrap_or_default(),
            is_one_of_several,
            open: dispute.is_open(),
            left: side(&dispute.left),
            right: side(&dispute.right),
        }
    }

    fn event(&self, event: &Event) -> EventView {
        EventView { when: event.at.in_words(), text: event.text.clone(), sources: self.all(&event.sources) }
    }

    fn source(&self, source: &Source) -> SourceView {
        SourceView {
            number: self.one(&source.id).map_or(0, |cite| cite.number),
            id: source.id.to_string(),
            title: source.title.clone(),
            url: source.url.as_ref().map(ToString::to_string),
            no_url: source.no_url.clone(),
            publisher: source.publisher.clone(),
            author: source.author.clone(),
            published: source.published.as_ref().map(crate::record::PartialDate::in_words),
            retrieved: source.retrieved.as_ref().map(crate::record::Day::in_words),
            archive: source.archive.as_ref().map(ToString::to_string),
            kind: source.kind.label(),
            language: source.language.to_string(),
            grade: Label::of(source.grade),
            read: Label::of(source.read),
            retells: source.retells.as_ref().and_then(|id| self.one(id)),
            note: source.note.clone(),
        }
    }
}

impl<'a> IncidentPage<'a> {
    fn new(atlas: &'a Atlas<'_>, entry: &Entry<Incident>) -> Result<Self, IndexError> {
        let kb = atlas.kb;
        let record = entry.record();
        let cite = Citations::new(record);
        let mut events: Vec<&Event> = record.events.iter().collect();
        events.sort_by(|a, b| a.at.cmp(&b.at));
        let command = |command: &crate::record::Command| CommandView {
            text: command.text.clone(),
            note: command.note.clone(),
            sources: cite.all(&command.sources),
        };
        Ok(Self {
            id: record.id.to_string(),
            summary: record.summary.clone(),
            kind: Label::of(record.kind),
            status: Label::of(record.status),
            retracted: record.is_retracted(),
            realised: Level::of(record.severity.realised),
            potential: Level::of(record.severity.potential),
            severity_why: record.severity.why.clone(),
            facts: facts(record),
            agents: agents(kb, record),
            commands: record.commands.iter().map(command).collect(),
            patterns: patterns(kb, record, &cite),
            safeguards: safeguards(kb, record, &cite),
            disputes: cite.disputes(&record.disputes()),
            claims: standings(record, &cite),
            timeline: timeline(&events),
            similar: similar(atlas, record.id.as_str())?,
            events: events.into_iter().map(|event| cite.event(event)).collect(),
            sources: record.sources.iter().map(|source| cite.source(source)).collect(),
            related: related(kb, record),
            external: record
                .external
                .iter()
                .map(|e| (e.scheme.as_str().to_owned(), e.id.clone(), e.verified))
                .collect(),
            open_questions: record.review.open_questions.clone(),
            revisions: cite::revisions(&record.revisions),
            confidence: record.review.confidence.label(),
            curated: record.review.curated.in_words(),
            second_reading: record.review.second_reading.as_ref().map(crate::record::Day::in_words),
            licence: record.licence.clone(),
            provenance: Provenance::new(kb, entry),
            citation: Citation::new(kb, entry),
            file: FileView::new(kb, entry, format!("incidents/{}.md", record.id)),
            body: body(kb, entry, "../"),
        })
    }
}

fn facts(record: &Incident) -> Vec<Fact> {
    let mut facts = named(incident_facts(record));
    facts.extend(record.impact.amounts.iter().map(|amount| amount_fact(record, amount)));
    facts
}

fn named(facts: Vec<NamedValue>) -> Vec<Fact> {
    facts.into_iter().map(|(name, value)| Fact { name, value }).collect()
}

/// An amount with the numbers of its sources, as the page numbers them.
fn amount_fact(record: &Incident, amount: &Amount) -> Fact {
    let number =
        |id: &SourceId| record.sources.iter().position(|source| source.id == *id).map(|at| format!("[{}]", at + 1));
    let numbers: Vec<String> = amount.sources.iter().filter_map(number).collect();
    Fact { name: "Amount", value: format!("{} {}", amount.in_words(), numbers.join(" ")) }
}

fn agents(kb: &KnowledgeBase, record: &Incident) -> Vec<AgentView> {
    let view = |agent: &crate::record::Agent| {
        let product = agent.product.as_ref().and_then(|product| kb.products().get(product.as_str())).map(Entry::record);
        AgentView {
            name: product.map_or_else(
                || "Agent not identified".to_owned(),
                |product| format!("{} ({})", product.name, product.vendor),
            ),
            href: product.map(|product| address(Kind::Product, product.id.as_str())),
            facts: named(agent_facts(agent)),
        }
    };
    record.agents.iter().map(view).collect()
}

fn patterns(kb: &KnowledgeBase, record: &Incident, cite: &Citations<'_>) -> Vec<PatternView> {
    let mut labels: Vec<&PatternLabel> = record.patterns.iter().collect();
    labels.sort_by_key(|label| label.role);
    let view = |label: &PatternLabel| PatternView {
        link: Link::to(kb, Kind::Pattern, label.id.as_str()),
        role: Label::of(label.role),
        basis: Label::of(label.basis),
        evidence: label.evidence.clone(),
        quote: label.quote.clone(),
        sources: cite.all(&label.sources),
    };
    labels.into_iter().map(view).collect()
}

fn safeguards(kb: &KnowledgeBase, record: &Incident, cite: &Citations<'_>) -> Vec<StateGroup> {
    let view = |label: &SafeguardLabel| SafeguardView {
        link: Link::to(kb, Kind::Safeguard, label.id.as_str()),
        effect: Label::of(label.effect),
        basis: Label::of(label.basis),
        why: label.why.clone(),
        quote: label.quote.clone(),
        sources: cite.all(&label.sources),
    };
    let group = |state: &SafeguardState| {
        let mut labels: Vec<_> = record.safeguards.iter().filter(|label| label.state == *state).collect();
        labels.sort_by_key(|label| label.effect);
        StateGroup { state: Label::of(*state), safeguards: labels.into_iter().map(view).collect() }
    };
    SafeguardState::ALL.iter().map(group).filter(|group| !group.safeguards.is_empty()).collect()
}

/// Events on a line, where there are enough of them to see more than in a list.
fn timeline(events: &[&Event]) -> Option<Chart> {
    const ENOUGH: usize = 4;
    let about = chart::About {
        id: "timeline",
        title: "When it happened, to scale",
        note: "Numbered as in the list below.",
        subject: "Number",
    };
    let points: Vec<Point> =
        events.iter().map(|event| Point { at: event.at.clone(), text: event.text.clone() }).collect();
    let dated = points.iter().filter(|point| !point.at.date().is_unknown()).count();
    (dated >= ENOUGH).then(|| chart::timeline(about, &points))
}

fn standings(record: &Incident, cite: &Citations<'_>) -> Vec<StandingGroup> {
    let group = |standing: &ClaimStanding| StandingGroup {
        standing: Label::of(*standing),
        claims: record.undisputed(*standing).map(|claim| cite.claim(claim)).collect(),
    };
    ClaimStanding::ALL.iter().map(group).filter(|group| !group.claims.is_empty()).collect()
}

fn related(kb: &KnowledgeBase, record: &Incident) -> Vec<(String, Link)> {
    let view = |related: &crate::record::Related| {
        (related.relation.label(), Link::to(kb, Kind::Incident, related.id.as_str()))
    };
    record.related.iter().map(view).collect()
}
