//! What lies in the output before a build: its own files, verified, what is kept, and what stops it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::ops::Bound::{Included, Unbounded};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use globset::GlobSet;

use super::PublishError;
use super::digest;
use super::fs::{Stamp, check_clearable, entries, is_mount_point};
use super::manifest::{MANIFEST, Manifest, parents};
use super::place::Place;

/// Something in the output that is carried into the new site.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kept {
    /// A folder, made again with its mode.
    Folder { mode: u32 },
    /// A file or symbolic link, carried as it is.
    Entry(Stamp),
}

/// The output as it was found; every file in it is accounted for.
#[derive(Default)]
pub(super) struct Survey {
    /// Inode of the output, if it is there and not empty: an empty one is simply replaced.
    pub(super) occupied: Option<u64>,
    /// Mode of the output, if it is there.
    pub(super) mode: Option<u32>,
    /// The manifest of the old site.
    pub(super) manifest: Manifest,
    /// Files of the old site whose content is what the manifest says.
    pub(super) ours: BTreeMap<String, Stamp>,
    /// What is carried over, a folder before what is in it.
    pub(super) kept: BTreeMap<PathBuf, Kept>,
}

impl Survey {
    /// Takes stock of the output; an error if it is not ours to write into.
    pub(super) fn of(place: &Place, keep: &GlobSet, user: u32) -> Result<Self, PublishError> {
        let Some(root) = place.check()? else {
            return Ok(Self::default());
        };
        let mode = Some(root.mode());
        let found = entries(&place.out)?;
        if found.is_empty() {
            return Ok(Self { mode, ..Self::default() });
        }
        let out = place.out.clone();
        let Some(manifest) = Manifest::read(&out)? else {
            let names: Vec<_> = found.into_iter().map(|(name, _)| name.into()).collect();
            return Err(PublishError::NotOurs { out, entries: names.into() });
        };
        check_clearable(&out, &root, user)?;
        let folders = manifest.folders().into_iter().map(Path::to_owned).collect();
        let occupied = Some(root.ino());
        let survey = Self { occupied, mode, manifest, ..Self::default() };
        let mut walk = Walk {
            out,
            keep,
            user,
            device: root.dev(),
            folders,
            survey,
            listed: Vec::new(),
            unlisted: Vec::new(),
            altered: Vec::new(),
        };
        walk.folder(Path::new(""), Cover::None)?;
        walk.finish()
    }

    /// Whether the output holds `wanted` already, to the byte.
    pub(super) fn is_current(&self, wanted: &Manifest) -> bool {
        self.manifest.bytes == wanted.bytes && self.ours.len() == wanted.files.len()
    }

    /// How many files and links are carried over.
    pub(super) fn count_kept(&self) -> usize {
        self.kept.values().filter(|kept| matches!(kept, Kept::Entry(_))).count()
    }

    /// Returns the verified old file at `path` if its content is `digest`.
    pub(super) fn unchanged(&self, path: &str, digest: &str) -> Option<Stamp> {
        let listed = self.manifest.files.get(path)?;
        if listed == digest { self.ours.get(path).copied() } else { None }
    }

    /// Fails if something is kept at the path of a file of the new site, or below it, or if a kept file is above it.
    pub(super) fn check_collision(&self, path: &str) -> Result<(), PublishError> {
        let path = Path::new(path);
        let is_entry = |above: &&Path| matches!(self.kept.get(*above), Some(Kept::Entry(_)));
        // Paths are ordered part by part: what is at and below one stands together.
        let at_or_below =
            || self.kept.range::<Path, _>((Included(path), Unbounded)).map(|(kept, _)| kept.as_path()).next();
        let kept = parents(path).find(is_entry).or_else(|| at_or_below().filter(|kept| kept.starts_with(path)));
        kept.map_or(Ok(()), |kept| Err(PublishError::Collision { path: kept.to_owned() }))
    }
}

/// Whether a keep pattern matches the folder that the walk is in, or one above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cover {
    None,
    Kept,
}

