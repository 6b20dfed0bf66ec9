//! Workbooks of LibreOffice and its kin (OpenDocument 1.2, part 1), row after row.
//!
//! A sheet may say that a row or a cell is repeated a million times. Other readers lay all of
//! that out in memory; here every repetition is handed on by itself and counted.

use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use memchr::memmem;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::base::Progress;
use crate::io::read::archive::Member;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::sheets::cell_text::{iso_clock, number};
use crate::io::read::sheets::inspect::inspect;
use crate::io::read::sheets::row::{LAST_COLUMN, SheetRow};
use crate::io::read::sheets::{SheetName, Tally, Visit, Workbook, damaged};
use crate::io::read::source::Source;

/// The last row of any spreadsheet, from 1.
const LAST_ROW: u32 = 1_048_576;
/// Text of a row beyond which cells that repeat it are no honest ones.
const MOST_ROW_TEXT: usize = 1_000_000;

/// An open workbook.
struct Book<'a> {
    source: &'a Source,
    progress: &'a Progress,
    content: Member,
    bytes: u64,
    sheets: Vec<SheetName>,
}

/// Opens the workbook `source`.
pub(super) fn open<'a>(
    source: &'a Source,
    progress: &'a Progress,
) -> Result<Box<dyn Workbook + 'a>, ReadError> {
    let members = source.members()?;
    let member = |name: &str| members.iter().find(|member| member.name == name);
    if let Some(manifest) = member("META-INF/manifest.xml") {
        refuse_locked(source, manifest)?;
    }
    let parts = inspect(source, &members, progress)?;
    let content = member("content.xml")
        .ok_or_else(|| damaged(source, "it has no part content.xml"))?
        .clone();
    let mut book = Book {
        source,
        progress,
        content,
        bytes: parts.bytes,
        sheets: Vec::new(),
    };
    book.sheets = book.names()?;
    Ok(Box::new(book))
}

fn refuse_locked(source: &Source, manifest: &Member) -> Result<(), ReadError> {
    let mut text = Vec::new();
    let read = source
        .member(manifest)?
        .take(1 << 20)
        .read_to_end(&mut text);
    read.map_err(|error| source.trouble(&error))?;
    if memmem::find(&text, b"encryption-data").is_none() {
        return Ok(());
    }
    Err(Trouble::Damaged {
        what: "the workbook".to_owned(),
        why: "it is locked with a password".to_owned(),
        remedy: "save a copy without one",
    }
    .at(source.shown.as_str()))
}

impl Workbook for Book<'_> {
    fn sheets(&self) -> Vec<SheetName> {
        self.sheets.clone()
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn each_row(&mut self, sheet: &str, visit: Visit<'_>) -> Result<Tally, ReadError> {
        let mut tally = Tally::default();
        let mut at = 0;
        let wanted = self.sheets.iter().position(|s| s.name == sheet);
        let mut rows = Rows::default();
        self.each_event(|event| {
            match event {
                Event::Start(e) if e.local_name().as_ref() == "table" => {
                    rows.depth += 1;
                    if rows.depth == 1 {
                        rows.is_on = Some(at) == wanted;
                        at += 1;
                    }
                    return Ok(ControlFlow::Continue(()));
                }
                Event::End(e) if e.local_name().as_ref() == "table" => {
                    rows.depth = rows.depth.saturating_sub(1);
                    if rows.depth == 0 && rows.is_on {
                        return Ok(ControlFlow::Break(()));
                    }
                    return Ok(ControlFlow::Continue(()));
                }
                _ => {}
            }
            if rows.is_on && rows.depth == 1 {
                rows.take(&event, &mut tally, visit)
            } else {
                Ok(ControlFlow::Continue(()))
            }
        })?;
        Ok(tally)
    }
}

/// A step over the content: go on, stop, or say what is wrong.
type Step = Result<ControlFlow<()>, String>;

