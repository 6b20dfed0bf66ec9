//! Any bytes as the geometry of a feature in a GeoPackage, once as they are and once behind a
//! valid head, so that the well-known binary itself is reached.
#![no_main]

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use libfuzzer_sys::fuzz_target;
use rusqlite::Connection;

fuzz_target!(init: nightbeat_fuzz::begin(), |bytes: &[u8]| {
    let (path, database) = database();
    let headed = [b"GP\0\x01\x34\x6c\0\0", bytes].concat();
    for blob in [bytes, &headed] {
        let database = database.lock().expect("one thread");
        database
            .execute("UPDATE town SET geom = ?1", [blob])
            .expect("the input is kept");
        drop(database);
        nightbeat_fuzz::survive(|| nightbeat_fuzz::read_in_every_way(path));
    }
});

/// A GeoPackage of one layer with one feature.
fn database() -> &'static (PathBuf, Mutex<Connection>) {
    static DATABASE: OnceLock<(PathBuf, Mutex<Connection>)> = OnceLock::new();
    DATABASE.get_or_init(|| {
        let path = nightbeat_fuzz::folder().join("a.gpkg");
        let database = Connection::open(&path).expect("a database");
        database
            .execute_batch(
                "PRAGMA application_id = 0x47504B47; PRAGMA journal_mode = MEMORY;
                 PRAGMA synchronous = OFF;
                 CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY,
                   organization TEXT, organization_coordsys_id INTEGER, definition TEXT,
                   description TEXT);
                 INSERT INTO gpkg_spatial_ref_sys VALUES
                   ('British National Grid', 27700, 'EPSG', 27700, 'undefined', NULL);
                 CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT,
                   identifier TEXT, description TEXT, last_change TEXT, min_x DOUBLE,
                   min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
                 INSERT INTO gpkg_contents VALUES ('town', 'features', 'town', '', '', NULL,
                   NULL, NULL, NULL, 27700);
                 CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT,
                   geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
                 INSERT INTO gpkg_geometry_columns VALUES ('town', 'geom', 'GEOMETRY', 27700, 0, 0);
                 CREATE TABLE town (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, date TEXT);
                 INSERT INTO town VALUES (1, NULL, 'The Anchor', '2021-05-03 22:30');",
            )
            .expect("a GeoPackage");
        (path, Mutex::new(database))
    })
}
