//! The two streams: standard output is the answer, standard error is everything else.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstyle::Style;
use clap::ValueEnum;
use serde::Serialize;

use super::error::CommandError;
use crate::diagnostic::{self, Diagnostic, render_text};
use crate::source::{is_unsafe, printable};
use crate::wire::ErrorAnswer;

/// Columns of a text answer where the terminal does not say otherwise.
const WIDTH: usize = 80;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// One JSON document a line, for long lists
    Ndjson,
    /// Markdown, for documents
    Markdown,
    /// One HTML file that needs no other, for documents
    Html,
    /// Annotations of a GitHub workflow, for findings
    Github,
    /// SARIF 2.1.0, for findings
    Sarif,
    /// Comma-separated values, for checklists
    Csv,
    /// An issue form of GitHub, for checklists
    GithubForm,
    /// The body of an issue, for checklists
    GithubIssue,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What was asked for in arguments that may not be right otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) format: Format,
    pub(super) color: Color,
}

impl Asked {
    /// Looks for `--format json` among arguments that could not be understood, so that the error can be told in kind.
    pub(super) fn guess(args: &[OsString]) -> Self {
        let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).take_while(|arg| *arg != "--").collect();
        let pair = words.windows(2).find_map(|pair| match pair {
            ["--format", value] => Some(*value),
            _ => None,
        });
        let value = words.iter().find_map(|word| word.strip_prefix("--format=")).or(pair);
        let format = value.and_then(|value| Format::from_str(value, false).ok()).unwrap_or(Format::Text);
        Self { format, color: Color::Auto }
    }
}

/// Both streams, the form of the answer and the decision about colour.
pub(super) struct Out {
    pub(super) format: Format,
    stdout: BufWriter<io::Stdout>,
    coloured: bool,
    coloured_errors: bool,
    width: usize,
}

impl Out {
    pub(super) fn new(format: Format, color: Color) -> Self {
        let decide = |choice: anstream::ColorChoice| choice != anstream::ColorChoice::Never;
        let (coloured, coloured_errors) = match color {
            Color::Always => (true, true),
            Color::Never => (false, false),
            Color::Auto => (
                decide(anstream::AutoStream::choice(&io::stdout())),
                decide(anstream::AutoStream::choice(&io::stderr())),
            ),
        };
        let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        let width = terminal.map_or(WIDTH, |(width, _)| usize::from(width.0).clamp(40, 100));
        Self { format, stdout: BufWriter::new(io::stdout()), coloured, coloured_errors, width }
    }

    /// Columns that a text answer may use.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Writes text of our own making; what comes from records has to be made printable first.
    pub(super) fn text(&mut self, text: &str) -> Result<(), CommandError> {
        Ok(self.stdout.write_all(text.as_bytes())?)
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) -> Result<(), CommandError> {
        self.text(text)?;
        self.text("\n")
    }

    /// Writes bytes as they are, for documents and exports.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), CommandError> {
        Ok(self.stdout.write_all(bytes)?)
    }

    /// Writes one JSON document, laid out for reading.
    pub(super) fn json(&mut self, answer: &impl Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(answer).map_err(io::Error::from)?;
        self.line(&json_escapes(&text))
    }

    /// Writes an answer as JSON if that is asked for, otherwise as a text of so many columns.
    pub(super) fn answer<T: Serialize>(
        &mut self,
        format: Format,
        answer: &T,
        text: impl FnOnce(&T, usize) -> String,
    ) -> Result<(), CommandError> {
        if format == Format::Json { self.json(answer) } else { self.text(&text(answer, self.width())) }
    }

    /// Writes one JSON document on a line.
    pub(super) fn json_line(&mut self, answer: &impl Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string(answer).map_err(io::Error::from)?;
        self.line(&json_escapes(&text))
    }

    /// Dresses text for the terminal, or leaves it as it is.
    pub(super) fn style(&self, style: Style, text: &str) -> String {
        let text = printable(text);
        if self.coloured { format!("{style}{text}{style:#}") } else { text.into_owned() }
    }

    /// True if styles are visible.
    pub(super) fn is_coloured(&self) -> bool {
        self.coloured
    }

    /// Hands everything over to the system.
    pub(super) fn finish(&mut self) -> Result<(), CommandError> {
        Ok(self.stdout.flush()?)
    }

    /// Renders findings for standard output.
    pub(super) fn findings(&self, findings: &[Diagnostic]) -> String {
        render_text(findings, if self.coloured { diagnostic::Style::Coloured } else { diagnostic::Style::Plain })
    }

    /// Tells people something beside the answer; JSON documents say it themselves.
    pub(super) fn note(&mut self, text: &str) {
        if self.format != Format::Json {
            stderr(&format!("{}\n", printable(text)));
        }
    }

    /// Reports that a command could not be carried out.
    pub(super) fn report(&mut self, error: &CommandError) {
        // What was written so far belongs before the error; if it cannot be, the reader is gone and misses nothing.
        drop(self.stdout.flush());
        let messages = error.messages();
        if matches!(self.format, Format::Json | Format::Ndjson) {
            let answer =
                ErrorAnswer::new(error.fault.code(), messages.join(": "), error.hints.clone(), &error.findings);
            let text = serde_json::to_string(&answer).unwrap_or_default();
            stderr(&format!("{text}\n"));
            return;
        }
        let style = if self.coloured_errors { diagnostic::Style::Coloured } else { diagnostic::Style::Plain };
        let shown = error.findings.get(..error.most_shown).unwrap_or(&error.findings);
        let mut text = render_text(shown, style);
        let red = Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
        let (open, close) =
            if self.coloured_errors { (format!("{red}"), format!("{red:#}")) } else { Default::default() };
        for (at, message) in messages.iter().enumerate() {
            let head = if at == 0 { format!("{open}error{close}: ") } else { "caused by: ".to_owned() };
            text.push_str(&format!("{head}{}\n", printable(message)));
        }
        for hint in &error.hints {
            text.push_str(&format!("hint: {}\n", printable(hint)));
        }
        stderr(&text);
    }
}

/// Writes what could deceive a terminal as JSON escapes; outside of strings JSON has no such characters.
fn json_escapes(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return text.into();
    }
    let escape = |c: char| if is_unsafe(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    text.chars().map(escape).collect::<String>().into()
}

/// Asks somebody at the terminal.
pub(super) fn ask(text: &str) {
    stderr(&printable(text));
}

fn stderr(text: &str) {
    // If standard error is gone there is nobody left to tell.
    drop(io::stderr().write_all(text.as_bytes()));
}
