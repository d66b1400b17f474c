//! Generates `docs/reference/` from the types; the test suite compares it with the files.

mod cli;
mod record;
mod settings;

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, schema_for};

use crate::check::{Needs, all_rules};
use crate::diagnostic::Severity;
use crate::profile::{self, TeamProfile};
use crate::record::{Incident, Manifest, Pattern, Product, Safeguard, Standard, Thesaurus, vocabularies};
use crate::review;
use crate::wire;

/// Every generated file, by its name in `docs/reference/`.
#[must_use]
pub fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut schema = |name: &str, schema: &Schema| {
        files.insert(format!("{name}.schema.json"), pretty(schema));
    };
    schema("record/incident", &of::<Incident>());
    schema("record/pattern", &of::<Pattern>());
    schema("record/safeguard", &of::<Safeguard>());
    schema("record/product", &of::<Product>());
    schema("record/standard", &of::<Standard>());
    schema("record/thesaurus", &of::<Thesaurus>());
    schema("record/corpus", &of::<Manifest>());
    schema("profile", &of::<TeamProfile>());
    for (name, answer) in wire::schemas() {
        schema(&format!("answer/{name}.v1"), &answer);
    }
    files.insert("cli.md".to_owned(), cli::page());
    files.insert("profile.md".to_owned(), record::profile_page());
    files.insert("record.md".to_owned(), record::page());
    files.insert("rules.md".to_owned(), rules());
    files.insert("settings.md".to_owned(), settings::page());
    files.insert("vocabulary.md".to_owned(), vocabulary());
    files
}

fn of<T: JsonSchema>() -> Schema {
    schema_for!(T)
}

fn pretty(schema: &Schema) -> String {
    let text = serde_json::to_string_pretty(schema).unwrap_or_default();
    format!("{text}\n")
}

fn rules() -> String {
    let mut text = "# Rules\n\nWhat `precedent check` and `precedent profile check` find. `precedent check --explain CODE` prints the same for one \
                    rule.\n\nRules of *form* keep the corpus from being used if they are errors, and cannot be allowed; \
                    they hold for profiles too, which have some of their own, and for the lists that \
                    `checklist --merge` reads. *Editorial* rules never keep it from being used. A record may break one for a reason, which \
                    stands in the record and is read by whoever reviews it:\n\n```toml\n[[allow]]\nrule = \
                    \"long-quote\"\nreason = \"the wording of the ruling is the point\"\n```\n"
        .to_owned();
    for (rule, editorial) in all_rules() {
        let severity = match rule.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        let kind = match editorial {
            Some(_) => "editorial",
            None if profile::rules::RULES.contains(&rule) => "profile",
            None if review::rules::RULES.contains(&rule) => "list",
            None => "form",
        };
        let needs_today = editorial.is_some_and(|editorial| editorial.needs == Needs::Today);
        let needs = if needs_today { " Runs only with `--today DATE`." } else { "" };
        text.push_str(&format!(
            "\n## `{}`\n\n*{severity}, {kind}.*{needs} {}\n\n**Why it matters.** {}\n\n**Instead.** {}\n",
            rule.code, rule.finds, rule.why, rule.instead
        ));
    }
    text
}

fn vocabulary() -> String {
    let mut text =
        "# Vocabularies\n\nEvery value that a record or a profile may use where it may not write free text.\n"
            .to_owned();
    for vocabulary in vocabularies() {
        text.push_str(&format!("\n## {}\n\n| value | meaning |\n|---|---|\n", vocabulary.name));
        for (value, meaning) in vocabulary.values {
            text.push_str(&format!("| `{value}` | {meaning} |\n"));
        }
    }
    text
}
