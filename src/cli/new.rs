//! Drafts records and starts corpora.

use std::path::{Path, PathBuf};

use super::context::{Context, load};
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use crate::corpus::{Kind, files_of};
use crate::fs;
use crate::record::{
    CorpusName, IncidentId, InvalidText, LanguageTag, Manifest, PartialDate, Prefix, ProductId, Sharing, Term,
};
use crate::skeleton::{self, Given};
use crate::wire::NewAnswer;

/// Draft a record, or start a corpus
///
/// A draft has every field that such a record needs, each with a hint. What only you can say is blank; `check` lists
/// the blanks, each at its line, until none is left. Nothing that exists is overwritten.
///
/// A draft goes into the corpus of `--corpus`, or else into the one that the command is run in, the one that
/// `PRECEDENT_CORPUS` or `precedent.toml` names, or the folder `corpus` of a checkout.
#[derive(Debug, clap::Args)]
#[command(override_usage = "precedent new [OPTIONS] <TITLE>
       precedent new [OPTIONS] <incident|pattern|safeguard|product> <TITLE>
       precedent new [OPTIONS] corpus <DIR>")]
#[command(after_long_help = "Examples:
  precedent new corpus new-incidents --prefix team
  precedent new 'Agent emptied the wrong bucket' --occurred 2026-05 --corpus new-incidents
  precedent new pattern 'Purged the queue' --corpus new-incidents
  precedent new safeguard 'Ask before a purge' --corpus new-incidents
  precedent new product 'Our deploy bot' --corpus new-incidents")]
pub(super) struct Args {
    /// What to draft (an incident if it is left out), then its title; or `corpus` and a folder
    #[arg(value_names = ["KIND", "TITLE"], num_args = 1..=2, required = true)]
    words: Vec<String>,
    /// When an incident happened, as far as it is known: `2026-05-19`, `2026-05`, `2026`
    #[arg(long, value_name = "DATE")]
    occurred: Option<PartialDate>,
    /// The record's id, instead of one made of date and title
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// A corpus's name, instead of that of its folder
    #[arg(long, value_name = "NAME")]
    name: Option<CorpusName>,
    /// What the ids of a corpus begin with, instead of its name
    #[arg(long, value_name = "PREFIX")]
    prefix: Option<Prefix>,
    /// With whom a corpus may be shared: `public`, `TLP:GREEN`, `TLP:AMBER` or `TLP:RED`; without it, `TLP:AMBER`
    #[arg(long, value_name = "WITH", value_parser = sharing)]
    sharing: Option<Sharing>,
}

/// What is to be made.
enum What<'a> {
    Record(Kind, &'a str),
    Corpus(&'a Path),
}

const DRAFTED: &[Kind] = &[Kind::Incident, Kind::Pattern, Kind::Safeguard, Kind::Product];

fn sharing(text: &str) -> Result<Sharing, String> {
    let known = || Sharing::ALL.iter().map(|sharing| sharing.as_str());
    Sharing::find(text).ok_or_else(|| format!("expected {}", crate::record::either(known())))
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let (answer, next) = match what(args)? {
        What::Corpus(folder) => corpus(args, folder)?,
        What::Record(kind, title) => record(args, kind, title, cx)?,
    };
    if format == Format::Json {
        cx.out.json(&answer)?;
        return Ok(Outcome::Yes);
    }
    cx.out.line(&answer.path)?;
    if let Some(like) = &answer.like {
        cx.out.note(&format!("`{like}` is called nearly the same; is it about the same thing?"));
    }
    cx.out.note(&next);
    Ok(Outcome::Yes)
}

fn what(args: &Args) -> Result<What<'_>, CommandError> {
    let kind = |word: &str| DRAFTED.iter().copied().find(|kind| kind.as_str() == word);
    let for_corpus = args.name.is_some() || args.prefix.is_some() || args.sharing.is_some();
    let for_record = args.id.is_some() || args.occurred.is_some();
    let what = match args.words.as_slice() {
        [word] if kind(word).is_some() || word == "corpus" => {
            let wants = if word == "corpus" { "a folder" } else { "a title" };
            return Err(CommandError::usage(format!("expected {wants} behind `{word}`, found nothing")));
        }
        [title] => What::Record(Kind::Incident, title),
        [word, folder] if word == "corpus" => What::Corpus(Path::new(folder)),
        [word, title] => {
            let kinds = DRAFTED.iter().map(|kind| kind.as_str()).chain(["corpus"]);
            let Some(kind) = kind(word) else {
                let message = format!("expected {}, found `{word}`", crate::record::either(kinds));
                return Err(CommandError::usage(message).hint("put a title of several words in quotes"));
            };
            What::Record(kind, title)
        }
        _ => return Err(CommandError::usage("expected a title, found nothing")),
    };
    let misplaced = match what {
        What::Record(..) if for_corpus => Some("`--name`, `--prefix` and `--sharing` are for `new corpus`"),
        What::Corpus(_) if for_record => Some("`--id` and `--occurred` are for records"),
        What::Record(kind, _) if kind != Kind::Incident && args.occurred.is_some() => {
            Some("`--occurred` is for incidents")
        }
        What::Record(..) | What::Corpus(_) => None,
    };
    misplaced.map_or(Ok(what), |misplaced| Err(CommandError::usage(misplaced)))
}

