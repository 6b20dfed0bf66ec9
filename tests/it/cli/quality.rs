//! `nightbeat check` and what `rank` and `surface` say of doubtful data.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::harness::Dir;

const STREET: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,\
                      Crime type,Last outcome category,Context\n";

/// 300 rows of data.police.uk on a lattice of map points 200 m apart, three at each.
fn police_uk() -> String {
    let mut csv = STREET.to_owned();
    for i in 0..300 {
        let point = i / 3;
        let (lon, lat) = (
            -1.25 + f64::from(point % 10) * 0.003_1,
            54.57 + f64::from(point / 10) * 0.001_8,
        );
        let _ = writeln!(
            csv,
            "id{i},2021-08,Cleveland Police,Cleveland Police,{lon:.6},{lat:.6},On or near High Street,E01,Town 1,\
             Public order,,"
        );
    }
    csv
}

const FORCE: &str = "easting,northing,date,time,offence\n\
    450000,520000,2024-05-03,23:10,Assault\n\
    450000,520000,2024-05-03,23:10,Public order\n\
    450000,520000,2024-05-03,23:10,Assault\n\
    450900,520000,2024-05-04,01:20,Assault\n\
    451200,520300,2024-05-04,22:05,Robbery\n\
    0,0,2024-05-04,22:05,Robbery\n\
    451300,520300,bad,22:05,Robbery\n\
    451300,520300,2024-05-05\n";

#[test]
fn files_of_data_police_uk_are_guarded() {
    let dir = Dir::new();
    dir.file("street.csv", police_uk());
    let check = dir.run("check --incidents street.csv --format json").json();
    let snapped = &check["quality"]["snapped"];
    assert_eq!(snapped["publisher"], "police_uk_street");
    let spacing_m = snapped["spacing_m"].as_f64().unwrap();
    assert!((195.0..206.0).contains(&spacing_m), "{spacing_m}");
    assert_eq!(check["quality"]["positions"]["distinct"], 100);
    let kinds: Vec<&str> = check["concerns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|concern| concern["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["no_clock", "snapped", "stacks"]);
    dir.run("rank --incidents street.csv --window 18:00-06:00")
        .fails(&["no incident has a clock time", "only the month"]);
    dir.run("rank --incidents street.csv --unit disc:100 --format json")
        .reports(&["a radius of 100 m is finer", "data.police.uk"]);
    dir.run("rank --incidents street.csv --unit disc:400 --format json")
        .clean();
    dir.run("rank --incidents street.csv --unit place:5 --format json")
        .reports(&["repeat locations", "map points"]);
    dir.run("surface --incidents street.csv --bandwidth 150 --cell 50 --out a.csv")
        .reports(&["a bandwidth of 150 m is finer"]);
    dir.run("surface --incidents street.csv --bandwidth 500 --cell 50 --out b.csv")
        .clean();
}

#[test]
fn every_row_that_is_not_in_the_answer_is_written_down() {
    let dir = Dir::new();
    dir.file("force.csv", FORCE);
    dir.run("check --incidents force.csv --set-aside rows.csv")
        .done();
    let rows = dir.read("rows.csv");
    let lines: Vec<&str> = rows.lines().collect();
    assert_eq!(lines[0], "file,role,row,column,what,reason");
    let starts: Vec<String> = lines[1..]
        .iter()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{} {} {}", cells[0], cells[2], cells[4])
        })
        .collect();
    assert_eq!(
        starts,
        [
            "force.csv 7 left out",
            "force.csv 8 kept",
            "force.csv 9 set aside"
        ]
    );
    for secret in ["Robbery", "451300", "22:05"] {
        assert!(!rows.contains(secret), "{secret} is the incident's own");
    }
    dir.run("check --incidents force.csv --set-aside rows.csv")
        .fails(&["rows.csv", "--force"]);
    dir.run("check --incidents force.csv --set-aside force.csv --force")
        .fails(&["would replace the file it is made of"]);
}

