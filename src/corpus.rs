//! Files to records: reads a corpus root, keeps going after a bad file, and never looks at two records together.
//!
//! What relates records to each other (ids, references) is the knowledge base's business.

mod files;
mod front_matter;
mod locate;
mod partial;
pub mod rules;
pub(crate) mod schema;
mod shape;
mod stamp;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::parallel;
use crate::record::{Incident, Manifest, Pattern, Product, Safeguard, Standard, Thesaurus};
use crate::source::{SourceFile, Span};

use files::RecordFile;
pub(crate) use files::hex;
pub use files::{LoadError, files_of, read, read_within};
pub(crate) use front_matter::split;
pub use locate::{Key, Places, locate};
pub use partial::{Partial, Placed};
pub use schema::FileKind;
pub use stamp::Stamp;

/// A record with the file that it came from.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What the file says.
    pub record: T,
    /// The file.
    pub source: SourceFile,
    /// Where the Markdown body stands in it; empty for records without one.
    pub body: Span,
}

impl<T> Parsed<T> {
    /// The Markdown body.
    #[must_use]
    pub fn body(&self) -> &str {
        self.source.slice(&self.body)
    }
}

/// The Markdown body of a file whose fields could not be read as a record.
#[derive(Debug, Clone)]
pub struct Loose {
    /// The file.
    pub source: SourceFile,
    /// Where the body stands in it.
    pub body: Span,
}

impl Loose {
    /// Finds the body, if the file has one that can be told from its fields.
    fn of(source: &SourceFile) -> Option<Self> {
        let is_markdown = source.path().ends_with(".md");
        let parts = is_markdown.then(|| front_matter::split(source).ok()).flatten()?;
        Some(Self { source: source.clone(), body: parts.body })
    }
}

/// The kinds of records that have an id, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An incident.
    Incident,
    /// A failure pattern.
    Pattern,
    /// A safeguard.
    Safeguard,
    /// A product.
    Product,
    /// A standard.
    Standard,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Incident, Self::Pattern, Self::Safeguard, Self::Product, Self::Standard];

    /// Kinds whose records have a page each, and can be linked to; standards do not.
    pub const WITH_PAGES: &'static [Self] = &[Self::Incident, Self::Pattern, Self::Safeguard, Self::Product];

    /// The name of one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Pattern => "pattern",
            Self::Safeguard => "safeguard",
            Self::Product => "product",
            Self::Standard => "standard",
        }
    }

    /// The folder of a corpus that holds them, and their name in the plural.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Incident => "incidents",
            Self::Pattern => "patterns",
            Self::Safeguard => "safeguards",
            Self::Product => "products",
            Self::Standard => "standards",
        }
    }

    /// The extension of their files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Incident | Self::Pattern | Self::Safeguard | Self::Product => "md",
            Self::Standard => "toml",
        }
    }
}

/// A record type that a corpus keeps one file each for.
pub trait Record: DeserializeOwned + JsonSchema {
    /// What it is.
    const KIND: Kind;

    /// The id that the record gives itself.
    fn id(&self) -> &str;
}

macro_rules! records {
    ($($type:ty: $kind:ident by $id:ident;)+) => {
        $(impl Record for $type {
            const KIND: Kind = Kind::$kind;

            fn id(&self) -> &str {
                self.$id.as_str()
            }
        })+
    };
}
records! {
    Incident: Incident by id;
    Pattern: Pattern by id;
    Safeguard: Safeguard by id;
    Product: Product by id;
    Standard: Standard by scheme;
}

/// Where a corpus came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The binary.
    Embedded,
    /// A folder.
    Folder(PathBuf),
}

/// What the binary carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedSummary {
    /// The corpus's name.
    pub name: String,
    /// SPDX expression of its licence.
    pub licence: String,
    /// How many incidents it holds.
    pub incidents: usize,
    /// SHA-256 over its files, in hexadecimal digits.
    pub hash: String,
}

/// Records that a core takes at a time: a few, since they differ in length.
const FEW: usize = 8;

