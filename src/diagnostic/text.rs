//! Diagnostics as people read them: `error[code]: …` with path, line, caret and help.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{SourceFile, Span, is_unsafe, printable};

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// Renders findings one below the other, a blank line between them.
#[must_use]
pub fn render_text(diagnostics: &[Diagnostic], style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render_one(diagnostic, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn render_one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.rule.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = printable(diagnostic.source.path());
    let message = printable(&diagnostic.message);
    let help = diagnostic.help.as_deref().map(printable);
    let excerpt = diagnostic.excerpt();
    let title = level.primary_title(message.as_ref()).id(diagnostic.rule.code);
    let mut group = match &excerpt {
        Some(excerpt) => Group::with_title(title).element(
            Snippet::source(excerpt.text.as_str())
                .line_start(excerpt.line)
                .path(path.as_ref())
                .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
        ),
        None => Group::with_title(title).element(annotate_snippets::Origin::path(path.as_ref())),
    };
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_ref()));
    }
    renderer.render(&[group])
}

/// The line that a finding is about, as far as it is short, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, in which characters that could deceive are replaced.
    pub text: String,
    /// Which line of the file it is.
    pub line: usize,
    /// The place that is meant, in the text of the excerpt.
    pub span: Span,
}

impl Diagnostic {
    /// The line at which the problem begins, if it has a place.
    #[must_use]
    pub fn excerpt(&self) -> Option<Excerpt> {
        self.span.as_ref().map(|span| excerpt(&self.source, span))
    }
}

fn excerpt(source: &SourceFile, span: &Span) -> Excerpt {
    const LONGEST_LINE: usize = 400;
    let text = source.text();
    let line = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let mut start = line.max(span.start.saturating_sub(LONGEST_LINE));
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let rest = text.get(span.start..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |at| span.start + at);
    let mut shown = if start > line { "…".to_owned() } else { String::new() };
    let mut mapped = Span { start: 0, end: 0 };
    for (at, c) in text.get(start..end).unwrap_or_default().char_indices() {
        let at = start + at;
        if at == span.start {
            mapped.start = shown.len();
        }
        if at > span.start + LONGEST_LINE {
            shown.push('…');
            break;
        }
        shown.push(if is_unsafe(c) { '\u{fffd}' } else { c });
        if at < span.end {
            mapped.end = shown.len();
        }
    }
    if span.start >= end {
        mapped = Span { start: shown.len(), end: shown.len() };
    }
    mapped.end = mapped.end.max(mapped.start);
    Excerpt { text: shown, line: source.position(span.start).line, span: mapped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Rule;

    static RULE: Rule = Rule { code: "example", severity: Severity::Error, finds: "", why: "", instead: "" };

    #[test]
    fn shows_path_line_caret_and_help() {
        let source = SourceFile::new("incidents/x.md", "```toml\nkind = \"nonsense\"\n```\n");
        let diagnostic = Diagnostic::at(&RULE, &source, 15..25, "`nonsense` is not a kind").help("use `near-miss`");
        insta::assert_snapshot!(render_text(&[diagnostic], Style::Plain), @r#"
        error[example]: `nonsense` is not a kind
         --> incidents/x.md:2:8
          |
        2 | kind = "nonsense"
          |        ^^^^^^^^^^
          |
          = help: use `near-miss`
        "#);
    }

    #[test]
    fn deceiving_characters_never_reach_the_terminal() {
        let source = SourceFile::new("x\u{1b}.md", "a\u{202e}b\u{7}c\n");
        let shown = render_text(&[Diagnostic::at(&RULE, &source, 1..4, "bad \u{202e}")], Style::Plain);
        assert!(!shown.contains(is_unsafe), "{shown}");
    }

    #[test]
    fn any_span_is_shown_without_panic() {
        let source = SourceFile::new("x", "ä\n\nlast");
        for start in [0, 2, 3, 4, 8] {
            let shown = render_text(&[Diagnostic::at(&RULE, &source, start..start, "here")], Style::Plain);
            assert!(shown.contains("here"));
        }
        assert!(render_text(&[Diagnostic::of_file(&RULE, &source, "whole")], Style::Plain).contains('x'));
    }
}
