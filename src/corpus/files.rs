//! Finds the files of a corpus, in the binary or in a folder, and turns what cannot be read into diagnostics.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

use super::{Kind, rules};
use crate::diagnostic::{Diagnostic, closest};
use crate::fs::{self, Entry, EntryKind};
use crate::source::SourceFile;

/// The largest record file that is read, in bytes.
const LARGEST_FILE: u64 = 1_000_000;
pub(super) const MANIFEST: &str = "corpus.toml";
pub(super) const THESAURUS: &str = "thesaurus.toml";
/// How the corpus is made, in words.
pub(super) const METHOD: &str = "METHOD.md";

/// The corpus that the binary carries.
#[derive(RustEmbed)]
#[folder = "corpus"]
struct Embedded;

/// Why a corpus could not be loaded at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The root is not a folder.
    #[error("`{}` is not a folder with a corpus in it", path.display())]
    NotAFolder {
        /// The path given.
        path: PathBuf,
    },
    /// The root could not be listed.
    #[error("could not load the corpus `{}`", path.display())]
    Unlistable {
        /// The path given.
        path: PathBuf,
        /// What went wrong.
        source: fs::Error,
    },
}

/// A record file that could be read as text.
#[derive(Debug)]
pub(super) struct RecordFile {
    pub(super) kind: Kind,
    pub(super) stem: String,
    pub(super) source: SourceFile,
}

/// The files of a corpus.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) manifest: Option<SourceFile>,
    pub(super) thesaurus: Option<SourceFile>,
    pub(super) method: Option<SourceFile>,
    pub(super) records: Vec<RecordFile>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) broken: BTreeMap<(Kind, String), String>,
    /// Digest of each file that was read, by its path in the corpus.
    digests: BTreeMap<String, Digest>,
}

/// The SHA-256 of a file.
type Digest = [u8; 32];

impl Files {
    /// A digest of all contents that does not depend on where the corpus lies.
    pub(super) fn hash(&self) -> String {
        hash(self.digests.iter().map(|(path, digest)| (path.as_str(), digest)))
    }

