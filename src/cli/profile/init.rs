//! Writes a profile from what a team says on the command line or in answer to a few questions.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::ask;
use crate::cli::checklist::term;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, Fault, Outcome};
use crate::cli::output::{self, Format};
use crate::kb::KnowledgeBase;
use crate::profile::{Profile, Remarks, RuleOfTwoLegs, TeamProfile};
use crate::record::{AgentInterface, AutonomyLevel, Capability, Environment, Line, PermissionsOrigin, Presence};
use crate::wire::ProfileInitAnswer;

/// Write a profile: what the flags say, or the answers to a few questions
///
/// The file has every field, each with a hint; what was not said stands as empty or `unknown`. Without `--out` it is
/// printed. Nothing that exists is overwritten.
///
/// Without flags the questions are asked on the terminal, and an empty answer leaves a field unknown. The last one is for
/// the file, if `--out` names none.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent profile init --product claude-code --environment production
  precedent profile init --name 'Payments' --product kiro --out payments.toml
  precedent profile init --product cursor --untrusted-input yes --format json")]
pub(super) struct Args {
    #[command(flatten)]
    said: Said,
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What a team says of itself on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub(super) struct Said {
    /// What the team is called
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<Line>,
    /// A product in use, by id, name or alias (repeatable)
    #[arg(long, value_name = "PRODUCT")]
    pub(super) product: Vec<Line>,
    /// A form of agent in use (repeatable)
    #[arg(long, value_name = "INTERFACE", value_parser = term::<AgentInterface>)]
    pub(super) interface: Vec<AgentInterface>,
    /// An environment that agents reach (repeatable)
    #[arg(long, value_name = "ENVIRONMENT", value_parser = term::<Environment>)]
    pub(super) environment: Vec<Environment>,
    /// Where the agents' power to act comes from (repeatable)
    #[arg(long, value_name = "ORIGIN", value_parser = term::<PermissionsOrigin>)]
    pub(super) permissions: Vec<PermissionsOrigin>,
    /// The highest autonomy at which agents run
    #[arg(long, value_name = "LEVEL", value_parser = term::<AutonomyLevel>)]
    pub(super) autonomy: Option<AutonomyLevel>,
    /// What agents can do (repeatable)
    #[arg(long, value_name = "CAPABILITY", value_parser = term::<Capability>)]
    pub(super) capability: Vec<Capability>,
    /// What agents certainly cannot do (repeatable)
    #[arg(long, value_name = "CAPABILITY", value_parser = term::<Capability>)]
    pub(super) lacks: Vec<Capability>,
    /// Whether agents process input that an outsider could have written
    #[arg(long, value_name = "yes|no|unknown", value_parser = term::<Presence>)]
    pub(super) untrusted_input: Option<Presence>,
    /// Whether agents have access to sensitive systems or private data
    #[arg(long, value_name = "yes|no|unknown", value_parser = term::<Presence>)]
    pub(super) sensitive_access: Option<Presence>,
    /// Whether agents can change state or communicate outwards
    #[arg(long, value_name = "yes|no|unknown", value_parser = term::<Presence>)]
    pub(super) state_change: Option<Presence>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let as_json = cx.format(&[Format::Text, Format::Json])? == Format::Json;
    let kb = cx.knowledge_base()?;
    let (said, out) = if args.said == Said::default() {
        asked(&kb, args.out.as_deref())?
    } else {
        (args.said.clone(), args.out.clone())
    };
    let profile = said.profile(&kb)?;
    let text = profile.to_draft(&Remarks::new());
    if let Some(path) = &out {
        super::write(path, &text)?;
    }
    let path = out.as_ref().map(|path| path.display().to_string());
    match (as_json, &path) {
        (true, _) => cx.out.json(&ProfileInitAnswer::new(profile, path, text))?,
        (false, None) => cx.out.text(&text)?,
        (false, Some(path)) => {
            cx.out.line(&crate::source::printable(path))?;
            cx.out.note(&format!("`precedent profile check {path}` finds what is wrong with it."));
        }
    }
    Ok(Outcome::Yes)
}

/// Asks, if there is somebody to ask; also for the file, where none was named and the profile would run over the screen.
fn asked(kb: &KnowledgeBase, out: Option<&Path>) -> Result<(Said, Option<PathBuf>), CommandError> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let error = CommandError::usage("expected something to write into the profile, found nothing");
        return Err(error
            .hint("say it with flags such as `--product claude-code --environment production`; `--name NAME` is enough")
            .hint("on a terminal the questions are asked"));
    }
    // Nobody answers ten questions to be told then that the file cannot be written.
    out.map_or(Ok(()), super::vacant)?;
    let unanswered = |error| CommandError::new(Fault::Usage, error);
    let mut input = std::io::stdin().lock();
    let said = ask::said(&mut input, &mut output::ask, kb).map_err(unanswered)?;
    let out = match out {
        None if std::io::stdout().is_terminal() => ask::file(&mut input, &mut output::ask).map_err(unanswered)?,
        out => out.map(Path::to_owned),
    };
    Ok((said, out))
}

impl Said {
    /// Makes a profile of what was said, if it does not contradict itself or name a product that nobody knows.
    fn profile(self, kb: &KnowledgeBase) -> Result<TeamProfile, CommandError> {
        let mut known = Profile::default();
        let mut products = Vec::new();
        for product in self.product {
            let before = known.products.len();
            known.add_product(kb, product.as_str()).map_err(|error| {
                let hint =
                    error.suggestion.clone().unwrap_or_else(|| "`precedent list products` names them".to_owned());
                CommandError::usage(error).hint(hint)
            })?;
            // Two spellings of one product are one.
            products.extend((known.products.len() > before).then_some(product));
        }
        if let Some(both) = self.lacks.iter().find(|power| self.capability.contains(power)) {
            return Err(CommandError::usage(format!(
                "expected `{both}` under `--capability` or under `--lacks`, found it under both"
            )));
        }
        let name = match self.name {
            Some(name) => name,
            None => {
                "Our team".parse().map_err(|error: crate::record::InvalidText| CommandError::new(Fault::Bug, error))?
            }
        };
        Ok(TeamProfile {
            products,
            interfaces: distinct(self.interface),
            environments: distinct(self.environment),
            permissions: distinct(self.permissions),
            autonomy: self.autonomy,
            capabilities: distinct(self.capability),
            lacks: distinct(self.lacks),
            rule_of_two: Some(RuleOfTwoLegs {
                untrusted_input: self.untrusted_input.unwrap_or(Presence::Unknown),
                sensitive_access: self.sensitive_access.unwrap_or(Presence::Unknown),
                state_change: self.state_change.unwrap_or(Presence::Unknown),
            }),
            ..TeamProfile::named(name)
        })
    }
}

/// Values in their order, each once.
fn distinct<T: PartialEq>(values: Vec<T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}
