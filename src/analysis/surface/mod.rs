//! The density surface: incidents per km² at the centres of square cells.
//!
//! f(q) = Σ wᵢ K(|q − pᵢ|), with the normalised kernels of [`crate::analysis::kernel`], is
//! evaluated exactly at every cell centre; nothing is binned. Incidents outside the extent
//! still count where their kernel reaches in. No edge is corrected for: beyond the study
//! region nothing is known, and the surface says what was recorded, not what would have been.
//!
//! Rows are computed in parallel, each from the same points in the same order, so that the
//! surface has the same bits on one thread and on many, and for any order of the incidents.

#![expect(
    clippy::inline_always,
    reason = "a loop is compiled for each width of registers together with all it calls"
)]

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::analysis::kernel::Kernel;
use crate::analysis::selection::Selection;
use crate::base::progress::{Cancelled, Progress};
use crate::base::{Bounds, Planar};
use crate::data::areas::Areas;
use crate::data::dataset::Dataset;

mod band;
mod cells;
mod disc;
mod frame;
mod inside;
mod lattice;
mod mask;
mod points;
mod rim;
mod shape;
mod splat;
mod sweep;
#[cfg(test)]
mod tests;

pub use lattice::Lattice;
pub use points::WeightedPoint;

use cells::Cells;
use disc::Disc;
use frame::Frame;
use inside::Way;
use shape::{Epanechnikov, Grid, Quartic, Uniform};
use sweep::Ground;

/// How to compute a surface. Numbers are finite and above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurfaceParams {
    /// Kernel.
    pub kernel: Kernel,
    /// Bandwidth in metres: the kernel's radius, for the Gaussian its standard deviation.
    pub bandwidth_m: f64,
    /// Side of a cell in metres.
    pub cell_m: f64,
    /// Extent, snapped outwards to the lattice; the incidents' own where `None`.
    pub extent: Option<Bounds>,
    /// Leave cells outside the areas empty.
    pub mask: bool,
}

/// A density surface.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Where its cells lie.
    pub lattice: Lattice,
    /// Incidents per km² at cell centres, row by row from the south, west to east.
    /// NaN where the mask leaves a cell empty.
    pub density_per_km2: Vec<f32>,
    /// The greatest density.
    pub peak_per_km2: f32,
}

impl Surface {
    /// The density in the cell that holds `p`; `None` outside the lattice and the mask.
    pub fn at(&self, p: Planar) -> Option<f32> {
        let (column, row) = self.lattice.cell_at(p)?;
        let density = self.density_per_km2[row * self.lattice.columns + column];
        (!density.is_nan()).then_some(density)
    }
}

/// A surface that cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SurfaceError {
    /// The lattice would be too large.
    #[error(
        "a surface of {columns} x {rows} cells is over the limit of {MAX_CELLS}; choose cells larger than {cell_m} m or a smaller extent"
    )]
    TooManyCells {
        /// Cells from west to east.
        columns: u64,
        /// Cells from south to north.
        rows: u64,
        /// Side that was asked for.
        cell_m: f64,
    },
    /// Nothing to spread.
    #[error("no incident passes the filter, so there is no surface")]
    Empty,
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The greatest number of cells of a surface.
pub const MAX_CELLS: u64 = 50_000_000;

/// The greatest bandwidth, in cells, that is worth the lists of [`Disc`].
const WIDEST: f64 = 2000.0;

/// Computes the density surface of `selection`.
///
/// # Errors
/// See [`SurfaceError`].
pub fn surface(
    data: &Dataset,
    selection: &Selection,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<Surface, SurfaceError> {
    let sites = data.incidents.sites();
    let points = selection
        .sites
        .iter()
        .map(|load| WeightedPoint {
            at: sites.position(load.site as usize),
            weight: load.weight,
        })
        .collect();
    surface_of(points, &data.areas, params, progress)
}

/// Computes the density surface of weighted points; `areas` are the mask, if one is asked.
///
/// # Errors
/// See [`SurfaceError`].
pub fn surface_of(
    mut points: Vec<WeightedPoint>,
    areas: &Areas,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<Surface, SurfaceError> {
    let reach_m = params.kernel.reach_m(params.bandwidth_m);
    let around = Bounds::around(points.iter().map(|p| p.at)).ok_or(SurfaceError::Empty)?;
    let extent = params.extent.unwrap_or_else(|| around.grown(reach_m));
    let lattice = Lattice::covering(extent, params.cell_m)?;
    let near = lattice.bounds().grown(reach_m);
    points.retain(|p| near.contains(p.at));
    progress.check(0, lattice.rows)?;
    let points = points::in_cell_order(points, &lattice);
    let cells = Cells::new(&lattice, &points);
    let mut density_per_km2 = densities(lattice, &cells, params, None, progress)?;
    if params.mask {
        let polygons = areas.iter().flat_map(|(_, area)| area.shape.iter());
        mask::blank_outside(polygons, &lattice, &mut density_per_km2);
    }
    // `max` passes over NaN.
    let peak_per_km2 = density_per_km2.par_iter().copied().reduce(|| 0.0, f32::max);
    Ok(Surface {
        lattice,
        density_per_km2,
        peak_per_km2,
    })
}

/// Incidents per km² at the cell centres.
fn densities(
    lattice: Lattice,
    cells: &Cells<'_>,
    params: &SurfaceParams,
    way: Option<Way>,
    progress: &Progress,
) -> Result<Vec<f32>, Cancelled> {
    let SurfaceParams {
        kernel,
        bandwidth_m,
        ..
    } = *params;
    let b = bandwidth_m / lattice.cell_m;
    let grid = Grid::new(lattice);
    let frame = Frame::new(lattice, cells, kernel, bandwidth_m);
    let at_centre = frame.at_centre_per_km2();
    let (b_sq, reach_sq) = (b * b, bandwidth_m * bandwidth_m);
    let sweep = |scale| Ground {
        grid,
        cells,
        disc: Disc::new(b),
        scale,
        way,
    };
    match kernel {
        _ if b > WIDEST => splat::any(&frame, progress),
        Kernel::Quartic => {
            sweep(at_centre / (b_sq * b_sq)).sweep(&Quartic { grid, b_sq }, progress)
        }
        Kernel::Epanechnikov => {
            sweep(at_centre / b_sq).sweep(&Epanechnikov { grid, b_sq }, progress)
        }
        Kernel::Uniform => sweep(at_centre).sweep(&Uniform { grid, reach_sq }, progress),
        Kernel::Triangular => splat::triangular(&frame, progress),
        Kernel::Gaussian => splat::gaussian(&frame, progress),
    }
}
