//! The application without a window: commands in, state looked at.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use nightbeat::analysis::quality::concerns::ConcernKind;
use nightbeat::analysis::rank::Unit;
use nightbeat::app::session::CameraGoal;
use nightbeat::app::{App, Command, Effect, Severity};
use nightbeat::base::{ClockWindow, Weekdays};
use nightbeat::data::Filter;
use nightbeat::data::filter::{Counting, NearPremises, TimeFilter};
use nightbeat::data::premises::PremisesChoice;
use nightbeat::engine::lane::Mode;
use nightbeat::project::{Basemap, Edit, Project};

/// An application that speaks like its user.
struct Scenario {
    app: App,
}

impl Scenario {
    fn sample() -> Self {
        Self {
            app: App::new(Project::sample(), Mode::Inline, Arc::new(|| {})),
        }
        .idle()
    }

    fn send(mut self, command: Command) -> Self {
        self.app.apply(command);
        self.idle()
    }

    fn edit(self, edit: Edit) -> Self {
        self.send(Command::Edit(edit))
    }

    /// Lets everything finish that is wanted.
    fn idle(mut self) -> Self {
        for _ in 0..6 {
            self.app.tick();
        }
        assert!(self.app.working().is_none(), "still at work");
        self
    }

    fn time(&self) -> TimeFilter {
        self.app.project().filter.time
    }

    fn weight(&self) -> f64 {
        self.app.answer().expect("an answer").selection.weight
    }

    fn titles(&self) -> Vec<&str> {
        self.app
            .notices()
            .iter()
            .map(|notice| notice.title.as_str())
            .collect()
    }
}

