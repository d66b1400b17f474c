//! Dates as precise as the evidence is, in EDTF spelling (ISO 8601-2, levels 0 and 1).

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::text::{InvalidText, checked_string};

const PARTIAL_FORM: &str = "a date in EDTF spelling (`2025`, `2025-12`, `2025-12-14`, `2025-12~`, `2025-1X`, `2026-01/2026-03`, `2026-05/..`, `?`)";
const DAY_FORM: &str = "a calendar day such as `2026-02-20`";
const TIME_FORM: &str = "a date in EDTF spelling, or a time with offset such as `2026-03-01T14:05:00+01:00`";

checked_string!(
    /// A calendar day, `2026-02-20`.
    Day,
    "day",
    check_day
);

/// A date known as an interval: a day, a month, a year, something between two of them, or nothing at all.
///
/// Ordering is by first day, last day, then spelling. An open start counts as its end, an open end as the end of time,
/// and what is wholly unknown sorts last.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    text: String,
    nominal: Interval,
    widest: Interval,
}

/// When something happened: a partial date, or an instant with its offset.
///
/// An instant counts as the civil day at its own offset when it is compared with dates.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventTime {
    date: PartialDate,
    instant: Option<(String, Timestamp)>,
}

/// First and last day, both inclusive; `None` is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Interval {
    min: Option<Date>,
    max: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// First day that the spelling names, without leeway; `None` where it is open or unknown.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.nominal.min
    }

    /// Last day that the spelling names; `None` where it is open or unknown.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.nominal.max
    }

    /// The value as it is spelled in a record.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True if nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.nominal == Interval::default()
    }

    /// What dates are ordered by: first and last day.
    fn days(&self) -> (Date, Date) {
        (self.first_day().or(self.last_day()).unwrap_or(Date::MAX), self.last_day().unwrap_or(Date::MAX))
    }

    /// Compares for a list that begins with the newest and ends with what is unknown.
    #[must_use]
    pub fn newest_first(&self, other: &Self) -> Ordering {
        self.is_unknown().cmp(&other.is_unknown()).then_with(|| other.cmp(self))
    }

    /// Years that the interval touches, first to last, fifty at most; an open end counts as its other end.
    #[must_use]
    pub fn years(&self) -> Vec<i16> {
        let first = self.nominal.min.or(self.nominal.max).map(Date::year);
        let last = self.nominal.max.or(self.nominal.min).map(Date::year);
        match (first, last) {
            (Some(first), Some(last)) => (first..=last).take(50).collect(),
            _ => Vec::new(),
        }
    }

    /// True if no reading of the two puts this one at or before the other.
    #[must_use]
    pub fn is_certainly_after(&self, other: &Self) -> bool {
        match (self.widest.min, other.widest.max) {
            (Some(min), Some(max)) => min > max,
            _ => false,
        }
    }

    /// Says the date in English: `about December 2025`, `from January to March 2026`, `unknown`.
    #[must_use]
    pub fn in_words(&self) -> String {
        if self.is_unknown() {
            return "unknown".to_owned();
        }
        match self.text.split_once('/') {
            Some(("..", end)) => format!("until {}", side_in_words(end)),
            Some((start, "..")) => format!("since {}", side_in_words(start)),
            Some((start, end)) => format!("{} to {}", beginning_in_words(start, end), side_in_words(end)),
            None => side_in_words(&self.text),
        }
    }
}

impl EventTime {
    /// The day or days, for comparison and order.
    #[must_use]
    pub fn date(&self) -> &PartialDate {
        &self.date
    }

    /// Clock and calendar in UTC; `None` if only days are known.
    #[must_use]
    pub fn civil(&self) -> Option<DateTime> {
        self.instant.as_ref().map(|(_, at)| at.to_zoned(TimeZone::UTC).datetime())
    }

