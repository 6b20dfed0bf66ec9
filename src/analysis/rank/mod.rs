//! The ranked list: which places hold the most.
//!
//! A *unit* says what a place is (a disc laid anywhere, a lattice cell, an area, a premises, a
//! repeat location); one file each finds the best of its kind as `Candidate`s. Here they are
//! put in order and each is given what a list needs beside it.

pub(crate) mod again;
mod areas;
mod cells;
mod dense_ids;
mod describe;
mod disc;
mod groups;
mod heaviest;
mod load;
mod loaded_tree;
mod name;
mod order;
mod places;
mod pool;
mod premises;
#[cfg(test)]
mod tests;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};
use serde::{Deserialize, Serialize};

use crate::analysis::rank::describe::Describer;
use crate::analysis::rank::disc::{DiscParams, Effort};
use crate::analysis::rank::pool::Pool;
use crate::analysis::selection::Selection;
use crate::base::progress::{Cancelled, Progress};
use crate::base::{LonLat, Planar};
use crate::data::AreaId;
use crate::data::dataset::Dataset;
use crate::data::filter::TimeFilter;
use crate::data::premises::PremisesChoice;

pub use crate::analysis::rank::cells::Lattice;
pub use crate::analysis::rank::heaviest::heaviest_disc;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Unit {
    /// Discs of this radius laid anywhere, greedily.
    Disc {
        /// Radius in metres.
        radius_m: f64,
    },
    /// Square cells.
    Square {
        /// Side in metres.
        side_m: f64,
    },
    /// Regular hexagons, a vertex to the north.
    Hex {
        /// Side in metres.
        side_m: f64,
    },
    /// The boundary polygons.
    Area,
    /// Premises with what lies around them; shared incidents are split.
    Premises {
        /// Radius in metres.
        radius_m: f64,
    },
    /// Repeat locations.
    Place {
        /// Link distance in metres.
        radius_m: f64,
    },
}

impl Unit {
    /// Its radius or side in metres; areas have none.
    pub fn size_m(self) -> Option<f64> {
        match self {
            Self::Disc { radius_m } | Self::Premises { radius_m } | Self::Place { radius_m } => {
                Some(radius_m)
            }
            Self::Square { side_m } | Self::Hex { side_m } => Some(side_m),
            Self::Area => None,
        }
    }

    /// The same with another radius or side.
    #[must_use]
    pub fn with_size_m(self, size_m: f64) -> Self {
        match self {
            Self::Disc { .. } => Self::Disc { radius_m: size_m },
            Self::Square { .. } => Self::Square { side_m: size_m },
            Self::Hex { .. } => Self::Hex { side_m: size_m },
            Self::Area => Self::Area,
            Self::Premises { .. } => Self::Premises { radius_m: size_m },
            Self::Place { .. } => Self::Place { radius_m: size_m },
        }
    }
}

/// How to rank. Numbers are finite; radii and sides above 0 (a place's radius may be 0).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankParams {
    /// What a place is.
    pub unit: Unit,
    /// Least distance between the centres of two discs, in metres; twice the radius where `None`.
    pub separation_m: Option<f64>,
    /// How many to list.
    pub top: usize,
    /// A unit with fewer incidents is not listed; 1 lists all that have any.
    pub min_incidents: usize,
    /// List the top within each area, ranks starting again at 1.
    pub within_area: bool,
    /// Which premises the unit `Premises` ranks.
    pub premises: PremisesChoice,
}

/// A place found by a unit's search, before it is described.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    /// Its centre.
    centre: Planar,
    /// Its outline.
    shape: Shape,
    /// The sites inside as indices into [`Selection::sites`], ascending.
    members: Vec<u32>,
    /// How much of each member's weight counts here, above 0 and at most 1, where it is split.
    shares: Option<Vec<f64>>,
    /// The area, where the unit is an area or the ranking is within areas.
    area: Option<AreaId>,
    /// The premises (index into the data set's list), where the unit is premises.
    premises: Option<usize>,
}

