//! What a setting says of a team, and the table in which products list their settings.

use super::tree::Node;
use crate::record::{AgentInterface, AnswerValue, AutonomyLevel, Capability, Environment, PermissionsOrigin};

/// Something that goes into a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proposal {
    /// A form of agent in use.
    Interface(AgentInterface),
    /// An environment that agents reach.
    Environment(Environment),
    /// Where power to act comes from.
    Permissions(PermissionsOrigin),
    /// Autonomy at which an agent can run; the highest of all is what goes into the profile.
    Autonomy(AutonomyLevel),
    /// Something that agents can do.
    Capability(Capability),
    /// Agents process input that an outsider could have written.
    UntrustedInput,
    /// Agents can change state or communicate outwards.
    StateChange,
    /// The answer to a safeguard's question, as far as the setting goes; never `yes`, because a file shows what is set and
    /// not that it holds.
    Answer(&'static str, AnswerValue),
}

/// What a setting says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Says {
    /// What it means, in words of ours.
    pub(super) about: String,
    /// What goes into the profile for it.
    pub(super) proposals: Vec<Proposal>,
    /// The part that says it, with its keys below those of the setting and what may be shown of it; `None` for the setting
    /// as a whole.
    pub(super) part: Option<Part>,
}

/// A part of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    /// What it is called below the setting.
    pub(super) key: String,
    /// What is shown of it.
    pub(super) shown: String,
}

impl Says {
    pub(super) fn that(about: impl Into<String>) -> Self {
        Self { about: about.into(), proposals: Vec::new(), part: None }
    }

    pub(super) fn and(mut self, proposal: Proposal) -> Self {
        self.proposals.push(proposal);
        self
    }

    pub(super) fn autonomy(self, level: AutonomyLevel) -> Self {
        self.and(Proposal::Autonomy(level))
    }

    /// The safeguard is in place as far as the setting goes.
    pub(super) fn partial(self, safeguard: &'static str) -> Self {
        self.and(Proposal::Answer(safeguard, AnswerValue::Partial))
    }

    /// The setting shows that the safeguard is not in place.
    pub(super) fn no(self, safeguard: &'static str) -> Self {
        self.and(Proposal::Answer(safeguard, AnswerValue::No))
    }

    pub(super) fn at(mut self, node: &Node, key: impl Into<String>, shown: impl Into<String>) -> Self {
        self.part = Some(Part { at: node.at, key: key.into(), shown: shown.into() });
        self
    }
}

/// A product whose settings are known.
pub(super) struct Product {
    /// The product's id in the corpus.
    pub(super) id: &'static str,
    /// What it is called.
    pub(super) name: &'static str,
    /// Its files, as its documentation names them.
    pub(super) files: &'static [File],
}

/// A file, or the files of a folder.
pub(super) struct File {
    pub(super) place: Place,
    /// What its being there means; `None` if it can be there without the product.
    pub(super) about: Option<&'static str>,
    /// Where the vendor documents it.
    pub(super) source: &'static str,
    pub(super) content: Content,
}

/// Where settings lie, below the folder that is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// A file.
    At(&'static str),
    /// Files of a folder with one of these endings.
    In(&'static str, &'static [&'static str]),
}

/// How the content of a file is read.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// It is not.
    Unread,
    /// It is not; that the file is there says something.
    Present(fn() -> Says),
    /// As JSON with comments.
    Json(&'static [Setting]),
    /// As TOML.
    Toml(&'static [Setting]),
    /// Line by line, as a list of patterns for paths that are kept from the agent.
    Ignored(fn() -> Says),
    /// Line by line, as a workflow that runs one of these actions; then what its lines say.
    Workflow(&'static [&'static str], &'static [Line]),
}

/// A setting that says something of a team.
pub(super) struct Setting {
    /// The keys that lead to it.
    pub(super) key: &'static [&'static str],
    /// Where the vendor documents it.
    pub(super) source: &'static str,
    /// What its value says; nothing if there is nothing to say of it.
    pub(super) says: fn(&Node) -> Vec<Says>,
}

/// A key of a workflow that says something of a team.
pub(super) struct Line {
    /// The key.
    pub(super) key: &'static str,
    /// Where the vendor documents it.
    pub(super) source: &'static str,
    /// What it says, if it has the value that stands behind it.
    pub(super) says: fn(&str) -> Option<Says>,
}

/// What a switch says when it is on, or off.
pub(super) fn switch(node: &Node, on: Option<Says>, off: Option<Says>) -> Vec<Says> {
    match node.switch() {
        Some(true) => on.into_iter().collect(),
        Some(false) => off.into_iter().collect(),
        None => Vec::new(),
    }
}

/// What a list or table says when there is something in it.
pub(super) fn filled(node: &Node, says: Says) -> Vec<Says> {
    let has_something = !node.is_empty() && (!node.items().is_empty() || node.entries().next().is_some());
    if has_something { vec![says] } else { Vec::new() }
}
