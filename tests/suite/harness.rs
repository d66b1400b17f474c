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

pub(crate) const MANIFEST: &str = r#"schema = 1
name = "ours"
title = "Our incidents"
language = "en"
licence = "CC-BY-4.0"
sharing = "public"
prefix = "ours"
"#;

pub(crate) const PATTERN: &str = r#"```toml
id = "ours-queue-purge"
name = "Purged the queue"
family = "action"
definition = "The agent emptied a message queue to get rid of one bad message."
label_when = "the queue was emptied as a whole."
not_when = "single messages were removed."

[signals]
strong = ["purge the queue"]
```

## How to recognise it

The queue is empty.

## Worked example

None yet.

## Near neighbours

None.
"#;

/// An incident record with everything that it has to have.
pub(crate) fn incident(id: &str) -> String {
    INCIDENT.replacen("ID", id, 1)
}

const INCIDENT: &str = r#"```toml
id = "ID"
title = "A support queue was emptied by an agent"
summary = "An agent emptied the zebra queue. Forty messages were lost. A narrower role would have stopped it."
kind = "realised-incident"
status = "confirmed-by-operator"
occurred = "2026-05"
disclosed = "2026-05-20"
operator = "Example"
environment = ["production"]
constraint = "none-stated"
adversary = "none"
harm_status = "harm-occurred"
task = "To remove one bad message."
capabilities = ["delete"]
licence = "CC-BY-4.0"

[[agents]]
product = "kiro"
interface = ["ide-agent"]
autonomy = "a3-auto-approved-attended"
permissions = ["inherited-operator"]
environment = ["personal-workstation"]

[[commands]]
text = "queue purge --all"
sources = ["log"]

[severity]
realised = "s2-minor"
potential = "s3-moderate"
why = "One team lost an hour."

[impact]
kinds = ["data-loss"]
bearer = "operator-organisation"
reversibility = "irreversible"
scope = "One queue."

[detection]
method = "operator-watching"

[recovery]
outcome = "none"

[[events]]
at = "2026-05-19T10:00:00Z"
text = "The queue was emptied."
sources = ["log"]

[[claims]]
id = "emptied"
by = "Example"
role = "operator"
about = "conduct"
text = "The agent emptied the queue."
standing = "agreed"
sources = ["log"]

[[patterns]]
id = "ours-queue-purge"
role = "primary"
basis = "inferred"
evidence = "The log shows it."
sources = ["log"]

[[safeguards]]
id = "least-privilege-scopes"
state = "absent"
effect = "would-have-prevented"
basis = "inferred"
why = "The role could empty queues."
sources = ["log"]

[[sources]]
id = "log"
no_url = "internal"
title = "The log"
publisher = "Example"
published = "2026-05-20"
kind = "artefact"
language = "en"
grade = "A"
read = "full"

[review]
curated = "2026-05-21"
confidence = "high"
```

## What happened

The agent ran `queue purge --all`. See [the pattern](pattern:ours-queue-purge).

## Why it was possible

The role could.

## What held, what did not

Nothing held.

## Lessons

Narrow the role.
"#;
