//! The surface of kernels that are polynomials of the squared distance, exactly.
//!
//! Points are grouped by the cells of the lattice. Where a kernel reaches a cell centre from
//! anywhere in a point's cell, the points of that cell enter together ([`inside`]); where it
//! reaches from some places only, each on its own ([`rim`]). For n points in m cells and a
//! bandwidth of b cells that is about 8 b n steps of a loop without a branch and, by block
//! of the lattice, the lesser of 2 b m and 2 b times its cells.
//!
//! Plain additions and multiplications in fixed order: the surface has the same bits on any
//! number of threads and with any width of a processor's registers, which are asked for when
//! the program runs.

use std::sync::atomic::{AtomicUsize, Ordering};

use fearless_simd::{Level, Simd, dispatch};
use rayon::iter::{IndexedParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::analysis::surface::band::Band;
use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::disc::Disc;
use crate::analysis::surface::inside::Way;
use crate::analysis::surface::shape::{Grid, Shape};
use crate::analysis::surface::{inside, rim};
use crate::base::progress::{Cancelled, Progress};

/// Cells of a block: few enough for the cache, and rows enough that not too many points
/// belong to two bands.
const BLOCK: usize = 64;
const LEAST_ROWS: usize = 8;

/// What is summed, and where.
pub(crate) struct Ground<'a> {
    pub(crate) grid: Grid,
    pub(crate) cells: &'a Cells,
    pub(crate) disc: Disc,
    /// From sums to incidents per km².
    pub(crate) scale: f64,
    /// `None`: the cheaper one, block by block.
    pub(crate) way: Option<Way>,
}

/// What a thread keeps between bands.
struct Scratch<'a, const N: usize> {
    band: Band<'a>,
    inside: inside::Scratch<N>,
    rim: rim::Scratch,
}

impl Ground<'_> {
    /// The surface of a kernel.
    pub(crate) fn sweep<const N: usize>(
        &self,
        shape: &impl Shape<N>,
        progress: &Progress,
    ) -> Result<Vec<f32>, Cancelled> {
        let lattice = &self.grid.lattice;
        let mut surface = vec![0.0_f32; lattice.len()];
        let (block_width, rows) = block_size(self.disc.reach);
        let level = Level::new();
        let scratch = || Scratch {
            band: Band::new(lattice.columns, self.disc.reach, progress),
            inside: inside::Scratch::default(),
            rim: rim::Scratch::default(),
        };
        let bands_done = AtomicUsize::new(0);
        surface
            .par_chunks_mut(rows * lattice.columns)
            .enumerate()
            .try_for_each_init(scratch, |scratch, (index, cells)| {
                let done = bands_done.fetch_add(1, Ordering::Relaxed);
                progress.check(done * rows, lattice.rows)?;
                let first = (index * rows) as i32;
                let north = first + (cells.len() / lattice.columns) as i32;
                scratch.band.begin(first, north);
                dispatch!(level, simd => fill(simd, self, shape, block_width, scratch, cells))
            })?;
        Ok(surface)
    }
}

/// Sums one band and gives it to its `cells`.
#[inline(always)]
fn fill<const N: usize>(
    _: impl Simd,
    ground: &Ground<'_>,
    shape: &impl Shape<N>,
    block_width: usize,
    scratch: &mut Scratch<'_, N>,
    cells: &mut [f32],
) -> Result<(), Cancelled> {
    let Ground {
        grid,
        cells: points,
        disc,
        ..
    } = ground;
    let Scratch { band, inside, rim } = scratch;
    let how = (block_width, ground.way);
    inside::add(shape, grid, points, disc, how, band, inside)?;
    rim::add(shape, points, disc, band, rim)?;
    band.pour(ground.scale, cells);
    Ok(())
}

/// Columns of a block and rows of a band, for discs that reach `reach` cells.
fn block_size(reach: i32) -> (usize, usize) {
    let width = (2 * reach as usize).next_multiple_of(BLOCK).max(BLOCK);
    (width, (BLOCK * BLOCK / width).max(LEAST_ROWS))
}
