//! Near repeats: more pairs close in space and time than chance would give (Knox).
//!
//! E. G. Knox (1964), "The detection of space-time interactions", Applied Statistics 13(1); with
//! permuted times N. Mantel (1967) and, for crime, S. D. Johnson et al. (2007), "Space-time patterns
//! of risk", Journal of Quantitative Criminology 23(3), and J. H. Ratcliffe's Near Repeat Calculator.
//! Pairs of incidents are counted by bands of distance and of days apart. By chance, times fall on
//! places at random: each replicate deals the days out anew over the incidents.
//!
//! Nothing is kept of the pairs close in space, of which there may be billions: each replicate looks for
//! pairs close in both (`cells`). What is expected need not be simulated: it is the pairs of the distance
//! band times the share of all pairs in the band of days.

mod cells;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::clusters::deal;
use crate::analysis::draws::chance;
use crate::base::{Cancelled, Planar, Progress};
use cells::{Bands, Cells, Counts, Sorted};

/// The most bands of days.
pub const MAX_PERIODS: usize = 8;
/// The most bands of distance, that of the same position not counted.
pub const MAX_BANDS: usize = 20;

/// An incident on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Where.
    pub at: Planar,
    /// When, in days since any day.
    pub day: i32,
}

/// How distance is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Along a grid of streets: east-west plus north-south.
    Manhattan,
    /// As the crow flies.
    Euclidean,
}

/// Bands and replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnoxParams<'a> {
    /// How distance is measured.
    pub metric: Metric,
    /// Outer limits of the bands of distance in metres, themselves included; ascending, above 0, at most
    /// [`MAX_BANDS`]. The same position is a band of its own before them.
    pub limits_m: &'a [f64],
    /// Last days of the bands of days apart; ascending, at most [`MAX_PERIODS`]. 0 is the same day.
    pub last_days: &'a [i32],
    /// How often days are dealt out anew.
    pub replicates: usize,
    /// The seed.
    pub seed: u64,
}

/// A table of pairs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Knox {
    /// Rows by distance, the same position first; in each, columns by days apart.
    pub cells: Vec<Vec<KnoxCell>>,
    /// Pairs in each band of distance, however many days apart.
    pub pairs: Vec<u64>,
}

/// Pairs in one band of distance and of days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KnoxCell {
    /// Pairs there are.
    pub observed: u64,
    /// Pairs there would be by chance.
    pub expected: f64,
    /// The mean of the replicates, which is near `expected`.
    pub simulated: f64,
    /// Of 1000 replicates, 25 have fewer than this (of equals no fewer).
    pub low: u64,
    /// Of 1000 replicates, 25 have more than this (of equals no more).
    pub high: u64,
    /// How likely chance gives as many or more: (replicates with as many + 1) / (replicates + 1).
    pub p: f64,
}

/// The table of `events`; their order does not matter.
///
/// # Errors
/// When nobody wants it any more, which `progress` tells at any time and `check`, called before each
/// replicate.
pub fn knox(
    events: &[Event],
    params: KnoxParams<'_>,
    progress: &Progress,
    check: impl Fn() -> Result<(), Cancelled> + Sync,
) -> Result<Knox, Cancelled> {
    let events = in_order(events);
    let days: Vec<i32> = events.iter().map(|event| event.day).collect();
    let bands = Bands::new(params);
    let totals = totals(&events, params, &bands, progress)?;
    let cells = Cells::new(&events, reach_m(params));
    let observed = cells.count(&days, &bands, &mut Sorted::default(), progress)?;
    let simulated = simulated(&days, &cells, params, &bands, (progress, check))?;
    let shares = shares_of_periods(&days, params.last_days);
    let cell = |row: usize, column: usize| {
        let mut all: Vec<u64> = simulated.iter().map(|counts| counts[row][column]).collect();
        all.sort_unstable();
        summary(
            observed[row][column],
            totals[row] as f64 * shares[column],
            &all,
        )
    };
    let row = |row| {
        (0..params.last_days.len())
            .map(|column| cell(row, column))
            .collect()
    };
    Ok(Knox {
        cells: (0..totals.len()).map(row).collect(),
        pairs: totals,
    })
}

/// The same events by place, then by day: replicates must not depend on the order they came in.
pub(super) fn in_order(events: &[Event]) -> Vec<Event> {
    let mut events = events.to_vec();
    events.sort_by(|a, b| {
        let by_place = a.at.y.total_cmp(&b.at.y).then(a.at.x.total_cmp(&b.at.x));
        by_place.then(a.day.cmp(&b.day))
    });
    events
}

