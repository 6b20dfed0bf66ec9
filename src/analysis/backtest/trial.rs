//! One way of choosing places, made of what came before and scored on what was hidden.

use std::f64::consts::PI;

use crate::analysis::backtest::Ground;
use crate::analysis::backtest::capture::Chosen;
use crate::analysis::backtest::choices::{Choice, place_m2};
use crate::analysis::backtest::indices::{Caught, ratio};
use crate::analysis::backtest::union_of_discs::union_of_discs_m2;
use crate::analysis::rank::{Hotspot, RankError, RankParams, Unit, rank};
use crate::analysis::selection::Selection;
use crate::analysis::surface::{SurfaceError, SurfaceParams, surface};
use crate::base::{Planar, Progress};
use crate::data::AreaId;
use crate::data::dataset::Dataset;
use crate::data::filter::TimeFilter;

/// A curve goes so many times as far as the list.
const CURVE: usize = 3;
/// No list is made longer than this, but where more were asked for.
const LONGEST: usize = 1000;

/// One way of choosing places and how it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// How places were chosen.
    pub choice: Choice,
    /// In words.
    pub label: String,
    /// How many places it is scored with: as many as the list has; of a surface so many cells as
    /// the list is large.
    pub places: usize,
    /// What they cover together; `None` where places have no area.
    pub area_km2: Option<f64>,
    /// Hidden incidents in them.
    pub caught: Caught,
    /// Earlier incidents in them: all that is known.
    pub earlier: Caught,
    /// Hidden incidents in as many places of the kind chosen by the hidden months themselves.
    pub best: Option<Caught>,
    /// Incidents forecast in them: the earlier ones at the same pace.
    pub predicted: f64,
    /// Hit rate of the first places, from none on.
    pub curve: Vec<CurvePoint>,
    /// Hit rate where as much area as the list's is chosen; the last place counts in part.
    pub at_equal_area: Option<f64>,
    /// How much of each hidden site is caught then.
    pub(super) parts: Vec<f64>,
    /// The chosen places, where they are a list.
    pub hotspots: Vec<Hotspot>,
    /// Hidden weight in each place of its own, by place.
    pub by_place: Vec<f64>,
}

/// So many of the first places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// How many.
    pub places: usize,
    /// What they cover together.
    pub area_km2: Option<f64>,
    /// Their hit rate.
    pub hit_rate: f64,
}

