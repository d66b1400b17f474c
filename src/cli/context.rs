//! What every command gets: the corpora in use and the streams.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::args::Global;
use super::error::{CommandError, Fault};
use super::output::{Format, Out};
use crate::corpus::{Corpus, LoadError, Origin, Stamp};
use crate::fs;
use crate::kb::{KnowledgeBase, leave_out_unshared};
use crate::search::{Cache, Index, IndexError};

const SETTINGS: &str = "precedent.toml";
const VARIABLE: &str = "PRECEDENT_CORPUS";
const CACHE: &str = "PRECEDENT_CACHE";

/// The corpora that a command is to use, not yet read.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) folders: Vec<PathBuf>,
    no_builtin: bool,
}

/// The folders in use as they look from outside, and whether the corpus in the binary is among them.
struct Stamps {
    folders: Vec<Stamp>,
    builtin: Option<String>,
}

impl Stamps {
    fn key(&self) -> String {
        let folders = self.folders.iter().map(|stamp| stamp.digest.as_str());
        self.builtin.as_deref().into_iter().chain(folders).collect::<Vec<_>>().join(" ")
    }

    fn are_older_than(&self, moment: SystemTime) -> bool {
        self.folders.iter().all(|stamp| stamp.is_older_than(moment))
    }
}

impl Selection {
    /// Reads and joins the corpora that may be shown to everybody and those named; names the others.
    pub(super) fn shareable(&self, include: &[String]) -> Result<(KnowledgeBase, Vec<String>), CommandError> {
        share(read(self)?, include)
    }

    /// A name for these corpora, whatever is in them, and what they look like now; nothing if that cannot be said.
    fn identity(&self) -> Option<(String, Stamps)> {
        let mut names = Vec::new();
        let mut folders = Vec::new();
        for folder in &self.folders {
            names.push(std::fs::canonicalize(folder).ok()?.into_os_string().into_encoded_bytes());
            folders.push(Stamp::of(folder).ok()?);
        }
        let builtin = (!self.no_builtin).then(Corpus::embedded_digest);
        names.push(vec![u8::from(builtin.is_some())]);
        let name = crate::corpus::hex(&Sha256::digest(names.join(&0)));
        Some((name.chars().take(16).collect(), Stamps { folders, builtin }))
    }
}

/// Where prepared indexes are kept: the folder of `PRECEDENT_CACHE`, nowhere if that is empty, or else the user's folder
/// for such things.
fn cache() -> Option<Cache> {
    cache_folder().map(Cache::new)
}

fn cache_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let folder = match set(CACHE) {
        Some(folder) => folder,
        None => set("XDG_CACHE_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| Some(set("HOME")?.join(".cache")))?
            .join("precedent"),
    };
    (!folder.as_os_str().is_empty()).then_some(folder)
}

/// `precedent.toml` in the folder where the command is run.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// Folders to overlay, relative to the file.
    #[serde(default)]
    corpus: Vec<PathBuf>,
    /// False to leave out the corpus that the program carries.
    builtin: Option<bool>,
}

/// The corpora in use as they looked before they were read.
pub(super) struct Look {
    stamps: Stamps,
    /// A name for these corpora, whatever is in them.
    pub(super) name: String,
    /// Where what is made from them may be kept.
    pub(super) cache: PathBuf,
}

impl Look {
    /// Tells what is in the corpora from whatever else was ever in them.
    pub(super) fn key(&self) -> String {
        self.stamps.key()
    }

    /// True if nothing was written so shortly before a moment that it may have been written once more unnoticed.
    pub(super) fn is_settled_by(&self, moment: SystemTime) -> bool {
        self.stamps.are_older_than(moment)
    }
}

/// What every command gets.
pub(super) struct Context<'a> {
    global: &'a Global,
    pub(super) out: &'a mut Out,
}

impl<'a> Context<'a> {
    pub(super) fn new(global: &'a Global, out: &'a mut Out) -> Self {
        Self { global, out }
    }

    /// The form asked for, if it is one of those that the command knows.
    pub(super) fn format(&self, known: &[Format]) -> Result<Format, CommandError> {
        let asked = self.out.format;
        if known.contains(&asked) {
            return Ok(asked);
        }
        let name =
            |format: &Format| clap::ValueEnum::to_possible_value(format).map(|value| value.get_name().to_owned());
        let names: Vec<String> = known.iter().filter_map(name).collect();
        let asked = name(&asked).unwrap_or_default();
        let message = format!("expected `--format` {}, found `{asked}`", crate::record::either(names));
        Err(CommandError::usage(message))
    }

    /// Reads the corpora in use.
    pub(super) fn corpora(&self) -> Result<Vec<Corpus>, CommandError> {
        read(&self.selection()?)
    }

    /// Reads the corpora in use and joins them.
    pub(super) fn knowledge_base(&self) -> Result<KnowledgeBase, CommandError> {
        join(self.corpora()?)
    }

