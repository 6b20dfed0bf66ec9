use std::sync::Arc;

use egui::Context;
use mvt::{GeomEncoder, GeomType, Tile as Written};
use walkers::{Drawable, Tile};

use super::*;

/// A feature of a layer: what it is and its fields.
type Feature<'a> = (&'a str, GeomType, &'a [(&'a str, &'a str)]);

fn written(features: &[Feature<'_>]) -> Vec<u8> {
    let mut tile = Written::new(4096);
    let mut names: Vec<&str> = features.iter().map(|feature| feature.0).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let mut layer = tile.create_layer(name);
        for (_, kind, fields) in features.iter().filter(|feature| feature.0 == name) {
            let mut geometry = GeomEncoder::new(*kind);
            let corners = match kind {
                GeomType::Point => 1,
                GeomType::Linestring => 2,
                GeomType::Polygon => 4,
            };
            let ring = [(100., 100.), (3900., 100.), (3900., 3900.), (100., 3900.)];
            for (x, y) in ring.into_iter().take(corners) {
                geometry.add_point(x, y).unwrap();
            }
            let mut feature = layer.into_feature(geometry.encode().unwrap());
            for (key, value) in *fields {
                feature.add_tag_string(key, value);
            }
            layer = feature.into_layer();
        }
        tile.add_layer(layer).unwrap();
    }
    tile.to_bytes().unwrap()
}

/// What is drawn of a tile: colours of fills, colours and widths of lines, names.
#[derive(Debug, Default)]
struct Drawn {
    fills: Vec<String>,
    lines: Vec<(String, f32)>,
    texts: Vec<String>,
}

fn drawn(layers: &[VectorLayer], features: &[Feature<'_>], nearer: u8) -> Drawn {
    let style = style_of(layers, &Tokens::DARK);
    let zoom = 14 + nearer;
    let bytes = written(features);
    let Tile::Vector { drawables, texts } =
        Tile::new(&bytes, &style, zoom, 512, &Context::default()).unwrap()
    else {
        panic!("no vector tile");
    };
    let mut drawn = Drawn {
        texts: texts.into_iter().map(|text| text.text).collect(),
        ..Drawn::default()
    };
    for drawable in Arc::unwrap_or_clone(drawables) {
        match drawable {
            Drawable::Fill(mesh) => {
                drawn
                    .fills
                    .extend(mesh.vertices.iter().map(|v| hex(v.color)));
            }
            Drawable::Lines(lines) => {
                drawn
                    .lines
                    .extend(lines.iter().map(|l| (hex(l.color), l.width)));
            }
        }
    }
    drawn.fills.dedup();
    drawn
}

fn ink() -> Ink {
    Ink::of(&Tokens::DARK)
}

use GeomType::{Linestring, Point, Polygon};

/// The same small town in the words of three sets.
fn sets() -> [(&'static str, [Feature<'static>; 7]); 3] {
    [
        (
            "OS Open Zoomstack",
            [
                ("sea", Polygon, &[("type", "x")]),
                ("woodland", Polygon, &[("type", "National")]),
                (
                    "roads",
                    Linestring,
                    &[("type", "Motorway"), ("number", "M1")],
                ),
                (
                    "roads",
                    Linestring,
                    &[("type", "Local"), ("name", "Mill Lane")],
                ),
                ("rail", Linestring, &[("type", "Multi Track")]),
                ("names", Point, &[("type", "Town"), ("name1", "Redcar")]),
                ("names", Point, &[("type", "Landform"), ("name1", "A Hill")]),
            ],
        ),
        (
            "OpenMapTiles",
            [
                ("water", Polygon, &[("class", "ocean")]),
                ("landcover", Polygon, &[("class", "wood")]),
                ("transportation", Linestring, &[("class", "motorway")]),
                ("transportation", Linestring, &[("class", "minor")]),
                (
                    "transportation_name",
                    Linestring,
                    &[("class", "minor"), ("name", "Mill Lane")],
                ),
                ("place", Point, &[("class", "town"), ("name", "Redcar")]),
                ("transportation", Linestring, &[("class", "rail")]),
            ],
        ),
        (
            "Protomaps",
            [
                ("water", Polygon, &[("kind", "ocean")]),
                ("landuse", Polygon, &[("kind", "park")]),
                ("roads", Linestring, &[("kind", "highway"), ("ref", "M1")]),
                (
                    "roads",
                    Linestring,
                    &[("kind", "minor_road"), ("name", "Mill Lane")],
                ),
                ("roads", Linestring, &[("kind", "rail")]),
                (
                    "places",
                    Point,
                    &[
                        ("kind", "locality"),
                        ("kind_detail", "town"),
                        ("name", "Redcar"),
                    ],
                ),
                ("pois", Point, &[("kind", "bar"), ("name", "The Bar")]),
            ],
        ),
    ]
}

