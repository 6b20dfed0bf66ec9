//! The readers on the open data kept beside the project; skipped where that folder is missing.

use std::path::PathBuf;

use jiff::civil::date;

use crate::base::Progress;
use crate::base::when::{Civil, When, day_number};
use crate::crs::FileCrs;
use crate::data::raw::{RawAreas, RawIncidents};
use crate::data::{Corrections, Mending};
use crate::io::read::{
    BoundaryOptions, FileKind, ReadOptions, read_boundaries, read_incidents, read_premises,
    sniff_kind,
};

/// The path of a data file, or `None` with a note where the folder is missing.
fn data(file: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !folder.is_dir() {
        println!("skipped: {} is missing", folder.display());
        return None;
    }
    Some(folder.join(file))
}

fn incidents(file: &str) -> Option<RawIncidents> {
    let path = data(&format!("incidents/{file}"))?;
    let read = read_incidents(&path, &ReadOptions::default(), &Progress::new()).unwrap();
    println!("{file}\n  {}", read.report.understood.join("\n  "));
    Some(read)
}

fn without_position(read: &RawIncidents) -> usize {
    read.rows()
        .filter(|row| row.xy.0.is_nan() || row.xy == (0.0, 0.0))
        .count()
}

fn first_category(read: &RawIncidents) -> &str {
    read.categories.text(read.chunks[0].row(0).category)
}

#[test]
fn atlanta_has_windows_and_one_unreadable_time() {
    let Some(read) = incidents("atlanta_COBRA-2019.csv") else {
        return;
    };
    assert_eq!(
        (read.rows_read, read.len(), read.crs),
        (16_099, 16_099, FileCrs::LON_LAT)
    );
    let start = Civil::on(date(2019, 1, 1), 20 * 60);
    let to = Civil(start.0 + 5 * 60);
    assert_eq!(
        read.chunks[0].row(0).when,
        When::Between { from: start, to }
    );
    assert_eq!(first_category(&read), "LARCENY-NON VEHICLE");
    assert_eq!(
        read.locations.text(read.chunks[0].row(0).location),
        "50 UPPER ALABAMA ST SW"
    );
    assert_eq!(read.chunks[0].row(0).line, 2);
    assert_eq!(read.report.remarks["no readable clock time"].len(), 1);
}

#[test]
fn street_crime_has_months_only() {
    let Some(read) = incidents("2021-08-devon-and-cornwall-street.csv") else {
        return;
    };
    assert_eq!((read.rows_read, without_position(&read)), (11_844, 533));
    let (first, last) = (day_number(date(2021, 8, 1)), day_number(date(2021, 8, 31)));
    assert!(
        read.rows()
            .all(|row| row.when == When::Months { first, last })
    );
    assert_eq!(first_category(&read), "Public order");
    let Some(read) = incidents("2021-08-cleveland-street.csv") else {
        return;
    };
    assert_eq!(read.len(), 8425);
}

#[test]
fn stop_and_search_becomes_local_time() {
    let Some(read) = incidents("2019-06-greater-manchester-stop-and-search.csv") else {
        return;
    };
    assert_eq!(read.len(), 907);
    assert_eq!(
        read.chunks[0].row(0).when,
        When::At(Civil::on(date(2019, 6, 1), 60))
    );
}

#[test]
fn edinburgh_is_read_from_its_grid_columns() {
    let Some(read) = incidents("edinburgh_accidents_2010-13_geocoded.csv") else {
        return;
    };
    assert_eq!((read.len(), read.crs), (4074, FileCrs::BRITISH));
    assert_eq!(read.chunks[0].row(0).xy, (326_450.0, 676_770.0));
    let at = Civil::on(date(2010, 1, 2), 14 * 3600 + 4 * 60);
    assert_eq!(read.chunks[0].row(0).when, When::At(at));
}

#[test]
fn chicago_is_month_first_with_halves_of_the_day() {
    let Some(read) = incidents("chicago_crimes_2018.csv.gz") else {
        return;
    };
    assert_eq!(read.len(), 156_385);
    assert_eq!(
        read.chunks[0].row(0).when,
        When::At(Civil::midnight(date(2018, 1, 1)))
    );
    assert!(read.rows().all(|row| row.when.has_clock()));
    assert_eq!(first_category(&read), "CRIMINAL DAMAGE");
}

