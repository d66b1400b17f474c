//! What an incident's sources come to: which of them were read, to what they go back, and who is heard in them.

use std::collections::BTreeSet;

use crate::record::{ClaimRole, Grade, Incident, ReadDepth, Source, SourceId, SourceKind};

impl Source {
    /// True if at least a part of it was read.
    #[must_use]
    pub fn was_read(&self) -> bool {
        self.read != ReadDepth::CitedOnly
    }

    /// True if it tells of the event, as a product's manual does not.
    #[must_use]
    pub fn tells_of_the_event(&self) -> bool {
        self.kind != SourceKind::Documentation
    }

    /// True for a source that is not a mere retelling: one of grade A or B, or one by somebody concerned.
    fn stood_close(&self) -> bool {
        let by_somebody_concerned = matches!(
            self.kind,
            SourceKind::VendorStatement
                | SourceKind::OperatorStatement
                | SourceKind::FirstHandAccount
                | SourceKind::IssueThread
                | SourceKind::PostMortem
                | SourceKind::Artefact
        );
        self.tells_of_the_event() && (self.grade != Grade::C || by_somebody_concerned)
    }
}

impl Incident {
    /// The sources that tell of the event and were read.
    fn witnesses(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.was_read() && source.tells_of_the_event())
    }

    /// The sources to which those that were read go back, as far as they tell of the event and are no mere retellings
    /// themselves. An original that was not read counts if something was read that retells it.
    #[must_use]
    pub fn origins(&self) -> BTreeSet<&SourceId> {
        let origins = self.witnesses().map(|source| self.origin(source));
        origins.filter(|source| source.stood_close()).map(|source| &source.id).collect()
    }

    /// Follows what a source retells to the end.
    #[must_use]
    pub fn origin<'a>(&'a self, source: &'a Source) -> &'a Source {
        let mut at = source;
        // Sources that retell each other in a circle have no end.
        for _ in &self.sources {
            match at.retells.as_ref().and_then(|id| self.source(id.as_str())) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// The best grade among the sources that tell of the event and were read.
    #[must_use]
    pub fn best_grade(&self) -> Option<Grade> {
        self.witnesses().map(|source| source.grade).min()
    }

    /// True if a party is heard: in a claim of its own, or in a statement that was read.
    #[must_use]
    pub fn hears(&self, role: ClaimRole, statement: SourceKind) -> bool {
        self.claims.iter().any(|claim| claim.role == role) || self.witnesses().any(|source| source.kind == statement)
    }
}
