//! The application's state and the only code that changes it.

mod asking;
mod basemap;
mod camera;
mod counting;
mod importing;
mod measuring;
mod opening;
mod references;
mod steadiness;

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::cube::Cube;
use crate::analysis::methods::{MethodError, Report};
use crate::analysis::rank::{Hotspot, Ranking};
use crate::analysis::selection::FilterError;
use crate::analysis::surface::Surface;
use crate::app::asking::Asking;
use crate::app::command::{Command, Effect};
use crate::app::import::Import;
use crate::app::notice::{Notice, Severity};
use crate::app::pick::pick;
use crate::app::session::{CameraGoal, Session};
use crate::app::state::basemap::Opened;
use crate::app::state::counting::Counting;
use crate::app::state::importing::News;
use crate::app::state::measuring::Measured;
use crate::app::state::references::References;
use crate::app::state::steadiness::Steadied;
use crate::data::Dataset;
use crate::data::definitions::Library;
use crate::engine::import::{Inspected, Looked};
use crate::engine::lane::{Lane, Mode, Outcome, Wake};
use crate::engine::load::{LoadError, Loaded};
use crate::engine::{Answer, Leaving, Question, Stage, SurfacePreview, answer_in_stages};
use crate::io::profiles::{NamedProfile, ProfileFolder, built_in};
use crate::io::store::Store;
use crate::io::tiles::TileArchive;
use crate::project::{Edit, Project, Reading, Reference, Sources};

/// Everything the window shows and how it changes.
pub struct App {
    /// What the user chose.
    project: Project,
    /// What was opened last with success.
    data: Option<Arc<Dataset>>,
    /// The newest whole answer; it may be of an older question (see [`App::is_current`]).
    answer: Option<Arc<Answer>>,
    /// A surface that was there before its answer.
    preview: Option<SurfacePreview>,
    /// The cube made last, of the present data.
    cube: Option<Arc<Cube>>,
    /// Why the present question has no answer.
    refusal: Option<String>,
    /// The question that is being answered or was refused.
    asked: Option<Question>,
    /// What is true only while the window is open.
    session: Session,
    /// The data are new and their list has not been shown yet.
    first_view: bool,
    /// Files opened before there were incidents to lay over them.
    waiting: Sources,
    /// Where tables of large files are kept; nowhere where `None`.
    cache: Option<Store>,
    /// How much memory opening may take; any where `None`.
    memory_bytes: Option<u64>,
    /// The user's own definitions of offences.
    library: Library,
    /// The file of tiles opened last, and where it lies.
    tiles: Option<(PathBuf, Arc<TileArchive>)>,
    /// The one that is being opened.
    opening_of: Option<PathBuf>,
    opening_tiles: Lane<Opened>,
    references: References,
    notices: Vec<Notice>,
    effects: Vec<Effect>,
    /// What was measured of the data last.
    measured: Option<Measured>,
    /// What is being measured, or was last.
    measuring_of: Option<(Arc<Dataset>, f64)>,
    measuring: Lane<Option<Measured>>,
    /// How sure the list is that was looked at last.
    steadied: Option<Steadied>,
    /// The list that is looked at, or was last.
    steadying_of: Option<Arc<Ranking>>,
    steadying: Lane<Option<Steadied>>,
    /// The method that was chosen.
    asking: Option<Asking>,
    methods: Lane<Result<Arc<Report>, MethodError>>,
    /// How many incidents each definition holds.
    counting: Counting,
    /// Files that wait to be opened.
    import: Option<Import>,
    /// Where the user's profiles lie; files are opened unasked where `None`.
    own_profiles: Option<ProfileFolder>,
    /// The user's profiles and the built-in ones.
    profiles: Vec<Arc<NamedProfile>>,
    /// How the files are read that are being opened.
    opening: Opening,
    inspecting: Lane<Result<Inspected, LoadError>>,
    looking: Lane<Vec<(usize, Looked)>>,
    trying: Lane<News>,
    loading: Lane<Result<Loaded, LoadError>>,
    answering: Lane<Result<Stage, FilterError>>,
    /// Data and answers, until nobody has them any more.
    leaving: Leaving,
    notices_made: u64,
}

