//! What pages have only while they are served: a script that reloads them, and what is wrong with the records.

use super::Trouble;
use super::address::BasePath;
use super::showing::Showing;
use crate::diagnostic::{Diagnostic, Excerpt};
use crate::source::html;

/// The folder of what is served beside the site; no file of a site lies in it.
pub(super) const FOLDER: &str = "_serve/";
/// The script that reloads pages.
pub(super) const SCRIPT: &str = include_str!("reload.js");
/// How the report of what is wrong looks.
pub(super) const STYLE: &str = include_str!("report.css");

/// The icon of the site.
const ICON: &str = "assets/icon.svg";

/// Findings that are shown; whoever has more of them reads them in a terminal.
const MOST: usize = 50;

/// Where a page says what it may load.
const POLICY: &str = r#"http-equiv="Content-Security-Policy" content=""#;

/// A page of the site as it is served.
pub(super) fn served(page: &str, base: &BasePath, showing: &Showing) -> String {
    // The script asks the server for news, which a built page never does.
    let page = page.replacen(POLICY, &format!("{POLICY}connect-src 'self'; "), 1);
    let page = before(&page, "</head>", &head(base, showing));
    match &showing.trouble {
        None => page,
        Some(trouble) => behind_body(&page, &banner(base, trouble)),
    }
}

/// The page that says what is wrong, or that nothing is.
pub(super) fn report_page(base: &BasePath, showing: &Showing) -> String {
    let title = showing.trouble.as_ref().map_or("Nothing is wrong", |trouble| trouble.headline.as_str());
    let then = match (&showing.trouble, showing.has_site()) {
        (None, _) => format!("The <a href=\"{base}\">site</a> is that of the files as they are."),
        (Some(_), true) => format!("Until this is mended, the <a href=\"{base}\">site as it was before</a> is served."),
        (Some(_), false) => "The site appears here as soon as this is mended.".to_owned(),
    };
    // A browser looks for an icon in any case, and asks for one that is not there unless it is told.
    let icon = if showing.file(ICON).is_some() {
        format!("<link rel=\"icon\" href=\"{base}{ICON}\">\n")
    } else {
        String::new()
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" class=\"serve-root\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{} · Precedent</title>\n\
         {icon}<link rel=\"stylesheet\" href=\"{base}{FOLDER}report.css\">\n{}</head>\n<body class=\"serve-page\">\n<main>\n\
         <h1>{}</h1>\n<p>{then}</p>\n{}</main>\n</body>\n</html>\n",
        html(&capitalised(title)),
        script(base, showing),
        prose(&capitalised(title)),
        report(showing.trouble.as_ref()),
    )
}

/// Everything that is wrong, as HTML.
pub(super) fn report(trouble: Option<&Trouble>) -> String {
    let Some(trouble) = trouble else { return String::new() };
    let shown = trouble.findings.get(..MOST).unwrap_or(&trouble.findings);
    let mut text: String = trouble.causes.iter().map(|cause| lines(cause)).chain(shown.iter().map(article)).collect();
    if shown.len() < trouble.findings.len() {
        text.push_str(&format!("<p>And {} more.</p>\n", trouble.findings.len() - shown.len()));
    }
    for hint in &trouble.hints {
        text.push_str(&format!("<p>Hint: {}</p>\n", prose(hint)));
    }
    text
}

/// A finding: where, what, the line, and what to do.
fn article(finding: &Diagnostic) -> String {
    let place = finding.position().map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let place = html(&format!("{}{place}", finding.source.path()));
    let excerpt = finding.excerpt().map(|excerpt| line(&excerpt)).unwrap_or_default();
    let help = finding.help.as_deref().map(|help| format!("<p>Help: {}</p>\n", prose(help))).unwrap_or_default();
    format!(
        "<article class=\"serve-finding\">\n<p><code>{place}</code></p>\n<p><strong>{}</strong> <small>{}</small></p>\n\
         {excerpt}{help}</article>\n",
        prose(&capitalised(&finding.message)),
        html(finding.rule.code),
    )
}

/// A line of a file, with the place that is meant.
fn line(excerpt: &Excerpt) -> String {
    let part = |range: std::ops::Range<usize>| html(excerpt.text.get(range).unwrap_or_default());
    let (start, end) = (excerpt.span.start, excerpt.span.end);
    let rest = part(end..excerpt.text.len());
    format!("<pre class=\"serve-line\">{}<mark>{}</mark>{rest}</pre>\n", part(0..start), part(start..end))
}

/// What another program said, with its own lines.
fn lines(text: &str) -> String {
    format!("<pre tabindex=\"0\">{}</pre>\n", html(text.trim_end()))
}

/// A sentence of ours, in which what stands in backticks is code.
fn prose(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(html).collect();
    if parts.len().is_multiple_of(2) {
        return html(text);
    }
    let part = |(at, part): (usize, &String)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part.clone() };
    parts.iter().enumerate().map(part).collect()
}

/// What stands at the head of a page that is not of today.
fn banner(base: &BasePath, trouble: &Trouble) -> String {
    let finding = trouble.findings.first().map(article);
    let detail = finding.or_else(|| trouble.causes.last().map(|cause| lines(cause))).unwrap_or_default();
    format!(
        "<aside class=\"serve-report\" aria-label=\"What is wrong\">\n<p><strong>{}.</strong> This is the site as it was \
         before. <a href=\"{base}{FOLDER}report\">Everything that is wrong</a></p>\n{detail}</aside>\n",
        prose(&capitalised(&trouble.headline)),
    )
}

