//! `precedent.checklist.v1`: safeguards in the order of what each adds for a team.

mod changes;
mod incident;
mod item;
mod team;

use schemars::JsonSchema;
use serde::Serialize;

use super::{CorpusRef, corpora};
use crate::checklist::{Checklist, Coverage, Gain, MomentList, Weighed};
use crate::kb::KnowledgeBase;
use crate::profile::{Profile, Standings, TeamProfile};
use crate::record::{Day, Safeguard, Term, Url};
use crate::review::Changes;

pub use changes::{ChangesAnswer, NewIncidentAnswer};
pub use incident::WeighedAnswer;
pub use item::{BearingAnswer, ItemAnswer};
pub use team::{LapsedAnswer, SettledAnswer, StandingAnswer};

/// A checklist.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChecklistAnswer {
    /// `precedent.checklist.v1`.
    pub schema: String,
    /// The corpora that it was computed from.
    pub corpora: Vec<CorpusRef>,
    /// What the team is called, if there is a profile.
    pub team: Option<String>,
    /// The day on which answers were held against their expiry; `null` if none was said, and nothing expires then.
    pub today: Option<String>,
    /// Whom it is for.
    pub profile: ProfileAnswer,
    /// What has changed since the last review; `null` if none is recorded.
    pub changes: Option<ChangesAnswer>,
    /// Answers and waivers that do not count on that day, by safeguard.
    pub lapsed: Vec<LapsedAnswer>,
    /// The safeguards that would together change most, whatever their moment; each gain is what it adds to those before.
    pub foremost: Vec<MoreAnswer>,
    /// The moments, in their order.
    pub moments: Vec<MomentAnswer>,
    /// Relevant incidents, each counted once under the best effect that a safeguard in place has on it.
    pub coverage_now: CoverageAnswer,
    /// The same with every item in place as well.
    pub coverage: CoverageAnswer,
    /// Incidents that weigh something for the team, the heaviest first.
    pub incidents: Vec<WeighedAnswer>,
}

/// What the team said, with what its products bring along.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProfileAnswer {
    /// Products, by id.
    pub products: Vec<String>,
    /// Forms of agents.
    pub interfaces: Vec<String>,
    /// Environments that agents reach; empty if not said.
    pub environments: Vec<String>,
    /// The highest autonomy; absent if not said.
    pub autonomy: Option<String>,
    /// Powers that agents have.
    pub capabilities: Vec<String>,
    /// Powers that the team says its agents lack.
    pub lacks: Vec<String>,
}

/// The items of a moment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MomentAnswer {
    /// The moment.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// When that is.
    pub about: String,
    /// At most nine items, the one that adds most first.
    pub items: Vec<ItemAnswer>,
    /// What else adds something.
    pub more: Vec<MoreAnswer>,
    /// Safeguards of this moment that stand in an earlier one.
    pub earlier: Vec<EarlierAnswer>,
    /// Safeguards of this moment that are in place or do not apply, by the team's answers.
    pub settled: Vec<SettledAnswer>,
}

/// A safeguard beyond the items.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MoreAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name.
    pub name: String,
    /// What it would add at its place, cut to four decimals.
    pub gain: f64,
}

/// A safeguard that stands in an earlier moment.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EarlierAnswer {
    /// The safeguard's id.
    pub safeguard: String,
    /// Its name.
    pub name: String,
    /// The moment in which it stands.
    pub moment: String,
}

/// What safeguards would have come to: each relevant incident counted once, under the best effect.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CoverageAnswer {
    /// Incidents that weigh something for the team.
    pub relevant: usize,
    /// Would have been prevented.
    pub prevented: usize,
    /// Would have been smaller.
    pub limited: usize,
    /// Would have been undone.
    pub recovered: usize,
    /// Would have been seen sooner.
    pub detected: usize,
    /// Bear effects of safeguards, none of which counts here.
    pub not: usize,
    /// State no effect of any safeguard.
    pub unknown: usize,
    /// Of those counted under an effect, how many have it from safeguards that are in place in part only.
    pub partly: usize,
}

