//! Where in a text what was asked for stands.

use std::collections::BTreeSet;

use tantivy::tokenizer::Token;

use super::analysis::{Analysis, Initials, whole_words};
use super::plan::Plan;
use super::score::{Found, Rarity};
use super::table::Table;
use super::terms::Terms;

/// What to mark: by term, beginning or row, the number of the mark.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    terms: Table<String, usize>,
    beginnings: Vec<(String, usize)>,
    /// By the first term of each row, what has to stand behind it.
    rows: Table<String, Vec<(Vec<String>, usize)>>,
    /// How terms begin that are marked alone or in a row.
    initials: Initials,
    has_whole_words: bool,
    /// By number, what each mark says.
    says: Vec<Says>,
}

#[derive(Debug, Clone, Copy)]
struct Says {
    /// Rarity in thousandths.
    weight: u32,
    is_rare: bool,
}

/// A place to mark, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) weight: u32,
    /// It holds more than words that most records have.
    pub(super) is_rare: bool,
}

impl Marks {
    pub(super) fn of(plan: &Plan, found: &Found) -> Self {
        let mut marks = Self::default();
        for (asked, rarity) in plan.asked.iter().zip(&found.rarities) {
            for alternative in &asked.alternatives {
                marks.add(&alternative.terms, *rarity);
            }
        }
        marks
    }

    fn add(&mut self, terms: &Terms, rarity: Rarity) {
        let mark = self.says.len();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and never negative")]
        let weight = (rarity.weight * 1000.0).round() as u32;
        let mut is_rare = !rarity.is_common;
        match terms {
            Terms::Row(row) => {
                for term in row {
                    self.initials.add(term);
                }
                match row.split_first() {
                    Some((first, [])) => {
                        self.terms.insert(first.clone(), mark);
                    }
                    Some((first, rest)) => {
                        // Words in a row say something together, however frequent each is.
                        is_rare = true;
                        self.rows.entry(first.clone()).or_default().push((rest.to_vec(), mark));
                    }
                    None => {}
                }
            }
            Terms::Whole(word) => {
                self.has_whole_words = true;
                self.terms.insert(word.clone(), mark);
            }
            Terms::Beginning(beginning) => self.beginnings.push((beginning.clone(), mark)),
        }
        self.says.push(Says { weight, is_rare });
    }

    /// Ranges of a text to mark, in order and apart, and what all the marks in it say together.
    ///
    /// Words that most records have are marked within a run of marked words only, unless nothing else was asked for.
    pub(super) fn find(&self, analysis: &mut Analysis, text: &str) -> (Vec<Range>, u32) {
        let tokens = analysis.some_prose(text, &self.initials);
        let whole = if self.has_whole_words { whole_words(text) } else { Vec::new() };
        let mut marked: Vec<(usize, usize, usize)> = Vec::new();
        for token in tokens.iter().chain(&whole) {
            marked.extend(self.terms.get(&token.text).map(|mark| (token.offset_from, token.offset_to, *mark)));
        }
        if !self.beginnings.is_empty() {
            for token in analysis.words(text) {
                let mark = self.beginnings.iter().find(|(beginning, _)| token.text.starts_with(beginning.as_str()));
                marked.extend(mark.map(|(_, mark)| (token.offset_from, token.offset_to, *mark)));
            }
        }
        for (at, first) in tokens.iter().enumerate() {
            for (rest, mark) in self.rows.get(&first.text).into_iter().flatten() {
                let behind = tokens.get(at + 1..).unwrap_or_default();
                marked.extend(end_of_row(first, rest, behind).map(|end| (first.offset_from, end, *mark)));
            }
        }
        marked.sort_unstable();
        let mut ranges = self.joined(text, &marked);
        if self.says.iter().any(|says| says.is_rare) {
            ranges.retain(|range| range.is_rare);
        }
        let distinct: BTreeSet<usize> = marked.into_iter().map(|(.., mark)| mark).collect();
        (ranges, distinct.into_iter().map(|mark| self.says(mark).weight).fold(0, u32::saturating_add))
    }

    fn says(&self, mark: usize) -> Says {
        self.says.get(mark).copied().unwrap_or(Says { weight: 0, is_rare: false })
    }

    /// Joins what overlaps or has nothing but spaces between.
    fn joined(&self, text: &str, marked: &[(usize, usize, usize)]) -> Vec<Range> {
        let mut all: Vec<Range> = Vec::new();
        let touch = |end: usize, start: usize| {
            start <= end || text.get(end..start).is_some_and(|between| between.chars().all(char::is_whitespace))
        };
        for &(start, end, mark) in marked {
            let Says { weight, is_rare } = self.says(mark);
            match all.last_mut() {
                Some(last) if touch(last.end, start) => {
                    last.end = last.end.max(end);
                    last.weight = last.weight.saturating_add(weight);
                    last.is_rare |= is_rare;
                }
                _ => all.push(Range { start, end, weight, is_rare }),
            }
        }
        all
    }
}

/// Where a row ends that begins with a token, if the rest of its terms stands behind it. Tokens are those of some
/// positions, one of each.
fn end_of_row(first: &Token, rest: &[String], behind: &[Token]) -> Option<usize> {
    let stands =
        |((token, term), position): ((&Token, &String), usize)| token.position == position && token.text == *term;
    let row = behind.get(..rest.len())?;
    let stand = row.iter().zip(rest).zip(first.position + 1..).all(stands);
    row.last().filter(|_| stand).map(|last| last.offset_to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RARE: Rarity = Rarity { weight: 2.0, is_common: false, is_unknown: false };
    const COMMON: Rarity = Rarity { weight: 0.1, is_common: true, is_unknown: false };

    fn row(words: &[&str]) -> Terms {
        Terms::Row(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn marks(all: &[(Terms, Rarity)]) -> Marks {
        let mut marks = Marks::default();
        for (terms, rarity) in all {
            marks.add(terms, *rarity);
        }
        marks
    }

    fn marked(marks: &Marks, text: &str) -> Vec<String> {
        let (ranges, _) = marks.find(&mut Analysis::default(), text);
        ranges.into_iter().map(|range| text.get(range.start..range.end).unwrap().to_owned()).collect()
    }

    #[test]
    fn marks_stems_whole_commands_and_beginnings() {
        let marks = marks(&[
            (row(&["delet"]), RARE),
            (Terms::Whole("--force".into()), RARE),
            (Terms::Beginning("policy".into()), RARE),
        ]);
        assert_eq!(marked(&marks, "Deleted, recreated (--force) a policy"), ["Deleted", "--force", "policy"]);
    }

    #[test]
    fn marks_phrases_only_where_the_words_stand_in_a_row() {
        let marks = marks(&[(row(&["delet", "and", "recreat"]), RARE)]);
        assert_eq!(marked(&marks, "recreate and delete; then delete and recreate it"), ["delete and recreate"]);
    }

    #[test]
    fn frequent_words_are_marked_beside_rarer_ones_only() {
        let all = [(row(&["delet"]), RARE), (row(&["and"]), COMMON)];
        assert_eq!(marked(&marks(&all), "this and that; delete and go"), ["delete and"]);
        assert_eq!(marked(&marks(&all[1..]), "this and that"), ["and"]);
    }

    #[test]
    fn long_rows_of_the_same_word_are_found_in_time() {
        let marks = marks(&[(row(&["a"; 50]), RARE)]);
        let text = "a ".repeat(20_000);
        assert_eq!(marked(&marks, &text), [text.trim_end()]);
    }
}
