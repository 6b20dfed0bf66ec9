//! The import without a window: what is asked before a file is opened, and what comes of it.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser as _;
use nightbeat::app::import::{Import, ImportWish, Part, TrialState};
use nightbeat::app::{App, Command, Notice, NoticeAction};
use nightbeat::base::Progress;
use nightbeat::cli::args::{Cli, Command as CliCommand};
use nightbeat::cli::load::{read_options, request};
use nightbeat::engine::import::{Trial, inspect};
use nightbeat::engine::lane::Mode;
use nightbeat::engine::load::{LoadError, LoadRequest, load};
use nightbeat::io::profiles::ProfileFolder;
use nightbeat::io::read::{Field, FileKind, ProfileChoice, ReadOptions};
use nightbeat::project::Project;

/// An application that asks before it opens, on a desk of its own.
struct Desk {
    app: App,
    folder: tempfile::TempDir,
}

const OURS: &str = "nr,first seen,a,b,what\n\
    1,03/04/2021 23:10,54.571,-1.231,Theft\n\
    2,05/04/2021 01:10,54.572,-1.232,Drugs\n\
    3,06/04/2021,,,Drugs\n\
    4,07/04/2021 22:00,54.573,-1.233\n\
    5,not known,54.574,-1.234,Theft\n";
const STREET: &str = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,\
    LSOA code,LSOA name,Crime type,Last outcome category,Context\n\
    x,2021-08,A,A,-1.2,54.5,On or near A,E1,M 1,Drugs,,\n";

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut app = App::new(Project::sample(), Mode::Inline, Arc::new(|| {}));
        app.set_profiles(Some(ProfileFolder(folder.path().join("profiles"))));
        Self { app, folder }.idle()
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn idle(mut self) -> Self {
        for _ in 0..8 {
            self.app.tick();
        }
        assert!(self.app.working().is_none(), "still at work");
        self
    }

    fn send(mut self, command: Command) -> Self {
        self.app.apply(command);
        self.idle()
    }

    fn open(self, path: &Path) -> Self {
        self.send(Command::OpenPaths(vec![path.to_owned()]))
    }

    fn wish(self, wish: ImportWish) -> Self {
        self.send(Command::Import(wish))
    }

    fn take(self, column: &str, field: Field) -> Self {
        self.wish(ImportWish::Take {
            column: column.to_owned(),
            field: Some(field),
        })
    }

    fn say(self, option: &'static str, text: &str) -> Self {
        let text = Some(text.to_owned());
        self.wish(ImportWish::Say { option, text })
    }

    fn import(&self) -> &Import {
        self.app.import().expect("an import")
    }

    fn part(&self) -> &Part {
        self.import().part()
    }

    fn trial(&self) -> &Trial {
        match &self.part().trial {
            TrialState::Done(trial) => trial,
            other => panic!("no trial but {other:?}"),
        }
    }

    fn titles(&self) -> Vec<&str> {
        let notices = self.app.notices().iter();
        notices.map(|notice| notice.title.as_str()).collect()
    }
}