/// The greatest distance that counts.
fn reach_m(params: KnoxParams<'_>) -> f64 {
    params.limits_m.last().copied().unwrap_or(1.0)
}

/// All pairs in each band of distance, between positions, which are fewer than events.
fn totals(
    events: &[Event],
    params: KnoxParams<'_>,
    bands: &Bands,
    progress: &Progress,
) -> Result<Vec<u64>, Cancelled> {
    let places: Vec<&[Event]> = events.chunk_by(|a, b| a.at == b.at).collect();
    let firsts: Vec<Event> = places.iter().map(|place| place[0]).collect();
    let loads: Vec<u64> = places.iter().map(|place| place.len() as u64).collect();
    Cells::new(&firsts, reach_m(params)).totals(&loads, bands, progress)
}

/// Pairs of each replicate.
fn simulated(
    days: &[i32],
    cells: &Cells,
    params: KnoxParams<'_>,
    bands: &Bands,
    (progress, check): (&Progress, impl Fn() -> Result<(), Cancelled> + Sync),
) -> Result<Vec<Counts>, Cancelled> {
    let replicate = |(sorted, days_dealt): &mut (Sorted, Vec<i32>), replicate| {
        check()?;
        days_dealt.clear();
        days_dealt.extend_from_slice(days);
        deal(days_dealt, params.seed, replicate);
        cells.count(days_dealt, bands, sorted, progress)
    };
    (0..params.replicates as u64)
        .into_par_iter()
        .map_init(<(Sorted, Vec<i32>)>::default, replicate)
        .collect()
}

fn summary(observed: u64, expected: f64, simulated: &[u64]) -> KnoxCell {
    let n = simulated.len();
    let as_many = n - simulated.partition_point(|&count| count < observed);
    let tail = n * 25 / 1000;
    KnoxCell {
        observed,
        expected,
        simulated: simulated.iter().sum::<u64>() as f64 / n as f64,
        low: simulated.get(tail).copied().unwrap_or_default(),
        high: n.checked_sub(tail + 1).map_or(0, |place| simulated[place]),
        p: chance(as_many, n),
    }
}

impl Metric {
    /// The distance between two positions in metres.
    pub fn distance_m(self, a: Planar, b: Planar) -> f64 {
        match self {
            Self::Manhattan => (a.x - b.x).abs() + (a.y - b.y).abs(),
            Self::Euclidean => a.distance_to(b),
        }
    }
}

