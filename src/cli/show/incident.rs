//! An incident as text.

use crate::cli::sheet::Sheet;
use crate::corpus::Kind;
use crate::kb::{Dispute, Entry, KnowledgeBase};
use crate::markdown;
use crate::record::{Claim, ClaimStanding, Event, Incident, SourceId, Term};

pub(super) fn show(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, entry: &Entry<Incident>) {
    let record = entry.record();
    head(sheet, kb, entry);
    patterns(sheet, kb, record);
    disputes(sheet, record);
    claims(sheet, record);
    safeguards(sheet, kb, record);
    timeline(sheet, record);
    commands(sheet, record);
    body(sheet, entry.body());
    sources(sheet, record);
    elsewhere(sheet, kb, record);
    review(sheet, record);
}

fn head(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, entry: &Entry<Incident>) {
    let record = entry.record();
    sheet.title(&record.title);
    sheet.faint(&format!("{} · {} · {}", record.id, record.kind.label(), record.status.label()));
    if record.is_retracted() {
        sheet.faint("RETRACTED: this report proved false and is kept for the reason below.");
    }
    for replaced in &record.replaces {
        sheet.faint(&format!("Stands in for {}: {}", replaced.id, replaced.reason));
    }
    sheet.prose(&record.summary);
    sheet.gap();
    let terms =
        |terms: &[crate::record::Environment]| terms.iter().map(|term| term.label()).collect::<Vec<_>>().join(", ");
    sheet.fact("Occurred", &record.occurred.in_words());
    sheet.fact("Disclosed", &record.disclosed.in_words());
    sheet.fact(
        "Severity",
        &format!(
            "{} realised, {} potential. {}",
            record.severity.realised, record.severity.potential, record.severity.why
        ),
    );
    sheet.fact("Operator", &record.operator);
    for agent in &record.agents {
        let product = agent.product.as_ref().and_then(|product| kb.products().get(product.as_str()));
        let name = product.map_or_else(|| "not identified".to_owned(), |entry| entry.record().name.clone());
        let interfaces: Vec<String> = agent.interface.iter().map(|term| term.label()).collect();
        let permissions: Vec<String> = agent.permissions.iter().map(|term| term.label()).collect();
        let parts = [
            name,
            agent.model.clone().unwrap_or_default(),
            format!("interface {}", interfaces.join(", ")),
            format!("autonomy {}", agent.autonomy.label()),
            format!("permissions {}", permissions.join(", ")),
        ];
        sheet.fact("Agent", &parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "));
    }
    sheet.fact("Task", &record.task);
    sheet.fact("Landed in", &terms(&record.environment));
    sheet.fact("Scope", &record.impact.scope);
    sheet.fact(
        "Duration",
        &record.impact.duration.as_ref().map(crate::record::IsoDuration::in_words).unwrap_or_default(),
    );
    for amount in &record.impact.amounts {
        sheet.fact("Amount", &format!("{}{}", amount.in_words(), cite(&amount.sources)));
    }
    let at = record.detection.at.as_ref().map(|at| format!(", {}", at.in_words())).unwrap_or_default();
    sheet.fact("Noticed by", &format!("{}{at}", record.detection.method.label()));
    let note = record.recovery.note.as_ref().map(|note| format!(". {note}")).unwrap_or_default();
    sheet.fact("Recovery", &format!("{}{note}", record.recovery.outcome.label()));
}

fn patterns(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, record: &Incident) {
    if record.patterns.is_empty() {
        return;
    }
    sheet.heading("Patterns");
    let mut labels: Vec<_> = record.patterns.iter().collect();
    labels.sort_by_key(|label| label.role);
    for label in labels {
        let name = kb.patterns().get(label.id.as_str()).map_or("", |entry| &entry.record().name);
        sheet.item("- ", &format!("{name} ({}): {}, {}", label.id, label.role.label(), label.basis.label()));
        sheet.below(&format!("{}{}", label.evidence, cite(&label.sources)));
        if let Some(quote) = &label.quote {
            sheet.below(&format!("“{quote}”"));
        }
    }
}

fn disputes(sheet: &mut Sheet<'_>, record: &Incident) {
    for (open, title) in [(true, "Disputed, not decided"), (false, "Disputed, decided by better evidence")] {
        let disputes: Vec<Dispute<'_>> =
            record.disputes().into_iter().filter(|dispute| dispute.is_open() == open).collect();
        if disputes.is_empty() {
            continue;
        }
        sheet.heading(title);
        for dispute in disputes {
            sheet.gap();
            let side = |claims: &[&Claim]| claims.iter().flat_map(|claim| claim_lines(claim)).collect::<Vec<_>>();
            sheet.columns(&side(&dispute.left), &side(&dispute.right));
        }
    }
}

/// A claim as paragraphs of a column.
fn claim_lines(claim: &Claim) -> Vec<String> {
    let mut lines =
        vec![format!("{} ({}, {})", claim.by, claim.about.label(), claim.standing.label()), claim.text.clone()];
    lines.extend(claim.quote.as_ref().map(|quote| format!("“{quote}”")));
    lines.extend(claim.standing_why.as_ref().map(|why| format!("Standing: {why}")));
    lines.push(cite(&claim.sources).trim().to_owned());
    lines.push(String::new());
    lines
}

fn claims(sheet: &mut Sheet<'_>, record: &Incident) {
    for (standing, title) in [
        (ClaimStanding::Agreed, "Agreed by the parties"),
        (ClaimStanding::Accepted, "Not contradicted"),
        (ClaimStanding::Unresolved, "Open"),
        (ClaimStanding::Rejected, "Rejected on better evidence"),
    ] {
        let claims: Vec<&Claim> = record.undisputed(standing).collect();
        if claims.is_empty() {
            continue;
        }
        sheet.heading(title);
        for claim in claims {
            sheet.item("- ", &format!("{}: {}{}", claim.by, claim.text, cite(&claim.sources)));
            if let Some(quote) = &claim.quote {
                sheet.below(&format!("“{quote}”"));
            }
        }
    }
}

fn safeguards(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, record: &Incident) {
    if record.safeguards.is_empty() {
        return;
    }
    sheet.heading("Safeguards: what stood, what it did or would have done");
    for label in &record.safeguards {
        let name = kb.safeguards().get(label.id.as_str()).map_or("", |entry| &entry.record().name);
        sheet.item(
            "- ",
            &format!(
                "{name} ({}): {}, {} ({})",
                label.id,
                label.state.label(),
                label.effect.label(),
                label.basis.label()
            ),
        );
        sheet.below(&format!("{}{}", label.why, cite(&label.sources)));
        if let Some(quote) = &label.quote {
            sheet.below(&format!("“{quote}”"));
        }
    }
}

fn timeline(sheet: &mut Sheet<'_>, record: &Incident) {
    if record.events.is_empty() {
        return;
    }
    sheet.heading("Timeline");
    let mut events: Vec<&Event> = record.events.iter().collect();
    events.sort_by(|a, b| a.at.cmp(&b.at));
    for event in events {
        sheet.item("- ", &format!("{}: {}{}", event.at.in_words(), event.text, cite(&event.sources)));
    }
}

fn commands(sheet: &mut Sheet<'_>, record: &Incident) {
    if record.commands.is_empty() {
        return;
    }
    sheet.heading("Commands");
    for command in &record.commands {
        sheet.item("$ ", &command.text);
        let note = command.note.as_deref().unwrap_or_default();
        sheet.below(format!("{note}{}", cite(&command.sources)).trim());
    }
}

/// The text of a record, its headings as headings.
pub(super) fn body(sheet: &mut Sheet<'_>, text: &str) {
    let headings = markdown::outline(text);
    let mut at = 0;
    for heading in &headings {
        paragraphs(sheet, text.get(at..heading.range.start).unwrap_or_default());
        sheet.heading(&heading.text);
        at = heading.range.end;
    }
    paragraphs(sheet, text.get(at..).unwrap_or_default());
}

fn paragraphs(sheet: &mut Sheet<'_>, markdown: &str) {
    for paragraph in markdown::to_text(markdown).lines().filter(|line| !line.trim().is_empty()) {
        sheet.prose(paragraph);
    }
}

fn sources(sheet: &mut Sheet<'_>, record: &Incident) {
    sheet.heading("Sources (A first-hand or primary, B own reporting, C retelling)");
    for source in &record.sources {
        let by = source.publisher.as_ref().map(|publisher| format!("{publisher}: ")).unwrap_or_default();
        let published = source.published.as_ref().map(|date| format!(", {}", date.in_words())).unwrap_or_default();
        let retells = source.retells.as_ref().map(|id| format!(", retells [{id}]")).unwrap_or_default();
        let depth = source.read.label();
        sheet.item(
            &format!("{} ", source.grade),
            &format!("[{}] {by}{}{published}; read {depth}{retells}", source.id, source.title),
        );
        let address = source.url.as_ref().map(ToString::to_string).or_else(|| source.no_url.clone());
        sheet.below(&address.unwrap_or_default());
    }
}

fn elsewhere(sheet: &mut Sheet<'_>, kb: &KnowledgeBase, record: &Incident) {
    if record.related.is_empty() && record.external.is_empty() && record.aliases.is_empty() {
        return;
    }
    sheet.heading("Elsewhere");
    for related in &record.related {
        let title = kb.title(Kind::Incident, related.id.as_str()).unwrap_or_default();
        sheet.item("- ", &format!("{}: {} ({title})", related.relation.label(), related.id));
    }
    for external in &record.external {
        let seen = if external.verified { "" } else { ", entry not opened" };
        sheet.item("- ", &format!("{} {}{seen}", external.scheme, external.id));
    }
    for alias in &record.aliases {
        sheet.item("- ", &format!("formerly {alias}"));
    }
}

fn review(sheet: &mut Sheet<'_>, record: &Incident) {
    sheet.heading("Review");
    sheet.fact("Derived from", record.derived_from.as_deref().unwrap_or_default());
    sheet.fact("Licence", &record.licence);
    sheet.fact("Confidence", &record.review.confidence.label());
    sheet.fact("Curated", &record.review.curated.in_words());
    sheet.fact(
        "Second read",
        &record.review.second_reading.as_ref().map(crate::record::Day::in_words).unwrap_or_default(),
    );
    for question in &record.review.open_questions {
        sheet.item("? ", question);
    }
    for revision in &record.revisions {
        sheet.item("- ", &format!("{}: {}", revision.on.in_words(), revision.text));
    }
}

fn cite(sources: &[SourceId]) -> String {
    let ids: Vec<&str> = sources.iter().map(SourceId::as_str).collect();
    if ids.is_empty() { String::new() } else { format!(" [{}]", ids.join(", ")) }
}
