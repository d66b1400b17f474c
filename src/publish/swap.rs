//! Puts the staged site in the output's place: one rename for a new folder, an exchange for an old one.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use super::PublishError;
use super::fs::{At, find, is_unsupported};
use super::place::Place;
use super::staging::Staging;

/// A point in a build at which a test may interfere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The plan is begun, the tree is empty.
    Planned,
    /// A file is in the plan, and nothing has been made for it yet.
    Noted,
    /// A file is about to be written.
    Writing,
    /// The tree is whole.
    Staged,
    /// The old site is in the staging folder, the new one not yet in its place.
    Withdrawn,
    /// The new site is in place.
    Exchanged,
    /// A file of a tree that is no longer needed is about to be removed.
    Removing,
}

/// What a build asks of the system where tests need another answer.
pub(super) trait System: Sync {
    /// Exchanges two folders in one step.
    fn exchange(&self, a: &Path, b: &Path) -> rustix::io::Result<()> {
        rustix::fs::renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)
    }

    /// Gives a file or symbolic link a second name.
    fn link(&self, file: &Path, name: &Path) -> io::Result<()> {
        fs::hard_link(file, name)
    }

    /// Is told how far the build has come; an error stops it.
    fn reached(&self, _step: Step) -> io::Result<()> {
        Ok(())
    }
}

/// The system as it is.
pub(super) struct Kernel;

impl System for Kernel {}

/// Puts the staged tree in the output's place; `occupied` is the inode of the folder that it replaces.
pub(super) fn put_in_place(
    system: &dyn System,
    staging: &Staging,
    place: &Place,
    occupied: Option<u64>,
) -> Result<(), PublishError> {
    let changed = || PublishError::Changed { path: place.out.clone() };
    let put = match occupied {
        // A rename replaces an empty folder and no other.
        None => rename(&staging.tree(), &place.out),
        Some(ino) => {
            if find(&place.out)?.is_none_or(|found| found.ino() != ino) {
                return Err(changed());
            }
            match system.exchange(&staging.tree(), &place.out) {
                Err(error) if is_unsupported(error) => exchange_in_two_steps(system, staging, place),
                result => result,
            }
        }
    };
    match put {
        Err(Errno::BUSY) => Err(PublishError::MountPoint { path: place.out.clone() }),
        Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR | Errno::NOENT) => Err(changed()),
        Err(error) if error == Errno::XDEV || is_unsupported(error) => {
            Err(PublishError::NotExchangeable { out: place.out.clone(), source: error.into() })
        }
        result => result.at("exchange", &place.out),
    }?;
    system.reached(Step::Exchanged).at("exchange", &place.out)
}

/// Moves the old site aside and the new one in; a process that dies in between leaves no folder at
/// the output, and the next build puts the old one back.
fn exchange_in_two_steps(system: &dyn System, staging: &Staging, place: &Place) -> rustix::io::Result<()> {
    rename(&place.out, &staging.old())?;
    system.reached(Step::Withdrawn).map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    rename(&staging.tree(), &place.out)
}

fn rename(from: &Path, to: &Path) -> rustix::io::Result<()> {
    fs::rename(from, to).map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))
}
