//! What every way of computing a surface shares: which points reach a row, which of its
//! columns a point covers, and the loop over rows.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IndexedParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::{Lattice, M2_PER_KM2, WeightedPoint};
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

/// Points over a lattice, under one kernel.
pub(crate) struct Frame<'a> {
    pub(crate) lattice: Lattice,
    cells: &'a Cells,
    pub(crate) kernel: Kernel,
    pub(crate) bandwidth_m: f64,
    reach_m: f64,
    reach_sq: f64,
    per_cell: f64,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(
        lattice: Lattice,
        cells: &'a Cells,
        kernel: Kernel,
        bandwidth_m: f64,
    ) -> Self {
        let reach_m = kernel.reach_m(bandwidth_m);
        let (reach_sq, per_cell) = (reach_m * reach_m, lattice.cell_m.recip());
        Self {
            lattice,
            cells,
            kernel,
            bandwidth_m,
            reach_m,
            reach_sq,
            per_cell,
        }
    }

    /// The kernel's value at its centre, per km².
    pub(crate) fn at_centre_per_km2(&self) -> f64 {
        self.kernel.at_centre_per_m2(self.bandwidth_m) * M2_PER_KM2
    }

    /// The points that may reach rows `south` to `north`, in the order of their cells.
    pub(crate) fn points_near(&self, south: usize, north: usize) -> &'a [WeightedPoint] {
        let reach = (self.reach_m * self.per_cell).ceil() as i32 + 1;
        let (south, north) = (south as i32, north as i32);
        self.cells
            .points_between(south.saturating_sub(reach), north.saturating_add(reach))
    }

    /// The first and last column whose centres, at northing `y`, are nearer to `p` than the
    /// kernel's reach; `None` where there are none on the lattice.
    /// A root finds them to within rounding; the comparison of squares in metres decides.
    pub(crate) fn covered(&self, p: Planar, y: f64) -> Option<(usize, usize)> {
        let dy_sq = (p.y - y) * (p.y - y);
        let is_inside = |column: i64| {
            let dx = p.x - (self.lattice.origin.x + (column as f64 + 0.5) * self.lattice.cell_m);
            dx * dx + dy_sq < self.reach_sq
        };
        let half = (self.reach_sq - dy_sq).max(0.0).sqrt() * self.per_cell;
        let at = self.column_of(p.x);
        let (mut first, mut last) = ((at - half).ceil() as i64, (at + half).floor() as i64);
        if is_inside(first - 1) {
            first -= 1;
        } else if !is_inside(first) {
            first += 1;
        }
        if is_inside(last + 1) {
            last += 1;
        } else if !is_inside(last) {
            last -= 1;
        }
        let (first, last) = (first.max(0), last.min(self.lattice.columns as i64 - 1));
        (first <= last).then_some((first as usize, last as usize))
    }

    /// Easting `x` in columns; the centre of column 0 is at 0.
    fn column_of(&self, x: f64) -> f64 {
        (x - self.lattice.origin.x) * self.per_cell - 0.5
    }

    /// Fills the lattice in bands of `band` rows: `fill` is given the first row of a band, a
    /// buffer it may keep between bands, and the band's cells.
    pub(crate) fn by_bands<B>(
        &self,
        band: usize,
        progress: &Progress,
        buffer: impl Fn() -> B + Sync + Send,
        fill: impl Fn(usize, &mut B, &mut [f32]) + Sync + Send,
    ) -> Result<Vec<f32>, Cancelled> {
        let mut cells = vec![0.0_f32; self.lattice.len()];
        let bands_done = AtomicUsize::new(0);
        cells
            .par_chunks_mut(band * self.lattice.columns)
            .enumerate()
            .try_for_each_init(buffer, |buffer, (index, cells)| {
                let done = bands_done.fetch_add(1, Ordering::Relaxed);
                progress.check(done * band, self.lattice.rows)?;
                fill(index * band, buffer, cells);
                Ok(())
            })?;
        Ok(cells)
    }
}
