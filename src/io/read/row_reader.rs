//! Reads records into columns: a position, a time and two names each.
//!
//! Several readers may work side by side on stretches of one file; what they make is joined in
//! order by [`crate::io::read::joining`].

use crate::base::when::When;
use crate::data::names::NameId;
use crate::data::raw::{ColumnNames, RawChunk, RawIncident, ReadReport};
use crate::io::read::attributes::AttributeColumn;
use crate::io::read::corrections::CorrectionColumns;
use crate::io::read::options::Field;
use crate::io::read::position::PositionColumns;
use crate::io::read::raw_names::{RawNames, Texts, reference_of};
use crate::io::read::records::{Records, Row};
use crate::io::read::table::{Body, Table};
use crate::io::read::time_tally::TimeTally;
use crate::io::read::times::TimeReader;

/// Why a line that was padded to the width of the table is no record.
pub(super) const HARDLY_ANYTHING: &str =
    "hardly anything filled in, as in a note or a total below the table";
/// Tables of fewer columns have records with hardly anything in them.
const LEAST_FIELDS: usize = 5;

/// Which columns say what.
#[derive(Debug)]
pub(super) struct Columns {
    /// Where it was.
    pub(super) position: PositionColumns,
    /// When it was, if anything tells.
    pub(super) times: Option<TimeReader>,
    /// What it was.
    pub(super) category: Option<usize>,
    /// Name of the street or address.
    pub(super) location: Option<usize>,
    /// What else is kept.
    pub(super) attributes: Vec<AttributeColumn>,
    /// Its reference.
    pub(super) reference: Option<usize>,
    /// What tells rows that correct others.
    pub(super) corrections: Option<CorrectionColumns>,
}

impl Columns {
    /// What the columns of position and time are called.
    pub(super) fn names(&self, table: &Table) -> ColumnNames {
        let times = self.times.as_ref();
        let (from, to) = times.map_or_else(Default::default, |times| times.column_names(table));
        ColumnNames {
            position: self.position.column_names(table),
            from,
            to,
        }
    }

    /// Whether `row` is no record but a note or a total, padded to the width of the table: neither
    /// place nor time, and at most a word and a figure.
    pub(super) fn hold_nothing_of(&self, row: &Row<'_>) -> bool {
        let is_blank = |column: usize| row.bytes(column).trim_ascii().is_empty();
        let Some(times) = &self.times else {
            return false;
        };
        let filled = (0..row.fields())
            .filter(|&column| !is_blank(column))
            .count();
        let most = if self.category.is_none_or(is_blank) {
            2
        } else {
            1
        };
        row.fields() >= LEAST_FIELDS
            && filled <= most
            && self.position.columns().into_iter().all(is_blank)
            && times.tell_nothing_of(row)
    }

    /// Which column is what.
    pub(super) fn meanings(&self) -> Vec<(usize, Field)> {
        let mut meanings = self.position.meanings();
        meanings.extend(self.times.iter().flat_map(TimeReader::meanings));
        let labels = [
            (self.category, Field::Category),
            (self.location, Field::Location),
        ];
        let labels = labels
            .into_iter()
            .filter_map(|(column, field)| Some((column?, field)));
        meanings.extend(labels);
        meanings
    }
}

/// One of the readers that work side by side: the names it has met.
#[derive(Debug, Default)]
pub(super) struct RowReader {
    categories: RawNames,
    locations: RawNames,
    attributes: Vec<RawNames>,
    /// Incidents of the stretch before, by which room is made for those of the next.
    before: usize,
}

/// What a reader made of one stretch of the file. Names have the reader's own numbers.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// The incidents. Lines are counted from 0 at the start of the stretch.
    pub(super) chunk: RawChunk,
    /// What was set aside and remarked, by the same lines.
    pub(super) report: ReadReport,
    /// What times look like, by the same lines.
    pub(super) tally: TimeTally,
    /// Records that are not wholly empty.
    pub(super) rows_read: usize,
    /// Lines of the stretch.
    pub(super) lines: u32,
    /// Categories the reader had not met before, in the order of their numbers.
    pub(super) new_categories: Texts,
    /// Locations likewise.
    pub(super) new_locations: Texts,
    /// Texts of each attribute likewise.
    pub(super) new_attributes: Vec<Texts>,
}

