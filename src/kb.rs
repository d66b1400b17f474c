//! The knowledge base: records of all corpora in use, in which every reference resolves.
//!
//! It is the only form that consumers see. Whoever holds one may follow any id in it without checking again.

mod build;
mod dispute;
mod evidence;
mod incident;
mod references;
pub mod rules;
mod spelling;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

pub use build::leave_out_unshared;
pub use dispute::Dispute;
pub use spelling::{Spellings, bare};

use crate::corpus::{Corpus, Kind, Origin, Parsed, Record};
use crate::diagnostic::Diagnostic;
use crate::record::{
    Contact, Crosswalk, Day, Edition, Incident, Pattern, Product, Replacement, Safeguard, Sharing, Standard,
    StandardEntry, Thesaurus, Url,
};

/// What is known of a corpus in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusInfo {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// SPDX expression of its licence.
    pub licence: String,
    /// With whom it may be shared.
    pub sharing: Sharing,
    /// SHA-256 over its files, in hexadecimal digits.
    pub hash: String,
    /// True for the corpus that the binary carries.
    pub embedded: bool,
    /// How it is made, in Markdown.
    pub method: Option<String>,
    /// Version of its records.
    pub version: Option<String>,
    /// Whom a citation names.
    pub authors: Option<String>,
    /// Where changes to its files are proposed, without the path of the file.
    pub edit: Option<Url>,
    /// Where objections are received.
    pub contact: Option<Contact>,
}

/// A record in the knowledge base.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// The record with its file.
    pub parsed: Parsed<T>,
    /// The corpus that it belongs to, as an index into [`KnowledgeBase::corpora`].
    pub corpus: usize,
}

impl<T> Entry<T> {
    /// The record.
    #[must_use]
    pub fn record(&self) -> &T {
        &self.parsed.record
    }

    /// The Markdown body.
    #[must_use]
    pub fn body(&self) -> &str {
        self.parsed.body()
    }
}

/// Records by id.
pub type Records<T> = BTreeMap<String, Entry<T>>;

/// Validated records with their back-links.
#[derive(Debug, Clone)]
pub struct KnowledgeBase {
    corpora: Vec<CorpusInfo>,
    incidents: Records<Incident>,
    patterns: Records<Pattern>,
    safeguards: Records<Safeguard>,
    products: Records<Product>,
    standards: Records<Standard>,
    thesaurus: Thesaurus,
    /// Former and replaced ids, to the ids that stand for them.
    aliases: BTreeMap<(Kind, String), String>,
    warnings: Vec<Diagnostic>,
    /// Every page asks for it.
    newest: OnceLock<Option<Day>>,
    /// Incidents by the ids of those that they name as related; so does this.
    naming: OnceLock<BTreeMap<String, Vec<String>>>,
}

impl KnowledgeBase {
    /// Joins corpora; later ones overlay earlier ones.
    ///
    /// # Errors
    ///
    /// Returns every problem of every file and of every relation between records, sorted, warnings included.
    pub fn build(corpora: Vec<Corpus>) -> Result<Self, Vec<Diagnostic>> {
        build::build(corpora)
    }

    /// Corpora in use, in the order in which they overlay each other.
    #[must_use]
    pub fn corpora(&self) -> &[CorpusInfo] {
        &self.corpora
    }

    /// The corpus that an entry belongs to.
    #[must_use]
    pub fn corpus_of<T>(&self, entry: &Entry<T>) -> Option<&CorpusInfo> {
        self.corpora.get(entry.corpus)
    }

    /// Incidents in the order of ids.
    #[must_use]
    pub fn incidents(&self) -> &Records<Incident> {
        &self.incidents
    }

    /// Patterns in the order of ids.
    #[must_use]
    pub fn patterns(&self) -> &Records<Pattern> {
        &self.patterns
    }

    /// Safeguards in the order of ids.
    #[must_use]
    pub fn safeguards(&self) -> &Records<Safeguard> {
        &self.safeguards
    }

    /// Products in the order of ids.
    #[must_use]
    pub fn products(&self) -> &Records<Product> {
        &self.products
    }

    /// Standards in the order of schemes.
    #[must_use]
    pub fn standards(&self) -> &Records<Standard> {
        &self.standards
    }

