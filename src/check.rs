//! What a curator would object to in records that can be read: evidence, wording, dates, doubles.
//!
//! Editorial rules look at corpora and not at a knowledge base, so that one dangling reference does not keep the
//! findings about every other record back; none of them keeps a corpus from being used. Each rule is a file of its own
//! in `src/check/rules/`, with a line in the table there. A record may break a rule for a reason, under `[[allow]]`.

mod alike;
mod allowance;
mod context;
mod finding;
mod phrases;
mod prose;
mod rules;
mod words;

use crate::corpus::Corpus;
use crate::diagnostic::{self, Diagnostic, Rule};
use crate::record::Day;

use context::Context;
use finding::Findings;

pub use rules::EDITORIAL;

/// A rule about records that can be read.
#[derive(Debug)]
pub struct Editorial {
    /// What it is called and why it exists.
    pub rule: Rule,
    /// What it needs to be told before it can run.
    pub needs: Needs,
    /// Looks at every record.
    run: for<'a> fn(&Context<'a>, &mut Findings<'a>),
}

/// What a rule needs to be told beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// Which day it is.
    Today,
}

/// How to check.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Which day it is; rules that ask for it do not run without.
    pub today: Option<&'a Day>,
    /// True for the paths of files that are to be judged, where others are only there to be compared with. Of two
    /// records that are too like each other, the finding then stands in the one that is judged.
    pub judged: Option<&'a dyn Fn(&str) -> bool>,
}

impl Editorial {
    /// True if the rule can run with what is known.
    fn runs(&self, options: &Options<'_>) -> bool {
        self.needs == Needs::Nothing || options.today.is_some()
    }
}

/// Every rule of the program, in the order of codes, with the editorial one behind it if it is one.
#[must_use]
pub fn all_rules() -> Vec<(&'static Rule, Option<&'static Editorial>)> {
    let of_format = crate::corpus::rules::RULES
        .iter()
        .chain(crate::kb::rules::RULES)
        .chain(crate::profile::rules::RULES)
        .chain(crate::review::rules::RULES)
        .chain(allowance::RULES);
    let editorial = EDITORIAL.iter().map(|editorial| (&editorial.rule, Some(*editorial)));
    let mut all: Vec<_> = of_format.map(|rule| (*rule, None)).chain(editorial).collect();
    all.sort_by_key(|(rule, _)| rule.code);
    all
}

/// Finds what editorial rules object to, without what records allow themselves, sorted.
#[must_use]
pub fn run(corpora: &[Corpus], options: &Options<'_>) -> Vec<Diagnostic> {
    let context = Context::new(corpora, options);
    let mut found = Vec::new();
    for editorial in EDITORIAL.iter().filter(|editorial| editorial.runs(options)) {
        let mut findings = Findings::new(&editorial.rule);
        (editorial.run)(&context, &mut findings);
        found.append(&mut findings.found);
    }
    allowance::apply(&context, options, &mut found);
    let mut diagnostics = finding::place(found);
    diagnostic::sort(&mut diagnostics);
    diagnostics
}
