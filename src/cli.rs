//! The command line: arguments, streams and exit codes. The only module that prints.

mod args;
mod build;
mod check;
mod checklist;
mod completions;
mod context;
mod document;
mod error;
mod eval;
mod export;
mod fmt;
mod layout;
mod list;
mod lookup;
mod man;
mod new;
mod output;
mod parting;
mod profile;
mod progress;
mod report;
mod search;
mod serve;
mod sheet;
mod show;
mod similar;
mod stats;
mod theme;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command};
use context::Context;
use error::{CommandError, Outcome};
use output::{Format, Out};

/// Runs the program and returns its exit code: 0 yes, 1 no hits or findings, 2 could not run; a broken pipe is 0.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    // Only whoever asks for the version pays for hashing the corpus.
    let asks_version = args.iter().any(|arg| arg == "--version" || arg == "-V");
    let command = if asks_version { command().version(version()).long_version(version()) } else { command() };
    let args = parting::part(&command, args);
    let asked = output::Asked::guess(&args);
    let cli = match command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, asked),
    };
    let mut out = Out::new(cli.global.format, cli.global.color);
    let result = dispatch(&cli, &mut out).and_then(|outcome| out.finish().map(|()| outcome));
    match result {
        Ok(Outcome::Yes) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            out.report(&error);
            ExitCode::from(2)
        }
    }
}

/// The command tree.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command().version(env!("CARGO_PKG_VERSION"))
}

/// The program's version with the corpus that it carries: name, size, hash and licence.
fn version() -> String {
    let corpus = crate::corpus::Corpus::embedded_summary();
    format!(
        "{} (corpus {}, {} incidents, {}, {})",
        env!("CARGO_PKG_VERSION"),
        corpus.name,
        corpus.incidents,
        corpus.hash.get(..12).unwrap_or_default(),
        corpus.licence,
    )
}

fn dispatch(cli: &Cli, out: &mut Out) -> Result<Outcome, CommandError> {
    let mut cx = Context::new(&cli.global, out);
    match &cli.command {
        Command::Search(args) => search::run(args, &mut cx),
        Command::Similar(args) => similar::run(args, &mut cx),
        Command::Show(args) => show::run(args, &mut cx),
        Command::List(args) => list::run(args, &mut cx),
        Command::Stats(args) => stats::run(args, &mut cx),
        Command::Build(args) => build::run(args, &mut cx),
        Command::Serve(args) => serve::run(args, &mut cx),
        Command::Report(args) => report::run(args, &mut cx),
        Command::Checklist(args) => checklist::run(args, &mut cx),
        Command::Profile(args) => profile::run(args, &mut cx),
        Command::New(args) => new::run(args, &mut cx),
        Command::Check(args) => check::run(args, &mut cx),
        Command::Fmt(args) => fmt::run(args, &mut cx),
        Command::Export(args) => export::run(args, &mut cx),
        Command::Eval(args) => eval::run(args, &mut cx),
        Command::Completions(args) => completions::run(args, &mut cx),
        Command::Man(args) => man::run(args, &mut cx),
    }
}

/// Prints help and version to standard output, misuse to standard error in the form asked for.
fn usage(error: &clap::Error, asked: output::Asked) -> ExitCode {
    if !error.use_stderr() {
        return print(error, 0);
    }
    if asked.format == Format::Json || asked.format == Format::Ndjson {
        let text = error.render().to_string();
        let (message, rest) = text.trim().split_once("\n\n").unwrap_or((text.trim(), ""));
        let hints = rest.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        let error = CommandError::usage(message.trim_start_matches("error: ").to_owned()).hints(hints);
        Out::new(asked.format, asked.color).report(&error);
        return ExitCode::from(2);
    }
    print(error, 2)
}

/// Prints help, version or misuse; if the terminal is gone there is nobody left to tell.
fn print(error: &clap::Error, code: u8) -> ExitCode {
    match error.print() {
        Ok(()) => ExitCode::from(code),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}
