//! STAC over the selected incidents.

use super::by_chance;
use super::found::{Clusters, stacks, weights_note};
use super::parameters::{LEAST, OUTLINE, SEED, TOP};
use crate::analysis::clusters::stac::{Lattice, MOST_NODES, Stac, StacParams, stac};
use crate::analysis::methods::{
    Input, Kind, Method, MethodError, Parameter, Question, Report, Values,
};

/// See the page.
pub(super) struct StacMethod;

const RADIUS: Parameter = Parameter {
    key: "radius",
    label: "Search radius",
    help: "Radius of the circles on the lattice.",
    kind: Kind::Number {
        default: 250.0,
        least: 1.0,
        most: 20_000.0,
        unit: "m",
    },
};

const NODES: Parameter = Parameter {
    key: "nodes",
    label: "Nodes of a side",
    help: "Nodes of the lattice along each side of the incidents' rectangle; STAC has 20. 0 takes as many as \
           leave no incident between circles.",
    kind: Kind::Count {
        default: 0,
        least: 0,
        most: MOST_NODES as u64,
        unit: "nodes",
    },
};

const LATTICE: Parameter = Parameter {
    key: "lattice",
    label: "Lattice",
    help: "How nodes lie: every other row half a step aside, or in rows and columns.",
    kind: Kind::Choice {
        default: "triangular",
        options: &[("triangular", "triangular"), ("rectangular", "rectangular")],
    },
};

const CIRCLES: Parameter = Parameter {
    key: "circles",
    label: "Circles kept",
    help: "The fullest circles that are kept and joined; STAC keeps 25.",
    kind: Kind::Count {
        default: 25,
        least: 1,
        most: 100_000,
        unit: "circles",
    },
};

impl Method for StacMethod {
    fn id(&self) -> &'static str {
        "stac"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "The fullest circles, joined"
    }

    fn name(&self) -> &'static str {
        "STAC"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/stac.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![
            RADIUS,
            LEAST,
            NODES,
            LATTICE,
            CIRCLES,
            by_chance::SCATTERINGS,
            SEED,
            TOP,
            OUTLINE,
        ]
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        by_chance::waits(values)
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let stacks = stacks(input)?;
        let params = params(input);
        let found = stac(&stacks, params, &by_chance::before_chance(input))?;
        let groups = found.clusters.iter().map(|members| (members.clone(), None));
        let clusters = Clusters::new(input, &stacks, groups);
        let places = clusters.described();
        let mut notes: Vec<String> = weights_note(input).into_iter().collect();
        notes.extend(gaps_note(&found, input, params));
        let lattice = match params.lattice {
            Lattice::Triangular => "triangular",
            Lattice::Rectangular => "rectangular",
        };
        let mut report = Report {
            headline: clusters.headline(&places),
            statement: format!(
                "STAC; search radius {} m; {lattice} lattice of {nodes} by {nodes} nodes, {:.0} m by {:.0} m \
                 apart; the {} fullest circles of at least {} incidents, by weight",
                params.radius_m,
                found.steps_m.0,
                found.steps_m.1,
                params.circles,
                params.min_weight,
                nodes = found.nodes,
            ),
            notes,
            tables: vec![clusters.table(&places, None)],
            plots: Vec::new(),
            marks: clusters.marks(&places),
        };
        by_chance::add(&mut report, input, &clusters, None, |stacks, quiet| {
            Ok(stac(stacks, params, quiet)?.clusters)
        })?;
        Ok(report)
    }
}

fn params(input: &Input<'_>) -> StacParams {
    let values = input.values;
    StacParams {
        radius_m: values.number("radius"),
        lattice: match values.text("lattice") {
            Some("rectangular") => Lattice::Rectangular,
            _ => Lattice::Triangular,
        },
        nodes: match values.count("nodes") as usize {
            0 => None,
            nodes => Some(nodes),
        },
        min_weight: values.number("least"),
        circles: values.count("circles") as usize,
    }
}

