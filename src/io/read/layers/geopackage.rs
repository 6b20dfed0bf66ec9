//! GeoPackage: an SQLite database with tables of features.
//!
//! The database is opened so that nothing is written, neither to it nor beside it, and no SQL
//! comes from the file: views and virtual tables are not read, for they are programs.
//! (OGC 12-128r19)

use std::path::Path;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use crate::crs::FileCrs;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::wkb::geopackage_shape;
use crate::io::read::layers::{At, Described, Feature, Holds, Layer, LayerCrs, Layers, Shape};
use crate::io::read::records::OwnRecord;

/// What an SQLite database begins with.
pub(in crate::io) const MAGIC: &[u8] = b"SQLite format 3\0";

/// An open GeoPackage.
struct GeoPackage {
    database: Connection,
    list: Vec<Described>,
    tables: Vec<Table>,
}

/// A table of features or of texts alone.
struct Table {
    name: String,
    geometry: Option<String>,
    srs: i64,
}

/// Opens the GeoPackage at `path`, whose text should be `wanted`.
pub(super) fn open(
    path: &Path,
    wanted: &'static str,
    at: &At<'_>,
) -> Result<Box<dyn Layers>, ReadError> {
    let database = connect(path).map_err(|error| at.damaged(&error))?;
    let not_one = |found: &str| {
        at.trouble(Trouble::WrongKind {
            found: found.to_owned(),
            wanted,
            remedy: "give a GeoPackage, or export the table as CSV",
        })
    };
    let has_contents = has_table(&database, "gpkg_contents").map_err(|error| at.damaged(&error))?;
    if !has_contents {
        let is_tiles = has_table(&database, "tiles").unwrap_or_default();
        return Err(not_one(if is_tiles {
            "a map of tiles (MBTiles)"
        } else {
            "an SQLite database that is no GeoPackage"
        }));
    }
    let (list, tables) = tables(&database).map_err(|error| at.damaged(&error))?;
    if list.is_empty() {
        return Err(not_one("a GeoPackage without a table of features"));
    }
    Ok(Box::new(GeoPackage {
        database,
        list,
        tables,
    }))
}

/// The same of one that lies in memory, out of an archive; SQLite reads files alone.
pub(super) fn open_contents(
    bytes: &[u8],
    wanted: &'static str,
    at: &At<'_>,
) -> Result<Box<dyn Layers>, ReadError> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| at.damaged(&error))?;
    std::io::Write::write_all(&mut file, bytes).map_err(|error| at.damaged(&error))?;
    let layers = open(file.path(), wanted, at)?;
    Ok(Box::new(Unpacked {
        layers,
        _file: file,
    }))
}

/// A GeoPackage in a file of its own, which goes when it is closed.
struct Unpacked {
    layers: Box<dyn Layers>,
    _file: tempfile::NamedTempFile,
}

impl Layers for Unpacked {
    fn list(&self) -> &[Described] {
        self.layers.list()
    }

    fn called(&self) -> &'static str {
        self.layers.called()
    }

    fn read(&mut self, index: usize, at: &At<'_>) -> Result<Layer, ReadError> {
        self.layers.read(index, at)
    }
}

/// A connection that can only read. `immutable` keeps SQLite from making files beside the
/// database, as it must for one with a journal of changes (`-wal`) that are not in it yet; such
/// a database is in use by another program, which has made them already.
pub(in crate::io) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-wal");
    let in_use = std::fs::metadata(journal).is_ok_and(|meta| meta.len() > 0);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = if in_use {
        Connection::open_with_flags(path, flags)?
    } else {
        let uri = format!("file:{}?mode=ro&immutable=1", escaped(path));
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    database.busy_timeout(Duration::from_secs(1))?;
    database.pragma_update(None, "trusted_schema", false)?;
    database.pragma_update(None, "cell_size_check", true)?;
    Ok(database)
}

/// The path as it stands in a URI of SQLite's.
fn escaped(path: &Path) -> String {
    use std::fmt::Write as _;
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::new();
    if text.as_bytes().get(1) == Some(&b':') {
        // A drive of Windows.
        uri.push('/');
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

fn has_table(database: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE lower(name) = ?1";
    database.query_row(sql, [name], |row| row.get(0))
}

/// Whether a table is stored in the file, not made up by a view or a module.
fn is_stored(database: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?1) \
               AND sql NOT LIKE 'CREATE VIRTUAL%'";
    database.query_row(sql, [name], |row| row.get(0))
}

fn tables(database: &Connection) -> rusqlite::Result<(Vec<Described>, Vec<Table>)> {
    let has_geometries = has_table(database, "gpkg_geometry_columns")?;
    let sql = if has_geometries {
        "SELECT c.table_name, g.column_name, g.geometry_type_name, coalesce(g.srs_id, c.srs_id, -1) \
         FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name \
         WHERE c.data_type IN ('features', 'attributes') ORDER BY c.rowid"
    } else {
        "SELECT table_name, NULL, NULL, -1 FROM gpkg_contents WHERE data_type = 'attributes' \
         ORDER BY rowid"
    };
    let mut list = Vec::new();
    let mut tables = Vec::new();
    let mut statement = database.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if !is_stored(database, &name)? {
            continue;
        }
        let geometry: Option<String> = row.get(1)?;
        let kind: Option<String> = row.get(2)?;
        list.push(Described {
            name: name.clone(),
            holds: match (&geometry, kind) {
                (None, _) => Holds::Nothing,
                (Some(_), kind) => Holds::named(&kind.unwrap_or_default()),
            },
        });
        tables.push(Table {
            name,
            geometry,
            srs: row.get(3)?,
        });
    }
    Ok((list, tables))
}

