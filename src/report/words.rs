//! Small wordings that several reports share.

use crate::record::Term;

/// `1 incident`, `2 incidents`.
pub(super) fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and<T: AsRef<str>>(parts: &[T]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// Values of a vocabulary in words.
pub(super) fn terms<'a, T: Term>(terms: impl IntoIterator<Item = &'a T>) -> String {
    terms.into_iter().map(|term| term.label()).collect::<Vec<_>>().join(", ")
}

/// The text with a capital at its start.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The text with a full stop at its end.
pub(super) fn stop(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '”', '…']) || text.is_empty() { text.to_owned() } else { format!("{text}.") }
}
