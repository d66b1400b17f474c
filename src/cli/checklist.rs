//! Ranks safeguards for a team and writes the list.

mod team;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use crate::checklist::{Checklist, Position, Profile};
use crate::kb::KnowledgeBase;
use crate::record::{AgentInterface, AutonomyLevel, Capability, Day, Environment, Line, Moment, Term, Url};
use crate::report::{self, Detail, Sheets};
use crate::review::Changes;
use crate::wire::ChecklistAnswer;
use team::Team;

/// List the safeguards that would change most for a team, with proof for each
///
/// The team is what its profile says, or what the flags say. What is not said counts as unknown, not as absent. A product
/// brings its interfaces and usual capabilities along. Once a capability is named by a flag, those that are neither named
/// nor usual for a product count as lacking.
///
/// Answers live in the profile. A list in Markdown can be ticked and read back with `--merge`; `--update` writes the
/// answers and what this review saw into the profile, and the next list says what has changed since. Answers expire only
/// if `--today` says which day it is.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent checklist --product kiro --moment before-access
  precedent checklist --product claude-code --environment production --autonomy a3
  precedent checklist --profile team.toml --today 2026-11-21
  precedent checklist --profile team.toml --format markdown
  precedent checklist --profile team.toml --card --format html
  precedent checklist --update team.toml --merge ticked.md --by 'Ada' --today 2026-11-21
  precedent checklist --profile team.toml --today 2026-11-21 --fail-on expired,new-incidents
  precedent checklist --product kiro --moment at-approval --explain
  precedent checklist --product kiro --moment at-approval --format json")]
pub(super) struct Args {
    /// The team's profile, as `precedent profile init` writes it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["product", "interface", "environment", "autonomy", "capability"])]
    profile: Option<PathBuf>,
    /// A product in use, by id, name or alias (repeatable)
    #[arg(long, value_name = "PRODUCT")]
    product: Vec<String>,
    /// A form of agent in use (repeatable)
    #[arg(long, value_name = "INTERFACE", value_parser = term::<AgentInterface>)]
    interface: Vec<AgentInterface>,
    /// An environment that agents reach (repeatable)
    #[arg(long, value_name = "ENVIRONMENT", value_parser = term::<Environment>)]
    environment: Vec<Environment>,
    /// The highest autonomy at which agents run
    #[arg(long, value_name = "LEVEL", value_parser = term::<AutonomyLevel>)]
    autonomy: Option<AutonomyLevel>,
    /// A power that agents have (repeatable)
    #[arg(long, value_name = "CAPABILITY", value_parser = term::<Capability>)]
    capability: Vec<Capability>,
    /// The pause point to list for (repeatable); all of them if none is named
    #[arg(long, value_name = "MOMENT", value_parser = term::<Moment>)]
    moment: Vec<Moment>,
    /// The day on which the list is read, so that answers and waivers can expire
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
    /// Write answers and this review into a profile, and nothing else in it
    #[arg(long, value_name = "FILE", requires = "today", conflicts_with_all = ["moment", "product", "interface", "environment", "autonomy", "capability"])]
    update: Option<PathBuf>,
    /// A list in Markdown whose ticks are read as answers; only `--update` keeps them
    #[arg(long, value_name = "FILE")]
    merge: Option<PathBuf>,
    /// Who answers, where the list does not say
    #[arg(long, value_name = "NAME", requires = "merge")]
    by: Option<Line>,
    /// End with exit code 1 if there is one of these (repeatable, or with commas)
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// Say how each gain was computed
    #[arg(long)]
    explain: bool,
    /// A page to print for each moment, and nothing else
    #[arg(long, conflicts_with = "explain")]
    card: bool,
    /// The address of a rendered site that incidents are linked to, instead of their best source
    #[arg(long, value_name = "URL")]
    site: Option<Url>,
}

/// What a list is checked for in a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum FailOn {
    /// An answer or a waiver has expired, or the question has changed since
    Expired,
    /// An item is answered `no` and not waived
    No,
    /// An item has no answer that counts, and is not waived
    Unknown,
    /// An incident concerns the team that the last review did not see
    NewIncidents,
}

/// Reads a value of a closed vocabulary.
pub(super) fn term<T: Term>(text: &str) -> Result<T, String> {
    T::find(text)
        .or_else(|| T::ALL.iter().copied().find(|term| term.as_str().split('-').next() == Some(text) && is_level(text)))
        .ok_or_else(|| {
            let names: Vec<&str> = T::ALL.iter().map(|term| term.as_str()).collect();
            let help = crate::diagnostic::did_you_mean(text, names.iter().copied());
            help.unwrap_or_else(|| format!("expected {}", crate::record::either(names)))
        })
}

/// True for the short form of a level, such as `a3`.
fn is_level(text: &str) -> bool {
    text.len() == 2 && text.ends_with(|c: char| c.is_ascii_digit())
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[
        Format::Text,
        Format::Markdown,
        Format::Html,
        Format::Json,
        Format::Csv,
        Format::GithubForm,
        Format::GithubIssue,
    ])?;
    if args.card && format != Format::Html {
        return Err(CommandError::usage("expected `--format html` with `--card`, found another format"));
    }
    // A list made of corpora that may not be shared bears their mark; it is for the team that keeps them.
    let kb = cx.knowledge_base()?;
    let team = Team::read(args, &kb, cx)?;
    let (answer, has_new) = if let Some(team) = &team {
        team.keep(args, &kb, cx)?;
        of_team(args, &kb, team)
    } else {
        let checklist = Checklist::build(&kb, of_flags(args, &kb)?, &args.moment);
        (ChecklistAnswer::new(&kb, &checklist, args.site.as_ref()), !checklist.weighed.is_empty())
    };
    write(args, format, &kb, &answer, cx)?;
    if answer.items() == 0 {
        cx.out.note(without_any_item(&answer));
    }
    let failed = failures(args, &answer, has_new);
    for failure in &failed {
        cx.out.note(failure);
    }
    // A team that has everything in place has its answer.
    let settled = answer.moments.iter().any(|moment| !moment.settled.is_empty());
    Ok(Outcome::of(failed.is_empty() && (answer.items() > 0 || settled)))
}

