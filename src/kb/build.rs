//! Joins corpora into a knowledge base: ids first, then every reference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::references::{References, is_called};
use super::{CorpusInfo, Entry, KnowledgeBase, Records, Spellings, Succeeds, incident, rules};
use crate::corpus::{Corpus, Key, Kind, Parsed, Record};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::record::Thesaurus;
use crate::source::SourceFile;

pub(super) fn build(mut corpora: Vec<Corpus>) -> Result<KnowledgeBase, Vec<Diagnostic>> {
    let mut join = Join::default();
    join.manifests(&corpora);
    let incidents = join.records(&mut corpora, |corpus| std::mem::take(&mut corpus.incidents));
    let patterns = join.records(&mut corpora, |corpus| std::mem::take(&mut corpus.patterns));
    let safeguards = join.records(&mut corpora, |corpus| std::mem::take(&mut corpus.safeguards));
    let products = join.records(&mut corpora, |corpus| std::mem::take(&mut corpus.products));
    let standards = join.records(&mut corpora, |corpus| std::mem::take(&mut corpus.standards));
    join.close_aliases();
    let mut kb = KnowledgeBase {
        corpora: corpora.iter().map(CorpusInfo::of).collect(),
        incidents,
        patterns,
        safeguards,
        products,
        standards,
        thesaurus: Thesaurus::default(),
        aliases: join.aliases,
        warnings: Vec::new(),
        newest: OnceLock::new(),
        naming: OnceLock::new(),
    };
    let mut references = join.references;
    references.spellings = Spellings::of(kb.products.values().map(Entry::record));
    name_products(&mut corpora, &references.spellings);
    check_references(&kb, &mut references);
    for partial in corpora.iter().flat_map(|corpus| &corpus.partial) {
        incident::check_partial(partial, &mut references);
    }
    let mut problems = references.problems;
    for corpus in corpora {
        problems.extend(corpus.diagnostics);
        kb.thesaurus.both_ways.extend(corpus.thesaurus.both_ways);
        kb.thesaurus.one_way.extend(corpus.thesaurus.one_way);
    }
    follow_aliases(&mut kb);
    problems.extend(doubled(&kb));
    diagnostic::sort(&mut problems);
    if problems.iter().any(|problem| problem.rule.severity == Severity::Error) {
        return Err(problems);
    }
    kb.warnings = problems;
    Ok(kb)
}

/// Adds to what is said of a product's name that cannot be an id, such as `Claude Code`, the id that is meant.
fn name_products(corpora: &mut [Corpus], spellings: &Spellings) {
    for Corpus { partial, diagnostics, .. } in corpora {
        for partial in partial.iter() {
            let products = partial.references.iter().filter(|(kind, _)| *kind == Kind::Product);
            for (id, named) in products.filter_map(|(_, named)| spellings.find(&named.text).zip(Some(named))) {
                let about = |problem: &&mut Diagnostic| {
                    problem.source.path() == partial.source.path() && problem.span.as_ref() == Some(&named.span)
                };
                for problem in diagnostics.iter_mut().filter(about) {
                    problem.help = Some(is_called(id));
                }
            }
        }
    }
}

#[derive(Default)]
struct Join {
    references: References,
    aliases: BTreeMap<(Kind, String), String>,
}

impl Join {
    fn manifests(&mut self, corpora: &[Corpus]) {
        let mut names = BTreeSet::new();
        let mut prefixes: BTreeSet<&str> = BTreeSet::new();
        for (place, corpus) in corpora.iter().enumerate() {
            self.references.other_names.extend(corpus.broken.keys().cloned());
            let Some(Parsed { record, source, .. }) = &corpus.manifest else { continue };
            let prefix = record.prefix.as_str();
            if prefix.is_empty() && place > 0 {
                let message = "expected a prefix, because this corpus lies over another, found none".to_owned();
                let help = "add `prefix = \"…\"` to the manifest, and begin every id of the corpus with it".to_owned();
                self.references.report(&rules::MISSING_PREFIX, source, &[Key::Name("prefix")], message).help =
                    Some(help);
            } else if !prefixes.insert(prefix) {
                let message = format!("the prefix `{prefix}` is in use by another corpus");
                self.references.report(&rules::DUPLICATE_CORPUS, source, &[Key::Name("prefix")], message);
            }
            if !names.insert(record.name.as_str()) {
                let message = format!("a corpus named `{}` is in use already", record.name);
                self.references.report(&rules::DUPLICATE_CORPUS, source, &[Key::Name("name")], message);
            }
        }
    }

