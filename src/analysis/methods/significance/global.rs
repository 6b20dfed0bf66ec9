//! How a statistic of the whole region is told.

use crate::analysis::methods::significance::ask;
use crate::analysis::methods::significance::study::Study;
use crate::analysis::methods::{Column, Input, MethodError, Parameter, Table};
use crate::analysis::significance::moran::Global;

/// What can be set.
pub(super) fn parameters() -> Vec<Parameter> {
    vec![
        ask::CELLS,
        ask::CELL,
        ask::NEIGHBOURS,
        ask::RINGS,
        ask::BAND,
        ask::WEIGHTS,
        ask::SIDES,
        ask::PERMUTATIONS,
        ask::SEED,
    ]
}

/// The p of a statistic: from `tails` where there are permutations, else from the normal curve.
///
/// # Errors
/// When the statistic cannot vary, or nobody wants it any more.
pub(super) fn p(
    input: &Input<'_>,
    global: &Global,
    tails: impl FnOnce(usize, u64) -> Result<(f64, f64), MethodError>,
) -> Result<f64, MethodError> {
    // Sums that were stopped are NaN, too.
    input.progress.go_on()?;
    if global.z().is_nan() {
        return Err(ask::nothing_to_compare());
    }
    let sides = ask::sides(input);
    match ask::permutations(input) {
        0 => Ok(sides.p(global.z())),
        many => {
            let (much, little) = tails(many, input.values.count(ask::SEED.key))?;
            input.progress.go_on()?;
            Ok(sides.p_of_tails(much, little))
        }
    }
}

/// The figures.
pub(super) fn table(study: &Study, statistic: &str, global: &Global, p: f64) -> Table {
    Table {
        key: "statistic",
        title: statistic.to_owned(),
        columns: vec![
            Column::new("statistic", "Statistic"),
            Column::new("value", "Value"),
            Column::new("expected", "By chance"),
            Column::new("variance", "Variance"),
            Column::new("z", "z"),
            Column::new("p", "p"),
            Column::new("cells", "Cells"),
            Column::new("cells_held", "Cells with an incident"),
        ],
        rows: vec![vec![
            statistic.into(),
            global.value.into(),
            global.expected.into(),
            global.variance.into(),
            global.z().into(),
            p.into(),
            study.cells.len().into(),
            study.held().into(),
        ]],
    }
}
