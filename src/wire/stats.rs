//! `precedent.stats.v1`: what the corpora hold, and what the figures may be read as.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{CorpusRef, Feature, Share, corpora};
use crate::kb::{Dispute, Entry, KnowledgeBase};
use crate::record::{
    ClaimRole, ClaimStatus, Confidence, Grade, Incident, IncidentKind, LabelBasis, PatternRole, ReadDepth, Source,
    SourceKind, Term,
};

/// Why counts over reported incidents are no rates.
const CAUTION: &str = "Reported incidents, not rates: these figures say what has been reported and could be sourced, \
                       and not how often agents fail.";
const LIMITS: [&str; 5] = [
    "An incident is here because somebody published it. Most failures are never published, and those that are come \
     from people who write well, from products that many use and from companies that the press watches.",
    "How often each product ran is not known, so that nothing can be divided by it: a product with more records is \
     not shown to be less safe, and one without any is not shown to be safe.",
    "Nearly all sources are in English, and vendors and operators differ in how much they publish.",
    "What spread widely is described by many that retell each other. Retellings are counted as sources and never as \
     witnesses.",
    "Labels and severities are judgements of curators; what each rests on stands in the record.",
];

/// What the corpora hold. Retracted records are counted among `records` and `statuses` and left out of the rest.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatsAnswer {
    /// `precedent.stats.v1`.
    pub schema: String,
    /// What the counts may not be read as.
    pub caution: String,
    /// Why they may not.
    pub limits: Vec<String>,
    /// The corpora in use.
    pub corpora: Vec<CorpusRef>,
    /// Records of each type.
    pub records: BTreeMap<String, usize>,
    /// What the shares are shares of.
    pub totals: Totals,
    /// Incidents in which harm happened, apart from those in which none did.
    pub outcomes: Vec<Feature>,
    /// Incidents by what sort of occurrence they are.
    pub kinds: Vec<Share>,
    /// Incidents in which harm happened, by realised severity.
    pub harm_severities: Vec<Share>,
    /// Incidents in which no harm is known to have happened, by potential severity.
    pub other_potentials: Vec<Share>,
    /// Incidents by realised severity.
    pub severities: Vec<Share>,
    /// Incidents by how well they are borne out; retracted ones are among them.
    pub statuses: Vec<Share>,
    /// Incidents by what their sources and their review come to; the findings overlap.
    pub support: Vec<Feature>,
    /// Incidents by how sure the curators are.
    pub confidence: Vec<Share>,
    /// Incidents by primary pattern.
    pub primary_patterns: Vec<Share>,
    /// Incidents by product; one in which several took part counts for each.
    pub products: Vec<Share>,
    /// Incidents by year of occurrence; one that may have fallen into two years counts in both.
    pub years: Vec<Share>,
    /// Sources by grade.
    pub source_grades: Vec<Share>,
    /// Sources by how much of them was read.
    pub source_reading: Vec<Share>,
    /// Sources of each grade by how much of them was read.
    pub grades_by_reading: Vec<GradeReading>,
    /// Sources by what sort of document they are.
    pub source_kinds: Vec<Share>,
    /// Sources by language.
    pub source_languages: Vec<Share>,
    /// Sources by what else is known of them; the findings overlap.
    pub source_findings: Vec<Feature>,
    /// Claims by where they stand.
    pub claim_standings: Vec<Share>,
    /// Claims by what the speaker is to the incident.
    pub claim_roles: Vec<Share>,
    /// Labels of patterns by what they rest on.
    pub pattern_bases: Vec<Share>,
    /// Labels of safeguards by what they rest on.
    pub safeguard_bases: Vec<Share>,
    /// Incidents with claims that dispute each other.
    pub incidents_with_disputes: usize,
}

/// The denominators.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Totals {
    /// Incidents that stand.
    pub incidents: usize,
    /// Records that proved false and are kept for the reason.
    pub retracted: usize,
    /// Sources of the incidents that stand; one that two incidents cite counts twice.
    pub sources: usize,
    /// Claims.
    pub claims: usize,
    /// Dated events.
    pub events: usize,
    /// Labels of patterns.
    pub pattern_labels: usize,
    /// Labels of safeguards.
    pub safeguard_labels: usize,
}

/// How much was read of the sources of one grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GradeReading {
    /// The grade.
    pub grade: Grade,
    /// Sources of that grade.
    pub of: usize,
    /// By how much of them was read.
    pub reading: Vec<Share>,
}

