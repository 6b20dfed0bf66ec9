//! A surface of binned points, for when the exact one is slow to come.
//!
//! Points are shared among the nodes of the lattice of cell centres ([`Bins`]), or of one
//! twice as fine where the bandwidth is short, and the kernel is summed from there.
//!
//! Linear binning is interpolation of the kernel. With nodes δ apart its error is δ²/8 times
//! the greatest second derivative along each axis, or δ/4 times a jump of the first, which
//! gives the table of [`surface_preview`](crate::analysis::surface::surface_preview). Errors
//! of points have both signs, so that a tenth of it is usual. On the rim of the uniform
//! kernel all of its height would be wrong, so it has no preview.

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::bins::Bins;
use crate::analysis::surface::cells::Cells;
use crate::analysis::surface::convolve::convolved;
use crate::analysis::surface::{Lattice, M2_PER_KM2, SurfaceParams, WIDEST, exact};
use crate::base::progress::{Cancelled, Progress};

/// The bandwidth, in cells, from which on its own lattice is fine enough.
fn fine_enough(kernel: Kernel) -> f64 {
    match kernel {
        Kernel::Gaussian => 3.0,
        _ => 8.0,
    }
}

/// The bandwidth, in nodes, to which a table of the kernel is cheaper than its polynomial.
pub(crate) const WIDEST_TABLE: f64 = 36.0;

/// How many times as fine as the cells the nodes of a preview lie; `None` where the exact
/// surface has to do.
pub(crate) fn fineness(kernel: Kernel, b: f64) -> Option<usize> {
    match kernel {
        Kernel::Uniform => None,
        _ if b > WIDEST => None,
        _ if b < fine_enough(kernel) => Some(2),
        _ => Some(1),
    }
}

/// Incidents per km² at the cell centres, from nodes `times` as fine as the cells.
pub(crate) fn densities(
    lattice: Lattice,
    cells: &Cells,
    params: &SurfaceParams,
    times: usize,
    progress: &Progress,
) -> Result<Vec<f32>, Cancelled> {
    let SurfaceParams {
        kernel,
        bandwidth_m,
        ..
    } = *params;
    let b = bandwidth_m * times as f64 / lattice.cell_m;
    let margin = kernel.reach_m(b).ceil() as usize + 2 * times;
    let bins = Bins::new(&lattice, cells, times, margin, progress)?;
    let is_polynomial = matches!(kernel, Kernel::Quartic | Kernel::Epanechnikov);
    if is_polynomial && b > WIDEST_TABLE {
        let nodes = Cells::new(&bins.nodes, bins.points());
        let fine = exact::of_nodes(bins.nodes, &nodes, params, progress)?;
        return Ok(every(times, &lattice, &bins.nodes, |i| fine[i]));
    }
    let scale = kernel.at_centre_per_m2(bandwidth_m) * M2_PER_KM2;
    let fine = convolved(kernel, b, &bins, progress)?;
    Ok(every(times, &lattice, &bins.nodes, |i| {
        (fine[i] * scale) as f32
    }))
}

/// What `at` gives of the nodes that are cell centres.
fn every(times: usize, lattice: &Lattice, nodes: &Lattice, at: impl Fn(usize) -> f32) -> Vec<f32> {
    (0..lattice.rows)
        .flat_map(|row| (0..lattice.columns).map(move |column| (row, column)))
        .map(|(row, column)| at(row * times * nodes.columns + column * times))
        .collect()
}
