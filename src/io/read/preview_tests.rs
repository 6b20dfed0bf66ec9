//! The preview says what the reader does, on small files and on the open data.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::Progress;
use crate::data::raw::RawIncidents;
use crate::io::read::{
    Field, FileKind, Preview, ProfileChoice, ReadOptions, files_in, preview, read_incidents,
};

fn both(path: &Path, options: &ReadOptions) -> (Preview, RawIncidents) {
    let progress = Progress::new();
    (
        preview(path, FileKind::Incidents, options, &progress).unwrap(),
        read_incidents(path, options, &progress).unwrap(),
    )
}

fn column<'a>(seen: &'a Preview, name: &str) -> &'a crate::io::read::PreviewColumn {
    seen.columns
        .iter()
        .find(|column| column.name == name)
        .unwrap()
}

fn agree(path: &Path) {
    let shown = path.display();
    let options = ReadOptions::default();
    let (seen, read) = both(path, &options);
    assert_eq!(seen.fault, None, "{shown}");
    // Beyond the columns the reader may say what only the whole file tells.
    let said = &read.report.understood;
    assert_eq!(
        said.get(..seen.understood.len()),
        Some(&seen.understood[..]),
        "{shown}"
    );
    assert_eq!(
        seen.coordinates.as_ref().map(|c| c.crs),
        Some(read.crs),
        "{shown}"
    );
    // What a column means stands in the reader's own sentences.
    for column in seen
        .columns
        .iter()
        .filter(|column| !column.means.is_empty())
    {
        let quoted = format!("\"{}\"", column.name);
        let geometry = column.name.ends_with("of geometry");
        let named = read
            .report
            .understood
            .iter()
            .any(|said| said.contains(&quoted));
        assert!(named || geometry, "{shown}: {quoted} {:?}", column.means);
    }
    // Said in full, with no profile, the same comes out.
    let full = ReadOptions {
        profile: ProfileChoice::None,
        ..seen.in_full(&options)
    };
    let (again, same) = both(path, &full);
    let means = |seen: &Preview| -> Vec<Vec<Field>> {
        seen.columns
            .iter()
            .map(|column| column.means.clone())
            .collect()
    };
    assert_eq!(means(&again), means(&seen), "{shown}");
    assert!(
        same.rows().eq(read.rows()) || same.len() == read.len() && nan_alike(&same, &read),
        "{shown}"
    );
}

fn nan_alike(a: &RawIncidents, b: &RawIncidents) -> bool {
    let alike = |x: f64, y: f64| x == y || x.is_nan() && y.is_nan();
    a.rows().zip(b.rows()).all(|(a, b)| {
        alike(a.xy.0, b.xy.0) && alike(a.xy.1, b.xy.1) && a.when == b.when && a.line == b.line
    })
}

#[test]
fn on_the_open_data_the_preview_says_what_the_reader_does() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !folder.is_dir() {
        println!("skipped: {} is missing", folder.display());
        return;
    }
    let (mut opened, mut refused) = (0, 0);
    for path in files_in(&folder).unwrap() {
        let (options, progress) = (ReadOptions::default(), Progress::new());
        let seen = preview(&path, FileKind::Incidents, &options, &progress);
        let read = read_incidents(&path, &options, &progress);
        let shown = path.display();
        match (seen, read) {
            (Ok(seen), Ok(_)) if seen.fault.is_none() => {
                agree(&path);
                opened += 1;
            }
            (Ok(seen), Err(error)) => {
                assert_eq!(seen.fault, Some(error), "{shown}");
                refused += 1;
            }
            (Err(one), Err(other)) => {
                assert_eq!(one, other, "{shown}");
                refused += 1;
            }
            (seen, read) => panic!("{shown}: {seen:?}, but {:?}", read.err()),
        }
    }
    assert!(
        opened >= 15 && refused >= 5,
        "{opened} opened, {refused} refused"
    );
}

