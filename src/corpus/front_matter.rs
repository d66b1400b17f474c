//! Parts a record into the fenced TOML that it opens with and the Markdown behind it.

use super::rules;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

const OPENING: &str = "```toml";
const CLOSING: &str = "```";

/// The two parts of a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Between the fences, without them.
    pub(crate) toml: Span,
    /// Behind the closing fence's line.
    pub(crate) body: Span,
}

/// Finds the fences; a fence is a line of its own.
pub(crate) fn split(source: &SourceFile) -> Result<Parts, Box<Diagnostic>> {
    let text = source.text();
    if text.trim().is_empty() {
        let problem = Diagnostic::of_file(&rules::EMPTY_FILE, source, "expected a record, found an empty file");
        return Err(Box::new(problem.help("delete the file, or begin it with a line ```` ```toml ````")));
    }
    let first_end = text.find('\n').unwrap_or(text.len());
    if text.get(..first_end).map(str::trim_end) != Some(OPENING) {
        if text.starts_with('\u{feff}') {
            let message = "expected the first line to be ```` ```toml ````, found a byte order mark before it";
            let problem = Diagnostic::at(&rules::MISSING_FRONT_MATTER, source, 0..'\u{feff}'.len_utf8(), message);
            return Err(Box::new(problem.help("save the file without a byte order mark")));
        }
        let message = "expected the first line to be ```` ```toml ````";
        let problem = Diagnostic::at(&rules::MISSING_FRONT_MATTER, source, 0..first_end, message);
        return Err(Box::new(problem.help("a record opens with its fields in a fenced TOML block")));
    }
    let start = (first_end + 1).min(text.len());
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if line.trim_end() == CLOSING {
            return Ok(Parts { toml: start..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    let problem = Diagnostic::at(&rules::UNTERMINATED_FRONT_MATTER, source, 0..first_end, "this block is never closed");
    Err(Box::new(problem.help("end the fields with a line ```` ``` ````")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(String, String), &'static str> {
        let source = SourceFile::new("x.md", text);
        split(&source)
            .map(|parts| (source.slice(&parts.toml).to_owned(), source.slice(&parts.body).to_owned()))
            .map_err(|problem| problem.rule.code)
    }

    #[test]
    fn splits_at_the_fences() {
        assert_eq!(parts("```toml\na = 1\n```\n\nbody\n"), Ok(("a = 1\n".into(), "\nbody\n".into())));
        assert_eq!(parts("```toml\r\na = 1\r\n```\r\nbody"), Ok(("a = 1\r\n".into(), "body".into())));
        assert_eq!(parts("```toml\n```"), Ok((String::new(), String::new())));
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(parts(" \n"), Err("empty-file"));
        assert_eq!(parts("# Title\n"), Err("missing-front-matter"));
        assert_eq!(parts("```toml\na = 1\n"), Err("unterminated-front-matter"));
        assert_eq!(parts("```toml"), Err("unterminated-front-matter"));
    }
}
