//! Streets with the most incidents.

use super::found::{stacks, weights_note};
use super::parameters::TOP;
use crate::analysis::clusters::segments::{SegmentLoad, Segments, fewest_holding, snapped};
use crate::analysis::methods::{
    Axis, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Series, Table, Ticks,
};
use crate::base::Planar;
use crate::base::figures::grouped;
use crate::data::roads::RoadLine;

/// See the page.
pub(super) struct StreetSegments;

const REACH: Parameter = Parameter {
    key: "reach",
    label: "Nearest street within",
    help: "An incident further than this from every street is on none.",
    kind: Kind::Number {
        default: 50.0,
        least: 0.0,
        most: 1_000.0,
        unit: "m",
    },
};

/// Shares of incidents whose segments are counted.
const SHARES: [f64; 4] = [0.25, 0.5, 0.8, 1.0];
/// Points the curve is drawn with.
const CURVE_POINTS: usize = 200;

impl Method for StreetSegments {
    fn id(&self) -> &'static str {
        "street-segments"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Streets with the most"
    }

    fn name(&self) -> &'static str {
        "Street segments"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/street-segments.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![REACH, TOP]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let roads = input.data.roads.lines();
        if roads.is_empty() {
            return Err(MethodError::Unanswerable(
                "There are no streets to put incidents on; add a file of road lines, such as OS Open Roads, \
                 with --roads."
                    .to_owned(),
            ));
        }
        let stacks = stacks(input)?;
        let lines: Vec<&[Planar]> = roads.iter().map(|road| road.points.as_slice()).collect();
        let reach_m = input.values.number("reach");
        let found = snapped(&lines, &stacks, reach_m, input.progress)?;
        let streets = Streets::new(roads, found);
        let mut notes: Vec<String> = weights_note(input).into_iter().collect();
        notes.extend(streets.off_note(reach_m));
        Ok(Report {
            headline: streets.headline(),
            statement: format!(
                "Street segments; each of {} lines of the road layer as it is drawn; incidents, by weight, on \
                 the nearest within {reach_m} m",
                grouped(roads.len())
            ),
            notes,
            tables: vec![streets.table(input), streets.shares_table()],
            plots: vec![streets.curve()],
            marks: streets.marks(input),
        })
    }
}

/// Segments and what lies on them, the most first.
struct Streets<'a> {
    roads: &'a [RoadLine],
    found: Segments,
    /// Those with incidents, the greatest weight first.
    order: Vec<u32>,
    weight: f64,
}

impl<'a> Streets<'a> {
    fn new(roads: &'a [RoadLine], found: Segments) -> Self {
        let load = |i: u32| &found.loads[i as usize];
        let mut order: Vec<u32> = (0..found.loads.len() as u32)
            .filter(|&i| load(i).incidents > 0)
            .collect();
        // Of equals the first in the file comes first.
        order.sort_by(|&a, &b| {
            let by_weight = load(b).weight.total_cmp(&load(a).weight);
            by_weight.then(load(b).incidents.cmp(&load(a).incidents))
        });
        Self {
            roads,
            weight: found.loads.iter().map(|load| load.weight).sum(),
            order,
            found,
        }
    }

    fn name(&self, segment: u32) -> String {
        let road = &self.roads[segment as usize];
        road.name.as_ref().map_or_else(
            || format!("unnamed, line {}", road.number),
            ToString::to_string,
        )
    }

    fn load(&self, segment: u32) -> &SegmentLoad {
        &self.found.loads[segment as usize]
    }

    fn on_incidents(&self) -> u64 {
        self.found.loads.iter().map(|load| load.incidents).sum()
    }

    fn headline(&self) -> String {
        let half = fewest_holding(&self.found.loads, 0.5);
        let all = self.roads.len();
        match self.order.first() {
            None => "No incident lies near a street of this layer.".to_owned(),
            Some(&first) => format!(
                "Half of {} incidents lie on {} of {} street segments ({:.1} %); {} holds the most, {}.",
                grouped(self.on_incidents() as usize),
                grouped(half),
                grouped(all),
                100.0 * half as f64 / all as f64,
                self.name(first),
                grouped(self.load(first).incidents as usize),
            ),
        }
    }

    fn off_note(&self, reach_m: f64) -> Option<String> {
        let (off, on) = (self.found.off_incidents, self.on_incidents());
        (off > 0).then(|| {
            format!(
                "{} incidents ({:.1} %) lie further than {reach_m} m from every street and are left out.",
                grouped(off as usize),
                100.0 * off as f64 / (off + on) as f64
            )
        })
    }

    fn listed(&self, input: &Input<'_>) -> &[u32] {
        &self.order[..self.order.len().min(input.values.count("top") as usize)]
    }

    fn table(&self, input: &Input<'_>) -> Table {
        let mut held = 0.0;
        let row = |(rank, &segment): (usize, &u32)| {
            let load = self.load(segment);
            held += load.weight;
            let line = &self.roads[segment as usize].points;
            let middle = line[line.len() / 2];
            vec![
                (rank + 1).into(),
                self.name(segment).into(),
                load.incidents.into(),
                load.weight.into(),
                load.length_m.into(),
                load.per_km().into(),
                (100.0 * load.weight / self.weight).into(),
                (100.0 * held / self.weight).into(),
                u64::from(self.roads[segment as usize].number).into(),
                middle.x.into(),
                middle.y.into(),
            ]
        };
        let rows = self.listed(input).iter().enumerate().map(row).collect();
        Table {
            key: "segments",
            title: "Street segments with the most".to_owned(),
            columns: vec![
                Column::new("rank", "Rank"),
                Column::new("name", "Street"),
                Column::new("incidents", "Incidents"),
                Column::new("weight", "Weight"),
                Column::new("length_m", "Length").unit("m"),
                Column::new("per_km", "Rate").unit("per km"),
                Column::new("share", "Share").unit("%"),
                Column::new("cumulative_share", "Cumulative").unit("%"),
                Column::new("feature", "Feature in the file"),
                Column::new("x", "Easting").unit("m"),
                Column::new("y", "Northing").unit("m"),
            ],
            rows,
        }
    }