pub use counting::HeldOrWhy;

/// How files are read that are being opened, and under which name such files are known.
#[derive(Clone, Debug, Default)]
struct Opening {
    reading: Reading,
    known_as: Option<String>,
    /// Layers that are shown for reference once the data are there.
    references: Vec<Reference>,
    /// What was left out of a folder, and why.
    notes: Vec<String>,
}

/// Work that is going on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Working {
    /// What is being done, for the status bar.
    pub what: &'static str,
    /// From 0 to 1.
    pub fraction: f32,
}

impl App {
    /// The application on `project`, which starts loading at once. `wake` is called whenever
    /// a worker has something for [`App::tick`].
    pub fn new(project: Project, mode: Mode, wake: Wake) -> Self {
        let mut app = Self {
            project,
            data: None,
            answer: None,
            preview: None,
            cube: None,
            refusal: None,
            asked: None,
            session: Session::default(),
            first_view: false,
            waiting: Sources::default(),
            cache: None,
            memory_bytes: None,
            library: Library::default(),
            asking: None,
            methods: Lane::new("nightbeat method", mode, Arc::clone(&wake)),
            import: None,
            own_profiles: None,
            profiles: built_in().to_vec(),
            opening: Opening::default(),
            tiles: None,
            opening_of: None,
            opening_tiles: Lane::new("nightbeat basemap", mode, Arc::clone(&wake)),
            references: References::new(mode, Arc::clone(&wake)),
            notices: Vec::new(),
            effects: Vec::new(),
            inspecting: Lane::new("nightbeat inspect", mode, Arc::clone(&wake)),
            looking: Lane::new("nightbeat look", mode, Arc::clone(&wake)),
            trying: Lane::new("nightbeat try", mode, Arc::clone(&wake)),
            loading: Lane::new("nightbeat load", mode, Arc::clone(&wake)),
            answering: Lane::new("nightbeat answer", mode, Arc::clone(&wake)),
            measured: None,
            measuring_of: None,
            measuring: Lane::new("nightbeat quality", mode, Arc::clone(&wake)),
            steadied: None,
            steadying_of: None,
            steadying: Lane::new("nightbeat stability", mode, Arc::clone(&wake)),
            counting: Counting::new(mode, Arc::clone(&wake)),
            leaving: Leaving::new(mode, wake),
            notices_made: 0,
        };
        app.start_loading(Vec::new());
        app
    }

    /// Keeps tables of large files in `cache` from now on.
    pub fn set_cache(&mut self, cache: Option<Store>) {
        self.cache = cache;
    }

    /// What is likely to take more memory than this goes to temporary files from now on.
    pub fn set_memory_budget(&mut self, bytes: u64) {
        self.memory_bytes = Some(bytes);
    }

    /// Offers the user's own definitions of offences from now on.
    pub fn set_library(&mut self, library: Library) {
        self.library = library;
    }

    /// The definitions of offences: the user's own, and those of the program.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What the user chose.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// What was opened.
    pub fn data(&self) -> Option<&Arc<Dataset>> {
        self.data.as_ref()
    }

    /// The newest whole answer.
    pub fn answer(&self) -> Option<&Arc<Answer>> {
        self.answer.as_ref()
    }

    /// The newest surface, which may be a preview of the answer to come.
    pub fn surface(&self) -> Option<&Arc<Surface>> {
        let preview = self.preview.as_ref().map(|preview| &preview.surface);
        preview.or_else(|| self.answer.as_ref()?.surface.as_ref().ok())
    }

    /// The newest list, where there is one.
    pub fn ranking(&self) -> Option<&Arc<Ranking>> {
        self.answer.as_ref()?.ranking.as_ref().ok()
    }

    /// The chosen hotspot.
    pub fn selected_hotspot(&self) -> Option<&Hotspot> {
        self.ranking()?.hotspots.get(self.session.selected_hotspot?)
    }

