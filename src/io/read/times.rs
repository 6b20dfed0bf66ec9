//! Reads the time of each record from the columns found for it.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::base::Progress;
use crate::base::when::{SECONDS_PER_DAY, When};
use crate::data::raw::ReadReport;
use crate::io::read::clock_text::clock;
use crate::io::read::date_order::{self, Asked};
use crate::io::read::date_text::is_like_a_date;
use crate::io::read::error::ReadError;
use crate::io::read::layout::Layout;
use crate::io::read::number::number;
use crate::io::read::options::{DateOrder, Field, ReadOptions};
use crate::io::read::plain_time::PlainTime;
use crate::io::read::records::Row;
use crate::io::read::serial::DayNumbers;
use crate::io::read::source::Source;
use crate::io::read::stamp::{Stamp, stamp, when};
use crate::io::read::table::Table;
use crate::io::read::text::is_missing;
use crate::io::read::time_columns::{Clock, End, TimeColumns, guess, is_of_office, later};
use crate::io::read::time_tally::{Names, TimeTally};

/// How times are read from records.
#[derive(Debug)]
pub(super) struct TimeReader {
    columns: TimeColumns,
    order: DateOrder,
    zone: TimeZone,
    /// Seconds after midnight that stand for "not known".
    unknown: Box<[i64]>,
    /// Whether times without an offset are UTC.
    utc: bool,
    /// A column of dates that come later.
    later: Option<usize>,
    names: Names,
    /// How numbers are read, for both ends.
    days: (DayNumbers, DayNumbers),
}

impl TimeReader {
    /// Finds the columns and the order of dates and says so in `report`; `None` where nothing
    /// looks like a date.
    pub(super) fn new(
        layout: &Layout<'_>,
        source: &Source,
        options: &ReadOptions,
        progress: &Progress,
        report: &mut ReadReport,
    ) -> Result<Option<Self>, ReadError> {
        let Some(columns) = guess(layout) else {
            let none = "time: no column looks like a date (name one with --map from=COLUMN)";
            report.understood.push(none.to_owned());
            return Ok(None);
        };
        let zone = options.time_zone();
        let later = later(layout, columns);
        let asked = Asked {
            from: columns.from.date,
            to: columns.to.map(|to| to.date),
            later,
        };
        let decided = date_order::decide(layout, source, asked, options, progress)?;
        let mut why = decided.why;
        report.findings.extend(decided.finding);
        let profile = &layout.profiles[columns.from.date];
        if profile.mostly(profile.months) {
            "months only, no days and no clock times".clone_into(&mut why);
        }
        let of = |end: End| DayNumbers::of(layout, end);
        let days = (of(columns.from), columns.to.map(of).unwrap_or_default());
        if let Some(said) = days.0.said() {
            why = said;
        }
        report
            .understood
            .push(format!("time: {} ({why})", described(layout, columns.from)));
        if let Some(to) = columns.to {
            report
                .understood
                .push(format!("time, latest: {}", described(layout, to)));
        }
        if is_of_office(layout, columns.from.date) {
            let column = layout.quoted(columns.from.date);
            report.understood.push(format!(
                "time: {column} seems to be when it was reported; no column of occurrence was found"
            ));
        }
        if matches!(columns.from.clock, Clock::HourMinute(_, None)) {
            report
                .understood
                .push("time: only the hour is known; it is taken as h:00".to_owned());
        }
        Ok(Some(Self {
            columns,
            order: decided.order,
            unknown: unknown_seconds(options),
            utc: options.mending.utc,
            later,
            names: Names::new(layout, columns.from, &zone),
            zone,
            days,
        }))
    }

    /// The columns that say when it began.
    pub(super) fn columns_of_beginning(&self) -> Vec<usize> {
        let End { date, clock } = self.columns.from;
        let (clock, minute) = match clock {
            Clock::WithDate => (None, None),
            Clock::Column(column) => (Some(column), None),
            Clock::HourMinute(hour, minute) => (Some(hour), minute),
        };
        [date].into_iter().chain(clock).chain(minute).collect()
    }

