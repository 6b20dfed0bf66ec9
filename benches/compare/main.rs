//! The measurements of nightbeat that `scripts/bench` sets beside those of other programs.
//!
//! One step a call, so that the steps of several programs can take turns. Each measurement is a
//! line on standard output: its name, a tab, a number. Names that end in `_ms` are milliseconds
//! of wall time; one that occurs several times was measured several times.

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's result is what it prints"
)]

mod discs;
mod filters;
mod growth;
mod inputs;
mod open;
mod surface;

#[path = "../shared/points.rs"]
mod points;
#[path = "../shared/process.rs"]
mod process;
#[path = "../shared/stages.rs"]
mod stages;

use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "\
compare points N FILE         write N clustered points in 20 km x 20 km
compare incidents N FILE      write N incidents of the sample town as CSV
compare surface POINTS OUT    time the exact surface; write its cells
compare surface-check POINTS  compare every cell with brute force
compare open CSV              time opening incidents, first and again
compare filters CSV           time filter changes
compare discs CSV             time the disc search
compare discs-check CSV       compare the best disc of a sample with brute force
compare growth N CSV          time every stage at N incidents";

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    nightbeat::cli::memory::give_back_when_freed();
    // `cargo bench` passes `--bench` on.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["points", n, file] => inputs::write_points(n, file.as_ref()),
        ["incidents", n, file] => inputs::write_incidents(n, file.as_ref()),
        ["surface", points, out] => surface::time(points.as_ref(), out.as_ref()),
        ["surface-check", points] => surface::check(points.as_ref()),
        ["open", csv] => open::time(csv.as_ref()),
        ["filters", csv] => filters::time(csv.as_ref()),
        ["discs", csv] => discs::time(csv.as_ref()),
        ["discs-check", csv] => discs::check(csv.as_ref()),
        ["growth", n, csv] => growth::time(n, csv.as_ref()),
        _ => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints one measurement.
pub(crate) fn say(name: &str, value: f64) {
    println!("{name}\t{value}");
}

/// What `work` gives and how long it took, in milliseconds.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let value = work();
    (value, started.elapsed().as_secs_f64() * 1000.0)
}
