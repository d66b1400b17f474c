//! The home page.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use super::frame::Head;
use super::listing::{Row, plural};
use super::press::Job;
use crate::corpus::Kind;
use crate::kb::CorpusInfo;
use crate::record::{Sharing, Term};

/// Incidents that the home page shows, the latest disclosed first.
const LATEST: usize = 8;

#[derive(Debug, Serialize)]
struct Home<'a> {
    counts: Vec<Count>,
    latest: Vec<&'a IncidentCard>,
    patterns: Vec<Row>,
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
            patterns,
            corpora: kb.corpora().iter().map(CorpusLine::new).collect(),
        }
    }
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
