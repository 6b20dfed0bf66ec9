//! Scan statistics: of all circles, those with more than their share, and how often chance gives one.
//!
//! M. Kulldorff (1997), "A spatial scan statistic", Communications in Statistics: Theory and Methods
//! 26(6), and M. Kulldorff et al. (2005), "A space-time permutation scan statistic for disease outbreak
//! detection", PLoS Medicine 2(3). Incidents are counted in square cells; a circle is centred on the
//! middle of a cell and holds the cells whose middles it reaches. Every circle is compared with all
//! outside it by its likelihood ratio; the greatest of all is compared with the greatest of each
//! replicate, so that looking at many circles is paid for.

mod alias;
mod bar;
pub mod lattice;
pub mod space;
pub mod space_time;

use crate::analysis::draws::chance;
use crate::base::Planar;
use lattice::{Grid, Ring};

/// Fewer incidents are no cluster, as in SaTScan.
const LEAST_CASES: u64 = 2;

/// How far to look and how often to compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScanParams {
    /// The radius of the greatest circle in metres.
    pub radius_m: f64,
    /// No circle holds more than this share of the population (of the incidents, in space and time).
    pub most_share: f64,
    /// How often chance is asked.
    pub replicates: usize,
    /// The seed.
    pub seed: u64,
    /// Clusters likelier than this by chance are not listed, but for the first.
    pub level: f64,
    /// No more clusters than this are listed.
    pub most_clusters: usize,
}

/// A circle with more than its share.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanCluster {
    /// The middle of its central cell.
    pub centre: Planar,
    /// How far the middles of its cells lie from there, in metres; 0 for a single cell.
    pub radius_m: f64,
    /// Cells of the grid in it, ascending.
    pub cells: Vec<u32>,
    /// First and last step of its time; `None` where time is not looked at.
    pub steps: Option<(u32, u32)>,
    /// Incidents.
    pub cases: u64,
    /// Incidents there would be without a cluster.
    pub expected: f64,
    /// The natural logarithm of the likelihood ratio.
    pub log_ratio: f64,
    /// How likely the greatest ratio by chance is as great.
    pub p: f64,
}

/// The logarithm of the likelihood ratio of `cases` where `expected` are expected, of `all`. 0 where
/// there are no more than expected.
pub fn log_ratio(cases: u64, expected: f64, all: u64) -> f64 {
    let (c, n) = (cases as f64, all as f64);
    if c <= expected || expected <= 0.0 {
        return 0.0;
    }
    let outside = n - c;
    let rest = if outside > 0.0 {
        outside * (outside / (n - expected)).ln()
    } else {
        0.0
    };
    c * (c / expected).ln() + rest
}

/// Whether the ratio may be above `best`: it is never above c (c - e) / e, which costs no logarithm.
fn may_beat(cases: u64, expected: f64, best: f64) -> bool {
    let c = cases as f64;
    cases >= LEAST_CASES && c > expected && expected > 0.0 && c * (c - expected) > best * expected
}

/// The best circle around a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Best {
    cell: u32,
    /// How many rings it has.
    rings: usize,
    steps: Option<(u32, u32)>,
    cases: u64,
    expected: f64,
    log_ratio: f64,
}

/// The circles that overlap none with a greater ratio. `by_chance` are the greatest ratios of the
/// replicates; `is_inside` tells which cells count.
fn apart(
    mut found: Vec<Best>,
    by_chance: &[f64],
    grid: Grid,
    rings: &[Ring],
    params: &ScanParams,
    is_inside: impl Fn(usize) -> bool,
) -> Vec<ScanCluster> {
    found.retain(|best| best.log_ratio > 0.0);
    found.sort_by(|a, b| {
        b.log_ratio
            .total_cmp(&a.log_ratio)
            .then(a.cell.cmp(&b.cell))
    });
    let mut is_taken = vec![false; grid.cells()];
    let mut clusters: Vec<ScanCluster> = Vec::new();
    for best in found {
        let as_great = by_chance
            .iter()
            .filter(|&&ratio| ratio >= best.log_ratio)
            .count();
        let p = chance(as_great, by_chance.len());
        let is_enough = clusters.len() >= params.most_clusters;
        if is_enough || (p > params.level && !clusters.is_empty()) {
            break;
        }
        let cells = cells_of(best, grid, rings, &is_inside);
        if cells.iter().any(|&cell| is_taken[cell as usize]) {
            continue;
        }
        for &cell in &cells {
            is_taken[cell as usize] = true;
        }
        clusters.push(ScanCluster {
            centre: grid.middle(best.cell as usize),
            radius_m: rings[best.rings - 1].radius_m,
            cells,
            steps: best.steps,
            cases: best.cases,
            expected: best.expected,
            log_ratio: best.log_ratio,
            p,
        });
    }
    clusters
}

fn cells_of(best: Best, grid: Grid, rings: &[Ring], is_inside: impl Fn(usize) -> bool) -> Vec<u32> {
    let around = rings[..best.rings].iter().flat_map(|ring| &ring.offsets);
    let inside = around.filter_map(|&offset| grid.beside(best.cell as usize, offset));
    let mut cells: Vec<u32> = inside
        .filter(|&cell| is_inside(cell))
        .map(|cell| cell as u32)
        .collect();
    cells.sort_unstable();
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_kulldorffs() {
        // (5/2)^5 (15/18)^15, by hand.
        let expected = 5.0 * 2.5_f64.ln() + 15.0 * (15.0_f64 / 18.0).ln();
        assert!((log_ratio(5, 2.0, 20) - expected).abs() < 1e-12);
        assert_eq!(log_ratio(2, 2.0, 20), 0.0);
        assert!((log_ratio(20, 2.0, 20) - 20.0 * 10.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_beat_does_not() {
        for cases in 2..40 {
            for tenths in 1..400 {
                let expected = f64::from(tenths) / 10.0;
                let ratio = log_ratio(cases, expected, 40);
                assert!(ratio == 0.0 || may_beat(cases, expected, ratio * (1.0 - 1e-12)));
            }
        }
    }
}
