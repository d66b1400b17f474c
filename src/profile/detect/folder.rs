//! Reads files below a folder and nowhere else, and never shows what stands in one that cannot be read.

use std::path::{Path, PathBuf};

use super::says::Place;
use crate::corpus;
use crate::diagnostic::Diagnostic;
use crate::fs::{self, EntryKind};
use crate::profile::rules::UNREAD_SETTINGS;
use crate::source::SourceFile;

/// The largest settings file that is read, in bytes.
const LARGEST: u64 = 1_000_000;
/// Files of one folder that are looked at.
const MOST: usize = 200;

/// A folder that is looked at, with what could not be read in it.
pub(super) struct Folder<'a> {
    root: &'a Path,
    real: PathBuf,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Folder<'a> {
    /// Takes a folder, if it is one.
    pub(super) fn open(root: &'a Path) -> Result<Self, fs::Error> {
        fs::list(root)?;
        let real = std::fs::canonicalize(root).map_err(|source| fs::Error::List { path: root.to_owned(), source })?;
        Ok(Self { root, real, diagnostics: Vec::new() })
    }

    /// The paths below the folder that a place stands for and that are there, in their order.
    pub(super) fn paths(&mut self, place: Place) -> Vec<String> {
        match place {
            Place::At(path) => {
                let is_there = std::fs::symlink_metadata(self.root.join(path)).is_ok();
                if is_there { vec![path.to_owned()] } else { Vec::new() }
            }
            Place::In(folder, endings) => self.list(folder, endings),
        }
    }

    fn list(&mut self, folder: &str, endings: &[&str]) -> Vec<String> {
        if !self.root.join(folder).is_dir() {
            return Vec::new();
        }
        let Some(real) = self.inside(folder) else { return Vec::new() };
        let entries = match fs::list(&real) {
            Ok(entries) => entries,
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                self.report(folder, format!("could not be listed: {cause}"));
                return Vec::new();
            }
        };
        let fits = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
        let wanted = entries.into_iter().filter(|entry| entry.kind != EntryKind::Folder && fits(&entry.name));
        let mut paths: Vec<String> = wanted.map(|entry| format!("{folder}/{}", entry.name)).collect();
        if paths.len() > MOST {
            self.report(
                folder,
                format!("expected at most {MOST} files, found {}; the first were looked at", paths.len()),
            );
            paths.truncate(MOST);
        }
        paths
    }

    /// Reads a file as text, if it lies inside.
    pub(super) fn read(&mut self, path: &str) -> Option<SourceFile> {
        let real = self.inside(path)?;
        match corpus::read_within(&real, path, LARGEST) {
            Ok(source) => Some(source),
            Err(problem) => {
                self.add(*problem);
                None
            }
        }
    }

    /// Keeps a problem, without the text that it is about: settings can hold secrets.
    pub(super) fn add(&mut self, problem: Diagnostic) {
        let source = SourceFile::new(problem.source.path(), masked(problem.source.text()));
        // Two products can read one file.
        let problem = Diagnostic { source, ..problem };
        if !self.diagnostics.contains(&problem) {
            self.diagnostics.push(problem);
        }
    }

    /// Where a path leads once links are followed, if that is inside; otherwise it is reported.
    fn inside(&mut self, path: &str) -> Option<PathBuf> {
        let problem = match std::fs::canonicalize(self.root.join(path)) {
            Ok(real) if real.starts_with(&self.real) => return Some(real),
            Ok(_) => "leads out of the folder by a link".to_owned(),
            Err(error) => format!("leads nowhere that could be read: {error}"),
        };
        self.report(path, problem);
        None
    }

    fn report(&mut self, path: &str, message: String) {
        let source = SourceFile::new(path, "");
        self.add(Diagnostic::of_file(&UNREAD_SETTINGS, &source, message).help(UNREAD_SETTINGS.advice()));
    }
}

/// A text of the same shape without a letter or digit of it.
fn masked(text: &str) -> String {
    let mask = |c: char| match c.len_utf8() {
        1 if c.is_ascii_alphanumeric() => 'x',
        1 => c,
        2 => '¤',
        3 => '…',
        _ => '\u{1f784}',
    };
    text.chars().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_the_places_of_what_it_hides() {
        let text = "{\"token\": \"hünter2 可 🔑\"}\n";
        let hidden = masked(text);
        assert_eq!(hidden.len(), text.len());
        assert_eq!(hidden.chars().count(), text.chars().count());
        assert_eq!(hidden, "{\"xxxxx\": \"x¤xxxxx … \u{1f784}\"}\n");
    }
}
