//! Standards: the list, each with its entries, and for each entry which incidents bear it out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Label, Link};
use super::facet::MOST;
use super::frame::Head;
use super::press::Job;
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase};
use crate::markdown::slug;
use crate::record::{Crosswalk, Edition, Incident, Standard, StandardEntry};

/// An entry to which patterns or safeguards are mapped.
pub(super) struct Mapped<'a> {
    pub(super) href: String,
    standard: &'a Standard,
    edition: &'a Edition,
    entry: &'a StandardEntry,
    patterns: Vec<(&'a str, &'a Crosswalk)>,
    safeguards: Vec<(&'a str, &'a Crosswalk)>,
}

/// Entries by scheme, edition and id.
pub(super) type Entries<'a> = BTreeMap<[String; 3], Mapped<'a>>;

/// What an entry is found by.
pub(super) fn key(scheme: &str, edition: &str, id: &str) -> [String; 3] {
    [scheme, edition, id].map(str::to_owned)
}

/// Every entry to which something is mapped, with the address of its page.
pub(super) fn entries(kb: &KnowledgeBase) -> Entries<'_> {
    let mut all = Entries::new();
    let mut taken = BTreeSet::new();
    for pattern in kb.patterns().values().map(Entry::record) {
        for link in &pattern.crosswalk {
            if let Some(mapped) = entry(kb, &mut all, &mut taken, link) {
                mapped.patterns.push((pattern.id.as_str(), link));
            }
        }
    }
    for safeguard in kb.safeguards().values().map(Entry::record) {
        for link in &safeguard.crosswalk {
            if let Some(mapped) = entry(kb, &mut all, &mut taken, link) {
                mapped.safeguards.push((safeguard.id.as_str(), link));
            }
        }
    }
    all
}

fn entry<'a, 'b>(
    kb: &'a KnowledgeBase,
    all: &'b mut Entries<'a>,
    taken: &mut BTreeSet<String>,
    link: &'a Crosswalk,
) -> Option<&'b mut Mapped<'a>> {
    let (standard, edition, entry) = kb.standard_entry(link)?;
    let key = key(standard.scheme.as_str(), &edition.edition, &entry.id);
    Some(all.entry(key).or_insert_with(|| Mapped {
        href: free_address(standard, edition, entry, taken),
        standard,
        edition,
        entry,
        patterns: Vec::new(),
        safeguards: Vec::new(),
    }))
}

/// An address made of the publisher's id that no other entry has, on whatever file system.
fn free_address(standard: &Standard, edition: &Edition, entry: &StandardEntry, taken: &mut BTreeSet<String>) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    let name: String = entry.id.chars().map(keep).collect();
    let plain = format!("standards/{}/{}/{}", standard.scheme, slug(&edition.edition), name.trim_matches(['.', '-']));
    let mut address = plain.clone();
    let mut number = 2;
    while !taken.insert(address.to_lowercase()) {
        address = format!("{plain}-{number}");
        number += 1;
    }
    format!("{address}.html")
}

#[derive(Debug, Serialize)]
struct StandardsPage {
    standards: Vec<StandardRow>,
}

#[derive(Debug, Serialize)]
struct StandardRow {
    link: Link,
    publisher: String,
    editions: Vec<String>,
    entries: usize,
}

#[derive(Debug, Serialize)]
struct StandardPage<'a> {
    publisher: &'a str,
    editions: Vec<EditionView<'a>>,
}

#[derive(Debug, Serialize)]
struct EditionView<'a> {
    edition: &'a str,
    anchor: String,
    url: &'a str,
    published: Option<String>,
    checked: String,
    note: Option<&'a str>,
    entries: Vec<EntryRow<'a>>,
}

/// An entry in the list of its edition.
#[derive(Debug, Serialize)]
struct EntryRow<'a> {
    id: &'a str,
    title: Option<&'a str>,
    history: Option<String>,
    href: Option<&'a str>,
    patterns: usize,
    safeguards: usize,
    incidents: usize,
}

#[derive(Debug, Serialize)]
struct EntryPage<'a> {
    id: &'a str,
    title: Option<&'a str>,
    history: Option<String>,
    standard: Link,
    edition: &'a str,
    url: &'a str,
    patterns: Vec<MappedView>,
    safeguards: Vec<MappedView>,
    total: usize,
    incidents: Vec<&'a IncidentCard>,
}

/// A pattern or safeguard that is mapped to an entry.
#[derive(Debug, Serialize)]
struct MappedView {
    link: Link,
    relation: Label,
    verified: Label,
    about: String,
    incidents: usize,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let mut jobs = vec![list()];
    jobs.extend(atlas.kb.standards().values().map(|standard| standard_job(standard.record())));
    jobs.extend(atlas.entries.values().map(entry_job));
    jobs
}

fn address(standard: &Standard) -> String {
    format!("standards/{}.html", standard.scheme)
}

fn list<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "standards/index.html".to_owned(),
            template: "standards.html",
            title: "Standards".to_owned(),
            description:
                "Standards and lists to which patterns and safeguards are mapped, with the incidents that bear \
                          out each entry."
                    .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        let row = |standard: &Standard| StandardRow {
            link: Link::new(address(standard), &standard.name),
            publisher: standard.publisher.clone(),
            editions: standard.editions.iter().map(|edition| edition.edition.clone()).collect(),
            entries: press.atlas.entries.keys().filter(|[scheme, ..]| scheme == standard.scheme.as_str()).count(),
        };
        let mut standards: Vec<_> = press.atlas.kb.standards().values().map(|entry| row(entry.record())).collect();
        standards.sort_by(|a, b| (&a.publisher, &a.link).cmp(&(&b.publisher, &b.link)));
        press.page(&head, &StandardsPage { standards })
    })
}

