//! Dates and clock times as spreadsheets count them: days since an epoch, the clock as a part of
//! the day.
//!
//! In the 1900 system day 1 is 1 January 1900, and there is a day 60, 29 February 1900, that
//! never was (Excel keeps a mistake of Lotus 1-2-3); in the 1904 system day 0 is 1 January 1904
//! (Microsoft, "Differences between the 1900 and the 1904 date system in Excel").

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::base::when::Civil;
use crate::io::read::layout::Layout;
use crate::io::read::number::degrees;
use crate::io::read::stamp::Stamp;
use crate::io::read::time_columns::{Clock, End};

/// Numbers that are taken for days in a column of dates: those of 1950 to 2099, counted from
/// 1900.
pub(super) const LIKELY_DAYS: Range<f64> = 18_264.0..73_051.0;

/// Seconds of a day.
const DAY_SECONDS: f64 = 86_400.0;
/// The last day a spreadsheet knows: 31 December 9999.
const LAST_DAY: i64 = 2_958_465;

/// Whole days and seconds after midnight of a serial number, to the nearest second; `None` for
/// what is no day of a spreadsheet.
pub(super) fn days_and_seconds(serial: f64) -> Option<(i64, i64)> {
    if !(0.0..=LAST_DAY as f64 + 1.0).contains(&serial) {
        return None;
    }
    let days = serial.floor();
    let seconds = ((serial - days) * DAY_SECONDS).round() as i64;
    // What rounds up to midnight is the next day's.
    Some((days as i64 + seconds / 86_400, seconds % 86_400))
}

/// The date of a day, counted from 1904 or from 1900.
pub(super) fn date_of(days: i64, from_1904: bool) -> Option<Date> {
    let epoch = match days {
        0..=LAST_DAY if from_1904 => date(1904, 1, 1),
        1..=59 => date(1899, 12, 31),
        61..=LAST_DAY => date(1899, 12, 30),
        _ => return None,
    };
    epoch.checked_add(days.days()).ok()
}

/// Seconds after midnight of a clock time written as a part of the day, from 0 up to but not
/// including 1.
pub(super) fn clock_of(part: f64) -> Option<i64> {
    let seconds = (part * DAY_SECONDS).round() as i64;
    ((0.0..1.0).contains(&part) && seconds < 86_400).then_some(seconds)
}

/// How the numbers in the columns of one end of a time are read, where they are no dates or clock
/// times as people write them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DayNumbers {
    dates: Dates,
    /// Clock times are parts of a day.
    is_clock: bool,
    from_1904: bool,
}

/// What numbers in a column of dates are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Dates {
    /// No dates.
    #[default]
    None,
    /// Days.
    Days,
    /// Moments: most have a part of a day, so that those without are midnights.
    Moments,
}

impl DayNumbers {
    /// What the contents of the columns of `end` say.
    pub(super) fn of(layout: &Layout<'_>, end: End) -> Self {
        let date = &layout.profiles[end.date];
        let is_clock = match end.clock {
            Clock::Column(column) => {
                let clock = &layout.profiles[column];
                clock.day_parts > clock.clocks && clock.mostly(clock.day_parts + clock.clocks)
            }
            Clock::WithDate | Clock::HourMinute(..) => false,
        };
        let is_date = date.day_numbers > 0 && date.mostly(date.day_numbers + date.dated());
        let dates = match date.day_numbers_with_clock * 2 > date.day_numbers {
            _ if !is_date => Dates::None,
            true => Dates::Moments,
            false => Dates::Days,
        };
        Self {
            dates,
            is_clock,
            from_1904: layout.table.from_1904,
        }
    }

    /// What is said of them, where dates are counted.
    pub(super) fn said(self) -> Option<String> {
        let epoch = if self.from_1904 { 1904 } else { 1900 };
        (self.dates != Dates::None)
            .then(|| format!("dates are days counted from {epoch}, as spreadsheets keep them"))
    }

