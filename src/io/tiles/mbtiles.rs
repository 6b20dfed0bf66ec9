//! MBTiles, version 1.3 of its specification: an SQLite database with the tables `metadata` and
//! `tiles`, whose rows are counted from the south.
//!
//! `tiles` may be a view, as programs write it that store equal tiles once. The database is
//! opened so that nothing is written and no function of it that could do harm is run; a view that
//! never ends is given up when the map is closed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, InterruptHandle, OptionalExtension as _};

use crate::base::LonLat;
use crate::io::read::{SQLITE_MAGIC, open_database};
use crate::io::tiles::about::{self, Described, TileFormat, TileSet, format_of, side_px};
use crate::io::tiles::{MOST_TILE_BYTES, TileAt, TileError, unpacked};

/// Whether a file that starts so may be one.
pub(super) fn may_be_one(first: &[u8]) -> bool {
    first.starts_with(SQLITE_MAGIC)
}

/// Whether the database at `path` has tiles, and is no GeoPackage.
pub(super) fn has_tiles(path: &Path) -> bool {
    open_database(path)
        .and_then(|database| is_mbtiles(&database))
        .unwrap_or(false)
}

/// An open database.
pub(super) struct MbTiles {
    database: Mutex<Connection>,
    interrupt: InterruptHandle,
}

impl std::fmt::Debug for MbTiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MbTiles").finish_non_exhaustive()
    }
}

impl MbTiles {
    pub(super) fn open(path: &Path) -> Result<(Self, TileSet), TileError> {
        let database = open_database(path).map_err(|error| damaged(&error))?;
        if !is_mbtiles(&database).map_err(|error| damaged(&error))? {
            return Err(TileError::NotTiles);
        }
        let about = about(&database)?;
        let interrupt = database.get_interrupt_handle();
        let tiles = Self {
            database: Mutex::new(database),
            interrupt,
        };
        Ok((tiles, about))
    }

    pub(super) fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileError> {
        // Rows are counted from the south (the Tile Map Service specification).
        let row = (1_u64 << at.zoom) - 1 - u64::from(at.y);
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = database
            .prepare_cached(
                "select tile_data from tiles \
                 where zoom_level = ?1 and tile_column = ?2 and tile_row = ?3",
            )
            .map_err(|error| damaged(&error))?;
        let found = statement
            .query_row((at.zoom, at.x, row as i64), |row| {
                row.get::<_, Option<Vec<u8>>>(0)
            })
            .optional();
        Ok(found.map_err(|error| damaged(&error))?.flatten())
    }

    pub(super) fn stop(&self) {
        self.interrupt.interrupt();
    }
}

fn is_mbtiles(database: &Connection) -> rusqlite::Result<bool> {
    let has = |name: &str| {
        database.query_row(
            "select count(*) from sqlite_master where type in ('table', 'view') and name = ?1",
            [name],
            |row| row.get::<_, i64>(0),
        )
    };
    Ok(has("tiles")? > 0 && has("gpkg_contents")? == 0)
}

fn about(database: &Connection) -> Result<TileSet, TileError> {
    let said = metadata(database);
    let text = |name: &str| said.get(name).map(String::as_str);
    let described = Described::of(text("json").unwrap_or("{}").as_bytes());
    let first = first_tile(database)?;
    let format = match text("format").map(str::to_lowercase).as_deref() {
        Some("pbf" | "mvt") => TileFormat::Vector,
        Some("png" | "jpg" | "jpeg" | "webp") => TileFormat::Picture,
        _ => first.as_deref().map_or(TileFormat::Vector, format_of),
    };
    let zoom = |name: &str| text(name)?.trim().parse::<u8>().ok();
    let zooms = match (zoom("minzoom"), zoom("maxzoom")) {
        (Some(low), Some(high)) if low <= high && high <= TileAt::MAX_ZOOM => (low, high),
        _ => zooms_of_tiles(database)?,
    };
    Ok(TileSet {
        name: text("name").unwrap_or_default().to_owned(),
        owed: about::owed(text("attribution"), text("description")),
        format,
        zooms,
        corners: text("bounds").and_then(corners),
        layers: described.layers(),
        side_px: first.as_deref().and_then(side_px),
    })
}

/// What the table `metadata` says; nothing where there is none, for tiles are drawn without it.
fn metadata(database: &Connection) -> BTreeMap<String, String> {
    let read = || -> rusqlite::Result<BTreeMap<String, String>> {
        let mut statement = database.prepare("select name, value from metadata")?;
        let rows = statement.query_map([], |row| {
            let text = |i| row.get::<_, Option<String>>(i).ok().flatten();
            Ok((text(0), text(1)))
        })?;
        let pairs: Vec<(Option<String>, Option<String>)> = rows.collect::<Result<_, _>>()?;
        Ok(pairs
            .into_iter()
            .filter_map(|(name, value)| name.zip(value))
            .collect())
    };
    read().unwrap_or_else(|error| {
        log::info!("a map of tiles says nothing of itself: {error}");
        BTreeMap::new()
    })
}

fn first_tile(database: &Connection) -> Result<Option<Vec<u8>>, TileError> {
    let first = database
        .query_row("select tile_data from tiles limit 1", [], |row| {
            row.get::<_, Option<Vec<u8>>>(0)
        })
        .optional()
        .map_err(|error| damaged(&error))?;
    let bytes = first.flatten();
    bytes
        .map(|bytes| unpacked(bytes, MOST_TILE_BYTES))
        .transpose()
}

fn zooms_of_tiles(database: &Connection) -> Result<(u8, u8), TileError> {
    let text = "select min(zoom_level), max(zoom_level) from tiles";
    let zooms = database.query_row(text, [], |row| {
        Ok((row.get::<_, Option<u8>>(0)?, row.get::<_, Option<u8>>(1)?))
    });
    match zooms.map_err(|error| damaged(&error))? {
        (Some(low), Some(high)) if high <= TileAt::MAX_ZOOM => Ok((low, high)),
        (None, None) => Err(TileError::Damaged("it has no tiles".to_owned())),
        _ => Err(TileError::Damaged("it has impossible zooms".to_owned())),
    }
}

/// `west,south,east,north` in degrees.
fn corners(text: &str) -> Option<(LonLat, LonLat)> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
    let [west, south, east, north] = numbers?.try_into().ok()?;
    let corners = (LonLat::new(west, south), LonLat::new(east, north));
    let (low, high) = corners;
    (low.is_on_globe() && high.is_on_globe() && west < east && south < north).then_some(corners)
}

fn damaged(error: &rusqlite::Error) -> TileError {
    TileError::Damaged(error.to_string())
}
