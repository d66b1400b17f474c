//! Words of a text: where each stands, and a hash that does not tell capitals apart.

use std::ops::Range;

/// A word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Equal for equal words, whatever their case; the same on every machine.
    pub(super) hash: u64,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Finds the words of a part of a text. An apostrophe belongs to its word, a hyphen does not.
pub(super) fn words(text: &str, part: &Range<usize>) -> Vec<Word> {
    let mut found = Vec::new();
    let mut open: Option<Word> = None;
    for (at, c) in text.get(part.clone()).unwrap_or_default().char_indices() {
        let at = part.start + at;
        if c.is_alphanumeric() {
            let word = open.get_or_insert(Word { hash: FIRST, start: at, end: at });
            word.end = at + c.len_utf8();
            if c.is_ascii() {
                word.hash = mix(word.hash, u64::from(c.to_ascii_lowercase()));
            } else {
                word.hash = c.to_lowercase().fold(word.hash, |hash, c| mix(hash, u64::from(c)));
            }
        } else if !matches!(c, '\'' | '’') {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found
}

const FIRST: u64 = 0xcbf2_9ce4_8422_2325;

/// Takes a number into a hash (FNV-1a over whole numbers, with the high bits brought down so that short words differ
/// everywhere).
pub(super) fn mix(hash: u64, value: u64) -> u64 {
    let product = (hash ^ value).wrapping_mul(0x0000_0100_0000_01b3);
    product ^ (product >> 29)
}

/// The hash of a run of words.
pub(super) fn run(words: &[Word]) -> u64 {
    words.iter().fold(FIRST, |hash, word| mix(hash, word.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_place_and_not_their_case() {
        let text = "The agent's Über-role";
        let found = words(text, &(0..text.len()));
        let spelled: Vec<&str> = found.iter().map(|word| text.get(word.start..word.end).unwrap()).collect();
        assert_eq!(spelled, ["The", "agent's", "Über", "role"]);
        let lower = text.to_lowercase();
        let again: Vec<u64> = words(&lower, &(0..lower.len())).iter().map(|word| word.hash).collect();
        assert_eq!(found.iter().map(|word| word.hash).collect::<Vec<_>>(), again);
    }
}
