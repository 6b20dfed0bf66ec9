//! The text of a file is the same records in every encoding, separator and container, and a file
//! that is broken in any place is refused or read, but never more than that.

#![expect(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::type_complexity,
    reason = "workbooks are written here as plainly as they can be"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::base::Progress;
use crate::base::when::When;
use crate::data::raw::RawIncidents;
use crate::io::read::small_files::{incidents_with, mapped, with_file};
use crate::io::read::{Field, ReadError, ReadOptions, read_incidents, read_premises, sniff_kind};

/// Rows of texts, the first of which is the header.
type Rows = Vec<Vec<String>>;

fn incidents(bytes: &[u8]) -> RawIncidents {
    incidents_with(bytes, &ReadOptions::default()).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    let read = incidents_with(bytes, &ReadOptions::default());
    read.map(|read| read.report.understood)
        .unwrap_err()
        .to_string()
}

fn said(read: &RawIncidents) -> String {
    read.report.understood.join("\n")
}

/// What matters of each incident.
type Told = (u32, (u64, u64), When, String, String);

fn told(read: &RawIncidents) -> Vec<Told> {
    read.rows()
        .map(|row| {
            let category = read.categories.text(row.category).to_owned();
            let location = read.locations.text(row.location).to_owned();
            let xy = (row.xy.0.to_bits(), row.xy.1.to_bits());
            (row.line, xy, row.when, category, location)
        })
        .collect()
}

fn csv(rows: &Rows, separator: u8) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    let bytes = |unit: u16| {
        if is_big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    text.encode_utf16().flat_map(bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip_of(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn letters(mut column: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return name;
        }
        column = column / 26 - 1;
    }
}

/// A cell of a sheet as XML, for Excel.
fn excel_cell(row: usize, column: usize, text: &str, is_shared: bool) -> String {
    let place = format!("{}{row}", letters(column));
    if text.is_empty() {
        String::new()
    } else if let Ok(number) = text.parse::<f64>() {
        format!("<c r=\"{place}\"><v>{number}</v></c>")
    } else if is_shared {
        format!("<c r=\"{place}\" t=\"str\"><v>{}</v></c>", escaped(text))
    } else {
        let text = escaped(text);
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }
}

fn excel_rows(rows: &Rows, is_shared: bool) -> String {
    let row = |(number, row): (usize, &Vec<String>)| {
        let cells = row.iter().enumerate();
        let cells: String = cells
            .map(|(column, text)| excel_cell(number, column, text, is_shared))
            .collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    (1..).zip(rows).map(row).collect()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of Excel with sheets of these names and rows, written as XML, and `book` said of
/// all of it.
fn xlsx_of(sheets: &[(&str, &str)], book: &str) -> Vec<u8> {
    let mut list = String::new();
    let mut links = String::new();
    let mut members: Vec<(String, String)> = Vec::new();
    for (n, (name, rows)) in (1..).zip(sheets) {
        list += &format!(
            "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"r{n}\"/>",
            escaped(name)
        );
        links += &format!(
            "<Relationship Id=\"r{n}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/s{n}.xml\"/>"
        );
        members.push((
            format!("xl/worksheets/s{n}.xml"),
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    links += &format!("<Relationship Id=\"s\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>");
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{RELS}\"><Relationship Id=\"b\" \
                 Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{book}<sheets>{list}</sheets>\
                 </workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships xmlns=\"{RELS}\">{links}</Relationships>"),
        ),
        ("xl/styles.xml", STYLES.to_owned()),
    ];
    let own = parts.iter().map(|(name, text)| (*name, text.as_bytes()));
    let more = members
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()));
    let all: Vec<(&str, &[u8])> = own.chain(more).collect();
    zip_of(&all, CompressionMethod::Deflated)
}

/// Formats of numbers: 0 general, 1 a date, 2 a clock time, 3 both.
const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
    <numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy hh:mm\"/></numFmts>\
    <cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/>\
    <xf numFmtId=\"164\"/></cellXfs></styleSheet>";

fn xlsx(rows: &Rows) -> Vec<u8> {
    xlsx_of(&[("Data", &excel_rows(rows, true))], "")
}

/// A workbook of LibreOffice with sheets of these names and rows, written as XML.
fn ods_of(sheets: &[(&str, &str)]) -> Vec<u8> {
    let tables: String = sheets
        .iter()
        .map(|(name, rows)| {
            format!(
                "<table:table table:name=\"{}\">{rows}</table:table>",
                escaped(name)
            )
        })
        .collect();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let members: [(&str, &[u8]); 3] = [
        ("mimetype", kind),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ];
    zip_of(&members, CompressionMethod::Deflated)
}

fn open_document_rows(rows: &Rows) -> String {
    let cell = |text: &String| {
        if text.is_empty() {
            "<table:table-cell/>".to_owned()
        } else if text.parse::<f64>().is_ok() {
            format!(
                "<table:table-cell office:value-type=\"float\" office:value=\"{text}\">\
                 <text:p>shown otherwise</text:p></table:table-cell>"
            )
        } else {
            let text = escaped(text);
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p>\
                 </table:table-cell>"
            )
        }
    };
    rows.iter()
        .map(|row| {
            let cells: String = row.iter().map(cell).collect();
            format!("<table:table-row>{cells}</table:table-row>")
        })
        .collect()
}

