//! A page's content as Markdown, made from the page itself, so that the two never say different things.
//!
//! It reads the HTML that our templates and `markdown` write, in which every element is closed and every attribute is in
//! double quotes. What only a screen needs (navigation, forms, drawings) is left out; the data of a drawing stays.

use std::borrow::Cow;

/// An element with what stands in it, or a piece of text.
#[derive(Debug)]
enum Node<'h> {
    Element(Element<'h>),
    Text(&'h str),
}

#[derive(Debug)]
struct Element<'h> {
    name: &'h str,
    class: &'h str,
    href: Option<&'h str>,
    form: Form,
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
        let mut element = Self { name, class: "", href: None, form, is_left_out, children: Vec::new() };
        let mut rest = attributes;
        while let Some((before, behind)) = rest.split_once('=') {
            let Some((value, others)) = behind.strip_prefix('"').and_then(|value| value.split_once('"')) else { break };
            match before.rsplit(char::is_whitespace).next() {
                Some("class") => element.class = value,
                Some("href") => element.href = Some(value),
                Some("aria-hidden") => element.is_left_out |= value == "true",
                Some(_) | None => {}
            }
            rest = others;
        }
        element.is_left_out |= element.has_class("unseen");
        element
    }

    fn has_class(&self, class: &str) -> bool {
        self.class.split(' ').any(|own| own == class)
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
        let mut line = String::new();
        for node in nodes {
            match node {
                Node::Element(element) if element.is_left_out => {}
                Node::Element(element) if element.is_block() => {
                    paragraph(&mut out, &unmarked(&std::mem::take(&mut line)));
                    out.push_str(&self.block(element));
                }
                Node::Element(_) | Node::Text(_) => self.inline(node, &mut line),
            }
        }
        paragraph(&mut out, &unmarked(&line));
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
            "p" if element.has_class("meta") => {
                let parts: Vec<String> = element.elements().map(|part| self.text(&part.children)).collect();
                paragraph(&mut out, &parts.join(" · "));
            }
            "p" | "figcaption" => paragraph(&mut out, &unmarked(&self.text(&element.children))),
            "pre" => out = fence(&plain(&element.children)),
            "blockquote" => out = prefixed(&self.nested().blocks(&element.children), "> ", "> ") + "\n",
            "ul" | "ol" => out = self.list(element),
            "dl" => out = self.definitions(element),
            "table" => out = self.table(element),
            "hr" => paragraph(&mut out, "---"),
            _ => out = self.blocks(&element.children),
        }
        out
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

    fn table(&self, table: &Element<'_>) -> String {
        let mut out = String::new();
        let mut columns = 0;
        for row in table.all("tr") {
            let cells: Vec<String> = row.elements().map(|cell| self.text(&cell.children).replace('|', "\\|")).collect();
            if columns == 0 {
                columns = cells.len();
                out.push_str(&format!("| {} |\n|{}\n", cells.join(" | "), " --- |".repeat(columns)));
            } else {
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
        out + "\n"
    }

    /// Everything in some nodes on one line.
    fn text(&self, nodes: &[Node<'_>]) -> String {
        let mut line = String::new();
        for node in nodes {
            self.inline(node, &mut line);
        }
        line.trim().to_owned()
    }

    fn inline(&self, node: &Node<'_>, line: &mut String) {
        let element = match node {
            Node::Text(text) => return push(line, &escaped(&decoded(text))),
            Node::Element(element) if element.is_left_out => return,
            Node::Element(element) => element,
        };
        if element.has_class("under") || element.has_class("could") {
            push(line, " · ");
        }
        let inner = self.text(&element.children);
        match element.name {
            _ if inner.is_empty() => {}
            "a" => match element.href {
                Some(href) if !href.starts_with('#') => {
                    push(line, &format!("[{inner}]({})", destination(&(self.address)(&decoded(href)))));
                }
                _ => push(line, &inner),
            },
            "b" | "strong" => push(line, &format!("**{inner}**")),
            "em" | "i" => push(line, &format!("*{inner}*")),
            "code" | "kbd" => push(line, &code(&plain(&element.children))),
            _ if element.is_block() => push(line, &format!(" {inner} ")),
            _ => push(line, &inner),
        }
    }
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

/// Adds to a line, with one space where there is any.
fn push(line: &mut String, text: &str) {
    for (number, part) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
        if number > 0 && !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(part);
    }
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
        assert_eq!(of(html), "T\n\n| x |\n| --- |\n\n````\na\n```\nb\n````\n");
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
