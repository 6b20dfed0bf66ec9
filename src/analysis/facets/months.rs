//! Which month a day is in, by a table: the pass over the incidents asks it of each.

use std::sync::LazyLock;

use crate::base::Date;
use crate::base::when::{SECONDS_PER_DAY, date_of_day, day_number};
use crate::data::whens::{EPOCH_2000_S, first_date, last_date};

/// The months the incident table can hold, by the day numbers of their first days.
pub(super) struct Months {
    first_days: Vec<i64>,
    /// The month of each day from the first on.
    of_day: Vec<u16>,
}

/// All of them.
pub(super) static MONTHS: LazyLock<Months> = LazyLock::new(Months::all);

impl Months {
    fn all() -> Self {
        // A policing day may begin on the day before the first date.
        let first = (first_date() - jiff::Span::new().days(1)).first_of_month();
        let first_days: Vec<i64> = first
            .series(jiff::Span::new().months(1))
            .take_while(|&month| month <= last_date())
            .map(day_number)
            .collect();
        let mut of_day = Vec::new();
        let nexts = first_days.iter().skip(1).copied();
        let ends = nexts.chain([day_number(last_date()) + 1]);
        for (month, (&first, end)) in first_days.iter().zip(ends).enumerate() {
            of_day.extend((first..end).map(|_| month as u16));
        }
        Self { first_days, of_day }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.first_days.len()
    }

    /// Which month day number `day` is in; days outside the table are held at its ends.
    pub(super) fn index(&self, day: i64) -> usize {
        let place = (day - self.first_days[0]).clamp(0, self.of_day.len() as i64 - 1);
        usize::from(self.of_day[place as usize])
    }

    /// The months of the days from 1999-12-31 on, on which a policing day of 2000 may begin.
    pub(super) fn since_1999_12_31(&self) -> &[u16] {
        let first = EPOCH_2000_S / SECONDS_PER_DAY - 1;
        &self.of_day[(first - self.first_days[0]) as usize..]
    }

    /// First day of a month.
    pub(super) fn first_day(&self, month: usize) -> Date {
        date_of_day(self.first_days[month])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_day_is_in_the_month_that_begins_before_it() {
        let mut day = date(1599, 12, 31);
        while day <= last_date() {
            let month = MONTHS.index(day_number(day));
            assert_eq!(MONTHS.first_day(month), day.first_of_month());
            day = day.saturating_add(jiff::Span::new().days(17));
        }
        assert_eq!(MONTHS.index(day_number(last_date())), MONTHS.len() - 1);
        let near = MONTHS.since_1999_12_31();
        for (day, place) in [(date(1999, 12, 31), 0), (date(2000, 2, 29), 60)] {
            assert_eq!(usize::from(near[place]), MONTHS.index(day_number(day)));
        }
    }
}
