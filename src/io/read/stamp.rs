//! One end of an incident's time as a file tells it, and both ends put together.
//!
//! The rules are those of `cli.md`, "Weights": what is not known stays unknown.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use crate::base::when::{Civil, When, date_of_day, day_number};
use crate::data::whens::{first_date, last_date};
use crate::io::read::clock_text::{clock_prefix, split_digits};
use crate::io::read::date_text::{Calendar, date_prefix};
use crate::io::read::options::DateOrder;
use crate::io::read::text::is_missing;

/// One end of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    /// The field is blank.
    Missing,
    /// There is something, but no date can be read.
    Unreadable,
    /// A month, by its first day.
    Month(Date),
    /// A date without a clock time.
    Day(Date),
    /// A moment on the local clock; with the true instant (seconds since 1970 UTC) where the
    /// file gave an offset.
    Moment(Civil, Option<i64>),
}

/// Reads a date with or without a clock time and an offset, which is turned to `zone`.
pub(super) fn stamp(text: &str, order: DateOrder, zone: &TimeZone) -> Stamp {
    if is_missing(text) {
        return Stamp::Missing;
    }
    let Some((calendar, rest)) = date_prefix(text, order) else {
        return Stamp::Unreadable;
    };
    let date = match calendar {
        Calendar::Month(first) => return Stamp::Month(first),
        Calendar::Day(date) => date,
    };
    let rest = rest.trim_start_matches([' ', ',', 'T', 't', '_', ':', '-', '\u{a0}']);
    let Some((seconds, rest)) = clock_prefix(rest) else {
        return Stamp::Day(date);
    };
    match zone_suffix(rest.trim()) {
        Suffix::None => Stamp::Moment(Civil::on(date, seconds), None),
        Suffix::Offset(offset) => to_local(Civil::on(date, seconds).0 - offset, zone),
        Suffix::Unknown => Stamp::Day(date),
    }
}

fn to_local(instant: i64, zone: &TimeZone) -> Stamp {
    let Ok(timestamp) = jiff::Timestamp::from_second(instant) else {
        return Stamp::Unreadable;
    };
    let offset: Offset = zone.to_offset(timestamp);
    Stamp::Moment(Civil(instant + i64::from(offset.seconds())), Some(instant))
}

enum Suffix {
    None,
    /// Seconds east of Greenwich.
    Offset(i64),
    Unknown,
}

fn zone_suffix(text: &str) -> Suffix {
    let upper = text.to_ascii_uppercase();
    match upper.as_str() {
        "" => return Suffix::None,
        "Z" | "UTC" | "GMT" => return Suffix::Offset(0),
        "BST" => return Suffix::Offset(3600),
        _ => {}
    }
    let upper = upper.trim_start_matches("UTC").trim_start_matches("GMT");
    let sign = match upper.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Suffix::Unknown,
    };
    let (hours, rest) = split_digits(&upper[1..]);
    let minutes = rest.strip_prefix(':').unwrap_or(rest);
    let (hours, minutes) = match (hours.len(), minutes.is_empty()) {
        (4, true) => hours.split_at(2),
        (1 | 2, _) => (hours, if minutes.is_empty() { "0" } else { minutes }),
        _ => return Suffix::Unknown,
    };
    match (hours.parse::<i64>(), minutes.parse::<i64>()) {
        (Ok(h @ 0..=14), Ok(m @ 0..=59)) => Suffix::Offset(sign * (h * 3600 + m * 60)),
        _ => Suffix::Unknown,
    }
}

impl Stamp {
    /// The date alone, for tables that have the clock time in a column of its own.
    pub(super) fn date(self) -> Self {
        match self {
            Self::Moment(at, _) => Self::Day(at.date()),
            other => other,
        }
    }

    /// This date at `seconds` after its midnight.
    pub(super) fn at(self, seconds: i64) -> Self {
        match self {
            Self::Day(date) => Self::Moment(Civil::on(date, seconds), None),
            other => other,
        }
    }

    /// Whether it is the first second of a day.
    pub(super) fn is_midnight(self) -> bool {
        matches!(self, Self::Moment(at, _) if at.second_of_day() == 0)
    }

