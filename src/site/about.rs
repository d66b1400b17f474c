//! What the site says of itself: how the corpus is made, what was corrected, what its counts mean, what its words mean.

use serde::Serialize;

use super::address;
use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use super::charts;
use super::frame::Head;
use super::listing::heading;
use super::press::Job;
use crate::chart::Chart;
use crate::corpus::Kind;
use crate::kb::{CorpusInfo, KnowledgeBase};
use crate::markdown::{outline, slug, to_html};
use crate::record::{Day, Revision, label_of, vocabularies};
use crate::wire::StatsAnswer;

/// Where the method says how to object.
const CORRECTIONS: &str = "Corrections and the right of reply";
const WITHDRAWAL: &str = "Withdrawal";

#[derive(Debug, Serialize)]
struct MethodPage {
    body: String,
    contents: Vec<Link>,
    others: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct CorrectionsPage<'a> {
    /// What the method says about it.
    rules: String,
    /// Titles of corpora that say where objections are received, and what they say.
    contacts: Vec<(String, String)>,
    retracted: Vec<&'a IncidentCard>,
    corrections: Vec<Correction>,
}

/// A change of a record after it was first published.
#[derive(Debug, Serialize)]
struct Correction {
    #[serde(skip)]
    on: Day,
    when: String,
    record: Link,
    text: String,
}

#[derive(Debug, Serialize)]
struct DataPage {
    stats: StatsAnswer,
    /// Records of each kind; a template would go over a map in no order.
    records: Vec<(String, usize)>,
    docket: Chart,
    severities: Chart,
    states: Chart,
}

#[derive(Debug, Serialize)]
struct VocabularyPage {
    vocabularies: Vec<VocabularyView>,
}

#[derive(Debug, Serialize)]
struct VocabularyView {
    name: String,
    anchor: String,
    /// Labels and definitions.
    values: Vec<(String, &'static str)>,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let with_method: Vec<&CorpusInfo> = atlas.kb.corpora().iter().filter(|corpus| corpus.method.is_some()).collect();
    let mut jobs = vec![corrections(), data(), words(), nowhere()];
    if with_method.is_empty() {
        jobs.push(method(None, &[]));
    }
    for corpus in &with_method {
        jobs.push(method(Some(corpus), &with_method));
    }
    jobs
}

/// The page of a corpus's method; that of the first corpus stands for the site's.
fn method_address(corpus: &CorpusInfo, all: &[&CorpusInfo]) -> String {
    let is_first = all.first().is_none_or(|first| first.name == corpus.name);
    if is_first { "method/index.html".to_owned() } else { format!("method/{}.html", corpus.name) }
}

fn method<'a>(corpus: Option<&'a CorpusInfo>, all: &[&'a CorpusInfo]) -> Job<'a> {
    let path = corpus.map_or_else(|| "method/index.html".to_owned(), |corpus| method_address(corpus, all));
    let others = all.iter().filter(|other| corpus.is_none_or(|corpus| corpus.name != other.name));
    let others: Vec<Link> = others.map(|other| Link::new(method_address(other, all), &other.title)).collect();
    Box::new(move |press| {
        let text = corpus.and_then(|corpus| corpus.method.as_deref()).unwrap_or_default();
        let (title, text) = split_title(text);
        let head = Head {
            path: path.clone(),
            template: "method.html",
            title: title.unwrap_or("How this corpus is made").to_owned(),
            description: "The protocol by which records enter the corpus, are sourced, graded, labelled, disputed, \
                          corrected and withdrawn."
                .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        let parts = outline(text).into_iter().filter(|part| part.level == 2);
        let contents = parts.map(|part| Link::new(format!("#{}", slug(&part.text)), part.text)).collect();
        press.page(&head, &MethodPage { body: prose(press.atlas.kb, text), contents, others: others.clone() })
    })
}

/// The heading of the first level at the beginning of a text, and the rest.
fn split_title(text: &str) -> (Option<&str>, &str) {
    match text.trim_start().strip_prefix("# ").and_then(|rest| rest.split_once('\n')) {
        Some((title, rest)) => (Some(title.trim()), rest),
        None => (None, text),
    }
}

/// The part of a text below a heading of the second level.
fn part<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let parts: Vec<_> = outline(text).into_iter().filter(|part| part.level <= 2).collect();
    let at = parts.iter().position(|part| part.text == name)?;
    let start = parts.get(at)?.range.end;
    let end = parts.get(at + 1).map_or(text.len(), |next| next.range.start);
    text.get(start..end)
}

/// Renders a text of the corpus's folder for a page one folder below the root. Its links to records and to what the
/// site says itself are followed; those to other files of the project are left out.
fn prose(kb: &KnowledgeBase, text: &str) -> String {
    let anchors: Vec<String> = outline(text).iter().map(|part| slug(&part.text)).collect();
    to_html(text, &|target| {
        if let Some(anchor) = target.strip_prefix('#') {
            return anchors.iter().any(|own| own == anchor).then(|| target.to_owned());
        }
        let file = target.split('#').next().unwrap_or_default();
        match file {
            "../docs/reference/vocabulary.md" => return Some("../vocabulary/index.html".to_owned()),
            "../docs/about-the-data.md" => return Some("../data/index.html".to_owned()),
            _ => {}
        }
        let (folder, name) = file.split_once('/')?;
        let kind = Kind::WITH_PAGES.iter().copied().find(|kind| kind.folder() == folder)?;
        let id = kb.resolve(kind, name.strip_suffix(".md")?);
        kb.contains(kind, id).then(|| format!("../{}", address(kind, id)))
    })
}

fn corrections<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "corrections/index.html".to_owned(),
            template: "corrections.html",
            title: "Corrections and withdrawals".to_owned(),
            description: "How to object to a record, who answers and how, and every correction and withdrawal since \
                          the records were first published."
                .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        press.page(&head, &CorrectionsPage::new(press.atlas))
    })
}

