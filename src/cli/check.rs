//! Reports what is wrong with corpora or records.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::context::{Context, load, with_builtin};
use super::error::{CommandError, Outcome};
use super::output::Format;
use crate::check::{self, Editorial, Needs};
use crate::corpus::{Corpus, Kind, Origin};
use crate::diagnostic::{self, Diagnostic, Rule, Severity, did_you_mean, render_github};
use crate::kb::KnowledgeBase;
use crate::record::Day;
use crate::wire::{CheckAnswer, SarifLog};

/// Check records: one, some, or whole corpora
///
/// Without paths every corpus in use is checked. A path may be a corpus, a folder within one, or a record; what it
/// refers to is looked up in the corpora in use and in the corpus that it belongs to.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent check
  precedent check our-incidents
  precedent check our-incidents/incidents/ours-2026-01-lost-files.md
  precedent check --today 2026-12-01
  precedent check --format json
  precedent check --format sarif
  precedent check --explain unread-evidence")]
pub(super) struct Args {
    /// Corpora, folders or records
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Also find records whose review is overdue on a day
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
    /// Say what a rule finds, why it matters and what to do instead
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "today"])]
    explain: Option<String>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    if let Some(code) = &args.explain {
        cx.format(&[Format::Text])?;
        return explain(code, cx);
    }
    let format = cx.format(&[Format::Text, Format::Json, Format::Github, Format::Sarif])?;
    let mut corpora = cx.corpora()?;
    let mut wanted = Vec::new();
    for path in &args.paths {
        let root = root_of(path)?;
        let shown = root.as_deref().map_or_else(|| path.clone(), |root| within(root, path));
        match root {
            Some(root) => add(&mut corpora, &root)?,
            None => corpora.push(single(path)?),
        }
        wanted.push(shown);
    }
    let checked = |path: &str| wanted.is_empty() || wanted.iter().any(|wanted| Path::new(path).starts_with(wanted));
    let records = count(&corpora, &checked);
    let options = check::Options { today: args.today.as_ref(), judged: Some(&checked) };
    let mut findings = findings(corpora, &options);
    findings.retain(|finding| checked(finding.source.path()));
    report(&findings, (records, "record"), format, cx)?;
    Ok(Outcome::of(findings.is_empty()))
}

/// Finds everything that is wrong, by editorial rules and otherwise, sorted.
fn findings(corpora: Vec<Corpus>, options: &check::Options<'_>) -> Vec<Diagnostic> {
    let mut all = check::run(&corpora, options);
    all.extend(match KnowledgeBase::build(corpora) {
        Ok(kb) => kb.warnings().to_vec(),
        Err(findings) => findings,
    });
    diagnostic::sort(&mut all);
    all
}

/// Writes findings in the form asked for; `checked` is how many files were looked at, and what one is called.
pub(super) fn report(
    findings: &[Diagnostic],
    checked: (usize, &str),
    format: Format,
    cx: &mut Context<'_>,
) -> Result<(), CommandError> {
    match format {
        Format::Json => cx.out.json(&CheckAnswer::new(findings, checked.0)),
        Format::Sarif => {
            let rules: Vec<&Rule> = check::all_rules().into_iter().map(|(rule, _)| rule).collect();
            cx.out.json(&SarifLog::new(findings, &rules))
        }
        Format::Github => {
            cx.out.text(&render_github(findings))?;
            cx.out.note(&summary(findings, checked));
            Ok(())
        }
        Format::Text
        | Format::Ndjson
        | Format::Markdown
        | Format::Html
        | Format::Csv
        | Format::GithubForm
        | Format::GithubIssue => {
            let text = cx.out.findings(findings);
            cx.out.text(&text)?;
            cx.out.line(&summary(findings, checked))
        }
    }
}

/// Says what a rule is about.
fn explain(code: &str, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let all = check::all_rules();
    let Some((rule, editorial)) = all.iter().find(|(rule, _)| rule.code == code) else {
        let near = did_you_mean(code, all.iter().map(|(rule, _)| rule.code));
        let hint = near.unwrap_or_else(|| "`docs/reference/rules.md` lists every rule".to_owned());
        return Err(CommandError::usage(format!("there is no rule `{code}`")).hint(hint));
    };
    let text = explanation(rule, *editorial);
    let width = cx.out.width();
    for paragraph in text {
        for line in textwrap::wrap(&paragraph, width) {
            cx.out.line(&line)?;
        }
        cx.out.line("")?;
    }
    Ok(Outcome::Yes)
}

