//! The report of a query: what it found, what those incidents have in common, and each of them.

use super::document::{Block, Document, Phrase, Section};
use super::set::Set;
use super::taxonomy::severe;
use super::words::count;
use super::{Maker, Query};
use crate::chart::CAUTION;
use crate::corpus::Kind;
use crate::kb::Entry;
use crate::record::Incident;

impl<'a> Maker<'a> {
    /// The report of what a query found.
    pub(super) fn query(&mut self, query: &'a Query) -> Document {
        let of_kind =
            |kind: Kind| query.hits.iter().filter(move |(found, _)| *found == kind).map(|(_, id)| id.as_str());
        let incidents: Vec<&'a Incident> =
            of_kind(Kind::Incident).filter_map(|id| self.kb.incidents().get(id)).map(Entry::record).collect();
        let set = Set::new(&incidents);
        let worst = severe(&set.counted);
        let lede = format!(
            "{} of the corpus match{} the query; {worst} {} major or critical.",
            count(incidents.len(), "reported incident"),
            if incidents.len() == 1 { "es" } else { "" },
            if worst == 1 { "was" } else { "were" },
        );
        let mut points: Vec<Phrase> =
            [set.causes(self), set.foremost(self), set.disputed()].into_iter().flatten().collect();
        points.extend(query.notes.iter().map(|note| Phrase::led("How the query was read.", note)));
        points.push(Phrase::led("What the numbers are.", CAUTION));
        let cases = self.cases(&incidents, |maker, incident| maker.labels(incident));
        let sections = vec![set.charts(self, None), set.safeguards(self), cases, self.others(query)];
        let title = format!("Incidents that match “{}”", crate::record::cut(&query.text));
        let head = Document::new("Query", &query.text, &title, &lede);
        self.list_of(Document { points, glance: set.glance(), ..head }, &incidents, sections)
    }

    /// Hits that are not incidents.
    fn others(&self, query: &Query) -> Section {
        let others = query.hits.iter().filter(|(kind, _)| *kind != Kind::Incident);
        let said = others.map(|(kind, id)| Phrase::of(format!("{} `{id}`, {}", self.name(*kind, id), kind.as_str())));
        Section::new("the_others", "Patterns, safeguards and products that match", vec![Block::Bullets(said.collect())])
    }
}
