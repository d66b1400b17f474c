//! Makes an index in a process of its own and says what that took.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use std::time::Instant;

use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;
use precedent::search::Index;
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::fts5::Fts5;

/// Who makes an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    /// This project.
    Ours,
    /// `SQLite`.
    Fts5,
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ours => "ours",
            Self::Fts5 => "fts5",
        })
    }
}

/// What making an index took, once the records were read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) seconds: f64,
    /// Size of the index.
    pub(crate) megabytes: f64,
    /// Memory at most, beyond what the records take, in megabytes.
    pub(crate) memory: f64,
}

/// Reads a folder as a corpus of its own.
pub(crate) fn knowledge_base(folder: &Path) -> Outcome<KnowledgeBase> {
    let kb = KnowledgeBase::build(vec![Corpus::load(folder)?]);
    kb.map_err(|findings| format!("{} findings in `{}`", findings.len(), folder.display()).into())
}

pub(crate) fn make(engine: Engine, corpus: &Path, out: &Path) -> Outcome<()> {
    let kb = knowledge_base(corpus)?;
    if out.exists() {
        std::fs::remove_file(out)?;
    }
    // Linux then forgets how much memory was in use at most.
    File::options().write(true).open("/proc/self/clear_refs")?.write_all(b"5")?;
    let before = memory("VmRSS:")?;
    let start = Instant::now();
    match engine {
        Engine::Ours => {
            let mut file = BufWriter::new(File::create_new(out)?);
            Index::write(&kb, "", None, &mut file)?;
            file.flush()?;
        }
        Engine::Fts5 => Fts5::make(out, &kb)?,
    }
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
    let megabytes = std::fs::metadata(out)?.len() as f64 / 1e6;
    let made = Made { seconds, megabytes, memory: memory("VmHWM:")? - before };
    println!("{}", serde_json::to_string(&made)?);
    Ok(())
}

/// A line of what Linux says of this process, in megabytes.
fn memory(name: &str) -> Outcome<f64> {
    let mut status = String::new();
    File::open("/proc/self/status")?.read_to_string(&mut status)?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1.024e-3)
}