    /// The value as it is spelled in a record.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.instant.as_ref().map_or(self.date.as_str(), |(text, _)| text)
    }

    /// True if no reading of the two puts this one at or before the other; of two instants the clock decides.
    #[must_use]
    pub fn is_certainly_after(&self, other: &Self) -> bool {
        match (&self.instant, &other.instant) {
            (Some((_, own)), Some((_, theirs))) => own > theirs,
            _ => self.date.is_certainly_after(&other.date),
        }
    }

    /// Says the time in English, instants with their offset as written.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Some((text, _)) = &self.instant else { return self.date.in_words() };
        let clock = text.get(11..16).unwrap_or_default();
        let offset = text.get(16..).and_then(|rest| rest.find(['Z', 'z', '+', '-']).and_then(|at| rest.get(at..)));
        let offset = match offset {
            Some("Z" | "z" | "+00:00") => "UTC".to_owned(),
            Some(offset) => format!("UTC{offset}"),
            None => String::new(),
        };
        format!("{}, {clock} {offset}", self.date.in_words())
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.days().cmp(&other.days()).then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EventTime {
    fn cmp(&self, other: &Self) -> Ordering {
        // Days first, also between two instants: an order that asked for the instant only where both have one would
        // not be transitive.
        let instant = |time: &Self| time.instant.as_ref().map(|(_, at)| *at);
        self.date
            .days()
            .cmp(&other.date.days())
            .then_with(|| instant(self).cmp(&instant(other)).then_with(|| self.as_str().cmp(other.as_str())))
    }
}

impl PartialOrd for EventTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<String> for PartialDate {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (nominal, widest) = intervals(&text).ok_or_else(|| InvalidText::new(PARTIAL_FORM, &text))?;
        Ok(Self { text, nominal, widest })
    }
}

impl TryFrom<String> for EventTime {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if !text.contains('T') {
            return match PartialDate::try_from(text) {
                Ok(date) => Ok(Self { date, instant: None }),
                Err(error) => Err(InvalidText { expected: TIME_FORM, ..error }),
            };
        }
        let invalid = || InvalidText::new(TIME_FORM, &text);
        if !is_rfc3339(&text) {
            return Err(invalid());
        }
        // The form that is expected says more than what the parser stumbled over.
        let at: Timestamp = text.parse().ok().ok_or_else(invalid)?;
        let day = text.get(..10).ok_or_else(invalid)?;
        let date = PartialDate::try_from(day.to_owned())?;
        Ok(Self { date, instant: Some((text, at)) })
    }
}