/// A choice that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrialError {
    /// As a list.
    #[error(transparent)]
    Rank(#[from] RankError),
    /// As a surface.
    #[error(transparent)]
    Surface(#[from] SurfaceError),
}

impl Trial {
    /// Tries `choice`. `equal_km2` is the area of the list; none for the list itself.
    pub(super) fn new(
        ground: &Ground<'_>,
        choice: Choice,
        equal_km2: Option<f64>,
        progress: &Progress,
    ) -> Result<Option<Self>, TrialError> {
        let Some(plan) = plan(ground, choice, equal_km2, progress)? else {
            return Ok(None);
        };
        let Plan {
            chosen,
            top,
            hotspots,
            is_all,
        } = plan;
        let places = chosen.len().min(top);
        let areas_km2 = chosen.areas_km2(ground.data);
        let holders = chosen.holders(ground.data, &ground.hidden);
        let by_place = weights(&ground.hidden, &holders, chosen.len());
        let hits = cumulated(&by_place);
        let all = ground.hidden.weight;
        let earlier_holders = chosen.holders(ground.data, &ground.before);
        let earlier = cumulated(&weights(&ground.before, &earlier_holders, places));
        let area_km2 = areas_km2.as_ref().map(|areas| areas[places]);
        let (days_before, days_hidden) = ground.split.days();
        let wanted_km2 = equal_km2.or(area_km2);
        let share = wanted_km2
            .zip(areas_km2.as_ref())
            .and_then(|(wanted, areas)| Part::reaching(areas, wanted, is_all));
        let parts = share.map_or_else(Vec::new, |part| part.of_sites(&holders));
        let caught_parts = ground.hidden.sites.iter().zip(&parts);
        let at_equal_area: f64 = caught_parts.map(|(load, part)| load.weight * part).sum();
        let earlier = Caught {
            inside: earlier[places],
            all: ground.before.weight,
        };
        let curve = (0..=chosen.len()).map(|n| CurvePoint {
            places: n,
            area_km2: areas_km2.as_ref().map(|areas| areas[n]),
            hit_rate: ratio(hits[n], all).unwrap_or(0.0),
        });
        Ok(Some(Self {
            choice,
            label: choice.label(),
            places,
            area_km2,
            caught: Caught {
                inside: hits[places],
                all,
            },
            earlier,
            best: best(ground, choice, places, progress)?,
            predicted: earlier.inside * days_hidden as f64 / days_before.max(1) as f64,
            curve: thinned(curve.collect()),
            at_equal_area: share.and_then(|_| ratio(at_equal_area, all)),
            parts,
            hotspots,
            by_place,
        }))
    }

    /// PAI of its places, where they and the study region have an area.
    pub fn pai(&self, region_km2: f64) -> Option<f64> {
        self.caught.pai(ratio(self.area_km2?, region_km2)?)
    }
}

/// Chosen places, and how many of them are scored.
struct Plan {
    chosen: Chosen,
    top: usize,
    hotspots: Vec<Hotspot>,
    /// Whether there are no more places of the kind.
    is_all: bool,
}

fn plan(
    ground: &Ground<'_>,
    choice: Choice,
    equal_km2: Option<f64>,
    progress: &Progress,
) -> Result<Option<Plan>, TrialError> {
    let data = ground.data;
    let of_list = |params: RankParams, known: &Selection, time: &TimeFilter| {
        let longer = RankParams {
            top: length(&params, equal_km2),
            ..params
        };
        let hotspots = rank(data, known, time, &longer, progress)?.hotspots;
        Ok(Some(Plan {
            chosen: Chosen::Hotspots(params.unit, hotspots.clone()),
            top: params.top,
            is_all: hotspots.len() < longer.top,
            hotspots,
        }))
    };
    match choice {
        Choice::List(params) => of_list(params, &ground.before, &ground.time_before),
        Choice::LastYear(params) => match &ground.year {
            Some((known, time)) => of_list(params, known, time),
            None => Ok(None),
        },
        Choice::Surface(params) => match equal_km2 {
            Some(km2) => Ok(Some(densest(ground, &params, km2, progress)?)),
            None => Ok(None),
        },
        Choice::Population => Ok(Some(Plan {
            chosen: Chosen::Areas(most_populous(data)),
            top: ground.top,
            hotspots: Vec::new(),
            is_all: true,
        })),
    }
}

/// How long a list is made, so that its curve reaches beyond the area of the one it is compared with.
fn length(params: &RankParams, equal_km2: Option<f64>) -> usize {
    let own = params.top * CURVE;
    let as_large = place_m2(params.unit).zip(equal_km2).map_or(0, |(m2, km2)| {
        (CURVE as f64 * km2 * 1e6 / m2).ceil() as usize
    });
    own.max(as_large).min(LONGEST.max(params.top))
}

/// The densest cells of a surface, three times as many as cover `km2`.
fn densest(
    ground: &Ground<'_>,
    params: &SurfaceParams,
    km2: f64,
    progress: &Progress,
) -> Result<Plan, SurfaceError> {
    let surface = surface(ground.data, &ground.before, params, progress)?;
    let density = &surface.density_per_km2;
    let top = (km2 * 1e6 / (params.cell_m * params.cell_m))
        .round()
        .max(1.0) as usize;
    let mut cells: Vec<u32> = (0..density.len() as u32)
        .filter(|&cell| density[cell as usize] > 0.0)
        .collect();
    let by_density = |a: &u32, b: &u32| {
        density[*b as usize]
            .total_cmp(&density[*a as usize])
            .then(a.cmp(b))
    };
    let wanted = top * CURVE;
    let is_all = cells.len() < wanted;
    if wanted < cells.len() {
        cells.select_nth_unstable_by(wanted, by_density);
        cells.truncate(wanted);
    }
    cells.sort_unstable_by(by_density);
    let mut place = vec![None; density.len()];
    for (i, cell) in (0..).zip(cells) {
        place[cell as usize] = Some(i);
    }
    Ok(Plan {
        chosen: Chosen::Cells {
            lattice: surface.lattice,
            place,
        },
        top,
        hotspots: Vec::new(),
        is_all,
    })
}

/// Areas by residents, those of unknown number left out.
fn most_populous(data: &Dataset) -> Vec<AreaId> {
    let known = data.areas.iter();
    let mut areas: Vec<(f64, AreaId)> = known
        .filter_map(|(id, area)| Some((area.population?, id)))
        .collect();
    areas.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    areas.into_iter().map(|(_, id)| id).collect()
}

/// What the best places would have caught: those listed by the hidden months themselves.
fn best(
    ground: &Ground<'_>,
    choice: Choice,
    places: usize,
    progress: &Progress,
) -> Result<Option<Caught>, RankError> {
    let params = match choice {
        Choice::List(params) | Choice::LastYear(params) => params,
        Choice::Population => RankParams {
            unit: Unit::Area,
            min_incidents: 1,
            ..ground.ranking
        },
        Choice::Surface(_) => return Ok(None),
    };
    let with_hindsight = RankParams {
        top: places.max(1),
        min_incidents: 1,
        ..params
    };
    let hidden = &ground.hidden;
    let list = rank(
        ground.data,
        hidden,
        &ground.time_hidden,
        &with_hindsight,
        progress,
    )?;
    let count = list.hotspots.len();
    let chosen = Chosen::Hotspots(params.unit, list.hotspots);
    let caught = weights(hidden, &chosen.holders(ground.data, hidden), count);
    Ok(Some(Caught {
        inside: caught.iter().sum(),
        all: hidden.weight,
    }))
}

impl Chosen {
    fn len(&self) -> usize {
        match self {
            Self::Hotspots(_, hotspots) => hotspots.len(),
            Self::Areas(areas) => areas.len(),
            Self::Cells { place, .. } => place.iter().flatten().count(),
        }
    }

    /// Square kilometres covered by the first none, one, two … of the places together.
    fn areas_km2(&self, data: &Dataset) -> Option<Vec<f64>> {
        let each: Vec<f64> = match self {
            Self::Hotspots(Unit::Disc { radius_m } | Unit::Premises { radius_m }, hotspots) => {
                return Some(discs_km2(hotspots, *radius_m));
            }
            Self::Hotspots(_, hotspots) => {
                hotspots.iter().map(|h| h.area_km2).collect::<Option<_>>()?
            }
            Self::Areas(areas) => areas
                .iter()
                .map(|&id| data.areas.get(id).area_km2)
                .collect(),
            Self::Cells { lattice, .. } => {
                vec![lattice.cell_m * lattice.cell_m / 1e6; self.len()]
            }
        };
        Some(cumulated(&each))
    }
}

/// What the first none, one, two … discs cover together, in km².
fn discs_km2(hotspots: &[Hotspot], radius_m: f64) -> Vec<f64> {
    let centres: Vec<Planar> = hotspots.iter().map(|h| h.centre).collect();
    let mut areas = vec![0.0];
    for (n, &centre) in centres.iter().enumerate() {
        let touches = |other: &&Planar| other.distance_to(centre) < 2.0 * radius_m;
        let near: Vec<Planar> = centres[..n].iter().filter(touches).copied().collect();
        // What is new of a disc does not depend on discs that do not touch it.
        let with = [near.as_slice(), &[centre]].concat();
        let new_m2 = if near.is_empty() {
            PI * radius_m * radius_m
        } else {
            union_of_discs_m2(&with, radius_m) - union_of_discs_m2(&near, radius_m)
        };
        areas.push(areas[n] + new_m2.max(0.0) / 1e6);
    }
    areas
}

/// Sums of the first none, one, two … of `values`.
fn cumulated(values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    for (n, value) in values.iter().enumerate() {
        sums.push(sums[n] + value);
    }
    sums
}

/// The weight that each of the first `places` holds.
fn weights(selection: &Selection, holders: &[Option<u32>], places: usize) -> Vec<f64> {
    let mut weights = vec![0.0; places];
    for (load, holder) in selection.sites.iter().zip(holders) {
        if let Some(weight) = holder.and_then(|place| weights.get_mut(place as usize)) {
            *weight += load.weight;
        }
    }
    weights
}

/// So many whole places and a part of the next.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    whole: usize,
    part: f64,
}

