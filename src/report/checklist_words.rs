//! What every form of a checklist says in the same words. Plain text: each form spells it in its own way.

use crate::kb::KnowledgeBase;
use crate::record::{AgentInterface, AutonomyLevel, Capability, Environment, Moment, Term};
use crate::wire::{
    ChangesAnswer, ChecklistAnswer, CoverageAnswer, ItemAnswer, LapsedAnswer, MomentAnswer, NewIncidentAnswer,
    StandingAnswer, WeighedAnswer,
};

/// New incidents that are named, the heaviest; the rest are counted.
const NEW_INCIDENTS_SHOWN: usize = 10;
/// Items that are named beside a new incident.
const ITEMS_NAMED: usize = 3;

/// A line that may lead somewhere.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Told {
    /// What comes first, such as `New incident`.
    pub what: String,
    /// The name or title.
    pub name: String,
    /// Where it leads.
    pub link: Option<String>,
    /// What follows.
    pub more: String,
}

/// What the list is called for: the team, or else what it uses.
#[must_use]
pub fn title(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> String {
    checklist.team.clone().unwrap_or_else(|| products(kb, checklist))
}

/// What else is known of whom the list is for, in words; empty if nothing is.
#[must_use]
pub fn audience(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> String {
    fn words<T: Term>(values: &[String]) -> String {
        let label = |value: &String| T::find(value).map_or_else(|| value.clone(), T::label);
        values.iter().map(label).collect::<Vec<_>>().join(", ")
    }
    let profile = &checklist.profile;
    let mut parts = Vec::new();
    if !profile.products.is_empty() && checklist.team.is_some() {
        parts.push(products(kb, checklist));
    } else if profile.products.is_empty() && !profile.interfaces.is_empty() {
        parts.push(words::<AgentInterface>(&profile.interfaces));
    }
    if !profile.environments.is_empty() {
        parts.push(format!("reaching {}", words::<Environment>(&profile.environments)));
    }
    let autonomy = profile.autonomy.as_ref().filter(|level| *level != AutonomyLevel::Unknown.as_str());
    parts.extend(autonomy.map(|level| words::<AutonomyLevel>(std::slice::from_ref(level))));
    if !profile.lacks.is_empty() {
        parts.push(format!("cannot {}", words::<Capability>(&profile.lacks)));
    }
    parts.extend(checklist.today.as_ref().map(|day| format!("answers as of {day}")));
    parts.join(" · ")
}

fn products(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> String {
    let name = |id: &String| kb.products().get(id).map_or_else(|| id.clone(), |entry| entry.record().name.clone());
    let names: Vec<String> = checklist.profile.products.iter().map(name).collect();
    if names.is_empty() { "any agent".to_owned() } else { names.join(", ") }
}

/// The entries of standards behind an item, grouped by standard and edition.
#[must_use]
pub fn standards(item: &ItemAnswer) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for entry in &item.standards {
        let of = format!("{} {}", entry.scheme, entry.edition);
        match groups.last_mut().filter(|(name, _)| *name == of) {
            Some((_, ids)) => ids.push(&entry.id),
            None => groups.push((of, vec![&entry.id])),
        }
    }
    groups.iter().map(|(of, ids)| format!("{of}: {}", ids.join(", "))).collect::<Vec<_>>().join("; ")
}

/// What the columns of an explanation are called.
pub const EXPLAINED: [&str; 9] = ["incident", "r", "S", "E", "K", "w", "left", "e", "gain"];

/// How the gain of an item was computed: a row for each incident that bears it.
#[must_use]
pub fn explained(checklist: &ChecklistAnswer, item: &ItemAnswer) -> Vec<[String; 9]> {
    let row = |bearing: &crate::wire::BearingAnswer| {
        let incident = checklist.incident(&bearing.id)?;
        let factors = &incident.factors;
        let r = format!(
            "{} · {} · {} = {}",
            factors.agent_value, factors.place_value, factors.autonomy_value, factors.relevance
        );
        Some([
            bearing.id.clone(),
            r,
            factors.severity.to_string(),
            factors.evidence.to_string(),
            factors.kind.to_string(),
            format!("{:.4}", incident.weight),
            format!("{:.4}", bearing.left),
            bearing.share.to_string(),
            format!("{:.4}", bearing.gain),
        ])
    };
    item.incidents.iter().filter_map(row).collect()
}

/// What the columns of the table of outcomes are called.
pub const OUTCOMES: [&str; 6] = ["prevented", "smaller", "undone", "seen sooner", "not reached", "not known"];

/// The rows of the table of outcomes, each with its name.
#[must_use]
pub fn outcomes(checklist: &ChecklistAnswer) -> [(&'static str, [usize; 6]); 2] {
    let counts = |coverage: &CoverageAnswer| {
        [coverage.prevented, coverage.limited, coverage.recovered, coverage.detected, coverage.not, coverage.unknown]
    };
    [("in place now", counts(&checklist.coverage_now)), ("with every item below", counts(&checklist.coverage))]
}

/// How many incidents the list rests on.
#[must_use]
pub fn lead(checklist: &ChecklistAnswer) -> String {
    let near = |incident: &&WeighedAnswer| incident.factors.agent != "other" && incident.factors.place != "not-reached";
    let (all, near) = (checklist.incidents.len(), checklist.incidents.iter().filter(near).count());
    match all {
        0 => "No incident of the corpus could have been this team's.".to_owned(),
        1 => "One incident of the corpus could have been this team's.".to_owned(),
        _ => format!(
            "{all} incidents of the corpus could have been this team's; {near} of them with its products or forms of agent, \
             where its agents reach or may reach."
        ),
    }
}

/// What has to be known to read the table of outcomes.
#[must_use]
pub fn caveats(checklist: &ChecklistAnswer) -> String {
    let mut text = "Each incident counts once, under the best effect. Reported incidents, not rates.".to_owned();
    let partly = checklist.coverage_now.partly;
    if partly > 0 {
        let plural = if partly == 1 { "rests" } else { "rest" };
        text.push_str(&format!(" Of those in place now, {partly} {plural} on what is in place in part only."));
    }
    text
}

/// What a list says that has no items.
#[must_use]
pub fn without_items(moment: &MomentAnswer) -> &'static str {
    if !moment.more.is_empty() {
        "Nothing here adds a hundredth of what is left."
    } else if !moment.settled.is_empty() {
        "Nothing is left to add at this moment."
    } else if !moment.earlier.is_empty() {
        "The safeguards of this moment already stand under an earlier one."
    } else {
        "No incident that could be this team's bears on a safeguard of this moment."
    }
}

/// The first sentence of a text.
#[must_use]
pub fn first_sentence(text: &str) -> &str {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1);
    // A full stop behind one letter or before a small one is an abbreviation's.
    let is_end = |at: &usize| {
        let (before, behind) = (text.get(..at - 1).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let last_word = before.rsplit(' ').next().unwrap_or_default();
        last_word.chars().count() > 1 && behind.starts_with(|c: char| !c.is_lowercase())
    };
    let end = ends.into_iter().find(is_end).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// Says what a team has said of a safeguard: its answer, whether it counts or not, and its waiver.
#[must_use]
pub fn standing(standing: &StandingAnswer) -> Vec<String> {
    answered(standing).into_iter().chain(waived(standing)).collect()
}

/// Says what a team has answered, and why that does not count if it does not.
#[must_use]
pub fn answered(standing: &StandingAnswer) -> Option<String> {
    let answer = standing.answer.as_ref()?;
    let mut text = format!("Answered “{answer}”{}", who_when(standing.by.as_deref(), standing.on.as_deref()));
    text.push_str(&match (standing.lapse.as_deref(), &standing.expires) {
        (Some("outdated"), _) => "; the question has changed since".to_owned(),
        (Some("expired"), Some(last)) => format!("; expired after {last}"),
        (Some("unproven"), _) => "; nothing shows it".to_owned(),
        (None, Some(last)) => format!("; counts until {last}"),
        _ => String::new(),
    });
    if let Some(evidence) = &standing.evidence {
        text.push_str(&format!(": {evidence}"));
    }
    Some(text)
}

/// Says why and until when a team goes without a safeguard, if it does.
#[must_use]
pub fn waived(standing: &StandingAnswer) -> Option<String> {
    let waiver = standing.waiver.as_ref()?;
    let holds = if waiver.holds { "until" } else { "expired after" };
    let who = who_when(waiver.by.as_deref(), waiver.on.as_deref());
    Some(format!("Waived{who}, {holds} {}: {}", waiver.expires, waiver.reason))
}

fn who_when(by: Option<&str>, on: Option<&str>) -> String {
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    let on = on.map(|on| format!(" on {on}")).unwrap_or_default();
    format!("{by}{on}")
}

/// Says what does not count any more, and since when.
#[must_use]
pub fn lapsed(lapsed: &[LapsedAnswer]) -> Vec<Told> {
    let told = |lapsed: &LapsedAnswer| Told {
        what: match lapsed.lapse.as_str() {
            "outdated" => "Outdated".to_owned(),
            "unproven" => "Unproven".to_owned(),
            _ => "Expired".to_owned(),
        },
        name: lapsed.safeguard.clone(),
        link: None,
        more: match (lapsed.lapse.as_str(), &lapsed.expires) {
            ("outdated", _) => "the question has changed since it was answered".to_owned(),
            ("unproven", _) => "answered without evidence".to_owned(),
            (_, Some(last)) => format!("the {} held until {last}", lapsed.what),
            (_, None) => format!("the {} no longer holds", lapsed.what),
        },
    };
    lapsed.iter().map(told).collect()
}

/// Says what has changed since the last review.
#[must_use]
pub fn changes(changes: &ChangesAnswer) -> Vec<Told> {
    let mut told: Vec<Told> = changes.new_incidents.iter().take(NEW_INCIDENTS_SHOWN).map(new_incident).collect();
    if let Some(rest) = changes.new_incidents.len().checked_sub(NEW_INCIDENTS_SHOWN).filter(|rest| *rest > 0) {
        told.push(Told {
            what: "New incidents".to_owned(),
            name: format!("and {rest} more that weigh less"),
            link: None,
            more: String::new(),
        });
    }
    told.extend(changes.gone_incidents.iter().map(|id| Told {
        what: "Concerns the team no longer".to_owned(),
        name: id.clone(),
        link: None,
        more: String::new(),
    }));
    for moment in &changes.moments {
        let at = Moment::find(&moment.id).map_or_else(|| moment.id.clone(), Moment::title);
        let line = |what: &str, name: &str, more: String| Told {
            what: format!("{at}, {what}"),
            name: name.to_owned(),
            link: None,
            more,
        };
        let new: Vec<&str> = moment.new_items.iter().map(|item| item.name.as_str()).collect();
        let what = if new.len() == 1 { "new item" } else { "new items" };
        told.extend((!new.is_empty()).then(|| line(what, &new.join("; "), String::new())));
        told.extend(moment.departed.iter().map(|item| {
            let why = match item.why.as_str() {
                "in-place" => "it is in place",
                "not-applicable" => "it does not apply",
                "gone" => "no record describes it any more",
                _ => "it adds less than the others",
            };
            line("no longer an item", &item.name, why.to_owned())
        }));
        let places = |from: usize, to: usize| format!("from place {from} to {to}");
        told.extend(moment.moved.iter().map(|item| line("moved", &item.name, places(item.from, item.to))));
    }
    told
}

fn new_incident(incident: &NewIncidentAnswer) -> Told {
    let borne = match incident.items.as_slice() {
        [] => "no item bears it".to_owned(),
        items if items.len() <= ITEMS_NAMED => format!("borne by {}", items.join(", ")),
        items => {
            let (named, rest) = items.split_at(ITEMS_NAMED);
            format!("borne by {} and {} more", named.join(", "), rest.len())
        }
    };
    Told {
        what: "New incident".to_owned(),
        name: incident.title.clone(),
        link: incident.link.clone(),
        more: format!("{}; {borne}", incident.id),
    }
}

/// The heading of what has changed.
#[must_use]
pub fn since(changes: &ChangesAnswer) -> String {
    format!("Since the review of {}", changes.since)
}

/// What is said if nothing has changed.
pub const UNCHANGED: &str = "Nothing that concerns the team.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_sentence_ends_at_a_full_stop_that_is_one() {
        assert_eq!(first_sentence("It was missing. So it went."), "It was missing.");
        assert_eq!(first_sentence("It had e. g. a key. So it went."), "It had e. g. a key.");
        assert_eq!(first_sentence("Version 3.20 deleted it"), "Version 3.20 deleted it");
    }
}
