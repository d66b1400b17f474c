//! Which documents are ours: a last line that names the hash of everything before it.
//!
//! A document that the program wrote may be written anew. One that somebody has added a line to may not.

use sha2::{Digest as _, Sha256};

const START: &str = "<!-- precedent sha256:";
const END: &str = " -->\n";

/// The document with its seal, a comment in HTML and Markdown alike.
#[must_use]
pub fn seal(document: &str) -> String {
    let end = if document.ends_with('\n') { "" } else { "\n" };
    let document = format!("{document}{end}");
    let hash = hash(&document);
    format!("{document}{START}{hash}{END}")
}

/// True if the program wrote the document and nobody has changed it since.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    let parts = text.strip_suffix(END).and_then(|text| text.rsplit_once(START));
    parts.is_some_and(|(document, stated)| hash(document) == stated)
}

fn hash(text: &str) -> String {
    let digits = |hash: String, byte: &u8| hash + &format!("{byte:02x}");
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_document_is_ours_until_it_is_changed() {
        for document in ["", "a", "a\n", "<!-- precedent sha256:x -->\n"] {
            let sealed = seal(document);
            assert!(is_ours(&sealed), "{sealed}");
            assert!(!is_ours(document) && !is_ours(&format!("{sealed}more")) && !is_ours(&format!("b{sealed}")));
        }
        assert!(!is_ours(&seal("a\nb").replace('a', "x")));
    }
}
