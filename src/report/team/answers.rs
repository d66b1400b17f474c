//! What a team has answered: what each answer comes to, what shows it, and until when it counts.

use crate::chart::{About, Bar, Chart, bars};
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;
use crate::profile::{Lapse, Standing, Standings};
use crate::record::{AnswerValue, Day, Term};
use crate::report::document::{Block, Cell, Section, Table};

/// Every answer and waiver, those that do not count first.
pub(super) fn section(kb: &KnowledgeBase, standings: &Standings<'_>, most: usize) -> Section {
    let mut spoken: Vec<(&str, &Standing<'_>)> = standings.iter().collect();
    spoken.sort_by_key(|(id, standing)| (order(standing), *id));
    let rows = spoken.iter().take(most).map(|(id, standing)| {
        let name = Cell::text(format!("{} (`{id}`)", kb.title(Kind::Safeguard, id).unwrap_or(id)));
        vec![name, Cell::text(state(standing)), Cell::text(evidence(standing)), Cell::text(last_day(standing))]
    });
    let table = Table {
        caption: "What was answered, what shows it, and until when it counts".to_owned(),
        head: ["Safeguard", "Answer", "What shows it", "Counts until"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let charts = if spoken.is_empty() { Vec::new() } else { vec![chart(standings)] };
    Section::new("the_answers", "Answers", vec![Block::Charts(charts), Block::Table(table)])
}

/// Answers by what they come to.
pub(super) fn tally(standings: &Standings<'_>) -> Vec<Bar> {
    let is = |wanted: AnswerValue| {
        standings.iter().filter(move |(_, s)| s.answer.is_some() && s.lapse.is_none() && s.value() == wanted)
    };
    let mut bars: Vec<Bar> =
        AnswerValue::ALL.iter().map(|value| Bar::new(&value.label(), is(*value).count())).collect();
    for (lapse, label) in [(Lapse::Expired, "expired"), (Lapse::Outdated, "outdated"), (Lapse::Unproven, "unproven")] {
        let value = standings.iter().filter(|(_, standing)| standing.lapse == Some(lapse)).count();
        bars.push(Bar::new(label, value));
    }
    bars.push(Bar::new("waived", standings.iter().filter(|(_, standing)| standing.is_waived()).count()));
    bars
}

fn chart(standings: &Standings<'_>) -> Chart {
    let tally: Vec<Bar> = tally(standings).into_iter().filter(|bar| bar.value > 0).collect();
    let note = "A waiver stands beside an answer, so the two may count one safeguard twice.";
    bars(About { id: "answers", title: "Answers by what they come to", note, subject: "Answer" }, &tally, 9)
}

/// True if an answer or a waiver does not count any more.
pub(super) fn is_lapsed(standing: &Standing<'_>) -> bool {
    standing.lapse.is_some() || standing.waiver_expired
}

/// Where an answer stands in the table: what does not count, then what is missing, then what is there.
fn order(standing: &Standing<'_>) -> usize {
    if is_lapsed(standing) {
        return 0;
    }
    match standing.value() {
        AnswerValue::No => 1,
        AnswerValue::Unknown => 2,
        AnswerValue::Partial => 3,
        AnswerValue::Yes => 4,
        AnswerValue::NotApplicable => 5,
    }
}

/// The answer as it was given, why it does not count, and the waiver.
pub(super) fn state(standing: &Standing<'_>) -> String {
    let lapse = match standing.lapse {
        Some(Lapse::Expired) => ", expired",
        Some(Lapse::Outdated) => ", outdated: the question has changed",
        Some(Lapse::Unproven) => ", unproven",
        None => "",
    };
    let answer = standing.answer.map(|answer| format!("{}{lapse}", answer.answer.label()));
    let waiver = standing.waiver.map(|_| if standing.waiver_expired { "waiver expired" } else { "waived" }.to_owned());
    let said: Vec<String> = answer.into_iter().chain(waiver).collect();
    said.join("; ")
}

fn evidence(standing: &Standing<'_>) -> String {
    let by = |who: Option<&crate::record::Line>, on: Option<&Day>| {
        let parts: Vec<String> = who.map(ToString::to_string).into_iter().chain(on.map(Day::in_words)).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
    };
    let answer = standing.answer.map(|answer| {
        let shown = answer.evidence.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        format!("{shown}{}", by(answer.by.as_ref(), answer.on.as_ref()))
    });
    let waiver = standing
        .waiver
        .map(|waiver| format!("waived because: {}{}", waiver.reason, by(waiver.by.as_ref(), waiver.on.as_ref())));
    answer.into_iter().chain(waiver).collect::<Vec<_>>().join("; ")
}

fn last_day(standing: &Standing<'_>) -> String {
    let answer = standing
        .answer
        .map(|answer| answer.expires.as_ref().map_or_else(|| "the question changes".to_owned(), Day::in_words));
    let waiver = standing.waiver.map(|waiver| format!("waiver: {}", waiver.expires.in_words()));
    answer.into_iter().chain(waiver).collect::<Vec<_>>().join("; ")
}
