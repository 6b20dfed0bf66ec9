//! Day first or month first: decided by the whole column, with the evidence for it.
//!
//! One after the other are asked, until one decides:
//!
//! 1. what the user says;
//! 2. dates that can be read in one order only, because a number is above 12: most of them win;
//! 3. the order of the file: most files follow time, and read the wrong way round they do not;
//! 4. a column of dates in clear order that come later, such as when it was reported: read the
//!    wrong way round, many dates come after it.
//!
//! Where none does, the usual order of the time zone is taken, and that is a finding.

use std::ops::ControlFlow;

use jiff::tz::TimeZone;

use crate::base::Progress;
use crate::base::figures::grouped;
use crate::data::findings::{Finding, FindingKind, MOST_LINES};
use crate::io::read::date_text::InNumbers;
use crate::io::read::error::ReadError;
use crate::io::read::layout::Layout;
use crate::io::read::options::{DateOrder, ReadOptions};
use crate::io::read::source::Source;

/// The order of day, month and year in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) order: DateOrder,
    /// Why, for "time: column … (…)".
    pub(super) why: String,
    /// What the user should look at.
    pub(super) finding: Option<Finding>,
}

/// The columns that are asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Of the date it happened.
    pub(super) from: usize,
    /// Of the date it ended.
    pub(super) to: Option<usize>,
    /// Of a date that comes later, such as that of the report.
    pub(super) later: Option<usize>,
}

/// After so many records it is asked whether the order is plain.
const ENOUGH: usize = 5000;

/// The order of dates in numbers.
pub(super) fn decide(
    layout: &Layout<'_>,
    source: &Source,
    asked: Asked,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Decided, ReadError> {
    if let Some(order) = options.date_order {
        return Ok(Decided {
            order,
            why: format!("dates are {}, as --date-order says", order.letters()),
            finding: None,
        });
    }
    let mut evidence = Evidence::default();
    let mut seen = 0_usize;
    layout.table.each(source, Some(progress), |row| {
        let later = asked.later.map(|column| row.bytes(column));
        evidence.note(row.bytes(asked.from), later, row.line);
        if let Some(to) = asked.to {
            evidence.vote(row.bytes(to), row.line);
        }
        seen += 1;
        // Either the order is plain by now or no date in numbers needs one.
        if seen.is_multiple_of(ENOUGH) && evidence.is_plain() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    let column = layout.header(asked.from).text.clone();
    Ok(evidence.decide(column, usual_order(&options.time_zone())))
}

/// Rows that allow one order only, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Votes {
    rows: usize,
    first: Vec<u32>,
}

impl Votes {
    fn add(&mut self, line: u32) {
        self.rows += 1;
        if self.first.len() < MOST_LINES {
            self.first.push(line);
        }
    }

    /// "on line 7", "first on lines 7, 12 and 40".
    fn lines(&self) -> String {
        match self.first.as_slice() {
            [] => "nowhere".to_owned(),
            [one] => format!("on line {one}"),
            [one, two] => format!("on lines {one} and {two}"),
            [one, two, three, ..] => format!("first on lines {one}, {two} and {three}"),
        }
    }
}

/// Steps from one record's date to the next one's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Steps {
    last: Option<i32>,
    up: usize,
    down: usize,
}

impl Steps {
    /// Steps of a file in order of time that may be out of it, of a hundred.
    const STRAY: usize = 2;
    /// Steps that are needed to tell.
    const NEEDED: usize = 20;

    fn note(&mut self, day: i32) {
        match self.last.replace(day) {
            Some(before) if before < day => self.up += 1,
            Some(before) if before > day => self.down += 1,
            _ => {}
        }
    }

    /// Whether nearly all steps go one way.
    fn is_in_order(self) -> bool {
        let (least, all) = (self.up.min(self.down), self.up + self.down);
        all >= Self::NEEDED && least * 100 <= all * Self::STRAY
    }

    /// Whether they plainly do not.
    fn is_out_of_order(self) -> bool {
        self.up.min(self.down) * 100 > (self.up + self.down) * 2 * Self::STRAY
    }
}

/// What speaks for either reading of dates that allow both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reading {
    steps: Steps,
    /// Dates that come after a date that must be later.
    too_late: usize,
}

