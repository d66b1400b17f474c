//! The home page.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Level, Link};
use super::checklist;
use super::frame::Head;
use super::listing::{Row, heading, plural};
use super::press::Job;
use super::structured;
use crate::chart::{self, Case, Chart};
use crate::corpus::Kind;
use crate::kb::CorpusInfo;
use crate::record::{Moment, SeverityLevel, Sharing, Term};

/// Incidents that the home page shows, the latest disclosed first.
const LATEST: usize = 6;
/// Patterns that it shows, the heaviest first.
const PATTERNS: usize = 10;
/// Products whose checklists it names.
const PRODUCTS: usize = 6;

#[derive(Debug, Serialize)]
struct Home<'a> {
    counts: Vec<Count>,
    latest: Vec<&'a IncidentCard>,
    tries: Vec<&'a Link>,
    docket: Chart,
    levels: Vec<Level>,
    /// Patterns by what their incidents weigh together.
    patterns: Vec<Row>,
    heaviest: u64,
    moments: Vec<(Link, &'static str)>,
    products: Vec<Row>,
    corpora: Vec<CorpusLine>,
}

#[derive(Debug, Serialize)]
struct Count {
    number: usize,
    link: Link,
}

/// A corpus, as the home page names it.
#[derive(Debug, Serialize)]
struct CorpusLine {
    title: String,
    licence: String,
    hash: String,
    sharing: Option<&'static str>,
}

pub(super) fn job<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "index.html".to_owned(),
            template: "home.html",
            title: "Precedent".to_owned(),
            description: "Every agent failure has a precedent. Find it before you repeat it. A curated corpus of \
                          incidents in which an AI agent did harm or nearly did, with sources, patterns and safeguards."
                .to_owned(),
            trail: Vec::new(),
            structured: Some(structured::site(press.atlas.kb, &press.surroundings.base)),
            ..Head::default()
        };
        press.page(&head, &Home::new(press.atlas))
    })
}

impl<'a> Home<'a> {
    fn new(atlas: &'a Atlas<'_>) -> Self {
        let kb = atlas.kb;
        let count = |kind: Kind| Count {
            number: kb.ids(kind).len(),
            link: Link::new(format!("{}/index.html", kind.folder()), plural(kind)),
        };
        let mut latest = atlas.incidents.clone();
        latest.sort_by(|a, b| a.disclosed.newest_first(&b.disclosed).then_with(|| a.id.cmp(&b.id)));
        let mut patterns = Row::most_first(atlas, Kind::Pattern);
        patterns.sort_by_key(|row| std::cmp::Reverse(row.weight));
        Self {
            counts: Kind::WITH_PAGES.iter().copied().map(count).collect(),
            latest: atlas.cards(latest.iter().take(LATEST)),
            tries: tries(atlas),
            docket: docket(atlas),
            levels: SeverityLevel::ALL.iter().copied().map(Level::of).collect(),
            heaviest: patterns.first().map_or(0, |row| row.weight),
            patterns: patterns.into_iter().take(PATTERNS).collect(),
            moments: Moment::ALL
                .iter()
                .map(|moment| (Link::new(checklist::of_moment(*moment), heading(&moment.label())), moment.definition()))
                .collect(),
            products: Row::most_first(atlas, Kind::Product).into_iter().take(PRODUCTS).collect(),
            corpora: kb.corpora().iter().map(CorpusLine::new).collect(),
        }
    }
}

/// The value that most incidents have, of the fields from which a reader may well start.
fn tries<'a>(atlas: &'a Atlas<'_>) -> Vec<&'a Link> {
    let of_interest = ["capability", "environment", "impact", "interface", "adversary"];
    let most = |id: &&str| {
        let facet = atlas.facets.iter().find(|facet| facet.id == *id)?;
        let known = facet.values.iter().filter(|value| !["unknown", "none"].contains(&value.link.text.as_str()));
        // The first of equals, in the order of the vocabulary.
        known.rev().max_by_key(|value| value.count).map(|value| &value.link)
    };
    of_interest.iter().filter_map(most).collect()
}

/// Every incident that stands, by time, kind and severity.
fn docket(atlas: &Atlas<'_>) -> Chart {
    let about = chart::About {
        id: "docket",
        title: "Every incident of the corpus, by the time at which it happened",
        note: "Reported incidents, not rates. Full: harm happened. Hollow: it nearly did, or was shown to be possible.",
        subject: "Time",
    };
    let standing = atlas.incidents.iter().filter(|incident| !incident.is_retracted());
    let case = |incident: &&crate::record::Incident| Case {
        occurred: incident.occurred.clone(),
        severity: incident.severity.realised,
        kind: incident.kind,
    };
    chart::docket(about, &standing.map(case).collect::<Vec<_>>())
}

impl CorpusLine {
    fn new(corpus: &CorpusInfo) -> Self {
        Self {
            title: corpus.title.clone(),
            licence: corpus.licence.clone(),
            hash: corpus.short_hash().to_owned(),
            sharing: Some(corpus.sharing).filter(|sharing| *sharing != Sharing::Public).map(Term::as_str),
        }
    }
}
