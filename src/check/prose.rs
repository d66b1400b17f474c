//! The passages of a record that are written in our own words, with what they quote set apart.
//!
//! Quotations, commands, titles of sources and code are somebody else's: nobody may change them, so rules about wording
//! look past them.

use std::borrow::Cow;
use std::ops::Range;

use super::context::Item;
use super::finding::{Place, keys};
use crate::corpus::Key;
use crate::markdown::{self, GAP, Paragraph};
use crate::record::{Incident, Pattern, Product, Safeguard};
use crate::source::SourceFile;

/// A text in one place.
#[derive(Debug, Clone)]
pub(super) struct Passage<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) text: Cow<'a, str>,
    home: Home,
}

/// Where a passage comes from.
#[derive(Debug, Clone)]
enum Home {
    /// A string of the fields.
    Field(Vec<Key<'static>>),
    /// A paragraph of the body, which begins there in the file.
    Body(Paragraph, usize),
}

impl Passage<'_> {
    /// The place of a part of the text.
    pub(super) fn place(&self, part: Range<usize>) -> Place {
        match &self.home {
            Home::Field(keys) => Place::Within(keys.clone(), part),
            Home::Body(paragraph, at) => {
                // Where the markup is longer than what it says, the last byte still stands in it.
                let last = paragraph.place(part.end.saturating_sub(1));
                Place::Bytes(at + paragraph.place(part.start)..at + last + 1)
            }
        }
    }

    /// The place of the text as a whole.
    pub(super) fn whole(&self) -> Place {
        match &self.home {
            Home::Field(keys) => Place::Value(keys.clone()),
            Home::Body(..) => self.place(0..self.text.len()),
        }
    }

    /// True for a string of one of these fields, or within them.
    pub(super) fn is_in(&self, fields: &[&str]) -> bool {
        matches!(&self.home, Home::Field(keys) if keys.first().is_some_and(|key| fields.iter().any(|name| *key == Key::Name(name))))
    }

    /// The parts of the text that quote nobody.
    pub(super) fn own(&self) -> Vec<Range<usize>> {
        let mut own = Vec::new();
        let mut at = 0;
        for quoted in quoted(&self.text) {
            own.push(at..quoted.start);
            at = quoted.end;
        }
        own.push(at..self.text.len());
        own.retain(|range| !range.is_empty());
        own
    }
}

/// Finds what stands in quotation marks or as code, in order. A mark that is never closed quotes nothing.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if !text.contains(['"', '“', '„', '«', '‘', '\'', '`', GAP]) {
        return found;
    }
    let mut before = ' ';
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let behind = std::mem::replace(&mut before, c);
        if at < done {
            continue;
        }
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let end = match c {
            GAP => Some(0),
            '"' => rest.find('"').map(|end| end + 1),
            '“' => rest.find(['”', '“']).map(|end| end + '”'.len_utf8()),
            '„' => rest.find(['“', '”']).map(|end| end + '”'.len_utf8()),
            '«' => rest.find('»').map(|end| end + '»'.len_utf8()),
            '`' => rest.find('`').map(|end| end + 1),
            // The same sign is an apostrophe within a word and behind one.
            '\'' | '‘' if !behind.is_alphanumeric() => closing_single(rest),
            _ => None,
        };
        if let Some(end) = end {
            done = at + c.len_utf8() + end;
            found.push(at..done);
        }
    }
    found
}

/// Finds the end of what stands in single quotation marks: a mark behind a word, with no word behind it.
fn closing_single(rest: &str) -> Option<usize> {
    if rest.starts_with(char::is_whitespace) {
        return None;
    }
    let marks = rest.char_indices().filter(|(_, c)| matches!(c, '\'' | '’'));
    marks.map(|(at, c)| at + c.len_utf8()).find(|end| {
        let next = rest.get(*end..).and_then(|behind| behind.chars().next());
        next.is_none_or(|next| !next.is_alphanumeric())
    })
}

/// Collects passages of one record.
struct Collector<'a> {
    source: &'a SourceFile,
    found: Vec<Passage<'a>>,
}

impl<'a> Collector<'a> {
    fn new<T>(item: &Item<'a, T>) -> Self {
        Self { source: item.source, found: Vec::new() }
    }

    fn field(&mut self, keys: Vec<Key<'static>>, text: &'a str) {
        self.found.push(Passage { source: self.source, text: Cow::Borrowed(text), home: Home::Field(keys) });
    }

    fn maybe(&mut self, keys: Vec<Key<'static>>, text: Option<&'a str>) {
        if let Some(text) = text {
            self.field(keys, text);
        }
    }

