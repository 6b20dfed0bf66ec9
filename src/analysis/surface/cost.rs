//! What a surface costs, from counts alone: the same on every machine and every day.

use std::f64::consts::PI;

use crate::analysis::kernel::Kernel;
use crate::analysis::selection::Selection;
use crate::analysis::surface::preview::{WIDEST_TABLE, fineness};
use crate::analysis::surface::{Lattice, SurfaceError, SurfaceParams, WIDEST, ground};
use crate::data::dataset::Dataset;

/// Estimates of the work, in milliseconds of one thread of an ordinary computer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurfaceCost {
    /// Of [`surface`](crate::analysis::surface::surface).
    pub exact_ms: f64,
    /// Of [`surface_preview`](crate::analysis::surface::surface_preview); that of the exact
    /// surface where a preview would be the same.
    pub preview_ms: f64,
}

/// Estimates what the surface of `selection` and a preview of it cost.
///
/// # Errors
/// [`SurfaceError::Empty`] and [`SurfaceError::TooManyCells`], as the surface would.
pub fn surface_cost(
    data: &Dataset,
    selection: &Selection,
    params: &SurfaceParams,
) -> Result<SurfaceCost, SurfaceError> {
    let sites = data.incidents.sites();
    let positions = selection
        .sites
        .iter()
        .map(|load| sites.position(load.site as usize));
    let around = crate::base::Bounds::around(positions.clone()).ok_or(SurfaceError::Empty)?;
    let (lattice, near) = ground(around, params)?;
    let points = positions.filter(|&p| near.contains(p)).count();
    Ok(of_counts(points as f64, &lattice, params))
}

/// The estimate for a number of distinct points. Constants are nanoseconds, as measured.
fn of_counts(points: f64, lattice: &Lattice, params: &SurfaceParams) -> SurfaceCost {
    let b = params.bandwidth_m / lattice.cell_m;
    let cells = lattice.len() as f64;
    let kernel = params.kernel;
    let grouped = 20.0 * points;
    let exact = grouped
        + match kernel {
            _ if b > WIDEST => 3.0 * points * cells,
            Kernel::Triangular => 2.5 * points * PI * b * b,
            Kernel::Gaussian => 50.0 * points * b * b,
            _ => {
                let rim = 2.5 * b * points + 4.0 * b * points.min(cells);
                let inside = (2.0 * b + 1.0) * (2.0 * cells).min(7.0 * points);
                rim + inside
            }
        };
    let preview = fineness(kernel, b).map_or(exact, |times| {
        let times = times as f64;
        let (nodes, b) = (cells * times * times, b * times);
        let smoothing = match kernel {
            Kernel::Gaussian => 10.0 + 2.0 * b,
            Kernel::Quartic | Kernel::Epanechnikov if b > WIDEST_TABLE => 90.0 + 6.0 * b,
            _ => 0.08 * PI * b * b,
        };
        grouped + nodes * smoothing
    });
    SurfaceCost {
        exact_ms: exact * 1e-6,
        preview_ms: preview * 1e-6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Bounds, Planar};

    fn cost(kernel: Kernel, points: f64, bandwidth_m: f64) -> SurfaceCost {
        let extent = Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(20_000.0, 20_000.0),
        };
        let params = SurfaceParams {
            kernel,
            bandwidth_m,
            cell_m: 25.0,
            extent: Some(extent),
            mask: false,
        };
        let lattice = Lattice::covering(extent, 25.0).unwrap();
        of_counts(points, &lattice, &params)
    }

    #[test]
    fn a_preview_pays_where_points_are_many_and_only_there() {
        for kernel in [Kernel::Quartic, Kernel::Triangular, Kernel::Gaussian] {
            let (many, few) = (cost(kernel, 1e7, 300.0), cost(kernel, 1e3, 300.0));
            assert!(many.preview_ms < many.exact_ms / 2.0, "{kernel} {many:?}");
            assert!(few.exact_ms < few.preview_ms, "{kernel} {few:?}");
        }
    }

    #[test]
    fn the_uniform_kernel_has_no_cheaper_preview() {
        let cost = cost(Kernel::Uniform, 1e7, 300.0);
        assert_eq!(cost.preview_ms, cost.exact_ms);
    }

    #[test]
    fn more_points_and_wider_bandwidths_cost_more() {
        for kernel in Kernel::ALL {
            let base = cost(kernel, 1e5, 300.0).exact_ms;
            assert!(cost(kernel, 2e5, 300.0).exact_ms > base, "{kernel}");
            assert!(cost(kernel, 1e5, 600.0).exact_ms > base, "{kernel}");
        }
    }
}