impl Part {
    /// As many of the places, whose areas are cumulated in `areas`, as cover `wanted`. Where they
    /// cover less, all of them if there are no more places, else none of them will do.
    fn reaching(areas: &[f64], wanted: f64, is_all: bool) -> Option<Self> {
        let slack = wanted * 1e-12;
        let whole = areas.partition_point(|&area| area <= wanted + slack) - 1;
        let missing = wanted - areas[whole];
        let Some(next) = areas.get(whole + 1) else {
            let is_enough = is_all || missing <= slack;
            return is_enough.then_some(Self { whole, part: 0.0 });
        };
        Some(Self {
            whole,
            part: (missing / (next - areas[whole])).max(0.0),
        })
    }

    /// How much of each site is caught that these places hold.
    fn of_sites(self, holders: &[Option<u32>]) -> Vec<f64> {
        let caught = |place: u32| match (place as usize).cmp(&self.whole) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => self.part,
            std::cmp::Ordering::Greater => 0.0,
        };
        holders
            .iter()
            .map(|holder| holder.map_or(0.0, caught))
            .collect()
    }
}

/// At most about 300 points of a curve, both ends among them.
fn thinned(points: Vec<CurvePoint>) -> Vec<CurvePoint> {
    const MOST: usize = 300;
    let step = points.len().div_ceil(MOST).max(1);
    let last = points.len() - 1;
    let kept = |&(n, _): &(usize, CurvePoint)| n % step == 0 || n == last;
    points
        .into_iter()
        .enumerate()
        .filter(kept)
        .map(|(_, point)| point)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_counts_in_part() {
        let areas = [0.0, 2.0, 4.0, 6.0];
        let part = Part::reaching(&areas, 3.0, false).unwrap();
        assert_eq!((part.whole, part.part), (1, 0.5));
        assert_eq!(
            part.of_sites(&[Some(0), Some(1), Some(2), None]),
            [1.0, 0.5, 0.0, 0.0]
        );
        let part = Part::reaching(&areas, 6.0, false).unwrap();
        assert_eq!((part.whole, part.part), (3, 0.0));
        assert_eq!(Part::reaching(&areas, 6.1, false), None);
        assert_eq!(Part::reaching(&areas, 6.1, true), Some(part));
    }
}