    /// Synonyms of all corpora.
    #[must_use]
    pub fn thesaurus(&self) -> &Thesaurus {
        &self.thesaurus
    }

    /// Findings in spite of which the corpora can be used, sorted.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Follows a former or replaced id to the one that stands for it; any other id stands for itself.
    #[must_use]
    pub fn resolve<'a>(&'a self, kind: Kind, id: &'a str) -> &'a str {
        self.aliases.get(&(kind, id.to_owned())).map_or(id, String::as_str)
    }

    /// Former and replaced ids of a kind, each with the id that stands for it.
    pub fn aliases(&self, kind: Kind) -> impl Iterator<Item = (&str, &str)> {
        self.aliases.iter().filter(move |((of, _), _)| *of == kind).map(|((_, from), to)| (from.as_str(), to.as_str()))
    }

    /// Finds which kinds of record have an id, aliases included.
    #[must_use]
    pub fn kinds_of(&self, id: &str) -> Vec<Kind> {
        Kind::ALL.iter().copied().filter(|kind| self.contains(*kind, self.resolve(*kind, id))).collect()
    }

    /// True if there is a record of that kind and id, aliases not counted.
    #[must_use]
    pub fn contains(&self, kind: Kind, id: &str) -> bool {
        match kind {
            Kind::Incident => self.incidents.contains_key(id),
            Kind::Pattern => self.patterns.contains_key(id),
            Kind::Safeguard => self.safeguards.contains_key(id),
            Kind::Product => self.products.contains_key(id),
            Kind::Standard => self.standards.contains_key(id),
        }
    }

    /// The title or name of a record, former ids followed.
    #[must_use]
    pub fn title(&self, kind: Kind, id: &str) -> Option<&str> {
        let id = self.resolve(kind, id);
        match kind {
            Kind::Incident => self.incidents.get(id).map(|entry| entry.record().title.as_str()),
            Kind::Pattern => self.patterns.get(id).map(|entry| entry.record().name.as_str()),
            Kind::Safeguard => self.safeguards.get(id).map(|entry| entry.record().name.as_str()),
            Kind::Product => self.products.get(id).map(|entry| entry.record().name.as_str()),
            Kind::Standard => self.standards.get(id).map(|entry| entry.record().name.as_str()),
        }
    }

    /// Ids of a kind, in order.
    #[must_use]
    pub fn ids(&self, kind: Kind) -> Vec<&str> {
        fn keys<T>(records: &Records<T>) -> Vec<&str> {
            records.keys().map(String::as_str).collect()
        }
        match kind {
            Kind::Incident => keys(&self.incidents),
            Kind::Pattern => keys(&self.patterns),
            Kind::Safeguard => keys(&self.safeguards),
            Kind::Product => keys(&self.products),
            Kind::Standard => keys(&self.standards),
        }
    }

    /// Incidents that bear a pattern, in the order of ids.
    pub fn incidents_with_pattern<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a Entry<Incident>> {
        let bears = move |incident: &Incident| incident.patterns.iter().any(|label| label.id.as_str() == pattern);
        self.incidents.values().filter(move |entry| bears(entry.record()))
    }

    /// Incidents in which a safeguard has a state, in the order of ids.
    pub fn incidents_with_safeguard<'a>(&'a self, safeguard: &'a str) -> impl Iterator<Item = &'a Entry<Incident>> {
        let bears = move |incident: &Incident| incident.safeguards.iter().any(|label| label.id.as_str() == safeguard);
        self.incidents.values().filter(move |entry| bears(entry.record()))
    }

    /// Incidents that name another one as related, in the order of ids.
    pub fn incidents_naming(&self, related: &str) -> impl Iterator<Item = &Entry<Incident>> {
        let naming = self.naming.get_or_init(|| {
            let mut naming: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (id, entry) in &self.incidents {
                let all: BTreeSet<&str> = entry.record().related.iter().map(|related| related.id.as_str()).collect();
                for related in all {
                    naming.entry(related.to_owned()).or_default().push(id.clone());
                }
            }
            naming
        });
        naming.get(related).into_iter().flatten().filter_map(|id| self.incidents.get(id))
    }