fn gaps_note(found: &Stac, input: &Input<'_>, params: StacParams) -> Option<String> {
    let share = 100.0 * found.unseen_weight / input.selection.weight;
    (found.unseen_weight > 0.0).then(|| {
        format!(
            "{share:.1} % of the incidents lie in no circle of this lattice and were not looked at: its \
             nodes are {:.0} m apart and the radius is {} m. Say --nodes 0, or a greater radius.",
            found.steps_m.0.max(found.steps_m.1),
            params.radius_m
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::clusters::testing::{
        ask, count, falls_back, number, piles, scatter,
    };
    use crate::base::When;
    use crate::data::{Areas, Dataset};

    #[test]
    fn crowded_circles_hold_more_than_chance() {
        let mut points = scatter();
        let settings = [("radius", 50.0), ("least", 4.0), ("replicates", 99.0)];
        let p = |points: &[(f64, f64, usize)]| {
            let report = ask(&StacMethod, &piles(points), &settings).unwrap();
            number(report.tables.last().unwrap(), "p_value")
        };
        assert!(p(&points)[2] > 0.05, "{:?}", p(&points));
        points.extend((0..3).map(|i| (700.0 * f64::from(i), 1000.0, 15)));
        assert_eq!(p(&points)[1..], [0.01; 2]);
    }

    #[test]
    fn a_crowd_in_a_large_ward_is_searched_as_its_replicates_are() {
        // 60 incidents in 600 m by 500 m, in a ward of 6 km by 6 km: scattered over that, few circles
        // of 250 m hold five, but those that do are to be seen.
        let rect = geo::Rect::new((-3000.0, -3000.0), (3000.0, 3000.0));
        let ward = (
            "Ward".to_owned(),
            geo::MultiPolygon(vec![rect.to_polygon()]),
        );
        let pile = |i: u32| {
            let (x, y) = (f64::from(i * 61 % 101), f64::from(i * 37 % 103));
            (6.0 * x, 5.0 * y, When::Unknown, "")
        };
        let data = Dataset::from_points((0..60).map(pile));
        let areas = Areas::from_shapes([ward], data.crs);
        let data = data.with_areas(areas);
        let mean = |nodes: f64| {
            let settings = [("least", 5.0), ("replicates", 99.0), ("nodes", nodes)];
            let report = ask(&StacMethod, &data, &settings).unwrap();
            assert!(
                report.statement.contains("over the 1 boundaries"),
                "{}",
                report.statement
            );
            number(report.tables.last().unwrap(), "by_chance")[0]
        };
        // 24 steps of 250 m and a half to spare.
        let (own, stretched) = (mean(0.0), mean(4.0));
        let fine = mean(25.0);
        assert!((own - fine).abs() < 0.3 * fine, "{own} {fine}");
        assert!(stretched < 0.5 * own, "{stretched} {own}");
    }

    #[test]
    fn how_far_it_is_never_falls_back() {
        let settings = [("replicates", Value::Number(99.0))];
        assert!(!falls_back(&StacMethod, &piles(&scatter()), &settings));
    }

    #[test]
    fn the_fullest_circles_are_joined_and_gaps_are_said() {
        let mut points: Vec<(f64, f64, usize)> =
            (0..20).map(|i| (60.0 * f64::from(i), 7000.0, 2)).collect();
        points.extend([(0.0, 0.0, 1), (9000.0, 9000.0, 1), (9000.0, 100.0, 15)]);
        let data = piles(&points);
        let fine = ask(&StacMethod, &data, &[]).unwrap();
        assert_eq!(count(&fine.tables[0], "incidents"), [40, 15]);
        assert!(fine.notes.is_empty(), "{:?}", fine.notes);
        let coarse = ask(&StacMethod, &data, &[("nodes", 4.0)]).unwrap();
        assert!(
            coarse
                .notes
                .iter()
                .any(|note| note.contains("lie in no circle"))
        );
    }
}
