//! `precedent search`: a query to hits, on the screen or as JSON. What is found and in which order is `search`'s.

use anstyle::{AnsiColor, Style};

use super::context::Context;
use super::error::{CommandError, Outcome};
use super::layout::{indent, table};
use super::output::{Format, Out};
use crate::search::{Answer, Explanation, Facet, Fragment, Hit, Order, Page, Query, Shares};
use crate::source::printable;
use crate::wire::SearchAnswer;

/// Find incidents, patterns, safeguards and products
///
/// Words are looked for in titles, summaries, commands, claims, names and texts; the more of the query a record bears
/// out, the higher it stands. `"Words in quotes"` have to stand in a row. `field:value` filters, with the fields
/// type, pattern, safeguard, product, vendor, interface, severity, potential, impact, environment, autonomy,
/// permissions, adversary, kind, status, year, cve and tag; values of one field are alternatives. `severity:>=s3` and
/// `year:2025..2026` compare, `not:word` and `not:field:value` exclude, `word*` is a beginning.
///
/// Everything else is words: `-rf`, `--force`, addresses. Behind `--` everything is query.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent search delete and recreate
  precedent search git push --force
  precedent search '\"user error\"' product:kiro
  precedent search severity:'>=s3' not:status:retracted
  precedent search type:incident environment:production --sort date
  precedent search the agent wiped prod --explain
  precedent search delete and recreate --format json")]
pub(super) struct Args {
    /// What to look for
    #[arg(required = true, trailing_var_arg = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Hits to return at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// What to order hits by
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = Sort::Relevance)]
    sort: Sort,
    /// Say how the query was read and how each hit came by its score
    #[arg(long)]
    explain: bool,
}

/// What hits are ordered by; what is retracted comes last in each.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Sort {
    /// Best first; queries of filters alone by severity
    Relevance,
    /// The latest first
    Date,
    /// The most severe first
    Severity,
    /// By type and id
    Id,
}

impl Sort {
    fn order(self) -> Order {
        match self {
            Self::Relevance => Order::Relevance,
            Self::Date => Order::Date,
            Self::Severity => Order::Severity,
            Self::Id => Order::Id,
        }
    }
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let format = cx.format(&[Format::Text, Format::Json, Format::Ndjson])?;
    let query = Query::parse(&args.query.join(" "));
    let page = Page { offset: args.offset, limit: args.limit, order: args.sort.order() };
    let (answer, explanation) = cx.with_index(|index| {
        if args.explain {
            index.explain(&query, page).map(|(answer, explanation)| (answer, Some(explanation)))
        } else {
            index.search(&query, page).map(|answer| (answer, None))
        }
    })?;
    match format {
        Format::Json => {
            let explanation = explanation.as_ref();
            cx.out.json(&SearchAnswer::new(&query, &answer, args.offset).explained(explanation))?;
        }
        Format::Ndjson => {
            for hit in SearchAnswer::new(&query, &answer, args.offset).hits {
                cx.out.json_line(&hit)?;
            }
        }
        Format::Text
        | Format::Markdown
        | Format::Html
        | Format::Github
        | Format::Sarif
        | Format::Csv
        | Format::GithubForm
        | Format::GithubIssue => {
            text(&answer, args, explanation.as_ref(), cx.out)?;
        }
    }
    Ok(Outcome::of(answer.total > 0))
}

fn text(answer: &Answer, args: &Args, explanation: Option<&Explanation>, out: &mut Out) -> Result<(), CommandError> {
    for note in &answer.notes {
        out.note(&note.sentence());
    }
    if let Some(explanation) = explanation {
        out.text(&reading(explanation, out.width()))?;
    }
    if !answer.also_searched.is_empty() {
        out.note(&format!("Also searched: {}.", answer.also_searched.join(", ")));
    }
    if let Some(query) = &answer.did_you_mean {
        out.note(&format!("Did you mean `{query}`?"));
    }
    if answer.total == 0 {
        out.note("Nothing in the corpus bears this out. Fewer or other words may find something.");
        return Ok(());
    }
    for (at, hit) in answer.hits.iter().enumerate() {
        let mut text = render_hit(hit, out);
        if let Some((explanation, shares)) = explanation.and_then(|all| Some((all, all.hits.get(at)?))) {
            text.push_str(&indent(&account(hit.score, explanation, shares), "    ", out.width()));
            text.push('\n');
        }
        out.line(&text)?;
    }
    let last = args.offset + answer.hits.len();
    let shown = if args.limit == 0 {
        format!("{} found", answer.total)
    } else if answer.hits.is_empty() {
        format!("none of {} shown; lower `--offset`", answer.total)
    } else {
        format!("{} to {last} of {}", args.offset + 1, answer.total)
    };
    out.line(&format!("{shown} · {}", types(answer)))
}

