//! Templates and assets that the binary carries, and the engine that fills them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tera::Tera;

use crate::fs;

/// Page templates.
#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

/// Hand-written files that go into the site as they are.
#[derive(RustEmbed)]
#[folder = "site"]
struct Assets;

/// Bytes of a file of a theme at most.
const LARGEST: u64 = 10_000_000;
/// The folder of a theme that has its templates; all else lies as it does in the site.
const TEMPLATES: &str = "templates/";

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ThemeError {
    /// The templates do not fit together.
    #[error("the templates could not be read")]
    Templates {
        /// What the engine said, with the template's name and line.
        source: tera::Error,
    },
    /// A template and its data do not fit together.
    #[error("the template `{template}` could not be filled")]
    Fill {
        /// The template.
        template: String,
        /// What the engine said.
        source: tera::Error,
    },
    /// A file of a theme could not be read.
    #[error("could not read the theme")]
    File(#[from] fs::Error),
    /// A template of a theme is no text.
    #[error("expected text in UTF-8, found other bytes in `{}`", path.display())]
    NotText {
        /// The template.
        path: PathBuf,
    },
    /// A theme has a file that takes the place of none.
    #[error("expected a file that replaces one of the program's, found `{}`{}", path.display(), like(nearest.as_deref()))]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The name that was perhaps meant.
        nearest: Option<String>,
    },
}

fn like(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!(", like `{nearest}`")).unwrap_or_default()
}

/// Templates, read and checked, and hand-written files.
pub struct Theme {
    tera: Tera,
    /// By their path in the site.
    assets: BTreeMap<String, Cow<'static, [u8]>>,
    digest: [u8; 32],
}

/// What a theme consists of, by path: templates below `templates/`, and files by their path in the site.
type Files = BTreeMap<String, Cow<'static, [u8]>>;

impl Theme {
    /// Reads the templates and files that the binary carries.
    pub fn embedded() -> Result<Self, ThemeError> {
        Self::of(carried())
    }

    /// As [`Theme::embedded`], with those files that a folder has in place of the program's.
    ///
    /// A template is `templates/NAME` in the folder, any other file has its path in the site. Names that begin with a dot
    /// are passed over; a file that replaces nothing is an error, since it is a misspelled one.
    pub fn with_folder(folder: &Path) -> Result<Self, ThemeError> {
        let mut files = carried();
        replace(&mut files, folder, "")?;
        Self::of(files)
    }

    fn of(files: Files) -> Result<Self, ThemeError> {
        let mut digest = Sha256::new();
        for (path, bytes) in &files {
            for part in [path.as_bytes(), bytes] {
                digest.update((part.len() as u64).to_le_bytes());
                digest.update(part);
            }
        }
        let mut assets = files;
        let templates = assets.split_off(TEMPLATES);
        let mut texts = Vec::new();
        for (path, bytes) in templates {
            match path.strip_prefix(TEMPLATES) {
                // Styles and scripts stand in documents as they are; a brace in them opens nothing.
                Some(name) if !name.ends_with(".css") && !name.ends_with(".js") => {
                    let text = String::from_utf8(bytes.into_owned());
                    let text = text.map_err(|_no_text| ThemeError::NotText { path: path.clone().into() })?;
                    texts.push((name.to_owned(), text));
                }
                Some(_) => {}
                None => drop(assets.insert(path, bytes)),
            }
        }
        let mut tera = Tera::default();
        tera.autoescape_on([".html", ".xml", ".svg"]);
        tera.add_raw_templates(texts).map_err(|source| ThemeError::Templates { source })?;
        let digest = digest.finalize().into();
        Ok(Self { tera, assets, digest })
    }

    /// Hand-written files by their path in the site.
    #[must_use]
    pub fn assets(&self) -> &BTreeMap<String, Cow<'static, [u8]>> {
        &self.assets
    }

    /// Tells themes apart by everything in them.
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Fills a template; every variable that it names has to be there.
    pub fn render(&self, template: &str, data: &impl Serialize) -> Result<String, ThemeError> {
        let failed = |source| ThemeError::Fill { template: template.to_owned(), source };
        let context = tera::Context::from_serialize(data).map_err(failed)?;
        self.tera.render(template, &context).map_err(failed)
    }
}

/// What the binary carries.
fn carried() -> Files {
    let templates = Templates::iter()
        .filter_map(|name| Templates::get(&name).map(|file| (format!("{TEMPLATES}{name}"), file.data)));
    let assets = Assets::iter().filter_map(|name| Assets::get(&name).map(|file| (name.into_owned(), file.data)));
    templates.chain(assets).collect()
}

/// Puts the files of a folder in the place of those of the same path below `above`.
fn replace(files: &mut Files, folder: &Path, above: &str) -> Result<(), ThemeError> {
    for entry in fs::list(folder)?.into_iter().filter(|entry| !entry.name.starts_with('.')) {
        let path = format!("{above}{}", entry.name);
        if entry.kind == fs::EntryKind::Folder && files.keys().any(|known| known.starts_with(&format!("{path}/"))) {
            replace(files, &entry.path, &format!("{path}/"))?;
        } else if let Some(file) = files.get_mut(&path) {
            *file = fs::read_bounded(&entry.path, LARGEST)?.into();
        } else {
            let near = |known: &&String| strsim::jaro_winkler(known, &path);
            let nearest = files.keys().max_by(|a, b| near(a).total_cmp(&near(b))).cloned();
            return Err(ThemeError::Unknown { path: entry.path, nearest });
        }
    }
    Ok(())
}

/// The text of one hand-written file, for documents that carry it inside: without the fonts that a stylesheet loads.
#[must_use]
pub fn asset_text(name: &str) -> String {
    let text = Assets::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
    without_fonts(&text)
}

/// The text of a style or script that only documents which stand alone have.
#[must_use]
pub fn template_text(name: &str) -> String {
    Templates::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

fn without_fonts(css: &str) -> String {
    let mut parts = css.split("@font-face {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once('}').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_that_stands_inside_loads_nothing() {
        let css = "a { b: c; }\n@font-face {\n  src: url(\"x.woff2\");\n}\nd { e: f; }";
        assert_eq!(without_fonts(css), "a { b: c; }\n\nd { e: f; }");
        assert!(!asset_text("assets/style.css").contains("url("));
    }

    #[test]
    fn files_of_a_folder_take_the_place_of_ours() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), text.as_bytes()).unwrap();
        };
        let ours = Theme::embedded().unwrap();
        write("assets/style.css", "p {}");
        write(".git/config", "");
        write("templates/nowhere.html", "{{ page.a }}!");
        let theirs = Theme::with_folder(folder.path()).unwrap();
        assert_eq!(theirs.assets()["assets/style.css"].as_ref(), b"p {}");
        assert_eq!(theirs.assets().len(), ours.assets().len());
        assert_ne!(theirs.digest(), ours.digest());
        let data = serde_json::json!({ "page": { "a": "<b>" } });
        assert_eq!(theirs.render("nowhere.html", &data).unwrap(), "&lt;b&gt;!");
        write("templates/nowhere.html", "a\n{{ page.");
        let error = Theme::with_folder(folder.path()).map(drop).unwrap_err();
        let said = std::error::Error::source(&error).unwrap().to_string();
        assert!(said.contains("nowhere.html") && said.contains('2'), "{said}");
        write("templates/nowhere.html", "");
        write("assets/styel.css", "");
        let error = Theme::with_folder(folder.path()).map(drop).unwrap_err().to_string();
        assert!(error.contains("styel.css`, like `assets/style.css`"), "{error}");
    }
}
