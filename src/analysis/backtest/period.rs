//! From when to when the selected incidents are, in policing dates.

use std::ops::Range;

use crate::analysis::selection::Selection;
use crate::base::stats::median_sorted;
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
    /// Incidents of dates before and after it that are far rarer than those in it: reports of
    /// long ago, slips of the pen.
    pub strays: usize,
}

/// A month at either end with less than this part of the median month's incidents is no part of
/// the period …
const THIN: f64 = 0.05;
/// … as long as no more than this part of all incidents lies beyond one end.
const MOST_STRAYS: f64 = 0.01;

impl Period {
    /// The period of `selection`, which `time` was a filter of: the dates that were asked for, and
    /// where none were, those of the incidents. `None` where no incident has a date.
    pub fn of(data: &Dataset, selection: &Selection, time: &TimeFilter) -> Option<Self> {
        let mut is_monthly = true;
        let mut all: Vec<(i64, i64)> = Vec::with_capacity(selection.len());
        for (row, _) in selection.iter() {
            let when = data.incidents.when(row as usize);
            is_monthly &= matches!(when, When::Months { .. } | When::Unknown);
            all.extend(days(when, time));
        }
        all.sort_unstable();
        let months = by_month(&all);
        let thick = thick(&months);
        let (first, last) = (months.get(thick.start)?, &months[..thick.end]);
        let last_day = last.iter().map(|month| month.last).max()?;
        let beyond = |months: &[Month]| months.iter().map(|month| month.incidents).sum::<usize>();
        let (before, after) = (beyond(&months[..thick.start]), beyond(&months[thick.end..]));
        Some(Self {
            first: time.since.unwrap_or_else(|| date_of_day(first.first)),
            last: time.until.unwrap_or_else(|| date_of_day(last_day)),
            is_monthly,
            strays: if time.since.is_none() { before } else { 0 }
                + if time.until.is_none() { after } else { 0 },
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

/// The incidents that begin in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month {
    number: i64,
    incidents: usize,
    /// The first and the last day of one of them.
    first: i64,
    last: i64,
}

/// Days from the earliest, month by month.
fn by_month(days: &[(i64, i64)]) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for same in days.chunk_by(|a, b| a.0 == b.0) {
        let first = same[0].0;
        let last = same.iter().map(|days| days.1).max().unwrap_or(first);
        let number = month_number(date_of_day(first));
        match months.last_mut().filter(|month| month.number == number) {
            Some(month) => {
                month.incidents += same.len();
                month.last = month.last.max(last);
            }
            None => months.push(Month {
                number,
                incidents: same.len(),
                first,
                last,
            }),
        }
    }
    months
}

/// Months without the thin ones at either end.
fn thick(months: &[Month]) -> Range<usize> {
    let mut counts: Vec<f64> = months.iter().map(|m| m.incidents as f64).collect();
    let all: f64 = counts.iter().sum();
    counts.sort_unstable_by(f64::total_cmp);
    let least = THIN * median_sorted(&counts).unwrap_or(0.0);
    let thin = |months: &mut dyn Iterator<Item = &Month>| {
        let mut sum = 0.0;
        months
            .take_while(|month| {
                sum += month.incidents as f64;
                (month.incidents as f64) < least && sum <= MOST_STRAYS * all
            })
            .count()
    };
    let (start, end) = (thin(&mut months.iter()), thin(&mut months.iter().rev()));
    start..months.len() - end
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
            strays: 0,
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
    fn stray_dates_do_not_stretch_the_period() {
        let at = |day: Date| (0.0, 0.0, When::At(Civil::on(day, 12 * 3600)), "");
        let day = |i: i32| date(2020, 1, 1).saturating_add(jiff::Span::new().days(i));
        let strays = [date(1998, 5, 1), date(2019, 12, 30), date(2098, 1, 1)];
        let of = |every: i32, strays: &[Date]| {
            let daily = (0..730)
                .filter(|i| i % every == 0)
                .flat_map(|i| vec![at(day(i)); 3]);
            let data = Dataset::from_points(daily.chain(strays.iter().map(|&day| at(day))));
            let selection = Selection::by_weight(&data.incidents, |_| 1.0);
            Period::of(&data, &selection, &TimeFilter::default()).unwrap()
        };
        let expected = Period {
            strays: 3,
            ..period(day(0), day(729), false)
        };
        assert_eq!(of(1, &strays), expected);
        // Of three incidents a month none is far rarer than the others.
        let sparse = of(30, &[date(2022, 6, 1)]);
        assert_eq!((sparse.last, sparse.strays), (date(2022, 6, 1), 0));
    }

    #[test]
    fn without_a_date_there_is_no_period() {
        let data = Dataset::from_points([(0.0, 0.0, When::Unknown, "")]);
        let selection = Selection::by_weight(&data.incidents, |_| 1.0);
        assert_eq!(Period::of(&data, &selection, &TimeFilter::default()), None);
    }
}
