//! Pairs close in space and time, out of events in cells that are put in the order of their days.
//!
//! Far more pairs are close in space than in both, so nothing is kept of those: a cell's events are
//! sorted by day, and an event meets only those of the cells around it that are few enough days away.
//! J. L. Bentley, D. F. Stanat and E. H. Williams (1977), "The complexity of finding fixed-radius near
//! neighbors", Information Processing Letters 6(6).

use std::collections::BTreeMap;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use super::{Event, KnoxParams, MAX_PERIODS, Metric};
use crate::base::{Cancelled, Planar, Progress};

/// Pairs by band of distance (row), the same position first, and of days (column).
pub(super) type Counts = Vec<[u64; MAX_PERIODS]>;

/// Cells are this much wider than the reach, so that rounding puts nothing within reach two cells away.
const SLACK: f64 = 1.0 + 1e-9;
/// Most tables have no more bands of distance, that of the same position among them...
const FEW: usize = 5;
/// ...and no table has more than these.
const MANY: usize = super::MAX_BANDS + 1;

/// Events in the cells of a grid as wide as the greatest distance.
pub(super) struct Cells {
    /// The first event of each cell that holds any, and after the last the number of events.
    first: Vec<u32>,
    /// Cells beside each that come after it in the order of cells.
    later: Vec<Vec<u32>>,
    /// Positions, cell by cell.
    x: Vec<f64>,
    y: Vec<f64>,
    /// Which of the events given each is.
    event: Vec<u32>,
}

/// What limits the bands.
pub(super) struct Bands {
    metric: Metric,
    /// The greatest of what [`Metric::key`] gives in each band of distance; 0 first.
    limits: Vec<f64>,
    /// The band of days of each number of days apart.
    column: Vec<u8>,
}

impl Bands {
    pub(super) fn new(params: KnoxParams<'_>) -> Self {
        let limits = params
            .limits_m
            .iter()
            .map(|&limit| params.metric.limit(limit));
        let last = params.last_days.last().copied().unwrap_or(-1);
        let column = |apart: i32| params.last_days.partition_point(|&last| last < apart) as u8;
        Self {
            metric: params.metric,
            limits: std::iter::once(0.0).chain(limits).collect(),
            column: (0..=last).map(column).collect(),
        }
    }

    /// How many bands of distance there are.
    pub(super) fn rows(&self) -> usize {
        self.limits.len()
    }

    /// The limits, and as many without effect as make `N`.
    fn limits<const N: usize>(&self) -> [f64; N] {
        let mut limits = [f64::INFINITY; N];
        limits[..self.limits.len()].copy_from_slice(&self.limits);
        limits
    }
}

impl Metric {
    /// What grows with the distance and is soon told.
    #[inline]
    fn key(self, dx: f64, dy: f64) -> f64 {
        match self {
            Self::Manhattan => dx.abs() + dy.abs(),
            Self::Euclidean => dx * dx + dy * dy,
        }
    }

    /// The greatest key of all distances up to `limit_m`, to the last bit.
    fn limit(self, limit_m: f64) -> f64 {
        match self {
            Self::Manhattan => limit_m,
            Self::Euclidean => {
                let mut square = limit_m * limit_m;
                while square.sqrt() <= limit_m {
                    square = square.next_up();
                }
                while square.sqrt() > limit_m {
                    square = square.next_down();
                }
                square
            }
        }
    }
}

/// Where the events of a replicate are sorted; kept from one to the next.
#[derive(Default)]
pub(super) struct Sorted {
    x: Vec<f64>,
    y: Vec<f64>,
    day: Vec<i32>,
    order: Vec<u64>,
}

impl Cells {
    /// The cells of `events` for pairs up to `reach_m`.
    pub(super) fn new(events: &[Event], reach_m: f64) -> Self {
        let least = |of: fn(&Event) -> f64| events.iter().map(of).fold(f64::INFINITY, f64::min);
        let origin = Planar::new(least(|event| event.at.x), least(|event| event.at.y));
        let side_m = reach_m * SLACK;
        let index = |metres: f64| (metres / side_m).floor() as i64;
        let cell_of = |event: &Event| (index(event.at.y - origin.y), index(event.at.x - origin.x));
        let mut members: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
        for (i, event) in (0..).zip(events) {
            members.entry(cell_of(event)).or_default().push(i);
        }
        let number: BTreeMap<(i64, i64), u32> = members.keys().copied().zip(0..).collect();
        let later = |&(row, column): &(i64, i64)| {
            [(0, 1), (1, -1), (1, 0), (1, 1)]
                .iter()
                .filter_map(|(up, right)| number.get(&(row + up, column + right)).copied())
                .collect()
        };
        let mut first = vec![0];
        for members in members.values() {
            first.push(first[first.len() - 1] + members.len() as u32);
        }
        let later = members.keys().map(later).collect();
        let event: Vec<u32> = members.into_values().flatten().collect();
        let at = |i: &u32| events[*i as usize].at;
        Self {
            first,
            later,
            x: event.iter().map(|i| at(i).x).collect(),
            y: event.iter().map(|i| at(i).y).collect(),
            event,
        }
    }

    fn len(&self) -> usize {
        self.later.len()
    }

    fn range(&self, cell: usize) -> std::ops::Range<usize> {
        self.first[cell] as usize..self.first[cell + 1] as usize
    }

