//! The dates a data set covers, as against the first and last date that stands in it.
//!
//! Recorded crime carries old offences reported late: a file of 2019 holds single dates of 2009,
//! and a tail of some weeks before its first complete month. Rates per day need the days on which
//! recording was complete. Covered are the months from the first to the last that hold at least a
//! tenth of the incidents of a typical month, and at least a quarter as many a day between their
//! first and last incident; the typical month is that of the median incident, so that scattered
//! old dates, many months of one each, decide nothing.

use std::collections::BTreeMap;

use crate::base::Date;
use crate::base::when::{date_of_day, day_number};

/// Months with less than this part of a typical month's incidents do not begin or end coverage.
const PART_OF_TYPICAL: f64 = 0.1;
/// Nor do months with less than this part of its incidents a day.
const PART_A_DAY: f64 = 0.25;

/// The first and last day that is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// First day with an incident in the first covered month.
    pub first: i64,
    /// Last day with one in the last.
    pub last: i64,
}

impl Coverage {
    /// Whether `day` is covered.
    pub fn contains(self, day: i64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// How many days that are.
    pub fn days(self) -> i64 {
        self.last - self.first + 1
    }
}

/// What incidents on these days cover, each given by its first and last day (which differ where
/// only the month is known); `None` where there are none.
pub fn coverage(days: &[(i64, i64)]) -> Option<Coverage> {
    let mut months: BTreeMap<Date, Vec<(i64, i64)>> = BTreeMap::new();
    for &(first, last) in days {
        let month = date_of_day(first).first_of_month();
        months.entry(month).or_default().push((first, last));
    }
    let mut seen = 0;
    let typical = months.values().find(|of_month| {
        seen += of_month.len();
        2 * seen >= days.len()
    })?;
    let is_covered = |of_month: &&Vec<(i64, i64)>| {
        of_month.len() as f64 >= PART_OF_TYPICAL * typical.len() as f64
            && a_day(of_month) >= PART_A_DAY * a_day(typical)
    };
    let first_month = months.values().find(is_covered)?;
    let last_month = months.values().rev().find(is_covered)?;
    Some(Coverage {
        first: first_month.iter().map(|days| days.0).min()?,
        last: last_month.iter().map(|days| days.1).max()?,
    })
}

/// Incidents a day, from the first to the last day with one.
fn a_day(days: &[(i64, i64)]) -> f64 {
    let first = days.iter().map(|days| days.0).min();
    let last = days.iter().map(|days| days.1).max();
    let length = first.zip(last).map_or(1, |(first, last)| last - first + 1);
    days.len() as f64 / length as f64
}

/// The whole calendar months inside `coverage`, by the day numbers of their first days, and after
/// them the first day that is in none. Empty where there is no whole month.
pub fn whole_months(coverage: Coverage) -> Vec<i64> {
    let mut month = date_of_day(coverage.first).first_of_month();
    let mut starts = Vec::new();
    let next = |month: Date| month.saturating_add(jiff::Span::new().months(1));
    if day_number(month) < coverage.first {
        month = next(month);
    }
    while day_number(next(month)) <= coverage.last + 1 {
        starts.push(day_number(month));
        month = next(month);
    }
    if !starts.is_empty() {
        starts.push(day_number(month));
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(year: i16, month: i8, day: i8) -> i64 {
        day_number(date(year, month, day))
    }

    #[test]
    fn old_dates_and_a_first_day_of_the_next_month_are_not_covered() {
        let mut days: Vec<(i64, i64)> = (day(2019, 1, 2)..=day(2019, 8, 30))
            .flat_map(|d| [(d, d), (d, d)])
            .collect();
        // A tail of late reports: one every third day.
        days.extend((0..10).map(|i| (day(2018, 12, 2) + 3 * i, day(2018, 12, 2) + 3 * i)));
        days.extend([day(2009, 5, 1), day(2018, 12, 31), day(2019, 9, 1)].map(|d| (d, d)));
        let covered = coverage(&days).unwrap();
        assert_eq!(
            covered,
            Coverage {
                first: day(2019, 1, 2),
                last: day(2019, 8, 30)
            }
        );
        let months = whole_months(covered);
        assert_eq!(months.first(), Some(&day(2019, 2, 1)));
        assert_eq!(
            months.last(),
            Some(&day(2019, 8, 1)),
            "August lacks its last day"
        );
    }

    #[test]
    fn a_month_that_has_only_begun_is_covered_so_far() {
        let days: Vec<(i64, i64)> = (day(2024, 1, 1)..=day(2024, 6, 5))
            .map(|d| (d, d))
            .collect();
        assert_eq!(coverage(&days).unwrap().last, day(2024, 6, 5));
    }

    #[test]
    fn months_are_covered_to_their_last_day() {
        let days = [
            (day(2021, 8, 1), day(2021, 8, 31)),
            (day(2021, 9, 1), day(2021, 9, 30)),
        ];
        let covered = coverage(&days).unwrap();
        assert_eq!(covered.days(), 61);
        assert_eq!(whole_months(covered).len(), 3);
        assert_eq!(coverage(&[]), None);
    }
}
