//! What has to be right within an incident before others may rely on it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::references::References;
use super::rules;
use crate::corpus::{Key, Kind, Parsed, Partial, Placed};
use crate::diagnostic::did_you_mean;
use crate::record::{Incident, PatternRole, SourceId};

/// Checks one incident against the names that are there and against itself.
pub(super) fn check(parsed: &Parsed<Incident>, references: &mut References) {
    let mut check = Check { parsed, record: &parsed.record, references };
    check.references();
    check.distinct();
    check.primary_pattern();
    check.claims();
    check.sources();
    check.references.expect_links(parsed);
}

/// Checks what can be said of an incident whose fields are not all right.
pub(super) fn check_partial(partial: &Partial, references: &mut References) {
    let Partial { source, .. } = partial;
    for (kind, Placed { text, span }) in &partial.references {
        // What cannot be an id has been reported with the file.
        if text.parse::<SourceId>().is_err() {
            continue;
        }
        references.expect_at(*kind, text, source, span);
    }
    let claims: BTreeSet<&str> = partial.claims.iter().map(|claim| claim.text.as_str()).collect();
    for Placed { text, span } in partial.claims_named.iter().filter(|named| !claims.contains(named.text.as_str())) {
        let message = format!("claim `{text}` does not exist in this record");
        references.report_at(&rules::DANGLING_CLAIM, source, span.clone(), message);
    }
    let Some(sources) = &partial.sources else { return };
    let listed: BTreeSet<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    for Placed { text, span } in partial.citations.iter().filter(|cited| !listed.contains(cited.text.as_str())) {
        let message = format!("source `{text}` is not listed in this record");
        references.report_at(&rules::UNDECLARED_SOURCE, source, span.clone(), message);
    }
}

struct Check<'a> {
    parsed: &'a Parsed<Incident>,
    record: &'a Incident,
    references: &'a mut References,
}

fn path<'a>(list: &'a str, at: usize, field: &'a str) -> [Key<'a>; 3] {
    [Key::Name(list), Key::Index(at), Key::Name(field)]
}

