//! Sums over the nodes of a lattice with fixed weights for their distances.

use fearless_simd::{Level, Simd, dispatch};
use rayon::iter::{IndexedParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::bins::Bins;
use crate::base::progress::{Cancelled, Progress};

/// Sums that are made together.
const LANES: usize = 16;

/// The kernel, over its value at the centre, summed from the nodes of `bins` at its nodes.
/// `b` is the bandwidth in nodes.
pub(crate) fn convolved(
    kernel: Kernel,
    b: f64,
    bins: &Bins,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    if kernel == Kernel::Gaussian {
        return gaussian(b, bins, progress);
    }
    let reach = kernel.reach_m(b).floor();
    let at_centre = kernel.at_centre_per_m2(b);
    let rows: Vec<(i64, Vec<f64>)> = (-reach as i64..=reach as i64)
        .map(|row| {
            let dy_sq = (row * row) as f64;
            let half = (reach * reach - dy_sq).max(0.0).sqrt().floor() as i64;
            let value = |dx: i64| kernel.evaluate_per_m2((dx * dx) as f64 + dy_sq, b) / at_centre;
            (row, (-half..=half).map(value).collect())
        })
        .collect();
    by_rows(
        bins.nodes.rows,
        bins.nodes.columns,
        progress,
        |row, sums| {
            for (offset, taps) in &rows {
                add_along(bins.row(row as i64 + offset), bins.margin, taps, sums);
            }
        },
    )
}

/// The Gaussian is a product of a factor along rows and one along columns, so that two short
/// sums do for one over a square.
fn gaussian(b: f64, bins: &Bins, progress: &Progress) -> Result<Vec<f64>, Cancelled> {
    let reach = Kernel::Gaussian.reach_m(b).floor() as i64;
    let taps: Vec<f64> = (-reach..=reach)
        .map(|d| (-0.5 * (d as f64 / b).powi(2)).exp())
        .collect();
    let (columns, rows) = (bins.nodes.columns, bins.nodes.rows);
    let south = -reach;
    let along = by_rows(rows + 2 * reach as usize, columns, progress, |row, sums| {
        add_along(bins.row(row as i64 + south), bins.margin, &taps, sums);
    })?;
    by_rows(rows, columns, progress, |row, sums| {
        let level = Level::new();
        for (line, tap) in along[row * columns..].chunks_exact(columns).zip(&taps) {
            dispatch!(level, simd => add_times(simd, line, *tap, sums));
        }
    })
}

/// Fills `rows` lines of `columns` sums, each by `fill`.
fn by_rows(
    rows: usize,
    columns: usize,
    progress: &Progress,
    fill: impl Fn(usize, &mut [f64]) + Sync + Send,
) -> Result<Vec<f64>, Cancelled> {
    let mut sums = vec![0.0; rows * columns];
    sums.par_chunks_mut(columns)
        .enumerate()
        .try_for_each(|(row, sums)| {
            progress.check(row, rows)?;
            fill(row, sums);
            Ok(())
        })?;
    Ok(sums)
}

/// Adds to each of `sums` the values of `line` around it, from `margin` on, times the taps,
/// of which the middle one belongs to the place itself.
fn add_along(line: &[f64], margin: usize, taps: &[f64], sums: &mut [f64]) {
    let line = &line[margin - taps.len() / 2..];
    dispatch!(Level::new(), simd => add_along_in(simd, line, taps, sums));
}

#[inline(always)]
fn add_along_in(_: impl Simd, line: &[f64], taps: &[f64], sums: &mut [f64]) {
    let mut done = 0;
    let mut lanes = sums.chunks_exact_mut(LANES);
    for sums in &mut lanes {
        let mut total = [0.0; LANES];
        for (k, tap) in taps.iter().enumerate() {
            let line = &line[done + k..][..LANES];
            for (total, value) in total.iter_mut().zip(line) {
                *total += tap * value;
            }
        }
        for (sum, total) in sums.iter_mut().zip(total) {
            *sum += total;
        }
        done += LANES;
    }
    for sum in lanes.into_remainder() {
        let values = line[done..].iter().zip(taps);
        *sum += values.fold(0.0, |total, (value, tap)| total + tap * value);
        done += 1;
    }
}

/// Adds `line` times `tap` to `sums`.
#[inline(always)]
pub(crate) fn add_times(_: impl Simd, line: &[f64], tap: f64, sums: &mut [f64]) {
    for (sum, value) in sums.iter_mut().zip(line) {
        *sum += tap * value;
    }
}
