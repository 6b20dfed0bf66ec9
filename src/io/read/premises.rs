//! Reads premises: pubs, clubs and takeaways from a register or a list, with what it tells of
//! type, hours, licence and capacity.

use std::borrow::Cow;
use std::ops::ControlFlow;

use crate::base::{LonLat, Planar, Progress};
use crate::crs::FileCrs;
use crate::data::premises::Premises;
use crate::data::raw::{RawPremises, ReadReport};
use crate::io::profiles::Holds;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::open_table;
use crate::io::read::hours::{Hours, clock_time, spans, yes_or_no};
use crate::io::read::input::Input;
use crate::io::read::layout::Layout;
use crate::io::read::number::metres;
use crate::io::read::options::{Field, ReadOptions};
use crate::io::read::position::{self, PositionColumns};
use crate::io::read::premises_columns::PremisesColumns;
use crate::io::read::records::Row;
use crate::io::read::settled::Settled;
use crate::io::read::source::Source;
use crate::io::read::text::is_missing;

/// What a premises file should be, for messages.
pub(super) const WANTED: &str = "a table of premises (CSV, a workbook, or GeoJSON points)";
const REMEDY: &str = "headings such as name, type, closes, lon and lat (or easting and northing)";

/// Reads premises from a table or from GeoJSON points. Their positions in the analysis CRS stay NaN
/// until the data set is assembled.
///
/// # Errors
/// When the file cannot be used at all.
pub fn read_premises<'a>(
    input: impl Into<Input<'a>>,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<RawPremises, ReadError> {
    let source = Source::open(input.into(), WANTED, options)?;
    let (table, geometry_crs) = open_table(
        &source,
        &options.with_profile(Holds::Premises),
        WANTED,
        progress,
    )?;
    let Settled { options, said, .. } = Settled::of(options, &table.names(), Holds::Premises);
    let mut report = ReadReport {
        understood: [table.notes.clone(), said].concat(),
        ..table.amiss.clone()
    };
    let layout = Layout::of_premises(&table, &source, &options)?;
    let PremisesFound { position, columns } = columns_of(&layout, geometry_crs, &mut report)?;
    let mut rows = Vec::new();
    let mut not_utf8 = false;
    table.each(&source, Some(progress), |row| {
        if let Some(reason) = table.wrong_shape(row.fields()) {
            report.set_aside(reason, row.line);
        } else {
            let reader = RowReader {
                row: &row,
                columns: &columns,
            };
            not_utf8 |= matches!(reader.text(columns.name), Some(Cow::Owned(_)));
            rows.push((
                position.read(&row),
                reader.premises(rows.len() + 1, &mut report),
            ));
        }
        ControlFlow::Continue(())
    })?;
    if not_utf8 {
        report
            .understood
            .push("text: not UTF-8; taken as Windows-1252".to_owned());
    }
    let tells_night_time = columns.tells_night_time();
    Ok(RawPremises {
        source: source.info()?,
        crs: position.crs,
        rows,
        tells_night_time,
        report,
    })
}

/// The columns of a table of premises.
pub(super) struct PremisesFound {
    /// Where they are.
    pub(super) position: PositionColumns,
    /// What they are.
    pub(super) columns: PremisesColumns,
}

/// Which columns of `layout` are taken for what, said in `report`.
///
/// # Errors
/// When nothing tells of premises, or where they are.
pub(super) fn columns_of(
    layout: &Layout<'_>,
    geometry_crs: Option<FileCrs>,
    report: &mut ReadReport,
) -> Result<PremisesFound, ReadError> {
    use Field::{Easting, GridRef, Lat, Lon, Northing};
    let table = layout.table;
    let columns = PremisesColumns::find(layout);
    let missing = |needed| {
        let trouble = Trouble::NoUsableColumns {
            needed,
            headers: table.names(),
            remedy: REMEDY,
        };
        layout.error(trouble)
    };
    if !columns.is_premises() {
        return Err(missing("a name, type, hours or licence of premises"));
    }
    let geometry = table.geometry.zip(geometry_crs);
    let named = layout.names_any(&[Easting, GridRef, Lat, Lon, Northing]);
    let position = if let Some((geometry, crs)) = geometry.filter(|_| !named) {
        PositionColumns::geometry(geometry, crs)
    } else {
        let found = position::guess(layout)?;
        let (columns, said) = found.ok_or_else(|| missing("positions"))?;
        report.understood.push(said);
        columns
    };
    report.understood.extend(layout.said_of_commas());
    columns.describe(layout, report);
    Ok(PremisesFound { position, columns })
}

struct RowReader<'a> {
    row: &'a Row<'a>,
    columns: &'a PremisesColumns,
}

impl<'a> RowReader<'a> {
    fn text(&self, column: Option<usize>) -> Option<Cow<'a, str>> {
        column
            .map(|column| self.row.text(column))
            .filter(|text| !is_missing(text))
    }

    fn premises(&self, number: usize, report: &mut ReadReport) -> Premises {
        let name = self.text(self.columns.name).map(Cow::into_owned);
        let hours = self.hours(report);
        let activities = self
            .text(self.columns.activities)
            .map(|text| text.to_lowercase());
        let licensed = |column: Option<usize>, word: &str| match self.text(column) {
            Some(text) => yes_or_no(&text),
            None => activities
                .as_ref()
                .map(|activities| activities.contains(word)),
        };
        Premises {
            name: name.unwrap_or_else(|| format!("premises {number}")),
            position: Planar::new(f64::NAN, f64::NAN),
            lon_lat: LonLat::new(f64::NAN, f64::NAN),
            kind: self.text(self.columns.kind).map(Cow::into_owned),
            licensed_alcohol: licensed(self.columns.alcohol, "alcohol"),
            licensed_late_refreshment: licensed(self.columns.late_refreshment, "late"),
            opens: hours.opens,
            closes: hours.closes,
            capacity: self.capacity(report),
            line: self.row.line,
        }
    }

    fn hours(&self, report: &mut ReadReport) -> Hours {
        let mut longest = Hours::default();
        let mut unreadable = false;
        for (index, &closes) in self.columns.closes.iter().enumerate() {
            let Some(text) = self.text(Some(closes)) else {
                continue;
            };
            // A closing time may be written as a span, and a span where it says "closed".
            let closes = clock_time(&text).or_else(|| spans(&text)?.closes);
            unreadable |= closes.is_none() && text.bytes().any(|b| b.is_ascii_digit());
            let opens = self.columns.opens.get(index).copied();
            let opens = self.text(opens).and_then(|text| clock_time(&text));
            longest = longest.or_longer(Hours { opens, closes });
        }
        for &column in &self.columns.hours {
            let Some(text) = self.text(Some(column)) else {
                continue;
            };
            let span = spans(&text);
            unreadable |= span.is_none() && text.bytes().any(|b| b.is_ascii_digit());
            longest = longest.or_longer(span.unwrap_or_default());
        }
        if longest.opens.is_none() && longest.closes.is_none() {
            let opens = self.text(self.columns.opens.first().copied());
            longest.opens = opens.and_then(|text| clock_time(&text));
        }
        if unreadable {
            report.remark("no readable hours", self.row.line);
        }
        longest
    }

    fn capacity(&self, report: &mut ReadReport) -> Option<u32> {
        let text = self.text(self.columns.capacity)?;
        let people = metres(&text);
        if people >= 0.0 && people <= f64::from(u32::MAX) {
            return Some(people as u32);
        }
        report.remark("no readable capacity", self.row.line);
        None
    }
}
