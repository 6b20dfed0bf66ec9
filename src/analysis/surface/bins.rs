//! Linear binning: each point is shared among the four nodes of a lattice around it.
//!
//! A node gets the more the nearer the point is, so that the sum of kernels at the nodes is
//! that of kernels interpolated between them (Wand 1994, "Fast computation of multivariate
//! kernel estimators"): an error of second order in the distance of nodes, where moving each
//! point to the nearest node makes one of first order.

use rayon::iter::{IndexedParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::lattice::down;
use crate::analysis::surface::shape::Grid;
use crate::analysis::surface::{Lattice, WeightedPoint};
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

/// Rows that one thread fills.
const BAND: usize = 16;

/// Weights at the nodes of a lattice, and at those around it.
pub(crate) struct Bins {
    /// The lattice whose cell centres are the nodes.
    pub(crate) nodes: Lattice,
    /// Nodes around it on each side.
    pub(crate) margin: usize,
    weights: Vec<f64>,
}

/// The lattice whose cell centres are those of `lattice` and `times` − 1 between each two.
pub(crate) fn finer(lattice: &Lattice, times: usize) -> Lattice {
    let cell_m = lattice.cell_m / times as f64;
    let shift = 0.5 * (lattice.cell_m - cell_m);
    Lattice {
        origin: Planar::new(lattice.origin.x + shift, lattice.origin.y + shift),
        cell_m,
        columns: (lattice.columns - 1) * times + 1,
        rows: (lattice.rows - 1) * times + 1,
    }
}

impl Bins {
    /// Shares the points of `cells`, which are those of `lattice`, among the nodes of a
    /// lattice `times` as fine, and `margin` nodes around it.
    pub(crate) fn new(
        lattice: &Lattice,
        cells: &Cells,
        times: usize,
        margin: usize,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let nodes = finer(lattice, times);
        let stride = nodes.columns + 2 * margin;
        let rows = nodes.rows + 2 * margin;
        let mut weights = vec![0.0; stride * rows];
        let grid = Grid::new(nodes);
        weights
            .par_chunks_mut(BAND * stride)
            .enumerate()
            .try_for_each(|(band, weights)| {
                progress.check(0, rows)?;
                // In rows of nodes, then of cells, one more for those that begin before it.
                let first = (band * BAND) as i32 - margin as i32;
                let last = first + (weights.len() / stride) as i32;
                let row = |node: i32| node.div_euclid(times as i32);
                for point in cells.points_between(row(first - 1) - 1, row(last) + 1) {
                    share(&grid, point, (first, margin as i32), stride, weights);
                }
                Ok(())
            })?;
        Ok(Self {
            nodes,
            margin,
            weights,
        })
    }

    /// The weights of a row of nodes, the margin at both ends included.
    pub(crate) fn row(&self, row: i64) -> &[f64] {
        let stride = self.nodes.columns + 2 * self.margin;
        let start = (row + self.margin as i64) as usize * stride;
        &self.weights[start..start + stride]
    }

    /// A point at each node that has weight, in order.
    pub(crate) fn points(&self) -> Vec<WeightedPoint> {
        let margin = self.margin as i64;
        let centre = |origin: f64, index: i64| origin + (index as f64 + 0.5) * self.nodes.cell_m;
        let mut points = Vec::new();
        for row in -margin..self.nodes.rows as i64 + margin {
            let y = centre(self.nodes.origin.y, row);
            for (&weight, column) in self.row(row).iter().zip(-margin..) {
                if weight > 0.0 {
                    let at = Planar::new(centre(self.nodes.origin.x, column), y);
                    points.push(WeightedPoint { at, weight });
                }
            }
        }
        points
    }
}

/// Gives a point's weight to those of its four nodes that lie in rows from `south` on.
fn share(
    grid: &Grid,
    point: &WeightedPoint,
    (south, margin): (i32, i32),
    stride: usize,
    weights: &mut [f64],
) {
    let (x, y) = grid.cells(point);
    let (column, row) = (down(x), down(y));
    let (east, north) = (x - f64::from(column), y - f64::from(row));
    let (column, row) = (column + margin, row - south);
    let rows = (weights.len() / stride) as i32;
    for (row, part) in [(row, 1.0 - north), (row + 1, north)] {
        if (0..rows).contains(&row) {
            let start = row as usize * stride + column as usize;
            let weight = point.weight * part;
            weights[start] += weight * (1.0 - east);
            weights[start + 1] += weight * east;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Bounds;

    #[test]
    fn a_point_is_shared_by_its_four_nodes_and_no_weight_is_lost() {
        let extent = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(400.0, 400.0),
        };
        let lattice = Lattice::covering(extent, 10.0).unwrap();
        let points: Vec<WeightedPoint> = (0..997)
            .map(|i| {
                let (x, y) = (
                    f64::from(i * 37 % 431) - 15.0,
                    f64::from(i * 91 % 427) - 13.7,
                );
                WeightedPoint {
                    at: Planar::new(x, y),
                    weight: 0.5 + f64::from(i % 3),
                }
            })
            .collect();
        let total: f64 = points.iter().map(|p| p.weight).sum();
        let moment: f64 = points.iter().map(|p| p.weight * p.at.x).sum();
        for times in [1, 2] {
            let cells = Cells::new(&lattice, points.clone());
            let bins = Bins::new(&lattice, &cells, times, 6, &Progress::new()).unwrap();
            let nodes = bins.points();
            let sum: f64 = nodes.iter().map(|p| p.weight).sum();
            let sum_x: f64 = nodes.iter().map(|p| p.weight * p.at.x).sum();
            assert!((sum / total - 1.0).abs() < 1e-12);
            assert!(
                (sum_x / moment - 1.0).abs() < 1e-12,
                "weights balance about the point"
            );
            assert_eq!(bins.nodes.centre(0, 0), lattice.centre(0, 0));
            let (column, row) = (3 * times, 5 * times);
            assert_eq!(bins.nodes.centre(column, row), lattice.centre(3, 5));
        }
    }
}