    /// Takes a file in; `relative` is its path in the corpus, `shown` the one that is reported.
    fn take(&mut self, relative: &str, shown: &str, content: Result<(Cow<'_, [u8]>, Digest), Unread>) {
        let kind = kind_and_stem(relative);
        let source = match content {
            Ok((bytes, digest)) => {
                self.digests.insert(relative.to_owned(), digest);
                decode(shown, &bytes)
            }
            Err(unread) => Err(unread.diagnostic(shown)),
        };
        match (source, kind) {
            (Ok(source), Some((kind, stem))) => self.records.push(RecordFile { kind, stem, source }),
            (Ok(source), None) if relative == MANIFEST => self.manifest = Some(source),
            (Ok(source), None) if relative == METHOD => self.method = Some(source),
            (Ok(source), None) => self.thesaurus = Some(source),
            (Err(problem), kind) => {
                self.diagnostics.push(problem);
                self.broken.extend(kind.map(|kind| (kind, shown.to_owned())));
            }
        }
    }

    /// Takes in a file of the corpus in a folder.
    fn take_from_disk(&mut self, root: &Path, entry: &Entry, relative: &str) {
        let shown = entry.path.display().to_string();
        if is_outside(root, entry) {
            self.take(relative, &shown, Err(Unread::Outside));
            return;
        }
        match entry.kind {
            EntryKind::File | EntryKind::Other => {
                let content = fs::read_bounded(&entry.path, LARGEST_FILE);
                let content = content.map(|bytes| {
                    let digest = Sha256::digest(&bytes).into();
                    (Cow::Owned(bytes), digest)
                });
                self.take(relative, &shown, content.map_err(Unread::Failed));
            }
            EntryKind::Folder => self.take(relative, &shown, Err(Unread::Folder)),
        }
    }

    fn list_folder(&mut self, root: &Path, folder: &Entry, kind: Kind) {
        let entries = if is_outside(root, folder) {
            Err(Unread::Outside)
        } else {
            fs::list(&folder.path).map_err(Unread::Failed)
        };
        let entries = match entries {
            Ok(entries) => entries,
            Err(unread) => {
                self.diagnostics.push(unread.diagnostic(&folder.path.display().to_string()));
                return;
            }
        };
        for entry in entries.into_iter().filter(|entry| !entry.name.starts_with('.')) {
            let relative = format!("{}/{}", kind.folder(), entry.name);
            if kind_and_stem(&relative).is_some() {
                self.take_from_disk(root, &entry, &relative);
            } else {
                self.diagnostics.push(unexpected(&entry, kind));
            }
        }
    }
}

/// Writes bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Why a file's bytes are not there.
enum Unread {
    Folder,
    Outside,
    Failed(fs::Error),
}

impl Unread {
    fn diagnostic(&self, shown: &str) -> Diagnostic {
        let source = SourceFile::new(shown, "");
        match self {
            Self::Folder => Diagnostic::of_file(&rules::NOT_A_FILE, &source, "expected a file, found a folder")
                .help("records are files; rename the folder or move it away"),
            Self::Outside => {
                let message = "expected a file of the corpus, found a link that leads out of its folder";
                Diagnostic::of_file(&rules::LINK_OUTSIDE, &source, message).help(rules::LINK_OUTSIDE.advice())
            }
            Self::Failed(fs::Error::NotAFile { .. }) => Diagnostic::of_file(
                &rules::NOT_A_FILE,
                &source,
                "expected a file, found a folder, pipe, socket or device",
            )
            .help(rules::NOT_A_FILE.advice()),
            Self::Failed(fs::Error::TooLarge { limit, .. }) => {
                let message = format!("expected at most {limit} bytes, found more");
                Diagnostic::of_file(&rules::FILE_TOO_LARGE, &source, message)
                    .help("keep raw material elsewhere and cite it as a source")
            }
            Self::Failed(error) => {
                let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
                Diagnostic::of_file(&rules::UNREADABLE_FILE, &source, format!("could not be read{cause}"))
            }
        }
    }
}

/// Lists the corpus that the binary carries.
pub(super) fn embedded() -> Files {
    let mut files = Files::default();
    for (path, file) in embedded_files() {
        let digest = file.metadata.sha256_hash();
        files.take(&path, &format!("corpus/{path}"), Ok((file.data, digest)));
    }
    files
}

/// The hash of the corpus that the binary carries, from the digests that were taken when it was built.
pub(super) fn embedded_digest() -> String {
    let digests = embedded_files().map(|(path, file)| (path, file.metadata.sha256_hash()));
    hash(digests.collect::<BTreeMap<_, _>>().iter().map(|(path, digest)| (path.as_ref(), digest)))
}

/// What the corpus that the binary carries says of itself.
pub(super) fn embedded_manifest() -> Option<SourceFile> {
    let file = Embedded::get(MANIFEST)?;
    decode(&format!("corpus/{MANIFEST}"), &file.data).ok()
}

/// How many records of a kind the binary carries.
pub(super) fn embedded_records(kind: Kind) -> usize {
    Embedded::iter().filter(|path| kind_and_stem(path).is_some_and(|(own, _)| own == kind)).count()
}

/// The files of the corpus that the binary carries, in the order of their paths.
fn embedded_files() -> impl Iterator<Item = (Cow<'static, str>, EmbeddedFile)> {
    let mut paths: Vec<Cow<'static, str>> = Embedded::iter().filter(|path| is_corpus_file(path)).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| Embedded::get(&path).map(|file| (path, file)))
}

/// A digest of files, by their paths, that does not depend on where they lie.
fn hash<'a>(digests: impl Iterator<Item = (&'a str, &'a Digest)>) -> String {
    let mut all = Sha256::new();
    for (path, digest) in digests {
        all.update(path.as_bytes());
        all.update([0]);
        all.update(digest);
    }
    hex(&all.finalize())
}

/// Lists a corpus in a folder.
pub(super) fn on_disk(root: &Path) -> Result<Files, LoadError> {
    if !root.is_dir() {
        return Err(LoadError::NotAFolder { path: root.to_owned() });
    }
    let entries = fs::list(root).map_err(|source| LoadError::Unlistable { path: root.to_owned(), source })?;
    let mut files = Files::default();
    for entry in &entries {
        let folder = Kind::ALL.iter().find(|kind| kind.folder() == entry.name);
        match folder {
            Some(kind) => files.list_folder(root, entry, *kind),
            None if [MANIFEST, THESAURUS, METHOD].contains(&entry.name.as_str()) => {
                files.take_from_disk(root, entry, &entry.name);
            }
            None if entry.kind == EntryKind::Folder => files.diagnostics.extend(misnamed_folder(entry)),
            None => {}
        }
    }
    if !entries.iter().any(|entry| entry.name == MANIFEST) {
        let source = SourceFile::new(root.join(MANIFEST).display().to_string(), "");
        let problem = Diagnostic::of_file(&rules::MISSING_MANIFEST, &source, "expected a manifest, found none");
        files.diagnostics.push(problem.help(rules::MISSING_MANIFEST.advice()));
    }
    Ok(files)
}

/// Reads a file of a corpus as text.
///
/// # Errors
///
/// Returns what keeps it from being read, as a finding.
pub fn read(path: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    read_within(path, &path.display().to_string(), LARGEST_FILE)
}

/// Reads a file of at most so many bytes as text, which is reported under the path shown.
///
/// # Errors
///
/// Returns what keeps it from being read, as a finding.
pub fn read_within(path: &Path, shown: &str, limit: u64) -> Result<SourceFile, Box<Diagnostic>> {
    let bytes = fs::read_bounded(path, limit).map_err(|error| Unread::Failed(error).diagnostic(shown))?;
    Ok(decode(shown, &bytes)?)
}

