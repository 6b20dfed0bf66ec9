//! Which columns say when an incident happened, by their names and contents.
//!
//! A date of report is used only where there is none of occurrence, and then that is said. A
//! month is used only where there is no date.

use crate::io::read::header::Header;
use crate::io::read::layout::{Layout, Said};
use crate::io::read::options::Field;
use crate::io::read::profile::Profile;

/// Where the clock time of one end stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// In the column of the date, if anywhere.
    WithDate,
    /// In a column of its own.
    Column(usize),
    /// As hour and perhaps minute.
    HourMinute(usize, Option<usize>),
}

/// The columns of one end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Column of the date.
    pub(super) date: usize,
    /// Column or columns of the clock time.
    pub(super) clock: Clock,
}

/// The columns of both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeColumns {
    /// When it began or happened.
    pub(super) from: End,
    /// When it ended at the latest.
    pub(super) to: Option<End>,
}

const FROM_WORDS: [&str; 9] = [
    "from",
    "fr",
    "start",
    "begin",
    "began",
    "first",
    "earliest",
    "between",
    "startlocal",
];
const TO_WORDS: [&str; 9] = [
    "to", "end", "ended", "until", "last", "latest", "possible", "finish", "upto",
];
const EVENT_PARTS: [&str; 9] = [
    "occur",
    "commit",
    "incident",
    "offence",
    "offense",
    "crime",
    "event",
    "happened",
    "collision",
];
const OFFICE_PARTS: [&str; 22] = [
    "report", "record", "creat", "updat", "enter", "receiv", "logged", "clear", "arrest", "birth",
    "dob", "resol", "outcome", "modif", "close", "upload", "edit", "dispatch", "arriv", "charge",
    "disposal", "review",
];

const LATER_PARTS: [&str; 7] = [
    "report", "record", "creat", "enter", "receiv", "logged", "upload",
];

/// Finds the columns of the time; `None` where nothing looks like a date.
pub(super) fn guess(layout: &Layout<'_>) -> Option<TimeColumns> {
    let from = named_end(layout, FROM).or_else(|| found_from(layout))?;
    let to = named_end(layout, TO)
        .or_else(|| found_to(layout, from))
        .or_else(|| {
            // A closing time without a date of its own is on the date it began.
            let time = layout.said(Field::ToTime).column()?;
            Some(End {
                date: from.date,
                clock: Clock::Column(time),
            })
        });
    Some(TimeColumns { from, to })
}

/// A column of full dates that come after what happened, such as that of the report.
pub(super) fn later(layout: &Layout<'_>, columns: TimeColumns) -> Option<usize> {
    let used = [Some(columns.from.date), columns.to.map(|to| to.date)];
    let column = layout.best(|header, profile| {
        let is_later = header.contains(&LATER_PARTS) && !header.contains(&["birth", "dob"]);
        let is_dated = profile.mostly(profile.moments + profile.days);
        i32::from(is_later && is_dated)
    })?;
    (!used.contains(&Some(column))).then_some(column)
}

/// Whether the date is one of report and not of occurrence.
pub(super) fn is_of_office(layout: &Layout<'_>, column: usize) -> bool {
    of_office(layout.header(column))
}

#[derive(Clone, Copy)]
struct Fields {
    whole: Field,
    date: Field,
    time: Field,
    hour: Option<(Field, Field)>,
    is_to: bool,
}

const FROM: Fields = Fields {
    whole: Field::From,
    date: Field::FromDate,
    time: Field::FromTime,
    hour: Some((Field::FromHour, Field::FromMinute)),
    is_to: false,
};
const TO: Fields = Fields {
    whole: Field::To,
    date: Field::ToDate,
    time: Field::ToTime,
    hour: None,
    is_to: true,
};

fn named_end(layout: &Layout<'_>, fields: Fields) -> Option<End> {
    if let Some(date) = layout.said(fields.whole).column() {
        let clock = named_clock(layout, fields).unwrap_or(Clock::WithDate);
        return Some(End { date, clock });
    }
    let date = layout.said(fields.date).column()?;
    Some(End {
        date,
        clock: clock_for(layout, date, fields),
    })
}

fn named_clock(layout: &Layout<'_>, fields: Fields) -> Option<Clock> {
    if let Some(column) = layout.said(fields.time).column() {
        return Some(Clock::Column(column));
    }
    let (hour, minute) = fields.hour?;
    let column = layout.said(hour).column()?;
    let minute = layout.choose(minute, |h, p| minute_score(h, p, layout.header(column)));
    Some(Clock::HourMinute(column, minute))
}

fn found_from(layout: &Layout<'_>) -> Option<End> {
    let column = layout.best(from_score)?;
    found_end(layout, column, FROM)
}

fn found_to(layout: &Layout<'_>, from: End) -> Option<End> {
    let used = |header: &Header| header == layout.header(from.date);
    let column = layout.best(|header, profile| {
        let wanted = is_to(header) && !of_office(header) && !used(header);
        if wanted && looks_dated(header, profile) {
            1 + header.words_shared_with(layout.header(from.date)) as i32
        } else {
            0
        }
    })?;
    found_end(layout, column, TO)
}