/// What is loaded for the sake of serving.
fn head(base: &BasePath, showing: &Showing) -> String {
    let style = match showing.trouble {
        Some(_) => format!("<link rel=\"stylesheet\" href=\"{base}{FOLDER}report.css\">\n"),
        None => String::new(),
    };
    style + &script(base, showing)
}

fn script(base: &BasePath, showing: &Showing) -> String {
    format!("<script src=\"{base}{FOLDER}reload.js?{}\" defer></script>\n", showing.name)
}

fn before(page: &str, mark: &str, text: &str) -> String {
    match page.split_once(mark) {
        Some((front, rest)) => format!("{front}{text}{mark}{rest}"),
        None => format!("{page}{text}"),
    }
}

fn behind_body(page: &str, text: &str) -> String {
    let parts = page.split_once("<body").and_then(|(front, rest)| Some((front, rest.split_once('>')?)));
    match parts {
        Some((front, (attributes, rest))) => format!("{front}<body{attributes}>\n{text}{rest}"),
        None => format!("{text}{page}"),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A page that is shown at any depth: its links, which lead from the root, lead from there wherever it stands.
pub(super) fn anywhere(page: &str, base: &BasePath) -> String {
    let attributes = [" href=\"", " src=\"", " action=\""];
    attributes.iter().fold(page.to_owned(), |page, attribute| {
        let mut parts = page.split(attribute);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |made, part| {
            let target = part.split('"').next().unwrap_or_default();
            let root = if is_relative(target) { base.as_str() } else { "" };
            made + attribute + root + part
        })
    })
}

/// True for what leads from the page that it stands on to another one.
fn is_relative(target: &str) -> bool {
    let has_scheme = target.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    !has_scheme && !target.starts_with(['/', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::rules::NOT_A_FILE;
    use crate::site::Site;
    use crate::source::SourceFile;

    const PAGE: &str = "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head>\n\
                        <body id=\"x\">y</body>";

    fn broken() -> Trouble {
        let source = SourceFile::new("incidents/<x>.md", "one\ntwo </pre><script>\n");
        let finding = Diagnostic::at(&NOT_A_FILE, &source, 4..7, "expected `a`, found `</pre>`").help("write `<a>`");
        Trouble {
            headline: "the corpus has 1 error".to_owned(),
            causes: vec![],
            hints: vec!["<b>".to_owned()],
            findings: vec![finding],
        }
    }

    #[test]
    fn pages_get_a_script_and_may_ask_for_news() {
        let showing = Showing::new(Ok(Site::default()));
        let page = served(PAGE, &"/sub/".parse().unwrap(), &showing);
        let expected = format!(
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; default-src 'none'\">\
             <script src=\"/sub/_serve/reload.js?{}\" defer></script>\n</head>\n<body id=\"x\">y</body>",
            showing.name
        );
        assert_eq!(page, expected);
        assert!(served("no page", &BasePath::default(), &showing).starts_with("no page<script"));
    }

    #[test]
    fn what_is_wrong_stands_at_the_head_and_obeys_nobody() {
        let showing = Showing::new(Ok(Site::default())).next(Err(broken()));
        let page = served(PAGE, &BasePath::default(), &showing);
        assert!(page.contains("<body id=\"x\">\n<aside class=\"serve-report\""), "{page}");
        for page in [page, report_page(&BasePath::default(), &showing)] {
            assert!(page.contains("The corpus has 1 error") && page.contains("incidents/&lt;x&gt;.md:2:1"), "{page}");
            assert!(
                page.contains("<mark>two</mark> &lt;/pre&gt;&lt;script&gt;") && !page.contains("</pre><script>"),
                "{page}"
            );
            assert!(page.contains("Expected <code>a</code>, found <code>&lt;/pre&gt;</code>"), "{page}");
            assert!(page.contains("<p>Help: write <code>&lt;a&gt;</code></p>"), "{page}");
        }
        assert!(report(showing.trouble.as_ref()).contains("<p>Hint: &lt;b&gt;</p>"));
        assert_eq!(prose("a ` <b>"), "a ` &lt;b&gt;", "one backtick opens nothing");
    }

    #[test]
    fn what_another_program_said_keeps_its_lines() {
        let trouble = Trouble { findings: vec![], causes: vec!["in a.html\n  <x>\n  ^".to_owned()], ..broken() };
        let showing = Showing::new(Ok(Site::default())).next(Err(trouble));
        for page in [served(PAGE, &BasePath::default(), &showing), report_page(&BasePath::default(), &showing)] {
            assert!(page.contains("<pre tabindex=\"0\">in a.html\n  &lt;x&gt;\n  ^</pre>"), "{page}");
        }
    }

    #[test]
    fn a_long_report_is_cut() {
        let trouble = Trouble { findings: vec![broken().findings.remove(0); MOST + 2], ..broken() };
        let report = report(Some(&trouble));
        assert!(report.matches("<article").count() == MOST && report.contains("And 2 more."));
    }

    #[test]
    fn links_of_a_page_for_any_depth_lead_from_the_root() {
        let page = "<a href=\"a/b.html\" class=\"c\"></a><a href=\"#d\"></a><a href=\"/e\"></a><a href=\"https://f.g\"></a>\
                    <form action=\"h\"><img src=\"i.svg\"></form>";
        let expected = "<a href=\"/s/a/b.html\" class=\"c\"></a><a href=\"#d\"></a><a href=\"/e\"></a>\
                        <a href=\"https://f.g\"></a><form action=\"/s/h\"><img src=\"/s/i.svg\"></form>";
        assert_eq!(anywhere(page, &"/s".parse().unwrap()), expected);
    }
}