#[derive(Clone, Debug, Default)]
struct Evidence {
    day_first: Votes,
    month_first: Votes,
    year_first: Votes,
    either: Votes,
    as_day_first: Reading,
    as_month_first: Reading,
    /// Dates that were held against a later one.
    compared: usize,
}

impl Evidence {
    /// Takes in a date that happened, and a later one.
    fn note(&mut self, field: &[u8], later: Option<&[u8]>, line: u32) {
        let Some(date) = self.vote(field, line) else {
            return;
        };
        let [a, b, year] = date.parts;
        let (as_day_first, as_month_first) = (key(year, b, a), key(year, a, b));
        self.as_day_first.steps.note(as_day_first);
        self.as_month_first.steps.note(as_month_first);
        if let Some(later) = later.and_then(clear_key) {
            self.compared += 1;
            self.as_day_first.too_late += usize::from(as_day_first > later);
            self.as_month_first.too_late += usize::from(as_month_first > later);
        }
    }

    /// Takes in which orders a date allows; gives it back if it may be day or month first.
    fn vote(&mut self, field: &[u8], line: u32) -> Option<InNumbers> {
        let date = InNumbers::read(field)?;
        match (date.may_be_day_first(), date.may_be_month_first()) {
            (true, true) => self.either.add(line),
            (true, false) => self.day_first.add(line),
            (false, true) => self.month_first.add(line),
            (false, false) if date.year_first => {
                self.year_first.add(line);
                return None;
            }
            (false, false) => return None,
        }
        Some(date)
    }

    fn votes(&self) -> [(&Votes, DateOrder); 3] {
        [
            (&self.day_first, DateOrder::DayMonthYear),
            (&self.month_first, DateOrder::MonthDayYear),
            (&self.year_first, DateOrder::YearMonthDay),
        ]
    }

    /// Whether reading on could hardly change the order: many dates demand one and none another,
    /// or no date at all is in numbers that need an order.
    fn is_plain(&self) -> bool {
        let voted: usize = self.votes().iter().map(|(votes, _)| votes.rows).sum();
        let most = self.votes().iter().map(|(votes, _)| votes.rows).max();
        voted + self.either.rows == 0 || (voted >= 50 && most == Some(voted))
    }

    fn decide(&self, column: String, usual: DateOrder) -> Decided {
        let votes = self.votes();
        let winner = votes.iter().rev().max_by_key(|(votes, _)| votes.rows);
        if let Some(&(won, order)) = winner
            && won.rows > 0
        {
            return Decided {
                order,
                why: format!(
                    "dates are {}: {} of them can be nothing else, {}",
                    order.letters(),
                    grouped(won.rows),
                    won.lines()
                ),
                finding: self.two_orders(column, order),
            };
        }
        if self.either.rows == 0 {
            return Decided {
                order: DateOrder::DayMonthYear,
                why: "the order of day, month and year is plain".to_owned(),
                finding: None,
            };
        }
        let decided = |(order, evidence): (DateOrder, String)| Decided {
            order,
            why: format!(
                "dates are {}: no number decides, but {evidence} (--date-order changes it)",
                order.letters()
            ),
            finding: None,
        };
        let by_evidence = self.by_order_of_file().or_else(|| self.by_later_dates());
        by_evidence.map_or_else(|| self.undecided(column, usual), decided)
    }

    /// The order in which the file follows time, where in the other it does not.
    fn by_order_of_file(&self) -> Option<(DateOrder, String)> {
        let (day, month) = (self.as_day_first.steps, self.as_month_first.steps);
        let order = if day.is_in_order() && month.is_out_of_order() {
            DateOrder::DayMonthYear
        } else if month.is_in_order() && day.is_out_of_order() {
            DateOrder::MonthDayYear
        } else {
            return None;
        };
        Some((order, "so read the file follows time".to_owned()))
    }

