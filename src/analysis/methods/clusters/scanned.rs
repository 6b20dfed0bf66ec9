//! What is said of the circles of a scan, and the cells they are made of.

use geo::{Contains as _, ConvexHull as _, MultiPoint, Point, Polygon};

use super::found::stacks;
use crate::analysis::clusters::Stack;
use crate::analysis::clusters::scan::lattice::Grid;
use crate::analysis::clusters::scan::{ScanCluster, ScanParams};
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, MethodError, Outline, Parameter, Table,
};
use crate::analysis::rank::{Hotspot, described};
use crate::base::figures::grouped;
use crate::base::{Bounds, Planar};
use crate::data::AreaId;

/// The greatest circle.
pub(super) const RADIUS: Parameter = Parameter {
    key: "radius",
    label: "Greatest radius",
    help: "No circle is larger than this; 0 sets no limit, as SaTScan has it.",
    kind: Kind::Number {
        default: 1_000.0,
        least: 0.0,
        most: 1e6,
        unit: "m",
    },
};

/// The greatest part of the population.
pub(super) const SHARE: Parameter = Parameter {
    key: "most-share",
    label: "Greatest share",
    help: "No circle holds more than this share of the population (of the incidents, where time is looked at).",
    kind: Kind::Number {
        default: 50.0,
        least: 0.1,
        most: 50.0,
        unit: "%",
    },
};

/// Clusters likelier than this by chance are not listed.
const LEVEL: f64 = 0.05;
/// More cells than this are too many.
const MOST_CELLS: usize = 4_000_000;
/// More looks at a cell than this take too long: some minutes.
const MOST_LOOKS: f64 = 1e12;

/// The cells of a scan.
pub(super) struct Field {
    /// The grid.
    pub(super) grid: Grid,
    /// What lies where, in the order of the selection's sites.
    pub(super) stacks: Vec<Stack>,
    /// The cell of each stack.
    pub(super) cell_of: Vec<u32>,
}

impl Field {
    /// Cells of `side_m` over the incidents and, where there are any, the areas.
    ///
    /// # Errors
    /// When nothing is selected or the cells are too many.
    pub(super) fn new(input: &Input<'_>, side_m: f64) -> Result<Self, MethodError> {
        let stacks = stacks(input)?;
        let areas = areas(input);
        let corners = areas.iter().flat_map(|&id| {
            let bounds = input.data.areas.get(id).bounds;
            [bounds.min, bounds.max]
        });
        let all = stacks.iter().map(|stack| stack.at).chain(corners);
        let bounds = Bounds::around(all).unwrap_or(Bounds {
            min: Planar::new(0.0, 0.0),
            max: Planar::new(0.0, 0.0),
        });
        let grid = Grid::covering(bounds, side_m);
        if grid.cells() > MOST_CELLS {
            return Err(MethodError::Unanswerable(format!(
                "{} cells of {side_m} m are too many to scan; choose a greater --cell, or an area.",
                grouped(grid.cells())
            )));
        }
        let cell_of = stacks
            .iter()
            .map(|stack| grid.cell_of(stack.at).unwrap_or(0) as u32);
        Ok(Self {
            cell_of: cell_of.collect(),
            grid,
            stacks,
        })
    }

    /// Incidents in each cell.
    pub(super) fn cases(&self) -> Vec<u32> {
        let mut cases = vec![0; self.grid.cells()];
        for (stack, &cell) in self.stacks.iter().zip(&self.cell_of) {
            cases[cell as usize] += stack.incidents;
        }
        cases
    }

    /// The first area that each cell of the study area lies in by its middle, or else by an incident
    /// in it; without areas all cells whose middle lies in the hull of the incidents, or that hold any.
    pub(super) fn areas_of(&self, input: &Input<'_>) -> Vec<Inside> {
        let chosen = areas(input);
        let mut inside = if chosen.is_empty() {
            self.in_hull()
        } else {
            let first = |cell: usize| {
                let holders = input.data.areas.containing(self.grid.middle(cell));
                holders.into_iter().find(|id| chosen.contains(id))
            };
            let of = |cell| first(cell).map_or(Inside::Not, Inside::Area);
            (0..self.grid.cells()).map(of).collect()
        };
        for (stack, &cell) in self.stacks.iter().zip(&self.cell_of) {
            let here = &mut inside[cell as usize];
            if *here == Inside::Not {
                let holders = input.data.areas.containing(stack.at);
                let area = holders.into_iter().find(|id| chosen.contains(id));
                *here = area.map_or(Inside::Somewhere, Inside::Area);
            }
        }
        inside
    }

    fn in_hull(&self) -> Vec<Inside> {
        let points = self
            .stacks
            .iter()
            .map(|stack| Point::new(stack.at.x, stack.at.y));
        let hull: Polygon = MultiPoint(points.collect()).convex_hull();
        let is_inside = |cell: usize| {
            let middle = self.grid.middle(cell);
            hull.contains(&Point::new(middle.x, middle.y))
        };
        let of = |cell| {
            if is_inside(cell) {
                Inside::Somewhere
            } else {
                Inside::Not
            }
        };
        (0..self.grid.cells()).map(of).collect()
    }
}

/// Where a cell lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Outside the study area.
    Not,
    /// In the study area, but in none of the areas.
    Somewhere,
    /// In this area.
    Area(AreaId),
}

