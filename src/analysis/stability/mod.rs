//! Would the list still hold?
//!
//! The list is made again and again with each incident drawn a Poisson(1) number of times, as if
//! the same town had been recorded once more ([`stability`]); and with other sizes and start
//! dates ([`sweep`]). How often a place is listed then, and at which ranks, says how sure its rank
//! is. Intervals of ranks from a bootstrap follow H. Goldstein & D. J. Spiegelhalter, *League
//! tables and their limitations*, 1996, and P. Hall & H. Miller, *Using the bootstrap to quantify
//! the authority of an empirical ranking*, 2009.
//!
//! Replicates are exact lists, not previews. Each looks only at sites of places that can be as
//! heavy as the last one listed (`reach`); one whose last place turns out lighter looks at all.

mod matching;
mod poisson;
mod reach;
mod resample;
mod sweep;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::rank::again::{Again, Contest, Listed, Place};
use crate::analysis::rank::{Hotspot, RankError, Ranking, Unit};
use crate::analysis::selection::Selection;
use crate::analysis::stability::matching::matched;
use crate::analysis::stability::reach::{floor_below, may_reach};
use crate::analysis::stability::resample::Resampler;
use crate::base::{Cancelled, Progress};
use crate::data::dataset::Dataset;

pub use sweep::{Setting, Sweep, SweepError, Varied, sweep};

/// A hotspot listed in at least this share of the replicates is core.
pub const CORE: f64 = 0.8;
/// The ends of the interval of ranks: 95 of 100 replicates lie between.
const ENDS: [f64; 2] = [0.025, 0.975];

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StabilityParams {
    /// How many lists are drawn; at least 1.
    pub replicates: usize,
    /// The seed; one seed gives the same draws everywhere.
    pub seed: u64,
}

impl Default for StabilityParams {
    fn default() -> Self {
        Self {
            replicates: 500,
            seed: 1,
        }
    }
}

/// How sure the places of a list are.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// How it was drawn.
    pub params: StabilityParams,
    /// How many places a list has at most. A place that a replicate does not list has the
    /// rank after these in it.
    pub top: usize,
    /// One for each hotspot of the list, in its order.
    pub hotspots: Vec<Sureness>,
}

/// How sure a place of a list is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sureness {
    /// In what share of the replicates it is listed, 0 to 1.
    pub in_top_n: f64,
    /// The better end of the 95 % interval of its rank.
    pub rank_low: usize,
    /// The worse end; one more than the list is long means beyond the list.
    pub rank_high: usize,
}

/// What to make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Listed in at least four of five replicates.
    Core,
    /// In fewer: another month of the same town might well have left it out.
    Borderline,
}

impl Sureness {
    /// What to make of it.
    pub fn badge(&self) -> Badge {
        if self.in_top_n >= CORE {
            Badge::Core
        } else {
            Badge::Borderline
        }
    }

    /// The interval of its rank as a list of at most `top` shows it: "2", "1 to 4", "7 to >10".
    pub fn ranks_in_words(&self, top: usize) -> String {
        let words = |rank: usize| {
            if rank > top {
                format!(">{top}")
            } else {
                rank.to_string()
            }
        };
        if self.rank_low == self.rank_high {
            words(self.rank_low)
        } else {
            format!("{} to {}", words(self.rank_low), words(self.rank_high))
        }
    }

    /// Of the ranks a place had in the replicates.
    fn of(mut ranks: Vec<usize>, top: usize) -> Self {
        ranks.sort_unstable();
        let listed = ranks.partition_point(|&rank| rank <= top);
        // The nearest rank: a rank that was had, not a mean of two.
        let end = |share: f64| {
            let place = (share * ranks.len() as f64).ceil() as usize;
            ranks.get(place.saturating_sub(1)).copied().unwrap_or(1)
        };
        let [rank_low, rank_high] = ENDS.map(end);
        Self {
            in_top_n: listed as f64 / ranks.len().max(1) as f64,
            rank_low,
            rank_high,
        }
    }
}

impl Badge {
    /// As files and the command line write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Borderline => "borderline",
        }
    }
}

