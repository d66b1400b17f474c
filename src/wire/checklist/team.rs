//! What a team has said of its safeguards.

use schemars::JsonSchema;
use serde::Serialize;

use crate::profile::{Lapse, Standing};
use crate::record::{Safeguard, Term};

/// What a team has said of a safeguard.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandingAnswer {
    /// The answer as it was given; `null` if there is a waiver only.
    pub answer: Option<String>,
    /// Why the answer does not count: `outdated`, `expired` or `unproven`; `null` if it does.
    pub lapse: Option<String>,
    /// The version of the question that was answered.
    pub version: Option<u32>,
    /// What shows it.
    pub evidence: Option<String>,
    /// Who answered.
    pub by: Option<String>,
    /// The day of the answer.
    pub on: Option<String>,
    /// The last day on which it counts.
    pub expires: Option<String>,
    /// A decision to go without the safeguard for a time.
    pub waiver: Option<WaiverAnswer>,
}

/// A decision to go without a safeguard for a time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WaiverAnswer {
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: Option<String>,
    /// The day of the decision.
    pub on: Option<String>,
    /// The last day on which it holds.
    pub expires: String,
    /// True as long as it holds.
    pub holds: bool,
}

/// A safeguard that is in place or does not apply.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SettledAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name.
    pub name: String,
    /// The question that was answered.
    pub question: String,
    /// The version of the question.
    pub question_version: u32,
    /// What the team has said.
    pub standing: Option<StandingAnswer>,
}

/// An answer or a waiver that does not count.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LapsedAnswer {
    /// The safeguard.
    pub safeguard: String,
    /// `answer` or `waiver`.
    pub what: String,
    /// `outdated`, `expired` or `unproven`.
    pub lapse: String,
    /// Its last day, if it has one.
    pub expires: Option<String>,
}

impl StandingAnswer {
    pub(super) fn new(standing: &Standing<'_>) -> Option<Self> {
        if standing.answer.is_none() && standing.waiver.is_none() {
            return None;
        }
        let answer = standing.answer;
        Some(Self {
            answer: answer.map(|answer| answer.answer.as_str().to_owned()),
            lapse: standing.lapse.map(|lapse| lapse_name(lapse).to_owned()),
            version: answer.map(|answer| answer.version),
            evidence: answer.and_then(|answer| text(answer.evidence.as_ref())),
            by: answer.and_then(|answer| text(answer.by.as_ref())),
            on: answer.and_then(|answer| text(answer.on.as_ref())),
            expires: answer.and_then(|answer| text(answer.expires.as_ref())),
            waiver: standing.waiver.map(|waiver| WaiverAnswer {
                reason: waiver.reason.to_string(),
                by: text(waiver.by.as_ref()),
                on: text(waiver.on.as_ref()),
                expires: waiver.expires.to_string(),
                holds: standing.is_waived(),
            }),
        })
    }

    /// True if the team goes without the safeguard by a decision that holds.
    #[must_use]
    pub fn is_waived(&self) -> bool {
        self.waiver.as_ref().is_some_and(|waiver| waiver.holds)
    }
}

impl SettledAnswer {
    pub(super) fn new(safeguard: &Safeguard) -> Self {
        Self {
            safeguard: safeguard.id.to_string(),
            name: safeguard.name.clone(),
            question: safeguard.question.text.clone(),
            question_version: safeguard.question.version,
            standing: None,
        }
    }
}

impl LapsedAnswer {
    /// What has lapsed of what was said of a safeguard, the answer before the waiver.
    pub(super) fn of(id: &str, standing: &Standing<'_>) -> Vec<Self> {
        let lapsed = |what: &str, lapse: &str, expires: Option<String>| Self {
            safeguard: id.to_owned(),
            what: what.to_owned(),
            lapse: lapse.to_owned(),
            expires,
        };
        let answer = standing.lapse.zip(standing.answer).map(|(lapse, answer)| {
            lapsed("answer", lapse_name(lapse), answer.expires.as_ref().map(ToString::to_string))
        });
        let waiver = standing.waiver.filter(|_| standing.waiver_expired);
        let waiver = waiver.map(|waiver| lapsed("waiver", "expired", Some(waiver.expires.to_string())));
        answer.into_iter().chain(waiver).collect()
    }
}

fn text<T: ToString>(value: Option<&T>) -> Option<String> {
    value.map(ToString::to_string)
}

fn lapse_name(lapse: Lapse) -> &'static str {
    match lapse {
        Lapse::Outdated => "outdated",
        Lapse::Expired => "expired",
        Lapse::Unproven => "unproven",
    }
}
