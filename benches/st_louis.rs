//! Eight years of St Louis (445,326 rows, gzip) from file to answer, as the window does it.
//!
//! Prints the time from the file to the first whole answer, the time of each of a row of filter
//! changes up to the coloured picture the map draws, and the peak memory of the process. It looks for `../shared/data`; where that folder
//! is missing it says so and measures nothing. Figures are of one machine on one day: compare
//! runs on one machine, not machines.
//!
//! `cargo bench --bench st_louis --no-default-features`

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's result is what it prints"
)]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use nightbeat::analysis::rank::Unit;
use nightbeat::base::{ClockTime, ClockWindow, Progress, Weekdays};
use nightbeat::engine::load::{LoadRequest, load};
use nightbeat::engine::{Answer, Question, answer};
use nightbeat::project::Project;
use nightbeat::scene::heat::tiles;
use nightbeat::scene::legend::DensityScale;
use nightbeat::scene::ramp::Ramp;

#[path = "shared/shared_data.rs"]
mod shared_data;

const FILE: &str = "incidents/stlouis_2008-2015_combined_latlon.csv.gz";

fn main() -> ExitCode {
    shared_data::with(FILE, measure)
}

fn measure(file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut project = Project::sample();
    project.sources.incidents = vec![file.to_owned()];
    let progress = Progress::new();
    let started = Instant::now();
    let loaded = load(&LoadRequest::for_project(&project, Vec::new()), &progress)?;
    let data = Arc::new(loaded.data);
    let mut question = Question {
        filter: project.filter.clone(),
        surface: project.surface,
        ranking: project.ranking,
    };
    let mut last = answer(&data, &question, None, &progress)?;
    let opened_ms = started.elapsed().as_secs_f64() * 1000.0;
    println!(
        "threads                          {:>10}",
        rayon::current_num_threads()
    );
    println!(
        "rows read                        {:>10}",
        data.tally.rows_read
    );
    println!(
        "incidents analysed               {:>10}",
        data.tally.analysed
    );
    println!(
        "read and unpack                  {:>10.0} ms",
        loaded.timings.read_ms
    );
    println!(
        "place in the plane               {:>10.0} ms",
        loaded.timings.project_ms
    );
    println!("open to first answer             {opened_ms:>10.0} ms");

    let mut changes = Vec::new();
    for window in windows() {
        question.filter.time.window = Some(window);
        changes.push(change(&data, &question, &mut last, &window.to_string())?);
    }
    question.filter.time.days = Weekdays::NONE.with(4).with(5);
    changes.push(change(&data, &question, &mut last, "friday and saturday")?);
    question.filter.time.days = Weekdays::ALL;
    question.filter.time.window = None;
    changes.push(change(&data, &question, &mut last, "no time filter")?);
    question.ranking.unit = Unit::Hex { side_m: 140.0 };
    changes.push(change(&data, &question, &mut last, "hexagons of 140 m")?);
    question.surface.bandwidth_m = 400.0;
    changes.push(change(&data, &question, &mut last, "bandwidth 400 m")?);
    changes.sort_by(f64::total_cmp);
    println!(
        "filter change, median            {:>10.0} ms",
        changes[changes.len() / 2]
    );
    println!(
        "filter change, slowest           {:>10.0} ms",
        changes[changes.len() - 1]
    );
    println!(
        "peak memory                      {:>10.0} MB",
        peak_memory_mb()
    );
    Ok(())
}

/// Twelve-hour windows through the day, as if the dial was turned.
fn windows() -> impl Iterator<Item = ClockWindow> {
    (0..8).map(|step| ClockWindow {
        start: ClockTime::from_minutes(step * 180),
        end: ClockTime::from_minutes(step * 180 + 720),
    })
}

fn change(
    data: &Arc<nightbeat::data::Dataset>,
    question: &Question,
    last: &mut Answer,
    what: &str,
) -> Result<f64, Box<dyn std::error::Error>> {
    let started = Instant::now();
    *last = answer(data, question, Some(last), &Progress::new())?;
    let pixels = colour(last)?;
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    let top = last.ranking.as_ref().map_err(ToString::to_string)?;
    let weight = top.hotspots.first().map_or(0.0, |hotspot| hotspot.weight);
    println!("  {what:<30} {ms:>10.0} ms   (rank 1 weighs {weight:.1}, {pixels} pixels)");
    Ok(ms)
}

/// Turns the surface into the picture and the mesh that the map draws.
fn colour(answer: &Answer) -> Result<usize, Box<dyn std::error::Error>> {
    let surface = answer.surface.as_ref().map_err(ToString::to_string)?;
    let (ramp, scale) = (Ramp::new(true), DensityScale::up_to(surface.peak_per_km2));
    let tiles = tiles(&surface.lattice);
    let pixels = tiles.iter().map(|tile| {
        std::hint::black_box(tile.mesh(&surface.lattice, answer.data.crs));
        tile.picture(surface, &scale, &ramp).len() / 4
    });
    Ok(pixels.sum())
}

/// Peak resident memory of this process; 0 where the system does not tell.
fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1000.0
}
