//! HDBSCAN over the selected incidents.

use super::found::{Clusters, counts_note, stacks};
use super::parameters::{OUTLINE, TOP};
use crate::analysis::clusters::hdbscan::{HdbscanParams, hdbscan};
use crate::analysis::clusters::members;
use crate::analysis::methods::{
    Column, Input, Kind, Method, MethodError, Parameter, Question, Report,
};

/// See the page.
pub(super) struct HdbscanMethod;

const LEAST: Parameter = Parameter {
    key: "least",
    label: "Fewest incidents",
    help: "A cluster has at least this many incidents (min_cluster_size).",
    kind: Kind::Count {
        default: 25,
        least: 2,
        most: 1_000_000,
        unit: "incidents",
    },
};

const NEIGHBOURS: Parameter = Parameter {
    key: "neighbours",
    label: "Neighbours",
    help: "How dense it is at an incident is told by the distance that holds this many, itself included \
           (min_samples); 0 takes the fewest incidents of a cluster.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: 1_000_000,
        unit: "incidents",
    },
};

const RESOLUTION: Parameter = Parameter {
    key: "resolution",
    label: "Resolution",
    help: "Distances below this count as this: positions are not better known, and without it every pile \
           of incidents at one address is a cluster of its own.",
    kind: Kind::Number {
        default: 20.0,
        least: 0.001,
        most: 1_000.0,
        unit: "m",
    },
};

impl Method for HdbscanMethod {
    fn id(&self) -> &'static str {
        "hdbscan"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Places denser than their surroundings"
    }

    fn name(&self) -> &'static str {
        "HDBSCAN"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/hdbscan.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![LEAST, NEIGHBOURS, RESOLUTION, TOP, OUTLINE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let stacks = stacks(input)?;
        let least = input.values.count("least") as u32;
        let params = HdbscanParams {
            min_incidents: least,
            neighbours: match input.values.count("neighbours") as u32 {
                0 => least,
                some => some,
            },
            resolution_m: input.values.number("resolution"),
        };
        let found = hdbscan(&stacks, params, input.progress)?;
        let stability = found.stability.iter().map(|&stability| Some(stability));
        let groups = members(&found.of_stack).into_iter().zip(stability);
        let clusters = Clusters::new(input, &stacks, groups);
        let places = clusters.described();
        let own = Column::new("stability", "Stability").unit("per m");
        Ok(Report {
            headline: clusters.headline(&places),
            statement: format!(
                "HDBSCAN; at least {} incidents; core distance of {}; resolution {} m; clusters by excess \
                 of mass, never all as one",
                params.min_incidents, params.neighbours, params.resolution_m
            ),
            notes: counts_note(input).into_iter().collect(),
            tables: vec![clusters.table(&places, Some(own))],
            plots: Vec::new(),
            marks: clusters.marks(&places),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::clusters::testing::{ask, count, number, piles};

    #[test]
    fn a_dense_and_a_loose_cluster_are_both_found() {
        let row = |x: f64, step: f64| (0..30).map(move |i| (x + step * f64::from(i), 0.0, 1));
        let mut points: Vec<(f64, f64, usize)> =
            row(0.0, 25.0).chain(row(20_000.0, 200.0)).collect();
        points.push((60_000.0, 0.0, 3));
        let report = ask(
            &HdbscanMethod,
            &piles(&points),
            &[("least", 10.0), ("neighbours", 3.0)],
        )
        .unwrap();
        let table = &report.tables[0];
        assert_eq!(count(table, "incidents"), [30, 30], "{}", report.headline);
        let stability = number(table, "stability");
        assert!(stability[0].max(stability[1]) > 3.0 * stability[0].min(stability[1]));
    }
}
