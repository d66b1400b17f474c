//! A page's content as Markdown, made from the page itself, so that the two never say different things.
//!
//! It reads the HTML that our templates and `markdown` write, in which every element is closed and every attribute is in
//! double quotes. What only a screen needs (navigation, forms, drawings) is left out; the data of a drawing stays.

mod line;
mod text;
mod tree;

use line::{Line, code, fence, paragraph, prefixed};
pub(super) use text::escaped;
use text::{decoded, destination, unmarked};
use tree::{Element, Node, Role, before, parse};

/// The Markdown of a page's content; `address` gives the address for a link of the page.
pub(super) fn markdown(html: &str, address: &dyn Fn(&str) -> String) -> String {
    let content =
        html.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).map_or("", |(main, _)| main);
    let content = content.split_once('>').map_or("", |(_, rest)| rest);
    let writer = Writer { address, is_nested: false };
    let mut text = writer.blocks(&parse(content));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

struct Writer<'a> {
    address: &'a dyn Fn(&str) -> String,
    /// True within a list or a quotation, which a heading would end.
    is_nested: bool,
}

impl Writer<'_> {
    /// Writes what stands one below the other, each block with an empty line after it.
    fn blocks(&self, nodes: &[Node<'_>]) -> String {
        let mut out = String::new();
        let mut line = Line::default();
        let mut is_behind_parts = false;
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Element(element) if element.is_left_out => {}
                Node::Element(element) if element.name == "p" && line.is_label() => {
                    self.all_inline(&element.children, &mut line);
                }
                Node::Element(element) if element.is_block() => {
                    line.end(&mut out);
                    let is_parts = element.role == Role::Parts;
                    let text = self.block(element);
                    if is_parts && is_behind_parts && !text.is_empty() {
                        out.truncate(out.trim_end().len());
                        out.push_str(" · ");
                    }
                    out.push_str(&text);
                    is_behind_parts = is_parts;
                }
                Node::Element(_) | Node::Text(_) => self.inline(node, before(nodes, at), &mut line),
            }
        }
        line.end(&mut out);
        out
    }

    fn block(&self, element: &Element<'_>) -> String {
        let mut out = String::new();
        match element.name {
            "h1" | "h2" | "h3" | "h4" if self.is_nested => {
                paragraph(&mut out, &format!("**{}**", self.text(&element.children)));
            }
            "h1" => paragraph(&mut out, &format!("# {}", self.text(&element.children))),
            "h2" => paragraph(&mut out, &format!("## {}", self.text(&element.children))),
            "h3" => paragraph(&mut out, &format!("### {}", self.text(&element.children))),
            "h4" => paragraph(&mut out, &format!("#### {}", self.text(&element.children))),
            "p" if element.role == Role::Parts => paragraph(&mut out, &self.parts(element)),
            "p" => paragraph(&mut out, &unmarked(&self.text(&element.children))),
            "figcaption" => paragraph(&mut out, &self.caption(element)),
            "pre" => out = fence(&plain(&element.children)),
            "blockquote" => out = prefixed(&self.nested().blocks(&element.children), "> ", "> ") + "\n",
            "ul" | "ol" => out = self.list(element),
            "dl" => out = self.definitions(element),
            "table" => out = self.table(element),
            "hr" => paragraph(&mut out, "---"),
            _ if element.role == Role::Row => out = self.row(element),
            _ => out = self.blocks(&element.children),
        }
        out
    }

    /// The elements of a line, set apart from each other.
    fn parts(&self, element: &Element<'_>) -> String {
        let mut line = Line::default();
        for part in &element.children {
            if matches!(part, Node::Element(_)) {
                line.part();
                self.inline(part, None, &mut line);
                line.part();
            }
        }
        line.text
    }

    /// A title, with its remark behind it.
    fn caption(&self, caption: &Element<'_>) -> String {
        let is_remark = |node: &&Node<'_>| matches!(node, Node::Element(element) if element.role == Role::Quiet);
        let mut title = Line::default();
        caption.children.iter().filter(|node| !is_remark(node)).for_each(|node| self.inline(node, None, &mut title));
        let mut remark = Line::default();
        caption.children.iter().filter(is_remark).for_each(|node| self.inline(node, None, &mut remark));
        let (title, remark) = (title.text.trim(), remark.text.trim());
        if remark.is_empty() { format!("**{title}**") } else { format!("**{title}.** {remark}") }
    }

    /// Two columns one below the other; a heading in the second one is that of both.
    fn row(&self, row: &Element<'_>) -> String {
        let is_heading =
            |node: &Node<'_>| matches!(node, Node::Element(element) if matches!(element.name, "h3" | "h4"));
        let mut columns = row.elements();
        let (Some(first), Some(second), None) = (columns.next(), columns.next(), columns.next()) else {
            return self.blocks(&row.children);
        };
        let at = second.children.iter().position(is_heading).map_or(0, |at| at + 1);
        let (heading, rest) = second.children.split_at_checked(at).unwrap_or((&[], &second.children));
        self.blocks(heading) + &self.column(first) + &self.blocks(rest)
    }

    /// A column, or the element that stands in its place.
    fn column(&self, column: &Element<'_>) -> String {
        if column.name == "div" { self.blocks(&column.children) } else { self.block(column) }
    }

    fn nested(&self) -> Self {
        Self { address: self.address, is_nested: true }
    }

    fn list(&self, list: &Element<'_>) -> String {
        let mut out = String::new();
        for (at, item) in list.elements().enumerate() {
            let mark = if list.name == "ol" { format!("{}. ", at + 1) } else { "- ".to_owned() };
            let content = self.nested().blocks(&item.children);
            out.push_str(&prefixed(&content, &mark, &" ".repeat(mark.len())));
        }
        out + "\n"
    }

    fn definitions(&self, list: &Element<'_>) -> String {
        let mut out = String::new();
        let flat = list.elements().flat_map(|own| if own.name == "div" { own.elements().collect() } else { vec![own] });
        for own in flat {
            let text = self.text(&own.children);
            match own.name {
                "dt" => out.push_str(&format!("- **{text}:** ")),
                _ => out.push_str(&format!("{text}\n")),
            }
        }
        out + "\n"
    }

    /// A table of which every row has all columns; the last row of its head is the one that Markdown takes for a head.
    fn table(&self, table: &Element<'_>) -> String {
        let head = table.elements().find(|part| part.name == "thead").map_or(1, |head| head.all("tr").len()).max(1);
        let mut rows: Vec<Vec<String>> = table.all("tr").into_iter().map(|row| self.cells(row)).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        if let Some(heads) = rows.get_mut(..head) {
            heads.rotate_right(1);
        }
        let mut out = String::new();
        for (at, mut row) in rows.into_iter().enumerate() {
            row.resize(columns, String::new());
            out.extend(row.iter().flat_map(|cell| ["| ", cell.as_str(), " "]));
            out.push_str("|\n");
            if at == 0 {
                out.push('|');
                out.push_str(&" --- |".repeat(columns));
                out.push('\n');
            }
        }
        out + "\n"
    }

    /// The cells of a row, with empty ones where one takes several columns.
    fn cells(&self, row: &Element<'_>) -> Vec<String> {
        let mut cells = Vec::new();
        for cell in row.elements() {
            let text = self.text(&cell.children).replace('|', "\\|");
            // What heads rows is no member of the column that it begins in.
            cells.push(if cell.span > 1 && !text.is_empty() { format!("**{text}**") } else { text });
            cells.extend(std::iter::repeat_n(String::new(), cell.span - 1));
        }
        cells
    }

    /// Everything in some nodes on one line.
    fn text(&self, nodes: &[Node<'_>]) -> String {
        let mut line = Line::default();
        self.all_inline(nodes, &mut line);
        line.text.trim().to_owned()
    }

    fn all_inline(&self, nodes: &[Node<'_>], line: &mut Line) {
        for (at, node) in nodes.iter().enumerate() {
            self.inline(node, before(nodes, at), line);
        }
    }

    /// Adds to a line; `before` is the element that it follows at once.
    fn inline(&self, node: &Node<'_>, before: Option<&Element<'_>>, line: &mut Line) {
        let element = match node {
            Node::Text(text) => return line.push(&escaped(&decoded(text))),
            Node::Element(element) if element.is_left_out => return,
            Node::Element(element) => element,
        };
        if element.name == "br" {
            return line.part();
        }
        let inner = match element.role {
            Role::Parts => self.parts(element),
            Role::Cites => cited(element),
            Role::Plain
            | Role::Badge
            | Role::Grade
            | Role::Quiet
            | Role::Label
            | Role::Behind
            | Role::Row
            | Role::LeftOut => self.text(&element.children),
        };
        if inner.is_empty() {
            return;
        }
        let is_apart = match element.role {
            Role::Badge | Role::Grade | Role::Parts => true,
            Role::Quiet => before.is_some_and(|before| before.name == "a") && !inner.starts_with('('),
            Role::Plain | Role::Label | Role::Behind | Role::Cites | Role::Row | Role::LeftOut => {
                element.is_block() && element.name != "pre"
            }
        };
        if is_apart {
            line.part();
        }
        match element.name {
            _ if element.role == Role::Label => line.push(&format!("**{inner}:** ")),
            _ if element.role == Role::Grade => line.push(&format!("Grade {inner}")),
            _ if element.role == Role::Behind => line.push(&format!(": {inner}")),
            "a" => match element.href {
                Some(href) if !href.starts_with('#') => {
                    line.push(&format!("[{inner}]({})", destination(&(self.address)(&decoded(href)))));
                }
                _ => line.push(&inner),
            },
            "b" | "strong" => line.push(&format!("**{inner}**")),
            "em" | "i" => line.push(&format!("*{inner}*")),
            "code" | "kbd" => line.push(&code(&plain(&element.children))),
            "pre" => line.push(&format!(" {inner}")),
            _ => line.push(&inner),
        }
        if is_apart && element.role != Role::Quiet || element.is_block() {
            line.part();
        }
    }
}

/// Numbers of sources in brackets, which without an address behind them mean nothing to Markdown.
fn cited(cites: &Element<'_>) -> String {
    cites.elements().map(|cite| plain(&cite.children)).collect::<Vec<_>>().join(" ")
}

/// The text of some nodes without any markup.
fn plain(nodes: &[Node<'_>]) -> String {
    let text = |node: &Node<'_>| match node {
        Node::Text(text) => decoded(text).into_owned(),
        Node::Element(element) => plain(&element.children),
    };
    nodes.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::tree::WIDEST;
    use super::*;

    fn of(content: &str) -> String {
        markdown(&format!("<header>x</header><main id=\"a\">{content}</main>"), &|href| href.replace(".html", ".md"))
    }

    #[test]
    fn what_a_page_says_is_said() {
        let html = "<nav>out</nav><h1>A &amp; <em>b</em></h1>\n<p class=\"meta\"><span>one</span> <span>two</span></p>\
                    <p>See <a href=\"../x.html\">x [1]</a>, <a href=\"#y\">y</a> and <code>rm -rf *</code>.</p>";
        assert_eq!(of(html), "# A & *b*\n\none · two\n\nSee [x \\[1\\]](../x.md), y and `rm -rf *`.\n");
    }

    #[test]
    fn lists_and_tables_keep_their_form() {
        let html = "<ul><li>one</li><li><h3>two</h3><p>more</p></li></ul><dl><div><dt>K</dt><dd><p>v</p></dd></div></dl>\
                    <table><caption>c</caption><thead><tr><th>a</th><th>b|c</th></tr></thead>\
                    <tbody><tr><td>1</td><td>2</td></tr></tbody></table>";
        let expected = "- one\n- **two**\n\n  more\n\n- **K:** v\n\n| a | b\\|c |\n| --- | --- |\n| 1 | 2 |\n";
        assert_eq!(of(html), expected);
    }

    #[test]
    fn drawings_are_left_out_and_their_data_stays() {
        let html = "<figure><figcaption>T</figcaption><svg><text>no</text></svg><details><summary>s</summary>\
                    <table><tr><th>x</th></tr></table></details></figure><pre><code>a\n```\nb</code></pre>";
        assert_eq!(of(html), "**T**\n\n| x |\n| --- |\n\n````\na\n```\nb\n````\n");
    }

    #[test]
    fn what_a_page_sets_apart_stays_apart() {
        let html = "<dl><div><dt>Severity</dt><dd><span class=\"sev sev-s3\"><b>S3</b> moderate</span><p>A core service.</p></dd></div></dl>";
        assert_eq!(of(html), "- **Severity:** **S3** moderate · A core service.\n");
        let html = "<ul><li><a href=\"#d\">Cause</a><span class=\"sides\"><span>One</span> <i>against</i> <span>two</span></span></li>\
                    <li><a href=\"x.html\">x</a> <span class=\"quiet\">primary</span></li></ul>";
        assert_eq!(of(html), "- Cause: One *against* two\n- [x](x.md) · primary\n");
        let html = "<p><code>a</code> <span class=\"quiet\">set to</span></p><p class=\"small\"><span class=\"tag\">open</span> Why.</p>";
        assert_eq!(of(html), "`a` set to\n\nopen · Why.\n");
        let html = "<h3>Cause <span class=\"tag\">open</span></h3><p><span class=\"tag\">open</span>, he said</p>";
        assert_eq!(of(html), "### Cause · open\n\nopen, he said\n");
        assert_eq!(of("<li>one<br>two</li><p>One.<br>Two.</p>"), "one · two\n\nOne. Two.\n");
        let html = "<p class=\"source-title\"><span class=\"grade grade-a\"><span class=\"unseen\">Grade </span>A</span>\n<a href=\"x.html\">x</a></p>";
        assert_eq!(of(html), "Grade A · [x](x.md)\n");
    }

    #[test]
    fn lines_that_belong_together_stand_together() {
        let html = "<ol><li><span class=\"when\">May</span><p>It began.&nbsp;<span class=\"cites\"><a href=\"#a\">[4]</a> <a href=\"#b\">[5]</a></span></p></li></ol>";
        assert_eq!(of(html), "1. **May:** It began.\u{a0}[4] [5]\n");
        let html = "<article class=\"label-row\"><div><p class=\"meta\"><b>Limited</b></p><p class=\"meta\"><span>absent</span> \
                    <span>quoted</span></p></div><div><h3>Title</h3><p>Why.</p></div></article>";
        assert_eq!(of(html), "### Title\n\n**Limited** · absent · quoted\n\nWhy.\n");
        let html = "<figure><figcaption>Title <span class=\"quiet\">Counts, not rates.</span></figcaption></figure>";
        assert_eq!(of(html), "**Title.** Counts, not rates.\n");
        assert_eq!(of("<p>a</p><figure class=\"chart listed\"><figcaption>T</figcaption></figure>"), "a\n");
    }

    #[test]
    fn every_row_has_all_columns() {
        let html = "<table><thead><tr><td></td><th colspan=\"2\">Group</th></tr><tr><th>n</th><th>a</th><th>b</th></tr></thead>\
                    <tbody><tr><th colspan=\"3\">Family</th></tr><tr><th>x</th><td>1</td></tr></tbody></table>";
        let expected = "| n | a | b |\n| --- | --- | --- |\n|  | **Group** |  |\n| **Family** |  |  |\n| x | 1 |  |\n";
        assert_eq!(of(html), expected);
        assert_eq!(of("<table><tr><th colspan=\"no\">a</th></tr></table>"), "| a |\n| --- |\n");
        assert_eq!(of("<table><tr><th colspan=\"99999999\">a</th></tr></table>").matches("---").count(), WIDEST);
    }

    #[test]
    fn markup_in_text_means_nothing() {
        assert_eq!(of("<p>&lt;script&gt; *a* [b](c)</p>"), "\\<script> \\*a\\* \\[b\\](c)\n");
        assert_eq!(of("<p>a_b _c_ &amp;lt; ~~d~~</p>"), "a_b \\_c\\_ \\&lt; \\~\\~d\\~\\~\n");
        for begins in ["# a", "- a", "+ a", "---", "===", "> a", "#"] {
            assert_eq!(of(&format!("<p>{begins}</p>")), format!("\\{begins}\n"));
        }
        assert_eq!(of("<p>12. a</p><p>12 a</p><p>-rf</p><p>#1</p>"), "12\\. a\n\n12 a\n\n-rf\n\n#1\n");
        assert_eq!(of("<p><a href=\"a&lt;b (c).html\">d</a></p>"), "[d](<a%3Cb (c).md>)\n");
        assert_eq!(of("<p>unclosed <b>x"), "unclosed **x**\n");
        assert_eq!(of("</b><p>a</i></p>"), "a\n");
    }
}
