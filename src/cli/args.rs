//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::output::{Color, Format};
use super::{
    build, check, checklist, completions, eval, export, fmt, list, man, new, profile, report, search, serve, show,
    similar, stats,
};

/// Every agent failure has a precedent. Find it before you repeat it.
///
/// Precedent is a corpus of incidents in which an AI agent did harm or nearly did, with the evidence for each claim,
/// the patterns behind it, and the safeguards that would have changed it. It works offline, in any folder.
#[derive(Debug, Parser)]
#[command(name = "precedent", disable_help_subcommand = true, max_term_width = 100)]
#[command(after_long_help = "Examples:
  precedent search delete and recreate
  precedent show 2025-12-kiro-cost-explorer
  precedent checklist --product kiro --moment before-access
  precedent build --out public

Exit codes: 0 yes, 1 no hits or findings, 2 could not run.")]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Flags of every command.
#[derive(Debug, clap::Args)]
pub(super) struct Global {
    /// Overlay the corpus in a folder (repeatable)
    ///
    /// Later folders overlay earlier ones. `PRECEDENT_CORPUS` and `corpus = […]` in `precedent.toml` do the same; the
    /// first of these that is given counts.
    #[arg(long, value_name = "DIR", global = true, help_heading = "Global options")]
    pub(super) corpus: Vec<PathBuf>,
    /// Leave out the corpus that the program carries
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) no_builtin: bool,
    /// Form of the answer; commands say which they know
    #[arg(long, value_enum, default_value_t = Format::Text, global = true, hide_default_value = true, help_heading = "Global options")]
    pub(super) format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, hide_default_value = true, help_heading = "Global options")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Search(search::Args),
    Similar(similar::Args),
    Show(show::Args),
    List(list::Args),
    Stats(stats::Args),
    Build(build::Args),
    Serve(serve::Args),
    Report(report::Args),
    Checklist(checklist::Args),
    Profile(profile::Args),
    New(new::Args),
    Check(check::Args),
    Fmt(fmt::Args),
    Export(export::Args),
    Eval(eval::Args),
    Completions(completions::Args),
    Man(man::Args),
}
