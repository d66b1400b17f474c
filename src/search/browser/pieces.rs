//! The files, each a call by which a piece hands itself over.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::corpus::hex;
use crate::search::error::IndexError;

/// What pieces are handed to.
const CALLED: &str = "precedentSearch";

/// Pieces by the names of their files.
#[derive(Default)]
pub(super) struct Pieces {
    files: BTreeMap<String, Vec<u8>>,
}

impl Pieces {
    /// Adds a piece: a letter for its sort, and its number or name. No text in it looks like a tag, whoever reads it.
    pub(super) fn put(&mut self, name: &str, data: &impl Serialize) -> Result<(), IndexError> {
        let data = serde_json::to_string(data).map_err(|error| IndexError::Write(error.into()))?;
        let file = format!("{CALLED}(\"{name}\",{})\n", data.replace('<', "\\u003c"));
        self.files.insert(format!("{name}.js"), file.into_bytes());
        Ok(())
    }

    /// A digest of all pieces so far: pieces of different sites are never taken for each other.
    pub(super) fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for (name, bytes) in &self.files {
            digest.update(name);
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        }
        let mut digest = hex(&digest.finalize());
        digest.truncate(12);
        digest
    }

    pub(super) fn files(self) -> BTreeMap<String, Vec<u8>> {
        self.files
    }
}

/// The size of a piece, in characters: at least so many, since each costs a request, and more where there would otherwise
/// be too many pieces, since the first terms of all of them are read with every query.
pub(super) fn size(least: usize, all: u64, most: usize) -> usize {
    usize::try_from(all / most as u64).unwrap_or(usize::MAX).max(least)
}
