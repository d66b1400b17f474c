//! Records that claim to stand better than their sources let them.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::record::{Claim, ClaimRole, ClaimStanding, ClaimStatus, Grade, Incident, Source, SourceKind};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "overstated-status",
        severity: Severity::Error,
        finds: "A status that the sources read do not bear: confirmed by a party that is not heard itself, verified without an independent check, several sources that all go back to one, or a single source without one that stood close.",
        why: "The status is what readers go by who read nothing else, and what weighs in a checklist.",
        instead: "Add the source that bears the status, or lower the status to what the sources bear.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        if let Some(lacking) = lacking(item.record) {
            let message = format!("`{}` is more than the sources bear: {lacking}", item.record.status);
            findings.at(item.source, keys!["status"], message);
        }
    }
}

/// What a record's status would take and its sources do not give.
fn lacking(record: &Incident) -> Option<&'static str> {
    let borne_out = match record.status {
        ClaimStatus::ConfirmedByVendor => speaks(record, ClaimRole::Vendor, SourceKind::VendorStatement),
        ClaimStatus::ConfirmedByOperator => speaks(record, ClaimRole::Operator, SourceKind::OperatorStatement),
        ClaimStatus::IndependentlyVerified => record.sources.iter().any(is_independent),
        ClaimStatus::SeveralSources => record.origins().len() > 1,
        ClaimStatus::SingleSource => !record.origins().is_empty(),
        ClaimStatus::DisputedCause | ClaimStatus::DisputedFacts | ClaimStatus::Alleged | ClaimStatus::Retracted => true,
    };
    if borne_out {
        return None;
    }
    Some(match record.status {
        ClaimStatus::ConfirmedByVendor => "no statement of the vendor is among them that was read",
        ClaimStatus::ConfirmedByOperator => "no statement of the operator is among them that was read",
        ClaimStatus::IndependentlyVerified => "nobody independent who checked it is among them and was read",
        ClaimStatus::SeveralSources => "they all go back to one",
        ClaimStatus::SingleSource
        | ClaimStatus::DisputedCause
        | ClaimStatus::DisputedFacts
        | ClaimStatus::Alleged
        | ClaimStatus::Retracted => "none stood close to the event",
    })
}

/// True if a party is heard: by a statement of its own that was read, or by a claim of its that stands. Such a claim has
/// to rest on something that was read: a source of grade A, such as its advisory, post-mortem or commit; a source that
/// goes back to the party's statement, where that could not be opened; or its own words in reporting with sourcing of its
/// own. A manual says nothing of the event.
fn speaks(record: &Incident, role: ClaimRole, statement: SourceKind) -> bool {
    let by_statement = record.sources.iter().any(|source| source.kind == statement && source.was_read());
    let stands = |claim: &&Claim| {
        claim.role == role && matches!(claim.standing, ClaimStanding::Agreed | ClaimStanding::Accepted)
    };
    let by_claim = record.claims.iter().filter(stands).any(|claim| {
        let cited = claim.sources.iter().filter_map(|id| record.source(id.as_str()));
        let mut read = cited.filter(|source| source.was_read() && source.tells_of_the_event());
        read.any(|source| {
            source.grade == Grade::A
                || (source.grade == Grade::B && claim.quote.is_some())
                || record.origin(source).kind == statement
        })
    });
    by_statement || by_claim
}

/// True for a source that was read and whose author examined the matter without being a party to it.
fn is_independent(source: &Source) -> bool {
    let examines = matches!(
        source.kind,
        SourceKind::PressInvestigation
            | SourceKind::SecurityResearch
            | SourceKind::ResearchPaper
            | SourceKind::CourtRecord
            | SourceKind::RegulatorRecord
            | SourceKind::Advisory
            | SourceKind::Analysis
    );
    examines && source.was_read() && source.grade != Grade::C && source.retells.is_none()
}
