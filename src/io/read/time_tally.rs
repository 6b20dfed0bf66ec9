//! What the fields of a column of times look like, counted while they are read.
//!
//! Every field is read for itself, whatever its shape. That a column has two of them is told all
//! the same: often two systems, or two spreadsheets, have written it.

use jiff::tz::TimeZone;

use crate::base::figures::grouped;
use crate::data::findings::{Finding, FindingKind};
use crate::io::read::layout::Layout;
use crate::io::read::plain_time::PlainTime;
use crate::io::read::time_columns::{Clock, End};

/// Counts over the records of a file or a stretch of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TimeTally {
    dates: [Seen; 4],
    clocks: [Seen; 3],
    with_offset: Seen,
    without_offset: Seen,
    written_as_24: Seen,
    unknown: Seen,
    /// Days above 12 of dates with the year first, and first numbers above 12 of the others.
    days_above_12: usize,
    firsts_above_12: usize,
    newest_later: Option<i64>,
}

/// How often, and on which line first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    rows: usize,
    first: u32,
}

/// What columns are called, and in which zone their times are.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    date: String,
    clock: String,
    zone: String,
    says_utc: bool,
}

const YEAR_FIRST: usize = 0;
const IN_NUMBERS: usize = 1;
const DATES: [&str; 4] = ["2021-05-31", "31/05/2021", "20210531", "31 May 2021"];
const CLOCKS: [&str; 3] = ["00:20", "0020", "18.30"];
/// Dates of either kind that are needed to call a column turned round.
const TURNED: usize = 20;

impl Seen {
    fn note(&mut self, line: u32) {
        if self.rows == 0 {
            self.first = line;
        }
        self.rows += 1;
    }

    fn append(&mut self, later: Self, line: u32) {
        if self.rows == 0 {
            self.first = later.first.saturating_add(line);
        }
        self.rows += later.rows;
    }
}

impl TimeTally {
    /// Notes a date, which may have a clock time behind it.
    pub(super) fn note_date(&mut self, field: &[u8], line: u32) {
        let Some(shape) = date_shape(field) else {
            return;
        };
        self.dates[shape].note(line);
        match *field {
            [_, _, _, _, _, _, _, _, d1, d2, ..] if shape == YEAR_FIRST => {
                self.days_above_12 += usize::from(is_above_12(d1, d2));
            }
            [a1, a2, ..] if shape == IN_NUMBERS => {
                self.firsts_above_12 += usize::from(is_above_12(a1, a2));
            }
            _ => {}
        }
        if field.len() > 10 && field.contains(&b':') {
            let seen = if has_offset(field) {
                &mut self.with_offset
            } else {
                &mut self.without_offset
            };
            seen.note(line);
        }
    }

    /// Notes a clock time in a column of its own.
    pub(super) fn note_clock(&mut self, field: &[u8], line: u32) {
        if let Some(shape) = clock_shape(field) {
            self.clocks[shape].note(line);
            self.without_offset.note(line);
        }
    }

    /// Notes a date that comes after what happened.
    pub(super) fn note_later(&mut self, later: Option<PlainTime>) {
        self.newest_later = self.newest_later.max(later.and_then(PlainTime::day));
    }

    /// Notes whether a time is written as 24:00.
    pub(super) fn note_24(&mut self, is_24: bool, line: u32) {
        if is_24 {
            self.written_as_24.note(line);
        }
    }

    /// Notes whether a clock time was taken for "not known".
    pub(super) fn note_unknown(&mut self, is_unknown: bool, line: u32) {
        if is_unknown {
            self.unknown.note(line);
        }
    }

    /// Takes in what a later stretch counted, whose lines count from 0 at `line`.
    pub(super) fn append(&mut self, later: &Self, line: u32) {
        let own = self.dates.iter_mut().chain(&mut self.clocks);
        for (own, later) in own.zip(later.dates.iter().chain(&later.clocks)) {
            own.append(*later, line);
        }
        self.with_offset.append(later.with_offset, line);
        self.without_offset.append(later.without_offset, line);
        self.written_as_24.append(later.written_as_24, line);
        self.unknown.append(later.unknown, line);
        self.days_above_12 += later.days_above_12;
        self.firsts_above_12 += later.firsts_above_12;
        self.newest_later = self.newest_later.max(later.newest_later);
    }

    /// The newest of the dates that come later, in days since 1970-01-01.
    pub(super) fn newest_later(&self) -> Option<i64> {
        self.newest_later
    }

