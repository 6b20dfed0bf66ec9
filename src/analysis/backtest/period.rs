//! From when to when the selected incidents are, in policing dates.

use crate::analysis::selection::Selection;
use crate::base::when::{Civil, date_of_day, day_number};
use crate::base::{Date, When};
use crate::data::dataset::Dataset;
use crate::data::filter::TimeFilter;

/// Policing dates, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// Whether all that is known is months, so that it can be cut only between them.
    pub is_monthly: bool,
}

impl Period {
    /// The period of `selection`, which `time` was a filter of: the dates that were asked for, and
    /// where none were, those of the incidents. `None` where no incident has a date.
    pub fn of(data: &Dataset, selection: &Selection, time: &TimeFilter) -> Option<Self> {
        let mut seen: Option<(i64, i64)> = None;
        let mut is_monthly = true;
        for (row, _) in selection.iter() {
            let when = data.incidents.when(row as usize);
            is_monthly &= matches!(when, When::Months { .. } | When::Unknown);
            if let Some((first, last)) = days(when, time) {
                seen = Some(seen.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
        }
        let (first, last) = seen?;
        Some(Self {
            first: time.since.unwrap_or_else(|| date_of_day(first)),
            last: time.until.unwrap_or_else(|| date_of_day(last)),
            is_monthly,
        })
        .filter(|period| period.first <= period.last)
    }

    /// Days, both ends included.
    pub fn days(&self) -> i64 {
        day_number(self.last) - day_number(self.first) + 1
    }

    /// Calendar months touched.
    pub fn months(&self) -> i64 {
        month_number(self.last) - month_number(self.first) + 1
    }

    /// The first date after the first `part` (0 to 1) of the period; of months alone, the first of
    /// the month nearest to it.
    pub fn date_after(&self, part: f64) -> Date {
        if self.is_monthly {
            let months = (part * self.months() as f64).round() as i64;
            return first_of_month(month_number(self.first) + months);
        }
        date_of_day(day_number(self.first) + (part * self.days() as f64).round() as i64)
    }
}

/// The policing days an incident may be of, as day numbers.
fn days(when: When, time: &TimeFilter) -> Option<(i64, i64)> {
    let start_s = i64::from(time.day_start.minutes()) * 60;
    let policing = |at: Civil| Civil(at.0 - start_s).day();
    match when {
        When::Unknown => None,
        When::At(at) => Some((policing(at), policing(at))),
        When::Between { from, to } => Some((policing(from), policing(Civil(to.0 - 1)))),
        When::Days { first, last } | When::Months { first, last } => Some((first, last)),
    }
}

/// Months since January of the year 0.
pub fn month_number(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// The first day of a month counted by [`month_number`], held inside the years 0 to 9999.
pub fn first_of_month(month: i64) -> Date {
    let month = month.clamp(0, 9999 * 12 + 11);
    jiff::civil::date((month / 12) as i16, (month % 12 + 1) as i8, 1)
}

/// The day before.
pub fn day_before(date: Date) -> Date {
    date_of_day(day_number(date) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(first: Date, last: Date, is_monthly: bool) -> Period {
        Period {
            first,
            last,
            is_monthly,
        }
    }

    #[test]
    fn months_are_counted_and_found_again() {
        let day = date(2023, 12, 31);
        assert_eq!(first_of_month(month_number(day)), date(2023, 12, 1));
        assert_eq!(first_of_month(month_number(day) + 1), date(2024, 1, 1));
        assert_eq!(day_before(date(2024, 3, 1)), date(2024, 2, 29));
        assert_eq!(
            period(date(2023, 11, 30), date(2024, 1, 1), false).months(),
            3
        );
    }

    #[test]
    fn a_part_of_months_ends_with_a_month() {
        let year = period(date(2023, 1, 1), date(2023, 12, 31), true);
        assert_eq!(year.date_after(0.25), date(2023, 4, 1));
        let daily = Period {
            is_monthly: false,
            ..year
        };
        assert_eq!(daily.date_after(0.2), date(2023, 3, 15));
    }

    #[test]
    fn the_small_hours_belong_to_the_policing_day_before() {
        let night = When::At(Civil::on(date(2024, 5, 4), 2 * 3600));
        let data = Dataset::from_points([
            (0.0, 0.0, night, ""),
            (
                9.0,
                0.0,
                When::At(Civil::on(date(2024, 6, 1), 22 * 3600)),
                "",
            ),
        ]);
        let selection = Selection::by_weight(&data.incidents, |_| 1.0);
        let time = TimeFilter::default();
        let found = Period::of(&data, &selection, &time);
        assert_eq!(
            found,
            Some(period(date(2024, 5, 3), date(2024, 6, 1), false))
        );
        let until = TimeFilter {
            until: Some(date(2024, 6, 30)),
            ..time
        };
        assert_eq!(
            Period::of(&data, &selection, &until).unwrap().last,
            date(2024, 6, 30)
        );
    }

    #[test]
    fn without_a_date_there_is_no_period() {
        let data = Dataset::from_points([(0.0, 0.0, When::Unknown, "")]);
        let selection = Selection::by_weight(&data.incidents, |_| 1.0);
        assert_eq!(Period::of(&data, &selection, &TimeFilter::default()), None);
    }
}