/// The areas of the filter, or all there are.
pub(super) fn areas(input: &Input<'_>) -> Vec<AreaId> {
    let named = &input.filter.areas;
    if named.is_empty() {
        return input.data.areas.iter().map(|(id, _)| id).collect();
    }
    named
        .iter()
        .filter_map(|name| input.data.areas.by_name(name).ok())
        .collect()
}

/// How to scan `centres` cells in `spans` spans of time.
///
/// # Errors
/// When that takes too long.
pub(super) fn scan_params(
    input: &Input<'_>,
    grid: Grid,
    centres: usize,
    spans: f64,
) -> Result<ScanParams, MethodError> {
    let values = input.values;
    let radius_m = match values.number("radius") {
        0.0 => f64::INFINITY,
        metres => metres,
    };
    let replicates = values.count("replicates") as usize;
    let cells = (std::f64::consts::PI * (radius_m / grid.side_m).powi(2)).min(grid.cells() as f64);
    if centres as f64 * cells * spans * replicates as f64 > MOST_LOOKS {
        return Err(MethodError::Unanswerable(
            "That many circles would take too long to compare; choose a greater --cell, a smaller --radius, \
             fewer --replicates, or an area or a shorter period."
                .to_owned(),
        ));
    }
    Ok(ScanParams {
        radius_m,
        most_share: values.number("most-share") / 100.0,
        replicates,
        seed: values.count("seed"),
        level: LEVEL,
        most_clusters: values.count("top") as usize,
    })
}

/// The method's limits, for statements.
pub(super) fn limits_words(params: &ScanParams) -> String {
    let radius = if params.radius_m.is_finite() {
        format!("circles up to {} m", params.radius_m)
    } else {
        "circles of any radius".to_owned()
    };
    format!("{radius} and {} %", 100.0 * params.most_share)
}

/// The clusters, in words: what all their cells hold.
pub(super) fn places(input: &Input<'_>, field: &Field, clusters: &[ScanCluster]) -> Vec<Hotspot> {
    let mut cluster_of = vec![u32::MAX; field.grid.cells()];
    for (number, cluster) in (0..).zip(clusters) {
        for &cell in &cluster.cells {
            cluster_of[cell as usize] = number;
        }
    }
    let mut members = vec![Vec::new(); clusters.len()];
    for (stack, &cell) in (0..).zip(&field.cell_of) {
        if let Some(members) = members.get_mut(cluster_of[cell as usize] as usize) {
            members.push(stack);
        }
    }
    let groups = clusters
        .iter()
        .map(|cluster| cluster.centre)
        .zip(members)
        .collect();
    described(input.data, input.selection, &input.filter.time, groups)
}

/// The table of clusters; `times` tells their first and last date.
pub(super) fn table(
    clusters: &[ScanCluster],
    places: &[Hotspot],
    times: impl Fn(&ScanCluster) -> Option<(String, String)>,
) -> Table {
    let row = |(cluster, place): (&ScanCluster, &Hotspot)| -> Vec<Cell> {
        let (first, last) = times(cluster).unzip();
        vec![
            place.rank.into(),
            place.name.clone().into(),
            cluster.radius_m.into(),
            cluster.cells.len().into(),
            first.into(),
            last.into(),
            cluster.cases.into(),
            cluster.expected.into(),
            (cluster.cases as f64 / cluster.expected).into(),
            cluster.log_ratio.into(),
            cluster.p.into(),
            cluster.centre.x.into(),
            cluster.centre.y.into(),
            place.lon_lat.lon.into(),
            place.lon_lat.lat.into(),
        ]
    };
    Table {
        key: "clusters",
        title: "Circles with more than their share".to_owned(),
        columns: vec![
            Column::new("rank", "Rank"),
            Column::new("name", "Place"),
            Column::new("radius_m", "Radius").unit("m"),
            Column::new("cells", "Cells"),
            Column::new("first", "From"),
            Column::new("last", "To"),
            Column::new("incidents", "Incidents"),
            Column::new("expected", "By chance"),
            Column::new("ratio", "Times as many"),
            Column::new("log_likelihood_ratio", "Log likelihood ratio"),
            Column::new("p_value", "p"),
            Column::new("x", "Easting").unit("m"),
            Column::new("y", "Northing").unit("m"),
            Column::new("lon", "Longitude").unit("°"),
            Column::new("lat", "Latitude").unit("°"),
        ],
        rows: clusters.iter().zip(places).map(row).collect(),
    }
}

/// Circles on the map: through the outer corners of the outermost cells, so that all cells show.
pub(super) fn marks(clusters: &[ScanCluster], places: &[Hotspot], side_m: f64) -> Vec<Mark> {
    let mark = |(cluster, place): (&ScanCluster, &Hotspot)| Mark {
        outline: Outline::Disc {
            centre: cluster.centre,
            radius_m: cluster.radius_m + side_m * std::f64::consts::FRAC_1_SQRT_2,
        },
        class: match cluster.p {
            p if p <= 0.001 => Class::More(3),
            p if p <= 0.01 => Class::More(2),
            p if p <= LEVEL => Class::More(1),
            _ => Class::Unsupported,
        },
        label: format!(
            "{}. {}: {} incidents, {:.1} by chance, p = {:.3}",
            place.rank,
            place.name,
            grouped(cluster.cases as usize),
            cluster.expected,
            cluster.p
        ),
    };
    clusters.iter().zip(places).map(mark).collect()
}

/// How many clusters chance would rarely give.
pub(super) fn significant(clusters: &[ScanCluster]) -> usize {
    clusters.iter().filter(|cluster| cluster.p <= LEVEL).count()
}
