//! `precedent.check.v1`: findings in a corpus.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};

/// Findings in the files that were checked, in the order of path and place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckAnswer {
    /// `precedent.check.v1`.
    pub schema: String,
    /// The findings.
    pub diagnostics: Vec<Finding>,
    /// How many there are.
    pub summary: CheckSummary,
}

/// One finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule's stable name.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The file.
    pub path: String,
    /// Line, from 1; absent for a finding about a whole file.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What was expected and what was found.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// How many findings, in how many records.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckSummary {
    /// Findings of the severity `error`.
    pub errors: usize,
    /// Findings of the severity `warning`.
    pub warnings: usize,
    /// Records, or profiles, that were read.
    pub records: usize,
}

impl CheckAnswer {
    /// Words findings.
    #[must_use]
    pub fn new(diagnostics: &[Diagnostic], records: usize) -> Self {
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.rule.severity == severity).count();
        Self {
            schema: "precedent.check.v1".to_owned(),
            diagnostics: diagnostics.iter().map(Finding::new).collect(),
            summary: CheckSummary { errors: count(Severity::Error), warnings: count(Severity::Warning), records },
        }
    }
}

impl Finding {
    /// Words one finding.
    #[must_use]
    pub fn new(diagnostic: &Diagnostic) -> Self {
        let position = diagnostic.position();
        Self {
            code: diagnostic.rule.code.to_owned(),
            severity: diagnostic.rule.severity.as_str().to_owned(),
            path: diagnostic.source.path().to_owned(),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        }
    }
}
