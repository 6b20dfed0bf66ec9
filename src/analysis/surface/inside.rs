//! The inside: cells that a kernel reaches wherever in its cell a point lies.
//!
//! There the sum of kernels is a polynomial whose coefficients are sums over the points
//! ([`Shape`]), so that all points of a cell enter together, and what matters is the sum of
//! those sums over the cells of a disc. Two ways give it for a block of cells:
//!
//! - *dense*: sums from the west end of each row, so that a stretch of cells is a difference
//!   of two of them, and a disc one difference a row. Costs the same whatever the cells hold.
//! - *sparse*: each cell that holds points is added to a row where its stretch begins and
//!   taken off where it ends; a running sum from west to east then meets what is active. This
//!   is the idea of SLAM (Chan, U, Choi, Xu: SIGMOD 2022) for cells in place of points.
//!
//! Sums are counted from the middle of each block, so that powers stay small.

use std::ops::Range;

use crate::analysis::surface::WeightedPoint;
use crate::analysis::surface::band::Band;
use crate::analysis::surface::cells::{Cell, Cells};
use crate::analysis::surface::disc::Disc;
use crate::analysis::surface::shape::{Grid, Shape, at_least_0};
use crate::base::progress::Cancelled;

/// Cells that are summed together.
const LANES: usize = 16;

/// Rows of the dense way that share what is in the cache.
const TOGETHER: usize = 8;

/// Numbers the dense way may keep, by thread.
const MOST_NUMBERS: usize = 2_000_000;

/// How the sums of a block are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Differences of sums from the west.
    Dense,
    /// Beginnings and ends.
    Sparse,
}

/// What is kept between blocks.
#[derive(Default)]
pub(crate) struct Scratch<const N: usize> {
    /// Dense: sums from the west, a plane of rows for each of the `N`.
    from_west: Vec<f64>,
    /// Sparse: what begins and ends at each cell.
    steps: Vec<[f64; N]>,
    /// Sums at the cells of some rows: for each row, a line for each of the `N`.
    sums: Vec<f64>,
    /// By row, the cells that hold points and reach into the block.
    near: Vec<Range<usize>>,
}

/// Where the sums are made: the block's cells and those around that reach in.
struct Block<'a> {
    cells: &'a Cells,
    near: &'a [Range<usize>],
    grid: &'a Grid,
    half_widths: &'a [i32],
    /// Columns and rows a disc reaches inside.
    reach: i32,
    south: i32,
    rows: usize,
    west: i32,
    width: usize,
    /// Width, rounded up to whole lanes.
    lanes: usize,
    /// What columns and rows are counted from.
    middle: (f64, f64),
}

/// Adds to `band` what its cells get from points they are inside for, the cheaper way if none
/// is given.
#[inline(always)]
pub(crate) fn add<const N: usize, S: Shape<N>>(
    shape: &S,
    grid: &Grid,
    cells: &Cells,
    disc: &Disc,
    (block_width, way): (usize, Option<Way>),
    band: &mut Band<'_>,
    scratch: &mut Scratch<N>,
) -> Result<(), Cancelled> {
    let Some(reach) = disc.inside_rows() else {
        return Ok(());
    };
    let rows_near = band.rows() + 2 * reach;
    let mut near = std::mem::take(&mut scratch.near);
    near.clear();
    near.resize(rows_near, 0..0);
    for west in (0..band.columns).step_by(block_width) {
        band.check()?;
        let width = ((band.columns - west) as usize).min(block_width);
        let occupied = move_east(cells, band.south, (west, width), reach, &mut near);
        if occupied == 0 {
            continue;
        }
        let block = Block {
            cells,
            near: &near,
            grid,
            half_widths: disc.half_widths(),
            reach: reach as i32,
            south: band.south,
            rows: band.rows(),
            west,
            width,
            lanes: width.next_multiple_of(LANES),
            middle: (
                f64::from(west) + 0.5 * width as f64,
                f64::from(band.south) + 0.5 * band.rows() as f64,
            ),
        };
        match way.unwrap_or_else(|| block.cheaper(occupied, N)) {
            Way::Dense => block.dense(shape, band, scratch),
            Way::Sparse => block.sparse(shape, band, scratch),
        }
    }
    scratch.near = near;
    Ok(())
}

