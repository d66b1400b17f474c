//! Markdown of record bodies: to safe HTML, to plain text, and its headings and links.
//!
//! Records of an overlay are foreign text. Raw HTML is shown as text, images are left out because a page makes no
//! request, and a link survives only if it leads to the web or to a record. What comes of it is sanitised once more.

#![expect(clippy::wildcard_enum_match_arm, reason = "events that are not named are passed on or have no text")]

mod clean;
mod embed;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::source::is_unsafe;

pub use embed::{embed, escape};

/// A link out of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address as written.
    pub target: String,
    /// Where the whole link stands in the body, in bytes.
    pub range: Range<usize>,
}

/// A heading of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
    /// Where it stands in the body, in bytes.
    pub range: Range<usize>,
}

/// A paragraph, list item, cell or heading of a body, as far as its words are the author's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// Its words; [`GAP`] stands in for code, which is neither prose nor ours.
    pub text: String,
    /// Where pieces of the text begin, and where each stands in the body.
    pieces: Vec<(usize, usize)>,
}

/// Stands in a paragraph's text for what was left out of it.
pub const GAP: char = '\u{fffc}';

impl Paragraph {
    /// Where a byte of the text stands in the body.
    #[must_use]
    pub fn place(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |(start, place)| place + at.saturating_sub(*start))
    }

    fn push(&mut self, text: &str, place: usize) {
        self.pieces.push((self.text.len(), place));
        self.text.push_str(text);
    }
}

/// Turns an address such as `pattern:excess-privilege` into one that a page can use.
pub type Resolver<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Elements within one another, beyond which those within are left out and their text stays. Whatever reads a page may
/// go down into it by calling itself, and nobody can follow a text so deep.
const DEEPEST: usize = 32;
/// The class of what stands around a table.
const FRAME: &str = "scrolls";

/// Renders HTML that contains nothing but what Markdown can say; headings get ids made of their words.
#[must_use]
pub fn to_html(markdown: &str, resolve: Resolver<'_>) -> String {
    let mut open_links = Vec::new();
    let mut events = Vec::new();
    let mut tables = 0;
    for event in shallow(Parser::new_ext(markdown, options())) {
        match event {
            // What an image shows instead of itself is left as text.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Html(text) | Event::InlineHtml(text) | Event::Text(text) => events.push(Event::Text(visible(text))),
            Event::Code(text) => events.push(Event::Code(visible(text))),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            // A column could be aligned by a style alone, and pages have none. A table that is wider than its page is
            // scrolled in a frame of its own, also by the keyboard.
            Event::Start(Tag::Table(_)) => {
                tables += 1;
                let label = format!("aria-label=\"Table {tables}\"");
                let frame = format!("<div class=\"{FRAME}\" role=\"group\" tabindex=\"0\" {label}>\n");
                events.push(Event::Html(frame.into()));
                events.push(Event::Start(Tag::Table(Vec::new())));
            }
            Event::End(TagEnd::Table) => events.extend([event, Event::Html("</div>\n".into())]),
            Event::Start(Tag::Link { dest_url, title, id, .. }) => {
                let target = safe_target(&dest_url, resolve);
                open_links.push(target.is_some());
                if let Some(target) = target {
                    let dest_url = CowStr::from(target);
                    events.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if open_links.pop() == Some(true) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            other => events.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, with_heading_ids(&events).into_iter());
    clean::clean(&out)
}

/// Leaves out the beginnings and ends of what lies too deep.
fn shallow<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    let mut depth = 0_usize;
    events.filter(move |event| match event {
        Event::Start(_) => {
            depth += 1;
            depth <= DEEPEST
        }
        Event::End(_) => {
            depth = depth.saturating_sub(1);
            depth < DEEPEST
        }
        _ => true,
    })
}

/// Replaces characters that could deceive a reader; a character reference such as `&#x202e;` can bring one in.
fn visible(text: CowStr<'_>) -> CowStr<'_> {
    if !text.contains(is_unsafe) {
        return text;
    }
    text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect::<String>().into()
}

/// Extracts what a reader would read, paragraphs and cells on lines of their own.
#[must_use]
pub fn to_text(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak | Event::Rule => text.push('\n'),
            Event::End(end) if is_block(end) && !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The text of the first paragraph, code in backticks; empty if there is none.
#[must_use]
pub fn opening(markdown: &str) -> String {
    let events =
        Parser::new_ext(markdown, options()).skip_while(|event| !matches!(event, Event::Start(Tag::Paragraph)));
    let mut text = String::new();
    for event in events.take_while(|event| !matches!(event, Event::End(TagEnd::Paragraph))) {
        match event {
            Event::Text(part) | Event::InlineHtml(part) => text.push_str(&visible(part)),
            Event::Code(part) => text.extend(["`", &visible(part), "`"]),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Extracts the paragraphs of a body without block quotations and code.
#[must_use]
pub fn prose(markdown: &str) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let mut open = Paragraph::default();
    let mut foreign = 0_usize;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_)) => foreign += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::CodeBlock) => foreign = foreign.saturating_sub(1),
            _ if foreign > 0 => {}
            Event::Text(part) => open.push(&part, range.start),
            Event::Code(_) => open.push(GAP.encode_utf8(&mut [0; 4]), range.start),
            Event::SoftBreak | Event::HardBreak => open.push(" ", range.start),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::List(_) | Tag::TableCell) => {
                found.push(std::mem::take(&mut open));
            }
            Event::End(end) if is_block(end) => found.push(std::mem::take(&mut open)),
            _ => {}
        }
    }
    found.retain(|paragraph| !paragraph.text.trim().is_empty());
    found
}

