use super::*;
use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::raw::{RawArea, RawAreas, SourceInfo};
use geo::polygon;

const BRITISH: AnalysisCrs = AnalysisCrs::BritishNationalGrid;

fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
    MultiPolygon::new(vec![
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)],
    ])
}

fn raw(name: &str, line: u32, shape: MultiPolygon) -> RawArea {
    RawArea {
        name: name.to_owned(),
        code: None,
        population: None,
        shape,
        line,
    }
}

fn file(areas: Vec<RawArea>) -> RawAreas {
    let source = SourceInfo {
        path: "wards.geojson".to_owned(),
        sha256: String::new(),
        ..SourceInfo::default()
    };
    RawAreas {
        source,
        crs: FileCrs::BRITISH,
        areas,
        ..RawAreas::default()
    }
}

fn town() -> Areas {
    let (x, y) = (384_000.0, 398_000.0);
    let shapes = [
        ("North", square(x, y + 1000.0, 1000.0)),
        ("South", square(x, y, 1000.0)),
        ("Centre", square(x + 250.0, y + 750.0, 500.0)),
    ];
    Areas::from_shapes(
        shapes.map(|(name, shape)| (name.to_owned(), shape)),
        BRITISH,
    )
}

#[test]
fn points_find_their_areas_in_file_order_edges_included() {
    let areas = town();
    let at = |x: f64, y: f64| areas.containing(Planar::new(384_000.0 + x, 398_000.0 + y));
    assert_eq!(at(10.0, 10.0), [AreaId(1)]);
    assert_eq!(
        at(10.0, 1000.0),
        [AreaId(0), AreaId(1)],
        "a shared edge belongs to both"
    );
    assert_eq!(at(500.0, 1000.0), [AreaId(0), AreaId(1), AreaId(2)]);
    assert_eq!(at(1000.0, 0.0), [AreaId(1)], "a corner");
    assert!(at(1000.1, 0.0).is_empty() && at(f64::NAN, 0.0).is_empty());
}

#[test]
fn overlaps_count_once_in_the_union() {
    let areas = town();
    assert!(
        (areas.union_km2() - 2.0).abs() < 1e-6,
        "{}",
        areas.union_km2()
    );
    let sum: f64 = areas.iter().map(|(_, area)| area.area_km2).sum();
    assert!((sum - 2.25).abs() < 1e-12);
    assert_eq!(Areas::default().union_km2(), 0.0);
}

#[test]
fn names_lead_to_areas_and_mistakes_to_offers() {
    let areas = file(vec![
        raw("Hulme", 1, square(384_000.0, 398_000.0, 10.0)),
        raw("Central", 2, square(384_100.0, 398_000.0, 10.0)),
        raw(" Central ", 3, square(384_200.0, 398_000.0, 10.0)),
        raw("", 4, square(384_300.0, 398_000.0, 10.0)),
    ]);
    let (areas, warnings) = Areas::from_raw(areas, BRITISH).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(areas.by_name("  hULME "), Ok(AreaId(0)));
    assert_eq!(areas.by_name("central (2)"), Ok(AreaId(2)));
    assert_eq!(areas.by_name("area 4"), Ok(AreaId(3)));
    let ambiguous = areas.by_name("Central").unwrap_err();
    assert_eq!(
        ambiguous.to_string(),
        "\"Central\" is ambiguous: say which of \"Central (1)\", \"Central (2)\""
    );
    let unknown = areas.by_name("Hulm").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no area is called \"Hulm\"; did you mean \"Hulme\"?"
    );
    for (id, area) in areas.iter() {
        assert_eq!(areas.by_name(&area.name), Ok(id), "every name leads home");
    }
}

#[test]
fn broken_shapes_are_mended_or_left_out_and_said_with_file_and_feature() {
    let bow_tie = polygon![
        (x: 384_000.0, y: 398_000.0), (x: 385_000.0, y: 399_000.0),
        (x: 385_000.0, y: 398_000.0), (x: 384_000.0, y: 399_000.0)
    ];
    let line = polygon![(x: 384_000.0, y: 398_000.0), (x: 385_000.0, y: 399_000.0), (x: 386_000.0, y: 400_000.0)];
    let mut empty_town = raw("Ghost town", 3, square(386_000.0, 398_000.0, 100.0));
    empty_town.population = Some(0.0);
    let areas = file(vec![
        raw("Bow tie", 1, MultiPolygon::new(vec![bow_tie])),
        raw("Line", 2, MultiPolygon::new(vec![line])),
        empty_town,
    ]);
    let (areas, warnings) = Areas::from_raw(areas, BRITISH).unwrap();
    assert_eq!(areas.len(), 2);
    assert!((areas.get(AreaId(0)).area_km2 - 0.5).abs() < 1e-6);
    assert_eq!(areas.get(AreaId(1)).population, None);
    let expected = [
        "feature 1 (\"Bow tie\"): its outline was mended",
        "feature 2 (\"Line\"): left out",
        "feature 3 (\"Ghost town\"): a population of 0",
    ];
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    for (warning, part) in warnings.iter().zip(expected) {
        assert!(
            warning.contains(part) && warning.contains("wards.geojson"),
            "{warning}"
        );
    }
}

