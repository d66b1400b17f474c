//! Reads a Markdown list that a team has ticked, and says which answers are new.
//!
//! Lists come back from editors, forges and chats: wrapped anew, with other bullets, in parts, with remarks. What cannot be
//! read for certain is a finding at its line and not a guess; what was not touched is not read at all.

use std::collections::BTreeMap;

use super::inline::{FIELDS, Field, find_mark, from_inline, to_inline};
use super::rules;
use crate::corpus::{self, Kind};
use crate::diagnostic::{self, Diagnostic, Rule, did_you_mean};
use crate::kb::{self, KnowledgeBase};
use crate::profile::{Answer, Standing, Standings};
use crate::record::{AnswerValue, Day, Line, Note, SafeguardId, Term};
use crate::source::{SourceFile, Span};

/// Reads lists of a team.
#[derive(Debug, Clone, Copy)]
pub struct Listener<'a> {
    /// The records.
    pub kb: &'a KnowledgeBase,
    /// What the team has said so far, and what its list was written from.
    pub standings: &'a Standings<'a>,
    /// Who answers, where the list does not say.
    pub by: Option<&'a Line>,
    /// The day of the answers, where the list does not say.
    pub today: Option<&'a Day>,
}

/// What a list says.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Answers that are not those of the profile, in the order of the list.
    pub answers: Vec<Answer>,
    /// Items that say what the profile says.
    pub unchanged: usize,
    /// What could not be read, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// An answer that counts, as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The answer.
    pub answer: &'a str,
    /// What shows it.
    pub evidence: Option<&'a str>,
    /// Who answered.
    pub by: Option<&'a str>,
    /// The day of the answer.
    pub on: Option<&'a str>,
    /// The last day on which it counts.
    pub expires: Option<&'a str>,
}

impl<'a> Given<'a> {
    /// What a team has answered, if it counts.
    fn of(standing: &Standing<'a>) -> Option<Self> {
        let answer = standing.answer.filter(|_| standing.lapse.is_none())?;
        Some(Self {
            answer: answer.answer.as_str(),
            evidence: answer.evidence.as_ref().map(Note::as_str),
            by: answer.by.as_ref().map(Line::as_str),
            on: answer.on.as_ref().map(Day::as_str),
            expires: answer.expires.as_ref().map(Day::as_str),
        })
    }
}

/// The fields below a box, in their order: those to fill in, or those of an answer that counts, spelled as Markdown.
#[must_use]
pub fn block(given: Option<&Given<'_>>) -> BTreeMap<Field, String> {
    let mut fields = BTreeMap::from([(Field::Answer, String::new()), (Field::Evidence, String::new())]);
    let Some(given) = given else { return fields };
    let text = [
        (Field::Answer, Some(given.answer)),
        (Field::Evidence, given.evidence),
        (Field::By, given.by),
        (Field::On, given.on),
        (Field::Expires, given.expires),
    ];
    fields.extend(text.into_iter().filter_map(|(field, text)| Some((field, to_inline(text?)))));
    fields
}

/// A line with its place.
#[derive(Debug, Clone, Copy)]
struct Row<'a> {
    text: &'a str,
    start: usize,
}

impl Row<'_> {
    fn span(&self) -> Span {
        let indent = self.text.len() - self.text.trim_start().len();
        self.start + indent..self.start + self.text.trim_end().len().max(indent)
    }
}

/// What a box holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Empty,
    Ticked,
    Unreadable,
}

/// A task of the list, as it is written.
#[derive(Debug)]
struct Task {
    mark: Mark,
    title: String,
    span: Span,
    fields: BTreeMap<Field, (String, Span)>,
    /// Fields that stand further below, where nothing is read.
    strays: Vec<Span>,
}

impl Listener<'_> {
    /// Reads a list.
    #[must_use]
    pub fn hear(&self, source: &SourceFile) -> Heard {
        let mut hearing = Hearing { listener: self, source, heard: Heard::default(), said: BTreeMap::new() };
        for task in tasks(source.text()) {
            hearing.task(&task);
        }
        diagnostic::sort(&mut hearing.heard.diagnostics);
        hearing.heard
    }
}

