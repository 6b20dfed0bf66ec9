//! However the work is cut, the result is the one of a plain loop over the `csv` crate's records.

use std::borrow::Cow;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder, Terminator};
use memchr::memchr_iter;
use proptest::prelude::*;

use crate::base::{Cancelled, Progress, When};
use crate::crs::FileCrs;
use crate::data::names::Names;
use crate::data::publisher::Publisher;
use crate::data::raw::{RawIncident, RawIncidents, ReadReport};
use crate::io::profiles::Holds;
use crate::io::read::incidents::{WANTED, columns_of, read_cut};
use crate::io::read::records::OwnRecord;
use crate::io::read::row_reader::HARDLY_ANYTHING;
use crate::io::read::settled::Settled;
use crate::io::read::side_by_side::Cut;
use crate::io::read::source::Source;
use crate::io::read::table::Table;
use crate::io::read::time_tally::TimeTally;
use crate::io::read::{Input, ReadError, ReadOptions, read_incidents, read_incidents_into};

fn cut(block_bytes: usize, blocks: usize) -> Cut {
    Cut {
        block_bytes,
        blocks,
    }
}

fn read(path: &Path, cut: Cut) -> Result<RawIncidents, ReadError> {
    let mut chunks = Vec::new();
    let (options, progress) = (ReadOptions::default(), Progress::new());
    let file = read_cut::<ReadError>(Input::File(path), &options, &progress, cut, &mut |chunk| {
        assert!(!chunk.is_empty());
        chunks.push(chunk);
        Ok(())
    })?;
    Ok(RawIncidents { chunks, ..file })
}

/// Everything a reader tells, in a form that can be compared.
#[derive(Debug, PartialEq)]
struct Told {
    crs: FileCrs,
    sha256: String,
    rows_read: usize,
    report: ReadReport,
    categories: Vec<String>,
    locations: Vec<String>,
    /// Positions by their bits, for NaN is not equal to itself.
    rows: Vec<([u64; 2], When, [u32; 3])>,
}

fn texts(names: &Names) -> Vec<String> {
    names.iter().map(|(_, text)| text.to_owned()).collect()
}

fn comparable(row: &RawIncident) -> ([u64; 2], When, [u32; 3]) {
    let xy = [row.xy.0.to_bits(), row.xy.1.to_bits()];
    (xy, row.when, [row.category.0, row.location.0, row.line])
}

fn told(read: &RawIncidents) -> Told {
    Told {
        crs: read.crs,
        sha256: read.source.sha256.clone(),
        rows_read: read.rows_read,
        report: read.report.clone(),
        categories: texts(&read.categories),
        locations: texts(&read.locations),
        rows: read.rows().map(|row| comparable(&row)).collect(),
    }
}

/// The records of a text by the `csv` crate with their lines, wholly blank ones left out.
fn each_csv_record(text: &[u8], separator: u8, mut visit: impl FnMut(u32, &ByteRecord)) {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text);
    let mut record = ByteRecord::new();
    let (mut seen, mut line) = (0, 1);
    while reader.read_byte_record(&mut record).unwrap() {
        // The crate counts the empty lines before a record to the record.
        let start = record.position().unwrap().byte() as usize;
        let blank = text[start..].iter().take_while(|&&b| b == b'\n').count();
        let before = &text[seen..start + blank];
        line += memchr_iter(b'\n', before).count() as u32;
        seen = start + blank;
        if !record.as_slice().iter().all(u8::is_ascii_whitespace) {
            visit(line, &record);
        }
    }
}

