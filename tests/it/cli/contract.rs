//! The JSON of `rank` has the keys of the manual, in its order, and its sums add up.

use serde_json::Value;

use crate::cli::harness::Dir;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn starts_with(value: &Value, expected: &[&str]) {
    let found = keys(value);
    assert_eq!(found[..expected.len().min(found.len())], *expected);
}

fn answer(line: &str) -> Value {
    Dir::new()
        .run(&format!("rank --format json {line}"))
        .done()
        .json()
}

#[test]
fn the_keys_are_those_of_the_manual() {
    let a = answer("--window 18:00-06:00 --days fri,sat");
    assert_eq!(
        keys(&a),
        [
            "schema", "program", "inputs", "crs", "filter", "counts", "unit", "hotspots"
        ]
    );
    assert_eq!(a["schema"], "nightbeat.rank/1");
    starts_with(&a["program"], &["name", "version"]);
    starts_with(
        &a["inputs"][0],
        &["role", "path", "sha256", "rows_read", "rows_set_aside"],
    );
    starts_with(&a["crs"], &["name", "operation", "accuracy_m"]);
    starts_with(
        &a["filter"],
        &["window", "days", "since", "until", "day_start"],
    );
    assert_eq!(
        keys(&a["counts"]),
        [
            "rows_read",
            "rows_set_aside",
            "no_location",
            "located",
            "far_outliers",
            "outside_region",
            "analysed",
            "time_unknown",
            "certain",
            "possible",
            "weight",
        ]
    );
    starts_with(
        &a["hotspots"][0],
        &[
            "rank",
            "name",
            "area_name",
            "lon",
            "lat",
            "x",
            "y",
            "incidents",
            "certain",
            "possible",
            "weight",
            "share",
            "area_km2",
            "density_per_km2",
            "rate_per_1000",
            "pai",
            "peak",
        ],
    );
    assert_eq!(a["filter"]["window"], "18:00-06:00");
    assert_eq!(a["filter"]["days"], serde_json::json!(["fri", "sat"]));
    assert_eq!(a["filter"]["day_start"], "06:00");
    assert!(a["filter"]["since"].is_null());
    let unit = serde_json::json!({"kind": "disc", "radius_m": 100.0, "separation_m": 200.0});
    assert_eq!(a["unit"], unit);
}

#[test]
fn the_counts_add_up() {
    for line in [
        "",
        "--window 18:00-06:00",
        "--outliers keep --outside keep",
        "--days sun",
    ] {
        let a = answer(line);
        let count = |key: &str| a["counts"][key].as_u64().unwrap();
        assert_eq!(
            count("rows_read"),
            count("rows_set_aside") + count("no_location") + count("located")
        );
        assert_eq!(
            count("located"),
            count("far_outliers") + count("outside_region") + count("analysed")
        );
        let weight = a["counts"]["weight"].as_f64().unwrap();
        let (certain, possible) = (count("certain") as f64, count("possible") as f64);
        assert!(certain <= weight && weight <= certain + possible, "{line}");
    }
}

#[test]
fn every_hotspot_is_consistent_in_itself() {
    for unit in [
        "disc:100",
        "square:250",
        "hex:150",
        "area",
        "premises:50",
        "place:5",
    ] {
        let a = answer(&format!("--window 18:00-06:00 --unit {unit}"));
        let total = a["counts"]["weight"].as_f64().unwrap();
        let spots = a["hotspots"].as_array().unwrap();
        assert!(!spots.is_empty(), "{unit}");
        let mut last = f64::INFINITY;
        for (i, h) in spots.iter().enumerate() {
            let number = |key: &str| h[key].as_f64().unwrap();
            assert_eq!(number("rank") as usize, i + 1);
            assert!((number("incidents") - number("certain") - number("possible")).abs() < 0.5);
            assert!((number("share") - number("weight") / total).abs() < 1e-12);
            assert!(number("weight") <= last + 1e-9, "{unit}: order");
            last = number("weight");
            assert!(!h["name"].as_str().unwrap().is_empty());
            match h["area_km2"].as_f64() {
                Some(km2) => {
                    let density = number("weight") / km2;
                    assert!((number("density_per_km2") / density - 1.0).abs() < 1e-9);
                }
                None => assert!(unit.starts_with("place") && h["pai"].is_null()),
            }
            if unit == "area" {
                assert!(h["rate_per_1000"].is_f64());
            }
        }
    }
}

