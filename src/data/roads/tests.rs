use geo::LineString;
use proptest::prelude::*;

use super::*;
use crate::crs::FileCrs;
use crate::data::raw::RawRoad;

fn roads(all: &[(&str, &[(f64, f64)])]) -> Roads {
    let road = |&(name, line): &(&str, &[(f64, f64)])| RawRoad {
        name: name.to_owned(),
        lines: vec![LineString::from(line.to_vec())],
        number: 1,
    };
    let raw = RawRoads {
        crs: FileCrs::BRITISH,
        roads: all.iter().map(road).collect(),
        ..RawRoads::default()
    };
    Roads::from_raw(&raw, AnalysisCrs::BritishNationalGrid).unwrap()
}

fn town() -> Roads {
    roads(&[
        ("High Street", &[(450_000., 515_000.), (450_500., 515_000.)]),
        ("Church Lane", &[(450_100., 515_001.), (450_100., 515_300.)]),
        ("Mill Lane", &[(450_300., 514_800.), (450_300., 515_200.)]),
        ("Far Road", &[(450_150., 515_030.), (450_200., 515_030.)]),
        ("", &[(450_480., 515_012.), (450_490., 515_012.)]),
    ])
}

#[test]
fn a_place_lies_on_its_road_by_the_one_that_meets_it_there() {
    let town = town();
    let at = |x, y| town.at(Planar::new(x, y), None).map(|p| (p.on, p.by));
    let by = |on, by| Some((on, Some(by)));
    assert_eq!(at(450_120., 515_005.), by("High Street", "Church Lane"));
    assert_eq!(at(450_290., 514_990.), by("High Street", "Mill Lane"));
    assert_eq!(at(450_480., 515_010.), Some(("High Street", None)));
    assert_eq!(at(450_100., 515_250.), Some(("Church Lane", None)));
    assert_eq!(at(460_000., 515_000.), None);
    assert_eq!(town.len(), 5, "unnamed roads are kept");
    assert_eq!(town.lines()[4].name, None);
    assert_eq!(town.lines()[0].length_m(), 500.0);
}

#[test]
fn the_road_that_incidents_name_goes_before_a_nearer_one_within_reach() {
    let town = town();
    let at = |y, preferred| {
        let place = town.at(Planar::new(450_105., y), preferred);
        place.map(|place| place.on)
    };
    assert_eq!(at(515_040., None), Some("Church Lane"));
    assert_eq!(at(515_040., Some("HIGH STREET")), Some("High Street"));
    assert_eq!(at(515_061., Some("High Street")), Some("Church Lane"));
    assert_eq!(at(515_040., Some("Elsewhere")), Some("Church Lane"));
}

#[test]
fn a_road_breaks_where_it_leaves_the_plane() {
    let raw = RawRoads {
        crs: FileCrs::LON_LAT,
        roads: vec![RawRoad {
            name: "Long Road".to_owned(),
            lines: vec![LineString::from(vec![
                (-1.2, 54.5),
                (-1.21, 54.5),
                (f64::NAN, 54.5),
                (-1.22, 54.5),
                (-1.23, 54.5),
                (-1.24, 54.5),
            ])],
            number: 7,
        }],
        ..RawRoads::default()
    };
    let roads = Roads::from_raw(&raw, AnalysisCrs::BritishNationalGrid).unwrap();
    let corners: Vec<usize> = roads.lines().iter().map(|line| line.points.len()).collect();
    assert_eq!(corners, [2, 3]);
    assert!(roads.lines().iter().all(|line| line.number == 7));
}

/// Every pair of segments, without a tree.
fn brute(roads: &Roads, at: Planar) -> Option<(String, Option<String>)> {
    let at = [at.x, at.y];
    let all: Vec<Segment> = roads.named.tree.iter().copied().collect();
    let near = all.iter().map(|s| (s.distance_2(&at), s.name));
    let near = near.filter(|n| n.0 <= ON_ROAD_M * ON_ROAD_M);
    let (_, on) = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    let mut best: Option<(f64, u32)> = None;
    for own in all.iter().filter(|s| s.name == on) {
        for other in all.iter().filter(|s| s.name != on) {
            let Some(meeting) = own.meets(other) else {
                continue;
            };
            let found = (square(at, meeting), other.name);
            let is_near = found.0 <= CROSSING_M * CROSSING_M;
            if is_near && best.is_none_or(|best| found < best) {
                best = Some(found);
            }
        }
    }
    let name = |at: u32| roads.named.names[at as usize].to_string();
    Some((name(on), best.map(|(_, other)| name(other))))
}

proptest! {
    #[test]
    fn the_tree_finds_what_trying_every_pair_finds(
        lines in prop::collection::vec(
            (0..6_usize, prop::collection::vec((0.0..600.0_f64, 0.0..600.0_f64), 2..5)), 1..25),
        at in (0.0..600.0_f64, 0.0..600.0_f64),
    ) {
        let names = ["A", "B", "C", "D", "E", "F"];
        let line = |(name, points): &(usize, Vec<(f64, f64)>)| RoadLine {
            name: Some(Arc::from(names[*name])),
            points: points.iter().map(|&(x, y)| Planar::new(x, y)).collect(),
            number: 1,
        };
        let town = Roads::new(lines.iter().map(line).collect());
        let at = Planar::new(at.0, at.1);
        let found = town.at(at, None);
        let found = found.map(|p| (p.on.to_owned(), p.by.map(str::to_owned)));
        prop_assert_eq!(found, brute(&town, at));
    }
}

/// `tests/reference/road_names.py` asks shapely the same of the roads beside the project.
#[test]
fn the_roads_of_cleveland_name_places_as_shapely_does() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/boundaries");
    let path = folder.join("cleveland_os_roads_epsg27700.gpkg");
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return;
    }
    let progress = crate::base::Progress::new();
    let options = crate::io::read::ShapeOptions::default();
    let raw = crate::io::read::read_roads(&path, &options, &progress).unwrap();
    let roads = Roads::from_raw(&raw, AnalysisCrs::BritishNationalGrid).unwrap();
    let text = include_str!("../../../tests/reference/road_names.json");
    let places: Vec<(f64, f64, Option<String>, Option<String>)> =
        serde_json::from_str(text).unwrap();
    assert_eq!(places.len(), 200);
    for (x, y, on, by) in places {
        let found = roads.at(Planar::new(x, y), None);
        let found = (
            found.map(|f| f.on.to_owned()),
            found.and_then(|f| f.by).map(str::to_owned),
        );
        assert_eq!(found, (on, by), "at {x}, {y}");
    }
}
