//! Which incidents a filter counts, and how much of each.

use crate::base::progress::{Cancelled, Progress};
use crate::data::areas::AreaNameError;
use crate::data::dataset::Dataset;
use crate::data::filter::Filter;

/// The incidents a filter counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Rows of the incident table with a weight above 0, ascending.
    pub rows: Vec<u32>,
    /// Their weights, above 0 and at most 1, in the same order.
    pub weights: Vec<f64>,
    /// Incidents of weight 1.
    pub certain: usize,
    /// Incidents of a weight strictly between 0 and 1.
    pub possible: usize,
    /// Incidents that pass every other filter but whose time does not say whether they
    /// are in the window.
    pub time_unknown: usize,
    /// Sum of the weights.
    pub weight: f64,
}

/// A filter that cannot be asked of this data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FilterError {
    /// An area name that leads nowhere, or to several.
    #[error(transparent)]
    Area(#[from] AreaNameError),
    /// A category no incident has.
    #[error("no incident has the category \"{name}\"; categories are {known}")]
    UnknownCategory {
        /// What was asked for.
        name: String,
        /// The categories there are, the most frequent first, shortened.
        known: String,
    },
    /// A group that is not defined.
    #[error("no offence group is called \"{name}\"; groups are {known}")]
    UnknownGroup {
        /// What was asked for.
        name: String,
        /// The groups there are.
        known: String,
    },
    /// A clock window or weekdays, but no incident has a clock time.
    #[error("no incident has a clock time, so neither a clock window nor weekdays can be asked: {why}")]
    NoClock {
        /// "the file gives only the month", "… only the date".
        why: String,
    },
    /// Near premises, but there are none.
    #[error("the filter asks for incidents near premises, but {why}")]
    NoPremises {
        /// No premises were given, or none passes the rule.
        why: String,
    },
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Selects the incidents of `data` that `filter` counts.
///
/// # Errors
/// See [`FilterError`].
pub fn select(
    _data: &Dataset,
    _filter: &Filter,
    _progress: &Progress,
) -> Result<Selection, FilterError> {
    todo!("selection helper")
}
