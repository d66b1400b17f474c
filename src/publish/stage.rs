//! Makes the new site in the staging folder, out of links to what is unchanged or kept and of new files.
//!
//! Nothing is flushed to the disk file by file: that would take seconds for ten thousand files and protects
//! against a loss of power only, after which a site is built again. The death of a process loses nothing
//! that the kernel has accepted.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::digest;
use super::fs::{At, Stamp, find, remove_file, set_mode};
use super::manifest::{MANIFEST, Manifest, parents};
use super::place::Place;
use super::plan::Plan;
use super::staging::Staging;
use super::survey::{Kept, Survey};
use super::swap::{Step, System};
use super::{PublishError, Request};
use crate::parallel;

/// More threads than this wait for the disk instead of writing.
const MAX_WRITERS: usize = 8;

/// The new site while it is made.
pub(super) struct Stage<'a> {
    place: &'a Place,
    staging: &'a Staging,
    survey: &'a Survey,
    system: &'a dyn System,
    tree: PathBuf,
    made: BTreeSet<PathBuf>,
}

impl<'a> Stage<'a> {
    /// Creates the root of the new site and writes down what will be in it.
    pub(super) fn begin(
        place: &'a Place,
        staging: &'a Staging,
        survey: &'a Survey,
        wanted: &Manifest,
        system: &'a dyn System,
    ) -> Result<Self, PublishError> {
        let tree = staging.tree();
        fs::create_dir(&tree).at("create the folder", &tree)?;
        let root = fs::symlink_metadata(&tree).at("look at", &tree)?.ino();
        Plan::new(root, wanted, survey).write(&staging.plan(), &staging.partial())?;
        system.reached(Step::Planned).at("write", &tree)?;
        Ok(Self { place, staging, survey, system, tree, made: BTreeSet::new() })
    }

    /// Fills the tree with the whole site and all that is kept.
    pub(super) fn fill(mut self, request: &Request, wanted: &Manifest) -> Result<(), PublishError> {
        for path in wanted.files.keys() {
            self.folders_above(Path::new(path))?;
        }
        let files: Vec<(&String, &String)> = wanted.files.iter().collect();
        let threads = AtomicUsize::new(0);
        let partial = || self.staging.partial_of(threads.fetch_add(1, Ordering::Relaxed));
        let failed = AtomicBool::new(false);
        let site_file = |partial: &mut PathBuf, (path, digest): &(&String, &String)| {
            if failed.load(Ordering::Relaxed) {
                return Ok(());
            }
            let bytes = request.files.get(*path).map_or(&[][..], Vec::as_slice);
            let written = self.site_file(path, digest, bytes, partial);
            written.inspect_err(|_| failed.store(true, Ordering::Relaxed))
        };
        parallel::map_with(&files, MAX_WRITERS, partial, site_file).into_iter().collect::<Result<(), _>>()?;
        self.write(Path::new(MANIFEST), &wanted.bytes, &self.staging.partial())?;
        for (path, kept) in &self.survey.kept {
            self.folders_above(path)?;
            match kept {
                Kept::Folder { .. } => self.folder(path)?,
                Kept::Entry(_) => self.carry(path)?,
            }
        }
        self.set_modes()?;
        self.system.reached(Step::Staged).at("write", &self.tree)
    }

    fn site_file(&self, path: &str, digest: &str, bytes: &[u8], partial: &Path) -> Result<(), PublishError> {
        match self.survey.unchanged(path, digest) {
            Some(stamp) if self.link(Path::new(path), stamp)? => Ok(()),
            _ => self.write(Path::new(path), bytes, partial),
        }
    }

    /// Writes a file under a name of its own and renames it, so that a file in the tree is whole
    /// or not there.
    fn write(&self, path: &Path, bytes: &[u8], partial: &Path) -> Result<(), PublishError> {
        let target = self.tree.join(path);
        self.system.reached(Step::Writing).at("write", &target)?;
        write_file(partial, bytes).at("write", &target)?;
        fs::rename(partial, &target).at("write", &target)
    }

    /// Links an old file of the site into the tree; says whether it is still the verified one.
    fn link(&self, path: &Path, stamp: Stamp) -> Result<bool, PublishError> {
        let target = self.tree.join(path);
        // Whatever the reason that there is no link, the file can be written.
        if self.system.link(&self.place.out.join(path), &target).is_err() {
            return Ok(false);
        }
        let verified = find(&target)?.is_some_and(|found| Stamp::of(&found) == stamp);
        if !verified {
            remove_file(&target)?;
        }
        Ok(verified)
    }

    /// Carries over what stands at a kept path: the same inode where the file system allows, else a
    /// verified copy. What has gone since the survey was taken away by its owner.
    fn carry(&self, path: &Path) -> Result<(), PublishError> {
        let source = self.place.out.join(path);
        match self.system.link(&source, &self.tree.join(path)) {
            Ok(()) => Ok(()),
            // A copy would leave the original in a mount that stays behind with the old site.
            Err(error) if error.kind() == ErrorKind::CrossesDevices => Err(PublishError::MountPoint { path: source }),
            Err(_refused) => find(&source)?.map_or(Ok(()), |found| self.copy(path, &found)),
        }
    }

    fn copy(&self, path: &Path, found: &Metadata) -> Result<(), PublishError> {
        let (source, target) = (self.place.out.join(path), self.tree.join(path));
        if found.is_symlink() {
            let aim = fs::read_link(&source).at("follow", &source)?;
            return symlink(aim, &target).at("create the link", &target);
        }
        let partial = self.staging.partial();
        fs::copy(&source, &partial).at("copy", &source)?;
        // Writing clears what the upper bits said.
        set_mode(&partial, found.mode())?;
        if digest::of_file(&partial)?.0 != digest::of_file(&source)?.0 {
            return Err(PublishError::Changed { path: source });
        }
        fs::rename(&partial, &target).at("write", &target)
    }

    fn folders_above(&mut self, path: &Path) -> Result<(), PublishError> {
        let missing: Vec<_> = parents(path).take_while(|parent| !self.made.contains(*parent)).collect();
        missing.into_iter().rev().try_for_each(|parent| self.folder(parent))
    }

    fn folder(&mut self, path: &Path) -> Result<(), PublishError> {
        if self.made.insert(path.to_owned()) {
            let target = self.tree.join(path);
            fs::create_dir(&target).at("create the folder", &target)?;
        }
        Ok(())
    }

    /// Gives folders the modes of the old ones, the innermost first: a mode may forbid to write.
    fn set_modes(&self) -> Result<(), PublishError> {
        for (path, kept) in self.survey.kept.iter().rev() {
            if let Kept::Folder { mode } = kept {
                set_mode(&self.tree.join(path), *mode)?;
            }
        }
        self.survey.mode.map_or(Ok(()), |mode| set_mode(&self.tree, mode))
    }
}

/// Writes a file with the mode that the umask leaves; the caller renames it when it is whole.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create(path)?.write_all(bytes)
}
