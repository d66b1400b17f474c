//! Serves the site from memory, and renders it anew when a record changes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::context::{Context, Selection};
use super::error::{CommandError, Fault, Outcome};
use super::output::Format;
use super::progress::Progress;
use super::theme;
use crate::serve::{Address, BasePath, Event, Running, ServeError, Server, Trouble, Watch};
use crate::site::{self, Site};

/// Show the site in a browser, and keep it up to date
///
/// The site is held in memory; nothing is written. When a file of a corpus or theme in a folder changes, it is rendered
/// anew and open pages reload. If a record or template is broken, the site stays as it was, with what is wrong at the head
/// of every page, until that is mended. Without `--corpus` and settings, the corpus of a checkout around the current folder
/// is served.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent serve
  precedent serve --open
  precedent serve --corpus our-incidents --include ours
  precedent serve --theme our-theme
  precedent serve --port 0 --base-path /incidents/
  precedent serve --host 0.0.0.0 --port 8080 --allow-host desk.example")]
pub(super) struct Args {
    /// The address to listen on; the default is open to this machine only
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = host)]
    host: IpAddr,
    /// The port to listen on; 0 takes one that is free
    #[arg(long, value_name = "PORT", default_value = "8000")]
    port: u16,
    /// The path that the site stands below
    #[arg(long, value_name = "PATH", default_value = "/")]
    base_path: BasePath,
    /// Answer also when asked by a name of this machine (repeatable)
    ///
    /// Requests by other names than `localhost` and numbers are refused, since a page of somebody else's could make a name
    /// of theirs lead here and read what is served.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Replace single templates and assets by those in a folder, which is followed too
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
    /// Bring in a corpus that is not public (repeatable); every page then bears its mark
    #[arg(long, value_name = "NAME")]
    include: Vec<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
}

/// What the site is made from, whatever the files say at the moment.
struct Recipe {
    corpora: Selection,
    include: Vec<String>,
    theme: Option<PathBuf>,
}

/// Why the site cannot be rendered at the moment.
struct Failure {
    error: CommandError,
    /// True if a change of what is watched can mend it.
    is_mendable: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    cx.format(&[Format::Text])?;
    let socket = SocketAddr::new(args.host, args.port);
    let address = Address { socket, base: args.base_path.clone(), names: args.allow_host.clone() };
    let server = Server::bind(address).map_err(environment)?;
    let recipe = Arc::new(Recipe { corpora: cx.to_show()?, include: args.include.clone(), theme: args.theme.clone() });
    let watched: Vec<PathBuf> = recipe.corpora.folders.iter().chain(&recipe.theme).cloned().collect();
    // What is changed while the site is rendered for the first time counts; what is no such folder says so better by itself.
    let watch = Watch::of(&watched);
    let first = first(&recipe, cx)?;
    let mut watch = watch.map_err(environment)?;
    let (url, listening) = (server.url(), server.listening());
    let running = server.start(first, &watch).map_err(environment)?;
    cx.out.line(&format!("Serving at {url}"))?;
    cx.out.finish()?;
    cx.out.note(&followed(&watched));
    if !listening.ip().is_loopback() {
        cx.out.note("Warning: whoever can reach this machine can read the site; there is no password.");
    }
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        cx.out.note(&format!("No browser could be opened: {error}."));
    }
    follow(&recipe, &mut watch, &running, cx)?;
    running.stop().map_err(environment)?;
    Ok(Outcome::Yes)
}

/// Renders the site for the first time. What can be mended meanwhile is shown in its place.
fn first(recipe: &Recipe, cx: &mut Context<'_>) -> Result<Result<Site, Trouble>, CommandError> {
    match recipe.render(&Progress::new(cx.out)) {
        Ok((site, left_out)) => {
            cx.tell_left_out(&left_out);
            Ok(Ok(site))
        }
        Err(failure) if failure.is_mendable => Ok(Err(trouble(&failure.error, cx))),
        Err(failure) => Err(failure.error),
    }
}

/// Renders the site anew with every change, until the server is to stop.
fn follow(
    recipe: &Arc<Recipe>,
    watch: &mut Watch,
    running: &Running,
    cx: &mut Context<'_>,
) -> Result<(), CommandError> {
    while watch.wait() == Event::Changed {
        let (recipe, progress) = (Arc::clone(recipe), Progress::new(cx.out));
        let Some(rendered) = watch.during(move || recipe.render(&progress)).map_err(environment)? else { break };
        let (shown, news) = match rendered {
            Ok((site, _)) => (Ok(site), "Rendered anew"),
            Err(failure) => (Err(trouble(&failure.error, cx)), "The site stays as it was until this is mended"),
        };
        let changed = running.show(shown);
        let files = if changed == 1 { "file differs" } else { "files differ" };
        cx.out.note(&format!("{news}; {changed} {files}."));
    }
    Ok(())
}

impl Recipe {
    /// Renders the site; names the corpora that may not be shown.
    fn render(&self, progress: &Progress) -> Result<(Site, Vec<String>), Failure> {
        let theme = self.theme.as_deref();
        let is_in_folder = !self.corpora.folders.is_empty();
        let of_records =
            |error: CommandError| Failure { is_mendable: error.fault == Fault::Corpus && is_in_folder, error };
        let of_theme = |error| Failure { is_mendable: theme.is_some_and(Path::is_dir), error };
        let (kb, left_out) = self.corpora.shareable(&self.include).map_err(of_records)?;
        let templates = theme::load(theme).map_err(of_theme)?;
        let site = site::render_at(&kb, &templates, None, &|done, all| progress.at("Rendering", done, all));
        progress.end();
        let site = site.map_err(|error| of_theme(theme::unrendered(theme, error)))?;
        Ok((site, left_out))
    }
}

/// Reports an error to whoever started the server, and makes of it what whoever looks at a page is told.
fn trouble(error: &CommandError, cx: &mut Context<'_>) -> Trouble {
    cx.out.report(error);
    let mut causes = error.messages();
    let headline = if causes.is_empty() { String::new() } else { causes.remove(0) };
    Trouble { headline, causes, hints: error.hints.clone(), findings: error.findings.clone() }
}

/// Says what is watched, and how to end it.
fn followed(folders: &[PathBuf]) -> String {
    let names: Vec<String> = folders.iter().map(|folder| format!("`{}`", folder.display())).collect();
    let followed = match names.as_slice() {
        [] => {
            "The corpus is the one in the program, which does not change; `--corpus DIR` shows one in a folder.".into()
        }
        names => format!("Pages follow changes in {}.", names.join(", ")),
    };
    format!("{followed} Ctrl-C ends it.")
}

fn environment(error: ServeError) -> CommandError {
    let hint = error.hint().map(str::to_owned);
    CommandError::new(Fault::Environment, error).hints(hint)
}

/// Reads an address to listen on.
fn host(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let expected = || "expected a number such as `127.0.0.1`, `::1` or, for everybody, `0.0.0.0`".to_owned();
    text.parse().map_err(|_unread| expected())
}
