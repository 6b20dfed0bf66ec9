//! A uniform grid beside an R-tree, both over as many points as eight years of a city have.
//!
//! Prints time and memory of building, and the time of two thousand questions "what lies within
//! 100 m"; both must give the same counts. Figures are of one machine on one day.
//!
//! `cargo bench --bench index --no-default-features`

#![expect(
    clippy::print_stdout,
    reason = "a benchmark reports on standard output"
)]

use std::time::Instant;

use nightbeat::base::Planar;
use nightbeat::data::grid_index::GridIndex;
use rstar::RTree;
use rstar::primitives::GeomWithData;

const RADIUS_M: f64 = 100.0;

fn main() {
    let points = points();
    let asked: Vec<Planar> = points.iter().copied().step_by(223).collect();
    println!("{} points, {} questions", points.len(), asked.len());

    let before = resident_bytes();
    let (grid, built_ms) = timed(|| GridIndex::new(&points, RADIUS_M));
    let per_point = (resident_bytes() - before) / points.len() as f64;
    let (by_grid, asked_ms) = timed(|| {
        asked
            .iter()
            .map(|&p| grid.count_within(p, RADIUS_M))
            .sum::<usize>()
    });
    report("grid", built_ms, per_point, asked_ms);

    let before = resident_bytes();
    let (tree, built_ms) = timed(|| {
        let entry = |(i, p): (usize, &Planar)| GeomWithData::new([p.x, p.y], i as u32);
        RTree::bulk_load(points.iter().enumerate().map(entry).collect())
    });
    let per_point = (resident_bytes() - before) / points.len() as f64;
    let (by_tree, asked_ms) = timed(|| {
        let limit = RADIUS_M * RADIUS_M;
        let count = |p: &Planar| tree.locate_within_distance([p.x, p.y], limit).count();
        asked.iter().map(count).sum::<usize>()
    });
    report("rstar", built_ms, per_point, asked_ms);
    assert_eq!(by_grid, by_tree, "grid and tree must agree");
}

fn report(name: &str, built_ms: f64, bytes_per_point: f64, asked_ms: f64) {
    println!(
        "{name:6} built in {built_ms:6.1} ms, {bytes_per_point:5.0} bytes a point, \
         questions {asked_ms:6.1} ms"
    );
}

/// Half of the points crowd into a tenth of the town.
fn points() -> Vec<Planar> {
    let turn = |i: u32, k: u32| f64::from(i.wrapping_mul(k) >> 8) / f64::from(1 << 24) * 20_000.0;
    (0..445_326_u32)
        .map(|i| {
            let part = if i % 2 == 0 { 1.0 } else { 0.1 };
            let at = |k: u32| turn(i, k) * part;
            Planar::new(at(2_654_435_761), at(2_246_822_519))
        })
        .collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let value = work();
    (value, started.elapsed().as_secs_f64() * 1000.0)
}

/// Resident memory of this process; 0 where the system does not tell.
fn resident_bytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}
