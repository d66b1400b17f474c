//! What is served at one moment: the files of a site, and what kept a later one from being made.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use sha2::{Digest as _, Sha256};

use super::Trouble;
use crate::corpus::hex;
use crate::site::Site;

/// The files of a site by path.
type Files = BTreeMap<String, Bytes>;

/// What is served until something changes.
#[derive(Debug)]
pub(super) struct Showing {
    files: Option<Arc<Files>>,
    pub(super) trouble: Option<Trouble>,
    /// A digest of all of it, by which a page in a browser knows whether it is still of today.
    pub(super) name: String,
}

impl Showing {
    /// Shows a site, or what is wrong if there is none.
    pub(super) fn new(rendered: Result<Site, Trouble>) -> Self {
        Self::behind(None, rendered)
    }

    /// Shows what comes after this: a new site, or this one with what is wrong.
    pub(super) fn next(&self, rendered: Result<Site, Trouble>) -> Self {
        Self::behind(self.files.clone(), rendered)
    }

    fn behind(before: Option<Arc<Files>>, rendered: Result<Site, Trouble>) -> Self {
        let (files, trouble) = match rendered {
            Ok(site) => {
                let files = site.files.into_iter().map(|(path, content)| (path, Bytes::from(content)));
                (Some(Arc::new(files.collect())), None)
            }
            Err(trouble) => (before, Some(trouble)),
        };
        let name = name(files.as_deref(), trouble.as_ref());
        Self { files, trouble, name }
    }

    /// True if there is a site, of today or of before.
    pub(super) fn has_site(&self) -> bool {
        self.files.is_some()
    }

    pub(super) fn file(&self, path: &str) -> Option<&Bytes> {
        self.files.as_ref()?.get(path)
    }

    /// How many files another one has that this one has not, or not so, or the other way round.
    pub(super) fn differences(&self, other: &Self) -> usize {
        let none = Files::new();
        let (ours, theirs) = (self.files.as_deref().unwrap_or(&none), other.files.as_deref().unwrap_or(&none));
        let changed = theirs.iter().filter(|(path, content)| ours.get(*path) != Some(*content)).count();
        changed + ours.keys().filter(|path| !theirs.contains_key(*path)).count()
    }
}

fn name(files: Option<&Files>, trouble: Option<&Trouble>) -> String {
    let mut digest = Sha256::new();
    for (path, content) in files.into_iter().flatten() {
        digest.update(format!("{} {} {path}", path.len(), content.len()));
        digest.update(content);
    }
    digest.update(trouble.map_or("", |trouble| trouble.headline.as_str()));
    digest.update(super::page::report(trouble));
    hex(&digest.finalize()).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        Site { files: files.collect() }
    }

    fn trouble(headline: &str) -> Trouble {
        Trouble { headline: headline.to_owned(), causes: vec![], hints: vec![], findings: vec![] }
    }

    #[test]
    fn the_old_site_stays_until_there_is_a_new_one() {
        let old = Showing::new(Ok(site(&[("a", "1"), ("b", "1")])));
        let broken = old.next(Err(trouble("broken")));
        assert!(broken.trouble.is_some() && broken.file("a").is_some_and(|file| file == "1"));
        assert_ne!(old.name, broken.name);
        let mended = broken.next(Ok(site(&[("a", "1"), ("b", "1")])));
        assert!(mended.trouble.is_none() && mended.name == old.name, "what is the same bears the same name");
        let other = mended.next(Ok(site(&[("a", "2"), ("c", "1")])));
        assert_eq!((mended.differences(&other), old.differences(&mended)), (3, 0));
        assert_ne!(broken.name, old.next(Err(trouble("otherwise"))).name);
    }

    #[test]
    fn there_may_be_no_site_yet() {
        let none = Showing::new(Err(trouble("broken")));
        assert!(!none.has_site() && none.file("index.html").is_none());
        assert_eq!(none.differences(&none.next(Ok(site(&[("a", "1")])))), 1);
    }
}
