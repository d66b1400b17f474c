//! Publishes a rendered site into a folder: wholly or not at all, and without touching anybody's files.
//!
//! A site is made in a staging folder beside the output, each file when it comes, and exchanged for the old one in
//! one step when all are there. A process may be killed at any moment: the folder then holds the whole old or the whole new site, and the next
//! build removes what is left beside it. A file that no build made stops the build, unless a pattern keeps it.
//!
//! The module writes what it is given; what a site consists of is decided elsewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use globset::GlobSet;

mod digest;
mod error;
mod fs;
mod manifest;
mod place;
mod plan;
mod publication;
mod settle;
mod stage;
mod staging;
mod survey;
mod swap;
#[cfg(test)]
mod tests;
mod workshop;

pub use error::{Paths, PublishError};
pub use manifest::MANIFEST;
pub use publication::Publication;

use crate::parallel;
use manifest::check_paths;
use survey::Survey;
use swap::{Kernel, System};
use workshop::Workshop;

/// More threads than this wait for the disk instead of writing.
const MAX_WRITERS: usize = 8;

/// A site to be published, and what must survive in the folder that it goes into.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Content by relative path, the parts of which are separated by `/`.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// Patterns, on paths relative to the output, of what is carried over although no build made it.
    ///
    /// A pattern that matches a folder keeps everything in it.
    pub keep: &'a GlobSet,
    /// Name and version of the program, as the manifest states it.
    pub generator: &'a str,
}

/// What publishing came to; the manifest is not counted anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The folder that the site is in, without symbolic links.
    pub out: PathBuf,
    /// Files of the site that were not there before, or with other content.
    pub written: usize,
    /// Files of the site that were there already.
    pub unchanged: usize,
    /// Files of the old site that the new one does not have.
    pub removed: usize,
    /// Files and links that were carried over because a pattern keeps them.
    pub kept: usize,
    /// Size of all files of the site.
    pub bytes: u64,
    /// Whether the leftovers of an interrupted build were cleared first.
    pub recovered: bool,
    /// Paths that somebody put into the folder during the exchange and that are in the new site.
    ///
    /// The next build stops at those that no pattern keeps.
    pub rescued: Vec<PathBuf>,
    /// SHA-256 of the manifest, in hexadecimal: tells this site from any other, to the byte.
    pub manifest: String,
}

/// Publishes a site into the folder `out`, which is created with its parents if it does not exist.
///
/// Equal requests leave equal bytes in any folder. A site that is there already, to the byte, is verified
/// and left alone. On an error the folder is what it was; the variants of [`PublishError`] that a site was
/// published in spite of say so.
pub fn publish(out: &Path, request: &Request) -> Result<Published, PublishError> {
    publish_with(&Kernel, out, request)
}

/// Begins to publish a site of which not all files are there yet; otherwise as [`publish`].
///
/// No other build can write into `out` until the publication is finished or dropped.
pub fn begin(out: &Path, keep: &GlobSet, generator: &str) -> Result<Publication<'static>, PublishError> {
    Publication::begin(&Kernel, out, keep, generator)
}

/// Verifies that the folder `out` holds the site of a manifest, whole and to the byte, and nothing that stops a build;
/// nothing if it holds another or is to be mended.
///
/// So a site that would be the same need not be made. Clears what an interrupted build left.
pub fn confirm(out: &Path, keep: &GlobSet, manifest: &str) -> Result<Option<Published>, PublishError> {
    if !out.join(MANIFEST).is_file() {
        return Ok(None);
    }
    let (workshop, before) = Workshop::open(&Kernel, out)?;
    let survey = Survey::of(&workshop.place, keep, workshop.staging.user)?;
    let out = workshop.place.out.clone();
    workshop.close()?;
    let found = digest::of_bytes(&survey.manifest.bytes);
    let is_it = found == manifest && survey.ours.len() == survey.manifest.files.len();
    Ok(is_it.then(|| Published {
        out,
        unchanged: survey.ours.len(),
        kept: survey.count_kept(),
        bytes: survey.ours.values().map(|stamp| stamp.len).sum(),
        recovered: before.found,
        rescued: before.rescued,
        manifest: found,
        ..Published::default()
    }))
}

/// Publishes a site of which all files are there, so that what is wrong with their paths is found before any is written.
fn publish_with(system: &dyn System, out: &Path, request: &Request) -> Result<Published, PublishError> {
    check_paths(request.files)?;
    let publication = Publication::begin(system, out, request.keep, request.generator)?;
    request.files.keys().try_for_each(|path| publication.check_collision(path))?;
    let files: Vec<(&String, &Vec<u8>)> = request.files.iter().collect();
    let failed = AtomicBool::new(false);
    let added = parallel::map(&files, MAX_WRITERS, |(path, bytes)| {
        if failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        publication.add(path, bytes).inspect_err(|_| failed.store(true, Ordering::Relaxed))
    });
    added.into_iter().collect::<Result<(), _>>()?;
    publication.finish()
}
