//! Writes a corpus of made-up incidents into a folder, to see how the program behaves when there are many.
//!
//! `cargo run --release --example synthetic -- --records 1000 --seed 1 --out DIR`

mod generator;
mod random;
mod words;

use std::error::Error;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser;

use generator::{CorpusFile, Generator};

/// Write a corpus of made-up incidents
#[derive(Debug, Parser)]
struct Args {
    /// How many incidents
    #[arg(long, value_name = "N", default_value_t = 1000)]
    records: u64,
    /// Equal seeds give equal corpora
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A folder that is empty or does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    write_corpus(&args)
}

fn write_corpus(args: &Args) -> Result<(), Box<dyn Error>> {
    if args.out.exists() && fs::read_dir(&args.out)?.next().is_some() {
        return Err(format!("expected an empty folder, found files in `{}`", args.out.display()).into());
    }
    let generator = Generator::new(args.seed);
    for folder in ["incidents", "patterns", "products", "safeguards"] {
        fs::create_dir_all(args.out.join(folder))?;
    }
    for file in generator.others()? {
        write(&args.out, &file)?;
    }
    for number in 0..args.records {
        write(&args.out, &generator.incident(number))?;
    }
    Ok(())
}

fn write(root: &Path, file: &CorpusFile) -> Result<(), Box<dyn Error>> {
    Ok(File::create_new(root.join(&file.path))?.write_all(file.text.as_bytes())?)
}
