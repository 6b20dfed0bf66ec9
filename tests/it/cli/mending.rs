//! What is doubtful in a file, and what the user may say to do about it.

use serde_json::{Value, json};

use crate::cli::harness::{Dir, shared_data};

/// A file of a hundred positions in Manchester at usual times, three of them swapped.
fn three_swapped() -> Dir {
    let mut lines = vec!["lat,lon,from".to_owned()];
    for i in 0..100 {
        let (lat, lon) = (
            53.45 + f64::from(i / 10) * 0.005,
            -2.25 + f64::from(i % 10) * 0.005,
        );
        let (lat, lon) = if i % 40 == 10 { (lon, lat) } else { (lat, lon) };
        let (day, hour) = (13 + i % 15, i % 24);
        lines.push(format!("{lat},{lon},2021-05-{day:02} {hour:02}:30"));
    }
    let dir = Dir::new();
    dir.file("given.csv", lines.join("\n"));
    dir
}

fn kinds(report: &Value) -> Vec<&str> {
    let inputs = report["inputs"].as_array().unwrap().iter();
    let findings = inputs.flat_map(|input| input["findings"].as_array().unwrap());
    let open = findings.filter(|finding| finding["settled"] == json!(false));
    open.map(|finding| finding["kind"].as_str().unwrap())
        .collect()
}

#[test]
fn what_is_found_is_in_the_report_with_column_lines_and_remedy() {
    let dir = three_swapped();
    let run = dir.run("check --incidents given.csv --format json");
    let report = run.reports(&["--fix swap", "lines 12, 52, 92"]).json();
    let finding = &report["inputs"][0]["findings"][0];
    assert_eq!(finding["kind"], "swapped_positions");
    assert_eq!(finding["columns"], json!(["lon", "lat"]));
    assert_eq!(
        (&finding["rows"], &finding["first_lines"]),
        (&json!(3), &json!([12, 52, 92]))
    );
    assert_eq!(finding["remedies"], json!(["--fix swap"]));
    assert!(report.get("mending").is_none(), "nothing was asked for");
}

#[test]
fn what_was_asked_for_is_in_the_answer() {
    let dir = three_swapped();
    let line = "rank --incidents given.csv --fix swap --unknown-time 07:30,00:00 --format json";
    let answer = dir.run(line).reports(&["changed, as you say"]).json();
    assert_eq!(answer["counts"]["analysed"], 100);
    assert_eq!(answer["mending"]["fixes"], json!(["swap"]));
    assert_eq!(
        answer["mending"]["unknown_times"],
        json!(["07:30", "00:00"])
    );
    assert_eq!(answer["mending"]["corrections"], "keep");
    let windowed = dir
        .run(&format!("{line} --window 07:00-08:00"))
        .reports(&[])
        .json();
    assert_eq!(windowed["counts"]["certain"], 0);
    dir.run("rank --incidents given.csv --fix turn")
        .fails(&["swap, sign, feet"]);
    dir.run("rank --incidents given.csv --unknown-time 24:00")
        .fails(&["24:00"]);
}

/// Data that are fine give no finding. Atlanta and Chicago do write 00:01 or 23:59 where they do
/// not know, and St Louis 1900-01-01.
#[test]
fn real_files_give_no_false_alarm() {
    let Some(root) = shared_data() else { return };
    let none: &[&str] = &[];
    let cases = [
        ("2019-06-greater-manchester-stop-and-search.csv", none),
        ("2021-08-cleveland-street.csv", none),
        ("2021-08-devon-and-cornwall-street.csv", none),
        ("edinburgh_accidents_2010-13_geocoded.csv", none),
        ("gm_stats19_casualties_2019-2024.csv", none),
        (
            "manchester_citycentre_burglary_2017_epsg27700.geojson",
            none,
        ),
        ("atlanta_COBRA-2019.csv", &["time_pile_up"; 3]),
        ("chicago_crimes_2018.csv.gz", &["time_pile_up"]),
        (
            "stlouis_2008-2015_combined_latlon.csv.gz",
            &["default_dates"],
        ),
    ];
    for (file, expected) in cases {
        let path = root.join("incidents").join(file).display().to_string();
        let args = ["check", "--format", "json", "--incidents", &path];
        let report = Dir::new().run_args(&args).done().json();
        assert_eq!(kinds(&report), expected, "{file}");
    }
}

#[test]
fn a_position_swapped_without_its_minus_needs_both_fixes() {
    let mut lines = vec!["lat,lon,from".to_owned()];
    for i in 0..100 {
        let (lat, lon) = (
            53.45 + f64::from(i / 10) * 0.005,
            -2.25 + f64::from(i % 10) * 0.005,
        );
        let (lat, lon) = match i % 40 {
            10 => (lon, lat),
            20 => (-lon, lat),
            _ => (lat, lon),
        };
        lines.push(format!("{lat},{lon},2021-05-03 22:30"));
    }
    let dir = Dir::new();
    dir.file("given.csv", lines.join("\n"));
    let analysed = |fix: &str| {
        let line = format!("check --incidents given.csv --format json {fix}");
        dir.run(&line).done().json()["counts"]["analysed"].clone()
    };
    assert_eq!(analysed("--fix swap"), json!(98));
    assert_eq!(analysed("--fix swap,sign"), json!(100));
    assert_eq!(analysed("--fix swap --fix sign"), json!(100));
}