#[test]
fn a_file_of_an_unknown_kind_is_shown_first_and_remembered_once_opened() {
    let desk = Desk::new();
    let path = desk.file("ours.csv", OURS);
    let next = desk.file("next.csv", &OURS.replace("03/04", "13/04"));
    let desk = desk.open(&path);
    assert!(
        desk.app.project().sources.is_sample(),
        "nothing is opened yet"
    );
    let fault = desk.part().preview.as_ref().unwrap().fault.as_ref();
    assert!(fault.unwrap().to_string().contains("positions"));
    let desk = desk.take("a", Field::Lat).take("b", Field::Lon);
    let counts = desk.trial().counts;
    assert_eq!((counts.rows, counts.good, counts.set_aside), (5, 3, 1));
    assert_eq!((counts.no_location, counts.time_unknown), (1, 1));
    let reasons: Vec<&str> = desk
        .trial()
        .reasons
        .iter()
        .map(|r| r.why.as_str())
        .collect();
    assert!(
        reasons.contains(&"fewer fields than the header"),
        "{reasons:?}"
    );
    assert!(reasons.contains(&"no readable date"), "{reasons:?}");
    assert_eq!(desk.trial().sketch.counts.iter().sum::<u32>(), 3);
    let desk = desk.take("what", Field::Category).wish(ImportWish::Open);
    assert!(desk.app.import().is_none());
    assert_eq!(desk.app.project().sources.incidents, [path]);
    assert_eq!(desk.app.data().unwrap().tally.analysed, 3);
    // The next one of its kind opens at once, and says as what.
    let desk = desk.open(&next);
    assert!(desk.app.import().is_none());
    assert_eq!(desk.app.project().sources.incidents, [next]);
    assert_eq!(desk.app.data().unwrap().tally.analysed, 3);
    assert!(
        desk.titles().contains(&"Opened as like ours"),
        "{:?}",
        desk.titles()
    );
    let notice = desk
        .app
        .notices()
        .iter()
        .find(|n| n.action.is_some())
        .unwrap();
    assert_eq!(notice.action, Some(NoticeAction::ImportSettings));
    // And can be changed later.
    let desk = desk.send(Command::ImportSettings);
    assert!(desk.import().is_open);
    let seen = desk.part().preview.as_ref().unwrap();
    assert_eq!(seen.profile.as_ref().unwrap().profile.name, "like ours");
    let desk = desk.wish(ImportWish::Take {
        column: "what".to_owned(),
        field: None,
    });
    assert_eq!(desk.trial().counts.good, 3);
    let desk = desk.wish(ImportWish::Open);
    let categories = &desk.app.data().unwrap().categories;
    assert!(categories.iter().all(|(_, text)| text.is_empty()));
}

#[test]
fn a_known_kind_opens_at_once() {
    let desk = Desk::new();
    let path = desk.file("2021-08-street.csv", STREET);
    let desk = desk.open(&path);
    assert!(desk.app.import().is_none());
    assert_eq!(desk.app.project().sources.incidents, [path]);
    assert!(
        desk.titles().contains(&"Opened as data.police.uk street"),
        "{:?}",
        desk.titles()
    );
}

#[test]
fn a_folder_is_offered_as_one_set_with_what_is_left_out() {
    let desk = Desk::new();
    let folder = desk.folder.path().join("all");
    fs::create_dir(&folder).unwrap();
    for month in ["2021-08", "2021-09"] {
        fs::write(
            folder.join(month).with_extension("csv"),
            STREET.replace("2021-08", month),
        )
        .unwrap();
    }
    fs::write(folder.join("other.csv"), OURS).unwrap();
    let desk = desk.open(&folder);
    assert_eq!(desk.app.data().unwrap().tally.analysed, 2);
    assert_eq!(desk.app.project().sources.incidents.len(), 2);
    let said: Vec<&str> = desk
        .app
        .notices()
        .iter()
        .map(|n| n.detail.as_str())
        .collect();
    assert!(
        said.iter().any(|said| said.contains("other.csv")),
        "{said:?}"
    );
}

#[test]
fn cancelling_leaves_everything_as_it_was_and_starting_again_forgets() {
    let desk = Desk::new();
    let path = desk.file("ours.csv", OURS);
    let desk = desk.open(&path).take("a", Field::Lat).take("b", Field::Lon);
    assert!(desk.part().is_changed);
    let desk = desk.wish(ImportWish::Reset);
    assert!(!desk.part().is_changed && desk.part().options.map.is_empty());
    let desk = desk.wish(ImportWish::Cancel);
    assert!(desk.app.import().is_none() && desk.app.project().sources.is_sample());
    assert!(desk.app.answer().is_some());
    let listed = ProfileFolder(desk.folder.path().join("profiles")).list();
    assert!(
        listed.profiles.is_empty(),
        "nothing is remembered of what was not opened"
    );
}

#[test]
fn a_saved_profile_can_be_passed_on_and_chosen() {
    let desk = Desk::new();
    let path = desk.file("ours.csv", OURS);
    let desk = desk.open(&path).take("a", Field::Lat).take("b", Field::Lon);
    let desk = desk.wish(ImportWish::Save("Our extract".to_owned()));
    assert!(desk.titles().contains(&"Profile saved"));
    let listed = ProfileFolder(desk.folder.path().join("profiles")).list();
    assert_eq!(listed.profiles.len(), 1);
    assert_eq!(desk.app.profiles()[0].name, "Our extract");
    assert_eq!(desk.trial().counts.good, 3, "it says all there is to say");
    let none = desk.wish(ImportWish::By(ProfileChoice::None));
    assert!(none.part().preview.as_ref().unwrap().fault.is_some());
    let own = none.app.profiles()[0].clone();
    let desk = none.wish(ImportWish::By(ProfileChoice::Named(own)));
    assert_eq!(desk.trial().counts.good, 3);
}

