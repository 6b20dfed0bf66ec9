//! The space-time permutation scan: circles and days with more incidents than the place and the time,
//! each for itself, make likely.
//!
//! It needs no population: of the incidents of the circle, as large a part is expected in the days as of
//! all incidents. In a replicate the days are dealt out anew over the incidents. What is always busy is
//! no cluster here, nor is a night that was busy everywhere. See [the module](super) for the source.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::{
    IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use super::bar::Bar;
use super::lattice::{Grid, Padded, Ring};
use super::{Best, LEAST_CASES, ScanCluster, ScanParams, apart, log_ratio, may_beat};
use crate::analysis::clusters::deal;
use crate::base::{Cancelled, Progress};

/// An incident in a cell of the grid at a step of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The cell.
    pub cell: u32,
    /// The step, from 0.
    pub step: u32,
}

/// Which times are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// How many steps there are.
    pub steps: u32,
    /// No cluster lasts longer than this many steps.
    pub longest: u32,
    /// Only clusters that last until the last step: is something going on now?
    pub is_prospective: bool,
}

/// Circles and times with more than their share, the most unlikely first, none sharing a cell with one
/// before it. The order of `events` does not matter.
///
/// # Errors
/// When nobody wants it any more.
pub fn scan(
    grid: Grid,
    events: &[Event],
    times: Times,
    params: &ScanParams,
    progress: &Progress,
) -> Result<Vec<ScanCluster>, Cancelled> {
    let scan = Scan::new(grid, events, times, params);
    let steps: Vec<u32> = scan.events.iter().map(|event| event.step).collect();
    let found = scan.centres.par_iter().map(|&cell| {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        Ok(scan.best_around(cell, &steps, &mut Zone::new(times.steps)))
    });
    let found: Vec<Option<Best>> = found.collect::<Result<_, _>>()?;
    let chance = scan.by_chance(&steps, params, progress)?;
    let found = found.into_iter().flatten().collect();
    Ok(apart(found, &chance, grid, &scan.rings, params, |_| true))
}

struct Scan {
    rings: Vec<Ring>,
    padded: Padded,
    times: Times,
    /// By cell, then step.
    events: Vec<Event>,
    /// The first event of each place of the padded table, and the end.
    first: Vec<u32>,
    /// Cells with events, and their places. Dealing out times leaves them as they are.
    centres: Vec<u32>,
    /// Events before each step, and at the end all.
    before: Vec<u64>,
    /// No circle has more events.
    most: u64,
}

impl Scan {
    fn new(grid: Grid, events: &[Event], times: Times, params: &ScanParams) -> Self {
        let mut events = events.to_vec();
        events.sort_unstable();
        let rings = grid.rings(params.radius_m);
        let padded = Padded::new(grid, &rings);
        // Places of the padded table ascend with cells, so that events are in their order too.
        let mut first = vec![0; padded.cells() + 1];
        for event in &events {
            first[padded.place(event.cell as usize) + 1] += 1;
        }
        for place in 1..first.len() {
            first[place] += first[place - 1];
        }
        let mut before = vec![0; times.steps as usize + 1];
        for event in &events {
            before[event.step as usize + 1] += 1;
        }
        for step in 1..before.len() {
            before[step] += before[step - 1];
        }
        let mut centres: Vec<u32> = events.iter().map(|event| event.cell).collect();
        centres.dedup();
        Self {
            rings,
            padded,
            times,
            most: (events.len() as f64 * params.most_share) as u64,
            events,
            first,
            centres,
            before,
        }
    }

    fn events_at(&self, place: usize) -> Range<usize> {
        self.first[place] as usize..self.first[place + 1] as usize
    }

    /// Looks at the circles around a cell, the smallest first, as `circle` grows, with the number of
    /// their rings. `steps` are those of the events. A ring without events makes no other cluster.
    fn look_around<C: Circle>(
        &self,
        cell: u32,
        steps: &[u32],
        circle: &mut C,
        mut look: impl FnMut(usize, &C),
    ) {
        let place = self.padded.place(cell as usize);
        for (ring, offsets) in self.padded.rings.iter().enumerate() {
            let before = circle.events();
            for &offset in offsets {
                let events = self.events_at(place.wrapping_add_signed(offset));
                circle.add(&steps[events]);
            }
            if circle.events() > self.most {
                break;
            }
            if circle.events() > before {
                look(ring + 1, circle);
            }
        }
    }

