//! The table of targets.

use crate::analysis::comparison::comparator::same;
use crate::analysis::comparison::period::Period;
use crate::analysis::comparison::written::number;
use crate::analysis::methods::columns::{Columns, text};
use crate::analysis::methods::{MethodError, TextTable};

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Year {
    /// What is counted.
    pub(super) measure: String,
    /// The year as the table writes it.
    pub(super) written: String,
    /// Its days.
    pub(super) period: Period,
    /// What it should be.
    pub(super) target: Option<Target>,
    /// What it was, where the table says.
    pub(super) actual: Option<f64>,
}

/// A target as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    /// So many.
    Number(f64),
    /// A change on the baseline: -0.1 for -10%.
    Change(f64),
}

/// The rows of a table.
///
/// # Errors
/// When a column is missing, or a row cannot be used.
pub(super) fn read(table: &TextTable) -> Result<Vec<Year>, MethodError> {
    let columns = Columns::of(table);
    let measure = columns.needed(&["measure", "offence", "indicator"])?;
    let year = columns.needed(&["year", "period"])?;
    let target = columns.needed(&["target"])?;
    let actual = table.column(&["actual", "count"]);
    let mut years: Vec<Year> = Vec::new();
    for (line, row) in columns.rows() {
        let written = text(row, year);
        let Some(period) = Period::read(written) else {
            let what = format!("\"{written}\" is no year; write 2024/25 (April to March) or 2024");
            return Err(columns.fault(line, year, &what));
        };
        let read = Year {
            measure: text(row, measure).to_owned(),
            written: written.to_owned(),
            period,
            target: target_of(text(row, target))
                .map_err(|what| columns.fault(line, target, &what))?,
            actual: actual.map_or(Ok(None), |column| columns.number((line, row), column))?,
        };
        let is_again =
            |known: &Year| same(&known.measure, &read.measure) && known.period == read.period;
        if years.iter().any(is_again) {
            return Err(columns.fault(line, year, "this measure has that year already"));
        }
        years.push(read);
    }
    if years.is_empty() {
        let said = format!("{} has no rows.", table.file);
        return Err(MethodError::Unanswerable(said));
    }
    Ok(years)
}

/// A target as it is written; `None` where nothing is.
fn target_of(text: &str) -> Result<Option<Target>, String> {
    let wrong = |_| format!("\"{text}\" is no target; write a number, or a change such as -10%");
    match text.trim().strip_suffix('%') {
        Some(percent) => {
            let percent = percent.trim().trim_start_matches('+');
            let percent = number(percent).map_err(wrong)?;
            Ok(percent.map(|percent| Target::Change(percent / 100.0)))
        }
        None => Ok(number(text).map_err(wrong)?.map(Target::Number)),
    }
}
