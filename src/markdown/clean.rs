//! The last look at HTML before it goes into a page: elements, attributes and addresses that Markdown can say, the frames
//! of tables, and no more.

#![expect(clippy::disallowed_types, reason = "the sanitiser asks for sets without order, and writes none of them")]

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Elements that Markdown can say, and what stands around a table.
const ELEMENTS: [&str; 26] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// What addresses may begin with. Those of records are relative.
const SCHEMES: [&str; 2] = ["http", "https"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes = [("a", ["href", "title"].as_slice()), ("ol", &["start"]), ("div", &["aria-label"])];
    let headings = ["h1", "h2", "h3", "h4", "h5", "h6"].map(|name| (name, ["id"].as_slice()));
    let attributes = attributes.into_iter().chain(headings);
    let attributes: HashMap<&str, HashSet<&str>> =
        attributes.map(|(name, known)| (name, known.iter().copied().collect())).collect();
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(ELEMENTS))
        .tag_attributes(attributes)
        .tag_attribute_values(HashMap::from([(
            "div",
            HashMap::from([("role", HashSet::from(["group"])), ("tabindex", HashSet::from(["0"]))]),
        )]))
        .allowed_classes(HashMap::from([("div", HashSet::from([super::FRAME]))]))
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    builder
});

/// Leaves out what is not known to be harmless.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_stays() {
        let known = "<h2 id=\"a\">A</h2><p><a href=\"../b.html\" title=\"c\">d</a> <code>e</code></p>";
        assert_eq!(clean(known), known);
        let frame = "<div class=\"scrolls\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1\"><table></table></div>";
        assert_eq!(clean(frame), frame);
        assert_eq!(
            clean("<div class=\"scrolls x\" role=\"alert\" tabindex=\"1\">t</div>"),
            "<div class=\"scrolls\">t</div>"
        );
        for (hostile, left) in [
            ("<p onclick=\"x\" style=\"y\" class=\"z\" id=\"a\">t</p>", "<p>t</p>"),
            ("<a href=\"javascript:x\">t</a>", "<a>t</a>"),
            ("<a href=\"data:text/html,x\">t</a>", "<a>t</a>"),
            ("<iframe src=\"//e.org\"></iframe><img src=x onerror=y><svg onload=x></svg>", ""),
            ("<base href=\"//e.org/\"><meta http-equiv=\"refresh\"><form action=\"/\">t</form>", "t"),
            ("<p>open <em>still", "<p>open <em>still</em></p>"),
        ] {
            assert_eq!(clean(hostile), left, "{hostile}");
        }
    }
}
