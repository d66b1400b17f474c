//! What a build writes down about every file that it will own or carry, before it makes anything of it.
//!
//! By the plan the next build can tell the files of a killed one from anybody else's. It is a run of records, of
//! which these things hold whenever a build is killed:
//!
//! 1. The beginning is whole or not there: the root of the new site, the files of the old one, and what is kept.
//! 2. Each file of the new site has a record behind it, whole before the file or a folder above it is made. So what
//!    stands behind the last whole record was noted for nothing that is there yet, and is ignored.
//! 3. The end is written when the new site is whole, and before the exchange. A plan without it is one of a site
//!    that was never exchanged.
//!
//! Whether a site with a whole plan was exchanged needs no note: the plan holds the inode of the new site's root,
//! and the output has it or not.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::str;

use super::PublishError;
use super::digest;
use super::fs::{At, Stamp, find, open};
use super::manifest::{MANIFEST, parents};
use super::survey::{Kept, Survey};

/// The last record, without which a plan is not whole.
const END: &[u8] = b"end";

/// The files of the old and the new site, as far as there are any of this, and the kept ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Inode of the new site's root.
    root: u64,
    /// Whether the new site was made as a whole.
    pub(super) whole: bool,
    /// Hashes that a file of the old or the new site has at a path.
    files: BTreeMap<PathBuf, BTreeSet<String>>,
    /// Kept files and links, as they were when they were surveyed.
    pub(super) kept: BTreeMap<PathBuf, Stamp>,
    folders: BTreeSet<PathBuf>,
}

impl Plan {
    /// Begins the way from the site in `survey` to one whose root is the folder with inode `root`.
    pub(super) fn new(root: u64, survey: &Survey) -> Self {
        let mut plan = Self { root, ..Self::default() };
        plan.file(Path::new(MANIFEST), digest::of_bytes(&survey.manifest.bytes));
        for (path, digest) in &survey.manifest.files {
            plan.file(Path::new(path), digest.clone());
        }
        for (path, kept) in &survey.kept {
            match kept {
                Kept::Folder { .. } => {
                    plan.folders.insert(path.clone());
                }
                Kept::Entry(stamp) => {
                    plan.kept.insert(path.clone(), *stamp);
                }
            }
            plan.above(path);
        }
        plan
    }

    /// Whether the new site was put where a folder with the inode `out` is now.
    pub(super) fn is_exchanged(&self, out: u64) -> bool {
        self.whole && self.root == out
    }

    /// Whether a build wrote a file of this content at this path.
    pub(super) fn is_file(&self, path: &Path, digest: &str) -> bool {
        self.files.get(path).is_some_and(|digests| digests.contains(digest))
    }

    /// Whether a file of the old or new site has this path.
    pub(super) fn has_file(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// Whether the old or new site, or what is kept, has a folder at this path.
    pub(super) fn has_folder(&self, path: &Path) -> bool {
        self.folders.contains(path)
    }

    fn file(&mut self, path: &Path, digest: String) {
        self.files.entry(path.to_owned()).or_default().insert(digest);
        self.above(path);
    }

    fn above(&mut self, path: &Path) {
        self.folders.extend(parents(path).map(Path::to_owned));
    }

    /// Returns the plan as records.
    fn encode(&self) -> Vec<u8> {
        let mut out = record(&format!("root {}", self.root), Path::new(""));
        for (path, digests) in &self.files {
            for digest in digests {
                out.extend(file_record(digest, path));
            }
        }
        for (path, Stamp { ino, len, seconds, nanos }) in &self.kept {
            out.extend(record(&format!("kept {ino} {len} {seconds} {nanos} "), path));
        }
        for path in &self.folders {
            out.extend(record("folder ", path));
        }
        out
    }

    /// Reads back what a [`Ledger`] wrote, however far it came; `None` for anything else.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut records = bytes.split(|byte| *byte == 0);
        let whole = records.next_back() == Some(END);
        let (_, root) = word(records.next()?).filter(|(kind, _)| *kind == "root")?;
        let root = str::from_utf8(root).ok()?.parse().ok()?;
        let mut plan = Self { root, whole, ..Self::default() };
        for record in records {
            plan.read_record(record)?;
        }
        Some(plan)
    }

