//! How much happened in each cell of the map in each part of the week: a data cube of place
//! and time for one choice of everything but clock window and weekdays.
//!
//! While a hand drags the clock window, only the window changes. The weight of every cell is
//! then a sum over its slots of the week, each counted by the share of it that the window
//! covers, and costs the same for ten thousand incidents and for a hundred million. Where the
//! window begins and ends on slots the sums are the weights of
//! [`select`](crate::analysis::selection::select), spread windows included, because aoristic
//! weights add up; elsewhere the two slots at its ends are taken as even. A surface of it is a
//! preview: each cell stands in its weighted middle.

use std::ops::Range;

use rayon::prelude::*;

use crate::analysis::night::{TimeWeights, Week, WeekCells};
use crate::analysis::selection::ResolvedFilter;
use crate::analysis::surface::WeightedPoint;
use crate::base::Planar;
use crate::base::clock::Weekdays;
use crate::base::progress::{Cancelled, Progress};
use crate::data::filter::{Filter, TimeFilter};
use crate::data::sites::{BaseCell, CELL_M, Sites};

/// No cube is larger than this.
const MAX_BYTES: usize = 64 << 20;
/// Cells are at most this part of the bandwidth wide: wider ones would show.
const MAX_PART_OF_BANDWIDTH: f64 = 1.0 / 3.0;
/// Cells of 1, 2 and 4 base cells a side, and slots of so many minutes, the finest first.
const GRAINS: [Grain; 5] = [
    Grain {
        doublings: 0,
        slot_min: 15,
    },
    Grain {
        doublings: 0,
        slot_min: 60,
    },
    Grain {
        doublings: 1,
        slot_min: 15,
    },
    Grain {
        doublings: 1,
        slot_min: 60,
    },
    Grain {
        doublings: 2,
        slot_min: 60,
    },
];

/// How fine a cube is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grain {
    doublings: u32,
    slot_min: usize,
}

impl Grain {
    /// The finest that fits into memory, for surfaces of `bandwidth_m`; `None` where that is too
    /// coarse to be of use.
    pub fn of(sites: &Sites, bandwidth_m: f64) -> Option<Self> {
        let fits = |grain: &Self| {
            let cells: usize = bands(sites.cells(), grain.doublings)
                .into_iter()
                .map(|band| grain.cells(band))
                .sum();
            cells * (7 * 1440 / grain.slot_min) * size_of::<f32>() <= MAX_BYTES
        };
        let mut suiting = GRAINS.into_iter().filter(|grain| grain.suits(bandwidth_m));
        suiting.find(fits)
    }

    /// Whether its cells are small enough for surfaces of `bandwidth_m`.
    fn suits(&self, bandwidth_m: f64) -> bool {
        let side_m = CELL_M * f64::from(1 << self.doublings);
        side_m <= bandwidth_m * MAX_PART_OF_BANDWIDTH
    }

    /// How many cells a band has.
    fn cells(&self, band: Band<'_>) -> usize {
        match self.doublings {
            0 => band.cells.len(),
            doublings => columns(band, doublings).len(),
        }
    }
}

/// Weights by place and time of week under one filter without its clock window and weekdays.
#[derive(Clone, Debug)]
pub struct Cube {
    filter: Filter,
    grain: Grain,
    middles: Vec<Planar>,
    /// Cell by cell, in each slot by slot from Monday 00:00.
    weights: Vec<f32>,
}

impl Cube {
    /// The cube of everything `filter` lets pass, of which `resolved` was made.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub fn new(
        resolved: &ResolvedFilter<'_>,
        filter: &Filter,
        grain: Grain,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let sites = resolved.data.incidents.sites();
        let dates_only = TimeFilter {
            window: None,
            days: Weekdays::ALL,
            ..filter.time
        };
        let filler = Filler {
            resolved,
            week: Week::new(TimeWeights::new(&dates_only)),
            cells: WeekCells::of_slots(grain.slot_min),
            grain,
        };
        let bands = bands(sites.cells(), grain.doublings);
        let total = bands.len();
        let filled: Vec<(Vec<Planar>, Vec<f32>)> = bands
            .into_par_iter()
            .enumerate()
            .map(|(i, band)| {
                progress.check(i, total)?;
                Ok(filler.fill(band))
            })
            .collect::<Result<_, _>>()?;
        let mut cube = Self {
            filter: timeless(filter),
            grain,
            middles: Vec::with_capacity(filled.iter().map(|band| band.0.len()).sum()),
            weights: Vec::with_capacity(filled.iter().map(|band| band.1.len()).sum()),
        };
        for (middles, weights) in filled {
            cube.middles.extend(middles);
            cube.weights.extend(weights);
        }
        Ok(cube)
    }

    /// Whether it can answer `filter` with a surface of `bandwidth_m`.
    pub fn serves(&self, filter: &Filter, bandwidth_m: f64) -> bool {
        self.grain.suits(bandwidth_m) && self.filter == timeless(filter)
    }

    /// One point for each cell that weighs anything under `filter`, which it must serve.
    pub fn points(&self, filter: &Filter) -> Vec<WeightedPoint> {
        let week = Week::new(TimeWeights::new(&filter.time).without_dates());
        let shares = week.shares_of_slots(self.grain.slot_min);
        let cells = self.weights.par_chunks_exact(shares.len());
        let weigh = |(&at, slots): (&Planar, &[f32])| WeightedPoint {
            at,
            weight: f64::from(weighed(slots, &shares)),
        };
        let points: Vec<WeightedPoint> = self.middles.par_iter().zip(cells).map(weigh).collect();
        points
            .into_iter()
            .filter(|point| point.weight > 0.0)
            .collect()
    }

    /// Memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.middles[..]) + size_of_val(&self.weights[..])
    }
}

