//! What may be shown of somebody's settings: never what looks like a secret, and never much.

use super::tree::{Node, Value};

/// What stands in place of a secret.
const HIDDEN: &str = "‹hidden›";
/// What is said of a setting that holds one.
pub(super) const SECRET_IN_FILE: &str =
    "a value that looks like a secret stands in the file, for every agent that reads it";
/// Characters of a text that are shown.
const LONGEST: usize = 80;
/// Items of a list, or keys of a table, that are shown.
const MOST: usize = 4;

/// Words in the names of settings whose values are secrets.
const SECRET_NAMES: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "apikey",
    "accesskey",
    "privatekey",
    "authorization",
    "auth",
    "bearer",
    "cookie",
    "session",
    "signature",
    "dsn",
    "connectionstring",
    "webhook",
    "pat",
];

/// How well-known secrets begin.
const SECRET_BEGINNINGS: &[&str] = &[
    "sk-",
    "sk_live",
    "sk_test",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "aiza",
    "ya29.",
    "eyj",
    "pypi-",
    "dop_v1_",
    "shpat_",
    "lin_api_",
    "-----begin",
];

/// Shows a value without what looks like a secret.
pub(super) fn shown(node: &Node) -> String {
    match &node.value {
        Value::Nothing => "null".to_owned(),
        Value::Switch(on) => on.to_string(),
        Value::Number(number) => text(number),
        Value::Text(value) => format!("\"{}\"", text(value)),
        Value::List(items) => {
            let inner = |item: &Node| match &item.value {
                Value::List(_) => "[…]".to_owned(),
                Value::Table(_) => "{…}".to_owned(),
                Value::Nothing | Value::Switch(_) | Value::Number(_) | Value::Text(_) => shown(item),
            };
            format!("[{}]", few(items.iter().map(inner)))
        }
        // What stands in a table can be anything; its keys say what it is about.
        Value::Table(entries) => format!("{{{}}}", few(entries.iter().map(|(name, _)| text(name)))),
    }
}

fn few(items: impl ExactSizeIterator<Item = String>) -> String {
    let more = items.len().saturating_sub(MOST);
    let mut list = items.take(MOST).collect::<Vec<_>>().join(", ");
    if more > 0 {
        list.push_str(&format!(", and {more} more"));
    }
    list
}

/// Shows a text on one line without what looks like a secret.
pub(super) fn text(value: &str) -> String {
    let shown = masked(value);
    let mut cut: String = shown.chars().take(LONGEST).collect();
    if shown.chars().nth(LONGEST).is_some() {
        cut.push('…');
    }
    crate::source::printable(&cut).into_owned()
}

/// True for a text of which something would be hidden.
pub(super) fn hides(value: &str) -> bool {
    masked(value).contains(HIDDEN)
}

fn masked(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::new();
    let mut hides_next = false;
    for token in line.split_inclusive(is_separator) {
        let word = token.trim_end_matches(is_separator);
        let rest = token.strip_prefix(word).unwrap_or_default();
        if word.is_empty() {
            shown.push_str(rest);
            continue;
        }
        let (kept, next) = word_shown(word, hides_next);
        hides_next = next;
        shown.push_str(&kept);
        shown.push_str(rest);
    }
    shown
}

fn is_separator(c: char) -> bool {
    " \"'`,;()[]{}|&<>".contains(c)
}

/// Shows a word, and says whether the next one is a secret.
fn word_shown(word: &str, is_value: bool) -> (String, bool) {
    if matches!(word.to_lowercase().as_str(), "bearer" | "basic") {
        return (word.to_owned(), true);
    }
    if is_value || looks_secret(word) {
        return (HIDDEN.to_owned(), false);
    }
    if let Some((scheme, rest)) = word.split_once("://") {
        return (format!("{scheme}://{}", host(rest)), false);
    }
    if let Some((name, value)) = word.split_once(['=', ':'])
        && is_secret_name(name)
    {
        let sign = word.get(name.len()..=name.len()).unwrap_or_default();
        let hidden = if value.is_empty() { "" } else { HIDDEN };
        return (format!("{name}{sign}{hidden}"), value.is_empty());
    }
    (word.to_owned(), word.starts_with('-') && is_secret_name(word))
}

/// The host of an address; what stands behind it may be a key.
pub(super) fn host(address: &str) -> String {
    let (place, path) = address.split_at(address.find(['/', '?', '#']).unwrap_or(address.len()));
    let host = place.rsplit('@').next().unwrap_or_default();
    let host = if looks_secret(host) { HIDDEN } else { host };
    if path.len() > 1 { format!("{host}/…") } else { host.to_owned() }
}

