//! Would last year's list have worked?
//!
//! The last months are hidden, places are chosen by what came before, and counted is what the hidden
//! months had in them: never the incidents a choice was made by. The list stands beside other
//! sizes, units and bandwidths and beside what one would do without any analysis. Choices of
//! unlike size are compared where they cover as much ground as the list.

mod capture;
pub mod choices;
pub mod indices;
pub mod period;
pub mod split;
#[cfg(test)]
mod tests;
mod trial;
pub mod union_of_discs;

use crate::analysis::backtest::choices::Choice;
use crate::analysis::backtest::indices::{Lead, ratio};
use crate::analysis::backtest::period::Period;
use crate::analysis::backtest::split::{Split, SplitError};
use crate::analysis::rank::{RankError, RankParams, Unit};
use crate::analysis::selection::{FilterError, Selection, select};
use crate::analysis::surface::SurfaceParams;
use crate::base::{Cancelled, Progress};
use crate::data::Filter;
use crate::data::dataset::Dataset;
use crate::data::filter::TimeFilter;

pub use trial::{CurvePoint, Trial, TrialError};

/// What is tested.
#[derive(Clone, Copy, Debug)]
pub struct BacktestParams<'a> {
    /// Which incidents count.
    pub filter: &'a Filter,
    /// The list.
    pub ranking: &'a RankParams,
    /// The surface, for its kernel, cells and bandwidth.
    pub surface: &'a SurfaceParams,
    /// How many months are hidden; found from the period where `None`.
    pub hide_months: Option<i64>,
}

/// How choices of places did.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// Where the hidden months begin.
    pub split: Split,
    /// Weight of what came before and of what was hidden.
    pub weights: (f64, f64),
    /// Size of the study region in km².
    pub region_km2: f64,
    /// All that was tried; the list first.
    pub trials: Vec<Trial>,
    /// What was not tried, and why, in whole sentences.
    pub untried: Vec<String>,
    /// The trial that catches most on as much ground as the list, none of the baselines.
    pub suggested: Option<usize>,
    /// Its lead over the list, where it is another.
    pub over_list: Option<Lead>,
    /// Its lead over last year's counts.
    pub over_last_year: Option<Lead>,
    /// What as many places, or as much ground, laid at random would catch.
    pub random: Option<f64>,
}

/// A back-test that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BacktestError {
    /// Nothing has a date.
    #[error(
        "none of the incidents that count has a date, so there is no before and after; open a file with dates"
    )]
    NoDates,
    /// The period cannot be cut.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Nothing on one side of the cut.
    #[error("no incident counts {when}; choose other dates or another number of months to hide")]
    Empty {
        /// "before 2024-04-01", "from 2024-04-01".
        when: String,
    },
    /// Several lists are no one choice.
    #[error(
        "a list inside each area is many lists, and there is no order between them to test; leave out --within"
    )]
    Within,
    /// Other dates cannot be selected.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A list cannot be made.
    #[error(transparent)]
    Rank(#[from] RankError),
}

impl From<Cancelled> for BacktestError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Rank(RankError::Cancelled(cancelled))
    }
}

/// What all trials stand on.
struct Ground<'a> {
    data: &'a Dataset,
    split: Split,
    ranking: RankParams,
    top: usize,
    before: Selection,
    time_before: TimeFilter,
    hidden: Selection,
    time_hidden: TimeFilter,
    /// The same months a year before.
    year: Option<(Selection, TimeFilter)>,
}