/// Sum of products, in eight sums side by side.
fn weighed(slots: &[f32], shares: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (slots, shares) in slots.chunks_exact(8).zip(shares.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += slots[lane] * shares[lane];
        }
    }
    sums.iter().sum()
}

/// A filter without what the cube does not depend on.
fn timeless(filter: &Filter) -> Filter {
    let mut filter = filter.clone();
    filter.time.window = None;
    filter.time.days = Weekdays::ALL;
    filter
}

/// Runs of base cells that lie in one row of the cube's cells, with the end of their sites.
#[derive(Clone, Copy)]
struct Band<'a> {
    cells: &'a [BaseCell],
    end_site: Option<u32>,
}

fn bands(cells: &[BaseCell], doublings: u32) -> Vec<Band<'_>> {
    let mut bands = Vec::new();
    let mut rest = cells;
    for run in cells.chunk_by(|a, b| a.row >> doublings == b.row >> doublings) {
        rest = &rest[run.len()..];
        bands.push(Band {
            cells: run,
            end_site: rest.first().map(|next| next.first_site),
        });
    }
    bands
}

/// The cells of a band: each with the places in the band of its base cells.
fn columns(band: Band<'_>, doublings: u32) -> Vec<Vec<usize>> {
    let mut order: Vec<(i32, usize)> = band
        .cells
        .iter()
        .enumerate()
        .map(|(place, cell)| (cell.column >> doublings, place))
        .collect();
    order.sort_unstable();
    order
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| run.iter().map(|&(_, place)| place).collect())
        .collect()
}

/// Fills the cube band by band.
struct Filler<'a> {
    resolved: &'a ResolvedFilter<'a>,
    week: Week,
    cells: WeekCells,
    grain: Grain,
}

impl Filler<'_> {
    /// The middles and weights of the cells of one band.
    fn fill(&self, band: Band<'_>) -> (Vec<Planar>, Vec<f32>) {
        let slots = self.cells.len();
        let (mut middles, mut weights) = (Vec::new(), Vec::new());
        for column in columns(band, self.grain.doublings) {
            let first = weights.len();
            weights.resize(first + slots, 0.0);
            let mut moment = Moment::default();
            for place in column {
                self.fill_from(
                    self.sites_of(band, place),
                    &mut weights[first..],
                    &mut moment,
                );
            }
            match moment.middle() {
                Some(middle) => middles.push(middle),
                None => weights.truncate(first),
            }
        }
        (middles, weights)
    }

    fn sites_of(&self, band: Band<'_>, place: usize) -> Range<usize> {
        let next = band.cells.get(place + 1).map(|cell| cell.first_site);
        let end = next.or(band.end_site).map_or_else(
            || self.resolved.data.incidents.sites().len(),
            |end| end as usize,
        );
        band.cells[place].first_site as usize..end
    }

    fn fill_from(&self, run: Range<usize>, into: &mut [f32], moment: &mut Moment) {
        let incidents = &self.resolved.data.incidents;
        let (times, categories) = (incidents.whens().times(), incidents.categories());
        for site in run.filter(|&site| self.resolved.passes_site(site)) {
            let mut here = 0.0;
            for row in incidents.sites().rows(site) {
                let passes = self.resolved.passes_offence(row, categories[row]);
                if passes && self.resolved.counts(row) {
                    self.week.spread(times, row, &self.cells, |slot, weight| {
                        into[slot] += weight as f32;
                        here += weight;
                    });
                }
            }
            moment.add(incidents.sites().position(site), here);
        }
    }
}

/// The weighted middle of a cell, counted from its first site.
#[derive(Default)]
struct Moment {
    from: Option<Planar>,
    weight: f64,
    x: f64,
    y: f64,
}

impl Moment {
    fn add(&mut self, at: Planar, weight: f64) {
        let from = *self.from.get_or_insert(at);
        self.weight += weight;
        self.x += (at.x - from.x) * weight;
        self.y += (at.y - from.y) * weight;
    }

