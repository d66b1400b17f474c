//! Reports of a pattern, a safeguard and a product: what it is, and what the incidents say of it.

use super::Maker;
use super::document::{Block, Cell, Command, Document, Fact, Link, Phrase, Section, Table, Verdicts};
use super::incident::{effect, is_primary};
use super::maker::body;
use super::set::{Set, worst_first};
use super::words::{and, capital, count, terms};
use crate::chart::{About, CAUTION};
use crate::corpus::Kind;
use crate::kb::Entry;
use crate::record::{
    Crosswalk, Incident, Pattern, PatternLabel, Product, Safeguard, SafeguardLabel, Setting, SeverityLevel, Term,
    Verified,
};

impl<'a> Maker<'a> {
    /// The report of a pattern.
    pub(super) fn pattern(&mut self, entry: &'a Entry<Pattern>) -> Document {
        let record = entry.record();
        let incidents = in_order(self.kb.incidents_with_pattern(record.id.as_str()));
        let set = Set::new(&incidents);
        let label = |incident: &'a Incident| incident.patterns.iter().find(|label| label.id == record.id);
        let first = set.counted.iter().filter(|incident| label(incident).is_some_and(is_primary)).count();
        let bears = format!("{}; it came first in {first}.", count(set.counted.len(), "incident"));
        let mut points = vec![Phrase::led("How often it is reported.", format!("{bears} {CAUTION}"))];
        points.extend([set.foremost(self), set.disputed()].into_iter().flatten());
        let cases = self.cases(&incidents, |maker, incident| {
            let evidence = |label: &'a PatternLabel| {
                let lead = format!("As {}, {}.", label.role.label(), label.basis.label());
                Phrase::led(lead, &label.evidence).citing(maker.notes.cite(incident, &label.sources))
            };
            label(incident).map(evidence).into_iter().collect()
        });
        let sections = vec![
            set.charts(self, Some(Kind::Pattern)),
            set.safeguards(self),
            cases,
            pattern_label(record),
            Section::new("the_account", "", vec![body(entry)]),
            self.answering(record),
            self.neighbours(record),
            self.crosswalk(&record.crosswalk),
        ];
        let mut glance = vec![Fact::of("Family", capital(&record.family.label()))];
        glance.extend(set.glance());
        let head = Document::new("Pattern", record.id.as_str(), &record.name, &record.definition);
        self.list_of(Document { points, glance, ..head }, &incidents, sections)
    }

    /// Safeguards that name the pattern among those they answer.
    fn answering(&self, pattern: &Pattern) -> Section {
        let all = self.kb.safeguards().values().map(Entry::record);
        let answering = all.filter(|safeguard| safeguard.mitigates.contains(&pattern.id));
        let said = answering.map(|safeguard| Phrase::led(format!("{}.", safeguard.name), &safeguard.objective));
        Section::new("the_answers", "Safeguards that answer it", vec![Block::Bullets(said.collect())])
    }

    fn neighbours(&self, pattern: &Pattern) -> Section {
        let said = pattern.neighbours.iter().map(|neighbour| {
            Phrase::led(format!("{}.", self.name(Kind::Pattern, neighbour.id.as_str())), &neighbour.difference)
        });
        Section::new("the_neighbours", "Told apart from", vec![Block::Bullets(said.collect())])
    }

    /// The report of a safeguard.
    pub(super) fn safeguard(&mut self, entry: &'a Entry<Safeguard>) -> Document {
        let record = entry.record();
        let incidents = in_order(self.kb.incidents_with_safeguard(record.id.as_str()));
        let set = Set::new(&incidents);
        let label = |incident: &'a Incident| incident.safeguards.iter().find(|label| label.id == record.id);
        let labels: Vec<&SafeguardLabel> = set.counted.iter().filter_map(|incident| label(incident)).collect();
        let effects =
            About { id: "effects", title: "What it did or would have done", note: CAUTION, subject: "Effect" };
        let states = About { id: "states", title: "What became of it", note: CAUTION, subject: "State" };
        let charts = vec![
            Self::bars_of(effects, "effect", labels.iter().map(|label| label.effect)),
            Self::bars_of(states, "state", labels.iter().map(|label| label.state)),
        ];
        let cases = self.cases(&incidents, |maker, incident| {
            let said = |label: &'a SafeguardLabel| {
                let why = Phrase::led(effect(label), &label.why).citing(maker.notes.cite(incident, &label.sources));
                [
                    Phrase::led(
                        format!("{}.", capital(&label.state.label())),
                        format!("Label {}.", label.basis.label()),
                    ),
                    why,
                ]
            };
            label(incident).into_iter().flat_map(said).collect()
        });
        let charts = if labels.is_empty() { Vec::new() } else { charts };
        let sections = vec![
            safeguard_question(record),
            Section::new("the_charts", "In numbers", vec![Block::Charts(charts)]),
            Section::new("the_how", "How to put it in place", vec![Block::Bullets(phrases(&record.how))]),
            verification(record),
            self.settings("the_settings", &[record], |_| true),
            cases,
            Section::new("the_account", "", vec![body(entry)]),
            self.mitigated(record),
            self.crosswalk(&record.crosswalk),
        ];
        let mut glance = vec![
            Fact::of("Function", capital(&record.function.label())),
            Fact::of("Effort", format!("{}, {}", record.effort, record.effort.in_words())),
        ];
        glance.extend(set.glance());
        let points = safeguard_points(record, &labels);
        let head = Document::new("Safeguard", record.id.as_str(), &record.name, &record.objective);
        self.list_of(Document { points, glance, ..head }, &incidents, sections)
    }

    fn mitigated(&self, safeguard: &Safeguard) -> Section {
        let names = safeguard.mitigates.iter().map(|id| Phrase::of(self.name(Kind::Pattern, id.as_str())));
        Section::new("the_patterns", "Patterns that it answers", vec![Block::Bullets(names.collect())])
    }

    /// The report of a product.
    pub(super) fn product(&mut self, entry: &'a Entry<Product>) -> Document {
        let record = entry.record();
        let incidents = in_order(self.kb.incidents_with_product(record.id.as_str()));
        let set = Set::new(&incidents);
        let lede = format!(
            "{} by {} was in use in {} of the corpus. In use does not mean at fault: each record says what is known of the cause and who disputes it.",
            record.name,
            record.vendor,
            count(set.counted.len(), "reported incident"),
        );
        let points = [set.causes(self), set.foremost(self), set.disputed()].into_iter().flatten().collect();
        let cases = self.cases(&incidents, |maker, incident| maker.labels(incident));
        let safeguards: Vec<&Safeguard> = self.kb.safeguards().values().map(Entry::record).collect();
        let sections = vec![
            set.charts(self, Some(Kind::Product)),
            set.safeguards(self),
            cases,
            self.settings("the_settings", &safeguards, |setting| setting.product == record.id),
            product_facts(record),
            Section::new("the_account", "", vec![body(entry)]),
        ];
        let head = Document::new("Product", record.id.as_str(), &record.name, &lede);
        self.list_of(Document { points, glance: set.glance(), ..head }, &incidents, sections)
    }

    /// Patterns and preventers of an incident, for lists.
    pub(super) fn labels(&self, incident: &'a Incident) -> Vec<Phrase> {
        let mut labels: Vec<&PatternLabel> = incident.patterns.iter().collect();
        labels.sort_by_key(|label| label.role);
        let patterns: Vec<&str> = labels.iter().map(|label| self.name(Kind::Pattern, label.id.as_str())).collect();
        let preventers = self.preventers(incident);
        let said = [("What let it happen.", patterns), ("What would have prevented it.", preventers)];
        let said = said.into_iter().filter(|(_, names)| !names.is_empty());
        said.map(|(lead, names)| Phrase::led(lead, format!("{}.", names.join("; ")))).collect()
    }

    /// Settings of products that carry out safeguards.
    fn settings(&self, id: &'static str, safeguards: &[&Safeguard], wanted: impl Fn(&Setting) -> bool) -> Section {
        let mut commands = Vec::new();
        for safeguard in safeguards {
            let of = if safeguards.len() > 1 { format!(", for “{}”", safeguard.name) } else { String::new() };
            for setting in safeguard.settings.iter().filter(|setting| wanted(setting)) {
                commands.push(self.setting(&of, setting));
            }
        }
        Section::new(id, "Settings that carry it out", vec![Block::Commands(commands)])
    }

    fn setting(&self, of: &str, setting: &Setting) -> Command {
        let product = self.name(Kind::Product, setting.product.as_str());
        let read = match setting.verified {
            Verified::Primary => "read",
            Verified::Secondary => "read where others quote it",
            Verified::Unverified => "not seen",
        };
        let text =
            if read == "not seen" { read.to_owned() } else { format!("{read} on {}", setting.checked.in_words()) };
        Command {
            before: format!("{product}: `{}`{of}", setting.name),
            text: setting.value.clone(),
            note: Phrase::of(setting.note.clone().unwrap_or_default()),
            link: Some(Link { url: setting.source.to_string(), text }),
        }
    }

    fn crosswalk(&self, links: &[Crosswalk]) -> Section {
        let row = |link: &Crosswalk| {
            let (standard, edition, entry) = self.kb.standard_entry(link)?;
            let parts = [Some(entry.id.clone()), entry.title.clone(), entry.history()];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
            let url = entry.url.as_ref().unwrap_or(&edition.url).to_string();
            let read = match link.verified {
                Verified::Primary => "the standard itself",
                Verified::Secondary => "a quotation",
                Verified::Unverified => "not seen",
            };
            Some(vec![
                Cell::text(format!("{} {}", standard.name, edition.edition)),
                Cell { link: Some(Link { url, text: text.clone() }), ..Cell::text(text) },
                Cell::text(link.relation.label()),
                Cell::text(read),
            ])
        };
        let table = Table {
            caption: "Entries of standards, how each relates to this, and where it was read".to_owned(),
            head: ["Standard", "Entry", "Relation", "Read in"].map(str::to_owned).to_vec(),
            rows: links.iter().filter_map(row).collect(),
        };
        Section::new("the_standards", "Standards", vec![Block::Table(table)])
    }
}

