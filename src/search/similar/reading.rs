//! A text as it is read for what it is about: its words, which of them are commands, and the passages they stand in.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::search::analysis::Analysis;
use crate::search::function_words::is_function_word;

/// Words of a passage: about two short paragraphs.
const PASSAGE: usize = 160;
/// Words from the start of one passage to that of the next: half, so that nothing is cut apart in both.
const STEP: usize = PASSAGE / 2;
/// Words of a line within which a flag stands if the line is a command.
const NEAR_START: usize = 5;

/// A word of a text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) place: Range<usize>,
    pub(super) stem: String,
    pub(super) is_filler: bool,
    pub(super) is_code: bool,
}

/// A text with its words.
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<Word>,
    /// Its shell words.
    pub(super) shell: Vec<ShellWord<'a>>,
}

impl<'a> Reading<'a> {
    /// Reads a text, of which parts are known to be commands.
    pub(super) fn of(text: &'a str, code: &[Range<usize>], analysis: &mut Analysis) -> Self {
        let written = analysis.words(text);
        let fillers: Vec<bool> = written.iter().map(|word| is_function_word(&word.text)).collect();
        let stems = analysis.stemmed(written).into_iter().zip(fillers);
        let words = stems.map(|(token, is_filler)| Word {
            is_filler,
            is_code: is_within(code, token.offset_from),
            place: token.offset_from..token.offset_to,
            stem: token.text,
        });
        Self { text, words: words.collect(), shell: shell_words(text, code) }
    }

    pub(super) fn written(&self, word: &Word) -> &'a str {
        self.text.get(word.place.clone()).unwrap_or_default()
    }

    /// The passages, each half over the last one.
    pub(super) fn passages(&self) -> impl Iterator<Item = Range<usize>> {
        let (all, count) = (self.words.len(), self.words.len().saturating_sub(STEP).div_ceil(STEP).max(1));
        (0..count).map(move |number| number * STEP..(number * STEP + PASSAGE).min(all))
    }

    /// Where each of the rows of stems begins, by the row's number; rows are in `by_first` by their first stem.
    pub(super) fn rows(&self, by_first: &BTreeMap<&str, Vec<(usize, &[String])>>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            for (number, row) in by_first.get(word.stem.as_str()).into_iter().flatten() {
                let behind = self.words.get(at..at + row.len()).unwrap_or_default();
                if behind.len() == row.len() && behind.iter().zip(*row).all(|(word, stem)| word.stem == *stem) {
                    found.push((at, *number));
                }
            }
        }
        found
    }
}

/// What a shell would take as one word, or nearly so: quotes and brackets end it as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShellWord<'a> {
    pub(super) place: Range<usize>,
    pub(super) written: &'a str,
    /// In lower case.
    pub(super) word: String,
    pub(super) is_code: bool,
}

impl ShellWord<'_> {
    /// True for what is found by its stem as well, or has nothing to be found by.
    pub(super) fn is_plain(&self) -> bool {
        self.word.chars().all(char::is_alphanumeric) || !self.word.contains(char::is_alphanumeric)
    }

    /// True for `-x` and `--long`.
    pub(super) fn is_flag(&self) -> bool {
        self.word.trim_start_matches('-').starts_with(|c: char| c.is_alphabetic()) && self.word.starts_with('-')
    }
}

/// Reads the shell words of a text.
pub(super) fn shell_words<'a>(text: &'a str, code: &[Range<usize>]) -> Vec<ShellWord<'a>> {
    let base = text.as_ptr() as usize;
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '“' | '”');
    let parts = text.split(ends).map(|part| {
        let whole = part.trim_end_matches([',', ';', ':', '!', '?', '…']);
        // A full stop ends a sentence; alone it is the folder.
        if whole.len() > 1 { whole.trim_end_matches('.') } else { whole }
    });
    let words = parts.filter(|part| !part.is_empty()).map(|part| {
        let start = part.as_ptr() as usize - base;
        let is_code = is_within(code, start);
        ShellWord { place: start..start + part.len(), written: part, word: part.to_lowercase(), is_code }
    });
    words.collect()
}

fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.contains(&at))
}

/// Finds the parts of a text that are commands, in order: fenced blocks, spans in backticks, lines that look like shell.
pub(super) fn code(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => found.push(at..at + line.len()),
            (None, Some(mark)) => fence = Some(mark),
            (None, None) if is_shell(trimmed) => found.push(at..at + line.len()),
            (None, None) => spans(line, |span| found.push(at + span.start..at + span.end)),
        }
        at += line.len();
    }
    found
}

fn spans(line: &str, mut visit: impl FnMut(Range<usize>)) {
    let mut ticks = line.match_indices('`').map(|(at, _)| at);
    while let (Some(start), Some(end)) = (ticks.next(), ticks.next()) {
        visit(start + 1..end);
    }
}

/// True for a line behind a prompt, and for one that begins with a program and has a flag or an operator of the shell.
fn is_shell(line: &str) -> bool {
    if ["$ ", "% ", "> $ ", "PS> "].iter().any(|prompt| line.starts_with(prompt)) {
        return true;
    }
    let mut words = line.split_whitespace();
    let Some(program) = words.next() else { return false };
    let is_program = program.starts_with(|c: char| c.is_ascii_lowercase() || c == '.' || c == '/')
        && program.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '\\'))
        && !is_function_word(program);
    let is_operator = |word: &str| matches!(word, "&&" | "||" | "|" | ">" | ">>");
    let is_flag = |word: &str| {
        word.len() > 1 && word.starts_with('-') && word.trim_start_matches('-').starts_with(char::is_alphanumeric)
    };
    let is_sentence = line.ends_with('.') && !line.ends_with(" .") && !line.ends_with("..");
    is_program && !is_sentence && words.take(NEAR_START).any(|word| is_operator(word) || is_flag(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<&str> {
        code(text).into_iter().map(|range| text.get(range).unwrap().trim_end()).collect()
    }

    #[test]
    fn commands_are_told_from_prose() {
        let text = "Run `git push` now.\n$ terraform destroy\n```sh\nrm x\n```\nrm -rf build/\ngit add . && git commit\n\
            we then look at -1 degree.\n- a point\nuse it with --force, as always.\n";
        let expected = ["git push", "$ terraform destroy", "rm x", "rm -rf build/", "git add . && git commit"];
        assert_eq!(commands(text), expected);
    }

    #[test]
    fn shell_words_keep_flags_and_lose_quotes() {
        let words = shell_words("{\"command\":\"git push --force .\"}, then `rm -RF`", &[]);
        let words: Vec<&str> = words.iter().map(|word| word.word.as_str()).collect();
        assert_eq!(words, ["{", "command", "git", "push", "--force", ".", "}", "then", "rm", "-rf"]);
    }

    #[test]
    fn passages_cover_every_word() {
        let mut analysis = Analysis::default();
        for count in [0, 1, 79, 80, 159, 160, 161, 240, 241, 1_000] {
            let text = "word ".repeat(count);
            let reading = Reading::of(&text, &[], &mut analysis);
            let passages: Vec<Range<usize>> = reading.passages().collect();
            assert_eq!(passages.first().map(|passage| passage.start), Some(0));
            assert_eq!(passages.last().map(|passage| passage.end), Some(count), "{count}");
            assert!(passages.windows(2).all(|pair| pair[1].start <= pair[0].end));
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_can_be_read(text in "(\\PC|\n|`|~|-| )*") {
            let code = code(&text);
            proptest::prop_assert!(code.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let reading = Reading::of(&text, &code, &mut Analysis::default());
            for word in &reading.shell {
                proptest::prop_assert_eq!(text.get(word.place.clone()), Some(word.written));
            }
        }
    }
}
