//! Dates and times in the few shapes nearly all files write, read without looking further.
//!
//! What is read here is exactly what [`crate::io::read::stamp`] makes of the same text; whatever
//! is not of these shapes, or needs a second thought, is left to it:
//!
//! ```text
//! 2021-05-03   03/05/2021     2021-05      months only with a hyphen
//! … 18:30      … 18:30:05     … 18:30:05.000     after a blank or T
//! … 06:30 PM   … 06:30:05 PM                     from 1 to 12 o'clock
//! 18:30   18:30:05   1830                        in a column of their own
//! ```

use crate::base::when::{Civil, SECONDS_PER_DAY, When};
use crate::io::read::options::DateOrder;

/// A time of one of the plain shapes. Days count from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainTime {
    /// A whole month, by its first and last day.
    Month(i64, i64),
    /// A day.
    Day(i64),
    /// Seconds since 1970-01-01 00:00 on the local clock.
    Moment(i64),
}

impl PlainTime {
    /// Reads a date with or without a clock time.
    pub(super) fn read(text: &[u8], order: DateOrder) -> Option<Self> {
        let (day, rest) = match *text {
            [y1, y2, y3, y4, s, m1, m2, t, d1, d2, ref rest @ ..]
                if is_separator(s) && is_separator(t) =>
            {
                let (year, month) = (four(y1, y2, y3, y4)?, two(m1, m2)?);
                (day_number(year, month, two(d1, d2)?)?, rest)
            }
            [a1, a2, s, b1, b2, t, y1, y2, y3, y4, ref rest @ ..]
                if is_separator(s) && is_separator(t) =>
            {
                let (a, b) = (two(a1, a2)?, two(b1, b2)?);
                let (month, day) = if order == DateOrder::MonthDayYear {
                    (a, b)
                } else {
                    (b, a)
                };
                (day_number(four(y1, y2, y3, y4)?, month, day)?, rest)
            }
            [y1, y2, y3, y4, b'-', m1, m2] => {
                let (year, month) = (four(y1, y2, y3, y4)?, two(m1, m2)?);
                let first = day_number(year, month, 1)?;
                return Some(Self::Month(first, first + days_in(year, month) - 1));
            }
            _ => return None,
        };
        match *rest {
            [] => Some(Self::Day(day)),
            [b' ' | b'T', ref clock @ ..] => Some(Self::Moment(
                day * SECONDS_PER_DAY + clock_with_date(clock)?,
            )),
            _ => None,
        }
    }

