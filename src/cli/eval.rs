//! Measures answers against sets that people have judged.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::context::Context;
use super::error::{CommandError, Fault, Outcome};
use super::layout::table;
use super::output::Format;
use crate::eval::search::{QuerySet, evaluate};
use crate::fs;
use crate::search::Index;
use crate::source::printable;
use crate::wire::{EvalQuery, EvalSearchAnswer, EvalSummary};

/// The largest set that is read, in bytes.
const LARGEST: u64 = 10_000_000;

/// Measure answers against judged sets
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  precedent eval search queries.toml
  precedent eval search queries.toml --format json")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Ask queries and compare the order of incidents with what people have judged
    ///
    /// The file is TOML: `[[query]]` with `id`, `kind`, `text` and a table `relevant` of incident ids with grades from 1
    /// to 3. Of queries of the kind `empty` nothing is relevant, and finding nothing is right.
    #[command(after_long_help = "Example:
  precedent eval search queries.toml")]
    Search {
        /// The judged queries
        file: PathBuf,
    },
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome, CommandError> {
    let What::Search { file } = &args.what;
    let format = cx.format(&[Format::Text, Format::Json])?;
    let set = read(file)?;
    let kb = cx.knowledge_base()?;
    let answer = EvalSearchAnswer::new(&evaluate(&kb, &Index::build(&kb)?, &set)?);
    cx.out.answer(format, &answer, text)?;
    Ok(Outcome::Yes)
}

fn read(path: &Path) -> Result<QuerySet, CommandError> {
    let bytes = fs::read_bounded(path, LARGEST).map_err(|error| CommandError::new(Fault::Usage, error))?;
    let text = String::from_utf8_lossy(&bytes);
    toml::from_str(&text).map_err(|error| {
        CommandError::usage(format!("could not read `{}`: {}", path.display(), error.to_string().trim()))
            .hint("it is TOML: `[[query]]` with `id`, `kind`, `text` and a table `relevant`")
    })
}

fn text(answer: &EvalSearchAnswer, width: usize) -> String {
    let mut text = table(&answer.queries.iter().map(row).collect::<Vec<_>>(), width);
    let head = ["", "nDCG@10", "MRR", "recall@5", "queries", "empty"].map(str::to_owned).to_vec();
    let rows = std::iter::once(head).chain(answer.kinds.iter().chain([&answer.all]).map(summary));
    text.push('\n');
    text.push_str(&table(&rows.collect::<Vec<_>>(), width));
    if !answer.missing.is_empty() {
        text.push_str(&format!("\nMissing in the corpus, and counted nowhere: {}\n", answer.missing.join(", ")));
    }
    text
}

/// A query with the ranks of its relevant incidents: `3:1` is the one of grade 3 on the first rank.
fn row(query: &EvalQuery) -> Vec<String> {
    const LONGEST: usize = 40;
    let score = query.scores.as_ref().map_or_else(|| "     –".to_owned(), |scores| format!("{:.4}", scores.ndcg_at_10));
    let rank = |rank: Option<usize>| rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
    let mut ranks: Vec<String> =
        query.relevant.iter().map(|relevant| format!("{}:{}", relevant.grade, rank(relevant.rank))).collect();
    if ranks.is_empty() {
        ranks.push(format!("{} found", query.found));
    }
    let shown: String = query.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    vec![query.id.clone(), query.kind.clone(), score, printable(&shown).into_owned(), ranks.join(" ")]
}

fn summary(summary: &EvalSummary) -> Vec<String> {
    let empty = if summary.empty == 0 { String::new() } else { format!("{}/{}", summary.abstained, summary.empty) };
    vec![
        summary.kind.clone(),
        format!("{:.4}", summary.mean.ndcg_at_10),
        format!("{:.4}", summary.mean.mrr),
        format!("{:.4}", summary.mean.recall_at_5),
        summary.judged.to_string(),
        empty,
    ]
}
