//! The rim: cells that a kernel reaches from some places of a point's cell and not from others.
//!
//! The cells of the rim, counted from the cell of a point, are the same for all points, so
//! they are looked at all at once, without a branch, and summed over the points of a cell
//! before they are added to the ground.

use crate::analysis::surface::WeightedPoint;
use crate::analysis::surface::band::Band;
use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::disc::{Disc, Rim};
use crate::analysis::surface::shape::Shape;
use crate::base::progress::Cancelled;

/// What is kept between bands.
#[derive(Default)]
pub(crate) struct Scratch {
    sums: Vec<f64>,
    steps: Vec<u32>,
}

/// Adds to `band` what its cells get as part of rims.
#[inline(always)]
pub(crate) fn add<const N: usize, S: Shape<N>>(
    shape: &S,
    cells: &Cells,
    disc: &Disc,
    band: &mut Band<'_>,
    scratch: &mut Scratch,
) -> Result<(), Cancelled> {
    let Scratch { sums, steps } = scratch;
    for row in band.south - disc.reach..band.north + disc.reach {
        band.check()?;
        let range = disc.rim_between(band.south - row, band.north - 1 - row);
        let occupied = cells.row(row);
        if range.is_empty() || occupied.is_empty() {
            continue;
        }
        let rim = disc.rim(range);
        sums.resize(rim.left.len(), 0.0);
        band.put_steps(rim, steps);
        for cell in occupied {
            sums.fill(0.0);
            sum_cell(shape, rim, cells.points(cell), (cell.column, row), sums);
            let ground = band.ground_from(cell.column, row, rim);
            for (&step, &sum) in steps.iter().zip(&*sums) {
                ground[step as usize] += sum;
            }
        }
    }
    Ok(())
}

/// Adds to `sums` the kernels of the points of the cell at (column, row).
#[inline(always)]
fn sum_cell<const N: usize, S: Shape<N>>(
    shape: &S,
    rim: Rim<'_>,
    points: &[WeightedPoint],
    (column, row): (i32, i32),
    sums: &mut [f64],
) {
    let near = |point| shape.near(point, column, row);
    let mut fours = points.chunks_exact(4);
    for four in &mut fours {
        let [a, b, c, d] = [&four[0], &four[1], &four[2], &four[3]];
        sum(shape, rim, [near(a), near(b), near(c), near(d)], sums);
    }
    match fours.remainder() {
        [a] => sum(shape, rim, [near(a)], sums),
        [a, b] => sum(shape, rim, [near(a), near(b)], sums),
        [a, b, c] => sum(shape, rim, [near(a), near(b), near(c)], sums),
        _ => {}
    }
}

#[inline(always)]
fn sum<const N: usize, const P: usize, S: Shape<N>>(
    shape: &S,
    rim: Rim<'_>,
    points: [S::Near; P],
    sums: &mut [f64],
) {
    let n = sums.len();
    let rim = Rim {
        columns: &rim.columns[..n],
        rows: &rim.rows[..n],
        left: &rim.left[..n],
    };
    for (k, sum) in sums.iter_mut().enumerate() {
        let mut total = *sum;
        for point in &points {
            total += shape.on_rim(rim, k, point);
        }
        *sum = total;
    }
}
