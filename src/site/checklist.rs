//! Checklists that are ready to print: for each moment whatever the team, and for each product at every moment.

use serde::Serialize;

use super::atlas::Atlas;
use super::card::{Label, Link};
use super::frame::Head;
use super::listing::Row;
use super::press::Job;
use crate::checklist::{Checklist, Profile};
use crate::corpus::Kind;
use crate::record::{Moment, Term};
use crate::wire::ChecklistAnswer;

/// Incidents that are named as the reason for an item.
const REASONS: usize = 3;

#[derive(Debug, Serialize)]
struct ChecklistPage {
    checklist: ChecklistAnswer,
    reasons: usize,
    /// Whom the list is for.
    whose: String,
    /// The same list on the command line.
    command: String,
}

#[derive(Debug, Serialize)]
struct Overview {
    moments: Vec<(Link, Label)>,
    products: Vec<Row>,
}

pub(super) fn jobs<'a>(atlas: &'a Atlas<'a>) -> Vec<Job<'a>> {
    let mut jobs = vec![overview(), builder()];
    jobs.extend(Moment::ALL.iter().copied().map(at_moment));
    jobs.extend(atlas.kb.products().keys().map(|id| for_product(id)));
    jobs
}

fn trail() -> Vec<Link> {
    vec![Link::new("checklist/index.html", "Checklists")]
}

/// The address of the checklist of a product.
pub(super) fn of_product(id: &str) -> String {
    format!("checklist/for/{id}.html")
}

/// The address of the checklist of a moment.
pub(super) fn of_moment(moment: Moment) -> String {
    format!("checklist/at/{}.html", moment.as_str())
}

impl Overview {
    fn new(atlas: &Atlas<'_>) -> Self {
        let moment = |moment: &Moment| (Link::new(of_moment(*moment), moment.title()), Label::of(*moment));
        let mut products = Row::most_first(atlas, Kind::Product);
        for row in &mut products {
            row.link.href = row.link.href.replacen("products/", "checklist/for/", 1);
        }
        Self { moments: Moment::ALL.iter().map(moment).collect(), products }
    }
}

fn overview<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "checklist/index.html".to_owned(),
            template: "checklists.html",
            title: "Checklists".to_owned(),
            description: "Short lists of safeguards for the moments at which a team can still choose, ranked by what \
                          each would have changed in reported incidents, with a test that shows whether it holds."
                .to_owned(),
            trail: Vec::new(),
            ..Head::default()
        };
        press.page(&head, &Overview::new(press.atlas))
    })
}

fn builder<'a>() -> Job<'a> {
    Box::new(|press| {
        let head = Head {
            path: "checklist/builder/index.html".to_owned(),
            template: "builder.html",
            title: "Build a checklist".to_owned(),
            description:
                "Choose the products, environments, autonomy and powers of a team, and get the safeguards that \
                          would change most for it."
                    .to_owned(),
            trail: trail(),
            ..Head::default()
        };
        press.page(&head, &Overview::new(press.atlas))
    })
}

fn at_moment<'a>(moment: Moment) -> Job<'a> {
    Box::new(move |press| {
        let head = Head {
            path: of_moment(moment),
            template: "checklist_page.html",
            title: format!("Checklist: {}", moment.label()),
            description: format!(
                "{} Nine questions at most, in the order of what each safeguard would have changed in reported \
                 incidents.",
                moment.definition()
            ),
            trail: trail(),
            ..Head::default()
        };
        let list = Checklist::build(press.atlas.kb, Profile::default(), &[moment]);
        let page = ChecklistPage {
            checklist: ChecklistAnswer::new(press.atlas.kb, &list, None),
            reasons: REASONS,
            whose: "a team with agents".to_owned(),
            command: format!("precedent checklist --moment {}", moment.as_str()),
        };
        press.page(&head, &page)
    })
}

fn for_product(id: &str) -> Job<'_> {
    Box::new(move |press| {
        let kb = press.atlas.kb;
        let name = kb.title(Kind::Product, id).unwrap_or(id);
        let head = Head {
            path: of_product(id),
            template: "checklist_page.html",
            title: format!("Checklist for {name}"),
            description: format!(
                "Safeguards for a team that uses {name}, with its own settings, at each moment at which the team can \
                 still choose; ranked by what each would have changed in reported incidents."
            ),
            trail: trail(),
            ..Head::default()
        };
        let mut profile = Profile::default();
        // The id comes from the knowledge base; a profile without its product would be another list.
        let known = profile.add_product(kb, id).is_ok();
        let list = Checklist::build(kb, if known { profile } else { Profile::default() }, &[]);
        let page = ChecklistPage {
            checklist: ChecklistAnswer::new(kb, &list, None),
            reasons: REASONS,
            whose: format!("a team that uses {name}"),
            command: format!("precedent checklist --product {id}"),
        };
        press.page(&head, &page)
    })
}
