//! Charts: a drawing as SVG, and its data as a table.
//!
//! Pure functions from data to a [`Chart`]. Across, everything is a share of the width; down, everything is a multiple
//! of the font size: so a drawing fills a phone or a sheet of paper and its text stays as large as the text around it.
//! Every value stands as text beside its mark, colours come from the stylesheet's classes and only repeat what the text
//! says, and what is too long for the drawing stands in full in the table.

mod bars;
mod columns;
mod docket;
mod draw;
mod levels;
mod timeline;

use serde::Serialize;

pub use bars::{Bar, bars, parts};
pub use columns::{Column, by_time, columns};
pub use docket::{Case, docket};
pub use levels::{Comparison, levels, severities};
pub use timeline::{Point, timeline};

use draw::Drawing;

/// What a count of incidents may not be read as.
pub const CAUTION: &str = "Reported incidents, not rates.";

/// What a chart is of.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// A name that no other chart of the page has; the ids in the drawing are made of it.
    pub id: &'a str,
    /// The title, which says what is counted.
    pub title: &'a str,
    /// What a reader has to know of the numbers; empty if nothing.
    pub note: &'a str,
    /// What the things shown are called, as the head of the table's first column.
    pub subject: &'a str,
}

/// A drawing with its data; `templates/parts.html` has the component that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// A name that no other chart of the page has.
    pub id: String,
    /// The title.
    pub title: String,
    /// What a reader has to know of the numbers; empty if nothing.
    pub note: String,
    /// The drawing, with every text escaped.
    pub svg: String,
    /// Heads of the table's columns.
    pub head: Vec<String>,
    /// Rows of the table.
    pub rows: Vec<Row>,
}

/// A row of a chart's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What the row is of.
    pub name: String,
    /// Where a reader finds more of it.
    pub href: Option<String>,
    /// A value for each further column.
    pub cells: Vec<String>,
}