    /// What is to be said of columns called `names`, whose times without an offset were taken
    /// for UTC or not.
    pub(super) fn findings(&self, names: &Names, utc: bool) -> Vec<Finding> {
        let shapes = [
            several("dates", &self.dates, &DATES, &names.date),
            several("clock times", &self.clocks, &CLOCKS, &names.clock),
        ];
        let all = shapes.into_iter().chain([
            self.turned(&names.date),
            self.offsets(names, utc),
            self.named_utc(names, utc),
            self.midnight_as_24(&names.clock),
            self.not_known(&names.clock),
        ]);
        all.flatten().collect()
    }

    /// A spreadsheet that reads m/d/y turns 03/04/2021 into a date of its own, and leaves
    /// 13/04/2021 as it stands.
    fn turned(&self, column: &str) -> Option<Finding> {
        let (own, left) = (self.dates[YEAR_FIRST], self.dates[IN_NUMBERS]);
        let is_turned = own.rows >= TURNED
            && left.rows >= TURNED
            && self.days_above_12 == 0
            && self.firsts_above_12 == left.rows;
        is_turned.then(|| Finding {
            message: format!(
                "every date written as {} has a day above 12 and every date written as {} one up to 12; \
                 a spreadsheet seems to have turned day and month round in the latter {}, which are taken as they stand",
                DATES[IN_NUMBERS],
                DATES[YEAR_FIRST],
                grouped(own.rows)
            ),
            ..about(FindingKind::TurnedDates, column, own)
        })
    }

    fn offsets(&self, Names { clock, zone, .. }: &Names, utc: bool) -> Option<Finding> {
        let (with, without) = (self.with_offset, self.without_offset);
        if with.rows == 0 {
            return None;
        }
        let turned = format!(
            "{} times carry an offset from UTC and were turned to the time of {zone}",
            grouped(with.rows)
        );
        if without.rows == 0 {
            return Some(Finding {
                message: turned,
                remedies: vec!["--tz".to_owned()],
                settled: true,
                ..about(FindingKind::MixedOffsets, clock, with)
            });
        }
        let taken = if utc { "UTC" } else { "local" };
        Some(Finding {
            message: format!(
                "{turned}; {} carry none and were taken as {taken} times",
                grouped(without.rows)
            ),
            remedies: vec!["--times local".to_owned(), "--times utc".to_owned()],
            ..about(FindingKind::MixedOffsets, clock, without)
        })
    }

    fn named_utc(&self, names: &Names, utc: bool) -> Option<Finding> {
        let is_open = names.says_utc && !utc && self.with_offset.rows == 0;
        (is_open && self.without_offset.rows > 0).then(|| Finding {
            message: format!(
                "the name says UTC, but the times carry no offset; they were taken as local times of {}",
                names.zone
            ),
            remedies: vec!["--times utc".to_owned()],
            ..about(FindingKind::NamedUtc, &names.clock, self.without_offset)
        })
    }

    fn midnight_as_24(&self, column: &str) -> Option<Finding> {
        let seen = self.written_as_24;
        (seen.rows > 0).then(|| Finding {
            message: format!(
                "{} times are written as 24:00, which is 00:00 of the next day",
                grouped(seen.rows)
            ),
            settled: true,
            ..about(FindingKind::SeveralShapes, column, seen)
        })
    }

    fn not_known(&self, column: &str) -> Option<Finding> {
        let seen = self.unknown;
        (seen.rows > 0).then(|| Finding {
            message: format!(
                "{} clock times were taken as not known, as you say",
                grouped(seen.rows)
            ),
            settled: true,
            ..about(FindingKind::UnknownTime, column, seen)
        })
    }
}

impl Names {
    /// What the columns of `end` are called.
    pub(super) fn new(layout: &Layout<'_>, end: End, zone: &TimeZone) -> Self {
        let clock = match end.clock {
            Clock::WithDate => end.date,
            Clock::Column(column) | Clock::HourMinute(column, _) => column,
        };
        let name = |column| layout.header(column).text.clone();
        let says_utc = [end.date, clock].into_iter().any(|column| {
            let header = layout.header(column);
            header.has_word(&["utc", "gmt", "z", "zulu"]) || header.contains(&["utc"])
        });
        Self {
            date: name(end.date),
            clock: name(clock),
            zone: zone.iana_name().unwrap_or("the zone given").to_owned(),
            says_utc,
        }
    }
}

