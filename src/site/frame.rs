//! What stands around every page: title, navigation, provenance, and what it says of itself to machines.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::card::Link;
use super::structured;
use crate::kb::KnowledgeBase;
use crate::record::{Sharing, Url};
use crate::report::{mark, provenance};

/// The parts of the site that every page leads to: folder and name.
const PARTS: &[(&str, &str)] = &[
    ("incidents", "Incidents"),
    ("patterns", "Patterns"),
    ("safeguards", "Safeguards"),
    ("matrix", "What stops it"),
    ("checklist", "Checklists"),
    ("products", "Products"),
    ("standards", "Standards"),
    ("method", "Method"),
];

/// What a page may load, run and send: its own files, and nothing that stands in its text.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'self'";

/// Where the site will stand, if that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Base(Option<String>);

/// What is the same around every page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Surroundings {
    /// Which corpora the site was made from.
    pub(super) provenance: String,
    /// Licences of the corpora, each once.
    pub(super) licences: Vec<String>,
    /// The mark that every page bears if the site may not be shown to everybody.
    mark: Option<&'static str>,
    policy: &'static str,
    /// True if search engines should leave the site out.
    pub(super) hidden: bool,
    #[serde(skip)]
    pub(super) base: Base,
}

/// What a page says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// Its path from the root.
    pub(super) path: String,
    pub(super) template: &'static str,
    pub(super) title: String,
    /// What it is about, in a sentence or two.
    pub(super) description: String,
    /// What leads to it from the home page, without the page itself.
    pub(super) trail: Vec<Link>,
    /// True if its data stand beside it as JSON.
    pub(super) has_json: bool,
    /// The feed of what is new on it, by its path from the root.
    pub(super) feed: Option<String>,
    /// What it is about, for machines.
    pub(super) structured: Option<Value>,
    /// Its picture where it is linked, by its name.
    pub(super) picture: Option<String>,
}

/// What stands around one page.
#[derive(Debug, Serialize)]
pub(super) struct Frame<'a> {
    #[serde(flatten)]
    surroundings: &'a Surroundings,
    title: &'a str,
    description: &'a str,
    trail: &'a [Link],
    /// What leads from the page to the site's root: nothing, or `../` as often as the page lies deep.
    root: String,
    /// The part of the site that the page belongs to.
    section: &'a str,
    parts: Vec<Part>,
    markdown: Option<String>,
    json: Option<String>,
    feed: Option<&'a str>,
    canonical: Option<String>,
    picture: Option<String>,
    structured: Option<String>,
}

/// A part of the site in the navigation.
#[derive(Debug, Serialize)]
struct Part {
    link: Link,
    /// Whether the page is the first of that part, or in it.
    here: Option<&'static str>,
}

impl Base {
    pub(super) fn new(address: Option<&Url>) -> Self {
        Self(address.map(|address| format!("{}/", address.as_str().trim_end_matches('/'))))
    }

    /// The address of a file of the site; of a folder's first page that of the folder.
    pub(super) fn of(&self, path: &str) -> Option<String> {
        let is_first = path == "index.html" || path.ends_with("/index.html");
        let path = if is_first { path.trim_end_matches("index.html") } else { path };
        self.0.as_ref().map(|base| format!("{base}{path}"))
    }

    /// What leads to the site's root wherever a page is shown.
    fn root(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl Surroundings {
    pub(super) fn new(kb: &KnowledgeBase, base: Base) -> Self {
        let licences: BTreeSet<String> = kb.corpora().iter().map(|corpus| corpus.licence.clone()).collect();
        Self {
            provenance: provenance(kb),
            licences: licences.into_iter().collect(),
            mark: mark(kb),
            policy: POLICY,
            hidden: kb.sharing() != Sharing::Public,
            base,
        }
    }
}

impl Head {
    /// Where the page's content stands as Markdown; nowhere for pages that have none.
    pub(super) fn markdown(&self) -> Option<String> {
        twin(&self.path)
    }

    /// Where the page's data stand as JSON.
    pub(super) fn json(&self) -> Option<String> {
        self.has_json.then(|| beside(&self.path, "json"))
    }
}

/// Where the content of a page stands as Markdown; pages that are forms or say that there is nothing have none.
pub(super) fn twin(path: &str) -> Option<String> {
    const WITHOUT: [&str; 3] = ["404.html", "search/index.html", "checklist/builder/index.html"];
    let is_page = path.ends_with(".html") && !WITHOUT.iter().any(|without| path.ends_with(without));
    is_page.then(|| beside(path, "md"))
}

/// The path of a file that stands beside a page.
pub(super) fn beside(path: &str, extension: &str) -> String {
    format!("{}.{extension}", path.strip_suffix(".html").unwrap_or(path))
}

impl<'a> Frame<'a> {
    pub(super) fn new(surroundings: &'a Surroundings, head: &'a Head) -> Self {
        let section = head.path.split_once('/').map(|(folder, _)| folder).unwrap_or_default();
        let part = |(folder, name): &(&str, &str)| {
            let link = Link::new(format!("{folder}/index.html"), *name);
            let here = (*folder == section).then_some(if head.path == link.href { "page" } else { "true" });
            Part { link, here }
        };
        let base = &surroundings.base;
        // The page for addresses that lead nowhere is shown at any depth.
        let anywhere = base.root().filter(|_| head.path == "404.html");
        let picture = head.picture.as_deref().unwrap_or("precedent");
        Self {
            surroundings,
            title: &head.title,
            description: &head.description,
            trail: &head.trail,
            root: anywhere.map_or_else(|| root(&head.path), str::to_owned),
            section,
            parts: PARTS.iter().map(part).collect(),
            markdown: head.markdown(),
            json: head.json(),
            feed: head.feed.as_deref(),
            canonical: base.of(&head.path).filter(|_| head.path != "404.html"),
            picture: base.of(&format!("assets/pictures/{picture}.png")),
            structured: head.structured.as_ref().map(structured::in_page),
        }
    }
}

/// What leads from a page to the site's root.
pub(super) fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_folders_end_in_a_slash() {
        let base = Base::new(Some(&"https://example.org/sub/".parse().unwrap()));
        let of = |path| base.of(path).unwrap();
        assert_eq!(of("index.html"), "https://example.org/sub/");
        assert_eq!(of("incidents/index.html"), "https://example.org/sub/incidents/");
        assert_eq!(of("incidents/x.html"), "https://example.org/sub/incidents/x.html");
        assert_eq!(Base::default().of("index.html"), None);
    }

    #[test]
    fn forms_have_no_twin() {
        assert_eq!(twin("incidents/x.html").as_deref(), Some("incidents/x.md"));
        assert_eq!(twin("../search/index.html"), None);
        assert_eq!(root("a/b/c.html"), "../../");
    }
}
