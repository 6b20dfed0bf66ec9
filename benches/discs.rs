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

use nightbeat::analysis::rank::{RankParams, Unit, rank};
use nightbeat::analysis::selection::Selection;
use nightbeat::base::{Planar, Progress, When};
use nightbeat::data::Dataset;
use nightbeat::data::filter::TimeFilter;
use nightbeat::data::premises::PremisesChoice;

fn main() {
    let clustered = city(450_000);
    let lattice: Vec<Planar> = (0..2500)
        .map(|i| Planar::new(f64::from(i % 50) * 20.0, f64::from(i / 50) * 20.0))
        .collect();
    let cases: [(&str, &[Planar], f64); 6] = [
        ("clustered", &clustered, 25.0),
        ("clustered", &clustered, 100.0),
        ("clustered", &clustered, 400.0),
        ("clustered", &clustered, 3000.0),
        ("clustered", &clustered, 50_000.0),
        ("lattice of 20 m", &lattice, 100.0),
    ];
    for (name, positions, radius_m) in cases {
        for weights in [&[1.0][..], &[1.0, 1.0, 1.0, 0.37, 0.81]] {
            measure(name, positions, radius_m, weights);
        }
    }
}

fn measure(name: &str, positions: &[Planar], radius_m: f64, weights: &[f64]) {
    let data = Dataset::from_points(positions.iter().map(|p| (p.x, p.y, When::Unknown, "")));
    let selection = Selection::by_weight(&data.incidents, |row| weights[row % weights.len()]);
    let params = RankParams {
        unit: Unit::Disc { radius_m },
        separation_m: None,
        top: 10,
        min_incidents: 1,
        within_area: false,
        premises: PremisesChoice::All,
    };
    let mut least_ms = f64::INFINITY;
    let mut first = 0.0;
    for _ in 0..5 {
        let started = Instant::now();
        match rank(
            &data,
            &selection,
            &TimeFilter::default(),
            &params,
            &Progress::new(),
        ) {
            Ok(ranking) => first = ranking.hotspots.first().map_or(0.0, |h| h.weight),
            Err(error) => println!("failed: {error}"),
        }
        least_ms = least_ms.min(started.elapsed().as_secs_f64() * 1000.0);
    }
    println!(
        "{name:16} {:7} incidents  R {radius_m:6} m  {least_ms:8.1} ms  first {first:.2}",
        positions.len()
    );
}

/// A city of 20 x 25 km: incidents at addresses, most of them around a few hundred centres.
fn city(n: usize) -> Vec<Planar> {
    let mut state = 7_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let town: Vec<(f64, f64, f64)> = (0..300)
        .map(|_| {
            (
                uniform() * 20e3,
                uniform() * 25e3,
                150.0 + uniform() * 1500.0,
            )
        })
        .collect();
    let addresses: Vec<Planar> = (0..(n / 9 * 2).max(1))
        .map(|_| {
            let (x, y, spread) = town[((uniform() * uniform()) * 300.0) as usize];
            let normal =
                |a: f64, b: f64| (-2.0 * (1.0 - a).ln()).sqrt() * (b * std::f64::consts::TAU).cos();
            let (dx, dy) = (normal(uniform(), uniform()), normal(uniform(), uniform()));
            Planar::new(3e5 + x + dx * spread, 4e5 + y + dy * spread)
        })
        .collect();
    (0..n)
        .map(|_| addresses[(uniform().powf(1.5) * addresses.len() as f64) as usize])
        .collect()
}