    /// The date, with its clock time, that a number stands for.
    pub(super) fn stamp(self, text: &str) -> Option<Stamp> {
        let serial = degrees(text);
        if self.dates == Dates::None || !LIKELY_DAYS.contains(&serial) {
            return None;
        }
        let (days, seconds) = days_and_seconds(serial)?;
        let date = date_of(days, self.from_1904)?;
        Some(if seconds > 0 || self.dates == Dates::Moments {
            Stamp::Moment(Civil::on(date, seconds), None)
        } else {
            Stamp::Day(date)
        })
    }

    /// The clock time, in seconds after midnight, that a part of a day stands for.
    pub(super) fn clock(self, text: &str) -> Option<i64> {
        self.is_clock.then(|| clock_of(degrees(text))).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dates_only_where_the_column_says_so() {
        let days = DayNumbers {
            dates: Dates::Days,
            is_clock: true,
            ..DayNumbers::default()
        };
        let moment = |seconds| Stamp::Moment(Civil::on(date(2021, 5, 3), seconds), None);
        assert_eq!(days.stamp("44319"), Some(Stamp::Day(date(2021, 5, 3))));
        assert_eq!(days.stamp("44319.9375"), Some(moment(81_000)));
        assert_eq!(days.stamp("44319,9375"), Some(moment(81_000)));
        assert_eq!(days.clock("0.9375"), Some(81_000));
        let with_clock = DayNumbers {
            dates: Dates::Moments,
            ..days
        };
        assert_eq!(with_clock.stamp("44319"), Some(moment(0)));
        let of_1904 = DayNumbers {
            from_1904: true,
            ..days
        };
        assert_eq!(of_1904.stamp("42857"), Some(Stamp::Day(date(2021, 5, 3))));
        for text in ["", "5", "451234", "x", "-44319", "2021"] {
            assert_eq!(days.stamp(text), None, "{text}");
        }
        assert_eq!(DayNumbers::default().stamp("44319"), None);
        assert_eq!(DayNumbers::default().clock("0.9375"), None);
    }

    #[test]
    fn days_are_counted_from_either_epoch() {
        // Microsoft's own examples, and the two days around the one that never was.
        assert_eq!(date_of(1, false), Some(date(1900, 1, 1)));
        assert_eq!(date_of(59, false), Some(date(1900, 2, 28)));
        assert_eq!(date_of(60, false), None);
        assert_eq!(date_of(61, false), Some(date(1900, 3, 1)));
        assert_eq!(date_of(35_981, false), Some(date(1998, 7, 5)));
        assert_eq!(date_of(34_519, true), Some(date(1998, 7, 5)));
        assert_eq!(date_of(0, true), Some(date(1904, 1, 1)));
        assert_eq!(date_of(LAST_DAY, false), Some(date(9999, 12, 31)));
        assert_eq!(date_of(LAST_DAY + 1, false), None);
        assert_eq!(date_of(0, false), None);
        assert_eq!(date_of(i64::MAX, true), None);
    }

    #[test]
    fn the_clock_is_a_part_of_the_day_to_the_nearest_second() {
        assert_eq!(clock_of(0.75), Some(18 * 3600));
        assert_eq!(clock_of(0.0), Some(0));
        assert_eq!(clock_of(0.937_5), Some(22 * 3600 + 30 * 60));
        // 00:20 as Excel writes it: 1/72 cut to 15 digits.
        assert_eq!(clock_of(0.013_888_888_888_888_9), Some(1200));
        for no_part in [1.0, -0.1, f64::NAN, 0.999_999_9] {
            assert_eq!(clock_of(no_part), None, "{no_part}");
        }
        assert_eq!(days_and_seconds(44_319.937_5), Some((44_319, 81_000)));
        assert_eq!(days_and_seconds(44_319.999_999_9), Some((44_320, 0)));
        for no_day in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(days_and_seconds(no_day), None, "{no_day}");
        }
    }
}