/// An end that was found and not named, unless the user says there is no such column.
fn found_end(layout: &Layout<'_>, date: usize, fields: Fields) -> Option<End> {
    let end = End {
        date,
        clock: clock_for(layout, date, fields),
    };
    let field = if end.clock == Clock::WithDate {
        fields.whole
    } else {
        fields.date
    };
    (layout.said(field) != Said::Absent).then_some(end)
}

/// The clock that belongs to the date in column `date`.
fn clock_for(layout: &Layout<'_>, date: usize, fields: Fields) -> Clock {
    if let Some(clock) = named_clock(layout, fields) {
        return clock;
    }
    let profile = &layout.profiles[date];
    let has_own = profile.moments > profile.midnights && profile.mostly(profile.moments)
        || profile.mostly(profile.day_numbers_with_clock);
    if has_own || profile.mostly(profile.months) {
        return Clock::WithDate;
    }
    let own = layout.header(date);
    let fits = |header: &Header| {
        header != own && !of_office(header) | of_office(own) && is_to(header) == fields.is_to
    };
    let shared = |header: &Header| 2 * header.words_shared_with(own) as i32;
    if layout.said(fields.time) != Said::Absent {
        let time = layout.best(|header, profile| {
            if fits(header) {
                time_score(header, profile).map_or(0, |s| s + shared(header))
            } else {
                0
            }
        });
        if let Some(column) = time {
            return Clock::Column(column);
        }
    }
    let Some((hour, minute)) = fields.hour else {
        return Clock::WithDate;
    };
    let column = layout.choose(hour, |header, profile| {
        let wanted = fits(header) && has_hour_word(header) && profile.mostly(profile.small_wholes);
        if wanted && profile.within(0.0, 24.0) {
            1 + shared(header)
        } else {
            0
        }
    });
    column.map_or(Clock::WithDate, |column| {
        let minute = layout.choose(minute, |h, p| minute_score(h, p, layout.header(column)));
        Clock::HourMinute(column, minute)
    })
}

fn from_score(header: &Header, profile: &Profile) -> i32 {
    if is_to(header) || !looks_dated(header, profile) {
        return 0;
    }
    let mut score = 100;
    score += 40 * i32::from(header.has_word(&FROM_WORDS));
    score += 30 * i32::from(header.contains(&EVENT_PARTS));
    score += 20 * i32::from(header.is(&["date", "datetime", "dateandtime", "when"]));
    score += 10 * i32::from(profile.moments > profile.midnights);
    score += 5 * i32::from(header.contains(&["local"]));
    score -= 5 * i32::from(header.contains(&["utc", "gmt"]));
    score -= 40 * i32::from(profile.mostly(profile.months));
    score -= 80 * i32::from(of_office(header));
    score
}

fn looks_dated(header: &Header, profile: &Profile) -> bool {
    let named = has_date_word(header);
    let dated = profile.dated();
    profile.mostly(dated)
        || (named && profile.mostly(dated + profile.bare_dates))
        || (named && !is_of_place(header) && profile.mostly(dated + profile.day_numbers))
        // Often blank: the first records may not tell.
        || (profile.filled == 0 && named && is_to(header))
}

/// Whether a name is one of coordinates, which may begin or end something too.
fn is_of_place(header: &Header) -> bool {
    header.contains(&["east", "north"]) || header.has_word(&["x", "y", "lon", "lat"])
}

fn has_date_word(header: &Header) -> bool {
    header.contains(&["date", "datetime"])
        || header.has_word(&[
            "dt", "dttm", "day", "when", "from", "to", "start", "end", "month",
        ])
}

fn has_hour_word(header: &Header) -> bool {
    header.has_word(&["hour", "hr", "hrs", "hours", "hh"]) || header.is(&["timehour", "hourofday"])
}

/// How well a column may be the clock time beside a date.
fn time_score(header: &Header, profile: &Profile) -> Option<i32> {
    let named = header.contains(&["time"]) || header.has_word(&["tm", "clock"]);
    let is_date = profile.mostly(profile.dated());
    // Numbers to 24 of two digits at most are hours, whatever their column is called.
    let hours = profile.mostly(profile.small_wholes) && profile.within(0.0, 24.0);
    let part = has_hour_word(header) || header.has_word(&MINUTE_WORDS);
    if is_date || hours || part && !profile.mostly(profile.clocks) {
        return None;
    }
    let clear = profile.mostly(profile.clocks);
    let digits = profile.mostly(profile.clocks + profile.bare_clocks)
        || profile.mostly(profile.clocks + profile.day_parts);
    (clear || named && digits).then(|| 1 + i32::from(named))
}

fn minute_score(header: &Header, profile: &Profile, hour: &Header) -> i32 {
    let named = header.has_word(&MINUTE_WORDS);
    let fits = profile.mostly(profile.small_wholes) && profile.within(0.0, 59.0);
    if named && fits {
        1 + header.words_shared_with(hour) as i32
    } else {
        0
    }
}

const MINUTE_WORDS: [&str; 5] = ["minute", "minutes", "min", "mins", "mm"];

fn is_to(header: &Header) -> bool {
    header.has_word(&TO_WORDS) || header.contains(&["dateto", "timeto", "enddate", "endtime"])
}

fn of_office(header: &Header) -> bool {
    header.contains(&OFFICE_PARTS)
}
