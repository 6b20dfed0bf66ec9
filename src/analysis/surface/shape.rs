//! Kernels that are polynomials of the squared distance, as sums over many points.
//!
//! Lengths are in cells and b is the bandwidth. With q = x² + y² of a point at (x, y) and
//! B = b² − X² − Y² of a cell centre at (X, Y), both counted from one origin, the squared
//! distance d² leaves b² − d² = B + 2xX + 2yY − q, so that over any points inside
//!
//! - uniform: Σw
//! - Epanechnikov: Σw (b² − d²) = B Σw + 2X Σwx + 2Y Σwy − Σwq
//! - quartic: Σw (b² − d²)² = B² Σw + 4B (X Σwx + Y Σwy) − 2B Σwq
//!   + 4 (X² Σwx² + 2XY Σwxy + Y² Σwy²) − 4 (X Σwxq + Y Σwyq) + Σwq²
//!
//! (over 1, b² and b⁴): a few sums serve every cell centre.

use crate::analysis::surface::disc::Rim;
use crate::analysis::surface::{Lattice, WeightedPoint};

/// A kernel whose value at a cell centre is a function of `N` sums over the points inside.
pub(crate) trait Shape<const N: usize>: Sync {
    /// A point as the cells of the rim see it.
    type Near: Copy;

    /// What a point of weight `w` at (`x`, `y`) adds to the sums, 1 for itself first: a count
    /// is exact, so that where it returns to 0 there is nothing.
    fn terms(&self, x: f64, y: f64, w: f64) -> [f64; N];

    /// The sum of kernels at the cell centre (`x`, `y`).
    fn at(&self, sums: &[f64; N], x: f64, y: f64) -> f64;

    /// `point`, in the cell at `column` and `row`.
    fn near(&self, point: &WeightedPoint, column: i32, row: i32) -> Self::Near;

    /// The kernel of `near` at cell `k` of the rim; 0 beyond its reach.
    fn on_rim(&self, rim: Rim<'_>, k: usize, near: &Self::Near) -> f64;
}

/// (b² − d²)².
pub(crate) struct Quartic {
    pub(crate) grid: Grid,
    pub(crate) b_sq: f64,
}

/// b² − d².
pub(crate) struct Epanechnikov {
    pub(crate) grid: Grid,
    pub(crate) b_sq: f64,
}

/// 1 nearer than the bandwidth.
pub(crate) struct Uniform {
    pub(crate) grid: Grid,
    /// Square of the bandwidth in m².
    pub(crate) reach_sq: f64,
}

/// From metres to cells.
#[derive(Clone, Copy)]
pub(crate) struct Grid {
    pub(crate) lattice: Lattice,
    pub(crate) per_cell: f64,
}

impl Grid {
    pub(crate) fn new(lattice: Lattice) -> Self {
        Self {
            lattice,
            per_cell: lattice.cell_m.recip(),
        }
    }

    /// `point` in columns and rows from the centre of the first cell.
    #[inline(always)]
    pub(crate) fn cells(&self, point: &WeightedPoint) -> (f64, f64) {
        (
            (point.at.x - self.lattice.origin.x) * self.per_cell - 0.5,
            (point.at.y - self.lattice.origin.y) * self.per_cell - 0.5,
        )
    }
}

/// A point counted from the centre of its cell: 2x, 2y, x² + y² and its weight.
#[derive(Clone, Copy)]
pub(crate) struct InCell {
    x2: f64,
    y2: f64,
    q: f64,
    weight: f64,
}

impl InCell {
    #[inline(always)]
    fn new(grid: &Grid, point: &WeightedPoint, column: i32, row: i32) -> Self {
        let (x, y) = grid.cells(point);
        let (x, y) = (x - f64::from(column), y - f64::from(row));
        Self {
            x2: 2.0 * x,
            y2: 2.0 * y,
            q: x * x + y * y,
            weight: point.weight,
        }
    }

