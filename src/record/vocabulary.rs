//! Closed vocabularies: every value that a record or a profile may use where it may not write free text.
//!
//! The doc comment of a variant is its definition, shown in the reference, in help and on pages. A value is never
//! removed while a record uses it, and there is no escape value; `unknown` is a value where not knowing is possible.

mod evidence;
mod incident;
mod safeguard;
mod team;

pub use evidence::{
    AmountStatus, ClaimRole, ClaimStanding, ClaimStatus, ClaimTopic, Confidence, ExternalScheme, Grade, LabelBasis,
    PatternRole, ReadDepth, Relation, SourceKind,
};
pub use incident::{
    Adversary, AgentInterface, AutonomyLevel, Capability, Constraint, DetectionMethod, Environment, HarmBearer,
    HarmStatus, ImpactKind, IncidentKind, PermissionsOrigin, RecoveryMethod, RecoveryOutcome, Reversibility, RuleOfTwo,
    SeverityLevel,
};
pub use safeguard::{
    CrosswalkRelation, Effect, Effort, EntryStatus, Family, Function, Moment, SafeguardState, Sharing, Verified,
};
pub use team::{AnswerValue, Presence};

/// A value of a closed vocabulary.
pub trait Term: Copy + Ord + 'static {
    /// What the vocabulary is called in the reference.
    const VOCABULARY: &'static str;
    /// Every value, in the order of definition, which is the order of the scale where there is one.
    const ALL: &'static [Self];

    /// The spelling in records, queries and JSON.
    fn as_str(self) -> &'static str;

    /// What the value means, in a sentence.
    fn definition(self) -> &'static str;

    /// The spelling for people: words instead of hyphens, initials and levels in capitals.
    fn label(self) -> String {
        label_of(self.as_str())
    }

    /// The label as a heading begins.
    fn title(self) -> String {
        capitalised(&self.label())
    }

    /// Finds a value by its spelling.
    fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|term| term.as_str() == text)
    }
}

/// A text with a capital, as it stands at the beginning of a line.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Labels that do not follow from the words.
const LABELS: [(&str, &str); 7] = [
    ("a3-auto-approved-attended", "A3 auto-approved, attended"),
    ("a5-multi-agent-unattended", "A5 multi-agent, unattended"),
    ("after-incident", "after an incident"),
    ("before-unattended-run", "before an unattended run"),
    ("ci-cd", "CI/CD"),
    ("multi-agent-framework", "multi-agent framework"),
    ("pre-production", "pre-production"),
];

/// The spelling for people of a value of any vocabulary.
#[must_use]
pub fn label_of(value: &str) -> String {
    if let Some((_, label)) = LABELS.iter().find(|(text, _)| *text == value) {
        return (*label).to_owned();
    }
    let words: Vec<String> = value.split('-').map(in_capitals).collect();
    words.join(" ")
}

/// A word of a label, in capitals if it is an abbreviation or the number of a level.
fn in_capitals(word: &str) -> String {
    const SPELLED: [(&str, &str); 2] = [("oauth", "OAuth"), ("saas", "SaaS")];
    const INITIALS: [&str; 7] = ["cd", "ci", "cli", "ide", "mcp", "os", "sdk"];
    if let Some((_, spelled)) = SPELLED.iter().find(|(plain, _)| *plain == word) {
        return (*spelled).to_owned();
    }
    let is_level = word.len() == 2 && word.ends_with(|c: char| c.is_ascii_digit());
    if is_level || INITIALS.contains(&word) { word.to_uppercase() } else { word.to_owned() }
}

/// A vocabulary as data, for reference pages and value lists.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// What the vocabulary is called.
    pub name: &'static str,
    /// Spelling and definition of each value.
    pub values: Vec<(&'static str, &'static str)>,
}

impl Vocabulary {
    /// Lists the values of a vocabulary.
    #[must_use]
    pub fn of<T: Term>() -> Self {
        let values = T::ALL.iter().map(|term| (term.as_str(), term.definition())).collect();
        Self { name: T::VOCABULARY, values }
    }
}

/// Every vocabulary that records and profiles use, in the order of the reference.
#[must_use]
pub fn vocabularies() -> Vec<Vocabulary> {
    let mut all = incident::vocabularies();
    all.extend(evidence::vocabularies());
    all.extend(safeguard::vocabularies());
    all.extend(team::vocabularies());
    all
}

/// Defines enums whose variants carry their spelling and their definition, and lists them.
macro_rules! define_vocabularies {
    ($($(#[doc = $about:literal])+ pub enum $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ })+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
            pub enum $name {
                $($(#[doc = $doc])+ #[serde(rename = $text)] $variant,)+
            }

            impl crate::record::vocabulary::Term for $name {
                const VOCABULARY: &'static str = stringify!($name);
                const ALL: &'static [Self] = &[$(Self::$variant,)+];

                fn as_str(self) -> &'static str {
                    match self { $(Self::$variant => $text,)+ }
                }

                fn definition(self) -> &'static str {
                    match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(crate::record::vocabulary::Term::as_str(*self))
                }
            }
        )+

        /// The vocabularies of this file.
        pub(super) fn vocabularies() -> Vec<crate::record::vocabulary::Vocabulary> {
            vec![$(crate::record::vocabulary::Vocabulary::of::<$name>(),)+]
        }
    };
}
use define_vocabularies;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_value_has_one_spelling_and_a_definition() {
        for vocabulary in super::vocabularies() {
            let spellings: BTreeSet<&str> = vocabulary.values.iter().map(|(text, _)| *text).collect();
            assert_eq!(spellings.len(), vocabulary.values.len(), "{}", vocabulary.name);
            for (text, definition) in vocabulary.values {
                assert!(definition.ends_with('.') && definition.len() > 4, "{}::{text}: {definition}", vocabulary.name);
            }
        }
    }

    #[test]
    fn labels_are_words() {
        assert_eq!(AgentInterface::CliAgent.label(), "CLI agent");
        assert_eq!(AutonomyLevel::A2Allowlisted.label(), "A2 allowlisted");
        assert_eq!(PermissionsOrigin::UserOauthDelegation.label(), "user OAuth delegation");
    }

    #[test]
    fn labels_that_are_not_their_words_are_those_of_values() {
        assert_eq!(AutonomyLevel::A3AutoApprovedAttended.label(), "A3 auto-approved, attended");
        assert_eq!(Environment::CiCd.label(), "CI/CD");
        let values: BTreeSet<&str> =
            super::vocabularies().iter().flat_map(|vocabulary| &vocabulary.values).map(|(text, _)| *text).collect();
        for (text, label) in LABELS {
            assert!(values.contains(text), "{text}: {label}");
        }
    }

    #[test]
    fn severity_is_ordered() {
        assert!(SeverityLevel::S1Negligible < SeverityLevel::S5Critical);
    }
}
