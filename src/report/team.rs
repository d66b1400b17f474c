//! The report of a team: which incidents could have been its own, what is in place against them, and what would change
//! most.

mod answers;

use super::Maker;
use super::checklist_words;
use super::document::{Block, Document, Fact, Item, Phrase, Section, Verdicts};
use super::set::Set;
use super::words::{and, count, terms};
use crate::chart::{About, Bar, CAUTION, parts};
use crate::checklist::{Checklist, Coverage, Familiarity, Leeway, Outcome, Position, Reach, Relevance, Weighed};
use crate::corpus::Kind;
use crate::profile::{Standings, TeamProfile};
use crate::record::{AnswerValue, Day, Incident, Presence, RuleOfTwo, Safeguard, Term};
use crate::review::{Changes, Departure};

use answers::{is_lapsed, state, tally};

/// Incidents that the report lists, the heaviest first.
const MOST_CASES: usize = 20;
/// New incidents that are named.
const MOST_NEW: usize = 10;
/// Incidents that are named under a safeguard, and safeguards that are named with an incident.
const MOST_SPARED: usize = 3;

/// A team's profile on a day.
#[derive(Debug, Clone, Copy)]
pub struct Team<'a> {
    /// The profile.
    pub profile: &'a TeamProfile,
    /// Which day it is; nothing has expired if that is not said.
    pub today: Option<&'a Day>,
}

/// Everything that the sections are made from.
struct Ground<'a> {
    team: Team<'a>,
    standings: Standings<'a>,
    checklist: Checklist<'a>,
    /// Incidents that weigh something, the heaviest first.
    weighed: Vec<Weighed<'a>>,
}

impl<'a> Maker<'a> {
    /// The report of a team's position.
    pub(super) fn team(&mut self, team: Team<'a>) -> Document {
        let standings = team.profile.standings(self.kb, team.today);
        let position = Position::new(team.profile.ranking_profile(self.kb), &standings);
        let checklist = Checklist::build(self.kb, position, &[]);
        let mut weighed = checklist.weighed.clone();
        weighed.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.incident.id.cmp(&b.incident.id)));
        let ground = Ground { team, standings, checklist, weighed };
        let incidents: Vec<&'a Incident> = ground.weighed.iter().map(|weighed| weighed.incident).collect();
        let set = Set::new(&incidents);
        let changes = team.profile.last_review.as_ref().map(|last| Changes::since(last, self.kb, &ground.checklist));
        let mut points = vec![ground.foremost_in_a_line(), ground.answers_in_a_line()];
        points.extend(changes.as_ref().map(|changes| changes_in_a_line(changes)));
        points.extend(ground.rule_of_two());
        points.extend(set.causes(self));
        let day = if let Some(today) = team.today {
            format!("Answers are held against {}.", today.in_words())
        } else {
            "No day was given, so no answer counts as expired; `--today DATE` says which day it is.".to_owned()
        };
        points.push(Phrase::led("As of when.", format!("{day} {CAUTION}")));
        let sections = vec![
            ground.foremost(),
            ground.coverage(),
            changes.as_ref().map_or_else(never_reviewed, |changes| self.changes(changes)),
            answers::section(self.kb, &ground.standings, self.scope.most),
            ground.unasked(),
            set.charts(self, None),
            self.heaviest(&ground, &incidents),
            profile_facts(team.profile),
        ];
        let lede = ground.lede();
        let glance = ground.glance();
        let name = team.profile.name.as_str();
        let head = Document::new("Team", name, &format!("Where {name} stands"), &lede);
        let document = self.list_of(Document { points, glance, ..head }, &incidents, sections);
        Document { listed: incidents.len().min(MOST_CASES).min(self.scope.most), ..document }
    }

    fn changes(&self, changes: &Changes<'a>) -> Section {
        let mut said = Vec::new();
        for (weighed, items) in changes.new_incidents.iter().take(MOST_NEW) {
            let incident = weighed.incident;
            let names: Vec<&str> = items.iter().take(MOST_SPARED).map(|item| item.name.as_str()).collect();
            let more = match items.len().saturating_sub(names.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let items = if names.is_empty() {
                "no item bears it".to_owned()
            } else {
                format!("asks for {}{more}", names.join("; "))
            };
            said.push(Phrase::led("New incident.", format!("{} (`{}`): {items}.", incident.title, incident.id)));
        }
        let more = changes.new_incidents.len().saturating_sub(MOST_NEW);
        if more > 0 {
            said.push(Phrase::of(format!(
                "And {} that {} less.",
                count(more, "new incident"),
                if more == 1 { "weighs" } else { "weigh" }
            )));
        }
        for id in &changes.gone_incidents {
            said.push(Phrase::led("No longer concerns you.", format!("{} (`{id}`)", self.name(Kind::Incident, id))));
        }
        for moment in &changes.moments {
            let at = moment.moment.label();
            let new: Vec<&str> = moment.new.iter().map(|item| item.name.as_str()).collect();
            if !new.is_empty() {
                said.push(Phrase::led(format!("New, {at}."), format!("{}.", new.join("; "))));
            }
            said.extend(moment.departed.iter().map(|departed| {
                let name = self.name(Kind::Safeguard, &departed.safeguard);
                Phrase::led(format!("No item any more, {at}."), format!("{name}: {}.", departure(departed.why)))
            }));
            said.extend(moment.moved.iter().map(|moved| {
                let text = format!("{}: from place {} to {}.", moved.safeguard.name, moved.from, moved.to);
                Phrase::led(format!("Moved, {at}."), text)
            }));
        }
        if said.is_empty() {
            said.push(Phrase::of("Neither incidents nor items have changed."));
        }
        said.truncate(self.scope.most);
        Section::new("the_changes", format!("Since {}", changes.since.in_words()), vec![Block::Bullets(said)])
    }

    fn heaviest(&mut self, ground: &Ground<'a>, incidents: &[&'a Incident]) -> Section {
        let shown: Vec<&'a Incident> = incidents.iter().take(MOST_CASES).copied().collect();
        let profile = &ground.checklist.position.profile;
        let section = self.cases(&shown, |maker, incident| {
            let relevance = Relevance::of(incident, profile);
            let mut said = vec![Phrase::led("Why it concerns you.", concern(relevance)), ground.reached(incident)];
            said.extend(maker.labels(incident));
            said
        });
        let title = if incidents.len() > shown.len() {
            format!("The {} incidents that weigh most here", shown.len())
        } else {
            "Incidents that weigh something here".to_owned()
        };
        Section { title, ..section }
    }
}

