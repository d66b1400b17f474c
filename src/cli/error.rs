//! Commands that could not be carried out: whose fault it is, what happened, what to do.

use std::error::Error;
use std::io;

use crate::diagnostic::Diagnostic;

/// How a command that was carried out ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is an answer, or nothing was found wrong.
    Yes,
    /// There is no answer, or something was found wrong.
    No,
}

impl Outcome {
    /// Yes if it is so.
    pub(super) fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Whoever typed the command.
    Usage,
    /// Whoever keeps the machine.
    Environment,
    /// Whoever keeps the corpus.
    Corpus,
    /// We.
    Bug,
}

impl Fault {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Environment => "environment",
            Self::Corpus => "corpus",
            Self::Bug => "bug",
        }
    }
}

/// Findings that show what is meant, where another command shows the rest.
const FEW: usize = 3;

/// A command that could not be carried out.
#[derive(Debug)]
pub(super) struct CommandError {
    pub(super) fault: Fault,
    source: Box<dyn Error + Send + Sync>,
    pub(super) hints: Vec<String>,
    /// Findings to show before the error.
    pub(super) findings: Vec<Diagnostic>,
    /// How many of them people are shown.
    pub(super) most_shown: usize,
}

impl CommandError {
    pub(super) fn new(fault: Fault, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { fault, source: source.into(), hints: Vec::new(), findings: Vec::new(), most_shown: FEW }
    }

    pub(super) fn usage(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Fault::Usage, source)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(super) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// Shows people up to so many findings.
    pub(super) fn showing(mut self, most: usize) -> Self {
        self.most_shown = most;
        self
    }

    /// What happened, then its causes, each once.
    pub(super) fn messages(&self) -> Vec<String> {
        let mut messages = vec![self.source.to_string()];
        let mut cause = self.source.source();
        while let Some(error) = cause {
            messages.push(error.to_string());
            cause = error.source();
        }
        messages
    }

    pub(super) fn is_broken_pipe(&self) -> bool {
        let mut cause: Option<&(dyn Error + 'static)> = Some(self.source.as_ref());
        while let Some(error) = cause {
            if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

impl From<io::Error> for CommandError {
    /// An error of writing the answer; every other input and output names its path.
    fn from(error: io::Error) -> Self {
        Self::new(Fault::Environment, error)
    }
}

impl From<crate::search::IndexError> for CommandError {
    fn from(error: crate::search::IndexError) -> Self {
        Self::new(Fault::Bug, error)
    }
}
