//! Places that are hit again: how many, how often, how soon.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::found::stacks;
use super::parameters::{TIMES, TOP};
use super::when::{dated, day_words};
use crate::analysis::clusters::{Stack, mean_centre, members};
use crate::analysis::link::linked;
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Series, Table, Ticks,
};
use crate::analysis::rank::{Hotspot, described};
use crate::base::Planar;
use crate::base::figures::grouped;
use crate::base::stats::median_sorted;
use crate::base::when::date_of_day;

/// See the page.
pub(super) struct RepeatPlaces;

const RADIUS: Parameter = Parameter {
    key: "radius",
    label: "Same place within",
    help: "Positions chained together within this distance are one place; 0 takes exact positions.",
    kind: Kind::Number {
        default: 5.0,
        least: 0.0,
        most: 500.0,
        unit: "m",
    },
};

/// "At places with at least so many."
const AT_LEAST: [u64; 8] = [1, 2, 3, 4, 5, 10, 20, 50];
/// The last day of each span between an incident and the next at its place, in words.
const SPANS: [(i32, &str); 7] = [
    (0, "same day"),
    (7, "1 to 7 days"),
    (14, "8 to 14 days"),
    (28, "15 to 28 days"),
    (91, "29 to 91 days"),
    (365, "92 to 365 days"),
    (i32::MAX, "longer"),
];

impl Method for RepeatPlaces {
    fn id(&self) -> &'static str {
        "repeat-places"
    }

    fn question(&self) -> Question {
        Question::Clusters
    }

    fn title(&self) -> &'static str {
        "Places hit again"
    }

    fn name(&self) -> &'static str {
        "Repeat locations"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/repeat-places.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![RADIUS, TIMES, TOP]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let stacks = stacks(input)?;
        let radius_m = input.values.number("radius");
        let positions: Vec<Planar> = stacks.iter().map(|stack| stack.at).collect();
        let of_stack = linked(&positions, radius_m, input.progress)?;
        let places = Places::new(&stacks, &of_stack, input);
        let listed = places.listed(input);
        let mut notes = Vec::new();
        match (places.is_dated, places.undated) {
            (false, _) => notes.push(
                "No incident has a date, so nothing is said of how soon places are hit again."
                    .to_owned(),
            ),
            (true, 0) => {}
            (true, undated) => notes.push(format!(
                "{} incidents without a date are counted but have no place in the days between.",
                grouped(undated)
            )),
        }
        let mut tables = vec![places.table(&listed), places.shares_table()];
        tables.extend(places.spans_table());
        Ok(Report {
            headline: places.headline(),
            statement: format!(
                "Repeat locations; single link within {radius_m} m; incidents counted whole; {}",
                day_words(input)
            ),
            notes,
            tables,
            plots: vec![places.plot()],
            marks: listed.iter().map(mark).collect(),
        })
    }
}

/// One place.
struct Place {
    count: u64,
    centre: Planar,
    group: Vec<u32>,
    /// Days of its incidents, ascending.
    days: Vec<i32>,
}

impl Place {
    /// The most incidents first; of equals the one that was hit last most recently, then the last
    /// but one; of those that are equal even so, or have no dates, the southernmost, then the
    /// westernmost.
    fn compare(&self, other: &Self) -> Ordering {
        let latest = other.days.iter().rev().cmp(self.days.iter().rev());
        let (p, q) = (self.centre, other.centre);
        let by_place = p.y.total_cmp(&q.y).then(p.x.total_cmp(&q.x));
        other.count.cmp(&self.count).then(latest).then(by_place)
    }

    /// Days from each of its incidents to the next.
    fn gaps(&self) -> impl Iterator<Item = i32> {
        self.days.windows(2).map(|pair| pair[1] - pair[0])
    }
}

/// Places and what happened there, in the order of [`Place::compare`].
struct Places {
    all: Vec<Place>,
    /// Whether any incident has a date.
    is_dated: bool,
    undated: usize,
}

impl Places {
    fn new(stacks: &[Stack], of_stack: &[u32], input: &Input<'_>) -> Self {
        let labels: Vec<Option<u32>> = of_stack.iter().copied().map(Some).collect();
        let groups = members(&labels);
        let inside =
            |group: &[u32]| -> Vec<Stack> { group.iter().map(|&i| stacks[i as usize]).collect() };
        let count = |group: &[u32]| {
            inside(group)
                .iter()
                .map(|s| u64::from(s.incidents))
                .sum::<u64>()
        };
        let centre = |group: &[u32]| mean_centre(inside(group)).unwrap_or(Planar::new(0.0, 0.0));
        let found = dated(input).ok();
        let undated = found.as_ref().map_or(0, |found| found.1);
        let is_dated = found.is_some();
        let mut days = vec![Vec::new(); groups.len()];
        for incident in found.into_iter().flat_map(|found| found.0) {
            days[of_stack[incident.stack as usize] as usize].push(incident.day);
        }
        let place = |(group, mut days): (Vec<u32>, Vec<i32>)| {
            days.sort_unstable();
            Place {
                count: count(&group),
                centre: centre(&group),
                group,
                days,
            }
        };
        let mut all: Vec<Place> = groups.into_iter().zip(days).map(place).collect();
        all.sort_by(Place::compare);
        Self {
            all,
            is_dated,
            undated,
        }
    }

