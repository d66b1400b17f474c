//! Writes, checks and proposes a team's profile.

mod ask;
mod check;
mod detect;
mod init;

use std::path::Path;

use clap::Subcommand;

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::fs;
use crate::kb::KnowledgeBase;
use crate::profile::{Reading, TeamProfile};
use crate::record::Day;
use crate::source::SourceFile;

/// Write, check or propose a team's profile
///
/// A profile is a file, `team.toml` by habit, in which a team says what its agents are and can do, and what it answers to
/// the questions of the safeguards. It belongs beside the team's other files.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent profile init --product claude-code --out new-team.toml
  precedent profile check team.toml
  precedent profile check team.toml --today 2026-12-01
  precedent profile detect")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Init(init::Args),
    Check(check::Args),
    Detect(detect::Args),
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    match &args.what {
        What::Init(args) => init::run(args, cx),
        What::Check(args) => check::run(args, cx),
        What::Detect(args) => detect::run(args, cx),
    }
}

/// Writes a profile that is not there yet.
fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs::create(path, text).map_err(|error| {
        let exists = matches!(error, fs::Error::Exists { .. });
        if exists { taken(error) } else { CommandError::new(Fault::Environment, error) }
    })
}

/// Fails if there is something where a profile is to be written.
fn vacant(path: &Path) -> Result<(), CommandError> {
    if is_taken(path) { Err(taken(fs::Error::Exists { path: path.to_owned() })) } else { Ok(()) }
}

fn is_taken(path: &Path) -> bool {
    path.exists() || path.is_symlink()
}

fn taken(error: fs::Error) -> CommandError {
    CommandError::usage(error).hint("nothing was written; choose another name with `--out`")
}

/// Reads a profile that a command works with, and its text; says how many warnings the command will not show itself.
pub(super) fn read(
    path: &Path,
    kb: &KnowledgeBase,
    today: Option<&Day>,
    cx: &mut Context<'_>,
) -> Result<(TeamProfile, SourceFile), CommandError> {
    if !path.exists() && !path.is_symlink() {
        let message = format!("expected a profile, found nothing at `{}`", path.display());
        return Err(CommandError::usage(message).hint("`precedent profile init` writes one"));
    }
    let reading = Reading::of_file(path, kb, today);
    note_warnings(&reading, path, cx);
    let profile = reading.profile.ok_or_else(|| unreadable(path, reading.diagnostics))?;
    Ok((profile, reading.source))
}

/// Says that there are warnings which a list or a report does not show itself.
fn note_warnings(reading: &Reading, path: &Path, cx: &mut Context<'_>) {
    const ON_THE_LIST: [&str; 3] = ["expired-answer", "outdated-answer", "unproven-answer"];
    let others = reading
        .diagnostics
        .iter()
        .filter(|problem| problem.rule.severity == Severity::Warning && !ON_THE_LIST.contains(&problem.rule.code));
    match others.count() {
        0 => {}
        1 => cx.out.note(&format!("1 warning; `precedent profile check {}` shows it.", path.display())),
        count => cx.out.note(&format!("{count} warnings; `precedent profile check {}` shows them.", path.display())),
    }
}

fn unreadable(path: &Path, problems: Vec<Diagnostic>) -> CommandError {
    let errors = problems.iter().filter(|problem| problem.rule.severity == Severity::Error).count();
    let plural = if errors == 1 { "error" } else { "errors" };
    CommandError::new(Fault::Usage, format!("`{}` has {errors} {plural}", path.display()))
        .hint(format!("run `precedent profile check {}` to see every one of them", path.display()))
        .findings(problems)
}
