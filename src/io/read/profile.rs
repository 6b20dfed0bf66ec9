//! What the fields of each column look like, counted over the first records.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::io::read::clock_text::clock;
use crate::io::read::date_text::{Calendar, date_prefix};
use crate::io::read::error::ReadError;
use crate::io::read::number::{
    Comma, comma, grid_reference, irish_grid_reference, metres, with_decimal_comma,
};
use crate::io::read::options::DateOrder;
use crate::io::read::serial::LIKELY_DAYS;
use crate::io::read::source::Source;
use crate::io::read::stamp::{Stamp, stamp};
use crate::io::read::table::Table;
use crate::io::read::text::is_missing;

/// How many records are looked at to tell what the columns are.
const SAMPLE: usize = 5000;

/// Counts over the filled fields of one column.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Fields that are not blank.
    pub(super) filled: usize,
    /// Numbers among them.
    pub(super) numbers: usize,
    /// Whole numbers of one or two digits.
    pub(super) small_wholes: usize,
    /// The numbers, 0 left out (it often stands for nothing), in the order of the records.
    values: Vec<f64>,
    /// Dates with a clock time.
    pub(super) moments: usize,
    /// Those at exactly 00:00.
    pub(super) midnights: usize,
    /// Dates without.
    pub(super) days: usize,
    /// Months.
    pub(super) months: usize,
    /// Dates written as digits only, which may be any number.
    pub(super) bare_dates: usize,
    /// Clock times with a colon or a half of the day.
    pub(super) clocks: usize,
    /// Clock times written as digits only, which may be any number.
    pub(super) bare_clocks: usize,
    /// Numbers that are days of 1950 to 2100 as a spreadsheet counts them.
    pub(super) day_numbers: usize,
    /// Those with a part of a day.
    pub(super) day_numbers_with_clock: usize,
    /// Numbers from 0 up to 1, which may be parts of a day.
    pub(super) day_parts: usize,
    /// Numbers whose comma can only be a decimal one.
    pub(super) decimal_commas: usize,
    /// Numbers whose commas can only set thousands apart.
    pub(super) thousands: usize,
    /// Numbers of which neither is plain, as they are with a decimal comma and without one.
    either: Vec<(f64, f64)>,
    /// British grid references.
    pub(super) grid_references: usize,
    /// Irish ones.
    pub(super) irish_references: usize,
    /// Distinct texts.
    pub(super) distinct: HashSet<Box<str>>,
}

impl Profile {
    /// Whether at least six of ten filled fields are among `count`.
    pub(super) fn mostly(&self, count: usize) -> bool {
        count > 0 && count * 10 >= self.filled * 6
    }

    /// Whether it holds texts, not numbers or dates.
    pub(super) fn is_text(&self) -> bool {
        self.filled > 0 && !self.mostly(self.numbers) && !self.mostly(self.dated())
    }

    /// Whether it may hold coordinates: numbers, or nothing at all in the sample.
    pub(super) fn may_be_number(&self) -> bool {
        self.filled == 0 || self.mostly(self.numbers)
    }

    /// Whether it holds Irish grid references.
    pub(super) fn is_of_irish_references(&self) -> bool {
        self.mostly(self.irish_references)
    }

    /// Fields with a date of any kind, digits only left out.
    pub(super) fn dated(&self) -> usize {
        self.moments + self.days + self.months
    }

    /// Whether at least nine of ten numbers lie from `low` to `high`. Not all need to: -1, 99
    /// or 9999999 stand for "unknown" in many files, and a slip of the pen decides nothing.
    pub(super) fn within(&self, low: f64, high: f64) -> bool {
        self.share_within(low, high, 9)
    }

    /// Whether at least six of ten numbers do.
    pub(super) fn mostly_within(&self, low: f64, high: f64) -> bool {
        self.share_within(low, high, 6)
    }

    fn share_within(&self, low: f64, high: f64, of_ten: usize) -> bool {
        let inside = self.values.iter().filter(|v| (low..=high).contains(*v));
        inside.count() * 10 >= self.values.len() * of_ten
    }

    /// What most fields are, in brackets, for columns that no name tells of.
    pub(super) fn described(&self) -> String {
        if self.mostly(self.dated()) {
            " (dates)".to_owned()
        } else if self.mostly(self.clocks) {
            " (clock times)".to_owned()
        } else if self.mostly(self.numbers) {
            let about = |middle| format!(" (numbers about {middle})");
            self.middle().map_or_else(|| " (zeros)".to_owned(), about)
        } else if self.filled > 0 {
            " (words)".to_owned()
        } else {
            " (nothing)".to_owned()
        }
    }

