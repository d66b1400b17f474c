//! Which module may use which. Data flows one way, and nothing below the command line prints.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::harness::{read, root};

/// Each module with those that it may use; the order is from the bottom to the top.
const MAY_USE: &[(&str, &[&str])] = &[
    ("fs", &[]),
    ("parallel", &[]),
    ("seal", &[]),
    ("source", &[]),
    ("publish", &["parallel"]),
    ("markdown", &["source"]),
    ("theme", &["fs"]),
    ("diagnostic", &["source"]),
    ("record", &[]),
    ("chart", &["record", "source"]),
    ("corpus", &["diagnostic", "fs", "parallel", "record", "source"]),
    ("format", &["corpus", "diagnostic", "source"]),
    ("skeleton", &["corpus", "format", "record"]),
    ("kb", &["corpus", "diagnostic", "markdown", "record", "source"]),
    ("profile", &["corpus", "diagnostic", "fs", "kb", "record", "source"]),
    ("checklist", &["kb", "profile", "record"]),
    ("review", &["checklist", "corpus", "diagnostic", "kb", "profile", "record", "source"]),
    ("check", &["corpus", "diagnostic", "kb", "markdown", "parallel", "profile", "record", "review", "source"]),
    ("search", &["corpus", "kb", "markdown", "parallel", "record"]),
    ("eval", &["corpus", "kb", "search"]),
    ("wire", &["checklist", "corpus", "diagnostic", "eval", "kb", "profile", "record", "review", "search", "source"]),
    (
        "report",
        &["chart", "checklist", "corpus", "kb", "markdown", "profile", "record", "review", "source", "theme", "wire"],
    ),
    (
        "site",
        &["chart", "checklist", "corpus", "kb", "markdown", "parallel", "record", "report", "search", "theme", "wire"],
    ),
    ("serve", &["corpus", "diagnostic", "site", "source"]),
    (
        "cli",
        &[
            "check",
            "checklist",
            "corpus",
            "diagnostic",
            "eval",
            "format",
            "fs",
            "kb",
            "markdown",
            "profile",
            "publish",
            "record",
            "report",
            "review",
            "seal",
            "search",
            "serve",
            "site",
            "skeleton",
            "source",
            "theme",
            "wire",
        ],
    ),
    ("reference", &["check", "cli", "corpus", "diagnostic", "kb", "profile", "record", "review", "wire"]),
];

/// Crates that the modules which read a corpus may use, so that they could become a crate of their own.
const READERS: &[&str] = &["fs", "parallel", "source", "diagnostic", "record", "markdown", "corpus", "kb"];
const READERS_CRATES: &[&str] = &[
    "ammonia",
    "annotate_snippets",
    "jiff",
    "pulldown_cmark",
    "rust_embed",
    "rustix",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "strsim",
    "thiserror",
    "toml",
];

fn sources() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let src = root().join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    let mut modules: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for path in files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let below = path.strip_prefix(&src).unwrap();
        let module =
            below.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
        modules.entry(module).or_default().push((below.to_owned(), text));
    }
    modules
}

/// True for files that hold nothing but tests.
fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

/// The part of a file that is not tests.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

/// A file without its comments, whose examples and links use nothing.
fn code(text: &str) -> String {
    let lines = shipped(text).lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn name_at(text: &str) -> &str {
    text.split(|c| !is_name(c)).next().unwrap()
}

/// The outermost names of what stands behind a `::`: one name, or those of a list in braces.
fn names_at(text: &str) -> Vec<&str> {
    let Some(list) = text.strip_prefix('{') else { return vec![name_at(text)] };
    let mut names = vec![name_at(list.trim_start())];
    let mut depth = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name_at(list.split_at(at + 1).1.trim_start())),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The modules of this crate that a file uses.
fn used_modules(code: &str) -> BTreeSet<&str> {
    let places =
        code.match_indices("crate::").map(|(at, root)| (code.split_at(at).0, code.split_at(at + root.len()).1));
    places.filter(|(before, _)| !before.ends_with(is_name)).flat_map(|(_, behind)| names_at(behind)).collect()
}

/// True if a path that begins with the name of a crate stands in a file, in a `use` or anywhere else.
fn uses_crate(code: &str, name: &str) -> bool {
    let found = |spelled: &str, ends: &[&str]| {
        code.match_indices(spelled).any(|(at, _)| {
            let (before, behind) = (code.split_at(at).0, code.split_at(at + spelled.len()).1);
            let begins = !before.ends_with(|c| is_name(c) || c == ':' || c == '.');
            begins && (ends.is_empty() || ends.iter().any(|end| behind.starts_with(end)))
        })
    };
    found(&format!("{name}::"), &[]) || found(&format!("use {name}"), &[";", " as "])
}

/// Crates that the package depends on, as code calls them.
fn dependencies() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let (_, table) = manifest.split_once("\n[dependencies]\n").unwrap();
    let table = table.split("\n[").next().unwrap();
    let names = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" ="));
    names.map(|(name, _)| name.replace('-', "_")).collect()
}

