//! `SQLite`'s full-text search over the same texts, with the same weights of fields.

use std::path::Path;

use precedent::kb::KnowledgeBase;
use precedent::search::{TextField, Texts, texts};
use rusqlite::{Connection, params, params_from_iter};

use crate::Outcome;

/// A database with one table of texts, a column for each field.
pub(crate) struct Fts5(Connection);

/// What a record must have of the words of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matching {
    /// At least one, as with us.
    Any,
    /// All of them, which is FTS5's own way.
    All,
}

impl Fts5 {
    pub(crate) fn make(path: &Path, kb: &KnowledgeBase) -> Outcome<()> {
        Self::fill(Connection::open(path)?, kb).map(drop)
    }

    pub(crate) fn in_memory(kb: &KnowledgeBase) -> Outcome<Self> {
        Self::fill(Connection::open_in_memory()?, kb)
    }

    fn fill(mut connection: Connection, kb: &KnowledgeBase) -> Outcome<Self> {
        // Ours is not synced to disk here either.
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
        let fields: Vec<&str> = TextField::ALL.iter().map(|field| field.as_str()).collect();
        connection.execute_batch(&format!(
            "CREATE VIRTUAL TABLE texts USING fts5(kind UNINDEXED, id UNINDEXED, {}, tokenize = 'porter unicode61');
             INSERT INTO texts(texts, rank) VALUES('rank', 'bm25(0, 0, 3.0, 2.5, 2.0, 2.0, 1.5, 0.7, 1.0)');",
            fields.join(", ")
        ))?;
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare("INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
            for record in texts(kb) {
                insert.execute(params_from_iter(columns(&record)))?;
            }
        }
        transaction.commit()?;
        connection.execute("INSERT INTO texts(texts) VALUES('optimize')", params![])?;
        Ok(Self(connection))
    }

    pub(crate) fn open(path: &Path) -> Outcome<Self> {
        let connection = Connection::open(path)?;
        // As much as it may want, so that nothing is read twice.
        connection.execute_batch("PRAGMA cache_size = -1000000; PRAGMA mmap_size = 4000000000;")?;
        Ok(Self(connection))
    }

    /// The ids of the first hits, read with their titles and excerpts.
    pub(crate) fn search(&self, query: &str, limit: u32) -> Outcome<Vec<String>> {
        let mut select = self.0.prepare_cached(
            "SELECT id, title, snippet(texts, -1, '*', '*', '…', 30) FROM texts WHERE texts MATCH ?1 ORDER BY rank LIMIT ?2",
        )?;
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?));
        let hits: Result<Vec<(String, String, String)>, _> = select.query_map(params![query, limit], row)?.collect();
        Ok(hits?.into_iter().map(|(id, ..)| id).collect())
    }

    /// The ids of the first incidents.
    pub(crate) fn incidents(&self, query: &str, limit: u32) -> Outcome<Vec<String>> {
        let mut select = self
            .0
            .prepare_cached("SELECT id FROM texts WHERE texts MATCH ?1 AND kind = 'incident' ORDER BY rank LIMIT ?2")?;
        let ids: Result<Vec<String>, _> = select.query_map(params![query, limit], |row| row.get(0))?.collect();
        Ok(ids?)
    }
}

/// What goes into a row: kind, id, and the lines of each field.
fn columns(record: &Texts) -> Vec<String> {
    let mut columns = vec![record.kind.as_str().to_owned(), record.id.clone()];
    for field in TextField::ALL {
        let lines = record.lines.iter().filter(|(of, _)| of == field);
        columns.push(lines.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n"));
    }
    columns
}

/// A query in FTS5's own language, every word of it quoted; it knows no filters here.
pub(crate) fn query(words: &[String], phrase: Option<&str>, matching: Matching) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let words = quoted.join(if matching == Matching::Any { " OR " } else { " AND " });
    match phrase {
        Some(phrase) if words.is_empty() => format!("\"{phrase}\""),
        Some(phrase) => format!("\"{phrase}\" AND ({words})"),
        None => words,
    }
}
