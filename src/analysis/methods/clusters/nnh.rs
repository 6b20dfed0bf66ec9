//! Nearest-neighbour hierarchical clusters of the selected incidents.

use super::by_chance;
use super::found::{Clusters, stacks, weights_note};
use super::parameters::{LEAST, OUTLINE, SEED, TOP};
use crate::analysis::clusters::nnh::{NnhParams, Order, Threshold, first_order, nnh};
use crate::analysis::clusters::{Stack, hull};
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::{
    Column, Input, Kind, Method, MethodError, Parameter, Question, Report, Table, Values,
};

/// See the page.
pub(super) struct Nnh;

const DISTANCE: Parameter = Parameter {
    key: "distance",
    label: "Distance",
    help: "Incidents this near to a seed are its cluster; 0 takes the distance by chance.",
    kind: Kind::Number {
        default: 0.0,
        least: 0.0,
        most: 10_000.0,
        unit: "m",
    },
};

const PROBABILITY: Parameter = Parameter {
    key: "probability",
    label: "Probability",
    help: "The distance by chance is what this share of random patterns falls short of; 0.5 is the mean \
           random distance.",
    kind: Kind::Number {
        default: 0.5,
        least: 0.000_01,
        most: 0.999_99,
        unit: "",
    },
};

const CLUSTERS: Parameter = Parameter {
    key: "least-clusters",
    label: "Fewest clusters",
    help: "A cluster of the second or a higher order has at least this many of the order below.",
    kind: Kind::Count {
        default: 4,
        least: 2,
        most: 1_000,
        unit: "clusters",
    },
};

const AREA: Parameter = Parameter {
    key: "study-area",
    label: "Study area",
    help: "The area the distance by chance is of; 0 takes the boundaries, or without them the hull of the \
           incidents.",
    kind: Kind::Number {
        default: 0.0,
        least: 0.0,
        most: 1e6,
        unit: "km²",
    },
};

impl Method for Nnh {
    fn id(&self) -> &'static str {
        "nnh"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Clusters, and clusters of clusters"
    }

    fn name(&self) -> &'static str {
        "Nearest-neighbour hierarchical clustering"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/nnh.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![
            DISTANCE,
            PROBABILITY,
            LEAST,
            CLUSTERS,
            AREA,
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
        let params = params(input)?;
        let orders = nnh(&stacks, params, &by_chance::before_chance(input))?;
        let first = orders[0]
            .clusters
            .iter()
            .map(|cluster| (cluster.members.clone(), None));
        let clusters = Clusters::new(input, &stacks, first);
        let places = clusters.described();
        let how = match params.threshold {
            Threshold::Fixed(metres) => format!("within {metres} m of the seed"),
            Threshold::Random { probability } => format!(
                "within {:.1} m of the seed, the random distance at {probability}",
                orders[0].threshold_m
            ),
        };
        let mut report = Report {
            headline: clusters.headline(&places),
            statement: format!(
                "Nearest-neighbour hierarchical clusters; {how}; at least {} incidents, by weight; higher \
                 orders of at least {} clusters; study area {:.2} km²",
                params.min_weight,
                params.min_clusters,
                params.area_m2 / 1e6
            ),
            notes: weights_note(input).into_iter().collect(),
            tables: vec![
                clusters.table(&places, None),
                orders_table(&orders),
                higher_table(&orders, &stacks),
            ],
            plots: Vec::new(),
            marks: clusters.marks(&places),
        };
        let said_km2 = input.values.number(AREA.key);
        let square_m = (said_km2 > 0.0).then(|| (said_km2 * 1e6).sqrt());
        by_chance::add(&mut report, input, &clusters, square_m, |stacks, quiet| {
            let order = first_order(stacks, params, quiet)?;
            Ok(order.clusters.into_iter().map(|one| one.members).collect())
        })?;
        Ok(report)
    }
}

fn params(input: &Input<'_>) -> Result<NnhParams, MethodError> {
    let values = input.values;
    let area_m2 = match values.number("study-area") {
        // The same that chance is scattered over.
        0.0 => Region::of(input).map(|region| region.km2() * 1e6),
        km2 => Ok(km2 * 1e6),
    };
    let threshold = match values.number("distance") {
        0.0 => Threshold::Random {
            probability: values.number("probability"),
        },
        metres => Threshold::Fixed(metres),
    };
    let without_size = |_| {
        MethodError::Unanswerable(
            "The study area has no size, so there is no distance by chance; add boundaries or say \
             --study-area."
                .to_owned(),
        )
    };
    Ok(NnhParams {
        threshold,
        area_m2: area_m2.map_err(without_size)?,
        min_weight: values.number("least"),
        min_clusters: values.count("least-clusters") as usize,
    })
}

fn orders_table(orders: &[Order]) -> Table {
    let row = |(order, what): (usize, &Order)| {
        vec![
            (order + 1).into(),
            what.threshold_m.into(),
            what.clusters.len().into(),
        ]
    };
    Table {
        key: "orders",
        title: "Orders".to_owned(),
        columns: vec![
            Column::new("order", "Order"),
            Column::new("threshold_m", "Distance").unit("m"),
            Column::new("clusters", "Clusters"),
        ],
        rows: orders.iter().enumerate().map(row).collect(),
    }
}

