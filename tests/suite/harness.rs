//! A folder of one's own, the binary run in it with a clean environment, and the smallest corpus that is one.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a file of the repository.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8(bytes).unwrap()
}

/// A temporary folder in which commands are run.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

/// How a command ended.
#[must_use = "look at the status or at what was printed"]
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = std::fs::File::create(path).unwrap();
        std::io::Write::write_all(&mut file, content.as_ref()).unwrap();
        self
    }

    /// A corpus in the folder `ours` with one incident, which has a pattern of its own.
    pub(crate) fn overlay(self) -> Self {
        self.file("ours/corpus.toml", MANIFEST);
        self.file("ours/incidents/ours-2026-05-queue-purged.md", incident("ours-2026-05-queue-purged"));
        self.file("ours/patterns/ours-queue-purge.md", PATTERN);
        self
    }

    /// The binary, ready to run in the folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_precedent"));
        command.args(args).current_dir(self.path()).env_clear();
        command
    }

    /// Runs the binary in the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(&mut self.command(args))
    }
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        status: output.status.code().expect("an exit code"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Run {
    /// The answer as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The codes of the findings of `check --format json`.
    pub(crate) fn codes(&self) -> Vec<String> {
        let findings = self.json()["diagnostics"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) const MANIFEST: &str = include_str!("../fixtures/overlay/corpus.toml");

pub(crate) const PATTERN: &str = include_str!("../fixtures/overlay/patterns/ours-queue-purge.md");

/// An incident record with everything that it has to have.
pub(crate) fn incident(id: &str) -> String {
    INCIDENT.replacen("ID", id, 1)
}

const INCIDENT: &str = include_str!("../fixtures/overlay/incidents/ID.md");
