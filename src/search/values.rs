//! What the values of filters may be called: closed vocabularies, ids, names and aliases.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::analysis::Analysis;
use super::field::Facet;
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::markdown::slug;
use crate::record::{
    Adversary, AgentInterface, AutonomyLevel, ClaimStatus, Environment, ImpactKind, IncidentKind, PermissionsOrigin,
    SeverityLevel, Term,
};

/// For each facet, every name of a value as [`Analysis::name`] spells it, never empty, and the values it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Values {
    names: BTreeMap<Facet, BTreeMap<String, BTreeSet<String>>>,
}

/// The value by which a vendor is filtered and counted: a slug, or for names that have no ASCII letter the name itself;
/// `None` for what is no name at all.
#[must_use]
pub fn vendor_value(vendor: &str) -> Option<String> {
    let value = Some(slug(vendor)).filter(|slug| !slug.is_empty());
    value.or_else(|| Some(Analysis::default().name(vendor)).filter(|name| !name.is_empty()))
}

impl Values {
    pub(super) fn of(kb: &KnowledgeBase) -> Self {
        let mut values = Reading::default();
        values.closed_vocabularies();
        for (id, entry) in kb.patterns() {
            values.add(Facet::Pattern, &[id, &entry.record().name], id);
        }
        for (id, entry) in kb.safeguards() {
            values.add(Facet::Safeguard, &[id, &entry.record().name], id);
        }
        for (id, entry) in kb.products() {
            let record = entry.record();
            values.add(Facet::Product, &[id, &record.name], id);
            for alias in &record.aliases {
                values.add(Facet::Product, &[alias], id);
            }
            let Some(vendor) = vendor_value(&record.vendor) else { continue };
            values.add(Facet::Vendor, &[&vendor, &record.vendor], &vendor);
            for alias in &record.vendor_aliases {
                values.add(Facet::Vendor, &[alias], &vendor);
            }
        }
        for (facet, kind) in
            [(Facet::Pattern, Kind::Pattern), (Facet::Safeguard, Kind::Safeguard), (Facet::Product, Kind::Product)]
        {
            for (alias, id) in kb.aliases(kind) {
                values.add(facet, &[alias], id);
            }
        }
        for entry in kb.incidents().values() {
            for tag in &entry.record().tags {
                values.add(Facet::Tag, &[tag.as_str()], tag.as_str());
            }
        }
        values.values
    }

    /// Every name of a facet with the values that it stands for.
    pub(super) fn names(&self, facet: Facet) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.names.get(&facet).into_iter().flatten().map(|(name, values)| (name.as_str(), values))
    }

    /// Finds the values that a name stands for; an alias may stand for several.
    pub(super) fn find(&self, facet: Facet, name: &str, analysis: &mut Analysis) -> Vec<String> {
        let name = analysis.name(name);
        if facet == Facet::Year {
            let year = name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit());
            return year.then_some(name).into_iter().collect();
        }
        if facet == Facet::Cve {
            return cve(&name).into_iter().collect();
        }
        self.names.get(&facet).and_then(|names| names.get(&name)).into_iter().flatten().cloned().collect()
    }
}

/// Values as they are gathered.
#[derive(Default)]
struct Reading {
    values: Values,
    analysis: Analysis,
}

impl Reading {
    fn add(&mut self, facet: Facet, names: &[&str], value: &str) {
        for name in names {
            let name = self.analysis.name(name);
            if !name.is_empty() {
                self.values.names.entry(facet).or_default().entry(name).or_default().insert(value.to_owned());
            }
        }
    }

    fn closed_vocabularies(&mut self) {
        for kind in Kind::WITH_PAGES {
            self.add(Facet::Type, &[kind.as_str(), &format!("{}s", kind.as_str())], kind.as_str());
        }
        self.terms::<AgentInterface>(Facet::Interface);
        self.terms::<SeverityLevel>(Facet::Severity);
        self.terms::<SeverityLevel>(Facet::Potential);
        self.terms::<ImpactKind>(Facet::Impact);
        self.terms::<Environment>(Facet::Environment);
        self.terms::<AutonomyLevel>(Facet::Autonomy);
        self.terms::<PermissionsOrigin>(Facet::Permissions);
        self.terms::<Adversary>(Facet::Adversary);
        self.terms::<IncidentKind>(Facet::Kind);
        self.terms::<ClaimStatus>(Facet::Status);
    }

    fn terms<T: Term>(&mut self, facet: Facet) {
        for term in T::ALL {
            let text = term.as_str();
            self.add(facet, &[text], text);
            // Levels of a scale go by their number as well: `s3`, `a4`.
            if let Some((level, name)) = text.split_once('-')
                && facet.is_ordered()
            {
                self.add(facet, &[level, name], text);
            }
        }
    }
}

/// Reads `cve-2025-32711` or `2025-32711` as the id that records use.
fn cve(name: &str) -> Option<String> {
    let (year, number) = name.strip_prefix("cve-").unwrap_or(name).split_once('-')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(year) && digits(number)).then(|| format!("CVE-{year}-{number}"))
}

/// The values of an ordered facet, from the lowest; `present` are those that records have.
pub(super) fn in_order(facet: Facet, present: &[String]) -> Vec<String> {
    fn spellings<T: Term>(terms: &[T]) -> Vec<String> {
        terms.iter().map(|term| term.as_str().to_owned()).filter(|text| text != "unknown").collect()
    }
    if facet == Facet::Autonomy {
        return spellings(AutonomyLevel::ALL);
    }
    if facet == Facet::Severity || facet == Facet::Potential {
        return spellings(SeverityLevel::ALL);
    }
    present.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_has_an_empty_name() {
        let mut values = Reading::default();
        values.add(Facet::Product, &["***", "通义灵码"], "lingma");
        values.add(Facet::Product, &["C++"], "cpp");
        let (values, mut analysis) = (values.values, Analysis::default());
        let mut find = |name: &str| values.find(Facet::Product, name, &mut analysis);
        assert_eq!(find("通义灵码"), ["lingma"]);
        assert_eq!(find("c++"), ["cpp"]);
        for name in ["", "***", "豆包", "C#", "C"] {
            assert!(find(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_vendor_without_ascii_letters_has_a_value() {
        assert_eq!(vendor_value("Acme, Inc.").as_deref(), Some("acme-inc"));
        assert_eq!(vendor_value("阿里云").as_deref(), Some("阿里云"));
        assert_eq!(vendor_value("***"), None);
    }
}
