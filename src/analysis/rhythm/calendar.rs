//! Counts by week, month and year, each with the days of it that are covered.
//!
//! Weeks begin on the policing Monday. A unit of which not all days are covered is told by its
//! days, so that a short last week is not taken for a quiet one.

use crate::analysis::change::coverage::Coverage;
use crate::base::when::{date_of_day, day_number, weekday_of_day};

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Monday to Sunday.
    Week,
    /// Calendar month.
    Month,
    /// Calendar year.
    Year,
}

/// One week, month or year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitCount {
    /// Its first day, covered or not.
    pub first: i64,
    /// Its last day.
    pub last: i64,
    /// Days of it that are covered.
    pub covered_days: i64,
    /// Weight on them.
    pub weight: f64,
}

impl UnitCount {
    /// Whether all its days are covered.
    pub fn is_whole(&self) -> bool {
        self.covered_days == self.last - self.first + 1
    }
}

impl Unit {
    /// First and last day of the unit that holds `day`.
    pub fn around(self, day: i64) -> (i64, i64) {
        let date = date_of_day(day);
        match self {
            Self::Week => {
                let monday = day - weekday_of_day(day) as i64;
                (monday, monday + 6)
            }
            Self::Month => (
                day_number(date.first_of_month()),
                day_number(date.last_of_month()),
            ),
            Self::Year => (
                day_number(date.first_of_year()),
                day_number(date.last_of_year()),
            ),
        }
    }
}

/// The counts of (day, weight) by `unit`, where `covered`, without gaps.
pub fn by_unit(days: &[(i64, f64)], covered: Coverage, unit: Unit) -> Vec<UnitCount> {
    let mut units = Vec::new();
    let mut day = covered.first;
    while day <= covered.last {
        let (first, last) = unit.around(day);
        units.push(UnitCount {
            first,
            last,
            covered_days: last.min(covered.last) - first.max(covered.first) + 1,
            weight: 0.0,
        });
        day = last + 1;
    }
    for &(day, weight) in days.iter().filter(|(day, _)| covered.contains(*day)) {
        let place = units.partition_point(|unit| unit.last < day);
        units[place].weight += weight;
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn units_follow_each_other_and_know_their_covered_days() {
        let day = |y, m, d| day_number(date(y, m, d));
        let covered = Coverage {
            first: day(2023, 12, 27),
            last: day(2024, 3, 3),
        };
        let days: Vec<(i64, f64)> = (covered.first - 3..=covered.last + 3)
            .map(|d| (d, 1.0))
            .collect();
        for unit in [Unit::Week, Unit::Month, Unit::Year] {
            let found = by_unit(&days, covered, unit);
            assert!(found.windows(2).all(|two| two[0].last + 1 == two[1].first));
            assert!(
                found
                    .iter()
                    .all(|one| one.weight == one.covered_days as f64)
            );
            assert_eq!(
                found.iter().map(|one| one.covered_days).sum::<i64>(),
                covered.days()
            );
        }
        let weeks = by_unit(&days, covered, Unit::Week);
        assert_eq!(weeks[0].first, day(2023, 12, 25), "a Monday");
        assert!(!weeks[0].is_whole() && weeks[1].is_whole());
        let months = by_unit(&days, covered, Unit::Month);
        assert_eq!((months.len(), months[2].covered_days), (4, 29));
        assert_eq!(by_unit(&days, covered, Unit::Year).len(), 2);
    }
}