    fn list(&mut self, path: &[Key<'static>], texts: &'a [String]) {
        for (at, text) in texts.iter().enumerate() {
            self.field([path, &[Key::Index(at)]].concat(), text);
        }
    }

    fn with_body<T>(mut self, item: &Item<'a, T>) -> Vec<Passage<'a>> {
        for paragraph in markdown::prose(item.body) {
            let text = Cow::Owned(paragraph.text.clone());
            self.found.push(Passage { source: self.source, text, home: Home::Body(paragraph, item.body_at) });
        }
        self.found
    }
}

pub(super) fn of_incident<'a>(item: &Item<'a, Incident>) -> Vec<Passage<'a>> {
    let record = item.record;
    let mut all = Collector::new(item);
    all.field(keys!["title"], &record.title);
    all.field(keys!["summary"], &record.summary);
    all.field(keys!["operator"], &record.operator);
    all.field(keys!["task"], &record.task);
    all.field(keys!["severity", "why"], &record.severity.why);
    all.field(keys!["impact", "scope"], &record.impact.scope);
    for (at, amount) in record.impact.amounts.iter().enumerate() {
        all.field(keys!["impact", "amounts", at, "what"], &amount.what);
    }
    all.maybe(keys!["recovery", "note"], record.recovery.note.as_deref());
    for (at, command) in record.commands.iter().enumerate() {
        all.maybe(keys!["commands", at, "note"], command.note.as_deref());
    }
    for (at, event) in record.events.iter().enumerate() {
        all.field(keys!["events", at, "text"], &event.text);
    }
    for (at, claim) in record.claims.iter().enumerate() {
        all.field(keys!["claims", at, "text"], &claim.text);
        all.maybe(keys!["claims", at, "standing_why"], claim.standing_why.as_deref());
    }
    for (at, label) in record.patterns.iter().enumerate() {
        all.field(keys!["patterns", at, "evidence"], &label.evidence);
    }
    for (at, label) in record.safeguards.iter().enumerate() {
        all.field(keys!["safeguards", at, "why"], &label.why);
    }
    for (at, source) in record.sources.iter().enumerate() {
        all.maybe(keys!["sources", at, "note"], source.note.as_deref());
    }
    all.list(&[Key::Name("review"), Key::Name("open_questions")], &record.review.open_questions);
    for (at, revision) in record.revisions.iter().enumerate() {
        all.field(keys!["revisions", at, "text"], &revision.text);
    }
    all.with_body(item)
}

pub(super) fn of_pattern<'a>(item: &Item<'a, Pattern>) -> Vec<Passage<'a>> {
    let record = item.record;
    let mut all = Collector::new(item);
    all.field(keys!["name"], &record.name);
    all.field(keys!["definition"], &record.definition);
    all.field(keys!["label_when"], &record.label_when);
    all.field(keys!["not_when"], &record.not_when);
    for (at, neighbour) in record.neighbours.iter().enumerate() {
        all.field(keys!["neighbours", at, "difference"], &neighbour.difference);
    }
    all.with_body(item)
}

pub(super) fn of_safeguard<'a>(item: &Item<'a, Safeguard>) -> Vec<Passage<'a>> {
    let record = item.record;
    let mut all = Collector::new(item);
    all.field(keys!["name"], &record.name);
    all.field(keys!["objective"], &record.objective);
    all.list(&[Key::Name("how")], &record.how);
    all.field(keys!["question", "text"], &record.question.text);
    all.maybe(keys!["quick_check"], record.quick_check.as_deref());
    all.list(&[Key::Name("verify"), Key::Name("steps")], &record.verify.steps);
    all.field(keys!["verify", "passes"], &record.verify.passes);
    all.field(keys!["verify", "fails"], &record.verify.fails);
    for (at, setting) in record.settings.iter().enumerate() {
        all.maybe(keys!["settings", at, "note"], setting.note.as_deref());
    }
    all.with_body(item)
}

pub(super) fn of_product<'a>(item: &Item<'a, Product>) -> Vec<Passage<'a>> {
    let mut all = Collector::new(item);
    all.field(keys!["name"], &item.record.name);
    all.maybe(keys!["notes"], item.record.notes.as_deref());
    all.with_body(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> String {
        let source = SourceFile::new("x", "");
        let passage = Passage { source: &source, text: text.into(), home: Home::Field(Vec::new()) };
        passage.own().into_iter().map(|range| text.get(range).unwrap().trim().to_owned()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn quotations_of_every_style_are_somebody_elses() {
        assert_eq!(own("he said \"it was\" then “no” and «so» left"), "he said|then|and|left");
        assert_eq!(own("a 'rogue agent', they say; the agents' own"), "a|, they say; the agents' own");
        assert_eq!(own("run `rm -rf` now"), "run|now");
        assert_eq!(own("it's the operator's"), "it's the operator's");
    }

    #[test]
    fn a_mark_that_is_never_closed_quotes_nothing() {
        assert_eq!(own("a 5\" disk failed"), "a 5\" disk failed");
    }
}
