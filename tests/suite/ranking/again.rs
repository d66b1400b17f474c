//! The ranking a second time: from what `export json` writes and from the text of a profile, in exact fractions, by the
//! formula of `docs/checklists.md`. Nothing here uses a type of the program.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A natural number of any size, its lowest nine digits first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Natural(Vec<u64>);

const LIMB: u64 = 1_000_000_000;

impl Natural {
    pub(crate) fn times(&self, factor: u64) -> Self {
        let mut carry = 0;
        let mut limbs: Vec<u64> = Vec::new();
        for limb in &self.0 {
            let product = limb * factor + carry;
            limbs.push(product % LIMB);
            carry = product / LIMB;
        }
        while carry > 0 {
            limbs.push(carry % LIMB);
            carry /= LIMB;
        }
        Self(limbs)
    }

    fn divided_exactly(&self, divisor: u64) -> Self {
        let mut rest = 0;
        let mut limbs: Vec<u64> = Vec::new();
        for limb in self.0.iter().rev() {
            let whole = rest * LIMB + limb;
            limbs.push(whole / divisor);
            rest = whole % divisor;
        }
        assert_eq!(rest, 0, "nothing is rounded here");
        limbs.reverse();
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Self(limbs)
    }

    fn plus(&self, other: &Self) -> Self {
        let mut carry = 0;
        let mut limbs = Vec::new();
        for at in 0..self.0.len().max(other.0.len()) {
            let sum = self.0.get(at).unwrap_or(&0) + other.0.get(at).unwrap_or(&0) + carry;
            limbs.push(sum % LIMB);
            carry = sum / LIMB;
        }
        if carry > 0 {
            limbs.push(carry);
        }
        Self(limbs)
    }

    fn is_zero(&self) -> bool {
        self.0.iter().all(|limb| *limb == 0)
    }

    /// The nearest floating-point number, near enough for comparing four decimals.
    #[expect(clippy::cast_precision_loss, reason = "limbs are below 2³⁰")]
    pub(crate) fn near(&self) -> f64 {
        self.0.iter().rev().fold(0.0, |sum, limb| sum * LIMB as f64 + *limb as f64)
    }
}

