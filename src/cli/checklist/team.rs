//! The profile behind a list: read, with the answers of a ticked list, and written back.

use std::path::{Path, PathBuf};

use super::Args;
use crate::checklist::{Checklist, Position};
use crate::cli::context::Context;
use crate::cli::error::{CommandError, Fault};
use crate::corpus;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fs;
use crate::kb::KnowledgeBase;
use crate::profile::{Reading, TeamProfile};
use crate::review::{self, Listener, RecordError};
use crate::source::SourceFile;

/// A profile with the text that it was read from.
pub(super) struct Team {
    path: PathBuf,
    /// What the file holds.
    before: String,
    /// The same with the answers of a ticked list.
    text: String,
    /// What that says.
    pub(super) profile: TeamProfile,
}

impl Team {
    /// Reads the profile that was named, if one was, and the list that is to be merged into it.
    pub(super) fn read(args: &Args, kb: &KnowledgeBase, cx: &mut Context<'_>) -> Result<Option<Self>, CommandError> {
        let Some(path) = path(args)? else { return Ok(None) };
        let (profile, source) = crate::cli::profile::read(&path, kb, args.today.as_ref(), cx)?;
        let before = source.text().to_owned();
        let mut team = Self { path, text: before.clone(), before, profile };
        if let Some(list) = &args.merge {
            team.merge(list, args, kb, cx)?;
        }
        Ok(Some(team))
    }

    fn merge(
        &mut self,
        list: &Path,
        args: &Args,
        kb: &KnowledgeBase,
        cx: &mut Context<'_>,
    ) -> Result<(), CommandError> {
        let source = corpus::read(list).map_err(|problem| unmergeable(list, vec![*problem]))?;
        let standings = self.profile.standings(kb, args.today.as_ref());
        let listener = Listener { kb, standings: &standings, by: args.by.as_ref(), today: args.today.as_ref() };
        let heard = listener.hear(&source);
        if heard.diagnostics.iter().any(|problem| problem.rule.severity == Severity::Error) {
            return Err(unmergeable(list, heard.diagnostics));
        }
        if !heard.diagnostics.is_empty() {
            cx.out.note(cx.out.findings(&heard.diagnostics).trim_end());
        }
        self.text = review::record(&self.text, &heard.answers, None).map_err(bug)?;
        let reading =
            Reading::of(SourceFile::new(self.path.display().to_string(), self.text.clone()), kb, args.today.as_ref());
        self.profile = reading.profile.ok_or_else(|| unmergeable(list, reading.diagnostics))?;
        let (new, same) = (heard.answers.len(), heard.unchanged);
        let kept = if args.update.is_some() { "" } else { "; nothing is written without `--update`" };
        cx.out.note(&format!("{}: {new} new or changed, {same} as before{kept}.", list.display()));
        Ok(())
    }

    /// Writes answers and review into the profile, if that was asked for.
    pub(super) fn keep(&self, args: &Args, kb: &KnowledgeBase, cx: &mut Context<'_>) -> Result<(), CommandError> {
        let (Some(_), Some(today)) = (&args.update, &args.today) else { return Ok(()) };
        let position = Position::new(self.profile.ranking_profile(kb), &self.profile.standings(kb, Some(today)));
        let review = review::last_review(kb, &Checklist::build(kb, position, &[]), today);
        let text = review::record(&self.text, &[], review.as_ref()).map_err(bug)?;
        if text != self.before {
            let failed = |error| CommandError::new(Fault::Environment, error).hint("nothing was written; try again");
            fs::replace(&self.path, &self.before, &text).map_err(failed)?;
        }
        cx.out.note(&format!("Recorded the review of {today} in `{}`.", self.path.display()));
        Ok(())
    }
}

/// The profile that was named with `--profile` or `--update`.
fn path(args: &Args) -> Result<Option<PathBuf>, CommandError> {
    let path = match (&args.profile, &args.update) {
        (Some(profile), Some(update)) if profile != update => {
            let message = format!("expected one profile, found `{}` and `{}`", profile.display(), update.display());
            return Err(CommandError::usage(message).hint("`--update FILE` alone reads and writes it"));
        }
        (profile, update) => update.as_ref().or(profile.as_ref()).cloned(),
    };
    if path.is_none() && args.merge.is_some() {
        let message = "expected a profile that the answers of `--merge` go into, found none";
        return Err(CommandError::usage(message).hint("name it with `--profile FILE` or `--update FILE`"));
    }
    Ok(path)
}

/// Places of a list that people are shown: there is no other command that shows them, and a list has not many more.
const MOST_SHOWN: usize = 40;

fn unmergeable(path: &Path, problems: Vec<Diagnostic>) -> CommandError {
    let errors = problems.iter().filter(|problem| problem.rule.severity == Severity::Error).count();
    let plural = if errors == 1 { "place" } else { "places" };
    let rest = (errors > MOST_SHOWN).then(|| "`--format json` shows every one of them".to_owned());
    let error = CommandError::new(Fault::Usage, format!("`{}` cannot be read in {errors} {plural}", path.display()));
    error.hint("nothing was written").hints(rest).findings(problems).showing(MOST_SHOWN)
}

fn bug(error: RecordError) -> CommandError {
    CommandError::new(Fault::Bug, error).hint("the profile was left as it is; please report it")
}
