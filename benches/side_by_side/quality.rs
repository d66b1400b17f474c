//! The order of hits on judged queries, ours beside that of FTS5.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use precedent::eval::search::{Outcome as Judged, QuerySet, evaluate, judge};
use precedent::search::Index;

use crate::fts5::{Fts5, Matching, query};
use crate::{HITS, Outcome, child};

pub(crate) fn compare(judged: &Path, corpus: &Path) -> Outcome<()> {
    let kb = child::knowledge_base(corpus)?;
    let mut text = String::new();
    File::open(judged)?.read_to_string(&mut text)?;
    let set: QuerySet = toml::from_str(&text)?;
    println!("| search | nDCG@10 | MRR | recall@5 | queries | nothing found where nothing is |");
    println!("|:---|---:|---:|---:|---:|---:|");
    row("ours", &evaluate(&kb, &Index::build(&kb)?, &set)?);
    let fts5 = Fts5::in_memory(&kb)?;
    for (name, matching) in [("FTS5, any word", Matching::Any), ("FTS5, all words", Matching::All)] {
        let outcome = judge(&kb, &set, |text| -> Outcome<_> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let words: Vec<String> = words.map(str::to_owned).collect();
            if words.is_empty() {
                return Ok((0, Vec::new()));
            }
            let ids = fts5.incidents(&query(&words, None, matching), HITS)?;
            Ok((ids.len(), ids))
        })?;
        row(name, &outcome);
    }
    Ok(())
}

fn row(name: &str, outcome: &Judged) {
    let all = outcome.summary(None);
    println!(
        "| {name} | {:.4} | {:.4} | {:.4} | {} | {} of {} |",
        all.mean.ndcg, all.mean.reciprocal_rank, all.mean.recall, all.judged, all.abstained, all.empty
    );
}