impl Ground<'_> {
    fn lede(&self) -> String {
        let now = self.checklist.now;
        if now.relevant == 0 {
            return "No incident of the corpus weighs anything for this profile.".to_owned();
        }
        let parts = [
            (now.prevented, "prevented"),
            (now.limited, "smaller"),
            (now.recovered, "undone"),
            (now.detected, "seen sooner"),
        ];
        let said: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} would have been {what}")).collect();
        let said = if said.is_empty() { "none would have gone otherwise".to_owned() } else { and(&said) };
        let mut lede = format!(
            "Of {} that could have been this team's, {said} by what is in place now; {} would not have been reached.",
            count(now.relevant, "reported incident"),
            now.not,
        );
        if now.partly > 0 {
            lede.push_str(&format!(" In {} that rests on a safeguard that is in place in part only.", now.partly));
        }
        if now.unknown > 0 {
            lede.push_str(&format!(" Of {} it is not known what would have changed them.", now.unknown));
        }
        lede
    }

    fn glance(&self) -> Vec<Fact> {
        let Checklist { now, coverage, .. } = &self.checklist;
        let with = |coverage: &Coverage| (coverage.relevant - coverage.not - coverage.unknown).to_string();
        let of = |wanted: AnswerValue| self.standings.iter().filter(|(_, s)| s.value() == wanted).count();
        let lapsed = self.standings.iter().filter(|(_, standing)| is_lapsed(standing)).count();
        vec![
            Fact::of("Relevant incidents", now.relevant.to_string()),
            Fact::of("Changed by what is in place", with(now)),
            Fact::of("With every item of the list", with(coverage)),
            Fact::of("In place", of(AnswerValue::Yes).to_string()),
            Fact::of("In place in part", of(AnswerValue::Partial).to_string()),
            Fact::of("No longer count", lapsed.to_string()),
        ]
    }

    fn foremost_in_a_line(&self) -> Phrase {
        let names: Vec<&str> = self.checklist.foremost.iter().map(|(safeguard, _)| safeguard.name.as_str()).collect();
        let text = if names.is_empty() {
            "Nothing that the corpus knows of is left to add".to_owned()
        } else {
            names.join("; ")
        };
        Phrase::led("What would change most.", format!("{text}."))
    }

    fn answers_in_a_line(&self) -> Phrase {
        let counts = tally(&self.standings).into_iter().filter(|bar| bar.value > 0);
        let said: Vec<String> = counts.map(|bar| format!("{} {}", bar.value, bar.label)).collect();
        let text = if said.is_empty() { "no question has been answered yet".to_owned() } else { and(&said) };
        Phrase::led("Answers.", format!("{}.", super::words::capital(&text)))
    }

    /// All three legs: the one finding about a profile that needs no incident.
    fn rule_of_two(&self) -> Option<Phrase> {
        let legs = self.team.profile.rule_of_two?;
        let all = [legs.untrusted_input, legs.sensitive_access, legs.state_change];
        let text = "The agents take input from outsiders, reach what is sensitive, and can act outwards, all at once: a person belongs beside them.";
        all.iter().all(|leg| *leg == Presence::Yes).then(|| Phrase::led("Rule of Two.", text))
    }

    /// The safeguards that would change most, with what each would have done and how to prove it.
    fn foremost(&self) -> Section {
        let mut blocks = Vec::new();
        for (safeguard, _) in &self.checklist.foremost {
            blocks.push(Block::Items(vec![self.item(safeguard)]));
            let verify = &safeguard.verify;
            blocks.push(Block::Verdicts(Verdicts { passes: verify.passes.clone(), fails: verify.fails.clone() }));
        }
        let title = match self.checklist.foremost.len() {
            1 => "The safeguard that would change most",
            2 => "The two safeguards that would change most",
            _ => "The three safeguards that would change most",
        };
        Section::new("the_foremost", title, blocks)
    }

    fn item(&self, safeguard: &Safeguard) -> Item {
        let outcome = |incident: &Incident| {
            let label = incident.safeguards.iter().find(|label| label.id == safeguard.id)?;
            Outcome::of(label.effect)
        };
        let bearing: Vec<(&Incident, Outcome)> =
            self.weighed.iter().filter_map(|weighed| Some((weighed.incident, outcome(weighed.incident)?))).collect();
        let of = |wanted: Outcome| bearing.iter().filter(|(_, outcome)| *outcome == wanted).count();
        let counts: Vec<String> = OUTCOMES
            .iter()
            .map(|(outcome, what)| (of(*outcome), what))
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        let named =
            bearing.iter().take(MOST_SPARED).map(|(incident, _)| format!("{} (`{}`)", incident.title, incident.id));
        let why = format!(
            "Of your {}: {} by it. The heaviest: {}.",
            count(self.weighed.len(), "incident"),
            and(&counts),
            named.collect::<Vec<_>>().join("; ")
        );
        let standing = self.standings.of(safeguard.id.as_str());
        let mut paragraphs = vec![Phrase::led(&safeguard.question.text, ""), Phrase::led("Why.", why)];
        paragraphs.extend(safeguard.quick_check.as_ref().map(|check| Phrase::led("In two minutes.", check)));
        let spoken = standing.answer.is_some() || standing.waiver.is_some();
        let answer = if spoken { state(&standing) } else { "not answered yet".to_owned() };
        Item {
            title: safeguard.name.clone(),
            code: safeguard.id.to_string(),
            meta: vec![format!("effort {}", safeguard.effort), answer],
            paragraphs,
            ..Item::default()
        }
    }

    fn coverage(&self) -> Section {
        let Checklist { now, coverage, .. } = &self.checklist;
        let chart = |id, title, coverage: &Coverage| {
            let note =
                format!("Of {}; each counts once, under the best effect. {CAUTION}", count(now.relevant, "incident"));
            let about = About { id, title, note: &note, subject: "What would have become of them" };
            parts(about, &outcomes(coverage), now.relevant)
        };
        let charts = vec![
            chart("now", "With what is in place now", now),
            chart("then", "With every item of the checklist as well", coverage),
        ];
        let partly = match now.partly {
            0 => String::new(),
            partly => format!(" In {partly} the effect is that of a safeguard that is in place in part only."),
        };
        let text = format!(
            "A safeguard is in place if it is answered yes or in part, something shows it, and the answer still counts.{partly} This says what the records state of each safeguard, not how safe the team is."
        );
        let charts = if now.relevant == 0 { Vec::new() } else { charts };
        Section::new("the_coverage", "What is in place", vec![Block::say(text), Block::Charts(charts)])
    }

    /// Items of the list that nobody has answered.
    fn unasked(&self) -> Section {
        let items = self.checklist.moments.iter().flat_map(|moment| &moment.items);
        let open = items.filter(|item| self.standings.of(item.safeguard.id.as_str()).answer.is_none());
        let said: Vec<Phrase> =
            open.map(|item| Phrase::led(format!("{}.", item.safeguard.name), &item.safeguard.question.text)).collect();
        Section::new("the_unasked", "On the list and not answered yet", vec![Block::Bullets(said)])
    }

    /// What the safeguards in place would have done in an incident, best first.
    fn reached(&self, incident: &Incident) -> Phrase {
        let in_place =
            incident.safeguards.iter().filter(|label| self.checklist.position.in_place.contains_key(label.id.as_str()));
        let best = in_place.filter_map(|label| Outcome::of(label.effect)).min();
        let what = OUTCOMES.iter().find(|(outcome, _)| Some(*outcome) == best).map(|(_, what)| *what);
        let text =
            what.map_or("nothing that this record names".to_owned(), |what| format!("it would have been {what}"));
        Phrase::led("By what is in place.", format!("{}.", super::words::capital(&text)))
    }
}

