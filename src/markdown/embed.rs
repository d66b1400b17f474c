//! Markdown and plain text, put into other Markdown so that they say there what they said alone.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::{options, safe_target};
use crate::source::is_unsafe;

/// Puts a body into a document: raw HTML is shown as text, images and links to records are left as text, and neither its
/// link definitions nor an open fence reach beyond it.
#[must_use]
pub fn embed(markdown: &str) -> String {
    /// What a change lets come up is changed in turn; nobody writes by hand what takes more than two turns.
    const TURNS: usize = 8;
    let mut text: String = markdown.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect();
    for _ in 0..TURNS {
        let patched = patch(&text);
        if patched == text {
            return text;
        }
        text = patched;
    }
    let paragraphs: Vec<String> = super::to_text(markdown).lines().map(escape).collect();
    paragraphs.join("\n\n")
}

fn patch(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, options());
    let mut patches = Patches { text: markdown, found: Vec::new(), open: Vec::new(), depth: 0 };
    let definitions: Vec<Range<usize>> =
        parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone()).collect();
    patches.found.extend(definitions.into_iter().map(|span| (span, String::new())));
    for (event, range) in parser.into_offset_iter() {
        patches.event(&event, range);
    }
    patches.apply()
}

/// A link or image whose end has not come yet, with what its text covers.
struct Open {
    range: Range<usize>,
    inside: Option<Range<usize>>,
    fate: Fate,
}

/// What becomes of a link or image.
enum Fate {
    /// It stays as it is.
    Stays,
    /// It leads nowhere: its text stays.
    Text,
    /// Its definition has gone: it says itself where it leads.
    Inline(String),
}

struct Patches<'a> {
    text: &'a str,
    found: Vec<(Range<usize>, String)>,
    open: Vec<Open>,
    /// Containers around the present place.
    depth: usize,
}

impl Patches<'_> {
    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        if let Event::End(TagEnd::Link | TagEnd::Image) = event {
            if let Some(open) = self.open.pop() {
                self.close(open);
            }
            return;
        }
        for open in &mut self.open {
            let inside = open.inside.get_or_insert(range.clone());
            *inside = inside.start.min(range.start)..inside.end.max(range.end);
        }
        if let Event::Html(_) | Event::InlineHtml(_) = event {
            // As text it would be read anew, with whatever links and marks stand in it.
            let shown: Vec<String> = self.slice(&range).split('\n').map(escape).collect();
            self.found.push((range, shown.join("\n")));
        } else if let Event::Text(_) = event {
            self.brackets(&range);
        } else if let Event::Start(tag) = event {
            self.start(tag, range);
        } else if let Event::End(TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_)) = event {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        if let Tag::List(_) | Tag::Item | Tag::BlockQuote(_) = tag {
            self.depth += 1;
        } else if let Tag::CodeBlock(CodeBlockKind::Fenced(_)) = tag {
            self.fence(&range);
        } else if let Tag::Image { .. } = tag {
            self.open.push(Open { range, inside: None, fate: Fate::Text });
        } else if let Tag::Link { link_type, dest_url, .. } = tag {
            let as_it_is = matches!(link_type, LinkType::Inline | LinkType::Autolink | LinkType::Email);
            let fate = match safe_target(dest_url, &|_| None) {
                Some(_) if as_it_is => Fate::Stays,
                Some(target) => Fate::Inline(target),
                None => Fate::Text,
            };
            self.open.push(Open { range, inside: None, fate });
        }
    }

    /// Takes a link apart that leads nowhere, and writes its target where its definition has gone.
    fn close(&mut self, open: Open) {
        let Open { range, inside, fate } = open;
        let inside = inside.unwrap_or(range.start..range.start);
        let ends = match fate {
            Fate::Stays => return,
            Fate::Inline(target) => ("[".to_owned(), format!("](<{}>)", target.replace(['<', '>', '\n'], ""))),
            Fate::Text => Default::default(),
        };
        self.found.push((range.start..inside.start, ends.0));
        self.found.push((inside.end..range.end, ends.1));
    }

    /// Escapes brackets that are text here and could begin a link or a footnote elsewhere.
    fn brackets(&mut self, range: &Range<usize>) {
        let places: Vec<usize> = self.slice(range).match_indices('[').map(|(at, _)| range.start + at).collect();
        for at in places {
            let before = self.text.get(..at).unwrap_or_default();
            let slashes = before.len() - before.trim_end_matches('\\').len();
            if slashes.is_multiple_of(2) {
                self.found.push((at..at, "\\".to_owned()));
            }
        }
    }

    /// Closes a fence that only the end of the text closes.
    fn fence(&mut self, range: &Range<usize>) {
        if self.depth > 0 {
            return;
        }
        let block = self.slice(range).trim_start();
        let mark = block.chars().next().unwrap_or('`');
        let fence: String = block.chars().take_while(|c| *c == mark).collect();
        let last = block.trim_end().lines().skip(1).last().map(str::trim).unwrap_or_default();
        if !(last.starts_with(&fence) && last.chars().all(|c| c == mark)) {
            let end = range.end;
            self.found.push((end..end, format!("\n{fence}\n")));
        }
    }

    fn apply(mut self) -> String {
        self.found.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, patch) in &self.found {
            // What lies within something replaced has gone with it.
            if range.start >= at {
                text.push_str(self.text.get(at..range.start).unwrap_or_default());
                text.push_str(patch);
                at = range.end;
            }
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        text
    }
}