/// Everything of one root that could be read, and everything that could not.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// Where it came from.
    pub origin: Origin,
    /// What it says of itself; `None` if that could not be read, which is among the diagnostics.
    pub manifest: Option<Parsed<Manifest>>,
    /// SHA-256 over the paths and contents of its files, in hexadecimal digits.
    pub hash: String,
    /// Incidents, in the order of their files.
    pub incidents: Vec<Parsed<Incident>>,
    /// Patterns, in the order of their files.
    pub patterns: Vec<Parsed<Pattern>>,
    /// Safeguards, in the order of their files.
    pub safeguards: Vec<Parsed<Safeguard>>,
    /// Products, in the order of their files.
    pub products: Vec<Parsed<Product>>,
    /// Standards, in the order of their files.
    pub standards: Vec<Parsed<Standard>>,
    /// Synonyms.
    pub thesaurus: Thesaurus,
    /// How the corpus is made, in Markdown.
    pub method: Option<SourceFile>,
    /// Problems of single files.
    pub diagnostics: Vec<Diagnostic>,
    /// What can be said of incidents that could not be read as records.
    pub partial: Vec<Partial>,
    /// Bodies of files whose fields could not be read as a record, so that a draft hears of them in the same run.
    pub bodies: Vec<Loose>,
    /// Files that are there and could not be read as records, by kind and stem, so that a reference to them is not
    /// called dangling; with the path of each.
    pub broken: BTreeMap<(Kind, String), String>,
}

impl Corpus {
    /// Reads a corpus from a folder.
    ///
    /// # Errors
    ///
    /// Fails only if the folder itself cannot be listed; a problem of a file in it is a diagnostic.
    pub fn load(root: &Path) -> Result<Self, LoadError> {
        let files = files::on_disk(root)?;
        Ok(Self::from_files(Origin::Folder(root.to_owned()), files))
    }

    /// Reads one record that lies in no corpus, as a corpus of its own without a name.
    ///
    /// What the record is follows from the folder that it lies in; a record elsewhere is read as an incident.
    ///
    /// # Errors
    ///
    /// Fails if the path has no name.
    pub fn of_file(path: &Path) -> Result<Self, LoadError> {
        Ok(Self::from_files(Origin::Folder(path.to_owned()), files::one(path)?))
    }

    /// Reads the corpus that the binary carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self::from_files(Origin::Embedded, files::embedded())
    }

    /// The hash of the corpus that the binary carries, which takes no reading.
    #[must_use]
    pub fn embedded_digest() -> String {
        files::embedded_digest()
    }

    /// Says what the binary carries, for its version line, without reading the records.
    #[must_use]
    pub fn embedded_summary() -> EmbeddedSummary {
        let manifest = files::embedded_manifest().and_then(|file| parse_toml::<Manifest>(&file).ok());
        let manifest = manifest.map(|file| file.record);
        EmbeddedSummary {
            name: manifest.as_ref().map(|manifest| manifest.name.to_string()).unwrap_or_default(),
            licence: manifest.map(|manifest| manifest.licence).unwrap_or_default(),
            incidents: files::embedded_records(Kind::Incident),
            hash: Self::embedded_digest(),
        }
    }

    /// How many records could be read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.incidents.len() + self.patterns.len() + self.safeguards.len() + self.products.len() + self.standards.len()
    }

    /// True if no record could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn from_files(origin: Origin, files: files::Files) -> Self {
        let mut corpus = Self {
            hash: files.hash(),
            diagnostics: files.diagnostics,
            broken: files.broken,
            ..Self::without_records(origin)
        };
        if let Some(problem) = files.manifest.as_ref().and_then(other_schema) {
            // What the records of another version mean is not known, so none of them is read.
            corpus.diagnostics.push(problem);
            let paths = files.records.into_iter().map(|file| ((file.kind, file.stem), file.source.path().to_owned()));
            corpus.broken.extend(paths);
            return corpus;
        }
        corpus.add_all(&files.records);
        corpus.method = files.method;
        corpus.manifest = files.manifest.and_then(|file| corpus.keep(parse_toml(&file)));
        if let Some(parsed) = files.thesaurus.and_then(|file| corpus.keep(parse_toml::<Thesaurus>(&file))) {
            corpus.diagnostics.extend(too_few_terms(&parsed));
            corpus.thesaurus = parsed.record;
        }
        corpus
    }

    fn without_records(origin: Origin) -> Self {
        Self {
            origin,
            manifest: None,
            hash: String::new(),
            incidents: Vec::new(),
            patterns: Vec::new(),
            safeguards: Vec::new(),
            products: Vec::new(),
            standards: Vec::new(),
            thesaurus: Thesaurus::default(),
            method: None,
            partial: Vec::new(),
            bodies: Vec::new(),
            diagnostics: Vec::new(),
            broken: BTreeMap::new(),
        }
    }

    /// Reads records on all cores, in the order in which they come.
    fn add_all(&mut self, files: &[RecordFile]) {
        let origin = &self.origin;
        let files: Vec<&[RecordFile]> = files.chunks(FEW).collect();
        let parts = parallel::map(&files, usize::MAX, |files| Self::without_records(origin.clone()).with(files));
        for mut part in parts {
            self.incidents.append(&mut part.incidents);
            self.patterns.append(&mut part.patterns);
            self.safeguards.append(&mut part.safeguards);
            self.products.append(&mut part.products);
            self.standards.append(&mut part.standards);
            self.partial.append(&mut part.partial);
            self.bodies.append(&mut part.bodies);
            self.diagnostics.append(&mut part.diagnostics);
            self.broken.append(&mut part.broken);
        }
    }

    fn with(mut self, files: &[RecordFile]) -> Self {
        for file in files {
            self.add(file);
        }
        self
    }

    fn add(&mut self, file: &RecordFile) {
        macro_rules! read {
            ($list:ident, $parsed:expr) => {
                match $parsed {
                    Ok(parsed) => self.$list.push(parsed),
                    Err(problems) => {
                        self.diagnostics.extend(problems);
                        self.bodies.extend(Loose::of(&file.source));
                        self.broken.insert((file.kind, file.stem.clone()), file.source.path().to_owned());
                    }
                }
            };
        }
        match file.kind {
            Kind::Incident => {
                let parsed = parse(&file.source);
                if parsed.is_err() {
                    self.partial.extend(Partial::of(&file.source, &toml_span(&file.source)));
                }
                read!(incidents, parsed);
            }
            Kind::Pattern => read!(patterns, parse(&file.source)),
            Kind::Safeguard => read!(safeguards, parse(&file.source)),
            Kind::Product => read!(products, parse(&file.source)),
            Kind::Standard => read!(standards, parse_toml(&file.source)),
        }
    }

    fn keep<T>(&mut self, parsed: Result<T, Vec<Diagnostic>>) -> Option<T> {
        parsed.map_err(|problems| self.diagnostics.extend(problems)).ok()
    }
}

