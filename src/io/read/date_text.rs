//! Calendar dates as people write them, with numbers in any order or month names.
//!
//! Years of two digits are 1970 to 2069. Only 1900 to 2100 is taken for a year at all.

use jiff::civil::Date;

use crate::io::read::clock_text::split_digits;
use crate::io::read::options::DateOrder;
use crate::io::read::text::decoded;

/// A date, or a month of which no day is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calendar {
    /// One day.
    Day(Date),
    /// A month, given by its first day.
    Month(Date),
}

/// A date in three numbers whose order is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InNumbers {
    /// The numbers as they follow each other.
    pub(super) parts: [i16; 3],
    /// Whether the first can only be a year of two digits.
    pub(super) year_first: bool,
}

/// The date at the start of `text`, and what follows it.
pub(super) fn date_prefix(text: &str, order: DateOrder) -> Option<(Calendar, &str)> {
    let (parts, rest) = Parts::read(text.trim_start())?;
    Some((parts.calendar(order)?, rest))
}

/// Whether `text` is put together like a date, though the calendar may not have it.
pub(super) fn is_like_a_date(text: &str) -> bool {
    Parts::read(text.trim_start()).is_some()
}

impl InNumbers {
    /// The numbers in a field; `None` where there is no date, or one in clear order.
    pub(super) fn read(field: &[u8]) -> Option<Self> {
        // Most dates need no long look; [`Self::in_full`] gives the same for them.
        match *field {
            [
                a1,
                a2,
                b'-' | b'/' | b'.',
                b1,
                b2,
                b'-' | b'/' | b'.',
                y1,
                y2,
                y3,
                y4,
                ref rest @ ..,
            ] if !rest.first().is_some_and(u8::is_ascii_digit)
                && [a1, a2, b1, b2, y1, y2, y3, y4]
                    .iter()
                    .all(u8::is_ascii_digit) =>
            {
                let value = |tens, ones| i16::from(tens - b'0') * 10 + i16::from(ones - b'0');
                Some(Self {
                    parts: [
                        value(a1, a2),
                        value(b1, b2),
                        value(y1, y2) * 100 + value(y3, y4),
                    ],
                    year_first: false,
                })
            }
            [y1, y2, y3, y4, b'-', ..] if [y1, y2, y3, y4].iter().all(u8::is_ascii_digit) => None,
            _ => Self::in_full(&decoded(field)),
        }
    }

    fn in_full(text: &str) -> Option<Self> {
        let (Parts::Numbers(a, b, c), _) = Parts::read(text.trim_start())? else {
            return None;
        };
        Some(Self {
            parts: [a.value, b.value, c.value],
            year_first: c.digits <= 2 && a.digits == 2 && a.value > 31,
        })
    }

    /// Whether it may be day, month and year.
    pub(super) fn may_be_day_first(self) -> bool {
        (1..=31).contains(&self.parts[0]) && (1..=12).contains(&self.parts[1])
    }

    /// Whether it may be month, day and year.
    pub(super) fn may_be_month_first(self) -> bool {
        (1..=12).contains(&self.parts[0]) && (1..=31).contains(&self.parts[1])
    }
}

#[derive(Clone, Copy, Debug)]
struct Number {
    value: i16,
    digits: usize,
}

/// A date taken apart, before its order is known.
#[derive(Clone, Copy, Debug)]
enum Parts {
    /// Year, month and perhaps day, in clear order.
    Clear(Number, i16, Option<i16>),
    /// Three numbers of which the first is no year of four digits.
    Numbers(Number, Number, Number),
}

impl Parts {
    fn read(text: &str) -> Option<(Self, &str)> {
        let text = without_weekday(text);
        if let Some((month, rest)) = month_name(text) {
            return Self::month_first(month, rest);
        }
        let (digits, rest) = split_digits(text);
        match digits.len() {
            4 => Self::year_first(digits, rest),
            1 | 2 => Self::day_or_month_first(digits, rest),
            8 | 12 | 14 => Self::run_together(text, digits.len()),
            _ => None,
        }
    }