    /// The number in the middle, 0 left out.
    pub(super) fn middle(&self) -> Option<f64> {
        let mut values = self.values.clone();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// The least and the greatest number, 0 left out.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let low = self.values.iter().copied().reduce(f64::min)?;
        let high = self.values.iter().copied().reduce(f64::max)?;
        Some((low, high))
    }

    fn note(&mut self, text: &str) {
        if is_missing(text) {
            return;
        }
        self.filled += 1;
        if self.distinct.len() < SAMPLE && !self.distinct.contains(text) {
            self.distinct.insert(text.into());
        }
        let all_digits = text.bytes().all(|b| b.is_ascii_digit());
        self.small_wholes += usize::from(all_digits && text.len() <= 2);
        self.note_if_number(text);
        self.grid_references += usize::from(grid_reference(text).is_some());
        self.irish_references += usize::from(irish_grid_reference(text).is_some());
        self.note_time(text, all_digits || text.ends_with(".0"));
    }

    fn note_if_number(&mut self, text: &str) {
        let value = metres(text);
        if value.is_nan() {
            return;
        }
        match comma(text) {
            Some(Comma::Either) => {
                let decimal = with_decimal_comma(text).unwrap_or(value);
                self.either.push((decimal, value));
                return;
            }
            Some(Comma::Decimal) => self.decimal_commas += 1,
            Some(Comma::Thousands) => self.thousands += 1,
            None => {}
        }
        self.note_number(value);
    }

    /// Decides what commas mean that may mean either: what the others in the column do, else
    /// what makes sense where `of_degrees` are expected, else thousands.
    fn decide_commas(&mut self, of_degrees: bool) {
        let is_decimal =
            self.decimal_commas > self.thousands || (self.thousands == 0 && of_degrees);
        for (decimal, whole) in std::mem::take(&mut self.either) {
            if is_decimal {
                self.decimal_commas += 1;
                self.note_number(decimal);
            } else {
                self.thousands += 1;
                self.note_number(whole);
            }
        }
    }

    fn note_number(&mut self, value: f64) {
        self.numbers += 1;
        let is_day = LIKELY_DAYS.contains(&value);
        self.day_numbers += usize::from(is_day);
        self.day_numbers_with_clock += usize::from(is_day && value.fract() > 0.0);
        self.day_parts += usize::from((0.0..1.0).contains(&value));
        if value != 0.0 {
            self.values.push(value);
        }
    }

    fn note_time(&mut self, text: &str, bare: bool) {
        if clock(text).is_some() {
            let kind = if bare {
                &mut self.bare_clocks
            } else {
                &mut self.clocks
            };
            *kind += 1;
        }
        let zone = jiff::tz::TimeZone::UTC;
        let orders = [
            DateOrder::DayMonthYear,
            DateOrder::MonthDayYear,
            DateOrder::YearMonthDay,
        ];
        let order = orders
            .into_iter()
            .find(|&order| date_prefix(text, order).is_some());
        let Some(order) = order else { return };
        if bare {
            self.bare_dates += usize::from(matches!(
                date_prefix(text, order),
                Some((Calendar::Day(_), _))
            ));
            return;
        }
        match stamp(text, order, &zone) {
            Stamp::Moment(at, _) => {
                self.moments += 1;
                self.midnights += usize::from(at.second_of_day() == 0);
            }
            Stamp::Day(_) => self.days += 1,
            Stamp::Month(_) => self.months += 1,
            Stamp::Missing | Stamp::Unreadable => {}
        }
    }
}

/// Profiles of all columns of `table`.
pub(super) fn profiles(table: &Table, source: &Source) -> Result<Vec<Profile>, ReadError> {
    let mut profiles = vec![Profile::default(); table.headers.len()];
    let mut seen = 0;
    table.each(source, None, |row| {
        if table.wrong_shape(row.fields()).is_none() {
            for (column, profile) in profiles.iter_mut().enumerate() {
                profile.note(&row.text(column));
            }
        }
        seen += 1;
        if seen < SAMPLE {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    for (header, profile) in table.headers.iter().zip(&mut profiles) {
        let words = ["lon", "lng", "long", "longitude", "lat", "latitude"];
        profile.decide_commas(header.has_word(&words));
    }
    Ok(profiles)
}
