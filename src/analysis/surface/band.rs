//! A few rows of a surface while they are summed.

use crate::analysis::surface::disc::Rim;
use crate::base::progress::{Cancelled, Progress};

/// Rows `south` to before `north` of a surface, and ground around them west and east, so
/// that what is added there need not be cut at the edges.
pub(crate) struct Band<'a> {
    pub(crate) south: i32,
    pub(crate) north: i32,
    /// Cells from west to east, without the ground around.
    pub(crate) columns: i32,
    ground: Vec<f64>,
    margin: i32,
    progress: &'a Progress,
}

impl<'a> Band<'a> {
    /// An empty band on a lattice of `columns`, for discs that reach `reach` cells.
    pub(crate) fn new(columns: usize, reach: i32, progress: &'a Progress) -> Self {
        Self {
            south: 0,
            north: 0,
            columns: columns as i32,
            ground: Vec::new(),
            // A point that reaches in lies up to `reach` + 1 cells outside.
            margin: 2 * reach + 2,
            progress,
        }
    }

    /// Begins rows `south` to before `north`.
    pub(crate) fn begin(&mut self, south: i32, north: i32) {
        (self.south, self.north) = (south, north);
        let len = (north - south) as usize * self.stride();
        self.ground.clear();
        self.ground.resize(len, 0.0);
    }

    /// Stops the work if nobody wants it any more.
    pub(crate) fn check(&self) -> Result<(), Cancelled> {
        if self.progress.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    fn stride(&self) -> usize {
        (self.columns + 2 * self.margin) as usize
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        (self.north - self.south) as usize
    }

    /// The cells of a row, counted from `south`, from `first` on.
    pub(crate) fn cells(&mut self, row: usize, first: i32, len: usize) -> &mut [f64] {
        let start = row * self.stride() + (first + self.margin) as usize;
        &mut self.ground[start..start + len]
    }

    /// Where the cells of a rim lie on the ground, counted from the first of them.
    pub(crate) fn put_steps(&self, rim: Rim<'_>, steps: &mut Vec<u32>) {
        let stride = self.stride() as i64;
        let place = |k: usize| rim.rows[k] as i64 * stride + rim.columns[k] as i64;
        steps.clear();
        steps.extend((0..rim.rows.len()).map(|k| (place(k) - place(0)) as u32));
    }

    /// The ground from the first cell of `rim` on, as a point in the cell at `column` and
    /// `row` sees it.
    pub(crate) fn ground_from(&mut self, column: i32, row: i32, rim: Rim<'_>) -> &mut [f64] {
        let line = (row + rim.rows[0] as i32 - self.south) as usize;
        let place = (column + rim.columns[0] as i32 + self.margin) as usize;
        let start = line * self.stride() + place;
        &mut self.ground[start..]
    }

    /// Gives the sums, times `scale`, to the cells of the surface.
    #[inline(always)]
    pub(crate) fn pour(&mut self, scale: f64, cells: &mut [f32]) {
        let columns = self.columns as usize;
        for (row, cells) in cells.chunks_exact_mut(columns).enumerate() {
            for (cell, sum) in cells.iter_mut().zip(self.cells(row, 0, columns)) {
                *cell = (*sum * scale) as f32;
            }
        }
    }
}
