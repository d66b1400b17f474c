//! Puts files of corpora into their canonical form.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use crate::corpus::{self, FileKind, Kind};
use crate::diagnostic::Diagnostic;
use crate::format::{FormatError, format};
use crate::fs;
use crate::record::Manifest;
use crate::wire::{Finding, FmtAnswer};

/// Put the fields of records into their canonical order and form
///
/// Comments stay with their fields and nothing changes what a record says. A path may be a corpus, a folder within one,
/// or a file; without paths it is the corpus of `--corpus`, or else the one that the command is run in, the one that
/// `PRECEDENT_CORPUS` or `precedent.toml` names, or the folder `corpus` of a checkout.
///
/// Hints that `new` left (comments that begin with `#:`) go once their field is filled in.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent fmt our-incidents
  precedent fmt our-incidents/incidents/ours-2026-01-lost-files.md
  precedent fmt --check our-incidents
  precedent fmt --migrate our-incidents")]
pub(super) struct Args {
    /// Corpora, folders or files
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; list the files that are not in form, with exit code 1 if there are any
    #[arg(long)]
    check: bool,
    /// Also bring a corpus of an older schema up to date
    #[arg(long)]
    migrate: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let as_json = cx.format(&[Format::Text, Format::Json])? == Format::Json;
    let paths = if args.paths.is_empty() { cx.own_corpora()? } else { args.paths.clone() };
    let mut files = BTreeSet::new();
    for path in &paths {
        files.extend(files_at(path)?);
    }
    readable_schemas(&files)?;
    let mut answer = FmtAnswer {
        schema: "precedent.fmt.v1".to_owned(),
        check: args.check,
        changed: Vec::new(),
        unchanged: 0,
        diagnostics: Vec::new(),
    };
    let mut findings = Vec::new();
    for (path, kind) in &files {
        match one(path, *kind, args.check) {
            Ok(true) => answer.changed.push(path.display().to_string()),
            Ok(false) => answer.unchanged += 1,
            Err(Failure::Finding(problem)) => findings.push(*problem),
            Err(Failure::Command(error)) => return Err(error),
        }
    }
    answer.diagnostics = findings.iter().map(Finding::new).collect();
    let fine = findings.is_empty() && (!args.check || answer.changed.is_empty());
    if as_json {
        cx.out.json(&answer)?;
    } else {
        say(args, &answer, &findings, cx)?;
    }
    Ok(Outcome::of(fine))
}

fn say(args: &Args, answer: &FmtAnswer, findings: &[Diagnostic], cx: &mut Context<'_>) -> Result<(), CommandError> {
    let text = cx.out.findings(findings);
    cx.out.text(&text)?;
    for path in &answer.changed {
        cx.out.line(&crate::source::printable(path))?;
    }
    let files = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
    let what = if args.check { "not in form" } else { "put into form" };
    let mut parts = vec![format!("{} {what}", files(answer.changed.len())), format!("{} in form", answer.unchanged)];
    if !findings.is_empty() {
        parts.push(format!("{} unreadable", findings.len()));
    }
    cx.out.note(&parts.join(", "));
    if args.migrate {
        cx.out.note(&format!("Nothing to migrate: schema {} is the newest there is.", Manifest::SCHEMA));
    }
    Ok(())
}

/// Why a file was not put into form.
enum Failure {
    /// Something is wrong with the file, and others can go on.
    Finding(Box<Diagnostic>),
    /// Something is wrong with the machine or with us.
    Command(CommandError),
}

/// Puts one file into form; says whether it was not.
fn one(path: &Path, kind: FileKind, check: bool) -> Result<bool, Failure> {
    let source = corpus::read(path).map_err(Failure::Finding)?;
    let text = format(&source, kind).map_err(|error| match error {
        FormatError::Unreadable(problem) => Failure::Finding(problem),
        other @ FormatError::Meaning { .. } => {
            let hint = "the file was left as it is; please report it";
            Failure::Command(CommandError::new(Fault::Bug, other).hint(hint))
        }
    })?;
    if text == source.text() {
        return Ok(false);
    }
    if !check {
        let failed = |error| Failure::Command(CommandError::new(Fault::Environment, error));
        fs::replace(path, source.text(), &text).map_err(failed)?;
    }
    Ok(true)
}

/// The files that a path stands for, each with what it is.
fn files_at(path: &Path) -> Result<Vec<(PathBuf, FileKind)>, CommandError> {
    let absolute = std::path::absolute(path)?;
    let nothing = |what: &str| CommandError::usage(format!("expected {what}, found nothing at `{}`", path.display()));
    if path.is_file() {
        let kind = FileKind::of(&absolute).ok_or_else(|| nothing("a file of a corpus"))?;
        return Ok(vec![(path.to_owned(), kind)]);
    }
    if !path.is_dir() {
        return Err(nothing("a file or folder"));
    }
    let name = absolute.file_name().and_then(|name| name.to_str());
    let kind = Kind::ALL.iter().copied().find(|kind| name == Some(kind.folder()));
    let listed = match (kind, absolute.parent()) {
        (Some(kind), Some(_)) if !path.join("corpus.toml").is_file() => {
            // A folder of records is listed from above, and its files are named as the folder was.
            let files = corpus::files_of(&absolute.join(".."), Some(kind));
            files.map(|files| files.iter().filter_map(|file| Some(path.join(file.file_name()?))).collect())
        }
        _ => corpus::files_of(path, None),
    };
    let listed: Vec<PathBuf> = listed.map_err(|error| CommandError::new(Fault::Environment, error))?;
    if listed.is_empty() && kind.is_none() {
        return Err(nothing("a corpus"));
    }
    let placed = |file: PathBuf| {
        let kind = FileKind::of(&std::path::absolute(&file).ok()?)?;
        Some((file, kind))
    };
    Ok(listed.into_iter().filter_map(placed).collect())
}

/// Refuses corpora of a schema whose fields are not known.
fn readable_schemas(files: &BTreeSet<(PathBuf, FileKind)>) -> Result<(), CommandError> {
    let mut manifests = BTreeSet::new();
    for (path, _) in files {
        let absolute = std::path::absolute(path)?;
        manifests
            .extend(absolute.ancestors().skip(1).map(|folder| folder.join("corpus.toml")).find(|path| path.is_file()));
    }
    for path in manifests {
        // A manifest that cannot be read is a finding of its own.
        let Some(source) = corpus::read(&path).ok() else { continue };
        let schema =
            toml::from_str::<toml::Table>(source.text()).ok().and_then(|table| table.get("schema")?.as_integer());
        let Some(found) = schema.filter(|found| *found != i64::from(Manifest::SCHEMA)) else { continue };
        let message = format!("`{}`: expected schema {}, found {found}", path.display(), Manifest::SCHEMA);
        let hint = if found > i64::from(Manifest::SCHEMA) {
            "it is newer than this program; use the version that reads it"
        } else {
            "there never was such a schema; correct the manifest"
        };
        return Err(CommandError::new(Fault::Corpus, message).hint(hint));
    }
    Ok(())
}
