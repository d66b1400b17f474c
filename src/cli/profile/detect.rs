//! Proposes a profile from the settings of agents in a repository.

use std::path::{Path, PathBuf};

use anstyle::Style;

use crate::cli::context::Context;
use crate::cli::error::{CommandError, Fault, Outcome};
use crate::cli::layout::{bullet, indent};
use crate::cli::output::Format;
use crate::diagnostic::{self, render_text};
use crate::profile::{Detection, RuleOfTwoLegs, TeamProfile};
use crate::record::{Day, Line, Presence, Term};
use crate::source::printable;
use crate::wire::ProfileDetectAnswer;

/// Propose a profile from the settings of agents in a repository
///
/// Reads the settings of Claude Code, Codex, Cursor, Gemini CLI, GitHub Copilot and Kiro that lie in a folder, and nothing
/// outside of it; docs/reference/settings.md lists the files and keys. It writes nothing unless `--out` names a file that
/// is not there yet, and sends nothing. Values that look like secrets are not shown.
///
/// What no file shows stays unknown. No proposed answer is `yes`: a file shows what is set, not that it holds.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent profile detect
  precedent profile detect --proposal
  precedent profile detect . --today 2026-12-01 --out proposed-team.toml
  precedent profile detect --format json")]
pub(super) struct Args {
    /// The folder to look at
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Print the proposed profile instead of what was found
    #[arg(long, conflicts_with = "out")]
    proposal: bool,
    /// Write the proposed profile to a file; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What the team is called
    #[arg(long, value_name = "NAME", default_value = "Our team")]
    name: Line,
    /// The day that the proposed answers bear
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let as_json = cx.format(&[Format::Text, Format::Json])? == Format::Json;
    let kb = cx.knowledge_base()?;
    let detection = Detection::of(&args.folder).map_err(|error| CommandError::new(Fault::Usage, error))?;
    let (profile, remarks) = detection.profile(args.name.clone(), &kb, args.today.as_ref());
    let text = profile.to_draft(&remarks);
    let is_found = !detection.products.is_empty();
    let out = args.out.as_deref().filter(|_| is_found);
    if let Some(path) = out {
        super::write(path, &text)?;
    }
    if as_json {
        let path = out.map(|path| path.display().to_string());
        cx.out.json(&ProfileDetectAnswer::new(&args.folder, &detection, profile, text, path))?;
    } else {
        if !detection.diagnostics.is_empty() {
            cx.out.note(render_text(&detection.diagnostics, diagnostic::Style::Plain).trim_end());
        }
        if !is_found {
            cx.out.note(&format!("No settings of an agent were found in `{}`.", args.folder.display()));
        } else if args.proposal {
            cx.out.text(&text)?;
        } else {
            say(&detection, &profile, cx)?;
            told(out, cx)?;
        }
    }
    Ok(Outcome::of(is_found && detection.diagnostics.is_empty()))
}

/// Says where the proposal is, or how to get it.
fn told(out: Option<&Path>, cx: &mut Context<'_>) -> Result<(), CommandError> {
    match out {
        Some(path) => {
            cx.out.line(&format!("\nWritten to {}", printable(&path.display().to_string())))?;
            cx.out.note("Read it line by line before you rely on it: it is a proposal.");
        }
        None => cx.out.note("`--proposal` prints this as a profile, `--out FILE` writes it."),
    }
    Ok(())
}

fn say(detection: &Detection, profile: &TeamProfile, cx: &mut Context<'_>) -> Result<(), CommandError> {
    let width = cx.out.width();
    for product in &detection.products {
        title(product.name, &format!(" ({})", product.id), cx)?;
        for found in &product.found {
            cx.out.line(&bullet("", &found.evidence(), "  ", width))?;
            cx.out.line(&indent(&found.about, "      ", width))?;
            let proposals: Vec<String> =
                found.proposals.iter().map(|p| format!("{} {}", p.field(), p.value())).collect();
            if !proposals.is_empty() {
                cx.out.line(&bullet("→ ", &proposals.join("; "), "      ", width))?;
            }
        }
        cx.out.line("")?;
    }
    title("Proposed profile", "", cx)?;
    for (field, values) in fields(profile) {
        cx.out.line(&bullet(&format!("{field}: "), &values, "  ", width))?;
    }
    let answers = detection.answers();
    if !answers.is_empty() {
        cx.out.line("")?;
        title("Proposed answers", ": a file shows what is set, not that it holds, so none is `yes`", cx)?;
    }
    for answer in &answers {
        cx.out.line(&format!("  {}: {}", answer.safeguard, answer.answer))?;
        cx.out.line(&indent(&answer.evidence, "      ", width))?;
    }
    let unseen = detection.unseen().join(", ");
    cx.out.line("")?;
    cx.out.line(&indent(&format!("Unknown, because no file shows it: {unseen}"), "", width))
}

fn title(text: &str, rest: &str, cx: &mut Context<'_>) -> Result<(), CommandError> {
    let text = cx.out.style(Style::new().bold(), text);
    cx.out.line(&format!("{text}{rest}"))
}

/// The fields that say something.
fn fields(profile: &TeamProfile) -> Vec<(&'static str, String)> {
    fn names<T: Term>(terms: &[T]) -> String {
        terms.iter().map(|term| term.as_str()).collect::<Vec<_>>().join(", ")
    }
    let at_least = "or more: flags and each person's own settings cannot be seen";
    let autonomy = profile.autonomy.map(|level| format!("{level}, {at_least}")).unwrap_or_default();
    let is_yes = |leg: fn(&RuleOfTwoLegs) -> Presence| profile.rule_of_two.as_ref().map(leg) == Some(Presence::Yes);
    let mut legs = Vec::new();
    legs.extend(is_yes(|legs| legs.untrusted_input).then_some("A-untrusted-input"));
    legs.extend(is_yes(|legs| legs.state_change).then_some("C-state-change-or-external-comms"));
    let products: Vec<&str> = profile.products.iter().map(Line::as_str).collect();
    let mut fields = vec![
        ("products", products.join(", ")),
        ("interfaces", names(&profile.interfaces)),
        ("environments", names(&profile.environments)),
        ("permissions", names(&profile.permissions)),
        ("autonomy", autonomy),
        ("capabilities", names(&profile.capabilities)),
        ("rule_of_two", legs.join(", ")),
    ];
    fields.retain(|(_, values)| !values.is_empty());
    fields
}
