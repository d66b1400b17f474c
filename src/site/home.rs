//! The home page.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Level, Link};
use super::frame::Head;
use super::listing::{Row, plural};
use super::matrix::Effects;
use super::press::Job;
use super::{charts, checklist, structured};
use crate::chart::Chart;
use crate::corpus::Kind;
use crate::kb::CorpusInfo;
use crate::record::{Moment, SeverityLevel, Sharing, Term};

/// Incidents that the home page shows, the latest disclosed first.
const LATEST: usize = 5;
/// Patterns that it shows, the heaviest first.
const PATTERNS: usize = 9;
/// Safeguards that it shows, those that would have prevented most first.
const SAFEGUARDS: usize = 6;
/// Products whose checklists it names.
const PRODUCTS: usize = 6;

#[derive(Debug, Serialize)]
struct Home<'a> {
    counts: Vec<Count>,
    latest: Vec<&'a IncidentCard>,
    tries: Vec<(&'static str, &'a Link)>,
    docket: Chart,
    levels: Vec<Level>,
    /// Patterns by what their incidents weigh together.
    patterns: Vec<Row>,
    heaviest: u64,
    /// Safeguards with what each did or would have done.
    answers: Vec<(Link, Effects)>,
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
            docket: charts::docket(&atlas.incidents),
            levels: SeverityLevel::ALL.iter().copied().map(Level::of).collect(),
            heaviest: patterns.first().map_or(0, |row| row.weight),
            patterns: patterns.into_iter().take(PATTERNS).collect(),
            answers: answers(atlas),
            moments: Moment::ALL
                .iter()
                .map(|moment| (Link::new(checklist::of_moment(*moment), moment.title()), moment.definition()))
                .collect(),
            products: Row::most_first(atlas, Kind::Product).into_iter().take(PRODUCTS).collect(),
            corpora: kb.corpora().iter().map(CorpusLine::new).collect(),
        }
    }
}

/// The value that most incidents have, of the fields from which a reader may well start.
fn tries<'a>(atlas: &'a Atlas<'_>) -> Vec<(&'static str, &'a Link)> {
    let of_interest = ["impact", "environment", "interface", "capability"];
    let most = |id: &&str| {
        let facet = atlas.facets.iter().find(|facet| facet.id == *id)?;
        let known = facet.values.iter().filter(|value| !["unknown", "none"].contains(&value.link.text.as_str()));
        // The first of equals, in the order of the vocabulary.
        known.rev().max_by_key(|value| value.count).map(|value| (facet.name, &value.link))
    };
    of_interest.iter().filter_map(most).collect()
}

/// Safeguards by what they did or would have done in all incidents that stand, the most prevented first.
fn answers(atlas: &Atlas<'_>) -> Vec<(Link, Effects)> {
    let effects = |id: &str| {
        let standing = Atlas::on(&atlas.by_safeguard, id).iter().filter(|incident| !incident.is_retracted());
        Effects::of(standing.flat_map(|incident| &incident.safeguards).filter(|label| label.id.as_str() == id))
    };
    let ids = atlas.kb.safeguards().keys().map(|id| (effects(id), id));
    let mut found: Vec<_> = ids.filter(|(effects, _)| effects.total > 0).collect();
    found.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
    let link = |(effects, id): (Effects, &String)| (Link::to(atlas.kb, Kind::Safeguard, id), effects);
    found.into_iter().take(SAFEGUARDS).map(link).collect()
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
