//! A table of texts: records of a CSV file, streamed, or records that another kind of file was
//! turned into.
//!
//! The separator is told by the content. Records whose number of fields is not the header's
//! are passed on as they are: whether they are of the wrong shape is for the caller to count.

use std::ops::ControlFlow;

use crate::base::Progress;
use crate::io::read::blocks::{Block, Blocks};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::records::{OwnRecord, Records, Row};
use crate::io::read::source::Source;

/// Size of the blocks that are gone through one by one; the first is often all that is asked for.
const BLOCK_BYTES: usize = 1 << 18;

/// A table that can be gone through more than once.
#[derive(Debug)]
pub(super) struct Table {
    /// The columns.
    pub(super) headers: Vec<Header>,
    /// What its fields are separated by, if it is a text table.
    pub(super) separator: u8,
    /// Columns of x and y taken from GeoJSON geometry, which need no guessing.
    pub(super) geometry: Option<(usize, usize)>,
    /// Where its records are.
    pub(super) body: Body,
}

/// Where the records of a table are.
#[derive(Debug)]
pub(super) enum Body {
    /// In the text, after the header.
    Csv(Start),
    /// At hand, with their numbers.
    Rows(Vec<(u32, OwnRecord)>),
}

/// A place in the plain text where a record begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// Bytes before it.
    pub(super) bytes: u64,
    /// Its line.
    pub(super) line: u32,
}

impl Start {
    const OF_TEXT: Self = Self { bytes: 0, line: 1 };
}

impl Table {
    /// The table in a CSV file.
    pub(super) fn csv(source: &Source) -> Result<Self, ReadError> {
        let separator = separator_of(&source.head, source.head_is_all);
        let Some((headers, body)) = header_of(source, separator)? else {
            return Err(Trouble::Empty.at(source.shown.as_str()));
        };
        let mut has_records = false;
        each_record(source, separator, body, None, |_| {
            has_records = true;
            ControlFlow::Break(())
        })?;
        if !has_records {
            let headers = headers.into_iter().map(|header| header.text).collect();
            return Err(Trouble::HeaderOnly { headers }.at(source.shown.as_str()));
        }
        Ok(Self {
            headers,
            separator,
            geometry: None,
            body: Body::Csv(body),
        })
    }

    /// A table of features: names of columns, and each feature's number with its texts.
    pub(super) fn features(
        headers: Vec<Header>,
        geometry: (usize, usize),
        rows: Vec<(u32, OwnRecord)>,
    ) -> Self {
        Self {
            headers,
            separator: b',',
            geometry: Some(geometry),
            body: Body::Rows(rows),
        }
    }

    /// Goes through the records after the header, wholly empty ones left out, until `visit`
    /// breaks off.
    pub(super) fn each(
        &self,
        source: &Source,
        progress: Option<&Progress>,
        mut visit: impl FnMut(Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        match &self.body {
            Body::Csv(start) => each_record(source, self.separator, *start, progress, visit),
            Body::Rows(rows) => {
                for (number, record) in rows {
                    if visit(record.row(*number)).is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// Whether a record of `fields` fields has the header's shape; if not, what is wrong.
    pub(super) fn wrong_shape(&self, fields: usize) -> Option<&'static str> {
        match fields.cmp(&self.headers.len()) {
            std::cmp::Ordering::Less => Some("fewer fields than the header"),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some("more fields than the header"),
        }
    }

    /// The columns' names as they stand in the file.
    pub(super) fn names(&self) -> Vec<String> {
        let geometry = self.geometry.map_or(self.headers.len(), |(x, y)| x.min(y));
        self.headers[..geometry]
            .iter()
            .map(|header| header.text.clone())
            .collect()
    }

    /// The column called `name`: exactly, else but for case, blanks and signs.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let like = Header::new(name).flat;
        let exact = self
            .headers
            .iter()
            .position(|header| header.text == name.trim());
        exact.or_else(|| {
            self.headers
                .iter()
                .position(|h| !like.is_empty() && h.flat == like)
        })
    }
}

/// The columns' names in the first record, and where the next begins.
fn header_of(source: &Source, separator: u8) -> Result<Option<(Vec<Header>, Start)>, ReadError> {
    let Start {
        mut bytes,
        mut line,
    } = Start::OF_TEXT;
    let mut blocks = Blocks::new(source.text()?, source, separator, 0, BLOCK_BYTES, None)?;
    let mut block = Block::default();
    while blocks.next(&mut block)? {
        let mut records = Records::new(block.text(), separator, line);
        let headers = records.next().map(|row| {
            let name = |column| Header::new(&row.text(column));
            (0..row.fields()).map(name).collect()
        });
        bytes += records.passed() as u64;
        line = records.line();
        if let Some(headers) = headers {
            return Ok(Some((headers, Start { bytes, line })));
        }
    }
    Ok(None)
}

/// Goes through the records from `start` on, wholly empty ones left out, one block after the
/// other.
fn each_record(
    source: &Source,
    separator: u8,
    start: Start,
    progress: Option<&Progress>,
    mut visit: impl FnMut(Row<'_>) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let text = source.text()?;
    let mut blocks = Blocks::new(text, source, separator, start.bytes, BLOCK_BYTES, progress)?;
    let mut block = Block::default();
    let mut line = start.line;
    while blocks.next(&mut block)? {
        let mut records = Records::new(block.text(), separator, line);
        while let Some(row) = records.next() {
            if visit(row).is_break() {
                return Ok(());
            }
        }
        line = records.line();
    }
    Ok(())
}

/// The separator that cuts the start of the text into the most regular records.
fn separator_of(head: &[u8], is_all: bool) -> u8 {
    let score = |separator: u8| {
        let mut head = head.to_vec();
        let mut records = Records::new(&mut head, separator, 1);
        let mut widths: Vec<usize> = Vec::new();
        while widths.len() < 50
            && let Some(width) = records.next_width()
        {
            widths.push(width);
        }
        if !is_all && widths.len() > 1 {
            widths.pop();
        }
        let columns = widths.first().copied().unwrap_or(0);
        let regular = widths.iter().filter(|&&width| width == columns).count();
        if columns < 2 {
            (0, 0)
        } else {
            (regular * 100 / widths.len(), columns)
        }
    };
    // A text may hold a few commas in every record and be cut by semicolons all the same; the
    // first of equals wins, so that a plain comma is preferred.
    let mut best = (b',', score(b','));
    for separator in [b';', b'\t', b'|'] {
        let score = score(separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}
