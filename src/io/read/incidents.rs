//! Reads incidents: a table of texts becomes records with position, time and two labels.

use std::borrow::Cow;
use std::ops::ControlFlow;

use crate::base::Progress;
use crate::base::when::When;
use crate::data::names::{NameId, Names};
use crate::data::raw::{RawChunk, RawIncident, RawIncidents, ReadReport, SourceInfo};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::features::point_table;
use crate::io::read::input::Input;
use crate::io::read::labels;
use crate::io::read::layout::Layout;
use crate::io::read::options::{Field, ReadOptions};
use crate::io::read::position::{self, PositionColumns};
use crate::io::read::source::Source;
use crate::io::read::table::{Row, Table};
use crate::io::read::times::TimeReader;

/// What an incident file should be, for messages.
const WANTED: &str = "a table of incidents (CSV, or GeoJSON points)";
const REMEDY: &str = "--map lon=COLUMN --map lat=COLUMN, --map easting=… --map northing=… or \
                      --map grid_ref=…";

/// Reads incidents from CSV (plain or gzip) or from GeoJSON points.
///
/// Text that is no UTF-8 is taken as Windows-1252. A record whose number of fields differs from
/// the header's is set aside with its line; wholly empty records are none.
///
/// # Errors
/// When the file cannot be used at all; single records never make it fail.
pub fn read_incidents<'a>(
    input: impl Into<Input<'a>>,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<RawIncidents, ReadError> {
    let source = Source::open(input.into(), WANTED)?;
    let info = source.info()?;
    if source.is_json() {
        let (table, epsg) = point_table(&source, options, WANTED)?;
        read_table(&source, info, &table, Some(epsg), options, progress)
    } else {
        read_table(
            &source,
            info,
            &Table::csv(&source)?,
            None,
            options,
            progress,
        )
    }
}

fn read_table(
    source: &Source,
    info: SourceInfo,
    table: &Table,
    geometry_epsg: Option<u32>,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<RawIncidents, ReadError> {
    let layout = Layout::new(table, source, options)?;
    let mut report = ReadReport::default();
    let position = position_of(&layout, geometry_epsg, &mut report)?;
    let times = TimeReader::new(&layout, source, options, progress, &mut report)?;
    let category = label(&layout, "category", labels::category(&layout), &mut report);
    let location = label(&layout, "location", labels::location(&layout), &mut report);
    for field in [Field::Id, Field::Area] {
        if let Some(column) = layout.said(field).column() {
            let said = format!(
                "{}: column {} (as --map says)",
                field.name(),
                layout.quoted(column)
            );
            report.understood.push(said);
        }
    }
    let mut reader = Reader {
        position,
        times,
        category,
        location,
        not_utf8: false,
        chunk: RawChunk::default(),
        into: RawIncidents {
            source: info,
            epsg: position.epsg,
            report,
            ..Default::default()
        },
    };
    table.each(source, Some(progress), |row| {
        reader.read(table, &row);
        ControlFlow::Continue(())
    })?;
    Ok(reader.finish())
}

fn position_of(
    layout: &Layout<'_>,
    geometry_epsg: Option<u32>,
    report: &mut ReadReport,
) -> Result<PositionColumns, ReadError> {
    use Field::{Easting, GridRef, Lat, Lon, Northing};
    let named = layout.names_any(&[Easting, GridRef, Lat, Lon, Northing]);
    if let (Some(geometry), Some(epsg), false) = (layout.table.geometry, geometry_epsg, named) {
        report
            .understood
            .push(format!("position: the points' geometry (EPSG:{epsg})"));
        return Ok(PositionColumns::geometry(geometry, epsg));
    }
    let Some((columns, said)) = position::guess(layout)? else {
        return Err(layout.error(Trouble::NoUsableColumns {
            needed: "positions",
            headers: layout.table.names(),
            remedy: REMEDY,
        }));
    };
    report.understood.push(said);
    Ok(columns)
}

fn label(
    layout: &Layout<'_>,
    what: &str,
    column: Option<usize>,
    report: &mut ReadReport,
) -> Option<usize> {
    let said = column.map_or_else(
        || format!("{what}: none found (name one with --map {what}=COLUMN)"),
        |column| format!("{what}: column {}", layout.quoted(column)),
    );
    report.understood.push(said);
    column
}

struct Reader {
    position: PositionColumns,
    times: Option<TimeReader>,
    category: Option<usize>,
    location: Option<usize>,
    not_utf8: bool,
    chunk: RawChunk,
    into: RawIncidents,
}

impl Reader {
    fn read(&mut self, table: &Table, row: &Row<'_>) {
        self.into.rows_read += 1;
        if let Some(reason) = table.wrong_shape(row.fields()) {
            self.into.report.set_aside(reason, row.line);
            return;
        }
        if row.swallows_records(table.separator, table.headers.len()) {
            self.into.report.remark(
                "a quotation mark seems to be missing, for a field holds lines like records",
                row.line,
            );
        }
        let when = match &self.times {
            Some(times) => times.read(row, &mut self.into.report),
            None => When::Unknown,
        };
        let not_utf8 = &mut self.not_utf8;
        let incident = RawIncident {
            xy: self.position.read(row),
            when,
            category: interned(&mut self.into.categories, row, self.category, not_utf8),
            location: interned(&mut self.into.locations, row, self.location, not_utf8),
            line: row.line,
        };
        self.chunk.push(incident);
    }

    fn finish(mut self) -> RawIncidents {
        if self.not_utf8 {
            let said = "text: not UTF-8; taken as Windows-1252".to_owned();
            self.into.report.understood.push(said);
        }
        self.into.chunks.push(self.chunk);
        self.into
    }
}

fn interned(
    names: &mut Names,
    row: &Row<'_>,
    column: Option<usize>,
    not_utf8: &mut bool,
) -> NameId {
    let text = column.map_or(Cow::Borrowed(""), |column| row.text(column));
    // Only text that had to be decoded is owned.
    *not_utf8 |= matches!(text, Cow::Owned(_));
    names.intern(&text)
}
