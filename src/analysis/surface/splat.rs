//! Kernels that are no polynomial of the squared distance: each point is added to the cells
//! it reaches, row by row.

use fearless_simd::{Level, Simd, dispatch};

use crate::analysis::surface::M2_PER_KM2;
use crate::analysis::surface::convolve::add_times;
use crate::analysis::surface::frame::Frame;
use crate::analysis::surface::shape::at_least_0;
use crate::base::progress::{Cancelled, Progress};

/// Rows that share the Gaussian's factors along a point's columns.
const BAND: usize = 32;

/// The surface of any kernel, by its definition: for bandwidths so wide that hardly a cell is
/// beyond reach.
pub(crate) fn any(frame: &Frame<'_>, progress: &Progress) -> Result<Vec<f32>, Cancelled> {
    let buffer = || vec![0.0_f64; frame.lattice.columns];
    frame.by_bands(1, progress, buffer, |row, sums, cells| {
        for point in frame.points_near(row, row) {
            for (column, sum) in sums.iter_mut().enumerate() {
                let distance_sq = frame.lattice.centre(column, row).distance_sq_to(point.at);
                *sum += point.weight * frame.kernel.evaluate_per_m2(distance_sq, frame.bandwidth_m);
            }
        }
        pour(sums, M2_PER_KM2, cells);
    })
}

/// The surface of the triangular kernel.
pub(crate) fn triangular(frame: &Frame<'_>, progress: &Progress) -> Result<Vec<f32>, Cancelled> {
    let scale = frame.at_centre_per_km2();
    let buffer = || vec![0.0_f64; frame.lattice.columns];
    frame.by_bands(1, progress, buffer, |row, sums, cells| {
        dispatch!(Level::new(), simd => add_cones(simd, frame, row, sums));
        pour(sums, scale, cells);
    })
}

/// Adds the triangular kernels of all points near `row`, over their value at the centre.
#[inline(always)]
fn add_cones(_: impl Simd, frame: &Frame<'_>, row: usize, sums: &mut [f64]) {
    let y = frame.lattice.centre_y(row);
    let (per_bandwidth, step) = (frame.bandwidth_m.recip(), frame.lattice.cell_m);
    for point in frame.points_near(row, row) {
        let Some((first, last)) = frame.covered(point.at, y) else {
            continue;
        };
        let dy = (point.at.y - y) * per_bandwidth;
        let from = point.at.x - frame.lattice.centre_x(first);
        for (k, sum) in sums[first..=last].iter_mut().enumerate() {
            let dx = (from - k as f64 * step) * per_bandwidth;
            *sum += point.weight * at_least_0(1.0 - (dx * dx + dy * dy).sqrt());
        }
    }
}

/// The surface of the Gaussian kernel. It is a product of a factor along the columns and one
/// along the rows, so that a point's exponentials are computed once a band of rows.
pub(crate) fn gaussian(frame: &Frame<'_>, progress: &Progress) -> Result<Vec<f32>, Cancelled> {
    let lattice = &frame.lattice;
    let scale = frame.at_centre_per_km2();
    let factor = |d: f64| (-0.5 * (d / frame.bandwidth_m).powi(2)).exp();
    let level = Level::new();
    let buffer = || (vec![0.0_f64; BAND * lattice.columns], Vec::<f64>::new());
    frame.by_bands(
        BAND,
        progress,
        buffer,
        |first_row, (sums, along_x), cells| {
            let sums = &mut sums[..cells.len()];
            let rows = cells.len() / lattice.columns;
            for point in frame.points_near(first_row, first_row + rows - 1) {
                // No row of the band covers more columns than one at the point's own northing.
                let Some((west, east)) = frame.covered(point.at, point.at.y) else {
                    continue;
                };
                along_x.clear();
                along_x.extend((west..=east).map(|c| factor(point.at.x - lattice.centre_x(c))));
                for (sums, row) in sums.chunks_mut(lattice.columns).zip(first_row..) {
                    let y = lattice.centre_y(row);
                    let Some((first, last)) = frame.covered(point.at, y) else {
                        continue;
                    };
                    let along_y = point.weight * factor(point.at.y - y);
                    let factors = &along_x[first - west..=last - west];
                    let sums = &mut sums[first..=last];
                    dispatch!(level, simd => add_times(simd, factors, along_y, sums));
                }
            }
            pour(sums, scale, cells);
        },
    )
}

/// Scales sums into cells and clears them for the next band.
fn pour(sums: &mut [f64], scale: f64, cells: &mut [f32]) {
    for (sum, cell) in sums.iter_mut().zip(cells) {
        *cell = (std::mem::take(sum) * scale) as f32;
    }
}
