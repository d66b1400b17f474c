//! Problems found in a corpus, as values: what is wrong, where, and what to do about it.
//!
//! A [`Diagnostic`] is for the curator; an `Err` is for an operation that could not be carried out. Nothing here prints.

mod github;
mod text;

use crate::source::{Position, SourceFile, Span};

pub use github::render_github;
pub use text::{Excerpt, Style, render_text};

/// What a kind of finding is called and why it exists.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case name of the problem, which reads after "allow": `dangling-reference`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it finds, in a sentence.
    pub finds: &'static str,
    /// Why it matters, in a sentence.
    pub why: &'static str,
    /// What to do instead, in a sentence.
    pub instead: &'static str,
}

impl Rule {
    /// What to do instead, as the help of a finding: lower case, without a full stop.
    #[must_use]
    pub fn advice(&self) -> String {
        let text = self.instead.trim_end_matches('.');
        let mut letters = text.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is wrong: in the form of a corpus it keeps the corpus from being used, and in what a record says, as editorial
    /// rules see it, the record from being believed.
    Error,
    /// It could mislead or is not as agreed; `check` still counts it as a finding.
    Warning,
}

impl Severity {
    /// The spelling in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One problem at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding.
    pub rule: &'static Rule,
    /// What was expected and what was found, lower case, without a full stop.
    pub message: String,
    /// The file.
    pub source: SourceFile,
    /// The place in it; `None` for a problem of the file as a whole.
    pub span: Option<Span>,
    /// What to do, as an instruction.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Reports a problem of a whole file.
    #[must_use]
    pub fn of_file(rule: &'static Rule, source: &SourceFile, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), source: source.clone(), span: None, help: None }
    }

    /// Reports a problem at a place.
    #[must_use]
    pub fn at(rule: &'static Rule, source: &SourceFile, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::of_file(rule, source, message) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Line and column, if the problem has a place.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.span.as_ref().map(|span| self.source.position(span.start))
    }

    /// Where the problem begins and where it ends, if it has a place; the end lies behind the last character.
    #[must_use]
    pub fn range(&self) -> Option<(Position, Position)> {
        self.span.as_ref().map(|span| (self.source.position(span.start), self.source.position(span.end)))
    }

    /// What findings are sorted by: path, place, code, message.
    #[must_use]
    pub fn sort_key(&self) -> (&str, usize, &'static str, &str) {
        let start = self.span.as_ref().map_or(0, |span| span.start);
        (self.source.path(), start, self.rule.code, &self.message)
    }
}

/// Puts findings in the order in which they are reported and drops repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    diagnostics.dedup();
}

/// Finds the candidate that a misspelt word most likely stands for.
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LEAST_LIKENESS: f64 = 0.75;
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let shares_words =
            candidate.split('-').any(|part| part.len() > 3 && word.split('-').any(|other| other == part));
        let bonus = if shares_words { 0.1 } else { 0.0 };
        let likeness = strsim::jaro_winkler(word, candidate) + bonus;
        if likeness >= LEAST_LIKENESS && best.is_none_or(|(score, name)| (likeness, name) > (score, candidate)) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Phrases [`closest`] as help.
#[must_use]
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_near_names_only() {
        let names = ["least-privilege-scopes", "approval-gate", "kill-switch"];
        assert_eq!(closest("least-privilege", names), Some("least-privilege-scopes"));
        assert_eq!(closest("aproval-gate", names), Some("approval-gate"));
        assert_eq!(closest("zebra", names), None);
    }
}
