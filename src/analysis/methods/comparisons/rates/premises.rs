//! Rates by premises.

use crate::analysis::methods::comparisons::figures::{figure, range};
use crate::analysis::methods::comparisons::loads::{Load, by_premises};
use crate::analysis::methods::comparisons::rates::{Asked, cells};
use crate::analysis::methods::comparisons::shared::premises_in_words;
use crate::analysis::methods::{Cell, Column, Input, MethodError, Report, Table};
use crate::base::stats::summable;

const PREMISES_COLUMNS: [Column; 13] = [
    Column::new("premises", "Premises"),
    Column::new("type", "Type"),
    Column::new("incidents", "Incidents around"),
    Column::new("weight", "Its share of them"),
    Column::new("weight_low", "From"),
    Column::new("weight_high", "To"),
    Column::new("a_year", "A year"),
    Column::new("capacity", "Capacity").unit("people"),
    Column::new("per_100_capacity", "For 100 places"),
    Column::new("per_100_capacity_low", "From"),
    Column::new("per_100_capacity_high", "To"),
    Column::new("per_100_capacity_a_year", "For 100 places a year"),
    Column::new("area", "Area"),
];

/// Adds the table of premises, and the sentence where there is none yet.
///
/// # Errors
/// When nobody wants it any more.
pub(super) fn add_premises(
    report: &mut Report,
    input: &Input<'_>,
    asked: &Asked,
) -> Result<(), MethodError> {
    let data = input.data;
    let loads = by_premises(
        data,
        input.selection,
        asked.premises,
        asked.radius_m,
        input.progress,
    )?;
    let mut order: Vec<usize> = data.premises.chosen(asked.premises).collect();
    // Shares that are equal but for the rounding of their sums are equal.
    let weight = |i: usize| summable(loads[i].weight);
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
    let rows = order.iter().map(|&i| {
        let premises = data.premises.get(i);
        let rate = asked.rate(loads[i], 1.0, 1.0);
        let capacity = premises.capacity.map(f64::from);
        let by_capacity = capacity.and_then(|n| asked.rate(loads[i], n, 100.0));
        let area = data.areas.containing(premises.position);
        let area = area.first().map(|&area| data.areas.get(area).name.as_str());
        let mut row = vec![
            Cell::from(premises.name.as_str()),
            premises.kind.clone().into(),
            loads[i].incidents.into(),
        ];
        row.extend(cells(rate));
        row.push(rate.and_then(|rate| rate.per_year).into());
        row.push(capacity.into());
        row.extend(cells(by_capacity));
        row.push(by_capacity.and_then(|rate| rate.per_year).into());
        row.push(area.into());
        row
    });
    report.tables.push(Table {
        key: "premises",
        title: format!("Rates by premises, within {} m", asked.radius_m),
        columns: PREMISES_COLUMNS.to_vec(),
        rows: rows.collect(),
    });
    let sum: f64 = order.iter().map(|&i| loads[i].weight).sum();
    let mean = sum / order.len() as f64;
    let without = order
        .iter()
        .filter(|&&i| data.premises.get(i).capacity.is_none())
        .count();
    let counted = premises_in_words(asked.premises);
    report.notes.push(format!(
        "Near {} {counted} lie {} incidents, {} for each; what happens near a premises need not \
         have to do with it. {}",
        order.len(),
        figure(sum),
        figure(mean),
        match without {
            0 => "All tell their capacity.".to_owned(),
            n => format!("{n} of them do not tell their capacity."),
        }
    ));
    if report.headline.is_empty() {
        head_premises(report, input, asked, &order, &loads);
    }
    Ok(())
}

fn head_premises(
    report: &mut Report,
    input: &Input<'_>,
    asked: &Asked,
    order: &[usize],
    loads: &[Load],
) {
    let Some((&first, rate)) = order
        .first()
        .and_then(|first| Some((first, asked.rate(loads[*first], 1.0, 1.0)?)))
    else {
        return;
    };
    report.headline = format!(
        "{} has the most within {} m, {} incidents ({:.0} % interval {}), in {}.",
        input.data.premises.get(first).name,
        asked.radius_m,
        figure(rate.value),
        asked.confidence * 100.0,
        range(rate.interval),
        asked.period
    );
}