/// Two shapes or more, each read as it stands.
fn several<const N: usize>(
    what: &str,
    seen: &[Seen; N],
    shapes: &[&str; N],
    column: &str,
) -> Option<Finding> {
    let mut met: Vec<(Seen, &str)> = seen.iter().copied().zip(shapes.iter().copied()).collect();
    met.retain(|(seen, _)| seen.rows > 0);
    met.sort_by_key(|(seen, _)| std::cmp::Reverse(seen.rows));
    let &[_, (second, _), ..] = met.as_slice() else {
        return None;
    };
    let each = met.iter().map(|(seen, shape)| {
        format!(
            "{} like {shape} (first on line {})",
            grouped(seen.rows),
            seen.first
        )
    });
    let each: Vec<String> = each.collect();
    Some(Finding {
        message: format!(
            "{what} of {} shapes, each read as it stands: {}",
            met.len(),
            each.join(", ")
        ),
        settled: true,
        ..about(FindingKind::SeveralShapes, column, second)
    })
}

fn about(kind: FindingKind, column: &str, seen: Seen) -> Finding {
    Finding {
        kind,
        columns: vec![column.to_owned()],
        rows: seen.rows,
        first_lines: vec![seen.first],
        message: String::new(),
        remedies: Vec::new(),
        settled: false,
    }
}

/// Place in [`DATES`] of the shape of a date; `None` for what has none of them.
fn date_shape(field: &[u8]) -> Option<usize> {
    let is_sign = |b: u8| matches!(b, b'-' | b'/' | b'.');
    match *field {
        [a, _, _, d, s, e, ..] if is_sign(s) && [a, d, e].iter().all(u8::is_ascii_digit) => {
            Some(YEAR_FIRST)
        }
        [a, b, s, c, ..] if is_sign(s) && [a, b, c].iter().all(u8::is_ascii_digit) => {
            Some(IN_NUMBERS)
        }
        [a, s, b, ..] if is_sign(s) && a.is_ascii_digit() && b.is_ascii_digit() => Some(IN_NUMBERS),
        _ if field.len() >= 8 && field[..8].iter().all(u8::is_ascii_digit) => Some(2),
        _ if field.len() >= 8 && field.iter().filter(|b| b.is_ascii_alphabetic()).count() >= 3 => {
            Some(3)
        }
        _ => None,
    }
}

/// Place in [`CLOCKS`] of the shape of a clock time.
fn clock_shape(field: &[u8]) -> Option<usize> {
    match *field {
        [a, b':', ..] if a.is_ascii_digit() => Some(0),
        [a, b, b':', ..] if a.is_ascii_digit() && b.is_ascii_digit() => Some(0),
        [a, b, b'.', c, d, ..] if [a, b, c, d].iter().all(u8::is_ascii_digit) => Some(2),
        [ref digits @ .., b'.', b'0'] | ref digits
            if (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) =>
        {
            Some(1)
        }
        _ => None,
    }
}

fn has_offset(field: &[u8]) -> bool {
    match *field {
        [.., b'Z' | b'z'] | [.., b'+' | b'-', _, _, b':', _, _] | [.., b'+' | b'-', _, _, _, _] => {
            true
        }
        [.., b'+' | b'-', _, _] => field.len() > 13,
        _ => field.ends_with(b"UTC") || field.ends_with(b"GMT"),
    }
}

fn is_above_12(tens: u8, ones: u8) -> bool {
    tens.is_ascii_digit() && ones.is_ascii_digit() && (tens, ones) > (b'1', b'2')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        for (field, shape) in [
            ("2021-05-31", Some(0)),
            ("2021/05/31 10:00", Some(0)),
            ("31/05/2021", Some(1)),
            ("1.5.21 10:00", Some(1)),
            ("20210531", Some(2)),
            ("31 May 2021", Some(3)),
            ("", None),
            ("T", None),
            ("12345", None),
        ] {
            assert_eq!(date_shape(field.as_bytes()), shape, "{field}");
        }
        for (field, shape) in [
            ("0:20", Some(0)),
            ("00:20:00", Some(0)),
            ("0020", Some(1)),
            ("20", Some(1)),
            ("1830.0", Some(1)),
            ("18.30", Some(2)),
            ("T", None),
            ("", None),
        ] {
            assert_eq!(clock_shape(field.as_bytes()), shape, "{field}");
        }
    }

    #[test]
    fn offsets_are_told_from_dates() {
        for field in [
            "2019-05-31T23:01:00+00:00",
            "2019-05-31 23:01Z",
            "2019-05-31 23:01 -0500",
            "2019-05-31 23:01:00+01",
            "31/05/2019 23:01 UTC",
        ] {
            assert!(has_offset(field.as_bytes()), "{field}");
        }
        for field in [
            "2019-05-31T23:01:00",
            "2019-05-31 23:01",
            "31-05-2019 23:01",
        ] {
            assert!(!has_offset(field.as_bytes()), "{field}");
        }
    }
}
