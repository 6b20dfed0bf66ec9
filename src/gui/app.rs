//! The eframe application: draws the shell, then hands commands to the [`App`].

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use tempfile::TempPath;

use crate::app::{App, AskWish, Command, Effect};
use crate::base::Progress;
use crate::gui::basemap::sample_tiles;
use crate::gui::prefs;
use crate::gui::screenshot::Photographer;
use crate::gui::timings::Stopwatch;
use crate::io::read::read_text_table;
use crate::io::write::files::{commit, stage};
use crate::io::write::set_aside::write_set_aside;
use crate::project::{Basemap, Edit};
use crate::view::theme::{Tokens, style};
use crate::view::{Ctx, ViewState, shell_ui};

/// Endings of files of shapes.
const SHAPES: &[&str] = &[
    "geojson", "json", "geojsonl", "topojson", "shp", "zip", "gpkg", "fgb", "parquet", "kml",
    "kmz", "csv",
];

/// The window.
pub struct WindowApp {
    app: App,
    view: ViewState,
    commands: RefCell<Vec<Command>>,
    styled_for: Option<bool>,
    /// What dialogs on threads of their own came to.
    told: (Sender<Command>, Receiver<Command>),
    photographer: Option<Photographer>,
    stopwatch: Option<Stopwatch>,
    /// Colours the window is cleared with are linear, not in gamma space.
    linear_target: bool,
    /// Held while the window is open; dropping it deletes the file.
    _sample_tiles: Option<TempPath>,
}

impl WindowApp {
    /// A window on `app`; with a photographer it takes a picture of itself and closes.
    pub fn new(
        creation: &eframe::CreationContext<'_>,
        app: App,
        photographer: Option<Photographer>,
    ) -> Self {
        style::install_fonts(&creation.egui_ctx);
        let mut view = ViewState::default();
        if let Some(graphics) = &creation.wgpu_render_state {
            walkers::install_renderer(Some(graphics));
            view.map.set_graphics(graphics);
        }
        let sample_tiles = sample_tiles();
        if let Some(path) = &sample_tiles {
            view.map.set_sample_tiles(path.to_path_buf());
        }
        Self {
            app,
            view,
            commands: RefCell::default(),
            styled_for: None,
            told: channel(),
            _sample_tiles: sample_tiles,
            photographer,
            stopwatch: None,
            linear_target: creation
                .wgpu_render_state
                .as_ref()
                .is_some_and(|graphics| graphics.target_format.is_srgb()),
        }
    }

    /// Has it say when it first showed something.
    #[must_use]
    pub fn timed(mut self, stopwatch: Option<Stopwatch>) -> Self {
        self.stopwatch = stopwatch;
        self
    }

    /// The application inside.
    pub fn app(&self) -> &App {
        &self.app
    }

    fn carry_out(&mut self, ctx: &egui::Context) {
        for command in self.commands.take() {
            self.app.apply(command);
        }
        for effect in self.app.take_effects() {
            match effect {
                Effect::PickFiles => self.pick_files(ctx),
                Effect::PickReferences => self.pick_references(ctx),
                Effect::PickBasemap => self.pick_basemap(ctx),
                Effect::PickArtefacts => self.pick_artefacts(ctx),
                Effect::PickTable(key) => self.pick_table(key, ctx),
                Effect::SaveSetAside => self.save_set_aside(ctx),
            }
        }
    }