    /// The circle around a cell and the time with the greatest ratio above 0, if any. `steps` are those of
    /// the events.
    fn best_around(&self, cell: u32, steps: &[u32], zone: &mut Zone) -> Option<Best> {
        zone.clear();
        let (mut best, mut greatest) = (None, 0.0);
        self.look_around(cell, steps, zone, |rings, zone| {
            if let Some(window) = self.best_window(zone, greatest) {
                greatest = window.log_ratio;
                best = Some(Best {
                    cell,
                    rings,
                    ..window
                });
            }
        });
        best
    }

    /// The best time of a zone. A cluster loses nothing by beginning and ending with an event.
    fn best_window(&self, zone: &Zone, least: f64) -> Option<Best> {
        let all = self.events.len() as u64;
        let share = zone.events as f64 / all as f64;
        let busy = zone.busy_steps();
        let (mut best, mut greatest) = (None, least);
        let mut look = |first: u32, last: u32, cases: u64| {
            let of_all = self.before[last as usize + 1] - self.before[first as usize];
            let expected = share * of_all as f64;
            if may_beat(cases, expected, greatest) {
                let ratio = log_ratio(cases, expected, all);
                if ratio > greatest {
                    greatest = ratio;
                    best = Some(Best {
                        cell: 0,
                        rings: 0,
                        steps: Some((first, last)),
                        cases,
                        expected,
                        log_ratio: ratio,
                    });
                }
            }
        };
        if self.times.is_prospective {
            let end = self.times.steps - 1;
            let mut cases = 0;
            for &first in busy
                .iter()
                .rev()
                .take_while(|&&first| end - first < self.times.longest)
            {
                cases += u64::from(zone.counts[first as usize]);
                look(first, end, cases);
            }
            return best;
        }
        for (i, &first) in busy.iter().enumerate() {
            let mut cases = 0;
            for &last in busy[i..]
                .iter()
                .take_while(|&&last| last - first < self.times.longest)
            {
                cases += u64::from(zone.counts[last as usize]);
                look(first, last, cases);
            }
        }
        best
    }

    /// The greatest ratio of each replicate.
    fn by_chance(
        &self,
        steps: &[u32],
        params: &ScanParams,
        progress: &Progress,
    ) -> Result<Vec<f64>, Cancelled> {
        let done = AtomicUsize::new(0);
        let lengths = self.lengths();
        (0..params.replicates as u64)
            .into_par_iter()
            .map(|replicate| {
                let mut steps = steps.to_vec();
                deal(&mut steps, params.seed, replicate);
                let greatest = self.greatest(&steps, &lengths, progress)?;
                progress.check(done.fetch_add(1, Ordering::Relaxed), params.replicates)?;
                Ok(greatest)
            })
            .collect()
    }

    /// Events of all in 1, 2, … steps on end.
    fn lengths(&self) -> Vec<Length> {
        let of = |steps: usize| {
            let ends = self.before[steps..].iter().zip(&self.before);
            let all = ends.map(|(end, start)| end - start);
            Length {
                fewest: all.clone().min().unwrap_or(0) as f64,
                all: all.map(|events| events as f32).collect(),
            }
        };
        (1..=self.times.longest.min(self.times.steps) as usize)
            .map(of)
            .collect()
    }

    /// The greatest ratio anywhere. Times that cannot have it are left out many at once: where the most
    /// events of a circle in so many steps would not be enough in fewer steps either.
    fn greatest(
        &self,
        steps: &[u32],
        lengths: &[Length],
        progress: &Progress,
    ) -> Result<f64, Cancelled> {
        let mut bar = Bar::new(self.events.len() as u64);
        let mut circle = Counts {
            counts: vec![0; self.times.steps as usize],
            events: 0,
        };
        let mut before = vec![0_u32; circle.counts.len() + 1];
        for &cell in &self.centres {
            progress.go_on()?;
            circle.counts.fill(0);
            circle.events = 0;
            self.look_around(cell, steps, &mut circle, |_, circle| {
                let mut sum = 0;
                for (before, count) in before[1..].iter_mut().zip(&circle.counts) {
                    sum += count;
                    *before = sum;
                }
                self.look(circle.events, &before, lengths, &mut bar);
            });
        }
        Ok(bar.greatest)
    }

