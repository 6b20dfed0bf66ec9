//! Discs laid anywhere, greedily: the patrol-shaped answer.
//!
//! Of all closed discs of one radius whose centre keeps its distance from every earlier
//! centre, the one of greatest total weight is taken; its incidents leave; again. Each step is
//! the true optimum (see [`search`]), not the best of a lattice. Distances within 10⁻⁷ m of
//! the radius or of the separation count as equal to it.

mod best;
mod centre;
mod circle;
mod contested;
mod explore;
mod frontier;
mod search;
mod squares;

#[cfg(test)]
mod tests;

use crate::analysis::rank::RankParams;
use crate::analysis::rank::disc::centre::Rules;
pub(super) use crate::analysis::rank::disc::circle::hull;
pub(super) use crate::analysis::rank::disc::contested::contested;
use crate::analysis::rank::disc::search::Search;
pub(super) use crate::analysis::rank::disc::squares::Squares;
use crate::analysis::rank::loaded_tree::LoadedTree;
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

/// How hard to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// Until no disc can be heavier.
    Exact,
    /// Only at the middles of small squares, and a little around the best of them.
    Preview,
}

/// Which discs to look for.
#[derive(Clone, Copy, Debug)]
pub(super) struct DiscParams {
    /// Radius in metres, above 0.
    pub(super) radius_m: f64,
    /// Least distance between centres in metres, 0 or more.
    pub(super) separation_m: f64,
    /// How many at most.
    pub(super) top: usize,
    /// The search stops at a disc with fewer incidents.
    pub(super) min_incidents: usize,
}

impl DiscParams {
    /// The discs of a list.
    pub(super) fn of(params: &RankParams, radius_m: f64) -> Self {
        Self {
            radius_m,
            separation_m: params.separation_m.unwrap_or(2.0 * radius_m),
            top: params.top,
            min_incidents: params.min_incidents,
        }
    }

    fn rules(self) -> Rules {
        Rules {
            radius_m: self.radius_m,
            separation_m: self.separation_m,
        }
    }
}

/// A disc and the incidents in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Disc {
    /// Its centre.
    pub(super) centre: Planar,
    /// Which of the loads lie in it, ascending.
    pub(super) members: Vec<u32>,
}

/// The heaviest discs of `sites`, in the order in which they are taken.
pub(super) fn discs(
    sites: LoadedTree<'_>,
    params: DiscParams,
    effort: Effort,
    progress: &Progress,
) -> Result<Vec<Disc>, Cancelled> {
    taken(
        Search::new(sites, params.rules(), progress),
        params,
        effort,
        progress,
    )
}

/// As [`discs`], exactly, but of those centred in `squares` alone.
pub(super) fn discs_in(
    sites: LoadedTree<'_>,
    squares: &Squares,
    params: DiscParams,
    progress: &Progress,
) -> Result<Vec<Disc>, Cancelled> {
    let search = Search::in_squares(sites, params.rules(), squares, progress);
    taken(search, params, Effort::Exact, progress)
}

fn taken(
    mut search: Search<'_>,
    params: DiscParams,
    effort: Effort,
    progress: &Progress,
) -> Result<Vec<Disc>, Cancelled> {
    let DiscParams {
        top, min_incidents, ..
    } = params;
    let origin = search.sites().tree.origin;
    let mut discs: Vec<Disc> = Vec::new();
    while discs.len() < top {
        progress.check(discs.len(), top)?;
        let Some((centre, places)) = search.next(effort)? else {
            break;
        };
        let own = |&place: &usize| search.sites().own(place).incidents;
        if places.iter().map(own).sum::<u64>() < min_incidents as u64 {
            break;
        }
        let members = search.sites().loads_at(&places);
        search.take(centre, &places);
        discs.push(Disc {
            centre: Planar::new(centre.x + origin.x, centre.y + origin.y),
            members,
        });
    }
    Ok(discs)
}
