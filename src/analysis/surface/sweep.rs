//! The sweep for kernels that are polynomials of the squared distance.
//!
//! Lengths here are in cells. On the row of a cell centre a point at distance dy covers the
//! columns with (j − u)² < c, c = b² − dy², and adds there a polynomial of the column:
//! with t the column, and s the point, both counted from a common origin, and e = c − s²,
//!
//! - uniform: 1
//! - Epanechnikov: c − (t − s)² = e + 2s·t − t²
//! - quartic: (c − (t − s)²)² = e² + 4se·t + (4s² − 2e)·t² − 4s·t³ + t⁴
//!
//! (over b² and b⁴). Polynomials add up coefficient by coefficient, so each point costs a
//! row two updates, coefficients in where its columns begin and out where they end, instead
//! of one per column; a running sum from west to east then evaluates each cell once. This is
//! the idea of SLAM (Chan, U, Choi, Xu: SIGMOD 2022). To keep the numbers small the running
//! sum starts anew every [`BLOCK`] columns with its origin in the middle of the block, and it
//! is reset to 0 wherever no point is active: drift cannot build up and empty ground is 0.

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::WeightedPoint;
use crate::analysis::surface::frame::Frame;
use crate::base::progress::{Cancelled, Progress};

const BLOCK: usize = 64;

/// What begins (or, negated, ends) at one column.
#[derive(Clone, Copy)]
struct Step<const M: usize> {
    coefficients: [f64; M],
    points: i32,
}

impl<const M: usize> Step<M> {
    const NONE: Self = Self {
        coefficients: [0.0; M],
        points: 0,
    };

    fn add(&mut self, coefficients: &[f64; M], sign: f64, points: i32) {
        for (sum, coefficient) in self.coefficients.iter_mut().zip(coefficients) {
            *sum += sign * coefficient;
        }
        self.points += points;
    }

    fn at(&self, t: f64) -> f64 {
        self.coefficients
            .iter()
            .rev()
            .fold(0.0, |sum, coefficient| sum * t + coefficient)
    }
}

/// The surface of a quartic, Epanechnikov or uniform kernel.
pub(crate) fn swept(frame: &Frame<'_>, progress: &Progress) -> Result<Vec<f32>, Cancelled> {
    match frame.kernel {
        Kernel::Uniform => sweep(frame, 0, progress, |_, _| [1.0]),
        Kernel::Epanechnikov => sweep(frame, 1, progress, |c, s| [c - s * s, 2.0 * s, -1.0]),
        _ => sweep(frame, 2, progress, |c, s| {
            let e = c - s * s;
            [e * e, 4.0 * s * e, 4.0 * s * s - 2.0 * e, -4.0 * s, 1.0]
        }),
    }
}

/// `power` is that of b² in the polynomial; `expand` gives its coefficients from c and s.
fn sweep<const M: usize>(
    frame: &Frame<'_>,
    power: i32,
    progress: &Progress,
    expand: impl Fn(f64, f64) -> [f64; M] + Sync + Send,
) -> Result<Vec<f32>, Cancelled> {
    let b = frame.in_cells(frame.bandwidth_m);
    let scale = frame.at_centre_per_km2() / (b * b).powi(power);
    let buffer = || vec![Step::NONE; frame.lattice.columns];
    frame.by_bands(1, progress, buffer, |row, steps, cells| {
        let y = frame.lattice.centre_y(row);
        for point in frame.points_near(y, y) {
            let dy = frame.in_cells(point.at.y - y);
            mark(frame, point, y, steps, |s| expand(b * b - dy * dy, s));
        }
        run(steps, scale, cells);
    })
}

/// Enters one point into the steps of the row at northing `y`.
fn mark<const M: usize>(
    frame: &Frame<'_>,
    point: &WeightedPoint,
    y: f64,
    steps: &mut [Step<M>],
    expand: impl Fn(f64) -> [f64; M],
) {
    let Some((first, last)) = frame.covered(point.at, y) else {
        return;
    };
    let column = frame.column_of(point.at.x);
    for block in first / BLOCK..=last / BLOCK {
        let start = block * BLOCK;
        let coefficients = expand(column - origin_of(start));
        steps[first.max(start)].add(&coefficients, point.weight, 1);
        let end = last + 1;
        if end < (start + BLOCK).min(steps.len()) {
            steps[end].add(&coefficients, -point.weight, -1);
        }
    }
}

/// Turns steps into densities from west to east, and clears them for the next row.
fn run<const M: usize>(steps: &mut [Step<M>], scale: f64, cells: &mut [f32]) {
    let blocks = steps.chunks_mut(BLOCK).zip(cells.chunks_mut(BLOCK));
    for (steps, cells) in blocks {
        let mut sum = Step::NONE;
        let mut t = -origin_of(0);
        for (step, cell) in steps.iter_mut().zip(cells) {
            sum.add(&step.coefficients, 1.0, step.points);
            if sum.points == 0 {
                sum = Step::NONE;
            } else {
                *cell = (sum.at(t).max(0.0) * scale) as f32;
            }
            *step = Step::NONE;
            t += 1.0;
        }
    }
}

/// The column from which those of the block that starts at `start` are counted.
fn origin_of(start: usize) -> f64 {
    (start + BLOCK / 2) as f64
}
