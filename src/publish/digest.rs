//! Content hashes, computed on every core and returned in the order asked for.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::PublishError;
use super::fs::{At, Stamp, open};
use crate::parallel;

/// More threads than this wait for the disk instead of hashing.
const MAX_THREADS: usize = 8;

/// Returns the SHA-256 of `bytes` in lower-case hexadecimal.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns the SHA-256 of a regular file, and the state it was in when it was read.
pub(super) fn of_file(path: &Path) -> Result<(String, Stamp), PublishError> {
    let mut file = open(path)?;
    let stamp = Stamp::of(&file.metadata().at("look at", path)?);
    let digest = of_reader(&mut file).at("read", path)?;
    Ok((digest, stamp))
}

fn of_reader(file: &mut File) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            Some([]) | None => return Ok(hex(&hash.finalize())),
            Some(bytes) => hash.update(bytes),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// Applies `work` to every item on several threads; results stand in the order of the items.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    parallel::map(items, MAX_THREADS, work)
}
