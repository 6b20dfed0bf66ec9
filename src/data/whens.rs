//! Times of many incidents, column by column.
//!
//! One time costs nine bytes: seconds since 2000 in four and a few bits, seconds to the end in
//! four, and a tag that says how much is known of it.

#![expect(
    clippy::inline_always,
    reason = "a loop is compiled for each width of registers together with all it calls"
)]

use crate::base::Date;
use crate::base::when::{Civil, SECONDS_PER_DAY, When};
use crate::data::column::Column;
use crate::data::ordering::gathered;

/// Memory of one time, in bytes.
pub const BYTES_PER_WHEN: usize = 4 + 4 + 1;

/// Seconds from the columns' epoch, 2000-01-01 00:00, to 1970-01-01 00:00.
pub(crate) const EPOCH_2000_S: i64 = 10_957 * SECONDS_PER_DAY;

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

/// Start, seconds to the end, and kind of a time: equal where the times are.
pub(crate) type WhenKey = (i64, u32, u8);

/// Rows whose times are looked at together: those of one word of a row set.
pub(crate) const BLOCK_ROWS: usize = 64;

/// Times of up to [`BLOCK_ROWS`] rows that follow each other, for loops without a branch.
/// Places past the last row are in none of the sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeBlock {
    /// Starts in seconds since 2000-01-01 00:00, right where `moments` or `spans` says so.
    pub(crate) start_s: [u32; BLOCK_ROWS],
    /// Which times are one moment, from 2000 to early 2136; bit by bit, the first is the lowest.
    pub(crate) moments: u64,
    /// Which are some moment of a span that begins then.
    pub(crate) spans: u64,
}

impl Times<'_> {
    /// The times from place `first` on.
    #[inline(always)]
    pub(crate) fn block(self, first: usize) -> TimeBlock {
        let rows = first..(first + BLOCK_ROWS).min(self.tag.len());
        let tags = block_of(&self.tag[rows.clone()]);
        TimeBlock {
            start_s: block_of(&self.start[rows]),
            moments: which_are(&tags, Kind::At as u8),
            spans: which_are(&tags, Kind::Between as u8),
        }
    }

    /// Seconds from the start of the time in place `i` to its end.
    #[inline(always)]
    pub(crate) fn length_s(self, i: usize) -> u32 {
        self.span[i]
    }

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

    /// What the time in place `i` is sorted by: start, length, kind.
    pub(crate) fn key(self, i: usize) -> WhenKey {
        (self.start(i).0, self.span[i], self.tag[i] & KIND_MASK)
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

/// `some` values, and zeros up to a whole block.
#[inline(always)]
pub(crate) fn block_of<T: Copy + Default>(some: &[T]) -> [T; BLOCK_ROWS] {
    <[T; BLOCK_ROWS]>::try_from(some).unwrap_or_else(|_| {
        let mut block = [T::default(); BLOCK_ROWS];
        block[..some.len()].copy_from_slice(some);
        block
    })
}

/// Which of the `tags` are `wanted`, bit by bit, eight at a time.
#[inline(always)]
fn which_are(tags: &[u8; BLOCK_ROWS], wanted: u8) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([1; 8]);
    const ALL_BUT_HIGH: u64 = LOW * 0x7f;
    /// Brings the lowest bits of eight bytes side by side, into the highest byte.
    const TOGETHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = tags.as_chunks::<8>();
    let mut which = 0;
    for (i, &eight) in eights.iter().enumerate() {
        let differs = u64::from_le_bytes(eight) ^ (LOW * u64::from(wanted));
        // The high bit of each byte that is 0 after all.
        let same = !(((differs & ALL_BUT_HIGH) + ALL_BUT_HIGH) | differs | ALL_BUT_HIGH);
        which |= ((same >> 7).wrapping_mul(TOGETHER) >> 56) << (8 * i);
    }
    which
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
    fn a_block_tells_moments_and_spans_of_these_days_and_nothing_else() {
        let noon = Civil::on(date(2024, 5, 3), 43_200);
        let span = When::Between {
            from: noon,
            to: Civil(noon.0 + 7),
        };
        let given = [
            When::At(noon),
            When::Unknown,
            span,
            When::Days { first: 5, last: 5 },
            When::At(Civil::on(date(1999, 12, 31), 86_399)),
            When::At(Civil(EPOCH_2000_S)),
            When::At(Civil(EPOCH_2000_S + (1 << 32) - 1)),
            When::At(Civil(EPOCH_2000_S + (1 << 32))),
        ];
        let mut whens = Whens::default();
        (0..90).for_each(|i| whens.push(given[i % given.len()]));
        for first in [0, 64] {
            let block = whens.times().block(first);
            for place in 0..BLOCK_ROWS {
                let when = (first + place < whens.len()).then(|| whens.get(first + place));
                let near = when
                    .and_then(When::earliest)
                    .and_then(|at| u32::try_from(at.0 - EPOCH_2000_S).ok());
                let is = |set: u64| set >> place & 1 == 1;
                let moment = matches!(when, Some(When::At(_))) && near.is_some();
                assert_eq!(is(block.moments), moment, "{when:?}");
                assert_eq!(is(block.spans), when == Some(span), "{when:?}");
                assert!(!moment || near == Some(block.start_s[place]));
            }
        }
        assert_eq!(whens.times().length_s(2), 7);
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
