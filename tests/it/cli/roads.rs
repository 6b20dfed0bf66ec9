//! Roads beside the incidents: places are called by them, and nothing else changes.

use serde_json::{Value, json};

use crate::cli::harness::{Dir, shared_data};

/// Two streets that cross at (450100, 515000), and one without a name.
const ROADS: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},
"features":[
{"type":"Feature","properties":{"street_name":"HIGH STREET","owner":"council"},
 "geometry":{"type":"LineString","coordinates":[[450000,515000],[450500,515000]]}},
{"type":"Feature","properties":{"street_name":"Church Lane","owner":"Trust"},
 "geometry":{"type":"MultiLineString","coordinates":[[[450100,514900],[450100,515300]]]}},
{"type":"Feature","properties":{"street_name":null,"owner":"council"},
 "geometry":{"type":"LineString","coordinates":[[450400,515000],[450400,515090]]}}
]}"#;

fn town() -> Dir {
    let dir = Dir::new();
    let mut text = "easting,northing,date,Location\n".to_owned();
    for (x, y, n) in [
        (450_120, 515_010, 9),
        (450_450, 515_000, 5),
        (452_000, 515_000, 3),
    ] {
        text += &format!("{x},{y},2024-05-03 20:00,On or near Parking Area\n").repeat(n);
    }
    dir.file("in.csv", text).file("roads.geojson", ROADS);
    dir
}

fn names(answer: &Value) -> Vec<&str> {
    let places = answer["hotspots"].as_array().unwrap();
    places.iter().map(|p| p["name"].as_str().unwrap()).collect()
}

#[test]
fn places_are_called_by_the_roads_they_lie_on() {
    let dir = town();
    let plain = dir
        .run("rank --incidents in.csv --format json")
        .done()
        .json();
    let parking = ["Parking Area", "Parking Area (2)", "Parking Area (3)"];
    assert_eq!(names(&plain), parking);
    let line = "rank --incidents in.csv --roads roads.geojson --format json";
    let named = dir.run(line).done().json();
    let expected = ["High Street by Church Lane", "High Street", "Parking Area"];
    assert_eq!(names(&named), expected);
    let source = &named["inputs"][1];
    assert_eq!(source["role"], "roads");
    assert_eq!(
        (&source["rows_read"], &source["rows_set_aside"]),
        (&json!(3), &json!(0))
    );
    for (a, b) in plain["hotspots"]
        .as_array()
        .unwrap()
        .iter()
        .zip(named["hotspots"].as_array().unwrap())
    {
        let without_name = |place: &Value| {
            let mut place = place.clone();
            place["name"].take();
            place
        };
        assert_eq!(without_name(a), without_name(b));
    }
}

#[test]
fn the_field_with_the_names_can_be_given_and_must_be_there() {
    let dir = town();
    let line = "rank --incidents in.csv --roads roads.geojson --format json --roads-name";
    let owners = dir.run(&format!("{line} owner")).done().json();
    assert_eq!(names(&owners)[0], "council by Trust");
    dir.run(&format!("{line} surface"))
        .fails(&["--roads-name", "surface", "street_name"]);
    let check = dir
        .run("check --incidents in.csv --roads roads.geojson")
        .done();
    assert!(
        check.stdout().contains("2 of 3 lines have a name"),
        "{}",
        check.stdout()
    );
}

#[test]
fn what_is_no_road_is_refused_with_the_reason() {
    let dir = town();
    let point = r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[450000,515000]}}"#;
    dir.file("points.geojson", point);
    dir.run("rank --incidents in.csv --roads points.geojson")
        .fails(&["points", "--incidents"]);
    dir.run("rank --incidents in.csv --roads in.csv")
        .fails(&["in.csv"]);
    dir.run("rank --incidents in.csv --roads-name name")
        .fails(&["--roads"]);
}

#[test]
fn the_roads_of_cleveland_name_its_places() {
    let Some(root) = shared_data() else { return };
    let path = |file: &str| root.join(file).display().to_string();
    let incidents = path("incidents/2021-08-cleveland-street.csv");
    let roads = path("boundaries/cleveland_os_roads_epsg27700.gpkg");
    let mut args = vec!["rank", "--format", "json", "--top", "20"];
    args.extend(["--incidents", &incidents, "--roads", &roads]);
    let answer = Dir::new().run_args(&args).done().json();
    assert_eq!(answer["inputs"][1]["rows_read"], 33_481);
    let names = names(&answer);
    let crossings = names.iter().filter(|name| name.contains(" by ")).count();
    assert!(crossings >= 15, "{names:?}");
}
