//! Lays out text in columns of a terminal's width.

use unicode_width::UnicodeWidthStr;

/// Wraps text and sets every line behind `margin`; escape sequences take no room.
pub(super) fn indent(text: &str, margin: &str, width: usize) -> String {
    textwrap::fill(text, options(width.max(margin.width() + 20)).initial_indent(margin).subsequent_indent(margin))
}

/// Wraps text behind a mark such as `- `, with later lines below the text.
pub(super) fn bullet(mark: &str, text: &str, margin: &str, width: usize) -> String {
    let first = format!("{margin}{mark}");
    let rest = " ".repeat(first.width());
    textwrap::fill(text, options(width.max(first.width() + 20)).initial_indent(&first).subsequent_indent(&rest))
}

/// Breaks at spaces only: an id, a command or an address that is cut cannot be copied.
fn options<'a>(width: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(width)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
}

/// Sets two texts side by side, each wrapped to half of the width.
pub(super) fn side_by_side(left: &[String], right: &[String], width: usize) -> String {
    const GUTTER: &str = " │ ";
    let column = (width.saturating_sub(GUTTER.width())) / 2;
    let wrap = |texts: &[String]| -> Vec<String> {
        texts
            .iter()
            .flat_map(|text| textwrap::wrap(text, options(column).break_words(true)))
            .map(std::borrow::Cow::into_owned)
            .collect()
    };
    let (left, right) = (wrap(left), wrap(right));
    let mut lines = Vec::new();
    for at in 0..left.len().max(right.len()) {
        let l = left.get(at).map_or("", String::as_str);
        let r = right.get(at).map_or("", String::as_str);
        let room = column.saturating_sub(l.width());
        lines.push(format!("{l}{}{GUTTER}{r}", " ".repeat(room)).trim_end().to_owned());
    }
    lines.join("\n")
}

/// Sets rows in columns as wide as their widest cell; the last column is cut to the width.
pub(super) fn table(rows: &[Vec<String>], width: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let last = at + 1 == row.len();
            let room = widths.get(at).copied().unwrap_or_default().saturating_sub(cell.width());
            if last {
                line.push_str(&cut(cell, width.saturating_sub(line.width())));
            } else {
                line.push_str(&format!("{cell}{}  ", " ".repeat(room)));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn cut(text: &str, width: usize) -> String {
    let width = width.max(20);
    if text.width() <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    for c in text.chars() {
        if shown.width() + 2 > width {
            break;
        }
        shown.push(c);
    }
    format!("{}…", shown.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_side_by_side() {
        let shown = side_by_side(&["left text that wraps".into()], &["right".into(), "more".into()], 27);
        assert_eq!(shown, "left text    │ right\nthat wraps   │ more");
    }

    #[test]
    fn tables_are_aligned_and_cut() {
        let rows = vec![vec!["a".into(), "first".into()], vec!["bbb".into(), "a very long last cell indeed".into()]];
        assert_eq!(table(&rows, 25), "a    first\nbbb  a very long last ce…\n");
    }
}