    fn incidents(&self) -> u64 {
        self.all.iter().map(|place| place.count).sum()
    }

    /// Places with at least so many incidents, and the incidents there.
    fn at_least(&self, least: u64) -> (usize, u64) {
        let places = self.all.partition_point(|place| place.count >= least);
        let counts = self.all[..places].iter().map(|place| place.count);
        (places, counts.sum())
    }

    fn headline(&self) -> String {
        let ((places, incidents), all) = (self.at_least(2), self.incidents());
        let share = 100.0 * incidents as f64 / all as f64;
        let soon = self.median_days().map_or_else(String::new, |days| {
            format!("; half of the returns come within {days:.0} days")
        });
        format!(
            "{} of {} places were hit more than once and hold {} of {} incidents ({share:.0} %){soon}.",
            grouped(places),
            grouped(self.all.len()),
            grouped(incidents as usize),
            grouped(all as usize),
        )
    }

    /// Days from each incident to the next at its place.
    fn gaps(&self) -> Option<Vec<i32>> {
        let gaps = self.all.iter().flat_map(Place::gaps);
        self.is_dated.then(|| gaps.collect())
    }

    fn median_days(&self) -> Option<f64> {
        let mut gaps: Vec<f64> = self.gaps()?.into_iter().map(f64::from).collect();
        gaps.sort_by(f64::total_cmp);
        median_sorted(&gaps)
    }

    /// Places with repeats, in words.
    fn listed(&self, input: &Input<'_>) -> Vec<Hotspot> {
        let top = (input.values.count("top") as usize).min(self.at_least(2).0);
        let repeated = self.all[..top].iter();
        let groups = repeated
            .map(|place| (place.centre, place.group.clone()))
            .collect();
        described(input.data, input.selection, &input.filter.time, groups)
    }

    fn table(&self, listed: &[Hotspot]) -> Table {
        let all = self.incidents() as f64;
        let row = |(found, place): (&Place, &Hotspot)| {
            let mut gaps: Vec<f64> = found.gaps().map(f64::from).collect();
            gaps.sort_by(f64::total_cmp);
            let date = |day: Option<&i32>| -> Cell {
                day.map(|&day| date_of_day(i64::from(day)).to_string())
                    .into()
            };
            vec![
                place.rank.into(),
                place.name.clone().into(),
                place.incidents.into(),
                (100.0 * place.incidents as f64 / all).into(),
                date(found.days.first()),
                date(found.days.last()),
                median_sorted(&gaps).into(),
                gaps.first().copied().into(),
                place.centre.x.into(),
                place.centre.y.into(),
                place.lon_lat.lon.into(),
                place.lon_lat.lat.into(),
            ]
        };
        Table {
            key: "places",
            title: "Places hit more than once".to_owned(),
            columns: vec![
                Column::new("rank", "Rank"),
                Column::new("name", "Place"),
                Column::new("incidents", "Incidents"),
                Column::new("share", "Share").unit("%"),
                Column::new("first", "First"),
                Column::new("last", "Last"),
                Column::new("median_days_between", "Half return within").unit("days"),
                Column::new("least_days_between", "Soonest return").unit("days"),
                Column::new("x", "Easting").unit("m"),
                Column::new("y", "Northing").unit("m"),
                Column::new("lon", "Longitude").unit("°"),
                Column::new("lat", "Latitude").unit("°"),
            ],
            rows: self.all.iter().zip(listed).map(row).collect(),
        }
    }

    fn shares_table(&self) -> Table {
        let row = |&least: &u64| {
            let (places, incidents) = self.at_least(least);
            vec![
                least.into(),
                places.into(),
                (100.0 * places as f64 / self.all.len() as f64).into(),
                incidents.into(),
                (100.0 * incidents as f64 / self.incidents() as f64).into(),
            ]
        };
        Table {
            key: "at_least",
            title: "How much lies at places hit so often".to_owned(),
            columns: vec![
                Column::new("at_least", "Incidents at least"),
                Column::new("places", "Places"),
                Column::new("share_of_places", "Share of places").unit("%"),
                Column::new("incidents", "Incidents"),
                Column::new("share_of_incidents", "Share of incidents").unit("%"),
            ],
            rows: AT_LEAST.iter().map(row).collect(),
        }
    }

