//! How long it takes to draw the list of eight years of St Louis 500 times, by unit, and to test it.
//!
//! Prints one line a case. It looks for `../shared/data`; where that folder is missing it says so and
//! measures nothing. Figures are of one machine on one day.
//!
//! `cargo bench --bench sureness --no-default-features`

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's result is what it prints"
)]

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use nightbeat::analysis::backtest::{BacktestParams, backtest};
use nightbeat::analysis::rank::{RankParams, Unit, rank};
use nightbeat::analysis::selection::{Selection, select};
use nightbeat::analysis::stability::{StabilityParams, stability};
use nightbeat::base::{ClockWindow, Progress};
use nightbeat::data::{Dataset, Filter};
use nightbeat::engine::load::{LoadRequest, load};
use nightbeat::project::Project;

#[path = "shared/shared_data.rs"]
mod shared_data;

const FILE: &str = "incidents/stlouis_2008-2015_combined_latlon.csv.gz";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    shared_data::with(FILE, measure)
}

fn measure(file: &Path) -> Result<(), Failure> {
    let mut project = Project::sample();
    project.sources.incidents = vec![file.to_owned()];
    let progress = Progress::new();
    let data = load(&LoadRequest::for_project(&project, Vec::new()), &progress)?.data;
    println!("threads {}", rayon::current_num_threads());
    let night = Filter {
        time: nightbeat::data::filter::TimeFilter {
            window: Some(ClockWindow::NIGHT),
            ..Filter::default().time
        },
        ..Filter::default()
    };
    for (name, filter) in [("all hours", Filter::default()), ("18:00-06:00", night)] {
        let selection = select(&data, &filter, &progress)?;
        println!("{name}: {} incidents", selection.len());
        for unit in [
            Unit::Disc { radius_m: 100.0 },
            Unit::Disc { radius_m: 25.0 },
            Unit::Disc { radius_m: 400.0 },
            Unit::Square { side_m: 200.0 },
            Unit::Hex { side_m: 150.0 },
            Unit::Place { radius_m: 5.0 },
        ] {
            draw(&data, &selection, &filter, unit)?;
        }
        test(&data, &selection, &filter, &project)?;
    }
    Ok(())
}

fn draw(data: &Dataset, selection: &Selection, filter: &Filter, unit: Unit) -> Result<(), Failure> {
    let params = RankParams {
        unit,
        ..Project::sample().ranking
    };
    let progress = Progress::new();
    let ranking = rank(data, selection, &filter.time, &params, &progress)?;
    let started = Instant::now();
    let sure = stability(
        data,
        selection,
        &ranking,
        StabilityParams::default(),
        &progress,
    )?;
    let shares: Vec<f64> = sure.hotspots.iter().map(|sure| sure.in_top_n).collect();
    println!(
        "  {unit:?}: {} lists in {:.2} s; in the top {}: {shares:?}",
        sure.params.replicates,
        started.elapsed().as_secs_f64(),
        sure.top
    );
    Ok(())
}

fn test(
    data: &Dataset,
    selection: &Selection,
    filter: &Filter,
    project: &Project,
) -> Result<(), Failure> {
    let started = Instant::now();
    let params = BacktestParams {
        filter,
        ranking: &project.ranking,
        surface: &project.surface,
        hide_months: None,
    };
    let test = backtest(data, selection, params, &Progress::new())?;
    println!(
        "  back-test of {} choices in {:.2} s",
        test.trials.len(),
        started.elapsed().as_secs_f64()
    );
    for trial in &test.trials {
        println!(
            "    {:50} caught {:.4}, on equal ground {:?}",
            trial.label,
            trial.caught.hit_rate().unwrap_or(0.0),
            trial.at_equal_area
        );
    }
    Ok(())
}
