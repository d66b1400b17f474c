//! `precedent.profile-init.v1`: a profile that was written; `precedent.profile-detect.v1`: one that is proposed.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::Finding;
use crate::profile::{Detection, Found, FoundProduct, TeamProfile};

/// A profile that was written or printed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProfileInitAnswer {
    /// `precedent.profile-init.v1`.
    pub schema: String,
    /// The file; absent if none was written.
    pub path: Option<String>,
    /// What the profile says.
    pub profile: TeamProfile,
    /// The file's text, with a hint for every field.
    pub text: String,
}

impl ProfileInitAnswer {
    /// Words what was written.
    #[must_use]
    pub fn new(profile: TeamProfile, path: Option<String>, text: String) -> Self {
        Self { schema: "precedent.profile-init.v1".to_owned(), path, profile, text }
    }
}

/// What the settings of agents in a folder say.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProfileDetectAnswer {
    /// `precedent.profile-detect.v1`.
    pub schema: String,
    /// The folder that was looked at.
    pub folder: String,
    /// Products of which there are settings.
    pub products: Vec<DetectedProduct>,
    /// Answers that the files speak for, in the order of safeguards; none is `yes`.
    pub answers: Vec<DetectedAnswer>,
    /// Fields of a profile that no file speaks for.
    pub unseen: Vec<String>,
    /// Files that could not be read.
    pub diagnostics: Vec<Finding>,
    /// What the proposed profile says.
    pub profile: TeamProfile,
    /// The proposed profile's text, with where each value comes from.
    pub text: String,
    /// The file that it was written to; absent if none was written.
    pub path: Option<String>,
}

/// A product of which there are settings.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DetectedProduct {
    /// Its id; `several` for files that say nothing of which product reads them.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What was found, in the order of files and lines.
    pub found: Vec<DetectedSetting>,
}

/// Something that was found in a file, or the file itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DetectedSetting {
    /// The file, from the folder on.
    pub path: String,
    /// The line; absent for the file itself.
    pub line: Option<usize>,
    /// The setting; absent for the file itself.
    pub key: Option<String>,
    /// Its value, without what looks like a secret.
    pub value: Option<String>,
    /// What it means.
    pub about: String,
    /// Where the vendor documents it.
    pub source: String,
    /// What goes into the profile for it.
    pub proposals: Vec<DetectedProposal>,
}

/// Something that goes into a profile.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DetectedProposal {
    /// The field; for an answer, the safeguard.
    pub field: String,
    /// What goes into it.
    pub value: String,
}

/// An answer that files speak for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DetectedAnswer {
    /// The safeguard.
    pub safeguard: String,
    /// `no` as soon as a file shows that it is not in place, otherwise `partial`.
    pub answer: String,
    /// What speaks for it, with file and line.
    pub evidence: String,
}

impl ProfileDetectAnswer {
    /// Words what was found.
    #[must_use]
    pub fn new(folder: &Path, detection: &Detection, profile: TeamProfile, text: String, path: Option<String>) -> Self {
        let answer = |answer: crate::profile::ProposedAnswer| DetectedAnswer {
            safeguard: answer.safeguard.to_owned(),
            answer: answer.answer.to_string(),
            evidence: answer.evidence,
        };
        Self {
            schema: "precedent.profile-detect.v1".to_owned(),
            folder: folder.display().to_string(),
            products: detection.products.iter().map(DetectedProduct::new).collect(),
            answers: detection.answers().into_iter().map(answer).collect(),
            unseen: detection.unseen().into_iter().map(str::to_owned).collect(),
            diagnostics: detection.diagnostics.iter().map(Finding::new).collect(),
            profile,
            text,
            path,
        }
    }
}

impl DetectedProduct {
    fn new(product: &FoundProduct) -> Self {
        Self {
            id: product.id.to_owned(),
            name: product.name.to_owned(),
            found: product.found.iter().map(DetectedSetting::new).collect(),
        }
    }
}

impl DetectedSetting {
    fn new(found: &Found) -> Self {
        let said = |text: &String| (!text.is_empty()).then(|| text.clone());
        let proposal = |proposal: &crate::profile::Proposal| DetectedProposal {
            field: proposal.field().to_owned(),
            value: proposal.value().to_owned(),
        };
        Self {
            path: found.path.clone(),
            line: found.line,
            key: said(&found.key),
            value: said(&found.value),
            about: found.about.clone(),
            source: found.source.to_owned(),
            proposals: found.proposals.iter().map(proposal).collect(),
        }
    }
}
