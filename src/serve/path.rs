//! The paths that requests ask for: decoded once, and written back for redirects.

/// Decodes a path into that of a file of a site, without the slash in front.
///
/// Nothing for what no page of a site links to: unfinished or foreign encodings, encoded slashes, control characters,
/// backslashes, and steps upwards. What is encoded twice is decoded once, and so names a file with a percent sign, which
/// does not exist.
pub(super) fn decode(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => Some((digit(rest.next()?)? << 4) | digit(rest.next()?)?).filter(|byte| *byte != b'/')?,
            _ => byte,
        });
    }
    let text = String::from_utf8(bytes).ok()?;
    let path = text.strip_prefix('/')?;
    let is_harmful = |c: char| c.is_control() || c == '\\';
    let climbs = path.split('/').any(|part| matches!(part, "." | ".."));
    (!climbs && !path.contains(is_harmful)).then(|| path.to_owned())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Writes a path of a site so that it can stand in an address.
pub(super) fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(decode("/").as_deref(), Some(""));
        assert_eq!(decode("/a/b%2dc.html").as_deref(), Some("a/b-c.html"));
        assert_eq!(decode("/%c3%A4").as_deref(), Some("ä"));
        assert_eq!(decode("/%252e%252e/x").as_deref(), Some("%2e%2e/x"));
        assert_eq!(decode("/a//b").as_deref(), Some("a//b"));
        assert_eq!(decode("/...").as_deref(), Some("..."));
    }

    #[test]
    fn what_climbs_or_deceives_is_no_path() {
        for bad in [
            "",
            "*",
            "a",
            "/..",
            "/../x",
            "/a/../b",
            "/%2e%2e/x",
            "/a/%2E./b",
            "/..%2fx",
            "/assets%2Fstyle.css",
            "/a\\b",
            "/a%5cb",
            "/%5c..%5c",
            "/%00",
            "/a%0d%0ab",
            "/%7f",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "/./a",
            "/%+1",
        ] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        for path in ["a b/ä%2e", "incidents/x.html", "%", "\"<>"] {
            assert_eq!(decode(&format!("/{}", encode(path))).as_deref(), Some(path));
        }
        assert_eq!(encode("a b/ä"), "a%20b/%C3%A4");
    }
}
