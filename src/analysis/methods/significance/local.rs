//! How a test of every cell is told: a table of cells, and marks for the map.

use crate::analysis::methods::significance::ask::{
    ALPHA, MOST_MARKS, level, nothing_to_compare, p_text,
};
use crate::analysis::methods::significance::study::Study;
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, MethodError, Outline, Parameter, Table,
};
use crate::analysis::significance::neighbours::LatticeNeighbours;
use crate::base::{LonLat, Planar};

/// Every cell, not only those that stand out.
pub(super) const ALL_CELLS: Parameter = Parameter {
    key: "all-cells",
    label: "List every cell",
    help: "Whether the table lists every cell of the study region, not only those with an adjusted p below 0.1.",
    kind: Kind::Flag,
};

/// One cell tested.
#[derive(Clone, Debug)]
pub(super) struct Tested {
    /// The statistic as the method has it; Gi* is its own z.
    pub(super) value: f64,
    /// Standardised.
    pub(super) z: f64,
    /// Its p, NaN where it could not be tested.
    pub(super) p: f64,
    /// Its p adjusted for all.
    pub(super) adjusted: f64,
    /// How it is coloured, at a level of certainty.
    pub(super) class: fn(u8) -> Class,
    /// "more", "less", "much among much".
    pub(super) words: &'static str,
}

impl Tested {
    /// Whether it is called significant.
    pub(super) fn is_significant(&self) -> bool {
        self.adjusted < ALPHA
    }
}

/// How many cells can be tested.
///
/// # Errors
/// When none can, or nobody wants it any more.
pub(super) fn tests(input: &Input<'_>, tested: &[Tested]) -> Result<usize, MethodError> {
    // Sums that were stopped are NaN, too.
    input.progress.go_on()?;
    match tested.iter().filter(|cell| !cell.p.is_nan()).count() {
        0 => Err(nothing_to_compare()),
        tests => Ok(tests),
    }
}

/// What each cell holds with its neighbours, and the mean of that.
pub(super) fn sums_around(study: &Study, neighbours: &LatticeNeighbours<'_>) -> (Vec<f64>, f64) {
    let mut sums = neighbours.held(&study.counts);
    for (sum, count) in sums.iter_mut().zip(&study.counts) {
        *sum += count;
    }
    let mean = sums.iter().sum::<f64>() / sums.len() as f64;
    (sums, mean)
}

/// The table of cells and their marks, the surest first.
pub(super) fn shown(
    input: &Input<'_>,
    study: &Study,
    sums: &[f64],
    tested: &[Tested],
) -> (Table, Vec<Mark>) {
    let all = input.values.flag(ALL_CELLS.key);
    let mut order: Vec<usize> = (0..tested.len())
        .filter(|&i| all || level(tested[i].adjusted) > 0)
        .collect();
    // Cells are numbered from the south-west: ties stay in that order.
    order.sort_by(|&i, &j| tested[j].z.abs().total_cmp(&tested[i].z.abs()));
    if all {
        order.sort_unstable();
    }
    let centres: Vec<_> = order.iter().map(|&i| study.cells.centre(i)).collect();
    let lon_lats = input.data.crs.to_lon_lat(&centres);
    let row = |((&i, at), lon_lat): ((&usize, &Planar), LonLat)| {
        let cell = &tested[i];
        vec![
            at.x.into(),
            at.y.into(),
            lon_lat.lon.into(),
            lon_lat.lat.into(),
            study.counts[i].into(),
            sums[i].into(),
            cell.value.into(),
            cell.z.into(),
            cell.p.into(),
            cell.adjusted.into(),
            if level(cell.adjusted) > 0 {
                cell.words.into()
            } else {
                Cell::None
            },
        ]
    };
    let rows = order.iter().zip(&centres).zip(lon_lats).map(row).collect();
    let marks = order
        .iter()
        .filter(|&&i| level(tested[i].adjusted) > 0)
        .take(MOST_MARKS)
        .map(|&i| Mark {
            outline: Outline::Polygon(study.cells.outline(i)),
            class: (tested[i].class)(level(tested[i].adjusted)),
            label: format!(
                "{:.1} here, {:.1} with its neighbours; z {:.2}, adjusted p {}",
                study.counts[i],
                sums[i],
                tested[i].z,
                p_text(tested[i].adjusted)
            ),
        });
    (table(rows), marks.collect())
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    Table {
        key: "cells",
        title: "Cells".to_owned(),
        columns: vec![
            Column::new("x", "Easting").unit("m"),
            Column::new("y", "Northing").unit("m"),
            Column::new("lon", "Longitude").unit("°"),
            Column::new("lat", "Latitude").unit("°"),
            Column::new("weight", "Incidents"),
            Column::new("neighbourhood", "With its neighbours"),
            Column::new("value", "Statistic"),
            Column::new("z", "z"),
            Column::new("p", "p"),
            Column::new("p_adjusted", "Adjusted p"),
            Column::new("finding", "Finding"),
        ],
        rows,
    }
}
