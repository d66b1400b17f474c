//! Templates and assets that the binary carries, and the engine that fills them.

use std::borrow::Cow;

use rust_embed::RustEmbed;
use serde::Serialize;
use tera::Tera;

/// Page templates.
#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

/// Hand-written files that go into the site as they are.
#[derive(RustEmbed)]
#[folder = "site"]
struct Assets;

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ThemeError {
    /// The templates do not fit together.
    #[error("the templates could not be read")]
    Templates {
        /// What the engine said.
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
}

/// Templates, read and checked.
pub struct Theme {
    tera: Tera,
}

impl Theme {
    /// Reads the templates that the binary carries.
    pub fn embedded() -> Result<Self, ThemeError> {
        // Styles and scripts stand in documents as they are; a brace in them opens nothing.
        let is_template = |name: &Cow<'static, str>| !name.ends_with(".css") && !name.ends_with(".js");
        let mut names: Vec<Cow<'static, str>> = Templates::iter().filter(is_template).collect();
        names.sort();
        let mut templates = Vec::new();
        for name in names {
            if let Some(file) = Templates::get(&name) {
                templates.push((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()));
            }
        }
        let mut tera = Tera::default();
        tera.autoescape_on([".html", ".xml", ".svg"]);
        tera.add_raw_templates(templates).map_err(|source| ThemeError::Templates { source })?;
        Ok(Self { tera })
    }

    /// Fills a template; every variable that it names has to be there.
    pub fn render(&self, template: &str, data: &impl Serialize) -> Result<String, ThemeError> {
        let failed = |source| ThemeError::Fill { template: template.to_owned(), source };
        let context = tera::Context::from_serialize(data).map_err(failed)?;
        self.tera.render(template, &context).map_err(failed)
    }
}

/// Hand-written files by their path in the site.
#[must_use]
pub fn assets() -> Vec<(String, Cow<'static, [u8]>)> {
    let mut names: Vec<Cow<'static, str>> = Assets::iter().collect();
    names.sort();
    names.into_iter().filter_map(|name| Assets::get(&name).map(|file| (name.into_owned(), file.data))).collect()
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
}