fn profile_facts(profile: &TeamProfile) -> Section {
    let products: Vec<&str> = profile.products.iter().map(crate::record::Line::as_str).collect();
    let mut facts = vec![
        Fact::of("Products", products.join(", ")),
        Fact::of("Forms", terms(&profile.interfaces)),
        Fact::of("Reaches", terms(&profile.environments)),
        Fact::of("Permissions", terms(&profile.permissions)),
        Fact::of("Autonomy", profile.autonomy.map(Term::label).unwrap_or_default()),
        Fact::of("Powers", terms(&profile.capabilities)),
        Fact::of("Lacks", terms(&profile.lacks)),
        Fact::of("Rule of Two", profile.rule_of_two.map(legs).unwrap_or_default()),
    ];
    for fact in &mut facts {
        if fact.value.text.is_empty() {
            "not said".clone_into(&mut fact.value.text);
        }
    }
    Section::new("the_team", "What the team says of its agents", vec![Block::Facts(facts)])
}

/// Outcomes with what they are called, best first.
const OUTCOMES: [(Outcome, &str); 4] = [
    (Outcome::Prevented, "prevented"),
    (Outcome::Limited, "smaller"),
    (Outcome::Recovered, "undone"),
    (Outcome::Detected, "seen sooner"),
];

/// Counts with what a checklist calls them, and the tone of each.
fn outcomes(coverage: &Coverage) -> Vec<Bar> {
    const TONES: [&str; 6] = ["outcome-good", "outcome-fair", "outcome-fair", "outcome-fair", "outcome-bad", ""];
    let Coverage { prevented, limited, recovered, detected, not, unknown, .. } = *coverage;
    let counts = [prevented, limited, recovered, detected, not, unknown].into_iter().zip(TONES);
    let bar = |(name, (count, tone)): (&str, (usize, &str))| Bar { class: tone.to_owned(), ..Bar::new(name, count) };
    checklist_words::OUTCOMES.into_iter().zip(counts).map(bar).collect()
}

