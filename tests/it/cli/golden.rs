//! Runs on the sample town, compared with what is kept under `tests/it/golden`.
//!
//! `UPDATE_GOLDEN=1` rewrites the files and fails, so that it cannot be left on.

use std::fs;
use std::path::Path;

use crate::cli::harness::Dir;

fn check(name: &str, line: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let path = folder.join(name);
    let actual = Dir::new().run(line).done().stdout();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, actual).unwrap();
        panic!("{name} was rewritten; look at the difference, then unset UPDATE_GOLDEN");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if let Some((n, (was, is))) = kept
        .lines()
        .zip(actual.lines())
        .enumerate()
        .find(|(_, (a, b))| a != b)
    {
        panic!("{name}, line {}: was {was}, is {is}", n + 1);
    }
    assert_eq!(kept.len(), actual.len(), "{name} is longer or shorter");
}

#[test]
fn the_top_ten_at_night() {
    check(
        "night_discs.json",
        "rank --window 18:00-06:00 --format json",
    );
}

#[test]
fn weekend_nights_by_ward() {
    check(
        "weekend_areas.json",
        "rank --window 22:00-04:00 --days fri,sat --unit area --format json",
    );
}

#[test]
fn night_time_premises() {
    check(
        "night_premises.json",
        "rank --window 18:00-06:00 --unit premises:50 --near-premises 50 --top 5 --format json",
    );
}

#[test]
fn the_table_for_a_terminal() {
    check("night_discs.txt", "rank --window 18:00-06:00");
}

#[test]
fn the_report_on_the_sample_town() {
    check("check.txt", "check");
}
