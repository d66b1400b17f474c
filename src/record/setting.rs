//! How a setting is said in a sentence: what is typed stands between back-ticks, and all else is prose.

use super::Setting;

impl Setting {
    /// What to set in a product of that name: ``Claude Code: set `a.b` to `true`, for all``.
    #[must_use]
    pub fn instruction(&self, product: &str) -> String {
        let name = name(&self.name);
        match value(&self.name, &self.value) {
            (said, true) => format!("{product}: set {name} to {said}"),
            (said, false) => format!("{product}, {name}: {said}"),
        }
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// A name: a key as code, without what stands in brackets behind it; the words on a screen as they are.
fn name(text: &str) -> String {
    if text.contains('`') {
        return text.to_owned();
    }
    let (head, place) = text.strip_suffix(')').and_then(|text| text.split_once(" (")).unwrap_or((text, ""));
    let said = if is_key(head) { code(head) } else { prose(head) };
    if place.is_empty() { said } else { format!("{said} ({})", prose(place)) }
}

/// True for what is typed into a file or a shell.
fn is_key(text: &str) -> bool {
    if text.contains(' ') {
        let is_command = text.starts_with('/') && !text.contains(',');
        return is_command
            || text.starts_with("--")
            || [" --", "<", ": ", " = "].iter().any(|mark| text.contains(mark));
    }
    !text.starts_with(|c: char| c.is_uppercase()) || text.contains(['_', '.'])
}

/// A value, and whether it begins with something to type.
fn value(name: &str, text: &str) -> (String, bool) {
    if text.contains('`') {
        return (text.to_owned(), false);
    }
    let (mut said, mut rest) = (String::new(), text);
    while let Some((literal, behind)) = literal(rest) {
        said.push_str(&code(literal));
        rest = behind;
        let Some(other) = behind.strip_prefix(" or ").filter(|other| literal_of(other)) else { break };
        said.push_str(" or ");
        rest = other;
    }
    if said.is_empty() && !text.contains(' ') && is_key(name) {
        return (code(text), true);
    }
    let is_typed = !said.is_empty();
    said.push_str(&prose(rest));
    (said, is_typed)
}

fn literal_of(text: &str) -> bool {
    literal(text).is_some()
}

/// The literal that a text begins with, alone or given to a name, and what is behind it.
fn literal(text: &str) -> Option<(&str, &str)> {
    assignment(text).or_else(|| plain_literal(text))
}

/// A literal given to a name: `match: ["a", "b"]`, `inherit = "core"`.
fn assignment(text: &str) -> Option<(&str, &str)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let value = text.trim_start_matches(is_of_name);
    let value = value.strip_prefix(": ").or_else(|| value.strip_prefix(" = "))?;
    let (_, behind) = plain_literal(value).filter(|_| text.starts_with(is_of_name))?;
    Some((text.strip_suffix(behind)?, behind))
}

/// A string, a list, a table, a truth or a number.
fn plain_literal(text: &str) -> Option<(&str, &str)> {
    let end = match text.chars().next()? {
        '"' => text.get(1..)?.find('"')? + 2,
        '[' | '{' => bracketed(text)?,
        '0'..='9' => text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len(),
        _ => ["true", "false"].iter().find(|word| text.starts_with(**word))?.len(),
    };
    let (literal, behind) = text.split_at_checked(end)?;
    (behind.is_empty() || behind.starts_with([' ', ',', ';'])).then_some((literal, behind))
}

/// Where the bracket ends that a text begins with; brackets in strings do not count.
fn bracketed(text: &str) -> Option<usize> {
    let (mut depth, mut is_string) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => is_string = !is_string,
            '[' | '{' if !is_string => depth += 1,
            ']' | '}' if !is_string => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Prose, in which what looks typed stands between back-ticks.
fn prose(text: &str) -> String {
    let (mut said, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        if let Some((literal, behind)) = assignment(rest) {
            said.push_str(&code(literal));
            rest = behind;
        }
        let (word, behind) = rest.split_at_checked(rest.find(' ').unwrap_or(rest.len())).unwrap_or((rest, ""));
        said.push_str(&spelled(word));
        rest = behind.trim_start_matches(' ');
        if rest.len() < behind.len() {
            said.push(' ');
        }
    }
    said
}

fn spelled(word: &str) -> String {
    let inner = word.trim_start_matches('(').trim_end_matches([',', '.', ';', ':', ')']);
    if inner.is_empty() || !looks_typed(inner) {
        return word.to_owned();
    }
    word.replacen(inner, &code(inner), 1)
}

/// True for flags, paths, file names, dotted keys, and names with an underscore or a capital inside.
fn looks_typed(word: &str) -> bool {
    let is_dotted = |word: &str| {
        let long =
            |part: &str| part.len() > 1 && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        word.split_once('.').is_some_and(|(a, b)| long(a) && b.split('.').all(long))
    };
    let has_inner_capital = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && word.contains(|c: char| c.is_ascii_uppercase());
    let begins = |marks: &[&str]| marks.iter().any(|mark| word.len() > mark.len() && word.starts_with(mark));
    begins(&["--", "~/", "/", "."]) || word.contains(['_', '\\']) || is_dotted(word) || has_inner_capital
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_literals_are_code_and_prose_is_prose() {
        for (key, typed, expected) in [
            ("a.deny", "[\"B(x *)\", \"c]\"]", "P: set `a.deny` to `[\"B(x *)\", \"c]\"]`"),
            (
                "a.mode",
                "\"dontAsk\", with a short list in permissions.allow",
                "P: set `a.mode` to `\"dontAsk\"`, with a short list in `permissions.allow`",
            ),
            ("a.sandbox", "\"docker\" or \"podman\"", "P: set `a.sandbox` to `\"docker\"` or `\"podman\"`"),
            ("deny (cli.json)", "true", "P: set `deny` (`cli.json`) to `true`"),
            ("--max-turns", "a finite number in every run", "P, `--max-turns`: a finite number in every run"),
            ("Secure Mode", "on, where the version has it", "P, Secure Mode: on, where the version has it"),
            ("OTEL_LOGS", "otlp", "P: set `OTEL_LOGS` to `otlp`"),
            (
                "capability: shell",
                "match: [\"a*\"], or none",
                "P: set `capability: shell` to `match: [\"a*\"]`, or none",
            ),
            ("a", "true, with b.c: true and d = \"e\".", "P: set `a` to `true`, with `b.c: true` and d = \"e\"."),
            ("/stop", "known to everybody", "P, `/stop`: known to everybody"),
            ("stop <id>", "for each that `list` names", "P, `stop <id>`: for each that `list` names"),
        ] {
            let (said, is_typed) = value(key, typed);
            let found =
                if is_typed { format!("P: set {} to {said}", name(key)) } else { format!("P, {}: {said}", name(key)) };
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn any_text_is_said_whole() {
        for text in ["", "[", "{\"", "]", "a: ", "é`", "25 or ", "  x", "--", "/", "\"\"", "true or or", "ä.ö"] {
            let bare = |text: &str| text.replace(['`', ' '], "");
            assert_eq!(bare(&value("a", text).0), bare(text), "{text}");
            assert_eq!(bare(&name(text)), bare(text), "{text}");
        }
    }
}
