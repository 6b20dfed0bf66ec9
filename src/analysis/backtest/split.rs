//! Where the hidden months begin.

use crate::analysis::backtest::period::{Period, day_before, first_of_month, month_number};
use crate::base::Date;
use crate::base::when::day_number;
use crate::data::Filter;

/// Months that are hidden where nobody says and there is enough before them.
const USUAL_MONTHS: i64 = 3;
/// What is hidden of a shorter period: one part of so many.
const PART: i64 = 4;
/// A baseline looks back this far.
const YEAR_MONTHS: i64 = 12;
/// The first incident of a month need not be on its first day; later than this it is no month.
const DAYS_LATE: i64 = 6;

/// A period cut in two at the start of a month: what is known, and what is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The whole.
    pub period: Period,
    /// The first policing date that is hidden; the first of a month.
    pub cut: Date,
    /// Months that are hidden; the last of them may be incomplete.
    pub hidden_months: i64,
}

/// A period that cannot be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// Nothing is left before the months to hide.
    #[error(
        "{asked} months cannot be hidden of {months}: at least one month must be left to make the list from; hide fewer (--hide-months) or ask for more dates"
    )]
    TooFewMonths {
        /// How many were to be hidden.
        asked: i64,
        /// How many there are.
        months: i64,
    },
    /// One month has no before and after.
    #[error(
        "all incidents are of one month, so no list can be made from what came before; open more months"
    )]
    OneMonth,
}

impl Split {
    /// Cuts `period` before its last `asked` months; where nobody asks, the last three or of less
    /// than a year a quarter.
    ///
    /// # Errors
    /// When nothing would be left before.
    pub fn new(period: Period, asked: Option<i64>) -> Result<Self, SplitError> {
        let months = period.months();
        if months < 2 {
            return Err(SplitError::OneMonth);
        }
        let hidden_months = asked.unwrap_or_else(|| USUAL_MONTHS.min(months / PART).max(1));
        if hidden_months >= months {
            return Err(SplitError::TooFewMonths {
                asked: hidden_months,
                months,
            });
        }
        Ok(Self {
            period,
            cut: first_of_month(month_number(period.last) + 1 - hidden_months),
            hidden_months,
        })
    }

    /// `filter` for what is known.
    pub fn before(&self, filter: &Filter) -> Filter {
        let mut before = filter.clone();
        before.time.since = Some(self.period.first);
        before.time.until = Some(day_before(self.cut));
        before
    }

    /// `filter` for what is hidden.
    pub fn hidden(&self, filter: &Filter) -> Filter {
        let mut hidden = filter.clone();
        hidden.time.since = Some(self.cut);
        hidden.time.until = Some(self.period.last);
        hidden
    }

    /// `filter` for the hidden months one year before, where that is all known.
    pub fn year_before(&self, filter: &Filter) -> Option<Filter> {
        let since = first_of_month(month_number(self.cut) - YEAR_MONTHS);
        let until = a_year_before(self.period.last);
        let is_known = self.days_between(since) <= DAYS_LATE;
        if !is_known || until >= self.cut {
            return None;
        }
        let mut before = filter.clone();
        before.time.since = Some(since);
        before.time.until = Some(until);
        Some(before)
    }

    /// How many days after `date` the period begins.
    fn days_between(&self, date: Date) -> i64 {
        day_number(self.period.first) - day_number(date)
    }

    /// Days known and days hidden.
    pub fn days(&self) -> (i64, i64) {
        let hidden = Period {
            first: self.cut,
            ..self.period
        };
        (self.period.days() - hidden.days(), hidden.days())
    }
}

/// The same day a year before; the end of a month stays one.
fn a_year_before(date: Date) -> Date {
    let month = month_number(date);
    if day_before(first_of_month(month + 1)) == date {
        return day_before(first_of_month(month + 1 - YEAR_MONTHS));
    }
    date.saturating_sub(jiff::Span::new().years(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn split(first: Date, last: Date, asked: Option<i64>) -> Result<Split, SplitError> {
        let period = Period {
            first,
            last,
            is_monthly: false,
            strays: 0,
        };
        Split::new(period, asked)
    }

    #[test]
    fn the_last_three_months_are_hidden_of_a_year_or_more() {
        let split = split(date(2023, 1, 1), date(2024, 6, 20), None).unwrap();
        assert_eq!((split.cut, split.hidden_months), (date(2024, 4, 1), 3));
        let before = split.before(&Filter::default());
        let hidden = split.hidden(&Filter::default());
        assert_eq!(before.time.until, Some(date(2024, 3, 31)));
        let ends = (Some(date(2024, 4, 1)), Some(date(2024, 6, 20)));
        assert_eq!((hidden.time.since, hidden.time.until), ends);
        assert_eq!(split.days(), (456, 81));
    }

    #[test]
    fn a_quarter_is_hidden_of_less() {
        let hidden = |last: Date| split(date(2024, 1, 1), last, None).unwrap().hidden_months;
        assert_eq!(hidden(date(2024, 8, 31)), 2);
        assert_eq!(hidden(date(2024, 2, 1)), 1);
        assert_eq!(hidden(date(2024, 12, 31)), 3);
    }

    #[test]
    fn what_leaves_nothing_before_is_refused() {
        let first = date(2024, 1, 5);
        assert_eq!(
            split(first, date(2024, 1, 31), None),
            Err(SplitError::OneMonth)
        );
        let too_few = SplitError::TooFewMonths {
            asked: 3,
            months: 3,
        };
        assert_eq!(split(first, date(2024, 3, 1), Some(3)), Err(too_few));
    }

    #[test]
    fn a_year_before_is_asked_only_where_it_is_known_and_not_hidden() {
        let filter = Filter::default();
        let known = split(date(2022, 12, 1), date(2024, 2, 29), Some(2)).unwrap();
        let year = known.year_before(&filter).unwrap().time;
        assert_eq!(
            (year.since, year.until),
            (Some(date(2023, 1, 1)), Some(date(2023, 2, 28)))
        );
        let nearly = split(date(2023, 1, 7), date(2024, 2, 29), Some(2)).unwrap();
        assert!(nearly.year_before(&filter).is_some());
        let later = split(date(2023, 1, 8), date(2024, 2, 29), Some(2)).unwrap();
        assert_eq!(later.year_before(&filter), None);
        let long = split(date(2020, 1, 1), date(2024, 2, 15), Some(14)).unwrap();
        assert_eq!(
            long.year_before(&filter),
            None,
            "it would see what is hidden"
        );
    }
}
