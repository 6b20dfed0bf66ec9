use mvt::{GeomEncoder, GeomType, Tile as Written};
use proptest::prelude::*;

use super::*;

/// A town as a tile of so many units a side; its corners are at whole units of 512.
fn town(extent: u32) -> Vec<u8> {
    let scale = f64::from(extent) / 512.0;
    let shape = |kind: GeomType, parts: &[&[(f64, f64)]]| {
        let mut encoder = GeomEncoder::new(kind);
        for part in parts {
            for (x, y) in *part {
                encoder.add_point(x * scale, y * scale).unwrap();
            }
            encoder.complete_geom().unwrap();
        }
        encoder.encode().unwrap()
    };
    let mut tile = Written::new(extent);
    let road = shape(
        GeomType::Linestring,
        &[
            &[(-8.0, 3.0), (100.0, 3.0), (100.0, 519.0)],
            &[(7.0, 511.0), (512.0, 1.0)],
        ],
    );
    let mut feature = tile.create_layer("roads").into_feature(road);
    feature.set_id(7);
    feature.add_tag_string("class", "motorway");
    feature.add_tag_int("lanes", -3);
    let layer = feature.into_layer();
    let pub_ = shape(GeomType::Point, &[&[(300.0, 200.0)]]);
    let mut feature = layer.into_feature(pub_);
    feature.add_tag_string("name", "Ship & Castle \u{2693}");
    tile.add_layer(feature.into_layer()).unwrap();
    let ring: &[(f64, f64)] = &[(10.0, 10.0), (500.0, 10.0), (500.0, 500.0), (10.0, 500.0)];
    let hole: &[(f64, f64)] = &[(20.0, 20.0), (20.0, 40.0), (40.0, 40.0), (40.0, 20.0)];
    let lake = shape(GeomType::Polygon, &[ring, hole]);
    let layer = tile.create_layer("water").into_feature(lake).into_layer();
    tile.add_layer(layer).unwrap();
    tile.to_bytes().unwrap()
}

#[test]
fn a_tile_of_any_extent_is_the_tile_of_4096() {
    let usual = town(4096);
    assert_eq!(readable(&usual), Cow::Borrowed(&usual[..]));
    for extent in [512, 1024, 2048, 8192, 16_384, 65_536] {
        let other = town(extent);
        assert_ne!(other, usual, "{extent}");
        assert_eq!(&*readable(&other), &usual[..], "{extent}");
    }
}

#[test]
fn only_layers_of_another_extent_are_rewritten() {
    let mut tile = Tile::decode(&town(4096)[..]).unwrap();
    let mut other = Tile::decode(&town(8192)[..]).unwrap();
    tile.layers[1] = other.layers.remove(1);
    // Where a layer says nothing it has 4096.
    tile.layers[0].extent = None;
    let mixed = tile.encode_to_vec();
    let read = Tile::decode(&*readable(&mixed)).unwrap();
    let usual = Tile::decode(&town(4096)[..]).unwrap();
    assert_eq!(read.layers[1], usual.layers[1]);
    assert_eq!(read.layers[0].features, usual.layers[0].features);
    assert_eq!(read.layers[0].extent, None);
}

#[test]
fn what_is_no_vector_tile_or_has_no_extent_stays() {
    for bytes in [&b"\x89PNG\r\n"[..], b"", b"\x1a\xff\xff"] {
        assert_eq!(readable(bytes), Cow::Borrowed(bytes));
    }
    let mut tile = Tile::decode(&town(4096)[..]).unwrap();
    tile.layers[0].extent = Some(0);
    let bytes = tile.encode_to_vec();
    assert_eq!(readable(&bytes), Cow::Borrowed(&bytes[..]));
}

/// Positions, each with the command before it.
fn positions(geometry: &[u32]) -> Vec<(u32, [i64; 2])> {
    let (mut at, mut command) = ([0; 2], 0);
    let mut found = Vec::new();
    for (_, number) in numbers(geometry) {
        match number {
            Number::Command(c) => command = c,
            Number::Step(axis, step) => {
                at[axis] += step;
                if axis == 1 {
                    found.push((command, at));
                }
            }
        }
    }
    found
}

/// Lines of these positions: of each the first is moved to.
fn lines(of: &[Vec<(i32, i32)>]) -> Vec<u32> {
    let mut geometry = Vec::new();
    let mut at = (0, 0);
    for line in of {
        for (i, &(x, y)) in line.iter().enumerate() {
            match i {
                0 => geometry.push(MOVE_TO | 1 << 3),
                1 => geometry.push(LINE_TO | ((line.len() - 1) as u32) << 3),
                _ => {}
            }
            geometry.push(zigzag(i64::from(x - at.0)));
            geometry.push(zigzag(i64::from(y - at.1)));
            at = (x, y);
        }
    }
    geometry
}