#[test]
fn the_copied_command_line_says_the_same() {
    let desk = Desk::new();
    let path = desk.file("our crimes.csv", OURS);
    let desk = desk
        .open(&path)
        .take("a", Field::Lat)
        .take("b", Field::Lon)
        .take("what", Field::Category)
        .say("date-order", "mdy")
        .say("tz", "America/Chicago");
    let line = desk.import().command_line(&desk.app.project().sources);
    let words = split(&line);
    let cli = Cli::try_parse_from(&words).unwrap_or_else(|error| panic!("{line}\n{error}"));
    let Some(CliCommand::Check(check)) = cli.command else {
        panic!("{line}");
    };
    assert_eq!(check.data.incidents, desk.part().files);
    assert_eq!(read_options(&check.data).unwrap(), desk.part().options);
}

const REGISTER: &str = "Venue,Sort,Shuts,Places,lat,lon\n\
    The Ship,pub,01:00,120,54.571,-1.231\n\
    The Bell,cafe,20:00,,54.572,-1.232\n\
    Nowhere,pub,02:00,80,,\n";

/// Two wards around the incidents of [`STREET`] and [`OURS`].
fn wards() -> String {
    let ward = |name: &str, code: &str, west: f64, people: u32| {
        let east = west + 0.1;
        format!(
            r#"{{"type":"Feature","properties":{{"label":"{name}","gss":"{code}","folk":{people}}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},54.4],[{east},54.4],[{east},54.6],
            [{west},54.6],[{west},54.4]]]}}}}"#
        )
    };
    let wards = [
        ward("Harbour", "E05000001", -1.25, 900),
        ward("Market", "E05000002", -1.15, 700),
    ];
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        wards.join(",")
    )
}

#[test]
fn premises_are_shown_first_their_columns_can_be_said_and_are_remembered() {
    let desk = Desk::new();
    let street = desk.file("street.csv", STREET);
    let path = desk.file("register.csv", REGISTER);
    let next = desk.file("next.csv", &REGISTER.replace("The Ship", "The Anchor"));
    let desk = desk.open(&street).open(&path);
    assert!(
        desk.app.data().unwrap().premises.is_empty(),
        "nothing is opened yet"
    );
    let part = desk.part();
    assert_eq!(part.kind, FileKind::Premises);
    assert!(part.why.contains("Venue"), "{}", part.why);
    let counts = desk.trial().counts;
    assert_eq!((counts.rows, counts.good, counts.no_location), (3, 2, 1));
    let timed = |desk: &Desk| {
        let mut more = desk.trial().more.iter();
        more.find(|(_, what)| what.contains("closing time"))
            .unwrap()
            .0
    };
    assert_eq!(timed(&desk), 0, "nothing says that Shuts is a closing time");
    let desk = desk
        .take("Shuts", Field::Closes)
        .take("Places", Field::Capacity);
    assert_eq!(timed(&desk), 2);
    let desk = desk.wish(ImportWish::Open);
    let premises = &desk.app.data().unwrap().premises;
    assert_eq!((premises.len(), premises.get(0).capacity), (2, Some(120)));
    assert_eq!(premises.get(0).closes.unwrap().to_string(), "01:00");
    assert_eq!(desk.app.project().sources.incidents, [street]);
    // The next one of its kind opens at once.
    let desk = desk.open(&next);
    assert!(desk.app.import().is_none());
    assert!(
        desk.titles().contains(&"Opened as like register"),
        "{:?}",
        desk.titles()
    );
    let premises = &desk.app.data().unwrap().premises;
    assert_eq!(
        (premises.get(0).name.as_str(), premises.get(0).capacity),
        ("The Anchor", Some(120))
    );
    // And what is open can be changed.
    let desk = desk.send(Command::ImportSettings);
    assert_eq!(desk.import().parts.len(), 2);
    let desk = desk.wish(ImportWish::Show(1));
    assert_eq!(desk.part().kind, FileKind::Premises);
    let desk = desk.wish(ImportWish::Take {
        column: "Places".to_owned(),
        field: None,
    });
    let desk = desk.wish(ImportWish::Open);
    assert_eq!(desk.app.data().unwrap().premises.get(0).capacity, None);
    assert_eq!(desk.app.project().sources.incidents.len(), 1);
}

