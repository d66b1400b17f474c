//! Makes the new site in the staging folder, out of links to what is unchanged or kept and of new files.
//!
//! Nothing is flushed to the disk file by file: that would take seconds for ten thousand files and protects
//! against a loss of power only, after which a site is built again. The death of a process loses nothing
//! that the kernel has accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::PublishError;
use super::digest;
use super::fs::{At, Stamp, find, remove_file, set_mode};
use super::manifest::{MANIFEST, Manifest, check_path, parents};
use super::plan::{Ledger, Plan};
use super::settle::Settled;
use super::survey::{Kept, Survey};
use super::swap::{Step, put_in_place};
use super::workshop::Workshop;

/// The new site while it is made.
pub(super) struct Stage<'a> {
    workshop: Workshop<'a>,
    survey: Survey,
    tree: PathBuf,
    added: Mutex<Added>,
    /// How many files were begun under a name of their own.
    partials: AtomicUsize,
}

/// What has been noted of the new site; whoever holds it is the only one to note.
struct Added {
    ledger: Ledger,
    /// Hashes by path.
    files: BTreeMap<String, String>,
    folders: BTreeSet<PathBuf>,
    /// Size of the files.
    bytes: u64,
}

impl<'a> Stage<'a> {
    /// Creates the root of the new site and begins the plan of what will be in it.
    pub(super) fn begin(workshop: Workshop<'a>, survey: Survey) -> Result<Self, PublishError> {
        let tree = workshop.staging.tree();
        fs::create_dir(&tree).at("create the folder", &tree)?;
        let root = fs::symlink_metadata(&tree).at("look at", &tree)?.ino();
        let plan = Plan::new(root, &survey);
        let ledger = Ledger::begin(&plan, workshop.staging.plan(), &workshop.staging.partial(0))?;
        workshop.system.reached(Step::Planned).at("write", &tree)?;
        let added = Added { ledger, files: BTreeMap::new(), folders: BTreeSet::new(), bytes: 0 };
        Ok(Self { workshop, survey, tree, added: Mutex::new(added), partials: AtomicUsize::new(1) })
    }

    /// The folder that the site goes into.
    pub(super) fn out(&self) -> &Path {
        &self.workshop.place.out
    }

    pub(super) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Adds a file to the tree, after it was noted.
    pub(super) fn add(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let digest = digest::of_bytes(bytes);
        let unchanged = self.survey.unchanged(path, &digest);
        self.note(path, digest, bytes.len())?;
        let path = Path::new(path);
        match unchanged {
            Some(stamp) if self.link(path, stamp)? => Ok(()),
            _ => self.write(path, bytes),
        }
    }

    /// Notes a file that may stand at `path`, and then makes the folders above it.
    fn note(&self, path: &str, digest: String, len: usize) -> Result<(), PublishError> {
        let mut added = self.added();
        added.check(path)?;
        self.survey.check_collision(path)?;
        added.ledger.file(Path::new(path), &digest)?;
        self.workshop.system.reached(Step::Noted).at("write", &self.tree.join(path))?;
        self.folders_above(&mut added, Path::new(path))?;
        added.files.insert(path.to_owned(), digest);
        added.bytes += len as u64;
        Ok(())
    }

    fn added(&self) -> MutexGuard<'_, Added> {
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the manifest of what was added, and the size of it.
    pub(super) fn manifest(&self, generator: &str) -> Result<(Manifest, u64), PublishError> {
        let added = self.added();
        Ok((Manifest::new(added.files.clone(), generator)?, added.bytes))
    }

    /// Adds the manifest and all that is kept to a tree that has the whole site, and puts it in the old site's place,
    /// which then is in the staging folder.
    pub(super) fn complete(&self, wanted: &Manifest) -> Result<(), PublishError> {
        let mut added = self.added();
        added.ledger.file(Path::new(MANIFEST), &digest::of_bytes(&wanted.bytes))?;
        self.write(Path::new(MANIFEST), &wanted.bytes)?;
        for (path, kept) in &self.survey.kept {
            self.folders_above(&mut added, path)?;
            match kept {
                Kept::Folder { .. } => self.folder(&mut added, path)?,
                Kept::Entry(_) => self.carry(path)?,
            }
        }
        self.set_modes()?;
        added.ledger.end()?;
        let Workshop { system, place, staging, .. } = &self.workshop;
        system.reached(Step::Staged).at("write", &self.tree)?;
        put_in_place(*system, staging, place, self.survey.occupied)
    }

