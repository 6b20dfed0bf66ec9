//! Counts by month and year, side by side and added up.

use std::collections::BTreeMap;

use crate::analysis::change::coverage::Coverage;
use crate::base::Date;
use crate::base::when::{date_of_day, day_number};

/// One year of counts.
#[derive(Clone, Debug, PartialEq)]
pub struct YearCounts {
    /// The year.
    pub year: i16,
    /// By month, January first; `None` where no day of it is covered.
    pub months: [Option<f64>; 12],
    /// Days of each month that are covered.
    pub days: [u32; 12],
    /// All of the year that is covered.
    pub total: f64,
}

/// The same part of a year in two years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearToDate {
    /// The year.
    pub year: i16,
    /// What was counted, and on how many days.
    pub now: (f64, i64),
    /// The same in the year before.
    pub before: (f64, i64),
}

/// Counts by year and month of (day, weight), where `covered`.
pub fn by_year(days: &[(i64, f64)], covered: Coverage) -> Vec<YearCounts> {
    let mut years: BTreeMap<i16, YearCounts> = BTreeMap::new();
    let (first, last) = (date_of_day(covered.first), date_of_day(covered.last));
    for year in first.year()..=last.year() {
        years.insert(year, covered_days(year, covered));
    }
    for &(day, weight) in days {
        let date = date_of_day(day);
        let Some(year) = years
            .get_mut(&date.year())
            .filter(|_| covered.contains(day))
        else {
            continue;
        };
        if let Some(count) = &mut year.months[date.month() as usize - 1] {
            *count += weight;
        }
        year.total += weight;
    }
    years.into_values().collect()
}

/// A year without counts as far as it is covered.
fn covered_days(year: i16, covered: Coverage) -> YearCounts {
    let days: [u32; 12] = std::array::from_fn(|month| {
        let first = jiff::civil::Date::constant(year, month as i8 + 1, 1);
        let (first, last) = (day_number(first), day_number(first.last_of_month()));
        (last.min(covered.last) - first.max(covered.first) + 1).max(0) as u32
    });
    YearCounts {
        year,
        months: days.map(|days| (days > 0).then_some(0.0)),
        days,
        total: 0.0,
    }
}

/// Each year set beside the same dates of the year before, as far as both are covered: of the
/// first and the last year that is a part. Oldest first; years without a common day are left out.
pub fn year_to_date(days: &[(i64, f64)], covered: Coverage) -> Vec<YearToDate> {
    let (first, last) = (date_of_day(covered.first), date_of_day(covered.last));
    (first.year() + 1..=last.year())
        .filter_map(|year| {
            let start = |year: i16| jiff::civil::Date::constant(year, 1, 1);
            let from = first.max(start(year - 1));
            let until = last.min(start(year + 1).yesterday().ok()?);
            // The later year begins where coverage of the earlier one does, and the other way round.
            let now = (in_year(from, year), until);
            let before = (from, in_year(until, year - 1));
            let span = |(from, until): (Date, Date)| (day_number(from), day_number(until));
            let (now, before) = (span(now), span(before));
            (now.0 <= now.1 && before.0 <= before.1).then(|| YearToDate {
                year,
                now: (sum(days, now), now.1 - now.0 + 1),
                before: (sum(days, before), before.1 - before.0 + 1),
            })
        })
        .collect()
}

/// The same date of another year; 28 February for the 29th where there is none.
fn in_year(date: Date, year: i16) -> Date {
    date.with()
        .year(year)
        .build()
        .unwrap_or_else(|_| jiff::civil::Date::constant(year, 2, 28))
}

fn sum(days: &[(i64, f64)], (first, last): (i64, i64)) -> f64 {
    let inside = days.iter().filter(|(day, _)| (first..=last).contains(day));
    inside.map(|(_, weight)| weight).sum()
}

/// Sums from the first day of a year on, one a day, of the part of the year that is covered:
/// (day of the year from 0, sum).
pub fn cumulative(days: &[(i64, f64)], covered: Coverage, year: i16) -> Vec<(i64, f64)> {
    let start = day_number(jiff::civil::Date::constant(year, 1, 1));
    let end = day_number(jiff::civil::Date::constant(year, 12, 31));
    let (first, last) = (start.max(covered.first), end.min(covered.last));
    if first > last {
        return Vec::new();
    }
    let mut sums = vec![0.0; (last - first + 1) as usize];
    for &(day, weight) in days {
        if (first..=last).contains(&day) {
            sums[(day - first) as usize] += weight;
        }
    }
    let mut total = 0.0;
    (first - start..)
        .zip(sums)
        .map(|(day, weight)| {
            total += weight;
            (day, total)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(year: i16, month: i8, day: i8) -> i64 {
        day_number(date(year, month, day))
    }

    fn one_a_day(first: i64, last: i64) -> Vec<(i64, f64)> {
        (first..=last).map(|day| (day, 1.0)).collect()
    }

    #[test]
    fn months_that_are_not_covered_are_none_and_not_0() {
        let covered = Coverage {
            first: day(2023, 11, 10),
            last: day(2024, 2, 29),
        };
        let mut days = one_a_day(covered.first, covered.last);
        days.push((day(2009, 1, 1), 1.0));
        let years = by_year(&days, covered);
        assert_eq!(years.len(), 2);
        assert_eq!(years[0].months[9..], [None, Some(21.0), Some(31.0)]);
        assert_eq!(years[1].months[..3], [Some(31.0), Some(29.0), None]);
        assert_eq!((years[0].total, years[1].total), (52.0, 60.0));
        assert_eq!(years[1].days[1], 29);
    }

    #[test]
    fn years_are_compared_over_the_same_dates() {
        let covered = Coverage {
            first: day(2022, 3, 1),
            last: day(2024, 6, 30),
        };
        let found = year_to_date(&one_a_day(covered.first, covered.last), covered);
        let dates: Vec<_> = found
            .iter()
            .map(|y| (y.year, y.now.1, y.before.1))
            .collect();
        // March to December, then January to June, of which 2024 has a day more.
        assert_eq!(dates, [(2023, 306, 306), (2024, 182, 181)]);
        assert_eq!((found[1].now.0, found[1].before.0), (182.0, 181.0));
        let short = Coverage {
            first: day(2023, 9, 1),
            last: day(2024, 6, 30),
        };
        assert_eq!(year_to_date(&[], short), []);
    }

    #[test]
    fn the_29th_of_february_is_held_against_the_28th() {
        let covered = Coverage {
            first: day(2023, 1, 1),
            last: day(2024, 2, 29),
        };
        let found = year_to_date(&one_a_day(covered.first, covered.last), covered);
        assert_eq!((found[0].now.1, found[0].before.1), (60, 59));
    }

    #[test]
    fn a_year_adds_up_from_its_first_covered_day() {
        let covered = Coverage {
            first: day(2024, 1, 3),
            last: day(2024, 1, 6),
        };
        let days = [
            (day(2024, 1, 6), 0.5),
            (day(2024, 1, 3), 2.0),
            (day(2024, 1, 7), 9.0),
        ];
        let found = cumulative(&days, covered, 2024);
        assert_eq!(found, [(2, 2.0), (3, 2.0), (4, 2.0), (5, 2.5)]);
        assert_eq!(cumulative(&days, covered, 2023), []);
    }
}