fn temp_file(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// Four incidents in Truro, each with a clock time.
const TRURO: &str = "easting,northing,date,time,offence\n\
    182500,44800,2024-05-03,23:10,Violence\n\
    182510,44805,2024-05-04,00:40,Violence\n\
    182520,44800,2024-05-04,12:00,Theft\n\
    183000,45000,2024-05-04,22:00,Theft\n";

#[test]
fn the_first_start_shows_the_sample_town_by_night() {
    let s = Scenario::sample();
    assert!(s.app.project().sources.is_sample());
    assert_eq!(s.time().window, Some(ClockWindow::NIGHT));
    assert!(s.app.is_current());
    let ranking = s.app.ranking().expect("a list");
    assert_eq!(ranking.hotspots.len(), 10);
    let answer = s.app.answer().unwrap();
    assert!(answer.surface.as_ref().unwrap().peak_per_km2 > 0.0);
    assert!(matches!(
        s.app.session().camera.unwrap().goal,
        CameraGoal::Fit(..)
    ));
}

#[test]
fn another_window_changes_selection_list_and_surface_together() {
    let s = Scenario::sample();
    let before = Arc::clone(s.app.answer().unwrap());
    let day = ClockWindow {
        start: ClockWindow::NIGHT.end,
        end: ClockWindow::NIGHT.start,
    };
    let time = TimeFilter {
        window: Some(day),
        ..s.time()
    };
    let s = s.edit(Edit::Time(time));
    let after = Arc::clone(s.app.answer().unwrap());
    assert!(s.app.is_current());
    assert_ne!(before.selection, after.selection);
    assert_ne!(
        before.ranking.as_ref().unwrap(),
        after.ranking.as_ref().unwrap()
    );
    assert_ne!(
        before.surface.as_ref().unwrap(),
        after.surface.as_ref().unwrap()
    );
    let all = s.edit(Edit::Time(TimeFilter {
        window: None,
        ..time
    }));
    let unknown = all.app.answer().unwrap().selection.time_unknown;
    let whole = all.weight();
    let halves = before.selection.weight + after.selection.weight;
    assert_eq!(unknown, 0, "with no time filter nothing is unknown");
    assert!(
        halves <= whole + 1e-6,
        "night and day share no minute: {halves} of {whole}"
    );
    let undecided = before.selection.time_unknown;
    assert!(
        (whole - halves - undecided as f64).abs() < 1e-6,
        "what neither night nor day counts has no clock time"
    );
}

#[test]
fn a_bandwidth_leaves_selection_and_list_as_they_are() {
    let s = Scenario::sample();
    let before = Arc::clone(s.app.answer().unwrap());
    let mut surface = s.app.project().surface;
    surface.bandwidth_m = 300.0;
    let s = s.edit(Edit::Surface(surface));
    let after = s.app.answer().unwrap();
    assert!(Arc::ptr_eq(&before.selection, &after.selection));
    let (old, new) = (
        before.ranking.as_ref().unwrap(),
        after.ranking.as_ref().unwrap(),
    );
    assert!(Arc::ptr_eq(old, new));
    assert!(
        after.surface.as_ref().unwrap().peak_per_km2
            < before.surface.as_ref().unwrap().peak_per_km2
    );
}

#[test]
fn choosing_a_rank_sends_the_map_there() {
    let s = Scenario::sample().send(Command::SelectHotspot(Some(2)));
    let hotspot = s.app.selected_hotspot().expect("the third hotspot");
    assert_eq!(hotspot.rank, 3);
    match s.app.session().camera.unwrap().goal {
        CameraGoal::FlyTo { centre, .. } => assert_eq!(centre, hotspot.lon_lat),
        other => panic!("{other:?}"),
    }
    let s = s.send(Command::SelectHotspot(None));
    assert!(s.app.selected_hotspot().is_none());
}

#[test]
fn near_premises_keeps_fewer_incidents_and_weekdays_fewer_still() {
    let s = Scenario::sample();
    let all = s.weight();
    let near = NearPremises {
        radius_m: 50.0,
        which: PremisesChoice::Nte,
    };
    let s = s.edit(Edit::NearPremises(Some(near)));
    let near_weight = s.weight();
    assert!(near_weight > 0.0 && near_weight < all);
    let days = Weekdays::NONE.with(4).with(5);
    let time = TimeFilter { days, ..s.time() };
    let s = s.edit(Edit::Time(time));
    assert!(s.weight() > 0.0 && s.weight() < near_weight);
}

#[test]
fn every_unit_lists_something_in_the_sample_town() {
    let units = [
        Unit::Square { side_m: 150.0 },
        Unit::Hex { side_m: 100.0 },
        Unit::Area,
        Unit::Premises { radius_m: 50.0 },
        Unit::Place { radius_m: 5.0 },
    ];
    let mut s = Scenario::sample();
    for unit in units {
        let ranking = nightbeat::analysis::rank::RankParams {
            unit,
            ..s.app.project().ranking
        };
        s = s.edit(Edit::Ranking(ranking));
        let list = s
            .app
            .ranking()
            .unwrap_or_else(|| panic!("no list for {unit:?}"));
        assert!(list.hotspots.len() >= 5, "{unit:?}");
        assert!(list.hotspots.iter().all(|h| !h.name.is_empty()), "{unit:?}");
    }
}

#[test]
fn a_file_that_cannot_be_opened_leaves_everything_as_it_was() {
    let (_folder, path) = temp_file("empty.csv", "");
    let s = Scenario::sample();
    let weight = s.weight();
    let s = s.send(Command::OpenPaths(vec![path]));
    assert_eq!(s.app.notices().last().unwrap().severity, Severity::Error);
    assert!(s.app.project().sources.is_sample());
    assert_eq!(s.weight(), weight);
}

#[test]
fn an_opened_file_takes_the_place_of_the_sample_town() {
    let (_folder, path) = temp_file("truro.csv", TRURO);
    let s = Scenario::sample().send(Command::OpenPaths(vec![path.clone()]));
    assert_eq!(s.app.project().sources.incidents, [path]);
    assert_eq!(s.app.data().unwrap().tally.analysed, 4);
    assert_eq!(
        s.app.project().basemap,
        Basemap::None,
        "the sample town's streets are not Truro's"
    );
    assert!(
        (s.weight() - 3.0).abs() < 1e-9,
        "three of four are at night"
    );
    let s = s.send(Command::OpenSample);
    assert!(s.app.project().sources.is_sample());
    assert_eq!(s.app.project().basemap, Basemap::SampleTown);
}

#[test]
fn boundaries_opened_first_wait_for_their_incidents() {
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
        "properties":{"name":"Truro"},"geometry":{"type":"Polygon","coordinates":
        [[[-5.2,50.1],[-4.9,50.1],[-4.9,50.4],[-5.2,50.4],[-5.2,50.1]]]}}]}"#;
    let (_a, areas) = temp_file("truro.geojson", square);
    let (_b, incidents) = temp_file("truro.csv", TRURO);
    let s = Scenario::sample().send(Command::OpenPaths(vec![areas]));
    assert!(
        s.app.project().sources.is_sample(),
        "nothing to lay them over yet"
    );
    assert!(s.titles().contains(&"Open the incidents next"));
    let s = s.send(Command::OpenPaths(vec![incidents]));
    assert_eq!(s.app.data().unwrap().areas.len(), 1);
}