    /// The local time of a moment without an offset, if that is UTC.
    pub(super) fn as_utc(self, zone: &TimeZone) -> Self {
        match self {
            Self::Moment(at, None) => to_local(at.0, zone),
            other => other,
        }
    }

    /// A date instead of a moment at one of these seconds after midnight.
    pub(super) fn known_but_for(self, seconds: &[i64]) -> Self {
        match self {
            Self::Moment(at, _) if seconds.contains(&at.second_of_day()) => Self::Day(at.date()),
            other => other,
        }
    }

    /// Whether the table of incidents can hold it.
    pub(super) fn in_range(self) -> bool {
        let fits = |date: Date| (first_date()..=last_date()).contains(&date);
        match self {
            Self::Missing | Self::Unreadable => true,
            Self::Month(date) => fits(date) && fits(date.last_of_month()),
            Self::Day(date) => fits(date),
            Self::Moment(at, _) => fits(at.date()),
        }
    }

    /// First and last day it may mean.
    fn days(self) -> Option<(i64, i64)> {
        match self {
            Self::Missing | Self::Unreadable => None,
            Self::Month(date) => Some((day_number(date), day_number(date.last_of_month()))),
            Self::Day(date) => Some((day_number(date), day_number(date))),
            Self::Moment(at, _) => Some((at.day(), at.day())),
        }
    }
}

/// When it happened, if it began at `from` and ended at `to`.
pub(super) fn when(from: Stamp, to: Stamp) -> When {
    let unreadable = from == Stamp::Unreadable || to == Stamp::Unreadable;
    match (from, to) {
        _ if unreadable || from == Stamp::Missing => When::Unknown,
        (Stamp::Moment(at, _), Stamp::Missing) => When::At(at),
        (Stamp::Moment(from, began), Stamp::Moment(to, ended)) => between(from, began, to, ended),
        // A closing date without a clock leaves open when in that day it ended.
        (Stamp::Moment(..), _) => When::Unknown,
        _ => whole_days(from, to),
    }
}

fn between(from: Civil, began: Option<i64>, to: Civil, ended: Option<i64>) -> When {
    // In the repeated hour of October the clock may go back while time goes on.
    let instants = began.zip(ended);
    let backwards = instants.map_or(to < from, |(began, ended)| ended < began);
    if backwards {
        When::Unknown
    } else if to <= from {
        When::At(from)
    } else {
        When::Between { from, to }
    }
}

