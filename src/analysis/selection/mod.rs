//! Which incidents a filter counts, and how much of each.
//!
//! An incident passes if every part of the filter lets it: its category is listed or in a
//! listed group, it lies in a listed area, near premises, and some of it is in the minutes
//! that were asked for (see [`crate::analysis::night`]). Names are resolved once, before any
//! incident is looked at; a name that leads nowhere is an error, an empty answer is not.

#![expect(
    clippy::inline_always,
    reason = "a loop is compiled for each width of registers together with all it calls"
)]

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::analysis::offences::Unanswerable;
use crate::base::progress::{Cancelled, Progress};
use crate::data::areas::AreaNameError;
use crate::data::dataset::Dataset;
use crate::data::filter::Filter;

mod chosen;
mod offences;
mod part;
mod resolved;
mod scan;
#[cfg(test)]
mod tests;

pub use chosen::{Selection, SiteLoad};
pub use offences::OffenceRows;
pub use resolved::ResolvedFilter;

pub(crate) use part::Part;
pub(crate) use scan::{Block, Tally, each_bit, scan};

/// Rows that are looked at in one go. Fixed, so that sums do not depend on the threads.
/// A multiple of 64, so that chunks are whole words of a row set.
pub(crate) const CHUNK_ROWS: usize = 1 << 16;

/// A filter that cannot be asked of this data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FilterError {
    /// An area name that leads nowhere, or to several.
    #[error(transparent)]
    Area(#[from] AreaNameError),
    /// Areas are named, but there are none.
    #[error(
        "the filter names the area \"{name}\", but no boundaries were given; add --boundaries FILE"
    )]
    NoBoundaries {
        /// What was asked for.
        name: String,
    },
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
    /// A group that is defined, but none of this data's categories belongs to it.
    #[error(
        "no category of this data belongs to the offence group \"{name}\"; categories are {known}"
    )]
    EmptyGroup {
        /// What was asked for.
        name: String,
        /// The categories there are, the most frequent first, shortened.
        known: String,
    },
    /// A definition the data cannot answer.
    #[error("\"{name}\" cannot be answered: {why}")]
    Offences {
        /// The definition, or the whole expression in words.
        name: String,
        /// What is missing.
        why: Unanswerable,
    },
    /// A clock window or weekdays, but no incident has a clock time.
    #[error(
        "no incident has a clock time, so neither a clock window nor weekdays can be asked: {why}"
    )]
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
    /// Away from artefact sites, but there are none.
    #[error(
        "the filter leaves out incidents at artefact sites, but none were given; add --artefacts FILE"
    )]
    NoArtefacts,
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Selects the incidents of `data` that `filter` counts.
///
/// # Errors
/// See [`FilterError`].
pub fn select(
    data: &Dataset,
    filter: &Filter,
    progress: &Progress,
) -> Result<Selection, FilterError> {
    Ok(select_resolved(
        &ResolvedFilter::new(data, filter)?,
        progress,
    )?)
}

/// As [`select`], of a filter that was made ready before.
///
/// # Errors
/// When nobody wants it any more.
pub fn select_resolved(
    filter: &ResolvedFilter<'_>,
    progress: &Progress,
) -> Result<Selection, Cancelled> {
    let rows = filter.data.incidents.len();
    let parts = by_chunks(rows, progress, |rows| scan(filter, rows, &mut ()))?;
    Ok(Selection {
        undecided: filter.offences().undecided(),
        ..Selection::joined(parts)
    })
}

/// What `look` makes of each run of [`CHUNK_ROWS`] rows, in the order of the rows.
pub(crate) fn by_chunks<T: Send>(
    rows: usize,
    progress: &Progress,
    look: impl Fn(Range<usize>) -> T + Sync + Send,
) -> Result<Vec<T>, Cancelled> {
    (0..rows.div_ceil(CHUNK_ROWS))
        .into_par_iter()
        .map(|chunk| {
            let first = chunk * CHUNK_ROWS;
            progress.check(first, rows)?;
            Ok(look(first..(first + CHUNK_ROWS).min(rows)))
        })
        .collect()
}

/// What `look` makes of each run of [`CHUNK_ROWS`] of `rows` rows, in their order: for work that
/// is done before anybody could change their mind.
pub(crate) fn by_rows<T: Send>(
    rows: usize,
    look: impl Fn(Range<usize>) -> T + Sync + Send,
) -> Vec<T> {
    let chunk = |chunk: usize| {
        let first = chunk * CHUNK_ROWS;
        look(first..(first + CHUNK_ROWS).min(rows))
    };
    let chunks = (0..rows.div_ceil(CHUNK_ROWS)).into_par_iter();
    chunks.map(chunk).collect()
}
