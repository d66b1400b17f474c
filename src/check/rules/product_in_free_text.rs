//! Products that are named where ids are not looked for.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "product-in-free-text",
        severity: Severity::Warning,
        finds: "A tag, model or version that is a name or alias of a product of the corpus.",
        why: "Counts and filters go by `product`; under another spelling the incident is missing from them.",
        instead: "Name the product by its id under `[[agents]]`, and keep it out of the tags.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let names = cx.product_names();
    for item in &cx.incidents {
        let mut look = |keys, text: &str| {
            if let Some(id) = names.find(text).filter(|id| *id != text) {
                findings.at(item.source, keys, format!("`{text}` is a name of the product `{id}`"));
                findings.help(format!("write `product = \"{id}\"` under `[[agents]]`; as a tag it is `{id}`"));
            }
        };
        for (at, tag) in item.record.tags.iter().enumerate() {
            look(keys!["tags", at], tag.as_str());
        }
        for (at, agent) in item.record.agents.iter().enumerate() {
            for (field, text) in [("model", &agent.model), ("version", &agent.version)] {
                if let Some(text) = text {
                    look(keys!["agents", at, field], text);
                }
            }
        }
    }
}
