//! What the answers of a profile come to on a day.

use std::collections::BTreeMap;

use super::{Answer, TeamProfile, Waiver};
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::record::{AnswerValue, Day};

/// Why an answer that was given does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lapse {
    /// The question has changed its meaning since.
    Outdated,
    /// Its last day is past.
    Expired,
    /// It is `yes` or `partial` and nothing shows it.
    Unproven,
}

/// What a team says of one safeguard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The answer, whether it counts or not.
    pub answer: Option<&'a Answer>,
    /// Why the answer does not count; `None` if it does or if there is none.
    pub lapse: Option<Lapse>,
    /// The waiver, whether it holds or not.
    pub waiver: Option<&'a Waiver>,
    /// True if the waiver's last day is past.
    pub waiver_expired: bool,
}

impl Standing<'_> {
    /// The answer as far as it counts: one that has lapsed is `unknown`.
    #[must_use]
    pub fn value(&self) -> AnswerValue {
        self.answer.filter(|_| self.lapse.is_none()).map_or(AnswerValue::Unknown, |answer| answer.answer)
    }

    /// True if the team goes without the safeguard by a decision that holds.
    #[must_use]
    pub fn is_waived(&self) -> bool {
        self.waiver.is_some() && !self.waiver_expired
    }
}

/// What a team says of each safeguard that it speaks of, by id, former ids followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standings<'a>(BTreeMap<String, Standing<'a>>);

impl<'a> Standings<'a> {
    /// What is said of a safeguard; of one that is not spoken of, nothing.
    #[must_use]
    pub fn of(&self, safeguard: &str) -> Standing<'a> {
        self.0.get(safeguard).copied().unwrap_or_default()
    }

    /// Safeguards that are spoken of, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Standing<'a>)> {
        self.0.iter().map(|(id, standing)| (id.as_str(), standing))
    }
}

impl TeamProfile {
    /// What the answers and waivers come to on a day; nothing expires if it is not said which day it is.
    #[must_use]
    pub fn standings<'a>(&'a self, kb: &KnowledgeBase, today: Option<&Day>) -> Standings<'a> {
        let mut standings = BTreeMap::<String, Standing<'a>>::new();
        let id = |safeguard: &str| kb.resolve(Kind::Safeguard, safeguard).to_owned();
        for answer in &self.answers {
            let standing = standings.entry(id(answer.safeguard.as_str())).or_default();
            standing.answer = Some(answer);
            standing.lapse = answer.lapse(kb, today);
        }
        for waiver in &self.waivers {
            let standing = standings.entry(id(waiver.safeguard.as_str())).or_default();
            standing.waiver = Some(waiver);
            standing.waiver_expired = is_past(&waiver.expires, today);
        }
        Standings(standings)
    }
}

impl Answer {
    /// Says why the answer does not count on a day, the weightiest reason first.
    #[must_use]
    pub fn lapse(&self, kb: &KnowledgeBase, today: Option<&Day>) -> Option<Lapse> {
        let id = kb.resolve(Kind::Safeguard, self.safeguard.as_str());
        let asked = kb.safeguards().get(id).map(|entry| entry.record().question.version);
        if asked.is_some_and(|version| version != self.version) {
            Some(Lapse::Outdated)
        } else if self.expires.as_ref().is_some_and(|last| is_past(last, today)) {
            Some(Lapse::Expired)
        } else if matches!(self.answer, AnswerValue::Yes | AnswerValue::Partial) && self.evidence.is_none() {
            Some(Lapse::Unproven)
        } else {
            None
        }
    }
}

/// True if a day lies before the one that it is; days are compared by the calendar.
pub(super) fn is_past(day: &Day, today: Option<&Day>) -> bool {
    today.is_some_and(|today| today.date() > day.date())
}
