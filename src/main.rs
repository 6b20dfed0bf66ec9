//! The program: the command line, and the window where it was built in.

use std::process::ExitCode;

fn main() -> ExitCode {
    nightbeat::cli::run(std::env::args_os(), OPEN_WINDOW)
}

// The window's entry point is put here once the window is there.
const OPEN_WINDOW: Option<nightbeat::cli::OpenWindow> = None;