/// Lists the files that a corpus consists of: those of one kind, or all of them with manifest and synonyms. What a link
/// out of the corpus leads to is not among them.
///
/// # Errors
///
/// Fails if the folder, or one within it, cannot be listed.
pub fn files_of(root: &Path, kind: Option<Kind>) -> Result<Vec<PathBuf>, LoadError> {
    let list = |path: &Path| fs::list(path).map_err(|source| LoadError::Unlistable { path: path.to_owned(), source });
    let mut found = Vec::new();
    if kind.is_none() {
        let own = |entry: &Entry| (entry.name == MANIFEST || entry.name == THESAURUS) && !is_outside(root, entry);
        found.extend(list(root)?.into_iter().filter(own).map(|entry| entry.path));
    }
    for kind in Kind::ALL.iter().filter(|other| kind.is_none_or(|kind| kind == **other)) {
        let folder = root.join(kind.folder());
        if !folder.is_dir() || fs::leads_out_of(root, &folder) {
            continue;
        }
        let is_record = |entry: &Entry| {
            let relative = format!("{}/{}", kind.folder(), entry.name);
            let is_named = !entry.name.starts_with('.') && kind_and_stem(&relative).is_some();
            is_named && entry.kind == EntryKind::File && !is_outside(root, entry)
        };
        found.extend(list(&folder)?.into_iter().filter(is_record).map(|entry| entry.path));
    }
    Ok(found)
}

/// Takes a single file as a corpus.
pub(super) fn one(path: &Path) -> Result<Files, LoadError> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| LoadError::NotAFolder { path: path.to_owned() })?;
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let kind =
        Kind::ALL.iter().find(|kind| folder.as_deref() == Some(kind.folder())).copied().unwrap_or(Kind::Incident);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    // In no corpus, there is nothing that a link could lead out of.
    let entry = Entry { path: path.to_owned(), name: name.clone(), kind: EntryKind::File, is_link: false };
    let mut files = Files::default();
    files.take_from_disk(path, &entry, &format!("{}/{stem}.{}", kind.folder(), kind.extension()));
    Ok(files)
}

/// True for a link to something outside of the corpus: whoever gets a corpus from somebody else would otherwise read, or
/// quote in findings, files of their own.
fn is_outside(root: &Path, entry: &Entry) -> bool {
    entry.is_link && fs::leads_out_of(root, &entry.path)
}

fn is_corpus_file(relative: &str) -> bool {
    [MANIFEST, THESAURUS, METHOD].contains(&relative) || kind_and_stem(relative).is_some()
}

/// Reads `incidents/x.md` as an incident with the stem `x`.
fn kind_and_stem(relative: &str) -> Option<(Kind, String)> {
    let (folder, name) = relative.split_once('/')?;
    let kind = *Kind::ALL.iter().find(|kind| kind.folder() == folder)?;
    let stem = name.strip_suffix(kind.extension())?.strip_suffix('.')?;
    (!stem.is_empty() && !stem.contains('/')).then(|| (kind, stem.to_owned()))
}

fn decode(shown: &str, bytes: &[u8]) -> Result<SourceFile, Diagnostic> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(shown, text)),
        Err(error) => {
            let at = error.valid_up_to();
            let source = SourceFile::new(shown, String::from_utf8_lossy(bytes));
            let byte = bytes.get(at).copied().unwrap_or_default();
            let span = at..at + '\u{fffd}'.len_utf8();
            Err(Diagnostic::at(
                &rules::INVALID_UTF8,
                &source,
                span,
                format!("expected UTF-8, found the byte 0x{byte:02X}"),
            )
            .help("save the file as UTF-8"))
        }
    }
}

fn unexpected(entry: &Entry, kind: Kind) -> Diagnostic {
    let source = SourceFile::new(entry.path.display().to_string(), "");
    let message = format!("expected `<id>.{}` in the folder of {}", kind.extension(), kind.folder());
    Diagnostic::of_file(&rules::UNEXPECTED_FILE, &source, message).help(rules::UNEXPECTED_FILE.advice())
}

fn misnamed_folder(entry: &Entry) -> Option<Diagnostic> {
    const LIKE: usize = 2;
    let meant = closest(&entry.name, Kind::ALL.iter().map(|kind| kind.folder()))?;
    if strsim::levenshtein(meant, &entry.name) > LIKE {
        return None;
    }
    let source = SourceFile::new(entry.path.display().to_string(), "");
    let message = format!("the folder `{}` is not read", entry.name);
    Some(Diagnostic::of_file(&rules::UNEXPECTED_FILE, &source, message).help(format!("did you mean `{meant}`?")))
}
