//! Writes answers and a review into the text of a profile, and changes nothing else in it: comments, order and spelling
//! stay as they are.

use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::profile::{Answer, LastReview, ReviewedMoment, TeamProfile};
use crate::record::Term;

/// Why a text was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The text is no profile.
    #[error("the profile could not be read")]
    Unreadable,
    /// What came out would not say what it should; the text is one that this module does not understand.
    #[error("the profile would not say what it should")]
    Meaning,
}

/// Writes answers, new ones behind those that are there, and what a review saw.
///
/// # Errors
///
/// Fails if the text is no profile, and if the outcome would say anything else than the text with these changes.
pub fn record(text: &str, answers: &[Answer], review: Option<&LastReview>) -> Result<String, RecordError> {
    let mut wanted: TeamProfile = read(text)?;
    let mut document: DocumentMut = text.parse().ok().ok_or(RecordError::Unreadable)?;
    if !answers.is_empty() {
        let entries = document.entry("answers").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        for answer in answers {
            set_answer(entries, answer);
            match wanted.answers.iter_mut().find(|other| other.safeguard == answer.safeguard) {
                Some(other) => *other = answer.clone(),
                None => wanted.answers.push(answer.clone()),
            }
        }
    }
    if let Some(review) = review {
        set_review(document.as_table_mut(), review);
        wanted.last_review = Some(review.clone());
    }
    let written = with_line_ends_of(text, document.to_string());
    if read(&written)? == wanted { Ok(written) } else { Err(RecordError::Meaning) }
}

fn read(text: &str) -> Result<TeamProfile, RecordError> {
    toml::from_str(text).ok().ok_or(RecordError::Unreadable)
}

/// Gives new lines the ends of the old ones.
fn with_line_ends_of(text: &str, written: String) -> String {
    let returns = text.matches("\r\n").count();
    if returns == 0 || returns < text.matches('\n').count() {
        return written;
    }
    written.replace("\r\n", "\n").replace('\n', "\r\n")
}

fn set_answer(entries: &mut Item, answer: &Answer) {
    let id = answer.safeguard.as_str();
    let names = |table: &dyn TableLike| table.get("safeguard").and_then(Item::as_str) == Some(id);
    match entries {
        Item::ArrayOfTables(tables) => {
            if let Some(table) = tables.iter_mut().find(|table| names(*table)) {
                return fill(table, answer);
            }
            let mut table = Table::new();
            fill(&mut table, answer);
            tables.push(table);
        }
        Item::Value(Value::Array(array)) => {
            let found = array.iter().position(|value| value.as_inline_table().is_some_and(|table| names(table)));
            if let Some(table) = found.and_then(|at| array.get_mut(at)?.as_inline_table_mut()) {
                return fill(table, answer);
            }
            let mut table = InlineTable::new();
            fill(&mut table, answer);
            push(array, Value::from(table));
        }
        Item::None | Item::Value(_) | Item::Table(_) => {}
    }
}

fn fill(table: &mut dyn TableLike, answer: &Answer) {
    set(table, "safeguard", Some(answer.safeguard.to_string().into()));
    set(table, "version", Some(i64::from(answer.version).into()));
    set(table, "answer", Some(answer.answer.as_str().into()));
    set(table, "evidence", answer.evidence.as_ref().map(|it| it.to_string().into()));
    set(table, "by", answer.by.as_ref().map(|it| it.to_string().into()));
    set(table, "on", answer.on.as_ref().map(|it| it.to_string().into()));
    set(table, "expires", answer.expires.as_ref().map(|it| it.to_string().into()));
}

/// Sets, leaves or removes a value; what is the same already keeps its spelling, and comments stay.
fn set(table: &mut dyn TableLike, name: &str, value: Option<Value>) {
    let Some(mut value) = value else { return remove(table, name) };
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) if is_same(old, &value) => {}
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(name, Item::Value(value))),
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    one.as_str().zip(other.as_str()).is_some_and(|(one, other)| one == other)
        || one.as_integer().zip(other.as_integer()).is_some_and(|(one, other)| one == other)
}

/// Removes a value; comments above and behind it move above the first key of the table, where they are not lost.
fn remove(table: &mut dyn TableLike, name: &str) {
    let above = table.key(name).and_then(|key| key.leaf_decor().prefix()?.as_str().map(str::to_owned));
    let behind = table.get(name).and_then(|item| item.as_value()?.decor().suffix()?.as_str().map(str::to_owned));
    if table.remove(name).is_none() {
        return;
    }
    let comments: Vec<String> = [above, behind].into_iter().flatten().flat_map(|text| comments(&text)).collect();
    let first = table.iter().next().map(|(key, _)| key.to_owned());
    if let (false, Some(mut first)) = (comments.is_empty(), first.and_then(|first| table.key_mut(&first))) {
        let prefix = first.leaf_decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
        let lines: String = comments.iter().flat_map(|comment| [comment.as_str(), "\n"]).collect();
        first.leaf_decor_mut().set_prefix(format!("{lines}{prefix}"));
    }
}

