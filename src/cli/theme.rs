//! The theme that pages are made with, and whose fault it is if they cannot be made.

use std::path::Path;

use super::error::{CommandError, Fault};
use crate::site::RenderError;
use crate::theme::Theme;

/// The program's theme, or that of a folder over it.
pub(super) fn load(folder: Option<&Path>) -> Result<Theme, CommandError> {
    match folder {
        None => Theme::embedded().map_err(|error| CommandError::new(Fault::Bug, error)),
        Some(folder) => Theme::with_folder(folder).map_err(|error| {
            CommandError::usage(error).hint("docs/theme.md lists what a theme may replace and what its templates get")
        }),
    }
}

/// A page that cannot be made is the theme's fault if there is one, and ours if there is none.
pub(super) fn unrendered(folder: Option<&Path>, error: RenderError) -> CommandError {
    match folder {
        Some(folder) => CommandError::usage(error).hint(format!("correct the templates in `{}`", folder.display())),
        None => CommandError::new(Fault::Bug, error),
    }
}
