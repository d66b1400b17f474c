//! `precedent.fmt.v1`: what was put into form.

use schemars::JsonSchema;
use serde::Serialize;

use super::Finding;

/// What was put into form, or would be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FmtAnswer {
    /// `precedent.fmt.v1`.
    pub schema: String,
    /// True if nothing was written.
    pub check: bool,
    /// Files that were not in form, in their order.
    pub changed: Vec<String>,
    /// How many files were in form.
    pub unchanged: usize,
    /// Files whose fields could not be read, with the reason.
    pub diagnostics: Vec<Finding>,
}
