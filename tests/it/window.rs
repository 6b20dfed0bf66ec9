//! The whole window, driven as a user drives it: by the names of its controls.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use nightbeat::app::App;
use nightbeat::app::import::TrialState;
use nightbeat::engine::lane::Mode;
use nightbeat::gui::WindowApp;
use nightbeat::io::profiles::ProfileFolder;
use nightbeat::project::Project;

/// The window with verbs.
struct Window {
    harness: Harness<'static, WindowApp>,
}

impl Window {
    /// On the sample town, everything computed in the caller.
    fn sample() -> Self {
        Self::with(Mode::Inline)
    }

    fn with(mode: Mode) -> Self {
        let harness = Harness::builder()
            .with_size([1440.0, 900.0])
            .with_max_steps(40)
            .build_eframe(move |cc| {
                let app = App::new(Project::sample(), mode, Arc::new(|| {}));
                WindowApp::new(cc, app, None)
            });
        let mut window = Self { harness };
        window.settle();
        window
    }

    /// On the sample town, asking before a file of an unknown kind is opened.
    fn asking(mode: Mode, profiles: PathBuf) -> Self {
        let harness = Harness::builder()
            .with_size([1440.0, 900.0])
            .with_max_steps(40)
            .build_eframe(move |cc| {
                let mut app = App::new(Project::sample(), mode, Arc::new(|| {}));
                app.set_profiles(Some(ProfileFolder(profiles)));
                WindowApp::new(cc, app, None)
            });
        let mut window = Self { harness };
        window.settle();
        window
    }

    fn app(&self) -> &App {
        self.harness.state().app()
    }

    /// A few frames: the map may fly, so it is never waited for until nothing moves.
    fn settle(&mut self) {
        self.harness.run_steps(25);
    }

    fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.settle();
    }

    fn type_into(&mut self, field: &str, text: &str) {
        self.harness.get_by_label(field).focus();
        self.harness.run_steps(2);
        self.harness
            .key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
        self.harness.run_steps(1);
        self.harness.get_by_label(field).type_text(text);
        self.harness.run_steps(1);
        self.harness.key_press(egui::Key::Enter);
        self.settle();
    }

    fn drop_file(&mut self, path: &Path) {
        let file: Arc<dyn egui::DroppedFile + Send + Sync> = Arc::new(OnDisk(path.to_owned()));
        self.harness.input_mut().dropped_files.push(file);
        self.settle();
    }

    fn weight(&self) -> f64 {
        self.app().answer().expect("an answer").selection.weight
    }
}

/// A file as the system hands it over when it is dropped.
#[derive(Debug)]
struct OnDisk(PathBuf);

impl egui::DroppedFile for OnDisk {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn it_opens_on_the_sample_town_with_ten_places() {
    let window = Window::sample();
    assert_eq!(window.app().ranking().expect("a list").hotspots.len(), 10);
    assert!(window.harness.query_by_label("Window from").is_some());
    let first = &window.app().ranking().unwrap().hotspots[0];
    assert!(
        window
            .harness
            .query_by_label(&format!("1. {}", first.name))
            .is_some()
    );
}

#[test]
fn typing_another_window_changes_what_counts() {
    let mut window = Window::sample();
    let night = window.weight();
    window.type_into("Window from", "22:00");
    let time = window.app().project().filter.time;
    assert_eq!(time.window.expect("a window").to_string(), "22:00-06:00");
    assert!(window.weight() < night);
    window.type_into("Window from", "25:00");
    let kept = window.app().project().filter.time;
    assert_eq!(kept, time, "25:00 is refused and nothing changes");
}

#[test]
fn clicking_a_rank_opens_it_in_place() {
    let mut window = Window::sample();
    let name = window.app().ranking().unwrap().hotspots[2].name.clone();
    window.click(&format!("3. {name}"));
    assert_eq!(window.app().selected_hotspot().expect("chosen").rank, 3);
    assert!(window.harness.query_by_label("Why this number?").is_some());
}

#[test]
fn a_dropped_file_takes_the_place_of_the_sample_town() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crimes.csv");
    let rows = "easting,northing,date,time,offence\n\
        182500,44800,2024-05-03,23:10,Violence\n182510,44805,2024-05-04,00:40,Theft\n";
    fs::write(&path, rows).unwrap();
    let mut window = Window::sample();
    window.drop_file(&path);
    assert_eq!(window.app().project().sources.incidents, [path]);
    assert!((window.weight() - 2.0).abs() < 1e-9);
}

#[test]
fn a_dropped_file_that_is_none_is_explained_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.csv");
    fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    let mut window = Window::sample();
    let before = window.weight();
    window.drop_file(&path);
    assert!(window.app().project().sources.is_sample());
    assert_eq!(window.weight(), before);
    let notice = window.app().notices().last().expect("a message");
    assert!(notice.detail.contains("picture.csv"), "{}", notice.detail);
    let shown = window
        .harness
        .query_all_by_label_contains("Could not open")
        .count();
    assert!(shown > 0, "the message stands in the window");
}

