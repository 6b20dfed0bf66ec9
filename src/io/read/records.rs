//! Takes a text apart into records and fields.
//!
//! The rules of quoting are those of RFC 4180 as the `csv` crate reads texts that break them:
//!
//! - a quotation mark means something only as the first byte of a field; anywhere else it is
//!   text;
//! - inside a quoted field two marks stand for one, and what follows the closing mark, up to the
//!   separator, is text of the same field;
//! - empty lines are no records, and a text may end inside a record.
//!
//! Fields are stretches of the text itself: nothing is copied. A field whose marks are doubled
//! is moved together where it lies, for it only gets shorter.

use std::borrow::Cow;

use memchr::memchr;

use crate::io::read::signs::Signs;
use crate::io::read::text::decoded;

/// A field's first byte and the first byte after it.
type Field = (usize, usize);

/// The records of one text, which begins with a record.
#[derive(Debug)]
pub(super) struct Records<'a> {
    text: &'a mut [u8],
    separator: u8,
    /// Where the next record begins.
    at: usize,
    /// Line feeds passed.
    lines: u32,
    /// The record last read.
    fields: Vec<Field>,
    /// Whether it has a line feed inside.
    has_breaks: bool,
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// Line on which it starts, or number of the feature.
    pub(super) line: u32,
    text: &'a [u8],
    fields: &'a [Field],
    has_breaks: bool,
}

/// A record that owns its text.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnRecord {
    text: Vec<u8>,
    fields: Vec<Field>,
}

impl<'a> Records<'a> {
    /// The records of `text`, the first of which stands on `line`.
    pub(super) fn new(text: &'a mut [u8], separator: u8, line: u32) -> Self {
        Self {
            text,
            separator,
            at: 0,
            lines: line,
            fields: Vec::new(),
            has_breaks: false,
        }
    }

    /// The next record, those of nothing but blanks left out.
    pub(super) fn next(&mut self) -> Option<Row<'_>> {
        let line = loop {
            let line = self.advance()?;
            if !self.is_blank() {
                break line;
            }
        };
        Some(Row {
            line,
            text: self.text,
            fields: &self.fields,
            has_breaks: self.has_breaks,
        })
    }

    /// How many fields the next record has, one of nothing but blanks too.
    pub(super) fn next_width(&mut self) -> Option<usize> {
        self.advance()?;
        Some(self.fields.len())
    }

    /// Bytes passed.
    pub(super) fn passed(&self) -> usize {
        self.at
    }

    /// The line on which the next record may start.
    pub(super) fn line(&self) -> u32 {
        self.lines
    }

    fn is_blank(&self) -> bool {
        let is_blank =
            |&(from, to): &Field| self.text[from..to].iter().all(u8::is_ascii_whitespace);
        self.fields.iter().all(is_blank)
    }

    /// Reads a record and tells its line.
    fn advance(&mut self) -> Option<u32> {
        while self.text.get(self.at) == Some(&b'\n') {
            self.at += 1;
            self.pass_line();
        }
        if self.at >= self.text.len() {
            return None;
        }
        let line = self.lines;
        self.fields.clear();
        self.has_breaks = false;
        self.read_fields();
        Some(line)
    }

    fn read_fields(&mut self) {
        while !self.read_plain_fields() {
            let end = self.read_quoted_field(self.at + 1);
            let last = self.text.get(end);
            self.at = self.text.len().min(end + 1);
            match last {
                Some(b'\n') => return self.pass_line(),
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Reads fields up to one that begins with a mark; says whether the record ended before.
    fn read_plain_fields(&mut self) -> bool {
        let text = &*self.text;
        let mut from = self.at;
        let mut ends = Signs::after(text, from, self.separator);
        loop {
            if text.get(from) == Some(&b'"') {
                self.at = from;
                return false;
            }
            let end = ends.next(text);
            self.fields.push((from, end));
            from = end + 1;
            match text.get(end) {
                Some(b'\n') => {
                    self.at = from;
                    self.pass_line();
                    return true;
                }
                Some(_) => {}
                None => {
                    self.at = end;
                    return true;
                }
            }
        }
    }

    /// Reads a field whose opening mark stands before `begin`; tells where what ends it stands.
    fn read_quoted_field(&mut self, begin: usize) -> usize {
        let mut marks = Signs::after(self.text, begin, b'"');
        let (mut from, mut to) = (begin, begin);
        let end = loop {
            let mark = marks.next(self.text);
            match self.text.get(mark) {
                Some(b'\n') => {
                    self.has_breaks = true;
                    self.pass_line();
                }
                Some(_) if self.text.get(mark + 1) == Some(&b'"') => {
                    // The first of the two stays; the second is the next to be found.
                    to = self.moved(from, mark + 1, to);
                    from = marks.next(self.text) + 1;
                }
                Some(_) => {
                    to = self.moved(from, mark, to);
                    let end = Signs::after(self.text, mark + 1, self.separator).next(self.text);
                    to = self.moved(mark + 1, end, to);
                    break end;
                }
                None => {
                    to = self.moved(from, mark, to);
                    break mark;
                }
            }
        };
        self.fields.push((begin, to));
        end
    }

    /// Moves the stretch to `to` and tells where it ends there.
    fn moved(&mut self, from: usize, end: usize, to: usize) -> usize {
        if from != to {
            self.text.copy_within(from..end, to);
        }
        to + (end - from)
    }

    fn pass_line(&mut self) {
        self.lines = self.lines.saturating_add(1);
    }
}

impl Row<'_> {
    /// How many fields it has.
    pub(super) fn fields(&self) -> usize {
        self.fields.len()
    }

    /// A field as it stands; empty beyond the last.
    pub(super) fn bytes(&self, column: usize) -> &[u8] {
        self.fields
            .get(column)
            .map_or(&[], |&(from, to)| &self.text[from..to])
    }

    /// Text of a field, without blanks around it; empty beyond the last.
    pub(super) fn text(&self, column: usize) -> Cow<'_, str> {
        decoded(self.bytes(column))
    }

    /// Whether a field holds a line that looks like a record of `columns` fields: then a
    /// quotation mark is missing, and records were swallowed.
    pub(super) fn swallows_records(&self, separator: u8, columns: usize) -> bool {
        if columns <= 2 || !self.has_breaks {
            return false;
        }
        let fields = |line: &[u8]| line.split(|&byte| byte == separator).count();
        (0..self.fields()).any(|column| {
            let mut lines = self.bytes(column).split(|&byte| byte == b'\n').skip(1);
            lines.any(|line| fields(line) >= columns)
        })
    }
}

