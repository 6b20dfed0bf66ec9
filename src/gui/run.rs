//! Opens the window.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use crate::app::session::ThemeChoice;
use crate::app::{App, Command};
use crate::data::definitions::Library;
use crate::engine::lane::Mode;
use crate::gui::app::WindowApp;
use crate::gui::plain::PlainDrawing;
use crate::gui::prefs;
use crate::gui::screenshot::{Failure, Photographer, ScreenshotRequest};
use crate::gui::timings::Stopwatch;
use crate::io::profiles::ProfileFolder;
use crate::io::store::Store;
use crate::project::{Basemap, Edit, Project, Reference};

/// What the window opens with.
#[derive(Default)]
pub struct Launch {
    /// Files to open; none for the sample town.
    pub paths: Vec<PathBuf>,
    /// Where tables of large files are kept; nowhere where `None`.
    pub cache: Option<Store>,
    /// How much memory opening may take; any where `None`.
    pub memory_bytes: Option<u64>,
    /// The user's own definitions of offences.
    pub library: Library,
    /// Where the user's profiles lie. Files of an unknown kind are opened unasked where `None`.
    pub profiles: Option<ProfileFolder>,
    /// Take a picture of the window and close it.
    pub screenshot: Option<ScreenshotRequest>,
    /// Light or dark; what was chosen last where `None`.
    pub theme: Option<ThemeChoice>,
    /// Layers to show for reference.
    pub references: Vec<Reference>,
    /// What lies under the map; what suits the data where `None`.
    pub basemap: Option<Basemap>,
    /// Says when the window first showed something.
    pub stopwatch: Option<Stopwatch>,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When no window or no graphics adapter can be had; the text says what to try.
pub fn run(launch: Launch) -> Result<(), String> {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("nightbeat")
            .with_title("nightbeat")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([1000.0, 640.0]),
        ..Default::default()
    };
    let failure = Failure::default();
    let left = Arc::clone(&failure);
    let photographer = launch
        .screenshot
        .map(|request| Photographer::new(request, left));
    let create: eframe::AppCreator<'_> = Box::new(move |cc| {
        let ctx = cc.egui_ctx.clone();
        let wake = Arc::new(move || ctx.request_repaint());
        let mut app = App::new(Project::sample(), Mode::Threaded, wake);
        app.set_cache(launch.cache);
        app.set_library(launch.library);
        if let Some(bytes) = launch.memory_bytes {
            app.set_memory_budget(bytes);
        }
        app.set_profiles(launch.profiles);
        if let Some(basemap) = launch.basemap {
            app.apply(Command::Edit(Edit::Basemap(basemap)));
        }
        if !launch.references.is_empty() {
            app.apply(Command::Edit(Edit::References(launch.references)));
        }
        if !launch.paths.is_empty() {
            app.apply(Command::OpenPaths(launch.paths));
        }
        if let Some(theme) = launch.theme.or_else(|| prefs::theme(cc.storage)) {
            app.apply(Command::SetTheme(theme));
        }
        let plain = cc.wgpu_render_state.as_ref();
        if let Some(plain) = plain.and_then(PlainDrawing::for_processor) {
            cc.egui_ctx.add_plugin(plain);
        }
        let window = WindowApp::new(cc, app, photographer).timed(launch.stopwatch);
        Ok(Box::new(window))
    });
    eframe::run_native("nightbeat", options, create).map_err(|error| {
        format!(
            "the window could not be opened: {error}. nightbeat needs a graphics adapter wgpu can \
             use (Vulkan, DirectX 12 or OpenGL ES 3; Mesa's software driver will do). The command \
             line works without: nightbeat rank --help"
        )
    })?;
    let failed = failure
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    failed.map_or(Ok(()), |why| {
        Err(format!("the picture was not written: {why}"))
    })
}