#[test]
fn st_louis_is_read_in_degrees_not_in_feet() {
    let Some(read) = incidents("stlouis_2008-2015_combined_latlon.csv.gz") else {
        return;
    };
    assert_eq!((read.len(), read.crs), (445_326, FileCrs::LON_LAT));
    assert_eq!(without_position(&read), 9380);
    let at = Civil::on(date(2000, 1, 1), 20 * 3600 + 58 * 60);
    assert_eq!(read.chunks[0].row(0).when, When::At(at));
}

#[test]
fn casualties_have_a_date_and_a_time() {
    let Some(read) = incidents("gm_stats19_casualties_2019-2024.csv") else {
        return;
    };
    assert_eq!(read.len(), 20_435);
    let at = Civil::on(date(2024, 1, 1), 12 * 3600 + 3 * 60);
    assert_eq!(read.chunks[0].row(0).when, When::At(at));
    assert!(read.rows().all(|row| row.when.has_clock()));
}

#[test]
fn manchester_burglary_keeps_the_system_of_its_crs_member() {
    let Some(read) = incidents("manchester_citycentre_burglary_2017_epsg27700.geojson") else {
        return;
    };
    assert_eq!((read.len(), read.crs), (735, FileCrs::BRITISH));
    assert_eq!(
        read.chunks[0].row(0).xy,
        (383_647.969_972_958_5, 398_129.016_919_609_6)
    );
    assert_eq!(first_category(&read), "Burglary");
    assert!(matches!(read.chunks[0].row(0).when, When::Months { .. }));
}

fn areas(file: &str) -> Option<RawAreas> {
    let path = data(&format!("boundaries/{file}"))?;
    let read = read_boundaries(&path, &BoundaryOptions::default(), &Progress::new()).unwrap();
    println!("{file}\n  {}", read.report.understood.join("\n  "));
    Some(read)
}

#[test]
fn boundaries_have_names_codes_and_people() {
    let cases = [
        (
            "atlanta_npu_dissolved_from_nsa.geojson",
            25,
            4326,
            "NPU A",
            Some("A"),
            Some(11_691.0),
        ),
        (
            "chicago-community-areas.geojson",
            77,
            4326,
            "DOUGLAS",
            None,
            None,
        ),
        (
            "cleveland_wards.geojson",
            82,
            4326,
            "Burn Valley",
            Some("E05008942"),
            None,
        ),
        (
            "devon_and_cornwall_wards.geojson",
            363,
            4326,
            "Budshead",
            Some("E05002078"),
            None,
        ),
        (
            "greater_manchester_wards_2016_epsg27700.geojson",
            215,
            27_700,
            "Ince",
            Some("E05000851"),
            None,
        ),
    ];
    for (file, count, epsg, name, code, population) in cases {
        let Some(read) = areas(file) else { return };
        assert_eq!(
            (read.areas.len(), read.crs),
            (count, FileCrs::Epsg(epsg)),
            "{file}"
        );
        let first = &read.areas[0];
        assert_eq!(first.name, name, "{file}");
        assert!(
            code.is_none() || first.code.as_deref() == code,
            "{file}: {:?}",
            first.code
        );
        assert_eq!(first.population, population, "{file}");
    }
}

#[test]
fn premises_are_read_with_what_the_file_tells() {
    let cases = [
        (
            "open_pubs_manchester_subset.csv",
            105,
            "Afflecks & Brown",
            None,
            false,
        ),
        (
            "gm_gambling_premises.csv",
            415,
            "Luxury Leisure",
            Some("Adult Gaming Centre"),
            true,
        ),
    ];
    for (file, count, name, kind, tells) in cases {
        let Some(path) = data(&format!("premises/{file}")) else {
            return;
        };
        let read = read_premises(&path, &ReadOptions::default(), &Progress::new()).unwrap();
        assert_eq!(
            (read.rows.len(), read.crs),
            (count, FileCrs::LON_LAT),
            "{file}"
        );
        assert_eq!(read.rows[0].1.name, name);
        assert_eq!(read.rows[0].1.kind.as_deref(), kind);
        assert_eq!(
            read.tells_night_time, tells,
            "{file}: {:?}",
            read.report.understood
        );
        assert!(
            read.rows.iter().any(|(xy, _)| xy.0.is_nan()),
            "{file} has missing positions"
        );
    }
}