/// True for names such as `API_KEY`, `--auth-token` or `dbPassword`.
pub(super) fn is_secret_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let bare: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let ends_in_key = bare.ends_with("key") || bare.ends_with("keys");
    ends_in_key
        || words.any(|word| word == "pat" || word == "auth")
        || SECRET_NAMES.iter().any(|known| known.len() > 4 && bare.contains(known))
        || SECRET_NAMES.contains(&bare.as_str())
}

/// True for a text that holds what keys and tokens are made of.
pub(super) fn looks_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    let known = SECRET_BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning)) && text.len() >= 12;
    let mut runs = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '+' || c == '='));
    known || is_uuid(text) || runs.any(is_random)
}

/// True for a run of letters and digits that no word or version is spelled like.
fn is_random(run: &str) -> bool {
    const SHORTEST: usize = 16;
    const SHORTEST_OF_LETTERS: usize = 24;
    if run.len() < SHORTEST {
        return false;
    }
    let class = |c: char| match c {
        '0'..='9' => 0,
        'a'..='z' => 1,
        'A'..='Z' => 2,
        _ => 3,
    };
    let classes: Vec<u8> = run.chars().map(class).collect();
    let changes = classes.windows(2).filter(|pair| matches!(pair, [one, other] if one != other)).count();
    let has_digit = classes.contains(&0);
    if has_digit {
        return changes >= 2 || classes.iter().all(|class| *class == 0);
    }
    // The humps of a name are farther apart.
    run.len() >= SHORTEST_OF_LETTERS && changes * 3 >= run.len()
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that hold a secret, which is `S3CR3T` and what follows.
    const SECRETS: &[&str] = &[
        "API_KEY=S3CR3T npm test",
        "curl -H 'Authorization: Bearer S3CR3T' https://x.org",
        "curl -H \"Authorization: Basic S3CR3T\"",
        "deploy --token S3CR3T --force",
        "deploy --password=S3CR3T",
        "psql postgres://me:S3CR3T@db.example.org/x",
        "https://hooks.slack.com/services/T0/B0/S3CR3T",
        "https://x.org/mcp?api_key=S3CR3T",
        "sk-S3CR3T-abcdefgh",
        "ghp_S3CR3T0123456789",
        "echo S3CR3T0a1b2c3d4e5f6",
        "export AWS_SECRET_ACCESS_KEY=S3CR3T",
        "x-api-key: S3CR3T",
    ];

    #[test]
    fn secrets_are_never_shown() {
        for secret in SECRETS {
            let shown = text(secret);
            assert!(!shown.contains("S3CR3T"), "{secret}: {shown}");
            assert!(shown.contains(HIDDEN) || shown.contains('…') || shown.contains("db.example.org"), "{shown}");
        }
        assert!(looks_secret("123e4567-e89b-12d3-a456-426614174000"));
        assert!(looks_secret("wJalrXUtnFEMIbPxRfiCYEXAMPLEKEY"));
        assert!(looks_secret("9f86d081884c7d659a2feaa0c55ad015"));
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        for plain in [
            "Bash(git push origin main)",
            "Bash(npm run test:unit)",
            "@modelcontextprotocol/server-filesystem@2025.8.21",
            "mcp__github__create_pull_request",
            "workspace-write",
            "Read(//**/.env)",
            "sandbox.network.allowedDomains",
            "terraform apply *",
            "kubectl get pods -n production-2",
            "mcp__forge__createPullRequestReviewComment",
            "gcloud run deploy --region asia-northeast1",
        ] {
            assert_eq!(text(plain), plain);
        }
        assert_eq!(text("https://x.org"), "https://x.org");
    }

    #[test]
    fn names_of_secrets_are_known() {
        for name in
            ["API_KEY", "githubToken", "--auth-token", "DB_PASSWORD", "Authorization", "GITHUB_PAT", "X-Api-Key"]
        {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["NODE_ENV", "path", "PORT", "author", "compatible", "LOG_LEVEL", "keyboard"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn little_is_shown_on_one_line() {
        assert!(text(&"a b\n".repeat(500)).chars().count() <= LONGEST + 1);
        assert!(!text("a\u{202e}b\u{1b}[31m").contains(crate::source::is_unsafe));
    }
}
