//! Lists that say a thing twice.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::corpus::Key;
use crate::diagnostic::{Rule, Severity};
use crate::record::Term;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "repeated-value",
        severity: Severity::Warning,
        finds: "A value that stands twice in a list of a record, such as a tag or a cited source.",
        why: "It is counted twice or was meant to be another.",
        instead: "Remove the repetition, or write what was meant.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let record = item.record;
        let mut look = |keys: Vec<Key<'static>>, values: Vec<&str>| {
            let repeated =
                values.iter().enumerate().find(|(at, value)| values.iter().take(*at).any(|other| other == *value));
            if let Some((at, value)) = repeated {
                let message = format!("`{value}` stands twice in this list");
                findings.at(item.source, [keys.as_slice(), &[Key::Index(at)]].concat(), message);
            }
        };
        look(keys!["tags"], spelled(&record.tags));
        look(keys!["aliases"], spelled(&record.aliases));
        look(keys!["environment"], terms(&record.environment));
        look(keys!["capabilities"], terms(&record.capabilities));
        look(keys!["rule_of_two"], terms(&record.rule_of_two));
        look(keys!["impact", "kinds"], terms(&record.impact.kinds));
        look(keys!["recovery", "methods"], terms(&record.recovery.methods));
        for (at, amount) in record.impact.amounts.iter().enumerate() {
            look(keys!["impact", "amounts", at, "sources"], spelled(&amount.sources));
        }
        for (at, command) in record.commands.iter().enumerate() {
            look(keys!["commands", at, "sources"], spelled(&command.sources));
        }
        for (at, event) in record.events.iter().enumerate() {
            look(keys!["events", at, "sources"], spelled(&event.sources));
        }
        for (at, claim) in record.claims.iter().enumerate() {
            look(keys!["claims", at, "sources"], spelled(&claim.sources));
            look(keys!["claims", at, "disputes"], spelled(&claim.disputes));
            look(keys!["claims", at, "supports"], spelled(&claim.supports));
        }
        for (at, label) in record.patterns.iter().enumerate() {
            look(keys!["patterns", at, "sources"], spelled(&label.sources));
        }
        for (at, label) in record.safeguards.iter().enumerate() {
            look(keys!["safeguards", at, "sources"], spelled(&label.sources));
        }
    }
}

fn spelled<T: AsRef<str>>(values: &[T]) -> Vec<&str> {
    values.iter().map(AsRef::as_ref).collect()
}

fn terms<T: Term>(values: &[T]) -> Vec<&'static str> {
    values.iter().map(|value| value.as_str()).collect()
}
