//! The day of an incident, for methods that compare days.

use crate::analysis::methods::{Input, MethodError};
#[cfg(test)]
use crate::base::when::SECONDS_PER_DAY;
use crate::base::when::When;
use crate::base::{Civil, ClockTime, Planar};

/// Which moment of a span counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Half way.
    Middle,
    /// The earliest.
    From,
}

/// An incident that has a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dated {
    /// Its place in [`Selection::sites`](crate::analysis::selection::Selection::sites).
    pub(super) stack: u32,
    /// Where it happened.
    pub(super) at: Planar,
    /// Its policing day, in days since 1970-01-01.
    pub(super) day: i32,
}

/// The selected incidents that have a day, site by site, and how many have none.
///
/// # Errors
/// When none has.
pub(super) fn dated(input: &Input<'_>) -> Result<(Vec<Dated>, usize), MethodError> {
    let moment = match input.values.text("moment") {
        Some("from") => Moment::From,
        _ => Moment::Middle,
    };
    let incidents = &input.data.incidents;
    let mut dated = Vec::with_capacity(input.selection.len());
    let mut undated = 0;
    let sites = input.selection.sites.iter();
    for (stack, load) in (0..).zip(sites) {
        let rows = incidents.sites().rows(load.site as usize);
        for (row, _) in input.selection.iter_in(rows) {
            let when = incidents.when(row as usize);
            match day_of(when, input.filter.time.day_start, moment) {
                Some(day) => dated.push(Dated {
                    stack,
                    at: incidents.position(row as usize),
                    day: day as i32,
                }),
                None => undated += 1,
            }
        }
    }
    if dated.is_empty() {
        let has_months =
            (0..incidents.len()).any(|row| matches!(incidents.when(row), When::Months { .. }));
        let why = if has_months {
            "the file gives only the month"
        } else {
            "no selected incident has a date"
        };
        return Err(MethodError::Unanswerable(format!(
            "Days cannot be compared, because {why}; use data with dates."
        )));
    }
    Ok((dated, undated))
}

/// The policing day of a time, in days since 1970-01-01; `None` where no day is known.
fn day_of(when: When, day_start: ClockTime, moment: Moment) -> Option<i64> {
    let shift = i64::from(day_start.minutes()) * 60;
    let day = |at: Civil| Civil(at.0 - shift).day();
    match (when, moment) {
        (When::At(at), _) => Some(day(at)),
        (When::Between { from, .. }, Moment::From) => Some(day(from)),
        (When::Between { from, to }, Moment::Middle) => {
            Some(day(Civil(from.0 + (to.0 - from.0) / 2)))
        }
        (When::Days { first, .. }, Moment::From) => Some(first),
        (When::Days { first, last }, Moment::Middle) => Some(first + (last - first) / 2),
        (When::Unknown | When::Months { .. }, _) => None,
    }
}

/// How days were taken, for statements.
pub(super) fn day_words(input: &Input<'_>) -> String {
    let start = input.filter.time.day_start;
    let span = match input.values.text("moment") {
        Some("from") => "from",
        _ => "middle",
    };
    format!("policing days from {start}; of a span the {span}, of a date the date")
}

/// Seconds of so many days; here so that tests of several methods say days.
#[cfg(test)]
pub(super) const fn days(count: i64) -> i64 {
    count * SECONDS_PER_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_policing_days_and_spans_have_a_middle() {
        let six = ClockTime::new(6, 0).unwrap();
        let at = |day: i64, hour: i64| Civil(days(day) + hour * 3600);
        let of = |when| [Moment::From, Moment::Middle].map(|moment| day_of(when, six, moment));
        assert_eq!(of(When::At(at(10, 2))), [Some(9); 2]);
        assert_eq!(of(When::At(at(10, 6))), [Some(10); 2]);
        let span = When::Between {
            from: at(10, 20),
            to: at(12, 20),
        };
        assert_eq!(of(span), [Some(10), Some(11)]);
        assert_eq!(of(When::Days { first: 4, last: 8 }), [Some(4), Some(6)]);
        assert_eq!(of(When::Months { first: 0, last: 30 }), [None; 2]);
        assert_eq!(of(When::Unknown), [None; 2]);
    }
}