/// Lists the links of a body in order.
#[must_use]
pub fn links(markdown: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            found.push(Link { target: dest_url.into_string(), range });
        }
    }
    found
}

/// Lists the headings of a body in order.
#[must_use]
pub fn outline(markdown: &str) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut inside = false;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                inside = true;
                found.push(Heading { level: depth(level), text: String::new(), range });
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(part) | Event::Code(part) if inside => {
                if let Some(heading) = found.last_mut() {
                    heading.text.push_str(&part);
                }
            }
            _ => {}
        }
    }
    found
}

/// The words of a text in lower case, joined by hyphens: an id for a heading.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

fn safe_target(target: &str, resolve: Resolver<'_>) -> Option<String> {
    if let Some(resolved) = resolve(target) {
        return Some(resolved);
    }
    let web = target.starts_with("https://") || target.starts_with("http://");
    (web && !target.chars().any(char::is_control)).then(|| target.to_owned())
}

fn with_heading_ids<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    let mut with_ids = Vec::with_capacity(events.len());
    let mut ahead = events.iter().enumerate().filter_map(|(at, event)| match event {
        Event::Start(Tag::Heading { .. }) => Some(heading_text(events.get(at..).unwrap_or_default())),
        _ => None,
    });
    let mut taken = BTreeSet::new();
    for event in events {
        with_ids.push(match event.clone() {
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let id = ahead.next().map(|text| CowStr::from(free_slug(&text, &mut taken)));
                Event::Start(Tag::Heading { level, id, classes, attrs })
            }
            other => other,
        });
    }
    with_ids
}

/// The slug of a heading, with a number behind it if an earlier heading has the same.
fn free_slug(text: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = Some(slug(text)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "section".to_owned());
    let mut id = plain.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{plain}-{number}");
        number += 1;
    }
    id
}

fn heading_text(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    inside
        .filter_map(|event| match event {
            Event::Text(part) | Event::Code(part) => Some(part.as_ref()),
            _ => None,
        })
        .collect()
}