    /// `May 3, 2021`, `May 2021`.
    fn month_first(month: i16, rest: &str) -> Option<(Self, &str)> {
        let (first, rest) = number(separated(rest)?)?;
        if first.digits == 4 {
            return Some((Self::Clear(first, month, None), rest));
        }
        let (year, rest) = number(separated(without_ordinal(rest))?)?;
        Some((Self::Clear(year, month, Some(first.value)), rest))
    }

    /// `2021-05-03`, `2021-05`, `2021 May 3`.
    fn year_first<'a>(digits: &str, rest: &'a str) -> Option<(Self, &'a str)> {
        let year = number(digits)?.0;
        let rest = separated(rest)?;
        let (month, rest) = match month_name(rest) {
            Some(found) => found,
            None => number(rest)
                .filter(|(n, _)| n.digits <= 2)
                .map(|(n, r)| (n.value, r))?,
        };
        let day = date_separated(rest)
            .and_then(number)
            .filter(|(n, r)| n.digits <= 2 && !r.starts_with(':'));
        Some(match day {
            Some((day, rest)) => (Self::Clear(year, month, Some(day.value)), rest),
            None => (Self::Clear(year, month, None), rest),
        })
    }

    /// `3/5/2021`, `3 May 2021`, `05/2021`.
    fn day_or_month_first<'a>(digits: &str, rest: &'a str) -> Option<(Self, &'a str)> {
        let first = number(digits)?.0;
        let rest = separated(without_ordinal(rest))?;
        let rest = rest.strip_prefix("of ").unwrap_or(rest);
        if let Some((month, rest)) = month_name(rest) {
            let (year, rest) = number(separated(rest)?)?;
            return Some((Self::Clear(year, month, Some(first.value)), rest));
        }
        let (second, rest) = number(rest)?;
        if second.digits == 4 {
            return Some((Self::Clear(second, first.value, None), rest));
        }
        let (third, rest) = number(date_separated(rest)?)?;
        let usable = second.digits <= 2 && matches!(third.digits, 2 | 4);
        usable.then_some((Self::Numbers(first, second, third), rest))
    }

    /// `20210503`, with or without a time of four or six digits behind it.
    fn run_together(text: &str, length: usize) -> Option<(Self, &str)> {
        let year = number(&text[..4])?.0;
        let (month, day) = (number(&text[4..6])?.0, number(&text[6..8])?.0);
        let rest = if length == 8 {
            &text[length..]
        } else {
            &text[8..]
        };
        Some((Self::Clear(year, month.value, Some(day.value)), rest))
    }

    fn calendar(self, order: DateOrder) -> Option<Calendar> {
        let (year, month, day) = match (self, order) {
            (Self::Clear(year, month, day), _) => (year, month, day),
            (Self::Numbers(a, b, c), DateOrder::MonthDayYear) => (c, a.value, Some(b.value)),
            (Self::Numbers(a, b, c), DateOrder::YearMonthDay) if c.digits <= 2 => {
                (a, b.value, Some(c.value))
            }
            (Self::Numbers(a, b, c), _) => (c, b.value, Some(a.value)),
        };
        let year = full_year(year)?;
        let date =
            |day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        match day {
            Some(day) => date(day).map(Calendar::Day),
            None => date(1).map(Calendar::Month),
        }
    }
}

fn full_year(year: Number) -> Option<i16> {
    let full = match (year.digits, year.value) {
        (2, 70..) => year.value + 1900,
        (2, _) => year.value + 2000,
        _ => year.value,
    };
    (1900..=2100).contains(&full).then_some(full)
}

fn number(text: &str) -> Option<(Number, &str)> {
    let (digits, rest) = split_digits(text);
    let value = (1..=4)
        .contains(&digits.len())
        .then(|| digits.parse().ok())
        .flatten()?;
    Some((
        Number {
            value,
            digits: digits.len(),
        },
        rest,
    ))
}

/// What follows the signs between two parts; `None` without such a sign.
fn separated(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(['-', '/', '.', ' ', ',', '\u{2013}']);
    (rest.len() < text.len()).then_some(rest)
}