#[test]
fn uses_are_seen_in_every_spelling() {
    let code = code(
        "//! [`crate::site`]\nuse crate::{corpus::{Key, rules::{A, B}}, kb, record as r,\n    source::*};\nuse crate::wire::X;\n\
         pub(crate) fn f() { crate::fs::list(); my_crate::theme(); $crate::search!() }\n#[cfg(test)]\nmod tests {\nuse crate::cli;\n",
    );
    let found: Vec<&str> = used_modules(&code).into_iter().collect();
    assert_eq!(found, ["corpus", "fs", "kb", "record", "search", "source", "wire"]);
    let inline =
        "fn f(x: &toml::Value) { serde_json::json!(1); my_jiff::x(); self::tera::y(); a.clap::z(); } use rayon as r;";
    let seen: Vec<&str> = ["toml", "serde_json", "jiff", "tera", "clap", "rayon"]
        .into_iter()
        .filter(|name| uses_crate(inline, name))
        .collect();
    assert_eq!(seen, ["toml", "serde_json", "rayon"]);
    assert!(dependencies().contains(&"pulldown_cmark".to_owned()) && dependencies().len() > 20);
}

#[test]
fn modules_use_lower_ones_only() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut seen = BTreeSet::new();
    for (place, (module, uses)) in MAY_USE.iter().enumerate() {
        for used in *uses {
            assert!(seen.contains(used), "`{module}` (place {place}) may use `{used}`, which stands above it");
        }
        seen.insert(*module);
    }
    for (module, files) in sources() {
        if module == "lib" || module == "main" {
            continue;
        }
        let uses = allowed.get(module.as_str()).unwrap_or_else(|| panic!("`src/{module}` has no line in the table"));
        for (path, text) in files.iter().filter(|(path, _)| !is_test(path)) {
            for name in used_modules(&code(text)) {
                let fits = name == module || uses.contains(&name) || !allowed.contains_key(name);
                assert!(fits, "{}: `{module}` must not use `{name}`", path.display());
            }
            // `super` leads out of the folder of a module at its top, and in steps.
            let top = path.components().count() == 1 && code(text).contains("super::");
            assert!(!top && !code(text).contains("super::super"), "{}: name the module by `crate::`", path.display());
        }
    }
}

#[test]
fn readers_of_a_corpus_need_few_crates() {
    let dependencies = dependencies();
    assert!(READERS_CRATES.iter().all(|name| dependencies.iter().any(|known| known == name)), "a crate that is gone");
    for (module, files) in sources().into_iter().filter(|(module, _)| READERS.contains(&module.as_str())) {
        for (path, text) in files.iter().filter(|(path, _)| !is_test(path)) {
            for name in dependencies.iter().filter(|name| uses_crate(&code(text), name)) {
                assert!(READERS_CRATES.contains(&name.as_str()), "{}: `{module}` uses `{name}`", path.display());
            }
        }
    }
}

#[test]
fn paths_that_modules_name_exist() {
    for (path, text) in sources().into_values().flatten() {
        let about: String = text.lines().filter_map(|line| line.trim_start().strip_prefix("//!")).collect();
        for named in about.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "docs/", "tests/"].iter().any(|folder| named.starts_with(folder));
            if is_path && !named.contains([' ', '<', '*', '{', '…']) {
                assert!(root().join(named).exists(), "src/{} names `{named}`", path.display());
            }
        }
    }
}

#[test]
fn only_the_command_line_prints_or_asks_the_environment() {
    let forbidden = [
        "println!",
        "eprintln!",
        "process::exit",
        "std::env::",
        "SystemTime::now",
        "Zoned::now",
        "io::stdout",
        "io::stderr",
    ];
    for (module, files) in sources().into_iter().filter(|(module, _)| module != "cli" && module != "main") {
        for (path, text) in files.iter().filter(|(path, _)| !is_test(path)) {
            for word in forbidden {
                let excused =
                    module == "publish" && word == "std::env::" && shipped(text).contains("std::env::current_dir");
                assert!(excused || !shipped(text).contains(word), "{}: `{word}`", path.display());
            }
        }
    }
}

#[test]
fn no_unfinished_ends() {
    let words = [
        ["to", "do!"].concat(),
        ["unimpl", "emented!"].concat(),
        ["db", "g!("].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X"].concat(),
    ];
    for (_, files) in sources() {
        for (path, text) in files {
            for word in &words {
                assert!(!text.contains(word.as_str()), "{}: `{word}`", path.display());
            }
        }
    }
}