/// Why no moment has an item.
fn without_any_item(answer: &ChecklistAnswer) -> &'static str {
    if answer.moments.iter().any(|moment| !moment.more.is_empty()) {
        "No item: nothing that is open for this team adds a hundredth of what is left."
    } else {
        "No item: nothing that is open for this team would change an incident that could be its own."
    }
}

/// The team that flags describe, which has answered nothing.
fn of_flags(args: &Args, kb: &KnowledgeBase) -> Result<Profile, CommandError> {
    let mut profile = Profile {
        environments: args.environment.iter().copied().collect(),
        interfaces: args.interface.iter().copied().collect(),
        autonomy: args.autonomy,
        ..Profile::default()
    };
    for product in &args.product {
        profile.add_product(kb, product).map_err(|error| {
            let hint = error.suggestion.clone().unwrap_or_else(|| "`precedent list products` names them".to_owned());
            CommandError::usage(error).hint(hint)
        })?;
    }
    profile.state_capabilities(&args.capability);
    Ok(profile)
}

/// The list of a team with a profile, and whether incidents concern it that its last review did not see.
fn of_team(args: &Args, kb: &KnowledgeBase, team: &Team) -> (ChecklistAnswer, bool) {
    let today = args.today.as_ref();
    let standings = team.profile.standings(kb, today);
    let position = Position::new(team.profile.ranking_profile(kb), &standings);
    let whole = Checklist::build(kb, position.clone(), &[]);
    let shown = if args.moment.is_empty() { whole.clone() } else { Checklist::build(kb, position, &args.moment) };
    let mut answer = ChecklistAnswer::new(kb, &shown, args.site.as_ref()).of_team(&team.profile, &standings, today);
    let changes = team.profile.last_review.as_ref().map(|last| Changes::since(last, kb, &whole));
    let is_new = changes.as_ref().is_none_or(|changes| !changes.new_incidents.is_empty());
    if let Some(changes) = &changes {
        answer = answer.with_changes(kb, changes, args.site.as_ref());
    }
    (answer, is_new && !whole.weighed.is_empty())
}

fn write(
    args: &Args,
    format: Format,
    kb: &KnowledgeBase,
    answer: &ChecklistAnswer,
    cx: &mut Context<'_>,
) -> Result<(), CommandError> {
    let detail = if args.explain { Detail::Explained } else { Detail::Whole };
    let sheets = match (args.card, args.explain) {
        (true, _) => Sheets::Cards,
        (false, true) => Sheets::Explained,
        (false, false) => Sheets::Whole,
    };
    match format {
        Format::Json | Format::Ndjson => cx.out.json(answer),
        Format::Html => {
            let html = report::checklist_html(kb, answer, sheets);
            cx.out.text(&html.map_err(|error| CommandError::new(Fault::Bug, error))?)
        }
        Format::Markdown => cx.out.text(&report::checklist_markdown(kb, answer, detail)),
        Format::Csv => cx.out.text(&report::checklist_csv(answer)),
        Format::GithubForm => cx.out.text(&report::checklist_form(kb, answer)),
        Format::GithubIssue => cx.out.text(&report::checklist_issue(kb, answer)),
        Format::Text | Format::Github | Format::Sarif => {
            let text = text::lay_out(cx.out, kb, answer, args.explain);
            cx.out.text(&text)
        }
    }
}

/// What a workflow is to fail on, a sentence each.
fn failures(args: &Args, answer: &ChecklistAnswer, new_incidents: bool) -> Vec<String> {
    let asked: BTreeSet<FailOn> = args.fail_on.iter().copied().collect();
    let items = || answer.moments.iter().flat_map(|moment| &moment.items);
    let open = |value: &str| {
        let says = |item: &&crate::wire::ItemAnswer| match &item.standing {
            None => value == "unknown",
            Some(standing) => {
                let counts = standing.answer.as_deref().filter(|_| standing.lapse.is_none()).unwrap_or("unknown");
                !standing.is_waived() && counts == value
            }
        };
        items().filter(says).map(|item| item.safeguard.as_str()).collect::<Vec<_>>()
    };
    let expired = answer.lapsed.iter().filter(|lapsed| lapsed.lapse != "unproven");
    let expired: Vec<&str> = expired.map(|lapsed| lapsed.safeguard.as_str()).collect();
    let mut failed = Vec::new();
    for fail_on in asked {
        let (what, ids) = match fail_on {
            FailOn::Expired => ("no longer in force", expired.clone()),
            FailOn::No => ("answered `no`", open("no")),
            FailOn::Unknown => ("without an answer that counts", open("unknown")),
            FailOn::NewIncidents => {
                failed.extend(new_incidents.then(|| {
                    "New incidents concern the team; `--update` records that they have been seen.".to_owned()
                }));
                continue;
            }
        };
        if !ids.is_empty() {
            failed.push(format!("{} {what}: {}.", ids.len(), ids.join(", ")));
        }
    }
    failed
}