    fn shares_table(&self) -> Table {
        let all_m: f64 = self.found.loads.iter().map(|load| load.length_m).sum();
        let row = |&share: &f64| {
            let segments = fewest_holding(&self.found.loads, share);
            let length_m: f64 = self
                .order
                .iter()
                .take(segments)
                .map(|&segment| self.load(segment).length_m)
                .sum();
            vec![
                (100.0 * share).into(),
                segments.into(),
                (100.0 * segments as f64 / self.roads.len() as f64).into(),
                (length_m / 1000.0).into(),
                (100.0 * length_m / all_m).into(),
            ]
        };
        Table {
            key: "concentration",
            title: "How few segments hold how much".to_owned(),
            columns: vec![
                Column::new("share_of_incidents", "Share of incidents").unit("%"),
                Column::new("segments", "Segments"),
                Column::new("share_of_segments", "Share of segments").unit("%"),
                Column::new("length_km", "Length").unit("km"),
                Column::new("share_of_length", "Share of length").unit("%"),
            ],
            rows: SHARES.iter().map(row).collect(),
        }
    }

    fn curve(&self) -> Plot {
        let (all, mut held) = (self.roads.len() as f64, 0.0);
        let every = self.order.len().div_ceil(CURVE_POINTS).max(1);
        let mut points = vec![[0.0, 0.0]];
        for (i, &segment) in self.order.iter().enumerate() {
            held += self.load(segment).weight;
            if (i + 1).is_multiple_of(every) || i + 1 == self.order.len() {
                points.push([(i + 1) as f64 / all, held / self.weight]);
            }
        }
        points.push([1.0, 1.0]);
        let axis = |label: &str| Axis {
            label: label.to_owned(),
            ticks: Ticks::Percent,
            ..Axis::default()
        };
        Plot {
            key: "concentration",
            title: "Share of incidents on the fullest segments".to_owned(),
            x: axis("share of segments"),
            y: axis("share of incidents"),
            series: vec![
                Series::Line {
                    name: "evenly spread".to_owned(),
                    points: vec![[0.0, 0.0], [1.0, 1.0]],
                    is_reference: true,
                },
                Series::Line {
                    name: "incidents".to_owned(),
                    points,
                    is_reference: false,
                },
            ],
        }
    }

    fn marks(&self, input: &Input<'_>) -> Vec<Mark> {
        let most = self
            .order
            .first()
            .map_or(1.0, |&first| self.load(first).weight);
        let mark = |(rank, &segment): (usize, &u32)| {
            let load = self.load(segment);
            Mark {
                outline: Outline::Line(self.roads[segment as usize].points.clone()),
                class: Class::Amount(load.weight / most),
                label: format!(
                    "{}. {}: {} incidents on {:.0} m",
                    rank + 1,
                    self.name(segment),
                    grouped(load.incidents as usize),
                    load.length_m
                ),
            }
        };
        self.listed(input).iter().enumerate().map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::clusters::testing::{ask, count, number, piles, text};
    use crate::data::Roads;

    fn road(name: Option<&str>, number: u32, line: &[(f64, f64)]) -> RoadLine {
        RoadLine {
            name: name.map(Into::into),
            points: line
                .iter()
                .map(|&(x, y)| Planar::new(500_000.0 + x, 200_000.0 + y))
                .collect(),
            number,
        }
    }

    #[test]
    fn streets_are_ranked_with_rates_and_shares() {
        let mut data = piles(&[
            (10.0, 5.0, 6),
            (150.0, 190.0, 3),
            (50.0, 400.0, 1),
            (0.0, 900.0, 2),
        ]);
        data.roads = Roads::new(vec![
            road(Some("High Street"), 1, &[(0.0, 0.0), (100.0, 0.0)]),
            road(None, 2, &[(100.0, 0.0), (160.0, 200.0)]),
            road(Some("Mill Lane"), 3, &[(0.0, 410.0), (250.0, 410.0)]),
            road(Some("Quiet Close"), 4, &[(0.0, 600.0), (250.0, 600.0)]),
        ]);
        let report = ask(&StreetSegments, &data, &[]).unwrap();
        assert_eq!(
            report.headline,
            "Half of 10 incidents lie on 1 of 4 street segments (25.0 %); High Street holds the most, 6."
        );
        let table = &report.tables[0];
        assert_eq!(
            text(table, "name"),
            ["High Street", "unnamed, line 2", "Mill Lane"]
        );
        assert_eq!(count(table, "incidents"), [6, 3, 1]);
        assert_eq!(number(table, "per_km")[0], 60.0);
        assert_eq!(number(table, "cumulative_share"), [60.0, 90.0, 100.0]);
        assert_eq!(count(&report.tables[1], "segments"), [1, 1, 2, 3]);
        assert_eq!(
            report.notes,
            ["2 incidents (16.7 %) lie further than 50 m from every street and are left out."]
        );
    }

    #[test]
    fn without_roads_it_cannot_be_asked() {
        let error = ask(&StreetSegments, &piles(&[(0.0, 0.0, 3)]), &[]).unwrap_err();
        assert!(error.to_string().contains("--roads"));
    }
}