#[test]
fn degrees_are_drawn_as_they_stand_and_measured_in_the_plane() {
    let shape = MultiPolygon::new(vec![
        polygon![(x: -2.25, y: 53.47), (x: -2.23, y: 53.49), (x: -2.23, y: 53.47)],
    ]);
    let raw = RawAreas {
        crs: FileCrs::LON_LAT,
        ..file(vec![raw("Triangle", 1, shape)])
    };
    let (areas, _) = Areas::from_raw(raw, BRITISH).unwrap();
    let area = areas.get(AreaId(0));
    // Half of 0.02° x 0.02°: 1.327 km by 2.226 km.
    assert!((area.area_km2 - 1.477).abs() < 0.003, "{}", area.area_km2);
    assert!(area.rings_lon_lat[0].contains(&LonLat::new(-2.23, 53.49)));
    assert_eq!(area.rings_lon_lat[0].first(), area.rings_lon_lat[0].last());
    assert_eq!(
        areas.containing(area.label_at),
        [AreaId(0)],
        "the label lies inside"
    );
}

/// Prints what building and asking cost with real wards; run by hand with
/// `--ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn measure_point_in_polygon() {
    use std::time::Instant;
    let path = "../shared/data/boundaries/greater_manchester_wards_2016_epsg27700.geojson";
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is missing");
        return;
    };
    let collection: geojson::FeatureCollection = text.parse().unwrap();
    let areas = (1..).zip(collection).filter_map(|(line, feature)| {
        let shape: geo::Geometry = feature.geometry?.try_into().ok()?;
        let shape = match shape {
            geo::Geometry::Polygon(p) => MultiPolygon::new(vec![p]),
            geo::Geometry::MultiPolygon(m) => m,
            _ => return None,
        };
        Some(raw(&format!("ward {line}"), line, shape))
    });
    let raw = file(areas.collect());
    let corners: usize = raw
        .areas
        .iter()
        .map(|a| geo::CoordsIter::coords_count(&a.shape))
        .sum();
    let start = Instant::now();
    let (areas, warnings) = Areas::from_raw(raw, BRITISH).unwrap();
    println!(
        "{} areas, {corners} corners built in {:?}; {warnings:?}",
        areas.len(),
        start.elapsed()
    );
    let bounds = areas.bounds().unwrap();
    let points: Vec<Planar> = (0..445_326_u32)
        .map(|i| {
            let turn = |k: u32| f64::from(i.wrapping_mul(k) >> 8) / f64::from(1 << 24);
            Planar::new(
                bounds.min.x + turn(2_654_435_761) * bounds.width_m(),
                bounds.min.y + turn(2_246_822_519) * bounds.height_m(),
            )
        })
        .collect();
    let start = Instant::now();
    let inside = points.iter().filter(|&&p| areas.contains(p)).count();
    println!(
        "{inside} of {} inside, one thread: {:?}",
        points.len(),
        start.elapsed()
    );
    let sum: f64 = areas.iter().map(|(_, a)| a.area_km2).sum();
    println!("union {} km², sum {sum} km²", areas.union_km2());
}

#[test]
fn areas_are_found_by_a_code_that_stands_once_but_names_come_first() {
    let coded = |name: &str, code: &str, x: f64| RawArea {
        code: Some(code.to_owned()),
        ..raw(name, 1, square(384_000.0 + x, 398_000.0, 100.0))
    };
    let file = file(vec![
        coded("NPU A", "A", 0.0),
        coded("NPU B", "NPU A", 200.0),
        coded("NPU C", "x", 400.0),
        coded("NPU D", "X", 600.0),
    ]);
    let (areas, _) = Areas::from_raw(file, BRITISH).unwrap();
    assert_eq!(areas.by_name(" a "), Ok(AreaId(0)));
    assert_eq!(areas.by_name("NPU A"), Ok(AreaId(0)), "a name beats a code");
    assert_eq!(
        areas.by_name("x"),
        Err(AreaNameError::Ambiguous {
            name: "x".to_owned(),
            candidates: vec!["NPU C".to_owned(), "NPU D".to_owned()],
        })
    );
    assert_eq!(areas.get(AreaId(0)).code.as_deref(), Some("A"));
}
