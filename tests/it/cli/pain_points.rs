//! What users of other tools complain of, each with the report it comes from, shown not to
//! happen here.

use std::fmt::Write as _;

use crate::cli::harness::Dir;

/// Forty incidents around Truro by longitude and latitude, and what `more` adds.
fn truro(more: &str) -> String {
    let mut csv = "longitude,latitude,date,offence\n".to_owned();
    for i in 0..40 {
        let (lon, lat) = (
            -5.051 + f64::from(i % 8) * 0.000_7,
            50.263 + f64::from(i / 8) * 0.000_5,
        );
        let _ = writeln!(csv, "{lon:.5},{lat:.5},2024-05-03,Violence");
    }
    csv + more
}

/// Columns and rows of an ESRI ASCII grid, and its values.
fn grid(text: &str) -> (usize, usize, f64, Vec<f64>) {
    let head = |name: &str| {
        let mut lines = text.lines();
        let line = lines.find(|line| line.to_lowercase().starts_with(name));
        let value = line.and_then(|line| line.split_whitespace().nth(1));
        value.unwrap().parse::<f64>().unwrap()
    };
    let rows = head("nrows") as usize;
    let first = text.lines().count() - rows;
    let values = text.lines().skip(first).flat_map(str::split_whitespace);
    (
        head("ncols") as usize,
        rows,
        head("cellsize"),
        values.map(|value| value.parse().unwrap()).collect(),
    )
}

/// sfhotspot issue 24: one stray point makes a giant grid, and the program hangs.
#[test]
fn pain_15_a_stray_point_makes_no_giant_grid() {
    let dir = Dir::new();
    let stray = "0,0,2024-05-03,Violence\n-1.60000,55.00000,2024-05-03,Violence\n";
    dir.file("clean.csv", truro(""))
        .file("stray.csv", truro(stray));
    dir.run("surface --incidents clean.csv --bandwidth 200 --cell 25 --out clean.asc")
        .done();
    dir.run("surface --incidents stray.csv --bandwidth 200 --cell 25 --out stray.asc")
        .reports(&["without a usable position", "absurdly far"]);
    assert_eq!(dir.read("clean.asc"), dir.read("stray.asc"));
    let (columns, rows, ..) = grid(&dir.read("stray.asc"));
    assert!(columns * rows < 2_500, "{columns} x {rows}");
}

/// sfhotspot issues 67 and 68: longitude and latitude break what is measured in metres.
#[test]
fn pain_16_degrees_are_measured_in_metres() {
    let dir = Dir::new();
    // 0.0009 degrees of latitude are 100 m, of longitude at 50 degrees north only 64 m.
    let pair = |lon: f64, lat: f64| {
        format!(
            "longitude,latitude,date\n-5.05,50.26,2024-05-03\n{:.4},{:.4},2024-05-03\n",
            -5.05 + lon,
            50.26 + lat
        )
    };
    dir.file("north.csv", pair(0.0, 0.000_9))
        .file("east.csv", pair(0.000_9, 0.0));
    let first = |file: &str, radius: u32| {
        let line = format!("rank --incidents {file} --unit disc:{radius} --format json");
        dir.run(&line).json()["hotspots"][0]["incidents"]
            .as_u64()
            .unwrap()
    };
    assert_eq!((first("north.csv", 49), first("north.csv", 51)), (1, 2));
    assert_eq!((first("east.csv", 31), first("east.csv", 33)), (1, 2));
}

/// sfhotspot issues 7, 22, 32, 38 and 87: what is reported is not what was used.
#[test]
fn pain_17_reported_parameters_are_those_used() {
    let dir = Dir::new();
    dir.file(
        "one.csv",
        "easting,northing,date\n182510,44805,2024-05-03\n",
    );
    dir.run("surface --incidents one.csv --bandwidth 120 --cell 20 --out one.asc")
        .done();
    let (_, _, cell_m, values) = grid(&dir.read("one.asc"));
    assert_eq!(cell_m, 20.0);
    let mass: f64 = values.iter().filter(|&&v| v > 0.0).sum::<f64>() * 0.02 * 0.02;
    assert!((mass - 1.0).abs() < 0.01, "{mass}");
    // A quartic kernel of 120 m covers pi 120^2 square metres, some 113 cells of 20 m.
    let covered = values.iter().filter(|&&v| v > 0.0).count();
    assert!((105..=121).contains(&covered), "{covered}");
    let unit = dir
        .run("rank --incidents one.csv --unit disc:75 --format json")
        .json()["unit"]
        .clone();
    assert_eq!(
        (&unit["radius_m"], &unit["separation_m"]),
        (&75.0.into(), &150.0.into())
    );
}

fn square(name: &str, west: f64, south: f64, side: f64) -> String {
    let (east, north) = (west + side, south + side);
    format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"name": "{name}"}},
        "geometry": {{"type": "Polygon", "coordinates":
        [[[{west}, {south}], [{east}, {south}], [{east}, {north}], [{west}, {north}], [{west}, {south}]]]}}}}]}}"#
    )
}

/// sfhotspot issue 39: the incidents of one county on the districts of another end in an error
/// nobody understands.
#[test]
fn pain_18_boundaries_elsewhere_are_named_with_both_places() {
    let dir = Dir::new();
    dir.file("truro.csv", truro(""))
        .file("newcastle.geojson", square("Newcastle", -1.7, 54.9, 0.2));
    dir.run("rank --incidents truro.csv --boundaries newcastle.geojson --unit area")
        .fails(&["do not overlap", "50.26", "54.90", "1.70"]);
}

