//! Reads the settings of agents that lie in a repository, and proposes what a profile could say.
//!
//! It writes and sends nothing. What a file cannot show stays unknown, and no answer is `yes`: a file shows what is set,
//! and that it holds takes the safeguard's own test. Values that look like secrets are not shown.
//!
//! Each product is a file in `src/profile/detect/`, with the files and keys that its documentation names and the address
//! of the page that names them.

mod claude_code;
mod cursor;
mod folder;
mod gemini_cli;
mod github_copilot;
mod kiro;
mod openai_codex;
mod redact;
mod rules;
mod says;
mod servers;
mod several;
mod tree;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Answer, Remarks, RuleOfTwoLegs, TeamProfile};
use crate::diagnostic::{self, Diagnostic};
use crate::fs;
use crate::kb::KnowledgeBase;
use crate::record::{AnswerValue, AutonomyLevel, Day, Line as Name, Note, Presence, Term};
use crate::source::SourceFile;

use folder::Folder;
pub use says::Proposal;
use says::{Content, File, Product, Says, Setting};
use tree::Node;

/// Every product whose settings are known, in the order of names, and what several of them read.
const PRODUCTS: &[&Product] = &[
    &claude_code::PRODUCT,
    &openai_codex::PRODUCT,
    &cursor::PRODUCT,
    &gemini_cli::PRODUCT,
    &github_copilot::PRODUCT,
    &kiro::PRODUCT,
    &several::PRODUCT,
];

/// What the files of a folder say.
#[derive(Debug, Clone)]
pub struct Detection {
    /// Products of which there are settings.
    pub products: Vec<FoundProduct>,
    /// Files that could not be read, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// A product of which there are settings.
#[derive(Debug, Clone)]
pub struct FoundProduct {
    /// Its id; `several` for files that say nothing of which product reads them.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What was found, in the order of files and lines.
    pub found: Vec<Found>,
}

/// Something that was found in a file, or the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file, from the folder on.
    pub path: String,
    /// The line; `None` for the file itself.
    pub line: Option<usize>,
    /// The setting; empty for the file itself.
    pub key: String,
    /// Its value, without what looks like a secret; empty for the file itself.
    pub value: String,
    /// What it means.
    pub about: String,
    /// Where the vendor documents it.
    pub source: &'static str,
    /// What goes into the profile for it.
    pub proposals: Vec<Proposal>,
}

/// A place where products keep settings, for the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPlace {
    /// The product's id.
    pub product: &'static str,
    /// The file, or the files of a folder.
    pub path: String,
    /// Where the vendor documents it.
    pub source: &'static str,
    /// The keys that are read, each with where the vendor documents it.
    pub keys: Vec<(String, &'static str)>,
}

/// An answer that files speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedAnswer {
    /// The safeguard.
    pub safeguard: &'static str,
    /// `no` as soon as a file shows that it is not in place, otherwise `partial`.
    pub answer: AnswerValue,
    /// What speaks for it, with file and line.
    pub evidence: String,
}

impl Detection {
    /// Looks through the known places below a folder.
    ///
    /// # Errors
    ///
    /// Fails only if the folder itself cannot be listed; a problem of a file in it is a diagnostic.
    pub fn of(root: &Path) -> Result<Self, fs::Error> {
        let mut folder = Folder::open(root)?;
        let mut products = Vec::new();
        for product in PRODUCTS {
            let mut found: Vec<Found> = product.files.iter().flat_map(|file| look(file, &mut folder)).collect();
            found.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
            if !found.is_empty() {
                products.push(FoundProduct { id: product.id, name: product.name, found });
            }
        }
        let mut diagnostics = folder.diagnostics;
        diagnostic::sort(&mut diagnostics);
        Ok(Self { products, diagnostics })
    }

    /// Everything that was found, with the product that it is about.
    pub fn found(&self) -> impl Iterator<Item = (&FoundProduct, &Found)> {
        self.products.iter().flat_map(|product| product.found.iter().map(move |found| (product, found)))
    }

    /// Answers that the files speak for, in the order of safeguards.
    #[must_use]
    pub fn answers(&self) -> Vec<ProposedAnswer> {
        let mut said: BTreeMap<&'static str, Vec<(bool, String)>> = BTreeMap::new();
        for (product, found) in self.found() {
            for proposal in &found.proposals {
                let Proposal::Answer(safeguard, value) = proposal else { continue };
                let evidence = format!("{} ({}: {})", found.evidence(), product.name, found.about);
                said.entry(safeguard).or_default().push((*value != AnswerValue::No, evidence));
            }
        }
        let answer = |(safeguard, mut evidence): (&'static str, Vec<(bool, String)>)| {
            // What speaks against it comes first: one agent without the safeguard is one too many.
            evidence.sort_by_key(|(is_for, _)| *is_for);
            let is_for = evidence.iter().all(|(is_for, _)| *is_for);
            let answer = if is_for { AnswerValue::Partial } else { AnswerValue::No };
            let evidence: Vec<String> = evidence.into_iter().map(|(_, text)| text).collect();
            ProposedAnswer { safeguard, answer, evidence: joined(&evidence) }
        };
        said.into_iter().map(answer).collect()
    }