/// Reads a Markdown record: fenced TOML, then a body.
///
/// # Errors
///
/// Returns every problem of the file, not the first.
pub fn parse<T: DeserializeOwned + JsonSchema>(source: &SourceFile) -> Result<Parsed<T>, Vec<Diagnostic>> {
    let parts = front_matter::split(source).map_err(|problem| vec![*problem])?;
    let record = shape::read(source, &parts.toml)?;
    Ok(Parsed { record, source: source.clone(), body: parts.body })
}

/// Reads a file that is TOML from end to end.
///
/// # Errors
///
/// Returns every problem of the file, not the first.
pub fn parse_toml<T: DeserializeOwned + JsonSchema>(source: &SourceFile) -> Result<Parsed<T>, Vec<Diagnostic>> {
    let end = source.text().len();
    let record = shape::read(source, &(0..end))?;
    Ok(Parsed { record, source: source.clone(), body: end..end })
}

/// Finds out whether a manifest says that its corpus is in another version of the record format.
fn other_schema(manifest: &SourceFile) -> Option<Diagnostic> {
    let table: toml::Table = toml::from_str(manifest.text()).ok()?;
    let found = table.get("schema")?.as_integer()?;
    if found == i64::from(Manifest::SCHEMA) {
        return None;
    }
    let message = format!("expected schema {}, found {found}", Manifest::SCHEMA);
    let problem = Diagnostic::at(&rules::SCHEMA_VERSION, manifest, locate(manifest, &["schema".into()]), message);
    Some(
        problem.help(
            "use the version of the program that reads this schema; its `fmt --migrate` brings a corpus up to date",
        ),
    )
}

/// Finds groups of synonyms that change no query.
fn too_few_terms(parsed: &Parsed<Thesaurus>) -> Vec<Diagnostic> {
    let report = |list: &str, at: usize, expected: &str| {
        let span = locate(&parsed.source, &[Key::Name(list), Key::Index(at)]);
        Diagnostic::at(&rules::TOO_FEW_TERMS, &parsed.source, span, format!("expected {expected}, found less"))
    };
    let both = parsed.record.both_ways.iter().enumerate().filter(|(_, group)| group.terms.len() < 2);
    let one = parsed.record.one_way.iter().enumerate().filter(|(_, pair)| pair.from.is_empty() || pair.to.is_empty());
    let both = both.map(|(at, _)| report("both_ways", at, "at least two terms"));
    both.chain(one.map(|(at, _)| report("one_way", at, "a term on either side"))).collect()
}

/// Where a file's TOML stands: between the fences of a Markdown record, or everywhere.
fn toml_span(source: &SourceFile) -> Span {
    if source.path().ends_with(".md") {
        return front_matter::split(source).map_or(0..0, |parts| parts.toml);
    }
    0..source.text().len()
}
