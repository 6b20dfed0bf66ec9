//! What a list says beside a place: how much, how dense, when, next to what.
//!
//! Shares are of the whole selection's weight. The PAI is a place's share over its share of
//! the study region (Chainey, Tompson & Uhlig 2008). The peak spreads from/to windows evenly
//! over the minutes that were asked for; incidents without a clock time have no hour.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use crate::analysis::night::{HourOfWeek, TimeWeights, peak};
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
    weights: TimeWeights,
}

impl<'a> Describer<'a> {
    /// Describes places of `selection`, which `time` was a filter of.
    pub(super) fn new(data: &'a Dataset, selection: &'a Selection, time: &'a TimeFilter) -> Self {
        Self {
            data,
            selection,
            time,
            weights: TimeWeights::new(time),
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
            .iter()
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
        let &Candidate { centre, weight, .. } = candidate;
        let area = candidate.area.or_else(|| self.area_at(centre));
        let nearest_premises = self.data.premises.nearest(centre, PremisesChoice::All);
        let weight_of = |&row: &u32| self.selection.weight_of(row as usize);
        let certain = candidate
            .members
            .iter()
            .filter(|&row| weight_of(row) >= 1.0)
            .count();
        let share = ratio(weight, self.selection.weight).unwrap_or(0.0);
        let area_km2 = self.area_km2(&candidate.shape);
        let mut rows = candidate.members.clone();
        rows.sort_unstable();
        Hotspot {
            rank,
            name: self.name(candidate, area, nearest_premises),
            area,
            centre,
            lon_lat,
            shape: candidate.shape.clone(),
            incidents: candidate.members.len(),
            certain,
            possible: candidate.members.len() - certain,
            weight,
            share,
            area_km2,
            density_per_km2: area_km2.and_then(|km2| ratio(weight, km2)),
            rate_per_1000: self.rate_per_1000(candidate),
            pai: area_km2
                .and_then(|km2| ratio(km2, self.data.region_km2))
                .and_then(|part| ratio(share, part)),
            peak: self.peak(candidate),
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

    fn rate_per_1000(&self, candidate: &Candidate) -> Option<f64> {
        let Shape::Area(id) = candidate.shape else {
            return None;
        };
        ratio(
            1000.0 * candidate.weight,
            self.data.areas.get(id).population?,
        )
    }

    fn peak(&self, candidate: &Candidate) -> Option<Peak> {
        let mut hours: HourOfWeek = [[0.0; 24]; 7];
        for (i, &row) in candidate.members.iter().enumerate() {
            let share = candidate.shares.as_ref().map_or(1.0, |shares| shares[i]);
            let when = self.data.incidents.when(row as usize);
            if !(self.time.unknown_midnight && is_at_midnight(when)) {
                self.weights.spread(when, share, &mut hours);
            }
        }
        peak(&hours, self.time.day_start).map(|(day, hour)| Peak { day, hour })
    }

    fn name(
        &self,
        candidate: &Candidate,
        area: Option<AreaId>,
        nearest: Option<(usize, f64)>,
    ) -> String {
        if let Shape::Area(id) = candidate.shape {
            return self.data.areas.get(id).name.clone();
        }
        if let Some(premises) = candidate.premises {
            return self.data.premises.get(premises).name.clone();
        }
        let beside = nearest.filter(|&(_, metres)| metres <= BESIDE_M);
        let around = Surroundings {
            street: most_named(self.locations(&candidate.members)),
            premises: beside.map(|(premises, _)| self.data.premises.get(premises).name.as_str()),
            area: area.map(|area| self.data.areas.get(area).name.as_str()),
        };
        from_surroundings(&around, candidate.centre)
    }

    /// The members' location texts and how many have each.
    fn locations(&self, members: &[u32]) -> Vec<(&'a str, usize)> {
        let mut counts: BTreeMap<NameId, usize> = BTreeMap::new();
        for &row in members {
            let location = self.data.incidents.location(row as usize);
            *counts.entry(location).or_default() += 1;
        }
        counts
            .into_iter()
            .map(|(id, count)| (self.data.locations.text(id), count))
            .collect()
    }
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
