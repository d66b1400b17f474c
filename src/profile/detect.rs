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
mod proposal;
mod redact;
mod rules;
mod says;
mod servers;
mod several;
mod tree;
mod workflow;

use std::path::Path;

use crate::diagnostic::{self, Diagnostic};
use crate::fs;
use crate::source::SourceFile;

use folder::Folder;
pub use proposal::ProposedAnswer;
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
            let lines = lines.iter().chain(workflow::LINES);
            uses.chain(lines.map(|line| (line.key.to_owned(), line.source))).collect()
        }
        Content::Unread | Content::Present(_) | Content::Ignored(_) => Vec::new(),
    };
    KnownPlace { product, path, source: file.source, keys }
}
