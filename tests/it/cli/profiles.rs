//! Profiles and folders, by the real binary.

use std::fs;
use std::process::Command;

use crate::cli::harness::Dir;

const OURS: &str = r#"{"schema": "nightbeat.profile/1", "name": "ours", "about": "Our extract.",
    "columns": ["Nr", "Day", "A", "B", "What"],
    "map": {"from": "Day", "lat": "A", "lon": "B", "category": "What", "location": "Street"},
    "read": {"date-order": "mdy"}}"#;
const TABLE: &str = "Nr,Day,A,B,What\n1,03/04/2021 23:10,54.57,-1.23,Theft\n\
    2,03/05/2021 01:10,54.58,-1.24,Drugs\n";

#[test]
fn a_profile_is_used_by_file_and_what_it_names_in_vain_is_said() {
    let dir = Dir::new();
    dir.file("ours.json", OURS).file("t.csv", TABLE);
    dir.run("check --incidents t.csv").fails(&["positions"]);
    let report = dir
        .run("check --incidents t.csv --profile ours.json")
        .done();
    let text = report.stdout();
    assert!(
        text.contains("profile: ours (5 of 5 columns), as it was chosen"),
        "{text}"
    );
    assert!(
        text.contains("it names column \"Street\" for location, which is not there"),
        "{text}"
    );
    assert!(text.contains("m/d/y, as --date-order says"), "{text}");
    // What is said on the line goes before the profile.
    let text = dir
        .run("check --incidents t.csv --profile ours.json --date-order dmy")
        .done()
        .stdout();
    assert!(text.contains("d/m/y"), "{text}");
    dir.run("check --incidents t.csv --profile nobodys")
        .fails(&["nobodys", "Chicago portal"]);
    dir.file("cut.json", &OURS[..60]);
    dir.run("check --incidents t.csv --profile cut.json")
        .fails(&["no profile", "cut.json"]);
}

#[test]
fn profiles_are_listed_passed_on_and_taken_in() {
    let dir = Dir::new();
    dir.file("ours.json", OURS).file("t.csv", TABLE);
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_nightbeat"))
            .args(args)
            .current_dir(dir.path("."))
            .env("XDG_CONFIG_HOME", dir.path("config"))
            .env("HOME", dir.path("home"))
            .env("APPDATA", dir.path("config"))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, listed, _) = run(&["profiles"]);
    assert_eq!(code, Some(0));
    assert!(
        listed.starts_with("data.police.uk street\n  incidents, built in\n"),
        "{listed}"
    );
    let (code, kept, error) = run(&["profiles", "--import", "ours.json"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(
        run(&["profiles"]).1.starts_with("ours\n"),
        "one's own come first"
    );
    let check = ["check", "--incidents", "t.csv", "--profile", "OURS"];
    assert_eq!(run(&check).0, Some(0));
    let export = ["profiles", "--export", "ours", "again.json"];
    assert_eq!(run(&export).0, Some(0));
    let (code, _, error) = run(&export);
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("--force"), "{error}");
    assert!(dir.read("again.json").contains("\"location\": \"Street\""));
    // A damaged file beside it is named, and the others are used.
    let path = kept.trim().split_once(": ").unwrap().1;
    fs::write(
        fs::canonicalize(path).unwrap().with_file_name("cut.json"),
        "{",
    )
    .unwrap();
    let (code, listed, error) = run(&["profiles"]);
    assert_eq!(code, Some(1));
    assert!(
        listed.starts_with("ours\n") && error.contains("cut.json"),
        "{error}"
    );
    assert_eq!(run(&check).0, Some(0));
}

#[test]
fn a_folder_is_one_set_and_one_file_twice_counts_once() {
    let dir = Dir::new();
    fs::create_dir_all(dir.path("all/march")).unwrap();
    let row = |day: u32| format!("when,lat,lon\n2021-03-{day:02} 10:00,54.5{day},-1.2\n");
    dir.file("all/march/1.csv", row(1))
        .file("all/march/2.csv", row(2));
    dir.file("all/notes.txt", "Call the analyst.\n");
    let run = dir.run("check --incidents all --format json").done();
    assert_eq!(run.json()["counts"]["rows_read"], 2);
    assert!(
        run.stderr().contains("2 files are read as one set"),
        "{}",
        run.stderr()
    );
    dir.file("copy.csv", row(1));
    let run = dir
        .run("check --incidents all/march/1.csv --incidents copy.csv --format json")
        .done();
    assert_eq!(run.json()["counts"]["rows_read"], 1);
    assert!(run.stderr().contains("byte for byte"), "{}", run.stderr());
    fs::create_dir_all(dir.path("none")).unwrap();
    dir.run("check --incidents none")
        .fails(&["no file in this folder"]);
}