/// The outline of a hotspot.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A circle around the centre.
    Disc {
        /// Radius in metres.
        radius_m: f64,
    },
    /// A ring of corners, not closed.
    Polygon(Vec<Planar>),
    /// A boundary polygon of the data set.
    Area(AreaId),
    /// A point: a repeat location.
    Point,
}

/// One row of the list. All numbers are those of `cli.md`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hotspot {
    /// From 1.
    pub rank: usize,
    /// A name a person recognises.
    pub name: String,
    /// The area that holds the centre.
    pub area: Option<AreaId>,
    /// Centre in the analysis CRS.
    pub centre: Planar,
    /// Centre in degrees.
    pub lon_lat: LonLat,
    /// Outline.
    pub shape: Shape,
    /// Certain + possible.
    pub incidents: usize,
    /// Members of weight 1.
    pub certain: usize,
    /// Members of a weight between 0 and 1.
    pub possible: usize,
    /// Sum of weights (split where incidents are shared between premises).
    pub weight: f64,
    /// Weight over the selection's weight, 0 to 1.
    pub share: f64,
    /// Size; `None` for places.
    pub area_km2: Option<f64>,
    /// Weight per km².
    pub density_per_km2: Option<f64>,
    /// 1000 · weight / population of the area, for the unit `Area` where it is known.
    pub rate_per_1000: Option<f64>,
    /// Share over share of the study region's area.
    pub pai: Option<f64>,
    /// Policing weekday (Monday is 0) and clock hour with the greatest weight.
    pub peak: Option<Peak>,
    /// The nearest premises: index into the data set's list and metres.
    pub nearest_premises: Option<(usize, f64)>,
    /// Rows of the incident table inside, ascending.
    pub rows: Vec<u32>,
}

/// The busiest hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// Policing weekday; Monday is 0.
    pub day: usize,
    /// Clock hour, 0 to 23.
    pub hour: usize,
}

/// A ranked list.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// What was asked.
    pub params: RankParams,
    /// Best first; with `within_area` area by area in file order.
    pub hotspots: Vec<Hotspot>,
    /// Whether these are the best there are. If not, every figure is true of the place it stands
    /// beside, but there may be better places.
    pub is_exact: bool,
}

/// A ranking that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RankError {
    /// Areas are asked for, but there are none.
    #[error("the ranking asks for areas, but no boundaries were given; add --boundaries FILE")]
    NoAreas,
    /// Premises are asked for, but there are none.
    #[error("the ranking asks for premises, but {why}")]
    NoPremises {
        /// None were given, or none passes the rule.
        why: String,
    },
    /// Cells so small that their numbers overflow.
    #[error("cells of {side_m} m are too small for positions this far from the origin")]
    CellTooSmall {
        /// Side in metres.
        side_m: f64,
    },
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Ranks the places of `selection`. `time` is the filter the selection was made with; a
/// hotspot's peak counts only the minutes it asks for.
///
/// # Errors
/// See [`RankError`].
pub fn rank(
    data: &Dataset,
    selection: &Selection,
    time: &TimeFilter,
    params: &RankParams,
    progress: &Progress,
) -> Result<Ranking, RankError> {
    ranked(Effort::Exact, data, selection, time, params, progress)
}

/// As [`rank`], but of discs only those are looked at that are centred on a lattice or a little
/// beside it, which takes a fraction of the time. A listed disc's figures are those
/// of a real disc there, so its weight is no more than the exact list's best; it is mostly within a
/// percent of the disc of the same rank. Other units are ranked exactly.
///
/// # Errors
/// See [`RankError`].
pub fn rank_preview(
    data: &Dataset,
    selection: &Selection,
    time: &TimeFilter,
    params: &RankParams,
    progress: &Progress,
) -> Result<Ranking, RankError> {
    ranked(Effort::Preview, data, selection, time, params, progress)
}

