//! The report of one incident.

use super::Maker;
use super::document::{
    Block, Command, Dated, Dispute, Document, Fact, Item, Opposed, Phrase, Quote, Section, Tag, Verdicts,
};
use super::facts::{agent_facts, dates, incident_facts};
use super::maker::body;
use super::words::{and, capital, count};
use crate::chart::{About, Comparison, Point, levels, timeline};
use crate::corpus::Kind;
use crate::kb::Entry;
use crate::record::{
    Agent, Claim, ClaimStanding, Day, Event, Incident, PatternLabel, PatternRole, SafeguardLabel, SafeguardState, Term,
};

/// Questions that a reader is asked about the own team.
const MOST_QUESTIONS: usize = 3;

impl<'a> Maker<'a> {
    /// The report of an incident; a brief one leaves out text, commands and what nobody disputes.
    pub(super) fn incident(&mut self, entry: &'a Entry<Incident>) -> Document {
        let record = entry.record();
        self.notes.take_all(record);
        let mut sections = vec![
            self.incident_facts(record),
            self.timeline(record),
            Section::new("the_account", "", vec![body(entry)]),
            self.disputes(record),
            self.claims(record),
            self.commands(record),
            self.patterns(record),
            self.safeguards(record),
            self.questions(record),
            self.related(record),
            open_questions(record),
            about(record),
        ];
        if !self.is_full() {
            sections.retain(|section| !["the_account", "the_claims", "the_commands"].contains(&section.id));
        }
        let retracted = "It proved false; do not cite it as a failure of the product that it names.";
        let notice = record.is_retracted().then(|| Phrase::led("Retracted.", retracted)).into_iter().collect();
        let (points, glance) = (self.incident_points(record), self.incident_glance(record));
        let head = Document::new("Incident", record.id.as_str(), &record.title, &record.summary);
        let footnotes = self.footnotes();
        Document { notice, points, glance, footnotes, listed: 1, found: 1, ..head }.with_sections(sections)
    }

    fn incident_points(&mut self, record: &'a Incident) -> Vec<Phrase> {
        let mut points = Vec::new();
        let mut labels: Vec<&PatternLabel> = record.patterns.iter().collect();
        labels.sort_by_key(|label| label.role);
        let names: Vec<&str> = labels.iter().map(|label| self.name(Kind::Pattern, label.id.as_str())).collect();
        if !names.is_empty() {
            points.push(Phrase::led("What let it happen.", format!("{}.", names.join("; "))));
        }
        let preventers = self.preventers(record);
        if !preventers.is_empty() {
            points.push(Phrase::led("What would have prevented it.", format!("{}.", preventers.join("; "))));
        }
        let mut opposed = self.opposed(record).into_iter();
        if let Some(Opposed { topic, left, right }) = opposed.next() {
            points.push(Phrase::led(format!("Disputed: {topic}."), left.text).citing(left.cites));
            points.push(Phrase::led("Against that.", right.text).citing(right.cites));
        }
        let mut others: Vec<String> = opposed.map(|opposed| opposed.topic).collect();
        others.dedup();
        if !others.is_empty() {
            let text = format!("{}; both sides stand under “Accounts in conflict”.", capital(&and(&others)));
            points.push(Phrase::led("Also disputed.", text));
        }
        points
    }

    fn incident_glance(&self, record: &Incident) -> Vec<Fact> {
        let products: Vec<&str> = self.products(record);
        let unknown = "not identified".to_owned();
        vec![
            Fact::severity("Severity", record.severity.realised),
            Fact::severity("Could have been", record.severity.potential),
            Fact::term("Status", "status", record.status),
            Fact::of("Kind", record.kind.label()),
            Fact::of("Occurred", dates(record)),
            Fact::of("Agent", if products.is_empty() { unknown } else { and(&products) }),
        ]
    }

