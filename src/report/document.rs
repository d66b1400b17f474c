//! What a report consists of, whatever it is about and in whatever form it is written down.

use serde::Serialize;

use crate::chart::Chart;
use crate::record::{SeverityLevel, Term};

/// A report: a summary, sections, and the sources that they cite.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Document {
    /// What sort of report this is.
    pub(super) genre: String,
    /// The id, the query or the file that it is about.
    pub(super) name: String,
    pub(super) title: String,
    /// What a reader has to know before anything else.
    pub(super) notice: Vec<Phrase>,
    /// The summary.
    pub(super) lede: String,
    /// The rest of what ten seconds should tell.
    pub(super) points: Vec<Phrase>,
    /// The same in figures and values.
    pub(super) glance: Vec<Fact>,
    pub(super) sections: Vec<Section>,
    pub(super) footnotes: Vec<Footnote>,
    /// Incidents that the report lists, and how many there are.
    pub(super) listed: usize,
    pub(super) found: usize,
}

/// A part of a report under a heading.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    /// A name that no other section of the report has.
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// What stands in a section.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", content = "of", rename_all = "kebab-case")]
pub(super) enum Block {
    /// Paragraphs.
    Text(Vec<Phrase>),
    Facts(Vec<Fact>),
    Charts(Vec<Chart>),
    Table(Table),
    Bullets(Vec<Phrase>),
    Steps(Vec<Phrase>),
    /// Headed pieces.
    Items(Vec<Item>),
    /// Incidents in a list, which can be searched.
    Cases(Vec<Item>),
    /// What happened when, in order.
    Timeline(Vec<Dated>),
    Commands(Vec<Command>),
    Dispute(Dispute),
    Verdicts(Verdicts),
    Body(Body),
}

/// Words of ours or of a record, with what they rest on. Back-ticks mark code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Phrase {
    /// What the phrase begins with, set off from the rest; empty if nothing.
    pub(super) lead: String,
    pub(super) text: String,
    pub(super) cites: Vec<Cite>,
}

/// A reference to a footnote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Cite {
    /// The number of the footnote.
    pub(super) number: usize,
    pub(super) grade: &'static str,
}

/// A named value.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: Phrase,
    /// A class of the stylesheet; empty for the plain form.
    pub(super) class: String,
}

/// A mark beside a title.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Tag {
    pub(super) text: String,
    /// Classes of the stylesheet.
    pub(super) class: String,
}

/// A headed piece of a section.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Item {
    pub(super) title: String,
    /// The id of the record behind it; empty if there is none.
    pub(super) code: String,
    pub(super) tags: Vec<Tag>,
    pub(super) meta: Vec<String>,
    pub(super) paragraphs: Vec<Phrase>,
    /// Somebody's own words.
    pub(super) quote: Option<Quote>,
    /// Accounts that contradict each other.
    pub(super) opposed: Vec<Opposed>,
    /// True if the record proved false.
    pub(super) retracted: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Quote {
    pub(super) text: String,
    /// Empty if it is that of the report.
    pub(super) language: String,
}

/// The two sides of a dispute in a few words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Opposed {
    pub(super) topic: String,
    pub(super) left: Phrase,
    pub(super) right: Phrase,
}

/// A dispute with every claim of both sides.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Dispute {
    pub(super) topic: String,
    pub(super) open: bool,
    pub(super) left: Vec<Item>,
    pub(super) right: Vec<Item>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Dated {
    /// Its number in the chart above; empty if there is none.
    pub(super) number: String,
    pub(super) when: String,
    pub(super) what: Phrase,
}

/// A command or setting as it is typed, with what is to be said of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Command {
    pub(super) before: String,
    pub(super) text: String,
    pub(super) note: Phrase,
    /// Where it was read.
    pub(super) link: Option<Link>,
}

/// A way out of the report.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    pub(super) url: String,
    pub(super) text: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Verdicts {
    pub(super) passes: String,
    pub(super) fails: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Cell {
    pub(super) text: String,
    /// True for what counts or measures.
    pub(super) is_number: bool,
    pub(super) link: Option<Link>,
}

/// A text of a record: Markdown, and the same as safe HTML.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Body {
    pub(super) html: String,
    #[serde(skip)]
    pub(super) markdown: String,
}

