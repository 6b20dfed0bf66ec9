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
use rayon::slice::ParallelSlice;
use serde::{Deserialize, Serialize};

use crate::analysis::kernel::Kernel;
use crate::analysis::selection::Selection;
use crate::base::progress::{Cancelled, Progress};
use crate::base::{Bounds, Planar};
use crate::data::areas::Areas;
use crate::data::dataset::Dataset;

mod band;
mod bins;
mod cells;
mod convolve;
mod cost;
mod disc;
mod exact;
mod frame;
mod inside;
mod lattice;
mod mask;
mod points;
mod preview;
mod rim;
mod shape;
mod splat;
mod sweep;
#[cfg(test)]
mod tests;

pub use cost::{SurfaceCost, surface_cost};
pub use lattice::Lattice;
pub use points::WeightedPoint;

use cells::Cells;

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

/// Points that are looked at in one go.
const CHUNK: usize = 1 << 15;

/// The greatest bandwidth, in cells, that is worth the lists of [`Disc`].
const WIDEST: f64 = 2000.0;

/// Square metres in a km².
const M2_PER_KM2: f64 = 1e6;

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
    surface_of(points(data, selection), &data.areas, params, progress)
}

/// Computes the density surface of weighted points; `areas` are the mask, if one is asked.
///
/// # Errors
/// See [`SurfaceError`].
pub fn surface_of(
    points: Vec<WeightedPoint>,
    areas: &Areas,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<Surface, SurfaceError> {
    let (lattice, cells) = grouped(points, params, progress)?;
    let densities = exact::densities(lattice, &cells, params, None, progress)?;
    Ok(finished(lattice, densities, areas, params))
}

/// Computes a surface of `selection` that is nearly [`surface`], sooner where points are many;
/// [`surface_cost`] tells whether it is.
///
/// Points are shared among nodes, which lie as densely as the cells, or twice as densely for
/// bandwidths under 8 cells (the Gaussian: under 3). With b the bandwidth in nodes, a cell
/// is wrong by at most this part of the kernel's height times the weight within its reach:
///
/// | kernel | error |
/// |---|---|
/// | quartic | 2/b² |
/// | Epanechnikov | 1/b + 1/(2 b²), the first on the rim only, where it has a kink |
/// | triangular | 1/b, at the centre and on the rim |
/// | Gaussian | 1/(4 b²) + 4·10⁻⁶ |
/// | uniform | none: the preview is the exact surface |
///
/// # Errors
/// See [`SurfaceError`].
pub fn surface_preview(
    data: &Dataset,
    selection: &Selection,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<Surface, SurfaceError> {
    surface_preview_of(points(data, selection), &data.areas, params, progress)
}

/// As [`surface_preview`], of weighted points.
///
/// # Errors
/// See [`SurfaceError`].
pub fn surface_preview_of(
    points: Vec<WeightedPoint>,
    areas: &Areas,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<Surface, SurfaceError> {
    let (lattice, cells) = grouped(points, params, progress)?;
    let b = params.bandwidth_m / lattice.cell_m;
    let densities = match preview::fineness(params.kernel, b) {
        Some(times) => preview::densities(lattice, &cells, params, times, progress)?,
        None => exact::densities(lattice, &cells, params, None, progress)?,
    };
    Ok(finished(lattice, densities, areas, params))
}

/// A point for each site of `selection`.
fn points(data: &Dataset, selection: &Selection) -> Vec<WeightedPoint> {
    let sites = data.incidents.sites();
    selection
        .sites
        .par_iter()
        .map(|load| WeightedPoint {
            at: sites.position(load.site as usize),
            weight: load.weight,
        })
        .collect()
}

/// The lattice, and the points that reach it.
fn grouped(
    mut points: Vec<WeightedPoint>,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<(Lattice, Cells), SurfaceError> {
    let around = bounds_of(&points).ok_or(SurfaceError::Empty)?;
    let (lattice, near) = ground(around, params)?;
    if !(near.contains(around.min) && near.contains(around.max)) {
        points.retain(|p| near.contains(p.at));
    }
    progress.check(0, lattice.rows)?;
    Ok((lattice, Cells::new(&lattice, points)))
}

fn bounds_of(points: &[WeightedPoint]) -> Option<Bounds> {
    points
        .par_chunks(CHUNK)
        .filter_map(|points| Bounds::around(points.iter().map(|p| p.at)))
        .reduce_with(|a, b| a.with(b.min).with(b.max))
}

/// The lattice for points within `around`, and the ground that reaches it.
fn ground(around: Bounds, params: &SurfaceParams) -> Result<(Lattice, Bounds), SurfaceError> {
    let reach_m = params.kernel.reach_m(params.bandwidth_m);
    let extent = params.extent.unwrap_or_else(|| around.grown(reach_m));
    let lattice = Lattice::covering(extent, params.cell_m)?;
    Ok((lattice, lattice.bounds().grown(reach_m)))
}

fn finished(
    lattice: Lattice,
    mut density_per_km2: Vec<f32>,
    areas: &Areas,
    params: &SurfaceParams,
) -> Surface {
    if params.mask {
        let polygons = areas.iter().flat_map(|(_, area)| area.shape.iter());
        mask::blank_outside(polygons, &lattice, &mut density_per_km2);
    }
    // `max` passes over NaN.
    let peak_per_km2 = density_per_km2.par_iter().copied().reduce(|| 0.0, f32::max);
    Surface {
        lattice,
        density_per_km2,
        peak_per_km2,
    }
}
