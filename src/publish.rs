//! Publishes a rendered site into a folder: wholly or not at all, and without touching anybody's files.
//!
//! A site is made in a staging folder beside the output and exchanged for the old one in one step. A process
//! may be killed at any moment: the folder then holds the whole old or the whole new site, and the next
//! build removes what is left beside it. A file that no build made stops the build, unless a pattern keeps it.
//!
//! The module writes what it is given; what a site consists of is decided elsewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobSet;

mod digest;
mod error;
mod fs;
mod manifest;
mod place;
mod plan;
mod settle;
mod stage;
mod staging;
mod survey;
mod swap;
#[cfg(test)]
mod tests;

pub use error::{Paths, PublishError};
pub use manifest::MANIFEST;

use manifest::Manifest;
use place::Place;
use settle::{Settled, settle};
use stage::Stage;
use staging::Staging;
use survey::Survey;
use swap::{Kernel, System, put_in_place};

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

/// Verifies that the folder `out` holds the site of a manifest, whole and to the byte, and nothing that stops a build;
/// nothing if it holds another or is to be mended.
///
/// So a site that would be the same need not be made. Clears what an interrupted build left.
pub fn confirm(out: &Path, keep: &GlobSet, manifest: &str) -> Result<Option<Published>, PublishError> {
    if !out.join(MANIFEST).is_file() {
        return Ok(None);
    }
    let place = Place::resolve(out)?;
    let staging = Staging::claim(&place)?;
    let before = settle(&Kernel, &staging, &place)?;
    let survey = Survey::of(&place, keep, staging.user);
    staging.release()?;
    let survey = survey?;
    let found = digest::of_bytes(&survey.manifest.bytes);
    let is_it = found == manifest && survey.ours.len() == survey.manifest.files.len();
    Ok(is_it.then(|| Published {
        out: place.out.clone(),
        unchanged: survey.ours.len(),
        kept: survey.count_kept(),
        bytes: survey.ours.values().map(|stamp| stamp.len).sum(),
        recovered: before.found,
        rescued: before.rescued,
        manifest: found,
        ..Published::default()
    }))
}

fn publish_with(system: &dyn System, out: &Path, request: &Request) -> Result<Published, PublishError> {
    let wanted = Manifest::of(request)?;
    let place = Place::resolve(out)?;
    build(system, &place, request, &wanted).inspect_err(|_| place.remove_created_parents())
}

/// Builds under the lock, between clearing the leftovers of an earlier build and clearing its own.
fn build(system: &dyn System, place: &Place, request: &Request, wanted: &Manifest) -> Result<Published, PublishError> {
    let staging = Staging::claim(place)?;
    let before = settle(system, &staging, place)?;
    let replaced = replace(system, place, &staging, request, wanted);
    let after = settle(system, &staging, place);
    let survey = match replaced {
        Ok(survey) => survey,
        Err(error) => {
            // What cannot be cleared is left to the next build; the first error says what to do.
            let _left = after.and_then(|_| staging.release());
            return Err(error);
        }
    };
    let after = after?;
    staging.release()?;
    Ok(report(place, request, wanted, &survey, [before, after]))
}

/// Puts the new site in the old one's place, unless they are equal; the old one is then in the staging folder.
fn replace(
    system: &dyn System,
    place: &Place,
    staging: &Staging,
    request: &Request,
    wanted: &Manifest,
) -> Result<Survey, PublishError> {
    let survey = Survey::of(place, request.keep, staging.user)?;
    survey.check_collisions(wanted)?;
    if !survey.is_current(wanted) {
        Stage::begin(place, staging, &survey, wanted, system)?.fill(request, wanted)?;
        put_in_place(system, staging, place, survey.occupied)?;
    }
    Ok(survey)
}

fn report(
    place: &Place,
    request: &Request,
    wanted: &Manifest,
    survey: &Survey,
    [before, after]: [Settled; 2],
) -> Published {
    let is_unchanged = |(path, digest): &(&String, &String)| survey.unchanged(path, digest).is_some();
    let unchanged = wanted.files.iter().filter(is_unchanged).count();
    let old = survey.manifest.files.keys();
    Published {
        out: place.out.clone(),
        written: wanted.files.len() - unchanged,
        unchanged,
        removed: old.filter(|path| !wanted.files.contains_key(*path)).count(),
        kept: survey.count_kept(),
        bytes: request.files.values().map(|bytes| bytes.len() as u64).sum(),
        recovered: before.found,
        rescued: before.rescued.into_iter().chain(after.rescued).collect(),
        manifest: digest::of_bytes(&wanted.bytes),
    }
}