fn changes_in_a_line(changes: &Changes<'_>) -> Phrase {
    let new: usize = changes.moments.iter().map(|moment| moment.new.len()).sum();
    let text = format!(
        "{} and {} since {}.",
        count(changes.new_incidents.len(), "new incident"),
        count(new, "new item"),
        changes.since.in_words()
    );
    Phrase::led("What has changed.", text)
}

fn never_reviewed() -> Section {
    let text = "No review is recorded yet. `precedent checklist --update` records one, and what changes afterwards then stands here.";
    Section::new("the_changes", "Since the last review", vec![Block::say(text)])
}

fn departure(why: Departure) -> &'static str {
    match why {
        Departure::InPlace => "it is in place",
        Departure::NotApplicable => "it does not apply",
        Departure::AddsLess => "others add more",
        Departure::Gone => "no record describes it any more",
    }
}

fn concern(relevance: Relevance) -> String {
    let familiarity = match relevance.familiarity {
        Familiarity::Product => "a product of yours took part",
        Familiarity::Interface => "a form of agent took part that you use",
        Familiarity::Other => "another form of agent took part",
    };
    let reach = match relevance.reach {
        Reach::Reached => "your agents reach where it landed",
        Reach::Unknown => "whether your agents reach where it landed is not known",
        Reach::NotReached => "your agents do not reach where it landed",
    };
    let leeway = match relevance.leeway {
        Leeway::Covered => "yours may do as much by themselves",
        Leeway::Unknown => "how freely each ran is not known",
        Leeway::Below => "yours may do less by themselves",
    };
    format!("{}; {reach}; {leeway}.", super::words::capital(familiarity))
}

fn legs(legs: crate::profile::RuleOfTwoLegs) -> String {
    let values = [legs.untrusted_input, legs.sensitive_access, legs.state_change];
    let said = RuleOfTwo::ALL.iter().zip(values).map(|(leg, value)| format!("{}: {}", leg.label(), value.label()));
    said.collect::<Vec<_>>().join("; ")
}
