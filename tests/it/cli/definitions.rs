//! Definitions of offences on the command line, on an invented force export.

use std::fmt::Write as _;

use crate::cli::harness::Dir;

/// Crimes with class, title and flags; every tenth is a robbery with a knife, some are domestic.
fn export() -> String {
    let mut text =
        "Crime Ref,Committed From,Easting,Northing,HO Class,Offence Title,Crime Category,\
                    Knife Flag,DA Flag,MO Keywords\n"
            .to_owned();
    for i in 0..200 {
        let (class, title, category) = match i % 10 {
            0 | 1 => ("34B", "Robbery of personal property", "Robbery"),
            2..=5 => ("8N", "Assault with injury", "Violence against the person"),
            6 => ("1", "Murder", "Violence against the person"),
            _ => ("46", "Shoplifting", "Theft"),
        };
        let knife = if i % 10 == 0 { "Y" } else { "" };
        let domestic = if i % 20 == 2 { "Y" } else { "N" };
        let (x, y) = (450_000 + i * 37 % 900, 520_000 + i * 53 % 700);
        let day = i % 28 + 1;
        let crime = format!("{class},{title},{category},{knife},{domestic},AL;NTE");
        writeln!(text, "R{i},2024-05-{day:02} 23:15,{x},{y},{crime}").unwrap();
    }
    text
}

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("export.csv", export());
    dir
}

fn counted(dir: &Dir, args: &[&str]) -> u64 {
    let mut all = vec!["rank", "--incidents", "export.csv", "--format", "json"];
    all.extend(args);
    let answer = dir.run_args(&all).done().json();
    answer["counts"]["certain"].as_u64().unwrap()
}

#[test]
fn groups_and_expressions_count_what_they_hold() {
    let dir = dir();
    for (args, want) in [
        (&["--group", "robbery"][..], 40),
        (&["--group", "Knife crime"], 20),
        (&["--group", "knife crime", "--group", "homicide"], 40),
        (&["--where", "robbery and not knife"], 20),
        (
            &["--where", "\"violence with injury\" but not domestic"],
            70,
        ),
        (&["--where", "alcohol and (robbery or homicide)"], 60),
        (&["--where", "offence is \"shop*\""], 60),
        (&["--where", "ho_class is 8n", "--category", "robbery"], 0),
        (
            &["--keep", "Crime Ref", "--where", "\"crime ref\" is r17"],
            1,
        ),
    ] {
        assert_eq!(counted(&dir, args), want, "{args:?}");
    }
    let answer = dir
        .run_args(&[
            "rank",
            "--incidents",
            "export.csv",
            "--format",
            "json",
            "--where",
            "robbery and not domestic",
        ])
        .done()
        .json();
    assert_eq!(answer["filter"]["where"], "robbery, but not domestic");
}

#[test]
fn what_cannot_be_answered_is_refused_by_name() {
    let dir = dir();
    let fails = |args: &[&str], words: &[&str]| {
        let mut all = vec!["rank", "--incidents", "export.csv"];
        all.extend(args);
        dir.run_args(&all).fails(words);
    };
    fails(
        &["--map", "knife=", "--group", "knife crime"],
        &[
            "\"Knife crime\" cannot be answered",
            "knife",
            "--map knife=",
        ],
    );
    fails(&["--group", "Serious violence, Cleveland"], &["firearm"]);
    fails(
        &["--where", "robbery and not hate"],
        &["hate", "robbery, but not hate"],
    );
    fails(
        &["--where", "robbery and"],
        &["at character 12", "expected the name", "the end"],
    );
    fails(&["--where", "mischief"], &["mischief", "\"Violence\""]);
}

#[test]
fn definitions_are_listed_with_what_they_need_and_hold() {
    let dir = dir();
    let all = dir.run("definitions --format json").clean().json();
    assert_eq!(all["schema"], "nightbeat.definitions/1");
    let find = |report: &serde_json::Value, name: &str| {
        let list = report["definitions"].as_array().unwrap();
        list.iter().find(|d| d["name"] == name).unwrap().clone()
    };
    let knife = find(&all, "Knife crime");
    assert!(knife["needs"].as_str().unwrap().contains("knife flag"));
    assert!(knife.get("incidents").is_none());
    let held = dir
        .run("definitions --incidents export.csv --format json")
        .done()
        .json();
    assert_eq!(find(&held, "Knife crime")["incidents"], 20);
    let firearm = find(&held, "Firearm-enabled");
    assert!(
        firearm["unanswerable"]
            .as_str()
            .unwrap()
            .contains("firearm")
    );
    let table = dir
        .run("definitions --incidents export.csv")
        .done()
        .stdout();
    assert!(table.contains("Knife crime: 20 incidents\n"), "{table}");
}

#[test]
fn definitions_of_ones_own_are_used_and_faults_are_named() {
    let dir = dir();
    let ours = r#"[{"name": "Ours", "about": "Ours.", "holds":
        {"any": [{"definition": "Homicide"}, {"class": ["34"]}]}}]"#;
    dir.file("ours.json", ours).file(
        "bad.json",
        r#"[{"name": "Bad", "about": "", "holds": {"class": ["8NN"]}}]"#,
    );
    assert_eq!(
        counted(&dir, &["--definitions", "ours.json", "--group", "ours"]),
        60
    );
    assert_eq!(
        counted(
            &dir,
            &[
                "--definitions",
                "ours.json",
                "--where",
                "ours and not homicide"
            ]
        ),
        40
    );
    dir.run("rank --incidents export.csv --definitions bad.json")
        .fails(&["bad.json", "8NN", "\"Bad\""]);
    dir.run("rank --incidents export.csv --definitions none.json")
        .fails(&["none.json"]);
}

#[test]
fn what_a_definition_leaves_undecided_is_told_and_counted() {
    let dir = Dir::new();
    // One incident in ten says neither yes nor no.
    let open = export().replace("Shoplifting,Theft,,", "Shoplifting,Theft,Unknown,");
    let unknown = open.matches("Unknown").count();
    dir.file("export.csv", open);
    let rank = "rank --incidents export.csv --format json";
    let run = dir.run_args(
        &[
            &rank.split(' ').collect::<Vec<_>>()[..],
            &["--where", "knife"],
        ]
        .concat(),
    );
    let said = format!("{unknown} incidents may be of the offences asked for");
    let answer = run.reports(&[&said]).json();
    assert_eq!(answer["counts"]["undecided"], unknown);
    assert_eq!(answer["counts"]["certain"], 20);
    let plain = dir.run(rank).done().json();
    assert!(plain["counts"].get("undecided").is_none());
    let check = dir.run("check --incidents export.csv --format json").json();
    let concerns = check["concerns"].as_array().unwrap();
    let told = concerns
        .iter()
        .find(|concern| concern["kind"] == "undecided");
    let told = told.unwrap()["what"].as_str().unwrap();
    assert!(
        told.contains(&format!("knife of {unknown} incidents")),
        "{told}"
    );
}