    /// Takes the records of one kind out of all corpora, applies replacements, and reports ids that cannot stand.
    fn records<T: Succeeds>(&mut self, corpora: &mut [Corpus], take: fn(&mut Corpus) -> Vec<Parsed<T>>) -> Records<T> {
        let mut records: Records<T> = BTreeMap::new();
        for (at, corpus) in corpora.iter_mut().enumerate() {
            let prefix = corpus.manifest.as_ref().map(|manifest| manifest.record.prefix.to_string());
            for parsed in take(corpus) {
                self.name(&parsed, prefix.as_deref());
                self.insert(&mut records, Entry { parsed, corpus: at });
            }
        }
        let replaced = self.replacements(&records);
        for (id, by) in &replaced {
            // What pointed at the replaced record's own former ids points at its replacement from now on.
            let former = records.remove(id).map(|entry| entry.record().former_ids()).unwrap_or_default();
            for name in former.into_iter().chain([id.clone()]) {
                self.alias(T::KIND, name, by);
            }
        }
        self.former_ids(&records);
        for id in records.keys() {
            self.references.declare(T::KIND, id);
        }
        records
    }

    fn alias(&mut self, kind: Kind, name: String, stands_for: &str) {
        self.references.other_names.insert((kind, name.clone()));
        self.aliases.insert((kind, name), stands_for.to_owned());
    }

    /// Lets every former id lead to a record in one step.
    fn close_aliases(&mut self) {
        let once = self.aliases.clone();
        for ((kind, _), target) in &mut self.aliases {
            let mut steps = 0;
            while let Some(next) = once.get(&(*kind, target.clone())).filter(|_| steps < once.len()) {
                target.clone_from(next);
                steps += 1;
            }
        }
    }

    fn name<T: Record>(&mut self, parsed: &Parsed<T>, prefix: Option<&str>) {
        let id = parsed.record.id();
        let key = if T::KIND == Kind::Standard { "scheme" } else { "id" };
        let stem = stem(&parsed.source);
        if stem != id {
            self.references.other_names.insert((T::KIND, stem.to_owned()));
            let message = format!("expected the file's name, `{stem}`, found `{id}`");
            self.references.report(&rules::ID_MISMATCH, &parsed.source, &[Key::Name(key)], message);
        }
        let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else { return };
        if !id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')) {
            let message = format!("expected an id that begins with `{prefix}-`, found `{id}`");
            self.references.report(&rules::MISSING_PREFIX, &parsed.source, &[Key::Name(key)], message);
        }
    }

    fn insert<T: Record>(&mut self, records: &mut Records<T>, entry: Entry<T>) {
        let id = entry.record().id().to_owned();
        let Some(earlier) = records.get(&id) else {
            records.insert(id, entry);
            return;
        };
        let rule = if earlier.corpus == entry.corpus { &rules::DUPLICATE_ID } else { &rules::ID_COLLISION };
        let key = if T::KIND == Kind::Standard { "scheme" } else { "id" };
        let also =
            |other: &Entry<T>| format!("{} `{id}` is also in `{}`", T::KIND.as_str(), other.parsed.source.path());
        self.references.report(rule, &entry.parsed.source, &[Key::Name(key)], also(earlier));
        if earlier.corpus == entry.corpus {
            self.references.report(rule, &earlier.parsed.source, &[Key::Name(key)], also(&entry));
        }
    }

    /// Finds which records are replaced, and by which.
    fn replacements<T: Succeeds>(&mut self, records: &Records<T>) -> BTreeMap<String, String> {
        let mut replaced: BTreeMap<String, String> = BTreeMap::new();
        for (id, entry) in records {
            for (at, replacement) in entry.record().replaces().iter().enumerate() {
                let source = &entry.parsed.source;
                let path = [Key::Name("replaces"), Key::Index(at), Key::Name("id")];
                let Some(target) = records.get(&replacement.id) else {
                    self.references.declare_all(records);
                    self.references.expect(T::KIND, &replacement.id, source, &path);
                    continue;
                };
                if target.corpus >= entry.corpus {
                    let message = format!("`{}` is not a record of a corpus below this one", replacement.id);
                    self.references.report(&rules::INVALID_REPLACEMENT, source, &path, message);
                } else if let Some(other) = replaced.insert(replacement.id.clone(), id.clone()) {
                    let message = format!("`{}` is replaced by `{other}` already", replacement.id);
                    self.references.report(&rules::INVALID_REPLACEMENT, source, &path, message);
                }
            }
        }
        replaced
    }

    fn former_ids<T: Succeeds>(&mut self, records: &Records<T>) {
        for (id, entry) in records {
            let list = if T::KIND == Kind::Incident { "aliases" } else { "former_ids" };
            for (at, name) in entry.record().former_ids().into_iter().enumerate() {
                let standing = records.get(&name).map(|other| other.parsed.source.path().to_owned());
                let taken = standing.or_else(|| self.aliases.get(&(T::KIND, name.clone())).cloned());
                match taken {
                    None => self.alias(T::KIND, name, id),
                    Some(other) if other == *id => {}
                    Some(other) => {
                        let message = format!("`{name}` already names `{other}`");
                        let path = [Key::Name(list), Key::Index(at)];
                        self.references.report(&rules::DUPLICATE_ID, &entry.parsed.source, &path, message);
                    }
                }
            }
        }
    }
}