/// What a list says beside its places, of groups of sites that were found in another way. A group
/// is its centre and its members as indices into [`Selection::sites`], ascending; `time` is the
/// filter the selection was made with.
pub fn described(
    data: &Dataset,
    selection: &Selection,
    time: &TimeFilter,
    groups: Vec<(Planar, Vec<u32>)>,
) -> Vec<Hotspot> {
    let candidate = |(centre, members)| Candidate {
        centre,
        shape: Shape::Point,
        members,
        shares: None,
        area: None,
        premises: None,
    };
    let candidates: Vec<Candidate> = groups.into_iter().map(candidate).collect();
    Describer::new(data, selection, time).list(&candidates)
}

fn ranked(
    effort: Effort,
    data: &Dataset,
    selection: &Selection,
    time: &TimeFilter,
    params: &RankParams,
    progress: &Progress,
) -> Result<Ranking, RankError> {
    if data.areas.is_empty() && (params.within_area || params.unit == Unit::Area) {
        return Err(RankError::NoAreas);
    }
    let finder = Finder {
        data,
        selection,
        params,
        effort,
        progress,
    };
    let lists = if params.within_area {
        let ids = pool::by_area(data, selection);
        // Areas share nothing; the lists come back in file order whatever the threads do.
        let areas: Vec<(AreaId, Vec<u32>)> =
            data.areas.iter().map(|(area, _)| area).zip(ids).collect();
        areas
            .into_par_iter()
            .map(|(area, ids)| finder.best_of(&Pool::of_area(data, selection, ids, area)))
            .collect::<Result<_, _>>()?
    } else {
        vec![finder.best_of(&Pool::all(data, selection))?]
    };
    progress.check(1, 1)?;
    let describer = Describer::new(data, selection, time);
    let hotspots = lists
        .into_iter()
        .flat_map(|list| describer.list(&list))
        .collect();
    let is_disc = matches!(params.unit, Unit::Disc { .. });
    Ok(Ranking {
        params: *params,
        hotspots,
        is_exact: effort == Effort::Exact || !is_disc,
    })
}

/// The centre of the cell that holds `p`, the same bits for all points of a cell; `None` where
/// `unit` is no lattice of cells.
pub(crate) fn cell_centre(unit: Unit, p: Planar) -> Option<Planar> {
    match unit {
        Unit::Square { side_m } => Some(Lattice::Square { side_m }.centre_of(p)),
        Unit::Hex { side_m } => Some(Lattice::Hex { side_m }.centre_of(p)),
        _ => None,
    }
}

/// Finds the best places of a unit.
struct Finder<'a> {
    data: &'a Dataset,
    selection: &'a Selection,
    params: &'a RankParams,
    effort: Effort,
    progress: &'a Progress,
}

impl Finder<'_> {
    /// The best places among the sites of `pool`, best first.
    fn best_of(&self, pool: &Pool<'_>) -> Result<Vec<Candidate>, RankError> {
        let &Self {
            data,
            params,
            progress,
            ..
        } = self;
        Ok(match params.unit {
            Unit::Disc { radius_m } => self.discs(pool, radius_m)?,
            Unit::Square { side_m } => cells::cells(pool, Lattice::Square { side_m }, params)?,
            Unit::Hex { side_m } => cells::cells(pool, Lattice::Hex { side_m }, params)?,
            Unit::Area => areas::areas(data, self.selection, pool, params),
            Unit::Premises { radius_m } => {
                premises::premises(data, pool, radius_m, params, progress)?
            }
            Unit::Place { radius_m } => places::places(pool, radius_m, params, progress)?,
        })
    }

    fn discs(&self, pool: &Pool<'_>, radius_m: f64) -> Result<Vec<Candidate>, Cancelled> {
        let params = DiscParams::of(self.params, radius_m);
        let discs = pool.with_tree(self.data, |sites| {
            disc::discs(sites, params, self.effort, self.progress)
        })?;
        let candidate = |disc: disc::Disc| Candidate {
            centre: disc.centre,
            shape: Shape::Disc { radius_m },
            members: pool.ids_of(disc.members),
            shares: None,
            area: pool.area,
            premises: None,
        };
        Ok(discs.into_iter().map(candidate).collect())
    }
}
