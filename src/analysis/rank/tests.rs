//! Ranked lists of a small town whose figures can be counted by hand.

use super::*;
use crate::base::When;
use crate::base::when::Civil;
use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::areas::Areas;
use crate::data::incidents::{Draft, Incident, Origin};
use crate::data::premises::{NightRule, Premises, PremisesList};
use crate::data::raw::{RawArea, RawAreas};
use geo::{MultiPolygon, polygon};

const E: f64 = 384_000.0;
const N: f64 = 398_000.0;

/// Saturday 2024-05-04 02:00 belongs to Friday.
fn small_hours() -> When {
    When::At(Civil::on(jiff::civil::date(2024, 5, 4), 2 * 3600))
}

/// Incidents at metres east and north of (E, N), with a location text.
fn town(incidents: &[(f64, f64, &str)]) -> Dataset {
    let mut data = Dataset {
        region_km2: 4.0,
        ..Dataset::default()
    };
    let mut draft = Draft::default();
    for (i, &(x, y, location)) in incidents.iter().enumerate() {
        let incident = Incident {
            position: Planar::new(E + x, N + y),
            when: small_hours(),
            category: data.categories.intern("Robbery"),
            location: data.locations.intern(location),
            origin: Origin {
                file: 0,
                line: i as u32 + 2,
            },
        };
        draft.push(incident);
    }
    data.incidents = draft.finish();
    data
}

/// All incidents, with weights in the order in which they were given.
fn everything(data: &Dataset, weights: &[f64]) -> Selection {
    Selection::by_weight(&data.incidents, |row| {
        weights[data.incidents.origin(row).line as usize - 2]
    })
}

fn params(unit: Unit) -> RankParams {
    RankParams {
        unit,
        separation_m: None,
        top: 10,
        min_incidents: 1,
        within_area: false,
        premises: PremisesChoice::All,
    }
}

fn list(data: &Dataset, params: RankParams) -> Result<Vec<Hotspot>, RankError> {
    let selection = everything(data, &vec![1.0; data.incidents.len()]);
    let time = TimeFilter::default();
    rank(data, &selection, &time, &params, &Progress::new()).map(|ranking| ranking.hotspots)
}

fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
    let (x, y) = (E + x, N + y);
    MultiPolygon::new(vec![polygon![
        (x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)
    ]])
}

fn areas(shapes: Vec<(&str, Option<f64>, MultiPolygon)>) -> Areas {
    let area = |(i, (name, population, shape)): (usize, (&str, Option<f64>, _))| RawArea {
        name: name.to_owned(),
        code: None,
        population,
        shape,
        line: i as u32 + 1,
    };
    let areas = shapes.into_iter().enumerate().map(area).collect();
    let raw = RawAreas {
        crs: FileCrs::BRITISH,
        areas,
        ..RawAreas::default()
    };
    Areas::from_raw(raw, AnalysisCrs::BritishNationalGrid)
        .unwrap()
        .0
}

fn premises(places: &[(&str, &str, f64, f64)]) -> PremisesList {
    let rows = places
        .iter()
        .map(|&(name, kind, x, y)| Premises {
            name: name.to_owned(),
            position: Planar::new(E + x, N + y),
            lon_lat: LonLat::new(0.0, 0.0),
            kind: Some(kind.to_owned()),
            ..Premises::unknown()
        })
        .collect();
    PremisesList::new(rows, &NightRule::default(), true)
}

fn close(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() <= 1e-12 * b.abs())
}