#[test]
fn repeats_are_told_and_can_be_counted_once() {
    let dir = Dir::new();
    dir.file("force.csv", FORCE);
    let check = dir.run("check --incidents force.csv --format json").json();
    let duplicates = &check["quality"]["duplicates"];
    assert_eq!(duplicates["identical"]["first"][0][0]["line"], 2);
    assert_eq!(duplicates["identical"]["first"][0][1]["line"], 4);
    assert_eq!(duplicates["same_incident"]["rows"], 3);
    assert_eq!(duplicates["incidents_of_several_offences"], 1);
    let weight = |flags: &str| {
        let line = format!("rank --incidents force.csv --unit disc:100 --format json {flags}");
        let list = dir.run(&line).json();
        (
            list["counts"]["weight"].as_f64().unwrap(),
            list["filter"]["count"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(weight(""), (6.0, "offences".to_owned()));
    assert_eq!(weight("--count incidents"), (4.0, "incidents".to_owned()));
    let order = "--count incidents --category assault";
    assert_eq!(weight(order), (2.0, "incidents".to_owned()));
}

/// A brawl whose rows differ in place and time but not in reference, and two thefts in one shop
/// at one minute that are none.
const REFERENCED: &str = "crime_ref,easting,northing,date,time,offence,geocode_quality\n\
    A1,450000,520000,2024-05-03,23:10,Assault,EXACT\n\
    A1,450040,520000,2024-05-03,23:12,Public order,STREET\n\
    B2,450900,520000,2024-05-04,14:30,Theft,ROOFTOP\n\
    C3,450900,520000,2024-05-04,14:30,Theft,Exact\n\
    D4,451500,520000,2024-05-04,22:30,Theft,\n";

#[test]
fn references_tell_which_rows_are_one_incident() {
    let dir = Dir::new();
    dir.file("force.csv", REFERENCED);
    let check = dir.run("check --incidents force.csv --format json").json();
    let duplicates = &check["quality"]["duplicates"];
    assert_eq!(duplicates["same_incident_by"], "reference");
    assert_eq!(duplicates["same_reference"]["rows"], 2);
    assert_eq!(duplicates["same_reference"]["first"][0][1]["line"], 3);
    assert_eq!(duplicates["identical"]["rows"], 2, "the thefts");
    let weight = |flags: &str| {
        let line = format!("rank --incidents force.csv --count incidents --format json {flags}");
        dir.run(&line).json()["counts"]["weight"].as_f64().unwrap()
    };
    assert_eq!(weight(""), 4.0);
    assert_eq!(
        weight("--map id="),
        4.0,
        "by place and time the thefts are one"
    );
    let order = "--category assault";
    assert_eq!(weight(order), 1.0);
}

#[test]
fn positions_are_chosen_by_how_well_they_are_known() {
    let dir = Dir::new();
    dir.file("force.csv", REFERENCED);
    let check = dir.run("check --incidents force.csv --format json").json();
    let geocode = &check["quality"]["geocode"];
    assert_eq!(geocode["column"], "geocode_quality");
    assert_eq!(geocode["counts"].as_array().unwrap().len(), 5);
    let weight = |texts: &str| {
        let line = format!("rank --incidents force.csv --format json --geocode {texts}");
        dir.run(&line).json()["counts"]["weight"].as_f64().unwrap()
    };
    assert_eq!(weight("EXACT"), 2.0, "whatever its case");
    assert_eq!(weight("EXACT,ROOFTOP"), 3.0);
    dir.file("bare.csv", FORCE);
    dir.run("rank --incidents bare.csv --geocode EXACT")
        .fails(&["quality"]);
}

#[test]
fn artefact_sites_are_told_and_left_out_only_when_it_is_said() {
    let dir = Dir::new();
    dir.file("force.csv", FORCE).file(
        "sites.csv",
        "name,type,easting,northing\nCentral police station,custody,450030,520040\nCourt,court,460000,520000\n",
    );
    let data = "--incidents force.csv --artefacts sites.csv";
    let check = dir.run(&format!("check {data} --format json")).json();
    let artefacts = &check["quality"]["artefacts"];
    assert_eq!(artefacts["incidents"], 3, "50 m away: the edge counts");
    assert_eq!(artefacts["sites"][0]["kind"], "custody");
    assert_eq!(artefacts["sites"][1]["incidents"], 0);
    let told = dir.run(&format!("rank {data} --format json"));
    let told = told.reports(&[
        "3 incidents",
        "central police station 3",
        "--exclude-artefacts",
    ]);
    let first = &told.json()["hotspots"][0];
    assert_eq!(first["artefact_share"], 1.0);
    assert_eq!(first["artefact_site"], "Central police station");
    let without = dir.run(&format!("rank {data} --exclude-artefacts --format json"));
    let without = without.reports(&["3 incidents", "left out"]);
    let list = without.json();
    assert_eq!(list["counts"]["weight"], 3.0);
    assert_eq!(list["counts"]["at_artefacts"], 3);
    assert_eq!(list["filter"]["exclude_artefacts_m"], 50.0);
    let near = format!("rank {data} --exclude-artefacts --artefact-radius 40 --format json");
    assert_eq!(dir.run(&near).json()["counts"]["weight"], 6.0);
    dir.run("rank --incidents force.csv --exclude-artefacts")
        .fails(&["none were given", "--artefacts file"]);
}

#[test]
fn outlines_of_sites_hold_what_lies_in_them() {
    let dir = Dir::new();
    dir.file("force.csv", FORCE).file(
        "prison.geojson",
        r#"{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:27700"}},
            "features": [{"type": "Feature", "properties": {"name": "HMP Saltmere"},
             "geometry": {"type": "Polygon", "coordinates":
              [[[450700, 519900], [451000, 519900], [451000, 520100], [450700, 520100], [450700, 519900]]]}}]}"#,
    );
    let line =
        "check --incidents force.csv --artefacts prison.geojson --artefact-radius 0 --format json";
    let artefacts = dir.run(line).json()["quality"]["artefacts"].clone();
    assert_eq!(artefacts["incidents"], 1);
    assert_eq!(artefacts["sites"][0]["name"], "HMP Saltmere");
}

/// A collision has a row for each casualty; `AREFNO` tells 15,645 collisions among 20,435 rows
/// (distinct values counted with Python), and is not read here.
#[test]
fn casualties_of_one_collision_count_once_where_incidents_are_counted() {
    let name = "../shared/data/incidents/gm_stats19_casualties_2019-2024.csv";
    let Ok(path) = Path::new(name).canonicalize() else {
        println!("skipped: {name} is not there");
        return;
    };
    let dir = Dir::new();
    let weight = |count: &str| {
        let path = path.to_str().unwrap();
        let args = [
            "rank",
            "--incidents",
            path,
            "--count",
            count,
            "--format",
            "json",
        ];
        dir.run_args(&args).json()["counts"]["weight"]
            .as_f64()
            .unwrap()
    };
    assert_eq!(weight("offences"), 20_435.0);
    assert_eq!(weight("incidents"), 15_645.0);
}

#[test]
fn the_figures_of_a_real_month_are_those_counted_by_hand() {
    let name = "../shared/data/incidents/2021-08-cleveland-street.csv";
    let Ok(path) = Path::new(name).canonicalize() else {
        println!("skipped: {name} is not there");
        return;
    };
    let dir = Dir::new();
    let args = [
        "check",
        "--incidents",
        path.to_str().unwrap(),
        "--format",
        "json",
    ];
    let check = dir.run_args(&args).json();
    let positions = &check["quality"]["positions"];
    assert_eq!(positions["distinct"], CLEVELAND.0);
    let shared = positions["share_at_shared_by_2"].as_f64().unwrap();
    let analysed = check["counts"]["analysed"].as_f64().unwrap();
    assert_eq!((shared * analysed).round(), CLEVELAND.1);
}

/// Distinct positions, and incidents at positions that hold two or more, as Python's
/// `collections.Counter` counts the texts of "Longitude" and "Latitude".
const CLEVELAND: (usize, f64) = (3158, 6965.0);
