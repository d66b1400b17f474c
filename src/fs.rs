//! Reads, lists and writes files so that every error names its path; knows no formats.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// A file operation that could not be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened or read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is larger than what its reader wants to hold.
    #[error("`{}` is larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound.
        limit: u64,
    },
    /// What should be a file is a folder, a pipe, a socket or a device.
    #[error("`{}` is not a file", path.display())]
    NotAFile {
        /// What stands there.
        path: PathBuf,
    },
    /// A file is there already, and is not to be overwritten.
    #[error("`{}` is there already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder could not be written.
    #[error("could not write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file was changed by somebody else between being read and being written.
    #[error("`{}` was changed by another program meanwhile", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A folder could not be listed.
    #[error("could not list `{}`", path.display())]
    List {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// The same of another path: whoever asked for one file need not hear of another.
    fn at(self, path: &Path) -> Self {
        let Self::Write { source, .. } = self else { return self };
        Self::Write { path: path.to_owned(), source }
    }
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path, beginning with the folder's.
    pub path: PathBuf,
    /// Its name, with what is not Unicode replaced; for display and for comparing with known names.
    pub name: String,
    /// What it is, once links are followed.
    pub kind: EntryKind,
    /// True if it is a symbolic link.
    pub is_link: bool,
}

/// What an entry of a folder is, once links are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A socket, a device, a pipe, or a link that leads nowhere.
    Other,
}

/// Reads a file of at most `limit` bytes, without reading more than that of a larger one.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    // A pipe would be waited for without end once it is opened.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(Error::NotAFile { path: path.to_owned() });
    }
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Error::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Lists a folder in the order of names.
pub fn list(folder: &Path) -> Result<Vec<Entry>, Error> {
    let failed = |source| Error::List { path: folder.to_owned(), source };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let path = entry.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let kind = kind_of(&path);
        entries.push(Entry { path, name, kind, is_link });
    }
    entries.sort();
    Ok(entries)
}

/// True if a path leads, once links are followed, to something outside of a folder; not if it leads nowhere.
#[must_use]
pub fn leads_out_of(folder: &Path, path: &Path) -> bool {
    let real = (std::fs::canonicalize(folder), std::fs::canonicalize(path));
    matches!(real, (Ok(folder), Ok(path)) if !path.starts_with(&folder))
}

/// Makes a folder, with those above it, unless it is there.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// Writes a file that is not there yet, wholly or not at all; whatever stands at the path stays as it is.
pub fn create(path: &Path, content: &str) -> Result<(), Error> {
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(Error::Exists { path: path.to_owned() });
    }
    let beside = beside(path);
    create_in_place(&beside, content).map_err(|error| error.at(path))?;
    // A second name, unlike a rename, is never put in the place of what has come meanwhile.
    let named = std::fs::hard_link(&beside, path);
    // The file beside is ours; that it could not be removed is no reason to say that nothing was written.
    drop(std::fs::remove_file(&beside));
    match named {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::Exists { path: path.to_owned() }),
        // Not every file system has second names.
        Err(_unsupported) => create_in_place(path, content),
    }
}

fn create_in_place(path: &Path, content: &str) -> Result<(), Error> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|source| {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::AlreadyExists {
            Error::Exists { path }
        } else {
            Error::Write { path, source }
        }
    })?;
    file.write_all(content.as_bytes()).map_err(|source| {
        // Half a file would be in the way of the next attempt; that it could not be written is what is reported.
        drop(std::fs::remove_file(path));
        Error::Write { path: path.to_owned(), source }
    })
}

/// Where a file is made before it gets its name.
fn beside(path: &Path) -> PathBuf {
    const ENOUGH: usize = 60;
    let name: String = path
        .file_name()
        .into_iter()
        .flat_map(|name| name.to_string_lossy().chars().take(ENOUGH).collect::<Vec<_>>())
        .collect();
    path.with_file_name(format!(".{name}.{}.partial", std::process::id()))
}

/// Exchanges the content of a file in one step, if it still is what was read; a link is followed.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let real = std::fs::canonicalize(path).map_err(failed)?;
    let permissions = std::fs::metadata(&real).map_err(failed)?.permissions();
    let beside = beside(&real);
    create_in_place(&beside, after).map_err(|error| error.at(path))?;
    let exchange = || {
        std::fs::set_permissions(&beside, permissions).map_err(failed)?;
        let limit = u64::try_from(before.len()).unwrap_or(u64::MAX);
        if !read_bounded(&real, limit).is_ok_and(|found| found == before.as_bytes()) {
            return Err(Error::Changed { path: path.to_owned() });
        }
        std::fs::rename(&beside, &real).map_err(failed)
    };
    exchange().inspect_err(|_| {
        // Why the exchange failed is what is reported; the file beside is ours.
        drop(std::fs::remove_file(&beside));
    })
}

fn kind_of(path: &Path) -> EntryKind {
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_file() => EntryKind::File,
        Ok(meta) if meta.is_dir() => EntryKind::Folder,
        // A link that cannot be followed is reported by whoever reads it.
        Ok(_) | Err(_) => EntryKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_refused_without_being_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), &[b'a'; 100]).unwrap();
        assert_eq!(read_bounded(&path, 100).unwrap().len(), 100);
        assert!(matches!(read_bounded(&path, 99), Err(Error::TooLarge { limit: 99, .. })));
    }

    #[test]
    fn what_is_there_is_not_overwritten_and_what_has_changed_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        create(&path, "one").unwrap();
        assert!(matches!(create(&path, "two"), Err(Error::Exists { .. })));
        assert!(matches!(replace(&path, "other", "two"), Err(Error::Changed { .. })));
        assert_eq!(read_bounded(&path, 10).unwrap(), b"one");
        replace(&path, "one", "two").unwrap();
        assert_eq!(read_bounded(&path, 10).unwrap(), b"two");
        assert_eq!(list(folder.path()).unwrap().len(), 1, "nothing is left beside it");
    }

    #[test]
    fn errors_name_the_path() {
        let error = read_bounded(Path::new("/no/such/file"), 1).unwrap_err();
        assert_eq!(error.to_string(), "could not read `/no/such/file`");
    }
}