    /// The order in which hardly any date comes after one that must be later.
    fn by_later_dates(&self) -> Option<(DateOrder, String)> {
        let few = |n: usize| n * 100 <= self.compared;
        let many = |n: usize| n * 10 > self.compared;
        let (day, month) = (self.as_day_first.too_late, self.as_month_first.too_late);
        let (order, wrong) = if few(day) && many(month) {
            (DateOrder::DayMonthYear, month)
        } else if few(month) && many(day) {
            (DateOrder::MonthDayYear, day)
        } else {
            return None;
        };
        let evidence = format!(
            "the other way round {} of {} lie after the date of report",
            grouped(wrong),
            grouped(self.compared)
        );
        (self.compared >= Steps::NEEDED).then_some((order, evidence))
    }

    fn undecided(&self, column: String, usual: DateOrder) -> Decided {
        let taken = usual.letters();
        Decided {
            order: usual,
            why: format!(
                "dates may be d/m/y or m/d/y and no date decides; taken as {taken} (--date-order changes it)"
            ),
            finding: Some(Finding {
                kind: FindingKind::AmbiguousDates,
                columns: vec![column],
                rows: self.either.rows,
                first_lines: self.either.first.clone(),
                message: format!(
                    "dates may be d/m/y or m/d/y: none has a number above 12 in either place, and \
                     neither the order of the file nor a later date decides; taken as {taken}"
                ),
                remedies: [DateOrder::DayMonthYear, DateOrder::MonthDayYear]
                    .map(|order| format!("--date-order {}", order.written()))
                    .into(),
                settled: false,
            }),
        }
    }

    /// Dates that demand another order than the one that won.
    fn two_orders(&self, column: String, won: DateOrder) -> Option<Finding> {
        let others = self.votes().into_iter().filter(|&(_, order)| order != won);
        let (other, order) = others.max_by_key(|(votes, _)| votes.rows)?;
        (other.rows > 0).then(|| Finding {
            kind: FindingKind::DatesInTwoOrders,
            columns: vec![column],
            rows: other.rows,
            first_lines: other.first.clone(),
            message: format!(
                "most dates are {}, but {} can only be {}, {}; these have no day, and others of \
                 them may have been read wrongly",
                won.letters(),
                grouped(other.rows),
                order.letters(),
                other.lines()
            ),
            remedies: Vec::new(),
            settled: false,
        })
    }
}

fn key(year: i16, month: i16, day: i16) -> i32 {
    i32::from(year) * 10_000 + i32::from(month) * 100 + i32::from(day)
}

/// A date with the year first.
fn clear_key(field: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-' | b'/', m1, m2, b'-' | b'/', d1, d2, ..] = *field else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    digits.iter().all(u8::is_ascii_digit).then(|| {
        digits
            .iter()
            .fold(0, |key, &b| key * 10 + i32::from(b - b'0'))
    })
}