macro_rules! spelled {
    ($name:ident, $format:literal) => {
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidText;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}
spelled!(PartialDate, "partial-date");
spelled!(EventTime, "event-time");

impl Day {
    /// The day in the calendar.
    #[must_use]
    pub fn date(&self) -> Date {
        parse_day(self.as_str()).unwrap_or(Date::ZERO)
    }

    /// Says the day in English, `20 February 2026`.
    #[must_use]
    pub fn in_words(&self) -> String {
        side_in_words(self.as_str())
    }
}

pub(super) fn check_day(value: &str) -> Result<(), InvalidText> {
    parse_day(value).map(|_| ()).ok_or_else(|| InvalidText::new(DAY_FORM, value))
}

pub(super) fn check_partial_date(value: &str) -> Result<(), InvalidText> {
    value.parse::<PartialDate>().map(|_| ())
}

pub(super) fn check_event_time(value: &str) -> Result<(), InvalidText> {
    value.parse::<EventTime>().map(|_| ())
}

/// True for the shape `2026-03-01T14:05:00+01:00` or `…Z`, with or without a fraction of a second.
fn is_rfc3339(text: &str) -> bool {
    let fits = |shape: &str, part: &str| {
        part.len() == shape.len()
            && part
                .chars()
                .zip(shape.chars())
                .all(|(c, wanted)| if wanted == '0' { c.is_ascii_digit() } else { c == wanted })
    };
    let (Some(clock), Some(rest)) = (text.get(..19), text.get(19..)) else { return false };
    let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let offset = fraction.unwrap_or(rest);
    fits("0000-00-00T00:00:00", clock) && (offset == "Z" || fits("+00:00", offset) || fits("-00:00", offset))
}

fn parse_day(value: &str) -> Option<Date> {
    let (interval, precision) = plain(value).filter(|_| !value.contains('X'))?;
    (precision == Precision::Day && interval.min == interval.max).then_some(interval.min?)
}

/// Reads a spelling as (what it names, what it names with the leeway of `~`, `?` and `%`).
fn intervals(text: &str) -> Option<(Interval, Interval)> {
    if text == "?" || text == "unknown" {
        return Some((Interval::default(), Interval::default()));
    }
    let Some((start, end)) = text.split_once('/') else { return side(text) };
    let open = (Interval::default(), Interval::default());
    let (from, to) = match (start, end) {
        ("..", "..") => return None,
        ("..", end) => (open, side(end)?),
        (start, "..") => (side(start)?, open),
        (start, end) => (side(start)?, side(end)?),
    };
    let join = |from: Interval, to: Interval| Interval { min: from.min, max: to.max };
    let nominal = join(from.0, to.0);
    if let (Some(min), Some(max)) = (nominal.min, nominal.max)
        && min > max
    {
        return None;
    }
    Some((nominal, join(from.1, to.1)))
}

fn side(text: &str) -> Option<(Interval, Interval)> {
    let (body, leeway) = match text.strip_suffix(['~', '?', '%']) {
        Some(body) => (body, true),
        None => (text, false),
    };
    let (nominal, precision) = plain(body)?;
    let widest = if leeway { widen(nominal, precision) } else { nominal };
    Some((nominal, widest))
}

/// Widens by one unit of the date's own precision on each side; EDTF leaves the leeway to its user.
fn widen(interval: Interval, precision: Precision) -> Interval {
    let span = match precision {
        Precision::Year => Span::new().years(1),
        Precision::Month => Span::new().months(1),
        Precision::Day => Span::new().days(1),
    };
    Interval {
        min: interval.min.map(|date| date.saturating_sub(span)),
        max: interval.max.map(|date| date.saturating_add(span).last_if(precision)),
    }
}

trait LastDay {
    fn last_if(self, precision: Precision) -> Self;
}

impl LastDay for Date {
    fn last_if(self, precision: Precision) -> Self {
        match precision {
            Precision::Day => self,
            Precision::Month | Precision::Year => self.last_of_month(),
        }
    }
}

/// Reads `2025`, `2025-12`, `2025-12-14`, with `X` for unknown trailing digits of a part.
fn plain(text: &str) -> Option<(Interval, Precision)> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.matches('X').count() <= 2)?;
    let (year_min, year_max) = part(year, 4, 1, 9_999)?;
    let Some(month) = parts.next() else {
        return Some((span(year_min, 1, 1, year_max, 12)?, Precision::Year));
    };
    let (month_min, month_max) = part(month, 2, 1, 12)?;
    let Some(day) = parts.next() else {
        return Some((span(year_min, month_min, 1, year_max, month_max)?, Precision::Month));
    };
    if parts.next().is_some() || year_min != year_max || month_min != month_max {
        return None;
    }
    let longest =
        i32::from(Date::new(i16::try_from(year_min).ok()?, i8::try_from(month_min).ok()?, 1).ok()?.days_in_month());
    let (day_min, day_max) = part(day, 2, 1, longest)?;
    let interval =
        Interval { min: Some(date(year_min, month_min, day_min)?), max: Some(date(year_min, month_min, day_max)?) };
    Some((interval, Precision::Day))
}