#[test]
fn a_disc_is_described_by_what_lies_in_it() {
    let data = town(&[
        (0.0, 0.0, "On or near Quay Street"),
        (60.0, 80.0, "On or near Quay Street"),
        (900.0, 900.0, ""),
    ])
    .with_premises(premises(&[
        ("The Anchor", "pub", 30.0, 60.0),
        ("Far", "pub", 9e3, 0.0),
    ]));
    let selection = everything(&data, &[1.0, 0.5, 0.25]);
    let unit = Unit::Disc { radius_m: 100.0 };
    let time = TimeFilter::default();
    let list = rank(&data, &selection, &time, &params(unit), &Progress::new())
        .unwrap()
        .hotspots;
    assert_eq!(list.len(), 2);
    let first = &list[0];
    assert_eq!(
        (first.rank, first.name.as_str()),
        (1, "Quay Street by The Anchor")
    );
    assert_eq!(first.centre, Planar::new(E + 30.0, N + 40.0));
    assert_eq!((first.incidents, first.certain, first.possible), (2, 1, 1));
    assert_eq!(first.rows, [0, 1]);
    assert_eq!(
        (first.weight, first.nearest_premises),
        (1.5, Some((0, 20.0)))
    );
    let km2 = std::f64::consts::PI / 100.0;
    assert!(close(first.area_km2, km2) && close(first.density_per_km2, 1.5 / km2));
    assert!(close(Some(first.share), 1.5 / 1.75));
    assert!(close(first.pai, (1.5 / 1.75) / (km2 / 4.0)));
    assert_eq!(first.peak, Some(Peak { day: 4, hour: 2 }));
    assert!((first.lon_lat.lon + 2.24).abs() < 0.01 && (first.lon_lat.lat - 53.48).abs() < 0.01);
    assert_eq!(list[1].name, "E 384900 N 398900");
}

#[test]
fn an_incident_in_overlapping_areas_counts_in_each() {
    let data =
        town(&[(50.0, 50.0, ""), (150.0, 50.0, ""), (250.0, 50.0, "")]).with_areas(areas(vec![
            ("West", Some(2000.0), square(0.0, 0.0, 200.0)),
            ("East", Some(0.0), square(100.0, 0.0, 200.0)),
            ("Nobody", None, square(500.0, 0.0, 100.0)),
        ]));
    let list = list(&data, params(Unit::Area)).unwrap();
    let names: Vec<&str> = list.iter().map(|hotspot| hotspot.name.as_str()).collect();
    assert_eq!(
        names,
        ["West", "East"],
        "an area without incidents is not listed"
    );
    assert_eq!((list[0].incidents, list[1].incidents), (2, 2));
    assert!(close(list[0].rate_per_1000, 1.0));
    assert_eq!(list[1].rate_per_1000, None, "nobody lives there");
    assert!((list[0].area_km2.unwrap() - 0.04).abs() < 1e-9);
    assert!((list[0].pai.unwrap() - (2.0 / 3.0) / (0.04 / 0.07)).abs() < 1e-6);
}

#[test]
fn premises_share_the_incidents_between_them() {
    let data =
        town(&[(0.0, 0.0, ""), (90.0, 0.0, ""), (400.0, 0.0, "")]).with_premises(premises(&[
            ("Anchor", "pub", 10.0, 0.0),
            ("Bell", "pub", 50.0, 0.0),
            ("Library", "library", 0.0, 0.0),
        ]));
    let unit = Unit::Premises { radius_m: 50.0 };
    let pubs = RankParams {
        premises: PremisesChoice::Nte,
        ..params(unit)
    };
    let found = list(&data, pubs).unwrap();
    let rows: Vec<(&str, usize, f64)> = found
        .iter()
        .map(|h| (h.name.as_str(), h.incidents, h.weight))
        .collect();
    assert_eq!(rows, [("Bell", 2, 1.5), ("Anchor", 1, 0.5)]);
    let with_library = list(&data, params(unit)).unwrap();
    assert!(with_library.iter().any(|h| h.name == "Library"));
    assert!((with_library.iter().map(|h| h.weight).sum::<f64>() - 2.0).abs() < 1e-12);
}

#[test]
fn within_areas_ranks_start_again_and_only_their_own_incidents_count() {
    let incidents = [
        (95.0, 50.0, ""),
        (96.0, 50.0, ""),
        (104.0, 50.0, ""),
        (10.0, 10.0, ""),
    ];
    let data = town(&incidents).with_areas(areas(vec![
        ("East", None, square(100.0, 0.0, 100.0)),
        ("West", None, square(0.0, 0.0, 100.0)),
    ]));
    for unit in [
        Unit::Disc { radius_m: 20.0 },
        Unit::Place { radius_m: 30.0 },
    ] {
        let within = RankParams {
            within_area: true,
            ..params(unit)
        };
        let found = list(&data, within).unwrap();
        let rows: Vec<(Option<AreaId>, usize, usize)> = found
            .iter()
            .map(|h| (h.area, h.rank, h.incidents))
            .collect();
        let (east, west) = (Some(AreaId(0)), Some(AreaId(1)));
        assert_eq!(rows, [(east, 1, 1), (west, 1, 2), (west, 2, 1)], "{unit:?}");
    }
    let areas_within = RankParams {
        within_area: true,
        ..params(Unit::Area)
    };
    let found = list(&data, areas_within).unwrap();
    let rows: Vec<(&str, usize, usize)> = found
        .iter()
        .map(|h| (h.name.as_str(), h.rank, h.incidents))
        .collect();
    assert_eq!(rows, [("East", 1, 1), ("West", 1, 3)]);
}