/// The paragraphs of an explanation.
fn explanation(rule: &Rule, editorial: Option<&Editorial>) -> Vec<String> {
    let mut text = vec![
        format!("{} ({})", rule.code, rule.severity.as_str()),
        format!("What it finds: {}", rule.finds),
        format!("Why it matters: {}", rule.why),
        format!("Instead: {}", rule.instead),
    ];
    text.push(match editorial {
        None => "It cannot be allowed.".to_owned(),
        Some(_) => {
            format!("A record may break it for a reason:\n\n  [[allow]]\n  rule = \"{}\"\n  reason = \"…\"", rule.code)
        }
    });
    if editorial.is_some_and(|editorial| editorial.needs == Needs::Today) {
        text.push("It runs only if `--today DATE` says which day it is.".to_owned());
    }
    text
}

fn summary(findings: &[Diagnostic], (checked, one): (usize, &str)) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.rule.severity == severity).count();
    let plural = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let files: BTreeSet<&str> = findings.iter().map(|finding| finding.source.path()).collect();
    if findings.is_empty() {
        return format!("{} checked, nothing found", plural(checked, one));
    }
    format!(
        "{}, {} in {}; {} checked",
        plural(count(Severity::Error), "error"),
        plural(count(Severity::Warning), "warning"),
        plural(files.len(), "file"),
        plural(checked, one),
    )
}

fn count(corpora: &[Corpus], checked: &impl Fn(&str) -> bool) -> usize {
    fn paths<T>(records: &[crate::corpus::Parsed<T>]) -> impl Iterator<Item = &str> {
        records.iter().map(|parsed| parsed.source.path())
    }
    let all = corpora.iter().flat_map(|corpus| {
        paths(&corpus.incidents)
            .chain(paths(&corpus.patterns))
            .chain(paths(&corpus.safeguards))
            .chain(paths(&corpus.products))
            .chain(paths(&corpus.standards))
    });
    let broken = corpora.iter().flat_map(|corpus| corpus.broken.values().map(String::as_str));
    all.chain(broken).filter(|path| checked(path)).count()
}

/// Adds the corpus of a folder, in place of the embedded one if it is that one's source.
fn add(corpora: &mut Vec<Corpus>, root: &Path) -> Result<(), CommandError> {
    // The folder may be in use already under another spelling; findings should bear the one that was typed.
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    corpora.retain(|corpus| match &corpus.origin {
        Origin::Folder(folder) => real(folder).is_none() || real(folder) != real(root),
        Origin::Embedded => true,
    });
    let had_builtin = corpora.iter().any(|corpus| corpus.origin == Origin::Embedded);
    corpora.retain(|corpus| corpus.origin != Origin::Embedded);
    corpora.push(load(root)?);
    if had_builtin {
        with_builtin(corpora);
    }
    Ok(())
}

/// The corpus that a path is or lies in.
fn root_of(path: &Path) -> Result<Option<PathBuf>, CommandError> {
    if !path.exists() && !path.is_symlink() {
        return Err(CommandError::usage(format!("expected a file or folder, found nothing at `{}`", path.display())));
    }
    if path.is_dir() && !is_record_folder(path) {
        return Ok(Some(path.to_owned()));
    }
    let absolute = std::path::absolute(path).map_err(CommandError::from)?;
    let has_manifest = |folder: &&Path| folder.join("corpus.toml").is_file();
    let Some(root) = absolute.ancestors().skip(1).find(has_manifest) else { return Ok(None) };
    // Reported paths should look like the one that was typed.
    let above = absolute.strip_prefix(root).map(|rest| rest.components().count()).unwrap_or_default();
    let mut typed = path.to_owned();
    for _ in 0..above {
        if !typed.pop() {
            return Ok(Some(root.to_owned()));
        }
    }
    Ok(Some(if typed.as_os_str().is_empty() { PathBuf::from(".") } else { typed }))
}

fn is_record_folder(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    Kind::ALL.iter().any(|kind| name == Some(kind.folder())) && !path.join("corpus.toml").is_file()
}

/// A path within a corpus, spelled as findings spell it.
fn within(root: &Path, path: &Path) -> PathBuf {
    let (Ok(root_at), Ok(path_at)) = (std::path::absolute(root), std::path::absolute(path)) else {
        return path.to_owned();
    };
    path_at.strip_prefix(&root_at).map_or_else(|_| path.to_owned(), |rest| root.join(rest))
}

/// Reads a record that lies in no corpus.
fn single(path: &Path) -> Result<Corpus, CommandError> {
    Corpus::of_file(path).map_err(|error| CommandError::new(super::error::Fault::Usage, error))
}