    /// Makes a profile of what was found, with remarks that say where.
    ///
    /// Products and safeguards that no record describes are left out.
    #[must_use]
    pub fn profile(&self, name: Name, kb: &KnowledgeBase, today: Option<&Day>) -> (TeamProfile, Remarks) {
        let mut profile = TeamProfile::named(name);
        let mut remarks = Remarks::new();
        let known = self.products.iter().filter(|product| kb.products().contains_key(product.id));
        profile.products = known.filter_map(|product| product.id.parse().ok()).collect();
        let mut legs = RuleOfTwoLegs {
            untrusted_input: Presence::Unknown,
            sensitive_access: Presence::Unknown,
            state_change: Presence::Unknown,
        };
        let mut seen = BTreeSet::new();
        for (_, found) in self.found() {
            for proposal in &found.proposals {
                if let Some(field) = enter(&mut profile, &mut legs, *proposal)
                    && seen.insert(*proposal)
                {
                    let remark = format!("{}: {}", proposal.value(), found.evidence());
                    remarks.entry(field.to_owned()).or_default().push(remark);
                }
            }
        }
        profile.rule_of_two = Some(legs);
        for proposed in self.answers() {
            profile.answers.extend(answer(&proposed, kb, today));
        }
        (profile, remarks)
    }

    /// Fields of a profile that nothing here speaks for.
    #[must_use]
    pub fn unseen(&self) -> Vec<&'static str> {
        let said: BTreeSet<&str> =
            self.found().flat_map(|(_, found)| &found.proposals).map(|proposal| proposal.field()).collect();
        let mut fields = vec![
            "interfaces",
            "environments",
            "permissions",
            "autonomy",
            "capabilities",
            "lacks",
            "rule_of_two.A-untrusted-input",
            "rule_of_two.B-sensitive-access",
            "rule_of_two.C-state-change-or-external-comms",
        ];
        fields.retain(|field| !said.contains(field));
        fields
    }

    /// Every place that is looked at.
    #[must_use]
    pub fn places() -> Vec<KnownPlace> {
        let of = |product: &Product| product.files.iter().map(|file| place(product.id, file)).collect::<Vec<_>>();
        PRODUCTS.iter().flat_map(|product| of(product)).collect()
    }
}

impl Found {
    /// Where it stands and what it says there.
    #[must_use]
    pub fn evidence(&self) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        match (self.key.as_str(), self.value.as_str()) {
            ("", _) => format!("{}{line}", self.path),
            (key, "") => format!("{}{line} {key}", self.path),
            (key, value) => format!("{}{line} {key} = {value}", self.path),
        }
    }
}

impl Proposal {
    /// The field of the profile that it goes into; an answer's is the safeguard.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Interface(_) => "interfaces",
            Self::Environment(_) => "environments",
            Self::Permissions(_) => "permissions",
            Self::Autonomy(_) => "autonomy",
            Self::Capability(_) => "capabilities",
            Self::UntrustedInput => "rule_of_two.A-untrusted-input",
            Self::StateChange => "rule_of_two.C-state-change-or-external-comms",
            Self::Answer(safeguard, _) => safeguard,
        }
    }

    /// What goes into the field.
    #[must_use]
    pub fn value(self) -> &'static str {
        match self {
            Self::Interface(value) => value.as_str(),
            Self::Environment(value) => value.as_str(),
            Self::Permissions(value) => value.as_str(),
            Self::Autonomy(value) => value.as_str(),
            Self::Capability(value) => value.as_str(),
            Self::UntrustedInput | Self::StateChange => Presence::Yes.as_str(),
            Self::Answer(_, value) => value.as_str(),
        }
    }
}

/// Enters a proposal; says which field it went into, if it is not an answer.
fn enter(profile: &mut TeamProfile, legs: &mut RuleOfTwoLegs, proposal: Proposal) -> Option<&'static str> {
    fn insert<T: Ord>(list: &mut Vec<T>, value: T) {
        if let Err(at) = list.binary_search(&value) {
            list.insert(at, value);
        }
    }
    match proposal {
        Proposal::Interface(value) => insert(&mut profile.interfaces, value),
        Proposal::Environment(value) => insert(&mut profile.environments, value),
        Proposal::Permissions(value) => insert(&mut profile.permissions, value),
        Proposal::Capability(value) => insert(&mut profile.capabilities, value),
        Proposal::Autonomy(value) => {
            profile.autonomy = profile.autonomy.filter(|level| *level != AutonomyLevel::Unknown).max(Some(value));
        }
        Proposal::UntrustedInput => legs.untrusted_input = Presence::Yes,
        Proposal::StateChange => legs.state_change = Presence::Yes,
        Proposal::Answer(..) => return None,
    }
    Some(proposal.field().split('.').next().unwrap_or_default())
}

