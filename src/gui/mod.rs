//! The window's shell: eframe, dialogs, dropped files, preferences.

mod app;
mod run;

pub use run::{Launch, run};
