//! What several incidents have in common: counts, charts, and the safeguards that would have changed them.

use std::collections::BTreeMap;

use super::Maker;
use super::document::{Block, Cell, Fact, Phrase, Section, Table};
use super::incident::is_primary;
use super::words::{and, count};
use crate::chart::{About, Bar, CAUTION, Chart, bars, by_time, columns, severities};
use crate::checklist::Outcome;
use crate::corpus::Kind;
use crate::kb::Dispute;
use crate::record::{Effect, Incident, SeverityLevel, Term};

/// Bars of a chart at most; its table has the rest.
const MOST_BARS: usize = 8;
/// Safeguards in a table at most.
const MOST_ROWS: usize = 12;
/// Safeguards that a summary names.
const MOST_NAMED: usize = 3;

/// Incidents that count, most severe first; what proved false is kept apart.
pub(super) struct Set<'a> {
    pub(super) counted: Vec<&'a Incident>,
    pub(super) retracted: usize,
}

/// How often a safeguard did or would have done what.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Effects {
    prevented: usize,
    limited: usize,
    recovered: usize,
    detected: usize,
}

impl Effects {
    fn add(&mut self, effect: Effect) {
        match Outcome::of(effect) {
            Some(Outcome::Prevented) => self.prevented += 1,
            Some(Outcome::Limited) => self.limited += 1,
            Some(Outcome::Recovered) => self.recovered += 1,
            Some(Outcome::Detected) => self.detected += 1,
            None => {}
        }
    }

    fn all(self) -> usize {
        self.prevented + self.limited + self.recovered + self.detected
    }
}

/// The most severe first, then the latest.
pub(super) fn worst_first(incidents: &mut [&Incident]) {
    incidents.sort_by(|a, b| {
        let severity = b.severity.realised.cmp(&a.severity.realised);
        let retracted = a.is_retracted().cmp(&b.is_retracted());
        retracted.then(severity).then_with(|| a.occurred.newest_first(&b.occurred)).then_with(|| a.id.cmp(&b.id))
    });
}

