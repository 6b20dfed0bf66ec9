//! Tells incidents, boundaries, premises and roads apart, for files that are dropped on the window.

use std::path::Path;

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::io::read::error::ReadError;
use crate::io::read::format::open_table;
use crate::io::read::layers::{self, At, Holds, Shape, polygons_of};
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
    /// Lines.
    Roads,
}

const WANTED: &str = "incidents, boundaries, premises or roads (a table, GeoJSON, a shapefile …)";

/// Says what a file that was dropped on the window holds. Of several layers those with points
/// count before those with polygons, and these before those with lines.
///
/// # Errors
/// When the file cannot be used at all.
pub fn sniff_kind(path: &Path) -> Result<FileKind, ReadError> {
    // The system of points is no matter here; any keeps it from being asked for.
    let options = ReadOptions {
        crs: Some(FileCrs::LON_LAT),
        ..ReadOptions::default()
    };
    let progress = Progress::new();
    let source = Source::open(path.into(), WANTED, &options)?;
    if source.format.has_layers()
        && let Some(kind) = of_shapes(&source, &progress)?
    {
        return Ok(kind);
    }
    let (table, _) = open_table(&source, &options, WANTED, &progress)?;
    table_kind(&table, &source, &options)
}

/// What a file of polygons or lines is; `None` where points or a table decide.
fn of_shapes(source: &Source, progress: &Progress) -> Result<Option<FileKind>, ReadError> {
    let mut layers = layers::open(source, WANTED, progress)?;
    let has = |holds| layers.list().iter().any(|layer| layer.holds == holds);
    if has(Holds::Points) {
        return Ok(None);
    }
    if has(Holds::Polygons) {
        return Ok(Some(FileKind::Boundaries));
    }
    let lines = has(Holds::Lines).then_some(FileKind::Roads);
    let Some(first) = layers.list().iter().position(|l| l.holds == Holds::Any) else {
        return Ok(lines);
    };
    let at = At {
        shown: &source.shown,
        progress,
    };
    let layer = layers.read(first, &at)?;
    let (mut points, mut lines) = (false, lines);
    for feature in layer.features {
        let holds = match &feature.shape {
            Shape::Known(geometry) => layers::holds(geometry),
            Shape::Missing | Shape::Unusable(_) => continue,
        };
        match holds {
            Holds::Points => points = true,
            Holds::Lines => lines = Some(FileKind::Roads),
            _ if polygons_of(feature.shape).is_ok() => return Ok(Some(FileKind::Boundaries)),
            _ => {}
        }
    }
    Ok(lines.filter(|_| !points))
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