/// Month first in the zones of the United States, day first elsewhere.
fn usual_order(zone: &TimeZone) -> DateOrder {
    const AMERICAN: [&str; 20] = [
        "New_York",
        "Chicago",
        "Denver",
        "Los_Angeles",
        "Phoenix",
        "Detroit",
        "Anchorage",
        "Boise",
        "Indiana/",
        "Indianapolis",
        "Kentucky/",
        "Louisville",
        "North_Dakota/",
        "Menominee",
        "Juneau",
        "Sitka",
        "Nome",
        "Adak",
        "Yakutat",
        "Metlakatla",
    ];
    let name = zone.iana_name().unwrap_or_default();
    let american = name
        .strip_prefix("America/")
        .is_some_and(|place| AMERICAN.iter().any(|american| place.starts_with(american)));
    if american || name.starts_with("US/") || name == "Pacific/Honolulu" {
        DateOrder::MonthDayYear
    } else {
        DateOrder::DayMonthYear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(rows: impl IntoIterator<Item = (String, Option<String>)>) -> Decided {
        let mut evidence = Evidence::default();
        for (line, (date, later)) in (2..).zip(rows) {
            evidence.note(date.as_bytes(), later.as_deref().map(str::as_bytes), line);
        }
        evidence.decide("Date".to_owned(), DateOrder::DayMonthYear)
    }

    fn of(dates: &[&str]) -> Decided {
        evidence(dates.iter().map(|date| ((*date).to_owned(), None)))
    }

    #[test]
    fn the_order_is_what_most_dates_demand() {
        let decided = of(&["01/02/2021", "13/02/2021", "14/02/2021", "2021-02-13"]);
        assert_eq!(decided.order, DateOrder::DayMonthYear);
        assert!(decided.why.contains("on lines 3 and 4"), "{}", decided.why);
        assert_eq!(decided.finding, None);
        let decided = of(&["01/02/2021", "02/13/2021"]);
        assert_eq!(decided.order, DateOrder::MonthDayYear);
        assert_eq!(of(&["98/02/13"]).order, DateOrder::YearMonthDay);
        assert_eq!(of(&["2021-02-13"]).finding, None);
    }

    #[test]
    fn dates_in_two_orders_are_told_with_their_lines() {
        let decided = of(&["13/02/2021", "14/02/2021", "02/15/2021"]);
        assert_eq!(decided.order, DateOrder::DayMonthYear);
        let finding = decided.finding.unwrap();
        assert_eq!(finding.kind, FindingKind::DatesInTwoOrders);
        assert_eq!((finding.rows, finding.first_lines), (1, vec![4]));
    }

    #[test]
    fn nothing_that_decides_is_a_finding_with_both_remedies() {
        let decided = of(&["01/02/2021", "03/02/2021"]);
        let finding = decided.finding.unwrap();
        assert_eq!(finding.kind, FindingKind::AmbiguousDates);
        assert_eq!(finding.first_lines, [2, 3]);
        assert_eq!(finding.remedies, ["--date-order dmy", "--date-order mdy"]);
    }

    /// The first to the twelfth of the months of a year.
    fn days(text: fn(i32, i32) -> String) -> Vec<String> {
        (1..=12)
            .flat_map(|month| (1..=12).map(move |day| text(day, month)))
            .collect()
    }

    #[test]
    fn the_order_of_the_file_decides() {
        let uk = days(|day, month| format!("{day:02}/{month:02}/2021"));
        let us = days(|day, month| format!("{month:02}/{day:02}/2021"));
        for (dates, order) in [(uk, DateOrder::DayMonthYear), (us, DateOrder::MonthDayYear)] {
            let newest_first = evidence(dates.iter().rev().map(|date| (date.clone(), None)));
            assert_eq!(newest_first.order, order);
            let decided = evidence(dates.into_iter().map(|date| (date, None)));
            assert_eq!(decided.order, order);
            assert!(decided.why.contains("follows time"), "{}", decided.why);
            assert_eq!(decided.finding, None);
        }
    }

    #[test]
    fn a_later_date_in_clear_order_decides() {
        // Out of order, each reported on the day.
        let dates = days(|day, month| format!("{month:02}/{day:02}/2021"));
        let later = days(|day, month| format!("2021-{month:02}-{day:02}"));
        let mut rows: Vec<_> = dates.into_iter().zip(later.into_iter().map(Some)).collect();
        rows.sort_by_key(|(date, _)| date.bytes().rev().collect::<Vec<_>>());
        rows.reverse();
        rows.rotate_left(40);
        let len = rows.len();
        let mixed: Vec<_> = (0..len).map(|i| rows[i * 37 % len].clone()).collect();
        let decided = evidence(mixed);
        assert_eq!(decided.order, DateOrder::MonthDayYear);
        assert!(decided.why.contains("date of report"), "{}", decided.why);
    }
}
