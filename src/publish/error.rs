//! What can stop a build from being published, in words that name the path, and the way out of it.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// How many paths a message spells out before it only counts.
const NAMED: usize = 3;

/// Paths as a message shows them: the first few in backticks, then how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths(Vec<PathBuf>);

impl Paths {
    /// Returns every path, also those that a message leaves out.
    pub fn as_slice(&self) -> &[PathBuf] {
        &self.0
    }

    fn first(&self) -> &Path {
        self.0.first().map_or(Path::new(""), PathBuf::as_path)
    }
}

impl From<Vec<PathBuf>> for Paths {
    fn from(mut paths: Vec<PathBuf>) -> Self {
        paths.sort();
        Self(paths)
    }
}

impl fmt::Display for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, path) in self.0.iter().take(NAMED).enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", path.display())?;
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Why a site was not published, or not without a remainder.
///
/// Unless a variant says otherwise, the output is what it was before, and nothing was left beside it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The operating system refused an operation on one path.
    #[error("could not {action} `{}`", path.display())]
    Io {
        /// What was attempted, as it reads after "could not".
        action: &'static str,
        /// The path it was attempted on.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },
    /// A path of the site is not one that may be written.
    #[error(
        "expected a relative path without `.`, `..` or empty parts, not below another file and not the manifest's, found `{path}`"
    )]
    SitePath {
        /// The offending path.
        path: String,
    },
    /// Two files of the site have the same path.
    #[error("expected every file of the site once, found `{path}` twice")]
    Repeated {
        /// The path.
        path: String,
    },
    /// The output is a file, or something else that is not a folder.
    #[error("expected a folder to write the site into, found the file `{}`", path.display())]
    NotAFolder {
        /// The output as it was found.
        path: PathBuf,
    },
    /// The output holds the folder that this process stands in.
    #[error("`{}` is the current folder or contains it, and is exchanged as a whole", out.display())]
    CurrentFolder {
        /// The output.
        out: PathBuf,
    },
    /// The output, or a folder in it, is where a file system is mounted.
    #[error("`{}` is a mount point, which cannot be exchanged for another folder", path.display())]
    MountPoint {
        /// The mount point.
        path: PathBuf,
    },
    /// The output is not empty and no manifest says that an earlier build made it.
    #[error("expected a new or empty folder or one made by an earlier build, found `{}` with {entries} and no manifest", out.display())]
    NotOurs {
        /// The output.
        out: PathBuf,
        /// What lies in it.
        entries: Paths,
    },
    /// The output holds files that no build made, or that changed since.
    #[error("`{}` holds {}", out.display(), found(unlisted, altered))]
    Strangers {
        /// The output.
        out: PathBuf,
        /// Paths that the manifest does not list and no keep pattern matches.
        unlisted: Paths,
        /// Paths that the manifest lists with other content.
        altered: Paths,
    },
    /// A kept path and a path of the site exclude each other.
    #[error("`{}` is to be kept, but the site has a file in its place", path.display())]
    Collision {
        /// The kept path.
        path: PathBuf,
    },
    /// A kept path is neither file, folder nor symbolic link.
    #[error("expected a file, folder or symbolic link to keep, found `{}`, a socket, pipe or device", path.display())]
    SpecialFile {
        /// The kept path.
        path: PathBuf,
    },
    /// The manifest cannot be parsed.
    #[error("expected the manifest of an earlier build, found `{}`, which cannot be read as one", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Where parsing stopped.
        source: serde_json::Error,
    },
    /// The manifest is of another kind than this program writes.
    #[error("expected a manifest of schema `{expected}`, found `{found}` in `{}`", path.display())]
    ManifestSchema {
        /// The manifest.
        path: PathBuf,
        /// What it declares.
        found: String,
        /// What this program writes.
        expected: &'static str,
    },
    /// Another process holds the lock on the output's staging folder.
    #[error("another build is writing into `{}`", out.display())]
    Busy {
        /// The output.
        out: PathBuf,
    },
    /// Something bears the staging folder's name and nothing proves that a build made it; it was not touched.
    #[error("expected `{}` to be free for staging, found something that no build made", path.display())]
    ForeignStaging {
        /// What bears the name.
        path: PathBuf,
    },
    /// A leftover staging folder holds files that no build made; they were not touched.
    #[error("the staging folder of an interrupted build holds {entries}, which no build made")]
    ForeignInStaging {
        /// The files, each with the staging folder.
        entries: Paths,
    },
    /// Files that somebody put into the old site while it was exchanged, and whose names the published site uses.
    ///
    /// The new site is in place; the files lie in the staging folder.
    #[error("files put into `{}` while the site was exchanged are saved as {saved}, for the site has files of these names", out.display())]
    Displaced {
        /// The output.
        out: PathBuf,
        /// Where the files are.
        saved: Paths,
    },
    /// The old site could not be put back, because its place was taken; it lies whole in the staging folder.
    #[error("the old site is saved as `{}`, for something else took its place at `{}`", saved.display(), out.display())]
    Unrestored {
        /// Where the old site is.
        saved: PathBuf,
        /// The output.
        out: PathBuf,
    },
    /// The output or a kept file was replaced while the site was being staged.
    #[error("expected `{}` to stay as it was during the build, found it changed", path.display())]
    Changed {
        /// What changed.
        path: PathBuf,
    },
    /// The file system cannot rename the output.
    #[error("the file system cannot exchange `{}` for another folder", out.display())]
    NotExchangeable {
        /// The output.
        out: PathBuf,
        /// The refusal.
        source: io::Error,
    },
}

