//! What rules look at: the records of all corpora, each with the corpus that it belongs to.

use std::cell::OnceCell;
use std::sync::OnceLock;

use super::Options;
use super::alike::{Double, doubles};
use super::prose::{Passage, of_incident, of_pattern, of_product, of_safeguard};
use crate::corpus::{Corpus, Loose, Parsed};
use crate::kb::Spellings;
use crate::markdown::{self, Heading};
use crate::parallel;
use crate::record::{Allowance, Day, Incident, Manifest, Pattern, Product, Safeguard, Standard};
use crate::source::SourceFile;

/// A record with what belongs to it.
#[derive(Debug)]
pub(super) struct Item<'a, T> {
    pub(super) record: &'a T,
    pub(super) source: &'a SourceFile,
    /// The Markdown body, and where it begins in the file.
    pub(super) body: &'a str,
    pub(super) body_at: usize,
    /// The corpus, as an index into those in use.
    pub(super) corpus: usize,
    /// What that corpus says of itself.
    pub(super) manifest: Option<&'a Manifest>,
    headings: OnceLock<Vec<Heading>>,
}

impl<T> Item<'_, T> {
    /// The headings of the body.
    pub(super) fn headings(&self) -> &[Heading] {
        self.headings.get_or_init(|| markdown::outline(self.body))
    }
}

/// A body, whatever record it belongs to.
pub(super) struct Body<'a, 'c> {
    pub(super) source: &'a SourceFile,
    pub(super) text: &'a str,
    /// Where it begins in the file.
    pub(super) at: usize,
    pub(super) headings: &'c [Heading],
}

/// Everything that is looked at.
pub(super) struct Context<'a> {
    pub(super) incidents: Vec<Item<'a, Incident>>,
    pub(super) patterns: Vec<Item<'a, Pattern>>,
    pub(super) safeguards: Vec<Item<'a, Safeguard>>,
    pub(super) products: Vec<Item<'a, Product>>,
    pub(super) standards: Vec<Item<'a, Standard>>,
    /// Bodies of files that could not be read as records.
    loose: Vec<(&'a Loose, Vec<Heading>)>,
    pub(super) today: Option<&'a Day>,
    judged: Option<&'a dyn Fn(&str) -> bool>,
    names: OnceCell<Spellings>,
    prose: OnceCell<Prose<'a>>,
    doubles: OnceCell<Vec<Double>>,
}

/// Passages, record by record.
struct Prose<'a> {
    incidents: Vec<Vec<Passage<'a>>>,
    others: Vec<Vec<Passage<'a>>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(corpora: &'a [Corpus], options: &Options<'a>) -> Self {
        Self {
            incidents: items(corpora, |corpus| &corpus.incidents),
            patterns: items(corpora, |corpus| &corpus.patterns),
            safeguards: items(corpora, |corpus| &corpus.safeguards),
            products: items(corpora, |corpus| &corpus.products),
            standards: items(corpora, |corpus| &corpus.standards),
            loose: corpora.iter().flat_map(|corpus| &corpus.bodies).map(with_headings).collect(),
            today: options.today,
            judged: options.judged,
            names: OnceCell::new(),
            prose: OnceCell::new(),
            doubles: OnceCell::new(),
        }
    }

    /// Names and spellings of the products.
    pub(super) fn product_names(&self) -> &Spellings {
        self.names.get_or_init(|| Spellings::of(self.products.iter().map(|item| item.record)))
    }

    /// The passages of each incident, in the order of incidents.
    pub(super) fn incident_prose(&self) -> &[Vec<Passage<'a>>] {
        &self.all_prose().incidents
    }

    /// The passages of every record.
    pub(super) fn prose(&self) -> impl Iterator<Item = &Passage<'a>> {
        let Prose { incidents, others } = self.all_prose();
        incidents.iter().chain(others).flatten()
    }

    fn all_prose(&self) -> &Prose<'a> {
        self.prose.get_or_init(|| {
            let patterns = self.patterns.iter().map(of_pattern);
            let safeguards = self.safeguards.iter().map(of_safeguard);
            let others = patterns.chain(safeguards).chain(self.products.iter().map(of_product)).collect();
            Prose { incidents: parallel::map(&self.incidents, usize::MAX, of_incident), others }
        })
    }

    /// Incidents that are likely one event told twice.
    pub(super) fn doubles(&self) -> &[Double] {
        self.doubles.get_or_init(|| doubles(self))
    }

    /// The body of every record that has one, whether or not its fields could be read.
    pub(super) fn bodies(&self) -> impl Iterator<Item = Body<'a, '_>> {
        fn of<'a, 'c, T>(items: &'c [Item<'a, T>]) -> impl Iterator<Item = Body<'a, 'c>> {
            let body = |item: &'c Item<'a, T>| Body {
                source: item.source,
                text: item.body,
                at: item.body_at,
                headings: item.headings(),
            };
            items.iter().map(body)
        }
        let loose = self.loose.iter().map(|(loose, headings)| Body {
            source: &loose.source,
            text: loose.source.slice(&loose.body),
            at: loose.body.start,
            headings,
        });
        let whole = of(&self.incidents).chain(of(&self.patterns)).chain(of(&self.safeguards)).chain(of(&self.products));
        whole.chain(loose)
    }

    /// What each record allows itself, with its file.
    pub(super) fn allowances(&self) -> impl Iterator<Item = (&'a SourceFile, &'a [Allowance])> {
        let incidents = self.incidents.iter().map(|item| (item.source, item.record.allow.as_slice()));
        let patterns = self.patterns.iter().map(|item| (item.source, item.record.allow.as_slice()));
        let safeguards = self.safeguards.iter().map(|item| (item.source, item.record.allow.as_slice()));
        let products = self.products.iter().map(|item| (item.source, item.record.allow.as_slice()));
        let standards = self.standards.iter().map(|item| (item.source, item.record.allow.as_slice()));
        incidents.chain(patterns).chain(safeguards).chain(products).chain(standards)
    }

    /// Of two incidents that are too like each other, the one in which to say so: the one that is judged if one of them
    /// is, then that of the corpus on top, then the one that was curated later, then the later name.
    pub(super) fn later(&self, one: usize, other: usize) -> (usize, usize) {
        let rank = |at: usize| {
            let item = self.incidents.get(at)?;
            let judged = self.judged.is_none_or(|judged| judged(item.source.path()));
            Some((judged, item.corpus, &item.record.review.curated, &item.record.id))
        };
        if rank(one) > rank(other) { (one, other) } else { (other, one) }
    }
}

fn with_headings(loose: &Loose) -> (&Loose, Vec<Heading>) {
    (loose, markdown::outline(loose.source.slice(&loose.body)))
}

fn items<T>(corpora: &[Corpus], list: fn(&Corpus) -> &Vec<Parsed<T>>) -> Vec<Item<'_, T>> {
    let mut all = Vec::new();
    for (at, corpus) in corpora.iter().enumerate() {
        let manifest = corpus.manifest.as_ref().map(|parsed| &parsed.record);
        all.extend(list(corpus).iter().map(|parsed| Item {
            record: &parsed.record,
            source: &parsed.source,
            body: parsed.body(),
            body_at: parsed.body.start,
            corpus: at,
            manifest,
            headings: OnceLock::new(),
        }));
    }
    all
}
