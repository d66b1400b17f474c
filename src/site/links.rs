//! Finds links within the site that lead nowhere.

use std::collections::BTreeSet;

use super::Site;
use crate::parallel;

/// A link to a page or a place that the site does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLink {
    /// The page that has the link.
    pub page: String,
    /// The address, as written.
    pub target: String,
}

/// What a page is linked by, and what it links to within the site.
struct Page<'a> {
    path: &'a str,
    /// Sorted.
    places: Vec<&'a str>,
    targets: Vec<&'a str>,
}

/// Follows every `href` and `src` of every page that does not leave the site.
pub(super) fn broken(site: &Site) -> Vec<BrokenLink> {
    let pages: Vec<(&String, &Vec<u8>)> = site.files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    let pages: Vec<Page<'_>> = parallel::map(&pages, usize::MAX, |page| {
        let (path, bytes) = *page;
        Page::read(path, bytes)
    });
    let is_there = |page: &Page<'_>, target: &str| {
        let Some((path, place)) = resolve(page.path, target) else { return false };
        let has = |place: &str| {
            let found = pages.binary_search_by(|other| other.path.cmp(&path)).ok().and_then(|at| pages.get(at));
            found.is_some_and(|found| found.places.binary_search(&place).is_ok())
        };
        site.files.contains_key(&path) && place.is_none_or(has)
    };
    let broken = parallel::map(&pages, usize::MAX, |page| {
        let lost = page.targets.iter().filter(|target| !is_there(page, target));
        lost.map(|target| BrokenLink { page: page.path.to_owned(), target: (*target).to_owned() }).collect::<Vec<_>>()
    });
    broken.into_iter().flatten().collect()
}

impl<'a> Page<'a> {
    /// Reads a page in our own templates' spelling: double quotes, a space before the name. Only tags are looked at; text
    /// may say the same words, and in text `<` is always escaped.
    fn read(path: &'a str, bytes: &'a [u8]) -> Self {
        let html = std::str::from_utf8(bytes).unwrap_or_default();
        let (mut places, mut targets) = (Vec::new(), BTreeSet::new());
        for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
            for (name, value) in attributes(tag) {
                match name {
                    "id" => places.push(value),
                    "href" | "src" if !value.contains("://") && !value.starts_with("mailto:") => {
                        targets.insert(value);
                    }
                    _ => {}
                }
            }
        }
        places.sort_unstable();
        Self { path, places, targets: targets.into_iter().collect() }
    }
}

/// The names and values of the attributes of a tag.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let (before, behind) = rest.split_once("=\"")?;
        let (value, others) = behind.split_once('"')?;
        rest = others;
        Some((before.rsplit(char::is_whitespace).next().unwrap_or_default(), value))
    })
}

fn resolve<'a>(page: &'a str, target: &'a str) -> Option<(String, Option<&'a str>)> {
    let (path, place) = match target.split_once('#') {
        Some((path, place)) => (path, Some(place)),
        None => (target, None),
    };
    if path.is_empty() {
        return Some((page.to_owned(), place));
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_their_page() {
        assert_eq!(resolve("a/b.html", "../c.html#d"), Some(("c.html".to_owned(), Some("d"))));
        assert_eq!(resolve("a/b.html", "#d"), Some(("a/b.html".to_owned(), Some("d"))));
        assert_eq!(resolve("a.html", "../x"), None);
    }

    #[test]
    fn reports_links_that_lead_nowhere() {
        let mut site = Site::default();
        let html = "<p>say href=\"nowhere\" or &lt;img src=\"a.png\"</p><a href=\"b.html\">x</a><a href=\"#here\" id=\"here\">y</a><a href=\"#there\">z</a><a href=\"https://e.org\">w</a>";
        site.files.insert("a.html".to_owned(), html.into());
        let targets: Vec<String> = broken(&site).into_iter().map(|link| link.target).collect();
        assert_eq!(targets, ["#there", "b.html"]);
    }
}