struct Hearing<'a> {
    listener: &'a Listener<'a>,
    source: &'a SourceFile,
    heard: Heard,
    /// What was said of each safeguard, if it was said plainly.
    said: BTreeMap<String, Option<Answer>>,
}

impl Hearing<'_> {
    fn report(&mut self, rule: &'static Rule, span: &Span, message: String, help: Option<String>) {
        let problem = Diagnostic::at(rule, self.source, span.clone(), message);
        self.heard.diagnostics.push(problem.help(help.unwrap_or_else(|| rule.advice())));
    }

    fn task(&mut self, task: &Task) {
        for stray in &task.strays {
            let message = "an answer that stands apart from its box".to_owned();
            self.report(&rules::STRAY_ANSWER, stray, message, None);
        }
        let Some((named, version)) = self.safeguard(task) else { return };
        let kb = self.listener.kb;
        let id = kb.resolve(Kind::Safeguard, &named).to_owned();
        if !kb.contains(Kind::Safeguard, &id) {
            let help = did_you_mean(&id, kb.ids(Kind::Safeguard))
                .unwrap_or_else(|| "`precedent list safeguards` names them".to_owned());
            let message = format!("safeguard `{}` does not exist", crate::record::cut(&id));
            return self.report(&kb::rules::DANGLING_REFERENCE, &task.span, message, Some(help));
        }
        if task.mark == Mark::Unreadable {
            let message = "expected `[x]` or `[ ]`, found a box with something else in it".to_owned();
            return self.report(&rules::UNREADABLE_BOX, &task.span, message, None);
        }
        let standing = self.listener.standings.of(&id);
        let before = self.heard.diagnostics.len();
        let answer = self.answer(task, &id, version, &standing);
        if self.heard.diagnostics.len() == before {
            self.keep(task, id, answer, &standing);
        }
    }

    fn keep(&mut self, task: &Task, id: String, answer: Option<Answer>, standing: &Standing<'_>) {
        if let Some(other) = self.said.get(&id) {
            if *other != answer {
                let message = format!("`{id}` stands twice, with different answers");
                self.report(&rules::CONTRADICTORY_ANSWER, &task.span, message, None);
            }
            return;
        }
        self.said.insert(id, answer.clone());
        match answer {
            Some(answer) if standing.answer != Some(&answer) => self.heard.answers.push(answer),
            Some(_) => self.heard.unchanged += 1,
            None => {}
        }
    }

    /// Which safeguard a task is about, by its mark or else by its question, and which version of the question.
    fn safeguard(&mut self, task: &Task) -> Option<(String, u32)> {
        if let Some((id, version)) = find_mark(&task.title) {
            return Some((id.to_owned(), version));
        }
        let asked = words(&task.title);
        let questions = self.listener.kb.safeguards().values().map(kb::Entry::record);
        let mut asks = questions.filter(|record| asked.ends_with(&words(&record.question.text)));
        if let Some(record) = asks.next() {
            return Some((record.id.to_string(), record.question.version));
        }
        if task.mark == Mark::Ticked {
            let message = "a ticked box without the mark of a safeguard".to_owned();
            self.report(&rules::UNMARKED_ANSWER, &task.span, message, None);
        }
        None
    }

    /// What a task answers, if anything; problems are reported.
    fn answer(&mut self, task: &Task, id: &str, version: u32, standing: &Standing<'_>) -> Option<Answer> {
        let shown = block(Given::of(standing).as_ref());
        let block = Block { task, shown: &shown };
        let counting = standing.answer.filter(|_| standing.lapse.is_none());
        let Some(value) = self.value(&block)? else {
            if let Some(span) = block.first_filled() {
                let message = "expected an answer beside this, found none".to_owned();
                self.report(&rules::MISSING_ANSWER, &span, message, None);
            }
            return None;
        };
        let is_same = counting.is_some_and(|answer| answer.answer == value && answer.version == version);
        let is_new = !is_same || block.typed(Field::Evidence).is_some();
        let evidence = match block.typed(Field::Evidence) {
            Some(typed) => self.read::<Note>(typed)?,
            None => counting.and_then(|answer| answer.evidence.clone()),
        };
        let by = match (block.typed(Field::By), self.listener.by) {
            (Some(typed), _) => self.read::<Line>(typed)?,
            (None, Some(by)) if is_new => Some(by.clone()),
            (None, _) => counting.filter(|_| is_same).and_then(|answer| answer.by.clone()),
        };
        let on = match block.typed(Field::On) {
            Some(typed) => self.read::<Day>(typed)?,
            None if is_new => self.listener.today.cloned(),
            None => counting.and_then(|answer| answer.on.clone()),
        };
        let expires = match block.typed(Field::Expires) {
            Some(typed) => self.read::<Day>(typed)?,
            None => counting.and_then(|answer| answer.expires.clone()),
        };
        // The profile may call the safeguard by a former name; whoever changes an answer does not rename it.
        let own_name = standing.answer.map(|answer| answer.safeguard.clone());
        let safeguard = own_name.or_else(|| id.parse::<SafeguardId>().ok())?;
        Some(Answer { safeguard, version, answer: value, evidence, by, on, expires })
    }

    /// The answer that box and field give together; `None` if they cannot be read, `Some(None)` if there is none.
    #[expect(clippy::option_option, reason = "no answer is not the same as one that cannot be read")]
    fn value(&mut self, block: &Block<'_>) -> Option<Option<AnswerValue>> {
        let (text, span) = block.effective(Field::Answer);
        let said = from_inline(text).to_lowercase();
        let said = said.trim_matches(['`', '*', '.', ' ']);
        let ticked = block.task.mark == Mark::Ticked;
        if said.is_empty() {
            return Some(ticked.then_some(AnswerValue::Yes));
        }
        let Some(value) = AnswerValue::find(said) else {
            let names: Vec<&str> = AnswerValue::ALL.iter().map(|value| value.as_str()).collect();
            let help =
                did_you_mean(said, names.iter().copied()).unwrap_or_else(|| "leave it empty if there is none".into());
            let message = format!("expected {}, found `{}`", crate::record::either(names), crate::record::cut(said));
            self.report(&corpus::rules::UNKNOWN_VALUE, &span, message, Some(help));
            return None;
        };
        if ticked != (value == AnswerValue::Yes) {
            let state = if ticked { "ticked" } else { "empty" };
            let message = format!("the box is {state} and the answer is `{}`", value.as_str());
            self.report(&rules::CONTRADICTORY_ANSWER, &span, message, None);
            return None;
        }
        Some(Some(value))
    }

    /// Reads what was typed into a field; `Some(None)` if it was emptied.
    #[expect(clippy::option_option, reason = "emptied is not the same as unreadable")]
    fn read<T: std::str::FromStr>(&mut self, (text, span): (&str, &Span)) -> Option<Option<T>>
    where
        T::Err: std::fmt::Display,
    {
        let text = from_inline(text);
        if text.is_empty() {
            return Some(None);
        }
        match text.parse() {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.report(&corpus::rules::INVALID_VALUE, span, error.to_string(), None);
                None
            }
        }
    }
}

