//! Which positions lie within a radius of premises, made ready for questions by the million.
//!
//! A filter on the distance to premises is asked of every incident at each change. Square
//! cells a quarter of the radius wide settle most answers at once: a cell is wholly within
//! reach of some premises, or out of reach of all. Only in the remaining cells are the few
//! premises measured whose reach ends inside the cell. The answers are those of measuring
//! every premises: `distance² ≤ radius²`, the edge counts.

use crate::base::{Bounds, Planar};

/// No more cells than this on either axis; cells are made wider instead.
const MAX_CELLS_ON_AXIS: f64 = 512.0;
/// Cells in the length of the radius.
const CELLS_IN_RADIUS: f64 = 4.0;
/// Metres by which a cell's verdict is held back, so that rounding cannot turn it.
const SLACK_M: f64 = 1e-6;
/// Radii beyond the Earth are all alike.
const MAX_RADIUS_M: f64 = 1e9;

/// The positions within one radius of premises.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    radius_sq: f64,
    cells: Option<Cells>,
    /// Whether a cell is wholly within reach.
    covered: Vec<bool>,
    /// Where the premises of each cell start in `near`; one more than there are cells.
    starts: Vec<u32>,
    /// The premises whose reach ends inside each cell, cell by cell.
    near: Vec<Planar>,
}

impl Reach {
    /// The reach of `radius_m` metres around each of `premises`, whose positions are finite.
    /// A radius that is negative or no number reaches nothing.
    pub fn new(premises: &[Planar], radius_m: f64) -> Self {
        let bounds = Bounds::around(premises.iter().copied()).filter(|_| radius_m >= 0.0);
        let Some(bounds) = bounds else {
            return Self::default();
        };
        let radius_m = radius_m.min(MAX_RADIUS_M);
        let cells = Cells::around(bounds, radius_m);
        let mut covered = vec![false; cells.columns * cells.rows];
        let mut near: Vec<(usize, Planar)> = Vec::new();
        for &at in premises {
            cells.for_each_touched(at, radius_m, |cell, nearest_m, farthest_m| {
                if farthest_m + cells.slack_m <= radius_m {
                    covered[cell] = true;
                } else if nearest_m <= radius_m + cells.slack_m {
                    near.push((cell, at));
                }
            });
        }
        near.retain(|&(cell, _)| !covered[cell]);
        near.sort_by_key(|&(cell, _)| cell);
        let mut starts = vec![0; covered.len() + 1];
        for &(cell, _) in &near {
            starts[cell + 1] += 1;
        }
        for cell in 0..covered.len() {
            starts[cell + 1] += starts[cell];
        }
        Self {
            radius_sq: radius_m * radius_m,
            cells: Some(cells),
            covered,
            starts,
            near: near.into_iter().map(|(_, at)| at).collect(),
        }
    }

    /// Whether `at` lies within reach.
    pub fn holds(&self, at: Planar) -> bool {
        let Some(cell) = self.cells.as_ref().and_then(|cells| cells.of(at)) else {
            return false;
        };
        let near = self.starts[cell] as usize..self.starts[cell + 1] as usize;
        self.covered[cell]
            || self.near[near]
                .iter()
                .any(|premises| premises.distance_sq_to(at) <= self.radius_sq)
    }
}

/// Square cells over everything within reach.
#[derive(Clone, Copy, Debug)]
struct Cells {
    corner: Planar,
    side_m: f64,
    columns: usize,
    rows: usize,
    slack_m: f64,
}

impl Cells {
    fn around(bounds: Bounds, radius_m: f64) -> Self {
        let slack_m = SLACK_M + radius_m * 1e-9;
        let grown_m = radius_m + 2.0 * slack_m;
        let (width_m, height_m) = (
            bounds.width_m() + 2.0 * grown_m,
            bounds.height_m() + 2.0 * grown_m,
        );
        let side_m = (radius_m / CELLS_IN_RADIUS)
            .max(width_m.max(height_m) / MAX_CELLS_ON_AXIS)
            .max(1.0);
        Self {
            corner: Planar::new(bounds.min.x - grown_m, bounds.min.y - grown_m),
            side_m,
            columns: (width_m / side_m) as usize + 1,
            rows: (height_m / side_m) as usize + 1,
            slack_m,
        }
    }