/// Of all pairs of incidents, the share in each band of days apart.
fn shares_of_periods(days: &[i32], last_days: &[i32]) -> Vec<f64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as f64;
    let all = n * (n - 1.0) / 2.0;
    // For each incident the later ones up to so many days on: both ends only ever move forward.
    let up_to = |last: i32| {
        let mut end = 0;
        let later = sorted.iter().enumerate().map(|(i, &day)| {
            while sorted.get(end).is_some_and(|&other| other - day <= last) {
                end += 1;
            }
            (end - i - 1) as u64
        });
        later.sum::<u64>()
    };
    let counts: Vec<u64> = last_days.iter().map(|&last| up_to(last)).collect();
    let before = std::iter::once(0).chain(counts.iter().copied());
    counts
        .iter()
        .zip(before)
        .map(|(&count, before)| (count - before) as f64 / all)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    const FEW: KnoxParams<'static> = KnoxParams {
        metric: Metric::Manhattan,
        limits_m: &[3.0, 6.0],
        last_days: &[0, 2, 5],
        replicates: 39,
        seed: 7,
    };

    fn events(points: &[(i32, i32, i32)]) -> Vec<Event> {
        let event = |&(x, y, day): &(i32, i32, i32)| Event {
            at: Planar::new(f64::from(x), f64::from(y)),
            day,
        };
        points.iter().map(event).collect()
    }

    fn slowly(events: &[Event], params: KnoxParams<'_>) -> Vec<Vec<u64>> {
        let columns = params.last_days.len();
        let mut counts = vec![vec![0; columns]; params.limits_m.len() + 1];
        for i in 0..events.len() {
            for j in 0..i {
                let distance = params.metric.distance_m(events[i].at, events[j].at);
                let row = match distance {
                    0.0 => Some(0),
                    _ => params
                        .limits_m
                        .iter()
                        .position(|&limit| distance <= limit)
                        .map(|row| row + 1),
                };
                let apart = (events[i].day - events[j].day).abs();
                let column = params.last_days.iter().position(|&last| apart <= last);
                if let (Some(row), Some(column)) = (row, column) {
                    counts[row][column] += 1;
                }
            }
        }
        counts
    }

    fn observed(table: &Knox) -> Vec<Vec<u64>> {
        let row = |row: &Vec<KnoxCell>| row.iter().map(|cell| cell.observed).collect();
        table.cells.iter().map(row).collect()
    }

    proptest! {
        #[test]
        fn pairs_are_those_of_looking_at_all(
            points in prop::collection::vec((0..12_i32, 0..12_i32, 0..15_i32), 2..70),
            is_manhattan: bool,
        ) {
            let metric = if is_manhattan { Metric::Manhattan } else { Metric::Euclidean };
            let params = KnoxParams { metric, ..FEW };
            let events = events(&points);
            let table = knox(&events, params, &Progress::new(), || Ok(())).unwrap();
            prop_assert_eq!(observed(&table), slowly(&events, params));
            let mut turned = events;
            turned.reverse();
            prop_assert_eq!(knox(&turned, params, &Progress::new(), || Ok(())).unwrap(), table);
        }
    }

    #[test]
    fn replicates_scatter_around_what_is_expected() {
        let mut points = Vec::new();
        for i in 0..300_i32 {
            points.push((i * 37 % 41, i * 53 % 43, i * 29 % 31));
        }
        let events = events(&points);
        let params = KnoxParams {
            replicates: 999,
            ..FEW
        };
        let table = knox(&events, params, &Progress::new(), || Ok(())).unwrap();
        for cell in table.cells[1..].iter().flatten() {
            assert!(cell.expected > 5.0);
            // About Poisson, so that the mean of 999 has a standard error of √(expected / 999).
            let error = (cell.expected / 999.0).sqrt();
            assert!(
                (cell.simulated - cell.expected).abs() < 5.0 * error,
                "{cell:?}"
            );
            let (low, high) = (cell.low as f64, cell.high as f64);
            assert!(low < cell.expected && cell.expected < high, "{cell:?}");
        }
    }

    /// The columns of a small file: numbers, and dates as days.
    fn chicago(name: &str) -> Option<Vec<Event>> {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/golden/nearrepeat");
        let Ok(text) = std::fs::read_to_string(shared.join(name)) else {
            eprintln!("skipped: no {name} in ../shared/data/golden/nearrepeat");
            return None;
        };
        let event = |line: &str| {
            let mut fields = line.trim().split(',');
            let mut next = || fields.next().unwrap();
            let (x, y) = (next().parse().unwrap(), next().parse().unwrap());
            let date: crate::base::Date = next().trim_matches('"').parse().unwrap();
            Event {
                at: Planar::new(x, y),
                day: crate::base::when::day_number(date) as i32,
            }
        };
        Some(
            text.lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
                .map(event)
                .collect(),
        )
    }

    /// The Near Repeat Calculator's observed counts, and its mean expected counts of 99 or 19
    /// replicates, row by row without "more than". Its "0 to 7" days are fewer than 7.
    #[test]
    fn chicago_arson_and_burglary_are_those_of_the_near_repeat_calculator() {
        let arson = KnoxParams {
            metric: Metric::Manhattan,
            limits_m: &[200.0, 400.0, 600.0],
            last_days: &[0, 1, 2],
            replicates: 999,
            seed: 1,
        };
        if let Some(events) = chicago("nrc13/chicago_arson.csv") {
            let table = knox(&events, arson, &Progress::new(), || Ok(())).unwrap();
            assert_eq!(
                observed(&table),
                [[0, 2, 0], [9, 1, 1], [4, 0, 0], [6, 0, 0]]
            );
            let expected = [
                [0.0101, 0.0707, 0.0909],
                [0.1212, 0.2727, 0.2525],
                [0.3434, 0.7677, 0.8384],
                [0.7778, 1.1616, 1.3535],
            ];
            for (cell, mean) in table.cells.iter().flatten().zip(expected.iter().flatten()) {
                // Standard error of 99 replicates of about Poisson counts.
                let error = (cell.expected / 99.0).sqrt();
                assert!(
                    (cell.expected - mean).abs() < 4.0 * error,
                    "{cell:?}: {mean}"
                );
            }
            assert!(table.cells[1..].iter().all(|row| row[0].p <= 0.01));
        }
        let burglary = KnoxParams {
            limits_m: &[100.0, 200.0, 300.0],
            last_days: &[6, 13, 20],
            ..arson
        };
        if let Some(events) = chicago("nrc13/chicago_be_month1.csv") {
            let table = knox(&events, burglary, &Progress::new(), || Ok(())).unwrap();
            assert_eq!(
                observed(&table),
                [[28, 5, 5], [44, 13, 8], [97, 56, 19], [77, 67, 45]]
            );
        }
    }
}