impl Book<'_> {
    fn each_event(&self, mut take: impl FnMut(Event<'_>) -> Step) -> Result<(), ReadError> {
        let text = BufReader::with_capacity(1 << 16, self.source.member(&self.content)?);
        let mut reader = Reader::from_reader(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        let mut buffer = Vec::new();
        let total = self.bytes as usize;
        loop {
            buffer.clear();
            let event = match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(()),
                Ok(event) => event,
                Err(error) => return Err(damaged(self.source, &error.to_string())),
            };
            if matches!(&event, Event::End(_)) {
                let done = reader.buffer_position() as usize;
                self.progress.check(done, total)?;
            }
            match take(event) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(why) => return Err(damaged(self.source, &why)),
            }
        }
    }

    /// Names of the sheets; those whose style is not displayed are hidden.
    fn names(&self) -> Result<Vec<SheetName>, ReadError> {
        let mut sheets = Vec::new();
        let mut hidden: Vec<String> = Vec::new();
        let mut style = String::new();
        let mut depth = 0_usize;
        self.each_event(|event| {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "style" => style = attribute(&e, "style:name").unwrap_or_default(),
                    "table-properties"
                        if attribute(&e, "table:display").as_deref() == Some("false") =>
                    {
                        hidden.push(style.clone());
                    }
                    "table" => {
                        depth += 1;
                        if depth == 1 {
                            let shown = attribute(&e, "table:style-name");
                            sheets.push(SheetName {
                                name: attribute(&e, "table:name").unwrap_or_default(),
                                is_hidden: shown.is_some_and(|style| hidden.contains(&style)),
                            });
                        }
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "table" => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(sheets)
    }
}

/// The rows of one sheet while its events go by.
#[derive(Default)]
struct Rows {
    /// Tables that are open: one may lie in a cell of another.
    depth: usize,
    /// Whether the sheet is the wanted one.
    is_on: bool,
    row: SheetRow,
    row_text: usize,
    /// Rows passed.
    passed: u32,
    /// How often the row at hand is repeated.
    row_repeats: u32,
    /// Columns passed in the row at hand.
    columns: u32,
    cell: Option<Cell>,
    /// Notes that are open; they are no part of the cell.
    annotations: usize,
    /// Values that reach down into later rows, with the last row they reach.
    spanning: Vec<(u32, u32, String)>,
}

/// The cell that is at hand.
#[derive(Debug, Default)]
struct Cell {
    kind: String,
    value: Option<String>,
    is_error: bool,
    is_covered: bool,
    repeats: u32,
    rows_spanned: u32,
    /// What is shown.
    text: String,
    has_paragraph: bool,
}

impl Rows {
    fn take(&mut self, event: &Event<'_>, tally: &mut Tally, visit: Visit<'_>) -> Step {
        match event {
            Event::Start(e) => self.start(e),
            Event::End(e) => return self.end(e.local_name().as_ref(), tally, visit),
            Event::Text(text) => self.add(&text.xml10_content()),
            Event::CData(text) => self.add(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let sign = resolved(entity);
                self.add(sign.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn start(&mut self, e: &BytesStart<'_>) {
        match e.local_name().as_ref() {
            "table-row" => {
                self.row_repeats = count(e, "table:number-rows-repeated");
                self.columns = 0;
                self.row_text = 0;
                self.row.begin(self.passed.saturating_add(1));
            }
            "table-cell" => self.cell = Some(Cell::new(e, false)),
            "covered-table-cell" => self.cell = Some(Cell::new(e, true)),
            "annotation" => self.annotations += 1,
            "p" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| self.annotations == 0) {
                    if cell.has_paragraph {
                        cell.text.push('\n');
                    }
                    cell.has_paragraph = true;
                }
            }
            // However many blanks are meant, one tells as much.
            "s" | "tab" => self.add(" "),
            "line-break" => self.add("\n"),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.has_paragraph)
            && self.annotations == 0
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str, tally: &mut Tally, visit: Visit<'_>) -> Step {
        match name {
            "annotation" => self.annotations = self.annotations.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.end_cell(cell, tally)?;
                }
            }
            "table-row" => return Ok(self.end_row(visit)),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end_cell(&mut self, cell: Cell, tally: &mut Tally) -> Result<(), String> {
        let first = self.columns;
        self.columns = self.columns.saturating_add(cell.repeats);
        let end = self.columns.min(LAST_COLUMN + 1);
        if cell.is_error {
            tally.errors += end.saturating_sub(first) as usize;
            return Ok(());
        }
        let (row, rows_spanned) = (self.row.number, cell.rows_spanned);
        let text = if cell.is_covered {
            let above = self.spanning.iter();
            let mut above = above.filter(|&&(column, last, _)| column == first && row <= last);
            let Some((.., value)) = above.next_back() else {
                return Ok(());
            };
            tally.merged += 1;
            value.clone()
        } else {
            cell.text()
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        for column in first..end {
            self.row_text += text.len();
            if self.row_text > MOST_ROW_TEXT {
                return Err(format!("row {row} repeats a text beyond measure"));
            }
            self.row.push(column, &text);
        }
        if rows_spanned > 1 && self.spanning.len() <= LAST_COLUMN as usize {
            let last = row.saturating_add(rows_spanned - 1);
            self.spanning.push((first, last, text));
        }
        Ok(())
    }

    fn end_row(&mut self, visit: Visit<'_>) -> ControlFlow<()> {
        let first = self.passed.saturating_add(1);
        self.passed = self.passed.saturating_add(self.row_repeats);
        let last = self.passed;
        self.spanning.retain(|&(_, until, _)| until > last);
        if self.row.filled() == 0 {
            return ControlFlow::Continue(());
        }
        for number in first..=last.min(LAST_ROW) {
            self.row.number = number;
            visit(&self.row)?;
        }
        ControlFlow::Continue(())
    }
}

impl Cell {
    fn new(e: &BytesStart<'_>, is_covered: bool) -> Self {
        let kind = attribute(e, "office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => attribute(e, "office:value"),
            "date" => attribute(e, "office:date-value"),
            "time" => attribute(e, "office:time-value"),
            "boolean" => attribute(e, "office:boolean-value"),
            _ => attribute(e, "office:string-value"),
        };
        Self {
            value,
            is_error: attribute(e, "calcext:value-type").as_deref() == Some("error"),
            is_covered,
            repeats: count(e, "table:number-columns-repeated"),
            rows_spanned: count(e, "table:number-rows-spanned"),
            kind,
            ..Self::default()
        }
    }

    /// What it holds, in full.
    fn text(self) -> String {
        let Some(value) = self.value else {
            return self.text;
        };
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match value.parse() {
                Ok(parsed) => number(parsed),
                Err(_) => value,
            },
            // A date is written without a clock time where it is midnight.
            "date" if !value.contains('T') && self.text.contains(':') => value + " 00:00:00",
            "time" => iso_clock(&value).unwrap_or(self.text),
            "boolean" => value.to_uppercase(),
            _ => value,
        }
    }
}

/// An attribute by its full name. Entities of the document's own stay unresolved.
fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = e.try_get_attribute(name).ok().flatten()?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// A count that is 1 where nothing is said.
fn count(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
}

/// The sign an entity stands for; one the document defines itself is not looked up.
fn resolved(entity: &BytesRef<'_>) -> char {
    match entity.resolve_char_ref() {
        Ok(Some(sign)) => sign,
        _ => match entity.as_ref() {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => char::REPLACEMENT_CHARACTER,
        },
    }
}