#[test]
fn boundaries_are_shown_first_with_their_fields_and_lie_around_the_incidents() {
    let desk = Desk::new();
    let street = desk.file("street.csv", STREET);
    let path = desk.file("wards.geojson", &wards());
    let desk = desk.open(&path);
    let part = desk.part();
    assert_eq!(
        (part.kind, part.why.as_str()),
        (FileKind::Boundaries, "its features are polygons")
    );
    let seen = part.preview.as_ref().unwrap();
    let means = |name: &str| {
        let column = seen.columns.iter().find(|column| column.name == name);
        column.unwrap().means.clone()
    };
    assert_eq!(
        (means("label"), means("gss")),
        (vec![Field::Name], vec![Field::Code])
    );
    assert_eq!(means("folk"), [], "nothing says that folk are residents");
    assert_eq!(desk.trial().counts.good, 2);
    assert_eq!(desk.trial().sketch.lines.len(), 2);
    let people = |desk: &Desk| {
        let mut more = desk.trial().more.iter();
        more.find(|(_, what)| what.contains("population"))
            .unwrap()
            .0
    };
    assert_eq!(people(&desk), 0);
    let desk = desk.take("folk", Field::Population);
    assert_eq!(people(&desk), 2);
    let desk = desk.take("gss", Field::Name).wish(ImportWish::Open);
    assert!(
        desk.titles().contains(&"Open the incidents next"),
        "{:?}",
        desk.titles()
    );
    let desk = desk.open(&street);
    let areas = &desk.app.data().unwrap().areas;
    assert!(areas.by_name("E05000001").is_ok());
    let harbour = areas.get(areas.by_name("E05000001").unwrap());
    assert_eq!(harbour.population, Some(900.0));
}

#[test]
fn what_a_file_is_can_be_said_otherwise() {
    let desk = Desk::new();
    let street = desk.file("street.csv", STREET);
    let path = desk.file("wards.geojson", &wards());
    let desk = desk.open(&street).open(&path);
    let desk = desk.wish(ImportWish::Kind(FileKind::Roads));
    assert!(desk.import().fault().is_some(), "polygons are no roads");
    let desk = desk.wish(ImportWish::Kind(FileKind::Incidents));
    assert!(desk.part().fault().is_some() && desk.part().preview.is_none());
    let desk = desk.wish(ImportWish::Kind(FileKind::Reference));
    assert_eq!(desk.part().why, "as you say");
    assert_eq!(desk.trial().counts.good, 2);
    let desk = desk.take("gss", Field::Name).wish(ImportWish::Open);
    assert!(desk.app.data().unwrap().areas.is_empty());
    let shown = &desk.app.project().references;
    assert_eq!((shown.len(), &shown[0].path), (1, &path));
    assert_eq!(
        shown[0].reading.said,
        [("map".to_owned(), "name=gss".to_owned())]
    );
    assert!(desk.app.reference(&shown[0]).is_some(), "it is drawn");
    // Begun anew it is what it was taken for at first.
    let desk = desk.open(&path).wish(ImportWish::Kind(FileKind::Roads));
    let desk = desk.wish(ImportWish::Reset);
    assert_eq!(desk.part().kind, FileKind::Boundaries);
    assert_eq!(desk.part().why, "its features are polygons");
    assert!(desk.import().fault().is_none());
}

#[test]
fn of_two_files_for_the_same_the_second_is_asked_about() {
    let desk = Desk::new();
    let street = desk.file("street.csv", STREET);
    let paths = ["wards.geojson", "beats.geojson"].map(|name| desk.file(name, &wards()));
    let desk = desk.open(&street).send(Command::OpenPaths(paths.to_vec()));
    assert_eq!(desk.import().fault(), None, "one is only looked at");
    let desk = desk
        .wish(ImportWish::Show(1))
        .wish(ImportWish::Kind(FileKind::Boundaries));
    let (place, why) = desk.import().fault().unwrap();
    assert_eq!(place, 1);
    assert!(why.contains("another file"), "{why}");
    let desk = desk.wish(ImportWish::Kind(FileKind::Reference));
    assert_eq!(desk.import().fault(), None);
}

