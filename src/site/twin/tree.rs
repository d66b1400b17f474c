//! The elements of a page, as far as a text goes.

/// Columns that a cell takes at most, so that no page asks for more than a reader could follow.
pub(super) const WIDEST: usize = 200;

/// An element with what stands in it, or a piece of text.
#[derive(Debug)]
pub(super) enum Node<'h> {
    Element(Element<'h>),
    Text(&'h str),
}

#[derive(Debug)]
pub(super) struct Element<'h> {
    pub(super) name: &'h str,
    pub(super) href: Option<&'h str>,
    form: Form,
    pub(super) role: Role,
    /// Columns that a cell takes.
    pub(super) span: usize,
    /// It is only for the eye, or only for those who cannot see.
    pub(super) is_left_out: bool,
    pub(super) children: Vec<Node<'h>>,
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
pub(super) enum Role {
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

/// Reads elements into a tree. What closes nothing is passed over, and what is never closed ends with the text.
pub(super) fn parse(html: &str) -> Vec<Node<'_>> {
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

    pub(super) fn is_block(&self) -> bool {
        self.form == Form::Block
    }

    /// The elements in it, without what is left out.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'h>> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) if !element.is_left_out => Some(element),
            Node::Element(_) | Node::Text(_) => None,
        })
    }

    /// Every element of a name in it, however deep.
    pub(super) fn all(&self, name: &str) -> Vec<&Element<'h>> {
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

/// The element that a node follows, if nothing but space lies between.
pub(super) fn before<'n, 'h>(nodes: &'n [Node<'h>], at: usize) -> Option<&'n Element<'h>> {
    let is_space = |node: &&Node<'_>| matches!(node, Node::Text(text) if text.trim().is_empty());
    match nodes.get(..at)?.iter().rev().find(|node| !is_space(node))? {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}
