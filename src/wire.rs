//! The JSON that leaves the program: `--format json`, exports, the site's data. One model, whatever carries it.
//!
//! Each document names its shape as `precedent.<name>.v<n>`. Within a version fields are added, never renamed or
//! dropped. A member without a value is `null`; only members that a kind of record does not have are left out. The
//! types' JSON schemas stand in `docs/reference/`.

mod build;
mod check;
mod checklist;
mod count;
mod error;
mod eval;
mod export;
mod fmt;
mod list;
mod new;
mod profile;
mod report;
mod sarif;
mod search;
mod show;
mod similar;
mod stats;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kb::{CorpusInfo, KnowledgeBase};
use crate::record::Term;

pub use build::BuildAnswer;
pub use check::{CheckAnswer, CheckSummary, Finding};
pub use checklist::{
    BearingAnswer, ChangesAnswer, ChecklistAnswer, CoverageAnswer, ItemAnswer, LapsedAnswer, MomentAnswer,
    NewIncidentAnswer, SettledAnswer, StandingAnswer, WeighedAnswer,
};
pub use count::{Count, Feature, Share};
pub use error::ErrorAnswer;
pub use eval::{EvalQuery, EvalRelevant, EvalScores, EvalSearchAnswer, EvalSummary};
pub use export::ExportAnswer;
pub use fmt::FmtAnswer;
pub use list::{ListAnswer, ListItem};
pub use new::NewAnswer;
pub use profile::{ProfileDetectAnswer, ProfileInitAnswer};
pub use report::ReportAnswer;
pub use sarif::SarifLog;
pub use search::SearchAnswer;
pub use show::ShowAnswer;
pub use similar::SimilarAnswer;
pub use stats::{GradeReading, StatsAnswer, Totals};

/// A corpus that an answer was made from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CorpusRef {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// SPDX expression of its licence.
    pub licence: String,
    /// With whom it may be shared.
    pub sharing: String,
    /// SHA-256 over its files.
    pub hash: String,
}

impl From<&CorpusInfo> for CorpusRef {
    fn from(info: &CorpusInfo) -> Self {
        Self {
            name: info.name.clone(),
            title: info.title.clone(),
            licence: info.licence.clone(),
            sharing: info.sharing.as_str().to_owned(),
            hash: info.hash.clone(),
        }
    }
}

/// The corpora of a knowledge base.
#[must_use]
pub fn corpora(kb: &KnowledgeBase) -> Vec<CorpusRef> {
    kb.corpora().iter().map(CorpusRef::from).collect()
}

/// The schema of what a type writes, in which fields that may be left out are not required.
fn schema<T: JsonSchema>() -> schemars::Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    open(schema.as_object_mut().into_iter().flat_map(|members| members.values_mut()));
    schema
}

/// Lets documents grow: records forbid unknown keys, answers that contain records do not.
fn open<'a>(values: impl IntoIterator<Item = &'a mut serde_json::Value>) {
    for value in values {
        if let serde_json::Value::Array(items) = value {
            open(items);
        } else if let serde_json::Value::Object(members) = value {
            members.retain(|key, value| key != "additionalProperties" || *value != serde_json::Value::Bool(false));
            open(members.values_mut());
        }
    }
}

/// Schemas of every document, by the name of its shape.
#[must_use]
pub fn schemas() -> Vec<(&'static str, schemars::Schema)> {
    vec![
        ("build", schema::<BuildAnswer>()),
        ("check", schema::<CheckAnswer>()),
        ("checklist", schema::<ChecklistAnswer>()),
        ("error", schema::<ErrorAnswer>()),
        ("export", schema::<ExportAnswer>()),
        ("fmt", schema::<FmtAnswer>()),
        ("list", schema::<ListAnswer>()),
        ("new", schema::<NewAnswer>()),
        ("profile-detect", schema::<ProfileDetectAnswer>()),
        ("profile-init", schema::<ProfileInitAnswer>()),
        ("report", schema::<ReportAnswer>()),
        ("search", schema::<SearchAnswer>()),
        ("show", schema::<ShowAnswer>()),
        ("similar", schema::<SimilarAnswer>()),
        ("eval-search", schema::<EvalSearchAnswer>()),
        ("stats", schema::<StatsAnswer>()),
    ]
}
