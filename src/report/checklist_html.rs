//! A checklist as one HTML file that needs no other: cards to tick on paper, and what stands behind each item.

use std::collections::BTreeSet;

use serde::Serialize;

use super::checklist_words::{
    EXPLAINED, OUTCOMES, Told, UNCHANGED, audience, caveats, changes, explained, lapsed, lead, outcomes, since,
    standards, standing, title, without_items,
};
use super::{mark, provenance};
use crate::kb::KnowledgeBase;
use crate::theme::{Theme, ThemeError, asset_text};
use crate::wire::{BearingAnswer, ChecklistAnswer, ItemAnswer, MomentAnswer, SettledAnswer, WeighedAnswer};

/// Incidents shown under an item at once; the others unfold.
const INCIDENTS_SHOWN: usize = 5;
/// Incidents that unfold at most, so that a large corpus makes no large document.
const INCIDENTS_FOLDED: usize = 40;

/// Which sheets a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheets {
    /// A summary, a card for each moment, what stands behind each item, and the incidents.
    Whole,
    /// That, and how each gain was computed.
    Explained,
    /// The cards alone, a page each.
    Cards,
}

#[derive(Serialize)]
struct Document<'a> {
    title: String,
    audience: String,
    relevant: usize,
    lead: String,
    caveats: String,
    outcomes: Vec<Outcome>,
    heads: [&'static str; 6],
    foremost: Vec<&'a str>,
    since: Option<String>,
    news: Vec<Told>,
    unchanged: &'static str,
    lapsed: Vec<Told>,
    moments: Vec<Moment<'a>>,
    incidents: Vec<&'a WeighedAnswer>,
    explained: [&'static str; 9],
    cards: bool,
    provenance: String,
    mark: Option<&'static str>,
    style: String,
}

#[derive(Serialize)]
struct Outcome {
    name: &'static str,
    counts: [usize; 6],
}

#[derive(Serialize)]
struct Moment<'a> {
    id: &'a str,
    heading: &'a str,
    about: &'a str,
    none: &'static str,
    items: Vec<Item<'a>>,
    settled: &'a [SettledAnswer],
    more: Vec<&'a str>,
    earlier: Vec<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    answer: &'a ItemAnswer,
    standing: Vec<String>,
    gain: String,
    shown: &'a [BearingAnswer],
    folded: &'a [BearingAnswer],
    more: usize,
    standards: String,
    explained: Vec<[String; 9]>,
}

/// Renders a checklist as one HTML file that needs no other.
pub fn checklist_html(kb: &KnowledgeBase, checklist: &ChecklistAnswer, sheets: Sheets) -> Result<String, ThemeError> {
    let moments: Vec<Moment<'_>> =
        checklist.moments.iter().map(|moment| Moment::new(checklist, moment, sheets)).collect();
    let named: BTreeSet<&str> = moments
        .iter()
        .flat_map(|moment| &moment.items)
        .flat_map(|item| item.shown.iter().chain(item.folded))
        .map(|bearing| bearing.id.as_str())
        .collect();
    let news = checklist.changes.as_ref();
    let document = Document {
        title: title(kb, checklist),
        audience: audience(kb, checklist),
        relevant: checklist.incidents.len(),
        lead: lead(checklist),
        caveats: caveats(checklist),
        outcomes: outcomes(checklist).map(|(name, counts)| Outcome { name, counts }).into(),
        heads: OUTCOMES,
        foremost: checklist.foremost.iter().map(|most| most.name.as_str()).collect(),
        since: news.map(since),
        news: news.map(changes).unwrap_or_default(),
        unchanged: UNCHANGED,
        lapsed: lapsed(&checklist.lapsed),
        moments,
        incidents: checklist.incidents.iter().filter(|incident| named.contains(incident.id.as_str())).collect(),
        explained: EXPLAINED,
        cards: sheets == Sheets::Cards,
        provenance: provenance(kb),
        mark: mark(kb),
        style: asset_text("assets/style.css"),
    };
    Theme::embedded()?.render("checklist.html", &document)
}

impl<'a> Moment<'a> {
    fn new(checklist: &ChecklistAnswer, moment: &'a MomentAnswer, sheets: Sheets) -> Self {
        Self {
            id: &moment.id,
            heading: &moment.title,
            about: &moment.about,
            none: without_items(moment),
            items: moment.items.iter().map(|item| Item::new(checklist, item, sheets)).collect(),
            settled: &moment.settled,
            more: moment.more.iter().map(|more| more.name.as_str()).collect(),
            earlier: moment.earlier.iter().map(|earlier| earlier.name.as_str()).collect(),
        }
    }
}

impl<'a> Item<'a> {
    fn new(checklist: &ChecklistAnswer, item: &'a ItemAnswer, sheets: Sheets) -> Self {
        let (shown, folded) = item.incidents.split_at(item.incidents.len().min(INCIDENTS_SHOWN));
        Self {
            answer: item,
            standing: item.standing.as_ref().map(standing).unwrap_or_default(),
            gain: format!("{:.2}", item.gain),
            shown,
            folded: folded.get(..INCIDENTS_FOLDED).unwrap_or(folded),
            more: folded.len(),
            standards: standards(item),
            explained: if sheets == Sheets::Explained { explained(checklist, item) } else { Vec::new() },
        }
    }
}
