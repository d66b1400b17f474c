//! `precedent.report.v1`: what a report is about, and what was written and where.

use schemars::JsonSchema;
use serde::Serialize;

use super::CorpusRef;

/// What a report is about, and what was written and where.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportAnswer {
    /// `precedent.report.v1`.
    pub schema: String,
    /// `incident`, `pattern`, `safeguard`, `product`, `query` or `team`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The record's id, the query, or the team's name.
    pub subject: String,
    /// The report's title.
    pub title: String,
    /// The form of the document: `html` or `markdown`.
    pub form: String,
    /// Incidents that it is about; of a query without hits, 0.
    pub incidents: usize,
    /// Incidents that it lists one by one.
    pub listed: usize,
    /// Size of the document.
    pub bytes: usize,
    /// The file; `null` if none was asked for, and `document` then holds the document.
    pub out: Option<String>,
    /// True if the file was new or has changed.
    pub written: bool,
    /// The document, if there is no file and there was something to report.
    pub document: Option<String>,
    /// The corpora that it was made from.
    pub corpora: Vec<CorpusRef>,
    /// Corpora that were left out because they may not be shared.
    pub left_out: Vec<String>,
}