    /// Asks an index of the corpora in use: a prepared one if nothing has changed since it was made.
    pub(super) fn with_index<T>(&self, ask: impl Fn(&Index) -> Result<T, IndexError>) -> Result<T, CommandError> {
        let selection = self.selection()?;
        let Some((cache, (name, stamps))) = cache().zip(selection.identity()) else {
            return Ok(ask(&Index::build(&self.knowledge_base()?)?)?);
        };
        let key = stamps.key();
        let prepared = cache.open(&name);
        if let Some(prepared) = &prepared
            && prepared.key == key
            && stamps.are_older_than(prepared.since)
            && let Ok(answer) = ask(&prepared.index)
        {
            return Ok(answer);
        }
        let kb = self.knowledge_base()?;
        let made = cache.store(&name, &key, &kb, prepared.as_ref().map(|prepared| &prepared.index));
        // What cannot be kept, or mended from a damaged one, is made from nothing: all that is lost is time.
        let index = made.map(|(index, _)| index).or_else(|_unkept| Index::build(&kb))?;
        Ok(ask(&index)?)
    }

    /// Looks at the corpora in use from outside; nothing if they cannot be told apart so or nothing may be kept.
    pub(super) fn look(&self) -> Result<Option<Look>, CommandError> {
        let kept = cache_folder().zip(self.selection()?.identity());
        Ok(kept.map(|(cache, (name, stamps))| Look { stamps, name, cache }))
    }

    /// Joins the corpora that may be shown to everybody and those named; says which were left out.
    pub(super) fn shareable(&mut self, include: &[String]) -> Result<(KnowledgeBase, Vec<String>), CommandError> {
        let (kb, left_out) = self.selection()?.shareable(include)?;
        self.tell_left_out(&left_out);
        Ok((kb, left_out))
    }

    /// Says which corpora are not in what is made.
    pub(super) fn tell_left_out(&mut self, left_out: &[String]) {
        for name in left_out {
            self.out
                .note(&format!("Left out `{name}`, which may not be shared; `--include {name}` brings it in, marked."));
        }
    }

    /// The corpora in use, and if none is in a folder, the one that whoever works on a corpus stands in.
    pub(super) fn to_show(&self) -> Result<Selection, CommandError> {
        let mut selection = self.selection()?;
        if selection.folders.is_empty() {
            selection.folders.extend(corpus_around().or_else(corpus_of_checkout));
        }
        Ok(selection)
    }

    /// The corpus that a command is to write into.
    pub(super) fn own_corpus(&self) -> Result<PathBuf, CommandError> {
        let mut corpora = self.own_corpora()?;
        match (corpora.pop(), corpora.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(CommandError::usage("expected one corpus to write into, found several")
                .hint("name it with `--corpus DIR`")),
        }
    }

    /// The corpora in folders that a command may write into: those named on the command line, or the one around the
    /// current folder, or those of the settings, or the one in the folder `corpus` of a checkout.
    pub(super) fn own_corpora(&self) -> Result<Vec<PathBuf>, CommandError> {
        if !self.global.corpus.is_empty() {
            return Ok(self.global.corpus.clone());
        }
        if let Some(folder) = corpus_around() {
            return Ok(vec![folder]);
        }
        let folders = self.selection()?.folders;
        if !folders.is_empty() {
            return Ok(folders);
        }
        corpus_of_checkout().map(|folder| vec![folder]).ok_or_else(|| {
            CommandError::usage("expected a corpus in a folder, found none here")
                .hint("name it with `--corpus DIR`, or start one with `precedent new corpus DIR`")
        })
    }

    fn selection(&self) -> Result<Selection, CommandError> {
        if !self.global.corpus.is_empty() {
            return Ok(Selection { folders: self.global.corpus.clone(), no_builtin: self.global.no_builtin });
        }
        let settings = settings(Path::new(SETTINGS))?;
        let no_builtin = self.global.no_builtin || settings.builtin == Some(false);
        let folders = match std::env::var_os(VARIABLE) {
            Some(paths) => std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect(),
            None => settings.corpus,
        };
        Ok(Selection { folders, no_builtin })
    }
}

/// The folder at or above the current one in which a corpus lies under a name.
fn above(below: &str) -> Option<PathBuf> {
    let depth = std::env::current_dir().map_or(0, |folder| folder.ancestors().count());
    let mut paths = (0..depth).map(|steps| std::iter::repeat_n("..", steps).collect::<PathBuf>().join(below));
    paths.find(|folder| folder.join("corpus.toml").is_file())
}

/// The corpus that the current folder lies in.
fn corpus_around() -> Option<PathBuf> {
    above("").map(|folder| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder })
}

/// The corpus in the folder `corpus` of the checkout that the current folder lies in.
fn corpus_of_checkout() -> Option<PathBuf> {
    above("corpus")
}

