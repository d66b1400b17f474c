//! Reports what is wrong with profiles.

use std::path::PathBuf;

use crate::cli::check::report;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, Outcome};
use crate::cli::output::Format;
use crate::diagnostic;
use crate::profile::Reading;
use crate::record::Day;

/// Check profiles
///
/// Products and safeguards are looked up in the corpora in use.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent profile check team.toml
  precedent profile check team.toml --today 2026-12-01
  precedent profile check team.toml --format json")]
pub(super) struct Args {
    /// Profiles
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Also find answers and waivers that have expired by a day
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json, Format::Github, Format::Sarif])?;
    if let Some(path) = args.files.iter().find(|path| !path.exists() && !path.is_symlink()) {
        let message = format!("expected a profile, found nothing at `{}`", path.display());
        return Err(CommandError::usage(message).hint("`precedent profile init` writes one"));
    }
    let kb = cx.knowledge_base()?;
    let readings = args.files.iter().map(|path| Reading::of_file(path, &kb, args.today.as_ref()));
    let mut findings: Vec<_> = readings.flat_map(|reading| reading.diagnostics).collect();
    diagnostic::sort(&mut findings);
    report(&findings, (args.files.len(), "profile"), format, cx)?;
    Ok(Outcome::of(findings.is_empty()))
}
