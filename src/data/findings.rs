//! What is doubtful in a file as a whole: found, counted, told with lines, never mended unasked.
//!
//! A field that cannot be read is a remark of its row. A finding rests on the whole column: a
//! minute that holds far more times than its like, dates that may be read in two ways.

use serde::{Deserialize, Serialize};

/// Something doubtful in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of doubt it is.
    pub kind: FindingKind,
    /// Names of the columns it is about, as they stand in the file.
    pub columns: Vec<String>,
    /// How many rows it is about.
    pub rows: usize,
    /// The first of their lines, at most [`MOST_LINES`].
    pub first_lines: Vec<u32>,
    /// What was found and on what evidence, in whole sentences.
    pub message: String,
    /// What the user may write to have it otherwise, as on the command line; empty where
    /// nothing needs to be said, or it was said.
    pub remedies: Vec<String>,
    /// Whether nothing is left to be decided: it is in the report, but nobody is warned of it.
    pub settled: bool,
}

/// At most this many lines are named for one finding.
pub const MOST_LINES: usize = 20;

/// The kinds of findings; the names are those of the JSON reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A minute of the clock that often stands for "time not known".
    TimePileUp,
    /// Clock times the user takes for "not known".
    UnknownTime,
    /// Dates that may be day first or month first.
    AmbiguousDates,
    /// Some dates can only be day first, others only month first.
    DatesInTwoOrders,
    /// Dates a spreadsheet has turned round.
    TurnedDates,
    /// Dates or times of several shapes in one column.
    SeveralShapes,
    /// Some times carry an offset from UTC, others none.
    MixedOffsets,
    /// A column that calls itself UTC, with times that do not.
    NamedUtc,
    /// Dates such as 1900-01-01 that stand for "not known".
    DefaultDates,
    /// Dates far after all others, or after the newest report.
    FutureDates,
    /// Positions of 0, 0.
    ZeroPositions,
    /// Other positions that stand for "not known".
    StandInPositions,
    /// Longitude and latitude, or easting and northing, swapped.
    SwappedPositions,
    /// The sign of longitude lost.
    WrongSign,
    /// Feet taken for metres.
    FeetForMetres,
    /// Metres taken for feet.
    MetresForFeet,
    /// Numbers that fit the British National Grid, though nothing says that they are of it.
    AssumedGrid,
}

impl Finding {
    /// The finding in words: columns, evidence, and what to write to have it otherwise.
    pub fn said(&self) -> String {
        let quoted: Vec<String> = self.columns.iter().map(|c| format!("\"{c}\"")).collect();
        let word = match quoted.len() {
            0 => "",
            1 => "column ",
            _ => "columns ",
        };
        let colon = if quoted.is_empty() { "" } else { ": " };
        let remedy = match self.remedies.as_slice() {
            [] => String::new(),
            remedies => format!(" ({})", remedies.join(" or ")),
        };
        let columns = quoted.join(" and ");
        format!("{word}{columns}{colon}{}{remedy}", self.message)
    }
}
