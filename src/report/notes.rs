//! Numbers sources as they are cited and gives them out as footnotes.

use std::collections::BTreeMap;

use super::document::{Cite, Footnote};
use crate::record::{Incident, ReadDepth, Source, SourceId, Term};

/// Sources cited so far, each of its incident, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    numbers: BTreeMap<(&'a str, &'a str), usize>,
    cited: Vec<(&'a Incident, &'a Source)>,
}

impl<'a> Notes<'a> {
    /// Numbers every source of an incident in the order of its record.
    pub(super) fn take_all(&mut self, incident: &'a Incident) {
        for source in &incident.sources {
            self.number(incident, source);
        }
    }

    /// Cites sources of an incident; one that was not cited before gets the next number.
    pub(super) fn cite(&mut self, incident: &'a Incident, ids: &[SourceId]) -> Vec<Cite> {
        let sources: Vec<&'a Source> = ids.iter().filter_map(|id| incident.source(id.as_str())).collect();
        let cite = |source: &'a Source| Cite { number: self.number(incident, source), grade: source.grade.as_str() };
        let mut cites: Vec<Cite> = sources.into_iter().map(cite).collect();
        cites.sort_by_key(|cite| cite.number);
        cites.dedup();
        cites
    }

    fn number(&mut self, incident: &'a Incident, source: &'a Source) -> usize {
        let next = self.cited.len() + 1;
        let number = *self.numbers.entry((incident.id.as_str(), source.id.as_str())).or_insert(next);
        if number == next {
            self.cited.push((incident, source));
        }
        number
    }

    /// The footnotes; a source that is retold is among them even if nothing else cites it.
    pub(super) fn finish(mut self) -> Vec<Footnote> {
        let mut notes = Vec::new();
        let mut at = 0;
        while let Some((incident, source)) = self.cited.get(at).copied() {
            let retold = source.retells.as_ref().and_then(|id| incident.source(id.as_str()));
            let retells =
                retold.map(|source| Cite { number: self.number(incident, source), grade: source.grade.as_str() });
            at += 1;
            notes.push(footnote(at, source, retells));
        }
        notes
    }
}

fn footnote(number: usize, source: &Source, retells: Option<Cite>) -> Footnote {
    Footnote {
        number,
        title: source.title.clone(),
        url: source.url.as_ref().map(ToString::to_string),
        no_url: source.no_url.clone().unwrap_or_default(),
        grade: source.grade.as_str(),
        facts: facts(source),
        language: source.language.to_string(),
        retells,
        archive: source.archive.as_ref().map(ToString::to_string),
        note: source.note.clone().unwrap_or_default(),
    }
}

fn facts(source: &Source) -> Vec<String> {
    let published =
        source.published.as_ref().map(|date| if date.is_unknown() { "undated".to_owned() } else { date.in_words() });
    let language = Some(source.language.to_string()).filter(|language| language != "en");
    let read = match source.read {
        ReadDepth::Full => "read in full",
        ReadDepth::Part => "read in part",
        ReadDepth::CitedOnly => "not read, cited by another",
    };
    let on = source.retrieved.as_ref().map(|day| format!(" on {}", day.in_words())).unwrap_or_default();
    let mut facts: Vec<String> =
        [source.publisher.clone(), source.author.clone(), published].into_iter().flatten().collect();
    facts.push(source.kind.label());
    facts.extend(language.map(|language| format!("in {language}")));
    facts.push(format!("{read}{on}"));
    facts
}