#[test]
fn new_incidents_elsewhere_close_the_boundaries_of_the_old_ones() {
    let desk = Desk::new();
    let near = desk.file("near.csv", STREET);
    let map = desk.file("wards.geojson", &wards());
    let desk = desk.open(&near).open(&map).wish(ImportWish::Open);
    assert_eq!(desk.app.data().unwrap().areas.len(), 2);
    let same = desk.file("next.csv", &STREET.replace("2021-08", "2021-09"));
    let desk = desk.open(&same);
    assert_eq!(
        desk.app.data().unwrap().areas.len(),
        2,
        "they lie there too"
    );
    let far = desk.file("far.csv", &STREET.replace("-1.2,54.5", "0.1,51.5"));
    let desk = desk.open(&far);
    assert_eq!(desk.app.project().sources.incidents, [far]);
    assert!(desk.app.data().unwrap().areas.is_empty());
    let said =
        |notice: &Notice| notice.detail.contains("elsewhere") && notice.detail.contains("wards");
    assert!(
        desk.app.notices().iter().any(said),
        "{:?}",
        desk.app.notices()
    );
    // What is given together must lie together.
    let desk = desk.open(&map);
    assert!(desk.import().fault().is_some());
}

#[test]
fn premises_are_looked_at_as_they_will_be_read_beside_the_incidents() {
    let desk = Desk::new();
    // Metres of the Irish grid, of which the incidents' say.
    let incidents = desk.file(
        "crimes.csv",
        "easting,northing,date,kind\n333500,374100,2024-05-03,Theft\n",
    );
    let register = desk.file(
        "register.csv",
        "name,type,easting,northing\nThe Ship,pub,333600,374200\n",
    );
    let desk = desk
        .open(&incidents)
        .say("crs", "EPSG:29902")
        .wish(ImportWish::Open);
    let desk = desk.open(&register);
    let seen = desk.part().preview.as_ref().unwrap().coordinates.as_ref();
    assert_eq!(seen.unwrap().crs.to_string(), "EPSG:29902");
    let desk = desk.wish(ImportWish::Open);
    assert_eq!(desk.app.data().unwrap().premises.len(), 1);
}

#[test]
fn layers_for_reference_wait_for_the_data_they_came_with() {
    let desk = Desk::new();
    let lines = "{\"type\":\"Feature\",\"properties\":{\"name\":\"A\"},\"geometry\":\
        {\"type\":\"LineString\",\"coordinates\":[[-1.2,54.5],[-1.3,54.6]]}}";
    let ours = desk.file("ours.csv", &OURS.replace("a,b", "lat,lon"));
    let map = desk.file("line.geojson", lines);
    let desk = desk.send(Command::OpenPaths(vec![ours.clone(), map]));
    let desk = desk
        .wish(ImportWish::Show(1))
        .wish(ImportWish::Kind(FileKind::Reference));
    fs::remove_file(&ours).unwrap();
    let desk = desk.wish(ImportWish::Show(0)).say("date-order", "dmy");
    let desk = desk.wish(ImportWish::Open);
    assert!(
        desk.app.project().sources.is_sample(),
        "nothing could be opened"
    );
    assert!(desk.app.project().references.is_empty());
}

