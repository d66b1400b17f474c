//! Numbers as printable text: one character for small ones, and no character that a string literal would have to escape.

/// The characters, in the order of what they stand for: printable ASCII without quotes, backslashes and
/// what begins a tag.
const DIGITS: &[u8; 92] =
    b" !#$%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Characters that end a number; the others go on with it. Most numbers are distances and small.
const ENDS: usize = 64;
/// Characters that go on with a number.
const GOES_ON: usize = DIGITS.len() - ENDS;

/// Appends a number: of those from `ENDS` on, the lowest digits first.
pub(super) fn put(text: &mut String, number: impl Into<u64>) {
    let mut number = number.into();
    while number >= ENDS as u64 {
        number -= ENDS as u64;
        put_digit(text, ENDS + usize::try_from(number % GOES_ON as u64).unwrap_or_default());
        number /= GOES_ON as u64;
    }
    put_digit(text, usize::try_from(number).unwrap_or_default());
}

/// Appends a count or a size.
pub(super) fn put_count(text: &mut String, count: usize) {
    put(text, count as u64);
}

/// Appends one character, for a number below [`ENDS`].
pub(super) fn put_digit(text: &mut String, digit: usize) {
    text.push(char::from(DIGITS.get(digit).copied().unwrap_or(b' ')));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the script reads it.
    fn read(text: &str) -> u64 {
        let (mut number, mut scale) = (0, 1);
        for byte in text.bytes() {
            let digit = DIGITS.iter().position(|known| *known == byte).unwrap() as u64;
            number += digit * scale;
            scale *= GOES_ON as u64;
        }
        number
    }

    #[test]
    fn digits_need_no_escape_and_are_in_order() {
        assert!(DIGITS.is_sorted() && DIGITS.iter().all(|byte| (b' '..=b'~').contains(byte)));
        assert!(["\"", "\\", "<"].iter().all(|escaped| !DIGITS.contains(&escaped.as_bytes()[0])));
    }

    proptest::proptest! {
        #[test]
        fn numbers_are_read_as_written(number in 0_u64..=u64::from(u32::MAX)) {
            let mut text = String::new();
            put(&mut text, number);
            proptest::prop_assert_eq!(read(&text), number);
            let ends = |byte: u8| DIGITS.iter().position(|known| *known == byte).unwrap() < ENDS;
            proptest::prop_assert!(text.bytes().rev().skip(1).all(|byte| !ends(byte)) && text.bytes().last().is_some_and(ends));
        }
    }
}