    /// Names of the columns of the clock times of either end.
    pub(super) fn column_names(&self, table: &Table) -> (Vec<String>, Vec<String>) {
        let names = |end: End| {
            let columns = match end.clock {
                Clock::WithDate => vec![end.date],
                Clock::Column(time) => vec![time],
                Clock::HourMinute(hour, minute) => [hour].into_iter().chain(minute).collect(),
            };
            let name = |column: usize| table.headers[column].text.clone();
            columns.into_iter().map(name).collect()
        };
        (
            names(self.columns.from),
            self.columns.to.map_or_else(Vec::new, names),
        )
    }

    /// The order of day, month and year.
    pub(super) fn order(&self) -> DateOrder {
        self.order
    }

    /// Which columns it reads, and what each holds.
    pub(super) fn meanings(&self) -> Vec<(usize, Field)> {
        use Field::{From, FromDate, FromHour, FromMinute, FromTime, To, ToDate, ToTime};
        let TimeColumns { from, to } = self.columns;
        let mut meanings = match from.clock {
            Clock::WithDate => vec![(from.date, From)],
            Clock::Column(time) => vec![(from.date, FromDate), (time, FromTime)],
            Clock::HourMinute(hour, _) => vec![(from.date, FromDate), (hour, FromHour)],
        };
        if let Clock::HourMinute(_, Some(minute)) = from.clock {
            meanings.push((minute, FromMinute));
        }
        let Some(to) = to else { return meanings };
        match to.clock {
            Clock::Column(time) if to.date == from.date => meanings.push((time, ToTime)),
            Clock::Column(time) => meanings.extend([(to.date, ToDate), (time, ToTime)]),
            Clock::WithDate | Clock::HourMinute(..) => meanings.push((to.date, To)),
        }
        meanings
    }

    /// When the incident of `row` happened; what cannot be read is remarked.
    pub(super) fn read(
        &self,
        row: &Row<'_>,
        tally: &mut TimeTally,
        report: &mut ReadReport,
    ) -> When {
        self.note(row, tally);
        self.plain(row)
            .unwrap_or_else(|| self.read_in_full(row, tally, report))
    }

    /// Whether nothing of `row` can be read as a time.
    pub(super) fn tell_nothing_of(&self, row: &Row<'_>) -> bool {
        let (mut tally, mut report) = (TimeTally::default(), ReadReport::default());
        self.read(row, &mut tally, &mut report) == When::Unknown
    }

    /// Notes what the fields of `row` look like.
    pub(super) fn note(&self, row: &Row<'_>, tally: &mut TimeTally) {
        let End { date, clock } = self.columns.from;
        tally.note_date(row.bytes(date), row.line);
        if let Clock::Column(column) = clock {
            tally.note_clock(row.bytes(column), row.line);
        }
        if let Some(later) = self.later.map(|column| row.bytes(column)) {
            tally.note_later(PlainTime::read(later, self.order));
        }
    }

    /// Says in `report` what `tally` tells of the whole column.
    pub(super) fn conclude(&self, tally: &TimeTally, report: &mut ReadReport) {
        report
            .findings
            .extend(tally.findings(&self.names, self.utc));
    }

    /// The same by a short way, where the times are of plain shapes and make sense.
    fn plain(&self, row: &Row<'_>) -> Option<When> {
        let from = self.plain_end(self.columns.from, row)?;
        let to = match self.columns.to {
            Some(to) if !is_empty(to, row) => Some(self.plain_end(to, row)?),
            _ => None,
        };
        PlainTime::when(from, to)
    }

    fn plain_end(&self, end: End, row: &Row<'_>) -> Option<PlainTime> {
        let date = PlainTime::read(row.bytes(end.date), self.order)?;
        let time = match end.clock {
            Clock::WithDate => date,
            Clock::Column(column) => date.at(row.bytes(column))?,
            Clock::HourMinute(..) => return None,
        };
        let second = time.second_of_day();
        let is_plain = second.is_none_or(|second| !self.utc && !self.unknown.contains(&second));
        is_plain.then_some(time)
    }

