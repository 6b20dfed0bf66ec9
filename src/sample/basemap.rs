//! The basemap of the sample town: its vector tiles and the two styles they are drawn in.
//!
//! Layers: `sea`, `land`, `beach`, `green`, `paved`, `water` (areas), `roads` (lines with `class`),
//! `street_labels` (straight lines with `name`), `places` (points with `name` and `class`).
//! The style's background is the sea. Tiles and directories are stored uncompressed, because
//! the bytes of a compressor change with its version.

use std::io::{self, Cursor, Write};

use pmtiles::{Compression, PmTilesWriter, TileCoord, TileId, TileType};

use crate::base::Planar;
use crate::sample::files::degrees;
use crate::sample::plan::{BEACHES, Class, PARKS, PAVED, PLACES, all_at, at};
use crate::sample::shape::{distance_to_segment, rounded};
use crate::sample::streets::Street;
use crate::sample::tile::{EXTENT, Kind, MAX_ZOOM, Shape, Unit, Window, unit};
use crate::sample::town::Town;

/// MapLibre style of the dark map; `walkers::Style` reads it.
pub const STYLE_DARK: &str = include_str!("../../assets/basemap/dark.json");
/// MapLibre style of the light map; `walkers::Style` reads it.
pub const STYLE_LIGHT: &str = include_str!("../../assets/basemap/light.json");

/// Shallowest zoom written.
const MIN_ZOOM: u8 = 10;
/// Tiles of open sea around the island, in tiles of each zoom.
const SEA_TILES: i64 = 2;

/// Writes `saltmere.pmtiles`.
pub(crate) fn write(town: &Town, out: &mut dyn Write) -> io::Result<()> {
    let shapes = shapes(town);
    let coast: Vec<Unit> = units(&town.coast);
    let degrees = degrees(&town.coast);
    let (west, east) = range(degrees.iter().map(|p| p.lon));
    let (south, north) = range(degrees.iter().map(|p| p.lat));
    let mut file = Cursor::new(Vec::new());
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .internal_compression(Compression::None)
        .tile_compression(Compression::None)
        .min_zoom(MIN_ZOOM)
        .max_zoom(MAX_ZOOM)
        .bounds(west, south, east, north)
        .center(f64::midpoint(west, east), f64::midpoint(south, north))
        .center_zoom(14)
        .metadata(METADATA)
        .create(&mut file)
        .map_err(io::Error::other)?;
    for (id, zoom, x, y) in tiles(&coast)? {
        let bytes = Window::new(zoom, i64::from(x), i64::from(y)).encode(&shapes);
        writer
            .add_tile(id, &bytes.map_err(io::Error::other)?)
            .map_err(io::Error::other)?;
    }
    writer.finalize().map_err(io::Error::other)?;
    out.write_all(file.get_ref())
}

/// The whole map.
const SEA: [Unit; 4] = [(0, 0), (0, WORLD), (WORLD, WORLD), (WORLD, 0)];
const WORLD: i64 = EXTENT << MAX_ZOOM;

const METADATA: &str = r#"{"name":"Saltmere","description":"A town that does not exist","attribution":"Saltmere is invented","vector_layers":[{"id":"sea","fields":{}},{"id":"land","fields":{}},{"id":"beach","fields":{}},{"id":"green","fields":{"name":"String"}},{"id":"paved","fields":{}},{"id":"water","fields":{}},{"id":"roads","fields":{"class":"String","name":"String"}},{"id":"street_labels","fields":{"class":"String","name":"String"}},{"id":"places","fields":{"class":"String","name":"String"}}]}"#;

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    })
}

fn units(points: &[Planar]) -> Vec<Unit> {
    degrees(points).into_iter().map(unit).collect()
}

/// The tiles around the coast, in the file's own order.
fn tiles(coast: &[Unit]) -> io::Result<Vec<(TileCoord, u8, u32, u32)>> {
    let mut tiles = Vec::new();
    for zoom in MIN_ZOOM..=MAX_ZOOM {
        let side = EXTENT << (MAX_ZOOM - zoom);
        let span = |values: &mut dyn Iterator<Item = i64>| {
            let (low, high) = values.fold((i64::MAX, 0), |(l, h), v| (l.min(v), h.max(v)));
            low / side - SEA_TILES..=high / side + SEA_TILES
        };
        for x in span(&mut coast.iter().map(|p| p.0)) {
            for y in span(&mut coast.iter().map(|p| p.1)) {
                let (x, y) = (x as u32, y as u32);
                let coord = TileCoord::new(zoom, x, y).map_err(io::Error::other)?;
                tiles.push((coord, zoom, x, y));
            }
        }
    }
    tiles.sort_by_key(|(coord, ..)| TileId::from(*coord));
    Ok(tiles)
}

