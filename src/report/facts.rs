//! What is known of an incident, as names and values.

use super::words::terms;
use crate::record::{Agent, Incident, IncidentId, IsoDuration, PartialDate, RecoveryMethod, Tag, Term as _};

/// A name and a value; what is not known is left out.
pub type NamedValue = (&'static str, String);

/// What is known of an incident, without agents and amounts.
#[must_use]
pub fn incident_facts(record: &Incident) -> Vec<NamedValue> {
    let impact = &record.impact;
    let tags: Vec<&str> = record.tags.iter().map(Tag::as_str).collect();
    let former: Vec<&str> = record.aliases.iter().map(IncidentId::as_str).collect();
    known(vec![
        ("Occurred", record.occurred.in_words()),
        ("Disclosed", record.disclosed.in_words()),
        ("Operator", record.operator.clone()),
        ("Task", record.task.clone()),
        ("Effect landed in", terms(&record.environment)),
        ("Stated limit", record.constraint.label()),
        ("Adversary", record.adversary.label()),
        ("Powers used", terms(&record.capabilities)),
        ("Rule of Two", terms(&record.rule_of_two)),
        ("Harm", record.harm_status.label()),
        ("Impact", terms(&impact.kinds)),
        ("Borne by", impact.bearer.label()),
        ("Scope", impact.scope.clone()),
        ("Duration", impact.duration.as_ref().map(IsoDuration::in_words).unwrap_or_default()),
        ("Reversibility", impact.reversibility.label()),
        ("Noticed by", noticed(record)),
        ("Recovery", recovery(record)),
        ("About recovery", record.recovery.note.clone().unwrap_or_default()),
        ("Keywords", tags.join(", ")),
        ("Formerly", former.join(", ")),
        ("Derived from", record.derived_from.clone().unwrap_or_default()),
    ])
}

/// What is known of an agent beside its product.
#[must_use]
pub fn agent_facts(agent: &Agent) -> Vec<NamedValue> {
    known(vec![
        ("Version", agent.version.clone().unwrap_or_default()),
        ("Model", agent.model.clone().unwrap_or_default()),
        ("Interface", terms(&agent.interface)),
        ("Autonomy", agent.autonomy.label()),
        ("Permissions", terms(&agent.permissions)),
        ("Ran in", terms(&agent.environment)),
    ])
}

fn known(mut facts: Vec<NamedValue>) -> Vec<NamedValue> {
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn noticed(record: &Incident) -> String {
    let at = record.detection.at.as_ref().map(|at| format!(", {}", at.in_words())).unwrap_or_default();
    format!("{}{at}", record.detection.method.label())
}

fn recovery(record: &Incident) -> String {
    let recovery = &record.recovery;
    let mut parts = vec![recovery.outcome.label()];
    let known = recovery.methods.iter().filter(|method| **method != RecoveryMethod::Unknown);
    parts.extend(known.map(|method| method.label()));
    parts.extend(recovery.duration.as_ref().map(IsoDuration::in_words));
    parts.join("; ")
}

/// When an incident happened, and when that became known if it is another time.
#[must_use]
pub(super) fn dates(record: &Incident) -> String {
    let disclosed = Some(&record.disclosed).filter(|disclosed| **disclosed != record.occurred);
    let disclosed = disclosed.map(PartialDate::in_words).map(|date| format!(", disclosed {date}"));
    format!("{}{}", record.occurred.in_words(), disclosed.unwrap_or_default())
}
