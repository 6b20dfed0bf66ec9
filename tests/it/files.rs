//! Every table of the shared data opens with the rows, places and times an independent reader
//! finds (`tests/reference/count_files.py`, which wrote `files.json`), and what holds no
//! incidents is refused with the true reason.

use std::path::{Path, PathBuf};

use nightbeat::base::{Civil, Progress, When};
use nightbeat::data::Dataset;
use nightbeat::data::assemble::AssembleParams;
use nightbeat::engine::load::{LoadError, LoadRequest, load};
use nightbeat::io::read::{ReadOptions, parse_crs, parse_mapping, parse_time_zone};
use nightbeat::project::Sources;
use serde::Deserialize;

use crate::cli::harness::shared_data;

/// What the independent reader found in one file.
#[derive(Deserialize)]
struct Found {
    file: String,
    options: Vec<String>,
    rows: usize,
    located: usize,
    plane: String,
    mean_x: f64,
    mean_y: f64,
    tolerance_m: f64,
    /// Of the earliest times of located rows, as `2019-08-29 07:01:00`.
    first: String,
    last: String,
    with_clock: usize,
    mean_minute: Option<f64>,
}

/// Files without incidents, and a word of the reason.
const REFUSED: [(&str, &str); 12] = [
    ("golden/cchi2020dataxls.xlsx", "position"),
    ("golden/aoristic/dcburgsum.csv", "position"),
    (
        "golden/pai-tool/evaluation_before_after_example.csv",
        "position",
    ),
    (
        "golden/pai-tool/evaluation_study_area_example.csv",
        "position",
    ),
    ("golden/pai-tool/evaluation_wdd_example.csv", "position"),
    ("golden/pai-tool/robbery_area_selection.csv", "position"),
    ("golden/pai-tool/robbery_test_accuracy.csv", "position"),
    ("basemap/cleveland_os_roads_vector.pmtiles", "PMTiles"),
    ("basemap/protomaps_js_invalid.pmtiles", "no record"),
    ("basemap/cleveland_os_roads_vector.mbtiles", "MBTiles"),
    ("basemap/geography-class-png.mbtiles", "MBTiles"),
    ("boundaries/cleveland_wards.geojson", "polygons"),
];

#[test]
fn every_table_opens_as_an_independent_reader_finds_it() {
    let Some(root) = shared_data() else { return };
    let text = include_str!("../reference/files.json");
    let files: Vec<Found> = serde_json::from_str(text).unwrap();
    assert!(files.len() >= 16);
    for found in files {
        let read = options(&found.options);
        let data = opened(&root.join(&found.file), read)
            .unwrap_or_else(|error| panic!("{}: {error}", found.file));
        compare(&data, &found);
    }
}

#[test]
fn what_holds_no_incidents_is_refused_with_the_true_reason() {
    let Some(root) = shared_data() else { return };
    for (file, word) in REFUSED {
        let error = opened(&root.join(file), ReadOptions::default()).expect_err(file);
        let said = error.to_string();
        let (reason, _) = said.rsplit_once(": ").unwrap_or((&said, ""));
        assert!(reason.contains(word), "{file}: {said}");
    }
}

fn options(given: &[String]) -> ReadOptions {
    let mut read = ReadOptions::default();
    for option in given.chunks(2) {
        match option[0].as_str() {
            "--crs" => read.crs = Some(parse_crs(&option[1]).unwrap()),
            "--map" => {
                let (field, column) = parse_mapping(&option[1]).unwrap();
                read.map.insert(field, column);
            }
            "--tz" => read.tz = Some(parse_time_zone(&option[1]).unwrap()),
            other => panic!("{other}"),
        }
    }
    read
}

fn opened(path: &Path, read: ReadOptions) -> Result<Dataset, LoadError> {
    let request = LoadRequest {
        sources: Sources {
            incidents: vec![PathBuf::from(path)],
            ..Sources::default()
        },
        added: Vec::new(),
        read,
        assemble: AssembleParams {
            keep_outliers: true,
            ..AssembleParams::default()
        },
        cache: None,
        memory_bytes: None,
        kept: Vec::new(),
    };
    load(&request, &Progress::default()).map(|loaded| loaded.data)
}

fn compare(data: &Dataset, found: &Found) {
    let file = &found.file;
    let incidents = &data.incidents;
    assert_eq!(data.tally.rows_read, found.rows, "{file}: rows");
    assert_eq!(incidents.len(), found.located, "{file}: located");
    assert_eq!(data.crs.name(), found.plane, "{file}: plane");

    let rows = 0..incidents.len();
    let mean = |axis: fn(nightbeat::base::Planar) -> f64| {
        let sum: f64 = rows.clone().map(|row| axis(incidents.position(row))).sum();
        sum / rows.len() as f64
    };
    let off = (mean(|at| at.x) - found.mean_x).hypot(mean(|at| at.y) - found.mean_y);
    assert!(off <= found.tolerance_m, "{file}: {off} m off");

    let times = || rows.clone().map(|row| incidents.when(row));
    let clocks: Vec<Civil> = times()
        .filter(|when| when.has_clock())
        .filter_map(When::earliest)
        .collect();
    assert_eq!(clocks.len(), found.with_clock, "{file}: clock times");
    let known = || times().filter_map(When::earliest);
    let shown = |at: Option<Civil>| {
        at.map(|at| {
            let second = at.second_of_day();
            format!("{} {}:{:02}", at.date(), at.clock(), second % 60)
        })
    };
    if found.with_clock > 0 {
        // A row with a date only has no clock time that could be the first or last.
        let clocks = || clocks.iter().copied();
        assert_eq!(shown(clocks().min()).as_ref(), Some(&found.first), "{file}");
        assert_eq!(shown(clocks().max()).as_ref(), Some(&found.last), "{file}");
    } else {
        assert_eq!(shown(known().min()).as_ref(), Some(&found.first), "{file}");
        assert_eq!(shown(known().max()).as_ref(), Some(&found.last), "{file}");
    }
    if let Some(expected) = found.mean_minute {
        let sum: f64 = clocks
            .iter()
            .map(|at| (at.second_of_day() / 60) as f64)
            .sum();
        let mean = sum / clocks.len() as f64;
        assert!((mean - expected).abs() < 1e-6, "{file}: {mean} {expected}");
    }
}
