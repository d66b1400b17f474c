//! Summaries that are no longer summaries.

use crate::check::context::Context;
use crate::check::finding::{Findings, keys};
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "long-summary",
        severity: Severity::Warning,
        finds: "A summary of more than three sentences or 400 characters.",
        why: "It is the first thing that people read, in lists and on the first screen of a page, and it should take ten seconds.",
        instead: "Three sentences at most: what happened, what it cost, what would have stopped it.",
    },
    needs: Needs::Nothing,
    run,
};

/// Sentences of a summary.
const MOST_SENTENCES: usize = 3;
/// Characters of a summary.
const MOST_CHARACTERS: usize = 400;

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    for item in &cx.incidents {
        let summary = &item.record.summary;
        let characters = summary.chars().count();
        let sentences = sentences(summary);
        if sentences > MOST_SENTENCES {
            let message = format!("expected {MOST_SENTENCES} sentences at most, found {sentences}");
            findings.at(item.source, keys!["summary"], message);
        } else if characters > MOST_CHARACTERS {
            let message = format!("expected {MOST_CHARACTERS} characters at most, found {characters}");
            findings.at(item.source, keys!["summary"], message);
        }
    }
}

/// Counts sentences: a full stop, question or exclamation mark ends one if what follows could begin another.
///
/// Versions (`1.84.0`), names (`DataTalks.Club`) and common abbreviations end none.
fn sentences(text: &str) -> usize {
    const ABBREVIATIONS: &[&str] = &[
        "approx", "cf", "co", "corp", "dr", "e.g", "etc", "i.e", "inc", "ltd", "mr", "mrs", "ms", "no", "st", "u.k",
        "u.s", "v", "vs",
    ];
    let text = text.trim();
    let mut count = 0;
    for (at, mark) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。')) {
        let rest = text.get(at + mark.len_utf8()..).unwrap_or_default();
        let behind = rest.trim_start_matches(['"', '”', '’', '\'', ')', ']', '»']);
        if behind.is_empty() {
            count += 1;
            continue;
        }
        let next = behind.trim_start();
        let begins = next.len() < behind.len() && next.chars().next().is_some_and(|c| !c.is_lowercase());
        let word = text.get(..at).unwrap_or_default().rsplit([' ', '(', '\n']).next().unwrap_or_default();
        let short = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        if begins && !(mark == '.' && (short || ABBREVIATIONS.contains(&word.to_lowercase().as_str()))) {
            count += 1;
        }
    }
    // What ends without a mark is a sentence as well.
    let ended = text.ends_with(['.', '!', '?', '…', '。', '"', '”', '’', '\'', ')', ']', '»']);
    count + usize::from(!ended && !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_another_could_begin() {
        assert_eq!(sentences("One. Two! Three? “Four.” Five"), 5);
        assert_eq!(sentences("Release 1.84.0 of DataTalks.Club, e.g. Inc. names, U.S. ones."), 1);
        assert_eq!(sentences("It ended (so they say.) Then\n2 more."), 2);
        assert_eq!(sentences(""), 0);
    }
}