#[test]
fn on_the_open_data_the_built_in_profiles_are_recognised() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/incidents");
    if !folder.is_dir() {
        println!("skipped: {} is missing", folder.display());
        return;
    }
    for (file, name) in [
        (
            "2021-08-cleveland-street.csv",
            Some("data.police.uk street"),
        ),
        (
            "2019-06-greater-manchester-stop-and-search.csv",
            Some("data.police.uk stop and search"),
        ),
        ("atlanta_COBRA-2019.csv", Some("Atlanta police")),
        ("chicago_crimes_2018.csv.gz", Some("Chicago portal")),
        ("stlouis_2008-2015_combined_latlon.csv.gz", None),
    ] {
        let options = ReadOptions::default();
        let seen = preview(
            &folder.join(file),
            FileKind::Incidents,
            &options,
            &Progress::new(),
        )
        .unwrap();
        let found = seen
            .profile
            .as_ref()
            .map(|found| found.profile.name.as_str());
        assert_eq!(found, name, "{file}");
        assert_eq!(
            seen.understood[0].starts_with("profile: "),
            name.is_some(),
            "{file}"
        );
    }
}

struct Put {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

fn put(text: &str) -> Put {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crimes.csv");
    fs::write(&path, text).unwrap();
    Put {
        path,
        _folder: folder,
    }
}

#[test]
fn each_column_says_what_it_is_and_why() {
    let file = put("ref;when;where;lat;lon;kind\n\
         1;03/04/2021 23:10;Quay Street;54,57;-1,23;Theft\n\
         2;25/04/2021 01:10;Fish Street;54,58;-1,24;Drugs\n");
    agree(&file.path);
    let seen = preview(
        &file.path,
        FileKind::Incidents,
        &ReadOptions::default(),
        &Progress::new(),
    )
    .unwrap();
    assert_eq!(seen.shape, [("Separator", "semicolon".to_owned())]);
    let lon = column(&seen, "lon");
    assert_eq!(
        (&lon.means[..], &lon.samples[..]),
        (
            &[Field::Lon][..],
            &["-1,23".to_owned(), "-1,24".to_owned()][..]
        )
    );
    assert_eq!(
        lon.why,
        "by its name and content: numbers from -1.24 to -1.23, 2 different"
    );
    let when = column(&seen, "when");
    assert_eq!(when.means, [Field::From]);
    assert!(
        when.why.ends_with("dates with a clock time, 2 different"),
        "{}",
        when.why
    );
    let fits = |name: &str, field| {
        let candidates = &column(&seen, name).candidates;
        candidates.iter().any(|c| c.field == field && c.fits)
    };
    assert!(fits("when", Field::To) && fits("where", Field::Location));
    assert!(!fits("when", Field::Lat) && !fits("kind", Field::Easting));
    assert!(seen.dates.as_ref().unwrap().why.contains("d/m/y"));
    assert_eq!(
        seen.rows[1],
        (
            3,
            [
                "2",
                "25/04/2021 01:10",
                "Fish Street",
                "54,58",
                "-1,24",
                "Drugs"
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );
}

#[test]
fn a_table_without_positions_is_shown_with_the_reason_and_can_be_told() {
    let file = put("d,a,b\n2021-04-03,54.5,-1.2\n2021-04-13,54.6,-1.3\n");
    let mut options = ReadOptions::default();
    let seen = preview(&file.path, FileKind::Incidents, &options, &Progress::new()).unwrap();
    let fault = seen.fault.as_ref().unwrap().to_string();
    assert!(fault.contains("no columns with positions"), "{fault}");
    assert_eq!(
        column(&seen, "d").means,
        [Field::From],
        "what is known is shown"
    );
    options.set("map", "lat=a").unwrap();
    options.set("map", "lon=b").unwrap();
    let seen = preview(&file.path, FileKind::Incidents, &options, &Progress::new()).unwrap();
    assert_eq!(seen.fault, None);
    assert!(column(&seen, "a").why.starts_with("as you say"));
    options.set("map", "lat=z").unwrap();
    let seen = preview(&file.path, FileKind::Incidents, &options, &Progress::new()).unwrap();
    assert!(seen.fault.unwrap().to_string().contains("\"z\""));
    assert_eq!(seen.columns.len(), 3);
}

#[test]
fn a_preview_that_nobody_wants_stops() {
    let file = put("d,lat,lon\n01/02/2021,54.5,-1.2\n");
    let progress = Progress::new();
    progress.cancel();
    assert!(
        preview(
            &file.path,
            FileKind::Incidents,
            &ReadOptions::default(),
            &progress
        )
        .is_err()
    );
}