/// What was found below a folder.
struct Below {
    empty: bool,
    carries: bool,
}

/// A file that the manifest lists, not read yet.
struct Listed {
    path: String,
    cover: Cover,
}

struct Walk<'a> {
    out: PathBuf,
    keep: &'a GlobSet,
    user: u32,
    device: u64,
    /// Folders of the old site.
    folders: BTreeSet<PathBuf>,
    survey: Survey,
    listed: Vec<Listed>,
    unlisted: Vec<PathBuf>,
    altered: Vec<PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, cover: Cover) -> Result<Below, PublishError> {
        let mut below = Below { empty: true, carries: false };
        for (name, found) in entries(&self.out.join(folder))? {
            below.empty = false;
            let path = folder.join(name);
            if path == Path::new(MANIFEST) {
                continue;
            }
            let cover = match cover {
                Cover::None if !self.is_kept(&path, &found) => Cover::None,
                Cover::None | Cover::Kept => Cover::Kept,
            };
            below.carries |=
                if found.is_dir() { self.subfolder(path, &found, cover)? } else { self.file(path, &found, cover)? };
        }
        Ok(below)
    }

    /// Whether a pattern matches; one that ends in `/` matches folders.
    fn is_kept(&self, path: &Path, found: &Metadata) -> bool {
        self.keep.is_match(path) || found.is_dir() && self.keep.is_match(path.join(""))
    }

    /// Takes stock of a folder; says whether anything in it is carried.
    fn subfolder(&mut self, path: PathBuf, found: &Metadata, cover: Cover) -> Result<bool, PublishError> {
        let full = self.out.join(&path);
        if self.device != found.dev() || is_mount_point(&full) {
            return Err(PublishError::MountPoint { path: full });
        }
        let below = self.folder(&path, cover)?;
        if !below.empty {
            check_clearable(&full, found, self.user)?;
        }
        let ours = self.folders.contains(path.as_path());
        let carried = cover == Cover::Kept || below.carries;
        if carried {
            self.survey.kept.insert(path, Kept::Folder { mode: found.mode() });
        } else if below.empty && !ours {
            self.unlisted.push(path.join(""));
        }
        Ok(carried)
    }

    /// Takes stock of anything but a folder; says whether it is carried.
    fn file(&mut self, path: PathBuf, found: &Metadata, cover: Cover) -> Result<bool, PublishError> {
        let listed = path.to_str().filter(|path| self.survey.manifest.files.contains_key(*path));
        match (listed, cover) {
            (Some(path), _) if found.is_file() => {
                self.listed.push(Listed { path: path.to_owned(), cover });
                return Ok(false);
            }
            (_, Cover::Kept) if !found.is_file() && !found.is_symlink() => {
                return Err(PublishError::SpecialFile { path: self.out.join(path) });
            }
            (_, Cover::Kept) => {
                self.survey.kept.insert(path, Kept::Entry(Stamp::of(found)));
                return Ok(true);
            }
            (Some(_), Cover::None) => self.altered.push(path),
            (None, Cover::None) => self.unlisted.push(path),
        }
        Ok(false)
    }

    /// Reads every listed file: one whose content is not what the manifest says is no longer ours.
    fn finish(mut self) -> Result<Survey, PublishError> {
        let read = digest::in_parallel(&self.listed, |file| digest::of_file(&self.out.join(&file.path)));
        for (Listed { path, cover }, read) in self.listed.into_iter().zip(read) {
            let (digest, stamp) = read?;
            if self.survey.manifest.files.get(&path) == Some(&digest) {
                self.survey.ours.insert(path, stamp);
            } else if cover == Cover::Kept {
                self.survey.kept.insert(path.into(), Kept::Entry(stamp));
            } else {
                self.altered.push(path.into());
            }
        }
        if self.unlisted.is_empty() && self.altered.is_empty() {
            return Ok(self.survey);
        }
        let (unlisted, altered) = (self.unlisted.into(), self.altered.into());
        Err(PublishError::Strangers { out: self.out, unlisted, altered })
    }
}