/// Says in one phrase what in the output is not the build's own.
fn found(unlisted: &Paths, altered: &Paths) -> String {
    let count = |paths: &Paths| match paths.0.len() {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    let made = || format!("{} that no build made ({unlisted})", count(unlisted));
    let changed = || format!("{} changed since the last build ({altered})", count(altered));
    match (unlisted.0.is_empty(), altered.0.is_empty()) {
        (false, false) => format!("{} and {}", made(), changed()),
        (true, _) => changed(),
        (_, true) => made(),
    }
}

impl PublishError {
    /// Returns the way out, as an imperative sentence without full stop.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Io { source, path, .. } => return io_hint(source, path),
            Self::SitePath { .. } | Self::Repeated { .. } => return None,
            Self::NotAFolder { .. } => "name a folder, or move the file away".to_owned(),
            Self::CurrentFolder { .. } => "build from outside the folder, or choose another".to_owned(),
            Self::MountPoint { path } => format!("write into a folder below `{}`", path.display()),
            Self::NotOurs { .. } => "choose a new or empty folder; what lies in this one stays as it is".to_owned(),
            Self::Strangers { unlisted, altered, .. } => strangers_hint(unlisted, altered),
            Self::Collision { path } => {
                format!("move `{}` out of the folder, or keep less", path.display())
            }
            Self::SpecialFile { path } => format!("remove `{}`, or move it away", path.display()),
            Self::Manifest { .. } | Self::ManifestSchema { .. } => {
                "build with the version that wrote it, or choose a new folder".to_owned()
            }
            Self::Busy { .. } => "wait until it has ended, then build again".to_owned(),
            Self::ForeignStaging { path } => {
                format!("look at `{}`, move it away, then build again", path.display())
            }
            Self::ForeignInStaging { entries: saved } | Self::Displaced { saved, .. } => {
                format!("move {saved} to where they belong, then build again")
            }
            Self::Unrestored { saved, out } => {
                format!("move `{}` away and `{}` in its place, then build again", out.display(), saved.display())
            }
            Self::Changed { .. } => "build again while nothing else writes there".to_owned(),
            Self::NotExchangeable { out, .. } => {
                format!("choose a new folder, or move `{}` away", out.display())
            }
        })
    }
}

/// Returns the way out of having files that are not the build's own.
fn strangers_hint(unlisted: &Paths, altered: &Paths) -> String {
    let example = if unlisted.0.is_empty() { altered } else { unlisted }.first();
    format!("move them out of the folder, or keep them with patterns such as `--keep {}`", example.display())
}

/// Returns the way out of a refusal by the operating system, where one is known.
fn io_hint(source: &io::Error, path: &Path) -> Option<String> {
    let kind = source.kind();
    if matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        return Some("free some space, then build again".to_owned());
    }
    if matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) {
        let path = path.display();
        return Some(format!("get access to `{path}` and the folder it is in, or choose another folder"));
    }
    None
}