/// Moves the ranges of cells that reach into a block on to the next block eastwards, and
/// counts those cells.
fn move_east(
    cells: &Cells,
    south: i32,
    (west, width): (i32, usize),
    reach: usize,
    near: &mut [Range<usize>],
) -> usize {
    let (first, end) = (west - reach as i32, west + (width + reach) as i32);
    let mut occupied = 0;
    for (near, row) in near.iter_mut().zip(south - reach as i32..) {
        let cells = cells.row(row);
        let until = |start: usize, column: i32| {
            let further = cells[start..].iter().take_while(|c| c.column < column);
            start + further.count()
        };
        *near = until(near.start, first)..until(near.end, end);
        occupied += near.len();
    }
    occupied
}

impl Block<'_> {
    /// The rows of cells that reach in.
    fn rows_near(&self) -> Range<i32> {
        self.south - self.reach..self.south + self.rows as i32 + self.reach
    }

    /// The cells of a row that reach in and hold points; `line` counts rows that reach in.
    #[inline(always)]
    fn row(&self, line: usize) -> &[Cell] {
        let row = self.south - self.reach + line as i32;
        &self.cells.row(row)[self.near[line].clone()]
    }

    /// The way that costs less, as measured in cycles of one processor.
    fn cheaper(&self, occupied: usize, sums: usize) -> Way {
        let across = 2 * self.reach as usize + 1;
        let near = (self.rows + across) * (self.lanes + across);
        let dense = near * 25 + self.rows * self.lanes * across * 5 / 2;
        let sparse = occupied * across * self.rows / (self.rows + across) * 20;
        if dense < sparse && near * sums <= MOST_NUMBERS {
            Way::Dense
        } else {
            Way::Sparse
        }
    }

    /// Sums of the terms of a cell's points.
    #[inline(always)]
    fn sums_of<const N: usize, S: Shape<N>>(
        &self,
        shape: &S,
        points: &[WeightedPoint],
    ) -> [f64; N] {
        let mut sums = [0.0; N];
        for point in points {
            let (x, y) = self.grid.cells(point);
            let terms = shape.terms(x - self.middle.0, y - self.middle.1, point.weight);
            add_to(&mut sums, &terms);
        }
        sums
    }

    #[inline(always)]
    fn dense<const N: usize, S: Shape<N>>(
        &self,
        shape: &S,
        band: &mut Band<'_>,
        scratch: &mut Scratch<N>,
    ) {
        let Scratch {
            from_west, sums, ..
        } = scratch;
        let len = self.lanes + 2 * self.reach as usize + 1;
        let plane = len * self.rows_near().len();
        // What was there before is overwritten.
        from_west.resize(from_west.len().max(N * plane), 0.0);
        sums.resize(sums.len().max(TOGETHER * N * self.lanes), 0.0);
        for line in 0..self.rows_near().len() {
            self.sum_from_west(shape, line, plane, from_west);
        }
        for first in (0..self.rows).step_by(TOGETHER) {
            let rows = first..(first + TOGETHER).min(self.rows);
            for n in 0..N {
                let plane = &from_west[n * plane..(n + 1) * plane];
                for row in rows.clone() {
                    let start = ((row - first) * N + n) * self.lanes;
                    let sums = &mut sums[start..start + self.lanes];
                    self.sum_discs(&plane[row * len..], len, sums);
                }
            }
            for row in rows {
                let start = (row - first) * N * self.lanes;
                self.evaluate(shape, row, &sums[start..start + N * self.lanes], band);
            }
        }
    }

    /// Puts the sums of the cells west of each column of a row into the planes.
    #[inline(always)]
    fn sum_from_west<const N: usize, S: Shape<N>>(
        &self,
        shape: &S,
        line: usize,
        plane: usize,
        from_west: &mut [f64],
    ) {
        let len = self.lanes + 2 * self.reach as usize + 1;
        let start = line * len;
        let mut lines = from_west.chunks_exact_mut(plane);
        let mut lines: [&mut [f64]; N] = std::array::from_fn(|_| {
            lines
                .next()
                .map_or(&mut [][..], |p| &mut p[start..start + len])
        });
        let mut sums = [0.0; N];
        let mut done = 0;
        for cell in self.row(line) {
            let column = (cell.column - (self.west - self.reach)) as usize;
            for (line, &sum) in lines.iter_mut().zip(&sums) {
                for to in &mut line[done..=column] {
                    *to = sum;
                }
            }
            done = column + 1;
            add_to(&mut sums, &self.sums_of(shape, self.cells.points(cell)));
        }
        for (line, sum) in lines.iter_mut().zip(sums) {
            line[done..].fill(sum);
        }
    }

    /// For each cell of a row, the sum over the disc around it. `plane` begins with the
    /// southernmost row of the disc.
    #[inline(always)]
    fn sum_discs(&self, plane: &[f64], len: usize, sums: &mut [f64]) {
        let reach = self.reach as usize;
        for (lane, sums) in sums.chunks_exact_mut(LANES).enumerate() {
            let mut total = [0.0; LANES];
            for (row, &half) in self.half_widths.iter().enumerate() {
                let line = &plane[row * len + lane * LANES..];
                let half = half as usize;
                let to = &line[reach + half + 1..][..LANES];
                let from = &line[reach - half..][..LANES];
                for k in 0..LANES {
                    total[k] += to[k] - from[k];
                }
            }
            sums.copy_from_slice(&total);
        }
    }

    #[inline(always)]
    fn sparse<const N: usize, S: Shape<N>>(
        &self,
        shape: &S,
        band: &mut Band<'_>,
        scratch: &mut Scratch<N>,
    ) {
        let Scratch { steps, sums, .. } = scratch;
        let len = self.width + 1;
        steps.resize(steps.len().max(self.rows * len), [0.0; N]);
        sums.resize(sums.len().max(N * self.lanes), 0.0);
        for (line, row) in self.rows_near().enumerate() {
            for cell in self.row(line) {
                let terms = self.sums_of(shape, self.cells.points(cell));
                self.enter(cell.column - self.west, row - self.south, &terms, steps);
            }
        }
        for (row, steps) in steps.chunks_exact_mut(len).take(self.rows).enumerate() {
            let mut active = [0.0; N];
            for (at, step) in steps.iter_mut().enumerate() {
                add_to(&mut active, step);
                *step = [0.0; N];
                if active[0] == 0.0 {
                    active = [0.0; N];
                }
                if at < self.width {
                    for n in 0..N {
                        sums[n * self.lanes + at] = active[n];
                    }
                }
            }
            self.evaluate(shape, row, &sums[..N * self.lanes], band);
        }
    }

    /// Enters a cell, counted from the block's south-west, into the rows it is inside for.
    #[inline(always)]
    fn enter<const N: usize>(
        &self,
        column: i32,
        row: i32,
        terms: &[f64; N],
        steps: &mut [[f64; N]],
    ) {
        let (width, len) = (self.width as i32, self.width + 1);
        for (&half, line) in self.half_widths.iter().zip(row - self.reach..) {
            let (start, end) = ((column - half).max(0), column + half + 1);
            if line < 0 || line >= self.rows as i32 || start >= width || end <= 0 {
                continue;
            }
            let steps = &mut steps[line as usize * len..(line as usize + 1) * len];
            add_to(&mut steps[start as usize], terms);
            take_off(&mut steps[end.min(width) as usize], terms);
        }
    }

    /// Turns the sums at the cells of a row into densities.
    #[inline(always)]
    fn evaluate<const N: usize, S: Shape<N>>(
        &self,
        shape: &S,
        row: usize,
        sums: &[f64],
        band: &mut Band<'_>,
    ) {
        let mut lines = sums.chunks_exact(self.lanes);
        let lines: [&[f64]; N] =
            std::array::from_fn(|_| lines.next().map_or(&[][..], |line| &line[..self.width]));
        let y = f64::from(self.south + row as i32) - self.middle.1;
        let west = f64::from(self.west) - self.middle.0;
        let cells = band.cells(row, self.west, self.width);
        for (k, cell) in cells.iter_mut().enumerate() {
            let sums = std::array::from_fn(|n| lines[n][k]);
            let density = at_least_0(shape.at(&sums, west + k as f64, y));
            *cell += if sums[0] > 0.0 { density } else { 0.0 };
        }
    }
}

#[inline(always)]
fn add_to<const N: usize>(sums: &mut [f64; N], terms: &[f64; N]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

#[inline(always)]
fn take_off<const N: usize>(sums: &mut [f64; N], terms: &[f64; N]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum -= term;
    }
}
