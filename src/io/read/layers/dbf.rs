//! The table of a shapefile (dBASE).
//!
//! Read here rather than by the crate `dbase`, which skips deleted records, so that those after
//! them would get the shapes of others, makes floats of numbers, so that codes would lose their
//! zeros, and gives a table up at the first damaged field.

use crate::io::read::layers::code_page::CodePage;
use crate::io::read::records::OwnRecord;

/// Bytes before the descriptions of the fields, and of each of them.
const HEAD: usize = 32;

/// A table as it lies in memory.
pub(super) struct Dbf<'a> {
    /// The fields.
    pub(super) fields: Vec<DbfField>,
    /// How texts are encoded.
    pub(super) code_page: Option<CodePage>,
    records: &'a [u8],
    /// Bytes of a record.
    size: usize,
}

/// A column.
pub(super) struct DbfField {
    /// Its name, as bytes.
    name: Vec<u8>,
    kind: u8,
    from: usize,
    length: usize,
}

impl<'a> Dbf<'a> {
    /// The table in `bytes`; `None` where they are none. A `.cpg` may name the code page.
    pub(super) fn new(bytes: &'a [u8], cpg: Option<CodePage>) -> Option<Self> {
        let head = bytes.get(..HEAD)?;
        let begin = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let size = usize::from(u16::from_le_bytes([head[10], head[11]]));
        let claimed = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let mut fields = Vec::new();
        // The first byte of a record says whether it is deleted.
        let mut from = 1;
        for field in bytes.get(HEAD..begin)?.as_chunks::<HEAD>().0 {
            if field[0] == 0x0d {
                break;
            }
            let name = field[..11].split(|&b| b == 0).next().unwrap_or_default();
            // Texts may be longer than a byte can say: then the next byte counts on.
            let more = if field[11] == b'C' {
                usize::from(field[17]) << 8
            } else {
                0
            };
            let length = usize::from(field[16]) + more;
            fields.push(DbfField {
                name: name.to_owned(),
                kind: field[11],
                from,
                length,
            });
            from += length;
        }
        if fields.is_empty() || from > size {
            return None;
        }
        let records = bytes.get(begin..)?;
        let whole = (records.len() / size).min(claimed) * size;
        let records = &records[..whole];
        let table = Self {
            fields,
            code_page: cpg.or_else(|| CodePage::of_driver(head[29])),
            records,
            size,
        };
        Some(Self {
            code_page: table.code_page.or_else(|| table.told_code_page()),
            ..table
        })
    }

    /// Names of the fields.
    pub(super) fn names(&self) -> Vec<String> {
        let name = |field: &DbfField| self.decoded(&field.name);
        self.fields.iter().map(name).collect()
    }

    /// How many records there are, deleted ones too.
    pub(super) fn len(&self) -> usize {
        self.records.len() / self.size
    }

    /// The texts of a record; `None` if it is deleted.
    pub(super) fn record(&self, number: usize) -> Option<OwnRecord> {
        let bytes = self.bytes(number)?;
        if bytes[0] == b'*' {
            return None;
        }
        let mut record = OwnRecord::default();
        for field in &self.fields {
            let value = bytes.get(field.from..field.from + field.length);
            record.push(self.text(field.kind, value.unwrap_or_default()).as_bytes());
        }
        Some(record)
    }

    fn bytes(&self, number: usize) -> Option<&[u8]> {
        let from = number.checked_mul(self.size)?;
        self.records.get(from..from + self.size)
    }

    /// UTF-8, if there are texts that are not plain ASCII and all of them can be.
    fn told_code_page(&self) -> Option<CodePage> {
        let texts = (0..self.len()).filter_map(|number| self.bytes(number));
        let mut texts = texts.flat_map(|record| {
            let texts = self.fields.iter().filter(|field| field.kind == b'C');
            texts.filter_map(move |field| record.get(field.from..field.from + field.length))
        });
        // A text may be cut off inside a sign.
        let is_utf8 = |text: &[u8]| match std::str::from_utf8(text) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none(),
        };
        texts
            .all(is_utf8)
            .then_some(CodePage::Known(encoding_rs::UTF_8))
    }

    fn decoded(&self, bytes: &[u8]) -> String {
        let code_page = self.code_page;
        let code_page = code_page.unwrap_or(CodePage::Known(encoding_rs::WINDOWS_1252));
        let text = code_page.decoded(bytes);
        // A sign that was cut off at the end of the field.
        text.trim_matches(|sign: char| sign.is_whitespace() || sign == '\0')
            .trim_end_matches('\u{fffd}')
            .to_owned()
    }

    /// Numbers stay as they are written; dates become `2021-08-31`; blank is empty.
    fn text(&self, kind: u8, bytes: &[u8]) -> String {
        match kind {
            b'D' => {
                let text = self.decoded(bytes);
                let is_date = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
                if text == "00000000" {
                    String::new()
                } else if is_date {
                    format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
                } else {
                    text
                }
            }
            b'L' => match bytes.first() {
                Some(b'T' | b't' | b'Y' | b'y') => "true".to_owned(),
                Some(b'F' | b'f' | b'N' | b'n') => "false".to_owned(),
                _ => String::new(),
            },
            b'I' | b'+' => match bytes.first_chunk::<4>() {
                Some(&bytes) => i32::from_le_bytes(bytes).to_string(),
                None => String::new(),
            },
            b'O' | b'B' => match bytes.first_chunk::<8>() {
                Some(&bytes) => f64::from_le_bytes(bytes).to_string(),
                None => String::new(),
            },
            b'T' | b'@' => moment(bytes),
            // Numbers that overflowed are written as stars.
            b'N' | b'F' if bytes.contains(&b'*') => String::new(),
            _ => self.decoded(bytes),
        }
    }
}

