//! Two periods, and what the filter selects in each.

use crate::analysis::change::periods::{Period, around, halves, same_seasons};
use crate::analysis::change::rate_ratio::Count;
use crate::analysis::methods::dated::{covered, sentence};
use crate::analysis::methods::{Input, Kind, MethodError, Parameter};
use crate::analysis::selection::{Selection, select};
use crate::base::Date;
use crate::base::when::{date_of_day, day_number};
use crate::data::filter::{Filter, TimeFilter};

/// The day from which the later period runs.
pub(super) const SPLIT: Parameter = Parameter {
    key: "split",
    label: "Later period begins",
    help: "First day of the later period; without it the dates are cut into two halves of equal length.",
    kind: Kind::Date,
};

/// The earlier period.
pub(super) const BEFORE: Parameter = Parameter {
    key: "before",
    label: "Earlier period",
    help: "First and last day of the earlier period, as 2025-01-01..2025-06-30; the later one is then the filter's dates, or all that follows.",
    kind: Kind::Text,
};

/// What [`TwoSelections::notes`] says where rates are told.
pub(super) const RATES_PER_DAY: &str = "rates are per day";

/// A period with what is selected in it.
pub(super) struct Side {
    /// Its dates.
    pub(super) period: Period,
    /// What the filter selects on them.
    pub(super) selection: Selection,
    /// Days on it that the filter's weekdays let pass.
    pub(super) days: i64,
}

/// The earlier and the later period.
pub(super) struct TwoSelections {
    /// The earlier.
    pub(super) before: Side,
    /// The later.
    pub(super) after: Side,
}

impl TwoSelections {
    /// The periods that are asked for, and what is selected in each.
    ///
    /// # Errors
    /// When there are not two periods, or nothing is selected in either.
    pub(super) fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let (before, after) = periods(input)?;
        let both = Self {
            before: Side::of(input, before)?,
            after: Side::of(input, after)?,
        };
        if both.before.selection.is_empty() && both.after.selection.is_empty() {
            return Err(MethodError::Unanswerable(format!(
                "Nothing is selected in {} or in {}; widen the filter.",
                before.text(),
                after.text()
            )));
        }
        Ok(both)
    }

    /// Counts of the two for weights `before` and `after`.
    pub(super) fn counts(&self, before: f64, after: f64) -> (Count, Count) {
        (
            Count::new(before, self.before.days as f64),
            Count::new(after, self.after.days as f64),
        )
    }

    /// "2024-07-01 to 2024-12-31 against 2024-01-01 to 2024-06-30".
    pub(super) fn text(&self) -> String {
        format!(
            "{} against {}",
            self.after.period.text(),
            self.before.period.text()
        )
    }

    /// What to beware of; `unlike` says what is done about periods of different length.
    pub(super) fn notes(&self, unlike: &str) -> Vec<String> {
        let mut notes = Vec::new();
        if self.before.days != self.after.days {
            notes.push(format!(
                "The periods are of {} and {} days; {unlike}.",
                self.before.days, self.after.days
            ));
        }
        if !same_seasons(self.before.period, self.after.period) {
            notes.push(
                "The periods lie in different seasons: part of any change may be the time of year. \
                 Hold a period against the same months a year before with --before."
                    .to_owned(),
            );
        }
        let unknown = self.before.selection.time_unknown + self.after.selection.time_unknown;
        notes.extend(sentence(
            unknown,
            "have a time that does not say whether they count, and are in neither period",
        ));
        notes
    }
}

impl Side {
    fn of(input: &Input<'_>, period: Period) -> Result<Self, MethodError> {
        let mut filter = input.filter.clone();
        filter.time.since = Some(date_of_day(period.first));
        filter.time.until = Some(date_of_day(period.last));
        let days = period.days_on(filter.time.days);
        if days == 0 {
            return Err(MethodError::Unanswerable(format!(
                "None of the chosen weekdays falls on {}; choose a longer period.",
                period.text()
            )));
        }
        Ok(Self {
            period,
            selection: select(input.data, &filter, input.progress)?,
            days,
        })
    }
}

fn periods(input: &Input<'_>) -> Result<(Period, Period), MethodError> {
    let unanswerable = |text: String| MethodError::Unanswerable(text);
    if let Some(text) = input.values.text(BEFORE.key) {
        let before = period_of(text).ok_or_else(|| {
            unanswerable(format!(
                "\"{text}\" is no period; write its first and last day as 2025-01-01..2025-06-30."
            ))
        })?;
        return Ok((before, after(input, before)?));
    }
    let (covered, by_month) = covered(input)?;
    if let Some(split) = input.values.date(SPLIT.key) {
        return around(covered, day_number(split)).ok_or_else(|| {
            unanswerable(format!(
                "The data cover {} to {} within the filter, so they cannot be cut at {split}; \
                 choose a day inside.",
                date_of_day(covered.first),
                date_of_day(covered.last)
            ))
        });
    }
    halves(covered, by_month).ok_or_else(|| {
        unanswerable(format!(
            "The data cover {} to {} within the filter, which is not enough for two periods{}; add \
             earlier data.",
            date_of_day(covered.first),
            date_of_day(covered.last),
            if by_month { " of whole months" } else { "" }
        ))
    })
}

/// The later period, where the earlier one is given: the filter's dates or all that follows,
/// with the same number of days as far as they are covered where nothing says otherwise.
fn after(input: &Input<'_>, before: Period) -> Result<Period, MethodError> {
    let time = &input.filter.time;
    let undated = Filter {
        time: TimeFilter {
            since: None,
            until: None,
            ..*time
        },
        ..input.filter.clone()
    };
    let (covered, _) = covered(&Input {
        filter: &undated,
        ..*input
    })?;
    let split = input.values.date(SPLIT.key).or(time.since);
    let period = Period {
        first: split.map_or(before.last + 1, day_number).max(covered.first),
        last: time
            .until
            .map_or(covered.last, day_number)
            .min(covered.last),
    };
    if before.last < covered.first || before.first > covered.last {
        return Err(MethodError::Unanswerable(format!(
            "The data cover {} to {}, and nothing of {}; choose an earlier period inside.",
            date_of_day(covered.first),
            date_of_day(covered.last),
            before.text()
        )));
    }
    if period.first > period.last || period.first <= before.last {
        return Err(MethodError::Unanswerable(format!(
            "Nothing that the data cover follows {}, or the filter's own dates overlap it; choose \
             an earlier period.",
            before.text()
        )));
    }
    Ok(period)
}

fn period_of(text: &str) -> Option<Period> {
    let (first, last) = text.split_once("..")?;
    let day = |text: &str| Some(day_number(text.trim().parse::<Date>().ok()?));
    let period = Period {
        first: day(first)?,
        last: day(last)?,
    };
    (period.first <= period.last).then_some(period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_they_are_written() {
        let period = period_of("2025-01-01..2025-06-30");
        assert_eq!(
            period.map(Period::text),
            Some("2025-01-01 to 2025-06-30".to_owned())
        );
        for wrong in [
            "2025-06-30..2025-01-01",
            "2025-01-01",
            "2025-01-01..",
            "now..then",
        ] {
            assert_eq!(period_of(wrong), None, "{wrong}");
        }
    }
}