fn in_order<'a>(entries: impl Iterator<Item = &'a Entry<Incident>>) -> Vec<&'a Incident> {
    let mut incidents: Vec<&Incident> = entries.map(Entry::record).collect();
    worst_first(&mut incidents);
    incidents
}

fn phrases(texts: &[String]) -> Vec<Phrase> {
    texts.iter().map(Phrase::of).collect()
}

fn pattern_label(record: &Pattern) -> Section {
    let text =
        vec![Phrase::led("It applies when", &record.label_when), Phrase::led("It does not when", &record.not_when)];
    Section::new("the_label", "When the label is set", vec![Block::Text(text)])
}

fn safeguard_question(record: &Safeguard) -> Section {
    let check = record.quick_check.as_ref().map(|check| Phrase::led("In two minutes.", check));
    let moments: Vec<String> = record.moments.iter().map(|moment| moment.definition().to_owned()).collect();
    let moments = Phrase::led("When to ask.", moments.join(" "));
    let text = [Some(Phrase::led(&record.question.text, "")), check, Some(moments)];
    Section::new("the_question", "Ask", vec![Block::Text(text.into_iter().flatten().collect())])
}

fn verification(record: &Safeguard) -> Section {
    let verify = &record.verify;
    let verdicts = Verdicts { passes: verify.passes.clone(), fails: verify.fails.clone() };
    Section::new(
        "the_proof",
        "How to verify that it holds",
        vec![Block::Steps(phrases(&verify.steps)), Block::Verdicts(verdicts)],
    )
}

