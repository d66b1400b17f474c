//! A report as one HTML file that asks nobody for anything.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::document::Document;
use super::{mark, provenance};
use crate::kb::KnowledgeBase;
use crate::theme::{Theme, ThemeError, asset_text, template_text};

/// Incidents from which on a search within the page is worth its room.
const SEARCHABLE: usize = 8;

/// Writes a report as HTML.
pub(super) fn write(kb: &KnowledgeBase, theme: &Theme, document: &Document) -> Result<String, ThemeError> {
    #[derive(Serialize)]
    struct Data<'a> {
        report: &'a Document,
        /// Whose content may be shown; a policy of the page itself, as nobody serves it.
        policy: String,
        style: String,
        /// The search within the page; empty if there is none.
        script: String,
        provenance: String,
        licences: Vec<String>,
        version: &'static str,
        mark: Option<&'static str>,
    }
    let style = asset_text("assets/style.css") + &template_text("report.css");
    let script = if document.listed >= SEARCHABLE { template_text("report.js") } else { String::new() };
    let data = Data {
        report: document,
        policy: policy(&style, &script),
        style,
        script,
        provenance: provenance(kb),
        licences: licences(kb),
        version: env!("CARGO_PKG_VERSION"),
        mark: mark(kb),
    };
    theme.render("report.html", &data)
}

/// Licences of the corpora, each once.
pub(super) fn licences(kb: &KnowledgeBase) -> Vec<String> {
    let all = kb.corpora().iter().map(|corpus| corpus.licence.clone());
    all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// Nothing is loaded, and no style or script counts but ours.
fn policy(style: &str, script: &str) -> String {
    let script = if script.is_empty() { String::new() } else { format!(" script-src {};", hash(script)) };
    let style = hash(style);
    format!("default-src 'none'; style-src {style};{script} img-src data:; base-uri 'none'; form-action 'none'")
}

/// The hash by which a policy names what stands in the page.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let place = (bits >> (18 - 6 * digit) & 63) as usize;
            let known = DIGITS.get(place).filter(|_| digit <= three.len());
            text.push(known.map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_spelled_in_base_64() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[251, 255]), "+/8=");
    }

    #[test]
    fn a_policy_names_what_stands_in_the_page() {
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        assert!(policy("", "").contains(&format!("style-src {empty}; img-src")));
        assert!(policy("", "x").contains("script-src 'sha256-"));
    }
}