    fn spans_table(&self) -> Option<Table> {
        let gaps = self.gaps().filter(|gaps| !gaps.is_empty())?;
        let mut by_span: BTreeMap<usize, usize> = BTreeMap::new();
        for gap in &gaps {
            *by_span
                .entry(SPANS.partition_point(|&(last, _)| last < *gap))
                .or_default() += 1;
        }
        let mut sum = 0;
        let rows = SPANS.iter().enumerate().map(|(i, &(_, words))| {
            let count = by_span.get(&i).copied().unwrap_or_default();
            sum += count;
            let share = |count: usize| 100.0 * count as f64 / gaps.len() as f64;
            vec![
                words.into(),
                count.into(),
                share(count).into(),
                share(sum).into(),
            ]
        });
        Some(Table {
            key: "returns",
            title: "How soon the next one comes".to_owned(),
            columns: vec![
                Column::new("days", "Days to the next"),
                Column::new("returns", "Returns"),
                Column::new("share", "Share").unit("%"),
                Column::new("cumulative_share", "Cumulative").unit("%"),
            ],
            rows: rows.collect(),
        })
    }

    fn plot(&self) -> Plot {
        let (places, incidents) = (self.all.len() as f64, self.incidents() as f64);
        let bars = AT_LEAST.iter().enumerate().map(|(i, &least)| {
            let (at, held) = self.at_least(least);
            (
                i as f64,
                100.0 * at as f64 / places,
                100.0 * held as f64 / incidents,
            )
        });
        let bars: Vec<(f64, f64, f64)> = bars.collect();
        let names = AT_LEAST.iter().map(|least| format!("{least}+"));
        Plot {
            key: "at_least",
            title: "Share of incidents at places hit so often".to_owned(),
            x: Axis {
                label: "incidents at the place".to_owned(),
                ticks: Ticks::Names(names.collect()),
                ..Axis::default()
            },
            y: Axis {
                label: "%".to_owned(),
                ..Axis::default()
            },
            series: vec![
                Series::Bars {
                    name: "incidents".to_owned(),
                    bars: bars.iter().map(|bar| [bar.0, bar.2]).collect(),
                },
                Series::Line {
                    name: "places".to_owned(),
                    points: bars.iter().map(|bar| [bar.0, bar.1]).collect(),
                    is_reference: true,
                },
            ],
        }
    }
}

fn mark(place: &Hotspot) -> Mark {
    let class = match place.incidents {
        0..=2 => Class::More(1),
        3..=9 => Class::More(2),
        _ => Class::More(3),
    };
    Mark {
        outline: Outline::Point(place.centre),
        class,
        label: format!(
            "{}. {}: {} incidents",
            place.rank,
            place.name,
            grouped(place.incidents)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::clusters::testing::{ask, count, number, piles, text};
    use crate::base::When;
    use crate::base::when::day_number;
    use crate::data::Dataset;
    use jiff::civil::date;

    #[test]
    fn repeats_are_counted_with_their_dates() {
        let day = |d: i8| When::Days {
            first: day_number(date(2025, 3, d)),
            last: day_number(date(2025, 3, d)),
        };
        let data = Dataset::from_points([
            (1000.0, 1000.0, day(1), ""),
            (1003.0, 1000.0, day(3), ""),
            (1000.0, 1000.0, day(20), ""),
            (5000.0, 1000.0, day(9), ""),
            (5000.0, 1000.0, day(9), ""),
            (9000.0, 1000.0, day(9), ""),
            (9006.0, 1000.0, When::Unknown, ""),
        ]);
        let report = ask(&RepeatPlaces, &data, &[]).unwrap();
        assert!(
            report.headline.starts_with(
                "2 of 4 places were hit more than once and hold 5 of 7 incidents (71 %)"
            ),
            "{}",
            report.headline
        );
        let places = &report.tables[0];
        assert_eq!(count(places, "incidents"), [3, 2]);
        assert_eq!(text(places, "first"), ["2025-03-01", "2025-03-09"]);
        assert_eq!(text(places, "last"), ["2025-03-20", "2025-03-09"]);
        assert_eq!(number(places, "median_days_between"), [9.5, 0.0]);
        let shares = &report.tables[1];
        assert_eq!(count(shares, "places")[..4], [4, 2, 1, 0]);
        assert_eq!(count(shares, "incidents")[..4], [7, 5, 3, 0]);
        assert_eq!(count(&report.tables[2], "returns"), [1, 1, 0, 1, 0, 0, 0]);
        assert!(report.notes[0].starts_with("1 incidents without a date"));
    }

    #[test]
    fn without_dates_places_are_still_counted() {
        let report = ask(&RepeatPlaces, &piles(&[(0.0, 0.0, 3), (9.0, 0.0, 1)]), &[]).unwrap();
        assert_eq!(
            (report.tables.len(), count(&report.tables[0], "incidents")),
            (2, vec![3])
        );
    }
}