impl RowReader {
    /// Reads the records of `text`, which begins with one.
    pub(super) fn read(&mut self, text: &mut [u8], table: &Table, columns: &Columns) -> Stretch {
        let chunk = RawChunk::with_capacity(self.before + self.before / 16);
        let mut into = self.begun(chunk, columns);
        let mut records = Records::new(text, table.separator, 0);
        while let Some(row) = records.next() {
            self.read_row(&row, table, columns, &mut into);
        }
        into.lines = records.line();
        self.ended(into)
    }

    /// Reads records that are at hand, of which `rows` tells the true numbers.
    pub(super) fn read_rows<'a>(
        &mut self,
        rows: impl Iterator<Item = Row<'a>>,
        table: &Table,
        columns: &Columns,
    ) -> Stretch {
        let mut into = self.begun(RawChunk::default(), columns);
        for row in rows {
            self.read_row(&row, table, columns, &mut into);
        }
        self.ended(into)
    }

    fn begun(&mut self, mut chunk: RawChunk, columns: &Columns) -> Stretch {
        let kept = columns.attributes.len();
        self.attributes.resize_with(kept, RawNames::default);
        let room = chunk.line.capacity();
        let column = || Vec::with_capacity(room);
        chunk.attributes.resize_with(kept, column);
        Stretch {
            chunk,
            ..Stretch::default()
        }
    }

    fn ended(&mut self, mut into: Stretch) -> Stretch {
        self.before = into.chunk.len();
        into.new_categories = self.categories.take_new();
        into.new_locations = self.locations.take_new();
        into.new_attributes = self.attributes.iter_mut().map(RawNames::take_new).collect();
        into
    }

    fn read_row(&mut self, row: &Row<'_>, table: &Table, columns: &Columns, into: &mut Stretch) {
        into.rows_read += 1;
        if let Some(reason) = table.wrong_shape(row.fields()) {
            into.report.set_aside(reason, row.line);
            return;
        }
        let xy = columns.position.read(row);
        if xy.0.is_nan() && table.geometry.is_none() && columns.hold_nothing_of(row) {
            into.report.set_aside(HARDLY_ANYTHING, row.line);
            return;
        }
        if matches!(table.body, Body::Csv(_))
            && row.swallows_records(table.separator, table.headers.len())
        {
            into.report.remark(
                "a quotation mark seems to be missing, for a field holds lines like records",
                row.line,
            );
        }
        let corrections = columns.corrections.as_ref();
        if let Some(remark) = corrections.and_then(|columns| columns.remark(row)) {
            into.report.remark(remark, row.line);
        }
        let when = match &columns.times {
            Some(times) => times.read(row, &mut into.tally, &mut into.report),
            None => When::Unknown,
        };
        let name = |column: Option<usize>| column.map_or(&[][..], |column| row.bytes(column));
        into.chunk.push(RawIncident {
            xy,
            when,
            category: NameId(self.categories.number(name(columns.category))),
            location: NameId(self.locations.number(name(columns.location))),
            line: row.line,
        });
        let kept = columns.attributes.iter().zip(&mut self.attributes);
        for ((kept, names), codes) in kept.zip(&mut into.chunk.attributes) {
            codes.push(NameId(names.number(row.bytes(kept.column))));
        }
        if let Some(column) = columns.reference {
            into.chunk.reference.push(reference_of(row.bytes(column)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Progress;
    use crate::io::read::{ReadOptions, read_incidents};

    #[test]
    fn notes_and_totals_padded_with_commas_are_no_records() {
        let record = "2021-05-03,22:30,451234,523456,Assault,High Street\n".repeat(10);
        let header = "date,time,easting,northing,offence,road\n";
        let rest = ",,,,Assault,\n\
            2021-05-03,,,,Theft,\n\
            ,,,,,\n\
            Total,,,,,3\n\
            End of report,,,,,\n";
        let text = [header, &record, rest].concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given.csv");
        std::fs::write(&path, text).unwrap();
        let read = read_incidents(&path, &ReadOptions::default(), &Progress::new()).unwrap();
        let reasons: Vec<_> = read.report.set_aside.iter().collect();
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        // A date, even without a place, is that of an incident.
        assert_eq!(reasons[0].1, &[12, 15, 16]);
        assert!(reasons[0].0.contains("hardly anything"));
        assert_eq!((read.rows_read, read.len()), (14, 11));
    }
}