/// How the query was read: each part with its weight and what it was found by.
fn reading(explanation: &Explanation, width: usize) -> String {
    let mut rows = vec![["asked for", "as", "weight", "found by (records)"].map(str::to_owned).to_vec()];
    for part in &explanation.parts {
        let ways: Vec<String> = part.ways.iter().map(|way| format!("{} ({})", way.terms, way.records)).collect();
        let row = [part.typed.clone(), part.role.to_owned(), decimals(part.weight), ways.join(", ")];
        rows.push(row.iter().map(|cell| printable(cell).into_owned()).collect());
    }
    format!("{}Evidence needed: {}\n\n", table(&rows, width), decimals(explanation.least))
}

/// How a hit came by its score.
fn account(score: u32, explanation: &Explanation, shares: &Shares) -> String {
    let part = |(number, terms, score): &(usize, String, u32)| {
        let typed = explanation.parts.get(*number).map(|part| part.typed.as_str()).unwrap_or_default();
        let by = if typed.eq_ignore_ascii_case(terms) { String::new() } else { format!(" by {terms}") };
        printable(&format!("{typed}{by} {}", decimals(*score))).into_owned()
    };
    let mut sum: Vec<String> = shares.parts.iter().map(part).collect();
    if shares.nearness > 0 {
        sum.push(format!("nearness {}", decimals(shares.nearness)));
    }
    let kind = if shares.kind == 1_000 { String::new() } else { format!(", times {}", decimals(shares.kind)) };
    format!("{} = {}{kind}", decimals(score), sum.join(" + "))
}

/// Thousandths with three decimals.
fn decimals(thousandths: u32) -> String {
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

fn types(answer: &Answer) -> String {
    let counts = answer.facets.get(&Facet::Type).map(Vec::as_slice).unwrap_or_default();
    let plural = |(kind, count): &(String, usize)| format!("{count} {kind}{}", if *count == 1 { "" } else { "s" });
    counts.iter().map(plural).collect::<Vec<_>>().join(", ")
}

fn render_hit(hit: &Hit, out: &Out) -> String {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    let card = &hit.card;
    let facts: Vec<&str> = card.severity().into_iter().chain(card.status()).collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" · {}", facts.join(" · ")) };
    let head = format!("{}{}", card.kind.as_str(), facts);
    let width = out.width();
    let mut text = format!("{}\n", out.style(bold, &card.title));
    text.push_str(&format!("{}  {}\n", card.id, out.style(dim, &head)));
    for fragment in hit.fragments.iter().filter(|fragment| fragment.text != card.title) {
        text.push_str(&format!("{}\n", indent(&highlight(fragment, out), "    ", width)));
    }
    text
}

/// Shows what matched: in colour, or between asterisks.
pub(super) fn highlight(fragment: &Fragment, out: &Out) -> String {
    let mark = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
    let characters: Vec<char> = fragment.text.chars().collect();
    let piece = |from: usize, to: usize| characters.get(from..to).unwrap_or_default().iter().collect::<String>();
    let mut text = String::new();
    let mut at = 0;
    for &(start, end) in &fragment.ranges {
        text.push_str(&crate::source::printable(&piece(at, start)));
        let marked = piece(start, end);
        text.push_str(&if out.is_coloured() {
            out.style(mark, &marked)
        } else {
            format!("*{}*", out.style(mark, &marked))
        });
        at = end;
    }
    text.push_str(&crate::source::printable(&piece(at, characters.len())));
    text
}
