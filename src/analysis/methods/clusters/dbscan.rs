//! DBSCAN over the selected incidents.

use super::found::{Clusters, stacks, weights_note};
use super::parameters::{OUTLINE, TOP};
use crate::analysis::clusters::dbscan::{DbscanParams, dbscan};
use crate::analysis::clusters::members;
use crate::analysis::methods::{Input, Kind, Method, MethodError, Parameter, Question, Report};

/// See the page.
pub(super) struct Dbscan;

const REACH: Parameter = Parameter {
    key: "reach",
    label: "Reach",
    help: "Incidents this near to each other are neighbours (eps).",
    kind: Kind::Number {
        default: 100.0,
        least: 0.1,
        most: 10_000.0,
        unit: "m",
    },
};

const NEIGHBOURS: Parameter = Parameter {
    key: "neighbours",
    label: "Neighbours",
    help: "An incident with this many within reach, itself included, is in the core of a cluster (min_samples).",
    kind: Kind::Number {
        default: 20.0,
        least: 1.0,
        most: 1e6,
        unit: "incidents",
    },
};

impl Method for Dbscan {
    fn id(&self) -> &'static str {
        "dbscan"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Dense places of any shape"
    }

    fn name(&self) -> &'static str {
        "DBSCAN"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/dbscan.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![REACH, NEIGHBOURS, TOP, OUTLINE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let stacks = stacks(input)?;
        let params = DbscanParams {
            reach_m: input.values.number("reach"),
            min_weight: input.values.number("neighbours"),
        };
        let labels = dbscan(&stacks, params, input.progress)?;
        let groups = members(&labels).into_iter().map(|members| (members, None));
        let clusters = Clusters::new(input, &stacks, groups);
        let places = clusters.described();
        Ok(Report {
            headline: clusters.headline(&places),
            statement: format!(
                "DBSCAN; reach {} m; {} incidents within reach, itself included, by weight; border \
                 incidents with the nearest core",
                params.reach_m, params.min_weight
            ),
            notes: weights_note(input).into_iter().collect(),
            tables: vec![clusters.table(&places, None)],
            plots: Vec::new(),
            marks: clusters.marks(&places),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::clusters::testing::{ask, count, piles, text};

    #[test]
    fn two_dense_streets_are_two_clusters() {
        // 30 incidents along one street, 20 at one door, 3 far away.
        let mut points: Vec<(f64, f64, usize)> =
            (0..30).map(|i| (10.0 * f64::from(i), 0.0, 1)).collect();
        points.extend([(3000.0, 0.0, 20), (9000.0, 0.0, 1), (9000.0, 4000.0, 2)]);
        let report = ask(&Dbscan, &piles(&points), &[("neighbours", 10.0)]).unwrap();
        assert!(
            report
                .headline
                .starts_with("2 clusters hold 50 of 53 incidents (94 % of the weight)")
        );
        let table = &report.tables[0];
        assert_eq!(count(table, "incidents"), [30, 20]);
        assert_eq!(text(table, "rank").len(), 2);
        assert_eq!(report.marks.len(), 2);
    }

    #[test]
    fn nothing_selected_cannot_be_asked() {
        let error = ask(&Dbscan, &piles(&[]), &[]).unwrap_err();
        assert!(matches!(error, MethodError::Unanswerable(_)));
    }
}