/// One record after the other, in one loop.
fn told_by_plain_loop(path: &Path) -> Result<Told, ReadError> {
    let (options, progress) = (ReadOptions::default(), Progress::new());
    let source = Source::open(Input::File(path), WANTED, &options)?;
    let table = Table::csv(&source)?;
    let Settled { options, said, .. } = Settled::of(&options, &table.names(), Holds::Incidents);
    let mut report = ReadReport {
        understood: [table.notes.clone(), said].concat(),
        publisher: Publisher::of_headers(&table.names()),
        ..ReadReport::default()
    };
    let columns = columns_of(&table, &source, None, &options, &progress, &mut report)?;
    let (mut categories, mut locations) = (Names::default(), Names::default());
    let (mut rows, mut rows_read, mut not_utf8) = (Vec::new(), 0, false);
    let (mut in_header, mut tally) = (true, TimeTally::default());
    each_csv_record(&source.whole()?, table.separator, |line, record| {
        if std::mem::take(&mut in_header) {
            return;
        }
        rows_read += 1;
        if let Some(reason) = table.wrong_shape(record.len()) {
            return report.set_aside(reason, line);
        }
        let mut own = OwnRecord::default();
        record.iter().for_each(|field| own.push(field));
        let row = own.row(line);
        if columns.position.read(&row).0.is_nan() && columns.hold_nothing_of(&row) {
            return report.set_aside(HARDLY_ANYTHING, line);
        }
        if row.swallows_records(table.separator, table.headers.len()) {
            let why = "a quotation mark seems to be missing, for a field holds lines like records";
            report.remark(why, line);
        }
        let corrections = columns.corrections.as_ref();
        if let Some(remark) = corrections.and_then(|columns| columns.remark(&row)) {
            report.remark(remark, line);
        }
        let when = match &columns.times {
            Some(times) => {
                times.note(&row, &mut tally);
                times.read_in_full(&row, &mut tally, &mut report)
            }
            None => When::Unknown,
        };
        let mut name = |names: &mut Names, column: Option<usize>| {
            let text = column.map_or(Cow::Borrowed(""), |column| row.text(column));
            not_utf8 |= matches!(text, Cow::Owned(_));
            names.intern(&text)
        };
        let xy = columns.position.read(&row);
        rows.push(comparable(&RawIncident {
            xy,
            when,
            category: name(&mut categories, columns.category),
            location: name(&mut locations, columns.location),
            line,
        }));
    });
    if let Some(times) = &columns.times {
        times.conclude(&tally, &mut report);
    }
    if not_utf8 {
        let said = "text: not UTF-8; taken as Windows-1252".to_owned();
        report.understood.push(said);
    }
    Ok(Told {
        crs: columns.position.crs,
        sha256: source.info()?.sha256,
        rows_read,
        report,
        categories: texts(&categories),
        locations: texts(&locations),
        rows,
    })
}

fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Fields, separators and line ends of which texts are made; `,` stands for the separator.
const PIECES: [&[u8]; 34] = [
    b",",
    b",",
    b",",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b" ",
    b"\"",
    b"\"\"",
    b"Quay",
    b"\"Quay\"",
    b"\"High St,\nnear \"\"Bar\"\"\"",
    b"O\"Hara\"",
    b"\"Quay\" 7",
    b"Caf\xe9",
    "Café".as_bytes(),
    b"2021-05-03 10:00",
    b"2021-05-03",
    b"03/05/2021 22:15",
    b"\"2021-05-04\"",
    b"tomorrow",
    b"-1.5",
    b"53.5",
    b"53,5",
    b"12a",
    b"-1.5,53.5,2021-05-03 10:00,Theft,Quay\n",
    b"-1.5,53.5,2021-05-03 10:00,Theft,Quay\r\n",
    b"-1.6,53.6,03/06/2021,\"Rob\nbery\",\"a,b\"\n",
    b"-1.6,53.6,13/06/2021 7:30 pm,Robbery,\"a\"\"b\"\r\n",
    b"-1.7,,,,\n",
    b",,,,\n",
    b"-1.6,53.6,bad,Assault,x,y\n",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40);
    let separator = prop::sample::select(&b",;\t|"[..]);
    let header = prop::sample::select(vec![
        &b"lon,lat,date,offence,location\n"[..],
        b"\xef\xbb\xbflon,lat,date,offence,location\r\n",
        b"\n \n\"lon\",lat,date,\"offence\",location\n\n",
    ]);
    // A first record that tells what the columns are.
    let first = &b"-1.5,53.5,2021-05-03 10:00,Theft,Quay\n"[..];
    (header, pieces, separator).prop_map(move |(header, pieces, separator)| {
        let mut text = [header, first, &pieces.concat()].concat();
        text.iter_mut()
            .filter(|byte| **byte == b',')
            .for_each(|byte| *byte = separator);
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn any_cut_of_any_text_gives_what_a_plain_loop_gives(
        text in text(),
        block_bytes in 1_usize..200,
        blocks in 1_usize..6,
    ) {
        let file = file_of(&text);
        let plain = told_by_plain_loop(file.path());
        let cut = read(file.path(), cut(block_bytes, blocks));
        prop_assert_eq!(cut.map(|read| told(&read)), plain);
    }

    #[test]
    fn a_packed_text_in_several_parts_too(text in text(), at in 0_usize..300) {
        let (start, end) = text.split_at(at.min(text.len()));
        let file = file_of(&[packed(start), packed(end)].concat());
        let plain = told_by_plain_loop(file.path());
        let cut = read(file.path(), cut(50, 3));
        prop_assert_eq!(cut.map(|read| told(&read)), plain);
    }
}

#[test]
fn any_cut_of_open_data_gives_what_a_plain_loop_gives() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/incidents");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is missing", folder.display());
        return;
    };
    let mut compared = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        let plain = told_by_plain_loop(&path);
        if plain.is_err() || name.contains("json") {
            continue;
        }
        for cut in [cut(64, 7), cut(1 << 10, 4), Cut::default()] {
            let read = read(&path, cut).map(|read| told(&read));
            assert!(read == plain, "{name}: {cut:?}");
        }
        compared += 1;
    }
    assert!(compared > 5, "{compared}");
}