    /// Looks at all times of a circle with `inside` events, so many of them before each step.
    fn look(&self, inside: u64, before: &[u32], lengths: &[Length], bar: &mut Bar) {
        let share = inside as f64 / self.events.len() as f64;
        if self.times.is_prospective {
            let end = before.len() - 1;
            for start in end - lengths.len()..end {
                self.look_at(start, end, before, share, bar);
            }
            return;
        }
        let mut longest = lengths.len();
        while longest > 0 {
            let ends = before[longest..].iter().zip(before);
            let most = ends.map(|(end, start)| end - start).max().unwrap_or(0);
            let limit = bar.most_expected(u64::from(most)) / share;
            // In so many steps, and in more, too many are expected.
            let beaten = lengths[..longest].partition_point(|length| length.fewest < limit);
            if beaten < longest {
                longest = beaten;
                continue;
            }
            for start in (0..before.len() - longest).step_by(TOGETHER) {
                let end = (start + TOGETHER).min(before.len() - longest);
                let starts = &before[start..end];
                let ends = &before[start + longest..end + longest];
                let all = &lengths[longest - 1].all[start..end];
                if may_any_beat([starts, ends], all, share as f32, bar.greatest as f32) {
                    for start in start..end {
                        self.look_at(start, start + longest, before, share, bar);
                    }
                }
            }
            longest -= 1;
        }
    }

    /// Looks at the steps from `start` to before `end`.
    fn look_at(&self, start: usize, end: usize, before: &[u32], share: f64, bar: &mut Bar) {
        let cases = u64::from(before[end] - before[start]);
        let of_all = self.before[end] - self.before[start];
        bar.look(cases, share * of_all as f64);
    }
}

/// Times that are looked at in one go.
const TOGETHER: usize = 16;

/// So many steps on end.
struct Length {
    /// The fewest events of all in them, wherever they begin.
    fewest: f64,
    /// Events of all in them, by the step they begin with.
    all: Vec<f32>,
}

/// [`may_beat`] for any of some times, side by side and with some room for rounding. Events of the circle
/// are those before the end of each time less those before its start.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without a branch many are looked at in one step"
)]
fn may_any_beat([starts, ends]: [&[u32]; 2], all: &[f32], share: f32, best: f32) -> bool {
    let times = starts.iter().zip(ends).zip(all);
    times.fold(false, |any, ((start, end), all)| {
        let cases = (end - start).cast_signed();
        let c = if cases >= LEAST_CASES as i32 {
            cases as f32
        } else {
            0.0
        };
        let expected = share * all;
        any | (c * (c - expected) * 1.001 > best * expected)
    })
}

/// What grows ring by ring.
trait Circle {
    /// Adds events at these steps.
    fn add(&mut self, steps: &[u32]);

    /// How many it has.
    fn events(&self) -> u64;
}

/// Events of a circle by step.
struct Counts {
    counts: Vec<u32>,
    events: u64,
}

impl Circle for Counts {
    fn add(&mut self, steps: &[u32]) {
        for &step in steps {
            self.counts[step as usize] += 1;
        }
        self.events += steps.len() as u64;
    }

    fn events(&self) -> u64 {
        self.events
    }
}

/// The same, knowing the steps with events.
struct Zone {
    counts: Vec<u32>,
    /// A bit for each step with events.
    busy: Vec<u64>,
    events: u64,
}

impl Circle for Zone {
    fn add(&mut self, steps: &[u32]) {
        for &step in steps {
            self.counts[step as usize] += 1;
            self.busy[step as usize / 64] |= 1 << (step % 64);
        }
        self.events += steps.len() as u64;
    }

    fn events(&self) -> u64 {
        self.events
    }
}

impl Zone {
    fn new(steps: u32) -> Self {
        Self {
            counts: vec![0; steps as usize],
            busy: vec![0; (steps as usize).div_ceil(64)],
            events: 0,
        }
    }

    fn clear(&mut self) {
        for step in self.busy_steps() {
            self.counts[step as usize] = 0;
        }
        self.busy.fill(0);
        self.events = 0;
    }

    /// Steps with events, ascending.
    fn busy_steps(&self) -> Vec<u32> {
        let mut steps = Vec::new();
        for (word, &bits) in (0..).zip(&self.busy) {
            let mut bits = bits;
            while bits != 0 {
                steps.push(word * 64 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests;
