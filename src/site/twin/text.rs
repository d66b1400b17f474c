//! Characters: what pages refer to, and what Markdown would obey.

use std::borrow::Cow;

/// Resolves the character references that pages use.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    const KNOWN: [(&str, char); 7] = [
        ("lt;", '<'),
        ("gt;", '>'),
        ("quot;", '"'),
        ("#39;", '\''),
        ("#x27;", '\''),
        ("nbsp;", '\u{a0}'),
        ("amp;", '&'),
    ];
    let Some((first, mut rest)) = text.split_once('&') else { return text.into() };
    let mut out = String::with_capacity(text.len());
    out.push_str(first);
    loop {
        let known = KNOWN.iter().find_map(|(reference, c)| Some((*c, rest.strip_prefix(reference)?)));
        let (c, behind) = known.unwrap_or(('&', rest));
        out.push(c);
        let Some((text, next)) = behind.split_once('&') else {
            out.push_str(behind);
            return out.into();
        };
        out.push_str(text);
        rest = next;
    }
}

/// Takes the meaning from characters that Markdown would obey.
pub(in crate::site) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'*' | b'`' | b'[' | b']' | b'<' | b'~' | b'&' | b'_')) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let behind = rest.as_str().chars().next().unwrap_or(' ');
        let has_meaning = match c {
            '\\' | '*' | '`' | '[' | ']' | '<' | '~' => true,
            '&' => behind == '#' || behind.is_ascii_alphabetic(),
            // Within a word it is a letter.
            '_' => !(before.is_alphanumeric() && behind.is_alphanumeric()),
            _ => false,
        };
        if has_meaning {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out.into()
}

/// Takes the meaning from what would begin a heading, a list or a quotation.
pub(super) fn unmarked(text: &str) -> String {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = match text.trim_start_matches('#').chars().next() {
        Some('>' | '=') => 0,
        Some(' ') | None if text.starts_with('#') => 0,
        Some('-' | '+') if text.get(1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', '+'])) => 0,
        Some('0'..='9') if text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) => digits,
        _ => return text.to_owned(),
    };
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    format!("{before}\\{behind}")
}

/// An address that Markdown takes for one, whatever is in it.
pub(super) fn destination(address: &str) -> String {
    if address.contains(['<', '>', '\n']) {
        return destination(&address.replace('<', "%3C").replace('>', "%3E").replace('\n', "%0A"));
    }
    if address.contains(['(', ')', ' ']) { format!("<{address}>") } else { address.to_owned() }
}
