//! Workbooks of Excel before 2007, by `calamine`, which reads all of one at once.
//!
//! Such a workbook is laid out in memory from corner to corner of its cells, so that two cells
//! far apart take a gigabyte. Where the cells stand is therefore looked at first.

use std::io::{BufReader, Read};

use calamine::{Data, Range, Reader as _, Xls};

use crate::base::Progress;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::magic::EXPORT_CSV;
use crate::io::read::sheets::cell_text::{Shows, elapsed, moment, number};
use crate::io::read::sheets::row::{Merged, Region, SheetRow};
use crate::io::read::sheets::{Polled, SheetName, Tally, Visit, Workbook, damaged, guarded, names};
use crate::io::read::source::Source;

/// An open workbook.
struct Book<'a> {
    source: &'a Source,
    progress: &'a Progress,
    inner: Xls<BufReader<Polled>>,
}

/// Opens the workbook `source`.
pub(super) fn open<'a>(
    source: &'a Source,
    progress: &'a Progress,
) -> Result<Box<dyn Workbook + 'a>, ReadError> {
    let stream = stream(source, progress)?;
    let most = source.bytes.saturating_add(super::table::SPARE_FIELDS);
    check(&stream, most).map_err(|why| damaged(source, why))?;
    drop(stream);
    let reader = BufReader::new(Polled::new(source, progress)?);
    let inner = guarded(source, progress, || Xls::new(reader))?;
    Ok(Box::new(Book {
        source,
        progress,
        inner,
    }))
}

/// The records of the workbook.
fn stream(source: &Source, progress: &Progress) -> Result<Vec<u8>, ReadError> {
    let reader = Polled::new(source, progress)?;
    let mut parts = guarded(source, progress, || cfb::CompoundFile::open(reader))?;
    if parts.exists("/EncryptedPackage") {
        return Err(Trouble::Damaged {
            what: "the workbook".to_owned(),
            why: "it is locked with a password".to_owned(),
            remedy: "save a copy without one",
        }
        .at(source.shown.as_str()));
    }
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| parts.exists(name));
    let Some(name) = name else {
        return Err(Trouble::Binary {
            what: "an old Office document without a sheet".to_owned(),
            wanted: "a workbook",
            remedy: EXPORT_CSV,
        }
        .at(source.shown.as_str()));
    };
    guarded(source, progress, || {
        let mut all = Vec::new();
        parts
            .open_stream(name)?
            .take(source.bytes)
            .read_to_end(&mut all)?;
        Ok::<_, std::io::Error>(all)
    })
}

/// Kinds of records (MS-XLS 2.3).
mod kind {
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000a;
    pub(super) const MANY: u16 = 0x00bd;
    /// Formula, number, label, error, string, and short number: all begin with row and column.
    pub(super) const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x00d6, 0x0205, 0x00fd, 0x027e];
}

/// Checks what memory depends on: where sheets begin, and where their cells stand. At most
/// `most` cells may be laid out.
fn check(stream: &[u8], most: u64) -> Result<(), &'static str> {
    let mut laid_out = 0_u64;
    for record in Records::from(stream, 0) {
        let (kind, data) = record?;
        match kind {
            kind::SHEET => {
                let begin = data.get(..4).ok_or("a sheet has no place")?;
                let begin = u32::from_le_bytes([begin[0], begin[1], begin[2], begin[3]]);
                if begin as usize > stream.len() {
                    return Err("a sheet begins behind its end");
                }
                laid_out = laid_out.saturating_add(cells(stream, begin as usize)?);
                if laid_out > most {
                    return Err(
                        "its cells lie so far apart that it would take far more memory \
                                than it has bytes",
                    );
                }
            }
            kind::END => break,
            _ => {}
        }
    }
    Ok(())
}

/// How many cells lie between the outermost of the sheet that begins at `begin`.
fn cells(stream: &[u8], begin: usize) -> Result<u64, &'static str> {
    let mut depth = 0_usize;
    let mut bounds: Option<[u64; 4]> = None;
    for record in Records::from(stream, begin) {
        let (kind, data) = record?;
        let at = |place: usize| {
            let word = data.get(place..place + 2)?;
            Some(u64::from(u16::from_le_bytes([word[0], word[1]])))
        };
        let (row, column) = (at(0), at(2));
        let last = match kind {
            kind::BEGIN => {
                depth += 1;
                None
            }
            kind::END if depth <= 1 => break,
            kind::END => {
                depth -= 1;
                None
            }
            kind::DIMENSIONS => {
                check_dimensions(data)?;
                None
            }
            kind::MANY => at(data.len().saturating_sub(2)),
            kind if kind::CELLS.contains(&kind) => column,
            _ => None,
        };
        let (Some(row), Some(column), Some(last)) = (row, column, last) else {
            continue;
        };
        let [top, left, bottom, right] = bounds.unwrap_or([row, column, row, last]);
        let (left, right) = (left.min(column), right.max(last).max(column));
        bounds = Some([top.min(row), left, bottom.max(row), right]);
    }
    Ok(bounds.map_or(0, |[top, left, bottom, right]| {
        (bottom - top + 1) * (right - left + 1)
    }))
}

/// Room is made for what this record says (MS-XLS 2.4.90; of 10 bytes before Excel 97).
fn check_dimensions(data: &[u8]) -> Result<(), &'static str> {
    let word = |place: usize| u64::from(u16::from_le_bytes([data[place], data[place + 1]]));
    let (first, end, first_column, end_column) = match data.len() {
        10 => (word(0), word(2), word(4), word(6)),
        14 | 16 => {
            let long = |place: usize| word(place) + (word(place + 2) << 16);
            (long(0), long(4), word(8), word(10))
        }
        _ => return Err("a sheet tells no size"),
    };
    let is_empty = end == 0 || end_column == 0;
    let fits = end <= 65_536 && end_column <= 256 && first < end && first_column < end_column;
    if is_empty || fits {
        Ok(())
    } else {
        Err("a sheet tells a size that cannot be")
    }
}

