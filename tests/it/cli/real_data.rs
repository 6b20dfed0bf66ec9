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

fn compare(case: &str, incidents: &str, boundaries: Option<&str>, window: Option<&str>) {
    let Some(root) = shared_data() else { return };
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/figures.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    let expected = &kept[case];
    let tolerance = expected["tolerance"].as_f64().unwrap();
    for (unit, listed) in expected["units"].as_object().unwrap() {
        let path = |folder: &str, file: &str| root.join(folder).join(file).display().to_string();
        let mut args = vec!["rank".to_owned(), "--format".to_owned(), "json".to_owned()];
        args.extend(["--unit".to_owned(), unit.clone()]);
        args.extend(["--incidents".to_owned(), path("incidents", incidents)]);
        if let Some(file) = boundaries {
            args.extend(["--boundaries".to_owned(), path("boundaries", file)]);
        }
        if let Some(hours) = window {
            args.extend(["--window".to_owned(), hours.to_owned()]);
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let answer = Dir::new().run_args(&args).done().json();
        let near = |what: &str, want: &Value, is: &Value| {
            let (want, is) = (want.as_f64().unwrap(), is.as_f64().unwrap());
            let within = (want - is).abs() <= tolerance + 1e-6;
            assert!(
                within,
                "{case} {unit}, {what}: {want} by the script, {is} here"
            );
        };
        for (key, want) in expected["counts"].as_object().unwrap() {
            near(key, want, &answer["counts"][key]);
        }
        let spots = answer["hotspots"].as_array().unwrap();
        assert_eq!(
            spots.len(),
            listed.as_array().unwrap().len(),
            "{case} {unit}"
        );
        for (i, (want, h)) in listed.as_array().unwrap().iter().zip(spots).enumerate() {
            near(
                &format!("incidents of #{}", i + 1),
                &want[0],
                &h["incidents"],
            );
            near(&format!("weight of #{}", i + 1), &want[1], &h["weight"]);
        }
    }
}
