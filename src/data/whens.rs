//! Times of many incidents, column by column.
//!
//! One time costs nine bytes: seconds since 2000 in four and a few bits, seconds to the end in
//! four, and a tag that says how much is known of it.

use crate::base::Date;
use crate::base::when::{Civil, SECONDS_PER_DAY, When};
use crate::data::column::Column;
use crate::data::ordering::gathered;

/// Memory of one time, in bytes.
pub const BYTES_PER_WHEN: usize = 4 + 4 + 1;

/// Seconds from the columns' epoch, 2000-01-01 00:00, to 1970-01-01 00:00.
const EPOCH_2000_S: i64 = 10_957 * SECONDS_PER_DAY;

/// Columns of times on the local civil clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whens {
    /// Start in seconds since 2000-01-01 00:00 civil time, the low 32 bits.
    pub(crate) start: Column<u32>,
    /// Seconds from start to end (exclusive).
    pub(crate) span: Column<u32>,
    /// [`Kind`] in the low 3 bits, the start's next 5 bits above them.
    pub(crate) tag: Column<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Unknown = 0,
    At = 1,
    Between = 2,
    Days = 3,
    Months = 4,
}

impl Whens {
    /// Empty columns with room for `n` times.
    pub fn with_capacity(n: usize) -> Self {
        Self {
            start: Vec::with_capacity(n).into(),
            span: Vec::with_capacity(n).into(),
            tag: Vec::with_capacity(n).into(),
        }
    }

    /// Appends a time. One outside [`first_date`] to [`last_date`] becomes unknown.
    pub fn push(&mut self, when: When) {
        let (tag, start, span) = packed(when);
        self.start.to_mut().push(start);
        self.span.to_mut().push(span);
        self.tag.to_mut().push(tag);
    }

    /// Makes room for `more` times without moving them again.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.start.to_mut().reserve_exact(more);
        self.span.to_mut().reserve_exact(more);
        self.tag.to_mut().reserve_exact(more);
    }

    /// Appends all of `other`.
    pub fn append(&mut self, other: &Self) {
        self.start.to_mut().extend_from_slice(&other.start);
        self.span.to_mut().extend_from_slice(&other.span);
        self.tag.to_mut().extend_from_slice(&other.tag);
    }

    /// Number of times.
    pub fn len(&self) -> usize {
        self.tag.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tag.is_empty()
    }

    /// The time in place `i`.
    pub fn get(&self, i: usize) -> When {
        self.times().get(i)
    }

    /// The columns as slices.
    pub fn times(&self) -> Times<'_> {
        Times {
            start: &self.start,
            span: &self.span,
            tag: &self.tag,
        }
    }

    /// The times in the places `order` names, in that order.
    pub(crate) fn gathered(&self, order: &[u32]) -> Self {
        Self {
            start: gathered(&self.start, order),
            span: gathered(&self.span, order),
            tag: gathered(&self.tag, order),
        }
    }
}

/// The columns of [`Whens`] as slices, for loops over many times.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a> {
    start: &'a [u32],
    span: &'a [u32],
    tag: &'a [u8],
}

impl Times<'_> {
    /// The time in place `i`.
    pub fn get(self, i: usize) -> When {
        let kind = unpacked(self.tag[i]);
        let (from, span_s) = (self.start(i), i64::from(self.span[i]));
        let end = from.0 + span_s;
        let days = || (from.0 / SECONDS_PER_DAY, end / SECONDS_PER_DAY - 1);
        match kind {
            Kind::Unknown => When::Unknown,
            Kind::At => When::At(from),
            Kind::Between => When::Between {
                from,
                to: Civil(end),
            },
            Kind::Days => {
                let (first, last) = days();
                When::Days { first, last }
            }
            Kind::Months => {
                let (first, last) = days();
                When::Months { first, last }
            }
        }
    }

    /// The time in place `i` where it is one moment, as most are.
    #[inline]
    pub fn moment(self, i: usize) -> Option<Civil> {
        let is_moment = self.tag[i] & KIND_MASK == Kind::At as u8;
        is_moment.then(|| self.start(i))
    }

    /// The time in place `i` where it is some moment of a span: its first, and how many
    /// seconds it has.
    #[inline]
    pub fn span(self, i: usize) -> Option<(Civil, i64)> {
        let is_span = self.tag[i] & KIND_MASK == Kind::Between as u8;
        is_span.then(|| (self.start(i), i64::from(self.span[i])))
    }

    #[inline]
    fn start(self, i: usize) -> Civil {
        let high = i64::from(self.tag[i] as i8 >> KIND_BITS);
        Civil(((high << 32) | i64::from(self.start[i])) + EPOCH_2000_S)
    }
}