impl StatsAnswer {
    /// Counts the records of a knowledge base.
    #[must_use]
    pub fn new(kb: &KnowledgeBase) -> Self {
        let all: Vec<&Incident> = kb.incidents().values().map(Entry::record).collect();
        let standing: Vec<&Incident> = all.iter().copied().filter(|incident| !incident.is_retracted()).collect();
        let (harmful, others): (Vec<_>, Vec<_>) = standing.iter().copied().partition(|incident| harmed(incident));
        let sources: Vec<&Source> = standing.iter().flat_map(|incident| &incident.sources).collect();
        let claims = || standing.iter().flat_map(|incident| &incident.claims);
        let patterns = || standing.iter().flat_map(|incident| &incident.patterns);
        let safeguards = || standing.iter().flat_map(|incident| &incident.safeguards);
        let incidents = || standing.iter();
        Self {
            schema: "precedent.stats.v1".to_owned(),
            caution: CAUTION.to_owned(),
            limits: LIMITS.map(str::to_owned).to_vec(),
            corpora: corpora(kb),
            records: crate::corpus::Kind::ALL
                .iter()
                .map(|kind| (kind.folder().to_owned(), kb.ids(*kind).len()))
                .collect(),
            totals: Totals {
                incidents: standing.len(),
                retracted: all.len() - standing.len(),
                sources: sources.len(),
                claims: claims().count(),
                events: incidents().map(|incident| incident.events.len()).sum(),
                pattern_labels: patterns().count(),
                safeguard_labels: safeguards().count(),
            },
            outcomes: outcomes(&standing),
            kinds: Share::terms(incidents().map(|incident| incident.kind)),
            harm_severities: Share::terms(harmful.iter().map(|incident| incident.severity.realised)),
            other_potentials: Share::terms(others.iter().map(|incident| incident.severity.potential)),
            severities: Share::terms(incidents().map(|incident| incident.severity.realised)),
            statuses: Share::terms(all.iter().map(|incident| incident.status)),
            support: support(&standing),
            confidence: Share::terms::<Confidence>(incidents().map(|incident| incident.review.confidence)),
            primary_patterns: Share::most_first(incidents().filter_map(|i| primary(i)), standing.len()),
            products: Share::most_first(incidents().flat_map(|i| products(i)), standing.len()),
            years: Share::in_order(
                incidents().flat_map(|i| i.occurred.years()).map(|year| year.to_string()),
                standing.len(),
            ),
            source_grades: Share::terms(sources.iter().map(|source| source.grade)),
            source_reading: Share::terms(sources.iter().map(|source| source.read)),
            grades_by_reading: Grade::ALL.iter().map(|grade| GradeReading::of(*grade, &sources)).collect(),
            source_kinds: Share::terms::<SourceKind>(sources.iter().map(|source| source.kind)),
            source_languages: Share::most_first(
                sources.iter().map(|source| source.language.to_string()),
                sources.len(),
            ),
            source_findings: source_findings(&sources),
            claim_standings: Share::terms(claims().map(|claim| claim.standing)),
            claim_roles: Share::terms::<ClaimRole>(claims().map(|claim| claim.role)),
            pattern_bases: Share::terms::<LabelBasis>(patterns().map(|label| label.basis)),
            safeguard_bases: Share::terms::<LabelBasis>(safeguards().map(|label| label.basis)),
            incidents_with_disputes: incidents().filter(|incident| !incident.disputes().is_empty()).count(),
        }
    }
}

impl GradeReading {
    fn of(grade: Grade, sources: &[&Source]) -> Self {
        let reading =
            Share::terms::<ReadDepth>(sources.iter().filter(|source| source.grade == grade).map(|source| source.read));
        Self { grade, of: reading.iter().map(|share| share.count).sum(), reading }
    }
}

fn harmed(incident: &Incident) -> bool {
    incident.kind == IncidentKind::RealisedIncident
}

fn primary(incident: &Incident) -> Option<String> {
    let label = incident.patterns.iter().find(|label| label.role == PatternRole::Primary);
    label.map(|label| label.id.to_string())
}

fn products(incident: &Incident) -> BTreeSet<String> {
    incident.products().map(ToString::to_string).collect()
}

/// Harm, apart from what was avoided, shown, disclosed or measured.
fn outcomes(incidents: &[&Incident]) -> Vec<Feature> {
    let count = |value, meaning, kinds: &[IncidentKind]| {
        Feature::count(value, meaning, incidents, |incident| kinds.contains(&incident.kind))
    };
    let hazards = &[IncidentKind::DemonstratedHazard, IncidentKind::VulnerabilityDisclosure];
    vec![
        count("harm", "harm happened, outside a test", &[IncidentKind::RealisedIncident]),
        count("near-miss", "harm was avoided", &[IncidentKind::NearMiss]),
        count("hazard", "shown or disclosed; no harm is known", hazards),
        count("study", "measured over many cases", &[IncidentKind::StudyOrStatistic]),
    ]
}

fn support(incidents: &[&Incident]) -> Vec<Feature> {
    let count = |value, meaning, holds: &dyn Fn(&Incident) -> bool| {
        Feature::count(value, meaning, incidents, |incident| holds(incident))
    };
    vec![
        count("one-account", "are borne out by one first-hand source or by none", &|i| {
            matches!(i.status, ClaimStatus::SingleSource | ClaimStatus::Alleged)
        }),
        count("one-document", "go back to one document or to none that stood close", &|i| i.origins().len() < 2),
        count("grade-c-alone", "rest on sources of grade C alone", &|i| i.best_grade() == Some(Grade::C)),
        count("vendor-heard", "have a statement by the agent's vendor", &|i| {
            i.hears(ClaimRole::Vendor, SourceKind::VendorStatement)
        }),
        count("operator-heard", "have a statement by whoever ran the agent", &|i| {
            i.hears(ClaimRole::Operator, SourceKind::OperatorStatement)
        }),
        count("disputed", "have claims that dispute each other", &|i| !i.disputes().is_empty()),
        count("dispute-open", "have a dispute that nothing decides", &|i| i.disputes().iter().any(Dispute::is_open)),
        count("open-questions", "leave questions open", &|i| !i.review.open_questions.is_empty()),
        count("read-twice", "were read against their sources a second time", &|i| i.review.second_reading.is_some()),
    ]
}

fn source_findings(sources: &[&Source]) -> Vec<Feature> {
    vec![
        Feature::count("retelling", "retell another source of the record", sources, |source| source.retells.is_some()),
        Feature::count("manual", "are manuals, which say nothing of the event", sources, |source| {
            !source.tells_of_the_event()
        }),
        Feature::count("archived", "have an archived copy", sources, |source| source.archive.is_some()),
        Feature::count("no-address", "have no public address", sources, |source| source.url.is_none()),
    ]
}