    /// Clears what is not in place.
    pub(super) fn close(self) -> Result<(Survey, Settled), PublishError> {
        let settled = self.workshop.close()?;
        Ok((self.survey, settled))
    }

    /// A name for a file that is being written.
    fn partial(&self) -> PathBuf {
        self.workshop.staging.partial(self.partials.fetch_add(1, Ordering::Relaxed))
    }

    /// Writes a file under a name of its own and renames it, so that a file in the tree is whole
    /// or not there.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        let (target, partial) = (self.tree.join(path), self.partial());
        self.workshop.system.reached(Step::Writing).at("write", &target)?;
        write_file(&partial, bytes).at("write", &target)?;
        fs::rename(&partial, &target).at("write", &target)
    }

    /// Links an old file of the site into the tree; says whether it is still the verified one.
    fn link(&self, path: &Path, stamp: Stamp) -> Result<bool, PublishError> {
        let target = self.tree.join(path);
        // Whatever the reason that there is no link, the file can be written.
        if self.workshop.system.link(&self.out().join(path), &target).is_err() {
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
        let source = self.out().join(path);
        match self.workshop.system.link(&source, &self.tree.join(path)) {
            Ok(()) => Ok(()),
            // A copy would leave the original in a mount that stays behind with the old site.
            Err(error) if error.kind() == ErrorKind::CrossesDevices => Err(PublishError::MountPoint { path: source }),
            Err(_refused) => find(&source)?.map_or(Ok(()), |found| self.copy(path, &found)),
        }
    }

    fn copy(&self, path: &Path, found: &Metadata) -> Result<(), PublishError> {
        let (source, target) = (self.out().join(path), self.tree.join(path));
        if found.is_symlink() {
            let aim = fs::read_link(&source).at("follow", &source)?;
            return symlink(aim, &target).at("create the link", &target);
        }
        let partial = self.partial();
        fs::copy(&source, &partial).at("copy", &source)?;
        // Writing clears what the upper bits said.
        set_mode(&partial, found.mode())?;
        if digest::of_file(&partial)?.0 != digest::of_file(&source)?.0 {
            return Err(PublishError::Changed { path: source });
        }
        fs::rename(&partial, &target).at("write", &target)
    }

    fn folders_above(&self, added: &mut Added, path: &Path) -> Result<(), PublishError> {
        let missing: Vec<_> = parents(path).take_while(|parent| !added.folders.contains(*parent)).collect();
        missing.into_iter().rev().try_for_each(|parent| self.folder(added, parent))
    }

    fn folder(&self, added: &mut Added, path: &Path) -> Result<(), PublishError> {
        if !added.folders.contains(path) {
            let target = self.tree.join(path);
            fs::create_dir(&target).at("create the folder", &target)?;
            added.folders.insert(path.to_owned());
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

impl Added {
    /// Fails unless a file may stand at `path` beside those that are there.
    fn check(&self, path: &str) -> Result<(), PublishError> {
        check_path(&self.files, path)?;
        if self.files.contains_key(path) {
            return Err(PublishError::Repeated { path: path.to_owned() });
        }
        if !self.folders.contains(Path::new(path)) {
            return Ok(());
        }
        // Of a file and one below it, the lower one is named, whichever came first.
        let above = format!("{path}/");
        let below = self.files.range(above..).next().map_or_else(|| path.to_owned(), |(below, _)| below.clone());
        Err(PublishError::SitePath { path: below })
    }
}

/// Writes a file with the mode that the umask leaves; the caller renames it when it is whole.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create(path)?.write_all(bytes)
}
