//! What the script of the checklist builder ranks with: the numbers that the program ranks with, whatever the team.

use serde::Serialize;

use super::RenderError;
use super::press::{Job, job as job_of};
use crate::checklist::weights::{Degree, EFFECT_UNIT, UNIT, WEIGHT_UNIT, Weights};
use crate::checklist::{MOST_ITEMS, Outcome, Profile, RESIDUAL_UNIT};
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase};
use crate::record::{
    AgentInterface, AutonomyLevel, Capability, Effect, Effort, Environment, Incident, Moment, Product, Safeguard, Term,
};

/// Where the data lie.
const PATH: &str = "checklist/builder/data.js";

/// Everything that the ranking asks of a corpus. Records name values of vocabularies and other records by their places.
#[derive(Serialize)]
struct Data<'a> {
    products: Vec<ProductData<'a>>,
    interfaces: Vec<Choice>,
    environments: Vec<Choice>,
    autonomy: Vec<Choice>,
    capabilities: Vec<Choice>,
    moments: Vec<Choice>,
    effects: Vec<EffectData>,
    safeguards: Vec<SafeguardData<'a>>,
    incidents: Vec<IncidentData<'a>>,
    /// The parts of r, from the most to the least.
    familiarity: [u64; 3],
    reach: [u64; 3],
    leeway: [u64; 3],
    /// An item is worth its line if its gain, so many times, is at least so many times what is left.
    worth: [u64; 2],
    most_items: usize,
    residual_unit: u64,
    effect_unit: u64,
    /// One in the unit of gains; as text, since it is no number that scripts have.
    gain_unit: String,
}

/// A value that can be chosen.
#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
    about: &'static str,
}

#[derive(Serialize)]
struct ProductData<'a> {
    id: &'a str,
    name: &'a str,
    interfaces: Vec<usize>,
    capabilities: Vec<usize>,
}

/// An effect with the place of its outcome among outcomes, best first; one behind them if it is none.
#[derive(Serialize)]
struct EffectData {
    label: String,
    outcome: usize,
}

#[derive(Serialize)]
struct SafeguardData<'a> {
    id: &'a str,
    name: &'a str,
    question: &'a str,
    /// The place of its effort, from the least.
    effort: usize,
    moments: Vec<usize>,
    quick: Option<&'a str>,
    passes: &'a str,
    settings: Vec<SettingData<'a>>,
}

#[derive(Serialize)]
struct SettingData<'a> {
    product: Option<usize>,
    /// What to set, with code between back-ticks.
    text: String,
    source: &'a str,
    checked: String,
}

#[derive(Serialize)]
struct IncidentData<'a> {
    id: &'a str,
    title: &'a str,
    /// S · E · K, which is the same for every team.
    weight: u64,
    products: Vec<usize>,
    interfaces: Vec<usize>,
    environments: Vec<usize>,
    autonomy: Option<usize>,
    capabilities: Vec<usize>,
    /// Of each label the safeguard, e, and the effect.
    safeguards: Vec<(usize, u64, usize)>,
}

pub(super) fn job<'a>() -> Job<'a> {
    job_of(|press| {
        let bytes = data(press.atlas.kb).map_err(RenderError::Data)?;
        Ok(vec![(PATH.to_owned(), bytes)])
    })
}

/// The data as a script that hands them over. Pages opened from disk can load nothing else.
fn data(kb: &KnowledgeBase) -> Result<Vec<u8>, serde_json::Error> {
    let data = serde_json::to_string(&Data::new(kb))?;
    // No text in it looks like a tag, whoever reads it.
    Ok(format!("precedentChecklist({})\n", data.replace('<', "\\u003c")).into_bytes())
}

/// The values of a vocabulary that can be chosen: all but that nothing is known.
fn choices<T: Term>() -> impl Iterator<Item = T> {
    T::ALL.iter().copied().filter(|term| term.as_str() != "unknown")
}

fn all<T: Term>() -> Vec<Choice> {
    let choice = |term: T| Choice { value: term.as_str(), label: term.title(), about: term.definition() };
    choices().map(choice).collect()
}

