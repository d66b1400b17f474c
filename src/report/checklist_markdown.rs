//! A checklist as a Markdown task list, which a team ticks and `--merge` reads back, and as the body of an issue.

use super::checklist_words::{
    EXPLAINED, OUTCOMES, Told, UNCHANGED, answered, audience, caveats, changes, explained, lapsed, lead, outcomes,
    since, standards, title, waived, without_items,
};
use super::{mark, provenance};
use crate::kb::KnowledgeBase;
use crate::review::{self, Given};
use crate::wire::{ChecklistAnswer, ItemAnswer, MomentAnswer, SettledAnswer, StandingAnswer};

/// Incidents named under an item; the rest are counted.
const INCIDENTS_SHOWN: usize = 5;
/// Incidents named under an item of an issue.
const INCIDENTS_IN_ISSUE: usize = 2;
/// Characters that an issue may have, with some to spare: GitHub cuts at 65,536.
const LARGEST_ISSUE: usize = 60_000;

/// How much is said of each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Question, why, how and how to verify.
    Whole,
    /// That, and how the gain was computed.
    Explained,
    /// What fits into the body of an issue.
    Brief,
}

/// Writes a checklist as a Markdown task list, a task an item.
#[must_use]
pub fn checklist_markdown(kb: &KnowledgeBase, checklist: &ChecklistAnswer, detail: Detail) -> String {
    let mut page = Page { text: String::new(), checklist, detail };
    if let Some(mark) = mark(kb) {
        page.line(&format!("**{mark}**\n"));
    }
    page.line(&format!("# Safeguards for {}\n", inline(&title(kb, checklist))));
    let audience = audience(kb, checklist);
    if !audience.is_empty() {
        page.line(&format!("{}\n", inline(&audience)));
    }
    page.summary();
    page.news();
    for moment in &checklist.moments {
        page.moment(moment);
    }
    page.line(&format!("{}.", inline(&provenance(kb))));
    page.text
}

/// Writes a checklist as the body of an issue.
#[must_use]
pub fn checklist_issue(kb: &KnowledgeBase, checklist: &ChecklistAnswer) -> String {
    let body = checklist_markdown(kb, checklist, Detail::Brief);
    if body.chars().count() <= LARGEST_ISSUE {
        return body;
    }
    // Whole lines only, so that no task loses its mark.
    let mut room = LARGEST_ISSUE;
    let fits = |line: &&str| {
        room = room.saturating_sub(line.chars().count());
        room > 0
    };
    let kept: String = body.split_inclusive('\n').take_while(fits).collect();
    format!("{kept}\n\nCut here: an issue holds no more. `--moment` makes a list of one moment.\n")
}