/// Drafts a record; returns the answer and what to do next.
fn record(args: &Args, kind: Kind, title: &str, cx: &Context<'_>) -> Result<(NewAnswer, String), CommandError> {
    let root = cx.own_corpus()?;
    let corpus = load(&root)?;
    let Some(manifest) = corpus.manifest.map(|parsed| parsed.record) else {
        let message = format!("the manifest of the corpus `{}` cannot be read", root.display());
        let hint = format!("run `precedent check {}` to see why", root.display());
        return Err(CommandError::new(Fault::Corpus, message).hint(hint));
    };
    let id = id(args, kind, title, manifest.prefix.as_str())?;
    let given = Given {
        id: id.clone(),
        title: title.to_owned(),
        occurred: args.occurred.clone(),
        licence: manifest.licence,
        language: manifest.language.to_string(),
    };
    let text = skeleton::record(kind, &given).unwrap_or_default();
    // A path within the current folder needs no dot before it.
    let folder = if root == Path::new(".") { PathBuf::new() } else { root.clone() };
    let path = folder.join(kind.folder()).join(format!("{id}.{}", kind.extension()));
    let like = like(&root, kind, &id)?;
    write(&path, &text)?;
    let path = path.display().to_string();
    let next =
        format!("Fill in what `precedent check {path}` lists; `precedent fmt {path}` then takes the hints away.");
    let kind = kind.as_str().to_owned();
    let like = like.map(|path| path.display().to_string());
    Ok((NewAnswer { schema: "precedent.new.v1".to_owned(), kind, id, path, like }, next))
}

/// The id that was asked for, or one made of what is known.
fn id(args: &Args, kind: Kind, title: &str, prefix: &str) -> Result<String, CommandError> {
    let unusable = |error: InvalidText| CommandError::usage(error).hint("pass the id with `--id`");
    let id = match (&args.id, kind, &args.occurred) {
        (Some(id), ..) => id.clone(),
        (None, Kind::Incident, Some(occurred)) => skeleton::incident_id(prefix, occurred, title).map_err(unusable)?,
        (None, Kind::Incident, None) => {
            let error = CommandError::usage("expected when it happened, found nothing");
            return Err(error.hint("pass `--occurred DATE`, or the id with `--id`"));
        }
        (None, ..) => skeleton::id(prefix, title).map_err(unusable)?,
    };
    // All ids but those of incidents are of one form.
    let form = if kind == Kind::Incident { id.parse::<IncidentId>().err() } else { id.parse::<ProductId>().err() };
    if let Some(error) = form {
        return Err(unusable(error));
    }
    if !prefix.is_empty() && !id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')) {
        return Err(CommandError::usage(format!("expected an id that begins with `{prefix}-`, found `{id}`")));
    }
    Ok(id)
}

