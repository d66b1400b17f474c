//! Every constant of the ranking, each with its reason, in hundredths.
//!
//! ```text
//! w_i  = r_i · S_i · E_i · K_i                      incident i, unit 10⁻¹⁴
//! e_si = effect · state · basis · answer            safeguard s in incident i, unit 10⁻⁶
//! F(C) = Σ_i w_i (1 − Π_{s∈C} (1 − e_si))
//! ```

use super::relevance::{Familiarity, Leeway, Reach, Relevance};
use crate::profile::Profile;
use crate::record::{
    ClaimStatus, Effect, Grade, Incident, IncidentKind, LabelBasis, SafeguardLabel, SafeguardState, SeverityLevel,
};

/// One in the unit of [`Weights::effect`].
pub const EFFECT_UNIT: u64 = 1_000_000;
/// One in the unit of [`Factors::weight`].
pub const WEIGHT_UNIT: u64 = 100_000_000_000_000;
/// One in the unit of a constant.
pub const UNIT: u64 = 100;

/// A constant of the ranking, for tables and for trying what moves when it does.
#[derive(Debug, Clone, Copy)]
pub struct Constant {
    /// The symbol of the factor that it belongs to.
    pub factor: &'static str,
    /// What it stands for, in words.
    pub meaning: &'static str,
    /// Why it has its value.
    pub reason: &'static str,
    /// Finds it among others.
    pub of: fn(&mut Weights) -> &mut u64,
}

