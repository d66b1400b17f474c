//! What is new, as Atom: all incidents, those of a pattern, and those with a product.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::RenderError;
use super::atlas::Atlas;
use super::frame::root;
use super::press::{Files, Job, Press, job};
use crate::corpus::{Kind, hex};
use crate::record::{Day, Incident};

/// Entries of a feed at most.
const MOST: usize = 50;

#[derive(Debug, Serialize)]
struct Feed<'a> {
    id: String,
    title: String,
    updated: String,
    author: &'a str,
    rights: String,
    /// The page that the feed belongs to, and the feed itself.
    page: String,
    own: String,
    entries: Vec<FeedEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct FeedEntry<'a> {
    id: String,
    title: &'a str,
    summary: &'a str,
    href: String,
    published: String,
    updated: String,
    categories: Vec<String>,
}

/// The address of the feed of all incidents.
pub(super) const ALL: &str = "feed.xml";

/// The address of the feed of a record that incidents bear.
pub(super) fn address(kind: Kind, id: &str) -> String {
    format!("{}/{id}.xml", kind.folder())
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let mut jobs = vec![job(|press| {
        let title = "Precedent: incidents in which AI agents failed".to_owned();
        feed(press, ALL, "incidents/index.html", title, &press.atlas.incidents)
    })];
    jobs.extend(atlas.kb.patterns().keys().map(|id| of_record(Kind::Pattern, id)));
    jobs.extend(atlas.kb.products().keys().map(|id| of_record(Kind::Product, id)));
    jobs
}

fn of_record(kind: Kind, id: &str) -> Job<'_> {
    Box::new(move |press| {
        let atlas = press.atlas;
        let shelf = if kind == Kind::Pattern { &atlas.by_pattern } else { &atlas.by_product };
        let title = format!("Precedent: {}", atlas.kb.title(kind, id).unwrap_or(id));
        feed(press, &address(kind, id), &super::address(kind, id), title, Atlas::on(shelf, id))
    })
}

fn feed<'a>(
    press: &Press<'_>,
    path: &str,
    page: &str,
    title: String,
    incidents: &[&'a Incident],
) -> Result<Files, RenderError> {
    let kb = press.atlas.kb;
    let base = &press.surroundings.base;
    let at = |target: &str| base.of(target).unwrap_or_else(|| format!("{}{target}", root(path)));
    let mut newest: Vec<&'a Incident> = incidents.to_vec();
    newest.sort_by(|a, b| {
        revised(b).cmp(revised(a)).then_with(|| b.disclosed.cmp(&a.disclosed)).then_with(|| a.id.cmp(&b.id))
    });
    let author = kb.corpora().first().map_or("", |corpus| corpus.authors.as_deref().unwrap_or(&corpus.title));
    let entry = |incident: &'a Incident| FeedEntry {
        id: name(&["incident", incident.id.as_str()]),
        title: &incident.title,
        summary: &incident.summary,
        href: at(&super::address(Kind::Incident, incident.id.as_str())),
        published: midnight(&incident.review.curated),
        updated: midnight(revised(incident)),
        categories: incident.patterns.iter().map(|label| label.id.to_string()).collect(),
    };
    let entries: Vec<FeedEntry<'_>> = newest.iter().copied().take(MOST).map(entry).collect();
    let updated = newest.first().map(|incident| revised(incident)).or(kb.newest_revision()).map(midnight);
    let corpora: Vec<&str> = kb.corpora().iter().map(|corpus| corpus.name.as_str()).collect();
    let feed = Feed {
        id: name(&["feed", path, &corpora.join(" ")]),
        title,
        updated: updated.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
        author,
        rights: press.surroundings.licences.join(", "),
        page: at(page),
        own: at(path),
        entries,
    };
    press.file(path, "feed.xml", &feed)
}

/// The day on which a record last changed.
pub(super) fn revised(incident: &Incident) -> &Day {
    incident.revisions.iter().map(|revision| &revision.on).max().unwrap_or(&incident.review.curated)
}

fn midnight(day: &Day) -> String {
    format!("{day}T00:00:00Z")
}

/// A name that stays the same wherever the site stands: a UUID made of what is named.
fn name(parts: &[&str]) -> String {
    let digest = Sha256::digest(format!("precedent {}", parts.join(" ")).as_bytes());
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    // Version 8 and variant of RFC 9562: made by a rule of one's own.
    for (at, keep, set) in [(6, 0x0f, 0x80), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(at) {
            *byte = (*byte & keep) | set;
        }
    }
    let digits = hex(&bytes);
    let cut = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-{}-{}-{}", cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_uuids() {
        let name = name(&["incident", "x"]);
        assert_eq!(name.len(), "urn:uuid:".len() + 36);
        assert_eq!(name.as_bytes()["urn:uuid:".len() + 14], b'8');
        assert!(b"89ab".contains(&name.as_bytes()["urn:uuid:".len() + 19]));
        assert_ne!(name, super::name(&["incident", "y"]));
    }
}
