//! The program: the command line, and the window where it was built in.

use std::process::ExitCode;

use nightbeat::cli::{self, OpenWindow};

fn main() -> ExitCode {
    cli::run(std::env::args_os(), OPEN_WINDOW)
}

#[cfg(feature = "gui")]
const OPEN_WINDOW: Option<OpenWindow> = Some(|request| {
    nightbeat::gui::run(nightbeat::gui::Launch {
        paths: request.paths,
        ..Default::default()
    })
});

#[cfg(not(feature = "gui"))]
const OPEN_WINDOW: Option<OpenWindow> = None;