fn comments(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| line.starts_with('#')).map(str::to_owned).collect()
}

fn set_review(document: &mut Table, review: &LastReview) {
    if !document.get("last_review").is_some_and(Item::is_table_like) {
        document.insert("last_review", Item::Table(Table::new()));
    }
    let Some(table) = document.get_mut("last_review").and_then(Item::as_table_like_mut) else { return };
    set(table, "on", Some(review.on.to_string().into()));
    set(table, "corpus", Some(review.corpus.to_string().into()));
    set_list(table, "incidents", review.incidents.iter().map(ToString::to_string));
    if !table.contains_key("moments") {
        table.insert("moments", Item::ArrayOfTables(ArrayOfTables::new()));
    }
    match table.get_mut("moments") {
        Some(Item::ArrayOfTables(tables)) => {
            let mut kept = BTreeMap::new();
            for table in tables.iter() {
                kept.entry(name_of(table)).or_insert_with(|| table.clone());
            }
            tables.clear();
            for moment in &review.moments {
                let mut table = kept.remove(moment.moment.as_str()).unwrap_or_default();
                // Tables with a place of their own would be written there, whatever their order here.
                table.set_position(None);
                fill_moment(&mut table, moment);
                tables.push(table);
            }
        }
        Some(Item::Value(Value::Array(array))) => {
            array.clear();
            for moment in &review.moments {
                let mut table = InlineTable::new();
                fill_moment(&mut table, moment);
                push(array, Value::from(table));
            }
        }
        _ => {}
    }
}

fn name_of(table: &Table) -> String {
    table.get("moment").and_then(Item::as_str).unwrap_or_default().to_owned()
}

fn fill_moment(table: &mut dyn TableLike, moment: &ReviewedMoment) {
    set(table, "moment", Some(moment.moment.as_str().into()));
    set_list(table, "items", moment.items.iter().map(ToString::to_string));
}

/// Sets a list of ids, one a line unless the list was written on one line; what stays keeps its comments, and those of
/// what goes stay at the end.
fn set_list(table: &mut dyn TableLike, name: &str, ids: impl Iterator<Item = String>) {
    let ids: Vec<String> = ids.collect();
    let Some(old) = table.get(name).and_then(Item::as_array) else {
        let mut array = Array::new();
        for id in &ids {
            push(&mut array, Value::from(id.as_str()));
        }
        close(&mut array, "");
        table.insert(name, Item::Value(Value::Array(array)));
        return;
    };
    if old.iter().map(Value::as_str).eq(ids.iter().map(|id| Some(id.as_str()))) {
        return;
    }
    let text = |value: &Value| [value.decor().prefix(), value.decor().suffix()].map(raw).concat();
    let is_on_one_line = !old.is_empty() && !old.iter().any(|value| text(value).contains('\n'));
    let gone = old.iter().filter(|value| value.as_str().is_none_or(|id| !ids.iter().any(|other| other == id)));
    let mut rest: Vec<String> = gone.flat_map(|value| comments(&text(value))).collect();
    rest.extend(comments(raw(Some(old.trailing()))));
    let mut array = Array::new();
    for id in &ids {
        match old.iter().find(|value| value.as_str() == Some(id.as_str())) {
            Some(kept) => array.push_formatted(kept.clone()),
            None if is_on_one_line => array.push(id.as_str()),
            None => push(&mut array, Value::from(id.as_str())),
        }
    }
    if is_on_one_line && rest.is_empty() {
        space_out(&mut array);
    } else {
        let lines: String = rest.iter().flat_map(|comment| ["\n  ", comment.as_str()]).collect();
        close(&mut array, &lines);
    }
    *array.decor_mut() = old.decor().clone();
    if let Some(item) = table.get_mut(name) {
        *item = Item::Value(Value::Array(array));
    }
}

fn raw(text: Option<&toml_edit::RawString>) -> &str {
    text.and_then(toml_edit::RawString::as_str).unwrap_or_default()
}

/// Adds a value on a line of its own.
fn push(array: &mut Array, mut value: Value) {
    value.decor_mut().set_prefix("\n  ");
    value.decor_mut().set_suffix("");
    array.push_formatted(value);
}

/// Ends a list whose values stand on lines of their own.
fn close(array: &mut Array, comments: &str) {
    if array.is_empty() && comments.is_empty() {
        return;
    }
    array.set_trailing_comma(!array.is_empty());
    array.set_trailing(format!("{comments}\n"));
}

/// Puts one space between values on one line.
fn space_out(array: &mut Array) {
    for (at, value) in array.iter_mut().enumerate() {
        value.decor_mut().set_prefix(if at == 0 { "" } else { " " });
        value.decor_mut().set_suffix("");
    }
}