proptest! {
    #[test]
    fn a_finer_extent_loses_nothing(
        of in prop::collection::vec(
            prop::collection::vec((-9_000..9_000, -9_000..9_000), 1..20), 1..20),
        times in 1_u32..9,
    ) {
        let geometry = lines(&of);
        let finer = rescaled(&geometry, 4096, 4096 * times);
        prop_assert_eq!(&rescaled(&finer, 4096 * times, 4096), &geometry);
        for ((_, fine), (_, at)) in positions(&finer).iter().zip(positions(&geometry)) {
            prop_assert_eq!(*fine, at.map(|units| units * i64::from(times)));
        }
    }

    #[test]
    fn a_position_is_rounded_by_itself(
        of in prop::collection::vec((-90_000..90_000, -90_000..90_000), 1..300),
        from in 1_u32..70_000,
    ) {
        let geometry = lines(std::slice::from_ref(&of));
        for ((_, at), (x, y)) in positions(&rescaled(&geometry, from, 4096)).iter().zip(&of) {
            for (got, units) in at.iter().zip([*x, *y]) {
                let exact = f64::from(units) * 4096.0 / f64::from(from);
                prop_assert!((*got as f64 - exact).abs() <= 0.5, "{got} for {exact}");
            }
        }
    }

    #[test]
    fn any_numbers_are_rewritten_without_end_or_overflow(
        geometry in prop::collection::vec(any::<u32>(), 0..200), from in 1_u32..,
    ) {
        prop_assert_eq!(rescaled(&geometry, from, 4096).len(), geometry.len());
        for part in parted(&geometry, 3) {
            prop_assert!(count(&part, MOVE_TO) <= 3);
        }
    }

    #[test]
    fn parts_are_the_lines_in_their_order(
        of in prop::collection::vec(
            prop::collection::vec((-9_000..9_000, -9_000..9_000), 1..5), 0..50),
        most in 1_usize..10,
    ) {
        let geometry = lines(&of);
        let parts = parted(&geometry, most);
        prop_assert_eq!(parts.len(), of.len().div_ceil(most));
        let together: Vec<_> = parts.iter().flat_map(|part| positions(part)).collect();
        prop_assert_eq!(together, positions(&geometry));
    }
}

#[test]
fn lines_of_very_many_parts_become_several_features() {
    let mut tile = Tile::decode(&town(4096)[..]).unwrap();
    let many: Vec<Vec<(i32, i32)>> = (0..=2 * MOST_LINES as i32)
        .map(|i| vec![(i, 0), (i, 4096)])
        .collect();
    let at = tile.layers[0]
        .features
        .iter()
        .position(|feature| feature.kind == Some(LINE));
    tile.layers[0].features[at.unwrap()].geometry = lines(&many);
    let read = Tile::decode(&*readable(&tile.encode_to_vec())).unwrap();
    let features = &read.layers[0].features;
    let counts: Vec<usize> = features
        .iter()
        .filter(|feature| feature.kind == Some(LINE))
        .map(|feature| count(&feature.geometry, MOVE_TO))
        .collect();
    assert_eq!(counts, [MOST_LINES, MOST_LINES, 1]);
    let tagged = |feature: &&Feature| feature.kind == Some(LINE) && feature.tags.len() == 4;
    assert_eq!(features.iter().filter(tagged).count(), 3);
}

#[test]
fn features_that_would_take_their_layer_along_are_left_out() {
    let usual = Tile::decode(&town(4096)[..]).unwrap();
    let broken = |geometry: Vec<u32>, kind, tags| Feature {
        id: None,
        tags,
        kind,
        geometry,
    };
    let ring = vec![
        MOVE_TO | 1 << 3,
        2,
        2,
        LINE_TO | 2 << 3,
        9,
        0,
        0,
        9,
        CLOSE_PATH | 1 << 3,
    ];
    let mut tile = usual.clone();
    tile.layers[0].features.extend([
        broken(ring.clone(), Some(0), vec![]),
        broken(ring.clone(), Some(9), vec![]),
        broken(ring.clone(), None, vec![]),
        broken(vec![], Some(POLYGON), vec![]),
        broken(vec![CLOSE_PATH | 1 << 3], Some(POLYGON), vec![]),
        broken(ring[..7].to_vec(), Some(POLYGON), vec![]),
        broken([&ring[..], &ring[8..]].concat(), Some(POLYGON), vec![]),
        broken(ring.repeat(MOST_RINGS + 1), Some(POLYGON), vec![]),
        broken(ring.clone(), Some(POLYGON), vec![0]),
        broken(ring.clone(), Some(POLYGON), vec![0, 99]),
        broken(ring.clone(), Some(POLYGON), vec![99, 0]),
    ]);
    let good = broken(ring.clone(), Some(POLYGON), vec![0, 0]);
    tile.layers[0].features.push(good.clone());
    let read = Tile::decode(&*readable(&tile.encode_to_vec())).unwrap();
    let mut expected = usual.layers[0].features.clone();
    expected.push(good);
    assert_eq!(read.layers[0].features, expected);
}
