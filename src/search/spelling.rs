//! Words that no record has, and what may have been meant.

use super::error::IndexError;
use super::index::Index;
use super::weights;

/// The letters of a word as bits, several letters to a bit where there are more than bits.
fn letter_set(word: &str) -> u64 {
    word.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % u64::BITS))
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// Finds the words of the records that are nearest to one, nearest first, then the most frequent.
///
/// They begin with the same letter, since people rarely mistake that one, and it keeps the search short.
pub(super) fn nearest(index: &Index, word: &str) -> Result<Vec<String>, IndexError> {
    let length = word.chars().count();
    let Some(most) = weights::most_mistakes(length) else { return Ok(Vec::new()) };
    let Some(first) = word.chars().next() else { return Ok(Vec::new()) };
    let beginning = first.to_string();
    let own_letters = letter_set(word);
    let mut found = Vec::new();
    index.words().dictionary.from(index.storage(), &beginning, |other, entry| {
        if !other.starts_with(first) {
            return false;
        }
        // A mistake takes one letter away at most and brings one at most; comparing sets is far quicker than counting
        // mistakes, and few words of a large corpus are left.
        let letters_of_other = letter_set(other);
        let differ = |one: u64, other: u64| (one & !other).count_ones() as usize;
        let is_like = differ(own_letters, letters_of_other) <= most && differ(letters_of_other, own_letters) <= most;
        if is_like && other.chars().count().abs_diff(length) <= most {
            let mistakes = strsim::osa_distance(word, other);
            // Of the short ones, so many differ by a letter that only swapped letters tell anything.
            if mistakes <= most && (length >= weights::LONG_ENOUGH || letters(word) == letters(other)) {
                found.push((mistakes, std::cmp::Reverse(entry.documents), other.to_owned()));
            }
        }
        true
    })?;
    found.sort();
    found.truncate(weights::MOST_SPELLINGS);
    Ok(found.into_iter().map(|(.., word)| word).collect())
}