impl Layers for GeoPackage {
    fn list(&self) -> &[Described] {
        &self.list
    }

    fn called(&self) -> &'static str {
        "a GeoPackage"
    }

    fn read(&mut self, index: usize, at: &At<'_>) -> Result<Layer, ReadError> {
        let table = &self.tables[index];
        let crs = self.crs(table.srs, at)?;
        let mut layer = Layer {
            has_geometry: table.geometry.is_some(),
            crs,
            ..Layer::default()
        };
        match self.rows(table, &mut layer, at) {
            Ok(()) => Ok(layer),
            Err(Stop::Error(error)) => Err(error),
            // What was read so far is whole; where the pages are damaged nothing can be told
            // of the rest.
            Err(Stop::Sqlite(error)) if layer.features.is_empty() => Err(at.damaged(&error)),
            Err(Stop::Sqlite(error)) => {
                let last = layer.features.last().map_or(0, |feature| feature.number);
                let why = format!("this and all after it: {error}");
                layer.set_aside.push((why, last.saturating_add(1)));
                Ok(layer)
            }
        }
    }
}

/// Organisation, code and definition of a system.
type Words = (Option<String>, Option<i64>, Option<String>);

/// Why reading ended early.
enum Stop {
    Sqlite(rusqlite::Error),
    Error(ReadError),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl GeoPackage {
    fn rows(&self, table: &Table, layer: &mut Layer, at: &At<'_>) -> Result<(), Stop> {
        let quoted = table.name.replace('"', "\"\"");
        let mut statement = self
            .database
            .prepare(&format!("SELECT * FROM \"{quoted}\""))?;
        let flags = self.flags(&table.name)?;
        let columns: Vec<(String, bool)> = statement
            .column_names()
            .into_iter()
            .map(|name| (name.to_owned(), flags.iter().any(|flag| flag == name)))
            .collect();
        let geometry = table.geometry.as_ref().and_then(|wanted| {
            columns
                .iter()
                .position(|(name, _)| name.eq_ignore_ascii_case(wanted))
        });
        let fields = columns.iter().enumerate();
        let fields: Vec<usize> = fields
            .filter(|&(i, _)| Some(i) != geometry)
            .map(|(i, _)| i)
            .collect();
        layer.fields = fields.iter().map(|&i| columns[i].0.clone()).collect();
        let mut rows = statement.query([])?;
        let mut number = 0_u32;
        while let Some(row) = rows.next()? {
            let done = at.progress.check(number as usize, usize::MAX);
            done.map_err(|cancelled| Stop::Error(cancelled.into()))?;
            number = number.saturating_add(1);
            let mut texts = OwnRecord::default();
            for &field in &fields {
                texts.push(text(row.get_ref(field)?, columns[field].1).as_bytes());
            }
            layer.features.push(Feature {
                number,
                texts,
                shape: geometry.map_or(Ok(Shape::Missing), |column| shape(row, column))?,
            });
        }
        Ok(())
    }

    /// Columns of a table that say yes or no, which SQLite keeps as numbers.
    fn flags(&self, table: &str) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT name FROM pragma_table_info(?1) WHERE upper(type) = 'BOOLEAN'";
        let mut statement = self.database.prepare(sql)?;
        let names = statement.query_map([table], |row| row.get(0))?;
        names.collect()
    }

    fn crs(&self, srs: i64, at: &At<'_>) -> Result<LayerCrs, ReadError> {
        // 0 and -1 stand for systems that are not known.
        if srs <= 0 {
            return Ok(LayerCrs::Unsaid);
        }
        let sql = "SELECT organization, organization_coordsys_id, definition \
                   FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: rusqlite::Result<Words> = self.database.query_row(sql, [srs], read);
        let Ok((organisation, code, definition)) = found else {
            return Ok(LayerCrs::Unsaid);
        };
        let is_epsg = organisation.is_some_and(|name| name.eq_ignore_ascii_case("EPSG"));
        let code = code.and_then(|code| u32::try_from(code).ok());
        if let Some(code) = code.filter(|&code| is_epsg && code > 0) {
            return Ok(LayerCrs::Said(FileCrs::Epsg(code), "the file says so"));
        }
        let definition = definition.unwrap_or_default();
        match FileCrs::from_definition(&definition) {
            Ok(crs) => Ok(LayerCrs::Said(crs, "the file says so")),
            Err(error) => Err(at.trouble(Trouble::UnknownCrs {
                why: format!("its definition cannot be used: {error}"),
                remedy: "export it in WGS 84 (EPSG:4326)",
            })),
        }
    }
}

fn text(value: ValueRef<'_>, is_flag: bool) -> String {
    match value {
        ValueRef::Integer(number) if is_flag => (number != 0).to_string(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
    }
}

fn shape(row: &Row<'_>, column: usize) -> rusqlite::Result<Shape> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Shape::Missing,
        ValueRef::Blob(bytes) => geopackage_shape(bytes),
        _ => Shape::Unusable("damaged geometry".to_owned()),
    })
}