/// Days since the beginning of the Julian period and milliseconds of the day.
fn moment(bytes: &[u8]) -> String {
    // The Julian day number of 1 January 1970.
    const EPOCH: i64 = 2_440_588;
    let parts = bytes.first_chunk::<8>().map(|bytes| {
        let [a, b, c, d, e, f, g, h] = *bytes;
        (
            i64::from(i32::from_le_bytes([a, b, c, d])),
            i64::from(i32::from_le_bytes([e, f, g, h])),
        )
    });
    let Some((days, ms)) = parts.filter(|&(days, _)| days != 0) else {
        return String::new();
    };
    let seconds = (days - EPOCH) * 86_400 + ms / 1000;
    jiff::Timestamp::from_second(seconds)
        .map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of these fields (name, kind, length) and records.
    fn dbf(fields: &[(&str, u8, u8)], records: &[&[u8]], driver: u8) -> Vec<u8> {
        let size: usize = 1 + fields.iter().map(|f| usize::from(f.2)).sum::<usize>();
        let begin = 32 + 32 * fields.len() + 1;
        let mut bytes = vec![0; 32];
        bytes[0] = 3;
        bytes[4..8].copy_from_slice(&(records.len() as u32).to_le_bytes());
        bytes[8..10].copy_from_slice(&(begin as u16).to_le_bytes());
        bytes[10..12].copy_from_slice(&(size as u16).to_le_bytes());
        bytes[29] = driver;
        for (name, kind, length) in fields {
            let mut field = [0; 32];
            field[..name.len()].copy_from_slice(name.as_bytes());
            field[11] = *kind;
            field[16] = *length;
            bytes.extend(field);
        }
        bytes.push(0x0d);
        for record in records {
            assert_eq!(record.len(), size);
            bytes.extend_from_slice(record);
        }
        bytes.push(0x1a);
        bytes
    }

    fn texts(table: &Dbf<'_>, number: usize) -> Vec<String> {
        let record = table.record(number).unwrap();
        let row = record.row(1);
        (0..row.fields())
            .map(|i| row.text(i).into_owned())
            .collect()
    }

    #[test]
    fn texts_numbers_dates_and_flags_are_read_and_deleted_records_keep_their_place() {
        let fields = [
            ("NAME", b'C', 6),
            ("CODE", b'N', 5),
            ("WHEN", b'D', 8),
            ("OK", b'L', 1),
        ];
        let records: [&[u8]; 3] = [
            b" Caf\xe9  0012020210831T",
            b"*gone      120210831F",
            b" b     *****00000000?",
        ];
        let bytes = dbf(&fields, &records, 0x57);
        let table = Dbf::new(&bytes, None).unwrap();
        assert_eq!(table.names(), ["NAME", "CODE", "WHEN", "OK"]);
        assert_eq!(table.len(), 3);
        assert_eq!(texts(&table, 0), ["Café", "00120", "2021-08-31", "true"]);
        assert!(table.record(1).is_none());
        assert_eq!(texts(&table, 2), ["b", "", "", ""]);
        assert!(table.record(3).is_none());
    }

    #[test]
    fn the_code_page_is_that_of_the_cpg_then_of_the_head_then_told() {
        let fields = [("A", b'C', 4)];
        let utf8 = dbf(&fields, &["  é ".as_bytes()], 0);
        let table = Dbf::new(&utf8, None).unwrap();
        assert_eq!(table.code_page.map(CodePage::name), Some("UTF-8"));
        assert_eq!(texts(&table, 0), ["é"]);
        let dos = dbf(&fields, &[b"  \x82  "], 0x02);
        assert_eq!(texts(&Dbf::new(&dos, None).unwrap(), 0), ["é"]);
        let latin = dbf(&fields, &[b"  \xe9  "], 0);
        assert_eq!(texts(&Dbf::new(&latin, None).unwrap(), 0), ["é"]);
        let cpg = CodePage::of_cpg("1251");
        assert_eq!(texts(&Dbf::new(&latin, cpg).unwrap(), 0), ["й"]);
    }

    #[test]
    fn claims_beyond_the_end_are_not_believed() {
        let mut bytes = dbf(&[("A", b'C', 2)], &[b" ab", b" cd"], 0);
        bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Dbf::new(&bytes, None).unwrap().len(), 2);
        for end in 0..bytes.len() {
            if let Some(table) = Dbf::new(&bytes[..end], None) {
                for number in 0..table.len() {
                    table.record(number);
                }
            }
        }
        assert!(Dbf::new(b"not a table at all, but long enough", None).is_none());
    }
}
