//! The table in a workbook: the sheet it is on, its header, and its rows as records.

use std::ops::ControlFlow;

use crate::base::Progress;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::first_rows::{ENOUGH, Top, numbered, said_of_top, top_of};
use crate::io::read::header::Header;
use crate::io::read::layout::Layout;
use crate::io::read::options::ReadOptions;
use crate::io::read::position;
use crate::io::read::records::OwnRecord;
use crate::io::read::sheets::row::SheetRow;
use crate::io::read::sheets::{SheetName, Tally, Workbook, open};
use crate::io::read::source::Source;
use crate::io::read::table::Table;
use crate::io::read::time_columns;

/// Fields a sheet may have beyond one for each byte of its file: gaps cost memory and no bytes.
pub(super) const SPARE_FIELDS: u64 = 4_000_000;
/// At most this many sheets are looked at to find the table.
const MOST_SHEETS: usize = 100;

/// The table in the workbook `source`.
pub(in crate::io::read) fn table(
    source: &Source,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Table, ReadError> {
    let mut workbook = open(source, progress)?;
    let workbook = workbook.as_mut();
    let (sheet, said) = choose(workbook, source, options)?;
    let mut rows = Rows::new(workbook.bytes());
    let tally = workbook.each_row(&sheet, &mut |row| rows.take(row))?;
    let mut table = rows.table(source)?;
    let notes = source.notes.iter().cloned().chain([said]);
    table.notes.splice(0..0, notes);
    table.notes.extend(said_of(tally));
    table.from_1904 = tally.from_1904;
    Ok(table)
}

/// The sheet that is named or that looks most like records, and why.
fn choose(
    workbook: &mut dyn Workbook,
    source: &Source,
    options: &ReadOptions,
) -> Result<(String, String), ReadError> {
    let sheets = workbook.sheets();
    if let Some(said) = &options.layer {
        let is_meant = |sheet: &&SheetName| sheet.name.trim().eq_ignore_ascii_case(said.trim());
        let Some(sheet) = sheets.iter().find(is_meant) else {
            let (said, names) = (said.clone(), names(&sheets));
            return Err(Trouble::NoSuchLayer { said, names }.at(source.shown.as_str()));
        };
        let why = format!("sheet: \"{}\" (as --layer says)", sheet.name);
        return Ok((sheet.name.clone(), why));
    }
    let mut best: Option<(u8, &SheetName)> = None;
    let mut broken = None;
    for sheet in sheets
        .iter()
        .filter(|sheet| !sheet.is_hidden)
        .take(MOST_SHEETS)
    {
        let score = match score(workbook, &sheet.name, source, options) {
            // A sheet of charts is none of cells; if all are broken, the first is told of.
            Err(ReadError::File { trouble, path }) => {
                broken.get_or_insert(ReadError::File { trouble, path });
                continue;
            }
            score => score?,
        };
        if score > best.map_or(0, |(score, _)| score) {
            best = Some((score, sheet));
        }
    }
    let Some((score, sheet)) = best else {
        let names = names(&sheets);
        let none = || Trouble::NoTable { names }.at(source.shown.as_str());
        return Err(broken.unwrap_or_else(none));
    };
    let name = sheet.name.clone();
    let why = match (sheets.len(), score) {
        (1, _) => format!("sheet: \"{name}\""),
        (n, 4) => format!(
            "sheet: \"{name}\" (of {n}, the first with positions and times; --sheet names another)"
        ),
        (n, 3) => {
            format!("sheet: \"{name}\" (of {n}, the first with positions; --sheet names another)")
        }
        (n, _) => format!(
            "sheet: \"{name}\" (of {n}, none of which has positions; --sheet names another)"
        ),
    };
    Ok((name, why))
}

fn names(sheets: &[SheetName]) -> Vec<String> {
    sheets.iter().map(|sheet| sheet.name.clone()).collect()
}

/// How much the first rows of a sheet look like records: 0 is no table at all, 1 a table, 2 one
/// with times, 3 with positions, 4 with both.
fn score(
    workbook: &mut dyn Workbook,
    sheet: &str,
    source: &Source,
    options: &ReadOptions,
) -> Result<u8, ReadError> {
    let mut rows = Rows::new(workbook.bytes());
    let mut seen = 0;
    workbook.each_row(sheet, &mut |row| {
        seen += 1;
        if seen > ENOUGH {
            return ControlFlow::Break(());
        }
        rows.take(row)
    })?;
    let Ok(table) = rows.table(source) else {
        return Ok(0);
    };
    if table.headers.len() < 2 {
        return Ok(0);
    }
    // What the user says of columns may be true of another sheet.
    let Ok(layout) = Layout::new(&table, source, options) else {
        return Ok(1);
    };
    // Coordinates whose system cannot be told are positions all the same.
    let is_placed = !matches!(position::guess(&layout), Ok(None));
    let is_timed = time_columns::guess(&layout).is_some();
    Ok(1 + u8::from(is_timed) + 2 * u8::from(is_placed))
}

fn said_of(tally: Tally) -> Vec<String> {
    let mut said = Vec::new();
    if tally.merged > 0 {
        said.push(format!(
            "merged cells: {} fields were given the value of the cell they are merged with",
            tally.merged
        ));
    }
    if tally.errors > 0 {
        said.push(format!(
            "errors: {} cells hold an error such as #REF! and are taken as blank",
            tally.errors
        ));
    }
    said
}

/// The rows of a sheet on their way to a table.
struct Rows {
    /// The first, until it is known where the table begins.
    first: Vec<(u32, Vec<String>)>,
    head: Option<Head>,
    records: Vec<(u32, OwnRecord)>,
    /// Columns that hold something below the header.
    used: Vec<bool>,
    /// Fields that may still be laid out.
    fields_left: u64,
    is_too_wide: bool,
}

/// Where the table begins.
struct Head {
    headers: Vec<Header>,
    is_named: bool,
    /// Header cells that are not blank.
    filled: usize,
    notes: Vec<String>,
}

impl Rows {
    /// Nothing yet of a sheet of a workbook of so many bytes.
    fn new(bytes: u64) -> Self {
        Self {
            first: Vec::new(),
            head: None,
            records: Vec::new(),
            used: Vec::new(),
            fields_left: bytes.saturating_add(SPARE_FIELDS),
            is_too_wide: false,
        }
    }

    /// Takes the next row.
    fn take(&mut self, row: &SheetRow) -> ControlFlow<()> {
        if row.filled() == 0 {
            return ControlFlow::Continue(());
        }
        let Some(left) = self.fields_left.checked_sub(row.cost()) else {
            self.is_too_wide = true;
            return ControlFlow::Break(());
        };
        self.fields_left = left;
        if let Some(head) = &self.head {
            let record = record(row.cells(), row.filled(), head.filled);
            self.note_used(row.cells().map(|(column, _)| column));
            self.records.push((row.number, record));
            return ControlFlow::Continue(());
        }
        let mut fields = vec![String::new(); row.width()];
        for (column, text) in row.cells() {
            text.clone_into(&mut fields[column]);
        }
        self.first.push((row.number, fields));
        if self.first.len() == ENOUGH {
            self.begin();
        }
        ControlFlow::Continue(())
    }

    fn note_used(&mut self, columns: impl Iterator<Item = usize>) {
        for column in columns {
            if self.used.len() <= column {
                self.used.resize(column + 1, false);
            }
            self.used[column] = true;
        }
    }

    /// Finds the header among the first rows and turns those below it into records.
    fn begin(&mut self) {
        let (numbers, rows): (Vec<u32>, Vec<Vec<String>>) =
            std::mem::take(&mut self.first).into_iter().unzip();
        let top = top_of(&rows);
        let (Top::Header(at) | Top::NoHeader(at)) = top;
        let is_named = matches!(top, Top::Header(_));
        let at = at.min(rows.len());
        let names = rows.get(at).filter(|_| is_named);
        let headers: Vec<Header> = match names {
            Some(names) => names.iter().map(|name| Header::new(name)).collect(),
            None => Vec::new(),
        };
        let filled = rows.get(at).map_or(0, |row| filled(row));
        let line = numbers.get(at).copied().unwrap_or(1);
        self.head = Some(Head {
            headers,
            is_named,
            filled,
            notes: said_of_top(top, line, &rows[..at]),
        });
        let below = at + usize::from(is_named);
        for (number, row) in numbers.into_iter().zip(rows).skip(below) {
            let cells = || {
                let all = row.iter().map(String::as_str).enumerate();
                all.filter(|(_, text)| !text.is_empty())
            };
            let record = record(cells(), cells().count(), filled);
            let columns: Vec<usize> = cells().map(|(column, _)| column).collect();
            self.note_used(columns.into_iter());
            self.records.push((number, record));
        }
    }

    /// The table, when all rows are taken.
    fn table(mut self, source: &Source) -> Result<Table, ReadError> {
        if self.is_too_wide {
            let why = "its cells lie so far apart that it would take far more memory than it has \
                       bytes";
            return Err(super::damaged(source, why));
        }
        if self.head.is_none() {
            self.begin();
        }
        let Some(head) = self.head else {
            return Err(Trouble::Empty.at(source.shown.as_str()));
        };
        let is_named = head.is_named;
        let headers = all_headers(&head.headers, is_named, &self.used);
        if headers.is_empty() {
            return Err(Trouble::Empty.at(source.shown.as_str()));
        }
        if self.records.is_empty() {
            let headers = headers.into_iter().map(|header| header.text).collect();
            return Err(Trouble::HeaderOnly { headers }.at(source.shown.as_str()));
        }
        Ok(Table::sheet(headers, head.notes, self.records))
    }
}

/// The names of all columns: those of the header, and numbers for those that have records and
/// no name.
fn all_headers(named: &[Header], is_named: bool, used: &[bool]) -> Vec<Header> {
    let count = named.len().max(used.len());
    let mut headers = numbered(count);
    if !is_named {
        return headers;
    }
    for (column, header) in headers.iter_mut().enumerate() {
        let is_used = used.get(column).copied().unwrap_or_default();
        match named.get(column) {
            Some(name) if !name.text.is_empty() || !is_used => *header = name.clone(),
            _ => {}
        }
    }
    headers
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|text| !text.trim().is_empty()).count()
}

/// The record of a row. A line below the table, as "End of report" or "Total: 123", becomes a
/// record of one field, which is of the wrong shape.
fn record<'a>(
    cells: impl Iterator<Item = (usize, &'a str)>,
    filled: usize,
    named: usize,
) -> OwnRecord {
    let mut record = OwnRecord::default();
    let mut next = 0;
    for (column, text) in cells {
        let is_note = next == 0 && (filled == 1 || filled == 2 && sums_up(text)) && named > 2;
        if is_note {
            record.push(text.as_bytes());
            return record;
        }
        for _ in next..column {
            record.push(b"");
        }
        record.push(text.as_bytes());
        next = column + 1;
    }
    record
}

fn sums_up(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    ["total", "grand total", "count", "sum", "end of", "records"]
        .iter()
        .any(|word| text.starts_with(word))
}
