//! The ratio of two densities, place by place.

use crate::analysis::change::dual_kernel::{CellRatio, Density, density_ratio};
use crate::analysis::methods::changes::two_selections::{BEFORE, SPLIT, Side, TwoSelections};
use crate::analysis::methods::changes::words::more_or_fewer;
use crate::analysis::methods::panels::{middle_of, weighted_points};
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Series, Table,
};
use crate::analysis::surface::{Lattice, Surface, SurfaceError, SurfaceParams, surface_of};
use crate::base::Planar;

const BANDWIDTH: Parameter = Parameter {
    key: "bandwidth",
    label: "Bandwidth",
    help: "Bandwidth of both surfaces; 0 takes that of the map.",
    kind: Kind::Number {
        default: 0.0,
        least: 0.0,
        most: 50_000.0,
        unit: "m",
    },
};
const CELL: Parameter = Parameter {
    key: "cell",
    label: "Side of a cell",
    help: "Side of a cell of both surfaces; 0 takes half the bandwidth, or more where that makes too many cells.",
    kind: Kind::Number {
        default: 0.0,
        least: 0.0,
        most: 20_000.0,
        unit: "m",
    },
};
const EXPECTED: Parameter = Parameter {
    key: "expected",
    label: "Fewest expected",
    help: "Cells in whose kernel fewer incidents are expected in the later period are greyed.",
    kind: Kind::Number {
        default: 5.0,
        least: 0.5,
        most: 10_000.0,
        unit: "incidents",
    },
};

/// Cells of a surface, at most, where nobody says how large they are.
const CELLS: f64 = 20_000.0;
const MOST_MARKS: usize = 4000;
const MOST_ROWS: usize = 500;
/// z of the classes: 90, 95 and 99 % two-sided.
const CLASSES: [f64; 3] = [1.645, 1.96, 2.576];

/// See the page.
pub(super) struct DualDensity;

/// Two surfaces on one lattice, and what they say.
struct Compared {
    lattice: Lattice,
    params: SurfaceParams,
    cells: Vec<Option<CellRatio>>,
    /// Whether either surface has anything in a cell.
    held: Vec<bool>,
}

impl Method for DualDensity {
    fn id(&self) -> &'static str {
        "dual-density"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "Where density grew more than elsewhere"
    }

    fn name(&self) -> &'static str {
        "Dual kernel density ratio"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/dual-density.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![SPLIT, BEFORE, BANDWIDTH, CELL, EXPECTED]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let both = TwoSelections::of(input)?;
        if both.before.selection.is_empty() || both.after.selection.is_empty() {
            return Err(MethodError::Unanswerable(format!(
                "One of the periods holds nothing ({}), so there is no ratio; choose other periods.",
                both.text()
            )));
        }
        let compared = Compared::of(input, &both)?;
        let mut notes = both.notes("the ratio is of each one's share of its own period, so that length alone changes nothing");
        notes.push(
            "The ratio is relative: 1 is where a place changed as the whole did, per day. p is not \
             adjusted for the many cells, and cells nearer than the bandwidth share incidents: take \
             patches, not single cells, for findings."
                .to_owned(),
        );
        Ok(Report {
            headline: compared.headline(input),
            statement: compared.statement(input, &both),
            notes,
            tables: vec![compared.table()],
            plots: vec![compared.plot()],
            marks: compared.marks(),
        })
    }
}

impl Compared {
    fn of(input: &Input<'_>, both: &TwoSelections) -> Result<Self, MethodError> {
        let params = params(input, both)?;
        let before = surface(input, &both.before, &params)?;
        let after = surface(input, &both.after, &params)?;
        let (f0, f1) = (&before.density_per_km2, &after.density_per_km2);
        let held = f0
            .iter()
            .zip(f1)
            .map(|(a, b)| *a > 0.0 || *b > 0.0)
            .collect();
        Ok(Self {
            cells: density_ratio(
                Density {
                    per_km2: f0,
                    total: both.before.selection.weight,
                },
                Density {
                    per_km2: f1,
                    total: both.after.selection.weight,
                },
                params.kernel,
                params.bandwidth_m,
                input.values.number(EXPECTED.key),
            ),
            lattice: before.lattice,
            params,
            held,
        })
    }

    fn supported(&self) -> impl Iterator<Item = (usize, &CellRatio)> {
        let cells = self.cells.iter().enumerate();
        cells.filter_map(|(place, cell)| Some((place, cell.as_ref()?)))
    }

    fn centre(&self, place: usize) -> Planar {
        let columns = self.lattice.columns;
        self.lattice.centre(place % columns, place / columns)
    }

    fn headline(&self, input: &Input<'_>) -> String {
        let supported = self.supported().count();
        let held = self.held.iter().filter(|held| **held).count();
        let surely = |is_more: bool| {
            let beyond = self
                .supported()
                .filter(|(_, cell)| cell.z.abs() > CLASSES[1]);
            beyond.filter(|(_, cell)| (cell.z > 0.0) == is_more).count()
        };
        let km2 = |cells: usize| cells as f64 * (self.lattice.cell_m / 1000.0).powi(2);
        format!(
            "On {:.2} km² density grew surely more than elsewhere, on {:.2} km² surely less (each \
             cell wrong 1 time in 20), of {:.2} km² with at least {} incidents expected; {:.2} km² \
             hold too few to say.",
            km2(surely(true)),
            km2(surely(false)),
            km2(supported),
            input.values.number(EXPECTED.key),
            km2(held.saturating_sub(supported)),
        )
    }