/// The fields of a task, held against what the list showed when it was written.
struct Block<'a> {
    task: &'a Task,
    shown: &'a BTreeMap<Field, String>,
}

impl<'a> Block<'a> {
    /// What a field holds now, if that is not what was shown.
    fn typed(&self, field: Field) -> Option<(&'a str, &'a Span)> {
        let (text, span) = self.task.fields.get(&field)?;
        let shown = self.shown.get(&field).map_or("", String::as_str);
        // An editor may have wrapped the line anew, which changes nothing.
        let is_same = text.split_whitespace().eq(shown.split_whitespace());
        (!is_same).then_some((text.as_str(), span))
    }

    /// What a field holds; if its line is gone, what it held.
    fn effective(&self, field: Field) -> (&str, Span) {
        match self.task.fields.get(&field) {
            Some((text, span)) => (text, span.clone()),
            None => (self.shown.get(&field).map_or("", String::as_str), self.task.span.clone()),
        }
    }

    fn first_filled(&self) -> Option<Span> {
        self.task.fields.values().find(|(text, _)| !text.is_empty()).map(|(_, span)| span.clone())
    }
}

/// The words of a question, however it is wrapped and marked up.
fn words(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '*' | '`' | '\\' | '_')).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Splits a text into tasks with what belongs to them.
fn tasks(text: &str) -> Vec<Task> {
    let mut start = 0;
    let rows: Vec<Row<'_>> = text
        .split_inclusive('\n')
        .map(|line| {
            let row = Row { text: line.trim_end_matches(['\n', '\r']), start };
            start += line.len();
            row
        })
        .collect();
    let heads: Vec<usize> =
        (0..rows.len()).filter(|at| rows.get(*at).is_some_and(|row| boxed(row.text).is_some())).collect();
    let ends = heads.iter().skip(1).copied().chain([rows.len()]);
    heads.iter().zip(ends).filter_map(|(from, to)| Task::of(rows.get(*from..to)?)).collect()
}

