//! Which safeguard would have stopped it: patterns against safeguards, with the incidents behind each number.

use std::collections::BTreeMap;

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Label, Link};
use super::frame::Head;
use super::press::Job;
use crate::corpus::Kind;
use crate::kb::Entry;
use crate::record::{Effect, Family, Function, Incident, Pattern, Safeguard, SafeguardLabel, Term};

/// Incidents that are told for one pair.
const MOST_TOLD: usize = 40;

/// What a safeguard did or would have done, in incidents of one pattern.
pub(super) type Pairs<'a> = BTreeMap<(&'a str, &'a str), Vec<(&'a Incident, &'a SafeguardLabel)>>;

/// Every pattern and safeguard that stand in one incident, where the safeguard changed or would have changed it.
pub(super) fn pairs<'a>(incidents: &[&'a Incident]) -> Pairs<'a> {
    let mut pairs = Pairs::new();
    for incident in incidents.iter().copied().filter(|incident| !incident.is_retracted()) {
        for pattern in &incident.patterns {
            for label in incident.safeguards.iter().filter(|label| label.effect != Effect::None) {
                pairs.entry((pattern.id.as_str(), label.id.as_str())).or_default().push((incident, label));
            }
        }
    }
    pairs
}

/// How many incidents came to what under a safeguard, or would have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Effects {
    pub(super) prevented: usize,
    pub(super) limited: usize,
    pub(super) recovered: usize,
    pub(super) detected: usize,
    pub(super) total: usize,
}

impl Effects {
    pub(super) fn of<'a>(labels: impl Iterator<Item = &'a SafeguardLabel>) -> Self {
        let mut effects = Self::default();
        for label in labels {
            match label.effect {
                Effect::WouldHavePrevented | Effect::DidPrevent => effects.prevented += 1,
                Effect::WouldHaveLimited | Effect::DidLimit => effects.limited += 1,
                Effect::WouldHaveRecovered | Effect::DidRecover => effects.recovered += 1,
                Effect::WouldHaveDetected | Effect::DidDetect => effects.detected += 1,
                Effect::None => continue,
            }
            effects.total += 1;
        }
        effects
    }
}

#[derive(Debug, Serialize)]
struct MatrixPage {
    /// How many safeguards there are; a wide screen has room for some number of them.
    columns: usize,
    functions: Vec<(Label, Vec<Link>)>,
    families: Vec<(Label, Vec<Line>)>,
}

/// A pattern across the matrix.
#[derive(Debug, Serialize)]
struct Line {
    pattern: Link,
    page: String,
    incidents: usize,
    cells: Vec<Option<Cell>>,
}

#[derive(Debug, Serialize)]
struct Cell {
    href: String,
    effects: Effects,
    safeguard: String,
    /// How many in ten would have been prevented.
    tenths: usize,
}

#[derive(Debug, Serialize)]
struct PatternMatrix<'a> {
    pattern: Link,
    incidents: usize,
    safeguards: Vec<Told<'a>>,
}

/// A safeguard with the incidents of a pattern that it changed or would have changed.
#[derive(Debug, Serialize)]
struct Told<'a> {
    id: &'a str,
    link: Link,
    effects: Effects,
    incidents: Vec<ToldIncident<'a>>,
}

#[derive(Debug, Serialize)]
struct ToldIncident<'a> {
    incident: &'a IncidentCard,
    state: Label,
    effect: Label,
    basis: Label,
    why: &'a str,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let mut jobs = vec![whole()];
    jobs.extend(atlas.kb.patterns().values().map(|entry| job(entry.record())));
    jobs
}

/// The address of a pattern's page in the matrix.
pub(super) fn address(pattern: &str) -> String {
    format!("matrix/{pattern}.html")
}

fn whole<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "matrix/index.html".to_owned(),
            template: "matrix.html",
            title: "Which safeguard would have stopped it".to_owned(),
            description:
                "Failure patterns against safeguards: in how many reported incidents each safeguard changed, or \
                          would have changed, what happened, with the incidents behind each number."
                    .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        press.page(&head, &MatrixPage::new(press.atlas))
    })
}

