//! The lists of patterns, safeguards and products, in groups.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::Link;
use super::frame::Head;
use super::press::Job;
use super::{address, product, vendor};
use crate::corpus::Kind;
pub(super) use crate::record::capitalised as heading;
use crate::record::{Family, Function, Term};

/// A line of a list.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) link: Link,
    pub(super) about: String,
    group: String,
    pub(super) incidents: usize,
    /// What its incidents weigh together.
    pub(super) weight: u64,
    effort: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Listing {
    groups: Vec<Group>,
}

/// Records of one family, function or vendor.
#[derive(Debug, Serialize)]
struct Group {
    name: String,
    /// The page of a vendor.
    href: Option<String>,
    about: &'static str,
    rows: Vec<Row>,
}

pub(super) fn jobs<'a>() -> Vec<Job<'a>> {
    vec![
        job(
            Kind::Pattern,
            "patterns.html",
            "The ways in which agents fail, by family: what could be reached, what was done, what was believed, who \
             steered, and why nobody stopped it.",
        ),
        job(
            Kind::Safeguard,
            "safeguards.html",
            "Safeguards by function: each with a question to ask, how to put it in place, how to verify that it holds, \
             and the incidents that it would have changed.",
        ),
        job(
            Kind::Product,
            "products.html",
            "Products that appear in incidents of the corpus, by vendor, with the settings of each that carry out a \
             safeguard.",
        ),
    ]
}

fn job<'a>(kind: Kind, template: &'static str, description: &'static str) -> Job<'a> {
    Box::new(move |press| {
        let head = Head {
            path: format!("{}/index.html", kind.folder()),
            template,
            title: plural(kind).to_owned(),
            description: description.to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        press.page(&head, &Listing::new(press.atlas, kind))
    })
}

impl Listing {
    fn new(atlas: &Atlas<'_>, kind: Kind) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut all = rows(atlas, kind);
        all.sort_by_key(|row| order(kind, &row.group));
        for row in all {
            match groups.last_mut().filter(|group| group.name == heading(&row.group)) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group {
                    name: heading(&row.group),
                    href: (kind == Kind::Product).then(|| vendor::address(&row.group)),
                    about: about(kind, &row.group),
                    rows: vec![row],
                }),
            }
        }
        Self { groups }
    }
}

impl Row {
    /// Records of a kind that incidents bear, those with the most incidents first.
    pub(super) fn most_first(atlas: &Atlas<'_>, kind: Kind) -> Vec<Self> {
        let mut all = rows(atlas, kind);
        all.retain(|row| row.incidents > 0);
        all.sort_by(|a, b| b.incidents.cmp(&a.incidents).then_with(|| a.link.text.cmp(&b.link.text)));
        all
    }
}

/// What records of a kind are called together.
pub(super) fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Incident => "Incidents",
        Kind::Pattern => "Patterns",
        Kind::Safeguard => "Safeguards",
        Kind::Product => "Products",
        Kind::Standard => "Standards",
    }
}

/// A line for each pattern, safeguard or product.
pub(super) fn rows(atlas: &Atlas<'_>, kind: Kind) -> Vec<Row> {
    let kb = atlas.kb;
    let row = |id: &str, name: &str, group: &str, about: &str| {
        let shelf = match kind {
            Kind::Pattern => &atlas.by_pattern,
            Kind::Safeguard => &atlas.by_safeguard,
            Kind::Product | Kind::Incident | Kind::Standard => &atlas.by_product,
        };
        let incidents = Atlas::on(shelf, id);
        Row {
            link: Link::new(address(kind, id), name),
            about: about.to_owned(),
            group: group.to_owned(),
            incidents: incidents.len(),
            weight: atlas.weight(incidents),
            effort: None,
        }
    };
    match kind {
        Kind::Pattern => kb
            .patterns()
            .iter()
            .map(|(id, entry)| (id, entry.record()))
            .map(|(id, record)| row(id, &record.name, record.family.as_str(), &record.definition))
            .collect(),
        Kind::Safeguard => kb
            .safeguards()
            .iter()
            .map(|(id, entry)| (id, entry.record()))
            .map(|(id, record)| Row {
                effort: Some(record.effort.as_str()),
                ..row(id, &record.name, record.function.as_str(), &record.objective)
            })
            .collect(),
        Kind::Product => kb
            .products()
            .values()
            .map(|entry| (entry.record(), product::about(entry)))
            .map(|(record, about)| row(record.id.as_str(), &record.name, &record.vendor, &about))
            .collect(),
        Kind::Incident | Kind::Standard => Vec::new(),
    }
}

/// The place of a group: in the order of its vocabulary, or of the alphabet.
fn order(kind: Kind, group: &str) -> (usize, String) {
    let place = match kind {
        Kind::Pattern => Family::ALL.iter().position(|family| family.as_str() == group),
        Kind::Safeguard => Function::ALL.iter().position(|function| function.as_str() == group),
        Kind::Incident | Kind::Product | Kind::Standard => None,
    };
    (place.unwrap_or_default(), group.to_owned())
}

fn about(kind: Kind, group: &str) -> &'static str {
    let definition = match kind {
        Kind::Pattern => Family::find(group).map(Term::definition),
        Kind::Safeguard => Function::find(group).map(Term::definition),
        Kind::Incident | Kind::Product | Kind::Standard => None,
    };
    definition.unwrap_or_default()
}