/// The records of a stream from a place on.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn from(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<(u16, &'a [u8]), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        let &[k0, k1, l0, l1] = self.stream.get(self.at..self.at + 4)?.first_chunk()?;
        let (kind, length) = (u16::from_le_bytes([k0, k1]), u16::from_le_bytes([l0, l1]));
        let from = self.at + 4;
        self.at = from + usize::from(length);
        let data = self.stream.get(from..self.at);
        Some(data.map_or(Err("it is cut off"), |data| Ok((kind, data))))
    }
}

impl Workbook for Book<'_> {
    fn sheets(&self) -> Vec<SheetName> {
        names(self.inner.sheets_metadata())
    }

    fn bytes(&self) -> u64 {
        self.source.bytes
    }

    fn each_row(&mut self, sheet: &str, visit: Visit<'_>) -> Result<Tally, ReadError> {
        let (source, progress) = (self.source, self.progress);
        let merged = guarded(source, progress, || {
            self.inner.merge_cells_by_sheet_name(sheet)
        })?;
        let regions = merged.iter().map(|region| Region {
            first: region.start.0,
            last: region.end.0,
            column: region.start.1,
        });
        let mut merged = Merged::new(regions.collect());
        let range = guarded(source, progress, || self.inner.worksheet_range(sheet))?;
        let from_1904 = self.inner.has_1904_epoch();
        let shows = shows(&range);
        let (top, left) = range.start().unwrap_or_default();
        let mut tally = Tally::default();
        let mut row = SheetRow::default();
        for (number, cells) in (top + 1..).zip(range.rows()) {
            progress.check(number as usize, range.height())?;
            row.begin(number);
            for ((column, value), &shows) in (left..).zip(cells).zip(&shows) {
                push(&mut row, column, value, (shows, from_1904), &mut tally);
            }
            merged.fill(&mut row);
            if row.filled() > 0 && visit(&row).is_break() {
                break;
            }
        }
        tally.merged = merged.filled;
        tally.from_1904 = self.inner.has_1904_epoch();
        Ok(tally)
    }
}

/// What the dates of each column show. Formats are not told cell by cell; where one date of a
/// column has a clock time, all have, midnight too.
fn shows(range: &Range<Data>) -> Vec<Shows> {
    let mut shows = vec![Shows::default(); range.width()];
    for row in range.rows() {
        for (value, shows) in row.iter().zip(&mut shows) {
            if let Data::DateTime(value) = value
                && value.as_f64() >= 1.0
                && value.as_f64().fract() > 0.0
            {
                (shows.date, shows.clock) = (true, true);
            }
        }
    }
    shows
}

fn push(
    row: &mut SheetRow,
    column: u32,
    value: &Data,
    (shows, from_1904): (Shows, bool),
    tally: &mut Tally,
) {
    match value {
        Data::Empty => {}
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            row.push(column, text);
        }
        Data::Int(value) => row.push(column, &value.to_string()),
        Data::Float(value) => row.push(column, &number(*value)),
        Data::Bool(value) => row.push(column, if *value { "TRUE" } else { "FALSE" }),
        Data::DateTime(value) if value.is_duration() => {
            row.push(column, &elapsed(value.as_f64()));
        }
        Data::DateTime(value) => row.push(column, &moment(value.as_f64(), from_1904, shows)),
        Data::Error(_) => tally.errors += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((data.len() as u16).to_le_bytes());
        bytes.extend(data);
        bytes
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        let mut data = row.to_le_bytes().to_vec();
        data.extend(column.to_le_bytes());
        data.extend([0; 10]);
        record(0x0203, &data)
    }

    /// A stream with one sheet of `cells`.
    fn stream(cells: &[Vec<u8>]) -> Vec<u8> {
        let begin = record(kind::BEGIN, &[0, 6, 5, 0]);
        let end = record(kind::END, &[]);
        let place = begin.len() + record(kind::SHEET, &[0; 8]).len() + end.len();
        let mut sheet = (place as u32).to_le_bytes().to_vec();
        sheet.extend([0; 4]);
        let mut all = [
            begin.clone(),
            record(kind::SHEET, &sheet),
            end.clone(),
            begin,
        ]
        .concat();
        all.extend(cells.concat());
        all.extend(end);
        all
    }

    #[test]
    fn cells_far_apart_are_found_before_they_are_laid_out() {
        let near = stream(&[cell(0, 0), cell(9, 3)]);
        assert_eq!(check(&near, 40), Ok(()));
        assert!(check(&near, 39).is_err());
        let far = stream(&[cell(0, 0), cell(65_535, 255)]);
        assert!(check(&far, 4_000_000).is_err());
        assert!(check(&near[..near.len() - 6], 40).is_err(), "cut off");
    }

    #[test]
    fn impossible_sizes_and_places_are_refused() {
        let size = |end: u32, columns: u16| {
            let mut data = [0_u8; 14];
            data[4..8].copy_from_slice(&end.to_le_bytes());
            data[10..12].copy_from_slice(&columns.to_le_bytes());
            check(&stream(&[record(kind::DIMENSIONS, &data)]), 100)
        };
        assert_eq!(size(65_536, 256), Ok(()));
        assert_eq!(size(0, 0), Ok(()));
        assert!(size(65_537, 1).is_err() && size(u32::MAX, 1).is_err());
        let lost = record(kind::SHEET, &[255; 8]);
        assert!(check(&lost, 100).is_err());
    }
}
