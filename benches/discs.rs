//! The disc search on synthetic cities: from a selection to ten described discs.
//!
//! Prints one line a case; the least of five runs. Figures are of one machine on one day.
//! Lattices of equal weights are the hardest there is: every one of thousands of discs ties.
//!
//! `cargo bench --bench discs --no-default-features`

#![expect(
    clippy::print_stdout,
    reason = "a benchmark reports on standard output"
)]

use std::time::Instant;

use nightbeat::analysis::rank::{RankError, RankParams, Ranking, Unit, rank, rank_preview};
use nightbeat::analysis::selection::Selection;
use nightbeat::base::{Planar, Progress, When};
use nightbeat::data::Dataset;
use nightbeat::data::filter::TimeFilter;
use nightbeat::data::premises::PremisesChoice;

#[path = "shared/points.rs"]
mod points;

fn main() {
    let radii = [25.0, 100.0, 400.0, 3000.0, 50_000.0];
    measure("city", &city(450_000, 100_000), &radii);
    let lattice: Vec<Planar> = (0..2500)
        .map(|i| Planar::new(f64::from(i % 50) * 20.0, f64::from(i / 50) * 20.0))
        .collect();
    measure("lattice of 20 m", &lattice, &[100.0]);
    measure("town", &town(10_000_000), &radii[..3]);
}

fn measure(name: &str, positions: &[Planar], radii: &[f64]) {
    let data = Dataset::from_points(positions.iter().map(|p| (p.x, p.y, When::Unknown, "")));
    let sites = data.incidents.sites().len();
    let started = Instant::now();
    data.incidents.site_tree();
    println!(
        "{name:16} {:8} incidents at {sites} places, once: {:.1} ms",
        positions.len(),
        started.elapsed().as_secs_f64() * 1000.0
    );
    for &radius_m in radii {
        for weights in [&[1.0][..], &[1.0, 1.0, 1.0, 0.37, 0.81]] {
            let selection =
                Selection::by_weight(&data.incidents, |row| weights[row % weights.len()]);
            let (preview_ms, near) = least(&data, &selection, radius_m, rank_preview);
            let (exact_ms, best) = least(&data, &selection, radius_m, rank);
            println!(
                "{name:16} R {radius_m:6} m  preview {preview_ms:8.1} ms  {near:.2}  \
                 exact {exact_ms:8.1} ms  {best:.2}"
            );
        }
    }
}

/// The least milliseconds of five runs of `list`, and the weight of the first disc.
fn least(
    data: &Dataset,
    selection: &Selection,
    radius_m: f64,
    list: impl Fn(
        &Dataset,
        &Selection,
        &TimeFilter,
        &RankParams,
        &Progress,
    ) -> Result<Ranking, RankError>,
) -> (f64, f64) {
    let params = RankParams {
        unit: Unit::Disc { radius_m },
        separation_m: None,
        top: 10,
        min_incidents: 1,
        within_area: false,
        premises: PremisesChoice::All,
    };
    let (mut least_ms, mut first) = (f64::INFINITY, 0.0);
    for _ in 0..5 {
        let started = Instant::now();
        match list(
            data,
            selection,
            &TimeFilter::default(),
            &params,
            &Progress::new(),
        ) {
            Ok(ranking) => {
                least_ms = least_ms.min(started.elapsed().as_secs_f64() * 1000.0);
                first = ranking.hotspots.first().map_or(0.0, |h| h.weight);
            }
            Err(error) => println!("failed: {error}"),
        }
    }
    (least_ms, first)
}

/// A town of 6 km: incidents within some metres of addresses, on whole metres.
fn town(n: usize) -> Vec<Planar> {
    let mut uniform = points::uniforms(11);
    let mut metres = move || (uniform() * 13.0).floor() - 6.0;
    city(n, 20_000)
        .into_iter()
        .map(|p| {
            let (x, y) = ((p.x * 0.3).round(), (p.y * 0.3).round());
            Planar::new(x + metres(), y + metres())
        })
        .collect()
}

/// A city of 20 km: incidents at addresses, some of which see far more than others.
fn city(n: usize, addresses: usize) -> Vec<Planar> {
    let addresses = points::clustered(addresses, 20_000.0);
    let mut uniform = points::uniforms(7);
    (0..n)
        .map(|_| addresses[(uniform().powf(1.5) * addresses.len() as f64) as usize])
        .collect()
}
