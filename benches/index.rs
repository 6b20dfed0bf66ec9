//! The cells an incident table is sorted by, beside an R-tree, both over as many points as eight
//! years of a city have.
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

use nightbeat::base::{Bounds, Planar, When};
use nightbeat::data::{Dataset, Sites};
use rstar::RTree;
use rstar::primitives::GeomWithData;

const RADIUS_M: f64 = 100.0;

fn main() {
    let points = points();
    let asked: Vec<Planar> = points.iter().copied().step_by(223).collect();
    println!("{} points, {} questions", points.len(), asked.len());

    let before = resident_bytes();
    let (data, built_ms) =
        timed(|| Dataset::from_points(points.iter().map(|p| (p.x, p.y, When::Unknown, ""))));
    let per_point = (resident_bytes() - before) / points.len() as f64;
    let sites = data.incidents.sites();
    let (by_cells, asked_ms) = timed(|| {
        let count = |&p: &Planar| count_within(sites, p, RADIUS_M);
        asked.iter().map(count).sum::<usize>()
    });
    report("table", built_ms, per_point, asked_ms);

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
    assert_eq!(by_cells, by_tree, "cells and tree must agree");
}

/// Incidents within a radius, by the cells the table lies in.
fn count_within(sites: &Sites, at: Planar, radius_m: f64) -> usize {
    let near = Bounds { min: at, max: at }.grown(radius_m);
    let is_inside = |&site: &usize| sites.position(site).distance_sq_to(at) <= radius_m * radius_m;
    let inside = sites.runs_near(near).flatten().filter(is_inside);
    inside.map(|site| sites.rows(site).len()).sum()
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
