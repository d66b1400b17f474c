//! `precedent similar`: what was given to a subject, and the nearest incidents to the screen or JSON. What is near and
//! why is `search`'s.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anstyle::Style;

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::layout::{bullet, indent};
use super::output::{Format, Out};
use super::search::highlight;
use crate::corpus;
use crate::diagnostic::did_you_mean;
use crate::fs;
use crate::record::{Incident, cut, either};
use crate::search::{Likeness, Named, Similar, Subject};
use crate::source::{SourceFile, printable};
use crate::wire::SimilarAnswer;

/// The longest text that is read, in bytes.
const LARGEST: u64 = 10_000_000;
/// What stands for standard input.
const STDIN: &str = "-";

/// Find the incidents nearest to a record, a plan or a command
///
/// Give it what is about to happen: a plan, a command, a transcript of an agent. It names the incidents that are most
/// like it and what they share, such as commands, failure patterns and wording. Commands count more than other words; of
/// a long text the passages count that are nearest to some incident. A text that no incident is like has no answer.
///
/// An id is looked up before a file; `./NAME` is always a file. For a record, shared labels count as well.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent similar 2025-12-kiro-cost-explorer
  precedent similar pattern:destructive-shortcut --limit 3
  precedent similar plan.md
  precedent similar plan.md --format json
  git diff | precedent similar -
  echo 'terraform destroy the duplicates, then recreate' | precedent similar -")]
pub(super) struct Args {
    /// A record's id or `KIND:ID`, a file, or `-` for standard input
    #[arg(value_name = "ID|FILE|-")]
    subject: String,
    /// Incidents to name at most
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let mut notes = Vec::new();
    let (subject, similar) = answer(args, cx, &mut notes)?;
    if subject.card().is_some_and(|card| card.retracted) {
        notes.push("This record is retracted: what it reports did not happen as reported.".to_owned());
    }
    if similar.is_empty {
        notes.push("There is no word in this text that says what it is about.".to_owned());
    } else if similar.total == 0 {
        notes.push("No incident in the corpus is near enough to this to be worth naming.".to_owned());
    }
    if format == Format::Json {
        cx.out.json(&SimilarAnswer::new(&subject, &similar, notes))?;
    } else {
        text(&similar, &notes, cx.out)?;
    }
    Ok(Outcome::of(similar.total > 0))
}

fn answer(args: &Args, cx: &mut Context<'_>, notes: &mut Vec<String>) -> Result<(Subject, Similar), CommandError> {
    let name = args.subject.as_str();
    // No id has a character that tells a path.
    let is_path = name == STDIN || name.contains(['/', '.']);
    if !is_path {
        let found = cx.with_index(|index| {
            Ok(match index.named(name)? {
                Named::Record(subject) => Lookup::Answer(index.similar(&subject, args.limit)?, subject),
                Named::Several(kinds) => {
                    Lookup::Several(kinds.iter().map(|kind| format!("{}:{name}", kind.as_str())).collect())
                }
                Named::Nothing if Path::new(name).exists() => Lookup::File,
                Named::Nothing => Lookup::Nothing(did_you_mean(name, index.ids()?.iter().map(String::as_str))),
            })
        })?;
        match found {
            Lookup::Answer(similar, subject) => return Ok((*subject, similar)),
            Lookup::Several(choices) => {
                let message = format!("`{name}` names several records: {}", either(choices));
                return Err(CommandError::usage(message));
            }
            Lookup::Nothing(near) => return Err(unknown(name, near)),
            Lookup::File => {}
        }
    }
    let subject = if name == STDIN { Subject::text(stdin(cx.out)?) } else { file(Path::new(name), cx, notes)? };
    let similar = cx.with_index(|index| index.similar(&subject, args.limit))?;
    Ok((subject, similar))
}

/// What a name that may be an id turned out to be.
enum Lookup {
    Answer(Similar, Box<Subject>),
    Several(Vec<String>),
    File,
    Nothing(Option<String>),
}

fn unknown(name: &str, near: Option<String>) -> CommandError {
    let error = CommandError::usage(format!("no record and no file is called `{}`", cut(name)));
    let error = error.hints(near);
    error.hint("text goes to standard input: `precedent similar -`")
}

/// Reads a file: an incident record, or text of any kind.
fn file(path: &Path, cx: &Context<'_>, notes: &mut Vec<String>) -> Result<Subject, CommandError> {
    let bytes = fs::read_bounded(path, LARGEST).map_err(|error| {
        CommandError::new(Fault::Usage, error).hint("give an id, a file, or `-` for standard input")
    })?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if !text.starts_with("```toml") {
        return Ok(Subject::text(text));
    }
    let source = SourceFile::new(path.display().to_string(), text);
    if let Ok(parsed) = corpus::parse::<Incident>(&source) {
        return Ok(Subject::record(&cx.knowledge_base()?, &parsed));
    }
    notes.push("This file is no incident record that can be used; it was read as text.".to_owned());
    Ok(Subject::text(source.text().to_owned()))
}

fn stdin(out: &mut Out) -> Result<String, CommandError> {
    let input = std::io::stdin();
    if input.is_terminal() {
        out.note("Reading from standard input up to its end (Ctrl-D).");
    }
    let failed = |error| CommandError::new(Fault::Environment, StdinError(error));
    let mut bytes = Vec::new();
    input.lock().take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(CommandError::usage(format!("standard input is larger than {LARGEST} bytes")));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Standard input could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read standard input")]
struct StdinError(#[source] std::io::Error);

fn text(similar: &Similar, notes: &[String], out: &mut Out) -> Result<(), CommandError> {
    for note in notes {
        out.note(note);
    }
    if similar.total == 0 {
        return Ok(());
    }
    for likeness in &similar.nearest {
        let text = render(likeness, out);
        out.line(&text)?;
    }
    let shown = similar.nearest.len();
    let more = similar.total - shown;
    let plural = if similar.total == 1 { "" } else { "s" };
    let rest = if more > 0 { format!(" · {more} more with `--limit {}`", similar.total) } else { String::new() };
    out.line(&format!("{} incident{plural} like this{rest}", similar.total))
}

fn render(likeness: &Likeness, out: &Out) -> String {
    let dim = Style::new().dimmed();
    let card = &likeness.card;
    let facts: Vec<&str> = card.severity().into_iter().chain(card.status()).collect();
    let width = out.width();
    let mut text = format!("{}\n", out.style(Style::new().bold(), &card.title));
    text.push_str(&format!("{}  {}\n", card.id, out.style(dim, &facts.join(" · "))));
    for reason in &likeness.reasons {
        let shared: Vec<&str> = reason.shared.iter().map(|shared| shared.text.as_str()).collect();
        let mark = format!("{:<13}", reason.sharing.as_str());
        text.push_str(&format!("{}\n", bullet(&mark, &printable(&shared.join(", ")), "    ", width)));
    }
    if let Some(fragment) = &likeness.fragment {
        text.push_str(&format!("{}\n", indent(&highlight(fragment, out), "    ", width)));
    }
    text
}
