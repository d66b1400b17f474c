//! Renders pages on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::RenderError;
use super::atlas::Atlas;
use super::frame::{Frame, Head, Surroundings};
use crate::theme::Theme;

/// Files of a site with their paths.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// A page, or several that belong together, not yet rendered.
pub(super) type Job<'a> = Box<dyn Fn(&Press<'a>) -> Result<Files, RenderError> + Send + Sync + 'a>;

/// What pages are made with.
pub(super) struct Press<'a> {
    pub(super) atlas: &'a Atlas<'a>,
    theme: &'a Theme,
    surroundings: Surroundings,
}

impl<'a> Press<'a> {
    pub(super) fn new(atlas: &'a Atlas<'a>, theme: &'a Theme) -> Self {
        Self { atlas, theme, surroundings: Surroundings::new(atlas.kb) }
    }

    /// Renders one page.
    pub(super) fn page(&self, head: &Head, page: &impl Serialize) -> Result<Files, RenderError> {
        #[derive(Serialize)]
        struct Data<'a, T> {
            frame: Frame<'a>,
            page: &'a T,
        }
        let data = Data { frame: Frame::new(&self.surroundings, head), page };
        let failed = |source| RenderError::Page { path: head.path.clone(), source };
        let html = self.theme.render(head.template, &data).map_err(failed)?;
        Ok(vec![(head.path.clone(), html.into_bytes())])
    }

    /// Does every job; fails with the failure of the first that fails.
    pub(super) fn run(&self, jobs: &[Job<'a>]) -> Result<Files, RenderError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = jobs.get(at) else { return done };
                done.push((at, job(self)));
            }
        };
        let mut done: Vec<(usize, Result<Files, RenderError>)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let finished = workers.into_iter().map(|worker| worker.join());
            finished.flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        done.sort_by_key(|(at, _)| *at);
        let mut files = Vec::new();
        for (_, result) in done {
            files.extend(result?);
        }
        Ok(files)
    }
}
