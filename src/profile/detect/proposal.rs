//! What was found, as a profile.

use std::collections::{BTreeMap, BTreeSet};

use super::{Detection, Proposal};
use crate::kb::KnowledgeBase;
use crate::profile::{Answer, Remarks, RuleOfTwoLegs, TeamProfile};
use crate::record::{AnswerValue, AutonomyLevel, Day, Line, Note, Presence, Term};

/// An answer that files speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedAnswer {
    /// The safeguard.
    pub safeguard: &'static str,
    /// `no` as soon as a file shows that it is not in place, otherwise `partial`.
    pub answer: AnswerValue,
    /// What speaks for it, with file and line.
    pub evidence: String,
}

impl Detection {
    /// Answers that the files speak for, in the order of safeguards.
    #[must_use]
    pub fn answers(&self) -> Vec<ProposedAnswer> {
        let mut said: BTreeMap<&'static str, Vec<(bool, String)>> = BTreeMap::new();
        for (product, found) in self.found() {
            for proposal in &found.proposals {
                let Proposal::Answer(safeguard, value) = proposal else { continue };
                let evidence = format!("{} ({}: {})", found.evidence(), product.name, found.about);
                said.entry(safeguard).or_default().push((*value != AnswerValue::No, evidence));
            }
        }
        let answer = |(safeguard, mut evidence): (&'static str, Vec<(bool, String)>)| {
            // What speaks against it comes first: one agent without the safeguard is one too many.
            evidence.sort_by_key(|(is_for, _)| *is_for);
            let is_for = evidence.iter().all(|(is_for, _)| *is_for);
            let answer = if is_for { AnswerValue::Partial } else { AnswerValue::No };
            let evidence: Vec<String> = evidence.into_iter().map(|(_, text)| text).collect();
            ProposedAnswer { safeguard, answer, evidence: joined(&evidence) }
        };
        said.into_iter().map(answer).collect()
    }

    /// Makes a profile of what was found, with remarks that say where.
    ///
    /// Products and safeguards that no record describes are left out.
    #[must_use]
    pub fn profile(&self, name: Line, kb: &KnowledgeBase, today: Option<&Day>) -> (TeamProfile, Remarks) {
        let mut profile = TeamProfile::named(name);
        let mut remarks = Remarks::new();
        let known = self.products.iter().filter(|product| kb.products().contains_key(product.id));
        profile.products = known.filter_map(|product| product.id.parse().ok()).collect();
        let mut legs = RuleOfTwoLegs {
            untrusted_input: Presence::Unknown,
            sensitive_access: Presence::Unknown,
            state_change: Presence::Unknown,
        };
        let mut seen = BTreeSet::new();
        for (_, found) in self.found() {
            for proposal in &found.proposals {
                if let Some(field) = enter(&mut profile, &mut legs, *proposal)
                    && seen.insert(*proposal)
                {
                    let remark = format!("{}: {}", proposal.value(), found.evidence());
                    remarks.entry(field.to_owned()).or_default().push(remark);
                }
            }
        }
        profile.rule_of_two = Some(legs);
        for proposed in self.answers() {
            profile.answers.extend(answer(&proposed, kb, today));
        }
        (profile, remarks)
    }

    /// Fields of a profile that nothing here speaks for.
    #[must_use]
    pub fn unseen(&self) -> Vec<&'static str> {
        let said: BTreeSet<&str> =
            self.found().flat_map(|(_, found)| &found.proposals).map(|proposal| proposal.field()).collect();
        let mut fields = vec![
            "interfaces",
            "environments",
            "permissions",
            "autonomy",
            "capabilities",
            "lacks",
            "rule_of_two.A-untrusted-input",
            "rule_of_two.B-sensitive-access",
            "rule_of_two.C-state-change-or-external-comms",
        ];
        fields.retain(|field| !said.contains(field));
        fields
    }
}

impl Proposal {
    /// The field of the profile that it goes into; an answer's is the safeguard.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Interface(_) => "interfaces",
            Self::Environment(_) => "environments",
            Self::Permissions(_) => "permissions",
            Self::Autonomy(_) => "autonomy",
            Self::Capability(_) => "capabilities",
            Self::UntrustedInput => "rule_of_two.A-untrusted-input",
            Self::StateChange => "rule_of_two.C-state-change-or-external-comms",
            Self::Answer(safeguard, _) => safeguard,
        }
    }

    /// What goes into the field.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::Interface(value) => value.as_str(),
            Self::Environment(value) => value.as_str(),
            Self::Permissions(value) => value.as_str(),
            Self::Autonomy(value) => value.as_str(),
            Self::Capability(value) => value.as_str(),
            Self::UntrustedInput | Self::StateChange => Presence::Yes.as_str(),
            Self::Answer(_, value) => value.as_str(),
        }
    }
}

/// Enters a proposal; says which field it went into, if it is not an answer.
fn enter(profile: &mut TeamProfile, legs: &mut RuleOfTwoLegs, proposal: Proposal) -> Option<&'static str> {
    fn insert<T: Ord>(list: &mut Vec<T>, value: T) {
        if let Err(at) = list.binary_search(&value) {
            list.insert(at, value);
        }
    }
    match proposal {
        Proposal::Interface(value) => insert(&mut profile.interfaces, value),
        Proposal::Environment(value) => insert(&mut profile.environments, value),
        Proposal::Permissions(value) => insert(&mut profile.permissions, value),
        Proposal::Capability(value) => insert(&mut profile.capabilities, value),
        Proposal::Autonomy(value) => {
            profile.autonomy = profile.autonomy.filter(|level| *level != AutonomyLevel::Unknown).max(Some(value));
        }
        Proposal::UntrustedInput => legs.untrusted_input = Presence::Yes,
        Proposal::StateChange => legs.state_change = Presence::Yes,
        Proposal::Answer(..) => return None,
    }
    Some(proposal.field().split('.').next().unwrap_or_default())
}

/// An answer as it stands in a profile, if a record asks the question.
fn answer(proposed: &ProposedAnswer, kb: &KnowledgeBase, today: Option<&Day>) -> Option<Answer> {
    let safeguard = kb.safeguards().get(proposed.safeguard)?.record();
    Some(Answer {
        safeguard: safeguard.id.clone(),
        version: safeguard.question.version,
        answer: proposed.answer,
        evidence: proposed.evidence.parse::<Note>().ok(),
        by: None,
        on: today.cloned(),
        expires: None,
    })
}

/// Joins what speaks for an answer, as far as an answer's evidence may go.
fn joined(evidence: &[String]) -> String {
    const LONGEST: usize = 1_900;
    let mut text = String::new();
    for (at, part) in evidence.iter().enumerate() {
        if text.chars().count() + part.chars().count() > LONGEST {
            text.push_str(&format!("; and {} more", evidence.len() - at));
            break;
        }
        text.push_str(if at == 0 { "" } else { "; " });
        text.push_str(part);
    }
    text
}