#[test]
fn the_known_sets_are_drawn_by_what_their_layers_mean() {
    let ink = ink();
    for (set, features) in sets() {
        for nearer in [0, 2] {
            let drawn = drawn(&[], &features, nearer);
            for colour in [&ink.land, &ink.water, &ink.green] {
                assert!(drawn.fills.contains(colour), "{set}: {colour} in {drawn:?}");
            }
            for colour in [&ink.motorway, &ink.street, &ink.rail, &ink.edge] {
                let has = drawn.lines.iter().any(|line| line.0 == *colour);
                assert!(has, "{set}: {colour} in {drawn:?}");
            }
            let named = |name: &str| drawn.texts.iter().any(|text| text == name);
            assert!(
                named("Mill Lane") && named("Redcar"),
                "{set}: {:?}",
                drawn.texts
            );
            assert!(
                !named("A Hill") && !named("The Bar"),
                "{set}: {:?}",
                drawn.texts
            );
        }
    }
}

#[test]
fn a_class_decides_the_width_and_nothing_of_a_road_file_is_lost() {
    let ink = ink();
    let layers = [VectorLayer {
        id: "my roads".to_owned(),
        fields: ["name", "classification", "road_number"]
            .map(str::to_owned)
            .to_vec(),
    }];
    let features: [Feature<'_>; 4] = [
        (
            "my roads",
            Linestring,
            &[("classification", "A Road"), ("road_number", "A66")],
        ),
        (
            "my roads",
            Linestring,
            &[("classification", "Local Road"), ("name", "Mill Lane")],
        ),
        (
            "my roads",
            Linestring,
            &[("classification", "Never heard of")],
        ),
        ("my roads", Linestring, &[]),
    ];
    let drawn = drawn(&layers, &features, 0);
    let widths = |colour: &str| -> Vec<f32> {
        let lines = drawn.lines.iter().filter(|line| line.0 == colour);
        lines.map(|line| line.1).collect()
    };
    let (main, streets) = (widths(&ink.main), widths(&ink.street));
    assert_eq!((main.len(), streets.len()), (1, 3), "{:?}", drawn.lines);
    assert!(main[0] > streets[0]);
    assert!(drawn.texts.contains(&"A66".to_owned()), "{:?}", drawn.texts);
}

#[test]
fn layers_of_no_known_meaning_are_drawn_thin() {
    let layer = |id: &str| VectorLayer {
        id: id.to_owned(),
        fields: Vec::new(),
    };
    let drawn = drawn(&[layer("xyzzy")], &[("xyzzy", Linestring, &[])], 0);
    assert_eq!(drawn.lines.len(), 1);
    for (id, expected) in [
        ("Transportation", Shows::Roads),
        ("railway_lines", Shows::Rail),
        ("tidal_water", Shows::Water),
        ("ward_boundary", Shows::Boundaries),
        ("contour_lines", Shows::Nothing),
        ("xyzzy", Shows::Unknown),
    ] {
        assert_eq!(shows(id), expected, "{id}");
    }
}

#[test]
fn roads_grow_with_the_zoom_a_tile_is_made_for() {
    let features: [Feature<'_>; 1] = [("roads", Linestring, &[("class", "motorway")])];
    let width = |nearer: u8| {
        let drawn = drawn(&[], &features, nearer);
        let lines = drawn.lines.iter().map(|line| line.1);
        lines.fold(0.0, f32::max)
    };
    assert!(width(0) < width(2) && width(2) < width(4));
    assert_eq!(width(4), width(6), "beyond the last stop");
}

#[test]
fn a_damaged_tile_is_a_reason_or_a_picture_and_no_end_without_one() {
    let bytes = written(&sets()[0].1);
    let style = style_of(&[], &Tokens::DARK);
    let mut state = 5_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let started = std::time::Instant::now();
    for round in 0..400 {
        let mut damaged = bytes.clone();
        if round % 2 == 0 {
            damaged.truncate(next() % bytes.len());
        }
        for _ in 0..3 {
            if let Some(byte) = damaged.get_mut(next() % bytes.len()) {
                *byte = next() as u8;
            }
        }
        // Where the decoder falls over, the loader says so (see `engine::tiles`).
        let draw = || Tile::new(&damaged, &style, 14, 512, &Context::default()).is_ok();
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(draw));
    }
    assert!(started.elapsed().as_secs() < 60);
}
