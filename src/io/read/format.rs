//! What kind of file a source is, told by its content and never by its name, and the table in
//! it. Readers ask for a table and need not know which kind it came from.

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::io::read::archive::Member;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::features::point_table;
use crate::io::read::options::ReadOptions;
use crate::io::read::sheets;
use crate::io::read::source::Source;
use crate::io::read::table::Table;

/// The kinds of files that hold records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Fields between separators.
    Text,
    /// Features in JSON.
    GeoJson,
    /// A workbook of Excel since 2007.
    Xlsx,
    /// A workbook of LibreOffice and its kin.
    Ods,
    /// A document of Office before 2007, or one with a password.
    Xls,
}

/// What bytes are before it is known whether they can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip archive, which workbooks are too.
    Zip,
    /// One packed file.
    Gzip,
    /// A compound file of Microsoft's.
    OldOffice,
    /// Anything else.
    Other,
}

impl Content {
    /// What starts with `first`.
    pub(super) fn of(first: &[u8]) -> Self {
        match first {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldOffice,
            _ => Self::Other,
        }
    }
}

impl Format {
    /// The kind of workbook a zip archive is, by its members and what its `mimetype` says.
    pub(super) fn of_archive(members: &[Member], mimetype: &[u8]) -> Option<Self> {
        let holds = |name: &str| members.iter().any(|m| m.name.eq_ignore_ascii_case(name));
        if mimetype.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            Some(Self::Ods)
        } else if holds("xl/workbook.xml") {
            Some(Self::Xlsx)
        } else {
            None
        }
    }

    /// What to call it, if it is a workbook.
    pub(super) fn workbook(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::GeoJson => None,
            Self::Xlsx => Some("an Excel workbook"),
            Self::Ods => Some("an OpenDocument workbook"),
            Self::Xls => Some("an old Excel workbook"),
        }
    }
}

/// The table in `source`, which should be `wanted`, and the CRS of its geometry if it has
/// geometry.
pub(super) fn open_table(
    source: &Source,
    options: &ReadOptions,
    wanted: &'static str,
    progress: &Progress,
) -> Result<(Table, Option<FileCrs>), ReadError> {
    match source.format {
        Format::Text => Ok((Table::csv(source)?, None)),
        Format::GeoJson => {
            let (table, crs) = point_table(source, options, wanted)?;
            Ok((table, Some(crs)))
        }
        Format::Xlsx | Format::Ods | Format::Xls => {
            Ok((sheets::table(source, options, progress)?, None))
        }
    }
}

/// Refuses a workbook where features are `wanted`.
pub(super) fn refuse_workbook(source: &Source, wanted: &'static str) -> Result<(), ReadError> {
    let Some(what) = source.format.workbook() else {
        return Ok(());
    };
    Err(Trouble::Binary {
        what: what.to_owned(),
        wanted,
        remedy: "a table has no polygons; give them as GeoJSON",
    }
    .at(source.shown.as_str()))
}