impl ChecklistAnswer {
    /// Words a checklist; `site` is the address of a rendered site that incidents are linked to.
    #[must_use]
    pub fn new(kb: &KnowledgeBase, checklist: &Checklist<'_>, site: Option<&Url>) -> Self {
        let profile = &checklist.position.profile;
        let mut weighed: Vec<&Weighed<'_>> = checklist.weighed.iter().collect();
        weighed.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.incident.id.cmp(&b.incident.id)));
        Self {
            schema: "precedent.checklist.v1".to_owned(),
            corpora: corpora(kb),
            team: None,
            today: None,
            profile: ProfileAnswer::new(profile),
            changes: None,
            lapsed: Vec::new(),
            foremost: checklist.foremost.iter().map(MoreAnswer::new).collect(),
            moments: checklist.moments.iter().map(|list| MomentAnswer::new(kb, list, profile)).collect(),
            coverage_now: CoverageAnswer::new(checklist.now),
            coverage: CoverageAnswer::new(checklist.coverage),
            incidents: weighed.into_iter().map(|weighed| WeighedAnswer::new(weighed, site)).collect(),
        }
    }

    /// Adds what a team's profile says of the safeguards on a day.
    #[must_use]
    pub fn of_team(mut self, team: &TeamProfile, standings: &Standings<'_>, today: Option<&Day>) -> Self {
        self.team = Some(team.name.to_string());
        self.today = today.map(ToString::to_string);
        self.lapsed = standings.iter().flat_map(|(id, standing)| LapsedAnswer::of(id, standing)).collect();
        for moment in &mut self.moments {
            for item in &mut moment.items {
                item.standing = StandingAnswer::new(&standings.of(&item.safeguard));
            }
            for settled in &mut moment.settled {
                settled.standing = StandingAnswer::new(&standings.of(&settled.safeguard));
            }
        }
        self
    }

    /// Adds what has changed since the last review.
    #[must_use]
    pub fn with_changes(mut self, kb: &KnowledgeBase, changes: &Changes<'_>, site: Option<&Url>) -> Self {
        self.changes = Some(ChangesAnswer::new(kb, changes, site));
        self
    }

    /// An incident that weighs something for the team, by id.
    #[must_use]
    pub fn incident(&self, id: &str) -> Option<&WeighedAnswer> {
        self.incidents.iter().find(|incident| incident.id == id)
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.moments.iter().map(|moment| moment.items.len()).sum()
    }
}

impl ProfileAnswer {
    fn new(profile: &Profile) -> Self {
        fn names<'a, T: Term>(terms: impl IntoIterator<Item = &'a T>) -> Vec<String> {
            terms.into_iter().map(|term| term.as_str().to_owned()).collect()
        }
        Self {
            products: profile.products.iter().cloned().collect(),
            interfaces: names(&profile.interfaces),
            environments: names(&profile.environments),
            autonomy: profile.autonomy.map(|autonomy| autonomy.as_str().to_owned()),
            capabilities: names(&profile.capabilities),
            lacks: names(&profile.lacks),
        }
    }
}

impl MomentAnswer {
    fn new(kb: &KnowledgeBase, list: &MomentList<'_>, profile: &Profile) -> Self {
        let earlier = |(safeguard, moment): &(&Safeguard, crate::record::Moment)| EarlierAnswer {
            safeguard: safeguard.id.to_string(),
            name: safeguard.name.clone(),
            moment: moment.as_str().to_owned(),
        };
        Self {
            id: list.moment.as_str().to_owned(),
            title: list.moment.title(),
            about: list.moment.definition().to_owned(),
            items: list.items.iter().map(|item| ItemAnswer::new(kb, item, profile)).collect(),
            more: list.more.iter().map(MoreAnswer::new).collect(),
            earlier: list.earlier.iter().map(earlier).collect(),
            settled: list.settled.iter().map(|safeguard| SettledAnswer::new(safeguard)).collect(),
        }
    }
}

impl MoreAnswer {
    fn new((safeguard, gain): &(&Safeguard, Gain)) -> Self {
        Self { safeguard: safeguard.id.to_string(), name: safeguard.name.clone(), gain: gain.to_f64() }
    }
}

impl CoverageAnswer {
    fn new(coverage: Coverage) -> Self {
        Self {
            relevant: coverage.relevant,
            prevented: coverage.prevented,
            limited: coverage.limited,
            recovered: coverage.recovered,
            detected: coverage.detected,
            not: coverage.not,
            unknown: coverage.unknown,
            partly: coverage.partly,
        }
    }
}
