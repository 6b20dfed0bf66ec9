//! The dates of what is selected, for every method that counts by day.

use crate::analysis::change::coverage::{Coverage, coverage};
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::night::policing_day;
use crate::base::When;
use crate::base::figures::grouped;
use crate::base::when::{date_of_day, day_number};

/// Selected incidents by the policing day on which they begin.
pub(super) struct Dated {
    /// The dates that count: those the data set covers and the filter asks for.
    pub(super) covered: Coverage,
    /// Whether most dates are known to the month only.
    pub(super) by_month: bool,
    /// (policing day, weight) of each selected incident inside them, ascending.
    pub(super) days: Vec<(i64, f64)>,
    /// Selected incidents that begin on other dates.
    outside: usize,
    /// Selected incidents without a date.
    undated: usize,
    /// Incidents whose time does not say whether they are in the window.
    time_unknown: usize,
}

/// What a data set covers, within the dates of the filter, and whether by month only.
///
/// # Errors
/// When no incident has a date, or none inside the dates of the filter.
pub(super) fn covered(input: &Input<'_>) -> Result<(Coverage, bool), MethodError> {
    let incidents = &input.data.incidents;
    let day_start = input.filter.time.day_start;
    let mut days = Vec::with_capacity(incidents.len());
    let mut months = 0;
    for row in 0..incidents.len() {
        let when = incidents.when(row);
        let Some(first) = policing_day(when, day_start) else {
            continue;
        };
        let last = match when {
            When::Months { last, .. } => last,
            _ => first,
        };
        months += usize::from(matches!(when, When::Months { .. }));
        days.push((first, last));
    }
    let all = coverage(&days).ok_or_else(|| {
        MethodError::Unanswerable(
            "No incident has a readable date, so nothing can be said of dates; check which column \
             holds the date."
                .to_owned(),
        )
    })?;
    let time = &input.filter.time;
    let asked = Coverage {
        first: time
            .since
            .map_or(all.first, |date| day_number(date).max(all.first)),
        last: time
            .until
            .map_or(all.last, |date| day_number(date).min(all.last)),
    };
    if asked.first > asked.last {
        return Err(MethodError::Unanswerable(format!(
            "The data cover {} to {}, and the filter asks for other dates; widen the filter.",
            date_of_day(all.first),
            date_of_day(all.last)
        )));
    }
    Ok((asked, 2 * months > days.len()))
}

impl Dated {
    /// Of what is selected.
    ///
    /// # Errors
    /// As [`covered`]; and when nothing selected lies inside the dates.
    pub(super) fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let (covered, by_month) = covered(input)?;
        let day_start = input.filter.time.day_start;
        let (mut outside, mut undated) = (0, 0);
        let mut days = Vec::with_capacity(input.selection.len());
        for (row, weight) in input.selection.iter() {
            match policing_day(input.data.incidents.when(row as usize), day_start) {
                Some(day) if covered.contains(day) => days.push((day, weight)),
                Some(_) => outside += 1,
                None => undated += 1,
            }
        }
        if days.is_empty() {
            return Err(MethodError::Unanswerable(
                "No selected incident has a date inside the dates the data cover; widen the filter."
                    .to_owned(),
            ));
        }
        // Sums of weights are then made in an order the file has no say in.
        days.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Ok(Self {
            covered,
            by_month,
            days,
            outside,
            undated,
            time_unknown: input.selection.time_unknown,
        })
    }

    /// What stands behind the counts, in sentences.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "Counts are of {} to {}, the dates the data cover within the filter; an incident counts \
             on the policing day on which it begins.",
            date_of_day(self.covered.first),
            date_of_day(self.covered.last)
        )];
        notes.extend(sentence(
            self.outside,
            "begin on other dates and are left out",
        ));
        notes.extend(sentence(
            self.undated,
            "have no readable date and are left out",
        ));
        notes.extend(sentence(
            self.time_unknown,
            "have a time that does not say whether they are in the window, and are left out",
        ));
        notes
    }
}

/// "12 incidents …" unless there are none.
pub(super) fn sentence(n: usize, what: &str) -> Option<String> {
    (n > 0).then(|| format!("{} incidents {what}.", grouped(n)))
}

/// Rows of what is selected in the order of their times, so that parts of incidents are added up
/// in an order the file has no say in.
pub(super) fn rows_by_time(input: &Input<'_>) -> Vec<u32> {
    let key = |row: u32| match input.data.incidents.when(row as usize) {
        When::At(at) => (at.0, at.0),
        When::Between { from, to } => (from.0, to.0),
        _ => (i64::MIN, i64::MIN),
    };
    let mut rows: Vec<((i64, i64), u32)> = input
        .selection
        .iter()
        .map(|(row, _)| (key(row), row))
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(_, row)| row).collect()
}
