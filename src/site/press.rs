//! Renders pages on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::atlas::Atlas;
use super::frame::{self, Base, Frame, Head, Surroundings};
use super::{RenderError, Sink, Watch, twin};
use crate::corpus::Kind;
use crate::parallel;
use crate::theme::Theme;
use crate::wire::ShowAnswer;

/// Files of a site with their paths.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// A page, or several that belong together, not yet rendered.
pub(super) type Job<'a> = Box<dyn Fn(&Press<'a>) -> Result<Files, RenderError> + Send + Sync + 'a>;

/// Work to be done by whichever thread is free.
pub(super) fn job<'a>(work: impl Fn(&Press<'a>) -> Result<Files, RenderError> + Send + Sync + 'a) -> Job<'a> {
    Box::new(work)
}

/// What pages are made with.
pub(super) struct Press<'a> {
    pub(super) atlas: &'a Atlas<'a>,
    theme: &'a Theme,
    pub(super) surroundings: Surroundings,
}

impl<'a> Press<'a> {
    pub(super) fn new(atlas: &'a Atlas<'a>, theme: &'a Theme, base: Base) -> Self {
        Self { atlas, theme, surroundings: Surroundings::new(atlas.kb, base) }
    }

    /// Renders one page, and its content as Markdown.
    pub(super) fn page(&self, head: &Head, page: &impl Serialize) -> Result<Files, RenderError> {
        #[derive(Serialize)]
        struct Data<'a, T> {
            frame: Frame<'a>,
            page: &'a T,
        }
        let data = Data { frame: Frame::new(&self.surroundings, head), page };
        let failed = |source| RenderError::Page { path: head.path.clone(), source };
        let html = self.theme.render(head.template, &data).map_err(failed)?;
        let mut files = Files::new();
        if let Some(path) = head.markdown() {
            files.push((path, self.twin(&html).into_bytes()));
        }
        files.push((head.path.clone(), html.into_bytes()));
        Ok(files)
    }

    /// The content of a page as Markdown, with links to that of other pages.
    fn twin(&self, html: &str) -> String {
        let text = twin::markdown(html, &|href| {
            let path = href.split('#').next().unwrap_or_default();
            let is_own = !href.contains("://");
            frame::twin(path).filter(|_| is_own).unwrap_or_else(|| href.to_owned())
        });
        let Surroundings { provenance, licences, .. } = &self.surroundings;
        format!("{text}\n---\n\nReported incidents, not rates. {provenance}. Licence: {}.\n", licences.join(", "))
    }

    /// Fills a template that is no page.
    pub(super) fn file(&self, path: &str, template: &str, page: &impl Serialize) -> Result<Files, RenderError> {
        #[derive(Serialize)]
        struct Data<'a, T> {
            page: &'a T,
        }
        let failed = |source| RenderError::Page { path: path.to_owned(), source };
        let text = self.theme.render(template, &Data { page }).map_err(failed)?;
        Ok(vec![(path.to_owned(), text.into_bytes())])
    }

    /// Renders the page of a record, with its data.
    pub(super) fn record(
        &self,
        head: &Head,
        page: &impl Serialize,
        kind: Kind,
        id: &str,
    ) -> Result<Files, RenderError> {
        let mut files = self.page(head, page)?;
        if let (Some(path), Some(answer)) = (head.json(), ShowAnswer::new(self.atlas.kb, kind, id)) {
            files.extend(Self::json(&path, &answer)?);
        }
        Ok(files)
    }

    /// Writes an answer as the command line would.
    pub(super) fn json(path: &str, answer: &impl Serialize) -> Result<Files, RenderError> {
        let failed = |source| RenderError::Json { path: path.to_owned(), source };
        let mut bytes = serde_json::to_vec(answer).map_err(failed)?;
        bytes.push(b'\n');
        Ok(vec![(path.to_owned(), bytes)])
    }

    /// Does every job and hands over what it makes.
    ///
    /// Once a job has failed, none behind it is begun, but all before it are done: what the first of all failures is does
    /// not depend on timing.
    pub(super) fn run<E: From<RenderError> + Send>(
        &self,
        jobs: &[Job<'a>],
        watch: Watch<'_>,
        sink: Sink<'_, E>,
    ) -> Result<(), E> {
        let (count, failed) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
        let jobs: Vec<(usize, &Job<'a>)> = jobs.iter().enumerate().collect();
        let done = parallel::map(&jobs, usize::MAX, |(at, job)| {
            if failed.load(Ordering::Relaxed) < *at {
                return Ok(());
            }
            let done = job(self).map_err(E::from).and_then(|files| hand_over(files, sink));
            watch(count.fetch_add(1, Ordering::Relaxed) + 1, jobs.len());
            done.inspect_err(|_| {
                failed.fetch_min(*at, Ordering::Relaxed);
            })
        });
        done.into_iter().collect()
    }
}

/// Hands over files one by one, so that each can be let go of before the next.
pub(super) fn hand_over<E>(files: Files, sink: Sink<'_, E>) -> Result<(), E> {
    files.into_iter().try_for_each(|(path, bytes)| sink(path, bytes))
}
