//! `settings.md`: the files and keys that `profile detect` reads.

use crate::profile::Detection;

const HEAD: &str = "# Settings that are read\n\nWhere `precedent profile detect` looks below a folder, and the keys that it \
                    knows. Beside each stands the page of the vendor that names it. A file is read only if it lies within \
                    the folder once links are followed; other keys are not looked at.\n";

/// Writes the page.
pub(super) fn page() -> String {
    let mut text = HEAD.to_owned();
    let mut product = "";
    for place in Detection::places() {
        if place.product != product {
            product = place.product;
            text.push_str(&format!("\n## {product}\n"));
        }
        text.push_str(&format!("\n### `{}`\n\n", place.path));
        if place.keys.is_empty() {
            text.push_str(&format!("That it is there, or the paths that it lists: <{}>\n", place.source));
            continue;
        }
        text.push_str("| key | documented at |\n|---|---|\n");
        for (key, source) in &place.keys {
            text.push_str(&format!("| `{key}` | <{source}> |\n"));
        }
    }
    text
}