    fn middle(&self) -> Option<Planar> {
        let from = self.from.filter(|_| self.weight > 0.0)?;
        let (dx, dy) = (self.x / self.weight, self.y / self.weight);
        Some(Planar::new(from.x + dx, from.y + dy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::kernel::Kernel;
    use crate::analysis::selection::select;
    use crate::analysis::surface::{SurfaceParams, surface, surface_of};
    use crate::base::when::{Civil, SECONDS_PER_DAY};
    use crate::base::{ClockTime, ClockWindow, When};
    use crate::data::Dataset;

    /// Two crowds and some strays, at moments and over hours, in two categories.
    fn town() -> Dataset {
        let start = 19_700 * SECONDS_PER_DAY;
        Dataset::from_points((0..4000_i64).map(|i| {
            let (crowd, turn) = ((i % 3 * 400) as f64, i as f64 * 0.7);
            let away = (i * 7919 % 97) as f64;
            let at = Civil(start + i * 7_321 % (90 * SECONDS_PER_DAY));
            let when = match i % 5 {
                0 => When::Between {
                    from: at,
                    to: Civil(at.0 + 600 * (1 + i % 40)),
                },
                4 if i % 3 == 0 => When::Unknown,
                _ => When::At(at),
            };
            let (x, y) = (crowd + away * turn.cos(), away * turn.sin());
            (x, y, when, if i % 4 == 0 { "Robbery" } else { "Theft" })
        }))
    }

    fn window(start: u16, end: u16, days: Weekdays) -> Filter {
        let mut filter = Filter {
            categories: vec!["Theft".to_owned()],
            ..Filter::default()
        };
        let at = ClockTime::from_minutes;
        filter.time.window = Some(ClockWindow {
            start: at(start),
            end: at(end),
        });
        filter.time.days = days;
        filter
    }

    fn cube(data: &Dataset, filter: &Filter, bandwidth_m: f64) -> Cube {
        let resolved = ResolvedFilter::new(data, filter).unwrap();
        let grain = Grain::of(data.incidents.sites(), bandwidth_m).unwrap();
        Cube::new(&resolved, filter, grain, &Progress::new()).unwrap()
    }

    #[test]
    fn on_whole_slots_its_weights_are_those_of_the_selection() {
        let data = town();
        let cube = cube(&data, &window(0, 60, Weekdays::ALL), 80.0);
        let weekend = Weekdays::NONE.with(4).with(5);
        for filter in [
            window(18 * 60, 6 * 60, Weekdays::ALL),
            window(22 * 60 + 15, 3 * 60 + 45, weekend),
            window(13 * 60, 12 * 60, weekend),
        ] {
            assert!(cube.serves(&filter, 80.0) && cube.serves(&filter, 800.0));
            assert!(
                !cube.serves(&filter, 70.0),
                "cells of 25 m under a kernel of 70 m"
            );
            let selection = select(&data, &filter, &Progress::new()).unwrap();
            let weight: f64 = cube.points(&filter).iter().map(|p| p.weight).sum();
            assert!(selection.weight > 100.0);
            assert!((weight / selection.weight - 1.0).abs() < 1e-5, "{weight}");
        }
        assert!(!cube.serves(&Filter::default(), 80.0));
    }

    #[test]
    fn its_surface_is_near_the_exact_one() {
        let data = town();
        let filter = window(18 * 60 + 7, 2 * 60 + 3, Weekdays::ALL);
        let cube = cube(&data, &filter, 150.0);
        let selection = select(&data, &filter, &Progress::new()).unwrap();
        let params = SurfaceParams {
            kernel: Kernel::Quartic,
            bandwidth_m: 150.0,
            cell_m: 25.0,
            extent: None,
            mask: false,
        };
        let exact = surface(&data, &selection, &params, &Progress::new()).unwrap();
        let params = SurfaceParams {
            extent: Some(exact.lattice.bounds()),
            ..params
        };
        let points = cube.points(&filter);
        let preview = surface_of(points, &data.areas, &params, &Progress::new()).unwrap();
        assert_eq!(preview.lattice, exact.lattice);
        let worst = exact
            .density_per_km2
            .iter()
            .zip(&preview.density_per_km2)
            .fold(0.0_f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(
            worst < 0.03 * exact.peak_per_km2,
            "{worst} of {}",
            exact.peak_per_km2
        );
    }

    #[test]
    fn coarser_cells_hold_the_same_weight() {
        let data = town();
        let filter = window(18 * 60, 6 * 60, Weekdays::ALL);
        let resolved = ResolvedFilter::new(&data, &filter).unwrap();
        let total = |grain: Grain| {
            let filler = Filler {
                resolved: &resolved,
                week: Week::new(TimeWeights::new(&TimeFilter::default())),
                cells: WeekCells::of_slots(grain.slot_min),
                grain,
            };
            let all = bands(data.incidents.sites().cells(), grain.doublings);
            let weights = all.into_iter().flat_map(|band| filler.fill(band).1);
            weights.map(f64::from).sum::<f64>()
        };
        let finest = total(GRAINS[0]);
        assert!(finest > 1000.0);
        assert!(
            GRAINS
                .iter()
                .all(|&grain| (total(grain) / finest - 1.0).abs() < 1e-6)
        );
    }

    #[test]
    fn without_a_fitting_grain_there_is_none() {
        assert_eq!(Grain::of(town().incidents.sites(), 30.0), None);
    }
}