struct Page<'a> {
    text: String,
    checklist: &'a ChecklistAnswer,
    detail: Detail,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn summary(&mut self) {
        let checklist = self.checklist;
        self.line(&format!("{}\n", lead(checklist)));
        if !checklist.incidents.is_empty() {
            self.line(&format!("| | {} |", OUTCOMES.join(" | ")));
            self.line(&format!("|---{}|", "|--:".repeat(OUTCOMES.len())));
            for (name, counts) in outcomes(checklist) {
                self.line(&format!("| {name} | {} |", counts.map(|count| count.to_string()).join(" | ")));
            }
            self.line(&format!("\n{}\n", caveats(checklist)));
        }
        let names = checklist.foremost.iter().map(|most| format!("{} (`{}`)", inline(&most.name), most.safeguard));
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            self.line(&format!("**Together these would change most:** {}.\n", names.join("; ")));
        }
    }

    fn news(&mut self) {
        if let Some(news) = &self.checklist.changes {
            self.line(&format!("## {}\n", since(news)));
            let told = changes(news);
            if told.is_empty() {
                self.line(&format!("{UNCHANGED}\n"));
            }
            self.told(&told);
        }
        if !self.checklist.lapsed.is_empty() {
            self.line("## Answers that no longer count\n");
            self.told(&lapsed(&self.checklist.lapsed));
        }
    }

    fn told(&mut self, lines: &[Told]) {
        for told in lines {
            let name = link(&told.name, told.link.as_deref());
            let more = if told.more.is_empty() { String::new() } else { format!(" ({})", inline(&told.more)) };
            self.line(&format!("- {}: {name}{more}", inline(&told.what)));
        }
        if !lines.is_empty() {
            self.line("");
        }
    }

    fn moment(&mut self, moment: &MomentAnswer) {
        self.line(&format!("## {}\n", moment.title));
        self.line(&format!("{}\n", prose(&moment.about)));
        if moment.items.is_empty() {
            self.line(&format!("{}\n", without_items(moment)));
        }
        for (at, item) in moment.items.iter().enumerate() {
            self.item(at + 1, item);
        }
        if !moment.settled.is_empty() {
            self.line("**In place, or not applicable**\n");
            for settled in &moment.settled {
                self.settled(settled);
            }
            self.line("");
        }
        let names = |list: Vec<(&String, &String)>| {
            list.iter().map(|(name, id)| format!("{} (`{id}`)", inline(name))).collect::<Vec<_>>().join("; ")
        };
        if !moment.more.is_empty() {
            let more = moment.more.iter().map(|more| (&more.name, &more.safeguard)).collect();
            self.line(&format!("Also, with less to gain: {}.\n", names(more)));
        }
        if !moment.earlier.is_empty() {
            let earlier = moment.earlier.iter().map(|earlier| (&earlier.name, &earlier.safeguard)).collect();
            self.line(&format!("Belong to this moment too, and stand above: {}.\n", names(earlier)));
        }
    }

    fn settled(&mut self, settled: &SettledAnswer) {
        let SettledAnswer { safeguard, question, question_version, standing, .. } = settled;
        let ticked = standing.as_ref().and_then(given).is_some_and(|given| given.answer == "yes");
        self.line(&task(ticked, &prose(question), safeguard, *question_version));
        self.fields(standing.as_ref());
    }

    fn item(&mut self, number: usize, item: &ItemAnswer) {
        let question = format!("{number}. {}", prose(&item.question));
        self.line(&task(false, &question, &item.safeguard, item.question_version));
        self.fields(item.standing.as_ref());
        let quick = if item.quick_check.is_some() { " · **two-minute check**" } else { "" };
        let facts = format!(
            "{} · `{}` · effort {}, {} · gain {:.4}{quick}",
            prose(&item.name),
            item.safeguard,
            item.effort,
            item.work,
            item.gain
        );
        self.line(&format!("\n  {facts}\n"));
        self.said(item.standing.as_ref());
        self.why(item);
        if self.detail == Detail::Brief {
            self.brief(item);
            return;
        }
        if self.detail == Detail::Explained {
            self.explanation(item);
        }
        self.how(item);
        self.verify(item);
    }

    /// The block that a team fills in, and that is read back.
    fn fields(&mut self, standing: Option<&StandingAnswer>) {
        for (field, text) in review::block(standing.and_then(given).as_ref()) {
            self.line(format!("  - {}: {text}", field.name()).trim_end());
        }
    }

    /// What the fields do not hold: an answer that no longer counts, and a waiver.
    fn said(&mut self, standing: Option<&StandingAnswer>) {
        let lapsed = standing.filter(|standing| given(standing).is_none()).and_then(answered);
        for said in lapsed.into_iter().chain(standing.and_then(waived)) {
            self.line(&format!("  {}\n", inline(&said)));
        }
    }

    fn why(&mut self, item: &ItemAnswer) {
        let shown = if self.detail == Detail::Brief { INCIDENTS_IN_ISSUE } else { INCIDENTS_SHOWN };
        self.line("  **Why**\n");
        for bearing in item.incidents.iter().take(shown) {
            let to = self.checklist.incident(&bearing.id).and_then(|incident| incident.link.as_deref());
            let state = bearing.state.replace('-', " ");
            let head = format!("{}: {} ({state}, {}).", link(&bearing.id, to), bearing.spared, bearing.basis);
            self.line(&format!("  - {head} {}", prose(&bearing.why)));
        }
        if item.incidents.len() > shown {
            self.line(&format!("  - and {} more", item.incidents.len() - shown));
        }
        self.line("");
    }

    fn brief(&mut self, item: &ItemAnswer) {
        if let Some(check) = &item.quick_check {
            self.line(&format!("  **In two minutes** {}\n", prose(check)));
        }
        self.line(&format!("  **Passes if** {}\n", prose(&item.passes)));
    }

    fn explanation(&mut self, item: &ItemAnswer) {
        self.line(&format!("  **Gain** {:.4} = Σ w · left · e, with w = r · S · E · K\n", item.gain));
        self.line(&format!("  | {} |\n  |---{}|", EXPLAINED.join(" | "), "|--:".repeat(EXPLAINED.len() - 1)));
        for row in explained(self.checklist, item) {
            self.line(&format!("  | {} |", row.join(" | ")));
        }
        self.line("");
    }

    fn how(&mut self, item: &ItemAnswer) {
        self.line("  **How**\n");
        for how in &item.how {
            let text = prose(&how.text);
            self.line(&match &how.setting {
                Some(setting) => {
                    let note = setting.note.as_ref().map(|note| format!(" {}", prose(note))).unwrap_or_default();
                    let seen = if setting.verified == "primary" { "" } else { ", seen second-hand" };
                    format!("  - {text} (<{}>, checked {}{seen}).{note}", setting.source, setting.checked)
                }
                None => format!("  - {text}"),
            });
        }
    }

    fn verify(&mut self, item: &ItemAnswer) {
        self.line("\n  **Verify**\n");
        if let Some(check) = &item.quick_check {
            self.line(&format!("  - In two minutes: {}", prose(check)));
        }
        for (at, step) in item.verify.iter().enumerate() {
            self.line(&format!("  {}. {}", at + 1, prose(step)));
        }
        self.line(&format!("\n  **Passes if** {}", prose(&item.passes)));
        self.line(&format!("\n  **Fails if** {}", prose(&item.fails)));
        if !item.standards.is_empty() {
            self.line(&format!("\n  Standards: {}", prose(&standards(item))));
        }
        self.line("");
    }
}