/// sfhotspot issue 54: the grid covers the outlines of the polygons and not their inside.
#[test]
fn pain_19_the_grid_covers_the_inside_of_polygons() {
    let dir = Dir::new();
    dir.file("truro.csv", truro(""))
        .file("truro.geojson", square("Truro", -5.052, 50.262, 0.008));
    dir.run(
        "surface --incidents truro.csv --boundaries truro.geojson --mask --bandwidth 2000 --cell 20 \
         --out inside.asc",
    )
    .done();
    let (_, _, cell_m, values) = grid(&dir.read("inside.asc"));
    let inside_km2 = values.iter().filter(|&&v| v > 0.0).count() as f64 * cell_m * cell_m / 1e6;
    let list = dir
        .run("rank --incidents truro.csv --boundaries truro.geojson --unit area --format json")
        .json();
    let km2 = list["hotspots"][0]["area_km2"].as_f64().unwrap();
    assert!(
        (inside_km2 / km2 - 1.0).abs() < 0.03,
        "{inside_km2} of {km2} km2"
    );
}

/// Mapbox issues 6716 and 8165, deck.gl 6248 and 7794: a radius in pixels means other distances
/// at other zooms, and twice as much ground in Cornwall as in Shetland.
#[test]
fn pain_8_a_bandwidth_is_metres_on_the_ground_wherever_it_is() {
    let dir = Dir::new();
    let covered_km2 = |name: &str, lon: f64, lat: f64| {
        let csv = format!("longitude,latitude,date\n{lon},{lat},2024-05-03\n");
        dir.file(&format!("{name}.csv"), csv);
        dir.run(&format!(
            "surface --incidents {name}.csv --bandwidth 300 --cell 10 --out {name}.asc"
        ))
        .done();
        let (_, _, cell_m, values) = grid(&dir.read(&format!("{name}.asc")));
        values.iter().filter(|&&v| v > 0.0).count() as f64 * cell_m * cell_m / 1e6
    };
    let whole = std::f64::consts::PI * 0.3 * 0.3;
    for (name, lon, lat) in [("truro", -5.05, 50.26), ("lerwick", -1.145, 60.155)] {
        let km2 = covered_km2(name, lon, lat);
        assert!(
            (km2 / whole - 1.0).abs() < 0.01,
            "{name}: {km2} of {whole} km2"
        );
    }
}

/// QGIS issues 60616 and 60631: densities 7.25 times too great, in units nobody can name.
#[test]
fn pain_9_densities_are_incidents_per_km2_and_add_up_to_the_incidents() {
    let dir = Dir::new();
    // In the middle of a cell of 4 m.
    dir.file(
        "one.csv",
        "easting,northing,date\n182510,44810,2024-05-03\n",
    );
    let (pi, h) = (std::f64::consts::PI, 0.2_f64);
    for (kernel, peak) in [
        ("quartic", 3.0 / (pi * h * h)),
        ("epanechnikov", 2.0 / (pi * h * h)),
        ("triangular", 3.0 / (pi * h * h)),
        ("uniform", 1.0 / (pi * h * h)),
        ("gaussian", 1.0 / (2.0 * pi * h * h)),
    ] {
        dir.run(&format!(
            "surface --incidents one.csv --bandwidth 200 --cell 4 --kernel {kernel} --out {kernel}.asc"
        ))
        .done();
        let (_, _, cell_m, values) = grid(&dir.read(&format!("{kernel}.asc")));
        let values: Vec<f64> = values.into_iter().filter(|&v| v > 0.0).collect();
        let top = values.iter().copied().fold(0.0, f64::max);
        assert!(
            (top / peak - 1.0).abs() < 1e-4,
            "{kernel}: {top} for {peak}"
        );
        let incidents: f64 = values.iter().sum::<f64>() * cell_m * cell_m / 1e6;
        assert!((incidents - 1.0).abs() < 0.01, "{kernel}: {incidents}");
    }
}

/// QGIS issues 34958 and 35747: hotspots beside their incidents, and square ones.
#[test]
fn pain_10_a_hotspot_is_round_and_lies_on_its_incident() {
    let dir = Dir::new();
    dir.file(
        "one.csv",
        "easting,northing,date\n182510,44810,2024-05-03\n",
    );
    dir.run("surface --incidents one.csv --bandwidth 200 --cell 20 --out one.csv.csv")
        .done();
    let text = dir.read("one.csv.csv");
    let cells: Vec<[f64; 3]> = text
        .lines()
        .skip(1)
        .map(|line| {
            let mut values = line.split(',').map(|value| value.parse().unwrap());
            [(); 3].map(|()| values.next().unwrap())
        })
        .collect();
    let mass: f64 = cells.iter().map(|cell| cell[2]).sum();
    let centre =
        [0, 1].map(|axis| cells.iter().map(|cell| cell[axis] * cell[2]).sum::<f64>() / mass);
    assert!(
        (centre[0] - 182_510.0).abs() < 1e-6 && (centre[1] - 44_810.0).abs() < 1e-6,
        "{centre:?}"
    );
    let at = |east: f64, north: f64| {
        let found = cells.iter().find(|cell| {
            (cell[0] - 182_510.0 - east).abs() < 1e-6 && (cell[1] - 44_810.0 - north).abs() < 1e-6
        });
        found.map_or(0.0, |cell| cell[2])
    };
    // 3, 4, 5: as far away straight as aslant.
    let straight = at(100.0, 0.0);
    assert!(straight > 0.0);
    for (east, north) in [
        (0.0, 100.0),
        (-100.0, 0.0),
        (60.0, 80.0),
        (-80.0, 60.0),
        (60.0, -80.0),
    ] {
        let other = at(east, north);
        assert!(
            (other / straight - 1.0).abs() < 1e-9,
            "{east}, {north}: {other} for {straight}"
        );
    }
    assert_eq!(at(180.0, 180.0), 0.0, "the corner of the square around it");
    assert!(at(180.0, 0.0) > 0.0);
}
