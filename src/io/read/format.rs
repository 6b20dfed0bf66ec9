//! What kind of file a source is, told by its content and never by its name, and the table in
//! it. Readers ask for a table and need not know which kind it came from.

use crate::crs::FileCrs;
use crate::io::read::error::ReadError;
use crate::io::read::features::point_table;
use crate::io::read::options::ReadOptions;
use crate::io::read::source::Source;
use crate::io::read::table::Table;

/// The kinds of files that hold records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Fields between separators.
    Text,
    /// Features in JSON.
    GeoJson,
}

impl Format {
    /// The kind of `source`.
    pub(super) fn of(source: &Source) -> Self {
        if source.is_json() {
            Self::GeoJson
        } else {
            Self::Text
        }
    }
}

/// The table in `source`, which should be `wanted`, and the CRS of its geometry if it has
/// geometry.
pub(super) fn open_table(
    source: &Source,
    options: &ReadOptions,
    wanted: &'static str,
) -> Result<(Table, Option<FileCrs>), ReadError> {
    match Format::of(source) {
        Format::Text => Ok((Table::csv(source)?, None)),
        Format::GeoJson => {
            let (table, crs) = point_table(source, options, wanted)?;
            Ok((table, Some(crs)))
        }
    }
}