    fn statement(&self, input: &Input<'_>, both: &TwoSelections) -> String {
        format!(
            "Ratio of two kernel densities over the ratio of their totals, {}; {} kernel of {:.0} m \
             for both, cells of {:.0} m; greyed where fewer than {} are expected; standard error of \
             the logarithm from the effective counts, two-sided p, not adjusted",
            both.text(),
            self.params.kernel,
            self.params.bandwidth_m,
            self.lattice.cell_m,
            input.values.number(EXPECTED.key)
        )
    }

    /// The surest cells first.
    fn order(&self) -> Vec<(usize, &CellRatio)> {
        let mut order: Vec<_> = self.supported().collect();
        order.sort_by(|a, b| b.1.z.abs().total_cmp(&a.1.z.abs()).then(a.0.cmp(&b.0)));
        order
    }

    fn table(&self) -> Table {
        let row = |&(place, cell): &(usize, &CellRatio)| -> Vec<Cell> {
            let centre = self.centre(place);
            vec![
                centre.x.into(),
                centre.y.into(),
                cell.ratio.into(),
                cell.z.into(),
                cell.expected.into(),
            ]
        };
        Table {
            key: "cells",
            title: "Cells that changed most surely".to_owned(),
            columns: vec![
                Column::new("x", "Easting").unit("m"),
                Column::new("y", "Northing").unit("m"),
                Column::new("ratio", "Relative change"),
                Column::new("z", "z"),
                Column::new("expected", "Expected"),
            ],
            rows: self.order().iter().take(MOST_ROWS).map(row).collect(),
        }
    }

    fn plot(&self) -> Plot {
        let (columns, rows) = (self.lattice.columns, self.lattice.rows);
        // The logarithm of a ratio of 0 is held at a 32nd.
        let cell = |(place, cell): (usize, &CellRatio)| {
            let (row, column) = (place / columns, place % columns);
            let value = cell.ratio.max(1.0 / 32.0).log2();
            [column as f64, (rows - 1 - row) as f64, value]
        };
        Plot {
            key: "ratio",
            title: "Relative change of density; cells with too few are left out".to_owned(),
            x: Axis::default(),
            y: Axis::default(),
            series: vec![Series::Matrix {
                name: "doublings, beside the whole".to_owned(),
                cells: self.supported().map(cell).collect(),
            }],
        }
    }

    /// Cells that changed, then cells that say nothing, as many as a map can show.
    fn marks(&self) -> Vec<Mark> {
        let half = self.lattice.cell_m / 2.0;
        let ring = |place: usize| {
            let at = self.centre(place);
            let corner = |x: f64, y: f64| Planar::new(at.x + x, at.y + y);
            vec![
                corner(-half, -half),
                corner(half, -half),
                corner(half, half),
                corner(-half, half),
            ]
        };
        let changed = self.order().into_iter().filter_map(|(place, cell)| {
            let level = CLASSES.iter().filter(|&&z| cell.z.abs() > z).count() as u8;
            let class = match (level, cell.z > 0.0) {
                (0, _) => return None,
                (level, true) => Class::More(level),
                (level, false) => Class::Less(level),
            };
            let label = format!("{} than elsewhere", more_or_fewer(cell.ratio));
            Some(Mark {
                outline: Outline::Polygon(ring(place)),
                class,
                label,
            })
        });
        let unsupported = self.held.iter().enumerate();
        let unsupported = unsupported.filter(|&(place, held)| *held && self.cells[place].is_none());
        let greyed = unsupported.map(|(place, _)| Mark {
            outline: Outline::Polygon(ring(place)),
            class: Class::Unsupported,
            label: "too few to say".to_owned(),
        });
        changed.chain(greyed).take(MOST_MARKS).collect()
    }
}

fn params(input: &Input<'_>, both: &TwoSelections) -> Result<SurfaceParams, MethodError> {
    let selections = [&both.before.selection, &both.after.selection];
    let bounds = middle_of(input, &selections).ok_or_else(|| {
        MethodError::Unanswerable("Nothing is selected; widen the filter.".to_owned())
    })?;
    let asked = |key: &str, otherwise: f64| match input.values.number(key) {
        number if number > 0.0 => number,
        _ => otherwise,
    };
    let bandwidth_m = asked(BANDWIDTH.key, input.surface.bandwidth_m);
    let extent = bounds.grown(input.surface.kernel.reach_m(bandwidth_m));
    let coarse = (extent.width_m() * extent.height_m() / CELLS).sqrt();
    Ok(SurfaceParams {
        kernel: input.surface.kernel,
        bandwidth_m,
        cell_m: asked(CELL.key, (bandwidth_m / 2.0).max(coarse).ceil()),
        extent: Some(extent),
        mask: false,
    })
}

fn surface(input: &Input<'_>, side: &Side, params: &SurfaceParams) -> Result<Surface, MethodError> {
    let points = weighted_points(input, &side.selection);
    surface_of(points, &input.data.areas, params, input.progress).map_err(|error| match error {
        SurfaceError::Cancelled(cancelled) => cancelled.into(),
        other => MethodError::Unanswerable(format!("There is no surface: {other}.")),
    })
}