/// `records` incidents.
fn many(records: usize) -> tempfile::NamedTempFile {
    let record = "-1.5,53.5,2021-05-03 10:00,Theft,Quay\n";
    file_of(
        ["lon,lat,date,offence,location\n", &record.repeat(records)]
            .concat()
            .as_bytes(),
    )
}

#[test]
fn incidents_come_in_file_order_and_none_twice() {
    let file = many(1000);
    let lines: Vec<u32> = read(file.path(), cut(300, 3))
        .unwrap()
        .rows()
        .map(|row| row.line)
        .collect();
    assert!(lines.into_iter().eq(2..1002));
}

#[test]
fn who_takes_the_incidents_may_refuse_them_or_lose_interest() {
    #[derive(Debug, PartialEq)]
    enum Refusal {
        Full,
        Read(ReadError),
    }
    impl From<ReadError> for Refusal {
        fn from(error: ReadError) -> Self {
            Self::Read(error)
        }
    }
    let (file, progress) = (many(1000), Progress::new());
    let read = |sink: &mut (dyn FnMut() -> Result<(), Refusal> + Send)| {
        let options = ReadOptions::default();
        let input = Input::File(file.path());
        read_cut(input, &options, &progress, cut(300, 3), &mut |_| sink()).map(|_| ())
    };
    assert_eq!(read(&mut || Err(Refusal::Full)), Err(Refusal::Full));
    let mut chunks = 0;
    let cancelled = read(&mut || {
        chunks += 1;
        progress.cancel();
        Ok(())
    });
    assert_eq!(cancelled, Err(Refusal::Read(Cancelled.into())));
    assert!(chunks <= 6, "not more than the rounds on the way: {chunks}");
}

#[test]
fn incidents_that_go_elsewhere_are_not_kept() {
    let file = many(10);
    let (options, progress) = (ReadOptions::default(), Progress::new());
    let mut count = 0;
    let told = read_incidents_into::<ReadError>(file.path(), &options, &progress, &mut |chunk| {
        count += chunk.len();
        Ok(())
    });
    let told = told.unwrap();
    assert_eq!((count, told.len(), told.rows_read), (10, 0, 10));
    let kept = read_incidents(file.path(), &options, &progress).unwrap();
    assert_eq!((kept.len(), kept.source), (10, told.source));
}

#[test]
fn a_record_longer_than_any_block_is_read_whole() {
    let long = "many words, ".repeat(100_000);
    let text = format!(
        "lon,lat,date,offence,location\n1,52,2021-05-03,Theft,\"{long}\"\n1,52,2021-05-03,Theft,x\n"
    );
    let file = file_of(text.as_bytes());
    let read = read(file.path(), cut(100, 2)).unwrap();
    assert_eq!(told(&read), told_by_plain_loop(file.path()).unwrap());
    assert_eq!(read.locations.len(), 2);
}
