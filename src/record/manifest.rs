//! What a corpus says of itself, in `corpus.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contact, CorpusName, LanguageTag, Prefix, Sharing, Url};

/// The manifest of a corpus root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the record format: 1.
    pub schema: u32,
    /// The corpus's name, by which `--include` calls it.
    pub name: CorpusName,
    /// What people call it.
    pub title: String,
    /// Language of the records; only `en` can be searched well.
    pub language: LanguageTag,
    /// SPDX expression of the licence of the records.
    pub licence: String,
    /// With whom the corpus may be shared.
    pub sharing: Sharing,
    /// What every id begins with, followed by a hyphen; empty for the corpus that others overlay.
    #[serde(default = "none")]
    pub prefix: Prefix,
    /// Version of the records, which whoever cites them should name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who is named as the author where a record is cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authors: Option<String>,
    /// Where changes are proposed: an address to which a file's path in the corpus is added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Url>,
    /// Where objections are received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

fn none() -> Prefix {
    Prefix::none()
}

impl Manifest {
    /// The version of the record format that this program reads and writes.
    pub const SCHEMA: u32 = 1;
}
