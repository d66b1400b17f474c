//! Brings the staging folder to nothing, from whatever state a build ended in or was killed in.
//!
//! The same code runs before a build, after it, and when it fails. It removes a file only if one of
//! four things proves that nobody loses it; see [`Settle::is_expendable`]. A plan that was not completed proves as
//! much of the files that it lists, and that nothing was exchanged.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::digest;
use super::fs::{At, Stamp, entries, find, remove_file, rename_if_free, set_mode};
use super::place::Place;
use super::plan::Plan;
use super::staging::Staging;
use super::swap::{Step, System};

/// What was found in the staging folder.
#[derive(Default)]
pub(super) struct Settled {
    /// Whether anything was there.
    pub(super) found: bool,
    /// Files that somebody put into the old site too late, at the same path in the new one.
    pub(super) rescued: Vec<PathBuf>,
}

/// What becomes of a file in a discarded tree that is not proven to be expendable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stranger {
    /// The tree was the visible site until a moment ago: the file belongs into the new one.
    Rescued,
    /// The tree never was visible: the file stays where it is.
    Left,
}

/// Removes what is in the staging folder, after putting the old site back if its place is empty.
pub(super) fn settle(system: &dyn System, staging: &Staging, place: &Place) -> Result<Settled, PublishError> {
    staging.check_entries()?;
    staging.remove_partials()?;
    let (tree, old) = (staging.tree(), staging.old());
    let Some(plan) = Plan::read(&staging.plan())? else {
        return Ok(Settled { found: remove_unplanned(&tree)?, rescued: Vec::new() });
    };
    let exchanged = find(&place.out)?.is_some_and(|out| plan.is_exchanged(out.ino()));
    let withdrawn = find(&old)?.is_some();
    if withdrawn && !plan.whole {
        // No build withdraws a site before the new one is whole.
        return Err(PublishError::ForeignInStaging { entries: vec![old].into() });
    }
    if withdrawn && !exchanged {
        put_back(&old, place)?;
    }
    let root = if withdrawn && exchanged { old } else { tree };
    let stranger = if exchanged { Stranger::Rescued } else { Stranger::Left };
    let mut settle = Settle { system, root, place, plan, stranger, left: Vec::new(), rescued: Vec::new() };
    settle.root()?;
    let rescued = settle.finish()?;
    remove_file(&staging.plan())?;
    Ok(Settled { found: true, rescued })
}

/// Removes the tree of a build that was killed before it had a plan, and hence before it staged anything.
fn remove_unplanned(tree: &Path) -> Result<bool, PublishError> {
    match fs::remove_dir(tree) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory) => {
            Err(PublishError::ForeignInStaging { entries: vec![tree.to_owned()].into() })
        }
        Err(error) => Err(error).at("remove the folder", tree),
    }
}

/// Puts the old site back; only an empty folder may have come to its place.
fn put_back(old: &Path, place: &Place) -> Result<(), PublishError> {
    match fs::rename(old, &place.out) {
        Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory) => {
            Err(PublishError::Unrestored { saved: old.to_owned(), out: place.out.clone() })
        }
        result => result.at("put back", &place.out),
    }
}

struct Settle<'a> {
    system: &'a dyn System,
    root: PathBuf,
    place: &'a Place,
    plan: Plan,
    stranger: Stranger,
    left: Vec<PathBuf>,
    rescued: Vec<PathBuf>,
}