    /// What [`Self::read`] means; it must give the same without the short way.
    pub(super) fn read_in_full(
        &self,
        row: &Row<'_>,
        tally: &mut TimeTally,
        report: &mut ReadReport,
    ) -> When {
        let from = self.end(self.columns.from, self.days.0, row, tally, report);
        let to = self.columns.to.map_or(Stamp::Missing, |to| {
            self.end(to, self.days.1, row, tally, report)
        });
        match from {
            Stamp::Unreadable if is_like_a_date(&row.text(self.columns.from.date)) => {
                report.remark(NO_SUCH_DAY, row.line);
            }
            Stamp::Missing | Stamp::Unreadable => report.remark("no readable date", row.line),
            _ if to == Stamp::Unreadable => {
                report.remark("the later date cannot be read", row.line);
            }
            _ if !from.in_range() || !to.in_range() => {
                report.remark("date outside the years 1600 to 2399", row.line);
                return When::Unknown;
            }
            _ => {}
        }
        let when = when(from, to);
        if when == When::Unknown && is_read(from) && is_read(to) {
            report.remark(
                "the later time is before the earlier, or has no clock",
                row.line,
            );
        }
        when
    }

    fn end(
        &self,
        end: End,
        days: DayNumbers,
        row: &Row<'_>,
        tally: &mut TimeTally,
        report: &mut ReadReport,
    ) -> Stamp {
        let text = row.text(end.date);
        let whole = match stamp(&text, self.order, &self.zone) {
            Stamp::Unreadable => days.stamp(&text).unwrap_or(Stamp::Unreadable),
            read => read,
        };
        let read = match Self::seconds(end.clock, days, row) {
            _ if end.clock == Clock::WithDate => whole,
            Seconds::Known(seconds) => whole.date().at(seconds),
            Seconds::Missing => whole.date(),
            Seconds::Unreadable => {
                report.remark("no readable clock time", row.line);
                whole.date()
            }
        };
        let is_24 = read.is_midnight() && Self::is_written_as_24(end, row);
        tally.note_24(is_24, row.line);
        let known = if is_24 {
            read
        } else {
            read.known_but_for(&self.unknown)
        };
        tally.note_unknown(known != read, row.line);
        if self.utc {
            known.as_utc(&self.zone)
        } else {
            known
        }
    }

    fn seconds(clock_columns: Clock, days: DayNumbers, row: &Row<'_>) -> Seconds {
        match clock_columns {
            Clock::WithDate => Seconds::Missing,
            Clock::Column(column) => {
                let text = row.text(column);
                if is_missing(&text) {
                    Seconds::Missing
                } else {
                    clock(&text).or_else(|| days.clock(&text)).into()
                }
            }
            Clock::HourMinute(hour, minute) => {
                let hour = row.text(hour);
                let minute = minute.map_or(Cow::Borrowed("0"), |column| row.text(column));
                if is_missing(&hour) {
                    Seconds::Missing
                } else {
                    hour_minute(&hour, &minute).into()
                }
            }
        }
    }

    /// 24:00 is the end of a day, not a time that nobody knows.
    fn is_written_as_24(end: End, row: &Row<'_>) -> bool {
        let text = match end.clock {
            Clock::WithDate => row.text(end.date),
            Clock::Column(column) | Clock::HourMinute(column, _) => row.text(column),
        };
        text.contains("24:00") || matches!(&*text, "24" | "2400")
    }
}

/// Whether neither date nor clock of this end hold anything.
fn is_empty(end: End, row: &Row<'_>) -> bool {
    let clock_is_empty = match end.clock {
        Clock::WithDate => true,
        Clock::Column(column) | Clock::HourMinute(column, _) => row.bytes(column).is_empty(),
    };
    clock_is_empty && row.bytes(end.date).is_empty()
}

/// Remark of a row whose date is well formed.
const NO_SUCH_DAY: &str =
    "no such day in the calendar, or a year outside 1900 to 2100 (such as 31/02/2021)";