    fn read_record(&mut self, record: &[u8]) -> Option<()> {
        let path = |bytes| PathBuf::from(OsStr::from_bytes(bytes));
        let (kind, rest) = word(record)?;
        match kind {
            "folder" => {
                self.folders.insert(path(rest));
            }
            "file" => {
                let (digest, rest) = word(rest)?;
                self.file(&path(rest), digest.to_owned());
            }
            "kept" => {
                let (ino, rest) = number(rest)?;
                let (len, rest) = number(rest)?;
                let (seconds, rest) = number(rest)?;
                let (nanos, rest) = number(rest)?;
                self.kept.insert(path(rest), Stamp { ino, len, seconds, nanos });
            }
            _ => return None,
        }
        Some(())
    }

    /// Reads the plan at `path`; `None` if there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, PublishError> {
        if find(path)?.is_none() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        open(path)?.read_to_end(&mut bytes).at("read", path)?;
        let unreadable = || PublishError::ForeignStaging { path: path.to_owned() };
        Self::decode(&bytes).map(Some).ok_or_else(unreadable)
    }
}

/// A plan on disk, to which the files of the new site are added one by one.
pub(super) struct Ledger {
    path: PathBuf,
    file: File,
    /// Where the last whole record ends.
    len: u64,
    /// Whether something may stand behind it.
    torn: bool,
}

impl Ledger {
    /// Writes the beginning of a plan to `path`, whole or not at all, by way of `partial`.
    pub(super) fn begin(plan: &Plan, path: PathBuf, partial: &Path) -> Result<Self, PublishError> {
        let bytes = plan.encode();
        let mut file = File::create(partial).at("write", &path)?;
        file.write_all(&bytes).and_then(|()| fs::rename(partial, &path)).at("write", &path)?;
        Ok(Self { path, file, len: bytes.len() as u64, torn: false })
    }

    /// Notes a file of the new site, which may be made from then on.
    pub(super) fn file(&mut self, path: &Path, digest: &str) -> Result<(), PublishError> {
        self.append(&file_record(digest, path))
    }

    /// Notes that the new site is whole.
    pub(super) fn end(&mut self) -> Result<(), PublishError> {
        self.append(END)
    }

    /// Writes behind the last whole record. One writer at a time, so that a process which is killed in a record leaves
    /// none behind it.
    fn append(&mut self, record: &[u8]) -> Result<(), PublishError> {
        if self.torn {
            self.file.set_len(self.len).at("write", &self.path)?;
        }
        self.torn = true;
        self.file.write_all_at(record, self.len).at("write", &self.path)?;
        self.torn = false;
        self.len += record.len() as u64;
        Ok(())
    }
}

fn file_record(digest: &str, path: &Path) -> Vec<u8> {
    record(&format!("file {digest} "), path)
}

/// A record ends in NUL, the one byte that no path contains.
fn record(head: &str, path: &Path) -> Vec<u8> {
    [head.as_bytes(), path.as_os_str().as_bytes(), b"\0"].concat()
}

/// Splits off the first word of a record.
fn word(record: &[u8]) -> Option<(&str, &[u8])> {
    let end = record.iter().position(|byte| *byte == b' ')?;
    let (word, rest) = record.split_at_checked(end)?;
    Some((str::from_utf8(word).ok()?, rest.get(1..)?))
}

/// Splits off the first word of a record, which is a number.
fn number<T: str::FromStr>(record: &[u8]) -> Option<(T, &[u8])> {
    let (digits, rest) = word(record)?;
    Some((digits.parse().ok()?, rest))
}
