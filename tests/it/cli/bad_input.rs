//! Bad input gives one clear message with what to try, exit code 2 and no output at all.

use crate::cli::harness::Dir;

const GOOD: &str = "id,date,time,lon,lat,type\n\
    1,2024-03-01,22:30,-2.2400,53.4800,Violence\n\
    2,2024-03-02,23:10,-2.2410,53.4810,Robbery\n\
    3,2024-03-02,02:10,-2.2405,53.4805,Violence\n";

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"name":"Centre","population":1000},"geometry":{"type":"Polygon","coordinates":
    [[[-2.3,53.4],[-2.2,53.4],[-2.2,53.5],[-2.3,53.5],[-2.3,53.4]]]}}]}"#;

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("good.csv", GOOD).file("square.geojson", SQUARE);
    dir
}

#[test]
fn a_missing_file_is_named() {
    dir()
        .run("rank --incidents nowhere.csv")
        .fails(&["no such file", "nowhere.csv"]);
    dir()
        .run("check --incidents nowhere.csv")
        .fails(&["no such file", "nowhere.csv"]);
}

#[test]
fn an_empty_file_is_refused() {
    let dir = dir();
    dir.file("empty.csv", "")
        .file("blank.csv", "\n\n")
        .file("header.csv", "date,lon,lat\n");
    dir.run("rank --incidents empty.csv")
        .fails(&["empty", "empty.csv"]);
    dir.run("rank --incidents blank.csv")
        .fails(&["empty", "blank.csv"]);
    dir.run("rank --incidents header.csv")
        .fails(&["no record", "header.csv"]);
}

#[test]
fn a_binary_file_is_refused() {
    let dir = dir();
    dir.file("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0");
    dir.run("rank --incidents photo.csv").fails(&["photo.csv"]);
    dir.run("rank --incidents good.csv --boundaries photo.csv")
        .fails(&["photo.csv"]);
}

#[test]
fn a_file_of_the_wrong_kind_is_refused() {
    let dir = dir();
    dir.run("rank --incidents square.geojson")
        .fails(&["square.geojson"]);
    dir.run("rank --incidents good.csv --boundaries good.csv")
        .fails(&["good.csv"]);
}

#[test]
fn columns_that_say_nothing_about_places_are_refused() {
    let dir = dir();
    dir.file("colours.csv", "colour,shape\nred,round\nblue,square\n");
    dir.run("rank --incidents colours.csv")
        .fails(&["colour", "--map", "colours.csv"]);
}

#[test]
fn a_mapped_column_that_is_not_there_is_named() {
    dir()
        .run("rank --incidents good.csv --map category=Colour")
        .fails(&["Colour"]);
    dir()
        .run("rank --incidents good.csv --map lon=a --map lon=b")
        .fails(&["twice"]);
}

#[test]
fn a_file_without_a_single_position_is_refused() {
    let dir = dir();
    dir.file(
        "lost.csv",
        "date,time,lon,lat\n2024-03-01,22:30,,\n2024-03-02,23:30,0,0\n",
    );
    dir.run("rank --incidents lost.csv").fails(&["position"]);
    dir.run("check --incidents lost.csv").fails(&["position"]);
}

#[test]
fn a_boundary_that_crosses_itself_is_reported_with_its_number() {
    let dir = dir();
    let bow = SQUARE.replace(
        "[[-2.3,53.4],[-2.2,53.4],[-2.2,53.5],[-2.3,53.5],[-2.3,53.4]]",
        "[[-2.3,53.4],[-2.2,53.4],[-2.3,53.5],[-2.2,53.5],[-2.3,53.4]]",
    );
    dir.file("bow.geojson", bow);
    let run = dir.run("rank --incidents good.csv --boundaries bow.geojson --outside keep");
    assert!([1, 2].contains(&run.code()), "exit {}", run.code());
    let said = run.stderr();
    assert!(
        said.contains("self-intersection") && said.contains("bow.geojson"),
        "{said}"
    );
}

#[test]
fn a_population_of_nought_gives_no_rate() {
    let dir = dir();
    dir.file("empty.geojson", SQUARE.replace("1000", "0"));
    let run =
        dir.run("rank --incidents good.csv --boundaries empty.geojson --unit area --format json");
    let answer = run.reports(&["population"]).json();
    assert!(answer["hotspots"][0]["rate_per_1000"].is_null());
}

#[test]
fn boundaries_elsewhere_are_refused() {
    let dir = dir();
    dir.file("far.geojson", SQUARE.replace("53.", "55."));
    dir.run("rank --incidents good.csv --boundaries far.geojson")
        .fails(&["do not overlap"]);
}

