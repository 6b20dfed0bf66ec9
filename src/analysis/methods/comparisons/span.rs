//! Which days the data cover.

use crate::base::when::{SECONDS_PER_DAY, date_of_day, day_number};
use crate::base::{Date, When};
use crate::data::Dataset;
use crate::data::filter::{Filter, TimeFilter};

use crate::analysis::comparison::period::Period;

/// The one incident in so many that lies furthest out at either end may be mistyped.
const ONE_IN: usize = 2000;
/// It is, where no other incident lies so many days nearer.
const GAP_DAYS: i64 = 31;
/// Days without an incident at the ends of the period are taken for chance up to so many mean
/// gaps between incidents: longer ones come by chance once in 150 cases (e⁻⁵).
const MEAN_GAPS: f64 = 5.0;

/// The policing days the data cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// From and to.
    pub(super) period: Period,
    /// Incidents dated before or after.
    pub(super) outside: usize,
}

impl Span {
    /// The days of all incidents of `data`, without a few at the ends that lie apart. An end that
    /// misses that of its month by as little as chance would make it is moved to it. `None` where
    /// no incident has a date.
    pub(super) fn of(data: &Dataset, time: &TimeFilter) -> Option<Self> {
        let rows = 0..data.incidents.len();
        let days = rows.filter_map(|row| days_of(data.incidents.when(row), time));
        let (mut firsts, mut lasts): (Vec<i64>, Vec<i64>) = days.unzip();
        firsts.sort_unstable();
        lasts.sort_unstable_by_key(|&day| std::cmp::Reverse(day));
        let (first, last) = (end_of(&firsts)?, end_of(&lasts)?);
        let mean_gap = (last - first + 1) as f64 / firsts.len() as f64;
        let slack = (MEAN_GAPS * mean_gap).ceil() as i64;
        let (from, to) = (date_of_day(first), date_of_day(last));
        let (month_from, month_to) = (from.first_of_month(), to.last_of_month());
        let outside = firsts.iter().filter(|&&day| day < first).count()
            + lasts.iter().filter(|&&day| day > last).count();
        Some(Self {
            period: Period {
                first: if first - day_number(month_from) <= slack {
                    month_from
                } else {
                    from
                },
                last: if day_number(month_to) - last <= slack {
                    month_to
                } else {
                    to
                },
            },
            outside,
        })
    }

    /// What of it `filter` asks for.
    pub(super) fn asked(self, filter: &Filter) -> Option<Period> {
        let first = latest(self.period.first, filter.time.since);
        let last = filter
            .time
            .until
            .map_or(self.period.last, |until| until.min(self.period.last));
        (first <= last).then_some(Period { first, last })
    }

    /// A sentence about the incidents outside, where there are any.
    pub(super) fn note(self) -> Option<String> {
        (self.outside > 0).then(|| {
            format!(
                "The data are taken to cover {} to {}; {} incidents are dated before or after.",
                self.period.first, self.period.last, self.outside
            )
        })
    }
}

fn latest(first: Date, since: Option<Date>) -> Date {
    since.map_or(first, |since| since.max(first))
}

/// The outermost of `days`, which stand from the outermost to the innermost, that does not lie
/// apart.
fn end_of(days: &[i64]) -> Option<i64> {
    let mut place = days.len() / ONE_IN;
    let is_near = |place: usize| (days[place] - days[place - 1]).abs() <= GAP_DAYS;
    while place > 0 && is_near(place) {
        place -= 1;
    }
    days.get(place).copied()
}

/// First and last policing day an incident may belong to.
fn days_of(when: When, time: &TimeFilter) -> Option<(i64, i64)> {
    let start_s = i64::from(time.day_start.minutes()) * 60;
    let day = |second: i64| (second - start_s).div_euclid(SECONDS_PER_DAY);
    match when {
        When::Unknown => None,
        When::At(at) => Some((day(at.0), day(at.0))),
        // By its beginning, as everywhere.
        When::Between { from, .. } => Some((day(from.0), day(from.0))),
        When::Days { first, last } | When::Months { first, last } => Some((first, last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Civil;
    use jiff::civil::date;

    fn day_of_2024(n: i64) -> When {
        When::At(Civil::on(date(2024, 1, 1), n * 86_400 + 43_200))
    }

    fn span_of(whens: impl IntoIterator<Item = When>) -> Option<Span> {
        let data = Dataset::from_points(whens.into_iter().map(|when| (0.0, 0.0, when, "x")));
        Span::of(&data, &TimeFilter::default())
    }

    #[test]
    fn a_few_mistyped_dates_do_not_stretch_the_days_covered() {
        let days = (0..4000).map(|n| day_of_2024(n % 366));
        let span = span_of(days.chain([day_of_2024(-9000), day_of_2024(40_000)])).unwrap();
        assert_eq!(span.period, Period::read("2024").unwrap());
        assert_eq!(span.outside, 2);
        let mut filter = Filter::default();
        filter.time.since = Some(date(2024, 3, 1));
        filter.time.until = Some(date(2030, 1, 1));
        let asked = span.asked(&filter).unwrap();
        assert_eq!(
            (asked.first, asked.last),
            (date(2024, 3, 1), date(2024, 12, 31))
        );
        filter.time.since = Some(date(2031, 1, 1));
        assert_eq!(span.asked(&filter), None);
    }

    #[test]
    fn no_day_of_dense_data_is_cut_off_and_a_few_quiet_ones_are_covered() {
        // Sixty thousand on 366 days: thirty might be strays, were they apart.
        let dense = span_of((0..60_000).map(|n| day_of_2024(n % 366))).unwrap();
        assert_eq!(
            (dense.period, dense.outside),
            (Period::read("2024").unwrap(), 0)
        );
        // One every other day from the third of January on.
        let sparse = span_of((1..182).map(|n| day_of_2024(2 * n))).unwrap();
        assert_eq!(sparse.period, Period::read("2024").unwrap());
        // One a day from the fifteenth on is a quiet fortnight too many.
        let late = span_of((14..366).map(day_of_2024)).unwrap();
        assert_eq!(late.period.first, date(2024, 1, 15));
    }

    #[test]
    fn early_hours_belong_to_the_day_before_and_months_are_whole() {
        let night = |n: i64| When::At(Civil::on(date(2024, 5, 2), n * 86_400 + 3600));
        let nights = span_of((0..10).flat_map(|n| vec![night(n); 50])).unwrap();
        assert_eq!(nights.period.first, date(2024, 5, 1));
        let month = Period::read("2024-02").unwrap();
        let when = When::Months {
            first: day_number(month.first),
            last: day_number(month.last),
        };
        assert_eq!(span_of([when]).unwrap().period, month);
        assert_eq!(span_of([]), None);
    }
}