fn ods(rows: &Rows) -> Vec<u8> {
    ods_of(&[("Data", &open_document_rows(rows))])
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn has_utf8_by_chance(text: &[u8]) -> bool {
    let fields = text.split(|byte| b",\r\n".contains(byte));
    fields
        .filter(|field| !field.is_ascii())
        .any(|field| std::str::from_utf8(field).is_ok())
}

/// A table of incidents like those that people have.
fn some_rows() -> impl Strategy<Value = Rows> {
    let text = "[A-Za-zéß–’,;|\"&<>' ]{0,12}[a-z]";
    let when = (1_u32..29, 0_u32..24, 0_u32..60);
    let row = (400_000_u32..460_000, 0_u32..3, when, text, text).prop_map(
        |(easting, part, (day, hour, minute), offence, place)| {
            vec![
                format!("{}", f64::from(easting) + f64::from(part) / 4.0),
                (easting + 100_000).to_string(),
                format!("2021-05-{day:02} {hour:02}:{minute:02}"),
                offence.trim().to_owned(),
                place.trim().to_owned(),
            ]
        },
    );
    prop::collection::vec(row, 1..12).prop_map(|mut rows| {
        let header = [
            "Easting",
            "Northing",
            "Committed from",
            "Offence",
            "Location",
        ];
        rows.insert(0, strings(&header));
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_table_is_the_same_in_every_encoding_separator_and_container(rows in some_rows()) {
        let plain = csv(&rows, b',');
        let expected = told(&incidents(plain.as_bytes()));
        prop_assert_eq!(expected.len(), rows.len() - 1);
        let marked = format!("\u{feff}{plain}");
        let (old, _, is_lossy) = WINDOWS_1252.encode(&plain);
        prop_assert!(!is_lossy);
        let mut forms = vec![
            ("UTF-8 with its mark", marked.clone().into_bytes()),
            ("UTF-16 LE", utf16(&plain, false)),
            ("UTF-16 BE", utf16(&plain, true)),
            ("UTF-16 LE with its mark", utf16(&marked, false)),
            ("UTF-16 BE with its mark", utf16(&marked, true)),
            ("gzip", gzip(plain.as_bytes())),
            ("gzip of UTF-16", gzip(&utf16(&marked, false))),
            ("xlsx", xlsx(&rows)),
            ("xlsx, inline", xlsx_of(&[("a", &excel_rows(&rows, false))], "")),
            ("ods", ods(&rows)),
            ("xlsx in a zip", zip_of(&[("a.xlsx", &xlsx(&rows))], CompressionMethod::Stored)),
            ("ods in gzip", gzip(&ods(&rows))),
        ];
        // A few texts in Windows-1252 are UTF-8 by chance; nothing can tell.
        if !has_utf8_by_chance(&old) {
            forms.push(("Windows-1252", old.into_owned()));
        }
        for separator in *b";\t|" {
            forms.push(("another separator", csv(&rows, separator).into_bytes()));
        }
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let members: [(&str, &[u8]); 3] = [
                ("notes/read me.txt", b"What the columns mean.\nAsk the analyst.\n"),
                ("data/extract.csv", plain.as_bytes()),
                ("__MACOSX/data/._extract.csv", b"a,b\n1,2\n"),
            ];
            forms.push(("zip", zip_of(&members, method)));
        }
        for (what, bytes) in forms {
            let read = incidents(&bytes);
            prop_assert_eq!(&told(&read), &expected, "{}: {}", what, said(&read));
        }
    }
}

const HEADED: &str = "Easting,Northing,When,Offence\n451234,523456,2021-05-03 22:30,Assault\n";

#[test]
fn the_first_line_may_name_the_separator() {
    for first in ["sep=;", "\"sep=;\"", "SEP=;"] {
        let text = format!("{first}\n{}", HEADED.replace(',', ";"));
        let read = incidents(text.as_bytes());
        assert_eq!((read.len(), read.chunks[0].row(0).line), (1, 3), "{first}");
        assert!(said(&read).contains("as the first line says"));
    }
    let odd = format!("sep=^\n{}", HEADED.replace(',', "^"));
    assert_eq!(incidents(odd.as_bytes()).len(), 1);
}

#[test]
fn decimal_commas_are_told_by_the_column_and_said() {
    let text = "Longitude;Latitude;Date\n-1,234;53,456;44319,9375\n-1,235;53,457;44319,5\n";
    let read = incidents(text.as_bytes());
    assert_eq!(
        (read.crs, read.chunks[0].row(0).xy),
        (crate::crs::FileCrs::LON_LAT, (-1.234, 53.456))
    );
    let commas = "commas are decimal in \"Longitude\", \"Latitude\"";
    assert!(said(&read).contains(commas), "{}", said(&read));
    let thousands = incidents(b"Easting;Northing\n451,234;523,456\n");
    assert_eq!(thousands.chunks[0].row(0).xy, (451_234.0, 523_456.0));
    assert!(
        said(&thousands).contains("thousands apart"),
        "{}",
        said(&thousands)
    );
}

#[test]
fn titles_above_the_header_are_left_out_and_said() {
    let text = format!("Crime extract\nReport run on 03/06/2021,,,\n\n{HEADED}Total: 1\n");
    let read = incidents(text.as_bytes());
    assert_eq!((read.rows_read, read.len()), (2, 1));
    assert_eq!(read.chunks[0].row(0).line, 5);
    assert_eq!(read.report.set_aside["fewer fields than the header"], [6]);
    let said = said(&read);
    assert!(
        said.contains("begins on line 4; the 2 lines above"),
        "{said}"
    );
}

#[test]
fn columns_without_names_are_numbered_and_can_be_mapped() {
    let text = HEADED.split_once('\n').unwrap().1;
    let refused = refusal(text.as_bytes());
    for told in ["\"column 1 (numbers about 451234)\"", "(dates)", "(words)"] {
        assert!(refused.contains(told), "{refused}");
    }
    for names in [["column 1", "column 2", "column 3"], ["A", "b", "C"]] {
        let options = mapped(&[
            (Field::Easting, Some(names[0])),
            (Field::Northing, Some(names[1])),
            (Field::From, Some(names[2])),
        ]);
        let read = incidents_with(text.as_bytes(), &options).unwrap();
        assert_eq!((read.len(), read.chunks[0].row(0).line), (1, 1));
        assert_eq!(read.chunks[0].row(0).xy, (451_234.0, 523_456.0));
        assert!(matches!(read.chunks[0].row(0).when, When::At(_)));
        assert!(said(&read).contains("header: none"));
    }
}

#[test]
fn an_archive_of_several_tables_asks_which() {
    let plain = |offence: &str| HEADED.replace("Assault", offence).into_bytes();
    let (may, june) = (plain("May"), plain("June"));
    let members: [(&str, &[u8]); 3] = [
        ("2021-05/street.csv", &may),
        ("2021-06/street.csv", &june),
        ("notes.txt", b"no table\n"),
    ];
    let archive = zip_of(&members, CompressionMethod::Deflated);
    let asked = refusal(&archive);
    for part in ["2021-05/street.csv", "2021-06/street.csv", "--layer"] {
        assert!(asked.contains(part), "{asked}");
    }
    assert!(!asked.contains("notes.txt"), "{asked}");
    let layer = |name: &str| ReadOptions {
        layer: Some(name.to_owned()),
        ..ReadOptions::default()
    };
    let read = incidents_with(&archive, &layer("2021-06/street.csv")).unwrap();
    assert_eq!(read.categories.text(read.chunks[0].row(0).category), "June");
    let wrong = incidents_with(&archive, &layer("2021-07"))
        .unwrap_err()
        .to_string();
    assert!(
        wrong.contains("2021-07") && wrong.contains("notes.txt"),
        "{wrong}"
    );
    let nested = zip_of(&[("a.zip", &archive)], CompressionMethod::Stored);
    assert!(refusal(&nested).contains("an archive in an archive"));
    let none = zip_of(
        &[("a.txt", b"x"), ("b.txt", b"y")],
        CompressionMethod::Stored,
    );
    assert!(refusal(&none).contains("no table was found"));
}

#[test]
fn the_sheet_with_positions_and_times_is_chosen_and_said() {
    let incidents_sheet = excel_rows(
        &HEADED
            .lines()
            .map(|l| l.split(',').map(str::to_owned).collect())
            .collect(),
        true,
    );
    let words = excel_rows(
        &vec![strings(&["Field", "Meaning"]), strings(&["When", "time"])],
        true,
    );
    let book = xlsx_of(&[("Notes", &words), ("May & June", &incidents_sheet)], "");
    let read = incidents(&book);
    assert_eq!(read.len(), 1);
    assert!(
        said(&read).contains("sheet: \"May & June\" (of 2"),
        "{}",
        said(&read)
    );
    let layer = |name: &str| ReadOptions {
        layer: Some(name.to_owned()),
        ..ReadOptions::default()
    };
    assert!(incidents_with(&book, &layer("may & june ")).is_ok());
    let notes = incidents_with(&book, &layer("Notes"))
        .unwrap_err()
        .to_string();
    assert!(notes.contains("no columns with positions"), "{notes}");
    let wrong = incidents_with(&book, &layer("Juli"))
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("\"May & June\""), "{wrong}");
}

/// A sheet of one record, whose date and clock time are these cells.
fn with_cells(cells: &str) -> String {
    let header = strings(&["Easting", "Northing", "Date", "Time", "Offence"]);
    let row = "<row r=\"4\"><c r=\"A4\"><v>451234</v></c><c r=\"B4\"><v>523456</v></c>";
    let offence = "<c r=\"E4\" t=\"str\"><v>Assault</v></c></row>";
    format!("{}{row}{cells}{offence}", excel_rows(&vec![header], true))
}

#[test]
fn dates_and_clock_times_of_cells_are_read_in_both_systems() {
    use crate::base::when::Civil;
    use jiff::civil::date;
    let expected = When::At(Civil::on(date(2021, 5, 3), 81_000));
    let in_1904 = "<workbookPr date1904=\"1\"/>";
    let cases = [
        (
            "<c r=\"C4\" s=\"1\"><v>44319</v></c><c r=\"D4\" s=\"2\"><v>0.9375</v></c>",
            "",
        ),
        (
            "<c r=\"C4\" s=\"1\"><v>42857</v></c><c r=\"D4\" s=\"2\"><v>0.9375</v></c>",
            in_1904,
        ),
        ("<c r=\"C4\" s=\"3\"><v>44319.9375</v></c>", ""),
        (
            "<c r=\"C4\"><v>42857</v></c><c r=\"D4\"><v>0.9375</v></c>",
            in_1904,
        ),
        // Cells that were never formatted as dates hold bare numbers.
        (
            "<c r=\"C4\"><v>44319</v></c><c r=\"D4\"><v>0.9375</v></c>",
            "",
        ),
        ("<c r=\"C4\"><v>44319.9375</v></c>", ""),
        ("<c r=\"C4\" t=\"d\"><v>2021-05-03T22:30:00</v></c>", ""),
    ];
    for (cells, book) in cases {
        let read = incidents(&xlsx_of(&[("a", &with_cells(cells))], book));
        let row = read.chunks[0].row(0);
        assert_eq!(
            (row.when, row.line),
            (expected, 4),
            "{cells}: {}",
            said(&read)
        );
    }
}

#[test]
fn cells_with_errors_and_merged_cells_are_said() {
    let rows = with_cells("<c r=\"C4\" t=\"e\"><v>#REF!</v></c>");
    let more = "<row r=\"5\"><c r=\"A5\"><v>451235</v></c><c r=\"B5\"><v>523456</v></c></row>";
    let merged = "<mergeCells><mergeCell ref=\"E4:E5\"/></mergeCells>";
    // Merged cells stand behind the rows; an empty list of rows closes what the frame opens.
    let sheet = format!("{rows}{more}</sheetData>{merged}<sheetData>");
    let read = incidents(&xlsx_of(&[("a", &sheet)], ""));
    let said = said(&read);
    assert!(said.contains("errors: 1 cells"), "{said}");
    assert!(said.contains("merged cells: 1 fields"), "{said}");
    let offences: Vec<&str> = read
        .rows()
        .map(|row| read.categories.text(row.category))
        .collect();
    assert_eq!(offences, ["Assault", "Assault"]);
}

#[test]
fn notes_below_a_sheet_are_set_aside() {
    let mut rows: Rows = HEADED
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    rows.insert(0, strings(&["Crime extract"]));
    rows.push(strings(&["End of report"]));
    rows.push(strings(&["Total", "", "1"]));
    for bytes in [xlsx(&rows), ods(&rows)] {
        let read = incidents(&bytes);
        assert_eq!((read.rows_read, read.len()), (3, 1), "{}", said(&read));
        assert_eq!(
            read.report.set_aside["fewer fields than the header"],
            [4, 5]
        );
        assert!(said(&read).contains("begins on line 2"), "{}", said(&read));
    }
}

#[test]
fn documents_that_are_no_tables_are_named() {
    let cases: [(&[(&str, &[u8])], &str); 3] = [
        (&[("Index/Document.iwa", b"x")], "Apple Numbers"),
        (&[("word/document.xml", b"x")], "Word document"),
        (&[("xl/workbook.bin", b"x")], ".xlsx"),
    ];
    for (members, word) in cases {
        let said = refusal(&zip_of(members, CompressionMethod::Stored));
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn what_unpacks_beyond_measure_is_refused_and_can_be_allowed() {
    let mut text = HEADED.to_owned().into_bytes();
    text.resize(80_000_000, b'\n');
    for bomb in [
        gzip(&text),
        zip_of(&[("a.csv", &text)], CompressionMethod::Deflated),
    ] {
        assert!(bomb.len() < 200_000);
        let said = refusal(&bomb);
        assert!(
            said.contains("64 MB") && said.contains("--unpack-limit-mb"),
            "{said}"
        );
        let allowed = ReadOptions {
            unpacked_bytes: Some(90_000_000),
            ..ReadOptions::default()
        };
        assert_eq!(incidents_with(&bomb, &allowed).unwrap().len(), 1);
    }
    let padding = " ".repeat(80_000_000);
    let sheet = format!("{}{padding}", excel_rows(&vec![strings(&["a", "b"])], true));
    let said = refusal(&xlsx_of(&[("a", &sheet)], ""));
    assert!(said.contains("64 MB"), "{said}");
}

#[test]
fn small_workbooks_that_claim_to_be_vast_take_no_memory() {
    let wide = |repeats: &str| {
        let row = format!(
            "<table:table-row table:number-rows-repeated=\"{repeats}\"><table:table-cell \
             table:number-columns-repeated=\"{repeats}\" office:value-type=\"float\" \
             office:value=\"1\"/></table:table-row>"
        );
        ods_of(&[("a", &row.repeat(3))])
    };
    for repeats in ["16384", "1048576", "4294967295"] {
        let said = refusal(&wide(repeats));
        assert!(
            said.contains("so far apart") || said.contains("beyond measure"),
            "{said}"
        );
    }
    let far: String = (1..=1000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"))
        .collect();
    let said = refusal(&xlsx_of(&[("a", &far)], ""));
    assert!(said.contains("so far apart"), "{said}");
    let spaces = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>\
        <text:s text:c=\"99999999999\"/></text:p></table:table-cell></table:table-row>";
    assert!(refusal(&ods_of(&[("a", spaces)])).contains("no table"));
    let shared = format!("<sst xmlns=\"{MAIN}\" uniqueCount=\"99999999999999\"><si/></sst>");
    let members: [(&str, &[u8]); 2] = [
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", shared.as_bytes()),
    ];
    let said = refusal(&zip_of(&members, CompressionMethod::Stored));
    assert!(said.contains("number of its texts"), "{said}");
}

#[test]
fn entities_are_not_looked_up() {
    let content = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">\
        <!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]>\
        <o xmlns:table=\"t\"><table:table table:name=\"a\">\
        <table:table-row><table:table-cell office:value-type=\"string\"><text:p>x&a;</text:p>\
        </table:table-cell><table:table-cell office:value-type=\"string\"><text:p>y&c;</text:p>\
        </table:table-cell></table:table-row><table:table-row>\
        <table:table-cell office:value-type=\"float\" office:value=\"1\"/>\
        <table:table-cell office:value-type=\"float\" office:value=\"2\"/>\
        </table:table-row></table:table></o>";
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let members: [(&str, &[u8]); 2] = [("mimetype", kind), ("content.xml", content.as_bytes())];
    let said = said(&incidents(&zip_of(&members, CompressionMethod::Stored)));
    assert!(said.contains("\"x\u{fffd}\" and \"y\u{fffd}\""), "{said}");
}

#[test]
fn nobody_waits_for_a_workbook_that_is_not_wanted() {
    let rows = HEADED
        .lines()
        .map(|l| l.split(',').map(str::to_owned).collect())
        .collect();
    for bytes in [xlsx(&rows), ods(&rows)] {
        let progress = Progress::new();
        progress.cancel();
        let read = with_file(&bytes, |path| {
            read_incidents(path, &ReadOptions::default(), &progress)
        });
        assert!(matches!(read, Err(ReadError::Cancelled(_))), "{read:?}");
    }
}

/// Files of every kind there is, small.
fn samples() -> Vec<Vec<u8>> {
    let rows: Rows = std::iter::once(HEADED.lines().next().unwrap())
        .chain(std::iter::repeat_n(HEADED.lines().nth(1).unwrap(), 20))
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let plain = csv(&rows, b',');
    let mut samples = vec![
        plain.clone().into_bytes(),
        utf16(&format!("\u{feff}{plain}"), false),
        utf16(&plain, true),
        gzip(plain.as_bytes()),
        zip_of(
            &[("a.csv", plain.as_bytes()), ("b.txt", b"b")],
            CompressionMethod::Deflated,
        ),
        xlsx(&rows),
        ods(&rows),
        zip_of(&[("a.xlsx", &xlsx(&rows))], CompressionMethod::Stored),
    ];
    for name in ["extract.xlsx", "extract.xls", "extract.ods"] {
        samples.push(std::fs::read(reference().join(name)).unwrap());
    }
    samples
}

/// Reads broken bytes in every way; only a panic, a hang or an end of memory is a fault.
fn survives(bytes: &[u8]) {
    let (options, progress) = (ReadOptions::default(), Progress::new());
    with_file(bytes, |path| {
        drop(read_incidents(path, &options, &progress));
        drop(read_premises(path, &options, &progress));
        drop(sniff_kind(path, &Progress::new()));
    });
}

#[test]
fn files_cut_at_every_hundredth_never_panic() {
    for sample in samples() {
        for hundredths in 0..100 {
            survives(&sample[..sample.len() * hundredths / 100]);
        }
    }
}

#[test]
fn files_with_flipped_bytes_never_panic() {
    for (seed, sample) in (0..).zip(samples()) {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..150 {
            let mut bytes = sample.clone();
            for _ in 0..chance.random_range(1..6) {
                let at = chance.random_range(0..bytes.len());
                bytes[at] ^= 1 << chance.random_range(0..8);
            }
            survives(&bytes);
        }
    }
}

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/workbooks")
}

/// The workbooks were written by openpyxl, xlwt and odfpy and read by pandas; see
/// `tests/reference/workbooks.py`.
#[test]
fn workbooks_of_other_libraries_are_read_as_pandas_reads_them() {
    let expected = std::fs::read_to_string(reference().join("expected.csv")).unwrap();
    let mut expected: Vec<Vec<String>> = csv::Reader::from_reader(expected.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    for name in [
        "extract.xlsx",
        "extract_1904.xlsx",
        "extract.xls",
        "extract.ods",
    ] {
        let path = reference().join(name);
        let read = read_incidents(&path, &ReadOptions::default(), &Progress::new()).unwrap();
        let of_file: Vec<_> = expected.extract_if(.., |row| row[0] == name).collect();
        assert_eq!((read.rows_read, of_file.len()), (13, 12), "{}", said(&read));
        assert_eq!(
            read.report.set_aside["fewer fields than the header"],
            [17],
            "{name}"
        );
        for (row, expected) in read.rows().zip(&of_file) {
            let When::At(at) = row.when else {
                panic!("{name}: {:?}", row.when)
            };
            let minutes = at.second_of_day() / 60;
            let when = format!("{} {:02}:{:02}", at.date(), minutes / 60, minutes % 60);
            let own = [
                name.to_owned(),
                row.line.to_string(),
                format!("{:?}", row.xy.0),
                format!("{:?}", row.xy.1),
                when,
                read.categories.text(row.category).to_owned(),
                read.locations.text(row.location).to_owned(),
            ];
            assert_eq!(own, expected[..], "{name}");
        }
        println!("{name}\n  {}", said(&read));
    }
}

#[test]
fn a_layer_inside_a_zipped_geopackage_can_be_named() {
    let package = std::fs::read(reference().with_file_name("layers").join("town.gpkg")).unwrap();
    let zipped = zip_of(
        &[("notes.txt", b"none"), ("town.gpkg", &package)],
        CompressionMethod::Deflated,
    );
    let layer = |name: &str| ReadOptions {
        layer: Some(name.to_owned()),
        ..ReadOptions::default()
    };
    let read = incidents_with(&zipped, &layer("pubs")).unwrap();
    assert!(!read.is_empty());
    assert_eq!(
        read.len(),
        incidents_with(&package, &layer("pubs")).unwrap().len()
    );
    let wrong = incidents_with(&zipped, &layer("no such"))
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("\"pubs (points)\""), "{wrong}");
}