#[test]
fn every_file_is_told_for_what_it_is() {
    let cases = [
        (
            "boundaries/atlanta_npu_dissolved_from_nsa.geojson",
            FileKind::Boundaries,
        ),
        (
            "premises/open_pubs_manchester_subset.csv",
            FileKind::Premises,
        ),
        ("premises/gm_gambling_premises.csv", FileKind::Premises),
        (
            "incidents/2021-08-cleveland-street.csv",
            FileKind::Incidents,
        ),
        ("incidents/atlanta_COBRA-2019.csv", FileKind::Incidents),
        ("incidents/chicago_crimes_2018.csv.gz", FileKind::Incidents),
        (
            "incidents/edinburgh_accidents_2010-13_geocoded.csv",
            FileKind::Incidents,
        ),
        (
            "incidents/gm_stats19_casualties_2019-2024.csv",
            FileKind::Incidents,
        ),
        (
            "incidents/2019-06-greater-manchester-stop-and-search.csv",
            FileKind::Incidents,
        ),
        (
            "incidents/manchester_citycentre_burglary_2017_epsg27700.geojson",
            FileKind::Incidents,
        ),
    ];
    for (file, kind) in cases {
        let Some(path) = data(file) else { return };
        assert_eq!(sniff_kind(&path, &Progress::new()), Ok(kind), "{file}");
    }
}

#[test]
fn a_workbook_without_positions_is_refused_for_that() {
    let Some(path) = data("golden/cchi2020dataxls.xlsx") else {
        return;
    };
    let read = read_incidents(&path, &ReadOptions::default(), &Progress::new());
    let error = read.map(|read| read.report).unwrap_err().to_string();
    assert!(error.contains("no columns with positions"), "{error}");
}

#[test]
fn files_of_other_programs_are_refused_by_name() {
    let cases = [
        ("basemap/geography-class-png.mbtiles", "MBTiles"),
        ("boundaries/cleveland_os_roads_epsg27700.gpkg", "lines"),
        ("golden/cchi2020dataxls.xlsx", "without geometry"),
        ("basemap/cleveland_os_roads_vector.pmtiles", "PMTiles"),
        ("boundaries", "folder"),
        ("nowhere.csv", "no such file"),
    ];
    for (file, word) in cases {
        let Some(path) = data(file) else { return };
        let error = read_boundaries(&path, &BoundaryOptions::default(), &Progress::new())
            .unwrap_err()
            .to_string();
        assert!(error.contains(word), "{error}");
        assert!(error.ends_with(file), "the path comes last: {error}");
    }
}

/// As `tests/reference/st_louis_corrections.py` counts them.
#[test]
fn st_louis_corrections_take_off_what_they_find() {
    let Some(path) = data("incidents/stlouis_2008-2015_combined_latlon.csv.gz") else {
        return;
    };
    let options = ReadOptions {
        mending: Mending {
            corrections: Corrections::Net,
            ..Mending::default()
        },
        ..ReadOptions::default()
    };
    let read = read_incidents(&path, &options, &Progress::new()).unwrap();
    let counts = read.report.set_aside.iter();
    let counts: Vec<(&str, usize)> = counts
        .map(|(reason, lines)| (reason.as_str(), lines.len()))
        .collect();
    assert_eq!(
        counts,
        [
            (
                "a correction (negative count) of a row that is not in the file",
                7382 - 5520
            ),
            (
                "a correction (negative count), taken off with what it corrects",
                5520
            ),
            ("taken off by a correction (negative count)", 5520),
        ]
    );
    assert_eq!(
        (read.rows_read, read.len()),
        (445_326, 445_326 - 7382 - 5520)
    );
}