/// The same between numbers, where a blank alone may lead to a time.
fn date_separated(text: &str) -> Option<&str> {
    text.strip_prefix(['-', '/', '.', ' ']).map(str::trim_start)
}

fn without_ordinal(text: &str) -> &str {
    let ordinal = ["st", "nd", "rd", "th"].into_iter().find_map(|mark| {
        let (start, rest) = text.split_at_checked(mark.len())?;
        start.eq_ignore_ascii_case(mark).then_some(rest)
    });
    ordinal.unwrap_or(text)
}

fn split_letters(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_alphabetic).count())
}

fn without_weekday(text: &str) -> &str {
    let (word, rest) = split_letters(text);
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let is_day = days.iter().any(|day| is_start_of(word, day));
    if is_day {
        rest.trim_start_matches([',', '.', ' ', '-'])
    } else {
        text
    }
}

fn month_name(text: &str) -> Option<(i16, &str)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let (word, rest) = split_letters(text);
    let index = MONTHS.iter().position(|month| is_start_of(word, month))?;
    Some((index as i16 + 1, rest))
}

/// Whether `word` is the start of `name`, at least three letters of it.
fn is_start_of(word: &str, name: &str) -> bool {
    word.len() >= 3
        && name
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::read::plain_time::near_a_plain_shape;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn read(text: &str, order: DateOrder) -> Option<Calendar> {
        let (calendar, rest) = date_prefix(text, order)?;
        rest.is_empty().then_some(calendar)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn the_short_look_at_numbers_sees_what_the_long_one_sees(
            text in near_a_plain_shape()
        ) {
            prop_assert_eq!(InNumbers::read(text.as_bytes()), InNumbers::in_full(&text));
        }
    }

    #[test]
    fn dates_in_clear_order_need_no_order() {
        for text in [
            "2021-05-03",
            "2021/5/3",
            "20210503",
            "3 May 2021",
            "03-May-21",
            "May 3, 2021",
            "Mon 3 May 2021",
            "Monday, 3rd May 2021",
            "2021 May 3",
            "3rd of may 2021",
            "2021.05.03",
        ] {
            for order in [
                DateOrder::DayMonthYear,
                DateOrder::MonthDayYear,
                DateOrder::YearMonthDay,
            ] {
                assert_eq!(
                    read(text, order),
                    Some(Calendar::Day(date(2021, 5, 3))),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn numbers_follow_the_order() {
        let day = |text, order| {
            read(text, order).map(|c| match c {
                Calendar::Day(d) | Calendar::Month(d) => d,
            })
        };
        assert_eq!(
            day("03/04/2021", DateOrder::DayMonthYear),
            Some(date(2021, 4, 3))
        );
        assert_eq!(
            day("03/04/2021", DateOrder::MonthDayYear),
            Some(date(2021, 3, 4))
        );
        assert_eq!(
            day("21/03/04", DateOrder::YearMonthDay),
            Some(date(2021, 3, 4))
        );
        assert_eq!(
            day("3.4.99", DateOrder::DayMonthYear),
            Some(date(1999, 4, 3))
        );
        assert_eq!(day("13/13/2021", DateOrder::DayMonthYear), None);
        assert_eq!(day("29/02/2021", DateOrder::DayMonthYear), None);
    }

    #[test]
    fn months_without_a_day_are_months() {
        for text in [
            "2021-08",
            "2021/8",
            "08/2021",
            "Aug 2021",
            "August 2021",
            "2021 Aug",
        ] {
            let month = read(text, DateOrder::DayMonthYear);
            assert_eq!(month, Some(Calendar::Month(date(2021, 8, 1))), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for bad in [
            "",
            "10:30",
            "0",
            "T",
            "Dec",
            "2021",
            "123456",
            "1/2/3",
            "99999999",
            "é/1/2021",
        ] {
            assert_eq!(read(bad, DateOrder::DayMonthYear), None, "{bad}");
        }
    }
}
