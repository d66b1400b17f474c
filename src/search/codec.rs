//! Numbers and texts as bytes. Reading is total: whatever the bytes are, it ends with a value or with damage.

use super::error::IndexError;

/// Appends a number, seven bits to a byte, lowest first.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Appends a text behind its length in bytes.
pub(super) fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads values one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes that are left.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, IndexError> {
        let (first, rest) = self.0.split_first().ok_or(IndexError::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<u64, IndexError> {
        match self.0.split_first() {
            Some((first, rest)) if *first < 0x80 => {
                self.0 = rest;
                Ok(u64::from(*first))
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> Result<u64, IndexError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(IndexError::Damaged)
    }

    /// A number that counts things in memory.
    #[inline]
    pub(super) fn count(&mut self) -> Result<usize, IndexError> {
        usize::try_from(self.number()?).map_err(IndexError::from)
    }

    /// A number of a document, of a position or of occurrences.
    #[inline]
    pub(super) fn small(&mut self) -> Result<u32, IndexError> {
        u32::try_from(self.number()?).map_err(IndexError::from)
    }

    #[inline]
    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8], IndexError> {
        let (part, rest) = self.0.split_at_checked(length).ok_or(IndexError::Damaged)?;
        self.0 = rest;
        Ok(part)
    }

    /// Bytes behind their length, together with it; nothing at the end.
    pub(super) fn block(&mut self) -> Result<&'a [u8], IndexError> {
        let start = self.0;
        if !start.is_empty() {
            let length = self.count()?;
            self.bytes(length)?;
        }
        Ok(start.get(..start.len() - self.0.len()).unwrap_or_default())
    }

    pub(super) fn text(&mut self) -> Result<&'a str, IndexError> {
        let length = self.count()?;
        std::str::from_utf8(self.bytes(length)?).map_err(IndexError::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(numbers in proptest::collection::vec(proptest::num::u64::ANY, 0..20), text in "\\PC*") {
            let mut bytes = Vec::new();
            for number in &numbers {
                put_number(&mut bytes, *number);
            }
            put_text(&mut bytes, &text);
            let mut cursor = Cursor::new(&bytes);
            for number in &numbers {
                proptest::prop_assert_eq!(cursor.number().unwrap(), *number);
            }
            proptest::prop_assert_eq!(cursor.text().unwrap(), text.as_str());
            proptest::prop_assert!(cursor.is_at_end());
        }

        #[test]
        fn any_bytes_end_with_a_value_or_damage(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..40)) {
            let mut cursor = Cursor::new(&bytes);
            while cursor.text().is_ok() && !cursor.is_at_end() {}
        }
    }
}