fn task(ticked: bool, question: &str, safeguard: &str, version: u32) -> String {
    let tick = if ticked { "x" } else { " " };
    format!("- [{tick}] **{question}** {}", review::mark(safeguard, version))
}

/// What a team has answered, if it counts.
fn given(standing: &StandingAnswer) -> Option<Given<'_>> {
    Some(Given {
        answer: standing.answer.as_deref().filter(|_| standing.lapse.is_none())?,
        evidence: standing.evidence.as_deref(),
        by: standing.by.as_deref(),
        on: standing.on.as_deref(),
        expires: standing.expires.as_deref(),
    })
}

fn link(text: &str, to: Option<&str>) -> String {
    match to.filter(|to| !to.contains(['<', '>', '\n', ' '])) {
        Some(to) => format!("[{}](<{to}>)", inline(text)),
        None => inline(text),
    }
}

/// Free text, of which nothing is markup.
fn inline(text: &str) -> String {
    review::to_inline(text)
}

/// Text of records, in which code stands between backticks and nothing else is markup.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return inline(text);
    }
    let mut spelled = String::with_capacity(text.len());
    for (at, part) in parts.iter().enumerate() {
        if at % 2 == 1 {
            spelled.push_str(&format!("`{}`", part.replace(['\n', '\r'], " ")));
            continue;
        }
        // `to_inline` trims, and the spaces around code belong to the text.
        let inner = inline(part);
        let before = if part.starts_with(char::is_whitespace) && !inner.is_empty() { " " } else { "" };
        let behind = if part.ends_with(char::is_whitespace) { " " } else { "" };
        spelled.push_str(&format!("{before}{inner}{behind}"));
    }
    spelled.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(prose("<b>[x](y)*"), "\\<b\\>\\[x\\](y)\\*");
        assert_eq!(prose("run `rm -rf *_x` now"), "run `rm -rf *_x` now");
        assert_eq!(prose("`a` `b`"), "`a` `b`");
        assert_eq!(prose("a ` b"), "a \\` b");
    }
}