#[test]
fn data_without_a_clock_turn_the_clock_off() {
    let months = "Month,Longitude,Latitude,Crime type\n\
        2021-08,-1.23,54.57,Drugs\n2021-08,-1.24,54.58,Robbery\n";
    let (_folder, path) = temp_file("street.csv", months);
    let s = Scenario::sample().send(Command::OpenPaths(vec![path]));
    assert_eq!(s.time().window, None);
    assert_eq!(s.titles(), Vec::<&str>::new(), "the locked clock says why");
    assert!((s.weight() - 2.0).abs() < 1e-9);
    let night = TimeFilter {
        window: Some(ClockWindow::NIGHT),
        ..s.time()
    };
    let s = s.edit(Edit::Time(night));
    assert!(
        s.app.refusal().is_some_and(|why| why.contains("clock")),
        "asked again, it is refused"
    );
    assert!(s.app.answer().is_some(), "the last answer stays");
}

#[test]
fn idle_ticks_change_nothing() {
    let mut s = Scenario::sample();
    let answer = Arc::clone(s.app.answer().unwrap());
    let project = s.app.project().clone();
    for _ in 0..10 {
        s.app.tick();
    }
    assert!(Arc::ptr_eq(&answer, s.app.answer().unwrap()));
    assert_eq!(&project, s.app.project());
    assert!(s.app.take_effects().is_empty());
}