impl OwnRecord {
    /// Appends a field.
    pub(super) fn push(&mut self, field: &[u8]) {
        let from = self.text.len();
        self.text.extend_from_slice(field);
        self.fields.push((from, self.text.len()));
    }

    /// The record as number `line`.
    pub(super) fn row(&self, line: u32) -> Row<'_> {
        Row {
            line,
            text: &self.text,
            fields: &self.fields,
            has_breaks: memchr(b'\n', &self.text).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::{ByteRecord, ReaderBuilder, Terminator};
    use memchr::memchr_iter;
    use proptest::prelude::*;

    type Told = (u32, Vec<Vec<u8>>);

    fn records(text: &[u8], separator: u8) -> Vec<Told> {
        let mut text = text.to_vec();
        let mut records = Records::new(&mut text, separator, 1);
        let mut all = Vec::new();
        while let Some(row) = records.next() {
            let fields = (0..row.fields()).map(|i| row.bytes(i).to_vec());
            all.push((row.line, fields.collect()));
        }
        assert_eq!(records.passed(), text.len());
        all
    }

    /// The same by the `csv` crate.
    fn by_csv(text: &[u8], separator: u8) -> Vec<Told> {
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(text);
        let mut record = ByteRecord::new();
        let mut all = Vec::new();
        while reader.read_byte_record(&mut record).unwrap() {
            if record.as_slice().iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            // It counts the empty lines before a record to the record.
            let start = record.position().unwrap().byte() as usize;
            let blank = text[start..].iter().take_while(|&&b| b == b'\n').count();
            let line = memchr_iter(b'\n', &text[..start + blank]).count() as u32 + 1;
            all.push((line, record.iter().map(<[u8]>::to_vec).collect()));
        }
        all
    }

    #[test]
    fn marks_mean_something_only_at_the_start_of_a_field() {
        let read = |text: &str| -> Vec<Vec<String>> {
            let text_of = |field: Vec<u8>| String::from_utf8(field).unwrap();
            let all = records(text.as_bytes(), b',').into_iter();
            all.map(|(_, fields)| fields.into_iter().map(text_of).collect())
                .collect()
        };
        assert_eq!(read("a,\"b,\nc\",d\n"), [["a", "b,\nc", "d"]]);
        assert_eq!(read("\"a\"\"b\"c\"d,e"), [["a\"bc\"d", "e"]]);
        assert_eq!(read("a\"b,c\"\n d,\n"), [["a\"b", "c\""], [" d", ""]]);
        assert_eq!(read("\"\",\"\"\"\"\n,\"x"), [["", "\""], ["", "x"]]);
        assert_eq!(read("\n\n , \n\n"), Vec::<Vec<String>>::new());
    }

    #[test]
    fn lines_count_breaks_inside_quotes_and_empty_lines() {
        let lines: Vec<u32> = records(b"\na\n\n\"b\n\nc\"\n \nd\n\n\"e\n", b',')
            .into_iter()
            .map(|(line, _)| line)
            .collect();
        assert_eq!(lines, [2, 4, 8, 10]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn every_text_is_read_as_the_csv_crate_reads_it(
            // A byte order mark at the start is cut off before.
            text in prop::collection::vec(
                prop::sample::select(&b"a,,;\t|\"\"\"\n\n x\xe9"[..]), 0..60),
            separator in prop::sample::select(&b",;\t|"[..]),
        ) {
            prop_assert_eq!(records(&text, separator), by_csv(&text, separator));
        }
    }
}
