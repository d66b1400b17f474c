//! Incidents in a list: what stands of each in a report about several.

use super::document::{Block, Document, Item, Opposed, Phrase, Section, Tag};
use super::facts::dates;
use super::words::{count, stop};
use super::{Depth, Maker};
use crate::corpus::Kind;
use crate::record::{Claim, ClaimStanding, Effect, Incident, SourceId, Term};

impl<'a> Maker<'a> {
    /// The list of incidents; `about` says what each has to do with the subject.
    pub(super) fn cases(
        &mut self,
        incidents: &[&'a Incident],
        mut about: impl FnMut(&mut Self, &'a Incident) -> Vec<Phrase>,
    ) -> Section {
        let mut items = Vec::new();
        for incident in incidents.iter().take(self.scope.most) {
            let said = if self.scope.depth == Depth::Line { Vec::new() } else { about(self, incident) };
            items.push(self.case(incident, said));
        }
        let mut blocks = Vec::new();
        let left_out = incidents.len().saturating_sub(items.len());
        if self.scope.depth != Depth::Full {
            let text = "There is more of each: sources and both sides of what is disputed stand in the report of the incident, `precedent report ID`.";
            blocks.push(Block::say(text));
        }
        if left_out > 0 {
            let text = format!("{} more would not fit; a narrower query lists them.", count(left_out, "incident"));
            blocks.push(Block::say(text));
        }
        blocks.push(Block::Cases(items));
        Section::new("the_incidents", "Incidents", blocks)
    }

    fn case(&mut self, incident: &'a Incident, about: Vec<Phrase>) -> Item {
        let mut paragraphs = Vec::new();
        if incident.is_retracted() {
            paragraphs.push(Phrase::led("Retracted.", "It proved false and counts for nothing here."));
        }
        if self.scope.depth != Depth::Line {
            paragraphs.push(Phrase::of(&incident.summary));
            paragraphs.extend(about);
        }
        let mut opposed = Vec::new();
        if self.scope.depth == Depth::Full {
            opposed = self.opposed(incident);
            let cited: Vec<SourceId> = incident.patterns.iter().flat_map(|label| &label.sources).cloned().collect();
            let sources = self.notes.cite(incident, &cited);
            if !sources.is_empty() {
                let text =
                    format!("The labels rest on {} of {}", sources.len(), count(incident.sources.len(), "source"));
                paragraphs.push(Phrase::led("Sources.", text).citing(sources));
            }
        }
        let meta = [incident.kind.label()].into_iter();
        let products = self.products(incident).into_iter().map(str::to_owned);
        Item {
            title: incident.title.clone(),
            code: incident.id.to_string(),
            tags: vec![Tag::severity(incident.severity.realised), Tag::of("status", incident.status)],
            meta: meta.chain(products).chain([dates(incident)]).collect(),
            paragraphs,
            opposed,
            retracted: incident.is_retracted(),
            ..Item::default()
        }
    }

    /// The open disputes of an incident, each with the first claim of either side that stands.
    pub(super) fn opposed(&mut self, incident: &'a Incident) -> Vec<Opposed> {
        let mut found = Vec::new();
        for dispute in incident.disputes().into_iter().filter(crate::kb::Dispute::is_open) {
            let mut side = |claims: &[&'a Claim]| {
                let standing = claims.iter().find(|claim| claim.standing != ClaimStanding::Rejected);
                let claim = standing.or(claims.first())?;
                let text = format!("{}: {}", claim.by, stop(&claim.text));
                Some(Phrase::of(text).citing(self.notes.cite(incident, &claim.sources)))
            };
            if let (Some(left), Some(right)) = (side(&dispute.left), side(&dispute.right)) {
                let topic = dispute.topic().map(Term::label).unwrap_or_default();
                found.push(Opposed { topic, left, right });
            }
        }
        found
    }

    /// Names of the safeguards that would have prevented an incident.
    pub(super) fn preventers(&self, incident: &Incident) -> Vec<&'a str> {
        let labels = incident.safeguards.iter().filter(|label| label.effect == Effect::WouldHavePrevented);
        let mut ids: Vec<&str> = labels.map(|label| label.id.as_str()).collect();
        ids.sort_unstable();
        ids.iter().map(|id| self.safeguard_name(id)).collect()
    }

    /// Names of the products that acted in an incident, each once.
    pub(super) fn products(&self, incident: &Incident) -> Vec<&'a str> {
        let mut names: Vec<&str> = incident.products().map(|id| self.product_name(id.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The end of every report about several incidents.
    pub(super) fn list_of(&mut self, document: Document, incidents: &[&Incident], sections: Vec<Section>) -> Document {
        let found = incidents.len();
        let footnotes = self.footnotes();
        Document { footnotes, listed: found.min(self.scope.most), found, ..document }.with_sections(sections)
    }

    fn safeguard_name(&self, id: &str) -> &'a str {
        self.kb.title(Kind::Safeguard, id).unwrap_or_default()
    }

    fn product_name(&self, id: &str) -> &'a str {
        self.kb.title(Kind::Product, id).unwrap_or_default()
    }
}
