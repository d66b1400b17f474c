//! `[[allow]]`: which findings a record keeps to itself, and which allowances are no good.

use super::context::Context;
use super::finding::{Finding, Findings, keys};
use super::{EDITORIAL, Options, all_rules};
use crate::diagnostic::{Rule, Severity, did_you_mean};

/// The rules about allowances, which cannot be allowed themselves.
pub(super) static RULES: &[&Rule] = &[&INVALID_ALLOWANCE, &UNUSED_ALLOWANCE];

static INVALID_ALLOWANCE: Rule = Rule {
    code: "invalid-allowance",
    severity: Severity::Warning,
    finds: "An allowance for a rule that does not exist or cannot be allowed, or one without a reason.",
    why: "It has no effect, which its author does not expect, or nobody can judge whether it still holds.",
    instead: "Name an editorial rule by its code and say why it is right to break it here.",
};

static UNUSED_ALLOWANCE: Rule = Rule {
    code: "unused-allowance",
    severity: Severity::Warning,
    finds: "An allowance that allows nothing.",
    why: "It would silently let the next mistake of that kind pass.",
    instead: "Remove it; what it stood for is gone, or was never there.",
};

/// Drops what records allow themselves and reports the allowances that are no good.
pub(super) fn apply<'a>(context: &Context<'a>, options: &Options<'_>, found: &mut Vec<Finding<'a>>) {
    let mut invalid = Findings::new(&INVALID_ALLOWANCE);
    let mut unused = Findings::new(&UNUSED_ALLOWANCE);
    for (source, allowances) in context.allowances() {
        for (at, allowance) in allowances.iter().enumerate() {
            let code = allowance.rule.as_str();
            let Some(editorial) = EDITORIAL.iter().find(|editorial| editorial.rule.code == code) else {
                let known = all_rules().iter().any(|(rule, _)| rule.code == code);
                let what = if known { "cannot be allowed" } else { "does not exist" };
                invalid.at(source, keys!["allow", at, "rule"], format!("the rule `{code}` {what}"));
                if let Some(help) = did_you_mean(code, EDITORIAL.iter().map(|editorial| editorial.rule.code))
                    && !known
                {
                    invalid.help(help);
                }
                continue;
            };
            if allowance.reason.trim().is_empty() {
                invalid.at(source, keys!["allow", at, "reason"], "expected a reason, found none");
            }
            let before = found.len();
            found.retain(|finding| finding.rule.code != code || finding.source.path() != source.path());
            let first = allowances.iter().position(|other| other.rule == allowance.rule) == Some(at);
            if found.len() == before && (editorial.runs(options) || !first) {
                unused.at(source, keys!["allow", at, "rule"], format!("nothing here breaks the rule `{code}`"));
            }
        }
    }
    found.append(&mut invalid.found);
    found.append(&mut unused.found);
}
