//! The page of a year.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{IncidentCard, Link};
use super::facet::MOST;
use super::frame::Head;
use super::press::Job;
use crate::chart::{self, Chart};
use crate::record::PartialDate;

#[derive(Debug, Serialize)]
struct YearPage<'a> {
    total: usize,
    incidents: Vec<&'a IncidentCard>,
    /// The years before and after that have incidents.
    before: Option<Link>,
    after: Option<Link>,
    months: Chart,
    /// Incidents that are not dated closely enough for the chart.
    undated: usize,
    severities: Chart,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    atlas.by_year.keys().map(|year| job(year)).collect()
}

fn job(year: &str) -> Job<'_> {
    Box::new(move |press| {
        let head = Head {
            path: address(year),
            template: "year.html",
            title: year.to_owned(),
            description: format!(
                "Incidents of {year} in which an AI agent did harm or nearly did, the latest first. Reported \
                 incidents, not rates."
            ),
            trail: vec![Link::new("incidents/index.html", "Incidents")],
            ..Head::default()
        };
        press.page(&head, &YearPage::new(press.atlas, year))
    })
}

/// The address of a year's page.
pub(super) fn address(year: &str) -> String {
    format!("years/{year}.html")
}

impl<'a> YearPage<'a> {
    fn new(atlas: &'a Atlas<'a>, year: &str) -> Self {
        let incidents = Atlas::on(&atlas.by_year, year);
        let link = |(year, _): (&String, &Vec<_>)| Link::new(address(year), year);
        // What reaches into another year would make room for that year in the chart.
        let within: Vec<&PartialDate> = incidents
            .iter()
            .map(|incident| &incident.occurred)
            .filter(|date| date.years().iter().all(|own| own.to_string() == year))
            .collect();
        let (columns, undated) = chart::by_time(&within);
        let by_time = chart::About {
            id: "months",
            title: "Incidents by the time at which they happened",
            note: chart::CAUTION,
            subject: "Time",
        };
        Self {
            total: incidents.len(),
            incidents: atlas.cards(incidents.iter().take(MOST)),
            before: atlas.by_year.range(..year.to_owned()).next_back().map(link),
            after: atlas.by_year.range(year.to_owned()..).nth(1).map(link),
            months: chart::columns(by_time, &columns),
            undated: undated + incidents.len() - within.len(),
            severities: super::charts::severities(incidents),
        }
    }
}