impl References {
    fn declare_all<T: Record>(&mut self, records: &Records<T>) {
        for id in records.keys() {
            self.declare(T::KIND, id);
        }
    }
}

/// Points every reference at the record that stands for it, so that consumers can compare ids.
fn follow_aliases(kb: &mut KnowledgeBase) {
    let aliases = std::mem::take(&mut kb.aliases);
    macro_rules! follow {
        ($kind:ident, $ids:expr) => {
            for id in $ids {
                if let Some(canonical) = aliases.get(&(Kind::$kind, id.to_string())).and_then(|id| id.parse().ok()) {
                    *id = canonical;
                }
            }
        };
    }
    for record in kb.incidents.values_mut().map(|entry| &mut entry.parsed.record) {
        follow!(Product, record.agents.iter_mut().filter_map(|agent| agent.product.as_mut()));
        follow!(Pattern, record.patterns.iter_mut().map(|label| &mut label.id));
        follow!(Safeguard, record.safeguards.iter_mut().map(|label| &mut label.id));
        follow!(Incident, record.related.iter_mut().map(|related| &mut related.id));
    }
    for record in kb.patterns.values_mut().map(|entry| &mut entry.parsed.record) {
        follow!(Pattern, record.neighbours.iter_mut().map(|neighbour| &mut neighbour.id));
    }
    for record in kb.safeguards.values_mut().map(|entry| &mut entry.parsed.record) {
        follow!(Pattern, record.mitigates.iter_mut());
        follow!(Product, record.settings.iter_mut().map(|setting| &mut setting.product));
    }
    kb.aliases = aliases;
}

/// Finds records that, once former and replaced ids are followed, name one thing twice or themselves.
fn doubled(kb: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut references = References::default();
    for entry in kb.incidents.values() {
        let Parsed { record, source, .. } = &entry.parsed;
        references.expect_distinct("patterns", "id", record.patterns.iter().map(|label| label.id.as_str()), source);
        references.expect_distinct("safeguards", "id", record.safeguards.iter().map(|label| label.id.as_str()), source);
        if let Some(at) = record.related.iter().position(|related| related.id == record.id) {
            let path = [Key::Name("related"), Key::Index(at), Key::Name("id")];
            let message = format!("`{}` is related to itself", record.id);
            references.report(&rules::SELF_REFERENCE, source, &path, message);
        }
    }
    references.problems
}

fn check_references(kb: &KnowledgeBase, references: &mut References) {
    for entry in kb.standards.values() {
        references.declare_standard(entry.record());
    }
    for entry in kb.incidents.values() {
        incident::check(&entry.parsed, references);
    }
    for entry in kb.patterns.values() {
        let Parsed { record, source, .. } = &entry.parsed;
        for (at, neighbour) in record.neighbours.iter().enumerate() {
            let path = [Key::Name("neighbours"), Key::Index(at), Key::Name("id")];
            references.expect(Kind::Pattern, neighbour.id.as_str(), source, &path);
        }
        references.expect_entries(&record.crosswalk, source);
        references.expect_links(&entry.parsed);
    }
    for entry in kb.safeguards.values() {
        let Parsed { record, source, .. } = &entry.parsed;
        for (at, pattern) in record.mitigates.iter().enumerate() {
            references.expect(Kind::Pattern, pattern.as_str(), source, &[Key::Name("mitigates"), Key::Index(at)]);
        }
        for (at, setting) in record.settings.iter().enumerate() {
            let path = [Key::Name("settings"), Key::Index(at), Key::Name("product")];
            references.expect(Kind::Product, setting.product.as_str(), source, &path);
        }
        for (list, is_empty) in [("moments", record.moments.is_empty()), ("mitigates", record.mitigates.is_empty())] {
            if is_empty {
                let message = format!("expected at least one entry in `{list}`, found none");
                references.report(&rules::EMPTY_LIST, source, &[Key::Name(list)], message);
            }
        }
        references.expect_entries(&record.crosswalk, source);
        references.expect_links(&entry.parsed);
    }
    for entry in kb.products.values() {
        references.expect_links(&entry.parsed);
    }
}

/// The file's name without its extension.
fn stem(source: &SourceFile) -> &str {
    let name = source.path().rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Keeps corpora that may be shown to everybody and those named; returns the names of the others.
///
/// It works on corpora rather than on a knowledge base, because leaving records out of one would leave references
/// dangling and would not bring back what they replaced.
pub fn leave_out_unshared(corpora: &mut Vec<Corpus>, include: &[String]) -> Vec<String> {
    let mut left_out = Vec::new();
    corpora.retain(|corpus| {
        let Some(manifest) = corpus.manifest.as_ref().map(|parsed| &parsed.record) else { return true };
        let keep = manifest.sharing == crate::record::Sharing::Public
            || include.iter().any(|name| name == manifest.name.as_str());
        if !keep {
            left_out.push(manifest.name.to_string());
        }
        keep
    });
    left_out
}
