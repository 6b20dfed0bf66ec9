//! A table of texts: records of a CSV file, streamed, or the properties of GeoJSON points.
//!
//! The separator is told by the content. Records whose number of fields is not the header's
//! are passed on as they are: whether they are of the wrong shape is for the caller to count.

use std::borrow::Cow;
use std::ops::ControlFlow;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use crate::base::Progress;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::header::Header;
use crate::io::read::source::Source;
use crate::io::read::text::decoded;

/// How often progress is told, in records.
const RECORDS_PER_CHECK: usize = 4096;

/// A table that can be gone through more than once.
#[derive(Debug)]
pub(super) struct Table {
    /// The columns.
    pub(super) headers: Vec<Header>,
    /// What its fields are separated by, if it is a text table.
    pub(super) separator: u8,
    /// Columns of x and y taken from GeoJSON geometry, which need no guessing.
    pub(super) geometry: Option<(usize, usize)>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Csv,
    Features(Vec<(u32, ByteRecord)>),
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// Line on which it starts, or number of the feature.
    pub(super) line: u32,
    record: &'a ByteRecord,
}

impl<'a> Row<'a> {
    /// How many fields it has.
    pub(super) fn fields(&self) -> usize {
        self.record.len()
    }

    /// Text of a field, without blanks around it; empty beyond the last.
    pub(super) fn text(&self, column: usize) -> Cow<'a, str> {
        self.record.get(column).map_or(Cow::Borrowed(""), decoded)
    }

    /// Whether a field holds a line that looks like a record of `columns` fields: then a
    /// quotation mark is missing, and records were swallowed.
    pub(super) fn swallows_records(&self, separator: u8, columns: usize) -> bool {
        let fields = |line: &[u8]| line.split(|&byte| byte == separator).count();
        let swallows = |field: &[u8]| {
            let mut lines = field.split(|&byte| byte == b'\n').skip(1);
            lines.any(|line| fields(line) >= columns)
        };
        // Most records have no line break at all: ask that first, it is quick.
        columns > 2 && self.record.as_slice().contains(&b'\n') && self.record.iter().any(swallows)
    }

    fn is_blank(&self) -> bool {
        self.record.as_slice().iter().all(u8::is_ascii_whitespace)
    }
}

impl Table {
    /// The table in a CSV file.
    pub(super) fn csv(source: &Source) -> Result<Self, ReadError> {
        let separator = separator_of(&source.head, source.head_is_all);
        let mut headers: Option<Vec<Header>> = None;
        let mut has_records = false;
        records_of(source, separator, None, |row| {
            if headers.is_some() {
                has_records = true;
                return ControlFlow::Break(());
            }
            headers = Some(
                row.record
                    .iter()
                    .map(|name| Header::new(&decoded(name)))
                    .collect(),
            );
            ControlFlow::Continue(())
        })?;
        let headers = headers.ok_or_else(|| Trouble::Empty.at(source.shown.as_str()))?;
        if !has_records {
            let headers = headers.into_iter().map(|header| header.text).collect();
            return Err(Trouble::HeaderOnly { headers }.at(source.shown.as_str()));
        }
        Ok(Self {
            headers,
            separator,
            geometry: None,
            body: Body::Csv,
        })
    }

    /// A table of features: names of columns, and each feature's number with its texts.
    pub(super) fn features(
        headers: Vec<Header>,
        geometry: (usize, usize),
        rows: Vec<(u32, ByteRecord)>,
    ) -> Self {
        Self {
            headers,
            separator: b',',
            geometry: Some(geometry),
            body: Body::Features(rows),
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
            Body::Csv => {
                let mut in_header = true;
                records_of(source, self.separator, progress, |row| {
                    if std::mem::take(&mut in_header) {
                        return ControlFlow::Continue(());
                    }
                    visit(row)
                })
            }
            Body::Features(rows) => {
                for &(line, ref record) in rows {
                    if visit(Row { line, record }).is_break() {
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

/// Goes through all records of a CSV text, header included, wholly empty ones left out.
fn records_of(
    source: &Source,
    separator: u8,
    progress: Option<&Progress>,
    mut visit: impl FnMut(Row<'_>) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let (text, taken) = source.text()?;
    let mut reader = builder(separator).from_reader(text);
    let mut record = ByteRecord::new();
    let mut count = 0;
    loop {
        let line_before = reader.position().line();
        let more = reader.read_byte_record(&mut record);
        if !more.map_err(|error| source.trouble(&error.into()))? {
            return Ok(());
        }
        count += 1;
        if count % RECORDS_PER_CHECK == 0
            && let Some(progress) = progress
        {
            progress.check(taken.get() as usize, source.bytes as usize)?;
        }
        // Empty lines before the record are skipped by the reader, which then tells the line of
        // the first of them; the line it ends on and the line breaks inside tell the truth.
        let breaks = record.as_slice().split(|&byte| byte == b'\n').count() as u64 - 1;
        let line = reader
            .position()
            .line()
            .saturating_sub(1 + breaks)
            .max(line_before);
        let row = Row {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            record: &record,
        };
        if !row.is_blank() && visit(row).is_break() {
            return Ok(());
        }
    }
}

fn builder(separator: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(separator)
        .has_headers(false)
        .flexible(true);
    builder
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(1 << 17);
    builder
}

/// The separator that cuts the start of the text into the most regular records.
fn separator_of(head: &[u8], is_all: bool) -> u8 {
    let score = |separator: u8| {
        let mut widths: Vec<usize> = Vec::new();
        let mut reader = builder(separator).from_reader(head);
        for record in reader.byte_records().take(50).flatten() {
            widths.push(record.len());
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
