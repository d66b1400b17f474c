//! Makes a report: the subject to a document, the document to a text that is small enough.

use super::document::{Block, Body, Document, Footnote};
use super::notes::Notes;
use super::team::Team;
use super::{html, markdown};
use crate::corpus::Kind;
use crate::kb::{Entry, KnowledgeBase, Succeeds};
use crate::theme::{Theme, ThemeError};

/// What a report may weigh, in bytes.
pub const LARGEST: usize = 1_000_000;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A record other than a standard, by an id that the knowledge base has.
    Record(Kind, &'a str),
    /// What a query found.
    Query(&'a Query),
    /// A team's position.
    Team(Team<'a>),
}

/// A query with what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What was typed.
    pub text: String,
    /// Records found, best first.
    pub hits: Vec<(Kind, String)>,
    /// What a person should know about how the query was read.
    pub notes: Vec<String>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One HTML file that needs no other.
    Html,
    /// Markdown.
    Markdown,
}

impl Form {
    /// What the title of an incident takes at least, in bytes: what cannot fit need not be written to see that.
    fn least(self) -> usize {
        match self {
            Self::Html => 250,
            Self::Markdown => 60,
        }
    }
}

/// A report, written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The document.
    pub text: String,
    /// Its title.
    pub title: String,
    /// Incidents that it is about.
    pub found: usize,
    /// Incidents that it lists; the rest did not fit.
    pub listed: usize,
}

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The template could not be filled.
    #[error("could not render the report")]
    Theme {
        /// What went wrong.
        #[from]
        source: ThemeError,
    },
    /// The record is too large for a report even without its text.
    #[error("the report would be larger than {LARGEST} bytes")]
    TooLarge,
    /// There is no such record, or none of a kind that has reports.
    #[error("there is no report about `{id}`")]
    NoSubject {
        /// The record.
        id: String,
    },
}

/// How much of each incident a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Everything that belongs in a report of its sort.
    Full,
    /// Without sources and disputes, for lists; without text, commands and undisputed claims, for one incident.
    Brief,
    /// Its title.
    Line,
}

/// How much a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) depth: Depth,
    /// Incidents listed at most.
    pub(super) most: usize,
}

/// What is tried one after the other until the report is small enough.
const SCOPES: [Scope; 7] = [
    Scope { depth: Depth::Full, most: usize::MAX },
    Scope { depth: Depth::Brief, most: usize::MAX },
    Scope { depth: Depth::Line, most: usize::MAX },
    Scope { depth: Depth::Line, most: 2_000 },
    Scope { depth: Depth::Line, most: 1_000 },
    Scope { depth: Depth::Line, most: 500 },
    Scope { depth: Depth::Line, most: 100 },
];

/// Makes one report.
pub(super) struct Maker<'a> {
    pub(super) kb: &'a KnowledgeBase,
    pub(super) notes: Notes<'a>,
    pub(super) scope: Scope,
}

impl<'a> Maker<'a> {
    fn new(kb: &'a KnowledgeBase, scope: Scope) -> Self {
        Self { kb, notes: Notes::default(), scope }
    }

    fn make(mut self, subject: Subject<'a>) -> Option<Document> {
        let kb = self.kb;
        match subject {
            Subject::Record(Kind::Incident, id) => kb.incidents().get(id).map(|entry| self.incident(entry)),
            Subject::Record(Kind::Pattern, id) => kb.patterns().get(id).map(|entry| self.pattern(entry)),
            Subject::Record(Kind::Safeguard, id) => kb.safeguards().get(id).map(|entry| self.safeguard(entry)),
            Subject::Record(Kind::Product, id) => kb.products().get(id).map(|entry| self.product(entry)),
            Subject::Record(Kind::Standard, _) => None,
            Subject::Query(query) => Some(self.query(query)),
            Subject::Team(team) => Some(self.team(team)),
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.scope.depth == Depth::Full
    }

    /// The name of a record, or its id if there is none.
    pub(super) fn name<'b>(&self, kind: Kind, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.kb.title(kind, id).unwrap_or(id)
    }

    pub(super) fn footnotes(&mut self) -> Vec<Footnote> {
        std::mem::take(&mut self.notes).finish()
    }
}

/// The text of a record. Its links to other records lead nowhere here and are text.
pub(super) fn body<T: Succeeds>(entry: &Entry<T>) -> Block {
    let markdown = entry.body().to_owned();
    Block::Body(Body { html: crate::markdown::to_html(&markdown, &|_| None), markdown })
}

/// Makes a report that is small enough.
pub fn report(kb: &KnowledgeBase, theme: &Theme, subject: Subject<'_>, form: Form) -> Result<Report, ReportError> {
    for scope in SCOPES {
        let document = Maker::new(kb, scope).make(subject).ok_or_else(|| no_subject(subject))?;
        if document.listed.saturating_mul(form.least()) > LARGEST {
            continue;
        }
        let text = match form {
            Form::Html => html::write(kb, theme, &document)?,
            Form::Markdown => markdown::write(kb, &document),
        };
        if text.len() < LARGEST {
            let Document { title, found, listed, .. } = document;
            return Ok(Report { text, title, found, listed });
        }
    }
    Err(ReportError::TooLarge)
}

fn no_subject(subject: Subject<'_>) -> ReportError {
    let id = match subject {
        Subject::Record(_, id) => id.to_owned(),
        Subject::Query(query) => query.text.clone(),
        Subject::Team(team) => team.profile.name.to_string(),
    };
    ReportError::NoSubject { id }
}