/// Everything on the map, in drawing order within its layer.
fn shapes(town: &Town) -> Vec<Shape> {
    let area = |layer, points: &[Planar], name: Option<&str>, from_zoom| Shape {
        layer,
        class: None,
        name: name.map(str::to_owned),
        zooms: (from_zoom, MAX_ZOOM),
        kind: Kind::Area,
        points: units(points),
    };
    // The sea is drawn by the style's background; as a shape it keeps tiles without land from
    // being empty, which the file format does not allow.
    let sea = Shape {
        points: SEA.to_vec(),
        ..area("sea", &[], None, MIN_ZOOM)
    };
    let mut shapes = vec![sea, area("land", &town.coast, None, MIN_ZOOM)];
    shapes.extend(
        BEACHES
            .iter()
            .map(|ring| area("beach", &rounded(&all_at(ring)), None, 12)),
    );
    shapes.extend(
        PARKS
            .iter()
            .map(|(name, ring)| area("green", &rounded(&all_at(ring)), Some(name), 12)),
    );
    shapes.extend(
        PAVED
            .iter()
            .map(|ring| area("paved", &all_at(ring), None, 14)),
    );
    shapes.push(area(
        "water",
        &town.river_ring(),
        Some("River Salt"),
        MIN_ZOOM,
    ));
    for street in &town.streets {
        shapes.push(road(street));
        shapes.extend(street_label(street));
    }
    shapes.extend(PLACES.iter().map(|&(name, class, position)| Shape {
        layer: "places",
        class: Some(class),
        name: Some(name.to_owned()),
        // The town's own name makes way for those of its districts.
        zooms: if class == "town" {
            (MIN_ZOOM, 11)
        } else {
            (12, MAX_ZOOM)
        },
        kind: Kind::Point,
        points: units(&[at(position)]),
    }));
    shapes
}

fn road(street: &Street) -> Shape {
    let from_zoom = match street.class {
        Class::Main => MIN_ZOOM,
        Class::Secondary | Class::Rail => 12,
        Class::Street | Class::Pedestrian => 13,
        Class::Path => 14,
    };
    Shape {
        layer: "roads",
        class: Some(street.class.word()),
        name: None,
        zooms: (from_zoom, MAX_ZOOM),
        kind: Kind::Line,
        points: units(&street.line),
    }
}

/// A street's name lies along one straight line, because walkers writes along a line's longest
/// segment and nowhere else: the stretch of the street that keeps closest to straight.
fn street_label(street: &Street) -> Option<Shape> {
    if street.class == Class::Rail {
        return None;
    }
    let stretch = straightest(&street.line)?;
    Some(Shape {
        layer: "street_labels",
        class: Some(street.class.word()),
        name: Some(street.name.clone()),
        zooms: (if street.class == Class::Main { 13 } else { 14 }, MAX_ZOOM),
        kind: Kind::Label,
        points: units(&[stretch.0, stretch.1]),
    })
}

/// How far a name may lie from the middle of its street, metres.
const LABEL_OFF_M: f64 = 6.0;

/// The two points of `line` farthest apart whose straight line keeps near the street.
fn straightest(line: &[Planar]) -> Option<(Planar, Planar)> {
    let mut best: Option<(f64, Planar, Planar)> = None;
    for i in 0..line.len() {
        for j in i + 1..line.len() {
            let (a, b) = (line[i], line[j]);
            let straight = a.distance_to(b);
            if best.is_some_and(|(length, ..)| length >= straight) {
                continue;
            }
            let near = line[i..=j]
                .iter()
                .all(|&p| distance_to_segment(p, a, b) <= LABEL_OFF_M);
            if near {
                best = Some((straight, a, b));
            }
        }
    }
    best.map(|(_, a, b)| (a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_lies_along_the_straight_part_of_its_street() {
        let line =
            [(0.0, 0.0), (50.0, 0.0), (100.0, 1.0), (100.0, 40.0)].map(|(x, y)| Planar::new(x, y));
        let (a, b) = straightest(&line).unwrap();
        assert_eq!((a, b), (line[0], line[2]));
    }

    #[test]
    fn styles_are_json_and_name_only_layers_that_tiles_have() {
        for style in [STYLE_DARK, STYLE_LIGHT] {
            let style: serde_json::Value = serde_json::from_str(style).unwrap();
            for layer in style["layers"].as_array().unwrap() {
                if let Some(source) = layer["source-layer"].as_str() {
                    assert!(
                        METADATA.contains(&format!("\"id\":\"{source}\"")),
                        "{source}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_tile_around_the_island_is_there_and_small() {
        let mut bytes = Vec::new();
        write(&Town::new(1), &mut bytes).unwrap();
        assert!(bytes.len() < 600_000, "{}", bytes.len());
        assert_eq!(&bytes[..7], b"PMTiles");
    }
}
