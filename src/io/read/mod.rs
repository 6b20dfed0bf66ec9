//! Reads incidents, boundaries and premises from files as people have them: exports with odd
//! headers, mixed dates and blank positions.
//!
//! What a column means is guessed from its header and its content, said in the report, and can be
//! overridden by [`ReadOptions`]. A record that cannot be used is counted with its line; a file
//! that cannot be used is refused with a [`ReadError`] that says what to try. Nothing is repaired
//! in silence: swapped axes, Excel day numbers and files without a header are not recognised.

mod error;
mod input;
mod options;

use std::path::Path;

pub use error::{ReadError, Trouble};
pub use input::Input;
pub use options::{
    DateOrder, Field, OptionError, ReadOptions, parse_epsg, parse_mapping, parse_time_zone,
};

use crate::base::Progress;
use crate::data::raw::{RawAreas, RawIncidents, RawPremises};

/// What a file seems to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Incidents: a table or points.
    Incidents,
    /// Polygons.
    Boundaries,
    /// Places with a name, and a type, hours, licence or capacity; no dates.
    Premises,
}

/// Reads incidents from CSV (plain or gzip) or from GeoJSON points.
///
/// # Errors
/// When the file cannot be used at all; single records never make it fail.
pub fn read_incidents<'a>(
    _input: impl Into<Input<'a>>,
    _options: &ReadOptions,
    _progress: &Progress,
) -> Result<RawIncidents, ReadError> {
    todo!("being built")
}

/// Reads polygons from GeoJSON.
///
/// # Errors
/// When the file cannot be used at all, or a field named is not there.
pub fn read_boundaries<'a>(
    _input: impl Into<Input<'a>>,
    _name_field: Option<&str>,
    _population_field: Option<&str>,
    _progress: &Progress,
) -> Result<RawAreas, ReadError> {
    todo!("being built")
}

/// Reads premises from CSV.
///
/// # Errors
/// When the file cannot be used at all.
pub fn read_premises<'a>(
    _input: impl Into<Input<'a>>,
    _options: &ReadOptions,
    _progress: &Progress,
) -> Result<RawPremises, ReadError> {
    todo!("being built")
}

/// Says what a file that was dropped on the window holds.
///
/// # Errors
/// When the file cannot be used at all.
pub fn sniff_kind(_path: &Path) -> Result<FileKind, ReadError> {
    todo!("being built")
}