#[test]
fn discs_keep_their_separation() {
    for (flag, least) in [("", 200.0), ("--separation 400", 400.0)] {
        let a = answer(&format!("--unit disc:100 {flag}"));
        let centre = |h: &Value| (h["x"].as_f64().unwrap(), h["y"].as_f64().unwrap());
        let centres: Vec<_> = a["hotspots"]
            .as_array()
            .unwrap()
            .iter()
            .map(centre)
            .collect();
        for (i, a) in centres.iter().enumerate() {
            for b in &centres[..i] {
                assert!((a.0 - b.0).hypot(a.1 - b.1) >= least - 1e-6);
            }
        }
    }
}

#[test]
fn the_top_within_each_area_starts_again_at_one() {
    let a = answer("--within area --top 2 --unit disc:100");
    let ranks: Vec<u64> = a["hotspots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["rank"].as_u64().unwrap())
        .collect();
    assert!(ranks.iter().filter(|&&rank| rank == 1).count() > 1);
    assert!(ranks.iter().all(|&rank| rank <= 2));
}

#[test]
fn a_window_with_equal_ends_is_no_window() {
    let (none, whole) = (answer(""), answer("--window 07:00-07:00"));
    assert_eq!(none["counts"], whole["counts"]);
    assert!(whole["filter"]["window"].is_null());
}

#[test]
fn a_minimum_leaves_the_small_ones_out() {
    let a = answer("--unit square:250 --top 1000 --min 20");
    let all = answer("--unit square:250 --top 1000");
    let few = |a: &Value| a["hotspots"].as_array().unwrap().len();
    assert!(few(&a) > 0 && few(&a) < few(&all));
    for h in a["hotspots"].as_array().unwrap() {
        assert!(h["incidents"].as_u64().unwrap() >= 20);
    }
}

#[test]
fn csv_and_geojson_hold_the_numbers_of_the_json() {
    let dir = Dir::new();
    let line = "rank --window 18:00-06:00 --format";
    let json = dir.run(&format!("{line} json")).done().json();
    let csv = dir.run(&format!("{line} csv")).done().stdout();
    let geojson = dir.run(&format!("{line} geojson")).done().json();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let spots = json["hotspots"].as_array().unwrap();
    assert_eq!(records.len(), spots.len());
    for (i, (record, h)) in records.iter().zip(spots).enumerate() {
        for key in [
            "x",
            "y",
            "weight",
            "share",
            "density_per_km2",
            "pai",
            "lon",
            "lat",
        ] {
            let read: f64 = record[column(key)].parse().unwrap();
            // The test's own JSON reader may be off in the last bit.
            let in_json = h[key].as_f64().unwrap();
            assert!((read - in_json).abs() <= 1e-15 * read.abs(), "{key}");
        }
        assert_eq!(&geojson["features"][i]["properties"], h);
        let ring = geojson["features"][i]["geometry"]["coordinates"][0]
            .as_array()
            .unwrap();
        assert_eq!((ring.len(), ring.first()), (65, ring.last()));
    }
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads() {
    let dir = Dir::new();
    for line in [
        "rank --window 18:00-06:00 --format json",
        "rank --unit premises:50 --days fri,sat --format json",
        "check --format json",
    ] {
        let one = dir.run(&format!("{line} --threads 1")).done().stdout();
        let two = dir.run(&format!("{line} --threads 2")).done().stdout();
        assert!(one == two, "{line}");
    }
    let surface = "surface --bandwidth 200 --cell 50";
    dir.run(&format!("{surface} --threads 1 --out one.asc"))
        .done();
    dir.run(&format!("{surface} --threads 2 --out two.asc"))
        .done();
    assert!(dir.read("one.asc") == dir.read("two.asc"));
}

#[test]
fn the_table_answers_how_many_when_and_compared_with_what() {
    let text = Dir::new()
        .run("rank --window 18:00-06:00 --top 5")
        .done()
        .stdout();
    for part in [
        "Top 5 discs of 100 m",
        "18:00-06:00",
        "rows read",
        "study region",
        "PAI",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn check_says_what_was_understood_and_computes_nothing() {
    let text = Dir::new()
        .run("check")
        .reports(&["without a usable position"])
        .stdout();
    for part in [
        "rows read",
        "without a usable position",
        "EPSG:27700",
        "night-time economy",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let json = Dir::new().run("check --format json").done().json();
    assert_eq!(json["schema"], "nightbeat.check/1");
    assert!(json.get("hotspots").is_none());
    let first = json["kept_out"]["no_location"]["first"].as_array().unwrap();
    assert!(!first.is_empty() && first.len() <= 20);
    Dir::new()
        .run("check --format csv")
        .fails(&["table or json"]);
}