    /// This day at the time in `clock`, a column of its own.
    pub(super) fn at(self, clock: &[u8]) -> Option<Self> {
        let seconds = match *clock {
            [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => seconds(two(h1, h2)?, two(m1, m2)?, 0),
            [h1, h2, b':', m1, m2, b':', s1, s2] => {
                seconds(two(h1, h2)?, two(m1, m2)?, two(s1, s2)?)
            }
            _ => None,
        }?;
        match self {
            Self::Month(..) => None,
            Self::Day(day) => Some(Self::Moment(day * SECONDS_PER_DAY + seconds)),
            Self::Moment(at) => Some(Self::Moment(at - at.rem_euclid(SECONDS_PER_DAY) + seconds)),
        }
    }

    /// Seconds after midnight, where it is a moment.
    pub(super) fn second_of_day(self) -> Option<i64> {
        match self {
            Self::Moment(at) => Some(at.rem_euclid(SECONDS_PER_DAY)),
            Self::Month(..) | Self::Day(_) => None,
        }
    }

    /// Its day, where it has one.
    pub(super) fn day(self) -> Option<i64> {
        match self {
            Self::Day(day) => Some(day),
            Self::Moment(at) => Some(at.div_euclid(SECONDS_PER_DAY)),
            Self::Month(..) => None,
        }
    }

    /// When it happened, if it began at `from` and ended at `to`, where that is plain.
    pub(super) fn when(from: Self, to: Option<Self>) -> Option<When> {
        match (from, to) {
            (Self::Moment(from), None) => Some(When::At(Civil(from))),
            (Self::Moment(from), Some(Self::Moment(to))) if from == to => {
                Some(When::At(Civil(from)))
            }
            (Self::Moment(from), Some(Self::Moment(to))) if from < to => Some(When::Between {
                from: Civil(from),
                to: Civil(to),
            }),
            (Self::Day(day), None) => Some(When::Days {
                first: day,
                last: day,
            }),
            (Self::Day(first), Some(Self::Day(last))) if first <= last => {
                Some(When::Days { first, last })
            }
            (Self::Month(first, last), None) => Some(When::Months { first, last }),
            _ => None,
        }
    }
}

/// `18:30`, `18:30:05`, `18:30:05.123`, `06:30 PM`, `06:30:05 PM`.
fn clock_with_date(text: &[u8]) -> Option<i64> {
    let [h1, h2, b':', m1, m2, ref rest @ ..] = *text else {
        return None;
    };
    let (hour, minute) = (two(h1, h2)?, two(m1, m2)?);
    let (second, rest) = match *rest {
        [b':', s1, s2, ref rest @ ..] => (two(s1, s2)?, rest),
        _ => (0, rest),
    };
    match *rest {
        [] => seconds(hour, minute, second),
        [b' ', half @ (b'A' | b'P'), b'M'] if (1..=12).contains(&hour) => {
            let afternoon = if half == b'P' { 12 } else { 0 };
            seconds(hour % 12 + afternoon, minute, second)
        }
        [b'.', ref fraction @ ..] if fraction.iter().all(u8::is_ascii_digit) => {
            seconds(hour, minute, second)
        }
        _ => None,
    }
}

fn seconds(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

fn is_separator(sign: u8) -> bool {
    matches!(sign, b'-' | b'/' | b'.')
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
}

fn four(a: u8, b: u8, c: u8, d: u8) -> Option<i64> {
    Some(two(a, b)? * 100 + two(c, d)?)
}

/// Days since 1970-01-01 of a date in the years 1900 to 2100; `None` where there is no such
/// date. Counted in years that begin in March, so that the leap day is a year's last
/// (H. Hinnant, chrono-Compatible Low-Level Date Algorithms, `days_from_civil`).
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    let fits = (1900..=2100).contains(&year) && (1..=12).contains(&month);
    if !fits || day < 1 || day > days_in(year, month) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468)
}

fn days_in(year: i64, month: i64) -> i64 {
    const DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    DAYS[month as usize - 1] + i64::from(month == 2 && is_leap)
}

