//! Tells incidents, boundaries and premises apart, for files that are dropped on the window.

use std::path::Path;

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::io::read::error::ReadError;
use crate::io::read::features::{Document, geometry_type, is_polygonal, point_table};
use crate::io::read::format::{Format, open_table};
use crate::io::read::layout::Layout;
use crate::io::read::options::ReadOptions;
use crate::io::read::premises_columns::PremisesColumns;
use crate::io::read::source::Source;
use crate::io::read::table::Table;
use crate::io::read::time_columns;

/// What a file seems to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Incidents: a table or points.
    Incidents,
    /// Polygons.
    Boundaries,
    /// Places with a name, and perhaps type, hours, licence or capacity; no dates.
    Premises,
}

const WANTED: &str = "incidents (CSV), boundaries (GeoJSON) or premises (CSV)";

/// Says what a file that was dropped on the window holds.
///
/// # Errors
/// When the file cannot be used at all.
pub fn sniff_kind(path: &Path) -> Result<FileKind, ReadError> {
    let options = ReadOptions::default();
    let source = Source::open(path.into(), WANTED, &options)?;
    if source.format != Format::GeoJson {
        let (table, _) = open_table(&source, &options, WANTED, &Progress::new())?;
        return table_kind(&table, &source, &options);
    }
    let document = Document::read(&source, WANTED)?;
    let mut types = document.features.iter().filter_map(geometry_type);
    if types.any(is_polygonal) {
        return Ok(FileKind::Boundaries);
    }
    // The system of points is no matter here; any number keeps it from being asked for.
    let options = ReadOptions {
        crs: Some(FileCrs::LON_LAT),
        ..options
    };
    let (table, _) = point_table(&source, &options, WANTED)?;
    table_kind(&table, &source, &options)
}

fn table_kind(
    table: &Table,
    source: &Source,
    options: &ReadOptions,
) -> Result<FileKind, ReadError> {
    let layout = Layout::new(table, source, options)?;
    let columns = PremisesColumns::find(&layout);
    let dated = time_columns::guess(&layout).is_some();
    // A register may tell when a licence was granted, so that a date alone decides nothing.
    let is_premises = columns.name.is_some() && (!dated || columns.tells_more_than_type());
    Ok(if is_premises {
        FileKind::Premises
    } else {
        FileKind::Incidents
    })
}
