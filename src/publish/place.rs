//! Where the site goes: the real folder behind the path that was given, and its parent.

use std::env;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::fs::{At, find, is_mount_point};

/// As many links as the kernel follows in one path.
const MAX_LINKS: usize = 40;

/// The output and its parent, without symbolic links; the parent exists.
pub(super) struct Place {
    pub(super) out: PathBuf,
    pub(super) parent: PathBuf,
    pub(super) name: OsString,
    /// Parents that did not exist before, outermost first.
    created: Vec<PathBuf>,
}

impl Place {
    /// Finds the folder behind `given`, and creates the folders above it that are missing.
    pub(super) fn resolve(given: &Path) -> Result<Self, PublishError> {
        let path = follow(given)?;
        let mut created = Vec::new();
        let result = locate(&path, &mut created);
        let (parent, name) = result.inspect_err(|_| remove_folders(&created))?;
        let place = Self { out: parent.join(&name), parent, name, created };
        place.check()?;
        Ok(place)
    }

    /// Fails if what stands at the output cannot be exchanged; asked again once the lock is held.
    pub(super) fn check(&self) -> Result<Option<Metadata>, PublishError> {
        // A current folder that no longer exists is not inside the output either.
        if env::current_dir().is_ok_and(|current| current.starts_with(&self.out)) {
            return Err(PublishError::CurrentFolder { out: self.out.clone() });
        }
        let Some(found) = find(&self.out)? else {
            return Ok(None);
        };
        if !found.is_dir() {
            return Err(PublishError::NotAFolder { path: self.out.clone() });
        }
        let above = fs::symlink_metadata(&self.parent).at("look at", &self.parent)?;
        if above.dev() != found.dev() || is_mount_point(&self.out) {
            return Err(PublishError::MountPoint { path: self.out.clone() });
        }
        Ok(Some(found))
    }
}

impl Drop for Place {
    /// Removes the parents that were created for a site that did not come to be; below one that did they are not empty.
    fn drop(&mut self) {
        remove_folders(&self.created);
    }
}

/// Follows the links that the last part of `path` is, also to a target that does not exist.
fn follow(path: &Path) -> Result<PathBuf, PublishError> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        if !find(&path)?.is_some_and(|found| found.is_symlink()) {
            break;
        }
        let target = fs::read_link(&path).at("follow", &path)?;
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Ok(path)
}

/// Returns the real parent of `path` and the name in it.
fn locate(path: &Path, created: &mut Vec<PathBuf>) -> Result<(PathBuf, OsString), PublishError> {
    let mut path = path.to_owned();
    if path.file_name().is_none() {
        // `.`, `..` and the root have names only once they are resolved.
        path = fs::canonicalize(&path).at("find", &path)?;
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(PublishError::MountPoint { path });
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    create_folders(parent, created)?;
    let parent = fs::canonicalize(parent).at("find", parent)?;
    Ok((parent, name.to_owned()))
}

/// Creates `folder` and what is missing above it, and notes what was created.
fn create_folders(folder: &Path, created: &mut Vec<PathBuf>) -> Result<(), PublishError> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        create_folders(above, created)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => created.push(folder.to_owned()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
        Err(error) => return Err(error).at("create the folder", folder),
    }
    Ok(())
}

/// Removes empty folders, the innermost first.
fn remove_folders(created: &[PathBuf]) {
    for folder in created.iter().rev() {
        // A folder that somebody has put something into stays; the error that led here is reported.
        let _in_use = fs::remove_dir(folder);
    }
}
