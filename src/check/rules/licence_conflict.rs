//! Licences that do not go together.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "licence-conflict",
        severity: Severity::Error,
        finds: "A record under a licence that its corpus cannot take in, or derived from a work whose licence forbids it, such as a CC-BY-SA draft in a CC-BY corpus.",
        why: "Whoever uses the corpus relies on its licence, and would break that of the work without knowing.",
        instead: "Write the record anew from the facts, or keep it in a corpus of its own under the stricter licence.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let Some(manifest) = item.manifest else { continue };
        let record = item.record;
        if !goes_into(&record.licence, &manifest.licence) {
            let message = format!("`{}` does not go into a corpus under `{}`", record.licence, manifest.licence);
            findings.at(item.source, keys!["licence"], message);
        }
        if let Some(term) = record.derived_from.as_deref().and_then(|work| restriction(work, &manifest.licence)) {
            let message = format!("a work under `{term}` cannot be adapted in a corpus under `{}`", manifest.licence);
            findings.at(item.source, keys!["derived_from"], message);
        }
    }
}

/// True if a text under one licence may be passed on under the other; both are SPDX expressions.
fn goes_into(licence: &str, corpus: &str) -> bool {
    // Of alternatives one has to fit, of conditions all.
    licence.split(" OR ").any(|choice| {
        let choice = choice.trim().trim_matches(['(', ')']);
        choice.split(" AND ").all(|one| corpus.split(" OR ").all(|corpus| one_goes_into(one.trim(), corpus.trim())))
    })
}

/// What asks for nothing goes anywhere; what asks to be named goes wherever authors are named; anything else stays
/// among its own.
fn one_goes_into(licence: &str, corpus: &str) -> bool {
    const FREE: &[&str] = &["CC0-1.0", "PDDL-1.0", "Unlicense", "0BSD"];
    let named = |licence: &str| {
        licence.starts_with("CC-BY-")
            && licence.get(6..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let alike = |licence: &str| licence.starts_with("CC-BY-SA-");
    licence == corpus
        || FREE.contains(&licence)
        || (named(licence) && !FREE.contains(&corpus))
        || (alike(licence) && alike(corpus))
}

/// The term of a work's licence, named in passing, that keeps it out of the corpus.
fn restriction(work: &str, corpus: &str) -> Option<&'static str> {
    const TERMS: &[&str] =
        &["CC-BY-NC-SA", "CC-BY-NC-ND", "CC-BY-SA", "CC-BY-NC", "CC-BY-ND", "GPL", "ALL-RIGHTS-RESERVED"];
    let spelled = work.to_uppercase().replace([' ', '_'], "-");
    TERMS.iter().copied().find(|term| spelled.contains(term) && !corpus.contains(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_goes_where_its_terms_are_kept() {
        for (licence, corpus) in [
            ("CC-BY-4.0", "CC-BY-4.0"),
            ("CC0-1.0", "CC-BY-4.0"),
            ("CC-BY-3.0", "CC-BY-4.0"),
            ("CC-BY-4.0", "CC-BY-SA-4.0"),
            ("CC-BY-SA-3.0", "CC-BY-SA-4.0"),
            ("GPL-3.0-only OR CC-BY-4.0", "CC-BY-4.0"),
            ("CC-BY-4.0", "LicenseRef-Internal"),
        ] {
            assert!(goes_into(licence, corpus), "{licence} into {corpus}");
        }
        for (licence, corpus) in [
            ("CC-BY-SA-4.0", "CC-BY-4.0"),
            ("CC-BY-NC-4.0", "CC-BY-4.0"),
            ("CC-BY-4.0", "CC0-1.0"),
            ("CC-BY-4.0 AND CC-BY-SA-4.0", "CC-BY-4.0"),
            ("LicenseRef-Internal", "CC-BY-4.0"),
            ("CC BY 4.0", "CC-BY-4.0"),
        ] {
            assert!(!goes_into(licence, corpus), "{licence} into {corpus}");
        }
        assert_eq!(restriction("A page under CC BY-SA 4.0", "CC-BY-4.0"), Some("CC-BY-SA"));
        assert_eq!(restriction("A page under CC BY 4.0", "CC-BY-4.0"), None);
    }
}
