//! What a list says beside a place: how much, how dense, when, next to what.
//!
//! Shares are of the whole selection's weight. The PAI is a place's share over its share of
//! the study region (Chainey, Tompson & Uhlig 2008). The peak spreads from/to windows evenly
//! over the minutes that were asked for; incidents without a clock time have no hour.

use std::f64::consts::PI;

use rayon::prelude::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use crate::analysis::night::{Spreading, TimeWeights, Week, WeekCells, by_day_and_hour, peak};
use crate::analysis::rank::name::{Surroundings, from_surroundings, made_unique, most_named};
use crate::analysis::rank::{Candidate, Hotspot, Peak, Shape};
use crate::analysis::selection::Selection;
use crate::base::clock::ClockTime;
use crate::base::when::When;
use crate::base::{LonLat, Planar};
use crate::data::AreaId;
use crate::data::dataset::Dataset;
use crate::data::filter::TimeFilter;
use crate::data::names::NameId;
use crate::data::premises::PremisesChoice;

/// A hotspot is named after premises at most this far from its centre, in metres.
const BESIDE_M: f64 = 60.0;

/// What candidates are described with.
pub(super) struct Describer<'a> {
    data: &'a Dataset,
    selection: &'a Selection,
    time: &'a TimeFilter,
    week: Week,
    hours: WeekCells,
}

impl<'a> Describer<'a> {
    /// Describes places of `selection`, which `time` was a filter of.
    pub(super) fn new(data: &'a Dataset, selection: &'a Selection, time: &'a TimeFilter) -> Self {
        Self {
            data,
            selection,
            time,
            week: Week::new(TimeWeights::new(time)),
            hours: WeekCells::of_hours(time.day_start),
        }
    }

    /// One list, best first, ranked from 1.
    pub(super) fn list(&self, candidates: &[Candidate]) -> Vec<Hotspot> {
        let centres: Vec<Planar> = candidates
            .iter()
            .map(|candidate| candidate.centre)
            .collect();
        let lon_lats = self.data.crs.to_lon_lat(&centres);
        let mut hotspots: Vec<Hotspot> = candidates
            .par_iter()
            .zip(lon_lats)
            .enumerate()
            .map(|(i, (candidate, lon_lat))| self.hotspot(i + 1, candidate, lon_lat))
            .collect();
        let area_name = |area: AreaId| self.data.areas.get(area).name.as_str();
        let names = hotspots
            .iter()
            .map(|h| (h.name.clone(), h.area.map(area_name)))
            .collect();
        for (hotspot, name) in hotspots.iter_mut().zip(made_unique(names)) {
            hotspot.name = name;
        }
        hotspots
    }

    fn hotspot(&self, rank: usize, candidate: &Candidate, lon_lat: LonLat) -> Hotspot {
        let centre = candidate.centre;
        let area = candidate.area.or_else(|| self.area_at(centre));
        let nearest_premises = self.data.premises.nearest(centre, PremisesChoice::All);
        let Walk {
            rows,
            weight,
            certain,
            hours,
            locations,
        } = self.walk(candidate);
        let share = ratio(weight, self.selection.weight).unwrap_or(0.0);
        let area_km2 = self.area_km2(&candidate.shape);
        Hotspot {
            rank,
            name: self.name(candidate, area, nearest_premises, &locations),
            area,
            centre,
            lon_lat,
            shape: candidate.shape.clone(),
            incidents: rows.len(),
            certain,
            possible: rows.len() - certain,
            weight,
            share,
            area_km2,
            density_per_km2: area_km2.and_then(|km2| ratio(weight, km2)),
            rate_per_1000: self.rate_per_1000(&candidate.shape, weight),
            pai: area_km2
                .and_then(|km2| ratio(km2, self.data.region_km2))
                .and_then(|part| ratio(share, part)),
            peak: peak(&by_day_and_hour(&hours), self.time.day_start)
                .map(|(day, hour)| Peak { day, hour }),
            nearest_premises,
            rows,
        }
    }

    fn area_at(&self, at: Planar) -> Option<AreaId> {
        if self.data.areas.is_empty() {
            return None;
        }
        self.data.areas.containing(at).first().copied()
    }

    fn area_km2(&self, shape: &Shape) -> Option<f64> {
        match shape {
            Shape::Disc { radius_m } => Some(PI * radius_m * radius_m / 1e6),
            Shape::Polygon(ring) => Some(ring_km2(ring)),
            Shape::Area(id) => Some(self.data.areas.get(*id).area_km2),
            Shape::Point => None,
        }
    }

    fn rate_per_1000(&self, shape: &Shape, weight: f64) -> Option<f64> {
        let &Shape::Area(id) = shape else {
            return None;
        };
        ratio(1000.0 * weight, self.data.areas.get(id).population?)
    }

