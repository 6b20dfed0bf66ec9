//! When an incident happened, honest about what is not known.
//!
//! All times are *local civil time*: what a clock on the wall showed. The repeated hour in
//! October is one hour here and the missing hour in March is kept as it was written.

use crate::base::clock::{ClockTime, Date};

/// Seconds in a day.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// A moment on the local civil clock: seconds since 1970-01-01 00:00 on that clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil(pub i64);

impl Civil {
    /// Midnight at the start of `date`.
    pub fn midnight(date: Date) -> Self {
        Self(day_number(date) * SECONDS_PER_DAY)
    }

    /// The moment `seconds` into `date`.
    pub fn on(date: Date, seconds: i64) -> Self {
        Self(Self::midnight(date).0 + seconds)
    }

    /// Days since 1970-01-01; negative before.
    pub fn day(self) -> i64 {
        self.0.div_euclid(SECONDS_PER_DAY)
    }

    /// Seconds since midnight, 0 to 86399.
    pub fn second_of_day(self) -> i64 {
        self.0.rem_euclid(SECONDS_PER_DAY)
    }

    /// The calendar date.
    pub fn date(self) -> Date {
        date_of_day(self.day())
    }

    /// The clock time, to the minute below.
    pub fn clock(self) -> ClockTime {
        ClockTime::from_minutes((self.second_of_day() / 60) as u16)
    }
}

/// Days since 1970-01-01 of `date`.
pub fn day_number(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    i64::from((date - epoch).get_days())
}

/// The date `day` days after 1970-01-01, held inside the years -9999 to 9999.
pub fn date_of_day(day: i64) -> Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.saturating_add(jiff::Span::new().days(day.clamp(-4_371_587, 2_932_896)))
}

/// Weekday of a day number: Monday is 0. (1970-01-01 was a Thursday.)
pub fn weekday_of_day(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// When an incident happened, as far as the file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// No readable time, or one that contradicts itself (`to` before `from`).
    Unknown,
    /// One moment.
    At(Civil),
    /// Some time from `from` up to, not including, `to`; `from < to`.
    Between {
        /// Earliest moment.
        from: Civil,
        /// First moment too late.
        to: Civil,
    },
    /// Some time on these calendar days (day numbers, both inclusive); no clock time.
    Days {
        /// First day, in days since 1970-01-01.
        first: i64,
        /// Last day, in days since 1970-01-01.
        last: i64,
    },
    /// Some time in these whole calendar months, given by their first and last day.
    Months {
        /// First day of the first month, in days since 1970-01-01.
        first: i64,
        /// Last day of the last month, in days since 1970-01-01.
        last: i64,
    },
}

impl When {
    /// Whether a clock time is known, so that a clock window can be asked.
    pub fn has_clock(self) -> bool {
        matches!(self, Self::At(_) | Self::Between { .. })
    }

    /// The earliest moment it can have been, if any is known.
    pub fn earliest(self) -> Option<Civil> {
        match self {
            Self::Unknown => None,
            Self::At(at) => Some(at),
            Self::Between { from, .. } => Some(from),
            Self::Days { first, .. } | Self::Months { first, .. } => {
                Some(Civil(first * SECONDS_PER_DAY))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn day_numbers_round_trip() {
        for d in [
            date(1970, 1, 1),
            date(1969, 12, 31),
            date(2024, 2, 29),
            date(1931, 5, 6),
        ] {
            assert_eq!(date_of_day(day_number(d)), d);
        }
        assert_eq!(
            weekday_of_day(day_number(date(2026, 11, 20))),
            4,
            "a Friday"
        );
        assert_eq!(
            weekday_of_day(day_number(date(1969, 12, 29))),
            0,
            "a Monday"
        );
    }

    #[test]
    fn civil_times_split_into_day_and_clock() {
        let t = Civil::on(date(2024, 3, 2), 2 * 3600 + 59);
        assert_eq!(
            (t.date(), t.clock().to_string().as_str()),
            (date(2024, 3, 2), "02:00")
        );
        assert_eq!(Civil(-1).second_of_day(), 86_399);
    }
}
