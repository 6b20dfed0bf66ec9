//! The program: the command line, and the window where it was built in.

use std::process::ExitCode;

use nightbeat::cli::{self, OpenWindow};

fn main() -> ExitCode {
    cli::memory::give_back_when_freed();
    cli::run(std::env::args_os(), OPEN_WINDOW)
}

#[cfg(feature = "gui")]
const OPEN_WINDOW: Option<OpenWindow> = Some(|request| {
    use nightbeat::app::session::{Panel, ThemeChoice};
    use nightbeat::gui::{Launch, ScreenshotRequest, Stopwatch};

    let started = std::time::Instant::now();
    let select = request.select;
    let method = request.method;
    let shows_import = request.panel == Some(cli::PanelName::Import);
    let panel = request.panel.and_then(|panel| match panel {
        cli::PanelName::Data => Some(Panel::Data),
        cli::PanelName::Quality => Some(Panel::Quality),
        cli::PanelName::Sure => Some(Panel::Sure),
        cli::PanelName::Import => None,
    });
    nightbeat::gui::run(Launch {
        paths: request.paths,
        cache: cli::cache::store(),
        memory_bytes: Some(cli::memory::budget_bytes(None)),
        library: cli::definitions::own().unwrap_or_else(|failure| {
            cli::say::line(&format!("note: {failure}"));
            nightbeat::data::definitions::Library::default()
        }),
        // Whoever takes a picture is not there to be asked how files should be read, unless that
        // is what the picture is of.
        profiles: (request.screenshot.is_none() || shows_import)
            .then(cli::profiles::folder)
            .flatten(),
        screenshot: request.screenshot.map(|path| ScreenshotRequest {
            path,
            select,
            panel,
            method,
            shows_import,
        }),
        theme: request.theme.map(|theme| match theme {
            cli::ThemeName::Dark => ThemeChoice::Dark,
            cli::ThemeName::Light => ThemeChoice::Light,
        }),
        references: request.references,
        basemap: request.basemap,
        stopwatch: request
            .timings
            .then(|| Stopwatch::new(started, cli::say::line)),
    })
});

#[cfg(not(feature = "gui"))]
const OPEN_WINDOW: Option<OpenWindow> = None;