#[cfg(test)]
pub(super) use tests::near_a_plain_shape;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::when;
    use crate::io::read::clock_text::clock;
    use crate::io::read::stamp::{self, Stamp, stamp};
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    const ORDERS: [DateOrder; 3] = [
        DateOrder::DayMonthYear,
        DateOrder::MonthDayYear,
        DateOrder::YearMonthDay,
    ];

    /// Times of plain shapes, many of them a little broken.
    pub(in crate::io::read) fn near_a_plain_shape() -> impl Strategy<Value = String> {
        let shape = prop::sample::select(vec![
            "2021-05-03",
            "2099/12/31",
            "29/02/2020",
            "13-12-1999",
            "2021-05",
            "1830",
            "18:30",
            "06:30:05",
            "2021-05-03 18:30",
            "03/05/2021 23:59:59",
            "12/31/2020 06:30:05 PM",
            "03/05/2021 12:30 AM",
            "2021-05-03T18:30:05.123",
            "2021-05-03T18:30:05Z",
            "03/05/2021 24:00",
        ]);
        let sign =
            prop::sample::select("0123456789:-/. TAPMapm+Z\u{e9}".chars().collect::<Vec<_>>());
        let change = (any::<prop::sample::Index>(), sign, 0..4_u8);
        (shape, prop::collection::vec(change, 0..4)).prop_map(|(shape, changes)| {
            let mut text: Vec<char> = shape.chars().collect();
            for (at, sign, how) in changes {
                let at = at.index(text.len().max(1));
                match how {
                    0 => text.insert(at, sign),
                    1 if !text.is_empty() => drop(text.remove(at)),
                    _ if !text.is_empty() => text[at] = sign,
                    _ => {}
                }
            }
            text.into_iter().collect::<String>().trim().to_owned()
        })
    }

    fn in_full(text: &str, order: DateOrder) -> Stamp {
        stamp(text, order, &TimeZone::get("Europe/London").unwrap())
    }

    fn as_stamp(plain: PlainTime) -> Stamp {
        match plain {
            PlainTime::Month(first, _) => Stamp::Month(when::date_of_day(first)),
            PlainTime::Day(day) => Stamp::Day(when::date_of_day(day)),
            PlainTime::Moment(at) => Stamp::Moment(Civil(at), None),
        }
    }

    #[test]
    fn every_day_of_two_centuries_has_its_number() {
        let mut day = date(1900, 1, 1);
        while day <= date(2100, 12, 31) {
            let (y, m, d) = (day.year().into(), day.month().into(), day.day().into());
            assert_eq!(day_number(y, m, d), Some(when::day_number(day)), "{day}");
            assert_eq!(days_in(y, m), i64::from(day.days_in_month()));
            day = day.tomorrow().unwrap();
        }
        for (y, m, d) in [(1899, 12, 31), (2101, 1, 1), (2021, 2, 29), (2021, 4, 31)] {
            assert_eq!(day_number(y, m, d), None);
        }
        for (m, d) in [(0, 1), (13, 1), (1, 0), (1, 32)] {
            assert_eq!(day_number(2021, m, d), None);
        }
    }

    #[test]
    fn the_usual_shapes_are_plain() {
        let shapes = [
            "2021-05-03",
            "03/05/2021",
            "2021-05",
            "2021/05/03 18:30",
            "03.05.2021 18:30:05",
            "2021-05-03T18:30:05.000",
            "03/05/2021 06:30:05 PM",
            "03/05/2021 12:00 AM",
            "03-05-2021T18:30",
        ];
        for shape in shapes {
            for order in ORDERS {
                let plain = PlainTime::read(shape.as_bytes(), order);
                assert_eq!(plain.map(as_stamp), Some(in_full(shape, order)), "{shape}");
            }
        }
        let day = PlainTime::Day(0);
        for shape in ["18:30", "18:30:05", "1830"] {
            let seconds = clock(shape).unwrap();
            assert_eq!(day.at(shape.as_bytes()), Some(PlainTime::Moment(seconds)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_plain_is_what_the_full_reading_gives(
            from in near_a_plain_shape(),
            to in near_a_plain_shape(),
            order in prop::sample::select(&ORDERS[..]),
        ) {
            let (plain_from, plain_to) = (
                PlainTime::read(from.as_bytes(), order),
                PlainTime::read(to.as_bytes(), order),
            );
            let (full_from, full_to) = (in_full(&from, order), in_full(&to, order));
            if let Some(plain) = plain_from {
                prop_assert_eq!(as_stamp(plain), full_from);
                if let Some(when) = PlainTime::when(plain, None) {
                    prop_assert_eq!(when, stamp::when(full_from, Stamp::Missing));
                }
                if let Some(at) = plain.at(to.as_bytes()) {
                    let full = full_from.date().at(clock(&to).unwrap());
                    prop_assert_eq!(as_stamp(at), full);
                }
                prop_assert_eq!(
                    plain.second_of_day() == Some(0),
                    full_from.known_but_for(&[0]) != full_from
                );
            }
            if let Some((from, to)) = plain_from.zip(plain_to)
                && let Some(when) = PlainTime::when(from, Some(to))
            {
                prop_assert_eq!(when, stamp::when(full_from, full_to));
                prop_assert_ne!(when, When::Unknown);
            }
        }
    }
}