#[test]
fn hours_that_do_not_exist_are_refused() {
    dir()
        .run("rank --incidents good.csv --window 25:00-06:00")
        .fails(&["25:00"]);
    dir()
        .run("rank --incidents good.csv --window 18:00")
        .fails(&["18:00"]);
    dir()
        .run("rank --incidents good.csv --day-start 24:00")
        .fails(&["24:00"]);
}

#[test]
fn names_nothing_is_called_by_are_refused() {
    let dir = dir();
    let with = "rank --incidents good.csv --boundaries square.geojson";
    dir.run(&format!("{with} --area Centr"))
        .fails(&["Centr", "Centre"]);
    dir.run(&format!("{with} --category Arson"))
        .fails(&["Arson", "Robbery"]);
    dir.run(&format!("{with} --group Nonsense"))
        .fails(&["Nonsense"]);
    dir.run(&format!("{with} --days funday"))
        .fails(&["funday", "weekday"]);
    dir.run("surface --incidents good.csv --bandwidth 100 --cell 25 --kernel round --out a.asc")
        .fails(&["round", "quartic"]);
}

#[test]
fn a_bare_name_that_repeats_is_ambiguous() {
    let dir = dir();
    let feature = SQUARE
        .split_once("\"features\":[")
        .unwrap()
        .1
        .strip_suffix("]}")
        .unwrap();
    let other = feature.replace("-2.3", "-2.4").replace("-2.2", "-2.3");
    dir.file(
        "two.geojson",
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature},{other}]}}"),
    );
    dir.run("rank --incidents good.csv --boundaries two.geojson --area Centre")
        .fails(&["ambiguous", "Centre (2)"]);
}

#[test]
fn numbers_out_of_range_are_refused() {
    let dir = dir();
    for flag in [
        "--top 0",
        "--top -3",
        "--unit disc:-100",
        "--unit disc:0",
        "--unit hex:NaN",
        "--near-premises -5",
        "--separation -1",
        "--threads 0",
        "--min -1",
    ] {
        dir.run(&format!("rank --incidents good.csv {flag}"))
            .fails(&[]);
    }
    let last_before_first = "rank --incidents good.csv --since 2024-03-02 --until 2024-03-01";
    dir.run(last_before_first).fails(&["after"]);
}

#[test]
fn a_clock_window_asked_of_dates_or_months_is_refused_with_the_reason() {
    let dir = dir();
    dir.file(
        "dates.csv",
        "date,lon,lat\n2024-03-01,-2.24,53.48\n2024-03-02,-2.241,53.481\n",
    );
    dir.file(
        "months.csv",
        "Month,lon,lat\n2024-03,-2.24,53.48\n2024-04,-2.241,53.481\n",
    );
    dir.run("rank --incidents dates.csv --window 18:00-06:00")
        .fails(&["clock", "date"]);
    dir.run("rank --incidents months.csv --window 18:00-06:00")
        .fails(&["clock", "month"]);
    dir.run("rank --incidents months.csv --days fri")
        .fails(&["month"]);
    dir.run("rank --incidents dates.csv").done();
    dir.run("rank --incidents months.csv --since 2024-03-01")
        .done();
}

#[test]
fn premises_that_are_not_there_cannot_be_asked_for() {
    dir()
        .run("rank --incidents good.csv --near-premises 50")
        .fails(&["premises"]);
    dir()
        .run("rank --incidents good.csv --unit premises:50")
        .fails(&["premises"]);
    dir()
        .run("rank --incidents good.csv --unit area")
        .fails(&["--boundaries"]);
}

#[test]
fn a_grid_too_large_is_refused() {
    let dir = dir();
    dir.run("surface --incidents good.csv --bandwidth 50000 --cell 1 --out a.asc")
        .fails(&["cells"]);
    assert_eq!(dir.names(), ["good.csv", "square.geojson"]);
}

#[test]
fn a_coordinate_system_nobody_knows_is_refused() {
    dir()
        .run("rank --incidents good.csv --analysis-crs EPSG:999999")
        .fails(&["999999"]);
    dir()
        .run("rank --incidents good.csv --crs banana")
        .fails(&["banana"]);
}

#[test]
fn a_result_never_replaces_the_data_it_is_made_of() {
    let dir = dir();
    dir.run("rank --incidents good.csv --out ./good.csv --force")
        .fails(&["made of", "good.csv"]);
    assert_eq!(dir.read("good.csv"), GOOD);
}

#[test]
fn a_filter_that_needs_another_file_names_it() {
    let dir = dir();
    dir.run("rank --incidents good.csv --area Centre")
        .fails(&["Centre", "--boundaries"]);
    dir.run("rank --incidents good.csv --near-premises 50")
        .fails(&["near premises", "--premises"]);
}
