//! Diagnostics as workflow commands of GitHub, which shows them beside the lines of a change.

use super::{Diagnostic, Severity};
use crate::source::printable;

/// Renders findings, a line each.
#[must_use]
pub fn render_github(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(render_one).collect()
}

fn render_one(diagnostic: &Diagnostic) -> String {
    let command = match diagnostic.rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = format!("file={}", property(diagnostic.source.path()));
    if let Some((start, end)) = diagnostic.range() {
        properties.push_str(&format!(",line={},endLine={}", start.line, end.line));
        // Columns are shown within one line only; the last one is that of the last character.
        if start.line == end.line {
            let last = end.column.saturating_sub(1).max(start.column);
            properties.push_str(&format!(",col={},endColumn={last}", start.column));
        }
    }
    let help = diagnostic.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let message = data(&format!("{}{help}", diagnostic.message));
    format!("::{command} {properties},title={}::{message}\n", property(diagnostic.rule.code))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a comma or colon would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Rule;
    use crate::source::SourceFile;

    static RULE: Rule = Rule { code: "example", severity: Severity::Warning, finds: "", why: "", instead: "" };

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        let source = SourceFile::new("a,b:c%.md", "one\ntwo three\nfour");
        let here = Diagnostic::at(&RULE, &source, 8..13, "100 % :: wrong, so").help("line\ntwo");
        let across = Diagnostic::at(&RULE, &source, 8..17, "long");
        let whole = Diagnostic::of_file(&RULE, &source, "whole");
        insta::assert_snapshot!(render_github(&[here, across, whole]), @r"
        ::warning file=a%2Cb%3Ac%25.md,line=2,endLine=2,col=5,endColumn=9,title=example::100 %25 :: wrong, so%0Ahelp: line%0Atwo
        ::warning file=a%2Cb%3Ac%25.md,line=2,endLine=3,title=example::long
        ::warning file=a%2Cb%3Ac%25.md,title=example::whole
        ");
    }
}