    /// The cell that holds `at`; `None` outside all of them.
    fn of(&self, at: Planar) -> Option<usize> {
        let column = (at.x - self.corner.x) / self.side_m;
        let row = (at.y - self.corner.y) / self.side_m;
        // Nothing that is no number passes these.
        let inside =
            column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        inside.then(|| row as usize * self.columns + column as usize)
    }

    /// Calls `visit` with each cell that may lie within `radius_m` of `at`, and the distances
    /// of its nearest and farthest points.
    fn for_each_touched(&self, at: Planar, radius_m: f64, mut visit: impl FnMut(usize, f64, f64)) {
        let (x, y) = (at.x - self.corner.x, at.y - self.corner.y);
        let reach_m = radius_m + self.slack_m;
        for row in self.span(y, reach_m, self.rows) {
            let (near_y, far_y) = self.gaps(row, y);
            for column in self.span(x, reach_m, self.columns) {
                let (near_x, far_x) = self.gaps(column, x);
                let cell = row * self.columns + column;
                visit(cell, near_x.hypot(near_y), far_x.hypot(far_y));
            }
        }
    }

    fn span(&self, at: f64, reach_m: f64, cells: usize) -> std::ops::RangeInclusive<usize> {
        let index = |metres: f64| ((metres / self.side_m).max(0.0) as usize).min(cells - 1);
        index(at - reach_m)..=index(at + reach_m)
    }

    /// How far the nearest and the farthest end of cell `index` lie from `at`, on one axis.
    fn gaps(&self, index: usize, at: f64) -> (f64, f64) {
        let (low, high) = (index as f64 * self.side_m, (index + 1) as f64 * self.side_m);
        let near = (low - at).max(at - high).max(0.0);
        (near, (at - low).abs().max((high - at).abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn measured(premises: &[Planar], radius_m: f64, at: Planar) -> bool {
        premises
            .iter()
            .any(|p| p.distance_sq_to(at) <= radius_m * radius_m)
    }

    #[test]
    fn the_edge_counts_and_a_hair_beyond_does_not() {
        let reach = Reach::new(&[Planar::new(384_000.0, 398_000.0)], 50.0);
        assert!(reach.holds(Planar::new(384_030.0, 398_040.0)));
        assert!(!reach.holds(Planar::new(384_030.0, 398_040.001)));
        assert!(!reach.holds(Planar::new(f64::NAN, 398_000.0)));
        assert!(!reach.holds(Planar::new(1e300, -1e300)));
    }

    #[test]
    fn no_premises_and_no_radius_reach_nothing() {
        let here = Planar::new(1.0, 2.0);
        assert!(!Reach::new(&[], 50.0).holds(here));
        assert!(!Reach::new(&[here], f64::NAN).holds(here));
        assert!(!Reach::new(&[here], -1.0).holds(here));
        assert!(Reach::new(&[here], 0.0).holds(here));
        assert!(Reach::new(&[here], f64::INFINITY).holds(Planar::new(-9e6, 9e6)));
    }

    proptest! {
        #[test]
        fn reach_agrees_with_measuring_every_premises(
            premises in prop::collection::vec((0..400_i32, 0..400_i32), 1..40),
            asked in prop::collection::vec((-100..500_i32, -100..500_i32), 200),
            radius in prop::sample::select(vec![0.0, 0.5, 5.0, 13.0, 25.0, 65.0, 250.0, 1e4]),
            stretch in prop::sample::select(vec![1.0, 7.25, 300.0]),
        ) {
            let place = |&(x, y): &(i32, i32)| Planar::new(
                384_000.0 + f64::from(x) * stretch,
                398_000.0 + f64::from(y) * stretch,
            );
            let premises: Vec<Planar> = premises.iter().map(place).collect();
            let reach = Reach::new(&premises, radius);
            for at in asked.iter().map(place) {
                prop_assert_eq!(reach.holds(at), measured(&premises, radius, at), "{:?}", at);
            }
        }
    }
}
