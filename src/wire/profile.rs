//! `precedent.profile-init.v1`: a profile that was written.

use schemars::JsonSchema;
use serde::Serialize;

use crate::profile::TeamProfile;

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