/// Seconds after midnight that stand for "not known". The last minute of the day is written
/// 23:59 or 23:59:59.
fn unknown_seconds(options: &ReadOptions) -> Box<[i64]> {
    let told = options.mending.unknown_times.iter();
    let mut seconds: Vec<i64> = told.map(|time| i64::from(time.minutes()) * 60).collect();
    if options.unknown_midnight {
        seconds.push(0);
    }
    if seconds.contains(&(LAST_SECOND - 59)) {
        seconds.push(LAST_SECOND);
    }
    seconds.sort_unstable();
    seconds.dedup();
    seconds.into()
}

/// 23:59:59.
const LAST_SECOND: i64 = SECONDS_PER_DAY - 1;

enum Seconds {
    Known(i64),
    Missing,
    Unreadable,
}

impl From<Option<i64>> for Seconds {
    fn from(seconds: Option<i64>) -> Self {
        seconds.map_or(Self::Unreadable, Self::Known)
    }
}

fn is_read(stamp: Stamp) -> bool {
    !matches!(stamp, Stamp::Missing | Stamp::Unreadable)
}

fn hour_minute(hour: &str, minute: &str) -> Option<i64> {
    let whole = |text: &str| {
        number(text)
            .filter(|value| value.fract() == 0.0)
            .map(|v| v as i64)
    };
    let (hour, minute) = (whole(hour)?, whole(minute)?);
    let seconds = hour * 3600 + minute * 60;
    let fits = (0..=24).contains(&hour) && (0..60).contains(&minute);
    (fits && seconds <= 86_400).then_some(seconds)
}

fn described(layout: &Layout<'_>, end: End) -> String {
    let date = layout.quoted(end.date);
    match end.clock {
        Clock::WithDate => format!("column {date}"),
        Clock::Column(time) => format!("columns {date} + {}", layout.quoted(time)),
        Clock::HourMinute(hour, None) => format!("columns {date} + {}", layout.quoted(hour)),
        Clock::HourMinute(hour, Some(minute)) => {
            format!(
                "columns {date} + {} + {}",
                layout.quoted(hour),
                layout.quoted(minute)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::read::plain_time::near_a_plain_shape;
    use crate::io::read::records::OwnRecord;
    use proptest::prelude::*;

    fn end(first: usize) -> impl Strategy<Value = End> {
        let clock = prop::sample::select(vec![
            Clock::WithDate,
            Clock::Column(first + 1),
            Clock::HourMinute(first + 1, None),
        ]);
        clock.prop_map(move |clock| End { date: first, clock })
    }

    fn field() -> impl Strategy<Value = String> {
        let other = prop::sample::select(vec!["", "", " ", "NA", "7", "x"]);
        prop_oneof![4 => near_a_plain_shape(), 1 => other.prop_map(str::to_owned)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn the_short_way_gives_what_the_long_one_gives(
            from in end(0),
            to in prop::option::of(end(2)),
            order in prop::sample::select(vec![
                DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay]),
            unknown in prop::sample::subsequence(vec![0, 60, 43_200, 66_600, 86_340, 86_399], 0..4),
            utc in any::<bool>(),
            fields in prop::array::uniform4(field()),
        ) {
            let reader = TimeReader {
                columns: TimeColumns { from, to },
                order,
                zone: TimeZone::get("Europe/London").unwrap(),
                unknown: unknown.into(),
                utc,
                later: None,
                names: Names::default(),
                days: (DayNumbers::default(), DayNumbers::default()),
            };
            let mut record = OwnRecord::default();
            for field in &fields {
                record.push(field.as_bytes());
            }
            let row = record.row(3);
            let (mut short, mut long) = (ReadReport::default(), ReadReport::default());
            let (mut short_tally, mut long_tally) = <(TimeTally, TimeTally)>::default();
            prop_assert_eq!(
                reader.read(&row, &mut short_tally, &mut short),
                reader.read_in_full(&row, &mut long_tally, &mut long)
            );
            prop_assert_eq!(short, long);
        }
    }
}