fn standard_job(standard: &Standard) -> Job<'_> {
    Box::new(move |press| {
        let head = Head {
            path: address(standard),
            template: "standard.html",
            title: standard.name.clone(),
            description: format!(
                "Entries of {} by {}: the patterns and safeguards mapped to each, and how many incidents bear it out.",
                standard.name, standard.publisher
            ),
            trail: vec![Link::new("standards/index.html", "Standards")],
            ..Head::default()
        };
        press.page(&head, &StandardPage::new(press.atlas, standard))
    })
}

fn entry_job<'a>(mapped: &'a Mapped<'a>) -> Job<'a> {
    Box::new(move |press| {
        let Mapped { standard, edition, entry, .. } = mapped;
        let title = entry.title.as_deref().unwrap_or("");
        let head = Head {
            path: mapped.href.clone(),
            template: "entry.html",
            title: format!("{} {title}", entry.id).trim_end().to_owned(),
            description: format!(
                "Which incidents bear out {} of {}, edition {}: the patterns and safeguards mapped to it, and every \
                 incident that shows one of those patterns.",
                entry.id, standard.name, edition.edition
            ),
            trail: vec![Link::new("standards/index.html", "Standards"), Link::new(address(standard), &standard.name)],
            ..Head::default()
        };
        press.page(&head, &EntryPage::new(press.atlas, mapped))
    })
}

impl<'a> Mapped<'a> {
    /// Incidents that show a pattern of the entry, the latest first.
    fn incidents(&self, atlas: &Atlas<'a>) -> Vec<&'a Incident> {
        let shown: BTreeSet<&str> = self
            .patterns
            .iter()
            .flat_map(|(pattern, _)| Atlas::on(&atlas.by_pattern, pattern))
            .map(|incident| incident.id.as_str())
            .collect();
        if shown.is_empty() {
            return Vec::new();
        }
        atlas.incidents.iter().copied().filter(|incident| shown.contains(incident.id.as_str())).collect()
    }
}

impl<'a> StandardPage<'a> {
    fn new(atlas: &'a Atlas<'a>, standard: &'a Standard) -> Self {
        let edition = |edition: &'a Edition| EditionView {
            edition: &edition.edition,
            anchor: slug(&edition.edition),
            url: edition.url.as_str(),
            published: edition.published.as_ref().map(crate::record::PartialDate::in_words),
            checked: edition.checked.in_words(),
            note: edition.note.as_deref(),
            entries: edition.entries.iter().map(|entry| EntryRow::new(atlas, standard, edition, entry)).collect(),
        };
        Self { publisher: &standard.publisher, editions: standard.editions.iter().map(edition).collect() }
    }
}

impl<'a> EntryRow<'a> {
    fn new(atlas: &'a Atlas<'a>, standard: &Standard, edition: &Edition, entry: &'a StandardEntry) -> Self {
        let mapped = atlas.entries.get(&key(standard.scheme.as_str(), &edition.edition, &entry.id));
        Self {
            id: &entry.id,
            title: entry.title.as_deref(),
            history: entry.history(),
            href: mapped.map(|mapped| mapped.href.as_str()),
            patterns: mapped.map_or(0, |mapped| mapped.patterns.len()),
            safeguards: mapped.map_or(0, |mapped| mapped.safeguards.len()),
            incidents: mapped.map_or(0, |mapped| mapped.incidents(atlas).len()),
        }
    }
}

impl<'a> EntryPage<'a> {
    fn new(atlas: &'a Atlas<'a>, mapped: &'a Mapped<'a>) -> Self {
        let Mapped { standard, edition, entry, .. } = mapped;
        let incidents = mapped.incidents(atlas);
        let view = |kind: Kind, id: &str, link: &Crosswalk, about: String, incidents: usize| MappedView {
            link: Link::to(atlas.kb, kind, id),
            relation: Label::of(link.relation),
            verified: Label::of(link.verified),
            about,
            incidents,
        };
        let pattern = |(id, link): &(&str, &Crosswalk)| {
            let about = atlas.kb.patterns().get(*id).map(|entry| entry.record().definition.clone());
            view(Kind::Pattern, id, link, about.unwrap_or_default(), Atlas::on(&atlas.by_pattern, id).len())
        };
        let safeguard = |(id, link): &(&str, &Crosswalk)| {
            let about = atlas.kb.safeguards().get(*id).map(|entry| entry.record().objective.clone());
            view(Kind::Safeguard, id, link, about.unwrap_or_default(), Atlas::on(&atlas.by_safeguard, id).len())
        };
        Self {
            id: &entry.id,
            title: entry.title.as_deref(),
            history: entry.history(),
            standard: Link::new(address(standard), &standard.name),
            edition: &edition.edition,
            url: entry.url.as_ref().unwrap_or(&edition.url).as_str(),
            patterns: mapped.patterns.iter().map(pattern).collect(),
            safeguards: mapped.safeguards.iter().map(safeguard).collect(),
            total: incidents.len(),
            incidents: atlas.cards(incidents.iter().take(MOST)),
        }
    }
}
