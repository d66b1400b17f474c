//! A page's content as Markdown, made from the page itself, so that the two never say different things.
//!
//! It reads the HTML that our templates and `markdown` write, in which every element is closed and every attribute is in
//! double quotes. What only a screen needs (navigation, forms, drawings) is left out; the data of a drawing stays.

use std::borrow::Cow;

/// Columns that a cell takes at most, so that no page asks for more than a reader could follow.
const WIDEST: usize = 200;

/// An element with what stands in it, or a piece of text.
#[derive(Debug)]
enum Node<'h> {
    Element(Element<'h>),
    Text(&'h str),
}

#[derive(Debug)]
struct Element<'h> {
    name: &'h str,
    href: Option<&'h str>,
    form: Form,
    role: Role,
    /// Columns that a cell takes.
    span: usize,
    /// It is only for the eye, or only for those who cannot see.
    is_left_out: bool,
    children: Vec<Node<'h>>,
}

/// What an element is to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It has no end.
    Void,
    /// It says nothing without a screen.
    LeftOut,
    /// It stands on lines of its own.
    Block,
    Inline,
}

impl Form {
    fn of(name: &str) -> Self {
        match name {
            "br" | "img" | "input" | "link" | "meta" => Self::Void,
            "nav" | "form" | "svg" | "script" | "noscript" | "button" | "summary" | "caption" | "meter" => {
                Self::LeftOut
            }
            "h1" | "h2" | "h3" | "h4" | "p" | "ul" | "ol" | "dl" | "pre" | "blockquote" | "table" | "section"
            | "article" | "div" | "figure" | "figcaption" | "details" | "hr" => Self::Block,
            _ => Self::Inline,
        }
    }
}

/// What an element is to its neighbours, which the stylesheet shows and a text has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A part of the sentence.
    Plain,
    /// Set apart from what stands before and behind it.
    Badge,
    /// A letter that needs its noun.
    Grade,
    /// Parts that are set apart from each other.
    Parts,
    /// A remark; behind a link it is set apart.
    Quiet,
    /// What the next sentence is about.
    Label,
    /// What says more of the words before it.
    Behind,
    /// Numbers of sources.
    Cites,
    /// Two columns, of which the heading comes first.
    Row,
    /// Only for the eye, or only for those who cannot see, or said again in words.
    LeftOut,
}

impl Role {
    fn of(classes: &str) -> Self {
        let role = |class: &str| match class {
            "tag" | "sev" | "could" | "pair" => Some(Self::Badge),
            "grade" => Some(Self::Grade),
            "meta" | "tries" | "under" => Some(Self::Parts),
            "quiet" => Some(Self::Quiet),
            "when" => Some(Self::Label),
            "sides" => Some(Self::Behind),
            "cites" => Some(Self::Cites),
            "label-row" => Some(Self::Row),
            "unseen" | "box" | "listed" | "proof-line" => Some(Self::LeftOut),
            _ => None,
        };
        classes.split(' ').find_map(role).unwrap_or(Self::Plain)
    }
}

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

/// Reads elements into a tree. What closes nothing is passed over, and what is never closed ends with the text.
fn parse(html: &str) -> Vec<Node<'_>> {
    let mut open: Vec<Element<'_>> = vec![Element::new("", "")];
    let mut rest = html;
    while let Some((text, tag_on)) = rest.split_once('<') {
        add(&mut open, Node::Text(text));
        let Some((tag, after)) = tag_on.split_once('>') else { break };
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            close(&mut open, name);
        } else if !tag.starts_with('!') {
            let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
            let element = Element::new(name.trim_end_matches('/'), attributes);
            if element.form == Form::Void || element.name == "hr" || tag.ends_with('/') {
                add(&mut open, Node::Element(element));
            } else if element.form == Form::LeftOut {
                // None of them has another one like it inside, and drawings are long.
                rest = rest.split_once(&format!("</{}>", element.name)).map_or("", |(_, behind)| behind);
            } else {
                open.push(element);
            }
        }
    }
    add(&mut open, Node::Text(rest));
    while open.len() > 1 {
        if let Some(element) = open.pop() {
            add(&mut open, Node::Element(element));
        }
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

/// Ends the innermost element of a name, and what was left open in it.
fn close(open: &mut Vec<Element<'_>>, name: &str) {
    if !open.iter().any(|element| element.name == name) {
        return;
    }
    while let Some(element) = open.pop() {
        let is_it = element.name == name;
        add(open, Node::Element(element));
        if is_it {
            break;
        }
    }
}

fn add<'h>(open: &mut [Element<'h>], node: Node<'h>) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

