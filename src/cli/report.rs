//! Renders a report about a record, a query or a team.

use std::path::{Path, PathBuf};

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use super::{document, lookup, profile};
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::record::Day;
use crate::report::{self, Form, Report, ReportError, Subject, Team};
use crate::search::{Answer, Order, Page, Query};
use crate::theme::Theme;
use crate::wire::{ReportAnswer, corpora};

/// Report on a record, a query or a team, in one file
///
/// The file needs no other and asks nobody for anything; it is under 1 MB and made for a screen, a phone and paper. A
/// report leads with what can be read in ten seconds and ends with its sources. Without `--out` it goes to standard
/// output. A file that is there is written anew only if it is as an earlier run left it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent report 2025-12-kiro-cost-explorer --out kiro.html
  precedent report destructive-shortcut --format markdown
  precedent report cursor --type product
  precedent report --query 'product:cursor severity:>=s3' --out cursor.html
  precedent report --query 'delete production database' --format json
  precedent report --profile team.toml --today 2026-12-01 --out team.html")]
#[command(group(clap::ArgGroup::new("subject").required(true).args(["id", "query", "profile"])))]
pub(super) struct Args {
    /// The id of an incident, a pattern, a safeguard or a product; a product's name or alias
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// What sort of record the id is of, if several have it
    #[arg(long = "type", value_name = "TYPE", value_enum, requires = "id")]
    kind: Option<Type>,
    /// Report on what a query finds, in the grammar of `search`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Report on where the team of a profile stands
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The day on which answers of the profile are held against their expiry; nothing expires without it
    #[arg(long, value_name = "DATE", requires = "profile")]
    today: Option<Day>,
    /// The file to write; Markdown if it ends in `.md`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Bring in a corpus that is not public (repeatable); the report then bears its mark
    #[arg(long, value_name = "NAME")]
    include: Vec<String>,
}

/// What sort of record a report is about.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Type {
    /// An incident
    Incident,
    /// A pattern
    Pattern,
    /// A safeguard
    Safeguard,
    /// A product
    Product,
}

impl Type {
    fn kind(self) -> Kind {
        match self {
            Self::Incident => Kind::Incident,
            Self::Pattern => Kind::Pattern,
            Self::Safeguard => Kind::Safeguard,
            Self::Product => Kind::Product,
        }
    }
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Html, Format::Markdown, Format::Json])?;
    let form = form(format, args.out.as_deref());
    let (kb, left_out) = cx.shareable(&args.include)?;
    let answer = |kind: &str, subject: &str| blank(&kb, (kind, subject), form, left_out.clone());
    if let Some(text) = &args.query {
        let Some(found) = search(text, &kb, left_out.is_empty(), cx)? else {
            if format == Format::Json {
                cx.out.json(&answer("query", text))?;
            }
            return Ok(Outcome::No);
        };
        let made = make(&kb, Subject::Query(&found), form)?;
        return hand_over(args, made, answer("query", text), cx);
    }
    if let Some(path) = &args.profile {
        let (profile, _) = profile::read(path, &kb, args.today.as_ref(), cx)?;
        let team = Team { profile: &profile, today: args.today.as_ref() };
        let made = make(&kb, Subject::Team(team), form)?;
        return hand_over(args, made, answer("team", profile.name.as_str()), cx);
    }
    let name = args.id.as_deref().unwrap_or_default();
    let (kind, id) = lookup::find(&kb, name, args.kind.map(Type::kind)).map_err(|error| named(error, name, &kb))?;
    let made = make(&kb, Subject::Record(kind, id), form)?;
    hand_over(args, made, answer(kind.as_str(), id), cx)
}

/// Adds to an ambiguous name the flag that tells its records apart.
fn named(error: CommandError, name: &str, kb: &KnowledgeBase) -> CommandError {
    if kb.kinds_of(name).len() > 1 { error.hint("say which with `--type`") } else { error }
}