impl From<u64> for Natural {
    fn from(number: u64) -> Self {
        Self(if number == 0 { Vec::new() } else { vec![number] }).times(1)
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let digits = |number: &Self| number.0.iter().rev().skip_while(|limb| **limb == 0).copied().collect::<Vec<_>>();
        let (own, theirs) = (digits(self), digits(other));
        own.len().cmp(&theirs.len()).then_with(|| own.cmp(&theirs))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whom the list is for: the text of a profile, with the day on which it is read.
pub(crate) struct Team {
    products: BTreeSet<String>,
    interfaces: BTreeSet<String>,
    environments: BTreeSet<String>,
    autonomy: Option<String>,
    lacks: BTreeSet<String>,
    /// Safeguards in place, each with true if only in part.
    in_place: BTreeMap<String, bool>,
    not_applicable: BTreeSet<String>,
}

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn spelled<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {value}"))
}

fn number(table: &[(&str, u64)], text: &str) -> u64 {
    table.iter().find(|(spelling, _)| *spelling == text).unwrap_or_else(|| panic!("`{text}`")).1
}

impl Team {
    pub(crate) fn new(profile: &str, export: &Value, today: Option<&str>) -> Self {
        let profile: toml::Table = profile.parse().unwrap();
        let named = |name: &str| -> BTreeSet<String> {
            let items = profile.get(name).and_then(toml::Value::as_array).into_iter().flatten();
            items.map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        let products = named("products");
        let mut interfaces = named("interfaces");
        for product in list(export, "products").iter().filter(|product| products.contains(spelled(product, "id"))) {
            interfaces.extend(texts(&product["interface"]).into_iter().map(str::to_owned));
        }
        interfaces.remove("unknown");
        let mut team = Self {
            products,
            interfaces,
            environments: named("environments"),
            autonomy: profile.get("autonomy").map(|level| level.as_str().unwrap().to_owned()),
            lacks: named("lacks"),
            in_place: BTreeMap::new(),
            not_applicable: BTreeSet::new(),
        };
        for answer in profile.get("answers").and_then(toml::Value::as_array).into_iter().flatten() {
            team.hear(answer, export, today);
        }
        team
    }

    fn hear(&mut self, answer: &toml::Value, export: &Value, today: Option<&str>) {
        let text = |name: &str| answer.get(name).and_then(toml::Value::as_str);
        let id = text("safeguard").unwrap();
        let record = list(export, "safeguards").iter().find(|record| record["id"] == id).unwrap();
        let asked = record["question"]["version"].as_i64();
        let current = answer.get("version").and_then(toml::Value::as_integer) == asked;
        // Days spelled alike compare as texts.
        let expired = text("expires").zip(today).is_some_and(|(last, today)| today > last);
        if !current || expired {
            return;
        }
        match (text("answer").unwrap(), text("evidence")) {
            ("yes", Some(_)) => drop(self.in_place.insert(id.to_owned(), false)),
            ("partial", Some(_)) => drop(self.in_place.insert(id.to_owned(), true)),
            ("not-applicable", _) => drop(self.not_applicable.insert(id.to_owned())),
            _ => {}
        }
    }

    /// r in thousandths.
    fn relevance(&self, incident: &Value) -> u64 {
        if texts(&incident["capabilities"]).iter().any(|power| self.lacks.contains(*power)) {
            return 0;
        }
        let agents = list(incident, "agents");
        let uses = |agent: &Value| agent["product"].as_str().is_some_and(|product| self.products.contains(product));
        let alike = |agent: &Value| texts(&agent["interface"]).iter().any(|form| self.interfaces.contains(*form));
        let familiarity = match () {
            () if agents.iter().any(uses) => 10,
            () if agents.iter().any(alike) => 6,
            () => 3,
        };
        let mut places = texts(&incident["environment"]);
        places.remove("unknown");
        let reach = match () {
            () if places.iter().any(|place| self.environments.contains(*place)) => 10,
            () if places.is_empty() || self.environments.is_empty() || self.environments.contains("unknown") => 6,
            () => 2,
        };
        // Levels begin with their number: `a3-…` is above `a2-…`.
        let at_the_act = agents.first().map_or("unknown", |agent| spelled(agent, "autonomy"));
        let autonomy = match self.autonomy.as_deref() {
            None | Some("unknown") => 8,
            Some(_) if at_the_act == "unknown" => 8,
            Some(level) if level >= at_the_act => 10,
            Some(_) => 5,
        };
        familiarity * reach * autonomy
    }

    /// w in units of 10⁻⁸.
    fn weight(&self, incident: &Value) -> u64 {
        const LEVELS: [(&str, u64); 5] =
            [("s1-negligible", 10), ("s2-minor", 20), ("s3-moderate", 40), ("s4-major", 80), ("s5-critical", 160)];
        const GRADES: [(&str, u64); 3] = [("A", 10), ("B", 8), ("C", 5)];
        let level = |name: &str| number(&LEVELS, spelled(&incident["severity"], name));
        let severity = level("realised").max(level("potential") / 2);
        let cited: BTreeSet<&str> =
            list(incident, "patterns").iter().flat_map(|label| texts(&label["sources"])).collect();
        let causal = |source: &&Value| cited.is_empty() || cited.contains(spelled(source, "id"));
        let grades =
            list(incident, "sources").iter().filter(causal).map(|source| number(&GRADES, spelled(source, "grade")));
        let status = match spelled(incident, "status") {
            "retracted" => 0,
            "alleged" => 3,
            "disputed-cause" => 7,
            _ => 10,
        };
        let kind = match spelled(incident, "kind") {
            "realised-incident" => 100,
            "near-miss" => 75,
            "demonstrated-hazard" | "vulnerability-disclosure" => 50,
            _ => 0,
        };
        self.relevance(incident) * severity * grades.max().unwrap_or(5) * status * kind
    }
}

/// One as an effect.
const WHOLE: u64 = 20_000;
/// Effects that can be multiplied with each other without rounding.
const DEPTH: usize = 60;

/// e in units of 1/20,000.
fn effect(label: &Value, in_part: bool) -> u64 {
    let effect = match spelled(label, "effect").rsplit('-').next().unwrap() {
        "prevented" | "prevent" => 90,
        "limited" | "limit" => 50,
        "recovered" | "recover" => 40,
        "detected" | "detect" => 25,
        _ => 0,
    };
    let state = match spelled(label, "state") {
        "added-after" => 8,
        "present-bypassed" => 6,
        "unknown" => 5,
        "present-insufficient" => 4,
        _ => 10,
    };
    let basis = number(&[("quoted", 10), ("inferred", 7), ("contested", 5)], spelled(label, "basis"));
    effect * state * basis * if in_part { 1 } else { 2 }
}

/// An incident in the account: weight times what is left, and the effect of each safeguard on it.
#[derive(Clone)]
pub(crate) struct Share<'a> {
    left: Natural,
    effects: BTreeMap<&'a str, u64>,
    in_part: BTreeMap<&'a str, u64>,
}

/// A safeguard in its place.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    pub(crate) safeguard: &'a str,
    pub(crate) gain: Natural,
    /// True if the gain is at least a hundredth of what was left.
    pub(crate) is_enough: bool,
}