/// What the incidents say of a safeguard, in two sentences.
fn safeguard_points(record: &Safeguard, labels: &[&SafeguardLabel]) -> Vec<Phrase> {
    let mut points = vec![Phrase::led("The question.", &record.question.text)];
    let tally = |names: Vec<(String, usize)>| {
        let named: Vec<String> =
            names.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} in {n}")).collect();
        and(&named)
    };
    let effects = crate::record::Effect::ALL.iter();
    let effects = effects.map(|effect| {
        let count = labels.iter().filter(|label| label.effect == *effect).count();
        let name = if *effect == crate::record::Effect::None { "changed nothing".to_owned() } else { effect.label() };
        (name, count)
    });
    let effects = tally(effects.collect());
    if !effects.is_empty() {
        let text = format!("Of {}: {effects}. {CAUTION}", count(labels.len(), "incident"));
        points.push(Phrase::led("What it comes to.", text));
    }
    let states = crate::record::SafeguardState::ALL.iter();
    let states = states.map(|state| (state.label(), labels.iter().filter(|label| label.state == *state).count()));
    let states = tally(states.collect());
    if !states.is_empty() {
        points.push(Phrase::led("What became of it.", format!("{}.", capital(&states))));
    }
    points
}

fn product_facts(record: &Product) -> Section {
    let mut facts = vec![
        Fact::of("Vendor", &record.vendor),
        Fact::of("Forms", terms(&record.interface)),
        Fact::of("Usual powers", terms(&record.capabilities)),
        Fact::of("Launched", record.launch.as_ref().map(crate::record::PartialDate::in_words).unwrap_or_default()),
        Fact::of("Also called", record.aliases.join(", ")),
        Fact::of("Notes", record.notes.clone().unwrap_or_default()),
    ];
    facts.retain(|fact| !fact.value.text.is_empty());
    Section::new("the_product", "About the product", vec![Block::Facts(facts)])
}

/// How many of the incidents were at least major, for summaries.
pub(super) fn severe(incidents: &[&Incident]) -> usize {
    incidents.iter().filter(|incident| incident.severity.realised >= SeverityLevel::S4Major).count()
}
