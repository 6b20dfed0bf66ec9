//! Workbooks: which sheet holds the table, and its rows as records.
//!
//! A sheet is chosen by what it holds: the first with positions and times goes before one with
//! positions alone, and that before any other; hidden sheets are used only if they are named.
//! Whatever kind the workbook is of, its cells become the texts that an export to CSV would
//! have, and records keep the numbers of their rows.

mod cell_text;
mod inspect;
mod ods;
mod row;
mod table;
mod xls;
mod xlsx;

use std::fmt::Display;
use std::io::{Error, Read, Result as IoResult, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::base::{Cancelled, Progress};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::Format;
use crate::io::read::sheets::row::SheetRow;
use crate::io::read::source::{Seekable, Source};

pub(super) use table::table;

/// Name of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SheetName {
    name: String,
    /// Whether the program that wrote it does not show it.
    is_hidden: bool,
}

/// The sheets of a workbook of Excel's.
fn names(sheets: &[calamine::Sheet]) -> Vec<SheetName> {
    let name = |sheet: &calamine::Sheet| SheetName {
        name: sheet.name.clone(),
        is_hidden: sheet.visible != calamine::SheetVisible::Visible,
    };
    sheets.iter().map(name).collect()
}

/// What rows are handed to, until it breaks off.
type Visit<'a> = &'a mut dyn FnMut(&SheetRow) -> ControlFlow<()>;

/// What was met in the cells of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    /// Errors of formulas, such as `#REF!`.
    errors: usize,
    /// Cells that have the value of the region they are merged into.
    merged: usize,
    /// Whether days are counted from 1904.
    from_1904: bool,
}

/// An open workbook of any kind.
trait Workbook {
    /// Its sheets, in the order they are shown.
    fn sheets(&self) -> Vec<SheetName>;

    /// Bytes of its parts, unpacked.
    fn bytes(&self) -> u64;

    /// Goes through the rows of a sheet that hold anything.
    fn each_row(&mut self, sheet: &str, visit: Visit<'_>) -> Result<Tally, ReadError>;
}

fn open<'a>(
    source: &'a Source,
    progress: &'a Progress,
) -> Result<Box<dyn Workbook + 'a>, ReadError> {
    match source.format {
        Format::Ods => ods::open(source, progress),
        Format::Xls => xls::open(source, progress),
        _ => xlsx::open(source, progress),
    }
}

/// The trouble with a workbook that is broken.
fn damaged(source: &Source, why: &str) -> ReadError {
    Trouble::Damaged {
        what: source.format.workbook().unwrap_or("the file").to_owned(),
        why: why.to_owned(),
        remedy: "open it in its program and save it again, or export the sheet as CSV",
    }
    .at(source.shown.as_str())
}

/// Runs a reader that is not ours. What it fails with is the file's fault, unless nobody waits
/// any more; and should it panic over a broken file, the program does not end.
fn guarded<T, E: Display>(
    source: &Source,
    progress: &Progress,
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, ReadError> {
    let read = catch_unwind(AssertUnwindSafe(read));
    if progress.is_cancelled() {
        return Err(Cancelled.into());
    }
    match read {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(damaged(source, &error.to_string())),
        Err(_) => Err(damaged(source, "its parts contradict each other")),
    }
}

/// The bytes of a workbook: whoever reads them is asked now and then whether it is still wanted,
/// and tells how far it is.
struct Polled {
    inner: Box<dyn Seekable>,
    progress: Progress,
    done: usize,
    total: usize,
}

impl Polled {
    fn new(source: &Source, progress: &Progress) -> Result<Self, ReadError> {
        Ok(Self {
            inner: source.seekable()?,
            progress: progress.clone(),
            done: 0,
            total: source.bytes as usize,
        })
    }
}

impl Read for Polled {
    fn read(&mut self, out: &mut [u8]) -> IoResult<usize> {
        let wanted = self.progress.check(self.done, self.total);
        wanted.map_err(Error::other)?;
        let n = self.inner.read(out)?;
        self.done += n;
        Ok(n)
    }
}

impl Seek for Polled {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        self.inner.seek(to)
    }
}