    /// Incidents in which a product acted, in the order of ids.
    pub fn incidents_with_product<'a>(&'a self, product: &'a str) -> impl Iterator<Item = &'a Entry<Incident>> {
        let bears = move |incident: &Incident| incident.products().any(|own| own.as_str() == product);
        self.incidents.values().filter(move |entry| bears(entry.record()))
    }

    /// Finds the title and address of the entry that a crosswalk names.
    #[must_use]
    pub fn standard_entry(&self, crosswalk: &Crosswalk) -> Option<(&Standard, &Edition, &StandardEntry)> {
        let standard = self.standards.get(crosswalk.scheme.as_str())?.record();
        let edition = standard.editions.iter().find(|edition| edition.edition == crosswalk.edition)?;
        let entry = edition.entries.iter().find(|entry| entry.id == crosswalk.id)?;
        Some((standard, edition, entry))
    }

    /// A digest of all corpora in use: the corpus's own if there is one only.
    #[must_use]
    pub fn hash(&self) -> String {
        if let [only] = self.corpora.as_slice() {
            return only.hash.clone();
        }
        let mut all = Sha256::new();
        for corpus in &self.corpora {
            all.update(corpus.hash.as_bytes());
        }
        crate::corpus::hex(&all.finalize())
    }

    /// The day of the newest curation or revision of a record: the date of everything that is made from the corpora.
    #[must_use]
    pub fn newest_revision(&self) -> Option<&Day> {
        self.newest.get_or_init(|| self.find_newest_revision().cloned()).as_ref()
    }

    fn find_newest_revision(&self) -> Option<&Day> {
        let curated = self.incidents.values().map(|entry| &entry.record().review.curated);
        let incidents = self.incidents.values().flat_map(|entry| &entry.record().revisions);
        let patterns = self.patterns.values().flat_map(|entry| &entry.record().revisions);
        let safeguards = self.safeguards.values().flat_map(|entry| &entry.record().revisions);
        let products = self.products.values().flat_map(|entry| &entry.record().revisions);
        let revisions = incidents.chain(patterns).chain(safeguards).chain(products);
        revisions.map(|revision| &revision.on).chain(curated).max()
    }

    /// The strictest sharing among the corpora in use.
    #[must_use]
    pub fn sharing(&self) -> Sharing {
        self.corpora.iter().map(|corpus| corpus.sharing).max().unwrap_or(Sharing::Public)
    }
}

/// Names that a record stands for beside its own.
pub trait Succeeds: Record {
    /// Records of other corpora that this one stands in for.
    fn replaces(&self) -> &[Replacement];

    /// Ids that it had or absorbed.
    fn former_ids(&self) -> Vec<String>;
}

macro_rules! succeeds {
    ($($type:ident by $former:ident),+) => {
        $(impl Succeeds for $type {
            fn replaces(&self) -> &[Replacement] {
                &self.replaces
            }

            fn former_ids(&self) -> Vec<String> {
                self.$former.iter().map(ToString::to_string).collect()
            }
        })+
    };
}
succeeds!(Incident by aliases, Pattern by former_ids, Safeguard by former_ids, Product by former_ids);

impl Succeeds for Standard {
    fn replaces(&self) -> &[Replacement] {
        &[]
    }

    fn former_ids(&self) -> Vec<String> {
        Vec::new()
    }
}

impl CorpusInfo {
    /// The first digits of the hash, enough to tell corpora apart.
    #[must_use]
    pub fn short_hash(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }

    fn of(corpus: &Corpus) -> Self {
        let manifest = corpus.manifest.as_ref().map(|parsed| &parsed.record);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            name: text(manifest.map(|manifest| manifest.name.as_str())),
            title: text(manifest.map(|manifest| manifest.title.as_str())),
            licence: text(manifest.map(|manifest| manifest.licence.as_str())),
            // What says nothing of itself is for nobody else.
            sharing: manifest.map_or(Sharing::Red, |manifest| manifest.sharing),
            hash: corpus.hash.clone(),
            embedded: corpus.origin == Origin::Embedded,
            method: corpus.method.as_ref().map(|file| file.text().to_owned()),
            version: manifest.and_then(|manifest| manifest.version.clone()),
            authors: manifest.and_then(|manifest| manifest.authors.clone()),
            edit: manifest.and_then(|manifest| manifest.edit.clone()),
            contact: manifest.and_then(|manifest| manifest.contact.clone()),
        }
    }
}
