//! The output and the staging folder beside it, for as long as this process has the lock.

use std::path::Path;

use super::PublishError;
use super::place::Place;
use super::settle::{Settled, settle};
use super::staging::Staging;
use super::swap::System;

/// Where a site is made and where it goes. However a build ends, what it has not put in place is cleared.
pub(super) struct Workshop<'a> {
    pub(super) system: &'a dyn System,
    pub(super) place: Place,
    pub(super) staging: Staging,
    closed: bool,
}

impl<'a> Workshop<'a> {
    /// Takes the lock for `out` and clears what an interrupted build left, which is told as well.
    pub(super) fn open(system: &'a dyn System, out: &Path) -> Result<(Self, Settled), PublishError> {
        let place = Place::resolve(out)?;
        let staging = Staging::claim(&place)?;
        let before = settle(system, &staging, &place)?;
        Ok((Self { system, place, staging, closed: false }, before))
    }

    /// Clears what this build left, and lifts the lock.
    pub(super) fn close(mut self) -> Result<Settled, PublishError> {
        self.closed = true;
        self.clear()
    }

    fn clear(&self) -> Result<Settled, PublishError> {
        let settled = settle(self.system, &self.staging, &self.place)?;
        self.staging.release()?;
        Ok(settled)
    }
}

impl Drop for Workshop<'_> {
    fn drop(&mut self) {
        if !self.closed {
            // What cannot be cleared is left to the next build; the error that led here says what to do.
            let _left = self.clear();
        }
    }
}