#[test]
fn work_that_is_going_on_can_be_cancelled() {
    let mut window = Window::with(Mode::Threaded);
    let mut cancelled = false;
    for _ in 0..400 {
        window.harness.step();
        if let Some(button) = window.harness.query_by_label("Cancel") {
            button.click();
            cancelled = true;
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    window.settle();
    assert!(
        cancelled || window.app().answer().is_some(),
        "neither work nor an answer"
    );
    if cancelled {
        assert!(window.app().working().is_none());
    }
}

const OURS: &str = "nr,first seen,a,b,what\n\
    1,03/04/2021 23:10,54.571,-1.231,Theft\n\
    2,05/04/2021 01:10,54.572,-1.232,Drugs\n";

#[test]
fn the_columns_of_an_unknown_file_are_chosen_in_the_window_and_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.csv");
    fs::write(&path, OURS).unwrap();
    let mut window = Window::asking(Mode::Inline, folder.path().join("profiles"));
    window.drop_file(&path);
    assert!(
        window
            .harness
            .query_by_label("Before it is opened")
            .is_some()
    );
    assert!(
        window
            .harness
            .query_by_label("Cannot be opened yet")
            .is_some()
    );
    for (column, meaning) in [
        ("a is", "Latitude"),
        ("b is", "Longitude"),
        ("what is", "Offence category"),
    ] {
        window.click(column);
        window.click(meaning);
    }
    assert!(
        window
            .harness
            .query_by_label("good: can be analysed")
            .is_some()
    );
    assert!(
        window
            .harness
            .query_by_label("Cannot be opened yet")
            .is_none()
    );
    window.click("Copy as command line");
    assert!(window.harness.query_by_label("Copied").is_some());
    window.click("Open");
    assert_eq!(
        window.app().project().sources.incidents.first(),
        Some(&path)
    );
    assert!(
        window
            .harness
            .query_by_label("Before it is opened")
            .is_none()
    );
    // Once known, it opens at once and says so; how it is read can be changed from there.
    window.drop_file(&path);
    assert!(window.app().import().is_none());
    assert!(
        window
            .harness
            .query_all_by_label_contains("Opened as like ours")
            .count()
            > 0
    );
    window.click("Change…");
    assert!(window.harness.query_by_label("Import settings").is_some());
    window.click("Cancel");
    assert!(window.app().import().is_none());
}

#[test]
fn a_register_is_shown_first_and_choosing_a_column_changes_what_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.csv");
    let register = "Venue,Sort,Shuts,lat,lon\nThe Ship,pub,01:00,54.571,-1.231\n\
        The Bell,cafe,20:00,54.572,-1.232\n";
    fs::write(&path, register).unwrap();
    let mut window = Window::asking(Mode::Inline, folder.path().join("profiles"));
    window.drop_file(&path);
    let shows = |window: &Window, text: &str| window.harness.query_by_label(text).is_some();
    assert!(shows(&window, "good: premises with a place"));
    assert!(shows(
        &window,
        "It will lie around the incidents you open next."
    ));
    let timed = |window: &Window| {
        let import = window.app().import().expect("an import");
        let TrialState::Done(trial) = &import.part().trial else {
            panic!("not counted: {:?}", import.part().trial);
        };
        trial.more.iter().map(|(n, _)| *n).collect::<Vec<_>>()
    };
    assert_eq!(
        timed(&window),
        [2, 0],
        "what tells neither kind nor closing time is night-time economy by the rule's default"
    );
    window.click("Shuts is");
    window.click("Closes at");
    // By the rule a late hour alone is not enough: it asks for a licence or a kind of place.
    assert_eq!(timed(&window), [0, 2]);
    // Every part of it has a name for those who do not see it.
    assert!(window.harness.unnamed_widgets().is_empty());
    window.click("Kind of file");
    window.click("For reference, only to be looked at");
    assert!(shows(&window, "good: can be drawn"));
    window.click("Start again");
    assert!(shows(&window, "good: premises with a place"));
}

#[test]
fn escape_leaves_the_import_and_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.csv");
    fs::write(&path, OURS).unwrap();
    let mut window = Window::asking(Mode::Inline, folder.path().join("profiles"));
    window.drop_file(&path);
    assert!(window.app().import().is_some());
    window.harness.key_press(egui::Key::Escape);
    window.settle();
    assert!(window.app().import().is_none() && window.app().project().sources.is_sample());
}

#[test]
fn while_a_large_file_is_counted_the_window_keeps_drawing_and_can_be_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    let mut text = "seen,lat,lon,offence\n".to_owned();
    for i in 0..300_000 {
        let (day, lat) = (i % 28 + 1, 1000 + i % 9000);
        writeln!(text, "2021-03-{day:02} 10:00,54.{lat},-1.2,Theft").unwrap();
    }
    fs::write(&path, text).unwrap();
    let mut window = Window::asking(Mode::Threaded, folder.path().join("profiles"));
    window.drop_file(&path);
    let begun = std::time::Instant::now();
    let (mut frames, mut counted) = (0, false);
    while window
        .app()
        .import()
        .is_none_or(|import| import.part().preview.is_none())
    {
        window.harness.step();
        assert!(begun.elapsed().as_secs() < 60, "never looked at");
    }
    while frames < 200 && !counted {
        window.harness.step();
        frames += 1;
        let trial = window.app().import().map(|import| &import.part().trial);
        counted = matches!(trial, Some(TrialState::Done(_)));
    }
    // A window that waited for the count would have drawn one frame.
    assert!(frames > 3, "{frames}");
    // The last button of this name belongs to the import, not to the status bar.
    window.harness.key_press(egui::Key::Escape);
    window.harness.run_steps(3);
    assert!(window.app().import().is_none());
    assert_ne!(
        window.app().working().map(|working| working.what),
        Some("Counting")
    );
}