    /// Whether what is shown answers what is asked, exactly.
    pub fn is_current(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| {
            let ranking = answer.ranking.as_ref();
            answer.question == self.question() && ranking.map_or(true, |list| list.is_exact)
        })
    }

    /// Why the present question has no answer, if it was refused.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// Selection, hover, camera, panels.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Messages, the newest last.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// What is being worked on.
    pub fn working(&self) -> Option<Working> {
        let loading = self.loading.progress().map(|f| Working {
            what: "Opening",
            fraction: f,
        });
        let looking = || {
            let one = self.inspecting.progress().or(self.looking.progress());
            one.map(|fraction| Working {
                what: "Looking at the file",
                fraction,
            })
        };
        let trying = || {
            self.trying.progress().map(|fraction| Working {
                what: "Counting",
                fraction,
            })
        };
        let answering = || {
            // What is done after the answer is there is for the next one.
            let fraction = self.answering.progress().filter(|_| !self.is_current())?;
            Some(Working {
                what: "Computing",
                fraction,
            })
        };
        let map = || {
            let is_busy = self.is_opening_tiles() || self.references.is_busy();
            is_busy.then_some(Working {
                what: "Opening the map",
                fraction: 0.0,
            })
        };
        let open = loading.or_else(looking).or_else(trying);
        open.or_else(answering).or_else(map)
    }

    /// Takes what the shell must do.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Carries out a wish of the user.
    pub fn apply(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::OpenDialog => self.effects.push(Effect::PickFiles),
            Command::AddReferencesDialog => self.effects.push(Effect::PickReferences),
            Command::AddReferences(paths) => self.add_references(paths),
            Command::OpenBasemapDialog => self.effects.push(Effect::PickBasemap),
            Command::OpenArtefactsDialog => self.effects.push(Effect::PickArtefacts),
            Command::OpenArtefacts(path) => self.open_artefacts(path),
            Command::CountDefinitions => self.count_definitions(),
            Command::SaveSetAside => self.effects.push(Effect::SaveSetAside),
            Command::SetAsideSaved(saved) => self.tell_saved(saved),
            Command::OpenPaths(paths) => self.open_paths(paths),
            Command::Ask(wish) => self.ask_wish(wish),
            Command::Import(wish) => self.import_wish(wish),
            Command::ImportSettings => self.import_settings(),
            Command::OpenSample => self.open_sample(),
            Command::CancelWork => self.cancel_work(),
            Command::SelectHotspot(index) => self.select_hotspot(index),
            Command::HoverHotspot(index) => self.session.hovered_hotspot = index,
            Command::Explain { at, reach_m } => {
                self.session.picked = self.answer.as_ref().map(|answer| pick(answer, at, reach_m));
                if let Some(hotspot) = self.session.picked.as_ref().and_then(|p| p.hotspot) {
                    self.session.selected_hotspot = Some(hotspot);
                }
            }
            Command::LookAt { centre, radius_m } => {
                self.session.wish(CameraGoal::FlyTo { centre, radius_m });
            }
            Command::FitAll => self.fit_all(),
            Command::ZoomBy(steps) => self.session.wish(CameraGoal::ZoomBy(steps)),
            Command::ToggleLayer(layer) => toggle(&mut self.session.hidden_layers, layer),
            Command::TogglePanel(panel) => toggle(&mut self.session.open_panels, panel),
            Command::DismissNotice(id) => self.notices.retain(|notice| notice.id != id),
            Command::SetTheme(theme) => self.session.theme = theme,
        }
    }

    /// Takes in finished work and starts what is wanting. Called once a frame.
    pub fn tick(&mut self) {
        self.tick_import();
        self.tick_counting();
        self.tell_groups_apart();
        self.tick_basemap();
        self.tick_references();
        match self.loading.poll() {
            Some(Outcome::Early(Ok(loaded)) | Outcome::Done(Ok(loaded))) => {
                self.take_loaded(loaded);
            }
            Some(Outcome::Early(Err(error)) | Outcome::Done(Err(error))) => match error {
                LoadError::Cancelled(_) => {}
                LoadError::NoIncidents { given } => self.keep_waiting(*given),
                error => self.notify(Severity::Error, "Could not open", error.to_string()),
            },
            None => {}
            Some(Outcome::Bug(text)) => self.report_bug(&text),
        }
        self.ask_if_needed();
        while let Some(outcome) = self.answering.poll() {
            match outcome {
                Outcome::Early(Ok(stage)) | Outcome::Done(Ok(stage)) => self.take_stage(stage),
                Outcome::Early(Err(error)) | Outcome::Done(Err(error)) => match error {
                    FilterError::Cancelled(_) => {}
                    error => self.refusal = Some(error.to_string()),
                },
                Outcome::Bug(text) => self.report_bug(&text),
            }
        }
        self.leaving.let_go();
        // What was held back while nothing had been heard of the question before.
        self.ask_if_needed();
        self.measure_if_needed();
        self.steady_if_needed();
        self.ask_method_if_needed();
    }

    fn question(&self) -> Question {
        Question {
            filter: self.project.filter.clone(),
            surface: self.project.surface,
            ranking: self.project.ranking,
        }
    }

    fn edit(&mut self, edit: Edit) {
        // What a reader does with midnight is part of the time filter's meaning.
        let midnight = self.project.filter.time.unknown_midnight;
        let files = matches!(
            edit,
            Edit::Sources(_) | Edit::NightRule(_) | Edit::Mending(_)
        );
        edit.apply(&mut self.project);
        let reload = files || midnight != self.project.filter.time.unknown_midnight;
        if reload {
            self.start_loading(Vec::new());
        }
    }

    fn cancel_work(&mut self) {
        self.loading.cancel();
        self.stop_import_work();
        self.answering.cancel();
        // What is shown becomes the question again, so that document and picture agree.
        if let Some(answer) = &self.answer {
            self.project.filter = answer.question.filter.clone();
            self.project.surface = answer.question.surface;
            self.project.ranking = answer.question.ranking;
        }
        self.preview = None;
        self.asked = None;
    }

    fn ask_if_needed(&mut self) {
        let Some(data) = self.data.clone() else {
            return;
        };
        let question = self.question();
        let answered = self
            .answer
            .as_ref()
            .is_some_and(|answer| answer.question == question && Arc::ptr_eq(&answer.data, &data));
        // While a hand drags the dial there is a new question in every frame: the one before
        // it is let finish what can be shown first, or nothing would ever be seen.
        let asked = self.asked.as_ref() == Some(&question);
        if answered || asked || self.answering.is_silent() {
            return;
        }
        self.refusal = None;
        self.asked = Some(question.clone());
        let (before, cube) = (self.answer.clone(), self.cube.clone());
        self.answering.start(move |progress, teller| {
            let tell = |stage| teller.tell(Ok(stage));
            let (before, cube) = (before.as_deref(), cube.as_deref());
            answer_in_stages(&data, &question, before, cube, progress, &tell)
        });
    }

    fn take_stage(&mut self, stage: Stage) {
        match stage {
            Stage::Surface(preview) => self.preview = Some(*preview),
            Stage::Answer(answer) => self.take_answer(*answer),
            Stage::Cube(cube) => self.cube = Some(cube),
        }
    }

    fn take_answer(&mut self, answer: Answer) {
        if answer.was_cancelled() {
            return;
        }
        // A chosen place stays chosen if the new list still has it.
        let chosen = self.selected_hotspot().map(|hotspot| hotspot.centre);
        let answer = Arc::new(answer);
        self.leaving.hold(answer.clone());
        self.answer = Some(answer);
        self.preview = None;
        if std::mem::take(&mut self.first_view) {
            self.fit_hotspots();
        }
        self.session.hovered_hotspot = None;
        self.session.selected_hotspot = chosen.and_then(|centre| {
            let hotspots = &self.ranking()?.hotspots;
            hotspots
                .iter()
                .position(|hotspot| hotspot.centre.distance_to(centre) < 50.0)
        });
    }

    fn notify(&mut self, severity: Severity, title: &str, detail: String) {
        self.notices_made += 1;
        let notice = Notice {
            id: self.notices_made,
            severity,
            title: title.to_owned(),
            detail,
            action: None,
        };
        self.notices.push(notice);
    }

    fn report_bug(&mut self, text: &str) {
        let detail = format!(
            "This is a fault in nightbeat, not in your data: {text}. What was shown before stays."
        );
        self.notify(Severity::Error, "Something went wrong", detail);
    }
}

fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

#[cfg(all(test, feature = "ui-tests"))]
mod showing;
