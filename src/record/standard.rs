//! A published standard or list, and references into it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allowance, CrosswalkRelation, Day, EntryStatus, PartialDate, SchemeId, Term, Url, Verified};

/// A standard or list that patterns and safeguards are mapped to, with the entries that the corpus uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The file's stem.
    pub scheme: SchemeId,
    /// The standard's own title.
    pub name: String,
    /// Who publishes it.
    pub publisher: String,
    /// Editions that the corpus refers to; numbers move between them.
    pub editions: Vec<Edition>,
    /// Editorial rules that this record breaks for a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
}

/// One edition of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// What the publisher calls it: a year or a version.
    pub edition: String,
    /// Where it is published.
    pub url: Url,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<PartialDate>,
    /// When it was last looked at.
    pub checked: Day,
    /// What a reader has to know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The entries that the corpus uses.
    pub entries: Vec<StandardEntry>,
}

/// One entry of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardEntry {
    /// The publisher's id.
    pub id: String,
    /// The publisher's title; left out where the licence forbids quoting it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where to read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// What became of it in this edition.
    #[serde(default = "current", skip_serializing_if = "is_current")]
    pub status: EntryStatus,
    /// Its id from then on, if it was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_to: Option<String>,
    /// Ids and titles under which earlier editions have it, and older documents cite it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerEntry>,
}

/// What an entry was called in an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormerEntry {
    /// The last edition that called it so; the corpus need not have that edition.
    pub edition: String,
    /// Its id there.
    pub id: String,
    /// Its title there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A reference to an entry; without the edition it would not say which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// The standard.
    pub scheme: SchemeId,
    /// Its edition.
    pub edition: String,
    /// The entry.
    pub id: String,
    /// How the two relate.
    pub relation: CrosswalkRelation,
    /// Where the entry was seen.
    pub verified: Verified,
}

impl StandardEntry {
    /// What became of it and what it was called before, as in `formerly LLM06:2025 (edition 2025)`; nothing if it has
    /// always been what it is.
    pub fn history(&self) -> Option<String> {
        let mut parts = Vec::new();
        match (self.status, &self.renamed_to) {
            (EntryStatus::Current, _) => {}
            (status, Some(id)) => parts.push(format!("{}: now {id}", status.label())),
            (status, None) => parts.push(status.label()),
        }
        for former in &self.former {
            let id = (former.id != self.id).then_some(former.id.as_str());
            let title = former.title.as_deref().filter(|title| Some(*title) != self.title.as_deref());
            let name: Vec<&str> = id.into_iter().chain(title).collect();
            parts.push(format!("formerly {} (edition {})", name.join(" "), former.edition));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

fn current() -> EntryStatus {
    EntryStatus::Current
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_current(status: &EntryStatus) -> bool {
    *status == EntryStatus::Current
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(toml: &str) -> StandardEntry {
        toml::from_str(toml).expect("an entry")
    }

    #[test]
    fn the_history_of_an_entry_names_what_differs() {
        let unchanged = entry("id = 'ASI01'\ntitle = 'Agent Goal Hijack'");
        assert_eq!(unchanged.history(), None);

        let renumbered = entry(
            "id = 'LLM03:2026'\ntitle = 'Excessive Agency'\n\
             former = [{ edition = '2025', id = 'LLM06:2025', title = 'Excessive Agency' }]",
        );
        assert_eq!(renumbered.history().as_deref(), Some("formerly LLM06:2025 (edition 2025)"));

        let retitled = entry(
            "id = 'AML.T0053'\ntitle = 'AI Agent Tool Invocation'\n\
             former = [{ edition = '4.9.1', id = 'AML.T0053', title = 'LLM Plugin Compromise' }]",
        );
        assert_eq!(retitled.history().as_deref(), Some("formerly LLM Plugin Compromise (edition 4.9.1)"));

        let moved = entry("id = 'AML.T0045'\nstatus = 'renamed'\nrenamed_to = 'AML.T0048.004'");
        assert_eq!(moved.history().as_deref(), Some("renamed: now AML.T0048.004"));

        let retired = entry("id = 'LLM10'\nstatus = 'retired'");
        assert_eq!(retired.history().as_deref(), Some("retired"));
    }
}
