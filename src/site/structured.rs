//! What a page is about, for machines that read schema.org.

use serde_json::{Value, json};

use super::frame::Base;
use crate::kb::{CorpusInfo, Entry, KnowledgeBase};
use crate::record::{Incident, Pattern, Safeguard, Term};

const CONTEXT: &str = "https://schema.org";

/// The corpus, as a dataset.
fn dataset(kb: &KnowledgeBase, corpus: Option<&CorpusInfo>, base: &Base) -> Value {
    json!({
        "@type": "Dataset",
        "name": corpus.map(|corpus| corpus.title.as_str()),
        "version": corpus.and_then(|corpus| corpus.version.as_deref()),
        "identifier": corpus.map(|corpus| format!("sha256:{}", corpus.hash)),
        "license": corpus.map(|corpus| licence(&corpus.licence)),
        "url": base.of("index.html"),
        "dateModified": kb.newest_revision().map(ToString::to_string),
    })
}

/// The home page.
pub(super) fn site(kb: &KnowledgeBase, base: &Base) -> Value {
    let corpus = kb.corpora().first();
    let mut value = dataset(kb, corpus, base);
    if let Some(members) = value.as_object_mut() {
        members.insert("@context".to_owned(), CONTEXT.into());
        let about = "Incidents in which an AI agent did harm or nearly did, each claim with its source and both sides of \
                     every dispute, labelled by failure pattern and by the safeguards that stood, fell or were missing. \
                     Reported incidents, not rates.";
        members.insert("description".to_owned(), about.into());
        members.insert("creator".to_owned(), creator(corpus));
        members.insert("isAccessibleForFree".to_owned(), true.into());
        members.insert("keywords".to_owned(), json!(["AI agents", "AI safety", "incident database", "safeguards"]));
    }
    without_nothing(value)
}

/// The page of an incident.
pub(super) fn incident(kb: &KnowledgeBase, entry: &Entry<Incident>, path: &str, base: &Base) -> Value {
    let record = entry.record();
    let corpus = kb.corpus_of(entry);
    let revised = record.revisions.iter().map(|revision| &revision.on).max().unwrap_or(&record.review.curated);
    let products = record.products().filter_map(|id| kb.products().get(id.as_str())).map(Entry::record);
    let about: Vec<Value> = products
        .map(|product| {
            json!({ "@type": "SoftwareApplication", "name": product.name, "applicationCategory": "AI agent",
                    "publisher": { "@type": "Organization", "name": product.vendor } })
        })
        .collect();
    let citation: Vec<Value> = record
        .sources
        .iter()
        .map(|source| {
            json!({ "@type": "CreativeWork", "name": source.title, "url": source.url.as_ref().map(ToString::to_string),
                    "inLanguage": source.language.to_string() })
        })
        .collect();
    without_nothing(json!({
        "@context": CONTEXT,
        "@type": "Report",
        "headline": record.title,
        "abstract": record.summary,
        "identifier": record.id.to_string(),
        "url": base.of(path),
        "inLanguage": "en",
        "temporalCoverage": record.occurred.to_string(),
        "dateCreated": record.review.curated.to_string(),
        "dateModified": revised.to_string(),
        "creativeWorkStatus": record.status.label(),
        "license": licence(&record.licence),
        "author": creator(corpus),
        "isPartOf": dataset(kb, corpus, base),
        "keywords": record.tags.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "about": about,
        "citation": citation,
    }))
}

/// The page of a pattern.
pub(super) fn pattern(entry: &Entry<Pattern>, path: &str, base: &Base) -> Value {
    let record = entry.record();
    term(record.id.as_str(), &record.name, &record.definition, ("Failure patterns of AI agents", path), base)
}

/// The page of a safeguard.
pub(super) fn safeguard(entry: &Entry<Safeguard>, path: &str, base: &Base) -> Value {
    let record = entry.record();
    term(record.id.as_str(), &record.name, &record.objective, ("Safeguards for AI agents", path), base)
}

fn term(id: &str, name: &str, about: &str, (set, path): (&str, &str), base: &Base) -> Value {
    without_nothing(json!({
        "@context": CONTEXT,
        "@type": "DefinedTerm",
        "termCode": id,
        "name": name,
        "description": about,
        "url": base.of(path),
        "inDefinedTermSet": { "@type": "DefinedTermSet", "name": set },
    }))
}

fn creator(corpus: Option<&CorpusInfo>) -> Value {
    let name = corpus.map(|corpus| corpus.authors.as_deref().unwrap_or(&corpus.title));
    json!({ "@type": "Organization", "name": name })
}

/// The address of a licence that SPDX names, as search engines ask for one.
fn licence(expression: &str) -> String {
    let is_name = expression.chars().all(|c| c.is_ascii_alphanumeric() || ['-', '.'].contains(&c));
    if is_name { format!("https://spdx.org/licenses/{expression}.html") } else { expression.to_owned() }
}

/// A value without the members that say nothing.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().map(|(name, value)| (name, without_nothing(value)));
            Value::Object(kept.filter(|(_, value)| !value.is_null() && *value != json!([])).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_nothing).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// A value as it may stand in a page: nothing in it can end the element that it stands in.
pub(super) fn in_page(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element() {
        let shown = in_page(&json!({ "a": "</script><!-- & b" }));
        assert_eq!(shown, "{\"a\":\"\\u003c/script\\u003e\\u003c!-- \\u0026 b\"}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["a"], "</script><!-- & b");
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        assert_eq!(
            without_nothing(json!({ "a": null, "b": [], "c": { "d": null, "e": 1 } })),
            json!({ "c": { "e": 1 } })
        );
        assert_eq!(licence("CC-BY-4.0"), "https://spdx.org/licenses/CC-BY-4.0.html");
        assert_eq!(licence("MIT OR Apache-2.0"), "MIT OR Apache-2.0");
    }
}
