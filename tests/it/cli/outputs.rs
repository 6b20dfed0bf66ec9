//! Where results go: whole or not at all, and never over a file that was there.

use crate::cli::harness::Dir;

#[test]
fn help_reads_well_and_is_no_error() {
    for line in [
        "--help",
        "rank --help",
        "surface --help",
        "check --help",
        "sample --help",
    ] {
        let run = Dir::new().run(line).clean();
        assert!(run.stdout().contains("Usage"), "{line}");
    }
    let rank = Dir::new().run("rank --help").stdout();
    for part in ["Data", "Filter", "Ranking", "Output", "disc:R", "Examples"] {
        assert!(rank.contains(part), "{part}");
    }
    assert!(
        Dir::new()
            .run("--version")
            .clean()
            .stdout()
            .starts_with("nightbeat 0.")
    );
}

#[test]
fn unknown_commands_and_flags_fail() {
    Dir::new().run("dance").fails(&["dance"]);
    Dir::new().run("rank --colour red").fails(&["--colour"]);
    Dir::new()
        .run("rank --boundaries w.geojson")
        .fails(&["--incidents"]);
}

#[cfg(not(feature = "gui"))]
#[test]
fn a_build_without_a_window_says_so() {
    Dir::new().run("").fails(&["no window"]);
}

#[test]
fn an_existing_file_is_kept_without_force() {
    let dir = Dir::new();
    dir.file("top.csv", "mine");
    dir.run("rank --format csv --out top.csv")
        .fails(&["--force", "top.csv"]);
    assert_eq!(dir.read("top.csv"), "mine");
    dir.run("rank --format csv --out top.csv --force").done();
    assert!(dir.read("top.csv").starts_with("rank,name,"));
    assert_eq!(dir.names(), ["top.csv"], "no temporary file stays");
}

#[test]
fn a_failed_run_writes_nothing() {
    let dir = Dir::new();
    dir.run("rank --category Nonsense --out top.txt --timings t.json")
        .fails(&["Nonsense"]);
    dir.run("rank --out nowhere/top.txt").fails(&["nowhere"]);
    dir.run("surface --bandwidth 200 --cell 25 --out heat.png")
        .fails(&[".asc"]);
    dir.run("rank --out same --timings same")
        .fails(&["one file"]);
    assert!(dir.names().is_empty(), "{:?}", dir.names());
}

#[test]
fn a_result_in_a_file_leaves_standard_output_empty() {
    let dir = Dir::new();
    let run = dir
        .run("rank --format json --out top.json --timings t.json")
        .done();
    assert!(run.stdout().is_empty());
    let timings: serde_json::Value = serde_json::from_str(&dir.read("t.json")).unwrap();
    let stages: Vec<&String> = timings.as_object().unwrap().keys().collect();
    assert_eq!(
        stages,
        [
            "read", "project", "index", "filter", "surface", "rank", "write"
        ]
    );
    assert!(
        timings
            .as_object()
            .unwrap()
            .values()
            .all(serde_json::Value::is_f64)
    );
}

#[test]
fn a_surface_comes_with_its_coordinate_system() {
    let dir = Dir::new();
    let ask = "surface --window 18:00-06:00 --bandwidth 200 --cell 100 --out heat.asc";
    dir.run(ask).done();
    assert_eq!(dir.names(), ["heat.asc", "heat.prj"]);
    assert!(
        dir.read("heat.prj")
            .starts_with("PROJCS[\"British_National_Grid\"")
    );
    assert!(dir.read("heat.asc").starts_with("ncols "));
    dir.run(ask).fails(&["--force"]);
    std::fs::remove_file(dir.path("heat.asc")).unwrap();
    dir.run(ask).fails(&["heat.prj"]);
    assert_eq!(dir.names(), ["heat.prj"], "half a result is none");
}

#[test]
fn the_grid_holds_the_weight_it_was_made_of() {
    let dir = Dir::new();
    dir.run("surface --window 18:00-06:00 --bandwidth 200 --cell 20 --out heat.csv")
        .done();
    let counts = dir
        .run("rank --window 18:00-06:00 --format json")
        .done()
        .json();
    let weight = counts["counts"]["weight"].as_f64().unwrap();
    let text = dir.read("heat.csv");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("x,y,density"));
    let density = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
    let total: f64 = lines.map(density).sum::<f64>() * 0.0004;
    assert!((total / weight - 1.0).abs() < 0.005, "{total} of {weight}");
}

#[test]
fn the_sample_town_is_the_same_bytes_for_the_same_arguments() {
    let dir = Dir::new();
    dir.run("sample --out a --seed 7 --incidents 500").clean();
    dir.run("sample --out b --seed 7 --incidents 500").clean();
    dir.run("sample --out c --seed 8 --incidents 500").clean();
    assert_eq!(dir.read("a/incidents.csv"), dir.read("b/incidents.csv"));
    assert_ne!(dir.read("a/incidents.csv"), dir.read("c/incidents.csv"));
    dir.run("sample --out a").fails(&["--force"]);
    assert_eq!(dir.read("a/incidents.csv"), dir.read("b/incidents.csv"));
    dir.run(
        "rank --incidents a/incidents.csv --boundaries a/wards.geojson --premises a/premises.csv",
    )
    .done();
}
