//! Several surfaces beside each other in one plot, on one scale.

use crate::analysis::methods::{Axis, Input, MethodError, Plot, Series, Ticks};
use crate::analysis::selection::{Selection, SiteLoad};
use crate::analysis::surface::{Lattice, SurfaceError, SurfaceParams, WeightedPoint, surface_of};
use crate::base::{Bounds, Planar};

/// Columns of all panels together, at most about these.
const COLUMNS: f64 = 120.0;
/// Rows of a panel, at most about these.
const ROWS: f64 = 60.0;
/// Part of the incidents that a picture leaves out on each side.
const OUTERMOST: f64 = 0.005;
/// The bandwidth is at least so many cells, so that no incident falls between their centres.
const LEAST_BANDWIDTH_CELLS: f64 = 1.5;

/// One surface.
pub(super) struct Panel<'a> {
    /// What stands below it.
    pub(super) name: String,
    /// What is spread.
    pub(super) selection: &'a Selection,
    /// What densities are divided by, such as a number of days.
    pub(super) divisor: f64,
}

/// A plot of `panels`, the densities in `unit`, and a sentence that says how they were made; none
/// where nothing is selected in any.
///
/// # Errors
/// When nobody wants it any more.
pub(super) fn panels(
    input: &Input<'_>,
    (key, title): (&'static str, &str),
    unit: &str,
    panels: &[Panel<'_>],
) -> Result<Option<(Plot, String)>, MethodError> {
    let selections: Vec<&Selection> = panels.iter().map(|panel| panel.selection).collect();
    let Some(bounds) = middle_of(input, &selections) else {
        return Ok(None);
    };
    let bounds = bounds.grown(1.0);
    let wide = bounds.width_m() * panels.len() as f64 / COLUMNS;
    let cell_m = wide.max(bounds.height_m() / ROWS).max(1.0).ceil();
    let params = SurfaceParams {
        bandwidth_m: input
            .surface
            .bandwidth_m
            .max(LEAST_BANDWIDTH_CELLS * cell_m),
        cell_m,
        extent: Some(bounds),
        mask: false,
        ..*input.surface
    };
    let (mut cells, mut names, mut west) = (Vec::new(), Vec::new(), 0);
    for panel in panels {
        let grid = density(input, panel, &params)?;
        names.resize(west + grid.columns / 2, String::new());
        names.push(panel.name.clone());
        for (place, density) in grid.densities.iter().enumerate() {
            let (row, column) = (place / grid.columns, place % grid.columns);
            let (x, y) = ((west + column) as f64, (grid.rows - 1 - row) as f64);
            cells.push([x, y, f64::from(*density) / panel.divisor]);
        }
        west += grid.columns + 1;
    }
    names.resize(west.saturating_sub(1), String::new());
    let said = format!(
        "{title}: {} kernel of {:.0} m on cells of {cell_m:.0} m, all panels on one scale; the \
         outermost half percent of incidents on each side lies outside the picture.",
        params.kernel, params.bandwidth_m
    );
    let plot = Plot {
        key,
        title: title.to_owned(),
        x: Axis {
            ticks: Ticks::Names(names),
            ..Axis::default()
        },
        y: Axis::default(),
        series: vec![Series::Matrix {
            name: unit.to_owned(),
            cells,
        }],
    };
    Ok(Some((plot, said)))
}

/// A rectangle around the incidents of `selections`, without the outermost half percent on each
/// side, so that a few far ones do not make everything else small. `None` where there are none.
pub(super) fn middle_of(input: &Input<'_>, selections: &[&Selection]) -> Option<Bounds> {
    let sites = input.data.incidents.sites();
    let loads = || selections.iter().flat_map(|selection| &selection.sites);
    let ends = |of: &dyn Fn(Planar) -> f64| {
        let mut placed: Vec<(f64, f64)> = loads()
            .map(|load| (of(sites.position(load.site as usize)), load.weight))
            .collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let left_out = OUTERMOST * placed.iter().map(|(_, weight)| weight).sum::<f64>();
        let first_beyond = |placed: &mut dyn Iterator<Item = &(f64, f64)>| {
            let mut sum = 0.0;
            let mut beyond = placed.skip_while(|(_, weight)| {
                sum += weight;
                sum <= left_out
            });
            beyond.next().map(|(at, _)| *at)
        };
        let low = first_beyond(&mut placed.iter())?;
        let high = first_beyond(&mut placed.iter().rev())?;
        Some((low, high))
    };
    let ((west, east), (south, north)) = (ends(&|p| p.x)?, ends(&|p| p.y)?);
    Some(Bounds {
        min: Planar::new(west, south),
        max: Planar::new(east, north),
    })
}

/// Densities row by row from the south.
struct Grid {
    columns: usize,
    rows: usize,
    densities: Vec<f32>,
}

fn density(
    input: &Input<'_>,
    panel: &Panel<'_>,
    params: &SurfaceParams,
) -> Result<Grid, MethodError> {
    let points = weighted_points(input, panel.selection);
    match surface_of(points, &input.data.areas, params, input.progress) {
        Ok(surface) => Ok(Grid {
            columns: surface.lattice.columns,
            rows: surface.lattice.rows,
            densities: surface.density_per_km2,
        }),
        Err(SurfaceError::Cancelled(cancelled)) => Err(cancelled.into()),
        Err(SurfaceError::Empty) => empty(params),
        Err(other) => Err(MethodError::Unanswerable(other.to_string())),
    }
}

/// A panel without incidents is 0 everywhere.
fn empty(params: &SurfaceParams) -> Result<Grid, MethodError> {
    let extent = params.extent.unwrap_or(Bounds {
        min: Planar::new(0.0, 0.0),
        max: Planar::new(0.0, 0.0),
    });
    let lattice = Lattice::covering(extent, params.cell_m)
        .map_err(|error| MethodError::Unanswerable(error.to_string()))?;
    Ok(Grid {
        columns: lattice.columns,
        rows: lattice.rows,
        densities: vec![0.0; lattice.len()],
    })
}

/// A point for each site of `selection`.
pub(super) fn weighted_points(input: &Input<'_>, selection: &Selection) -> Vec<WeightedPoint> {
    let sites = input.data.incidents.sites();
    let point = |load: &SiteLoad| WeightedPoint {
        at: sites.position(load.site as usize),
        weight: load.weight,
    };
    selection.sites.iter().map(point).collect()
}
