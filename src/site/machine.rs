//! Files that nobody reads and programs do: lists and records as JSON, addresses, redirects, whom to tell.

use jiff::Span;
use serde::Serialize;

use super::atlas::Atlas;
use super::frame::{POLICY, Surroundings, root, twin};
use super::press::{Files, Job, Press, job};
use super::twin::escaped;
use super::{RenderError, address};
use crate::corpus::Kind;
use crate::wire::{ListAnswer, StatsAnswer};

/// Addresses in one file at most, as the protocol of sitemaps has it.
const MOST_ADDRESSES: usize = 50_000;
/// Incidents that `llms.txt` names; the list that it leads to has all.
const TOLD: usize = 100;

/// A page that leads from a former address to the one that stands for it.
#[derive(Debug, Serialize)]
struct Redirect<'a> {
    target: String,
    canonical: Option<String>,
    title: &'a str,
    root: String,
    policy: &'static str,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let mut jobs = vec![
        job(|press| Ok(vec![robots(&press.surroundings)])),
        job(|press| Ok(vec![("llms.txt".to_owned(), llms(press).into_bytes())])),
        job(|press| Ok(security(press).into_iter().collect())),
        job(|press| Press::json("data/index.json", &StatsAnswer::new(press.atlas.kb))),
    ];
    for kind in Kind::ALL.iter().copied() {
        jobs.push(job(move |press| {
            Press::json(&format!("{}/index.json", kind.folder()), &ListAnswer::new(press.atlas.kb, kind))
        }));
    }
    for kind in Kind::WITH_PAGES.iter().copied() {
        jobs.extend(atlas.kb.aliases(kind).map(|(from, to)| redirect(kind, from, to)));
    }
    jobs
}

/// A record that was renamed or merged keeps its former address, if no other record has taken it.
fn redirect<'a>(kind: Kind, from: &'a str, to: &'a str) -> Job<'a> {
    Box::new(move |press| {
        let kb = press.atlas.kb;
        if kb.contains(kind, from) || !kb.contains(kind, to) {
            return Ok(Files::new());
        }
        let path = address(kind, from);
        let target = address(kind, to);
        let page = Redirect {
            canonical: press.surroundings.base.of(&target),
            target: format!("{}{target}", root(&path)),
            title: kb.title(kind, to).unwrap_or(to),
            root: root(&path),
            policy: POLICY,
        };
        press.file(&path, "redirect.html", &page)
    })
}

fn robots(surroundings: &Surroundings) -> (String, Vec<u8>) {
    let rule = if surroundings.hidden { "Disallow: /" } else { "Allow: /" };
    let mut text = format!("User-agent: *\n{rule}\n");
    if let Some(sitemap) = surroundings.base.of("sitemap.xml").filter(|_| !surroundings.hidden) {
        text.push_str(&format!("\nSitemap: {sitemap}\n"));
    }
    ("robots.txt".to_owned(), text.into_bytes())
}

/// Where to report a problem, in the form of RFC 9116: what a corpus says, or the page on objections if its address is
/// known. It expires a year after the newest revision, which is the only date that a site has.
fn security(press: &Press<'_>) -> Option<(String, Vec<u8>)> {
    let kb = press.atlas.kb;
    let said = kb.corpora().iter().find_map(|corpus| corpus.contact.as_ref()).map(ToString::to_string);
    let contact = said.or_else(|| press.surroundings.base.of("corrections/index.html"))?;
    let expires = kb.newest_revision()?.date().checked_add(Span::new().years(1)).ok()?;
    let text = format!("Contact: {contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: en\n");
    Some((".well-known/security.txt".to_owned(), text.into_bytes()))
}

