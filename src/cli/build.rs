//! Renders the site and publishes it into a folder.

use std::path::PathBuf;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use crate::publish::{self, Published};
use crate::record::Url;
use crate::site::{self, Site};
use crate::theme::Theme;
use crate::wire::{BuildAnswer, corpora};

/// Render the site into a folder
///
/// The folder has to be new, empty, or made by an earlier build. The new site is made beside it and exchanged for the
/// old one in one step; whatever interrupts a build, the folder holds the whole old or the whole new site.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent build
  precedent build --out docs/site --keep .git --keep CNAME
  precedent build --base-url https://example.org/precedent/
  precedent build --corpus our-incidents --include ours")]
pub(super) struct Args {
    /// The folder to write
    #[arg(long, value_name = "DIR", default_value = "public")]
    out: PathBuf,
    /// Carry along files of others that match (repeatable); a match of a folder keeps all of it
    #[arg(long, value_name = "GLOB")]
    keep: Vec<String>,
    /// Where the site will stand, for canonical links, feeds and the sitemap
    #[arg(long, value_name = "URL", value_parser = address)]
    base_url: Option<Url>,
    /// Bring in a corpus that is not public (repeatable); every page then bears its mark
    #[arg(long, value_name = "NAME")]
    include: Vec<String>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json])?;
    let keep = globs(&args.keep)?;
    let (kb, left_out) = cx.shareable(&args.include)?;
    let theme = Theme::embedded().map_err(|error| CommandError::new(Fault::Bug, error))?;
    let site =
        site::render_at(&kb, &theme, args.base_url.as_ref()).map_err(|error| CommandError::new(Fault::Bug, error))?;
    let generator = concat!("precedent ", env!("CARGO_PKG_VERSION"));
    let request = publish::Request { files: &site.files, keep: &keep, generator };
    let published = publish::publish(&args.out, &request).map_err(|error| {
        let hint = error.hint();
        CommandError::new(Fault::Environment, error).hints(hint)
    })?;
    let answer = answer(args, &site, &published, &kb, left_out);
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

fn answer(
    args: &Args,
    site: &Site,
    published: &Published,
    kb: &crate::kb::KnowledgeBase,
    left_out: Vec<String>,
) -> BuildAnswer {
    BuildAnswer {
        schema: "precedent.build.v1".to_owned(),
        out: args.out.display().to_string(),
        index: args.out.join("index.html").display().to_string(),
        pages: site.pages(),
        files: site.files.len(),
        written: published.written,
        unchanged: published.unchanged,
        removed: published.removed,
        kept: published.kept,
        bytes: published.bytes,
        corpora: corpora(kb),
        left_out,
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
