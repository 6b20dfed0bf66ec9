//! Two periods to hold against each other.

use crate::analysis::change::coverage::{Coverage, whole_months};
use crate::base::Weekdays;
use crate::base::when::{date_of_day, weekday_of_day};

/// Days in a row, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: i64,
    /// Last day.
    pub last: i64,
}

impl Period {
    /// Number of days.
    pub fn days(self) -> i64 {
        self.last - self.first + 1
    }

    /// Number of days that fall on these weekdays.
    pub fn days_on(self, weekdays: Weekdays) -> i64 {
        let whole_weeks = self.days() / 7;
        let rest = self.first + 7 * whole_weeks..=self.last;
        let in_rest = rest.filter(|&day| weekdays.contains(weekday_of_day(day)));
        whole_weeks * weekdays.iter().count() as i64 + in_rest.count() as i64
    }

    /// "2019-01-01 to 2019-06-30".
    pub fn text(self) -> String {
        format!("{} to {}", date_of_day(self.first), date_of_day(self.last))
    }
}

/// The second half of `coverage` and, before it, the first; of equal length, so that an odd first
/// day, or month where `by_month`, is in neither. `None` where there are not two.
pub fn halves(coverage: Coverage, by_month: bool) -> Option<(Period, Period)> {
    let starts: Vec<i64> = if by_month {
        whole_months(coverage)
    } else {
        (coverage.first..=coverage.last + 1).collect()
    };
    let units = starts.len().checked_sub(1)?;
    let (skipped, half) = (units % 2, units / 2);
    if half == 0 {
        return None;
    }
    let period = |from: usize| Period {
        first: starts[from],
        last: starts[from + half] - 1,
    };
    Some((period(skipped), period(skipped + half)))
}

/// What `coverage` holds before `split`, and from it on. `None` where one of them is empty.
pub fn around(coverage: Coverage, split: i64) -> Option<(Period, Period)> {
    let is_inside = coverage.first < split && split <= coverage.last;
    is_inside.then_some((
        Period {
            first: coverage.first,
            last: split - 1,
        },
        Period {
            first: split,
            last: coverage.last,
        },
    ))
}

/// Whether two periods lie in the same seasons: whole years both, or the same time of year.
pub fn same_seasons(a: Period, b: Period) -> bool {
    const YEAR: f64 = 365.25;
    let off = |days: i64| {
        let years = days as f64 / YEAR;
        (years - years.round()).abs() * YEAR
    };
    // Of many years a few weeks more or less are no season.
    let whole_years =
        |p: Period| p.days() > 350 && off(p.days()) <= (p.days() as f64 / 50.0).max(10.0);
    let same_time = off(b.first - a.first) <= 10.0 && (a.days() - b.days()).abs() <= 10;
    (whole_years(a) && whole_years(b)) || same_time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::when::day_number;
    use jiff::civil::date;

    fn day(year: i16, month: i8, day: i8) -> i64 {
        day_number(date(year, month, day))
    }

    #[test]
    fn halves_are_of_equal_length_and_end_with_the_data() {
        let coverage = Coverage {
            first: 100,
            last: 110,
        };
        let (before, after) = halves(coverage, false).unwrap();
        assert_eq!((before.first, before.last), (101, 105));
        assert_eq!((after.first, after.last), (106, 110));
        assert_eq!(halves(Coverage { first: 5, last: 5 }, false), None);
    }

    #[test]
    fn halves_by_month_are_whole_months() {
        let coverage = Coverage {
            first: day(2021, 1, 1),
            last: day(2021, 5, 31),
        };
        let (before, after) = halves(coverage, true).unwrap();
        assert_eq!(before.text(), "2021-02-01 to 2021-03-31");
        assert_eq!(after.text(), "2021-04-01 to 2021-05-31");
    }

    #[test]
    fn weekdays_of_a_period_are_counted() {
        let period = Period {
            first: day(2024, 3, 1),
            last: day(2024, 3, 17),
        };
        let fridays_and_sundays: Weekdays = "fri,sun".parse().unwrap();
        assert_eq!(period.days_on(fridays_and_sundays), 6);
        assert_eq!(period.days_on(Weekdays::ALL), period.days());
        for length in 0..30 {
            let period = Period {
                first: 3,
                last: 3 + length,
            };
            let one_by_one = (period.first..=period.last)
                .filter(|&d| fridays_and_sundays.contains(weekday_of_day(d)));
            assert_eq!(
                period.days_on(fridays_and_sundays),
                one_by_one.count() as i64
            );
        }
    }

    #[test]
    fn a_split_cuts_before_its_day() {
        let coverage = Coverage { first: 0, last: 9 };
        let (before, after) = around(coverage, 3).unwrap();
        assert_eq!((before.days(), after.days()), (3, 7));
        assert!(around(coverage, 0).is_none() && around(coverage, 10).is_none());
    }

    #[test]
    fn summer_and_winter_are_other_seasons() {
        let period = |first, last| Period { first, last };
        let summer = period(day(2023, 4, 1), day(2023, 9, 30));
        let winter = period(day(2023, 10, 1), day(2024, 3, 31));
        let next_summer = period(day(2024, 4, 1), day(2024, 9, 30));
        assert!(!same_seasons(summer, winter) && same_seasons(summer, next_summer));
        let years = |first, last| period(day(first, 1, 1), day(last, 12, 31));
        assert!(same_seasons(years(2008, 2011), years(2012, 2015)));
        let nearly = |first, last| period(day(first, 1, 1), day(last, 12, 15));
        assert!(same_seasons(nearly(2008, 2011), nearly(2012, 2015)));
        let half_more = |first, last| period(day(first, 1, 1), day(last, 6, 30));
        assert!(!same_seasons(
            half_more(2008, 2010),
            period(day(2010, 7, 1), day(2012, 12, 31))
        ));
    }
}