#[test]
fn cancelling_brings_the_question_back_to_what_is_shown() {
    let mut app = App::new(Project::sample(), Mode::Threaded, Arc::new(|| {}));
    while app.answer().is_none() {
        app.tick();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let shown = app.project().filter.clone();
    let time = TimeFilter {
        window: None,
        ..shown.time
    };
    app.apply(Command::Edit(Edit::Time(time)));
    app.tick();
    app.apply(Command::CancelWork);
    assert!(app.working().is_none());
    for _ in 0..50 {
        app.tick();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert_eq!(app.project().filter, shown);
    assert!(app.is_current(), "what is shown and what is asked agree");
}

#[test]
fn opening_by_dialog_is_the_shells_business() {
    let mut s = Scenario::sample().send(Command::OpenDialog);
    assert_eq!(s.app.take_effects(), [Effect::PickFiles]);
    assert!(s.app.take_effects().is_empty(), "once");
}

#[test]
fn rows_are_saved_by_the_shell_and_the_end_is_told() {
    let mut s = Scenario::sample().send(Command::SaveSetAside);
    assert_eq!(s.app.take_effects(), [Effect::SaveSetAside]);
    let s = s.send(Command::SetAsideSaved(Ok(PathBuf::from("rows.csv"))));
    assert_eq!(s.titles().last(), Some(&"Rows written"));
    let s = s.send(Command::SetAsideSaved(Err("the disk is full".to_owned())));
    assert_eq!(s.titles().last(), Some(&"Could not write"));
}

#[test]
fn a_layer_of_artefact_sites_that_cannot_be_opened_changes_nothing() {
    let (_folder, path) = temp_file("empty.csv", "");
    let s = Scenario::sample();
    let project = s.app.project().clone();
    let s = s.send(Command::OpenArtefacts(path));
    assert_eq!(s.titles().last(), Some(&"Could not open"));
    assert_eq!(s.app.project(), &project);
}

#[test]
fn an_incident_with_several_offences_can_be_counted_once() {
    let brawl = "182500,44800,2024-05-03,23:10,Public order\n";
    let (_folder, path) = temp_file("truro.csv", &format!("{TRURO}{brawl}"));
    let s = Scenario::sample().send(Command::OpenPaths(vec![path]));
    let time = TimeFilter {
        window: None,
        ..s.time()
    };
    let s = s.edit(Edit::Time(time));
    assert_eq!(s.weight(), 5.0);
    let told = s.app.concerns().expect("measured");
    let kinds: Vec<ConcernKind> = told.iter().map(|concern| concern.kind).collect();
    assert!(kinds.contains(&ConcernKind::SameIncident), "{kinds:?}");
    let filter = Filter {
        counting: Counting::Incidents,
        ..s.app.project().filter.clone()
    };
    assert_eq!(s.edit(Edit::Filter(filter)).weight(), 4.0);
}

#[test]
fn dates_chosen_for_other_files_do_not_empty_the_new_ones() {
    let (_folder, path) = temp_file("truro.csv", TRURO);
    let s = Scenario::sample();
    let since = Some(jiff::civil::date(2025, 1, 1));
    let time = TimeFilter { since, ..s.time() };
    let s = s
        .edit(Edit::Time(time))
        .send(Command::OpenPaths(vec![path]));
    assert_eq!(s.time().since, None);
    assert!((s.weight() - 3.0).abs() < 1e-9);
    assert!(s.app.notices().is_empty(), "{:?}", s.titles());
    let s = s.send(Command::OpenSample);
    assert_eq!(
        s.app.project(),
        &Project::sample(),
        "the sample town as the first start shows it"
    );
}

#[test]
fn taking_midnight_for_unknown_reads_the_files_again() {
    let rows = "easting,northing,date,time,offence\n182500,44800,2024-05-03,00:00,Violence\n\
        182510,44805,2024-05-04,00:40,Violence\n";
    let (_folder, path) = temp_file("midnight.csv", rows);
    let s = Scenario::sample().send(Command::OpenPaths(vec![path]));
    assert!((s.weight() - 2.0).abs() < 1e-9);
    let time = TimeFilter {
        unknown_midnight: true,
        ..s.time()
    };
    let s = s.edit(Edit::Time(time));
    assert!((s.weight() - 1.0).abs() < 1e-9);
    assert_eq!(s.app.answer().unwrap().selection.time_unknown, 1);
}

fn sample_data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("sample_data")
        .join(name)
}

#[test]
fn a_map_of_tiles_dropped_on_the_window_lies_under_the_data_and_survives_other_data() {
    let tiles = sample_data("saltmere.pmtiles");
    let (_folder, truro) = temp_file("truro.csv", TRURO);
    let s = Scenario::sample().send(Command::OpenPaths(vec![tiles.clone(), truro.clone()]));
    assert_eq!(s.app.project().sources.incidents, [truro]);
    assert_eq!(s.app.project().basemap, Basemap::File(tiles.clone()));
    assert_eq!(s.app.tile_archive().unwrap().about().name, "Saltmere");
    let s = s.edit(Edit::Basemap(Basemap::None));
    assert!(s.app.tile_archive().is_none(), "not shown, so not there");
    let s = s.edit(Edit::Basemap(Basemap::File(tiles)));
    assert!(s.app.tile_archive().is_some());
    assert!(s.titles().is_empty(), "{:?}", s.titles());
}

#[test]
fn a_damaged_map_of_tiles_is_reported_and_what_lay_there_stays() {
    let whole = fs::read(sample_data("saltmere.pmtiles")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.pmtiles");
    fs::write(&path, &whole[..120]).unwrap();
    let tiles = sample_data("saltmere.pmtiles");
    let s = Scenario::sample()
        .edit(Edit::Basemap(Basemap::File(tiles.clone())))
        .send(Command::OpenPaths(vec![path.clone()]));
    assert_eq!(s.titles(), ["The basemap cannot be used"]);
    let detail = &s.app.notices()[0].detail;
    assert!(
        detail.contains("damaged") && detail.contains("half.pmtiles"),
        "{detail}"
    );
    assert_eq!(s.app.project().basemap, Basemap::File(tiles));
    assert!(s.app.tile_archive().is_some());
    let (_truro, truro) = temp_file("truro.csv", TRURO);
    let s = Scenario::sample().send(Command::OpenPaths(vec![truro, path]));
    assert_eq!(
        s.titles(),
        ["The basemap cannot be used"],
        "said beside new data too"
    );
    assert_eq!(s.app.data().unwrap().tally.analysed, 4);
    let nowhere = Basemap::File(folder.path().join("gone.mbtiles"));
    let s = Scenario::sample().edit(Edit::Basemap(nowhere));
    assert_eq!(s.app.project().basemap, Basemap::None);
    assert_eq!(s.app.notices().last().unwrap().severity, Severity::Error);
}

#[test]
fn layers_for_reference_are_opened_once_and_go_with_the_document() {
    let line = r#"{"type":"Feature","properties":{"name":"River"},"geometry":{"type":"LineString",
        "coordinates":[[-5.1,50.2],[-5.0,50.3]]}}"#;
    let (_a, river) = temp_file("river.geojson", line);
    let (_b, stops) = temp_file("stops.csv", "name,lon,lat\nHigh Street,-5.05,50.26\n");
    let paths = vec![river.clone(), stops, river.clone()];
    let s = Scenario::sample().send(Command::AddReferences(paths));
    let references = s.app.project().references.clone();
    assert_eq!(references.len(), 2, "the same file is shown once");
    let open = |i: usize| s.app.reference(&references[i]).unwrap().clone();
    assert_eq!((open(0).lines.len(), open(0).points.len()), (1, 0));
    assert_eq!(&*open(0).names[0].1, "River");
    assert_eq!(
        (open(1).points.len(), &*open(1).names[0].1),
        (1, "High Street")
    );
    let mut changed = references.clone();
    changed[0].is_above = true;
    changed[0].is_hidden = true;
    let before = Arc::as_ptr(s.app.reference(&references[0]).unwrap());
    let s = s.edit(Edit::References(changed.clone()));
    let after = Arc::as_ptr(s.app.reference(&changed[0]).unwrap());
    assert_eq!(
        before, after,
        "how it is shown is no reason to read it again"
    );
    let s = s.edit(Edit::References(Vec::new()));
    assert!(s.app.reference(&references[0]).is_none());
}

