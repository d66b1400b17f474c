//! What stands around every page: title, navigation, provenance.

use std::collections::BTreeSet;

use serde::Serialize;

use super::card::Link;
use crate::kb::KnowledgeBase;
use crate::report::{mark, provenance};

/// The parts of the site that every page leads to: folder and name.
const PARTS: &[(&str, &str)] = &[
    ("incidents", "Incidents"),
    ("patterns", "Patterns"),
    ("safeguards", "Safeguards"),
    ("matrix", "What would have stopped it"),
    ("checklist", "Checklists"),
    ("products", "Products"),
    ("standards", "Standards"),
    ("method", "Method"),
];

/// What a page may load, run and send: its own files, and nothing that stands in its text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'self'";

/// What is the same around every page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Surroundings {
    /// Which corpora the site was made from.
    provenance: String,
    /// Licences of the corpora, each once.
    licences: Vec<String>,
    /// The mark that every page bears if the site may not be shown to everybody.
    mark: Option<&'static str>,
    policy: &'static str,
}

/// What a page says of itself.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// Its path from the root.
    pub(super) path: String,
    pub(super) template: &'static str,
    pub(super) title: String,
    /// What it is about, in a sentence or two.
    pub(super) description: String,
    /// What leads to it from the home page, without the page itself.
    pub(super) trail: Vec<Link>,
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
}

/// A part of the site in the navigation.
#[derive(Debug, Serialize)]
struct Part {
    link: Link,
    /// Whether the page is the first of that part, or in it.
    here: Option<&'static str>,
}

impl Surroundings {
    pub(super) fn new(kb: &KnowledgeBase) -> Self {
        let licences: BTreeSet<String> = kb.corpora().iter().map(|corpus| corpus.licence.clone()).collect();
        Self { provenance: provenance(kb), licences: licences.into_iter().collect(), mark: mark(kb), policy: POLICY }
    }
}

impl<'a> Frame<'a> {
    pub(super) fn new(surroundings: &'a Surroundings, head: &'a Head) -> Self {
        let section = head.path.split_once('/').map(|(folder, _)| folder).unwrap_or_default();
        let part = |(folder, name): &(&str, &str)| {
            let link = Link::new(format!("{folder}/index.html"), *name);
            let here = (*folder == section).then_some(if head.path == link.href { "page" } else { "true" });
            Part { link, here }
        };
        Self {
            surroundings,
            title: &head.title,
            description: &head.description,
            trail: &head.trail,
            root: root(&head.path),
            section,
            parts: PARTS.iter().map(part).collect(),
        }
    }
}

/// What leads from a page to the site's root.
pub(super) fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}
