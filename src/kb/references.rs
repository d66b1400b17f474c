//! Looks up ids on behalf of the checks, and words what is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Spellings, rules};
use crate::corpus::{Key, Kind, Parsed, Places};
use crate::diagnostic::{Diagnostic, Rule, did_you_mean};
use crate::markdown;
use crate::record::{Crosswalk, Edition, Standard};
use crate::source::{SourceFile, Span};

/// Every name that may be referred to, and the problems found so far.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Ids of records that are there.
    pub(super) ids: BTreeMap<Kind, BTreeSet<String>>,
    /// Names that stand for a record without being its id: aliases, replaced ids, stems of broken files.
    pub(super) other_names: BTreeSet<(Kind, String)>,
    /// Editions of standards, by scheme.
    pub(super) editions: BTreeMap<String, Vec<Edition>>,
    /// What products are called beside their ids.
    pub(super) spellings: Spellings,
    pub(super) problems: Vec<Diagnostic>,
    /// Where things stand in the file that was reported on last; a bad file is mostly reported on several times.
    places: Option<(SourceFile, Places)>,
}

impl References {
    pub(super) fn declare(&mut self, kind: Kind, id: &str) {
        self.ids.entry(kind).or_default().insert(id.to_owned());
    }

    pub(super) fn declare_standard(&mut self, standard: &Standard) {
        self.editions.insert(standard.scheme.to_string(), standard.editions.clone());
    }

    pub(super) fn knows(&self, kind: Kind, id: &str) -> bool {
        self.ids.get(&kind).is_some_and(|ids| ids.contains(id)) || self.other_names.contains(&(kind, id.to_owned()))
    }

    /// Reports a problem at the value that a path of keys leads to.
    pub(super) fn report(
        &mut self,
        rule: &'static Rule,
        source: &SourceFile,
        path: &[Key<'_>],
        message: String,
    ) -> &mut Diagnostic {
        let span = self.locate(source, path);
        self.report_at(rule, source, span, message)
    }

    fn locate(&mut self, source: &SourceFile, path: &[Key<'_>]) -> Span {
        let kept = self.places.take().filter(|(file, _)| file.path() == source.path());
        let (_, places) = self.places.insert(kept.unwrap_or_else(|| (source.clone(), Places::of(source))));
        places.locate(path)
    }

    /// Reports a problem at a place.
    pub(super) fn report_at(
        &mut self,
        rule: &'static Rule,
        source: &SourceFile,
        span: Span,
        message: String,
    ) -> &mut Diagnostic {
        let problem = Diagnostic::at(rule, source, span, message).help(rule.advice());
        let at = self.problems.len();
        self.problems.push(problem);
        &mut self.problems[at]
    }

    /// Checks that a record exists.
    pub(super) fn expect(&mut self, kind: Kind, id: &str, source: &SourceFile, path: &[Key<'_>]) {
        if !self.knows(kind, id) {
            let span = self.locate(source, path);
            self.dangling(kind, id, source, span);
        }
    }

    /// Checks that the record exists which a place names.
    pub(super) fn expect_at(&mut self, kind: Kind, id: &str, source: &SourceFile, span: &Span) {
        if !self.knows(kind, id) {
            self.dangling(kind, id, source, span.clone());
        }
    }

    fn dangling(&mut self, kind: Kind, id: &str, source: &SourceFile, span: Span) {
        let candidates = self.ids.get(&kind).into_iter().flatten().map(String::as_str);
        let known = Some(id).filter(|_| kind == Kind::Product).and_then(|name| self.spellings.find(name));
        let help = known.map(is_called).or_else(|| did_you_mean(id, candidates));
        let message = format!("{} `{id}` does not exist", kind.as_str());
        let problem = self.report_at(&rules::DANGLING_REFERENCE, source, span, message);
        problem.help = help.or_else(|| problem.help.take());
    }

    /// Checks that a crosswalk leads to an entry of an edition of a standard.
    pub(super) fn expect_entries(&mut self, crosswalk: &[Crosswalk], source: &SourceFile) {
        for (at, link) in crosswalk.iter().enumerate() {
            let path = |field| [Key::Name("crosswalk"), Key::Index(at), Key::Name(field)];
            let scheme = link.scheme.as_str();
            self.expect(Kind::Standard, scheme, source, &path("scheme"));
            let Some(editions) = self.editions.get(scheme) else { continue };
            let Some(edition) = editions.iter().find(|edition| edition.edition == link.edition) else {
                let known: Vec<&str> = editions.iter().map(|edition| edition.edition.as_str()).collect();
                let help = format!("the editions are {}", crate::record::either(&known));
                let message = format!("standard `{scheme}` has no edition `{}`", link.edition);
                self.report(&rules::DANGLING_REFERENCE, source, &path("edition"), message).help = Some(help);
                continue;
            };
            if edition.entries.iter().any(|entry| entry.id == link.id) {
                continue;
            }
            let help = now_called(edition, &link.id)
                .or_else(|| did_you_mean(&link.id, edition.entries.iter().map(|entry| entry.id.as_str())));
            let message = format!("standard `{scheme}`, edition `{}`, has no entry `{}`", link.edition, link.id);
            let problem = self.report(&rules::DANGLING_REFERENCE, source, &path("id"), message);
            problem.help = help.or_else(|| problem.help.take());
        }
    }

    /// Checks that links such as `pattern:excess-privilege` in a body lead to records.
    pub(super) fn expect_links<T>(&mut self, parsed: &Parsed<T>) {
        for link in markdown::links(parsed.body()) {
            let span = parsed.body.start + link.range.start..parsed.body.start + link.range.end;
            match record_link(&link.target) {
                Some((kind, id)) if self.knows(kind, id) => {}
                Some((kind, id)) => self.dangling(kind, id, &parsed.source, span),
                None if link.target.starts_with("https://") || link.target.starts_with("http://") => {}
                None => {
                    let message = format!("`{}` leads neither to the web nor to a record", link.target);
                    self.report_at(&rules::UNUSABLE_LINK, &parsed.source, span, message);
                }
            }
        }
    }

    /// Reports the second of two entries with one name.
    pub(super) fn expect_distinct<'a>(
        &mut self,
        list: &str,
        field: &str,
        names: impl IntoIterator<Item = &'a str>,
        source: &SourceFile,
    ) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.into_iter().enumerate() {
            if !seen.insert(name) {
                let path = [Key::Name(list), Key::Index(at), Key::Name(field)];
                self.report(&rules::DUPLICATE_ENTRY, source, &path, format!("`{name}` stands twice in `{list}`"));
            }
        }
    }
}

/// Says by which id records name a product.
pub(super) fn is_called(id: &str) -> String {
    format!("records call this product `{id}`")
}

/// Reads a link target such as `pattern:excess-privilege`.
fn record_link(target: &str) -> Option<(Kind, &str)> {
    let (scheme, id) = target.split_once(':')?;
    let kind = Kind::WITH_PAGES.iter().copied().find(|kind| kind.as_str() == scheme)?;
    Some((kind, id))
}

/// Says what an edition calls an entry that is cited by an id of an earlier one.
fn now_called(edition: &Edition, id: &str) -> Option<String> {
    let entry = edition.entries.iter().find(|entry| entry.former.iter().any(|former| former.id == id))?;
    Some(format!("edition `{}` calls it `{}`", edition.edition, entry.id))
}
