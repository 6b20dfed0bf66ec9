//! Real files, compared with what an independent script found
//! (`tests/reference/check_rank.py`, which also wrote `figures.json`).

use std::path::Path;

use serde_json::Value;

use crate::cli::harness::{Dir, shared_data};

const ATLANTA: [&str; 2] = [
    "atlanta_COBRA-2019.csv",
    "atlanta_npu_dissolved_from_nsa.geojson",
];
const MANCHESTER: [&str; 2] = [
    "gm_stats19_casualties_2019-2024.csv",
    "greater_manchester_wards_2016_epsg27700.geojson",
];
const DEVON: [&str; 2] = [
    "2021-08-devon-and-cornwall-street.csv",
    "devon_and_cornwall_wards.geojson",
];

#[test]
fn atlanta_by_neighbourhood_square_and_disc() {
    compare("atlanta", ATLANTA[0], Some(ATLANTA[1]), Some("18:00-06:00"));
}

#[test]
fn manchester_casualties_by_ward() {
    compare(
        "manchester",
        MANCHESTER[0],
        Some(MANCHESTER[1]),
        Some("18:00-06:00"),
    );
}

#[test]
fn devon_and_cornwall_without_a_clock() {
    compare("devon", DEVON[0], Some(DEVON[1]), None);
}

#[test]
fn devon_and_cornwall_has_months_only_so_the_clock_is_refused() {
    let Some(root) = shared_data() else { return };
    let incidents = root.join("incidents").join(DEVON[0]);
    let args = ["rank", "--window", "18:00-06:00", "--incidents"];
    let args: Vec<&str> = args.into_iter().chain(incidents.to_str()).collect();
    Dir::new().run_args(&args).fails(&["month"]);
}

#[test]
fn edinburgh_on_the_national_grid() {
    compare(
        "edinburgh",
        "edinburgh_accidents_2010-13_geocoded.csv",
        None,
        Some("18:00-06:00"),
    );
}

#[test]
fn st_louis_out_of_a_compressed_file() {
    let file = "stlouis_2008-2015_combined_latlon.csv.gz";
    compare("st_louis", file, None, Some("18:00-06:00"));
}

/// The neighbourhoods are a shapefile in feet of Missouri's State Plane, the incidents are in
/// degrees. Counts by geopandas 1.2.0 (pyproj 3.7.2): `sjoin` of the points with the shapes in
/// degrees, `predicate="within"`, rows without a position left out.
#[test]
fn st_louis_neighbourhoods_in_feet_hold_incidents_in_degrees() {
    let Some(root) = shared_data() else { return };
    let path = |file: &str| root.join(file).display().to_string();
    let incidents = path("incidents/stlouis_2008-2015_combined_latlon.csv.gz");
    let boundaries = path("boundaries/stlouis_neighborhoods/nbhds.shp");
    let mut args = vec!["rank", "--format", "json", "--unit", "area", "--top", "5"];
    args.extend(["--incidents", &incidents, "--boundaries", &boundaries]);
    let answer = Dir::new().run_args(&args).done().json();
    let expected = [
        ("Dutchtown", 21_760),
        ("Downtown", 21_072),
        ("Downtown West", 16_683),
        ("Central West End", 16_440),
        ("Tower Grove South", 15_432),
    ];
    let listed = answer["hotspots"].as_array().unwrap();
    for ((name, incidents), h) in expected.into_iter().zip(listed) {
        let found = h["incidents"].as_i64().unwrap();
        assert!(h["name"].as_str().unwrap().contains(name), "{h}");
        // A few stand on the line between two.
        assert!((found - incidents).abs() <= 20, "{name}: {found}");
    }
}

fn compare(case: &str, incidents: &str, boundaries: Option<&str>, window: Option<&str>) {
    let Some(root) = shared_data() else { return };
    let expected = &kept_figures()[case];
    let path = |folder: &str, file: &str| root.join(folder).join(file).display().to_string();
    let (incidents, boundaries) = (
        path("incidents", incidents),
        boundaries.map(|file| path("boundaries", file)),
    );
    for (unit, listed) in expected["units"].as_object().unwrap() {
        let mut args = vec!["rank", "--format", "json", "--unit", unit];
        args.extend(["--incidents", &incidents]);
        if let Some(file) = &boundaries {
            args.extend(["--boundaries", file]);
        }
        if let Some(hours) = window {
            args.extend(["--window", hours]);
        }
        let answer = Dir::new().run_args(&args).done().json();
        let title = format!("{case} {unit}");
        for (key, want) in expected["counts"].as_object().unwrap() {
            within(
                &format!("{title} {key}"),
                [want, want],
                &answer["counts"][key],
            );
        }
        compare_list(&title, listed, &answer["hotspots"]);
    }
}

fn kept_figures() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/figures.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Of each place the script gives least and most incidents, least and most weight.
fn compare_list(title: &str, expected: &Value, listed: &Value) {
    let (expected, listed) = (expected.as_array().unwrap(), listed.as_array().unwrap());
    assert_eq!(expected.len(), listed.len(), "{title}");
    for (want, h) in expected.iter().zip(listed) {
        let what = |key: &str| format!("{title} {key} of #{}", h["rank"]);
        within(&what("incidents"), [&want[0], &want[1]], &h["incidents"]);
        within(&what("weight"), [&want[2], &want[3]], &h["weight"]);
    }
}

fn within(what: &str, bounds: [&Value; 2], is: &Value) {
    let [low, high] = bounds.map(|bound| bound.as_f64().unwrap());
    let is = is.as_f64().unwrap();
    let fits = (low - 1e-6..=high + 1e-6).contains(&is);
    assert!(fits, "{what}: {low} to {high} by the script, {is} here");
}