impl Chart {
    /// Finishes a drawing; `described` says in words what it shows.
    fn new(about: About<'_>, drawing: Drawing, described: &str, table: (Vec<String>, Vec<Row>)) -> Self {
        let (columns, rows) = table;
        Self {
            id: about.id.to_owned(),
            title: about.title.to_owned(),
            note: about.note.to_owned(),
            svg: drawing.finish(about, described),
            head: [about.subject.to_owned()].into_iter().chain(columns).collect(),
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{IncidentKind, PartialDate, SeverityLevel};

    const ABOUT: About<'static> = About { id: "x", title: "A <title>", note: CAUTION, subject: "Thing" };

    fn dates(texts: &[&str]) -> Vec<PartialDate> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn bars_are_shares_of_the_largest() {
        let chart = bars(ABOUT, &[Bar::new("one & <two>", 3), Bar::new("three", 1), Bar::new("none", 0)], 8);
        assert!(chart.svg.contains("width=\"100%\" height=\"0.6em\"") && chart.svg.contains("width=\"33.33%\""));
        assert!(
            chart.svg.contains("one &amp; &lt;two&gt;") && chart.svg.contains("<title id=\"chart_x_title\">A &lt;")
        );
        assert!(chart.svg.contains("Largest: one &amp; &lt;two&gt;, 3 of 4."), "{}", chart.svg);
        assert_eq!(chart.rows.len(), 3);
        assert_eq!(bars(ABOUT, &[], 8).rows.len(), 0);
    }

    #[test]
    fn parts_are_shares_of_the_whole() {
        let chart = parts(ABOUT, &[Bar::new("one", 3), Bar::new("two", 1)], 10);
        assert!(chart.svg.contains("width=\"30%\"") && chart.svg.contains("width=\"10%\""), "{}", chart.svg);
    }

    #[test]
    fn what_does_not_fit_is_in_the_table() {
        let many: Vec<Bar> =
            (0_usize..20).map(|at| Bar::new(&format!("{at} {}", "long ".repeat(30)), 20 - at)).collect();
        let chart = bars(ABOUT, &many, 5);
        assert_eq!((chart.svg.matches("class=\"filled").count(), chart.rows.len()), (5, 20));
        assert!(chart.svg.contains("15 more in the table") && chart.svg.contains('…'), "{}", chart.svg);
        assert!(chart.rows[0].name.len() > 100);
    }

    #[test]
    fn time_is_cut_as_finely_as_it_fits() {
        let labels = |texts: &[&str]| -> Vec<(String, usize)> {
            let (columns, _) = by_time(&dates(texts).iter().collect::<Vec<_>>());
            columns.into_iter().map(|column| (column.label, column.value)).collect()
        };
        let pairs = |own: &[(&str, usize)]| own.iter().map(|(l, n)| ((*l).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(
            labels(&["2025-12-14", "2026-02", "2026-02~"]),
            pairs(&[("December 2025", 1), ("January 2026", 0), ("February 2026", 2)])
        );
        assert_eq!(labels(&["2025-01", "2026-02"]).len(), 14);
        let quarters = labels(&["2024-01", "2026-02"]);
        assert_eq!((quarters.len(), quarters[0].0.as_str()), (9, "2024, January to March"));
        assert_eq!(labels(&["2010", "2026-02"]).len(), 17);
        let long = labels(&["0004", "1999-01", "2026"]);
        assert_eq!((long.len(), long[0].clone()), (20, ("before 2008".to_owned(), 2)));
        assert!(labels(&[]).is_empty() && labels(&["?"]).is_empty());
    }

    #[test]
    fn a_few_that_are_old_do_not_coarsen_the_others() {
        let recent =
            ["2026-01", "2026-02", "2026-02", "2026-03", "2026-03", "2026-03", "2026-04", "2026-05", "2026-06"];
        let texts: Vec<&str> = ["2019"].into_iter().chain(recent).collect();
        let known = dates(&texts);
        let (columns, undated) = by_time(&known.iter().collect::<Vec<_>>());
        assert_eq!((columns.len(), columns[0].label.as_str(), columns[0].value), (20, "before December 2024", 1));
        assert_eq!((columns[1].letter.as_str(), columns[19].value, undated), ("D", 1, 0));
    }

    #[test]
    fn what_lasted_stands_where_it_began() {
        let known = dates(&["2026-01-30/2026-04-02", "2026-03", "../2026-02"]);
        let (columns, undated) = by_time(&known.iter().collect::<Vec<_>>());
        assert_eq!((columns.iter().map(|column| column.value).collect::<Vec<_>>(), undated), (vec![1, 0, 1], 1));
    }

    #[test]
    fn what_is_not_dated_closely_enough_is_counted_apart() {
        let known = dates(&["2025-12", "2026-02", "2026", "?"]);
        let (columns, undated) = by_time(&known.iter().collect::<Vec<_>>());
        assert_eq!((columns.iter().map(|column| column.value).sum::<usize>(), undated), (2, 2));
    }

    #[test]
    fn levels_show_both_ends_in_words() {
        let comparison = Comparison {
            name: "a case".to_owned(),
            realised: SeverityLevel::S2Minor,
            potential: SeverityLevel::S4Major,
            href: None,
        };
        let chart = levels(ABOUT, &[comparison]);
        assert!(chart.svg.contains("S2, could have been S4"), "{}", chart.svg);
        assert_eq!(chart.rows[0].cells, ["S2 minor", "S4 major"]);
    }

    #[test]
    fn crossed_severities_add_up() {
        let pairs = [
            (SeverityLevel::S1Negligible, SeverityLevel::S3Moderate),
            (SeverityLevel::S1Negligible, SeverityLevel::S3Moderate),
            (SeverityLevel::S5Critical, SeverityLevel::S5Critical),
        ];
        let chart = severities(ABOUT, &pairs);
        let sum: usize = chart.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.parse::<usize>().unwrap()).sum();
        assert_eq!((chart.rows.len(), sum, chart.svg.matches("<circle").count()), (5, 3, 2));
    }

    #[test]
    fn a_docket_has_a_mark_for_each_case() {
        let dates = dates(&["2025-12", "2026-02", "2026-02", "?"]);
        let case = |(at, occurred): (usize, &PartialDate)| Case {
            occurred: occurred.clone(),
            severity: SeverityLevel::S2Minor,
            kind: if at == 1 { IncidentKind::NearMiss } else { IncidentKind::RealisedIncident },
        };
        let cases: Vec<Case> = dates.iter().enumerate().map(case).collect();
        let chart = docket(ABOUT, &cases);
        assert_eq!(
            (chart.svg.matches("class=\"case filled").count(), chart.svg.matches("class=\"case ring").count()),
            (2, 1)
        );
        assert_eq!(chart.rows.len(), 4);
        assert_eq!(chart.rows[3].name, "not dated closely enough");
        assert!(docket(ABOUT, &[]).rows.is_empty());
    }

    #[test]
    fn a_timeline_places_instants_and_intervals() {
        let points: Vec<Point> = ["2025-12", "2025-12-14T10:00:00Z", "2026-02-20", "2026-02-20", "?"]
            .iter()
            .map(|text| Point { at: text.parse().unwrap(), text: format!("on {text}") })
            .collect();
        let chart = timeline(ABOUT, &points);
        assert_eq!((chart.svg.matches("<circle").count(), chart.rows.len()), (4, 5));
        assert!(chart.svg.contains("Jan 2026"), "{}", chart.svg);
        let once = timeline(ABOUT, &points[2..3]);
        assert!(once.svg.contains("cx=\"50%\""), "{}", once.svg);
        assert!(timeline(ABOUT, &[]).rows.is_empty());
    }
}
