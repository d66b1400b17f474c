//! What the last build into a folder was made from and came to, so that a site which would be the same is not made again.
//!
//! It is kept in the cache folder and only ever saves time: one that is missing, damaged, or of another corpus, theme,
//! address or version of the program leads to a whole build.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Args;
use crate::cli::context::Look;
use crate::corpus::hex;
use crate::record::Url;
use crate::site::Rendered;
use crate::theme::Theme;
use crate::wire::CorpusRef;

/// What is kept; the oldest go.
const MOST_KEPT: usize = 32;
/// Bytes of a state at most.
const LARGEST: u64 = 1_000_000;
const PREFIX: &str = "site-";
const READY: &str = "state";

/// What a build came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    /// A digest of everything that the site was made from.
    key: String,
    /// The digest of its manifest.
    pub(super) manifest: String,
    pub(super) pages: usize,
    pub(super) files: usize,
    pub(super) corpora: Vec<CorpusRef>,
    pub(super) left_out: Vec<String>,
}

/// Where the state of the builds into one folder is, and what it has to be of.
pub(super) struct Earlier {
    look: Look,
    path: PathBuf,
    key: String,
}

impl Earlier {
    /// Asks for a build of these corpora, not read yet, into the folder that was named.
    pub(super) fn of(look: Look, args: &Args, theme: &Theme) -> Option<Self> {
        let out = std::path::absolute(&args.out).ok()?;
        let name = digest(&[look.name.as_bytes(), out.as_os_str().as_encoded_bytes()]);
        let path = look.cache.join(format!("{PREFIX}{}.{READY}", name.get(..16)?));
        let mut include = args.include.clone();
        include.sort();
        let code = concat!(env!("CARGO_PKG_VERSION"), "+", env!("PRECEDENT_CODE"));
        let address = args.base_url.as_ref().map_or("", Url::as_str);
        let seen = look.key();
        let include = include.join(" ");
        let made_from = [code.as_bytes(), seen.as_bytes(), theme.digest(), address.as_bytes(), include.as_bytes()];
        Some(Self { key: digest(&made_from), look, path })
    }

    /// What the last build came to, if it was one of the same.
    pub(super) fn state(&self) -> Option<State> {
        let since = fs::metadata(&self.path).ok()?.modified().ok()?;
        let bytes = crate::fs::read_bounded(&self.path, LARGEST).ok()?;
        let state: State = serde_json::from_slice(&bytes).ok()?;
        (state.key == self.key && self.look.is_settled_by(since)).then_some(state)
    }

    /// Keeps what a build came to. Where that is not possible the next one takes longer.
    pub(super) fn keep(&self, state: State) {
        let state = State { key: self.key.clone(), ..state };
        let kept = serde_json::to_vec(&state).map_err(std::io::Error::from).and_then(|bytes| self.write(&bytes));
        // All that is lost is time.
        drop(kept);
        forget_old(&self.look.cache);
    }

    fn write(&self, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.look.cache)?;
        let unfinished = self.path.with_extension(format!("{}.new", std::process::id()));
        let written = File::create(&unfinished).and_then(|mut file| file.write_all(bytes));
        written.and_then(|()| fs::rename(&unfinished, &self.path)).inspect_err(|_| drop(fs::remove_file(&unfinished)))
    }
}

impl State {
    /// What a build came to, before it is known what it was made from.
    pub(super) fn new(manifest: String, rendered: Rendered, corpora: Vec<CorpusRef>) -> Self {
        let Rendered { pages, files } = rendered;
        Self { key: String::new(), manifest, pages, files, corpora, left_out: Vec::new() }
    }
}

/// A digest of some parts, none of which can pass for the end of another.
fn digest(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    hex(&digest.finalize())
}

/// Removes all but the newest states; whatever else is in the folder stays.
fn forget_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut states: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            let is_state = name.starts_with(PREFIX) && path.extension().is_some_and(|state| state == READY);
            is_state.then(|| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))?
        })
        .collect();
    states.sort();
    let old = states.len().saturating_sub(MOST_KEPT);
    for (_, path) in states.into_iter().take(old) {
        // What cannot be removed stays.
        drop(fs::remove_file(path));
    }
}