    fn name(
        &self,
        candidate: &Candidate,
        area: Option<AreaId>,
        nearest: Option<(usize, f64)>,
        locations: &[u32],
    ) -> String {
        if let Shape::Area(id) = candidate.shape {
            return self.data.areas.get(id).name.clone();
        }
        if let Some(premises) = candidate.premises {
            return self.data.premises.get(premises).name.clone();
        }
        let beside = nearest.filter(|&(_, metres)| metres <= BESIDE_M);
        let street = most_named(self.texts(locations));
        let around = Surroundings {
            road: self.data.roads.at(candidate.centre, street.as_deref()),
            street,
            premises: beside.map(|(premises, _)| self.data.premises.get(premises).name.as_str()),
            area: area.map(|area| self.data.areas.get(area).name.as_str()),
        };
        from_surroundings(&around, candidate.centre)
    }

    /// Location texts and how many incidents have each.
    fn texts(&self, counts: &[u32]) -> impl Iterator<Item = (&'a str, usize)> {
        let named = (0..).zip(counts).filter(|&(_, &count)| count > 0);
        named.map(|(id, &count)| (self.data.locations.text(NameId(id)), count as usize))
    }

    /// Looks at each incident of a candidate once.
    fn walk(&self, candidate: &Candidate) -> Walk {
        let mut walk = Walk {
            rows: Vec::new(),
            weight: 0.0,
            certain: 0,
            hours: [0.0; 168],
            locations: vec![0; self.data.locations.len()],
        };
        let mut spans = Spreading::new(&self.week, &self.hours);
        match &candidate.shares {
            None => {
                for run in candidate.members.chunk_by(|a, b| a + 1 == *b) {
                    self.walk_run(run, 1.0, &mut walk, &mut spans);
                }
            }
            Some(shares) => {
                for (member, &share) in candidate.members.chunks(1).zip(shares) {
                    self.walk_run(member, share, &mut walk, &mut spans);
                }
            }
        }
        let spans = spans.map(Spreading::finish);
        for (sum, more) in walk.hours.iter_mut().zip(spans.iter().flatten()) {
            *sum += more;
        }
        walk
    }

    /// Looks at the incidents of selected sites that follow one another.
    fn walk_run(
        &self,
        run: &[u32],
        share: f64,
        walk: &mut Walk,
        spans: &mut Option<Spreading<'_>>,
    ) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return;
        };
        let incidents = &self.data.incidents;
        let rows_of = |&id: &u32| {
            let site = self.selection.sites[id as usize].site;
            incidents.sites().rows(site as usize)
        };
        // Between these sites nothing else is selected.
        let rows = rows_of(first).start..rows_of(last).end;
        let times = incidents.whens().times();
        for (row, weight) in self.selection.iter_in(rows) {
            walk.rows.push(row);
            walk.weight += weight * share;
            walk.certain += usize::from(weight >= 1.0);
            let spreading = spans.as_mut().zip(times.span(row as usize));
            let is_added = spreading.is_some_and(|(all, (from, span_s))| {
                all.add(Week::second_of_week(from), span_s as u32, share)
            });
            let is_date = || self.time.unknown_midnight && is_at_midnight(times.get(row as usize));
            if !is_added && !is_date() {
                let add = |hour: usize, part: f64| walk.hours[hour] += part * share;
                self.week.spread(times, row as usize, &self.hours, add);
            }
            walk.locations[incidents.location(row as usize).0 as usize] += 1;
        }
    }
}

/// What is learnt by looking at each incident of a candidate.
struct Walk {
    /// Their rows, ascending.
    rows: Vec<u32>,
    /// Sum of their weights, or of the shares of these that count, in the order of the rows.
    weight: f64,
    certain: usize,
    /// Sums of shares by the cells of [`WeekCells::of_hours`].
    hours: [f64; 168],
    /// How many have each location text.
    locations: Vec<u32>,
}

/// Whether a time is one that `unknown_midnight` takes for a date.
fn is_at_midnight(when: When) -> bool {
    match when {
        When::At(at) => at.clock() == ClockTime::MIDNIGHT && at.second_of_day() == 0,
        _ => false,
    }
}

/// a / b, where b is above 0.
fn ratio(a: f64, b: f64) -> Option<f64> {
    (b > 0.0).then_some(a / b)
}

fn ring_km2(ring: &[Planar]) -> f64 {
    let Some(&from) = ring.first() else {
        return 0.0;
    };
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| (a.x - from.x) * (b.y - from.y) - (b.x - from.x) * (a.y - from.y))
        .sum();
    twice.abs() / 2e6
}
