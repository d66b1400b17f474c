//! Writes, checks and proposes a team's profile.

mod ask;
mod check;
mod init;

use std::path::Path;

use clap::Subcommand;

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use crate::fs;

/// Write, check or propose a team's profile
///
/// A profile is a file, `team.toml` by habit, in which a team says what its agents are and can do, and what it answers to
/// the questions of the safeguards. It belongs beside the team's other files.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent profile init --product claude-code --out new-team.toml
  precedent profile check team.toml
  precedent profile check team.toml --today 2026-12-01")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Init(init::Args),
    Check(check::Args),
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    match &args.what {
        What::Init(args) => init::run(args, cx),
        What::Check(args) => check::run(args, cx),
    }
}

/// Writes a profile that is not there yet.
fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs::create(path, text).map_err(|error| {
        let exists = matches!(error, fs::Error::Exists { .. });
        let fault = if exists { Fault::Usage } else { Fault::Environment };
        let hint = exists.then(|| "nothing was written; choose another name with `--out`".to_owned());
        CommandError::new(fault, error).hints(hint)
    })
}
