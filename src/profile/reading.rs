//! A file to a profile, with everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::ranking::ProductNames;
use super::standing::is_past;
use super::view::{At, Entry, View};
use super::{TeamProfile, rules};
use crate::corpus::{self, Kind};
use crate::diagnostic::{self, Diagnostic, Rule, Severity, did_you_mean};
use crate::kb::{self, KnowledgeBase};
use crate::record::{AnswerValue, Day, Term};
use crate::source::{SourceFile, Span};

/// The largest profile that is read, in bytes: ten thousand answers with evidence fit.
const LARGEST: u64 = 10_000_000;

/// What came of reading a profile.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The profile; `None` if one of the findings is an error.
    pub profile: Option<TeamProfile>,
    /// The file; empty if it could not be read as text.
    pub source: SourceFile,
    /// What is wrong, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// Reads a file and holds it against the records; answers expire only if it is said which day it is.
    #[must_use]
    pub fn of_file(path: &Path, kb: &KnowledgeBase, today: Option<&Day>) -> Self {
        match corpus::read_within(path, &path.display().to_string(), LARGEST) {
            Ok(source) => Self::of(source, kb, today),
            Err(problem) => Self { profile: None, source: problem.source.clone(), diagnostics: vec![*problem] },
        }
    }

    /// Reads a text and holds it against the records; answers expire only if it is said which day it is.
    #[must_use]
    pub fn of(source: SourceFile, kb: &KnowledgeBase, today: Option<&Day>) -> Self {
        let view = View::of(source.text());
        if let Some(problem) = view.as_ref().and_then(|view| other_schema(&source, view.schema.as_ref()?)) {
            // What the fields of another version mean is not known, so nothing is said of them.
            return Self { profile: None, source, diagnostics: vec![problem] };
        }
        let (profile, mut diagnostics) = match corpus::parse_toml::<TeamProfile>(&source) {
            Ok(parsed) => (Some(parsed.record), Vec::new()),
            Err(problems) => (None, problems),
        };
        if let Some(view) = &view {
            let mut check = Check { source: &source, kb, today, found: Vec::new() };
            check.everything(view);
            diagnostics.append(&mut check.found);
        }
        diagnostic::sort(&mut diagnostics);
        let usable = diagnostics.iter().all(|problem| problem.rule.severity != Severity::Error);
        Self { profile: profile.filter(|_| usable), source, diagnostics }
    }
}

fn other_schema(source: &SourceFile, found: &At<i64>) -> Option<Diagnostic> {
    if found.value == i64::from(TeamProfile::SCHEMA) {
        return None;
    }
    let message = format!("expected schema {}, found {}", TeamProfile::SCHEMA, found.value);
    let problem = Diagnostic::at(&corpus::rules::SCHEMA_VERSION, source, found.span.clone(), message);
    Some(problem.help("use the version of the program that reads this schema"))
}