impl<'h> Element<'h> {
    fn new(name: &'h str, attributes: &'h str) -> Self {
        let form = Form::of(name);
        let is_left_out = form == Form::LeftOut;
        let mut element =
            Self { name, href: None, form, role: Role::Plain, span: 1, is_left_out, children: Vec::new() };
        let mut rest = attributes;
        while let Some((before, behind)) = rest.split_once('=') {
            let Some((value, others)) = behind.strip_prefix('"').and_then(|value| value.split_once('"')) else { break };
            match before.rsplit(char::is_whitespace).next() {
                Some("class") => element.role = Role::of(value),
                Some("colspan") => element.span = value.parse().map_or(1, |span: usize| span.clamp(1, WIDEST)),
                Some("href") => element.href = Some(value),
                Some("aria-hidden") => element.is_left_out |= value == "true",
                Some(_) | None => {}
            }
            rest = others;
        }
        element.is_left_out |= element.role == Role::LeftOut;
        element
    }

    fn is_block(&self) -> bool {
        self.form == Form::Block
    }

    /// The elements in it, without what is left out.
    fn elements(&self) -> impl Iterator<Item = &Element<'h>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) if !element.is_left_out => Some(element),
            Node::Element(_) | Node::Text(_) => None,
        })
    }

    /// Every element of a name in it, however deep.
    fn all(&self, name: &str) -> Vec<&Element<'h>> {
        let mut found = Vec::new();
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            } else {
                found.extend(element.all(name));
            }
        }
        found
    }
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
        let is_heading = |node: &Node<'_>| matches!(node, Node::Element(element) if matches!(element.name, "h3" | "h4"));
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
            _ => self.text(&element.children),
        };
        if inner.is_empty() {
            return;
        }
        let is_apart = match element.role {
            Role::Badge | Role::Grade | Role::Parts => true,
            Role::Quiet => before.is_some_and(|before| before.name == "a") && !inner.starts_with('('),
            _ => element.is_block() && element.name != "pre",
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

/// A line that grows.
#[derive(Default)]
struct Line {
    text: String,
    /// What comes next is set apart from what stands here.
    parts: bool,
}

impl Line {
    /// Adds to the line, with one space where there is any.
    fn push(&mut self, text: &str) {
        if self.parts && text.contains(|c: char| !c.is_ascii_whitespace()) {
            self.parts = false;
            self.text.truncate(self.text.trim_end().len());
            let follows = text.trim_start().starts_with([',', '.', ';', ':', ')']);
            let mark = match self.text.chars().next_back() {
                None => "",
                Some(_) if follows => "",
                Some('.' | ':' | '?' | '!' | '”') => " ",
                Some(_) => " · ",
            };
            self.text.push_str(mark);
        }
        for (number, part) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            if number > 0 && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.text.push_str(part);
        }
    }

    fn part(&mut self) {
        self.parts = !self.text.trim_end().is_empty();
    }

    /// True behind what the next sentence is about.
    fn is_label(&self) -> bool {
        self.text.trim_end().ends_with(":**")
    }

    /// Ends the paragraph that the line is, if there is one.
    fn end(&mut self, out: &mut String) {
        let line = std::mem::take(self);
        paragraph(out, &unmarked(&line.text));
    }
}

