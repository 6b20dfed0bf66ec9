//! The list made anew with other sizes and later start dates.
//!
//! One setting is changed at a time. A place of the list stays if the list of the changed setting
//! has it too: a disc or a cell centred within one radius or side of it, the nearest two
//! first; the same area or premises; a repeat location that shares an incident with it.

use crate::analysis::backtest::period::Period;
use crate::analysis::rank::{Hotspot, RankError, RankParams, Ranking, Shape, Unit, rank};
use crate::analysis::selection::{FilterError, Selection, select};
use crate::analysis::stability::matching::nearest_first;
use crate::base::{Date, Progress};
use crate::data::Filter;
use crate::data::dataset::Dataset;

/// What sizes are multiplied by.
const SIZES: [f64; 2] = [0.75, 1.25];
/// Twelfths of the period that are left out at its start.
const TWELFTHS: [u32; 6] = [1, 2, 3, 4, 5, 6];
/// Centres of the same premises lie at most this far apart, in metres.
const SAME_M: f64 = 1e-6;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Varied {
    /// Nothing: the list itself.
    Nothing,
    /// The unit's radius or side.
    Size {
        /// Metres.
        metres: f64,
        /// Against the list's own.
        factor: f64,
    },
    /// The first policing date.
    Since {
        /// The date.
        date: Date,
        /// How many twelfths of the period come before.
        twelfths: u32,
    },
}

/// The list of one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// What was changed.
    pub varied: Varied,
    /// The rank of each hotspot of the list in it; `None` where it is not listed.
    pub ranks: Vec<Option<usize>>,
}

/// The lists of all settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The settings: sizes from the smallest, the list's own among them, then start dates.
    pub settings: Vec<Setting>,
}

impl Sweep {
    /// In what share of the changed settings a hotspot is listed; `None` where none was changed.
    pub fn stays(&self, hotspot: usize) -> Option<f64> {
        let changed = || {
            self.settings
                .iter()
                .filter(|setting| setting.varied != Varied::Nothing)
        };
        let listed = changed().filter(|setting| setting.ranks[hotspot].is_some());
        let (listed, of) = (listed.count(), changed().count());
        (of > 0).then(|| listed as f64 / of as f64)
    }
}

/// A sweep that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// A list cannot be made.
    #[error(transparent)]
    Rank(#[from] RankError),
    /// Other dates cannot be selected.
    #[error(transparent)]
    Filter(#[from] FilterError),
}

/// Makes the list anew with each setting. `selection` is what `filter` counts, `ranking` its list.
///
/// # Errors
/// When a list cannot be made, or nobody wants it any more.
pub fn sweep(
    data: &Dataset,
    selection: &Selection,
    filter: &Filter,
    ranking: &Ranking,
    progress: &Progress,
) -> Result<Sweep, SweepError> {
    let sizes = sizes(&ranking.params);
    let dates = dates(data, selection, filter);
    let of = sizes.len() + dates.len();
    let step = progress.of_step();
    let mut settings = Vec::with_capacity(of + 1);
    for (i, (varied, params)) in sizes.into_iter().enumerate() {
        progress.check(i, of).map_err(RankError::from)?;
        let other = rank(data, selection, &filter.time, &params, &step)?;
        settings.push(setting(varied, ranking, &other));
    }
    let itself = Setting {
        varied: Varied::Nothing,
        ranks: ranking.hotspots.iter().map(|h| Some(h.rank)).collect(),
    };
    settings.insert(settings.len() / 2, itself);
    for (date, twelfths) in dates {
        progress
            .check(settings.len(), of)
            .map_err(RankError::from)?;
        let mut later = filter.clone();
        later.time.since = Some(date);
        let selected = select(data, &later, &step)?;
        let other = rank(data, &selected, &later.time, &ranking.params, &step)?;
        settings.push(setting(Varied::Since { date, twelfths }, ranking, &other));
    }
    Ok(Sweep { settings })
}

/// The rankings of other sizes.
fn sizes(params: &RankParams) -> Vec<(Varied, RankParams)> {
    let Some(own) = params.unit.size_m() else {
        return Vec::new();
    };
    let sized = |factor: f64| {
        let metres = own * factor;
        let params = RankParams {
            unit: params.unit.with_size_m(metres),
            ..*params
        };
        (Varied::Size { metres, factor }, params)
    };
    SIZES.map(sized).into_iter().filter(|_| own > 0.0).collect()
}

/// Later start dates, as long as they are later.
fn dates(data: &Dataset, selection: &Selection, filter: &Filter) -> Vec<(Date, u32)> {
    let Some(period) = Period::of(data, selection, &filter.time) else {
        return Vec::new();
    };
    let later = |twelfths: u32| (period.date_after(f64::from(twelfths) / 12.0), twelfths);
    let mut dates: Vec<(Date, u32)> = TWELFTHS.map(later).to_vec();
    dates.retain(|&(date, _)| period.first < date && date <= period.last);
    dates.dedup_by_key(|&mut (date, _)| date);
    dates
}

fn setting(varied: Varied, list: &Ranking, other: &Ranking) -> Setting {
    let mut pairs = Vec::new();
    for (i, hotspot) in list.hotspots.iter().enumerate() {
        for (j, found) in other.hotspots.iter().enumerate() {
            let is_near = !list.params.within_area || hotspot.area == found.area;
            let apart = apart(list.params.unit, hotspot, found).filter(|_| is_near);
            pairs.extend(apart.map(|apart| (apart, i, j)));
        }
    }
    let found = nearest_first(pairs, list.hotspots.len(), other.hotspots.len());
    let rank = |found: Option<usize>| found.map(|found| other.hotspots[found].rank);
    Setting {
        varied,
        ranks: found.into_iter().map(rank).collect(),
    }
}

/// How far apart two places are that may be one; `None` where they are not.
fn apart(unit: Unit, a: &Hotspot, b: &Hotspot) -> Option<f64> {
    let within = |metres: f64| {
        let apart = a.centre.distance_to(b.centre);
        (apart <= metres).then_some(apart)
    };
    match unit {
        Unit::Disc { radius_m: size_m }
        | Unit::Square { side_m: size_m }
        | Unit::Hex { side_m: size_m } => within(size_m),
        Unit::Premises { .. } => within(SAME_M),
        Unit::Area => match (&a.shape, &b.shape) {
            (Shape::Area(a), Shape::Area(b)) if a == b => Some(0.0),
            _ => None,
        },
        Unit::Place { .. } => match shared(&a.rows, &b.rows) {
            0 => None,
            shared => Some(-(shared as f64)),
        },
    }
}

/// How many rows two ascending lists share.
fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|row| b.binary_search(row).is_ok()).count()
}
