//! The window's shell: eframe, dialogs, dropped files, preferences.

mod app;
mod basemap;
mod plain;
mod prefs;
mod run;
mod screenshot;
mod timings;

pub use app::WindowApp;
pub use plain::PlainDrawing;
pub use run::{Launch, run};
pub use screenshot::ScreenshotRequest;
pub use timings::Stopwatch;
