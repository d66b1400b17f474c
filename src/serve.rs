//! The site over HTTP, from memory: what one version of it answers, and a server to which a new version can be given.
//!
//! A [`Watch`] hears of changes; whoever holds it renders the site anew and hands it to [`Running::show`]. If that cannot
//! be done, the pages that were served before stay, each with what is wrong at its head. Nothing is written to disk, and
//! a built site has nothing of what is added to its pages here.

mod address;
mod answer;
mod page;
mod path;
mod server;
mod showing;
mod watch;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

pub use address::{Address, BasePath, InvalidBasePath};
pub use server::{Running, Server};
pub use watch::{Event, Watch};

/// Why there is no site to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, in a sentence without a full stop.
    pub headline: String,
    /// What it came of, the nearest cause first.
    pub causes: Vec<String>,
    /// What to do.
    pub hints: Vec<String>,
    /// The findings that are behind it.
    pub findings: Vec<Diagnostic>,
}

/// Why the site could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is in use, or not of this machine, or not allowed.
    #[error("could not listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The server could not be set up or stopped.
    #[error("the server could not be run")]
    Run(#[source] io::Error),
    /// The system has no way of watching, or no more of it.
    #[error("could not watch for changes")]
    Watcher(#[source] notify::Error),
    /// A folder cannot be watched.
    #[error("could not watch `{}` for changes", path.display())]
    Watch {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: notify::Error,
    },
}

impl ServeError {
    /// What whoever keeps the machine can do.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        let listening = [
            (io::ErrorKind::AddrInUse, "choose another port with `--port`; `--port 0` takes one that is free"),
            (
                io::ErrorKind::PermissionDenied,
                "ports below 1024 are often not for everybody; choose another with `--port`",
            ),
            (io::ErrorKind::AddrNotAvailable, "`--host` has to be an address of this machine"),
        ];
        match self {
            Self::Listen { source, .. } => {
                listening.into_iter().find(|(kind, _)| *kind == source.kind()).map(|(_, hint)| hint)
            }
            Self::Watcher(source) | Self::Watch { source, .. } => {
                let is_limit = matches!(source.kind, notify::ErrorKind::MaxFilesWatch);
                is_limit.then_some(
                    "the system allows no more watches; `fs.inotify.max_user_watches` says how many on Linux",
                )
            }
            Self::Run(_) => None,
        }
    }
}