    fn incident_facts(&mut self, record: &'a Incident) -> Section {
        let severity = &record.severity;
        let comparison = Comparison {
            name: record.title.clone(),
            realised: severity.realised,
            potential: severity.potential,
            href: None,
        };
        let about = About { id: "severity", title: "Severity", note: &severity.why, subject: "Incident" };
        let named = |(name, value): (&'static str, String)| Fact::of(name, value);
        let mut facts: Vec<Fact> = incident_facts(record).into_iter().map(named).collect();
        for amount in &record.impact.amounts {
            let value = Phrase::of(amount.in_words()).citing(self.notes.cite(record, &amount.sources));
            facts.push(Fact { value, ..Fact::of("Amount", "") });
        }
        let agents = record.agents.iter().map(|agent| self.agent(agent)).collect();
        Section::new(
            "the_facts",
            "Facts",
            vec![Block::Charts(vec![levels(about, &[comparison])]), Block::Facts(facts), Block::Items(agents)],
        )
    }

    fn agent(&self, agent: &Agent) -> Item {
        let product = agent.product.as_ref().and_then(|id| self.kb.products().get(id.as_str())).map(Entry::record);
        let title = product.map_or_else(
            || "Agent not identified".to_owned(),
            |product| format!("Agent: {} ({})", product.name, product.vendor),
        );
        let fact = |(name, value): (&'static str, String)| format!("{}: {value}", name.to_lowercase());
        Item { title, meta: agent_facts(agent).into_iter().map(fact).collect(), ..Item::default() }
    }

    fn timeline(&mut self, record: &'a Incident) -> Section {
        let mut events: Vec<&Event> = record.events.iter().collect();
        events.sort_by(|a, b| a.at.cmp(&b.at));
        let point = |event: &&Event| Point { at: event.at.clone(), text: event.text.clone() };
        let points: Vec<Point> = events.iter().map(point).collect();
        let about = About { id: "timeline", title: "When it happened", note: "", subject: "Number" };
        let charts = if points.len() > 2 { vec![timeline(about, &points)] } else { Vec::new() };
        let numbered = events.into_iter().enumerate();
        let dated = numbered.map(|(at, event)| Dated {
            number: if charts.is_empty() { String::new() } else { (at + 1).to_string() },
            when: event.at.in_words(),
            what: Phrase::of(&event.text).citing(self.notes.cite(record, &event.sources)),
        });
        let dated: Vec<Dated> = dated.collect();
        Section::new("the_timeline", "Timeline", vec![Block::Charts(charts), Block::Timeline(dated)])
    }

    fn disputes(&mut self, record: &'a Incident) -> Section {
        let mut blocks = Vec::new();
        for dispute in record.disputes() {
            let topic = dispute.topic().map(Term::label).unwrap_or_default();
            let mut side =
                |claims: &[&'a Claim]| claims.iter().map(|claim| self.claim(record, claim, &topic)).collect();
            let (left, right) = (side(&dispute.left), side(&dispute.right));
            blocks.push(Block::Dispute(Dispute { open: dispute.is_open(), left, right, topic }));
        }
        if !blocks.is_empty() {
            let order = "What each side says, with who says it and where the claim stands. The order of the sides is that of the record and means nothing.";
            blocks.insert(0, Block::say(order));
        }
        Section::new("the_accounts", "Accounts in conflict", blocks)
    }

    fn claim(&mut self, record: &'a Incident, claim: &'a Claim, topic: &str) -> Item {
        let about = Some(claim.about.label()).filter(|about| about != topic).map(|about| format!("on {about}"));
        let said = claim.said_on.as_ref().map(crate::record::PartialDate::in_words);
        let mut paragraphs = vec![Phrase::of(&claim.text).citing(self.notes.cite(record, &claim.sources))];
        for contradiction in &claim.contradicts {
            let text =
                format!("Against this record's `{}`: it would be `{}`.", contradiction.field, contradiction.value);
            paragraphs.push(Phrase::of(text));
        }
        paragraphs.extend(claim.standing_why.as_ref().map(|why| Phrase::led("Why it stands there.", why)));
        let language = claim.language.as_ref().map(ToString::to_string).unwrap_or_default();
        Item {
            title: claim.by.clone(),
            tags: vec![Tag::of("standing", claim.standing)],
            meta: [Some(claim.role.label()), about, said].into_iter().flatten().collect(),
            paragraphs,
            quote: claim.quote.clone().map(|text| Quote { text, language }),
            ..Item::default()
        }
    }

    fn claims(&mut self, record: &'a Incident) -> Section {
        let mut items = Vec::new();
        for standing in ClaimStanding::ALL {
            for claim in record.undisputed(*standing) {
                items.push(self.claim(record, claim, ""));
            }
        }
        Section::new("the_claims", "Other claims", vec![Block::Items(items)])
    }

    fn commands(&mut self, record: &'a Incident) -> Section {
        let mut commands = Vec::new();
        for command in &record.commands {
            let note = Phrase::of(command.note.clone().unwrap_or_default());
            let note = note.citing(self.notes.cite(record, &command.sources));
            commands.push(Command { before: String::new(), text: command.text.clone(), note, link: None });
        }
        Section::new("the_commands", "Commands, as the sources give them", vec![Block::Commands(commands)])
    }

    fn patterns(&mut self, record: &'a Incident) -> Section {
        let mut labels: Vec<&'a PatternLabel> = record.patterns.iter().collect();
        labels.sort_by_key(|label| label.role);
        let mut items = Vec::new();
        for label in labels {
            items.push(Item {
                title: self.name(Kind::Pattern, label.id.as_str()).to_owned(),
                code: label.id.to_string(),
                meta: vec![label.role.label(), label.basis.label()],
                paragraphs: vec![Phrase::of(&label.evidence).citing(self.notes.cite(record, &label.sources))],
                quote: label.quote.clone().map(|text| Quote { text, language: String::new() }),
                ..Item::default()
            });
        }
        Section::new("the_patterns", "Patterns: what let it happen and what the agent did", vec![Block::Items(items)])
    }

    fn safeguards(&mut self, record: &'a Incident) -> Section {
        let mut items = Vec::new();
        for label in &record.safeguards {
            let why = Phrase::led(effect(label), &label.why).citing(self.notes.cite(record, &label.sources));
            items.push(Item {
                title: self.name(Kind::Safeguard, label.id.as_str()).to_owned(),
                code: label.id.to_string(),
                tags: vec![Tag::of("state", label.state)],
                meta: vec![label.basis.label()],
                paragraphs: vec![why],
                quote: label.quote.clone().map(|text| Quote { text, language: String::new() }),
                ..Item::default()
            });
        }
        Section::new("the_safeguards", "Safeguards: what stood, what was missing", vec![Block::Items(items)])
    }

    /// What to ask at home: questions of the safeguards that would have changed most, those that were missing first.
    fn questions(&self, record: &Incident) -> Section {
        let mut labels: Vec<&SafeguardLabel> = record.safeguards.iter().filter(|label| is_open(label)).collect();
        labels.sort_by_key(|label| (label.effect, label.state != SafeguardState::Absent, label.basis, &label.id));
        let mut blocks = Vec::new();
        let asked = labels.iter().filter_map(|label| self.kb.safeguards().get(label.id.as_str())).map(Entry::record);
        for safeguard in asked.take(MOST_QUESTIONS) {
            let check = safeguard.quick_check.as_ref().map(|check| Phrase::led("In two minutes.", check));
            blocks.push(Block::Items(vec![Item {
                title: safeguard.question.text.clone(),
                code: safeguard.id.to_string(),
                paragraphs: check.into_iter().collect(),
                ..Item::default()
            }]));
            let verify = &safeguard.verify;
            blocks.push(Block::Verdicts(Verdicts { passes: verify.passes.clone(), fails: verify.fails.clone() }));
        }
        Section::new("the_questions", "Could this happen to you?", blocks)
    }

    fn related(&self, record: &Incident) -> Section {
        let related = record.related.iter().map(|related| {
            let id = related.id.as_str();
            Phrase::led(
                format!("{}.", capital(&related.relation.label())),
                format!("{} (`{id}`)", self.name(Kind::Incident, id)),
            )
        });
        let external = record.external.iter().map(|external| {
            let seen = if external.verified { "" } else { ", not checked" };
            Phrase::led("In another list.", format!("{} `{}`{seen}", external.scheme.label(), external.id))
        });
        Section::new("the_links", "Elsewhere", vec![Block::Bullets(related.chain(external).collect())])
    }
}

/// True for a safeguard that would have changed the incident and did not.
fn is_open(label: &SafeguardLabel) -> bool {
    label.effect.as_str().starts_with("would-have")
}

/// What a safeguard did or would have done, as the start of a sentence.
pub(super) fn effect(label: &SafeguardLabel) -> String {
    if label.effect == crate::record::Effect::None {
        return label.effect.definition().to_owned();
    }
    format!("{}.", capital(&label.effect.label()))
}

/// True for the pattern that stands first among those of an incident.
pub(super) fn is_primary(label: &PatternLabel) -> bool {
    label.role == PatternRole::Primary
}

fn open_questions(record: &Incident) -> Section {
    let questions = record.review.open_questions.iter().map(Phrase::of).collect();
    Section::new("the_open_questions", "What nobody has answered", vec![Block::Bullets(questions)])
}

fn about(record: &Incident) -> Section {
    let review = &record.review;
    let second = review.second_reading.as_ref().map_or_else(|| "not yet".to_owned(), Day::in_words);
    let facts = vec![
        Fact::of("Confidence", review.confidence.label()),
        Fact::of("Curated", review.curated.in_words()),
        Fact::of("Second reading", second),
        Fact::of("Sources", count(record.sources.len(), "source")),
        Fact::of("Licence", &record.licence),
    ];
    let revised = record.revisions.iter().map(|revision| Dated {
        number: String::new(),
        when: revision.on.in_words(),
        what: Phrase::of(&revision.text),
    });
    let text = "Written by curators from the sources listed below, each read as far as its entry says. Labels of patterns and safeguards are the curators' and name what they rest on. What nobody knows is called unknown.";
    Section::new(
        "the_record",
        "About this record",
        vec![Block::say(text), Block::Facts(facts), Block::Timeline(revised.collect())],
    )
}