/// Writes text on one line so that Markdown reads it as text; what single back-ticks enclose stays code.
#[must_use]
pub fn escape(text: &str) -> String {
    let runs = tick_runs(text);
    let has_code = runs.iter().filter(|length| **length == 1).count().is_multiple_of(2);
    let mut runs = runs.into_iter();
    let mut escaped = String::with_capacity(text.len());
    let mut in_code = false;
    let mut left = 0;
    let mut is_code_mark = false;
    for c in text.trim_start().chars() {
        if c == '`' {
            if left == 0 {
                left = runs.next().unwrap_or(1);
                is_code_mark = left == 1 && has_code;
            }
            left -= 1;
            in_code ^= is_code_mark;
            escaped.push_str(if is_code_mark { "`" } else { "\\`" });
            continue;
        }
        if !in_code && needs_escape(c, &escaped) {
            escaped.push('\\');
        }
        escaped.push(match c {
            '\n' | '\r' => ' ',
            c if is_unsafe(c) => '\u{fffd}',
            c => c,
        });
    }
    escaped
}

/// True if Markdown would not read a character as itself; some mean something at the start only.
fn needs_escape(c: char, before: &str) -> bool {
    let is_mark = matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&');
    let at_start = before.is_empty() && matches!(c, '#' | '+' | '-' | '=');
    let is_number = !before.is_empty() && before.chars().all(|c| c.is_ascii_digit());
    is_mark || at_start || is_number && matches!(c, '.' | ')')
}

/// Lengths of the runs of back-ticks.
fn tick_runs(text: &str) -> Vec<usize> {
    text.split(|c| c != '`').map(str::len).filter(|length| *length > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let mut html = String::new();
        let options = options() | pulldown_cmark::Options::ENABLE_FOOTNOTES;
        pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, options));
        html
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<b>[x](y)*"), "\\<b\\>\\[x\\](y)\\*");
        assert_eq!(escape("run `rm -rf *_x`"), "run `rm -rf *_x`");
        assert_eq!(escape("a ` b"), "a \\` b");
        for text in ["``` <b>x</b> `", "# a", "1. a", "- a", "+ a", "=", "  a", "a\n\n# b", "&lt;b&gt;", "~~a~~ `b"] {
            let html = html(&escape(text));
            let shown = html.trim().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
            let read = shown.unwrap_or_else(|| panic!("{html}"));
            let read = read.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            assert_eq!(read, text.trim_start().replace('\n', " "), "{html}");
        }
    }

    #[test]
    fn a_body_keeps_to_itself() {
        assert_eq!(embed("a <b onclick=x>b</b>"), "a \\<b onclick=x\\>b\\</b\\>");
        assert_eq!(embed("<div> [x](javascript:y)\n# z\n"), "\\<div\\> \\[x\\](javascript:y)\n\\# z\n");
        assert_eq!(embed("[a](pattern:x) ![i](https://e.org/i.png) [w](https://e.org/)"), "a i [w](https://e.org/)");
        assert_eq!(embed("[^1] and \\[x] and [y]"), "\\[^1] and \\[x] and \\[y]");
        assert_eq!(embed("[a][b] [c]\n\n[b]: https://e.org/\n[c]: javascript:x").trim(), "[a](<https://e.org/>) c");
        assert_eq!(embed("```\nopen"), "```\nopen\n```\n");
        assert_eq!(embed("~~~\nx\n~~~\n"), "~~~\nx\n~~~\n");
        assert_eq!(embed("- a\n  ```\n  x"), "- a\n  ```\n  x");
        assert!(!html(&embed("<script>\nalert(1)\n</script>\n\n<!-- open")).contains("<script"));
        assert_eq!(embed("## A\n\n* b `c<d>`\n"), "## A\n\n* b `c<d>`\n");
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_embedded_is_markup(
            text in r"(\[|\]|\(|\)|javascript:x|<b>|<script>|</script>|<!--|-->|`|```|~~~|!|\n|\\|#|\*|- |> |a| |\[\^1\]|\[a\]: |&lt;|\|){0,24}",
        ) {
            let own = html(&format!("{}\n\n## after[^1]\n\n[^1]: note\n", embed(&text)));
            proptest::prop_assert!(own.contains("<h2>after<sup"), "{}", own);
            proptest::prop_assert!(!own.contains("<img") && !own.contains("href=\"javascript:"), "{}", own);
            let said = html(&escape(&text));
            proptest::prop_assert!(!said.contains("<a") && !said.contains("<img") && !said.contains("<h"), "{}", said);
        }
    }
}