    /// b² − d² at a cell of the rim, 0 beyond. A rim decided by rounding is worth nothing,
    /// because there the kernel vanishes.
    #[inline(always)]
    fn left(&self, rim: Rim<'_>, k: usize) -> f64 {
        let left = (rim.left[k] - self.q) + (rim.columns[k] * self.x2 + rim.rows[k] * self.y2);
        at_least_0(left)
    }
}

/// As `max(0.0)`, in one instruction: no NaN comes here.
#[inline(always)]
pub(crate) fn at_least_0(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

impl Shape<10> for Quartic {
    type Near = InCell;

    #[inline(always)]
    fn terms(&self, x: f64, y: f64, w: f64) -> [f64; 10] {
        let (wx, wy, q) = (w * x, w * y, x * x + y * y);
        [
            1.0,
            w,
            wx,
            wy,
            wx * x,
            wx * y,
            wy * y,
            wx * q,
            wy * q,
            w * q * q,
        ]
    }

    #[inline(always)]
    fn at(&self, sums: &[f64; 10], x: f64, y: f64) -> f64 {
        let [_, w, wx, wy, wxx, wxy, wyy, wxq, wyq, wqq] = *sums;
        let b = self.b_sq - (x * x + y * y);
        b * (b * w + 4.0 * (x * wx + y * wy) - 2.0 * (wxx + wyy))
            + 4.0 * (x * x * wxx + 2.0 * x * y * wxy + y * y * wyy)
            + (wqq - 4.0 * (x * wxq + y * wyq))
    }

    #[inline(always)]
    fn near(&self, point: &WeightedPoint, column: i32, row: i32) -> InCell {
        InCell::new(&self.grid, point, column, row)
    }

    #[inline(always)]
    fn on_rim(&self, rim: Rim<'_>, k: usize, near: &InCell) -> f64 {
        let left = near.left(rim, k);
        near.weight * (left * left)
    }
}

impl Shape<5> for Epanechnikov {
    type Near = InCell;

    #[inline(always)]
    fn terms(&self, x: f64, y: f64, w: f64) -> [f64; 5] {
        [1.0, w, w * x, w * y, w * (x * x + y * y)]
    }

    #[inline(always)]
    fn at(&self, sums: &[f64; 5], x: f64, y: f64) -> f64 {
        let [_, w, wx, wy, wq] = *sums;
        (self.b_sq - (x * x + y * y)) * w + 2.0 * (x * wx + y * wy) - wq
    }

    #[inline(always)]
    fn near(&self, point: &WeightedPoint, column: i32, row: i32) -> InCell {
        InCell::new(&self.grid, point, column, row)
    }

    #[inline(always)]
    fn on_rim(&self, rim: Rim<'_>, k: usize, near: &InCell) -> f64 {
        near.weight * near.left(rim, k)
    }
}

/// A point in metres, and the cell it lies in. On the rim of the uniform kernel all of its
/// height is at stake, so that distances are compared as the definition compares them.
#[derive(Clone, Copy)]
pub(crate) struct InMetres {
    x: f64,
    y: f64,
    weight: f64,
    column: f64,
    row: f64,
}

impl Shape<2> for Uniform {
    type Near = InMetres;

    #[inline(always)]
    fn terms(&self, _: f64, _: f64, w: f64) -> [f64; 2] {
        [1.0, w]
    }

    #[inline(always)]
    fn at(&self, sums: &[f64; 2], _: f64, _: f64) -> f64 {
        sums[1]
    }

    #[inline(always)]
    fn near(&self, point: &WeightedPoint, column: i32, row: i32) -> InMetres {
        InMetres {
            x: point.at.x,
            y: point.at.y,
            weight: point.weight,
            column: f64::from(column),
            row: f64::from(row),
        }
    }

    #[inline(always)]
    fn on_rim(&self, rim: Rim<'_>, k: usize, near: &InMetres) -> f64 {
        let Lattice { origin, cell_m, .. } = self.grid.lattice;
        let x = origin.x + ((near.column + rim.columns[k]) + 0.5) * cell_m;
        let y = origin.y + ((near.row + rim.rows[k]) + 0.5) * cell_m;
        let (dx, dy) = (x - near.x, y - near.y);
        if dx * dx + dy * dy < self.reach_sq {
            near.weight
        } else {
            0.0
        }
    }
}
