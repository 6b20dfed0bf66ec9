//! Reads incidents: a table of texts becomes records with position, time and two labels.

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::data::attributes::RawAttribute;
use crate::data::publisher::Publisher;
use crate::data::raw::{RawIncidents, ReadReport};
use crate::io::profiles::Holds;
use crate::io::read::assumed_grid;
use crate::io::read::attributes::{self, AttributeColumn};
use crate::io::read::blocks::Blocks;
use crate::io::read::corrections::{CorrectionColumns, TakenOff};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::open_table;
use crate::io::read::input::Input;
use crate::io::read::joining::Joined;
use crate::io::read::labels;
use crate::io::read::layout::{Layout, Said};
use crate::io::read::options::{Field, ReadOptions};
use crate::io::read::position::{self, PositionColumns};
use crate::io::read::row_reader::{Columns, RowReader};
use crate::io::read::settled::Settled;
use crate::io::read::side_by_side::{self, Cut, Sink};
use crate::io::read::source::Source;
use crate::io::read::table::{Body, Start, Table};
use crate::io::read::times::TimeReader;

/// What an incident file should be, for messages.
pub(super) const WANTED: &str = "a table of incidents (CSV, a workbook, or GeoJSON points)";
const REMEDY: &str = "--map lon=COLUMN --map lat=COLUMN, --map easting=… --map northing=… or \
                      --map grid_ref=…";

/// Rows read between two looks at whether they are still wanted.
const ROWS_AT_ONCE: usize = 20_000;

/// Reads incidents from a table (text, plain or packed, or a sheet of a workbook) or from
/// GeoJSON points.
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
    let mut chunks = Vec::new();
    let file = read_incidents_into::<ReadError>(input, options, progress, &mut |chunk| {
        chunks.push(chunk);
        Ok(())
    })?;
    Ok(RawIncidents { chunks, ..file })
}

/// As [`read_incidents`], but the incidents go to `sink` in file order as they are read, and the
/// result has none. Names have their numbers for good from the start. Beside what `sink` keeps,
/// memory grows only with the number of distinct names and of remarks.
///
/// # Errors
/// When the file cannot be used at all, and with what `sink` refuses.
pub fn read_incidents_into<'a, E: From<ReadError> + Send>(
    input: impl Into<Input<'a>>,
    options: &ReadOptions,
    progress: &Progress,
    sink: Sink<'_, E>,
) -> Result<RawIncidents, E> {
    read_cut(input.into(), options, progress, Cut::default(), sink)
}

/// The same, cut to work as `cut` says.
pub(super) fn read_cut<E: From<ReadError> + Send>(
    input: Input<'_>,
    options: &ReadOptions,
    progress: &Progress,
    cut: Cut,
    sink: Sink<'_, E>,
) -> Result<RawIncidents, E> {
    let source = Source::open(input, WANTED, options)?;
    let (table, crs) = open_table(
        &source,
        &options.with_profile(Holds::Incidents),
        WANTED,
        progress,
    )?;
    let Settled { options, said, .. } = Settled::of(options, &table.names(), Holds::Incidents);
    let options = &options;
    let mut report = ReadReport {
        understood: [table.notes.clone(), said].concat(),
        publisher: Publisher::of_headers(&table.names()),
        ..table.amiss.clone()
    };
    let columns = columns_of(&table, &source, crs, options, progress, &mut report)?;
    let raw = |column: &AttributeColumn| RawAttribute {
        about: column.about.clone(),
        ..RawAttribute::default()
    };
    let file = RawIncidents {
        crs: columns.position.crs,
        columns: columns.names(&table),
        attributes: columns.attributes.iter().map(raw).collect(),
        rows_read: report.rows_set_aside(),
        report,
        ..RawIncidents::default()
    };
    let taken_off = match &columns.corrections {
        Some(corrections) => corrections.taken_off(&table, &source, progress)?,
        None => TakenOff::new(),
    };
    let (joined, info) = match &table.body {
        Body::Csv(start) => {
            let text = source.hashed_text()?;
            let &Start { bytes, line } = start;
            let mut joined = Joined::new(file, line).without(taken_off);
            let size = cut.block_bytes;
            let mut blocks =
                Blocks::new(text, &source, table.separator, bytes, size, Some(progress))?;
            let of = (&table, &columns);
            side_by_side::read_all(&mut blocks, cut, of, &mut joined, progress, sink)?;
            (joined, source.info_of(&blocks.into_text())?)
        }
        Body::Rows(rows) => {
            let mut joined = Joined::new(file, 0).without(taken_off);
            let mut reader = RowReader::default();
            for (part, some) in rows.chunks(ROWS_AT_ONCE).enumerate() {
                let done = progress.check(part * ROWS_AT_ONCE, rows.len());
                done.map_err(ReadError::from)?;
                let some = some.iter().map(|(number, record)| record.row(*number));
                let made = reader.read_rows(some, &table, &columns);
                sink(joined.add(0, made))?;
            }
            (joined, source.info()?)
        }
    };
    Ok(RawIncidents {
        source: info,
        ..joined.finish(&columns)
    })
}

pub(super) fn columns_of(
    table: &Table,
    source: &Source,
    geometry_crs: Option<FileCrs>,
    options: &ReadOptions,
    progress: &Progress,
    report: &mut ReadReport,
) -> Result<Columns, ReadError> {
    let layout = Layout::new(table, source, options)?;
    let position = position_of(&layout, geometry_crs, report)?;
    report.understood.extend(layout.said_of_commas());
    let times = TimeReader::new(&layout, source, options, progress, report)?;
    if let Some((pair, is_named)) = position.assumed(&layout) {
        // London's dates are day first where they do not tell themselves.
        let order = times.as_ref().map(TimeReader::order);
        let order = order.filter(|_| options.date_order.is_none());
        let found = assumed_grid::finding(&layout, pair, is_named, order);
        report.findings.extend(found);
    }
    let category = label(&layout, "category", labels::category(&layout), report);
    let location = label(&layout, "location", labels::location(&layout), report);
    let attributes = attributes::attributes(&layout, category, &options.keep, report)?;
    let reference = attributes::reference(&layout);
    if let (Some(column), Said::Nothing) = (reference, layout.said(Field::Id)) {
        let said = format!("id: column {}", layout.quoted(column));
        report.understood.push(said);
    }
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
    let mut place_and_time = position.columns();
    place_and_time.extend(times.iter().flat_map(TimeReader::columns_of_beginning));
    let corrections = CorrectionColumns::find(&layout, place_and_time, category, options);
    Ok(Columns {
        position,
        times,
        category,
        location,
        attributes,
        reference,
        corrections,
    })
}

fn position_of(
    layout: &Layout<'_>,
    geometry_crs: Option<FileCrs>,
    report: &mut ReadReport,
) -> Result<PositionColumns, ReadError> {
    use Field::{Easting, GridRef, Lat, Lon, Northing};
    let named = layout.names_any(&[Easting, GridRef, Lat, Lon, Northing]);
    if let (Some(geometry), Some(crs), false) = (layout.table.geometry, geometry_crs, named) {
        report
            .understood
            .push(format!("position: the points' geometry ({crs})"));
        return Ok(PositionColumns::geometry(geometry, crs));
    }
    let Some((columns, said)) = position::guess(layout)? else {
        return Err(layout.error(Trouble::NoUsableColumns {
            needed: "positions",
            headers: layout.names(),
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
