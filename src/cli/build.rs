//! Renders the site and publishes it into a folder.

mod earlier;

use std::path::PathBuf;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use super::progress::Progress;
use super::theme;
use crate::publish::{self, PublishError, Published};
use crate::record::Url;
use crate::site::{self, RenderError};
use crate::wire::{BuildAnswer, corpora};
use earlier::{Earlier, State};

/// The program and its version, as manifests name it.
const GENERATOR: &str = concat!("precedent ", env!("CARGO_PKG_VERSION"));

/// Render the site into a folder
///
/// The folder has to be new, empty, or made by an earlier build. The new site is made beside it and exchanged for the
/// old one in one step; whatever interrupts a build, the folder holds the whole old or the whole new site. Where nothing has
/// changed since the last build, what is in the folder is only verified.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent build
  precedent build --out docs/site --keep .git --keep CNAME
  precedent build --base-url https://example.org/precedent/
  precedent build --corpus our-incidents --include ours
  precedent build --theme our-theme")]
pub(super) struct Args {
    /// The folder to write
    #[arg(long, value_name = "DIR", default_value = "public")]
    out: PathBuf,
    /// Carry along files of others that match (repeatable); a match of a folder keeps all of it
    #[arg(long, value_name = "GLOB")]
    keep: Vec<String>,
    /// Where the site will stand, for canonical links, feeds, the sitemap and `404.html`
    ///
    /// A host shows `404.html` at addresses of any depth, where its links lead on only if they begin with this address;
    /// other pages do without.
    #[arg(long, value_name = "URL", value_parser = address)]
    base_url: Option<Url>,
    /// Replace single templates and assets by those in a folder
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    /// Bring in a corpus that is not public (repeatable); every page then bears its mark
    #[arg(long, value_name = "NAME")]
    include: Vec<String>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let keep = globs(&args.keep)?;
    let theme = theme::load(args.theme.as_deref())?;
    // Corpora are looked at before they are read: what is written to them meanwhile will look different.
    let earlier = cx.look()?.and_then(|look| Earlier::of(look, args, &theme));
    if let Some(state) = earlier.as_ref().and_then(Earlier::state)
        && let Some(published) = publish::confirm(&args.out, &keep, &state.manifest).map_err(unpublished)?
    {
        cx.tell_left_out(&state.left_out);
        return told(args, cx, format, &published, state);
    }
    let progress = Progress::new(cx.out);
    progress.at("Reading", 0, 0);
    let (kb, left_out) = cx.shareable(&args.include)?;
    let watch = |done, all| progress.at("Rendering", done, all);
    let publication = publish::begin(&args.out, &keep, GENERATOR).map_err(unpublished)?;
    let sink = |path: String, bytes: Vec<u8>| publication.add(&path, &bytes).map_err(Failure::Publish);
    let rendered = site::render_into(&kb, &theme, args.base_url.as_ref(), &watch, &sink);
    let rendered = rendered.map_err(|failure| failure.told(args))?;
    progress.at("Finishing", 0, 0);
    let published = publication.finish().map_err(unpublished)?;
    progress.end();
    let mut state = State::new(published.manifest.clone(), rendered, corpora(&kb));
    state.left_out = left_out;
    if let Some(earlier) = earlier {
        earlier.keep(state.clone());
    }
    told(args, cx, format, &published, state)
}

/// What can keep a site from being made.
enum Failure {
    Render(RenderError),
    Publish(PublishError),
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        Self::Render(error)
    }
}

impl Failure {
    fn told(self, args: &Args) -> CommandError {
        match self {
            Self::Render(error) => theme::unrendered(args.theme.as_deref(), error),
            Self::Publish(error) => unpublished(error),
        }
    }
}

fn unpublished(error: PublishError) -> CommandError {
    let hint = error.hint();
    CommandError::new(Fault::Environment, error).hints(hint)
}

/// Says what was built.
fn told(
    args: &Args,
    cx: &mut Context<'_>,
    format: Format,
    published: &Published,
    state: State,
) -> Result<Outcome, CommandError> {
    let answer = answer(args, published, state);
    if format == Format::Json {
        cx.out.json(&answer)?;
        return Ok(Outcome::Yes);
    }
    if published.recovered {
        cx.out.note("Cleared what an interrupted build had left.");
    }
    for path in &published.rescued {
        cx.out.note(&format!("Carried `{}` along, which appeared during the build.", path.display()));
    }
    cx.out.line(&summary(&answer))?;
    cx.out.line(&format!("Open {}", answer.index))?;
    Ok(Outcome::Yes)
}

fn answer(args: &Args, published: &Published, state: State) -> BuildAnswer {
    BuildAnswer {
        schema: "precedent.build.v1".to_owned(),
        out: args.out.display().to_string(),
        index: args.out.join("index.html").display().to_string(),
        pages: state.pages,
        files: state.files,
        written: published.written,
        unchanged: published.unchanged,
        removed: published.removed,
        kept: published.kept,
        bytes: published.bytes,
        corpora: state.corpora,
        left_out: state.left_out,
    }
}

fn summary(answer: &BuildAnswer) -> String {
    let size = answer.bytes.div_ceil(1_000);
    let mut parts = vec![format!("{} pages, {} files, {size} kB", answer.pages, answer.files)];
    parts.push(format!("{} written, {} unchanged", answer.written, answer.unchanged));
    if answer.removed > 0 {
        parts.push(format!("{} removed", answer.removed));
    }
    if answer.kept > 0 {
        parts.push(format!("{} kept", answer.kept));
    }
    format!("{}: {}", answer.out, parts.join("; "))
}

/// Reads a web address.
fn address(text: &str) -> Result<Url, String> {
    text.parse().map_err(|error: crate::record::InvalidText| error.to_string())
}

fn globs(patterns: &[String]) -> Result<GlobSet, CommandError> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = Glob::new(pattern).map_err(|error| {
            CommandError::usage(error).hint("a pattern is a path relative to the output, with `*`, `?` and `**`")
        })?;
        set.add(glob);
    }
    set.build().map_err(CommandError::usage)
}
