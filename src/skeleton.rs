//! Drafts of records: every field that one has to have, with a hint, and a blank wherever only a person can say.
//!
//! They are made from the definitions of the record types, so that a field added there is in the next draft. A blank is
//! an empty string, which no record may keep: `check` finds each at its line and says what belongs there.

use std::collections::BTreeMap;

use serde_json::Value as Schema;
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer};

use crate::corpus::schema::{Expected, Field, about, fields};
use crate::corpus::{FileKind, Kind};
use crate::format::HINT;
use crate::record::{Incident, InvalidText, Manifest, Part, PartialDate, Pattern, Product, Safeguard};

/// Columns of a line of hints.
const WIDTH: usize = 114;

/// Fields that a record of the kind need not have and that hardly any goes without.
const WANTED: &[(Kind, &str)] = &[
    (Kind::Incident, "agents.product"),
    (Kind::Incident, "events"),
    (Kind::Incident, "patterns"),
    (Kind::Incident, "safeguards"),
    (Kind::Incident, "sources.url"),
    (Kind::Incident, "sources.publisher"),
    (Kind::Incident, "sources.published"),
    (Kind::Incident, "sources.retrieved"),
];

/// Fields that name records, with the command that lists what they may name.
const LISTED: &[(&str, &str)] = &[
    ("agents.product", "`precedent list products` has them"),
    ("patterns.id", "`precedent list patterns` has them"),
    ("safeguards.id", "`precedent list safeguards` has them"),
    ("mitigates", "`precedent list patterns` has them"),
];

/// What is known of a record before anybody has written it.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its id.
    pub id: String,
    /// An incident's title, another record's name.
    pub title: String,
    /// When an incident happened.
    pub occurred: Option<PartialDate>,
    /// SPDX expression of the licence of the corpus.
    pub licence: String,
    /// The language of the corpus.
    pub language: String,
}

/// Drafts a record; `None` for kinds whose records are no Markdown.
#[must_use]
pub fn record(kind: Kind, given: &Given) -> Option<String> {
    let parts = parts(kind)?;
    let schema = FileKind::Record(kind).schema();
    let mut draft = Draft { kind, known: known(given), out: "```toml\n".to_owned() };
    draft.table(&schema, "");
    draft.out.push_str("```\n");
    for part in parts.iter().filter(|part| !part.optional) {
        draft.out.push_str(&format!("\n## {}\n", part.heading));
    }
    Some(draft.out)
}

/// Spells a manifest.
#[must_use]
pub fn manifest(manifest: &Manifest) -> String {
    // A manifest is a table of strings and a number, of which every one can be spelled.
    toml::to_string(manifest).unwrap_or_default()
}

/// Makes an incident's id of when it happened and the words of its title that say most.
///
/// # Errors
///
/// Fails if the title has no such words, or if neither a month nor a year is known.
pub fn incident_id(prefix: &str, occurred: &PartialDate, title: &str) -> Result<String, InvalidText> {
    let date = occurred.as_str();
    let digits = |from: usize, to: usize| {
        date.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
    };
    let year = digits(0, 4).ok_or_else(|| InvalidText::new("a date with a year such as `2026-05`", date))?;
    let month = date.get(4..5).filter(|dash| *dash == "-").and_then(|_| digits(5, 7));
    let words = words(title, true)?;
    Ok([prefix.to_owned(), year, month.unwrap_or_default(), words]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-"))
}

/// Makes the id of another record of its name.
///
/// # Errors
///
/// Fails if the name has no words that an id could be made of.
pub fn id(prefix: &str, name: &str) -> Result<String, InvalidText> {
    let words = words(name, false)?;
    Ok(if prefix.is_empty() { words } else { format!("{prefix}-{words}") })
}

/// The words of a title, in lower-case ASCII and joined by hyphens; of an incident's those that say most.
fn words(title: &str, only_telling: bool) -> Result<String, InvalidText> {
    const SILENT: &[&str] = &[
        "a", "about", "after", "an", "and", "as", "at", "by", "for", "from", "had", "has", "he", "in", "into", "is",
        "it", "its", "of", "on", "or", "s", "she", "t", "that", "the", "their", "they", "to", "was", "were", "while",
        "who", "with",
    ];
    const MOST_WORDS: usize = 6;
    const LONGEST: usize = 60;
    let mut analyzer =
        TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(AsciiFoldingFilter).build();
    let mut all = Vec::new();
    analyzer.token_stream(title).process(&mut |token| all.push(token.text.clone()));
    all.retain(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if only_telling && all.iter().any(|word| !SILENT.contains(&word.as_str())) {
        all.retain(|word| !SILENT.contains(&word.as_str()));
        all.truncate(MOST_WORDS);
    }
    while all.len() > 1 && all.iter().map(|word| word.len() + 1).sum::<usize>() > LONGEST {
        all.pop();
    }
    let slug = all.join("-");
    if slug.is_empty() { Err(InvalidText::new("words in Latin letters or digits", title)) } else { Ok(slug) }
}

fn parts(kind: Kind) -> Option<&'static [Part]> {
    match kind {
        Kind::Incident => Some(Incident::PARTS),
        Kind::Pattern => Some(Pattern::PARTS),
        Kind::Safeguard => Some(Safeguard::PARTS),
        Kind::Product => Some(Product::PARTS),
        Kind::Standard => None,
    }
}

/// Values that can be filled in, by their path; `*` stands for any table.
fn known(given: &Given) -> BTreeMap<&'static str, String> {
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut known = BTreeMap::from([
        ("id", text(&given.id)),
        ("title", text(&given.title)),
        ("name", text(&given.title)),
        ("licence", text(&given.licence)),
        ("patterns.role", text("primary")),
        ("sources.id", text("source-1")),
        ("sources.language", text(&given.language)),
        ("*.sources", "[\"source-1\"]".to_owned()),
    ]);
    if let Some(occurred) = &given.occurred {
        known.insert("occurred", text(occurred.as_str()));
    }
    known
}

