//! Rates by area.

use crate::analysis::comparison::rates::Rate;
use crate::analysis::methods::comparisons::figures::{figure, range};
use crate::analysis::methods::comparisons::loads::{by_area, venues};
use crate::analysis::methods::comparisons::rates::{Asked, cells};
use crate::analysis::methods::{Cell, Class, Column, Input, Mark, Outline, Report, Table};
use crate::data::AreaId;

const AREA_COLUMNS: [Column; 21] = [
    Column::new("area", "Area"),
    Column::new("incidents", "Incidents"),
    Column::new("weight", "Weight"),
    Column::new("residents", "Residents"),
    Column::new("per_1000", "For 1,000 residents"),
    Column::new("per_1000_low", "From"),
    Column::new("per_1000_high", "To"),
    Column::new("per_1000_a_year", "For 1,000 residents a year"),
    Column::new("area_km2", "Size").unit("km²"),
    Column::new("per_km2", "For a km²"),
    Column::new("per_km2_low", "From"),
    Column::new("per_km2_high", "To"),
    Column::new("per_km2_a_year", "For a km² a year"),
    Column::new("premises", "Premises"),
    Column::new("per_premises", "For a premises"),
    Column::new("per_premises_low", "From"),
    Column::new("per_premises_high", "To"),
    Column::new("capacity", "Capacity").unit("people"),
    Column::new("per_100_capacity", "For 100 places"),
    Column::new("per_100_capacity_low", "From"),
    Column::new("per_100_capacity_high", "To"),
];

/// Adds the table, the marks and the sentence of areas.
pub(super) fn add_areas(report: &mut Report, input: &Input<'_>, asked: &Asked) {
    let data = input.data;
    let loads = by_area(data, input.selection);
    let venues = venues(data, asked.premises);
    let has_residents = data.areas.iter().any(|(_, area)| area.population.is_some());
    let headed = |i: usize| {
        let area = data.areas.get(AreaId(i as u16));
        let exposure = if has_residents {
            area.population
        } else {
            Some(area.area_km2)
        };
        asked.rate(
            loads[i],
            exposure?,
            if has_residents { 1000.0 } else { 1.0 },
        )
    };
    let mut order: Vec<(usize, Option<Rate>)> = (0..loads.len()).map(|i| (i, headed(i))).collect();
    let value = |rate: &Option<Rate>| rate.map_or(-1.0, |rate| rate.value);
    order.sort_by(|a, b| value(&b.1).total_cmp(&value(&a.1)).then(a.0.cmp(&b.0)));
    let rows = order.iter().map(|&(i, _)| {
        let area = data.areas.get(AreaId(i as u16));
        let mut row = vec![
            Cell::from(area.name.as_str()),
            loads[i].incidents.into(),
            loads[i].weight.into(),
            area.population.into(),
        ];
        let residents = area
            .population
            .and_then(|n| asked.rate(loads[i], n, 1000.0));
        row.extend(cells(residents));
        row.push(residents.and_then(|rate| rate.per_year).into());
        row.push(area.area_km2.into());
        let size = asked.rate(loads[i], area.area_km2, 1.0);
        row.extend(cells(size));
        row.push(size.and_then(|rate| rate.per_year).into());
        row.push(venues[i].number.into());
        row.extend(cells(asked.rate(loads[i], venues[i].number as f64, 1.0)));
        let capacity = (venues[i].telling > 0).then_some(venues[i].capacity);
        row.push(capacity.into());
        row.extend(cells(capacity.and_then(|n| asked.rate(loads[i], n, 100.0))));
        row
    });
    report.tables.push(Table {
        key: "areas",
        title: "Rates by area".to_owned(),
        columns: AREA_COLUMNS.to_vec(),
        rows: rows.collect(),
    });
    let most = order.first().map_or(0.0, |(_, rate)| value(rate));
    report.marks.extend(order.iter().map(|(i, rate)| {
        let area = AreaId(*i as u16);
        mark(area, &data.areas.get(area).name, *rate, most, has_residents)
    }));
    head_areas(report, input, asked, &order, has_residents);
}

/// The sentence, and what to beware of.
fn head_areas(
    report: &mut Report,
    input: &Input<'_>,
    asked: &Asked,
    order: &[(usize, Option<Rate>)],
    has_residents: bool,
) {
    let data = input.data;
    let per = if has_residents {
        "1,000 residents"
    } else {
        "km²"
    };
    if has_residents {
        report.notes.push(
            "Residents are not who is there at night: the centre of a town has few and is full. A \
             high rate there says that visitors were not counted, not that residents are hit more."
                .to_owned(),
        );
        let without: Vec<&str> = order
            .iter()
            .filter(|(_, rate)| rate.is_none())
            .map(|&(i, _)| data.areas.get(AreaId(i as u16)).name.as_str())
            .collect();
        if !without.is_empty() {
            let names = without.join(", ");
            report
                .notes
                .push(format!("No residents are known of {names}."));
        }
    } else {
        report.notes.push(
            "The boundaries do not tell how many people live there (name the field with \
             --boundary-population FIELD), so that areas are compared by size."
                .to_owned(),
        );
    }
    let Some(&(first, Some(rate))) = order.first() else {
        return;
    };
    let exposures = data.areas.iter().map(|(_, area)| {
        if has_residents {
            area.population
        } else {
            Some(area.area_km2)
        }
    });
    let loads = by_area(data, input.selection);
    let (count, exposure) = exposures
        .zip(&loads)
        .fold((0.0, 0.0), |sum, (exposure, load)| {
            exposure.map_or(sum, |exposure| (sum.0 + load.weight, sum.1 + exposure))
        });
    let overall = count / exposure * if has_residents { 1000.0 } else { 1.0 };
    let above = order
        .iter()
        .filter(|(_, rate)| rate.is_some_and(|rate| rate.interval.low > overall));
    report.headline = format!(
        "{} has the highest rate, {} for {} {per} ({:.0} % interval {}), against {} overall; {} of \
         {} areas are surely above that, in {}.",
        data.areas.get(AreaId(first as u16)).name,
        figure(rate.value),
        if has_residents { "every" } else { "a" },
        asked.confidence * 100.0,
        range(rate.interval),
        figure(overall),
        above.count(),
        order.iter().filter(|(_, rate)| rate.is_some()).count(),
        asked.period
    );
}

fn mark(area: AreaId, name: &str, rate: Option<Rate>, most: f64, has_residents: bool) -> Mark {
    let per = if has_residents {
        "for 1,000 residents"
    } else {
        "for a km²"
    };
    let (class, label) = match rate {
        Some(rate) if most > 0.0 => (
            Class::Amount(rate.value / most),
            format!(
                "{name}: {} {per} ({})",
                figure(rate.value),
                range(rate.interval)
            ),
        ),
        _ => (Class::Unsupported, format!("{name}: no rate {per}")),
    };
    Mark {
        outline: Outline::Area(area),
        class,
        label,
    }
}