fn is_block(end: TagEnd) -> bool {
    !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        to_html(markdown, &|target| target.strip_prefix("pattern:").map(|id| format!("../patterns/{id}.html")))
    }

    #[test]
    fn links_lead_to_records_and_to_the_web_only() {
        assert_eq!(html("[a](pattern:x)"), "<p><a href=\"../patterns/x.html\">a</a></p>\n");
        assert_eq!(html("[a](https://e.org/)"), "<p><a href=\"https://e.org/\">a</a></p>\n");
        for bad in ["[a](javascript:alert(1))", "[a](data:text/html,x)", "[a](//e.org)", "[a](../../etc)"] {
            assert_eq!(html(bad), "<p>a</p>\n", "{bad}");
        }
    }

    #[test]
    fn markup_of_others_is_shown_not_obeyed() {
        let shown = html("<script>x</script>\n\na <b onclick=x>b</b> ![alt](https://e.org/i.png)");
        assert!(!shown.contains("<script") && !shown.contains("<b ") && !shown.contains("<img"), "{shown}");
        assert!(shown.contains("&lt;script&gt;") && shown.contains("alt"));
    }

    #[test]
    fn headings_get_ids() {
        assert_eq!(
            html("## What held, what did not"),
            "<h2 id=\"what-held-what-did-not\">What held, what did not</h2>\n"
        );
        assert_eq!(html("## é\n## é"), "<h2 id=\"section\">é</h2>\n<h2 id=\"section-2\">é</h2>\n");
        let outline = outline("## A `b`\ntext\n### C");
        assert_eq!(outline.iter().map(|h| (h.level, h.text.as_str())).collect::<Vec<_>>(), [(2, "A b"), (3, "C")]);
    }

    #[test]
    fn a_body_opens_with_its_first_paragraph() {
        let body = "## About\n\nThe *tool* `x` of\n[somebody](https://e.org). More.\n\nElse.";
        assert_eq!(opening(body), "The tool `x` of somebody. More.");
        assert_eq!([opening(""), opening("## Only"), opening("- item")], [""; 3]);
        assert_eq!(opening("a&#x202e;b"), "a\u{fffd}b");
    }

    #[test]
    fn pages_stay_shallow_and_have_no_styles() {
        let deep = html(&format!("{}*x*", "> ".repeat(50_000)));
        assert_eq!(deep.matches("<blockquote>").count(), DEEPEST);
        assert!(deep.contains('x'));
        let table = html("| a | b |\n|:-:|--:|\n| 1 | `2` |\n");
        assert!(!table.contains("style") && table.contains("<td><code>2</code></td>"), "{table}");
        assert!(
            table.starts_with("<div class=\"scrolls\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1\">\n<table>")
        );
        assert!(table.ends_with("</table>\n</div>\n") && table.matches("</div>").count() == 1, "{table}");
        assert!(html("| a |\n|-|\n\n> | b |\n> |-|\n").contains("aria-label=\"Table 2\""));
        assert_eq!(html("```sh\na \"b\"\n```"), "<pre><code>a \"b\"\n</code></pre>\n");
    }

    #[test]
    fn character_references_bring_nothing_in_that_deceives() {
        assert_eq!(html("a&#x202e;b&#27;"), "<p>a\u{fffd}b\u{fffd}</p>\n");
    }

    #[test]
    fn plain_text_keeps_words_apart() {
        assert_eq!(to_text("## A\nb *c*\nd\n\n- e\n- f `g`"), "A\nb c d\ne\nf g");
    }

    #[test]
    fn prose_is_without_quotations_and_code() {
        let body = "## A\n\nOne *two*\nthree `x` four.\n\n> said\n\n- five\n- six\n\n```\nseven\n```\n";
        let found = prose(body);
        let texts: Vec<&str> = found.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, ["A", "One two three \u{fffc} four.", "five", "six"]);
        for word in ["One", "two", "three", "four"] {
            let at = found[1].text.find(word).unwrap();
            assert_eq!(body.find(word), Some(found[1].place(at)), "{word}");
        }
    }

    #[test]
    fn links_know_their_place() {
        let found = links("see [a](pattern:x) and <https://e.org>");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].target.as_str(), found[0].range.clone()), ("pattern:x", 4..18));
    }
}
