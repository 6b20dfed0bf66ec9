//! What kind of file a source is, told by its content and never by its name, and the table in
//! it. Readers ask for a table and need not know which kind it came from.

use crate::base::Progress;
use crate::crs::FileCrs;
use crate::io::read::archive::Member;
use crate::io::read::error::ReadError;
use crate::io::read::layers;
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
    /// Placemarks.
    Kml,
    /// Any of the files of a shapefile.
    Shapefile,
    /// An SQLite database, perhaps with features.
    GeoPackage,
    /// Verified buffers of features.
    FlatGeobuf,
    /// Columns, perhaps one of geometry.
    Parquet,
    /// An archive of shapefiles or of KML.
    Packed,
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
    /// Features, or a table, in a format of their own.
    Features(Format),
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
            _ => layers::kind::of_bytes(first).map_or(Self::Other, Self::Features),
        }
    }
}

impl Format {
    /// The kind of document a zip archive is, by its members and what its `mimetype` says.
    pub(super) fn of_archive(members: &[Member], mimetype: &[u8]) -> Option<Self> {
        let holds = |name: &str| members.iter().any(|m| m.name.eq_ignore_ascii_case(name));
        if mimetype.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            Some(Self::Ods)
        } else if holds("xl/workbook.xml") {
            Some(Self::Xlsx)
        } else if layers::archive::holds_layers(members) {
            Some(Self::Packed)
        } else {
            None
        }
    }

    /// Whether it holds layers of features.
    pub(super) fn has_layers(self) -> bool {
        !matches!(self, Self::Text | Self::Xlsx | Self::Ods | Self::Xls)
    }

    /// What to call it, if it is a workbook.
    pub(super) fn workbook(self) -> Option<&'static str> {
        match self {
            Self::Text
            | Self::GeoJson
            | Self::Kml
            | Self::Shapefile
            | Self::GeoPackage
            | Self::FlatGeobuf
            | Self::Parquet
            | Self::Packed => None,
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
        Format::GeoJson
        | Format::Kml
        | Format::Shapefile
        | Format::GeoPackage
        | Format::FlatGeobuf
        | Format::Parquet
        | Format::Packed => layers::points::table(source, options, wanted, progress),
        Format::Xlsx | Format::Ods | Format::Xls => {
            Ok((sheets::table(source, options, progress)?, None))
        }
    }
}