struct Check<'a> {
    source: &'a SourceFile,
    kb: &'a KnowledgeBase,
    today: Option<&'a Day>,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, rule: &'static Rule, span: &Span, message: String, help: Option<String>) {
        let problem = Diagnostic::at(rule, self.source, span.clone(), message);
        self.found.push(problem.help(help.unwrap_or_else(|| rule.advice())));
    }

    fn everything(&mut self, view: &View) {
        self.products(&view.products);
        self.contradictions(view);
        let answered = self.entries(&view.answers, "answers");
        self.entries(&view.waivers, "waivers");
        for answer in &view.answers {
            self.version(answer);
            self.evidence(answer);
        }
        for waiver in &view.waivers {
            self.need(waiver, &answered);
        }
        for entry in view.answers.iter().chain(&view.waivers) {
            self.expiry(entry);
        }
    }

    fn products(&mut self, products: &[At<String>]) {
        let known = ProductNames::of(self.kb);
        let mut seen = BTreeSet::new();
        for name in products {
            match known.find(&name.value) {
                Ok(id) if seen.insert(id) => {}
                Ok(id) => {
                    let message = format!("the product `{id}` stands twice in `products`");
                    self.report(&kb::rules::DUPLICATE_ENTRY, &name.span, message, None);
                }
                Err(unknown) => {
                    let message = format!("product `{}` does not exist", crate::record::cut(&name.value));
                    let help = unknown.suggestion.unwrap_or_else(|| "`precedent list products` names them".to_owned());
                    self.report(&kb::rules::DANGLING_REFERENCE, &name.span, message, Some(help));
                }
            }
        }
    }

    fn contradictions(&mut self, view: &View) {
        let can: BTreeSet<_> = view.capabilities.iter().map(|power| power.value).collect();
        for power in view.lacks.iter().filter(|power| can.contains(&power.value)) {
            let message = format!("`{}` stands in `capabilities` and in `lacks`", power.value.as_str());
            self.report(&rules::CONTRADICTORY_CAPABILITY, &power.span, message, None);
        }
    }

    /// Finds safeguards that do not exist or stand twice; returns what is answered for each.
    fn entries(&mut self, entries: &[Entry], list: &str) -> BTreeMap<String, Option<AnswerValue>> {
        let mut seen = BTreeMap::new();
        for entry in entries {
            let Some(named) = &entry.safeguard else { continue };
            let id = self.kb.resolve(Kind::Safeguard, &named.value).to_owned();
            if !self.kb.contains(Kind::Safeguard, &id) {
                let help = did_you_mean(&id, self.kb.ids(Kind::Safeguard))
                    .unwrap_or_else(|| "`precedent list safeguards` names them".to_owned());
                let message = format!("safeguard `{}` does not exist", crate::record::cut(&id));
                self.report(&kb::rules::DANGLING_REFERENCE, &named.span, message, Some(help));
                continue;
            }
            let message = format!("`{id}` stands twice in `{list}`");
            if seen.insert(id, entry.answer.as_ref().map(|answer| answer.value)).is_some() {
                self.report(&kb::rules::DUPLICATE_ENTRY, &named.span, message, None);
            }
        }
        seen
    }

    fn version(&mut self, answer: &Entry) {
        let (Some(named), Some(version)) = (&answer.safeguard, &answer.version) else { return };
        let Some(entry) = self.kb.safeguards().get(self.kb.resolve(Kind::Safeguard, &named.value)) else { return };
        let asked = entry.record().question.version;
        if asked != version.value {
            let message = format!("expected an answer to version {asked} of the question, found {}", version.value);
            let help = format!("the question is now: {} If it is still answered so, set `version = {asked}`", {
                &entry.record().question.text
            });
            self.report(&rules::OUTDATED_ANSWER, &version.span, message, Some(help));
        }
    }

    fn evidence(&mut self, answer: &Entry) {
        let Some(value) = answer.answer.as_ref().filter(|_| !answer.has_evidence) else { return };
        let (missing, help) = match value.value {
            AnswerValue::Yes | AnswerValue::Partial => ("evidence", None),
            AnswerValue::NotApplicable => ("a reason", Some("say why under `evidence`".to_owned())),
            AnswerValue::No | AnswerValue::Unknown => return,
        };
        let message = format!("expected {missing} for `{}`, found none", value.value.as_str());
        self.report(&rules::UNPROVEN_ANSWER, &value.span, message, help);
    }

    fn need(&mut self, waiver: &Entry, answered: &BTreeMap<String, Option<AnswerValue>>) {
        let Some(named) = &waiver.safeguard else { return };
        let answer = answered.get(self.kb.resolve(Kind::Safeguard, &named.value)).copied().flatten();
        if let Some(answer @ (AnswerValue::Yes | AnswerValue::NotApplicable)) = answer {
            let message = format!("`{}` is waived and answered `{}`", named.value, answer.as_str());
            self.report(&rules::NEEDLESS_WAIVER, &named.span, message, None);
        }
    }

    fn expiry(&mut self, entry: &Entry) {
        let Some(last) = &entry.expires else { return };
        if let Some(on) = entry.on.as_ref().filter(|on| last.value.date() < on.value.date()) {
            let message = format!("expected a day from {} on, found {}", on.value, last.value);
            self.report(&rules::INCONSISTENT_EXPIRY, &last.span, message, None);
        } else if is_past(&last.value, self.today) {
            let message = format!("expired after {}", last.value.in_words());
            self.report(&rules::EXPIRED_ANSWER, &last.span, message, None);
        }
    }
}