macro_rules! weights {
    ($($factor:literal { $($(#[doc = $reason:literal])+ $name:ident: $meaning:literal = $value:literal,)+ })+) => {
        /// The constants, in hundredths.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Weights {
            $($($(#[doc = $reason])+ pub $name: u64,)+)+
        }

        impl Weights {
            /// The constants in use.
            pub const STANDARD: Self = Self { $($($name: $value,)+)+ };
        }

        /// Every constant, in the order of the formula.
        pub const CONSTANTS: &[Constant] = &[$($(Constant {
            factor: $factor,
            meaning: $meaning,
            reason: concat!($($reason),+).trim_ascii(),
            of: |weights| &mut weights.$name,
        },)+)+];
    };
}

weights! {
    "r" {
        /// The same product fails alike.
        product: "a product of the team" = 100,
        /// The same form of agent has the same habits.
        interface: "a form of agent that the team uses" = 60,
        /// Anything else still teaches something.
        other: "another form of agent" = 30,
        /// Harm lands where an agent reaches.
        reached: "an environment that the team's agents reach" = 100,
        /// What is not said could be either.
        reach_unknown: "environment not known" = 60,
        /// What an agent does not reach it seldom harms; access grows.
        not_reached: "an environment that they do not reach" = 20,
        /// An agent that may do as much by itself gets as far.
        autonomy_covered: "the team's autonomy at least the incident's" = 100,
        /// What is not said is nearer to the usual, which is high.
        autonomy_unknown: "autonomy not known" = 80,
        /// An agent that may do less by itself is stopped earlier, not always.
        autonomy_below: "the team's autonomy below the incident's" = 50,
    }
    "S" {
        /// Each level counts twice the one below, from an internal nuisance to harm for many.
        s1: "s1" = 100,
        /// Twice the level below.
        s2: "s2" = 200,
        /// Twice the level below.
        s3: "s3" = 400,
        /// Twice the level below.
        s4: "s4" = 800,
        /// Twice the level below.
        s5: "s5" = 1600,
        /// What only could have happened counts half of what did.
        potential: "potential instead of realised severity" = 50,
    }
    "E" {
        /// First-hand or a primary record.
        grade_a: "best source of the causal account of grade A" = 100,
        /// Reporting that has sources of its own.
        grade_b: "grade B" = 80,
        /// A retelling may have lost what mattered.
        grade_c: "grade C" = 50,
        /// One side says so and nobody else.
        alleged: "status `alleged`" = 30,
        /// What happened is known, and what let it happen is not settled.
        disputed_cause: "status `disputed-cause`" = 70,
    }
    "K" {
        /// It happened.
        realised: "realised incident" = 100,
        /// Harm was avoided, often by luck.
        near_miss: "near miss" = 75,
        /// Somebody showed that it is possible, and nobody was harmed.
        hazard: "demonstrated hazard or disclosure" = 50,
    }
    "effect" {
        /// Prevention spares everything but its own failures.
        prevent: "prevented" = 90,
        /// A limit spares about half.
        limit: "limited" = 50,
        /// Recovery brings back what was lost and costs time.
        recover: "recovered" = 40,
        /// Detection only shortens.
        detect: "detected" = 25,
    }
    "state" {
        /// What was missing, off or worked shows the safeguard itself at work or its lack.
        plain: "absent, disabled, or worked" = 100,
        /// Those who were harmed chose it; that it would have held is not shown.
        added_after: "added after" = 80,
        /// What was got round once will be again.
        bypassed: "bypassed" = 60,
        /// What became of it is not known.
        state_unknown: "unknown" = 50,
        /// What was there and fell short will again.
        insufficient: "insufficient" = 40,
    }
    "basis" {
        /// A source says so.
        quoted: "quoted" = 100,
        /// It follows from what sources say.
        inferred: "inferred" = 70,
        /// Somebody who knows the case denies it.
        contested: "contested" = 50,
    }
    "answer" {
        /// What is in place in part spares half of what the whole would.
        partly: "answered `partial`" = 50,
    }
    "stop" {
        /// Less than a hundredth of what is left is not worth a line.
        least_share: "least share of what is left" = 1,
    }
}

/// How far a safeguard is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// In part: the answer `partial`.
    Partly,
    /// Wholly: the answer `yes`.
    Wholly,
}

/// What the weight of an incident is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// Why the incident could have been this team's.
    pub relevance: Relevance,
    /// r, in units of 10⁻⁶.
    pub r: u64,
    /// S, in units of 10⁻².
    pub severity: u64,
    /// E, in units of 10⁻⁴.
    pub evidence: u64,
    /// K, in units of 10⁻².
    pub kind: u64,
}

impl Factors {
    /// w, in units of 10⁻¹⁴.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.r * self.severity * self.evidence * self.kind
    }
}

impl Weights {
    /// What an incident weighs for a team, factor by factor.
    #[must_use]
    pub fn factors(&self, incident: &Incident, profile: &Profile) -> Factors {
        let relevance = Relevance::of(incident, profile);
        Factors {
            relevance,
            r: self.relevance(relevance),
            severity: self.severity(incident),
            evidence: self.evidence(incident),
            kind: self.kind(incident.kind),
        }
    }

    fn relevance(&self, relevance: Relevance) -> u64 {
        if !relevance.able {
            return 0;
        }
        self.familiarity(relevance.familiarity) * self.reach(relevance.reach) * self.leeway(relevance.leeway)
    }

    /// The part of r that says how near the agent is.
    #[must_use]
    pub fn familiarity(&self, familiarity: Familiarity) -> u64 {
        match familiarity {
            Familiarity::Product => self.product,
            Familiarity::Interface => self.interface,
            Familiarity::Other => self.other,
        }
    }

    /// The part of r that says whether the place is reached.
    #[must_use]
    pub fn reach(&self, reach: Reach) -> u64 {
        match reach {
            Reach::Reached => self.reached,
            Reach::Unknown => self.reach_unknown,
            Reach::NotReached => self.not_reached,
        }
    }

    /// The part of r that says how freely the agents run.
    #[must_use]
    pub fn leeway(&self, leeway: Leeway) -> u64 {
        match leeway {
            Leeway::Covered => self.autonomy_covered,
            Leeway::Unknown => self.autonomy_unknown,
            Leeway::Below => self.autonomy_below,
        }
    }

    fn severity(&self, incident: &Incident) -> u64 {
        let level = |level: SeverityLevel| match level {
            SeverityLevel::S1Negligible => self.s1,
            SeverityLevel::S2Minor => self.s2,
            SeverityLevel::S3Moderate => self.s3,
            SeverityLevel::S4Major => self.s4,
            SeverityLevel::S5Critical => self.s5,
        };
        level(incident.severity.realised).max(level(incident.severity.potential) * self.potential / UNIT)
    }

    /// The best grade among the sources of the pattern labels, which are the causal account, times how far the record
    /// is borne out.
    fn evidence(&self, incident: &Incident) -> u64 {
        let cited = incident.patterns.iter().flat_map(|label| &label.sources);
        let of_account = cited.filter_map(|id| incident.source(id.as_str())).map(|source| source.grade).min();
        let grade = of_account.or_else(|| incident.sources.iter().map(|source| source.grade).min());
        let grade = match grade {
            Some(Grade::A) => self.grade_a,
            Some(Grade::B) => self.grade_b,
            Some(Grade::C) | None => self.grade_c,
        };
        let status = match incident.status {
            ClaimStatus::Retracted => 0,
            ClaimStatus::Alleged => self.alleged,
            ClaimStatus::DisputedCause => self.disputed_cause,
            ClaimStatus::ConfirmedByOperator
            | ClaimStatus::ConfirmedByVendor
            | ClaimStatus::IndependentlyVerified
            | ClaimStatus::SeveralSources
            | ClaimStatus::SingleSource
            | ClaimStatus::DisputedFacts => UNIT,
        };
        grade * status
    }

    /// Statistics are no events, and count nothing.
    fn kind(&self, kind: IncidentKind) -> u64 {
        match kind {
            IncidentKind::RealisedIncident => self.realised,
            IncidentKind::NearMiss => self.near_miss,
            IncidentKind::DemonstratedHazard | IncidentKind::VulnerabilityDisclosure => self.hazard,
            IncidentKind::StudyOrStatistic => 0,
        }
    }

    /// e: how much of an incident a safeguard takes away that is in place to some degree, in units of 10⁻⁶.
    #[must_use]
    pub fn effect(&self, label: &SafeguardLabel, degree: Degree) -> u64 {
        let effect = match label.effect {
            Effect::WouldHavePrevented | Effect::DidPrevent => self.prevent,
            Effect::WouldHaveLimited | Effect::DidLimit => self.limit,
            Effect::WouldHaveRecovered | Effect::DidRecover => self.recover,
            Effect::WouldHaveDetected | Effect::DidDetect => self.detect,
            Effect::None => 0,
        };
        let state = match label.state {
            SafeguardState::Absent | SafeguardState::PresentDisabled | SafeguardState::PresentWorked => self.plain,
            SafeguardState::AddedAfter => self.added_after,
            SafeguardState::PresentBypassed => self.bypassed,
            SafeguardState::Unknown => self.state_unknown,
            SafeguardState::PresentInsufficient => self.insufficient,
        };
        let basis = match label.basis {
            LabelBasis::Quoted => self.quoted,
            LabelBasis::Inferred => self.inferred,
            LabelBasis::Contested => self.contested,
        };
        let answer = match degree {
            Degree::Partly => self.partly,
            Degree::Wholly => UNIT,
        };
        // The constants of states are even, so that halving the product cuts nothing.
        (effect * state * basis * answer / UNIT).min(EFFECT_UNIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_explained_once_each_and_can_be_moved() {
        let mut weights = Weights::STANDARD;
        for constant in CONSTANTS {
            assert!(constant.reason.ends_with('.'), "{}", constant.meaning);
            *(constant.of)(&mut weights) += 1;
        }
        let moved = format!("{weights:?}");
        for constant in CONSTANTS {
            *(constant.of)(&mut weights) -= 1;
        }
        assert_eq!(weights, Weights::STANDARD);
        assert_eq!(moved.matches(": ").count(), CONSTANTS.len());
    }
}
