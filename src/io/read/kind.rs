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
    /// Shapes of any kind, only to be looked at. Nothing is taken for these unless it is said.
    Reference,
}

impl FileKind {
    /// All of them, as lists have them.
    pub const ALL: [Self; 5] = [
        Self::Incidents,
        Self::Boundaries,
        Self::Premises,
        Self::Roads,
        Self::Reference,
    ];

    /// Whether files of this kind are features with a shape, not records with a position.
    pub fn is_of_shapes(self) -> bool {
        matches!(self, Self::Boundaries | Self::Roads | Self::Reference)
    }
}

const WANTED: &str = "incidents, boundaries, premises or roads (a table, GeoJSON, a shapefile …)";

/// What a file is taken for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it is.
    pub kind: FileKind,
    /// Why, in a few words.
    pub why: String,
}

/// Says what a file that was dropped on the window holds.
///
/// # Errors
/// When the file cannot be used at all.
pub fn sniff_kind(path: &Path, progress: &Progress) -> Result<FileKind, ReadError> {
    sniff(path, None, progress).map(|found| found.kind)
}

/// The same with the reason, of the layer of this name. Of several layers those with points count
/// before those with polygons, and these before those with lines.
///
/// # Errors
/// When the file cannot be used at all.
pub fn sniff(path: &Path, layer: Option<&str>, progress: &Progress) -> Result<Sniffed, ReadError> {
    // The system of points is no matter here; any keeps it from being asked for.
    let options = ReadOptions {
        crs: Some(FileCrs::LON_LAT),
        layer: layer.map(str::to_owned),
        ..ReadOptions::default()
    };
    let plain = ReadOptions {
        layer: None,
        ..options.clone()
    };
    // A layer of shapes is no table that could be opened by its name.
    let opened = Source::open(path.into(), WANTED, &options);
    let source = opened.or_else(|error| match layer {
        Some(_) => Source::open(path.into(), WANTED, &plain),
        None => Err(error),
    })?;
    if source.format.has_layers()
        && let Some(kind) = of_shapes(&source, layer, progress)?
    {
        let why = match kind {
            FileKind::Roads => "its features are lines",
            _ => "its features are polygons",
        };
        let why = why.to_owned();
        return Ok(Sniffed { kind, why });
    }
    let (table, _) = open_table(&source, &options, WANTED, progress)?;
    table_kind(&table, &source)
}

/// What a file of polygons or lines is; `None` where points or a table decide.
fn of_shapes(
    source: &Source,
    named: Option<&str>,
    progress: &Progress,
) -> Result<Option<FileKind>, ReadError> {
    let mut layers = layers::open(source, WANTED, progress)?;
    let is_meant = |name: &str| named.is_none_or(|named| named.eq_ignore_ascii_case(name));
    let list = layers.list().iter().enumerate();
    let meant: Vec<(usize, Holds)> = list
        .filter(|(_, layer)| is_meant(&layer.name))
        .map(|(place, layer)| (place, layer.holds))
        .collect();
    let has = |holds| meant.iter().any(|(_, layer)| *layer == holds);
    if has(Holds::Points) {
        return Ok(None);
    }
    if has(Holds::Polygons) {
        return Ok(Some(FileKind::Boundaries));
    }
    let lines = has(Holds::Lines).then_some(FileKind::Roads);
    let Some(&(first, _)) = meant.iter().find(|(_, holds)| *holds == Holds::Any) else {
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

fn table_kind(table: &Table, source: &Source) -> Result<Sniffed, ReadError> {
    let nothing = ReadOptions::default();
    let layout = Layout::new(table, source, &nothing)?;
    let columns = PremisesColumns::find(&layout);
    let dated = time_columns::guess(&layout).is_some();
    // A register may tell when a licence was granted, so that a date alone decides nothing.
    let is_premises = columns.name.is_some() && (!dated || columns.tells_more_than_type());
    if !is_premises {
        let why = match (dated, columns.name) {
            (true, _) => "it has dates or times, and no hours, licence or capacity of premises",
            (false, _) => "it is a table of positions, without names of premises",
        };
        let (kind, why) = (FileKind::Incidents, why.to_owned());
        return Ok(Sniffed { kind, why });
    }
    let name = columns.name.map(|column| layout.quoted(column));
    let name = name.unwrap_or_default();
    let told = columns.tells_by().map(|column| layout.quoted(column));
    let why = match (told, dated) {
        (Some(told), _) => format!("{name} names places, and {told} is what premises have"),
        (None, _) => format!("{name} names places, and there are no dates"),
    };
    let kind = FileKind::Premises;
    Ok(Sniffed { kind, why })
}
