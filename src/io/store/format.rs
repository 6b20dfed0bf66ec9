//! The file of a table.
//!
//! A header of one page; the columns of [`Incidents::bytes`], each from a page of its own, in
//! this machine's order of bytes; and what is no column, as JSON. Every block of the columns
//! and the JSON have a CRC-32, which are all looked at on opening.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};

use bytes::Bytes;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::{Cancelled, Progress};
use crate::data::Incidents;
use crate::data::assemble::IncidentTable;
use crate::data::incidents::COLUMNS;
use crate::io::store::key::Key;
use crate::io::store::meta::Meta;

/// Counts up whenever what is written, or how it is made of the user's files, changes.
pub(super) const VERSION: u32 = 5;

const MAGIC: &[u8; 8] = b"nbtable\n";
/// Read as written only by a machine with the same order of bytes.
const ORDER: u32 = 0x0102_0304;
const PAGE: u64 = 4096;
/// What one checksum is for.
const BLOCK: usize = 1 << 22;
const HEADER: usize = 72;

/// The end of the file: where the columns lie, and all else.
#[derive(Debug, Serialize, Deserialize)]
struct Tail {
    columns: Vec<Place>,
    meta: Meta,
}

#[derive(Debug, Serialize, Deserialize)]
struct Place {
    at: u64,
    bytes: u64,
    checksums: Vec<u32>,
}

/// The size of the table's columns in a file.
pub(super) fn size(table: &IncidentTable) -> u64 {
    let columns = table.incidents.bytes();
    columns
        .iter()
        .map(|column| (column.len() as u64).next_multiple_of(PAGE))
        .sum::<u64>()
        + PAGE
}

/// Writes a table to an empty file.
pub(super) fn write(
    file: &mut File,
    key: &Key,
    table: &IncidentTable,
    progress: &Progress,
) -> io::Result<()> {
    let mut at = PAGE;
    let mut columns = Vec::with_capacity(COLUMNS);
    for column in table.incidents.bytes() {
        file.seek(SeekFrom::Start(at))?;
        for block in column.chunks(BLOCK) {
            if progress.is_cancelled() {
                return Err(io::Error::new(io::ErrorKind::Interrupted, Cancelled));
            }
            file.write_all(block)?;
        }
        columns.push(Place {
            at,
            bytes: column.len() as u64,
            checksums: column.par_chunks(BLOCK).map(crc32fast::hash).collect(),
        });
        at = (at + column.len() as u64).next_multiple_of(PAGE);
    }
    file.seek(SeekFrom::Start(at))?;
    let meta = Meta::of(table);
    let tail = serde_json::to_vec(&Tail { columns, meta })?;
    BufWriter::new(&mut *file).write_all(&tail)?;
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&VERSION.to_ne_bytes());
    header.extend_from_slice(&ORDER.to_ne_bytes());
    header.extend_from_slice(&key.0);
    header.extend_from_slice(&at.to_ne_bytes());
    header.extend_from_slice(&(tail.len() as u64).to_ne_bytes());
    header.extend_from_slice(&crc32fast::hash(&tail).to_ne_bytes());
    header.extend_from_slice(&crc32fast::hash(&header).to_ne_bytes());
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}

/// Whether columns are compared with their checksums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// All of them.
    Checked,
    /// None: they were written a moment ago, and looking at them would bring them all into memory
    /// beside the table they were written from.
    JustWritten,
}

/// The table in `file`; `None` unless it is whole and that of `key`.
pub(super) fn read(
    file: &Bytes,
    key: &Key,
    columns_are: Columns,
    progress: &Progress,
) -> Result<Option<IncidentTable>, Cancelled> {
    let Some(tail) = tail(file, key) else {
        return Ok(None);
    };
    let mut columns = Vec::with_capacity(COLUMNS);
    for (done, place) in tail.columns.iter().enumerate() {
        progress.check(done, tail.columns.len())?;
        let column = match columns_are {
            Columns::Checked => checked_column(file, place),
            Columns::JustWritten => slice(file, place.at, place.bytes),
        };
        let Some(column) = column else {
            return Ok(None);
        };
        columns.push(column);
    }
    let incidents = Incidents::from_bytes(columns);
    Ok(incidents.and_then(|incidents| tail.meta.table(incidents)))
}

fn tail(file: &Bytes, key: &Key) -> Option<Tail> {
    let header = file.get(..HEADER)?;
    let (header, checksum) = header.split_at(HEADER - 4);
    let whole = crc32fast::hash(header).to_ne_bytes() == checksum;
    let start = [
        MAGIC.as_slice(),
        &VERSION.to_ne_bytes(),
        &ORDER.to_ne_bytes(),
        &key.0,
    ]
    .concat();
    let numbers = header.strip_prefix(start.as_slice()).filter(|_| whole)?;
    let number = |at: usize| {
        Some(u64::from_ne_bytes(
            numbers.get(at..at + 8)?.try_into().ok()?,
        ))
    };
    let (at, bytes) = (number(0)?, number(8)?);
    let tail = slice(file, at, bytes)?;
    if crc32fast::hash(&tail).to_ne_bytes() != numbers.get(16..)? {
        return None;
    }
    serde_json::from_slice(&tail).ok()
}

fn checked_column(file: &Bytes, place: &Place) -> Option<Bytes> {
    let column = slice(file, place.at, place.bytes)?;
    let blocks = column.par_chunks(BLOCK);
    let whole = blocks.len() == place.checksums.len()
        && blocks
            .zip(&place.checksums)
            .all(|(block, &sum)| crc32fast::hash(block) == sum);
    whole.then_some(column)
}

fn slice(file: &Bytes, at: u64, bytes: u64) -> Option<Bytes> {
    let end = at
        .checked_add(bytes)
        .filter(|&end| end <= file.len() as u64)?;
    Some(file.slice(at as usize..end as usize))
}