/// A source, as the foot of the report gives it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Footnote {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) url: Option<String>,
    /// Why there is no address; empty if there is one.
    pub(super) no_url: String,
    pub(super) grade: &'static str,
    /// Publisher, author, date, kind, language, how much was read and when.
    pub(super) facts: Vec<String>,
    pub(super) language: String,
    /// The source that it retells.
    pub(super) retells: Option<Cite>,
    pub(super) archive: Option<String>,
    pub(super) note: String,
}

impl Phrase {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(super) fn led(lead: impl Into<String>, text: impl Into<String>) -> Self {
        Self { lead: lead.into(), text: text.into(), cites: Vec::new() }
    }

    pub(super) fn citing(self, cites: Vec<Cite>) -> Self {
        Self { cites, ..self }
    }
}

impl Fact {
    pub(super) fn of(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: Phrase::of(value), class: String::new() }
    }

    pub(super) fn severity(name: &str, level: SeverityLevel) -> Self {
        Self { class: format!("sev sev-{}", code(level)), ..Self::of(name, level.label()) }
    }

    /// A value of a vocabulary whose tone the stylesheet knows by `kind`.
    pub(super) fn term<T: Term>(name: &str, kind: &str, term: T) -> Self {
        let Tag { text, class } = Tag::of(kind, term);
        Self { class, ..Self::of(name, text) }
    }
}

impl Tag {
    pub(super) fn severity(level: SeverityLevel) -> Self {
        Self { text: level.label(), class: format!("sev sev-{}", code(level)) }
    }

    /// A value of a vocabulary whose tone the stylesheet knows by `kind`.
    pub(super) fn of<T: Term>(kind: &str, term: T) -> Self {
        Self { text: term.label(), class: format!("tag {kind}-{}", term.as_str()) }
    }
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_number: false, link: None }
    }

    pub(super) fn number(number: usize) -> Self {
        Self { text: number.to_string(), is_number: true, link: None }
    }
}

impl Section {
    /// A section with everything in it that has something to show.
    pub(super) fn new(id: &'static str, title: impl Into<String>, blocks: Vec<Block>) -> Self {
        let blocks = blocks.into_iter().filter(|block| !block.is_empty()).collect();
        Self { id, title: title.into(), blocks }
    }
}

impl Block {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(all) | Self::Bullets(all) | Self::Steps(all) => all.is_empty(),
            Self::Facts(all) => all.is_empty(),
            Self::Charts(all) => all.is_empty(),
            Self::Table(table) => table.rows.is_empty(),
            Self::Items(all) | Self::Cases(all) => all.is_empty(),
            Self::Timeline(all) => all.is_empty(),
            Self::Commands(all) => all.is_empty(),
            Self::Body(body) => body.markdown.trim().is_empty(),
            Self::Dispute(_) | Self::Verdicts(_) => false,
        }
    }

    /// A paragraph of our own.
    pub(super) fn say(text: impl Into<String>) -> Self {
        Self::Text(vec![Phrase::of(text)])
    }
}

impl Document {
    /// A report of which nothing is known but its top.
    pub(super) fn new(genre: &str, name: &str, title: &str, lede: &str) -> Self {
        Self {
            genre: genre.to_owned(),
            name: name.to_owned(),
            title: title.to_owned(),
            notice: Vec::new(),
            lede: lede.to_owned(),
            points: Vec::new(),
            glance: Vec::new(),
            sections: Vec::new(),
            footnotes: Vec::new(),
            listed: 0,
            found: 0,
        }
    }

    /// Leaves out sections in which nothing stands.
    pub(super) fn with_sections(self, sections: Vec<Section>) -> Self {
        Self { sections: sections.into_iter().filter(|section| !section.blocks.is_empty()).collect(), ..self }
    }
}

/// The code of a level as classes spell it: `s3`.
pub(super) fn code(level: SeverityLevel) -> &'static str {
    level.as_str().split('-').next().unwrap_or_default()
}
