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
fn protomaps_roads_are_told_apart_by_their_detail() {
    let ink = ink();
    let road = |kind: &'static str, detail: &'static str| {
        let fields: [(&str, &str); 2] = [("kind", kind), ("kind_detail", detail)];
        let drawn = drawn(&[], &[("roads", Linestring, &fields)], 0);
        let mut colours: Vec<String> = drawn.lines.into_iter().map(|line| line.0).collect();
        colours.retain(|colour| *colour != ink.edge);
        colours
    };
    for (kind, detail, expected) in [
        ("highway", "motorway", &ink.motorway),
        ("major_road", "trunk", &ink.main),
        ("major_road", "primary_link", &ink.main),
        ("major_road", "tertiary", &ink.secondary),
        ("minor_road", "residential", &ink.street),
        ("minor_road", "service", &ink.street),
        ("path", "sidewalk", &ink.path),
        ("rail", "monorail", &ink.rail),
    ] {
        assert_eq!(
            road(kind, detail),
            std::slice::from_ref(expected),
            "{kind} {detail}"
        );
    }
    for (kind, detail) in [("ferry", ""), ("aeroway", "runway")] {
        assert!(road(kind, detail).is_empty(), "{kind} {detail}");
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

/// A motorway and a lake that fill most of a tile of so many units a side.
fn of_extent(extent: u32) -> Vec<u8> {
    let far = f64::from(extent) * 0.75;
    let mut tile = Written::new(extent);
    for (name, kind) in [("roads", Linestring), ("water", Polygon)] {
        let mut geometry = GeomEncoder::new(kind);
        for (x, y) in [(0.0, 0.0), (far, 0.0), (far, far)] {
            geometry.add_point(x, y).unwrap();
        }
        let layer = tile.create_layer(name);
        let mut feature = layer.into_feature(geometry.encode().unwrap());
        feature.add_tag_string("class", "motorway");
        tile.add_layer(feature.into_layer()).unwrap();
    }
    tile.to_bytes().unwrap()
}

#[test]
fn a_tile_of_any_extent_is_drawn_as_that_of_4096() {
    let about = crate::io::tiles::TileSet {
        name: String::new(),
        owed: None,
        format: crate::io::tiles::TileFormat::Vector,
        zooms: (0, 14),
        corners: None,
        layers: Vec::new(),
        side_px: None,
    };
    let look = crate::view::map::basemap::look::Look::of(&about, &Tokens::DARK);
    let make = look.maker(&Context::default());
    let at = crate::io::tiles::TileAt {
        zoom: 14,
        x: 0,
        y: 0,
    };
    let key = crate::engine::tiles::TileKey { at, nearer: 0 };
    let drawn = |extent: u32| match make(&of_extent(extent), key) {
        Ok(Tile::Vector { drawables, .. }) => Arc::unwrap_or_clone(drawables),
        _ => panic!("no vector tile of {extent}"),
    };
    let usual = drawn(4096);
    let lines = usual.iter().filter(|one| matches!(one, Drawable::Lines(_)));
    assert!(lines.count() > 0 && usual.len() >= 2, "{usual:?}");
    for extent in [512, 1024, 2048, 8192, 65_536] {
        assert_eq!(drawn(extent), usual, "{extent}");
    }
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
        ("water_name", Shows::Nothing),
        ("aerodrome_label", Shows::Nothing),
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