/// Days or months without a clock time. A `to` with a clock time ends the span on its date.
fn whole_days(from: Stamp, to: Stamp) -> When {
    let Some((first, own_last)) = from.days() else {
        return When::Unknown;
    };
    let last = to.days().map_or(own_last, |(_, last)| last);
    if last < first {
        When::Unknown
    } else if matches!(from, Stamp::Month(_)) {
        When::Months {
            first,
            last: day_number(date_of_day(last).last_of_month()),
        }
    } else {
        When::Days { first, last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Stamp {
        let zone = TimeZone::get("Europe/London").unwrap();
        stamp(text, DateOrder::DayMonthYear, &zone)
    }

    fn at(y: i16, m: i8, d: i8, hour: i64, minute: i64) -> Civil {
        Civil::on(date(y, m, d), hour * 3600 + minute * 60)
    }

    fn both(from: &str, to: &str) -> When {
        when(read(from), read(to))
    }

    #[test]
    fn local_times_stay_and_offset_times_become_local() {
        let clock = |text| match read(text) {
            Stamp::Moment(at, _) => Some(at),
            _ => None,
        };
        assert_eq!(
            clock("2019-05-31T23:01:00+00:00"),
            Some(at(2019, 6, 1, 0, 1))
        );
        assert_eq!(clock("2019-05-31 23:01:00Z"), Some(at(2019, 6, 1, 0, 1)));
        assert_eq!(
            clock("2019-05-31T23:01:00.000+0100"),
            Some(at(2019, 5, 31, 23, 1))
        );
        assert_eq!(
            clock("2019-01-31T18:01-05:00"),
            Some(at(2019, 1, 31, 23, 1))
        );
        assert_eq!(
            clock("31/05/2019 11:01:00 PM"),
            Some(at(2019, 5, 31, 23, 1))
        );
        assert_eq!(clock("31/05/2019 24:00"), Some(at(2019, 6, 1, 0, 0)));
        assert_eq!(clock("20190531T2301"), Some(at(2019, 5, 31, 23, 1)));
        assert_eq!(clock("31 May 2019 at 23:01"), None);
        assert_eq!(read("31 May 2019 unknown"), Stamp::Day(date(2019, 5, 31)));
        assert_eq!(read("2019-05"), Stamp::Month(date(2019, 5, 1)));
        assert_eq!(read("tomorrow"), Stamp::Unreadable);
        assert_eq!(read("\\N"), Stamp::Missing);
    }

    #[test]
    fn from_and_to_become_what_the_weights_ask_for() {
        let (from, to) = (at(2021, 5, 3, 22, 30), at(2021, 5, 4, 1, 30));
        assert_eq!(
            both("2021-05-03 22:30", "2021-05-04 01:30"),
            When::Between { from, to }
        );
        assert_eq!(both("2021-05-03 22:30", ""), When::At(from));
        assert_eq!(both("2021-05-03 22:30", "2021-05-03 22:30"), When::At(from));
        for to in ["2021-05-03 22:29", "rubbish", "2021-05-04", "2021-06"] {
            assert_eq!(both("2021-05-03 22:30", to), When::Unknown, "{to}");
        }
        assert_eq!(both("", "2021-05-04 01:30"), When::Unknown);
    }

    #[test]
    fn dates_and_months_become_spans_of_whole_days() {
        let day = |m, d| day_number(date(2021, m, d));
        let days = |first, last| When::Days { first, last };
        assert_eq!(both("2021-05-03", ""), days(day(5, 3), day(5, 3)));
        assert_eq!(both("2021-05-03", "2021-05-05"), days(day(5, 3), day(5, 5)));
        assert_eq!(
            both("2021-05-03", "2021-05-05 12:00"),
            days(day(5, 3), day(5, 5))
        );
        assert_eq!(both("2021-05-03", "2021-05-02 12:00"), When::Unknown);
        assert_eq!(both("2021-05-03", "rubbish"), When::Unknown);
        assert_eq!(
            both("2021-05", ""),
            When::Months {
                first: day(5, 1),
                last: day(5, 31)
            }
        );
        let spring = When::Months {
            first: day(5, 1),
            last: day(6, 30),
        };
        assert_eq!(both("2021-05", "2021-06"), spring);
        assert_eq!(both("2021-05", "2021-06-02"), spring);
        assert_eq!(both("2021-05", "2021-04"), When::Unknown);
    }

    #[test]
    fn a_span_that_the_repeated_hour_turns_round_is_its_start() {
        // 00:50Z is 01:50 BST; 01:10Z is 01:10 GMT, twenty minutes later.
        let turned = both("2021-10-31T00:50:00Z", "2021-10-31T01:10:00Z");
        assert_eq!(turned, When::At(at(2021, 10, 31, 1, 50)));
        assert_eq!(both("2021-10-31T01:10:00Z", "2021-10-31T00:50:00Z"), {
            // Backwards in truth, forwards on the clock: the clock is what weights are made of,
            // but the file contradicts itself.
            When::Unknown
        });
        assert_eq!(both("2021-10-31 01:50", "2021-10-31 01:10"), When::Unknown);
    }

    #[test]
    fn midnight_may_stand_for_an_unknown_time() {
        assert_eq!(
            read("2021-05-03 00:00").known_but_for(&[0]),
            Stamp::Day(date(2021, 5, 3))
        );
        let minute_past = read("2021-05-03 00:01");
        assert_eq!(minute_past.known_but_for(&[0]), minute_past);
    }

    #[test]
    fn times_the_table_cannot_hold_are_out_of_range() {
        let moment = |year| Stamp::Moment(Civil::midnight(date(year, 6, 1)), None);
        assert!(Stamp::Day(date(1600, 1, 1)).in_range() && moment(2399).in_range());
        assert!(!Stamp::Day(date(1599, 12, 31)).in_range() && !moment(2400).in_range());
        assert!(
            read("1900-01-01").in_range(),
            "what can be read can be held"
        );
    }
}
