//! A checklist laid out for a terminal.

use crate::cli::layout::table;
use crate::cli::output::Out;
use crate::cli::sheet::Sheet;
use crate::kb::KnowledgeBase;
use crate::report::checklist_words::{
    EXPLAINED, OUTCOMES, Told, UNCHANGED, audience, caveats, changes, explained, first_sentence, lapsed, lead,
    outcomes, since, standards, standing, title, without_items,
};
use crate::report::{mark, provenance};
use crate::wire::{ChecklistAnswer, ItemAnswer, MomentAnswer};

/// Incidents named under an item; the rest are counted.
const INCIDENTS_SHOWN: usize = 3;

/// Lays a checklist out for a terminal.
pub(super) fn lay_out(out: &Out, kb: &KnowledgeBase, checklist: &ChecklistAnswer, explain: bool) -> String {
    let mut page = Page { sheet: Sheet::new(out), checklist, explain };
    if let Some(mark) = mark(kb) {
        page.sheet.title(mark);
    }
    page.sheet.title(&format!("Safeguards for {}", title(kb, checklist)));
    let audience = audience(kb, checklist);
    if !audience.is_empty() {
        page.sheet.faint(&audience);
    }
    page.summary();
    page.news();
    for moment in &checklist.moments {
        page.moment(moment);
    }
    page.sheet.gap();
    page.sheet.faint(&format!(
        "{}. `--format markdown` writes a list to tick, `--format html` one to print.",
        provenance(kb)
    ));
    page.sheet.finish()
}

struct Page<'a> {
    sheet: Sheet<'a>,
    checklist: &'a ChecklistAnswer,
    explain: bool,
}

impl Page<'_> {
    fn summary(&mut self) {
        self.sheet.prose(&lead(self.checklist));
        if self.checklist.incidents.is_empty() {
            return;
        }
        let mut rows = vec![std::iter::once("").chain(OUTCOMES).map(str::to_owned).collect::<Vec<_>>()];
        for (name, counts) in outcomes(self.checklist) {
            let cells = counts.iter().zip(OUTCOMES).map(|(count, head)| format!("{count:>width$}", width = head.len()));
            rows.push(std::iter::once(name.to_owned()).chain(cells).collect());
        }
        self.sheet.gap();
        self.sheet.rows(&rows);
        self.sheet.prose(&caveats(self.checklist));
        if !self.checklist.foremost.is_empty() {
            self.sheet.gap();
            for (at, most) in self.checklist.foremost.iter().enumerate() {
                let name = if at == 0 { "Most to gain" } else { "" };
                self.sheet.fact(name, &format!("{} ({})", most.name, most.safeguard));
            }
        }
    }

    fn news(&mut self) {
        if let Some(news) = &self.checklist.changes {
            self.sheet.heading(&since(news));
            let told = changes(news);
            if told.is_empty() {
                self.sheet.item("", UNCHANGED);
            }
            self.told(&told);
        }
        if !self.checklist.lapsed.is_empty() {
            self.sheet.heading("Answers that no longer count");
            self.told(&lapsed(&self.checklist.lapsed));
        }
    }

    fn told(&mut self, lines: &[Told]) {
        for told in lines {
            let more = if told.more.is_empty() { String::new() } else { format!(" ({})", told.more) };
            self.sheet.item("- ", &format!("{}: {}{more}", told.what, told.name));
        }
    }

    fn moment(&mut self, moment: &MomentAnswer) {
        self.sheet.heading(&moment.title);
        self.sheet.faint(&moment.about);
        if moment.items.is_empty() {
            self.sheet.prose(without_items(moment));
        }
        for (at, item) in moment.items.iter().enumerate() {
            self.item(at + 1, item);
        }
        if !moment.settled.is_empty() {
            self.sheet.gap();
            for settled in &moment.settled {
                let answer = settled.standing.as_ref().and_then(|standing| standing.answer.as_deref());
                let mark = if answer == Some("yes") { "[x] " } else { "[-] " };
                let said = settled.standing.as_ref().map(standing).unwrap_or_default().join(" ");
                self.sheet.item(mark, &format!("{} {said}", settled.question));
            }
        }
        let names = |list: Vec<&str>| list.join("; ");
        if !moment.more.is_empty() {
            let more = names(moment.more.iter().map(|more| more.name.as_str()).collect());
            self.sheet.prose(&format!("Also, with less to gain: {more}."));
        }
        if !moment.earlier.is_empty() {
            let earlier = names(moment.earlier.iter().map(|earlier| earlier.name.as_str()).collect());
            self.sheet.prose(&format!("Belong to this moment too, and stand above: {earlier}."));
        }
    }

    fn item(&mut self, number: usize, item: &ItemAnswer) {
        self.sheet.gap();
        self.sheet.strong(&format!("{number:>2} [ ] "), &item.question);
        let quick = if item.quick_check.is_some() { " · two-minute check" } else { "" };
        let facts = format!("{} · {} · {} · gain {:.4}{quick}", item.name, item.safeguard, item.work, item.gain);
        self.sheet.quiet_below(&facts);
        for said in item.standing.as_ref().map(standing).unwrap_or_default() {
            self.sheet.labelled("Said", &said);
        }
        for (at, bearing) in item.incidents.iter().take(INCIDENTS_SHOWN).enumerate() {
            let label = if at == 0 { "Why" } else { "" };
            self.sheet.labelled(label, &format!("{} {}. {}", bearing.id, bearing.spared, first_sentence(&bearing.why)));
        }
        if item.incidents.len() > INCIDENTS_SHOWN {
            self.sheet.labelled("", &format!("and {} more", item.incidents.len() - INCIDENTS_SHOWN));
        }
        if self.explain {
            self.explanation(item);
        }
        for (at, how) in item.how.iter().enumerate() {
            let source =
                how.setting.as_ref().map(|setting| format!(" ({}, checked {})", setting.source, setting.checked));
            let note = how.setting.as_ref().and_then(|setting| setting.note.clone()).map(|note| format!(" {note}"));
            let text = format!("{}{}{}", how.text, source.unwrap_or_default(), note.unwrap_or_default());
            self.sheet.labelled(if at == 0 { "How" } else { "" }, &text);
        }
        if let Some(check) = &item.quick_check {
            self.sheet.labelled("Quick", check);
        }
        for (at, step) in item.verify.iter().enumerate() {
            self.sheet.labelled(if at == 0 { "Verify" } else { "" }, &format!("{}. {step}", at + 1));
        }
        self.sheet.labelled("Passes", &item.passes);
        self.sheet.labelled("Fails", &item.fails);
        if !item.standards.is_empty() {
            self.sheet.labelled("See", &standards(item));
        }
    }

    fn explanation(&mut self, item: &ItemAnswer) {
        self.sheet.labelled("Gain", &format!("{:.4} = Σ w · left · e, with w = r · S · E · K", item.gain));
        let rows: Vec<Vec<String>> = std::iter::once(EXPLAINED.map(str::to_owned).to_vec())
            .chain(explained(self.checklist, item).into_iter().map(Vec::from))
            .collect();
        self.sheet.rows_below(&table(&rows, usize::MAX));
    }
}