/// The places of values among those that can be chosen, each once.
fn places<T: Term>(terms: impl IntoIterator<Item = T>) -> Vec<usize> {
    let mut places: Vec<usize> =
        terms.into_iter().filter_map(|term| choices::<T>().position(|other| other == term)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

impl<'a> Data<'a> {
    fn new(kb: &'a KnowledgeBase) -> Self {
        let weights = Weights::STANDARD;
        let gain_unit = u128::from(WEIGHT_UNIT) * u128::from(RESIDUAL_UNIT) * u128::from(EFFECT_UNIT);
        Self {
            products: kb.products().values().map(|entry| ProductData::new(entry.record())).collect(),
            interfaces: all::<AgentInterface>(),
            environments: all::<Environment>(),
            autonomy: all::<AutonomyLevel>(),
            capabilities: all::<Capability>(),
            moments: all::<Moment>(),
            effects: Effect::ALL.iter().copied().map(EffectData::new).collect(),
            safeguards: kb.safeguards().values().map(|entry| SafeguardData::new(kb, entry.record())).collect(),
            incidents: kb.incidents().values().map(|entry| IncidentData::new(kb, &weights, entry)).collect(),
            familiarity: [weights.product, weights.interface, weights.other],
            reach: [weights.reached, weights.reach_unknown, weights.not_reached],
            leeway: [weights.autonomy_covered, weights.autonomy_unknown, weights.autonomy_below],
            worth: [UNIT, weights.least_share],
            most_items: MOST_ITEMS,
            residual_unit: RESIDUAL_UNIT,
            effect_unit: EFFECT_UNIT,
            gain_unit: gain_unit.to_string(),
        }
    }
}

impl<'a> ProductData<'a> {
    fn new(record: &'a Product) -> Self {
        Self {
            id: record.id.as_str(),
            name: &record.name,
            interfaces: places(record.interface.iter().copied()),
            capabilities: places(record.capabilities.iter().copied()),
        }
    }
}

impl EffectData {
    fn new(effect: Effect) -> Self {
        let outcome = match Outcome::of(effect) {
            Some(Outcome::Prevented) => 0,
            Some(Outcome::Limited) => 1,
            Some(Outcome::Recovered) => 2,
            Some(Outcome::Detected) => 3,
            None => 4,
        };
        Self { label: effect.label(), outcome }
    }
}

/// The place of a product among all.
fn product_place(kb: &KnowledgeBase, id: &str) -> Option<usize> {
    kb.products().keys().position(|own| own == id)
}

impl<'a> SafeguardData<'a> {
    fn new(kb: &KnowledgeBase, record: &'a Safeguard) -> Self {
        let setting = |setting: &'a crate::record::Setting| SettingData {
            product: product_place(kb, setting.product.as_str()),
            text: setting.instruction(kb.title(Kind::Product, setting.product.as_str()).unwrap_or_default()),
            source: setting.source.as_str(),
            checked: setting.checked.in_words(),
        };
        Self {
            id: record.id.as_str(),
            name: &record.name,
            question: &record.question.text,
            effort: places::<Effort>([record.effort]).into_iter().sum(),
            moments: places(record.moments.iter().copied()),
            quick: record.quick_check.as_deref(),
            passes: &record.verify.passes,
            settings: record.settings.iter().map(setting).collect(),
        }
    }
}

impl<'a> IncidentData<'a> {
    fn new(kb: &KnowledgeBase, weights: &Weights, entry: &'a Entry<Incident>) -> Self {
        let record = entry.record();
        // What does not depend on the team is the same for one that says nothing.
        let factors = weights.factors(record, &Profile::default());
        let label = |label: &crate::record::SafeguardLabel| {
            let safeguard = kb.safeguards().keys().position(|id| id == label.id.as_str())?;
            let effect = Effect::ALL.iter().position(|effect| *effect == label.effect)?;
            Some((safeguard, weights.effect(label, Degree::Wholly), effect))
        };
        let mut products: Vec<usize> =
            record.products().filter_map(|product| product_place(kb, product.as_str())).collect();
        products.sort_unstable();
        products.dedup();
        Self {
            id: record.id.as_str(),
            title: &record.title,
            weight: factors.severity * factors.evidence * factors.kind,
            products,
            interfaces: places(record.agents.iter().flat_map(|agent| agent.interface.iter().copied())),
            environments: places(record.environment.iter().copied()),
            autonomy: record.agents.first().and_then(|agent| places([agent.autonomy]).first().copied()),
            capabilities: places(record.capabilities.iter().copied()),
            safeguards: record.safeguards.iter().filter_map(label).collect(),
        }
    }
}
