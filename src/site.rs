//! The static site: every file by its path, all of them as a value or one after the other, as they are rendered.
//!
//! A page is a function of the atlas (`atlas::Atlas`), in which everything that pages look up has been prepared. So
//! pages can be rendered in any order, and are, on all cores.

mod about;
mod atlas;
mod builder;
mod card;
mod charts;
mod checklist;
mod cite;
mod facet;
mod feed;
mod frame;
mod home;
mod incident;
mod incidents;
mod links;
mod listing;
mod machine;
mod matrix;
mod pattern;
mod press;
mod product;
mod safeguard;
mod search;
mod similar;
mod standard;
mod structured;
mod twin;
mod vendor;
mod year;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::corpus::{Kind, hex};
use crate::kb::{Entry, KnowledgeBase};
use crate::record::Url;
use crate::search::IndexError;
use crate::theme::{Theme, ThemeError};

pub use frame::POLICY;
pub use links::BrokenLink;

use atlas::Atlas;
use frame::Base;
use links::{Links, Page};
use press::{Job, Press, hand_over};

/// Every file of the site, by its path relative to the root, parts separated by `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Why the site could not be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A page could not be made.
    #[error("could not render `{path}`")]
    Page {
        /// The page.
        path: String,
        /// What went wrong.
        source: ThemeError,
    },
    /// An answer could not be written as JSON.
    #[error("could not write `{path}`")]
    Json {
        /// The file.
        path: String,
        /// What went wrong.
        source: serde_json::Error,
    },
    /// The index that finds similar incidents could not be made or read.
    #[error("could not index the records")]
    Index(#[source] IndexError),
    /// The data of the checklist builder could not be written.
    #[error("could not write the data of the checklist builder")]
    Data(#[source] serde_json::Error),
    /// Two parts of the site have the same address.
    #[error("`{path}` would be made twice")]
    Repeated {
        /// The address.
        path: String,
    },
    /// Pages link to what the site does not have.
    #[error("`{}` links to `{}`, which the site does not have{}", first.page, first.target, more(*others))]
    BrokenLink {
        /// The first such link.
        first: BrokenLink,
        /// How many more there are.
        others: usize,
    },
}

fn more(others: usize) -> String {
    if others == 0 { String::new() } else { format!(", and {others} more links lead nowhere") }
}

impl Site {
    /// How many of the files are pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.files.keys().filter(|path| is_page(path)).count()
    }
}

/// Is told, from any thread, how many of so many parts of the work are done.
pub type Watch<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Takes a file of the site with its path, from any thread.
pub type Sink<'a, E> = &'a (dyn Fn(String, Vec<u8>) -> Result<(), E> + Sync);

/// How much was rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rendered {
    /// How many of the files are pages.
    pub pages: usize,
    /// All files.
    pub files: usize,
}

/// Renders the site for whatever address it may come to stand at. Equal knowledge bases give equal bytes.
pub fn render(kb: &KnowledgeBase, theme: &Theme) -> Result<Site, RenderError> {
    render_at(kb, theme, None, &|_, _| ())
}

/// Renders the site for an address, which pages and feeds then name where a relative link would not do.
pub fn render_at(
    kb: &KnowledgeBase,
    theme: &Theme,
    address: Option<&Url>,
    watch: Watch<'_>,
) -> Result<Site, RenderError> {
    let files = Mutex::new(BTreeMap::new());
    render_into(kb, theme, address, watch, &|path, mut bytes: Vec<u8>| {
        // The room that files have to grow comes to several hundred megabytes in a large site.
        bytes.shrink_to_fit();
        lock(&files).insert(path, bytes);
        Ok::<(), RenderError>(())
    })?;
    Ok(Site { files: files.into_inner().unwrap_or_else(PoisonError::into_inner) })
}

/// Renders the site as [`render_at`] does, and hands over each file as soon as it is there, in no particular order.
///
/// Fails once all is rendered if a page links to what the site does not have; what was handed over is then of no use. An
/// error of the sink ends it before.
pub fn render_into<E: From<RenderError> + Send>(
    kb: &KnowledgeBase,
    theme: &Theme,
    address: Option<&Url>,
    watch: Watch<'_>,
    sink: Sink<'_, E>,
) -> Result<Rendered, E> {
    let atlas = Atlas::new(kb).map_err(RenderError::Index)?;
    let press = Press::new(&atlas, theme, Base::new(address));
    let links = Mutex::new(Links::default());
    let sink: Sink<'_, E> = &|path, bytes| {
        let page = Page::read(&path, &bytes);
        if !lock(&links).add(&path, page) {
            return Err(RenderError::Repeated { path }.into());
        }
        sink(path, bytes)
    };
    theme.assets().iter().try_for_each(|(path, bytes)| sink(path.clone(), bytes.to_vec()))?;
    press.run(&jobs(&atlas), watch, sink)?;
    let pages = addresses(&lock(&links));
    hand_over(machine::sitemaps(&press, &pages)?, sink)?;
    let links = lock(&links);
    match links.broken() {
        Some((first, others)) => Err(RenderError::BrokenLink { first: first.clone(), others }.into()),
        None => {
            Ok(Rendered { pages: links.files().filter(|path| is_page(path)).count(), files: links.files().count() })
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pages that a sitemap lists. One that only leads elsewhere has no content of its own.
fn addresses(links: &Links) -> Vec<String> {
    let has_content = |path: &&str| frame::twin(path).is_none_or(|twin| links.has(&twin));
    let pages = links.files().filter(|path| is_page(path) && *path != "404.html");
    pages.filter(has_content).map(str::to_owned).collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Every page, not yet rendered.
fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    // What takes longest begins first, so that no core waits for it in the end.
    let mut jobs = vec![search::index(), builder::job(), home::job(), search::job()];
    jobs.extend(incidents::jobs(atlas));
    jobs.extend(facet::jobs(atlas));
    jobs.extend(listing::jobs());
    jobs.extend(year::jobs(atlas));
    jobs.extend(vendor::jobs(atlas));
    jobs.extend(standard::jobs(atlas));
    jobs.extend(matrix::jobs(atlas));
    jobs.extend(checklist::jobs(atlas));
    jobs.extend(about::jobs(atlas));
    jobs.extend(feed::jobs(atlas));
    jobs.extend(machine::jobs(atlas));
    jobs.extend(incident::jobs(atlas));
    jobs.extend(pattern::jobs(atlas));
    jobs.extend(safeguard::jobs(atlas));
    jobs.extend(product::jobs(atlas));
    jobs
}

/// The path of a record's page; standards have none.
fn address(kind: Kind, id: &str) -> String {
    format!("{}/{id}.html", kind.folder())
}

/// What something is called in an address: the words of its name, and where these do not tell it, a digest of the name.
fn name_in_path(name: &str) -> String {
    let words = crate::markdown::slug(name);
    if name.is_ascii() && !words.is_empty() {
        return words;
    }
    let digest = hex(&Sha256::digest(name.as_bytes()));
    format!("{words}-{}", digest.get(..8).unwrap_or(&digest)).trim_start_matches('-').to_owned()
}

/// Renders a body for a page that lies `root` below the site's root.
fn body<T>(kb: &KnowledgeBase, entry: &Entry<T>, root: &str) -> String {
    crate::markdown::to_html(entry.body(), &|target| {
        let (scheme, id) = target.split_once(':')?;
        let kind = Kind::WITH_PAGES.iter().copied().find(|kind| kind.as_str() == scheme)?;
        Some(format!("{root}{}", address(kind, kb.resolve(kind, id))))
    })
}
