//! Sites put into groups that share none: cells of a lattice, repeat locations.

use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankParams, Shape};
use crate::base::Planar;

/// Which group each site of a pool is in.
pub(super) struct Groups {
    /// The group of each site; groups are numbered from 0.
    pub(super) of_site: Vec<u32>,
    /// Centre of each group.
    pub(super) centres: Vec<Planar>,
}

impl Groups {
    /// The best groups as candidates, best first; `shape` outlines a group by its centre.
    pub(super) fn best(
        &self,
        pool: &Pool<'_>,
        params: &RankParams,
        shape: impl Fn(Planar) -> Shape,
    ) -> Vec<Candidate> {
        let standings = self.standings(pool);
        let best = best_first(&standings, params.min_incidents, params.top);
        let mut place = vec![usize::MAX; standings.len()];
        for (i, &group) in best.iter().enumerate() {
            place[group] = i;
        }
        let mut members = vec![Vec::new(); best.len()];
        for (site, &group) in (0..).zip(&self.of_site) {
            if let Some(list) = members.get_mut(place[group as usize]) {
                list.push(site);
            }
        }
        best.iter()
            .zip(members)
            .map(|(&group, members)| Candidate {
                centre: standings[group].centre,
                shape: shape(standings[group].centre),
                members: pool.ids_of(members),
                shares: None,
                area: pool.area,
                premises: None,
            })
            .collect()
    }

    fn standings(&self, pool: &Pool<'_>) -> Vec<Standing> {
        let empty = self.centres.iter().map(|&centre| Standing::empty(centre));
        let mut standings: Vec<Standing> = empty.collect();
        for (&group, &load) in self.of_site.iter().zip(pool.loads.iter()) {
            standings[group as usize].add(load, 1.0);
        }
        standings
    }
}