impl Check<'_> {
    fn references(&mut self) {
        let source = &self.parsed.source;
        for (at, agent) in self.record.agents.iter().enumerate() {
            if let Some(product) = &agent.product {
                self.references.expect(Kind::Product, product.as_str(), source, &path("agents", at, "product"));
            }
        }
        for (at, label) in self.record.patterns.iter().enumerate() {
            self.references.expect(Kind::Pattern, label.id.as_str(), source, &path("patterns", at, "id"));
        }
        for (at, label) in self.record.safeguards.iter().enumerate() {
            self.references.expect(Kind::Safeguard, label.id.as_str(), source, &path("safeguards", at, "id"));
        }
        for (at, related) in self.record.related.iter().enumerate() {
            self.references.expect(Kind::Incident, related.id.as_str(), source, &path("related", at, "id"));
        }
    }

    fn distinct(&mut self) {
        let source = &self.parsed.source;
        let record = self.record;
        self.references.expect_distinct("sources", "id", record.sources.iter().map(|s| s.id.as_str()), source);
        self.references.expect_distinct("claims", "id", record.claims.iter().map(|c| c.id.as_str()), source);
        self.evidence();
        for (list, is_empty) in [("agents", record.agents.is_empty()), ("sources", record.sources.is_empty())] {
            if is_empty {
                let message = format!("expected at least one entry in `{list}`, found none");
                self.references.report(&rules::EMPTY_LIST, source, &[Key::Name(list)], message);
            }
        }
    }

    /// Every statement rests on something, and every amount says what it counts.
    fn evidence(&mut self) {
        let source = &self.parsed.source;
        for (list, entries) in cited_lists(self.record) {
            for (at, _) in entries.iter().enumerate().filter(|(_, sources)| sources.is_empty()) {
                let message = format!("expected at least one source for this entry of `{list}`, found none");
                self.references.report(&rules::EMPTY_LIST, source, &path(list, at, "sources"), message);
            }
        }
        for (at, amount) in self.record.impact.amounts.iter().enumerate() {
            let place = [Key::Name("impact"), Key::Name("amounts"), Key::Index(at)];
            if amount.sources.is_empty() {
                let message = "expected at least one source for this amount, found none".to_owned();
                self.references.report(&rules::EMPTY_LIST, source, &place, message);
            }
            if amount.unit.is_some() == amount.currency.is_some() {
                let found = if amount.unit.is_some() { "both" } else { "neither" };
                let message = format!("expected `currency` or `unit`, found {found}");
                self.references.report(&rules::AMOUNT_UNIT, source, &place, message);
            }
        }
    }

    fn primary_pattern(&mut self) {
        let source = &self.parsed.source;
        let labels = self.record.patterns.iter().enumerate();
        let primary: Vec<usize> =
            labels.filter(|(_, label)| label.role == PatternRole::Primary).map(|(at, _)| at).collect();
        match primary.as_slice() {
            [_] => {}
            [] if self.record.is_retracted() => {}
            [] => {
                let message = "expected one pattern with the role `primary`, found none".to_owned();
                self.references.report(&rules::PRIMARY_PATTERN, source, &[Key::Name("patterns")], message);
            }
            [_, rest @ ..] => {
                for at in rest {
                    let message = format!("expected one pattern with the role `primary`, found {}", primary.len());
                    self.references.report(&rules::PRIMARY_PATTERN, source, &path("patterns", *at, "role"), message);
                }
            }
        }
    }

    fn claims(&mut self) {
        let source = &self.parsed.source;
        let known: BTreeSet<&str> = self.record.claims.iter().map(|claim| claim.id.as_str()).collect();
        for (at, claim) in self.record.claims.iter().enumerate() {
            for (field, others) in [("disputes", &claim.disputes), ("supports", &claim.supports)] {
                for (index, other) in others.iter().enumerate() {
                    let message = match other.as_str() {
                        other if other == claim.id.as_str() => format!("claim `{other}` {field} itself"),
                        other if known.contains(other) => continue,
                        other => format!("claim `{other}` does not exist in this record"),
                    };
                    let path = [Key::Name("claims"), Key::Index(at), Key::Name(field), Key::Index(index)];
                    let help = did_you_mean(other.as_str(), known.iter().copied());
                    let problem = self.references.report(&rules::DANGLING_CLAIM, source, &path, message);
                    problem.help = help.or_else(|| problem.help.take());
                }
            }
            for (index, contradiction) in claim.contradicts.iter().enumerate() {
                if !field_exists(&contradiction.field) {
                    let path = [
                        Key::Name("claims"),
                        Key::Index(at),
                        Key::Name("contradicts"),
                        Key::Index(index),
                        Key::Name("field"),
                    ];
                    let message = format!("incidents have no field `{}`", contradiction.field);
                    self.references.report(&rules::UNKNOWN_FIELD, source, &path, message);
                }
            }
        }
    }

    fn sources(&mut self) {
        let source = &self.parsed.source;
        let listed: BTreeSet<&str> = self.record.sources.iter().map(|source| source.id.as_str()).collect();
        let mut cited = BTreeSet::new();
        for (place, id) in citations(self.record) {
            cited.insert(id.as_str().to_owned());
            if !listed.contains(id.as_str()) {
                let help = did_you_mean(id.as_str(), listed.iter().copied());
                let message = format!("source `{id}` is not listed in this record");
                let keys: Vec<Key<'_>> = place.iter().map(Step::key).collect();
                let problem = self.references.report(&rules::UNDECLARED_SOURCE, source, &keys, message);
                problem.help = help.or_else(|| problem.help.take());
            }
        }
        for (at, entry) in self.record.sources.iter().enumerate() {
            if entry.url.is_some() == entry.no_url.is_some() {
                let found = if entry.url.is_some() { "both" } else { "neither" };
                let message = format!("source `{}`: expected `url` or `no_url`, found {found}", entry.id);
                self.references.report(
                    &rules::SOURCE_ADDRESS,
                    source,
                    &[Key::Name("sources"), Key::Index(at)],
                    message,
                );
            }
            if entry.retells.as_ref() == Some(&entry.id) {
                let message = format!("source `{}` retells itself", entry.id);
                self.references.report(&rules::SELF_REFERENCE, source, &path("sources", at, "retells"), message);
            }
            if !cited.contains(entry.id.as_str()) {
                let message = format!("source `{}` is listed and never cited", entry.id);
                self.references.report(&rules::UNCITED_SOURCE, source, &path("sources", at, "id"), message);
            }
        }
    }
}