impl Settle<'_> {
    fn root(&mut self) -> Result<(), PublishError> {
        match find(&self.root)? {
            Some(root) if root.is_dir() => {
                let out = find(&self.place.out)?;
                self.folder(Path::new(""), out.is_some_and(|out| out.is_dir()))
            }
            Some(_) => {
                self.left.push(self.root.clone());
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Clears a folder and removes it, unless something in it was left.
    ///
    /// `mirrored` says that the output has the folder too, and no link on the way to it, through
    /// which a file here would pass for its own twin.
    fn folder(&mut self, folder: &Path, mirrored: bool) -> Result<(), PublishError> {
        let path = self.root.join(folder);
        let left = self.left.len();
        make_writable(&path)?;
        for (name, found) in entries(&path)? {
            self.entry(&folder.join(name), &found, mirrored)?;
        }
        if self.left.len() == left {
            fs::remove_dir(&path).at("remove the folder", &path)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, found: &Metadata, mirrored: bool) -> Result<(), PublishError> {
        let twin = if mirrored { find(&self.place.out.join(path))? } else { None };
        if found.is_dir() {
            let mirrored = twin.is_some_and(|twin| twin.is_dir());
            return if mirrored || self.plan.has_folder(path) {
                self.folder(path, mirrored)
            } else {
                self.stranger(path, None)
            };
        }
        if !self.is_expendable(path, found, twin.as_ref())? {
            return self.stranger(path, twin.as_ref());
        }
        self.system.reached(Step::Removing).at("remove", path)?;
        remove_file(&self.root.join(path))
    }

    /// Whether nobody loses anything if this file or link is removed, because it is
    ///
    /// 1. another name of what stands in the output at the same path;
    /// 2. the kept file of the plan, unwritten since: it was in the output under this path, so
    ///    whoever took it away there meant to;
    /// 3. a file of the old or new site by its content, which a build makes again; or
    /// 4. a copy of what stands in the output at the same path.
    fn is_expendable(&self, path: &Path, found: &Metadata, twin: Option<&Metadata>) -> Result<bool, PublishError> {
        if twin.is_some_and(|twin| twin.ino() == found.ino()) || self.plan.kept.get(path) == Some(&Stamp::of(found)) {
            return Ok(true);
        }
        let (here, there) = (self.root.join(path), self.place.out.join(path));
        if found.is_symlink() {
            let target = fs::read_link(&here).at("follow", &here)?;
            return Ok(twin.is_some_and(Metadata::is_symlink) && fs::read_link(&there).at("follow", &there)? == target);
        }
        let copied = twin.is_some_and(|twin| twin.is_file() && twin.len() == found.len());
        if !found.is_file() || !copied && !self.plan.has_file(path) {
            return Ok(false);
        }
        let digest = digest::of_file(&here)?.0;
        Ok(self.plan.is_file(path, &digest) || copied && digest::of_file(&there)?.0 == digest)
    }

    fn stranger(&mut self, path: &Path, twin: Option<&Metadata>) -> Result<(), PublishError> {
        let (here, there) = (self.root.join(path), self.place.out.join(path));
        if self.stranger == Stranger::Rescued {
            let outdated = |kept: &Stamp| twin.is_some_and(|twin| Stamp::of(twin) == *kept);
            if self.plan.kept.get(path).is_some_and(outdated) {
                // Somebody replaced a kept file after it was carried over: theirs is the later one.
                fs::rename(&here, &there).at("move", &here)?;
                self.rescued.push(path.to_owned());
                return Ok(());
            }
            if twin.is_none() && self.make_room(path)? && rename_if_free(&here, &there)? {
                self.rescued.push(path.to_owned());
                return Ok(());
            }
        }
        self.left.push(here);
        Ok(())
    }

    /// Creates the folder that `path` lies in; says whether there is one.
    fn make_room(&self, path: &Path) -> Result<bool, PublishError> {
        let folder = self.place.out.join(path.parent().unwrap_or(Path::new("")));
        match fs::create_dir_all(&folder) {
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotADirectory) => Ok(false),
            result => result.at("create the folder", &folder).map(|()| true),
        }
    }

    /// Returns what was rescued; an error if something had to be left.
    fn finish(self) -> Result<Vec<PathBuf>, PublishError> {
        match (self.left.is_empty(), self.stranger) {
            (true, _) => Ok(self.rescued),
            (false, Stranger::Left) => Err(PublishError::ForeignInStaging { entries: self.left.into() }),
            (false, Stranger::Rescued) => {
                let out = self.place.out.clone();
                Err(PublishError::Displaced { out, saved: self.left.into() })
            }
        }
    }
}

/// Lets the owner read and clear a folder whose mode forbids it; its mode in the output is another's.
fn make_writable(folder: &Path) -> Result<(), PublishError> {
    let mode = fs::symlink_metadata(folder).at("look at", folder)?.mode();
    if mode & 0o700 == 0o700 {
        return Ok(());
    }
    set_mode(folder, mode | 0o700)
}