/// First date the table holds. Its 37-bit seconds reach further; before 1600 a date is a slip.
pub const fn first_date() -> Date {
    jiff::civil::date(1600, 1, 1)
}

/// Last date the table holds.
pub const fn last_date() -> Date {
    jiff::civil::date(2399, 12, 31)
}

/// [`first_date`] and [`last_date`] in days since 1970-01-01.
const FIRST_DAY: i64 = -135_140;
const LAST_DAY: i64 = 157_053;

/// Tag, low bits of the start, and span.
fn packed(when: When) -> (u8, u32, u32) {
    let day = SECONDS_PER_DAY;
    let (kind, start, end) = match when {
        When::Unknown => return UNKNOWN,
        When::At(Civil(at)) => (Kind::At, at, at),
        When::Between {
            from: Civil(from),
            to: Civil(to),
        } => (Kind::Between, from, to),
        When::Days { first, last } => (Kind::Days, first * day, (last + 1) * day),
        When::Months { first, last } => (Kind::Months, first * day, (last + 1) * day),
    };
    let held = (FIRST_DAY..=LAST_DAY).contains(&start.div_euclid(day));
    match u32::try_from(end - start) {
        Ok(span) if held => {
            let since = start - EPOCH_2000_S;
            let high = ((since >> 32) as u8) << KIND_BITS;
            (kind as u8 | high, since as u32, span)
        }
        _ => UNKNOWN,
    }
}

const KIND_BITS: u32 = 3;
const KIND_MASK: u8 = (1 << KIND_BITS) - 1;
const UNKNOWN: (u8, u32, u32) = (Kind::Unknown as u8, 0, 0);

/// The kind a tag tells.
fn unpacked(tag: u8) -> Kind {
    match tag & KIND_MASK {
        1 => Kind::At,
        2 => Kind::Between,
        3 => Kind::Days,
        4 => Kind::Months,
        _ => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::when::day_number;
    use jiff::civil::date;

    #[test]
    fn every_kind_of_time_survives_packing() {
        let noon = Civil::on(date(2024, 5, 3), 43_200);
        let days = |d| day_number(d);
        let given = [
            When::Unknown,
            When::At(noon),
            When::At(Civil::on(date(1950, 1, 1), 1)),
            When::At(Civil::midnight(date(1900, 1, 1))),
            When::At(Civil::midnight(first_date())),
            When::At(Civil::on(last_date(), 86_399)),
            When::At(Civil(EPOCH_2000_S - 1)),
            When::Between {
                from: noon,
                to: Civil(noon.0 + 7),
            },
            When::Days {
                first: days(date(1999, 12, 31)),
                last: days(date(2000, 1, 1)),
            },
            When::Months {
                first: days(date(2021, 8, 1)),
                last: days(date(2021, 8, 31)),
            },
        ];
        let mut whens = Whens::with_capacity(given.len());
        for when in given {
            whens.push(when);
        }
        for (i, when) in given.into_iter().enumerate() {
            assert_eq!(whens.get(i), when);
            let moment = whens.times().moment(i).map(When::At);
            assert_eq!(moment, matches!(when, When::At(_)).then_some(when));
        }
    }

    #[test]
    fn a_time_the_columns_cannot_hold_is_unknown_not_wrong() {
        let unknown = |d| packed(When::At(Civil::midnight(d))) == UNKNOWN;
        assert!(unknown(date(1599, 12, 31)) && unknown(date(2400, 1, 1)));
        assert!(!unknown(first_date()) && !unknown(last_date()));
        assert_eq!(day_number(first_date()), FIRST_DAY);
        assert_eq!(day_number(last_date()), LAST_DAY);
        assert_eq!(size_of::<Kind>(), 1);
    }
}
