//! Discs laid anywhere, greedily: the patrol-shaped answer.
//!
//! Of all closed discs of one radius whose centre keeps its distance from every earlier
//! centre, the one of greatest total weight is taken; its incidents leave; again. Each step is
//! the true optimum (see [`search`]), not the best of a lattice. Distances within 10⁻⁷ m of
//! the radius or of the separation count as equal to it.

mod best;
mod centre;
mod circle;
mod search;
mod sites;

#[cfg(test)]
mod tests;

use crate::analysis::rank::disc::centre::Rules;
use crate::analysis::rank::disc::search::Search;
use crate::analysis::rank::disc::sites::Sites;
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

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

/// A disc and the incidents in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Disc {
    /// Its centre.
    pub(super) centre: Planar,
    /// Indices of its incidents, ascending.
    pub(super) members: Vec<u32>,
}

/// The heaviest discs of incidents at `positions` with `weights` (above 0), in the order in
/// which they are taken.
pub(super) fn discs(
    positions: &[Planar],
    weights: &[f64],
    params: DiscParams,
    progress: &Progress,
) -> Result<Vec<Disc>, Cancelled> {
    let DiscParams {
        radius_m,
        separation_m,
        top,
        min_incidents,
    } = params;
    let sites = Sites::new(positions, weights, radius_m + 1e-6);
    let mut search = Search::new(
        sites,
        Rules {
            radius_m,
            separation_m,
        },
        progress,
    );
    let mut discs: Vec<Disc> = Vec::new();
    // Which disc each site belongs to; none is `u32::MAX`.
    let mut disc_of_site = vec![u32::MAX; search.sites().all.len()];
    while discs.len() < top {
        progress.check(discs.len(), top)?;
        let Some((centre, members)) = search.next()? else {
            break;
        };
        let sites = search.sites();
        let incidents: u64 = members.iter().map(|&i| sites.all[i].load.incidents).sum();
        if incidents < min_incidents as u64 {
            break;
        }
        for &site in &members {
            disc_of_site[site] = discs.len() as u32;
        }
        let origin = sites.origin;
        let at = Planar::new(centre.x + origin.x, centre.y + origin.y);
        discs.push(Disc {
            centre: at,
            members: Vec::with_capacity(incidents as usize),
        });
        search.take(centre, &members);
    }
    for (incident, &site) in search.sites().of_incident.iter().enumerate() {
        if let Some(disc) = discs.get_mut(disc_of_site[site as usize] as usize) {
            disc.members.push(incident as u32);
        }
    }
    Ok(discs)
}