impl<'a> Set<'a> {
    pub(super) fn new(incidents: &[&'a Incident]) -> Self {
        let counted: Vec<&Incident> = incidents.iter().copied().filter(|incident| !incident.is_retracted()).collect();
        Self { retracted: incidents.len() - counted.len(), counted }
    }

    /// The set as figures.
    pub(super) fn glance(&self) -> Vec<Fact> {
        let severe =
            self.counted.iter().filter(|incident| incident.severity.realised >= SeverityLevel::S4Major).count();
        let disputed = self.counted.iter().filter(|incident| incident.disputes().iter().any(Dispute::is_open)).count();
        let mut facts = vec![Fact::of("Incidents", self.counted.len().to_string())];
        facts.extend(
            self.counted
                .iter()
                .map(|incident| incident.severity.realised)
                .max()
                .map(|worst| Fact::severity("Worst", worst)),
        );
        facts.push(Fact::of("Major or critical", severe.to_string()));
        facts.push(Fact::of("With an open dispute", disputed.to_string()));
        if self.retracted > 0 {
            facts.push(Fact::of("Retracted, not counted", self.retracted.to_string()));
        }
        facts
    }

    /// Charts of the set: when, how bad, which patterns, which products.
    pub(super) fn charts(&self, maker: &Maker<'a>, without: Option<Kind>) -> Section {
        let mut charts = Vec::new();
        if self.counted.len() > 1 {
            charts.push(self.by_time());
            charts.push(self.by_severity());
            if without != Some(Kind::Pattern) {
                charts.push(self.by_pattern(maker));
            }
            if without != Some(Kind::Product) {
                charts.push(self.by_product(maker));
            }
        }
        charts.retain(|chart| !chart.rows.is_empty());
        Section::new("the_charts", "In numbers", vec![Block::Charts(charts)])
    }

    fn by_time(&self) -> Chart {
        let dates: Vec<_> = self.counted.iter().map(|incident| &incident.occurred).collect();
        let (stretches, undated) = by_time(&dates);
        let note = match undated {
            0 => CAUTION.to_owned(),
            1 => format!("{CAUTION} One is not dated closely enough to stand here."),
            several => format!("{CAUTION} {several} are not dated closely enough to stand here."),
        };
        let about = About { id: "time", title: "Incidents by when they occurred", note: &note, subject: "When" };
        columns(about, &stretches)
    }

    fn by_severity(&self) -> Chart {
        let pair = |incident: &&Incident| (incident.severity.realised, incident.severity.potential);
        let pairs: Vec<_> = self.counted.iter().map(pair).collect();
        let title = "Incidents by severity: what happened, and what could have";
        severities(About { id: "severity", title, note: CAUTION, subject: "Severity" }, &pairs)
    }

    fn by_pattern(&self, maker: &Maker<'a>) -> Chart {
        let labels = self.counted.iter().flat_map(|incident| &incident.patterns);
        let counts = maker.counts(Kind::Pattern, labels.map(|label| label.id.as_str()));
        let note = format!("{CAUTION} An incident counts under each pattern that it bears.");
        let about = About { id: "patterns", title: "Incidents by pattern", note: &note, subject: "Pattern" };
        bars(about, &counts, MOST_BARS)
    }

    fn by_product(&self, maker: &Maker<'a>) -> Chart {
        let products = self.counted.iter().flat_map(|incident| {
            let ids: std::collections::BTreeSet<&str> =
                incident.products().map(crate::record::ProductId::as_str).collect();
            ids
        });
        let counts = maker.counts(Kind::Product, products);
        let note = format!("{CAUTION} In use does not mean at fault.");
        let about = About { id: "products", title: "Incidents by product in use", note: &note, subject: "Product" };
        bars(about, &counts, MOST_BARS)
    }

    /// Safeguards by what they did or would have done, the one that prevents most first.
    fn effects(&self) -> Vec<(&'a str, Effects)> {
        let mut effects: BTreeMap<&str, Effects> = BTreeMap::new();
        for label in self.counted.iter().flat_map(|incident| &incident.safeguards) {
            effects.entry(label.id.as_str()).or_default().add(label.effect);
        }
        let mut effects: Vec<_> = effects.into_iter().filter(|(_, effects)| effects.all() > 0).collect();
        effects.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        effects
    }

    /// The safeguards that would have changed these incidents.
    pub(super) fn safeguards(&self, maker: &Maker<'a>) -> Section {
        let effects = self.effects();
        let bar = |(id, effects): &(&'a str, Effects)| Bar::new(maker.name(Kind::Safeguard, id), effects.prevented);
        let prevented: Vec<Bar> = effects.iter().map(bar).filter(|bar| bar.value > 0).collect();
        let note =
            format!("Of {}. An incident counts under each safeguard.", count(self.counted.len(), "reported incident"));
        let title = "Incidents that a safeguard prevented or would have prevented";
        let about = About { id: "safeguards", title, note: &note, subject: "Safeguard" };
        let row = |(id, effects): &(&'a str, Effects)| {
            let Effects { prevented, limited, recovered, detected } = *effects;
            let name = Cell::text(format!("{} (`{id}`)", maker.name(Kind::Safeguard, id)));
            [name].into_iter().chain([prevented, limited, recovered, detected].map(Cell::number)).collect()
        };
        let caption = match effects.len().saturating_sub(MOST_ROWS) {
            0 => "What each did or would have done, in how many incidents".to_owned(),
            more => format!("What each did or would have done, in how many incidents; {more} more did less"),
        };
        let table = Table {
            caption,
            head: ["Safeguard", "Prevented", "Limited", "Undone", "Seen sooner"].map(str::to_owned).to_vec(),
            rows: effects.iter().take(MOST_ROWS).map(row).collect(),
        };
        let charts = if prevented.is_empty() { Vec::new() } else { vec![bars(about, &prevented, MOST_BARS)] };
        Section::new("the_safeguards", "What would have changed them", vec![Block::Charts(charts), Block::Table(table)])
    }

    /// The safeguards that prevent most, in a sentence.
    pub(super) fn foremost(&self, maker: &Maker<'a>) -> Option<Phrase> {
        let named: Vec<String> = self
            .effects()
            .iter()
            .filter(|(_, effects)| effects.prevented > 0)
            .take(MOST_NAMED)
            .map(|(id, effects)| format!("{} ({})", maker.name(Kind::Safeguard, id), effects.prevented))
            .collect();
        let text = format!("Of {}: {}.", count(self.counted.len(), "incident"), and(&named));
        (!named.is_empty()).then(|| Phrase::led("What would have prevented most.", text))
    }

    /// The commonest primary patterns, in a sentence.
    pub(super) fn causes(&self, maker: &Maker<'a>) -> Option<Phrase> {
        let primary = self.counted.iter().flat_map(|incident| &incident.patterns).filter(|label| is_primary(label));
        let counts = maker.counts(Kind::Pattern, primary.map(|label| label.id.as_str()));
        let named: Vec<String> =
            counts.iter().take(MOST_NAMED).map(|bar| format!("{} ({})", bar.label, bar.value)).collect();
        (!named.is_empty()).then(|| Phrase::led("What came first most often.", format!("{}.", and(&named))))
    }

    /// Disputes in the set, in a sentence.
    pub(super) fn disputed(&self) -> Option<Phrase> {
        let open = self.counted.iter().filter(|incident| incident.disputes().iter().any(Dispute::is_open)).count();
        let text = format!(
            "In {open} of {} the parties contradict each other and nothing decides; both sides stand with the incident.",
            self.counted.len()
        );
        (open > 0).then(|| Phrase::led("What is disputed.", text))
    }
}

impl Maker<'_> {
    /// Counts records by name, most first, then by name.
    fn counts<'b>(&self, kind: Kind, ids: impl Iterator<Item = &'b str>) -> Vec<Bar> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for id in ids {
            *counts.entry(self.name(kind, id)).or_default() += 1;
        }
        let mut bars: Vec<Bar> = counts.into_iter().map(|(name, count)| Bar::new(name, count)).collect();
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.value));
        bars
    }

    /// Counts values of a vocabulary in its order.
    pub(super) fn bars_of<T: Term>(about: About<'_>, kind: &str, values: impl Iterator<Item = T>) -> Chart {
        let values: Vec<T> = values.collect();
        let bar = |term: &T| Bar {
            class: format!("{kind}-{}", term.as_str()),
            ..Bar::new(&term.label(), values.iter().filter(|value| *value == term).count())
        };
        let mut all: Vec<Bar> = T::ALL.iter().map(bar).collect();
        all.retain(|bar| bar.value > 0);
        bars(about, &all, MOST_BARS)
    }
}
