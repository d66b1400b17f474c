//! How a record is cited, and where a change to it is proposed.

use serde::Serialize;

use crate::kb::{CorpusInfo, Entry, KnowledgeBase};
use crate::record::{Incident, Revision};

/// How a record is cited.
#[derive(Debug, Serialize)]
pub(super) struct Citation {
    plain: String,
    /// The entry without its end, before which the page puts its address if it has one.
    bibtex: String,
}

/// Where a record's file lies.
#[derive(Debug, Serialize)]
pub(super) struct FileView {
    /// Its path in the corpus.
    path: String,
    /// Where a change to it is proposed.
    edit: Option<String>,
    /// Where objections are received.
    contact: Option<String>,
}

impl Citation {
    pub(super) fn new(kb: &KnowledgeBase, entry: &Entry<Incident>) -> Option<Self> {
        let corpus = kb.corpus_of(entry)?;
        let record = entry.record();
        let authors = corpus.authors.as_deref().unwrap_or(&corpus.title);
        let made = made_of(corpus);
        let newest = record.revisions.iter().map(|revision| &revision.on).max().unwrap_or(&record.review.curated);
        let year = newest.date().year();
        let plain = format!(
            "{authors} ({year}). “{}”. Record {} of {}, {made}. {}.",
            record.title, record.id, corpus.title, record.licence
        );
        let bibtex = format!(
            "@misc{{{},\n  author = {{{{{}}}}},\n  title = {{{{{}}}}},\n  howpublished = {{{}}},\n  year = {{{year}}},\n  \
             note = {{Record {}, {made}}}",
            record.id,
            tex(authors),
            tex(&record.title),
            tex(&corpus.title),
            record.id,
        );
        Some(Self { plain, bibtex })
    }
}

/// Version and digest of a corpus, by which anybody can tell what was cited.
fn made_of(corpus: &CorpusInfo) -> String {
    let version = corpus.version.as_ref().map(|version| format!("version {version}, ")).unwrap_or_default();
    format!("{version}content hash {}", corpus.short_hash())
}

impl FileView {
    pub(super) fn new<T>(kb: &KnowledgeBase, entry: &Entry<T>, path: String) -> Self {
        let corpus = kb.corpus_of(entry);
        let edit = corpus.and_then(|corpus| corpus.edit.as_ref());
        Self {
            edit: edit.map(|edit| format!("{}/{path}", edit.as_str().trim_end_matches('/'))),
            contact: corpus.and_then(|corpus| corpus.contact.as_ref()).map(ToString::to_string),
            path,
        }
    }
}

/// Revisions as pages show them.
pub(super) fn revisions(revisions: &[Revision]) -> Vec<(String, String)> {
    revisions.iter().map(|revision| (revision.on.in_words(), revision.text.clone())).collect()
}

/// A text without what means something to TeX.
fn tex(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => plain.push_str("\\textbackslash "),
            '~' => plain.push_str("\\textasciitilde "),
            '^' => plain.push_str("\\textasciicircum "),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                plain.push('\\');
                plain.push(c);
            }
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;

    #[test]
    fn a_citation_names_record_and_version() {
        let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
        let citation = Citation::new(&kb, &kb.incidents()["2025-12-kiro-cost-explorer"]).unwrap();
        let plain = &citation.plain;
        assert!(plain.starts_with("Precedent contributors (2026). “AWS Cost Explorer interrupted"), "{plain}");
        assert!(plain.contains("”. Record 2025-12-kiro-cost-explorer of Precedent"), "{plain}");
        assert!(plain.contains("version 0.1.0, content hash "), "{plain}");
        assert!(citation.bibtex.starts_with("@misc{2025-12-kiro-cost-explorer,\n  author = {{Precedent"));
    }

    #[test]
    fn what_means_something_to_tex_is_taken_apart() {
        assert_eq!(tex("50 % of {a_b} \\ $x"), "50 \\% of \\{a\\_b\\} \\textbackslash  \\$x");
    }
}
