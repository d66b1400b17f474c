//! What publishing promises, tried on real folders, with the system's answers replaced where needed.
#![expect(clippy::disallowed_methods, reason = "tests look at files as they are")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use globset::{Glob, GlobSet, GlobSetBuilder};
use tempfile::TempDir;

use super::swap::{Step, System};
use super::{MANIFEST, PublishError, Published, Request, publish, publish_with};

mod interrupted;
mod meanwhile;
mod ordinary;
mod refused;
mod streamed;
mod system;

type Site = BTreeMap<String, Vec<u8>>;

fn site(files: &[(&str, &str)]) -> Site {
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), text.as_bytes().to_vec());
    files.iter().map(owned).collect()
}

fn first() -> Site {
    site(&[("index.html", "one"), ("a/b.html", "same"), ("a/gone.html", "gone"), ("c/d/e.html", "x")])
}

fn second() -> Site {
    site(&[("index.html", "two"), ("a/b.html", "same"), ("f/new.html", "new"), ("c/d/e.html", "y")])
}

fn globs(patterns: &[&str]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).unwrap());
    }
    set.build().unwrap()
}

/// A folder of its own with an output in it.
struct Sandbox {
    dir: TempDir,
    keep: GlobSet,
}

impl Sandbox {
    fn new() -> Self {
        Self::keeping(&[])
    }

    fn keeping(patterns: &[&str]) -> Self {
        Self { dir: TempDir::new().unwrap(), keep: globs(patterns) }
    }

    /// A sandbox with the first site in its output.
    fn built(patterns: &[&str]) -> Self {
        let sandbox = Self::keeping(patterns);
        sandbox.publish(&first()).unwrap();
        sandbox
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    fn staging(&self) -> PathBuf {
        self.dir.path().join(".public.precedent-staging")
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        put(&path, text);
    }

    fn read(&self, path: &str) -> String {
        read(&self.out().join(path))
    }

    fn publish(&self, files: &Site) -> Result<Published, PublishError> {
        publish(&self.out(), &self.request(files))
    }

    fn publish_with(&self, system: &dyn System, files: &Site) -> Result<Published, PublishError> {
        publish_with(system, &self.out(), &self.request(files))
    }

    fn request<'a>(&'a self, files: &'a Site) -> Request<'a> {
        Request { files, keep: &self.keep, generator: "precedent 0.1.0" }
    }

    /// The output holds this site and these files, and nothing lies beside it.
    fn assert_holds(&self, files: &Site, others: &[(&str, &str)]) {
        assert_eq!(names(self.dir.path()), ["public"]);
        assert_visible(&self.out(), files, others);
    }
}

/// A sandbox with the first site and a folder that is kept.
fn kept_sandbox() -> Sandbox {
    let sandbox = Sandbox::built(&[".git"]);
    sandbox.put(".git/HEAD", "ref");
    sandbox.put(".git/objects/x", "object");
    sandbox
}

fn assert_visible(out: &Path, files: &Site, others: &[(&str, &str)]) {
    let mut expected = files.clone();
    expected.extend(site(others));
    let mut found = contents(out);
    assert!(found.remove(MANIFEST).is_some(), "no manifest");
    assert_eq!(found, expected);
}

/// Every file below a folder; a link is its target's path.
fn contents(folder: &Path) -> Site {
    let mut found = Site::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let meta = fs::symlink_metadata(&path).unwrap();
        if meta.is_dir() {
            let below = contents(&path).into_iter();
            found.extend(below.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else if meta.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            found.insert(name, target.into_os_string().into_encoded_bytes());
        } else if meta.is_file() {
            found.insert(name, fs::read(&path).unwrap());
        } else {
            found.insert(name, b"special".to_vec());
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let entries = fs::read_dir(folder).unwrap().map(name);
    let mut names: Vec<_> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn put(path: &Path, text: &str) {
    use std::io::Write as _;
    fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

/// Replaces a file by another one, as editors and version control do.
fn replace(path: &Path, text: &str) {
    let aside = path.with_extension("aside");
    put(&aside, text);
    fs::rename(aside, path).unwrap();
}

fn read(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap()
}

fn ino(path: &Path) -> u64 {
    fs::symlink_metadata(path).unwrap().ino()
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

/// How the system answers to an exchange in one step.
#[derive(Clone, Copy, Debug)]
enum Exchange {
    Works,
    Refused(rustix::io::Errno),
}

/// A system in which something happens at a step.
struct Meddling<F> {
    exchange: Exchange,
    /// Why files get no second name, if they do not.
    unlinkable: Option<rustix::io::Errno>,
    at: F,
}

impl<F: Fn(Step) -> io::Result<()> + Sync> System for Meddling<F> {
    fn exchange(&self, a: &Path, b: &Path) -> rustix::io::Result<()> {
        match self.exchange {
            Exchange::Works => super::Kernel.exchange(a, b),
            Exchange::Refused(error) => Err(error),
        }
    }

    fn link(&self, file: &Path, name: &Path) -> io::Result<()> {
        match self.unlinkable {
            None => super::Kernel.link(file, name),
            Some(error) => Err(error.into()),
        }
    }

    fn reached(&self, step: Step) -> io::Result<()> {
        (self.at)(step)
    }
}

/// A system in which `act` happens once, at `step`.
fn at(step: Step, act: impl Fn() + Sync) -> Meddling<impl Fn(Step) -> io::Result<()> + Sync> {
    let done = std::sync::atomic::AtomicBool::new(false);
    let at = move |reached| {
        if reached == step && !done.swap(true, std::sync::atomic::Ordering::Relaxed) {
            act();
        }
        Ok(())
    };
    Meddling { exchange: Exchange::Works, unlinkable: None, at }
}

/// Runs one test of this binary again as a process of its own, with `PUBLISH_TEST` set to `value`.
fn again(test: &str, value: &str) -> Command {
    let (_crate, path) = test.split_once("::").unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", path, "--nocapture", "--test-threads=1"]);
    command.env("PUBLISH_TEST", value);
    command
}

/// What the process above this one asked for, if this is one that a test started.
fn asked() -> Option<String> {
    std::env::var("PUBLISH_TEST").ok()
}
