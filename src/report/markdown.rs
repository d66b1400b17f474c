//! A report as Markdown, with its sources as footnotes.

use super::document::{
    Block, Body, Cite, Command, Dated, Dispute, Document, Fact, Footnote, Item, Link, Phrase, Section, Table, Verdicts,
};
use super::html::licences;
use super::{mark, provenance};
use crate::chart::Chart;
use crate::kb::KnowledgeBase;
use crate::markdown::{embed, escape};

/// Writes a report as Markdown.
pub(super) fn write(kb: &KnowledgeBase, document: &Document) -> String {
    let mut page = Page::default();
    if let Some(mark) = mark(kb) {
        page.paragraph(&format!("**{mark}** This document draws on a corpus that may not be shown to everybody."));
    }
    page.paragraph(&format!("# {}", inline(&document.title)));
    page.paragraph(&format!("{} {}", document.genre, code(&document.name)));
    page.phrases(&document.notice);
    page.paragraph(&inline(&document.lede));
    page.list("- ", document.points.iter().map(phrase));
    page.list("- ", document.glance.iter().map(fact));
    for section in &document.sections {
        page.section(section);
    }
    if !document.footnotes.is_empty() {
        page.paragraph("## Sources");
        page.paragraph("A is first-hand or a primary record, B reporting with sourcing of its own, C a retelling.");
        page.list("", document.footnotes.iter().map(footnote));
    }
    let licences = licences(kb).join(", ");
    page.paragraph("---");
    page.paragraph(&format!(
        "Reported incidents, not rates. {}, by precedent {}. Records are licensed {}.",
        inline(&provenance(kb)),
        env!("CARGO_PKG_VERSION"),
        inline(&licences)
    ));
    page.text
}

/// Markdown in the making: blocks with an empty line between.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn paragraph(&mut self, text: &str) {
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn phrases(&mut self, phrases: &[Phrase]) {
        for said in phrases {
            self.paragraph(&phrase(said));
        }
    }

    fn list(&mut self, mark: &str, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.map(|item| format!("{mark}{item}")).collect();
        self.paragraph(&items.join("\n"));
    }

    fn section(&mut self, section: &Section) {
        if !section.title.is_empty() {
            self.paragraph(&format!("## {}", inline(&section.title)));
        }
        for block in &section.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Text(phrases) => self.phrases(phrases),
            Block::Facts(facts) => self.list("- ", facts.iter().map(fact)),
            Block::Charts(charts) => charts.iter().for_each(|chart| self.chart(chart)),
            Block::Table(table) => self.table(table),
            Block::Bullets(phrases) => self.list("- ", phrases.iter().map(phrase)),
            Block::Steps(phrases) => {
                self.list("", phrases.iter().enumerate().map(|(at, said)| format!("{}. {}", at + 1, phrase(said))));
            }
            Block::Items(items) | Block::Cases(items) => items.iter().for_each(|item| self.item(item, "###")),
            Block::Timeline(dated) => {
                let line = |Dated { when, what, .. }: &Dated| format!("**{}**: {}", inline(when), phrase(what));
                self.list("- ", dated.iter().map(line));
            }
            Block::Commands(commands) => commands.iter().for_each(|command| self.command(command)),
            Block::Dispute(dispute) => self.dispute(dispute),
            Block::Verdicts(Verdicts { passes, fails }) => {
                let verdicts = [("Passes if", passes), ("Fails if", fails)];
                self.list("- ", verdicts.iter().map(|(lead, text)| format!("**{lead}** {}", inline(text))));
            }
            Block::Body(Body { markdown, .. }) => self.paragraph(&embed(markdown)),
        }
    }

    fn item(&mut self, item: &Item, level: &str) {
        self.paragraph(&format!("{level} {}", inline(&item.title)));
        let code = Some(code(&item.code)).filter(|_| !item.code.is_empty());
        let marks = item.tags.iter().map(|tag| inline(&tag.text)).chain(item.meta.iter().map(|text| inline(text)));
        self.paragraph(&code.into_iter().chain(marks).collect::<Vec<_>>().join(" · "));
        self.phrases(&item.paragraphs);
        if let Some(quote) = &item.quote {
            self.paragraph(&format!("> “{}”", inline(&quote.text)));
        }
        for opposed in &item.opposed {
            self.paragraph(&format!("**Disputed: {}.**", inline(&opposed.topic)));
            self.list("- ", [&opposed.left, &opposed.right].into_iter().map(phrase));
        }
    }

    fn dispute(&mut self, dispute: &Dispute) {
        let state = if dispute.open { "open" } else { "settled" };
        self.paragraph(&format!("### Disputed: {} ({state})", inline(&dispute.topic)));
        for (side, claims) in [("On one side", &dispute.left), ("On the other", &dispute.right)] {
            self.paragraph(&format!("**{side}**"));
            for claim in claims {
                self.item(claim, "####");
            }
        }
    }

    fn command(&mut self, command: &Command) {
        self.paragraph(&inline(&command.before));
        // A fence has to be longer than any run of back-ticks within.
        let longest = command.text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        self.paragraph(&format!("{fence}text\n{}\n{fence}", command.text));
        let read = command.link.as_ref().map(|link| format!(" ({})", anchor(link))).unwrap_or_default();
        self.paragraph(format!("{}{read}", phrase(&command.note)).trim_start());
    }

    fn chart(&mut self, chart: &Chart) {
        let rows =
            chart.rows.iter().map(|row| [&row.name].into_iter().chain(&row.cells).map(|cell| inline(cell)).collect());
        self.grid(&chart.title, &chart.note, &chart.head, rows);
    }

    fn table(&mut self, table: &Table) {
        let cell = |cell: &super::document::Cell| match &cell.link {
            Some(link) => anchor(link),
            None => inline(&cell.text),
        };
        self.grid(&table.caption, "", &table.head, table.rows.iter().map(|row| row.iter().map(cell).collect()));
    }

    /// A table below its title and what has to be known of it.
    fn grid(&mut self, title: &str, note: &str, head: &[String], rows: impl Iterator<Item = Vec<String>>) {
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let head: Vec<String> = head.iter().map(|cell| inline(cell)).collect();
        let rule = vec!["---".to_owned(); head.len()];
        let mut lines = vec![line(&head), line(&rule)];
        lines.extend(rows.map(|row| line(&row)));
        self.paragraph(format!("**{}** {}", inline(title), inline(note)).trim_end());
        self.paragraph(&lines.join("\n"));
    }
}

