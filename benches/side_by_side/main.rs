//! Our index beside `SQLite`'s FTS5 and a scan with ripgrep: the same records, the same queries, the same run.
//!
//! `cargo bench --bench side_by_side -- --records 10000` prints a row for each; `--judged FILE --corpus DIR` compares
//! the order of hits instead. The records are those of `examples/synthetic`. Each index is made in a process of its own,
//! so that one does not pay for the memory of the other.
#![expect(clippy::print_stdout, reason = "the table is what a bench is run for")]

mod child;
mod fts5;
#[path = "../../examples/synthetic/generator.rs"]
mod generator;
mod quality;
mod queries;
#[path = "../../examples/synthetic/random.rs"]
mod random;
mod times;
#[path = "../../examples/synthetic/words.rs"]
mod words;

use std::error::Error;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use mimalloc::MiMalloc;
use precedent::search::{Index, Order, Page};

use child::{Engine, Made};
use fts5::{Fts5, Matching};
use generator::Generator;
use queries::Asked;
use times::Times;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// That of the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Hits of a page, for all.
pub(crate) const HITS: u32 = 10;
/// How often each query is asked; the first time is not counted.
const ROUNDS: usize = 4;
/// Queries that are looked for by reading every file, which takes long.
const SCANS: usize = 10;

/// Measure our search beside others
#[derive(Debug, Parser)]
struct Args {
    /// How many incidents; may be given several times
    #[arg(long, value_name = "N", default_values_t = [1000, 10_000, 100_000])]
    records: Vec<u64>,
    /// Equal seeds give equal records and queries
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where corpora and indexes are kept, so that the next run finds them; nowhere unless given
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Prints the time of every query as well
    #[arg(long)]
    each: bool,
    /// Compare the order of hits on judged queries
    #[arg(long, value_name = "FILE", requires = "corpus")]
    judged: Option<PathBuf>,
    /// The corpus that the judged queries ask about
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// What this process is to make, for the one that started it
    #[arg(long, hide = true, requires_all = ["corpus", "out"])]
    make: Option<Engine>,
    #[arg(long, hide = true)]
    out: Option<PathBuf>,
    /// What cargo says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Outcome<()> {
    let args = Args::parse();
    match (&args.judged, &args.corpus, &args.make, &args.out) {
        (_, Some(corpus), Some(engine), Some(out)) => child::make(*engine, corpus, out),
        (Some(judged), Some(corpus), ..) => quality::compare(judged, corpus),
        _ => all(&args),
    }
}

fn all(args: &Args) -> Outcome<()> {
    let temporary = tempfile::tempdir()?;
    let folder = args.keep.as_deref().unwrap_or(temporary.path());
    println!("| incidents | search | indexing | index | memory for it | opening | p50 | p99 |");
    println!("|---:|:---|---:|---:|---:|---:|---:|---:|");
    for records in &args.records {
        measure(args, *records, folder)?;
    }
    Ok(())
}

fn measure(args: &Args, records: u64, folder: &Path) -> Outcome<()> {
    let generator = Generator::new(args.seed);
    let corpus = folder.join(format!("corpus-{}-{records}", args.seed));
    write_corpus(&generator, records, &corpus)?;
    let queries = queries::queries(&generator, records);
    let file = |name: &str| folder.join(format!("{name}-{}-{records}", args.seed));

    let made = make(Engine::Ours, &corpus, &file("ours"))?;
    let open = || Index::open_file(&file("ours"));
    let opening = Times::of_each(0..ROUNDS, |_| open().map(drop))?;
    let index = open()?;
    let page = Page { offset: 0, limit: HITS as usize, order: Order::Relevance };
    let times = ask(args, "ours", &queries, |asked| Ok(index.search(&asked.ours, page)?.total))?;
    row(records, "ours, with facets and excerpts", Some((made, opening)), &times);

    let made = make(Engine::Fts5, &corpus, &file("fts5"))?;
    let opening = Times::of_each(0..ROUNDS, |_| Fts5::open(&file("fts5")).map(drop))?;
    let fts5 = Fts5::open(&file("fts5"))?;
    for (name, matching) in [("FTS5, any word", Matching::Any), ("FTS5, all words", Matching::All)] {
        let times = ask(args, name, &queries, |asked| {
            let query = fts5::query(&asked.words, asked.phrase.as_deref(), matching);
            Ok(fts5.search(&query, HITS)?.len())
        })?;
        row(records, name, Some((made, opening.clone())), &times);
    }
    match scan(&queries, &corpus) {
        Ok(times) => row(records, "ripgrep, every file", None, &times),
        Err(error) => println!("\nripgrep was not measured: {error}\n"),
    }
    Ok(())
}

fn write_corpus(generator: &Generator, records: u64, root: &Path) -> Outcome<()> {
    if root.exists() {
        return Ok(());
    }
    let incidents = (0..records).map(|number| generator.incident(number));
    for file in generator.others()?.into_iter().chain(incidents) {
        let path = root.join(file.path);
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        File::create_new(path)?.write_all(file.text.as_bytes())?;
    }
    Ok(())
}

/// Lets a process of its own make an index.
fn make(engine: Engine, corpus: &Path, out: &Path) -> Outcome<Made> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.arg("--make").arg(engine.to_string()).arg("--corpus").arg(corpus).arg("--out").arg(out);
    let output = output.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Asks every query several times.
fn ask(args: &Args, name: &str, queries: &[Asked], mut find: impl FnMut(&Asked) -> Outcome<usize>) -> Outcome<Times> {
    let mut found = Vec::new();
    for asked in queries {
        found.push(find(asked)?);
    }
    let rounds = (1..ROUNDS).flat_map(|_| queries);
    let times = Times::of_each(rounds, |asked| find(asked).map(drop))?;
    if args.each {
        for (asked, (found, time)) in queries.iter().zip(found.iter().zip(times.last(queries.len()))) {
            println!("{name}: {:.3} ms, {found} found: {}", times::milliseconds(*time), asked.ours.text);
        }
    }
    Ok(times)
}

/// Counts the lines of each file that have a word of a query, as somebody without an index would.
fn scan(queries: &[Asked], corpus: &Path) -> Outcome<Times> {
    Times::of_each(queries.iter().take(SCANS), |asked| {
        let mut command = Command::new("rg");
        command.args(["--ignore-case", "--fixed-strings", "--count"]);
        for word in &asked.words {
            command.arg("-e").arg(word);
        }
        command.arg(corpus).output()?;
        Ok(())
    })
}

fn row(records: u64, name: &str, made: Option<(Made, Times)>, times: &Times) {
    let made = made.map_or_else(
        || "– | – | – | –".to_owned(),
        |(made, opening)| {
            let [indexing, size, memory] = [made.seconds, made.megabytes, made.memory];
            format!("{indexing:.2} s | {size:.1} MB | {memory:.0} MB | {:.2} ms", opening.share(50))
        },
    );
    println!("| {records} | {name} | {made} | {:.2} ms | {:.2} ms |", times.share(50), times.share(99));
}