/// Hides months, chooses places and counts what they would have caught. `selection` is what the
/// filter counts.
///
/// # Errors
/// See [`BacktestError`].
pub fn backtest(
    data: &Dataset,
    selection: &Selection,
    params: BacktestParams<'_>,
    progress: &Progress,
) -> Result<Backtest, BacktestError> {
    let step = progress.of_step();
    let ground = Ground::new(data, selection, params, &step)?;
    let choices = Choice::beside(data, params.ranking, params.surface);
    let mut trials: Vec<Trial> = Vec::with_capacity(choices.len());
    let mut untried = Vec::new();
    for (i, &choice) in choices.iter().enumerate() {
        progress.check(i, choices.len())?;
        let equal_km2 = trials.first().and_then(|list| list.area_km2);
        match Trial::new(&ground, choice, equal_km2, &step) {
            Ok(Some(trial)) => trials.push(trial),
            Ok(None) => untried.push(why_untried(choice)),
            Err(TrialError::Rank(error)) => return Err(error.into()),
            Err(TrialError::Surface(error)) => {
                step.check(0, 1)?;
                untried.push(format!("{} was not tried: {error}.", choice.label()));
            }
        }
    }
    progress.check(1, 1)?;
    let suggested = suggested(&trials);
    let lead = |other: usize| {
        let (a, b) = (trials.get(suggested?)?, trials.get(other)?);
        let is_comparable = !a.parts.is_empty() && !b.parts.is_empty();
        let pairs = ground.hidden.sites.iter().zip(a.parts.iter().zip(&b.parts));
        Lead::of(pairs.map(|(load, (&a, &b))| (load.weight, a, b))).filter(|_| is_comparable)
    };
    let last_year = trials
        .iter()
        .position(|trial| matches!(trial.choice, Choice::LastYear(_)));
    Ok(Backtest {
        over_list: lead(0).filter(|_| suggested != Some(0)),
        over_last_year: last_year.and_then(lead),
        random: random(&ground, &trials),
        split: ground.split,
        weights: (ground.before.weight, ground.hidden.weight),
        region_km2: data.region_km2,
        trials,
        untried,
        suggested,
    })
}

impl<'a> Ground<'a> {
    fn new(
        data: &'a Dataset,
        selection: &Selection,
        params: BacktestParams<'_>,
        progress: &Progress,
    ) -> Result<Self, BacktestError> {
        if params.ranking.within_area {
            return Err(BacktestError::Within);
        }
        let filter = params.filter;
        let period = Period::of(data, selection, &filter.time).ok_or(BacktestError::NoDates)?;
        let split = Split::new(period, params.hide_months)?;
        let part = |filter: &Filter| select(data, filter, progress);
        let (known, hidden) = (split.before(filter), split.hidden(filter));
        let ground = Self {
            data,
            split,
            ranking: *params.ranking,
            top: params.ranking.top,
            before: part(&known)?,
            time_before: known.time,
            hidden: part(&hidden)?,
            time_hidden: hidden.time,
            year: split
                .year_before(filter)
                .map(|year| Ok::<_, FilterError>((part(&year)?, year.time)))
                .transpose()?
                .filter(|(year, _)| !year.is_empty()),
        };
        let empty = |when: &str| BacktestError::Empty {
            when: format!("{when} {}", split.cut),
        };
        match (ground.before.is_empty(), ground.hidden.is_empty()) {
            (true, _) => Err(empty("before")),
            (_, true) => Err(empty("from")),
            _ => Ok(ground),
        }
    }
}

/// The trial that catches most on equal ground; of equals the first.
fn suggested(trials: &[Trial]) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (i, trial) in trials.iter().enumerate() {
        let Some(caught) = trial.at_equal_area.filter(|_| !trial.choice.is_baseline()) else {
            continue;
        };
        if best.is_none_or(|(most, _)| caught > most) {
            best = Some((caught, i));
        }
    }
    best.map(|(_, i)| i)
}

/// The hit rate expected of the list's places laid at random: the share of the region they cover; of
/// areas the share of all areas, times what lies in areas.
fn random(ground: &Ground<'_>, trials: &[Trial]) -> Option<f64> {
    let list = trials.first()?;
    if ground.ranking.unit == Unit::Area {
        let sites = ground.data.incidents.sites();
        let in_areas = ground.hidden.sites.iter();
        let in_areas = in_areas.filter(|load| sites.area(load.site as usize).is_some());
        let inside = in_areas.map(|load| load.weight).sum();
        let chosen = ratio(list.places as f64, ground.data.areas.len() as f64)?;
        return ratio(inside, ground.hidden.weight).map(|share| share * chosen);
    }
    let share = ratio(list.area_km2?, ground.data.region_km2)?;
    Some(share.min(1.0))
}

fn why_untried(choice: Choice) -> String {
    match choice {
        Choice::LastYear(_) => "The same months of the year before are not all known, so last \
                                year's counts could not be tried."
            .to_owned(),
        other => format!(
            "{} was not tried, because the list's places have no area to compare with.",
            other.label()
        ),
    }
}