struct Draft {
    kind: Kind,
    known: BTreeMap<&'static str, String>,
    out: String,
}

impl Draft {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn hint(&mut self, text: &str, indent: &str) {
        let options = textwrap::Options::new(WIDTH).word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            self.line(&format!("{HINT} {indent}{line}"));
        }
    }

    /// Writes the fields of a table, then the tables in it.
    fn table(&mut self, schema: &Schema, path: &str) {
        let (wanted, others): (Vec<Field<'_>>, Vec<Field<'_>>) =
            fields(schema).into_iter().partition(|field| field.required || self.wants(&join(path, field.name)));
        let mut tables = Vec::new();
        for field in wanted {
            let at = join(path, field.name);
            match inner(field.schema) {
                Some((table, brackets)) => tables.push((at, field, table, brackets)),
                None => self.value(&field, &at),
            }
        }
        if !others.is_empty() {
            let names: Vec<&str> = others.iter().map(|field| field.name).collect();
            self.hint(&format!("Where there is something to say: {}", names.join(", ")), "");
        }
        for (at, field, table, (open, close)) in tables {
            self.out.push('\n');
            self.hint(about(field.schema).unwrap_or_default(), "");
            self.line(&format!("{open}{at}{close}"));
            self.table(table, &at);
        }
    }

    fn wants(&self, path: &str) -> bool {
        WANTED.iter().any(|(kind, wanted)| *kind == self.kind && *wanted == path)
    }

    fn value(&mut self, field: &Field<'_>, path: &str) {
        self.hint(about(field.schema).unwrap_or_default(), "");
        let any = format!("*.{}", field.name);
        let known =
            self.known.get(path).or_else(|| self.known.get(any.as_str()).filter(|_| path.contains('.'))).cloned();
        let item = Expected::of(Expected::of(field.schema).items().unwrap_or(field.schema));
        if let (Expected::OneOf(values), None) = (&item, &known) {
            self.hint(&values.join(", "), "  ");
        }
        if let Some((_, lists)) = LISTED.iter().find(|(listed, _)| *listed == path) {
            self.hint(lists, "  ");
        }
        let value = known.unwrap_or_else(|| blank(field.schema));
        self.line(&format!("{} = {value}", field.name));
    }
}

/// The tables that a field holds, and the brackets around the name in their header.
fn inner(schema: &Schema) -> Option<(&Schema, (&'static str, &'static str))> {
    let expected = Expected::of(schema);
    let listed = || Expected::of(expected.items()?).table();
    expected.table().map(|table| (table, ("[", "]"))).or_else(|| Some((listed()?, ("[[", "]]"))))
}

/// What stands where nothing is known: an empty string, or the first value where there is no empty one.
fn blank(schema: &Schema) -> String {
    match Expected::of(schema) {
        Expected::Array(items) => format!("[{}]", blank(items)),
        Expected::Integer => "1".to_owned(),
        Expected::Boolean => "false".to_owned(),
        Expected::Table(_) | Expected::OneOf(_) | Expected::Text(_) | Expected::Anything => "\"\"".to_owned(),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_date_and_the_words_that_say_most() {
        let id = |date: &str, title: &str| incident_id("", &date.parse().unwrap(), title);
        assert_eq!(
            id("2026-05-19", "The agent's queue was emptied by Kiro").unwrap(),
            "2026-05-agent-queue-emptied-kiro"
        );
        assert_eq!(id("2025-1X", "Löschte die Datenbank").unwrap(), "2025-loschte-die-datenbank");
        assert_eq!(id("2026-01/2026-03", "a b c d e f g h i").unwrap(), "2026-01-b-c-d-e-f-g");
        assert_eq!(id("2026~", "the").unwrap(), "2026-the");
        assert!(id("?", "Queue").is_err() && id("2026", "可").is_err());
        assert_eq!(incident_id("ours", &"2026-05".parse().unwrap(), "Queue").unwrap(), "ours-2026-05-queue");
        assert_eq!(super::id("ours", "Purged the queue").unwrap(), "ours-purged-the-queue");
    }
}
