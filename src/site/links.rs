//! Finds links within the site that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};

/// A link to a page or a place that the site does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenLink {
    /// The page that has the link.
    pub page: String,
    /// The address, as written.
    pub target: String,
}

/// What the files of a site are linked by and lead to, gathered while they are rendered. The files are not kept for it.
#[derive(Default)]
pub(super) struct Links {
    /// Every file, with the places in it that a link can lead to.
    files: BTreeMap<String, Places>,
    /// Links from one file to another, by what they lead to.
    leads: BTreeMap<String, Lead>,
    /// Links that lead nowhere whatever other files there are.
    broken: Vec<BrokenLink>,
}

/// Links with the same aim.
struct Lead {
    /// The first of them, by page and then by target.
    first: BrokenLink,
    links: usize,
}

/// The ids of a page, each between two quotation marks, which no id contains.
#[derive(Default)]
struct Places(Box<str>);

/// What a page is linked by, and what it links to within the site.
#[derive(Default)]
pub(super) struct Page {
    places: Places,
    /// What links to other files come to, and the links as they are written.
    aims: Vec<(String, String)>,
    /// Links that lead out of the site or to a place that the page does not have.
    broken: Vec<String>,
}

impl Links {
    /// Adds a file; false if there is one at this path.
    pub(super) fn add(&mut self, path: &str, page: Page) -> bool {
        for (aim, target) in page.aims {
            let link = BrokenLink { page: path.to_owned(), target };
            match self.leads.get_mut(&aim) {
                Some(lead) => lead.add(link),
                None => drop(self.leads.insert(aim, Lead { first: link, links: 1 })),
            }
        }
        let link = |target| BrokenLink { page: path.to_owned(), target };
        self.broken.extend(page.broken.into_iter().map(link));
        self.files.insert(path.to_owned(), page.places).is_none()
    }

    /// Every file that there is.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The first link that leads nowhere, by page and then by target, and how many more there are.
    pub(super) fn broken(&self) -> Option<(&BrokenLink, usize)> {
        let lost = || self.leads.iter().filter(|(aim, _)| !self.is_there(aim)).map(|(_, lead)| lead);
        let first = lost().map(|lead| &lead.first).chain(&self.broken).min()?;
        let all = lost().map(|lead| lead.links).sum::<usize>() + self.broken.len();
        Some((first, all - 1))
    }

    fn is_there(&self, aim: &str) -> bool {
        let (path, place) = parts(aim);
        self.files.get(path).is_some_and(|places| place.is_none_or(|place| places.have(place)))
    }
}

impl Lead {
    fn add(&mut self, link: BrokenLink) {
        self.links += 1;
        if link < self.first {
            self.first = link;
        }
    }
}

impl Places {
    fn of(ids: &[&str]) -> Self {
        Self(ids.iter().flat_map(|id| ["\"", id]).chain(["\""]).collect())
    }

    fn have(&self, place: &str) -> bool {
        self.0.contains(&format!("\"{place}\""))
    }
}

impl Page {
    /// Reads a file, of which only pages have links.
    pub(super) fn read(path: &str, bytes: &[u8]) -> Self {
        let html = std::str::from_utf8(bytes).ok().filter(|_| path.ends_with(".html"));
        html.map(|html| Self::of(path, html)).unwrap_or_default()
    }

    /// Reads a page in our own templates' spelling: double quotes, a space before the name. Only tags are looked at; text
    /// may say the same words, and in text `<` is always escaped. Follows every `href` and `src` that stays in the site.
    fn of(path: &str, html: &str) -> Self {
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
        let mut page = Self { places: Places::of(&places), ..Self::default() };
        for target in targets {
            page.follow(path, target);
        }
        page
    }

