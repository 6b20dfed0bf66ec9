//! How far it is from a position to the next: the grain of the data.
//!
//! The distance to the nearest neighbour (P. J. Clark and F. C. Evans 1954, Ecology 35(4)) is
//! taken between *distinct* positions, since between incidents that share one it is 0. Its median
//! is the spacing of the map points where data are snapped to some; what is finer than that is a
//! picture of the points.

use rayon::prelude::*;

use crate::base::stats::quantile_sorted;
use crate::base::{Bounds, Planar};
use crate::data::Sites;
use crate::data::sites::CELL_M;

/// Of more positions than this, every k-th in the order of space is measured: its neighbour is
/// looked for among all.
const MOST_MEASURED: usize = 1 << 16;

/// Distances from positions to their nearest neighbours, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// The least.
    pub least_m: f64,
    /// A quarter of the positions have a nearer neighbour.
    pub lower_quartile_m: f64,
    /// Half of them have.
    pub median_m: f64,
    /// Three quarters of them have.
    pub upper_quartile_m: f64,
    /// How many positions were measured.
    pub measured: usize,
}

impl Spacing {
    /// The spacing of `sites`; `None` where there are fewer than two.
    pub fn of(sites: &Sites) -> Option<Self> {
        Self::measured(sites, MOST_MEASURED)
    }

    fn measured(sites: &Sites, most: usize) -> Option<Self> {
        if sites.len() < 2 {
            return None;
        }
        let step = sites.len().div_ceil(most);
        let widest_m = widest_m(sites);
        let mut nearest: Vec<f64> = (0..sites.len().div_ceil(step))
            .into_par_iter()
            .map(|i| nearest_m(sites, i * step, widest_m))
            .collect();
        nearest.par_sort_unstable_by(f64::total_cmp);
        Some(Self {
            least_m: quantile_sorted(&nearest, 0.0)?,
            lower_quartile_m: quantile_sorted(&nearest, 0.25)?,
            median_m: quantile_sorted(&nearest, 0.5)?,
            upper_quartile_m: quantile_sorted(&nearest, 0.75)?,
            measured: nearest.len(),
        })
    }
}

fn widest_m(sites: &Sites) -> f64 {
    let bounds = Bounds::around(sites.positions());
    bounds.map_or(0.0, |bounds| bounds.min.distance_to(bounds.max))
}

/// The distance from `site` to the nearest other, in metres. Squares around it grow until what
/// is nearest in one lies no farther than the square reaches.
fn nearest_m(sites: &Sites, site: usize, widest_m: f64) -> f64 {
    let at = sites.position(site);
    let mut reach_m = CELL_M;
    loop {
        let nearest_m = nearest_within(sites, site, at, reach_m).sqrt();
        if nearest_m <= reach_m || reach_m > widest_m {
            return nearest_m;
        }
        // What was found beyond the edge bounds what is still to be looked at.
        reach_m = (2.0 * reach_m).max(if nearest_m.is_finite() {
            nearest_m
        } else {
            0.0
        });
    }
}

/// The square of the distance to the nearest of those in a square of this reach, and of some
/// beyond its edge; infinite where there are none.
fn nearest_within(sites: &Sites, site: usize, at: Planar, reach_m: f64) -> f64 {
    let square = Bounds { min: at, max: at }.grown(reach_m);
    let others = sites
        .runs_near(square)
        .flatten()
        .filter(|&other| other != site);
    others
        .map(|other| sites.position(other).distance_sq_to(at))
        .fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::When;
    use crate::data::Dataset;

    fn data(points: &[(f64, f64)]) -> Dataset {
        Dataset::from_points(points.iter().map(|&(x, y)| (x, y, When::Unknown, "")))
    }

    #[test]
    fn a_lattice_has_its_own_spacing_however_many_lie_on_it() {
        let lattice: Vec<(f64, f64)> = (0..400)
            .map(|i| (f64::from(i % 10) * 120.0, f64::from(i / 10 % 10) * 120.0))
            .collect();
        let spacing = Spacing::of(data(&lattice).incidents.sites()).unwrap();
        assert_eq!((spacing.median_m, spacing.least_m), (120.0, 120.0));
        assert_eq!(spacing.measured, 100);
    }

    #[test]
    fn one_position_has_no_spacing() {
        assert_eq!(Spacing::of(data(&[(3.0, 4.0); 9]).incidents.sites()), None);
        assert_eq!(Spacing::of(data(&[]).incidents.sites()), None);
    }

    #[test]
    fn of_many_positions_some_are_measured_against_all() {
        let line: Vec<(f64, f64)> = (0..1000).map(|i| (f64::from(i) * 30.0, 0.0)).collect();
        let data = data(&line);
        let some = Spacing::measured(data.incidents.sites(), 64).unwrap();
        assert_eq!((some.median_m, some.measured), (30.0, 63));
    }

    proptest! {
        #[test]
        fn distances_are_those_of_looking_at_all_pairs(
            points in prop::collection::vec((-4e3..4e3_f64, -60.0..60.0_f64), 2..120),
            far in 0.0..3e6_f64,
        ) {
            let mut points = points;
            points[0].0 += far;
            let data = data(&points);
            let sites = data.incidents.sites();
            prop_assume!(sites.len() > 1);
            let widest = widest_m(sites);
            for site in 0..sites.len() {
                let at = sites.position(site);
                let others = (0..sites.len()).filter(|&other| other != site);
                let least = others
                    .map(|other| sites.position(other).distance_to(at))
                    .fold(f64::INFINITY, f64::min);
                prop_assert_eq!(nearest_m(sites, site, widest), least);
            }
        }
    }
}
