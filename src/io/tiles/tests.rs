use std::io::Cursor;
use std::path::PathBuf;

use ::pmtiles::{Compression, PmTilesWriter, TileCoord, TileId, TileType};
use rusqlite::Connection;

use super::*;

/// A vector-like tile: never a picture, never empty.
fn content(at: TileAt) -> Vec<u8> {
    format!("{}/{}/{}", at.zoom, at.x, at.y).into_bytes()
}

/// Some of the tiles of zoom 9, as many as make leaves necessary.
fn many() -> Vec<TileAt> {
    let all = (0..512).flat_map(|x| (0..512).map(move |y| TileAt { zoom: 9, x, y }));
    all.filter(|at| (at.x * 7 + at.y * 13) % 5 < 2).collect()
}

fn written(tiles: &[TileAt], compression: Compression) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .tile_compression(compression)
        .min_zoom(9)
        .max_zoom(9)
        .bounds(-4.0, 52.0, -3.0, 53.0)
        .metadata(
            r#"{"name":"Town","attribution":"&copy; Us","vector_layers":[{"id":"roads","fields":{"name":"String"}}]}"#,
        )
        .create(&mut file)
        .unwrap();
    let coord = |at: &TileAt| TileCoord::new(at.zoom, at.x, at.y).unwrap();
    let mut sorted: Vec<&TileAt> = tiles.iter().collect();
    sorted.sort_by_key(|at| TileId::from(coord(at)));
    for at in sorted {
        writer.add_tile(coord(at), &content(*at)).unwrap();
    }
    writer.finalize().unwrap();
    file.into_inner()
}

/// A file of these bytes, and the folder it lies in.
fn laid(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given.tiles");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn every_tile_of_a_pmtiles_file_is_found_and_no_other() {
    let tiles = many();
    for compression in [Compression::None, Compression::Gzip] {
        let (_folder, path) = laid(&written(&tiles, compression));
        let archive = TileArchive::open(&path).unwrap();
        let about = archive.about();
        assert_eq!((about.name.as_str(), about.zooms), ("Town", (9, 9)));
        assert_eq!(about.owed.as_ref().unwrap().text, "\u{a9} Us");
        assert_eq!(about.layers[0].id, "roads");
        assert_eq!(about.layers[0].fields, ["name"]);
        assert_eq!(about.format, TileFormat::Vector);
        let there: std::collections::BTreeSet<TileAt> = tiles.iter().copied().collect();
        for x in 0..512 {
            for y in (x % 3..512).step_by(3) {
                let at = TileAt { zoom: 9, x, y };
                let expected = there.contains(&at).then(|| content(at));
                assert_eq!(archive.tile(at), Ok(expected), "{at:?}");
            }
        }
        let elsewhere = TileAt {
            zoom: 8,
            x: 3,
            y: 4,
        };
        assert_eq!(archive.tile(elsewhere), Ok(None));
        let outside = TileAt {
            zoom: 9,
            x: 512,
            y: 0,
        };
        assert_eq!(archive.tile(outside), Ok(None));
    }
}

fn database(sql: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given.mbtiles");
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    (folder, path)
}

#[test]
fn rows_of_mbtiles_are_counted_from_the_south_and_tiles_may_be_a_view() {
    let (_folder, path) = database(
        "create table metadata (name text, value text);
         insert into metadata values ('name', 'Two'), ('format', 'png'), ('bounds', '-4,52,-3,53');
         create table images (id integer, data blob);
         insert into images values (1, cast('south' as blob)), (2, cast('north' as blob));
         create table map (z integer, x integer, y integer, image integer);
         insert into map values (1, 0, 0, 1), (1, 0, 1, 2);
         create view tiles as select z as zoom_level, x as tile_column, y as tile_row,
           data as tile_data from map join images on images.id = map.image;",
    );
    assert!(is_tile_archive(&path));
    let archive = TileArchive::open(&path).unwrap();
    assert_eq!(archive.about().zooms, (1, 1), "told by the tiles");
    assert_eq!(archive.about().format, TileFormat::Picture);
    assert!(archive.about().corners.is_some());
    let tile = |y| archive.tile(TileAt { zoom: 1, x: 0, y }).unwrap();
    assert_eq!(tile(0).as_deref(), Some(&b"north"[..]));
    assert_eq!(tile(1).as_deref(), Some(&b"south"[..]));
    assert_eq!(
        archive.tile(TileAt {
            zoom: 1,
            x: 1,
            y: 0
        }),
        Ok(None)
    );
}

#[test]
fn what_is_no_map_of_tiles_is_refused_with_the_reason() {
    let (_folder, path) = laid(b"This is an invalid tile archive");
    assert_eq!(TileArchive::open(&path).unwrap_err(), TileError::NotTiles);
    assert!(!is_tile_archive(&path));
    let (_folder, path) = database("create table gpkg_contents (a); create table tiles (a);");
    assert!(
        !is_tile_archive(&path),
        "a GeoPackage of tiles is another thing"
    );
    let (_folder, path) =
        database("create table tiles (zoom_level, tile_column, tile_row, tile_data)");
    let empty = TileArchive::open(&path).unwrap_err().to_string();
    assert!(empty.contains("no tiles"), "{empty}");
    let mut old = written(&many()[..3], Compression::None);
    old[7] = 2;
    let (_folder, path) = laid(&old);
    let old = TileArchive::open(&path).unwrap_err().to_string();
    assert!(
        old.contains("old version") && old.contains("convert"),
        "{old}"
    );
}