#[test]
fn several_files_are_shown_one_by_one_and_opened_together() {
    let desk = Desk::new();
    let ours = desk.file("ours.csv", OURS);
    let register = desk.file("register.csv", REGISTER);
    let map = desk.file("wards.geojson", &wards());
    let second = desk.file("beats.geojson", &wards());
    let paths = vec![map.clone(), register, ours.clone(), second];
    let desk = desk.send(Command::OpenPaths(paths));
    let kinds: Vec<FileKind> = desk.import().parts.iter().map(|part| part.kind).collect();
    let expected = [
        FileKind::Incidents,
        FileKind::Boundaries,
        FileKind::Premises,
        FileKind::Reference,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(
        desk.import().fault().unwrap().0,
        0,
        "the incidents lack a position"
    );
    let desk = desk.wish(ImportWish::Show(1));
    assert_eq!(desk.trial().counts.good, 2, "each is counted by itself");
    assert_eq!(desk.import().fault().unwrap().0, 0);
    let desk = desk
        .wish(ImportWish::Show(0))
        .take("a", Field::Lat)
        .take("b", Field::Lon);
    assert_eq!(desk.import().fault(), None);
    assert_eq!(desk.trial().counts.good, 3);
    let desk = desk.wish(ImportWish::Open);
    let data = desk.app.data().unwrap();
    assert_eq!((data.areas.len(), data.premises.len()), (2, 2));
    assert_eq!(desk.app.project().references.len(), 1);
    assert_eq!(desk.app.project().sources.incidents, [ours]);
}

#[test]
fn the_copied_command_line_says_the_same_of_what_lies_around() {
    let desk = Desk::new();
    let street = desk.file("street.csv", STREET);
    let register = desk.file("register.csv", REGISTER);
    let map = desk.file("wards.geojson", &wards());
    let desk = desk.open(&street);
    let desk = desk.send(Command::OpenPaths(vec![map, register]));
    let desk = desk.take("folk", Field::Population).wish(ImportWish::Take {
        column: "gss".to_owned(),
        field: None,
    });
    let desk = desk.say("crs", "EPSG:4326").wish(ImportWish::Show(1));
    let desk = desk
        .take("Shuts", Field::Closes)
        .wish(ImportWish::By(ProfileChoice::None));
    let desk = desk.take("Shuts", Field::Hours);
    let line = desk.import().command_line(&desk.app.project().sources);
    let cli = Cli::try_parse_from(split(&line)).unwrap_or_else(|error| panic!("{line}\n{error}"));
    let Some(CliCommand::Check(check)) = cli.command else {
        panic!("{line}");
    };
    let said = request(&check.data).unwrap().sources;
    let desk = desk.wish(ImportWish::Open);
    let opened = &desk.app.project().sources;
    assert_eq!(
        (&said.boundaries, &said.premises),
        (&opened.boundaries, &opened.premises),
        "{line}"
    );
    assert_eq!(
        (&said.incidents, &said.premises_reading),
        (&opened.incidents, &opened.premises_reading)
    );
    let code = opened.boundaries.as_ref().unwrap().code_field.as_deref();
    assert_eq!(code, Some(""), "said to be none");
}

#[test]
fn what_a_profile_mends_is_switched_off_by_the_user() {
    let desk = Desk::new();
    // Nine say where the file lies, so that the tenth is known to be swapped.
    let mut swapped = "seen,lat,lon,what\n".to_owned();
    for i in 1..=9 {
        writeln!(swapped, "2021-03-{i:02} 10:00,54.57{i},-1.23{i},Theft").unwrap();
    }
    swapped += "2021-03-03 10:00,-1.2335,54.5735,Theft\n";
    let path = desk.file("ours.csv", &swapped);
    let desk = desk.open(&path).say("fix", "swap");
    assert_eq!(desk.trial().counts.good, 10);
    let desk = desk.wish(ImportWish::Save("Ours".to_owned()));
    assert_eq!(desk.part().mending().fixes.len(), 1, "the profile says so");
    assert_eq!(desk.trial().counts.good, 10);
    let desk = desk.say("fix", "none");
    assert!(desk.part().mending().fixes.is_empty());
    assert_eq!(desk.trial().counts.good, 9);
    let line = desk.import().command_line(&desk.app.project().sources);
    assert!(line.ends_with("--profile Ours --fix none"), "{line}");
}

/// The words of a line as a shell takes them apart.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for sign in line.chars() {
        match (sign, quote) {
            ('\'' | '"', None) => quote = Some(sign),
            (_, Some(mark)) if mark == sign => quote = None,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(sign),
        }
    }
    words
}

