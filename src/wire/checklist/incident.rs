//! Incidents with what they weigh for a team.

use schemars::JsonSchema;
use serde::Serialize;

use crate::checklist::weights::Weights;
use crate::checklist::{Familiarity, Leeway, Reach, Weighed};
use crate::record::{Incident, Source, Url};

/// An incident that weighs something for the team.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WeighedAnswer {
    /// The incident's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What happened, what it cost, what would have stopped it.
    pub summary: String,
    /// How bad it was.
    pub severity: String,
    /// How far the record is borne out.
    pub status: String,
    /// When it happened.
    pub occurred: String,
    /// Where to read more: its page on the site named with `--site`, or else the best source of the causal account that
    /// has a public address.
    pub link: Option<String>,
    /// Its weight for the team, w = r · S · E · K.
    pub weight: f64,
    /// What the weight is made of.
    pub factors: FactorsAnswer,
}

/// What a weight is made of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FactorsAnswer {
    /// r: how much the incident could have been this team's, the product of the next three.
    pub relevance: f64,
    /// How near the agent is: `product`, `interface` or `other`.
    pub agent: String,
    /// What that counts.
    pub agent_value: f64,
    /// Whether the team's agents reach where the effect landed: `reached`, `unknown` or `not-reached`.
    pub place: String,
    /// What that counts.
    pub place_value: f64,
    /// Whether the team's agents may do as much by themselves: `covered`, `unknown` or `below`.
    pub autonomy: String,
    /// What that counts.
    pub autonomy_value: f64,
    /// S: the level realised, or half of the potential one if that is more.
    pub severity: f64,
    /// E: the best grade on the causal account, times how far the record is borne out.
    pub evidence: f64,
    /// K: what sort of occurrence it is.
    pub kind: f64,
}

impl WeighedAnswer {
    pub(super) fn new(weighed: &Weighed<'_>, site: Option<&Url>) -> Self {
        let incident = weighed.incident;
        Self {
            id: incident.id.to_string(),
            title: incident.title.clone(),
            summary: incident.summary.clone(),
            severity: incident.severity.realised.to_string(),
            status: incident.status.to_string(),
            occurred: incident.occurred.to_string(),
            link: link(incident, site),
            weight: decimal(weighed.weight, 14),
            factors: FactorsAnswer::new(weighed),
        }
    }
}

impl FactorsAnswer {
    fn new(weighed: &Weighed<'_>) -> Self {
        let weights = Weights::STANDARD;
        let factors = weighed.factors;
        let relevance = factors.relevance;
        let agent = match relevance.familiarity {
            Familiarity::Product => "product",
            Familiarity::Interface => "interface",
            Familiarity::Other => "other",
        };
        let place = match relevance.reach {
            Reach::Reached => "reached",
            Reach::Unknown => "unknown",
            Reach::NotReached => "not-reached",
        };
        let autonomy = match relevance.leeway {
            Leeway::Covered => "covered",
            Leeway::Unknown => "unknown",
            Leeway::Below => "below",
        };
        Self {
            relevance: decimal(factors.r, 6),
            agent: agent.to_owned(),
            agent_value: decimal(weights.familiarity(relevance.familiarity), 2),
            place: place.to_owned(),
            place_value: decimal(weights.reach(relevance.reach), 2),
            autonomy: autonomy.to_owned(),
            autonomy_value: decimal(weights.leeway(relevance.leeway), 2),
            severity: decimal(factors.severity, 2),
            evidence: decimal(factors.evidence, 4),
            kind: decimal(factors.kind, 2),
        }
    }
}

/// A whole number of some power of ten as the number that is nearest to it.
pub(super) fn decimal(number: u64, decimals: usize) -> f64 {
    let digits = format!("{number:0>width$}", width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    // Digits around a point are a number.
    format!("{whole}.{rest}").parse().unwrap_or_default()
}

/// Where to read more of an incident.
pub(super) fn link(incident: &Incident, site: Option<&Url>) -> Option<String> {
    if let Some(site) = site {
        return Some(format!("{}/incidents/{}.html", site.as_str().trim_end_matches('/'), incident.id));
    }
    let cited = incident.patterns.iter().flat_map(|label| &label.sources);
    let of_account = cited.filter_map(|id| incident.source(id.as_str()));
    let best = |source: &&Source| source.grade;
    let public = |source: &&Source| source.url.is_some();
    let source = of_account.filter(public).min_by_key(best);
    let source = source.or_else(|| incident.sources.iter().filter(public).min_by_key(best))?;
    source.url.as_ref().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_become_decimals() {
        assert!((decimal(480_000, 6) - 0.48).abs() < 1e-12);
        assert!((decimal(1_600, 2) - 16.0).abs() < 1e-12);
        assert!(decimal(0, 14).abs() < 1e-12);
    }
}
