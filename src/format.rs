//! One form for every file of a corpus: fields in the order of their definition, one way to break lists, comments where
//! they belong. The meaning stays what it was; a text that would not say the same is never given out.
//!
//! Strings are spelled as their author spelled them, line ends in them included, because those belong to what they say. A comment that begins with `#:` is
//! a hint of a skeleton; it goes once its field is filled in.

mod print;

use toml_edit::DocumentMut;

use crate::corpus::{FileKind, rules, split};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// What the hints of a skeleton begin with, so that they can be told from the comments of authors.
pub const HINT: &str = "#:";

/// Why a file was not put into form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Its fields cannot be read.
    #[error("the fields of `{}` cannot be read", .0.source.path())]
    Unreadable(Box<Diagnostic>),
    /// What came out would not say the same; the file is one that this module does not understand.
    #[error("`{path}` would say something else in its canonical form")]
    Meaning {
        /// The file.
        path: String,
    },
}

/// Puts a file into its canonical form.
///
/// # Errors
///
/// Fails if the fields cannot be read, and if the outcome would not say the same.
pub fn format(source: &SourceFile, kind: FileKind) -> Result<String, FormatError> {
    if !kind.is_markdown() {
        return fields(source, &(0..source.text().len()), kind);
    }
    let parts = split(source).map_err(FormatError::Unreadable)?;
    let toml = fields(source, &parts.toml, kind)?;
    let body = source.slice(&parts.body).replace("\r\n", "\n");
    let body = body.trim_end_matches([' ', '\t', '\n']);
    let end = if body.is_empty() { "" } else { "\n" };
    Ok(format!("```toml\n{toml}```\n{body}{end}"))
}

/// Puts the TOML of a span into form.
fn fields(source: &SourceFile, toml: &Span, kind: FileKind) -> Result<String, FormatError> {
    let text = source.slice(toml);
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let span = error.span().unwrap_or(0..0);
        let span = toml.start + span.start..toml.start + span.end;
        FormatError::Unreadable(Box::new(Diagnostic::at(&rules::SYNTAX_ERROR, source, span, error.message())))
    })?;
    let formatted = print::document(document, kind);
    let meaning = |text: &str| toml::from_str::<toml::Table>(text).ok();
    match (meaning(text), meaning(&formatted)) {
        (Some(before), Some(after)) if before == after => Ok(formatted),
        _ => Err(FormatError::Meaning { path: source.path().to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Kind;

    fn product(toml: &str) -> String {
        let source = SourceFile::new("products/x.md", format!("```toml\n{toml}```\n"));
        let text = format(&source, FileKind::Record(Kind::Product)).unwrap();
        text.trim_start_matches("```toml\n").trim_end_matches("```\n").to_owned()
    }

    fn incident(toml: &str) -> String {
        let source = SourceFile::new("incidents/x.md", format!("```toml\n{toml}```\n"));
        let text = format(&source, FileKind::Record(Kind::Incident)).unwrap();
        text.trim_start_matches("```toml\n").trim_end_matches("```\n").to_owned()
    }

    #[test]
    fn fields_stand_in_the_order_of_their_definition_with_their_comments() {
        insta::assert_snapshot!(product("# the vendor\nvendor='AWS'   # short\n\n\n# who\n# are you\n'name' = \"Kiro\"\nother = 1\nid=\"kiro\"\n# last\n"), @r#"
        id = "kiro"

        # who
        # are you
        name = "Kiro"
        # the vendor
        vendor = "AWS" # short
        other = 1

        # last
        "#);
    }

    #[test]
    fn tables_stand_behind_values_and_under_headers() {
        insta::assert_snapshot!(incident("# sources\nsources = [{ title = 'T', id = 'a' }] # all\nseverity.why = 'w' # why\nseverity.realised = 's1-negligible'\nid = 'x'\n[[events]] # first\ntext = 't'\nat = '2025'\n[[claims]]\ncontradicts = [{value = '1', field = 'x'}]\n# end\n"), @r#"
        id = "x"

        [severity]
        realised = "s1-negligible"
        why = "w" # why

        [[events]] # first
        at = "2025"
        text = "t"

        [[claims]]
        contradicts = [{ field = "x", value = "1" }]

        # sources
        [[sources]] # all
        id = "a"
        title = "T"

        # end
        "#);
    }

    #[test]
    fn long_lists_are_broken_and_keep_their_comments() {
        let long = "a".repeat(60);
        let text = product(&format!(
            "aliases = [ # all\n 'b', # one\n # two\n 'c' # three\n , # four\n # five\n]\nvendor_aliases = ['{long}','{long}']\ninterface = [\n'x'\n]\n"
        ));
        let text = text.replace(&long, "LONG");
        insta::assert_snapshot!(text, @r#"
        vendor_aliases = [
          "LONG",
          "LONG",
        ]
        aliases = [
          # all
          "b", # one
          # two
          "c", # three
          # four
          # five
        ]
        interface = ["x"]
        "#);
    }

    #[test]
    fn strings_keep_their_spelling_where_it_matters() {
        for string in ["'C:\\dir'", "'say \"x\"'", "\"\\u00fc\"", "'''\na\n'''", "\"\"\"a \\\n   b\"\"\""] {
            assert_eq!(product(&format!("name = {string}\n")), format!("name = {string}\n"));
        }
        assert_eq!(product("name = 'a'\n"), "name = \"a\"\n");
    }

    #[test]
    fn line_ends_and_the_end_of_the_file_are_the_same_everywhere() {
        let source = SourceFile::new(
            "x.md",
            "```toml  \r\nid = 'x' # c\r\n\r\n# d\r\nname = '''\r\na\r\n'''\r\n``` \r\n\r\n## A\r\n\r\ntext  \r\nmore \r\n\r\n",
        );
        let text = format(&source, FileKind::Record(Kind::Product)).unwrap();
        assert_eq!(text, "```toml\nid = \"x\" # c\n\n# d\nname = '''\r\na\r\n'''\n```\n\n## A\n\ntext  \nmore\n");
    }

    #[test]
    fn hints_go_once_their_field_is_filled_in() {
        assert_eq!(
            product("#: the name\n# mine\nname = \"\"\n#: who\nvendor = \"x\"\n"),
            "#: the name\n# mine\nname = \"\"\nvendor = \"x\"\n"
        );
    }

    #[test]
    fn synonyms_keep_their_order_because_comments_head_groups_of_them() {
        let text = "# All.\n\n# Places\n\n[[one_way]]\nfrom = [\"a\"]\nto = [\"b\"]\n\n[[both_ways]]\nterms = [\"c\", \"d\"]\n";
        let source = SourceFile::new("thesaurus.toml", text);
        assert_eq!(format(&source, FileKind::Thesaurus).unwrap(), text);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        let source = SourceFile::new("x.md", "```toml\nid = \n```\n");
        let error = format(&source, FileKind::Record(Kind::Product)).unwrap_err();
        let FormatError::Unreadable(problem) = error else { panic!("{error}") };
        assert_eq!((problem.rule.code, problem.position().unwrap().line), ("syntax-error", 2));
    }
}
