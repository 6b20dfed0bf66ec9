//! Workbooks of Excel since 2007, by `calamine`, cell after cell.
//!
//! Formulas are not evaluated: what stands in the file as their last result is read.

use std::io::BufReader;
use std::ops::ControlFlow;

use calamine::{DataRef, Reader as _, Xlsx};

use crate::base::Progress;
use crate::io::read::error::ReadError;
use crate::io::read::sheets::cell_text::{Shows, elapsed, moment, number};
use crate::io::read::sheets::inspect::{Parts, inspect};
use crate::io::read::sheets::row::{Merged, Region, SheetRow};
use crate::io::read::sheets::{Polled, SheetName, Tally, Visit, Workbook, guarded, names};
use crate::io::read::source::Source;

/// An open workbook.
pub(super) struct Book<'a> {
    source: &'a Source,
    progress: &'a Progress,
    parts: Parts,
    inner: Xlsx<BufReader<Polled>>,
}

/// Opens the workbook `source`.
pub(super) fn open<'a>(
    source: &'a Source,
    progress: &'a Progress,
) -> Result<Box<dyn Workbook + 'a>, ReadError> {
    let members = source.members()?;
    let parts = inspect(source, &members, progress)?;
    let reader = BufReader::new(Polled::new(source, progress)?);
    let inner = guarded(source, progress, || Xlsx::new(reader))?;
    Ok(Box::new(Book {
        source,
        progress,
        parts,
        inner,
    }))
}

impl Workbook for Book<'_> {
    fn sheets(&self) -> Vec<SheetName> {
        names(self.inner.sheets_metadata())
    }

    fn bytes(&self) -> u64 {
        self.parts.bytes
    }

    fn each_row(&mut self, sheet: &str, visit: Visit<'_>) -> Result<Tally, ReadError> {
        let (source, progress) = (self.source, self.progress);
        let regions = if self.parts.has_merged {
            let merged = || self.inner.merge_cells_by_sheet_name(sheet);
            guarded(source, progress, merged)?
        } else {
            Vec::new()
        };
        let regions = regions.iter().map(|region| Region {
            first: region.start.0,
            last: region.end.0,
            column: region.start.1,
        });
        let mut merged = Merged::new(regions.collect());
        let mut tally = Tally::default();
        let read = || self.read(sheet, &mut merged, &mut tally, visit);
        guarded(source, progress, read)?;
        tally.merged = merged.filled;
        tally.from_1904 = self.inner.has_1904_epoch();
        Ok(tally)
    }
}

impl Book<'_> {
    fn read(
        &mut self,
        sheet: &str,
        merged: &mut Merged,
        tally: &mut Tally,
        visit: Visit<'_>,
    ) -> Result<(), calamine::XlsxError> {
        let from_1904 = self.inner.has_1904_epoch();
        let mut cells = self.inner.worksheet_cells_reader(sheet)?;
        let shows: Vec<Shows> = cells
            .styles()
            .iter()
            .map(|style| match &style.number_format {
                Some(format) => Shows::of(&format.format_code),
                None => Shows::default(),
            })
            .collect();
        let mut row = SheetRow::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id()? {
            let (at, column) = cell.get_position();
            let number = at.saturating_add(1);
            if number != row.number {
                if finish(&mut row, merged, visit).is_break() {
                    return Ok(());
                }
                row.begin(number);
            }
            let shows = shows.get(style).copied().unwrap_or_default();
            push(
                &mut row,
                column,
                cell.get_value(),
                (shows, from_1904),
                tally,
            );
        }
        let _ = finish(&mut row, merged, visit);
        Ok(())
    }
}

fn finish(row: &mut SheetRow, merged: &mut Merged, visit: Visit<'_>) -> ControlFlow<()> {
    if row.number == 0 {
        return ControlFlow::Continue(());
    }
    merged.fill(row);
    visit(row)
}

fn push(
    row: &mut SheetRow,
    column: u32,
    value: &DataRef<'_>,
    (shows, from_1904): (Shows, bool),
    tally: &mut Tally,
) {
    match value {
        DataRef::Empty => {}
        DataRef::SharedString(text) => row.push(column, text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            row.push(column, text);
        }
        DataRef::Int(value) => row.push(column, &value.to_string()),
        DataRef::Float(value) => row.push(column, &number(*value)),
        DataRef::Bool(value) => row.push(column, if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(value) if value.is_duration() => {
            row.push(column, &elapsed(value.as_f64()));
        }
        DataRef::DateTime(value) => {
            row.push(column, &moment(value.as_f64(), from_1904, shows));
        }
        DataRef::Error(_) => tally.errors += 1,
    }
}