impl<'a> CorrectionsPage<'a> {
    fn new(atlas: &'a Atlas<'_>) -> Self {
        let kb = atlas.kb;
        let text = kb.corpora().iter().find_map(|corpus| corpus.method.as_deref()).unwrap_or_default();
        let parts: Vec<&str> = [CORRECTIONS, WITHDRAWAL].into_iter().filter_map(|name| part(text, name)).collect();
        Self {
            rules: prose(kb, &parts.join("\n\n")),
            contacts: kb.corpora().iter().filter_map(contact).collect(),
            retracted: atlas.cards(atlas.incidents.iter().filter(|incident| incident.is_retracted())),
            corrections: changes(kb),
        }
    }
}

fn contact(corpus: &CorpusInfo) -> Option<(String, String)> {
    Some((corpus.title.clone(), corpus.contact.as_ref()?.to_string()))
}

/// Every revision but the first of each record, the latest first.
fn changes(kb: &KnowledgeBase) -> Vec<Correction> {
    let mut found = Vec::new();
    let mut add = |kind: Kind, id: &str, revisions: &[Revision]| {
        for revision in revisions.iter().skip(1) {
            found.push(Correction {
                on: revision.on.clone(),
                when: revision.on.in_words(),
                record: Link::to(kb, kind, id),
                text: revision.text.clone(),
            });
        }
    };
    kb.incidents().iter().for_each(|(id, entry)| add(Kind::Incident, id, &entry.record().revisions));
    kb.patterns().iter().for_each(|(id, entry)| add(Kind::Pattern, id, &entry.record().revisions));
    kb.safeguards().iter().for_each(|(id, entry)| add(Kind::Safeguard, id, &entry.record().revisions));
    kb.products().iter().for_each(|(id, entry)| add(Kind::Product, id, &entry.record().revisions));
    found.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.record.href.cmp(&b.record.href)));
    found
}

fn data<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "data/index.html".to_owned(),
            template: "data.html",
            title: "About the data".to_owned(),
            description: "What the corpus counts, out of how many, and what the counts may not be read as: reported \
                          incidents, not rates."
                .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        let atlas = press.atlas;
        let stats = StatsAnswer::new(atlas.kb);
        let records = stats.records.iter().map(|(kind, count)| (heading(kind), *count)).collect();
        let standing = atlas.incidents.iter().filter(|incident| !incident.is_retracted());
        let labels = standing.flat_map(|incident| &incident.safeguards);
        let page = DataPage {
            stats,
            records,
            docket: charts::docket(&atlas.incidents),
            severities: charts::severities(&atlas.incidents),
            states: charts::states("What became of safeguards at the moment of the act", labels),
        };
        press.page(&head, &page)
    })
}

fn words<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "vocabulary/index.html".to_owned(),
            template: "vocabulary.html",
            title: "Vocabulary".to_owned(),
            description: "Every closed vocabulary of the records, each value with its definition.".to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        let view = |vocabulary: crate::record::Vocabulary| VocabularyView {
            anchor: slug(&in_words(vocabulary.name)),
            name: heading(&in_words(vocabulary.name)),
            values: vocabulary.values.into_iter().map(|(value, definition)| (label_of(value), definition)).collect(),
        };
        press.page(&head, &VocabularyPage { vocabularies: vocabularies().into_iter().map(view).collect() })
    })
}

/// The name of a type as words: `ClaimStatus` as `claim status`.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

fn nowhere<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "404.html".to_owned(),
            template: "nowhere.html",
            title: "There is no such page".to_owned(),
            description: "The address leads nowhere in this site.".to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        press.page(&head, &())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_where_the_next_begins() {
        let text = "# T\n\nlead\n\n## A\n\none\n\n### B\n\ntwo\n\n## C\n\nthree\n";
        assert_eq!(part(text, "A").unwrap().trim(), "one\n\n### B\n\ntwo");
        assert_eq!(part(text, "C").unwrap().trim(), "three");
        assert_eq!(part(text, "D"), None);
        assert_eq!(split_title(text).0, Some("T"));
    }

    #[test]
    fn types_have_names_in_words() {
        assert_eq!(in_words("RuleOfTwo"), "rule of two");
    }
}
