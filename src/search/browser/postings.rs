//! Postings as texts: documents as distances, impacts as their halves, each apart, since like compresses with like.

use serde::Serialize;

use super::digits::{put, put_digit};
use crate::search::list::Posting;

/// The postings of several terms, one after the other.
#[derive(Debug, Default, Serialize)]
pub(super) struct Postings {
    distances: String,
    upper: String,
    lower: String,
}

impl Postings {
    pub(super) fn add(&mut self, postings: &[Posting]) {
        let mut next = 0;
        for (document, impact) in postings {
            put(&mut self.distances, document - next);
            put_digit(&mut self.upper, usize::from(impact >> 4));
            put_digit(&mut self.lower, usize::from(impact & 15));
            next = document + 1;
        }
    }

    /// How long it is.
    pub(super) fn size(&self) -> usize {
        self.distances.len() + self.upper.len() + self.lower.len()
    }

    /// The texts, in the order in which the script takes them.
    pub(super) fn into_texts(self) -> [String; 3] {
        [self.distances, self.upper, self.lower]
    }
}