/// An answer as it stands in a profile, if a record asks the question.
fn answer(proposed: &ProposedAnswer, kb: &KnowledgeBase, today: Option<&Day>) -> Option<Answer> {
    let safeguard = kb.safeguards().get(proposed.safeguard)?.record();
    Some(Answer {
        safeguard: safeguard.id.clone(),
        version: safeguard.question.version,
        answer: proposed.answer,
        evidence: proposed.evidence.parse::<Note>().ok(),
        by: None,
        on: today.cloned(),
        expires: None,
    })
}

/// Joins what speaks for an answer, as far as an answer's evidence may go.
fn joined(evidence: &[String]) -> String {
    const LONGEST: usize = 1_900;
    let mut text = String::new();
    for (at, part) in evidence.iter().enumerate() {
        if text.chars().count() + part.chars().count() > LONGEST {
            text.push_str(&format!("; and {} more", evidence.len() - at));
            break;
        }
        text.push_str(if at == 0 { "" } else { "; " });
        text.push_str(part);
    }
    text
}

/// Looks at the files that a place stands for.
fn look(file: &File, folder: &mut Folder<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for path in folder.paths(file.place) {
        let Some(source) = folder.read(&path) else { continue };
        let own = |says: Says| of(&source, "", file.source, says, None);
        found.extend(file.about.map(|about| own(Says::that(about))));
        match file.content {
            Content::Unread => {}
            Content::Present(says) => found.push(own(says())),
            Content::Json(settings) => read_tree(tree::json(&source), &source, settings, folder, &mut found),
            Content::Toml(settings) => read_tree(tree::toml(&source), &source, settings, folder, &mut found),
            Content::Ignored(says) => {
                let mut at = 0;
                for line in source.text().split_inclusive('\n') {
                    if rules::hides_secrets(line) {
                        found.push(of(&source, &redact::text(line), file.source, says(), Some(at)));
                        break;
                    }
                    at += line.len();
                }
            }
            Content::Workflow(actions, lines) => {
                for hit in workflow::read(source.text(), actions, lines) {
                    found.push(of(&source, &hit.key, hit.source.unwrap_or(file.source), hit.says, Some(hit.at)));
                }
            }
        }
    }
    found
}

fn read_tree(
    tree: Result<Option<Node>, Diagnostic>,
    source: &SourceFile,
    settings: &[Setting],
    folder: &mut Folder<'_>,
    found: &mut Vec<Found>,
) {
    let root = match tree {
        Ok(Some(root)) => root,
        Ok(None) => return,
        Err(problem) => return folder.add(problem),
    };
    for setting in settings {
        let Some(node) = root.get(setting.key) else { continue };
        let key = setting.key.join(".");
        for says in (setting.says)(node) {
            let part = says.part.clone();
            let at = part.as_ref().map_or(node.at, |part| part.at);
            let mut one = match &part {
                Some(part) => of(source, &format!("{key}.{}", part.key), setting.source, says, Some(at)),
                None => of(source, &key, setting.source, says, Some(at)),
            };
            one.value = part.map_or_else(|| redact::shown(node), |part| part.shown);
            found.push(one);
        }
    }
}

fn of(source: &SourceFile, key: &str, documented: &'static str, says: Says, at: Option<usize>) -> Found {
    Found {
        path: crate::source::printable(source.path()).replace(['\n', '\t'], " "),
        line: at.map(|at| source.position(at).line),
        key: key.to_owned(),
        value: String::new(),
        about: says.about,
        source: documented,
        proposals: says.proposals,
    }
}

/// A place as the reference lists it.
fn place(product: &'static str, file: &File) -> KnownPlace {
    let path = match file.place {
        says::Place::At(path) => path.to_owned(),
        says::Place::In(folder, endings) => format!("{folder}/*{}", endings.join(&format!(", {folder}/*"))),
    };
    let keys = match file.content {
        Content::Json(settings) | Content::Toml(settings) => {
            settings.iter().map(|setting| (setting.key.join("."), setting.source)).collect()
        }
        Content::Workflow(actions, lines) => {
            let uses = actions.iter().map(|action| (format!("uses: {action}"), file.source));
            uses.chain(lines.iter().map(|line| (line.key.to_owned(), line.source))).collect()
        }
        Content::Unread | Content::Present(_) | Content::Ignored(_) => Vec::new(),
    };
    KnownPlace { product, path, source: file.source, keys }
}
