//! A site on its way into a folder, file by file.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use globset::GlobSet;

use super::fs::At;
use super::manifest::Manifest;
use super::settle::Settled;
use super::stage::Stage;
use super::survey::Survey;
use super::swap::System;
use super::workshop::Workshop;
use super::{PublishError, Published, digest};

/// A site that is being published: files come in any order and from any thread, and each is written at once.
///
/// The folder stays what it was until [`Publication::finish`]. A publication that is dropped leaves nothing behind.
#[must_use = "a publication that is not finished changes nothing"]
pub struct Publication<'a> {
    stage: Stage<'a>,
    generator: String,
    /// What an earlier build had left.
    before: Settled,
    /// Whether a file is missing because it could not be added.
    failed: AtomicBool,
}

impl<'a> Publication<'a> {
    /// Takes the lock, clears leftovers, takes stock of the folder and makes room for the new site beside it.
    pub(super) fn begin(
        system: &'a dyn System,
        out: &Path,
        keep: &GlobSet,
        generator: &str,
    ) -> Result<Self, PublishError> {
        let (workshop, before) = Workshop::open(system, out)?;
        let survey = Survey::of(&workshop.place, keep, workshop.staging.user)?;
        let stage = Stage::begin(workshop, survey)?;
        Ok(Self { stage, generator: generator.to_owned(), before, failed: AtomicBool::new(false) })
    }

    /// Fails if a file of the site at `path` and what is kept exclude each other.
    pub(super) fn check_collision(&self, path: &str) -> Result<(), PublishError> {
        self.stage.survey().check_collision(path)
    }

    /// Adds a file of the site, the parts of whose path are separated by `/`.
    ///
    /// One that the folder has already is linked, any other written. After an error the site cannot be finished.
    pub fn add(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.stage.add(path, bytes).inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }

    /// Puts the site in place.
    ///
    /// A site that is there already, to the byte, is left alone. On an error the folder is what it was; the variants
    /// of [`PublishError`] that a site was published in spite of say so.
    pub fn finish(self) -> Result<Published, PublishError> {
        let out = self.stage.out().to_owned();
        if self.failed.into_inner() {
            let missing = std::io::Error::other("a file of the site could not be added");
            return Err(missing).at("complete the site for", &out);
        }
        let (wanted, bytes) = self.stage.manifest(&self.generator)?;
        if !self.stage.survey().is_current(&wanted) {
            self.stage.complete(&wanted)?;
        }
        let (survey, after) = self.stage.close()?;
        Ok(report(out, bytes, &wanted, &survey, [self.before, after]))
    }
}

fn report(out: PathBuf, bytes: u64, wanted: &Manifest, survey: &Survey, [before, after]: [Settled; 2]) -> Published {
    let is_unchanged = |(path, digest): &(&String, &String)| survey.unchanged(path, digest).is_some();
    let unchanged = wanted.files.iter().filter(is_unchanged).count();
    let old = survey.manifest.files.keys();
    Published {
        out,
        written: wanted.files.len() - unchanged,
        unchanged,
        removed: old.filter(|path| !wanted.files.contains_key(*path)).count(),
        kept: survey.count_kept(),
        bytes,
        recovered: before.found,
        rescued: before.rescued.into_iter().chain(after.rescued).collect(),
        manifest: digest::of_bytes(&wanted.bytes),
    }
}
