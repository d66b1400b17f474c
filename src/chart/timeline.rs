//! Events on a line, as far apart as they were.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan as _};

use super::draw::{Anchor, Drawing, Em, Share};
use super::{About, Chart, Row};
use crate::record::EventTime;

/// Two dots that are nearer than this would overlap on a phone; the later one then stands above the earlier.
const NEAREST: usize = 640;
/// Height of a row of dots.
const LANE: usize = 18;
/// Room that the name of a tick takes on a phone.
const NAME: usize = 2_300;
/// Dots at most, so that a long record does not become a tower.
const MOST_DOTS: usize = 40;
/// Ticks below the line at most.
const MOST_TICKS: usize = 4;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// When.
    pub at: EventTime,
    /// What, for the table.
    pub text: String,
}

/// What an event covers: two moments, which are one for what is known to the minute.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: DateTime,
    to: DateTime,
}

impl Stretch {
    fn of(at: &EventTime) -> Option<Self> {
        if let Some(moment) = at.civil() {
            return Some(Self { from: moment, to: moment });
        }
        let first = at.date().first_day().or(at.date().last_day())?;
        let last = at.date().last_day().unwrap_or(first);
        Some(Self { from: first.to_datetime(Time::midnight()), to: last.at(23, 59, 0, 0) })
    }
}

/// Draws a numbered dot for each event that has a date, above a line of time; the numbers are those of the table, which
/// is in the order given.
#[must_use]
pub fn timeline(about: About<'_>, points: &[Point]) -> Chart {
    let mut placed: Vec<(usize, Stretch)> =
        points.iter().enumerate().filter_map(|(at, point)| Some((at + 1, Stretch::of(&point.at)?))).collect();
    let dated = placed.len();
    placed.truncate(MOST_DOTS);
    placed.sort_by_key(|(number, stretch)| (stretch.from, stretch.to, *number));
    let mut drawing = Drawing::default();
    let ends = placed.iter().map(|(_, s)| s.from).min().zip(placed.iter().map(|(_, s)| s.to).max());
    if let Some((start, end)) = ends {
        let scale = Scale { start, end };
        let dots = lanes(&scale, &placed);
        let rows = dots.iter().map(|dot| dot.lane).max().unwrap_or_default() + 1;
        let ground = rows * LANE + 6;
        for dot in &dots {
            let middle = Em(ground - 10 - dot.lane * LANE);
            if dot.to.0 > dot.from.0 + NEAREST {
                drawing.line("stretch", (dot.from, middle), (dot.to, middle));
            }
            drawing.circle("filled", (dot.middle, middle), Em(8));
            let at = (dot.middle, Em(middle.0 + 4));
            drawing.text("on-filled", at, Anchor::Middle, &dot.number.to_string());
        }
        drawing.line("axis", (Share(0), Em(ground)), (Share::WHOLE, Em(ground)));
        for (at, text) in ticks(&scale) {
            drawing.line("tick", (at, Em(ground)), (at, Em(ground + 4)));
            let anchor = if is_near_end(at) { Anchor::End } else { Anchor::Start };
            drawing.text("quiet", (at, Em(ground + 15)), anchor, &text);
        }
        if dated > MOST_DOTS {
            let left = format!("{} more in the table", dated - MOST_DOTS);
            drawing.text("quiet", (Share(0), Em(ground + 30)), Anchor::Start, &left);
        }
    }
    let rows = points.iter().enumerate().map(|(at, point)| Row {
        name: (at + 1).to_string(),
        href: None,
        cells: vec![point.at.in_words(), point.text.clone()],
    });
    let described = match (points.first(), points.last()) {
        (Some(first), Some(last)) => format!(
            "A numbered dot for each of {} events, from {} to {}.",
            placed.len(),
            first.at.in_words(),
            last.at.in_words()
        ),
        _ => "There is nothing to show.".to_owned(),
    };
    Chart::new(about, drawing, &described, (vec!["When".to_owned(), "What".to_owned()], rows.collect()))
}

