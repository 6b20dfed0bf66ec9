//! Small files whose figures one can work out on paper.

use serde_json::Value;

use crate::cli::harness::Dir;

/// Eastings and northings, so that metres are what they look like.
const TOWN: &str = "id,from,to,easting,northing,type,location\n\
    1,2024-03-01 22:30,2024-03-02 01:30,400000,300000,Violence,High Street\n\
    2,2024-03-01 16:00,2024-03-01 20:00,400010,300000,Violence,High Street\n\
    3,2024-03-02 05:00,2024-03-02 07:00,400000,300010,Burglary,High Street\n\
    4,2024-03-02 02:00,,400020,300000,Violence,High Street\n\
    5,2024-03-02 12:00,,402000,300000,Violence,Low Road\n\
    6,2024-03-02,,402010,300000,Violence,Low Road\n\
    7,2024-03-03 12:00,2024-03-03 10:00,402000,300010,Violence,Low Road\n\
    8,2024-03-03 03:00,,=1+1,300000,Violence,Low Road\n";

fn ask(line: &str) -> Value {
    let dir = Dir::new();
    dir.file("town.csv", TOWN);
    dir.run(&format!(
        "rank --incidents town.csv --crs EPSG:27700 --format json {line}"
    ))
    .reports(&["position"])
    .json()
}

#[test]
fn weights_are_shares_of_the_window() {
    let a = ask("--window 18:00-06:00");
    assert_eq!(a["counts"]["rows_read"], 8);
    assert_eq!(a["counts"]["no_location"], 1);
    assert_eq!(a["counts"]["analysed"], 7);
    assert_eq!(a["counts"]["certain"], 2);
    assert_eq!(a["counts"]["possible"], 2);
    assert_eq!(a["counts"]["time_unknown"], 2);
    assert_eq!(a["counts"]["weight"], 3.0);
    assert_eq!(a["hotspots"].as_array().unwrap().len(), 1);
    let first = &a["hotspots"][0];
    assert_eq!(
        (&first["incidents"], &first["weight"]),
        (&4.into(), &3.0.into())
    );
    assert_eq!(first["share"], 1.0);
    assert_eq!(first["peak"]["day"], "fri");
}

#[test]
fn saturday_two_in_the_morning_is_policing_friday() {
    let a = ask("--days fri --window 01:00-03:00");
    assert_eq!(a["counts"]["certain"], 1);
    // 22:30-01:30 has half an hour of its three in it.
    let weight = a["counts"]["weight"].as_f64().unwrap();
    assert!((weight - (1.0 + 0.5 / 3.0)).abs() < 1e-12, "{weight}");
    let saturday = ask("--days sat --window 01:00-03:00");
    assert_eq!(saturday["counts"]["certain"], 0);
}

#[test]
fn without_a_time_filter_every_analysed_incident_weighs_one() {
    let a = ask("");
    assert_eq!(a["counts"]["weight"], 7.0);
    assert_eq!(a["counts"]["time_unknown"], 0);
}

#[test]
fn a_disc_stands_on_the_smallest_circle_around_its_members() {
    let a = ask("--window 18:00-06:00 --unit disc:50");
    let first = &a["hotspots"][0];
    // Corners (0,0), (20,0) and (0,10): the circle over the longest side.
    let near = |key: &str, want: f64| (first[key].as_f64().unwrap() - want).abs() < 1e-6;
    assert!(near("x", 400_010.0) && near("y", 300_005.0), "{first}");
    let km2 = std::f64::consts::PI * 0.0025;
    assert!(near("area_km2", km2) && near("density_per_km2", 3.0 / km2));
}

#[test]
fn a_category_is_found_whatever_its_case() {
    assert_eq!(ask("--category BURGLARY")["counts"]["weight"], 1.0);
    assert_eq!(
        ask("--category burglary --category violence")["counts"]["weight"],
        7.0
    );
}

#[test]
fn a_surface_has_the_height_of_its_kernel() {
    let dir = Dir::new();
    let one = "date,time,easting,northing\n2024-03-01,22:00,400005,300005\n";
    dir.file("one.csv", one);
    dir.run(
        "surface --incidents one.csv --crs EPSG:27700 --bandwidth 100 --cell 10 \
         --bbox 400000,300000,400010,300010 --out one.csv.asc",
    )
    .done();
    let grid = dir.read("one.csv.asc");
    let value: f64 = grid.lines().last().unwrap().parse().unwrap();
    let quartic = 3.0 / (std::f64::consts::PI * 0.01);
    assert!((value / quartic - 1.0).abs() < 1e-5, "{value}");
    assert!(grid.starts_with("ncols 1\nnrows 1\nxllcorner 400000\nyllcorner 300000\n"));
}

#[test]
fn names_that_look_like_formulas_are_harmless_in_csv() {
    let dir = Dir::new();
    dir.file(
        "evil.csv",
        "date,time,easting,northing,location\n2024-03-01,22:00,400005,300005,=2+5+cmd\n",
    );
    let run = dir
        .run("rank --incidents evil.csv --crs EPSG:27700 --format csv")
        .done();
    assert!(!run.stdout().contains(",=2"), "{}", run.stdout());
}
