//! A table of texts: records of a CSV file, streamed, or records that another kind of file was
//! turned into.
//!
//! The separator and the header are told by the content. Records whose number of fields is not the header's
//! are passed on as they are: whether they are of the wrong shape is for the caller to count.

use std::ops::ControlFlow;

use crate::base::Progress;
use crate::data::raw::ReadReport;
use crate::io::read::blocks::{Block, Blocks};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::first_rows::{self, Top, numbered, said_of_top, top_of};
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
    /// What there is to say of how it was found in the file, one sentence each.
    pub(super) notes: Vec<String>,
    /// Records that are none, and doubts, found on the way.
    pub(super) amiss: ReadReport,
    /// Whether its columns may be named by the letters of a spreadsheet.
    pub(super) has_letters: bool,
    /// Whether records may leave out fields at their end, as rows of a sheet do.
    pub(super) is_ragged: bool,
    /// Whether days that are numbers are counted from 1904 and not from 1900.
    pub(super) from_1904: bool,
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
        let Opening {
            separator,
            top,
            start,
            columns,
            notes,
        } = Opening::of(&source.head, source.head_is_all);
        let named = matches!(top, Top::Header(_));
        let (headers, body) = if named {
            let Some(found) = header_at(source, separator, start)? else {
                return Err(Trouble::Empty.at(source.shown.as_str()));
            };
            found
        } else {
            (numbered(columns), start)
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
        let notes = source.notes.iter().cloned().chain(notes).collect();
        Ok(Self {
            headers,
            separator,
            geometry: None,
            notes,
            amiss: ReadReport::default(),
            has_letters: !named,
            is_ragged: false,
            from_1904: false,
            body: Body::Csv(body),
        })
    }

    /// A table of features: names of columns, those of the geometry if there is any, each
    /// feature's number with its texts, what there is to say, and what was found amiss.
    pub(super) fn features(
        headers: Vec<Header>,
        geometry: Option<(usize, usize)>,
        rows: Vec<(u32, OwnRecord)>,
        notes: Vec<String>,
        amiss: ReadReport,
    ) -> Self {
        Self {
            headers,
            separator: b',',
            geometry,
            notes,
            amiss,
            has_letters: false,
            is_ragged: false,
            from_1904: false,
            body: Body::Rows(rows),
        }
    }

    /// A table on a sheet: names of columns, what there is to say, and each row's number with
    /// its texts.
    pub(super) fn sheet(
        headers: Vec<Header>,
        notes: Vec<String>,
        rows: Vec<(u32, OwnRecord)>,
    ) -> Self {
        Self {
            headers,
            separator: b',',
            geometry: None,
            notes,
            amiss: ReadReport::default(),
            has_letters: true,
            is_ragged: true,
            from_1904: false,
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
        // What has a single field in a sheet is no record but a line below the table.
        if self.is_ragged && fields != 1 && fields <= self.headers.len() {
            return None;
        }
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

    /// The column called `name`: exactly, else but for case, blanks and signs, else by the
    /// letter a spreadsheet gives it.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let like = Header::new(name).flat;
        let exact = self
            .headers
            .iter()
            .position(|header| header.text == name.trim());
        exact
            .or_else(|| {
                self.headers
                    .iter()
                    .position(|h| !like.is_empty() && h.flat == like)
            })
            .or_else(|| self.has_letters.then(|| self.lettered(name)).flatten())
    }

    /// The column a spreadsheet calls `A`, `B`, …, `AA`.
    fn lettered(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let fits = (1..=3).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
        let number = name.bytes().fold(0, |sum, letter| {
            sum * 26 + usize::from(letter.to_ascii_uppercase().wrapping_sub(b'A')) + 1
        });
        (fits && number <= self.headers.len()).then(|| number - 1)
    }
}

