//! Kulldorff's Poisson scan over the selected incidents.

use super::found::counts_note;
use super::parameters::{REPLICATES, SEED, TOP};
use super::scanned::{
    Field, Inside, RADIUS, SHARE, limits_words, marks, places, scan_params, significant, table,
};
use crate::analysis::clusters::scan::ScanCluster;
use crate::analysis::clusters::scan::space::{Cells, scan};
use crate::analysis::methods::{
    Input, Kind, Method, MethodError, Parameter, Question, Report, Values,
};
use crate::analysis::rank::Hotspot;
use crate::base::figures::grouped;
use crate::data::AreaId;

/// See the page.
pub(super) struct ScanSpace;

const CELL: Parameter = Parameter {
    key: "cell",
    label: "Side of a cell",
    help: "Incidents are counted in squares of this side.",
    kind: Kind::Number {
        default: 200.0,
        least: 10.0,
        most: 10_000.0,
        unit: "m",
    },
};

const POPULATION: Parameter = Parameter {
    key: "population",
    label: "Expected by",
    help: "Incidents are expected in proportion to the area, or to the residents the boundaries tell.",
    kind: Kind::Choice {
        default: "area",
        options: &[("area", "area"), ("residents", "residents")],
    },
};

impl Method for ScanSpace {
    fn id(&self) -> &'static str {
        "scan-space"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Circles with more than their share"
    }

    fn name(&self) -> &'static str {
        "Kulldorff's spatial scan (Poisson)"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/scan-space.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![CELL, RADIUS, SHARE, POPULATION, REPLICATES, SEED, TOP]
    }

    fn waits_to_be_run(&self, _values: &Values) -> bool {
        true
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let side_m = input.values.number("cell");
        let field = Field::new(input, side_m)?;
        let inside = field.areas_of(input);
        let by_residents = input.values.text("population") == Some("residents");
        let population = if by_residents {
            residents(input, &field, &inside)?
        } else {
            inside
                .iter()
                .map(|&inside| f64::from(u8::from(inside != Inside::Not)))
                .collect()
        };
        let mut cases = field.cases();
        let mut left_out = 0;
        for (cases, &population) in cases.iter_mut().zip(&population) {
            if population <= 0.0 {
                left_out += std::mem::take(cases) as usize;
            }
        }
        let centres = population
            .iter()
            .filter(|&&population| population > 0.0)
            .count();
        let params = scan_params(input, field.grid, centres, 1.0)?;
        let cells = Cells {
            grid: field.grid,
            cases: &cases,
            population: &population,
        };
        let clusters = scan(cells, &params, input.progress)?;
        let places = places(input, &field, &clusters);
        let mut notes: Vec<String> = counts_note(input).into_iter().collect();
        if left_out > 0 {
            notes.push(format!(
                "{} incidents lie in cells without residents and are left out.",
                grouped(left_out)
            ));
        }
        Ok(Report {
            headline: headline(&clusters, &places),
            statement: format!(
                "Poisson scan; {} cells of {side_m} m; expected by {}; {}; {} replicates, seed {}; p of the \
                 greatest ratio anywhere",
                grouped(centres),
                if by_residents { "residents" } else { "area" },
                limits_words(&params),
                params.replicates,
                params.seed
            ),
            notes,
            tables: vec![table(&clusters, &places, |_| None)],
            plots: Vec::new(),
            marks: marks(&clusters, &places, side_m),
        })
    }
}

fn headline(clusters: &[ScanCluster], places: &[Hotspot]) -> String {
    let (Some(first), Some(place)) = (clusters.first(), places.first()) else {
        return "No circle holds more than its share.".to_owned();
    };
    let what = format!(
        "{} holds {} where its share would be {:.1} ({:.1} times as many, p = {:.3})",
        place.name,
        grouped(first.cases as usize),
        first.expected,
        first.cases as f64 / first.expected,
        first.p
    );
    match significant(clusters) {
        0 => format!("No circle holds more than chance would give: at most, {what}."),
        1 => format!("1 circle holds more than chance would give: {what}."),
        n => format!("{n} circles hold more than chance would give; the clearest: {what}."),
    }
}

/// Residents of each cell: those of an area spread evenly over its cells.
fn residents(input: &Input<'_>, field: &Field, inside: &[Inside]) -> Result<Vec<f64>, MethodError> {
    let areas = &input.data.areas;
    let mut cells_of = vec![0_u32; areas.len()];
    for inside in inside {
        if let Inside::Area(AreaId(area)) = inside {
            cells_of[usize::from(*area)] += 1;
        }
    }
    let share = |&inside: &Inside| match inside {
        Inside::Area(id) => {
            let cells = f64::from(cells_of[usize::from(id.0)]);
            areas.get(id).population.unwrap_or(0.0) / cells
        }
        Inside::Not | Inside::Somewhere => 0.0,
    };
    let mut population: Vec<f64> = inside.iter().map(share).collect();
    // An area smaller than a cell may hold no cell's middle.
    for id in super::scanned::areas(input) {
        let area = areas.get(id);
        if cells_of[usize::from(id.0)] == 0
            && let Some(cell) = field.grid.cell_of(area.label_at)
        {
            population[cell] += area.population.unwrap_or(0.0);
        }
    }
    if population.iter().all(|&population| population <= 0.0) {
        return Err(MethodError::Unanswerable(
            "The boundaries tell no residents; add boundaries with a population (--boundary-population), or \
             say --population area."
                .to_owned(),
        ));
    }
    Ok(population)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::clusters::testing::{ask, ask_with, count, number, piles};
    use crate::data::Filter;

    #[test]
    fn a_full_cell_is_found_where_it_is() {
        let mut points: Vec<(f64, f64, usize)> = Vec::new();
        for i in 0..20 {
            for j in 0..20 {
                points.push((
                    100.0 + 200.0 * f64::from(i),
                    100.0 + 200.0 * f64::from(j),
                    2,
                ));
            }
        }
        points.push((1110.0, 2110.0, 40));
        let data = piles(&points);
        let report = ask(&ScanSpace, &data, &[("replicates", 99.0)]).unwrap();
        let table = &report.tables[0];
        assert_eq!(count(table, "incidents"), [42]);
        let (x, y) = (number(table, "x")[0], number(table, "y")[0]);
        assert_eq!(
            (x, y, number(table, "p_value")[0]),
            (501_100.0, 202_100.0, 0.01)
        );
        // 840 incidents in 400 cells.
        assert!((number(table, "expected")[0] - 2.1).abs() < 1e-12);
        assert!(
            report
                .headline
                .starts_with("1 circle holds more than chance would give")
        );
    }

    #[test]
    fn residents_need_boundaries_that_tell_them() {
        let settings = [("population", Value::Text("residents".into()))];
        let error = ask_with(
            &ScanSpace,
            &piles(&[(0.0, 0.0, 9)]),
            &Filter::default(),
            &settings,
        )
        .unwrap_err();
        assert!(error.to_string().contains("--boundary-population"));
    }
}
