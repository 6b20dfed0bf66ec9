//! How long the search takes on synthetic cities. Run in release with
//! `cargo test --release --no-default-features --lib -- --ignored --nocapture timing`.

use super::{ones, run, weight_of};
use crate::base::Planar;

/// A city of 20 x 25 km: incidents at addresses, most of them around a few hundred centres.
pub(super) fn synthetic(n: usize, seed: u64) -> Vec<Planar> {
    let mut state = seed;
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

#[test]
#[ignore = "a timing, to be run in release"]
fn timing_of_half_a_million_incidents() {
    use std::time::Instant;
    let n = 450_000;
    let weights: Vec<f64> = (0..n).map(|i| [1.0, 1.0, 1.0, 0.37, 0.81][i % 5]).collect();
    let clustered = synthetic(n, 7);
    let lattice: Vec<Planar> = (0..10_000)
        .map(|i| Planar::new(f64::from(i % 100) * 20.0, f64::from(i / 100) * 20.0))
        .collect();
    let spread: Vec<Planar> = (0..100_000_u32)
        .map(|i| {
            let word = crate::analysis::rank::dense_ids::mixed(u64::from(i));
            Planar::new((word % 20_000_000) as f64 / 1e3, (word >> 32) as f64 / 2e5)
        })
        .collect();
    let cases: [(&str, &[Planar], f64); 8] = [
        ("clustered", &clustered, 100.0),
        ("clustered", &clustered, 25.0),
        ("clustered", &clustered, 400.0),
        ("clustered", &clustered, 3000.0),
        ("clustered", &clustered, 50_000.0),
        ("uniform", &spread, 100.0),
        ("isolated", &spread, 1.0),
        ("lattice of 20 m", &lattice, 100.0),
    ];
    for (name, positions, radius) in cases {
        for weights in [&ones(positions.len())[..], &weights[..positions.len()]] {
            let start = Instant::now();
            let found = run(positions, weights, radius, 2.0 * radius, 10);
            let first = found.first().map_or(0.0, |disc| weight_of(disc, weights));
            let took = start.elapsed();
            println!(
                "{name}, {} incidents, R {radius} m: {took:?}, first {first:.2}",
                positions.len()
            );
        }
    }
}
