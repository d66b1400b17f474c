//! How an incident relates to a team: whether it could have been theirs, and by what.

use crate::profile::Profile;
use crate::record::{AgentInterface, AutonomyLevel, Environment, Incident};

/// How near the agents of an incident are to those of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Familiarity {
    /// A product of the team took part.
    Product,
    /// A form of agent took part that the team uses.
    Interface,
    /// Neither.
    Other,
}

/// Whether the team's agents reach the place where the effect landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// They do.
    Reached,
    /// The record or the team does not say.
    Unknown,
    /// They do not.
    NotReached,
}

/// Whether the team's agents may do as much by themselves as the agent of the incident did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leeway {
    /// They may.
    Covered,
    /// The record or the team does not say.
    Unknown,
    /// They may not.
    Below,
}

/// How an incident relates to a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relevance {
    /// False if the act needed a power that the team says its agents lack: then it could not have been theirs.
    pub able: bool,
    /// How near the agents are.
    pub familiarity: Familiarity,
    /// Whether the place is reached.
    pub reach: Reach,
    /// How freely the agents run.
    pub leeway: Leeway,
}

impl Relevance {
    /// Compares an incident with what a team says of itself.
    #[must_use]
    pub fn of(incident: &Incident, profile: &Profile) -> Self {
        Self {
            able: !incident.capabilities.iter().any(|power| profile.lacks.contains(power)),
            familiarity: Familiarity::of(incident, profile),
            reach: Reach::of(incident, profile),
            leeway: Leeway::of(incident, profile),
        }
    }
}

impl Familiarity {
    fn of(incident: &Incident, profile: &Profile) -> Self {
        let same_product = incident.products().any(|product| profile.products.contains(product.as_str()));
        let mut interfaces = incident.agents.iter().flat_map(|agent| &agent.interface);
        let same_interface =
            interfaces.any(|form| *form != AgentInterface::Unknown && profile.interfaces.contains(form));
        match (same_product, same_interface) {
            (true, _) => Self::Product,
            (false, true) => Self::Interface,
            (false, false) => Self::Other,
        }
    }
}

impl Reach {
    fn of(incident: &Incident, profile: &Profile) -> Self {
        let known: Vec<_> = incident.environment.iter().filter(|place| **place != Environment::Unknown).collect();
        if known.iter().any(|place| profile.environments.contains(place)) {
            return Self::Reached;
        }
        let is_open = profile.environments.is_empty() || profile.environments.contains(&Environment::Unknown);
        if known.is_empty() || is_open { Self::Unknown } else { Self::NotReached }
    }
}

impl Leeway {
    fn of(incident: &Incident, profile: &Profile) -> Self {
        let at_the_act = incident.agents.first().map_or(AutonomyLevel::Unknown, |agent| agent.autonomy);
        match (profile.autonomy, at_the_act) {
            (None | Some(AutonomyLevel::Unknown), _) | (_, AutonomyLevel::Unknown) => Self::Unknown,
            (Some(team), incident) if team >= incident => Self::Covered,
            _ => Self::Below,
        }
    }
}
