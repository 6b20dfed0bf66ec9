//! The density surface: incidents per km² at the centres of square cells.

use serde::{Deserialize, Serialize};

use crate::analysis::kernel::Kernel;
use crate::analysis::selection::Selection;
use crate::base::progress::{Cancelled, Progress};
use crate::base::{Bounds, Planar};
use crate::data::dataset::Dataset;

/// How to compute a surface. Numbers are finite and above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurfaceParams {
    /// Kernel.
    pub kernel: Kernel,
    /// Bandwidth in metres: the kernel's radius, for the Gaussian its standard deviation.
    pub bandwidth_m: f64,
    /// Side of a cell in metres.
    pub cell_m: f64,
    /// Extent; the incidents' own where `None`.
    pub extent: Option<Bounds>,
    /// Leave cells outside the areas empty.
    pub mask: bool,
}

/// A lattice of square cells whose edges are multiples of the cell size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lattice {
    /// South-west corner of the south-west cell, in metres.
    pub origin: Planar,
    /// Side of a cell, in metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from south to north.
    pub rows: usize,
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

/// A surface that cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SurfaceError {
    /// The lattice would be too large.
    #[error("a surface of {columns} x {rows} cells is over the limit of {MAX_CELLS}; choose cells larger than {cell_m} m or a smaller extent")]
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

/// Computes the density surface of `selection`.
///
/// # Errors
/// See [`SurfaceError`].
pub fn surface(
    _data: &Dataset,
    _selection: &Selection,
    _params: &SurfaceParams,
    _progress: &Progress,
) -> Result<Surface, SurfaceError> {
    todo!("surface helper")
}
