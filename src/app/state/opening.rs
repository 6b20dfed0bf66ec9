//! Opening data: from the files a user names to the data set that is shown.
//!
//! Nothing of what is shown changes before the new data are there; a file that cannot be
//! opened leaves everything as it was.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::offences::Prepared;
use crate::app::notice::Severity;
use crate::app::state::importing::AROUND;
use crate::app::state::{App, Opening};
use crate::base::Weekdays;
use crate::data::Dataset;
use crate::data::definitions::{Test, in_words};
use crate::data::filter::TimeFilter;
use crate::engine::load::{LoadRequest, Loaded, load};
use crate::project::{Basemap, Project, Reading, Sources};

impl App {
    pub(super) fn open_sample(&mut self) {
        self.project = Project::sample();
        self.start_loading(Vec::new());
    }

    /// Opens files of the user's: at once where nobody asks first, else after a look at them.
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let some = !paths.is_empty();
        let paths = self.take_basemaps(paths);
        if some && paths.is_empty() {
            return;
        }
        if self.own_profiles.is_some() {
            self.inspect(paths);
        } else {
            self.start_opening(paths, Opening::default());
        }
    }

    /// Reads the files that are open again.
    pub(super) fn start_loading(&mut self, added: Vec<PathBuf>) {
        let reading = self.project.reading.clone();
        let opening = Opening {
            reading,
            ..Opening::default()
        };
        self.start_opening(added, opening);
    }

    /// Reads `added`, or the files that are open, as `opening` says.
    pub(super) fn start_opening(&mut self, added: Vec<PathBuf>, opening: Opening) {
        let request = self.request(added, &opening.reading);
        self.opening = opening;
        self.loading
            .start(move |progress, _| load(&request, progress));
    }

    /// What is asked of the engine for `added`, read as `reading` says.
    pub(super) fn request(&self, added: Vec<PathBuf>, reading: &Reading) -> LoadRequest {
        let project = Project {
            reading: reading.clone(),
            ..self.project.clone()
        };
        let mut request = LoadRequest::for_project(&project, added);
        request.cache.clone_from(&self.cache);
        request.memory_bytes = self.memory_bytes;
        if !request.added.is_empty() {
            request.kept = AROUND.to_vec();
        }
        if request.sources.is_sample() && !request.added.is_empty() {
            request.sources = self.waiting.clone();
        }
        request
    }

    /// Opens a layer of artefact sites beside what is open. What is open stays if it cannot be.
    pub(super) fn open_artefacts(&mut self, path: PathBuf) {
        let mut request = LoadRequest::for_project(&self.project, Vec::new());
        request.cache.clone_from(&self.cache);
        request.memory_bytes = self.memory_bytes;
        request.sources.artefacts = Some(path);
        self.opening = Opening {
            reading: self.project.reading.clone(),
            ..Opening::default()
        };
        self.loading
            .start(move |progress, _| load(&request, progress));
    }

    /// Boundaries or premises came before the incidents: they wait for them.
    pub(super) fn keep_waiting(&mut self, given: Sources) {
        self.waiting = given;
        let references = std::mem::take(&mut self.opening.references);
        self.show_references(references);
        self.notify(
            Severity::Info,
            "Open the incidents next",
            "The file is ready; it will be used together with the incidents you open next."
                .to_owned(),
        );
    }

    pub(super) fn take_loaded(&mut self, loaded: Loaded) {
        let Loaded { data, sources, .. } = loaded;
        let before = Sources {
            artefacts: sources.artefacts.clone(),
            roads: sources.roads.clone(),
            ..self.project.sources.clone()
        };
        let changed_place = before != sources || self.data.is_none();
        self.project.sources = sources;
        let opening = std::mem::take(&mut self.opening);
        self.project.reading = opening.reading;
        self.waiting = Sources::default();
        self.notices.clear();
        self.fit_filter_to(&data, changed_place);
        for warning in &data.warnings {
            self.notify(Severity::Warning, "Please note", data.by_file_name(warning));
        }
        self.show_references(opening.references);
        for note in opening.notes {
            self.notify(Severity::Info, "Left out", note);
        }
        if let Some(name) = opening.known_as {
            self.say_known_as(&name);
        }
        let data = Arc::new(data);
        self.leaving.hold(data.clone());
        self.data = Some(data);
        self.answering.cancel();
        self.preview = None;
        self.cube = None;
        self.asked = None;
        self.session.selected_hotspot = None;
        self.session.hovered_hotspot = None;
        self.session.picked = None;
        if changed_place {
            // A report on other files would stand beside a map it does not belong to.
            if let Some(asking) = &mut self.asking {
                asking.answered = None;
            }
            self.fit_all();
            self.first_view = true;
        }
    }

    /// Drops from the filter what the new data cannot answer. Dates chosen for other files would silently leave nothing.
    fn fit_filter_to(&mut self, data: &Dataset, other_files: bool) {
        let filter = &mut self.project.filter;
        if other_files {
            filter.time.since = None;
            filter.time.until = None;
        }
        let known = |name: &String| {
            data.categories
                .iter()
                .any(|(_, text)| text.eq_ignore_ascii_case(name))
        };
        filter.categories.retain(known);
        filter.areas.retain(|name| data.areas.by_name(name).is_ok());
        if data.premises.is_empty() {
            filter.near_premises = None;
        }
        if data.artefacts.is_empty() {
            filter.away_from_artefacts = None;
        }
        let library = filter.library();
        let can = |test: &Test| Prepared::new(data, test, &library).is_ok();
        filter
            .groups
            .retain(|name| can(&Test::Definition(name.clone())));
        let refused = filter.offences.take_if(|test| !can(test));
        if let Some(test) = refused {
            let said = format!(
                "This file does not say what “{}” needs, so it was taken out of the filter.",
                in_words(&test)
            );
            self.notify(Severity::Info, "A definition cannot be answered", said);
        }
        let is_sample = self.project.sources.is_sample();
        if !is_sample && self.project.basemap == Basemap::SampleTown {
            self.project.basemap = Basemap::None;
        }
        self.turn_clock_off_without_times(data);
    }

    /// Where the clock would be set, the filter says why it is locked.
    fn turn_clock_off_without_times(&mut self, data: &Dataset) {
        let clocks = (0..data.incidents.len()).any(|row| data.incidents.when(row).has_clock());
        if !clocks && self.project.filter.time.asks_for_clock() {
            let time = self.project.filter.time;
            self.project.filter.time = TimeFilter {
                window: None,
                days: Weekdays::ALL,
                ..time
            };
        }
    }
}