    fn follow(&mut self, path: &str, target: &str) {
        let Some(aim) = resolve(path, target) else {
            self.broken.push(target.to_owned());
            return;
        };
        let (page, place) = parts(&aim);
        if page != path {
            self.aims.push((aim, target.to_owned()));
        } else if place.is_some_and(|place| !self.places.have(place)) {
            self.broken.push(target.to_owned());
        }
    }
}

/// A path, and the place in it.
fn parts(address: &str) -> (&str, Option<&str>) {
    address.split_once('#').map_or((address, None), |(path, place)| (path, Some(place)))
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

/// What a link on a page comes to, from the site's root; nothing if it leads out of the site.
fn resolve(page: &str, target: &str) -> Option<String> {
    let (path, place) = parts(target);
    let place = place.map(|place| format!("#{place}")).unwrap_or_default();
    // What a page is asked is its script's business.
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.is_empty() {
        return Some(format!("{page}{place}"));
    }
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    for part in path.split('/') {
        match part {
            ".." => {
                folders.pop()?;
            }
            "." | "" => {}
            part => folders.push(part),
        }
    }
    Some(format!("{}{place}", folders.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_their_page() {
        assert_eq!(resolve("a/b.html", "../c.html#d").as_deref(), Some("c.html#d"));
        assert_eq!(resolve("a/b.html", "#d").as_deref(), Some("a/b.html#d"));
        assert_eq!(resolve("a.html", "../x"), None);
        assert_eq!(resolve("a/b.html", "../c.html?d=e/f#g").as_deref(), Some("c.html#g"));
    }

    fn broken(pages: &[(&str, &str)]) -> Option<(String, String, usize)> {
        let mut links = Links::default();
        for (path, html) in pages {
            assert!(links.add(path, Page::read(path, html.as_bytes())), "{path} twice");
        }
        links.broken().map(|(first, more)| (first.page.clone(), first.target.clone(), more))
    }

    #[test]
    fn reports_links_that_lead_nowhere() {
        let html = "<p>say href=\"nowhere\" or &lt;img src=\"a.png\"</p><a href=\"b.html\">x</a>\
            <a href=\"#here\" id=\"here\">y</a><a href=\"#there\">z</a><a href=\"https://e.org\">w</a><a href=\"../x\">v</a>";
        let found = |page: &str, target: &str, more| Some((page.to_owned(), target.to_owned(), more));
        assert_eq!(broken(&[("a.html", html)]), found("a.html", "#there", 2));
        let fine = html.replace("#there", "b.html#b").replace("../x", "a.html#here");
        assert_eq!(broken(&[("a.html", &fine)]), found("a.html", "b.html", 1));
        let other = "<i id=\"bb\"></i><a href=\"c.txt\"></a><a href=\"c.txt#c\"></a>";
        let files = [("a.html", fine.as_str()), ("b.html", other), ("c.txt", "<a href=\"d\">")];
        assert_eq!(broken(&files), found("a.html", "b.html#b", 1));
        let [a, b, c] = files;
        let whole = b.1.replace("bb", "b").replace("#c", "");
        assert_eq!(broken(&[c, ("b.html", &whole), a]), None);
        let nowhere = "<i id=\"a\"></i><i id=\"b\"></i><a href=\"#\"></a>";
        assert_eq!(broken(&[("a.html", nowhere)]), found("a.html", "#", 0));
    }

    #[test]
    fn the_first_broken_link_and_the_count_do_not_depend_on_the_order_of_pages() {
        let pages = [("x.html", "<a href=\"n\"></a>"), ("a/y.html", "<a href=\"../n\"></a><a href=\"./../n\"></a>")];
        let expected = Some(("a/y.html".to_owned(), "../n".to_owned(), 2));
        assert_eq!(broken(&pages), expected);
        assert_eq!(broken(&[pages[1], pages[0]]), expected);
    }

    #[test]
    fn a_path_is_taken_once() {
        let mut links = Links::default();
        assert!(links.add("a", Page::default()) && !links.add("a", Page::default()));
    }
}