/// A record of the corpus whose name is nearly this one.
fn like(root: &Path, kind: Kind, id: &str) -> Result<Option<PathBuf>, CommandError> {
    const LEAST_LIKENESS: f64 = 0.75;
    // Records of one month are not alike for that.
    let words = |id: &str| id.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
    let files = files_of(root, Some(kind)).map_err(|error| CommandError::new(Fault::Environment, error))?;
    let likeness = |path: &PathBuf| {
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        let likeness = strsim::normalized_levenshtein(&words(&stem), &words(id));
        (likeness >= LEAST_LIKENESS).then_some((likeness, path.clone()))
    };
    let best = files.iter().filter_map(likeness).max_by(|one, other| one.0.total_cmp(&other.0));
    Ok(best.map(|(_, path)| path))
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    let failed = |error| {
        let exists = matches!(error, fs::Error::Exists { .. });
        let fault = if exists { Fault::Usage } else { Fault::Environment };
        let hint = exists.then(|| "go on with that file, or choose another name with `--id`".to_owned());
        CommandError::new(fault, error).hints(hint)
    };
    path.parent().map_or(Ok(()), fs::create_folder).map_err(failed)?;
    fs::create(path, text).map_err(failed)
}

/// Starts a corpus; returns the answer and what to do next.
fn corpus(args: &Args, folder: &Path) -> Result<(NewAnswer, String), CommandError> {
    let environment = |error| CommandError::new(Fault::Environment, error);
    if folder.exists() {
        let entries = fs::list(folder).map_err(environment)?;
        if !entries.is_empty() {
            let message = format!("expected a folder that is new or empty, found files in `{}`", folder.display());
            return Err(CommandError::usage(message).hint("nothing was written"));
        }
    }
    let manifest = manifest(args, folder)?;
    let shown = folder.display();
    fs::create_folder(folder).map_err(environment)?;
    for kind in DRAFTED {
        let inside = folder.join(kind.folder());
        fs::create_folder(&inside).map_err(environment)?;
        // Version control keeps no empty folders.
        fs::create(&inside.join(".gitkeep"), "").map_err(environment)?;
    }
    fs::create(&folder.join("README.md"), &readme(&manifest)).map_err(environment)?;
    // Last, because it is what makes the folder a corpus.
    fs::create(&folder.join("corpus.toml"), &skeleton::manifest(&manifest)).map_err(environment)?;
    let answer = NewAnswer {
        schema: "precedent.new.v1".to_owned(),
        kind: "corpus".to_owned(),
        id: manifest.name.to_string(),
        path: shown.to_string(),
        like: None,
    };
    let next = format!("`precedent new TITLE --occurred DATE --corpus {shown}` drafts its first record.");
    Ok((answer, next))
}

fn manifest(args: &Args, folder: &Path) -> Result<Manifest, CommandError> {
    let name = if let Some(name) = &args.name {
        name.clone()
    } else {
        let folder = std::path::absolute(folder)?;
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = skeleton::id("", &name).and_then(|id| id.parse::<CorpusName>());
        name.map_err(|error| CommandError::usage(error).hint("pass the corpus's name with `--name`"))?
    };
    let unusable = |error: InvalidText| CommandError::new(Fault::Bug, error);
    let prefix = match &args.prefix {
        Some(prefix) if prefix.as_str().is_empty() => {
            let message = "expected a prefix, because the corpus will lie over another, found nothing";
            return Err(CommandError::usage(message));
        }
        Some(prefix) => prefix.clone(),
        None => name.as_str().parse().map_err(unusable)?,
    };
    let sharing = args.sharing.unwrap_or(Sharing::Amber);
    let licence = if sharing == Sharing::Public { "CC-BY-4.0" } else { "LicenseRef-Internal" };
    let words = name.as_str().replace('-', " ");
    let mut letters = words.chars();
    let title = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    Ok(Manifest {
        schema: Manifest::SCHEMA,
        name,
        title,
        language: "en".parse::<LanguageTag>().map_err(unusable)?,
        licence: licence.to_owned(),
        sharing,
        prefix,
        version: None,
        authors: None,
        edit: None,
        contact: None,
    })
}

fn readme(manifest: &Manifest) -> String {
    let Manifest { title, prefix, sharing, .. } = manifest;
    format!(
        "# {title}\n\nIncidents with AI agents, beside the public corpus that `precedent` carries. Sharing: {sharing}.\n\n\
         Run in this folder:\n\n\
         * `precedent new 'TITLE' --occurred 2026-05` drafts a record, whose id begins with `{prefix}-`;\n\
         * `precedent check .` lists what is missing or wrong;\n\
         * `precedent search --corpus . WORDS` searches this corpus together with the public one.\n"
    )
}