/// How sure the places of `ranking` are, which was made of `selection`.
///
/// # Errors
/// When the list cannot be made, or nobody wants it any more.
pub fn stability(
    data: &Dataset,
    selection: &Selection,
    ranking: &Ranking,
    params: StabilityParams,
    progress: &Progress,
) -> Result<Stability, RankError> {
    let lists = Again::lists(data, selection, &ranking.params, &progress.of_step())?;
    let done = Done {
        progress,
        steps: AtomicUsize::new(0),
        of: lists.len() * params.replicates,
    };
    let mut hotspots = vec![Sureness::of(Vec::new(), 0); ranking.hotspots.len()];
    for (number, list) in (0..).zip(&lists) {
        let own: Vec<(usize, &Hotspot)> = hotspots_of(list, ranking).collect();
        let replay = Replay::new(list, selection, ranking, &own, number, params, &done)?;
        let replicates: Vec<Vec<usize>> = (0..params.replicates as u64)
            .into_par_iter()
            .map(|replicate| replay.ranks(replicate, &done))
            .collect::<Result<_, _>>()?;
        for (place, &(hotspot, _)) in own.iter().enumerate() {
            let ranks = replicates.iter().map(|ranks| ranks[place]).collect();
            hotspots[hotspot] = Sureness::of(ranks, ranking.params.top);
        }
    }
    Ok(Stability {
        params,
        top: ranking.params.top,
        hotspots,
    })
}

/// The hotspots of one list of a ranking, with their places in the ranking.
fn hotspots_of<'a>(
    list: &Again<'_>,
    ranking: &'a Ranking,
) -> impl Iterator<Item = (usize, &'a Hotspot)> {
    let area = list.area();
    let all = ranking.hotspots.iter().enumerate();
    all.filter(move |(_, hotspot)| area.is_none() || hotspot.area == area)
}

/// How far the whole is.
struct Done<'a> {
    progress: &'a Progress,
    steps: AtomicUsize,
    of: usize,
}

impl Done<'_> {
    fn step(&self) -> Result<(), Cancelled> {
        let steps = self.steps.fetch_add(1, Ordering::Relaxed);
        self.progress.check(steps, self.of)
    }
}

/// One list, ready to be drawn.
struct Replay<'a> {
    list: &'a Again<'a>,
    top: usize,
    radius_m: f64,
    hotspots: Vec<Place>,
    resampler: Resampler,
    seed: u64,
    /// Lists within areas draw apart from each other.
    stream: u64,
    /// Sites in the order in which they are drawn, the first of them those of `contenders`.
    sites: Vec<u32>,
    contended: usize,
    contenders: Contest,
    /// A list of contenders alone is right if its last place weighs more.
    floor: f64,
    everybody: OnceLock<Contest>,
}

impl<'a> Replay<'a> {
    fn new(
        list: &'a Again<'a>,
        selection: &Selection,
        ranking: &Ranking,
        own: &[(usize, &Hotspot)],
        number: u64,
        params: StabilityParams,
        done: &Done<'_>,
    ) -> Result<Self, Cancelled> {
        let hotspots: Vec<&Hotspot> = own.iter().map(|&(_, hotspot)| hotspot).collect();
        let top = ranking.params.top;
        let least = hotspots
            .get(top.saturating_sub(1))
            .map_or(0.0, |last| last.weight);
        let floor = floor_below(least);
        let chosen = if floor > 0.0 {
            list.contenders(|mean| may_reach(mean, floor), done.progress)?
        } else {
            list.all()
        };
        let (mut sites, others): (Vec<u32>, Vec<u32>) = list
            .sites_in_order()
            .into_iter()
            .partition(|&site| chosen.is_site[site as usize]);
        let contended = sites.len();
        let contenders = list.contest(&chosen, &sites);
        sites.extend(others);
        Ok(Self {
            top,
            radius_m: match ranking.params.unit {
                Unit::Disc { radius_m } => radius_m,
                _ => 0.0,
            },
            hotspots: list.places(&hotspots),
            resampler: Resampler::new(list, selection),
            seed: params.seed,
            stream: number << 32,
            sites,
            contended,
            contenders,
            floor,
            everybody: OnceLock::new(),
            list,
        })
    }

    /// The rank of each hotspot in one replicate; the one after the last where it is not listed.
    fn ranks(&self, replicate: u64, done: &Done<'_>) -> Result<Vec<usize>, Cancelled> {
        done.step()?;
        let listed = self.listed(replicate, &done.progress.of_step())?.places();
        let found = matched(&self.hotspots, &listed, self.radius_m);
        let rank = |place: Option<usize>| place.map_or(self.top + 1, |place| place + 1);
        Ok(found.into_iter().map(rank).collect())
    }

    fn listed(&self, replicate: u64, progress: &Progress) -> Result<Listed, Cancelled> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(self.stream | replicate);
        let (first, others) = self.sites.split_at(self.contended);
        let mut loads = Vec::with_capacity(first.len());
        self.resampler.draw(first, &mut random, &mut loads);
        let listed = self.contenders.list(&loads, progress)?;
        let is_right = others.is_empty() || listed.least(self.top) > Some(self.floor);
        if is_right {
            return Ok(listed);
        }
        self.resampler.draw(others, &mut random, &mut loads);
        let everybody = || self.list.contest(&self.list.all(), &self.sites);
        let everybody = self.everybody.get_or_init(everybody);
        everybody.list(&loads, progress)
    }
}
