//! Ranks safeguards for a team and writes the list.

use super::context::Context;
use super::error::{CommandError, Outcome};
use super::output::Format;
use crate::checklist::{Checklist, Profile};
use crate::record::{AgentInterface, AutonomyLevel, Capability, Environment, Moment, Term};
use crate::report;
use crate::wire::ChecklistAnswer;

/// List the safeguards that would change most for a team, with proof for each
///
/// What is not said counts as unknown, not as absent. A product brings its interfaces and usual capabilities along.
/// Once a capability is named, those that are neither named nor usual for a product count as lacking.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent checklist --product kiro --moment before-access
  precedent checklist --product claude-code --environment production --autonomy a3
  precedent checklist --product kiro --format html
  precedent checklist --product kiro --moment at-approval --format json")]
pub(super) struct Args {
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
    let format = cx.format(&[Format::Text, Format::Markdown, Format::Html, Format::Json])?;
    // A list made of corpora that may not be shared bears their mark; it is for the team that keeps them.
    let kb = cx.knowledge_base()?;
    let mut profile = Profile {
        environments: args.environment.iter().copied().collect(),
        interfaces: args.interface.iter().copied().collect(),
        autonomy: args.autonomy,
        ..Profile::default()
    };
    for product in &args.product {
        profile.add_product(&kb, product).map_err(|error| {
            let hint = error.suggestion.clone().unwrap_or_else(|| "`precedent list products` names them".to_owned());
            CommandError::usage(error).hint(hint)
        })?;
    }
    profile.state_capabilities(&args.capability);
    let checklist = Checklist::build(&kb, profile, &args.moment);
    let answer = ChecklistAnswer::new(&kb, &checklist, None);
    let items: usize = answer.moments.iter().map(|moment| moment.items.len()).sum();
    match format {
        Format::Json | Format::Ndjson => cx.out.json(&answer)?,
        Format::Html => {
            let html = report::checklist_html(&kb, &answer)
                .map_err(|error| CommandError::new(super::error::Fault::Bug, error))?;
            cx.out.text(&html)?;
        }
        Format::Text | Format::Markdown | Format::Github | Format::Sarif => {
            cx.out.text(&report::checklist_markdown(&kb, &answer))?;
        }
    }
    if items == 0 {
        cx.out.note("No incident in the corpus bears a safeguard for this team at this moment.");
    }
    Ok(Outcome::of(items > 0))
}
