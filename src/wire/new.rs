//! `precedent.new.v1`: what was drafted.

use schemars::JsonSchema;
use serde::Serialize;

/// A draft, or a corpus that was started.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewAnswer {
    /// `precedent.new.v1`.
    pub schema: String,
    /// `incident`, `pattern`, `safeguard`, `product` or `corpus`.
    pub kind: String,
    /// The record's id, or the corpus's name.
    pub id: String,
    /// The file, or the corpus's folder.
    pub path: String,
    /// Path of a record that is called nearly the same; likely it is about the same thing.
    pub like: Option<String>,
}
