//! What people might type: a few words of a record, some in quotes, some with a filter, some as a command.

use precedent::search::Query;

use crate::generator::{Generator, PREFIX};
use crate::random::Random;

const QUERIES: u64 = 200;

/// A query, for everybody.
pub(crate) struct Asked {
    pub(crate) ours: Query,
    pub(crate) words: Vec<String>,
    pub(crate) phrase: Option<String>,
}

/// The same queries for the same seed and number of records.
pub(crate) fn queries(generator: &Generator, records: u64) -> Vec<Asked> {
    (0..QUERIES).map(|number| asked(generator, number, records)).collect()
}

fn asked(generator: &Generator, number: u64, records: u64) -> Asked {
    let mut random = Random::new(number, records);
    let record = generator.incident(random.below(records)).text;
    let title = words(value(&record, "title"));
    let summary = words(value(&record, "summary"));
    let count = random.between(1, 6);
    let mut phrase = None;
    let (words, filter) = match number % 10 {
        0..=3 => (run(&title, count, &mut random), ""),
        4 | 5 => (run(&summary, count, &mut random), ""),
        6 => ([run(&title, 2, &mut random), run(&summary, 2, &mut random)].concat(), ""),
        7 => {
            let count = random.between(2, 3);
            phrase = Some(run(&summary, count, &mut random).join(" "));
            (run(&title, 2, &mut random), "")
        }
        8 => (run(&title, 3, &mut random), *random.pick(&["severity:>=s3", "year:2025", "type:incident"])),
        _ => return command(value(&record, "text")),
    };
    let product = format!("product:{PREFIX}-coding-agent");
    let filter = if number % 50 == 8 { &product } else { filter };
    let mut text = words.join(" ");
    for part in phrase.iter().map(|phrase| format!("\"{phrase}\"")).chain([filter.to_owned()]) {
        text = format!("{text} {part}");
    }
    Asked { ours: Query::parse(text.trim()), words, phrase }
}

fn command(text: &str) -> Asked {
    Asked { ours: Query::parse(text), words: words(text), phrase: None }
}

/// The first value of a key in the front matter.
fn value<'a>(record: &'a str, key: &str) -> &'a str {
    let line = record.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
    line.unwrap_or_default().trim_end_matches('"')
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// So many words that stand in a row.
fn run(words: &[String], count: u64, random: &mut Random) -> Vec<String> {
    let count = usize::try_from(count).unwrap_or(1).min(words.len());
    let start = usize::try_from(random.below((words.len() - count) as u64 + 1)).unwrap_or_default();
    words[start..start + count].to_vec()
}