/// The columns' names in the record at `start`, and where the next begins.
fn header_at(
    source: &Source,
    separator: u8,
    start: Start,
) -> Result<Option<(Vec<Header>, Start)>, ReadError> {
    let Start {
        mut bytes,
        mut line,
    } = start;
    let text = source.text()?;
    let mut blocks = Blocks::new(text, source, separator, bytes, BLOCK_BYTES, None)?;
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

/// How a text begins.
#[derive(Debug)]
struct Opening {
    separator: u8,
    top: Top,
    /// Where the header or, without one, the first record begins.
    start: Start,
    /// How many fields the first record has.
    columns: usize,
    notes: Vec<String>,
}

impl Opening {
    /// Looks at the start of a text.
    fn of(head: &[u8], is_all: bool) -> Self {
        let said = said_separator(head);
        let (separator, body) = match said {
            Some((separator, length)) => (separator, length),
            None => (separator_of(head, is_all), 0),
        };
        let mut text = head[body..].to_vec();
        let mut records = Records::new(&mut text, separator, 1 + u32::from(said.is_some()));
        let (mut starts, mut lines, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        while rows.len() < first_rows::ENOUGH {
            let bytes = (body + records.passed()) as u64;
            let line = records.line();
            let Some(row) = records.next() else { break };
            let fields = (0..row.fields()).map(|column| row.text(column).into_owned());
            rows.push(fields.collect::<Vec<_>>());
            starts.push(Start { bytes, line });
            lines.push(row.line);
        }
        if !is_all && rows.len() > 1 {
            // It may be cut off.
            rows.pop();
        }
        let top = top_of(&rows);
        let (Top::Header(at) | Top::NoHeader(at)) = top;
        let above = &rows[..at.min(rows.len())];
        let line = lines.get(at).copied().unwrap_or(1);
        let said_separator = said.map(|_| "separator: as the first line says".to_owned());
        Self {
            separator,
            top,
            start: starts.get(at).copied().unwrap_or(Start::OF_TEXT),
            columns: rows.get(at).map_or(0, Vec::len),
            notes: said_separator
                .into_iter()
                .chain(said_of_top(top, line, above))
                .collect(),
        }
    }
}

/// The separator that the first line names for Excel, as in `sep=;`, and that line's length.
fn said_separator(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&head[..end]).ok()?.trim_matches('"');
    let sign = line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
        .map(|_| &line[4..])?;
    match sign.as_bytes() {
        &[sign] if sign.is_ascii() && !sign.is_ascii_alphanumeric() && sign != b'"' => {
            Some((sign, end + 1))
        }
        _ => None,
    }
}

/// How evenly a separator cuts the start of a text: the share in percent of the records that
/// have the most frequent number of fields, and that number.
fn evenness(head: &[u8], is_all: bool, separator: u8) -> (usize, usize) {
    let mut head = head.to_vec();
    let mut records = Records::new(&mut head, separator, 1);
    let mut widths: Vec<usize> = Vec::new();
    while widths.len() < first_rows::ENOUGH
        && let Some(width) = records.next_width()
    {
        widths.push(width);
    }
    if !is_all && widths.len() > 1 {
        widths.pop();
    }
    let count = |width: usize| widths.iter().filter(|&&w| w == width).count();
    let wide = widths.iter().copied().filter(|&width| width > 1);
    let usual = wide.max_by_key(|&width| (count(width), width));
    usual.map_or((0, 0), |width| (count(width) * 100 / widths.len(), width))
}

/// The separator that cuts the start of the text into the most regular records.
fn separator_of(head: &[u8], is_all: bool) -> u8 {
    // A text may hold a few commas in every record and be cut by semicolons all the same; the
    // first of equals wins, so that a plain comma is preferred.
    let mut best = (b',', evenness(head, is_all, b','));
    for separator in [b';', b'\t', b'|'] {
        let score = evenness(head, is_all, separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

/// Whether what starts with `head` may be a table: JSON, or records of mostly one width. Where
/// an archive holds several files, this tells tables from the notes beside them.
pub(super) fn looks_like_table(head: &[u8], is_all: bool) -> bool {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    let even = |separator| evenness(head, is_all, separator).0 >= 60;
    matches!(first, Some(b'{' | b'['))
        || said_separator(head).is_some()
        || [b',', b';', b'\t', b'|'].into_iter().any(even)
}
