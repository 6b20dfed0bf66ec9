//! The nearest-neighbour index: how far it is to the next incident, beside what chance gives.
//!
//! P. J. Clark & F. C. Evans, *Distance to nearest neighbor as a measure of spatial relationships in
//! populations*, Ecology 35 (1954). Points near the rim have neighbours nobody recorded, so
//! that the index comes out too large; K. Donnelly, *Simulations to determine the variance and
//! edge effect of total nearest-neighbour distance* (1978), corrects for that by the perimeter, which has
//! to be smooth. Simulation in the region itself needs no correction.

use std::convert::Infallible;

use crate::analysis::draws::{Draws, chance, laid};
use crate::analysis::kd_tree::KdTree;
use crate::base::Planar;
use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _, ParallelSlice as _};

/// Points that are looked at between two looks at whether it is still wanted.
const TOGETHER: usize = 4096;

/// Incidents at one position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: Planar,
    /// How many.
    pub incidents: u32,
}

/// The index of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestNeighbour {
    /// Points.
    pub n: usize,
    /// Mean distance to the nearest other point, in metres.
    pub mean_m: f64,
    /// What it is on average for as many points scattered over a region without a rim.
    pub expected_m: f64,
    /// The standardised difference then.
    pub z: f64,
}

impl NearestNeighbour {
    /// Mean over expected: below 1 clustered, 1 by chance, above 1 spread out.
    pub fn index(&self) -> f64 {
        self.mean_m / self.expected_m
    }

    /// The index of `n` points with a mean of `mean_m` on `area_m2`, as Clark and Evans have it.
    pub fn new(n: usize, mean_m: f64, area_m2: f64) -> Self {
        let count = n as f64;
        let expected_m = 0.5 * (area_m2 / count).sqrt();
        let variance =
            (4.0 - std::f64::consts::PI) * area_m2 / (4.0 * std::f64::consts::PI * count * count);
        Self {
            n,
            mean_m,
            expected_m,
            z: (mean_m - expected_m) / variance.sqrt(),
        }
    }

    /// The same with Donnelly's correction for a rim of `perimeter_m`.
    #[must_use]
    pub fn with_rim(self, area_m2: f64, perimeter_m: f64) -> Self {
        let n = self.n as f64;
        let expected_m =
            0.5 * (area_m2 / n).sqrt() + (0.0514 + 0.0412 / n.sqrt()) * perimeter_m / n;
        let variance =
            0.070 * area_m2 / (n * n) + 0.037 * perimeter_m * (area_m2 / n.powi(5)).sqrt();
        Self {
            expected_m,
            z: (self.mean_m - expected_m) / variance.sqrt(),
            ..self
        }
    }
}

/// Mean distance in metres from each incident to the nearest other one: 0 at a spot with several.
/// `None` with fewer than two incidents.
pub fn mean_distance_m(spots: &[Spot]) -> Option<f64> {
    let incidents: u64 = spots.iter().map(|spot| u64::from(spot.incidents)).sum();
    let all: Vec<Planar> = spots.iter().map(|spot| spot.at).collect();
    let tree = KdTree::new(&all);
    let in_order = tree.order.iter().map(|&i| spots[i as usize]);
    let single: Vec<Planar> = in_order
        .filter(|spot| spot.incidents == 1)
        .map(|spot| spot.at)
        .collect();
    let Ok(sum_m) = sum_m(&single, &tree, &|| NEVER);
    (incidents >= 2).then(|| sum_m / incidents as f64)
}

/// Mean distance in metres from each position to the nearest other one.
pub fn mean_distance_of_positions_m(positions: &[Planar]) -> Option<f64> {
    let Ok(mean_m) = mean_m(positions, &|| NEVER);
    (positions.len() >= 2).then_some(mean_m)
}

/// Nobody stops it.
const NEVER: Result<(), Infallible> = Ok(());

fn mean_m<E: Send>(
    positions: &[Planar],
    go_on: &(impl Fn() -> Result<(), E> + Sync),
) -> Result<f64, E> {
    let tree = KdTree::new(positions);
    // In the order of the tree, what is near was just looked at.
    Ok(sum_m(&tree.positions, &tree, go_on)? / positions.len() as f64)
}

