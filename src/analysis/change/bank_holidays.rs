//! Bank holidays of England and Wales, by rule and by proclamation.
//!
//! Eight a year since 1978: New Year's Day, Good Friday, Easter Monday, the first and the last
//! Monday of May, the last Monday of August, Christmas Day and Boxing Day, the fixed ones moved to
//! the next free weekday where they fall on a weekend (Banking and Financial Dealings Act 1971,
//! schedule 1, and proclamations). Days that were proclaimed once or moved stand in
//! `assets/calendars/bank_holidays_england_wales.json` with their source. Easter is the anonymous
//! Gregorian computus (Meeus, *Astronomical Algorithms*, chapter 8).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::base::Date;
use crate::base::clock::Weekday;

/// The first year of the present eight.
pub const FIRST_YEAR: i16 = 1978;
/// The last year of which the days that follow no rule are known.
pub const LAST_YEAR: i16 = 2026;

/// A bank holiday.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BankHoliday {
    /// When.
    pub date: Date,
    /// Its name.
    pub name: String,
}

/// Days that follow no rule.
#[derive(Deserialize)]
struct Exceptions {
    added: Vec<Added>,
    moved: Vec<Moved>,
}

#[derive(Deserialize)]
struct Added {
    date: Date,
    name: String,
}

#[derive(Deserialize)]
struct Moved {
    from: Date,
    to: Date,
    name: String,
}

/// They are read once; a test sees to it that they can be.
static EXCEPTIONS: LazyLock<Exceptions> = LazyLock::new(|| {
    let text = include_str!("../../../assets/calendars/bank_holidays_england_wales.json");
    serde_json::from_str(text).unwrap_or(Exceptions {
        added: Vec::new(),
        moved: Vec::new(),
    })
});

/// The bank holidays of a year, in their order; none before [`FIRST_YEAR`]. After [`LAST_YEAR`]
/// those by rule alone.
pub fn bank_holidays(year: i16) -> Vec<BankHoliday> {
    if year < FIRST_YEAR {
        return Vec::new();
    }
    let mut days = by_rule(year);
    for moved in &EXCEPTIONS.moved {
        for day in days.iter_mut().filter(|day| day.date == moved.from) {
            day.date = moved.to;
            day.name.clone_from(&moved.name);
        }
    }
    let added = EXCEPTIONS
        .added
        .iter()
        .filter(|day| day.date.year() == year);
    days.extend(added.map(|day| BankHoliday {
        date: day.date,
        name: day.name.clone(),
    }));
    days.sort();
    days
}

fn by_rule(year: i16) -> Vec<BankHoliday> {
    let on = |month, day| Date::constant(year, month, day);
    let easter = easter_sunday(year);
    let monday = |date: Date, nth: i32| {
        let found = date.nth_weekday_of_month(nth as i8, Weekday::Monday);
        found.unwrap_or(date)
    };
    let days = |n: i32| jiff::Span::new().days(n);
    let (new_year, is_moved) = after_weekend(on(1, 1), &[]);
    let (christmas, christmas_moved) = after_weekend(on(12, 25), &[on(12, 26)]);
    let (boxing, boxing_moved) = after_weekend(on(12, 26), &[christmas]);
    [
        (new_year, substitute("New Year's Day", is_moved)),
        (easter.saturating_sub(days(2)), "Good Friday".to_owned()),
        (easter.saturating_add(days(1)), "Easter Monday".to_owned()),
        (monday(on(5, 1), 1), "Early May bank holiday".to_owned()),
        (monday(on(5, 1), -1), "Spring bank holiday".to_owned()),
        (monday(on(8, 1), -1), "Summer bank holiday".to_owned()),
        (christmas, substitute("Christmas Day", christmas_moved)),
        (boxing, substitute("Boxing Day", boxing_moved)),
    ]
    .into_iter()
    .map(|(date, name)| BankHoliday { date, name })
    .collect()
}

fn substitute(name: &str, is_moved: bool) -> String {
    if is_moved {
        format!("{name} (substitute day)")
    } else {
        name.to_owned()
    }
}

/// `date`, or where it is on a weekend the next weekday that is not `taken`; and whether it moved.
fn after_weekend(date: Date, taken: &[Date]) -> (Date, bool) {
    let is_weekend = |date: Date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut day = date;
    if is_weekend(date) {
        while is_weekend(day) || taken.contains(&day) {
            day = day.saturating_add(jiff::Span::new().days(1));
        }
    }
    (day, day != date)
}

/// Easter Sunday of the Gregorian calendar.
pub fn easter_sunday(year: i16) -> Date {
    let year_number = i32::from(year);
    let (a, b, c) = (year_number % 19, year_number / 100, year_number % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let place = h + l - 7 * m + 114;
    Date::constant(year, (place / 31) as i8, (place % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    #[test]
    fn every_year_is_that_of_the_python_package() {
        let all = reference();
        let years = all["bank_holidays"].as_object().unwrap();
        assert_eq!(
            years.len(),
            usize::from((LAST_YEAR - FIRST_YEAR + 1) as u16)
        );
        for (year, dates) in years {
            let got: Vec<String> = bank_holidays(year.parse().unwrap())
                .iter()
                .map(|day| day.date.to_string())
                .collect();
            let want: Vec<&str> = dates
                .as_array()
                .unwrap()
                .iter()
                .map(|d| d.as_str().unwrap())
                .collect();
            assert_eq!(got, want, "{year}");
        }
    }

    #[test]
    fn easter_is_when_it_was() {
        let all = reference();
        for (year, date) in all["easter"].as_object().unwrap() {
            let got = easter_sunday(year.parse().unwrap()).to_string();
            assert_eq!(Some(got.as_str()), date.as_str());
        }
    }

    #[test]
    fn days_on_a_weekend_move_and_say_so() {
        let names: Vec<String> = bank_holidays(2022)
            .into_iter()
            .filter(|day| day.name.contains("substitute") || day.date.month() == 12)
            .map(|day| format!("{} {}", day.date, day.name))
            .collect();
        assert_eq!(
            names,
            [
                "2022-01-03 New Year's Day (substitute day)",
                "2022-12-26 Boxing Day",
                "2022-12-27 Christmas Day (substitute day)"
            ]
        );
        assert!(bank_holidays(1977).is_empty());
        assert_eq!(bank_holidays(2030).len(), 8);
    }

    #[test]
    fn the_exceptions_can_be_read() {
        assert_eq!((EXCEPTIONS.added.len(), EXCEPTIONS.moved.len()), (8, 5));
    }
}
