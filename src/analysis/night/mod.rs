//! The night window: how much of an incident falls into the minutes that were asked for.
//!
//! Dates, policing weekdays and the clock window together are one set T of minutes on the
//! local civil clock. Its cumulative function F(t), the seconds of T before t, has a closed
//! form because T repeats every week between its first and last date; an incident that lies
//! somewhere in [from, to) then weighs (F(to) − F(from)) / (to − from), whatever its length
//! (the aoristic weight of Ratcliffe 2000, with the window in place of whole hours).
//!
//! All arithmetic is on *policing time*: civil time less the start of the policing day, so
//! that Saturday 02:00 lies on Friday. What has no clock time is never given a share of a
//! clock window; it is [`TimeWeight::Unknown`].

#![expect(
    clippy::inline_always,
    reason = "a loop is compiled for each width of registers together with all it calls"
)]

use crate::base::Weekdays;
use crate::base::clock::{ClockTime, MINUTES_PER_DAY};
use crate::base::when::{Civil, SECONDS_PER_DAY, When, day_number, weekday_of_day};
use crate::data::filter::TimeFilter;

mod hours;
mod spreading;
#[cfg(test)]
mod tests;
mod week;

pub use hours::{HourOfWeek, peak};
pub(crate) use spreading::Spreading;
pub use week::Week;
pub(crate) use week::{WeekBlock, WeekCells, by_day_and_hour};

/// How much of an incident a time filter counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimeWeight {
    /// Nothing of it.
    Out,
    /// This share of it, above 0 and at most 1.
    Part(f64),
    /// Its time does not say.
    Unknown,
}

/// A time filter made ready to weigh incidents, each in constant time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeWeights {
    active: bool,
    has_window: bool,
    has_dates: bool,
    days: Weekdays,
    /// Days of T before each weekday of one week, and in all seven.
    days_before: [i64; 8],
    /// Start of the policing day, seconds after midnight.
    day_start_s: i64,
    /// Start of the window in seconds of policing time, and its length.
    window_start_s: i64,
    window_s: i64,
    /// First policing day of T, and the first one after it.
    first_day: i64,
    end_day: i64,
}

/// Days farther away than any date the tables hold, small enough to count seconds in.
const FAR_DAY: i64 = 10_000_000;
/// The Monday from which weeks are counted, 1969-12-29.
const A_MONDAY: i64 = -3;

impl TimeWeights {
    /// Makes `filter` ready.
    pub fn new(filter: &TimeFilter) -> Self {
        let window = filter.clock_window();
        let day_start = filter.day_start.minutes();
        let window_start = window.map_or(0, |w| {
            (w.start.minutes() + MINUTES_PER_DAY - day_start) % MINUTES_PER_DAY
        });
        let first_day = filter.since.map_or(-FAR_DAY, day_number);
        let mut days_before = [0; 8];
        for day in 0..7 {
            days_before[day + 1] = days_before[day] + i64::from(filter.days.contains(day));
        }
        Self {
            active: filter.is_active(),
            has_window: window.is_some(),
            has_dates: filter.since.is_some() || filter.until.is_some(),
            days: filter.days,
            days_before,
            day_start_s: i64::from(day_start) * 60,
            window_start_s: i64::from(window_start) * 60,
            window_s: window.map_or(SECONDS_PER_DAY, |w| i64::from(w.length_minutes()) * 60),
            first_day,
            end_day: filter
                .until
                .map_or(FAR_DAY, |d| day_number(d) + 1)
                .max(first_day),
        }
    }

    /// Whether the filter asks anything of time at all.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// Whether it asks for dates.
    #[inline]
    pub fn has_dates(&self) -> bool {
        self.has_dates
    }

    /// The same clock window and weekdays on all dates.
    #[must_use]
    pub fn without_dates(&self) -> Self {
        Self {
            has_dates: false,
            first_day: -FAR_DAY,
            end_day: FAR_DAY,
            ..*self
        }
    }

    /// The first moment of the dates, and the first one after them.
    pub fn dates(&self) -> (Civil, Civil) {
        let starts = |day: i64| Civil(day * SECONDS_PER_DAY + self.day_start_s);
        (starts(self.first_day), starts(self.end_day))
    }