/// A text as Markdown that says just this, with its back-ticks as code.
fn inline(text: &str) -> String {
    escape(text)
}

fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

fn phrase(phrase: &Phrase) -> String {
    let lead = if phrase.lead.is_empty() { String::new() } else { format!("**{}** ", inline(&phrase.lead)) };
    format!("{lead}{}{}", inline(&phrase.text), cites(&phrase.cites)).trim_end().to_owned()
}

fn fact(fact: &Fact) -> String {
    format!("{}: {}", inline(&fact.name), phrase(&fact.value))
}

fn cites(cites: &[Cite]) -> String {
    let marks: Vec<String> = cites.iter().map(|cite| format!("[^{}]", cite.number)).collect();
    marks.concat()
}

fn anchor(link: &Link) -> String {
    format!("[{}](<{}>)", inline(&link.text), link.url.replace(['<', '>', ' '], "").replace('|', "%7C"))
}

fn footnote(note: &Footnote) -> String {
    let title = match &note.url {
        Some(url) => anchor(&Link { url: url.clone(), text: note.title.clone() }),
        None => inline(&note.title),
    };
    let facts: Vec<String> = note.facts.iter().map(|fact| inline(fact)).collect();
    let archive = note.archive.as_ref().map(|url| anchor(&Link { url: url.clone(), text: "archived copy".to_owned() }));
    let retells = note.retells.map(|cite| format!("retells source {}", cite.number));
    let no_url = Some(format!("no address: {}", inline(&note.no_url))).filter(|_| !note.no_url.is_empty());
    let rest = [Some(facts.join(", ")), retells, archive, no_url, Some(inline(&note.note))];
    let rest: Vec<String> = rest.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("[^{}]: **{}** {title}. {}", note.number, note.grade, rest.join("; "))
}
