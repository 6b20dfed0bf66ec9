//! The exact quartic surface: 25 m cells, 300 m.

use std::path::Path;

use nightbeat::analysis::kernel::Kernel;
use nightbeat::analysis::surface::{
    Surface, SurfaceError, SurfaceParams, WeightedPoint, surface_of, surface_preview_of,
};
use nightbeat::base::{Planar, Progress, When};
use nightbeat::data::Dataset;
use nightbeat::data::areas::Areas;

use crate::inputs::read_points;
use crate::{Outcome, say, timed};

const RADIUS_M: f64 = 300.0;
const RUNS: usize = 5;

/// Times the surface and its preview. The cells of the exact one are written as 4-byte numbers,
/// from the south-west, so that other programs' can be compared with them.
pub(crate) fn time(points: &Path, out: &Path) -> Outcome {
    let unordered = weighted(&read_points(points)?);
    let points = in_table_order(&unordered);
    let mut cells = Vec::new();
    for _ in 0..RUNS {
        let given = points.clone();
        let (surface, ms) = timed(|| exact(given));
        say("surface.exact_ms", ms);
        let per_km2 = surface?.density_per_km2;
        cells = per_km2.iter().flat_map(|d| d.to_le_bytes()).collect();
        let given = unordered.clone();
        let (surface, ms) = timed(|| exact(given));
        say("surface.unordered_ms", ms);
        surface?;
        let given = points.clone();
        let (surface, ms) = timed(|| preview(given));
        say("surface.preview_ms", ms);
        surface?;
    }
    Ok(std::fs::write(out, cells)?)
}

/// Compares each cell with the definition, summed in `f64` point by point.
pub(crate) fn check(points: &Path) -> Outcome {
    let points = read_points(points)?;
    let surface = exact(weighted(&points))?;
    let wanted = brute_force(&points, &surface);
    say("surface.columns", surface.lattice.columns as f64);
    say("surface.rows", surface.lattice.rows as f64);
    say("surface.error_of_peak", error_of_peak(&surface, &wanted));
    let preview = preview(weighted(&points))?;
    say(
        "surface.preview_error_of_peak",
        error_of_peak(&preview, &wanted),
    );
    Ok(())
}

fn error_of_peak(surface: &Surface, wanted: &[f64]) -> f64 {
    let cells = surface.density_per_km2.iter().zip(wanted);
    let errors = cells.map(|(&got, &wanted)| (f64::from(got) - wanted).abs());
    errors.fold(0.0, f64::max) / wanted.iter().copied().fold(0.0, f64::max)
}

const PARAMS: SurfaceParams = SurfaceParams {
    kernel: Kernel::Quartic,
    bandwidth_m: RADIUS_M,
    cell_m: 25.0,
    extent: None,
    mask: false,
};

fn exact(points: Vec<WeightedPoint>) -> Result<Surface, SurfaceError> {
    surface_of(points, &Areas::default(), &PARAMS, &Progress::new())
}

fn preview(points: Vec<WeightedPoint>) -> Result<Surface, SurfaceError> {
    surface_preview_of(points, &Areas::default(), &PARAMS, &Progress::new())
}

/// The points as a selection of an opened table gives them: in the table's order of space.
fn in_table_order(points: &[WeightedPoint]) -> Vec<WeightedPoint> {
    let incidents = points.iter().map(|p| (p.at.x, p.at.y, When::Unknown, ""));
    let data = Dataset::from_points(incidents);
    let sites = data.incidents.sites();
    let at_site = |site: usize| WeightedPoint {
        at: sites.position(site),
        weight: sites.rows(site).len() as f64,
    };
    (0..sites.len()).map(at_site).collect()
}

fn weighted(points: &[Planar]) -> Vec<WeightedPoint> {
    let weighted = |&at| WeightedPoint { at, weight: 1.0 };
    points.iter().map(weighted).collect()
}

fn brute_force(points: &[Planar], surface: &Surface) -> Vec<f64> {
    let lattice = &surface.lattice;
    let mut cells = vec![0.0; lattice.len()];
    let reach = (RADIUS_M / lattice.cell_m).ceil() as usize + 1;
    let around = |at: f64, origin: f64, cells: usize| {
        let middle = ((at - origin) / lattice.cell_m) as usize;
        middle.saturating_sub(reach)..(middle + reach + 1).min(cells)
    };
    for point in points {
        for row in around(point.y, lattice.origin.y, lattice.rows) {
            for column in around(point.x, lattice.origin.x, lattice.columns) {
                let centre = lattice.centre(column, row);
                let (dx, dy) = (centre.x - point.x, centre.y - point.y);
                let inside = 1.0 - (dx * dx + dy * dy) / (RADIUS_M * RADIUS_M);
                if inside > 0.0 {
                    cells[row * lattice.columns + column] += inside * inside;
                }
            }
        }
    }
    let per_km2 = 3.0 / (std::f64::consts::PI * RADIUS_M * RADIUS_M) * 1e6;
    cells.iter().map(|sum| sum * per_km2).collect()
}
