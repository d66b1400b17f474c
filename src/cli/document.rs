//! Writes a document into a file, and never over what the program did not write.

use std::path::Path;

use super::error::{CommandError, Fault};
use crate::{fs, seal};

/// The largest file that is looked at to see whether it is ours.
const LARGEST: u64 = 20_000_000;

/// Writes a document with its seal; says whether the file was new or has changed.
pub(super) fn write(path: &Path, document: &str) -> Result<bool, CommandError> {
    let environment = |error| CommandError::new(Fault::Environment, error);
    let wanted = seal::seal(document);
    if std::fs::symlink_metadata(path).is_err() {
        path.parent().map_or(Ok(()), fs::create_folder).map_err(environment)?;
        return fs::create(path, &wanted).map(|()| true).map_err(environment);
    }
    let foreign = || {
        let message = format!("`{}` is there already, and not as this program wrote it", path.display());
        CommandError::usage(message).hint("nothing was written; name another file with `--out`, or move this one away")
    };
    let found = fs::read_bounded(path, LARGEST)
        .map_err(|error| if matches!(error, fs::Error::TooLarge { .. }) { foreign() } else { environment(error) })?;
    // A text that is not Unicode is not ours.
    let found = String::from_utf8(found).map_err(|_foreign| foreign())?;
    if found == wanted {
        return Ok(false);
    }
    if !seal::is_ours(&found) {
        return Err(foreign());
    }
    fs::replace(path, &found, &wanted).map(|()| true).map_err(environment)
}
