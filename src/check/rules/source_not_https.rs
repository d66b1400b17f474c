//! Addresses without encryption.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::corpus::Key;
use crate::diagnostic::{Rule, Severity};
use crate::record::Url;
use crate::source::SourceFile;

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "source-not-https",
        severity: Severity::Warning,
        finds: "An address of a source, an archived copy, a setting, a standard or a product that is not https.",
        why: "Anybody on the way can change what a reader sees there, so it cannot be checked as evidence.",
        instead: "Use the https address; if there is none, cite an archived copy and say so in the note.",
    },
    needs: Needs::Nothing,
    run,
};

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        for (at, source) in item.record.sources.iter().enumerate() {
            look(findings, item.source, keys!["sources", at, "url"], source.url.as_ref());
            look(findings, item.source, keys!["sources", at, "archive"], source.archive.as_ref());
        }
    }
    for item in &cx.safeguards {
        for (at, setting) in item.record.settings.iter().enumerate() {
            look(findings, item.source, keys!["settings", at, "source"], Some(&setting.source));
        }
    }
    for item in &cx.products {
        look(findings, item.source, keys!["url"], item.record.url.as_ref());
    }
    for item in &cx.standards {
        for (at, edition) in item.record.editions.iter().enumerate() {
            look(findings, item.source, keys!["editions", at, "url"], Some(&edition.url));
            for (place, entry) in edition.entries.iter().enumerate() {
                let keys = keys!["editions", at, "entries", place, "url"];
                look(findings, item.source, keys, entry.url.as_ref());
            }
        }
    }
}

fn look<'a>(findings: &mut Findings<'a>, source: &'a SourceFile, keys: Vec<Key<'static>>, url: Option<&Url>) {
    if let Some(url) = url.filter(|url| !url.as_str().starts_with("https://")) {
        findings.at(source, keys, format!("expected an https address, found `{url}`"));
    }
}