fn span(year_min: i32, month_min: i32, day_min: i32, year_max: i32, month_max: i32) -> Option<Interval> {
    let min = date(year_min, month_min, day_min)?;
    let max = date(year_max, month_max, 1)?.last_of_month();
    Some(Interval { min: Some(min), max: Some(max) })
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads digits with trailing `X`s as the range of values they can stand for, cut to `lowest..=highest`.
fn part(text: &str, width: usize, lowest: i32, highest: i32) -> Option<(i32, i32)> {
    if text.len() != width || !text.trim_end_matches('X').bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let min: i32 = text.replace('X', "0").parse().ok()?;
    let max: i32 = text.replace('X', "9").parse().ok()?;
    let exact = min == max;
    let (min, max) = (min.max(lowest), max.min(highest));
    (min <= max && (!exact || text.parse() == Ok(min))).then_some((min, max))
}

/// Names of the months, January first.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The beginning of an interval, without the year and month that its end says as well.
fn beginning_in_words(start: &str, end: &str) -> String {
    let words = side_in_words(start);
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let shared = start.split('-').zip(end.split('-')).take_while(|(own, other)| own == other).count();
    let said = match start.len().min(end.len()) {
        10 => shared.min(2),
        7 => shared.min(1),
        _ => 0,
    };
    if !is_plain(start) || !is_plain(end) {
        return words;
    }
    let kept = words.split(' ').count().saturating_sub(said);
    words.split(' ').take(kept).collect::<Vec<_>>().join(" ")
}

fn side_in_words(text: &str) -> String {
    let body = text.trim_end_matches(['~', '?', '%']);
    let mut parts = body.split('-');
    let year = parts.next().unwrap_or_default();
    let month =
        parts.next().and_then(|month| month.parse::<usize>().ok()).and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let day = parts.next().and_then(|day| day.parse::<u8>().ok());
    let plain = match (month, day) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) if body.len() == 7 => format!("{month} {year}"),
        _ => body.to_owned(),
    };
    match text.strip_prefix(body) {
        Some("~") => format!("about {plain}"),
        Some("?") => format!("{plain} (uncertain)"),
        Some("%") => format!("about {plain} (uncertain)"),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_spelling_names_an_interval() {
        for (text, min, max) in [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-12", "2025-12-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2025-12-14", "2025-12-14", "2025-12-14"),
            ("2025-12~", "2025-12-01", "2025-12-31"),
            ("2025-1X", "2025-10-01", "2025-12-31"),
            ("2025-0X", "2025-01-01", "2025-09-30"),
            ("2025-12-1X", "2025-12-10", "2025-12-19"),
            ("202X", "2020-01-01", "2029-12-31"),
            ("2026-01/2026-03", "2026-01-01", "2026-03-31"),
        ] {
            let parsed = date(text);
            assert_eq!(parsed.first_day().unwrap().to_string(), min, "{text}");
            assert_eq!(parsed.last_day().unwrap().to_string(), max, "{text}");
        }
        assert!(date("2026-05/..").last_day().is_none());
        assert!(date("?").is_unknown() && date("unknown").is_unknown());
    }

    #[test]
    fn refuses_days_that_do_not_exist_and_other_spellings() {
        for bad in [
            "2025-13",
            "2025-02-30",
            "2025-00",
            "25-12",
            "2025-1",
            "../..",
            "2026-03/2026-01",
            "",
            "soon",
            "2025-X2",
            "2025-1X-01",
        ] {
            assert!(bad.parse::<PartialDate>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_comparison_is_certain_only_if_no_reading_is_consistent() {
        assert!(date("2026-03").is_certainly_after(&date("2026-02")));
        assert!(!date("2026-03").is_certainly_after(&date("2026")));
        assert!(!date("2026-01~").is_certainly_after(&date("2025-12")));
        assert!(date("2026-03~").is_certainly_after(&date("2025-12")));
        assert!(!date("2026-01?").is_certainly_after(&date("2025-12")));
        assert!(!date("?").is_certainly_after(&date("2025")));
        assert!(!date("2026-05/..").is_certainly_after(&date("2026-06")));
    }

    #[test]
    fn order_is_by_first_day_then_last_day_and_unknown_comes_last() {
        let mut dates = ["?", "2026", "2025-12", "2025", "2025-12-01"].map(date);
        dates.sort();
        assert_eq!(dates.map(|date| date.to_string()), ["2025", "2025-12-01", "2025-12", "2026", "?"]);
    }

    #[test]
    fn says_dates_in_english() {
        for (text, words) in [
            ("2025-12~", "about December 2025"),
            ("2026-02-20", "20 February 2026"),
            ("2026-01/2026-03", "January to March 2026"),
            ("2025-12/2026-03", "December 2025 to March 2026"),
            ("2026-07-25/2026-07-28", "25 to 28 July 2026"),
            ("2026-05-30/2026-07", "30 May to July 2026"),
            ("2026-01~/2026-03", "about January 2026 to March 2026"),
            ("2025/2026-03", "2025 to March 2026"),
            ("2026-05/..", "since May 2026"),
            ("2025-1X", "2025-1X"),
            ("?", "unknown"),
        ] {
            assert_eq!(date(text).in_words(), words);
        }
        let instant: EventTime = "2026-03-01T14:05:00+01:00".parse().unwrap();
        assert_eq!(instant.in_words(), "1 March 2026, 14:05 UTC+01:00");
        for bad in
            ["2026-03-01T14:05:00", "2026-03-01T14Z", "2026-03-01T14:05:00+01:00[Europe/Paris]", "2026-02-30T00:00:00Z"]
        {
            assert!(bad.parse::<EventTime>().is_err(), "{bad}");
        }
        assert!(["2", "X", "X", "X"].concat().parse::<PartialDate>().is_err(), "a century is the widest that is known");
        assert!("2026-04-3X".parse::<Day>().is_err() && "2026-04-30".parse::<Day>().is_ok());
    }
}