pub(crate) struct Account<'a> {
    pub(crate) shares: Vec<Share<'a>>,
    /// The number that one is.
    pub(crate) one: Natural,
}

impl<'a> Account<'a> {
    /// What the incidents weigh, with what is in place taken off.
    pub(crate) fn new(export: &'a Value, team: &Team) -> Self {
        let mut whole = Natural::from(1);
        for _ in 0..DEPTH {
            whole = whole.times(WHOLE);
        }
        let incidents = list(export, "incidents").iter();
        let shares = incidents.map(|incident| (team.weight(incident), list(incident, "safeguards")));
        let effects = |labels: &'a [Value], in_part: bool| {
            labels.iter().map(|label| (spelled(label, "id"), effect(label, in_part))).collect()
        };
        let shares = shares.filter(|(weight, _)| *weight > 0).map(|(weight, labels)| Share {
            left: whole.times(weight),
            effects: effects(labels, false),
            in_part: effects(labels, true),
        });
        let mut account = Self { shares: shares.collect(), one: whole.times(100_000_000).times(WHOLE) };
        for (id, in_part) in &team.in_place {
            account.take(id, *in_part);
        }
        account
    }

    pub(crate) fn take(&mut self, safeguard: &str, in_part: bool) {
        for share in &mut self.shares {
            let effects = if in_part { &share.in_part } else { &share.effects };
            if let Some(effect) = effects.get(safeguard) {
                share.left = share.left.times(WHOLE - effect).divided_exactly(WHOLE);
            }
        }
    }

    /// F of what was taken is one minus this.
    pub(crate) fn left(&self) -> Natural {
        self.shares.iter().fold(Natural::default(), |sum, share| sum.plus(&share.left)).times(WHOLE)
    }

    pub(crate) fn gain(&self, safeguard: &str) -> Natural {
        let parts = self.shares.iter().filter_map(|share| Some(share.left.times(*share.effects.get(safeguard)?)));
        parts.fold(Natural::default(), |sum, part| sum.plus(&part))
    }

    /// The greedy order of candidates, each with effort and id, as long as one adds anything.
    pub(crate) fn order(mut self, mut candidates: Vec<(u64, &'a str)>) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        candidates.sort_unstable();
        loop {
            let offers = candidates.iter().map(|(_, id)| (self.gain(id), *id));
            // Of equal gains the first counts, which has the least effort and then the first id.
            let best = offers.fold((Natural::default(), ""), |best, offer| if offer.0 > best.0 { offer } else { best });
            let (gain, safeguard) = best;
            if gain.is_zero() {
                return places;
            }
            let is_enough = gain.times(100) >= self.left();
            self.take(safeguard, false);
            candidates.retain(|(_, id)| *id != safeguard);
            places.push(Place { safeguard, gain, is_enough });
        }
    }
}

/// The list of each moment wanted: items, then what else adds something.
pub(crate) fn lists<'a>(
    export: &'a Value,
    team: &Team,
    wanted: &[&'a str],
) -> Vec<(&'a str, Vec<Place<'a>>, Vec<Place<'a>>)> {
    let mut lists = Vec::new();
    let mut taken = BTreeSet::new();
    for moment in wanted {
        let mut candidates = Vec::new();
        for safeguard in list(export, "safeguards") {
            let id = spelled(safeguard, "id");
            if texts(&safeguard["moments"]).contains(moment) && taken.insert(id) {
                let is_open = !team.in_place.contains_key(id) && !team.not_applicable.contains(id);
                let effort = number(&[("S", 1), ("M", 2), ("L", 3)], spelled(safeguard, "effort"));
                candidates.extend(is_open.then_some((effort, id)));
            }
        }
        let mut places = Account::new(export, team).order(candidates);
        let enough = places.iter().take(9).take_while(|place| place.is_enough).count();
        let more = places.split_off(enough);
        lists.push((*moment, places, more));
    }
    lists
}
