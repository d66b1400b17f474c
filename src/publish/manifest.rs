//! The list of a site's files and their hashes, which lies in the site and proves that a build made it.
//!
//! It holds no clock and no absolute path: equal sites in different folders are equal to the byte.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::PublishError;
use super::fs::{At, find, open};

/// Where the manifest lies in the site; no file of the site may bear this name.
pub const MANIFEST: &str = ".precedent-manifest.json";
const SCHEMA: &str = "precedent.manifest.v1";

#[derive(Serialize, Deserialize)]
struct Document {
    schema: String,
    generator: String,
    files: BTreeMap<String, String>,
}

/// The part that every version of the manifest has.
#[derive(Deserialize)]
struct Head {
    schema: String,
}

/// A manifest whose paths are all sound: relative, `/`-separated, none below another.
#[derive(Default)]
pub(super) struct Manifest {
    /// Path to SHA-256 in hexadecimal; the manifest itself is not in it.
    pub(super) files: BTreeMap<String, String>,
    /// The file as it is written.
    pub(super) bytes: Vec<u8>,
}

impl Manifest {
    /// Builds the manifest of a site whose files have these hashes at sound paths.
    pub(super) fn new(files: BTreeMap<String, String>, generator: &str) -> Result<Self, PublishError> {
        let document = Document { schema: SCHEMA.to_owned(), generator: generator.to_owned(), files };
        let mut bytes = serde_json::to_vec_pretty(&document).at("write", Path::new(MANIFEST))?;
        bytes.push(b'\n');
        Ok(Self { files: document.files, bytes })
    }

    /// Reads the manifest of the site in `out`; `None` if there is none.
    pub(super) fn read(out: &Path) -> Result<Option<Self>, PublishError> {
        let path = out.join(MANIFEST);
        if find(&path)?.is_none() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        open(&path)?.read_to_end(&mut bytes).at("read", &path)?;
        let malformed = |source| PublishError::Manifest { path: path.clone(), source };
        let head: Head = serde_json::from_slice(&bytes).map_err(malformed)?;
        if head.schema != SCHEMA {
            let (found, expected) = (head.schema, SCHEMA);
            return Err(PublishError::ManifestSchema { path, found, expected });
        }
        let document: Document = serde_json::from_slice(&bytes).map_err(malformed)?;
        check_paths(&document.files)?;
        Ok(Some(Self { files: document.files, bytes }))
    }

    /// Returns every folder that a file of the site lies in, the site's own root excepted.
    pub(super) fn folders(&self) -> BTreeSet<&Path> {
        self.files.keys().flat_map(|path| parents(Path::new(path))).collect()
    }
}

/// Returns the folders above a relative path, the nearest first, the empty path excepted.
pub(super) fn parents(path: &Path) -> impl Iterator<Item = &Path> {
    path.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty())
}

/// Fails on the first path that could leave the output, hide the manifest or lie below another file.
pub(super) fn check_paths<T>(files: &BTreeMap<String, T>) -> Result<(), PublishError> {
    files.keys().try_for_each(|path| check_path(files, path))
}

/// Fails if a path could leave the output, hide the manifest or lie below one of `files`.
pub(super) fn check_path<T>(files: &BTreeMap<String, T>, path: &str) -> Result<(), PublishError> {
    let parts = || path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if path != MANIFEST && !path.contains('\0') && parts() && !has_file_above(files, path) {
        return Ok(());
    }
    Err(PublishError::SitePath { path: path.to_owned() })
}

fn has_file_above<T>(files: &BTreeMap<String, T>, path: &str) -> bool {
    let mut rest = path;
    while let Some((above, _)) = rest.rsplit_once('/') {
        // The manifest is a file of every site, although no list names it.
        if above == MANIFEST || files.contains_key(above) {
            return true;
        }
        rest = above;
    }
    false
}