/// The form of the document; the file's name decides where `--format` does not.
fn form(format: Format, out: Option<&Path>) -> Form {
    let is_markdown = out.and_then(Path::extension).is_some_and(|extension| extension == "md");
    let is_markdown = format == Format::Markdown || is_markdown && format != Format::Html;
    if is_markdown { Form::Markdown } else { Form::Html }
}

fn make(kb: &KnowledgeBase, subject: Subject<'_>, form: Form) -> Result<Report, CommandError> {
    let theme = Theme::embedded().map_err(|error| CommandError::new(Fault::Bug, error))?;
    report::report(kb, &theme, subject, form).map_err(|error| match error {
        ReportError::NoSubject { .. } => CommandError::usage(error)
            .hint("reports are about incidents, patterns, safeguards, products, queries and teams"),
        ReportError::TooLarge => CommandError::new(Fault::Corpus, error),
        ReportError::Theme { .. } => CommandError::new(Fault::Bug, error),
    })
}

/// What a query finds among the records that may be shown; nothing if nothing is found, which is said.
fn search(
    text: &str,
    kb: &KnowledgeBase,
    is_whole: bool,
    cx: &mut Context<'_>,
) -> Result<Option<report::Query>, CommandError> {
    let query = Query::parse(text);
    let page = Page { offset: 0, limit: usize::MAX, order: Order::Relevance };
    // A prepared index has every corpus in use: it would say how many records there are that nobody may see.
    let answer: Answer = if is_whole {
        cx.with_index(|index| index.search(&query, page))?
    } else {
        crate::search::Index::build(kb)?.search(&query, page)?
    };
    let mut notes: Vec<String> = answer.notes.iter().map(crate::search::Note::sentence).collect();
    if !answer.also_searched.is_empty() {
        notes.push(format!("Also searched: {}.", answer.also_searched.join(", ")));
    }
    if answer.total == 0 {
        for note in &notes {
            cx.out.note(note);
        }
        if let Some(meant) = &answer.did_you_mean {
            cx.out.note(&format!("Did you mean `{meant}`?"));
        }
        cx.out.note("Nothing in the corpus bears this out, so there is nothing to report.");
        return Ok(None);
    }
    let hits = answer.hits.into_iter().map(|hit| (hit.card.kind, hit.card.id)).collect();
    Ok(Some(report::Query { text: text.to_owned(), hits, notes }))
}

/// An answer about a subject of which nothing has been written yet.
fn blank(kb: &KnowledgeBase, (kind, subject): (&str, &str), form: Form, left_out: Vec<String>) -> ReportAnswer {
    ReportAnswer {
        schema: "precedent.report.v1".to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        title: String::new(),
        form: if form == Form::Html { "html" } else { "markdown" }.to_owned(),
        incidents: 0,
        listed: 0,
        bytes: 0,
        out: None,
        written: false,
        document: None,
        corpora: corpora(kb),
        left_out,
    }
}

/// Writes the report where it is wanted and says so.
fn hand_over(args: &Args, made: Report, blank: ReportAnswer, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let Report { text, title, found, listed } = made;
    let written = args.out.as_deref().map(|path| document::write(path, &text)).transpose()?;
    let answer = ReportAnswer {
        title,
        incidents: found,
        listed,
        bytes: text.len(),
        out: args.out.as_ref().map(|path| path.display().to_string()),
        written: written.unwrap_or_default(),
        document: Some(text).filter(|_| args.out.is_none()),
        ..blank
    };
    match (&answer.out, &answer.document) {
        _ if cx.out.format == Format::Json => cx.out.json(&answer)?,
        (Some(out), _) => {
            let state = if answer.written { "written" } else { "unchanged" };
            let size = answer.bytes.div_ceil(1_000);
            cx.out.line(&format!("{out}: {}; {size} kB, {state}", crate::source::printable(&answer.title)))?;
        }
        (None, document) => cx.out.text(document.as_deref().unwrap_or_default())?,
    }
    Ok(Outcome::Yes)
}