#[test]
fn a_layer_that_cannot_be_read_is_reported_and_taken_off_the_list() {
    let (_folder, path) = temp_file("shopping.txt", "milk\neggs\n");
    let s = Scenario::sample().send(Command::AddReferences(vec![path]));
    assert_eq!(s.titles(), ["The layer cannot be shown"]);
    assert!(s.app.project().references.is_empty());
}

#[test]
fn roads_dropped_beside_the_data_name_its_places_and_change_nothing_else() {
    let road = r#"{"type":"Feature","properties":{"name":"Boscawen Street"},"geometry":{
        "type":"LineString","coordinates":[[-5.0558,50.26303],[-5.0502,50.26303]]}}"#;
    let (_a, truro) = temp_file("truro.csv", TRURO);
    let (_b, roads) = temp_file("roads.geojson", road);
    let s = Scenario::sample().send(Command::OpenPaths(vec![truro]));
    let before = s.app.ranking().unwrap().hotspots[0].clone();
    assert!(!before.name.contains("Boscawen"), "{}", before.name);
    let time = s.time();
    let s = s.send(Command::OpenPaths(vec![roads.clone()]));
    assert_eq!(s.app.project().sources.roads.as_ref().unwrap().path, roads);
    assert_eq!(s.app.data().unwrap().roads.len(), 1);
    let after = &s.app.ranking().unwrap().hotspots[0];
    assert_eq!(
        (after.centre, &*after.name),
        (before.centre, "Boscawen Street")
    );
    assert_eq!(s.time(), time);
}
