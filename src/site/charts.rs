//! Charts of lists of incidents that several kinds of page show.

use std::collections::BTreeMap;

use super::atlas::Atlas;
use super::card::Link;
use crate::chart::{self, About, Bar, CAUTION, Case, Chart, bars, severities as crossed};
use crate::corpus::Kind;
use crate::record::{Incident, SafeguardLabel, SafeguardState, Term};

/// Bars of a chart at most; its table has the rest.
const MOST_BARS: usize = 8;

/// Realised severity against potential; what is retracted did not happen as reported and is left out.
pub(super) fn severities(incidents: &[&Incident]) -> Chart {
    let about = About {
        id: "severities",
        title: "What happened against what could have happened",
        note: CAUTION,
        subject: "Potential severity",
    };
    let standing = incidents.iter().filter(|incident| !incident.is_retracted());
    let pairs: Vec<_> = standing.map(|incident| (incident.severity.realised, incident.severity.potential)).collect();
    crossed(about, &pairs)
}

/// Every incident that stands, by time, kind and severity.
pub(super) fn docket(incidents: &[&Incident]) -> Chart {
    let about = About {
        id: "docket",
        title: "Every incident on record, by when it began",
        note: "Reported incidents, not rates; what was withdrawn is left out. Full: harm happened. Hollow: it nearly did, \
               or was shown to be possible. The digit is the severity.",
        subject: "Time",
    };
    let case = |incident: &&Incident| Case {
        occurred: incident.occurred.clone(),
        severity: incident.severity.realised,
        kind: incident.kind,
    };
    let standing = incidents.iter().filter(|incident| !incident.is_retracted());
    chart::docket(about, &standing.map(case).collect::<Vec<_>>())
}

/// What became of a safeguard at the moment of each act.
pub(super) fn states<'a>(title: &str, labels: impl Iterator<Item = &'a SafeguardLabel>) -> Chart {
    let note = "Counted by safeguard and reported incident; not how often a safeguard holds.";
    let about = About { id: "states", title, note, subject: "State" };
    let labels: Vec<&SafeguardLabel> = labels.collect();
    let count = |state: SafeguardState| labels.iter().filter(|label| label.state == state).count();
    let bar = |state: &SafeguardState| Bar {
        class: format!("state-{}", state.as_str()),
        ..Bar::new(&state.label(), count(*state))
    };
    let found: Vec<Bar> = SafeguardState::ALL.iter().map(bar).filter(|bar| bar.value > 0).collect();
    bars(about, &found, found.len())
}

/// In which products' incidents a pattern was found.
pub(super) fn products(atlas: &Atlas<'_>, incidents: &[&Incident]) -> Option<Chart> {
    let about = About { id: "products", title: "Incidents by product in use", note: CAUTION, subject: "Product" };
    let ids = |incident: &Incident| incident.products().map(ToString::to_string).collect();
    counted(atlas, about, Kind::Product, incidents, ids)
}

/// Which patterns were found in incidents.
pub(super) fn patterns(atlas: &Atlas<'_>, incidents: &[&Incident]) -> Option<Chart> {
    let about = About { id: "patterns", title: "Incidents by pattern", note: CAUTION, subject: "Pattern" };
    let ids = |incident: &Incident| incident.patterns.iter().map(|label| label.id.to_string()).collect();
    counted(atlas, about, Kind::Pattern, incidents, ids)
}

/// Bars of how many incidents name each record of a kind, most first; nothing where there is nothing to compare.
fn counted(
    atlas: &Atlas<'_>,
    about: About<'_>,
    kind: Kind,
    incidents: &[&Incident],
    ids: impl Fn(&Incident) -> Vec<String>,
) -> Option<Chart> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for incident in incidents {
        let mut own = ids(incident);
        own.sort();
        own.dedup();
        for id in own {
            *counts.entry(id).or_default() += 1;
        }
    }
    let bar = |(id, count): (String, usize)| {
        let Link { href, text } = Link::to(atlas.kb, kind, &id);
        // Charts stand on pages of records, one folder below the root.
        Bar { href: Some(format!("../{href}")), ..Bar::new(&text, count) }
    };
    let mut found: Vec<Bar> = counts.into_iter().map(bar).collect();
    found.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.label.cmp(&b.label)));
    (found.len() > 1).then(|| bars(about, &found, MOST_BARS))
}