/// Joins the corpora that may be shown to everybody and those named, and names the others.
fn share(mut corpora: Vec<Corpus>, include: &[String]) -> Result<(KnowledgeBase, Vec<String>), CommandError> {
    let names: Vec<String> = corpora
        .iter()
        .filter_map(|corpus| corpus.manifest.as_ref())
        .map(|manifest| manifest.record.name.to_string())
        .collect();
    if let Some(unknown) = include.iter().find(|name| !names.contains(name)) {
        let known = crate::record::either(&names);
        return Err(CommandError::usage(format!("expected the name of a corpus in use ({known}), found `{unknown}`")));
    }
    let left_out = leave_out_unshared(&mut corpora, include);
    Ok((join(corpora)?, left_out))
}

/// Reads the corpora of a selection.
fn read(selection: &Selection) -> Result<Vec<Corpus>, CommandError> {
    let mut corpora = Vec::new();
    let mut seen = Vec::new();
    for folder in &selection.folders {
        // One folder spelled in two ways is one corpus.
        let real = std::fs::canonicalize(folder).ok();
        if real.is_some() && seen.contains(&real) {
            continue;
        }
        seen.push(real);
        corpora.push(load(folder)?);
    }
    if !selection.no_builtin {
        with_builtin(&mut corpora);
    }
    Ok(corpora)
}

/// Puts the embedded corpus below the others, unless one of them is its source.
pub(super) fn with_builtin(corpora: &mut Vec<Corpus>) {
    let builtin = Corpus::embedded();
    if !corpora.iter().any(|corpus| is_source_of(corpus, &builtin)) {
        corpora.insert(0, builtin);
    }
}

/// True for the folder that the embedded corpus was made from: it has its name and no prefix, or, if its manifest cannot
/// be read, one of its incidents.
fn is_source_of(corpus: &Corpus, builtin: &Corpus) -> bool {
    let manifest = |corpus: &Corpus| corpus.manifest.as_ref().map(|parsed| parsed.record.clone());
    match (manifest(corpus), manifest(builtin)) {
        (Some(own), Some(embedded)) => own.name == embedded.name && own.prefix.as_str().is_empty(),
        _ => corpus
            .incidents
            .iter()
            .any(|ours| builtin.incidents.iter().any(|theirs| theirs.record.id == ours.record.id)),
    }
}

/// Reads a corpus from a folder.
pub(super) fn load(folder: &Path) -> Result<Corpus, CommandError> {
    Corpus::load(folder).map_err(|error| {
        let hint = "a corpus is a folder with a `corpus.toml` and folders such as `incidents`";
        let fault = match error {
            LoadError::NotAFolder { .. } => Fault::Usage,
            LoadError::Unlistable { .. } => Fault::Environment,
        };
        CommandError::new(fault, error).hint(hint)
    })
}

fn join(corpora: Vec<Corpus>) -> Result<KnowledgeBase, CommandError> {
    let folders: Vec<String> = corpora
        .iter()
        .filter_map(|corpus| match &corpus.origin {
            Origin::Folder(path) if path.to_string_lossy().contains(' ') => {
                Some(format!(" --corpus '{}'", path.display()))
            }
            Origin::Folder(path) => Some(format!(" --corpus {}", path.display())),
            Origin::Embedded => None,
        })
        .collect();
    let no_builtin = if corpora.iter().any(|corpus| corpus.origin == Origin::Embedded) { "" } else { " --no-builtin" };
    KnowledgeBase::build(corpora).map_err(|findings| {
        let errors = findings.iter().filter(|f| f.rule.severity == crate::diagnostic::Severity::Error).count();
        let plural = if errors == 1 { "error" } else { "errors" };
        CommandError::new(Fault::Corpus, format!("the corpus has {errors} {plural}"))
            .hint(format!("run `precedent check{}{no_builtin}` to see every one of them", folders.concat()))
            .findings(findings)
    })
}

impl CommandError {
    /// Adds the findings that are behind the error.
    pub(super) fn findings(mut self, mut findings: Vec<crate::diagnostic::Diagnostic>) -> Self {
        findings.retain(|finding| finding.rule.severity == crate::diagnostic::Severity::Error);
        self.findings = findings;
        self
    }
}

fn settings(path: &Path) -> Result<Settings, CommandError> {
    const LARGEST: u64 = 100_000;
    if !path.exists() {
        return Ok(Settings::default());
    }
    let bytes = fs::read_bounded(path, LARGEST).map_err(|error| CommandError::new(Fault::Environment, error))?;
    let text = String::from_utf8_lossy(&bytes);
    toml::from_str(&text).map_err(|error| {
        CommandError::usage(format!("could not read `{SETTINGS}`: {}", error.to_string().trim()))
            .hint("it may hold `corpus = [\"DIR\", …]` and `builtin = false`")
    })
}
