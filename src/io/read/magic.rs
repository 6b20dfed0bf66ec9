//! What a file that is no text is, by its first bytes, and the way out.

use crate::io::read::archive::{Member, has_extension};

pub(super) const EXPORT_CSV: &str = "open it in its program and export the sheet as CSV";
pub(super) const UNPACK: &str = "unpack it and give the file inside";
const SAVE_AS: &str = "open it in Excel or LibreOffice and save it as .xlsx or as CSV";
const CHOOSE: &str = "choose a CSV or GeoJSON file";

/// First bytes, what they say, and what to do.
const KNOWN: [(&[u8], &str, &str); 16] = [
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel or Office document",
        EXPORT_CSV,
    ),
    (b"PMTiles", "a PMTiles map", CHOOSE),
    (b"ARROW1", "an Arrow file", EXPORT_CSV),
    (
        b"%PDF",
        "a PDF document",
        "ask for the table itself, as CSV",
    ),
    (b"{\\rtf", "a rich text document", EXPORT_CSV),
    (b"\x89PNG", "a PNG picture", CHOOSE),
    (b"\xff\xd8\xff", "a JPEG picture", CHOOSE),
    (b"GIF8", "a GIF picture", CHOOSE),
    (b"II*\0", "a TIFF picture", CHOOSE),
    (b"MM\0*", "a TIFF picture", CHOOSE),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"\x7fELF", "a program", CHOOSE),
];

/// What the file is if it is no plain text in a single-byte or UTF-8 encoding, and what to do.
pub(super) fn foreign(bytes: &[u8]) -> Option<(String, &'static str)> {
    if let Some(&(_, what, remedy)) = KNOWN.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Some((what.to_owned(), remedy));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zipped(bytes));
    }
    if let Some(found) = markup(bytes) {
        return Some(found);
    }
    let has_nul = bytes.contains(&0);
    has_nul.then(|| ("a binary file".to_owned(), CHOOSE))
}

/// What a zip archive is by the names in it, if it is a document of a program and not simply
/// files that were packed.
pub(super) fn document(members: &[Member]) -> Option<(&'static str, &'static str)> {
    let holds = |wanted: fn(&str) -> bool| members.iter().any(|m| wanted(&m.name));
    if holds(|name| has_extension(name, "iwa")) {
        Some(("an Apple Numbers, Pages or Keynote document", EXPORT_CSV))
    } else if holds(|name| name == "xl/workbook.bin") {
        Some(("a binary Excel workbook (.xlsb)", SAVE_AS))
    } else if holds(|name| name == "word/document.xml") {
        Some(("a Word document", EXPORT_CSV))
    } else if holds(|name| name == "mimetype") && holds(|name| name == "content.xml") {
        Some(("an OpenDocument file that is no spreadsheet", EXPORT_CSV))
    } else {
        None
    }
}

/// What a zip archive seems to be by its first bytes, for one that is damaged.
pub(super) fn zipped(bytes: &[u8]) -> (String, &'static str) {
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let (what, remedy) = if holds(b".iwa") {
        ("an Apple Numbers, Pages or Keynote document", EXPORT_CSV)
    } else if holds(b"xl/") {
        ("an Excel workbook", EXPORT_CSV)
    } else if holds(b"opendocument.spreadsheet") {
        ("a LibreOffice spreadsheet", EXPORT_CSV)
    } else if holds(b"word/") {
        ("a Word document", EXPORT_CSV)
    } else if holds(b"doc.kml") {
        ("a KMZ map", UNPACK)
    } else if holds(b".shp") {
        ("a zipped shapefile", UNPACK)
    } else {
        ("a zip archive", UNPACK)
    };
    (what.to_owned(), remedy)
}

fn markup(bytes: &[u8]) -> Option<(String, &'static str)> {
    let text = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let head = text[..text.len().min(1024)].to_ascii_lowercase();
    let web = "download the file itself; the server sent a page, perhaps to sign in";
    let holds = |part: &[u8]| text.windows(part.len()).any(|window| window == part);
    let is_page = head.starts_with(b"<!doctype html") || head.starts_with(b"<html");
    let has_table =
        head.starts_with(b"<table") || is_page && (holds(b"<table") || holds(b"<TABLE"));
    if has_table {
        let what = "a table in a web page, as some programs export under the name .xls";
        return Some((what.to_owned(), SAVE_AS));
    }
    if head.starts_with(b"mime-version:") {
        return Some(("a web archive".to_owned(), SAVE_AS));
    }
    if head.starts_with(b"<?xml") && holds(b"urn:schemas-microsoft-com:office:spreadsheet") {
        return Some(("a workbook in Excel's XML of 2003".to_owned(), SAVE_AS));
    }
    if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") {
        Some(("a web page".to_owned(), web))
    } else if head.starts_with(b"<?xml") {
        Some(("an XML document".to_owned(), EXPORT_CSV))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_text_are_named() {
        let what = |bytes: &[u8]| foreign(bytes).map(|(what, _)| what).unwrap_or_default();
        assert!(what(b"PK\x03\x04....Index/Document.iwa").contains("Numbers"));
        assert!(what(b"PK\x03\x04....xl/workbook.xml").contains("Excel"));
        assert!(what(b"PK\x03\x04....").contains("zip"));
        assert!(what(b"\n<!DOCTYPE html><html>").contains("web page"));
        assert!(what(b"<html><body><table><tr><td>Date").contains("table in a web page"));
        assert!(what(b"<table border=1>").contains("table in a web page"));
        assert!(what(b"MIME-Version: 1.0").contains("web archive"));
        let of_2003 =
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
        assert!(what(of_2003).contains("XML of 2003"));
        assert!(what(b"<?xml version='1.0'?><gml xmlns=''>").contains("XML"));
        assert_eq!(what(b"a,b\0c"), "a binary file");
        assert_eq!(what(b"a,b\n1,\xe9\n"), "");
    }
}