/// Clusters of the second and higher orders, with the incidents in all clusters below them.
fn higher_table(orders: &[Order], stacks: &[Stack]) -> Table {
    let mut rows = Vec::new();
    for order in 1..orders.len() {
        for cluster in &orders[order].clusters {
            let below = stacks_below(orders, order, &cluster.members);
            let inside = below.iter().map(|&i| &stacks[i as usize]);
            let incidents: u64 = inside.clone().map(|stack| u64::from(stack.incidents)).sum();
            rows.push(vec![
                (order + 1).into(),
                cluster.members.len().into(),
                incidents.into(),
                (hull(inside.map(|stack| stack.at)).area_m2 / 1e6).into(),
                cluster.centre.x.into(),
                cluster.centre.y.into(),
            ]);
        }
    }
    Table {
        key: "higher_orders",
        title: "Clusters of clusters".to_owned(),
        columns: vec![
            Column::new("order", "Order"),
            Column::new("clusters", "Clusters"),
            Column::new("incidents", "Incidents"),
            Column::new("hull_km2", "Hull").unit("km²"),
            Column::new("x", "Easting").unit("m"),
            Column::new("y", "Northing").unit("m"),
        ],
        rows,
    }
}

/// The stacks in the clusters `members` of the order below `order`.
fn stacks_below(orders: &[Order], order: usize, members: &[u32]) -> Vec<u32> {
    let mut members = members.to_vec();
    for below in orders[..order].iter().rev() {
        let inside = members
            .iter()
            .flat_map(|&cluster| &below.clusters[cluster as usize].members);
        members = inside.copied().collect();
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::clusters::testing::{
        ask, ask_with, count, falls_back, number, piles, scatter,
    };
    use crate::base::When;
    use crate::data::{Areas, Dataset, Filter};

    #[test]
    fn doors_make_clusters_and_clusters_make_a_cluster() {
        let mut points: Vec<(f64, f64, usize)> =
            (0..5).map(|i| (200.0 * f64::from(i), 0.0, 12)).collect();
        points.extend([
            (30_000.0, 20_000.0, 1),
            (0.0, 20_000.0, 1),
            (30_000.0, 0.0, 1),
        ]);
        let data = piles(&points);
        let report = ask(&Nnh, &data, &[("distance", 50.0)]).unwrap();
        assert_eq!(count(&report.tables[0], "incidents"), [12; 5]);
        assert_eq!(count(&report.tables[1], "clusters"), [5, 1]);
        assert_eq!(count(&report.tables[2], "incidents"), [60]);
        // ½√(600 km² / 5) of the hull for the second order.
        let distances = number(&report.tables[1], "threshold_m");
        assert!((distances[1] - 0.5 * (600e6_f64 / 5.0).sqrt()).abs() < 1e-6);
        assert!(
            report
                .headline
                .starts_with("5 clusters hold 60 of 63 incidents")
        );
    }

    #[test]
    fn a_crowd_is_more_than_chance_and_a_scatter_is_not() {
        let mut points = scatter();
        let settings = [("distance", 50.0), ("least", 4.0), ("replicates", 99.0)];
        let p = |points: &[(f64, f64, usize)]| {
            let report = ask(&Nnh, &piles(points), &settings).unwrap();
            let table = report.tables.last().unwrap();
            assert_eq!(table.key, "by_chance");
            assert!(report.headline.contains("scattered by chance"));
            assert!(report.statement.ends_with("99 times, seed 1"));
            number(table, "p_value")
        };
        assert!(p(&points)[0] > 0.2, "{:?}", p(&points));
        points.extend((0..5).map(|i| (400.0 * f64::from(i), 1000.0, 8)));
        assert_eq!(p(&points), [0.01; 3]);
        let without = ask(&Nnh, &piles(&points), &settings[..2]).unwrap();
        assert_eq!(without.tables.len(), 3);
        let few = [settings[0], settings[1], ("replicates", 5.0)];
        assert!(ask(&Nnh, &piles(&points), &few).is_err());
    }

    #[test]
    fn overlapping_areas_of_the_filter_are_one_study_area() {
        let ward = |(name, west, east): (&str, f64, f64)| {
            let rect = geo::Rect::new((west, -1000.0), (east, 3000.0));
            (name.to_owned(), geo::MultiPolygon(vec![rect.to_polygon()]))
        };
        let points = scatter().into_iter();
        let data = Dataset::from_points(points.map(|(x, y, _)| (x, y, When::Unknown, "")));
        let wards = [
            ("West", -1000.0, 2000.0),
            ("East", 0.0, 3000.0),
            ("Far", 5e3, 9e3),
        ];
        let areas = Areas::from_shapes(wards.map(ward), data.crs);
        let data = data.with_areas(areas);
        let filter = Filter {
            areas: vec!["West".to_owned(), "East".to_owned()],
            ..Filter::default()
        };
        let settings = [("replicates", Value::Number(19.0))];
        let report = ask_with(&Nnh, &data, &filter, &settings).unwrap();
        // 4 km by 4 km, not twice 3 by 4.
        let said = &report.statement;
        assert!(said.contains("study area 16.00 km²"), "{said}");
        assert!(
            said.contains("over the 2 boundaries of the filter"),
            "{said}"
        );
    }

    #[test]
    fn how_far_it_is_never_falls_back() {
        let mut points = scatter();
        points.extend((0..40).map(|i| (50.0 * f64::from(i), 1000.0, 12)));
        let settings = [("distance", 20.0), ("replicates", 99.0)];
        let settings = settings.map(|(key, number)| (key, Value::Number(number)));
        assert!(!falls_back(&Nnh, &piles(&points), &settings));
    }

    #[test]
    fn a_study_area_without_size_cannot_be_asked() {
        let error = ask(&Nnh, &piles(&[(0.0, 0.0, 40)]), &[]).unwrap_err();
        assert!(error.to_string().contains("--study-area"));
        assert!(ask(&Nnh, &piles(&[(0.0, 0.0, 40)]), &[("study-area", 1.0)]).is_ok());
    }
}