#[test]
fn of_several_tables_in_one_file_one_is_chosen_first() {
    let desk = Desk::new();
    let path = desk.folder.path().join("all.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let plain = zip::write::SimpleFileOptions::default();
    for (name, what, rows) in [("ours.csv", "offence", 2), ("theirs.csv", "crime", 3)] {
        archive.start_file(name, plain).unwrap();
        let mut text = format!("seen,lat,lon,{what}\n");
        for day in 1..=rows {
            writeln!(text, "2021-03-{day:02} 10:00,54.5,-1.2,Theft").unwrap();
        }
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let desk = desk.open(&path);
    assert_eq!(desk.part().tables, ["ours.csv", "theirs.csv"]);
    assert!(desk.part().preview.is_none());
    let desk = desk.say("layer", "theirs.csv");
    assert_eq!(desk.trial().counts.good, 3);
    let desk = desk.wish(ImportWish::Open);
    assert_eq!(desk.app.data().unwrap().tally.analysed, 3);
    assert_eq!(desk.app.project().sources.incidents, [path]);
}

#[test]
fn what_is_no_table_is_refused_and_what_is_there_stays() {
    let desk = Desk::new();
    let empty = desk.file("empty.csv", "");
    let desk = desk.open(&empty);
    assert!(desk.app.import().is_none() && desk.titles().contains(&"Could not open"));
    assert!(desk.app.answer().is_some());
}

#[test]
fn a_large_file_is_counted_with_progress_and_let_go_of_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    let mut text = "when,lat,lon,offence\n".to_owned();
    for i in 0..400_000 {
        let (day, lat) = (i % 28 + 1, 50_000 + i % 9_000);
        let (whole, part) = (lat / 10_000, lat % 10_000);
        writeln!(text, "2021-03-{day:02} 10:00,5{whole}.{part},-1.2,Theft").unwrap();
    }
    fs::write(&path, text).unwrap();
    let mut project = Project::sample();
    project.sources.incidents = vec![path];
    let request = LoadRequest::for_project(&project, Vec::new());
    let progress = Progress::new();
    let worker = {
        let progress = progress.clone();
        std::thread::spawn(move || load(&request, &progress).err())
    };
    let begun = Instant::now();
    while progress.fraction() == 0.0 && begun.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(!worker.is_finished(), "too fast to be cancelled");
    let cancelled = Instant::now();
    progress.cancel();
    let error = worker.join().unwrap();
    let took = cancelled.elapsed();
    assert!(matches!(error, Some(LoadError::Cancelled(_))), "{error:?}");
    // A fifth of a second on a quiet machine; tests share theirs.
    assert!(took < Duration::from_secs(2), "{took:?}");
}

/// The figures of `docs/measurements.md`: when the first rows of a large file are seen, how often
/// its progress moves, how soon it is stopped wherever it is.
#[test]
#[ignore = "measures the file in NIGHTBEAT_LARGE; see docs/measurements.md"]
fn a_large_file_is_shown_at_once_tells_its_progress_and_is_stopped_at_once() {
    let path = PathBuf::from(std::env::var_os("NIGHTBEAT_LARGE").expect("NIGHTBEAT_LARGE"));
    let begun = Instant::now();
    let seen = inspect(
        std::slice::from_ref(&path),
        &[],
        &ReadOptions::default(),
        &Progress::new(),
    )
    .unwrap();
    let rows = seen.parts[0].preview.as_ref().unwrap().rows.len();
    let shown = begun.elapsed();
    println!("first {rows} rows after {shown:?}");

    let mut project = Project::sample();
    project.sources.incidents = vec![path];
    let start = || {
        let request = LoadRequest::for_project(&project, Vec::new());
        let progress = Progress::new();
        let told = progress.clone();
        let worker = std::thread::spawn(move || load(&request, &told).map(drop));
        (progress, worker)
    };
    let (progress, worker) = start();
    let (begun, mut moved) = (Instant::now(), Instant::now());
    let (mut fraction, mut longest) = (0.0, (Duration::ZERO, 0.0));
    while !worker.is_finished() {
        std::thread::sleep(Duration::from_millis(1));
        if progress.fraction() != fraction {
            if moved.elapsed() > longest.0 {
                longest = (moved.elapsed(), fraction);
            }
            (fraction, moved) = (progress.fraction(), Instant::now());
        }
    }
    worker.join().unwrap().unwrap();
    let whole = begun.elapsed();
    println!("opened after {whole:?}; progress stood still for {longest:?} at most");
    let mut slowest = Duration::ZERO;
    for twentieth in 0..20 {
        let (progress, worker) = start();
        std::thread::sleep(whole * twentieth / 20);
        let (at, cancelled) = (progress.fraction(), Instant::now());
        progress.cancel();
        let ended = worker.join().unwrap();
        let took = cancelled.elapsed();
        println!("at {at:.2}: stopped after {took:?}");
        if ended.is_err() {
            slowest = slowest.max(took);
        }
    }
    assert!(shown < Duration::from_secs(1), "{shown:?}");
    assert!(slowest < Duration::from_millis(200), "{slowest:?}");
}
