//! Charts of lists of incidents that several kinds of page show.

use crate::chart::{About, Bar, CAUTION, Chart, bars, severities as crossed};
use crate::record::{Incident, SafeguardLabel, SafeguardState, Term};

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

/// What became of a safeguard at the moment of each act.
pub(super) fn states<'a>(title: &str, labels: impl Iterator<Item = &'a SafeguardLabel>) -> Chart {
    let about = About { id: "states", title, note: CAUTION, subject: "State" };
    let labels: Vec<&SafeguardLabel> = labels.collect();
    let count = |state: SafeguardState| labels.iter().filter(|label| label.state == state).count();
    let bar = |state: &SafeguardState| Bar {
        class: format!("state-{}", state.as_str()),
        ..Bar::new(&state.label(), count(*state))
    };
    let found: Vec<Bar> = SafeguardState::ALL.iter().map(bar).filter(|bar| bar.value > 0).collect();
    bars(about, &found, found.len())
}