/// Opens what is left of a file and asks it for tiles: whatever comes, nothing panics.
fn ask(bytes: &[u8], tiles: &[TileAt]) {
    let (_folder, path) = laid(bytes);
    if let Ok(archive) = TileArchive::open(&path) {
        for &at in tiles {
            let _ = archive.tile(at);
        }
    }
}

#[test]
fn damaged_files_are_reported_and_never_more() {
    let tiles: Vec<TileAt> = many().into_iter().step_by(9).collect();
    let whole = written(&tiles, Compression::Gzip);
    for percent in 0..100 {
        ask(&whole[..whole.len() * percent / 100], &tiles[..20]);
    }
    // Numbers of a linear congruential generator (Knuth's MMIX), so that a failure comes again.
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let plain = written(&tiles, Compression::None);
    for round in 0..400 {
        let mut bytes = if round % 2 == 0 {
            whole.clone()
        } else {
            plain.clone()
        };
        // Header and root directory, where everything hangs together.
        let within = if round % 4 < 2 {
            127
        } else {
            bytes.len().min(20_000)
        };
        for _ in 0..4 {
            let at = next() % within;
            bytes[at] = next() as u8;
        }
        ask(&bytes, &tiles[..20]);
    }
}

#[test]
fn a_tile_that_unpacks_without_end_is_refused() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write as _;
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&vec![0; 2_000_000]).unwrap();
    let packed = packer.finish().unwrap();
    assert!(unpacked(packed.clone(), 1_999_999).is_err());
    assert_eq!(unpacked(packed, 2_000_000).unwrap().len(), 2_000_000);
}

fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/basemap");
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

/// tippecanoe wrote the one, and `pmtiles convert` or it the other.
#[test]
fn the_two_vector_maps_of_cleveland_have_the_same_tiles() {
    let (Some(pm), Some(mb)) = (
        shared("cleveland_os_roads_vector.pmtiles"),
        shared("cleveland_os_roads_vector.mbtiles"),
    ) else {
        return;
    };
    let (pm, mb) = (
        TileArchive::open(&pm).unwrap(),
        TileArchive::open(&mb).unwrap(),
    );
    assert_eq!(pm.about().zooms, (8, 14));
    assert_eq!(mb.about().zooms, (8, 14));
    assert_eq!(pm.about().layers[0].id, "roads");
    assert_eq!(pm.about().layers, mb.about().layers);
    let owed = mb.about().owed.clone().unwrap();
    assert_eq!(owed.text, "Contains OS data \u{a9} Crown copyright");
    // Columns and rows as `select min, max` gives them, rows turned.
    let mut found = 0;
    for x in 8126..=8156 {
        for y in 16_383 - 11_180..=16_383 - 11_159 {
            let at = TileAt { zoom: 14, x, y };
            let tile = mb.tile(at).unwrap();
            found += usize::from(tile.is_some());
            assert_eq!(pm.tile(at).unwrap(), tile, "{at:?}");
        }
    }
    assert_eq!(found, 338);
}

#[test]
fn pictures_and_what_is_none_are_told_among_the_shared_files() {
    for (name, zooms) in [
        ("cleveland_os_roads_raster_256.mbtiles", (8, 14)),
        ("geography-class-png.mbtiles", (0, 1)),
        ("stamen_toner_raster_z3.pmtiles", (0, 3)),
    ] {
        let Some(path) = shared(name) else { return };
        assert!(is_tile_archive(&path), "{name}");
        let archive = TileArchive::open(&path).unwrap();
        let about = archive.about();
        let told = (about.format, about.zooms, about.side_px);
        assert_eq!(told, (TileFormat::Picture, zooms, Some(256)), "{name}");
        if zooms.0 == 0 {
            let world = archive
                .tile(TileAt {
                    zoom: 0,
                    x: 0,
                    y: 0,
                })
                .unwrap();
            assert!(world.unwrap().starts_with(b"\x89PNG"), "{name}");
        }
    }
    let Some(path) = shared("protomaps_js_invalid.pmtiles") else {
        return;
    };
    assert_eq!(TileArchive::open(&path).unwrap_err(), TileError::NotTiles);
}

#[test]
fn damaged_databases_are_reported_and_never_more() {
    let (_folder, path) = database(
        "create table metadata (name text, value text);
         insert into metadata values ('name', 'Town'), ('format', 'pbf'), ('json', '{\"vector_layers\":[]}');
         create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
         create unique index place on tiles (zoom_level, tile_column, tile_row);
         with recursive n(i) as (select 0 union all select i + 1 from n where i < 255)
         insert into tiles select 9, i % 16, 500 - i / 16, randomblob(300) from n;",
    );
    let whole = std::fs::read(&path).unwrap();
    let tiles: Vec<TileAt> = (0..16)
        .map(|i| TileAt {
            zoom: 9,
            x: i,
            y: i,
        })
        .collect();
    let sound = TileArchive::open(&path).unwrap();
    assert!(tiles.iter().any(|&at| sound.tile(at).unwrap().is_some()));
    for percent in 0..100 {
        ask(&whole[..whole.len() * percent / 100], &tiles);
    }
    let mut state = 11_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for _ in 0..200 {
        let mut bytes = whole.clone();
        for _ in 0..6 {
            // Behind the name of the format, where the first pages say what is where.
            let at = 16 + next() % 12_000.min(bytes.len() - 16);
            bytes[at] = next() as u8;
        }
        ask(&bytes, &tiles);
    }
}