/// From the first moment to the last.
struct Scale {
    start: DateTime,
    end: DateTime,
}

impl Scale {
    /// Room left at both ends for half a dot.
    const MARGIN: usize = 320;

    fn share(&self, moment: DateTime) -> Share {
        let minutes = |from: DateTime, to: DateTime| usize::try_from(from.duration_until(to).as_mins()).unwrap_or(0);
        let whole = minutes(self.start, self.end);
        let room = Share::WHOLE.0 - 2 * Self::MARGIN;
        let part = minutes(self.start, moment).saturating_mul(room);
        Share(Self::MARGIN + part.checked_div(whole).unwrap_or(room / 2).min(room))
    }
}

struct Dot {
    number: usize,
    from: Share,
    middle: Share,
    to: Share,
    lane: usize,
}

/// Places dots so that none covers another.
fn lanes(scale: &Scale, placed: &[(usize, Stretch)]) -> Vec<Dot> {
    let mut dots: Vec<Dot> = Vec::new();
    for (number, stretch) in placed {
        let (from, to) = (scale.share(stretch.from), scale.share(stretch.to));
        let middle = Share(usize::midpoint(from.0, to.0));
        // A stretch that would be too short to see is its dot.
        let (left, right) = (from.0.min(middle.0), to.0.max(middle.0));
        let covers = |dot: &Dot| left < dot.to.0.max(dot.middle.0) + NEAREST && dot.from.0 < right + NEAREST;
        let taken: Vec<usize> = dots.iter().filter(|dot| covers(dot)).map(|dot| dot.lane).collect();
        let lane = (0..dots.len()).find(|lane| !taken.contains(lane)).unwrap_or(dots.len());
        dots.push(Dot { number: *number, from, middle, to, lane });
    }
    dots
}

/// Round moments on the scale, each with its name, as close as they have room.
fn ticks(scale: &Scale) -> Vec<(Share, String)> {
    let steps: [(Span, &str); 14] = [
        (1.hour(), "%H:%M"),
        (3.hours(), "%H:%M"),
        (6.hours(), "%H:%M"),
        (12.hours(), "%-d %b %H:%M"),
        (1.day(), "%-d %b"),
        (2.days(), "%-d %b"),
        (7.days(), "%-d %b"),
        (1.month(), "%b %Y"),
        (2.months(), "%b %Y"),
        (6.months(), "%b %Y"),
        (1.year(), "%Y"),
        (2.years(), "%Y"),
        (10.years(), "%Y"),
        (100.years(), "%Y"),
    ];
    let begin = |span: &Span| {
        let day = scale.start.date();
        let start = if span.get_years() > 0 {
            Date::new(day.year() - day.year() % span.get_years(), 1, 1).unwrap_or(day)
        } else if span.get_months() > 0 {
            Date::new(day.year(), 1, 1).unwrap_or(day)
        } else {
            day
        };
        start.to_datetime(Time::midnight())
    };
    let within = |span: &Span| -> Vec<DateTime> {
        let moments = begin(span).series(*span).take_while(|moment| *moment <= scale.end);
        moments.filter(|moment| *moment >= scale.start).take(MOST_TICKS + 1).collect()
    };
    let fitting = steps.iter().map(|(span, form)| (within(span), *form)).find(|(found, _)| found.len() <= MOST_TICKS);
    let (moments, form) = fitting.unwrap_or_default();
    let mut free = 0;
    let mut found = Vec::new();
    for moment in moments {
        let at = scale.share(moment);
        let (left, right) = if is_near_end(at) { (at.0.saturating_sub(NAME), at.0) } else { (at.0, at.0 + NAME) };
        if left >= free {
            free = right;
            found.push((at, moment.strftime(form).to_string()));
        }
    }
    found
}

/// True where the name of a tick would stick out if it stood behind it.
fn is_near_end(at: Share) -> bool {
    at.0 + NAME > Share::WHOLE.0
}
