//! The folder beside the output in which a site is made: its name, its lock, and the proof that it is ours.
//!
//! The lock is on the folder itself, so the kernel lifts it when the process dies and no lock file stays.
//! The claim in it repeats the folder's own inode number: a copy of it, or a folder that somebody
//! gave the same name, does not pass for ours and is never touched.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::PublishError;
use super::fs::{At, entries, find, open, remove_file};
use super::place::Place;

const CLAIM: &str = "claim";
const PARTIAL: &str = "partial";
/// Owner only, for half a site is nobody's business; and sticky, which marks an empty folder as
/// ours: a process killed before it wrote the claim left nothing else.
const MODE: u32 = 0o1700;
const STICKY: u32 = 0o1000;

/// The staging folder of one output, locked by this process.
pub(super) struct Staging {
    path: PathBuf,
    /// The user that this process creates files as.
    pub(super) user: u32,
    /// Held until this is dropped.
    _lock: File,
}

impl Staging {
    /// Creates the staging folder of `place`, or takes over what an interrupted build left, and locks it.
    pub(super) fn claim(place: &Place) -> Result<Self, PublishError> {
        let mut name = OsString::from(".");
        name.push(&place.name);
        name.push(".precedent-staging");
        let path = place.parent.join(name);
        let lock = lock(&path, place)?;
        let ino = lock.metadata().at("look at", &path)?.ino();
        let expected =
            [b"precedent.staging.v1\n", ino.to_string().as_bytes(), b"\n", place.name.as_bytes(), b"\n"].concat();
        if !is_claimed(&path, &expected)? {
            write_claim(&path, &expected)?;
        }
        let user = fs::symlink_metadata(path.join(CLAIM)).at("look at", &path)?.uid();
        Ok(Self { path, user, _lock: lock })
    }

    /// The root of the site that is being made; after an exchange in one step, of the old site.
    pub(super) fn tree(&self) -> PathBuf {
        self.path.join("tree")
    }

    /// The root of the old site after an exchange in two steps.
    pub(super) fn old(&self) -> PathBuf {
        self.path.join("old")
    }

    /// What is known of the files in `tree` and `old`.
    pub(super) fn plan(&self) -> PathBuf {
        self.path.join("plan")
    }

    /// A file that may be half-written, one of any number; it is renamed when it is whole.
    pub(super) fn partial(&self, number: usize) -> PathBuf {
        self.path.join(format!("{PARTIAL}-{number}"))
    }

    /// Removes what is half-written, which is nobody's but ours.
    pub(super) fn remove_partials(&self) -> Result<(), PublishError> {
        for (name, _) in entries(&self.path)? {
            if is_partial(&name) {
                remove_file(&self.path.join(name))?;
            }
        }
        Ok(())
    }

    /// Fails if something lies in the staging folder that no build puts there.
    pub(super) fn check_entries(&self) -> Result<(), PublishError> {
        let known = [CLAIM, "tree", "old", "plan"];
        let foreign = |name: &OsString| !known.iter().any(|known| name == known) && !is_partial(name);
        let names = entries(&self.path)?.into_iter().map(|(name, _)| name);
        let strangers: Vec<_> = names.filter(foreign).map(|name| self.path.join(name)).collect();
        if strangers.is_empty() {
            return Ok(());
        }
        Err(PublishError::ForeignInStaging { entries: strangers.into() })
    }

    /// Removes the folder, which must hold nothing but the claim.
    pub(super) fn release(&self) -> Result<(), PublishError> {
        remove_file(&self.path.join(CLAIM))?;
        fs::remove_dir(&self.path).at("remove the folder", &self.path)
    }
}

/// Whether a name is one of a half-written file.
fn is_partial(name: &OsString) -> bool {
    let rest = name.to_str().and_then(|name| name.strip_prefix(PARTIAL));
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|n| n.parse::<usize>().is_ok()))
}

/// How often a lock that somebody holds is tried again, and how long it is waited before. A program that is being started
/// by another thread holds copies of this one's locks until it runs.
const PATIENCE: u32 = 20;
const WAIT: Duration = Duration::from_millis(5);

/// Returns the locked folder at `path`, which is created if it is missing.
fn lock(path: &Path, place: &Place) -> Result<File, PublishError> {
    let mut patience = PATIENCE;
    loop {
        match DirBuilder::new().mode(MODE).create(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(error).at("create the folder", path);
            }
            Ok(()) | Err(_) => {}
        }
        // A build that ended meanwhile has removed the folder: create it again.
        let Some(folder) = open_folder(path)? else {
            continue;
        };
        match folder.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if patience > 0 => {
                patience -= 1;
                std::thread::sleep(WAIT);
                continue;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(PublishError::Busy { out: place.out.clone() });
            }
            Err(TryLockError::Error(error)) => return Err(error).at("lock", path),
        }
        // Another build may have ended and removed this folder between opening and locking it.
        let locked = folder.metadata().at("look at", path)?.ino();
        if find(path)?.is_some_and(|found| found.ino() == locked) {
            return Ok(folder);
        }
    }
}

/// Opens the folder at `path`; `None` if nothing is there, an error if it is not a folder.
fn open_folder(path: &Path) -> Result<Option<File>, PublishError> {
    if find(path)?.is_some_and(|found| !found.is_dir()) {
        return Err(PublishError::ForeignStaging { path: path.to_owned() });
    }
    match open(path) {
        Err(PublishError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// Whether the folder holds a whole claim; an error if nothing shows that a build made it.
fn is_claimed(path: &Path, expected: &[u8]) -> Result<bool, PublishError> {
    let foreign = || PublishError::ForeignStaging { path: path.to_owned() };
    let found = entries(path)?;
    let Some((_, claim)) = found.iter().find(|(name, _)| name == CLAIM) else {
        let mode = fs::symlink_metadata(path).at("look at", path)?.mode();
        let ours = found.is_empty() && mode & STICKY != 0;
        return if ours { Ok(false) } else { Err(foreign()) };
    };
    if !claim.is_file() {
        return Err(foreign());
    }
    let mut content = Vec::new();
    let limit = expected.len() as u64 + 1;
    open(&path.join(CLAIM))?.take(limit).read_to_end(&mut content).at("read", path)?;
    // A process killed while it wrote the claim left the beginning of it, and nothing else.
    let begun = found.len() == 1 && expected.starts_with(&content);
    if content == expected || begun { Ok(content == expected) } else { Err(foreign()) }
}

/// Writes the claim; where that fails the folder is removed again, for it holds nothing else.
fn write_claim(path: &Path, claim: &[u8]) -> Result<(), PublishError> {
    let file = path.join(CLAIM);
    let written = File::create(&file).and_then(|mut file| file.write_all(claim));
    written.at("write", &file).inspect_err(|_| {
        // What cannot be removed is an empty claim, which the next build recognises.
        let _leftover = fs::remove_file(&file).and_then(|()| fs::remove_dir(path));
    })
}
