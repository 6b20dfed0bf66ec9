//! Periods as delivery plans write them: `2024`, `2024/25`, `2024-04`, `2024-04-01..2025-03-31`.
//!
//! `2024/25` and `2024-25` are the British financial year, April to March. As `2011-12` may be
//! a financial year or a month, a month is one where the number after the hyphen is no more than 12
//! and not the year that follows; `2011-12` is read as the financial year.

use crate::base::Date;
use crate::base::when::day_number;

/// Whole days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Period {
    /// Reads a period; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (Self::read(first)?, Self::read(last)?);
            return (first.first <= last.last).then_some(Self {
                first: first.first,
                last: last.last,
            });
        }
        let text = text.strip_prefix("FY").unwrap_or(text).trim();
        if let Ok(day) = text.parse::<Date>() {
            return (text.len() == 10).then_some(Self {
                first: day,
                last: day,
            });
        }
        let (year, rest) = (number(text.get(..4)?)?, text.get(4..)?);
        if rest.is_empty() {
            return Self::months(year, 1, 12);
        }
        let rest = rest.strip_prefix(['/', '-'])?;
        let after = number(rest)?;
        let is_next = match rest.len() {
            2 => after == (year + 1) % 100,
            4 => after == year + 1,
            _ => false,
        };
        if is_next {
            return Self::months(year, 4, 12);
        }
        let is_month = text.as_bytes().get(4) == Some(&b'-') && rest.len() == 2;
        is_month.then(|| Self::months(year, after, 1)).flatten()
    }

    /// So many months from this one on.
    fn months(year: i16, month: i16, months: i32) -> Option<Self> {
        let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
        let after = first.checked_add(jiff::Span::new().months(months)).ok()?;
        Some(Self {
            first,
            last: after.yesterday().ok()?,
        })
    }

    /// Number of days.
    pub fn days(self) -> i64 {
        day_number(self.last) - day_number(self.first) + 1
    }

    /// Length in years of 365.25 days.
    pub fn years(self) -> f64 {
        self.days() as f64 / 365.25
    }

    /// The same days so many years earlier. A 29 February becomes a 28th.
    #[must_use]
    pub fn years_earlier(self, years: i32) -> Self {
        let back = jiff::Span::new().years(years);
        // A February's end stays its end.
        let is_month_end = |date: Date| date == date.last_of_month();
        let last = self.last.saturating_sub(back);
        Self {
            first: self.first.saturating_sub(back),
            last: if is_month_end(self.last) {
                last.last_of_month()
            } else {
                last
            },
        }
    }
}

fn number(text: &str) -> Option<i16> {
    let is_plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_are_read_as_plans_write_them() {
        for (text, first, last) in [
            ("2024", date(2024, 1, 1), date(2024, 12, 31)),
            ("2024/25", date(2024, 4, 1), date(2025, 3, 31)),
            (" 2024-25 ", date(2024, 4, 1), date(2025, 3, 31)),
            ("FY 2024/2025", date(2024, 4, 1), date(2025, 3, 31)),
            ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
            ("2011-12", date(2011, 4, 1), date(2012, 3, 31)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2024-04..2025-03", date(2024, 4, 1), date(2025, 3, 31)),
            ("2024-05-17", date(2024, 5, 17), date(2024, 5, 17)),
            ("2024-04-03..2024-04-09", date(2024, 4, 3), date(2024, 4, 9)),
        ] {
            assert_eq!(Period::read(text), Some(Period { first, last }), "{text}");
        }
        for text in [
            "",
            "24",
            "2024/26",
            "2024-13",
            "2024-00",
            "x",
            "2025..2024",
            "2024/",
        ] {
            assert_eq!(Period::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_same_days_of_earlier_years() {
        let to_date = Period {
            first: date(2024, 4, 1),
            last: date(2025, 2, 28),
        };
        let year_before = to_date.years_earlier(1);
        assert_eq!(
            (year_before.first, year_before.last),
            (date(2023, 4, 1), date(2024, 2, 29))
        );
        assert_eq!(Period::read("2024").map(Period::days), Some(366));
    }
}
