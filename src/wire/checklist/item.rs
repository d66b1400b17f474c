//! An item of a checklist: question, why, how, verify.

use schemars::JsonSchema;
use serde::Serialize;

use super::StandingAnswer;
use super::incident::decimal;
use crate::checklist::{Bearing, Item};
use crate::kb::KnowledgeBase;
use crate::profile::Profile;
use crate::record::{Crosswalk, Effect, Setting, Term};

/// One item.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ItemAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name.
    pub name: String,
    /// The question to answer.
    pub question: String,
    /// The version of the question.
    pub question_version: u32,
    /// What the team has said of it; `null` if nothing.
    pub standing: Option<StandingAnswer>,
    /// What it adds to those before it, cut to four decimals.
    pub gain: f64,
    /// What was left of all incidents before it, cut to four decimals.
    pub left: f64,
    /// Incidents that bear it, the one that counts most first.
    pub incidents: Vec<BearingAnswer>,
    /// What settles the question in two minutes.
    pub quick_check: Option<String>,
    /// How to put it in place: settings of the team's products first.
    pub how: Vec<HowAnswer>,
    /// How to verify it, step by step.
    pub verify: Vec<String>,
    /// What shows that it holds.
    pub passes: String,
    /// What shows that it does not.
    pub fails: String,
    /// Work that it takes: S, M or L.
    pub effort: String,
    /// What that comes to, in words.
    pub work: String,
    /// Entries of standards that it implements or addresses.
    pub standards: Vec<StandardAnswer>,
}

/// An incident that bears an item.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BearingAnswer {
    /// The incident's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What became of the safeguard there.
    pub state: String,
    /// What it did or would have done.
    pub effect: String,
    /// What the incident would have been spared, or was, in words.
    pub spared: String,
    /// What that rests on.
    pub basis: String,
    /// Why.
    pub why: String,
    /// e: how much of the incident the safeguard takes away.
    pub share: f64,
    /// What is left of the incident by those in place and the items before, cut to nine decimals.
    pub left: f64,
    /// Its part of the item's gain, weight · left · share, cut to four decimals.
    pub gain: f64,
}

/// A step or a setting.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HowAnswer {
    /// The step, in words; what is typed stands between back-ticks.
    pub text: String,
    /// The setting behind it.
    pub setting: Option<SettingAnswer>,
}

/// A setting of a product.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SettingAnswer {
    /// The product's id.
    pub product: String,
    /// The setting's name.
    pub name: String,
    /// The value to set.
    pub value: String,
    /// Where it is documented.
    pub source: String,
    /// When that was read.
    pub checked: String,
    /// Whether it was seen with the vendor (`primary`) or quoted (`secondary`).
    pub verified: String,
    /// What it does not do.
    pub note: Option<String>,
}

/// An entry of a standard.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandardAnswer {
    /// The standard.
    pub scheme: String,
    /// Its edition.
    pub edition: String,
    /// The entry.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// How the safeguard relates to it.
    pub relation: String,
}

impl ItemAnswer {
    pub(super) fn new(kb: &KnowledgeBase, item: &Item<'_>, profile: &Profile) -> Self {
        let safeguard = item.safeguard;
        let of_team = |setting: &&Setting| profile.products.contains(setting.product.as_str());
        let settings = safeguard.settings.iter().filter(of_team).map(|setting| HowAnswer::setting(kb, setting));
        let steps = safeguard.how.iter().map(|text| HowAnswer { text: text.clone(), setting: None });
        Self {
            safeguard: safeguard.id.to_string(),
            name: safeguard.name.clone(),
            question: safeguard.question.text.clone(),
            question_version: safeguard.question.version,
            standing: None,
            gain: item.gain.to_f64(),
            left: item.left.to_f64(),
            incidents: item.incidents.iter().map(BearingAnswer::new).collect(),
            quick_check: safeguard.quick_check.clone(),
            how: settings.chain(steps).collect(),
            verify: safeguard.verify.steps.clone(),
            passes: safeguard.verify.passes.clone(),
            fails: safeguard.verify.fails.clone(),
            effort: safeguard.effort.as_str().to_owned(),
            work: safeguard.effort.in_words(),
            standards: safeguard.crosswalk.iter().map(|link| StandardAnswer::new(kb, link)).collect(),
        }
    }
}

impl BearingAnswer {
    fn new(bearing: &Bearing<'_>) -> Self {
        let incident = bearing.of.incident;
        Self {
            id: incident.id.to_string(),
            title: incident.title.clone(),
            state: bearing.label.state.as_str().to_owned(),
            effect: bearing.label.effect.as_str().to_owned(),
            spared: spared(bearing.label.effect).to_owned(),
            basis: bearing.label.basis.as_str().to_owned(),
            why: bearing.label.why.clone(),
            share: decimal(bearing.effect, 6),
            left: decimal(bearing.left, 9),
            gain: bearing.gain.to_f64(),
        }
    }
}

fn spared(effect: Effect) -> &'static str {
    match effect {
        Effect::WouldHavePrevented => "would have been prevented",
        Effect::WouldHaveLimited => "would have been smaller",
        Effect::WouldHaveDetected => "would have been seen sooner",
        Effect::WouldHaveRecovered => "could have been undone",
        Effect::DidPrevent => "was prevented by it",
        Effect::DidLimit => "was made smaller by it",
        Effect::DidDetect => "was seen by it",
        Effect::DidRecover => "was undone by it",
        Effect::None => "would not have gone otherwise",
    }
}

impl HowAnswer {
    fn setting(kb: &KnowledgeBase, setting: &Setting) -> Self {
        let product = kb.products().get(setting.product.as_str()).map_or("", |entry| &entry.record().name);
        Self {
            text: setting.instruction(product),
            setting: Some(SettingAnswer {
                product: setting.product.to_string(),
                name: setting.name.clone(),
                value: setting.value.clone(),
                source: setting.source.to_string(),
                checked: setting.checked.to_string(),
                verified: setting.verified.as_str().to_owned(),
                note: setting.note.clone(),
            }),
        }
    }
}

impl StandardAnswer {
    fn new(kb: &KnowledgeBase, link: &Crosswalk) -> Self {
        Self {
            scheme: link.scheme.to_string(),
            edition: link.edition.clone(),
            id: link.id.clone(),
            title: kb.standard_entry(link).and_then(|(_, _, entry)| entry.title.clone()),
            relation: link.relation.as_str().to_owned(),
        }
    }
}
