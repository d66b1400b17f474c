//! Names that two products share.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};
use crate::kb::bare;
use crate::record::Product;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "ambiguous-product",
        severity: Severity::Warning,
        finds: "A name or alias of a product that another product has as well, however it is spelled.",
        why: "A query and an import could not tell the two apart, and would count the incidents of one under the other.",
        instead: "Leave the name to the product that people mean by it.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut take = |name: &str, id: &'a str| match taken.entry(bare(name)) {
        Entry::Vacant(free) => {
            free.insert(id);
            None
        }
        Entry::Occupied(other) => Some(*other.get()).filter(|other| *other != id),
    };
    // What is a product's own id and name goes before what others call theirs.
    for item in &cx.products {
        take(item.record.id.as_str(), item.record.id.as_str());
    }
    let message = |name: &str, other: &str| format!("`{name}` names the product `{other}` as well");
    for item in &cx.products {
        let Product { id, name, .. } = item.record;
        if let Some(other) = take(name, id.as_str()) {
            findings.at(item.source, keys!["name"], message(name, other));
        }
    }
    for item in &cx.products {
        for (at, alias) in item.record.aliases.iter().enumerate() {
            if let Some(other) = take(alias, item.record.id.as_str()) {
                findings.at(item.source, keys!["aliases", at], message(alias, other));
            }
        }
    }
}