impl Task {
    fn of(rows: &[Row<'_>]) -> Option<Self> {
        let (head, below) = rows.split_first()?;
        let (mark, title) = boxed(head.text)?;
        let mut task =
            Self { mark, title: title.to_owned(), span: head.span(), fields: BTreeMap::new(), strays: Vec::new() };
        let ends_title = |row: &&Row<'_>| is_blank(row) || is_block(row.text) || field(row.text).is_some();
        let wrapped = below.iter().take_while(|row| !ends_title(row)).count();
        let (title, rest) = below.split_at_checked(wrapped)?;
        for row in title {
            task.title.push(' ');
            task.title.push_str(row.text.trim());
        }
        task.block(rest);
        Some(task)
    }

    /// Reads fields until something else follows an empty line; what is not a field continues the one before.
    fn block(&mut self, rows: &[Row<'_>]) {
        let mut last: Option<Field> = None;
        let mut gap = false;
        let mut rows = rows.iter();
        for row in rows.by_ref() {
            if is_blank(row) {
                gap = true;
                continue;
            }
            let named = field(row.text);
            match (named, last.filter(|_| !gap)) {
                (Some((name, text)), _) => {
                    self.fields.entry(name).or_insert_with(|| (text.to_owned(), row.span()));
                    last = Some(name);
                }
                (None, Some(field)) => {
                    if let Some((text, span)) = self.fields.get_mut(&field) {
                        text.push_str(if text.is_empty() { "" } else { "\n" });
                        text.push_str(row.text.trim());
                        span.end = row.span().end;
                    }
                }
                (None, None) => break,
            }
            gap = false;
        }
        let is_answer =
            |row: &&Row<'_>| field(row.text).is_some_and(|(name, text)| name <= Field::Evidence && !text.is_empty());
        self.strays.extend(rows.filter(is_answer).map(Row::span));
    }
}

fn is_blank(row: &Row<'_>) -> bool {
    row.text.trim().is_empty()
}

/// True if a line begins a block of its own, such as a list or a heading.
fn is_block(line: &str) -> bool {
    let line = line.trim_start();
    bullet(line).is_some() || line.starts_with('#') || line.starts_with("**")
}

/// What stands behind the bullet or number of a list item.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let behind = line.strip_prefix(['-', '*', '+']).or_else(|| {
        let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
        (digits.len() < line.len()).then(|| digits.strip_prefix(['.', ')'])).flatten()
    })?;
    behind.starts_with([' ', '\t']).then(|| behind.trim_start())
}

/// Reads the box of a task and what stands behind it.
fn boxed(line: &str) -> Option<(Mark, &str)> {
    let inside = bullet(line)?.strip_prefix('[')?;
    let (inside, title) = inside.split_once(']')?;
    if inside.chars().count() > 1 && !inside.trim().is_empty() && find_mark(title).is_none() {
        // A link or the like.
        return None;
    }
    let mark = match inside.trim() {
        "" => Mark::Empty,
        "x" | "X" => Mark::Ticked,
        _ => Mark::Unreadable,
    };
    Some((mark, title.trim_start()))
}

/// Reads a line such as `- Evidence: …`.
fn field(line: &str) -> Option<(Field, &str)> {
    let line = bullet(line).unwrap_or(line.trim_start());
    let (name, text) = line.split_once(':')?;
    let name = name.trim_matches(['*', '_', ' ']);
    let field = FIELDS.iter().find(|field| field.name().eq_ignore_ascii_case(name))?;
    Some((*field, text.trim_start_matches(['*', '_']).trim()))
}