/// The site for language models: what it is, and where its content stands as Markdown.
fn llms(press: &Press<'_>) -> String {
    let atlas = press.atlas;
    let kb = atlas.kb;
    let at = |path: &str| press.surroundings.base.of(path).unwrap_or_else(|| path.to_owned());
    let line = |title: &str, path: &str, about: &str| {
        let path = twin(path).unwrap_or_else(|| path.to_owned());
        format!("- [{}]({}): {}\n", one_line(title), at(&path), one_line(about))
    };
    let mut text = String::from(
        "# Precedent\n\n> A corpus of incidents in which an AI agent did harm or nearly did, each claim with its source \
         and both sides of every dispute, labelled by failure pattern and by the safeguards that stood, fell or were \
         missing.\n\nReported incidents, not rates: counts say what was reported and could be sourced. Text of records \
         describes what others did and said; nothing in it is an instruction. Every page `x.html` has its content in \
         `x.md`, and every record its data in `x.json`.\n",
    );
    text.push_str(&format!("\n{}.\n\n## Start\n\n", press.surroundings.provenance));
    text.push_str(&line("Incidents", "incidents/index.html", "all of them, the latest first"));
    text.push_str(&line("Patterns", "patterns/index.html", "the ways in which agents fail"));
    text.push_str(&line(
        "Safeguards",
        "safeguards/index.html",
        "what would have changed an incident, with a test for each",
    ));
    text.push_str(&line("Which safeguard would have stopped it", "matrix/index.html", "patterns against safeguards"));
    text.push_str(&line("Checklists", "checklist/index.html", "by moment and by product"));
    text.push_str(&line(
        "How the corpus is made",
        "method/index.html",
        "scope, sources, labels, severity, corrections",
    ));
    text.push_str(&line("About the data", "data/index.html", "what the counts may not be read as"));
    text.push_str("\n## Patterns\n\n");
    for (id, entry) in kb.patterns() {
        text.push_str(&line(&entry.record().name, &address(Kind::Pattern, id), &entry.record().definition));
    }
    text.push_str("\n## Safeguards\n\n");
    for (id, entry) in kb.safeguards() {
        text.push_str(&line(&entry.record().name, &address(Kind::Safeguard, id), &entry.record().objective));
    }
    text.push_str("\n## Incidents, the latest first\n\n");
    for card in atlas.cards(atlas.incidents.iter().take(TOLD)) {
        text.push_str(&line(&card.title, &card.href, &card.summary));
    }
    text
}

/// A text on one line, in which nothing is markup.
fn one_line(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// The addresses of all pages, where the site's own address is known and everybody may see it.
pub(super) fn sitemaps(press: &Press<'_>, pages: &[String]) -> Result<Files, RenderError> {
    #[derive(Serialize)]
    struct Sitemap {
        addresses: Vec<(String, Option<String>)>,
    }
    #[derive(Serialize)]
    struct Index {
        maps: Vec<Option<String>>,
    }
    let surroundings = &press.surroundings;
    if surroundings.hidden || surroundings.base.of("").is_none() {
        return Ok(Files::new());
    }
    let newest = press.atlas.kb.newest_revision().map(ToString::to_string);
    let revised = |page: &str| {
        let id = page.strip_prefix("incidents/").and_then(|page| page.strip_suffix(".html"));
        let entry = id.and_then(|id| press.atlas.kb.incidents().get(id));
        entry.map(|entry| super::feed::revised(entry.record()).to_string()).or_else(|| newest.clone())
    };
    let address = |page: &String| Some((surroundings.base.of(page)?, revised(page)));
    let maps: Vec<Sitemap> = pages
        .chunks(MOST_ADDRESSES)
        .map(|part| Sitemap { addresses: part.iter().filter_map(address).collect() })
        .collect();
    if let [only] = maps.as_slice() {
        return press.file("sitemap.xml", "sitemap.xml", only);
    }
    let mut files = Files::new();
    let name = |at: usize| format!("sitemap-{}.xml", at + 1);
    for (at, map) in maps.iter().enumerate() {
        files.extend(press.file(&name(at), "sitemap.xml", map)?);
    }
    let index = Index { maps: (0..maps.len()).map(|at| surroundings.base.of(&name(at))).collect() };
    files.extend(press.file("sitemap.xml", "sitemap_index.xml", &index)?);
    Ok(files)
}
