//! The exact surface: the sum of kernels at every cell centre.

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::disc::Disc;
use crate::analysis::surface::frame::Frame;
use crate::analysis::surface::inside::Way;
use crate::analysis::surface::shape::{Epanechnikov, Grid, Quartic, Uniform};
use crate::analysis::surface::sweep::Ground;
use crate::analysis::surface::{Lattice, SurfaceParams, WIDEST, splat};
use crate::base::progress::{Cancelled, Progress};

/// Incidents per km² at the cell centres; `way` as in [`Ground`].
pub(crate) fn densities(
    lattice: Lattice,
    cells: &Cells,
    params: &SurfaceParams,
    way: Option<Way>,
    progress: &Progress,
) -> Result<Vec<f32>, Cancelled> {
    let (kernel, b) = (params.kernel, params.bandwidth_m / lattice.cell_m);
    let frame = Frame::new(lattice, cells, kernel, params.bandwidth_m);
    match kernel {
        _ if b > WIDEST => splat::any(&frame, progress),
        Kernel::Triangular => splat::triangular(&frame, progress),
        Kernel::Gaussian => splat::gaussian(&frame, progress),
        _ => swept(lattice, cells, params, Disc::new(b), way, progress),
    }
}

/// As [`densities`], of points that all lie at cell centres, and of a kernel that is a
/// polynomial and vanishes at its rim.
pub(crate) fn of_nodes(
    lattice: Lattice,
    cells: &Cells,
    params: &SurfaceParams,
    progress: &Progress,
) -> Result<Vec<f32>, Cancelled> {
    let disc = Disc::of_centres(params.bandwidth_m / lattice.cell_m);
    swept(lattice, cells, params, disc, None, progress)
}

fn swept(
    lattice: Lattice,
    cells: &Cells,
    params: &SurfaceParams,
    disc: Disc,
    way: Option<Way>,
    progress: &Progress,
) -> Result<Vec<f32>, Cancelled> {
    let h = params.bandwidth_m;
    let grid = Grid::new(lattice);
    let (b_sq, reach_sq) = ((h / lattice.cell_m).powi(2), h * h);
    let at_centre = Frame::new(lattice, cells, params.kernel, h).at_centre_per_km2();
    let ground = |scale| Ground {
        grid,
        cells,
        disc,
        scale,
        way,
    };
    match params.kernel {
        Kernel::Uniform => ground(at_centre).sweep(&Uniform { grid, reach_sq }, progress),
        Kernel::Epanechnikov => {
            ground(at_centre / b_sq).sweep(&Epanechnikov { grid, b_sq }, progress)
        }
        _ => ground(at_centre / (b_sq * b_sq)).sweep(&Quartic { grid, b_sq }, progress),
    }
}