/// The lists whose entries cite sources, with the sources of each entry.
fn cited_lists(record: &Incident) -> [(&'static str, Vec<&Vec<SourceId>>); 5] {
    [
        ("commands", record.commands.iter().map(|entry| &entry.sources).collect()),
        ("events", record.events.iter().map(|entry| &entry.sources).collect()),
        ("claims", record.claims.iter().map(|entry| &entry.sources).collect()),
        ("patterns", record.patterns.iter().map(|entry| &entry.sources).collect()),
        ("safeguards", record.safeguards.iter().map(|entry| &entry.sources).collect()),
    ]
}

/// Every citation of a source, with its place.
fn citations(record: &Incident) -> Vec<(Vec<Step>, &SourceId)> {
    let mut all = Vec::new();
    for (list, entries) in cited_lists(record) {
        for (at, sources) in entries.into_iter().enumerate() {
            let place = [Step::Name(list), Step::Index(at)];
            all.extend(cited(&place, sources));
        }
    }
    for (at, amount) in record.impact.amounts.iter().enumerate() {
        all.extend(cited(&[Step::Name("impact"), Step::Name("amounts"), Step::Index(at)], &amount.sources));
    }
    for (at, source) in record.sources.iter().enumerate() {
        let place = vec![Step::Name("sources"), Step::Index(at), Step::Name("retells")];
        all.extend(source.retells.as_ref().map(|id| (place, id)));
    }
    all
}

/// The citations of one list of `sources`, which stands at `place`.
fn cited<'a>(place: &[Step], sources: &'a [SourceId]) -> Vec<(Vec<Step>, &'a SourceId)> {
    let at = |index| [place, &[Step::Name("sources"), Step::Index(index)]].concat();
    sources.iter().enumerate().map(|(index, id)| (at(index), id)).collect()
}

/// A [`Key`] without a lifetime.
#[derive(Debug, Clone, Copy)]
enum Step {
    Name(&'static str),
    Index(usize),
}

impl Step {
    fn key(&self) -> Key<'static> {
        match *self {
            Self::Name(name) => Key::Name(name),
            Self::Index(index) => Key::Index(index),
        }
    }
}

/// True if incidents have a field of that dotted path; list indices are left out of paths.
fn field_exists(path: &str) -> bool {
    static SCHEMA: OnceLock<serde_json::Value> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| schemars::schema_for!(Incident).to_value());
    let mut at = schema;
    for name in path.split('.') {
        let Some(next) = at.get("properties").and_then(|properties| properties.get(name)) else {
            return false;
        };
        let target = next.get("items").unwrap_or(next);
        let reference =
            target.get("$ref").and_then(|target| target.as_str()).and_then(|target| target.rsplit('/').next());
        let definition = reference.and_then(|name| schema.get("$defs")?.get(name));
        at = definition.unwrap_or(target);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_known_by_their_path() {
        for good in ["occurred", "impact.duration", "severity.realised", "agents.product", "impact.amounts.value"] {
            assert!(field_exists(good), "{good}");
        }
        for bad in ["", "ocurred", "impact.x", "title.x"] {
            assert!(!field_exists(bad), "{bad}");
        }
    }
}