/// The element that a node follows, if nothing but space lies between.
fn before<'n, 'h>(nodes: &'n [Node<'h>], at: usize) -> Option<&'n Element<'h>> {
    let is_space = |node: &&Node<'_>| matches!(node, Node::Text(text) if text.trim().is_empty());
    match nodes.get(..at)?.iter().rev().find(|node| !is_space(node))? {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

/// Numbers of sources in brackets, which without an address behind them mean nothing to Markdown.
fn cited(cites: &Element<'_>) -> String {
    cites.elements().map(|cite| plain(&cite.children)).collect::<Vec<_>>().join(" ")
}

fn paragraph(out: &mut String, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}

/// Puts one mark before the first line and another before the others; empty lines stay empty.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.trim_end().lines().enumerate() {
        let mark = if at == 0 { first } else { others };
        match line.trim_end() {
            "" => out.push_str(mark.trim_end()),
            line => out.extend([mark, line]),
        }
        out.push('\n');
    }
    out
}

/// Code as it is, behind a fence that is longer than any in it.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}\n\n", text.trim_end())
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let mark = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{mark}{space}{}{space}{mark}", text.trim())
}

/// The text of some nodes without any markup.
fn plain(nodes: &[Node<'_>]) -> String {
    let text = |node: &Node<'_>| match node {
        Node::Text(text) => decoded(text).into_owned(),
        Node::Element(element) => plain(&element.children),
    };
    nodes.iter().map(text).collect()
}

/// Resolves the character references that pages use.
fn decoded(text: &str) -> Cow<'_, str> {
    const KNOWN: [(&str, char); 7] = [
        ("lt;", '<'),
        ("gt;", '>'),
        ("quot;", '"'),
        ("#39;", '\''),
        ("#x27;", '\''),
        ("nbsp;", '\u{a0}'),
        ("amp;", '&'),
    ];
    let Some((first, mut rest)) = text.split_once('&') else { return text.into() };
    let mut out = String::with_capacity(text.len());
    out.push_str(first);
    loop {
        let known = KNOWN.iter().find_map(|(reference, c)| Some((*c, rest.strip_prefix(reference)?)));
        let (c, behind) = known.unwrap_or(('&', rest));
        out.push(c);
        let Some((text, next)) = behind.split_once('&') else {
            out.push_str(behind);
            return out.into();
        };
        out.push_str(text);
        rest = next;
    }
}

/// Takes the meaning from characters that Markdown would obey.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'*' | b'`' | b'[' | b']' | b'<' | b'~' | b'&' | b'_')) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let behind = rest.as_str().chars().next().unwrap_or(' ');
        let has_meaning = match c {
            '\\' | '*' | '`' | '[' | ']' | '<' | '~' => true,
            '&' => behind == '#' || behind.is_ascii_alphabetic(),
            // Within a word it is a letter.
            '_' => !(before.is_alphanumeric() && behind.is_alphanumeric()),
            _ => false,
        };
        if has_meaning {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out.into()
}

/// Takes the meaning from what would begin a heading, a list or a quotation.
fn unmarked(text: &str) -> String {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = match text.trim_start_matches('#').chars().next() {
        Some('>' | '=') => 0,
        Some(' ') | None if text.starts_with('#') => 0,
        Some('-' | '+') if text.get(1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', '+'])) => 0,
        Some('0'..='9') if text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')'])) => digits,
        _ => return text.to_owned(),
    };
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    format!("{before}\\{behind}")
}

/// An address that Markdown takes for one, whatever is in it.
fn destination(address: &str) -> String {
    if address.contains(['<', '>', '\n']) {
        return destination(&address.replace('<', "%3C").replace('>', "%3E").replace('\n', "%0A"));
    }
    if address.contains(['(', ')', ' ']) { format!("<{address}>") } else { address.to_owned() }
}

#[cfg(test)]
mod tests {
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