    /// All pairs in each band of distance, however many days apart; `events` of each position that was
    /// given here as an event.
    pub(super) fn totals(
        &self,
        events: &[u64],
        bands: &Bands,
        progress: &Progress,
    ) -> Result<Vec<u64>, Cancelled> {
        if bands.rows() <= FEW {
            self.totals_by::<FEW>(events, bands, progress)
        } else {
            self.totals_by::<MANY>(events, bands, progress)
        }
    }

    fn totals_by<const N: usize>(
        &self,
        events: &[u64],
        bands: &Bands,
        progress: &Progress,
    ) -> Result<Vec<u64>, Cancelled> {
        let limits = bands.limits::<N>();
        let loads: Vec<u64> = self.event.iter().map(|&i| events[i as usize]).collect();
        let of_cell = |cell: usize| {
            let mut totals = [0_u64; MANY + 1];
            for i in self.range(cell) {
                progress.go_on()?;
                let mut meet = |others: std::ops::Range<usize>| {
                    let others = self.x[others.clone()]
                        .iter()
                        .zip(&self.y[others.clone()])
                        .zip(&loads[others]);
                    for ((x, y), load) in others {
                        let key = bands.metric.key(self.x[i] - x, self.y[i] - y);
                        totals[row(key, &limits)] += loads[i] * load;
                    }
                };
                meet(i + 1..self.range(cell).end);
                for &other in &self.later[cell] {
                    meet(self.range(other as usize));
                }
                totals[0] += loads[i] * (loads[i] - 1) / 2;
            }
            Ok(totals)
        };
        let totals = (0..self.len()).into_par_iter().map(of_cell).try_reduce(
            || [0; MANY + 1],
            |a, b| Ok(std::array::from_fn(|i| a[i] + b[i])),
        )?;
        Ok(totals[..bands.rows()].to_vec())
    }

    /// Pairs by band, with these days of the events given.
    pub(super) fn count(
        &self,
        days: &[i32],
        bands: &Bands,
        sorted: &mut Sorted,
        progress: &Progress,
    ) -> Result<Counts, Cancelled> {
        self.sort(days, sorted);
        if bands.rows() <= FEW {
            self.count_by::<FEW>(bands, sorted, progress)
        } else {
            self.count_by::<MANY>(bands, sorted, progress)
        }
    }

    /// Puts the events of each cell in the order of their days.
    fn sort(&self, days: &[i32], sorted: &mut Sorted) {
        sorted.x.resize(self.x.len(), 0.0);
        sorted.y.resize(self.x.len(), 0.0);
        sorted.day.resize(self.x.len(), 0);
        for cell in 0..self.len() {
            let range = self.range(cell);
            let day = |&event: &u32| days[event as usize];
            sorted.order.clear();
            // A day and a place in one number; the order of days is that of their numbers from the least.
            sorted.order.extend(
                (0_u64..)
                    .zip(&self.event[range.clone()])
                    .map(|(place, event)| {
                        u64::from(day(event).wrapping_sub(i32::MIN).cast_unsigned()) << 32 | place
                    }),
            );
            sorted.order.sort_unstable();
            for (to, &from) in range.clone().zip(&sorted.order) {
                let from = range.start + (from & u64::from(u32::MAX)) as usize;
                sorted.x[to] = self.x[from];
                sorted.y[to] = self.y[from];
                sorted.day[to] = day(&self.event[from]);
            }
        }
    }

    fn count_by<const N: usize>(
        &self,
        bands: &Bands,
        sorted: &Sorted,
        progress: &Progress,
    ) -> Result<Counts, Cancelled> {
        let limits = bands.limits::<N>();
        let longest = bands.column.len() as i32 - 1;
        let mut counts = [[0_u64; MAX_PERIODS]; MANY + 1];
        let mut meet = |i: usize, others: std::ops::Range<usize>| {
            let (x, y, day) = (sorted.x[i], sorted.y[i], sorted.day[i]);
            let others = sorted.x[others.clone()]
                .iter()
                .zip(&sorted.y[others.clone()])
                .zip(&sorted.day[others]);
            for ((other_x, other_y), other_day) in others {
                let key = bands.metric.key(x - other_x, y - other_y);
                let column = bands.column[day.abs_diff(*other_day) as usize];
                counts[row(key, &limits)][usize::from(column) % MAX_PERIODS] += 1;
            }
        };
        for cell in 0..self.len() {
            let own = self.range(cell);
            let mut end = own.start;
            for i in own.clone() {
                progress.go_on()?;
                while end < own.end && sorted.day[end] - sorted.day[i] <= longest {
                    end += 1;
                }
                meet(i, i + 1..end.max(i + 1));
            }
            for &other in &self.later[cell] {
                let others = self.range(other as usize);
                let (mut start, mut end) = (others.start, others.start);
                for i in own.clone() {
                    progress.go_on()?;
                    while start < others.end && sorted.day[i] - sorted.day[start] > longest {
                        start += 1;
                    }
                    while end < others.end && sorted.day[end] - sorted.day[i] <= longest {
                        end += 1;
                    }
                    meet(i, start..end);
                }
            }
        }
        Ok(counts[..bands.rows()].to_vec())
    }
}

/// The band of a key: how many limits it is above. What is above all is in none.
#[inline]
fn row<const N: usize>(key: f64, limits: &[f64; N]) -> usize {
    limits.iter().map(|&limit| usize::from(key > limit)).sum()
}