/// The sum over `points` of the distance to the nearest other point of `tree`, which holds them.
fn sum_m<E: Send>(
    points: &[Planar],
    tree: &KdTree,
    go_on: &(impl Fn() -> Result<(), E> + Sync),
) -> Result<f64, E> {
    let distance = |&p: &Planar| {
        // The nearest is the point itself.
        let mut nearest_sq = [f64::INFINITY; 2];
        tree.near_first(p, f64::INFINITY, |_, distance_sq| {
            if distance_sq < nearest_sq[0] {
                nearest_sq = [distance_sq, nearest_sq[0]];
            } else if distance_sq < nearest_sq[1] {
                nearest_sq[1] = distance_sq;
            }
            nearest_sq[1]
        });
        if nearest_sq[1].is_finite() {
            nearest_sq[1].sqrt()
        } else {
            0.0
        }
    };
    let of_some = |points: &[Planar]| {
        go_on()?;
        Ok(points.iter().map(distance).collect::<Vec<f64>>())
    };
    let distances: Vec<Vec<f64>> = points
        .par_chunks(TOGETHER)
        .map(of_some)
        .collect::<Result<_, E>>()?;
    Ok(distances.iter().flatten().sum())
}

/// The mean distance of `n` points that `scatter` lays anywhere, in each of so many replicates,
/// ascending.
///
/// # Errors
/// What `check` gives, called before each replicate, or `go_on`, called often.
pub fn scattered_m<E: Send>(
    n: usize,
    replicates: usize,
    seed: u64,
    scatter: impl Fn(&mut Draws) -> Planar + Sync,
    check: impl Fn() -> Result<(), E> + Sync,
    go_on: impl Fn() -> Result<(), E> + Sync,
) -> Result<Vec<f64>, E> {
    let replicate = |replicate: usize| {
        check()?;
        let mut draws = Draws::new(seed, replicate as u64);
        let points = laid(n, &mut draws, &scatter, &go_on)?;
        if n < 2 {
            return Ok(0.0);
        }
        mean_m(&points, &go_on)
    };
    let means: Result<Vec<f64>, E> = (0..replicates).into_par_iter().map(replicate).collect();
    let mut means = means?;
    means.sort_by(f64::total_cmp);
    Ok(means)
}

/// The chance of a mean as small, and as large, beside those of scattered points.
pub fn tails(mean_m: f64, scattered: &[f64]) -> (f64, f64) {
    let small = scattered.iter().filter(|&&m| m <= mean_m).count();
    let large = scattered.iter().filter(|&&m| m >= mean_m).count();
    (
        chance(small, scattered.len()),
        chance(large, scattered.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scattered(n: usize, seed: u64) -> Vec<Planar> {
        let mut draws = Draws::new(seed, 0);
        (0..n)
            .map(|_| Planar::new(draws.unit() * 1e3, draws.unit() * 1e3))
            .collect()
    }

    #[test]
    fn the_mean_is_that_of_all_pairs() {
        let points = scattered(200, 4);
        let nearest = |i: usize| {
            let others = (0..points.len()).filter(|&j| j != i);
            others
                .map(|j| points[i].distance_to(points[j]))
                .fold(f64::INFINITY, f64::min)
        };
        let slow = (0..points.len()).map(nearest).sum::<f64>() / 200.0;
        let fast = mean_distance_of_positions_m(&points).unwrap();
        assert!((fast - slow).abs() < 1e-9);
        let spot = |&at: &Planar| Spot { at, incidents: 1 };
        let mut spots: Vec<Spot> = points.iter().map(spot).collect();
        assert_eq!(mean_distance_m(&spots), Some(fast));
        // Two at the first place: both have a neighbour at no distance.
        spots[0].incidents = 2;
        let with_pair = (slow * 200.0 - nearest(0)) / 201.0;
        assert!((mean_distance_m(&spots).unwrap() - with_pair).abs() < 1e-9);
    }

    #[test]
    fn scattered_points_have_an_index_near_1_with_the_rim_allowed_for() {
        let n = 400;
        let means = scattered_m(
            n,
            400,
            1,
            |draws| Planar::new(draws.unit() * 1e3, draws.unit() * 1e3),
            || NEVER,
            || NEVER,
        )
        .unwrap();
        let mean = means.iter().sum::<f64>() / means.len() as f64;
        let plain = NearestNeighbour::new(n, mean, 1e6);
        let rim = plain.with_rim(1e6, 4e3);
        assert!(
            plain.index() > 1.02,
            "the rim makes it too large: {}",
            plain.index()
        );
        assert!((rim.index() - 1.0).abs() < 0.004, "{}", rim.index());
        let variance = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / means.len() as f64;
        let wanted = ((means[0] - rim.expected_m) / rim.z_of(means[0])).powi(2);
        assert!(
            (variance / wanted - 1.0).abs() < 0.25,
            "{variance} {wanted}"
        );
    }

    impl NearestNeighbour {
        fn z_of(self, mean_m: f64) -> f64 {
            let of = Self::new(self.n, mean_m, 1e6).with_rim(1e6, 4e3);
            of.z
        }
    }
}