    fn pick_files(&self, ctx: &egui::Context) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open incidents, boundaries, premises, roads or a basemap")
            .add_filter(
                "Data",
                &[
                    "csv", "gz", "txt", "tsv", "xlsx", "xls", "ods", "geojson", "json", "geojsonl",
                    "topojson", "shp", "zip", "gpkg", "fgb", "parquet", "kml", "kmz", "pmtiles",
                    "mbtiles",
                ],
            )
            .add_filter("All files", &["*"])
            .pick_files();
        self.in_a_dialog(ctx, move || {
            let files = pollster::block_on(dialog).unwrap_or_default();
            let paths: Vec<PathBuf> = files.iter().map(|file| file.path().to_owned()).collect();
            (!paths.is_empty()).then_some(Command::OpenPaths(paths))
        });
    }

    fn pick_references(&self, ctx: &egui::Context) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Show for reference: points, lines or polygons")
            .add_filter("Shapes and tables of places", SHAPES)
            .add_filter("All files", &["*"])
            .pick_files();
        self.in_a_dialog(ctx, move || {
            let files = pollster::block_on(dialog).unwrap_or_default();
            let paths: Vec<PathBuf> = files.iter().map(|file| file.path().to_owned()).collect();
            (!paths.is_empty()).then_some(Command::AddReferences(paths))
        });
    }

    fn pick_basemap(&self, ctx: &egui::Context) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open a map of tiles")
            .add_filter("Maps of tiles", &["pmtiles", "mbtiles"])
            .add_filter("All files", &["*"])
            .pick_file();
        self.in_a_dialog(ctx, move || {
            let file = pollster::block_on(dialog)?;
            let basemap = Basemap::File(file.path().to_owned());
            Some(Command::Edit(Edit::Basemap(basemap)))
        });
    }

    fn pick_artefacts(&self, ctx: &egui::Context) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open artefact sites: police stations, custody, hospitals, prisons, courts")
            .add_filter("Data", &["csv", "gz", "txt", "tsv", "geojson", "json"])
            .add_filter("All files", &["*"])
            .pick_file();
        self.in_a_dialog(ctx, move || {
            let file = pollster::block_on(dialog)?;
            Some(Command::OpenArtefacts(file.path().to_owned()))
        });
    }

    fn pick_table(&self, key: &'static str, ctx: &egui::Context) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Open a table")
            .add_filter("Tables", &["csv", "gz", "txt", "tsv", "xlsx", "xls", "ods"])
            .add_filter("All files", &["*"])
            .pick_file();
        self.in_a_dialog(ctx, move || {
            let file = pollster::block_on(dialog)?;
            let read = read_text_table(file.path(), &Progress::new());
            let read = read.map(Arc::new).map_err(|error| error.to_string());
            Some(Command::Ask(AskWish::TableRead(key, read)))
        });
    }

    fn save_set_aside(&self, ctx: &egui::Context) {
        let Some(data) = self.app.data().cloned() else {
            return;
        };
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Write the rows that were set aside")
            .set_file_name("set-aside.csv")
            .add_filter("CSV", &["csv"])
            .save_file();
        self.in_a_dialog(ctx, move || {
            let path = pollster::block_on(dialog)?.path().to_owned();
            let staged = stage(&path, |out| write_set_aside(&data, out));
            // That a file may be replaced was asked by the dialog.
            let written = staged.and_then(|file| commit(vec![file], true));
            let saved = written.map(|()| path).map_err(|error| error.to_string());
            Some(Command::SetAsideSaved(saved))
        });
    }

    /// Waits for a dialog of the system on a thread of its own, so that the window goes on
    /// drawing; what it comes to is carried out with the next frame.
    fn in_a_dialog(
        &self,
        ctx: &egui::Context,
        wait: impl FnOnce() -> Option<Command> + Send + 'static,
    ) {
        let (sender, ctx) = (self.told.0.clone(), ctx.clone());
        let spawned = std::thread::Builder::new()
            .name("nightbeat dialog".to_owned())
            .spawn(move || {
                if let Some(command) = wait() {
                    // Nobody listens only when the window is closed.
                    let _ = sender.send(command);
                    ctx.request_repaint();
                }
            });
        if let Err(error) = spawned {
            log::error!("no thread for the file dialog: {error}");
        }
    }

    fn take_files(&mut self, ctx: &egui::Context) {
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.app.apply(Command::OpenPaths(dropped));
        }
        for command in self.told.1.try_iter() {
            self.app.apply(command);
        }
    }
}

impl eframe::App for WindowApp {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.take_files(ctx);
        self.app.tick();
        if let Some(stopwatch) = &mut self.stopwatch {
            stopwatch.step(ctx, &self.app);
        }
        if let Some(photographer) = &mut self.photographer {
            photographer.step(ctx, &mut self.app);
        }
        if self.app.working().is_some() {
            ctx.request_repaint_after(std::time::Duration::from_millis(50));
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        prefs::save_theme(storage, self.app.session().theme);
    }

    /// Panels have this ground and need not be filled.
    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        let panel = Tokens::of(self.app.session().theme).panel;
        if self.linear_target {
            egui::Rgba::from(panel).to_array()
        } else {
            panel.to_normalized_gamma_f32()
        }
    }

    /// Scroll positions and the like belong to one session.
    fn persist_egui_memory(&self) -> bool {
        false
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let tokens = Tokens::of(self.app.session().theme);
        if self.styled_for != Some(tokens.dark) {
            style::apply(ui.ctx(), tokens);
            self.styled_for = Some(tokens.dark);
        }
        let view = Ctx {
            app: &self.app,
            tokens,
            commands: &self.commands,
        };
        shell_ui(view, &mut self.view, ui);
        let ctx = ui.ctx().clone();
        self.carry_out(&ctx);
    }
}