#[test]
fn cells_hold_what_lies_between_their_edges() {
    let data = town(&[
        (0.0, 0.0, ""),
        (99.0, 99.0, ""),
        (100.0, 0.0, ""),
        (50.0, 300.0, ""),
    ]);
    let found = list(&data, params(Unit::Square { side_m: 100.0 })).unwrap();
    let rows: Vec<(usize, Planar)> = found.iter().map(|h| (h.incidents, h.centre)).collect();
    let at = |x: f64, y: f64| Planar::new(E + x, N + y);
    assert_eq!(
        rows,
        [
            (2, at(50.0, 50.0)),
            (1, at(150.0, 50.0)),
            (1, at(50.0, 350.0))
        ]
    );
    assert!(close(found[0].area_km2, 0.01) && close(found[0].density_per_km2, 200.0));
    let hexes = list(&data, params(Unit::Hex { side_m: 100.0 })).unwrap();
    assert_eq!(hexes.iter().map(|h| h.incidents).sum::<usize>(), 4);
    assert!((hexes[0].area_km2.unwrap() - 1.5 * 3.0_f64.sqrt() / 100.0).abs() < 1e-12);
    let dust = list(&data, params(Unit::Hex { side_m: 1e-9 }));
    assert_eq!(dust, Err(RankError::CellTooSmall { side_m: 1e-9 }));
}

#[test]
fn fewer_than_the_minimum_are_not_listed() {
    let incidents = [(0.0, 0.0, ""), (1.0, 0.0, ""), (500.0, 0.0, "")];
    let data = town(&incidents).with_premises(premises(&[("P", "pub", 500.0, 0.0)]));
    let units = [
        (Unit::Disc { radius_m: 10.0 }, 1),
        (Unit::Square { side_m: 10.0 }, 1),
        (Unit::Place { radius_m: 5.0 }, 1),
        (Unit::Premises { radius_m: 10.0 }, 0),
    ];
    for (unit, expected) in units {
        let at_least_two = RankParams {
            min_incidents: 2,
            ..params(unit)
        };
        assert_eq!(
            list(&data, at_least_two).unwrap().len(),
            expected,
            "{unit:?}"
        );
        let one = RankParams {
            top: 1,
            ..params(unit)
        };
        assert_eq!(list(&data, one).unwrap().len(), 1, "{unit:?}");
    }
    let places = list(&data, params(Unit::Place { radius_m: 5.0 })).unwrap();
    assert_eq!((places[0].area_km2, places[0].pai), (None, None));
    assert_eq!(places[0].centre, Planar::new(E + 0.5, N));
}

#[test]
fn what_was_not_given_cannot_be_ranked() {
    let data = town(&[(0.0, 0.0, "")]);
    let within = RankParams {
        within_area: true,
        ..params(Unit::Disc { radius_m: 9.0 })
    };
    assert_eq!(list(&data, within), Err(RankError::NoAreas));
    assert_eq!(list(&data, params(Unit::Area)), Err(RankError::NoAreas));
    let unit = Unit::Premises { radius_m: 9.0 };
    let none = list(&data, params(unit)).unwrap_err().to_string();
    assert!(none.contains("--premises FILE"), "{none}");
    let data = data.with_premises(premises(&[("Library", "library", 0.0, 0.0)]));
    let nte = RankParams {
        premises: PremisesChoice::Nte,
        ..params(unit)
    };
    let none = list(&data, nte).unwrap_err().to_string();
    assert!(none.contains("none of the 1 premises"), "{none}");
}
