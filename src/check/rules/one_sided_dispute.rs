//! Disputes of which only one side is there.

use crate::check::context::{Context, Item};
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::kb::Dispute;
use crate::record::{Claim, ClaimStanding, ClaimStatus, ClaimTopic, Incident, LabelBasis, SourceId};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "one-sided-dispute",
        severity: Severity::Warning,
        finds: "A contested point with one side only: a status that says disputed without an open dispute among the claims; a contested label that rests on no claim which is unresolved or disputed; an unresolved claim beside which no other party says anything on the point.",
        why: "Who is not heard cannot be weighed, and the record goes with the side that it happens to have.",
        instead: "Write the other side as a claim of its own, as its party would put it, and let the two name each other under `disputes`.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        status(item, findings);
        labels(item, findings);
        claims(item, findings);
    }
}

/// A disputed status takes a dispute that nothing has decided; a disputed cause one in which the cause is claimed.
fn status<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    let record = item.record;
    let disputed = |what: fn(&Claim) -> bool| {
        let open = record.disputes().into_iter().filter(Dispute::is_open);
        open.flat_map(|dispute| dispute.left.into_iter().chain(dispute.right)).any(what)
    };
    let (borne_out, what) = if record.status == ClaimStatus::DisputedCause {
        (disputed(|claim| claim.about == ClaimTopic::Cause), "about the cause ")
    } else if record.status == ClaimStatus::DisputedFacts {
        (disputed(|_| true), "")
    } else {
        return;
    };
    if !borne_out {
        let message = format!("no two claims {what}dispute each other and are unresolved");
        findings.at(item.source, keys!["status"], message);
    }
}

/// A contested label takes a claim that shares a source with it and is itself contested.
fn labels<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    let record = item.record;
    let contested = |sources: &[SourceId]| {
        let mut claims =
            record.claims.iter().filter(|claim| claim.sources.iter().any(|source| sources.contains(source)));
        claims.any(|claim| claim.standing == ClaimStanding::Unresolved || has_opponent(record, claim))
    };
    let message = |id: &str| format!("`{id}` is contested, and no claim from its sources is unresolved or disputed");
    for (at, label) in record.patterns.iter().enumerate() {
        if label.basis == LabelBasis::Contested && !contested(&label.sources) {
            findings.at(item.source, keys!["patterns", at, "basis"], message(label.id.as_str()));
        }
    }
    for (at, label) in record.safeguards.iter().enumerate() {
        if label.basis == LabelBasis::Contested && !contested(&label.sources) {
            findings.at(item.source, keys!["safeguards", at, "basis"], message(label.id.as_str()));
        }
    }
}

/// An unresolved claim takes somebody who contradicts it or a field that it contradicts, or at least another party that
/// speaks to the same point, with whose account the reader can compare it.
fn claims<'a>(item: &Item<'a, Incident>, findings: &mut Findings<'a>) {
    let record = item.record;
    for (at, claim) in record.claims.iter().enumerate() {
        let compared = |other: &Claim| other.by != claim.by && point(other.about) == point(claim.about);
        if claim.standing == ClaimStanding::Unresolved
            && claim.contradicts.is_empty()
            && !has_opponent(record, claim)
            && !record.claims.iter().any(compared)
        {
            let message = format!("claim `{}` is unresolved, and no other party is heard on {}", claim.id, claim.about);
            findings.at(item.source, keys!["claims", at, "standing"], message);
        }
    }
}

fn has_opponent(record: &Incident, claim: &Claim) -> bool {
    !claim.disputes.is_empty() || record.claims.iter().any(|other| other.disputes.contains(&claim.id))
}

/// Topics on which one account can be compared with another: how far, how many and how much are one question.
fn point(topic: ClaimTopic) -> ClaimTopic {
    match topic {
        ClaimTopic::Scope | ClaimTopic::Count | ClaimTopic::Cost => ClaimTopic::Scope,
        ClaimTopic::Recovery | ClaimTopic::Response => ClaimTopic::Response,
        ClaimTopic::Cause | ClaimTopic::Conduct | ClaimTopic::Date => topic,
    }
}