fn job(pattern: &Pattern) -> Job<'_> {
    Box::new(move |press| {
        let head = Head {
            path: address(pattern.id.as_str()),
            template: "matrix_pattern.html",
            title: format!("What would have stopped it: {}", pattern.name),
            description: format!(
                "For each safeguard the reported incidents of the pattern “{}” that it changed or would have changed.",
                pattern.name
            ),
            trail: vec![Link::new("matrix/index.html", "Which safeguard would have stopped it")],
            ..Head::default()
        };
        press.page(&head, &PatternMatrix::new(press.atlas, pattern))
    })
}

impl MatrixPage {
    fn new(atlas: &Atlas<'_>) -> Self {
        let kb = atlas.kb;
        let mut columns: Vec<&Safeguard> = kb.safeguards().values().map(Entry::record).collect();
        columns.sort_by_key(|safeguard| safeguard.function);
        let function = |function: &Function| {
            let own = columns.iter().filter(|safeguard| safeguard.function == *function);
            (Label::of(*function), own.map(|own| Link::to(kb, Kind::Safeguard, own.id.as_str())).collect())
        };
        let family = |family: &Family| {
            let own = kb.patterns().values().map(Entry::record).filter(|pattern| pattern.family == *family);
            (Label::of(*family), own.map(|pattern| Line::new(atlas, pattern, &columns)).collect())
        };
        Self {
            columns: columns.len(),
            functions: Function::ALL
                .iter()
                .map(function)
                .filter(|(_, links): &(_, Vec<_>)| !links.is_empty())
                .collect(),
            families: Family::ALL.iter().map(family).filter(|(_, lines): &(_, Vec<_>)| !lines.is_empty()).collect(),
        }
    }
}

impl Line {
    fn new(atlas: &Atlas<'_>, pattern: &Pattern, columns: &[&Safeguard]) -> Self {
        let page = address(pattern.id.as_str());
        let cell = |safeguard: &&Safeguard| {
            let pairs = atlas.pairs.get(&(pattern.id.as_str(), safeguard.id.as_str()))?;
            let effects = Effects::of(pairs.iter().map(|(_, label)| *label));
            Some(Cell {
                href: format!("{page}#safeguard_{}", safeguard.id),
                effects,
                safeguard: safeguard.name.clone(),
                tenths: (effects.prevented * 10).checked_div(effects.total).unwrap_or_default(),
            })
        };
        Self {
            pattern: Link::to(atlas.kb, Kind::Pattern, pattern.id.as_str()),
            incidents: Atlas::on(&atlas.by_pattern, pattern.id.as_str()).len(),
            cells: columns.iter().map(cell).collect(),
            page,
        }
    }
}

/// Safeguards by what they changed or would have changed in incidents of a pattern, the most prevented first.
pub(super) fn answers<'a>(atlas: &Atlas<'a>, pattern: &str) -> Vec<(&'a Safeguard, Effects)> {
    let effects = |safeguard: &'a Safeguard| {
        let pairs = atlas.pairs.get(&(pattern, safeguard.id.as_str()))?;
        Some((safeguard, Effects::of(pairs.iter().map(|(_, label)| *label))))
    };
    let mut found: Vec<_> = atlas.kb.safeguards().values().map(Entry::record).filter_map(effects).collect();
    found.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.id.cmp(&b.id)));
    found
}

impl<'a> PatternMatrix<'a> {
    fn new(atlas: &'a Atlas<'a>, pattern: &'a Pattern) -> Self {
        let id = pattern.id.as_str();
        let line = |(incident, label): &(&Incident, &'a SafeguardLabel)| {
            Some(ToldIncident {
                incident: atlas.card(incident)?,
                state: Label::of(label.state),
                effect: Label::of(label.effect),
                basis: Label::of(label.basis),
                why: &label.why,
            })
        };
        let told = |(safeguard, effects): (&'a Safeguard, Effects)| {
            let pairs = atlas.pairs.get(&(id, safeguard.id.as_str())).map(Vec::as_slice).unwrap_or_default();
            Told {
                id: safeguard.id.as_str(),
                link: Link::to(atlas.kb, Kind::Safeguard, safeguard.id.as_str()),
                effects,
                incidents: pairs.iter().take(MOST_TOLD).filter_map(line).collect(),
            }
        };
        Self {
            pattern: Link::to(atlas.kb, Kind::Pattern, id),
            incidents: Atlas::on(&atlas.by_pattern, id).len(),
            safeguards: answers(atlas, id).into_iter().map(told).collect(),
        }
    }
}