    /// How much of an incident at `when` the filter counts.
    ///
    /// A date without clock time stands for the policing date of the same name while no
    /// clock window is asked; under a window it is unknown if any minute of its calendar
    /// day is in T. A month is unknown under weekdays too: it cannot say its weekday.
    pub fn weigh(&self, when: When) -> TimeWeight {
        if !self.active {
            return TimeWeight::Part(1.0);
        }
        match when {
            When::Unknown => TimeWeight::Unknown,
            When::At(at) => part(i64::from(self.contains(at)), 1),
            When::Between { from, to } => part(self.seconds_between(from, to), to.0 - from.0),
            When::Days { first, last } | When::Months { first, last } if self.has_window => {
                let end = Civil((last + 1) * SECONDS_PER_DAY);
                unknown_if(self.seconds_between(Civil(first * SECONDS_PER_DAY), end) > 0)
            }
            When::Days { first, last } => part(self.days_among(first, last), last - first + 1),
            When::Months { first, last } if !self.days.is_all() => {
                unknown_if(self.days_among(first, last) > 0)
            }
            When::Months { first, last } => {
                part(i64::from(self.first_day <= first && last < self.end_day), 1)
            }
        }
    }

    /// Whether the moment `at` is in T.
    pub fn contains(&self, at: Civil) -> bool {
        let policing_s = at.0 - self.day_start_s;
        let day = policing_s.div_euclid(SECONDS_PER_DAY);
        let since_window = (policing_s - self.window_start_s).rem_euclid(SECONDS_PER_DAY);
        (self.first_day..self.end_day).contains(&day)
            && self.days.contains(weekday_of_day(day))
            && since_window < self.window_s
    }

    /// Seconds of T in [from, to).
    fn seconds_between(&self, from: Civil, to: Civil) -> i64 {
        self.seconds_before(to.0 - self.day_start_s)
            - self.seconds_before(from.0 - self.day_start_s)
    }

    /// F of a moment in policing time, up to a constant.
    fn seconds_before(&self, policing_s: i64) -> i64 {
        let held = policing_s.clamp(
            self.first_day * SECONDS_PER_DAY,
            self.end_day * SECONDS_PER_DAY,
        );
        let day = held.div_euclid(SECONDS_PER_DAY);
        let whole_days = self.days_before(day) * self.window_s;
        if self.days.contains(weekday_of_day(day)) {
            whole_days + self.window_seconds_before(held - day * SECONDS_PER_DAY)
        } else {
            whole_days
        }
    }

    /// Days of the chosen weekdays before policing day `day`, up to a constant.
    fn days_before(&self, day: i64) -> i64 {
        let weeks = (day - A_MONDAY).div_euclid(7);
        weeks * self.days_before[7] + self.days_before[weekday_of_day(day)]
    }

    /// Days of T among the policing days `first` to `last`.
    fn days_among(&self, first: i64, last: i64) -> i64 {
        let held = |day: i64| day.clamp(self.first_day, self.end_day);
        self.days_before(held(last + 1)) - self.days_before(held(first))
    }

    /// Seconds of the clock window in the first `second` seconds of a policing day.
    /// A window over the start of the policing day lies at both ends of it.
    fn window_seconds_before(&self, second: i64) -> i64 {
        let over = (self.window_start_s + self.window_s - SECONDS_PER_DAY).max(0);
        let at_end = (second - self.window_start_s).clamp(0, self.window_s - over);
        at_end + second.min(over)
    }
}

/// The policing day (a day number) on which an incident began, if it says: the shifted date
/// of its earliest moment, or its own first date where it has no clock time.
pub fn policing_day(when: When, day_start: ClockTime) -> Option<i64> {
    let earliest = when.earliest()?;
    let shift = if when.has_clock() {
        i64::from(day_start.minutes()) * 60
    } else {
        0
    };
    Some(Civil(earliest.0 - shift).day())
}

fn part(inside: i64, of: i64) -> TimeWeight {
    if inside > 0 {
        TimeWeight::Part(inside as f64 / of as f64)
    } else {
        TimeWeight::Out
    }
}

fn unknown_if(possible: bool) -> TimeWeight {
    if possible {
        TimeWeight::Unknown
    } else {
        TimeWeight::Out
    }
}
