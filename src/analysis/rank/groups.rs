//! Incidents put into groups that share none: cells of a lattice, repeat locations.

use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankParams, Shape};
use crate::base::Planar;

/// Which group each incident of a pool is in.
pub(super) struct Groups {
    /// The group of each incident; groups are numbered from 0.
    pub(super) of_incident: Vec<u32>,
    /// Centre of each group.
    pub(super) centres: Vec<Planar>,
}

impl Groups {
    /// The best groups as candidates, best first; `shape` outlines a group by its centre.
    pub(super) fn best(
        &self,
        pool: &Pool,
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
        for (incident, &group) in self.of_incident.iter().enumerate() {
            if let Some(list) = members.get_mut(place[group as usize]) {
                list.push(pool.rows[incident]);
            }
        }
        best.iter()
            .zip(members)
            .map(|(&group, members)| Candidate {
                centre: standings[group].centre,
                shape: shape(standings[group].centre),
                members,
                weight: standings[group].weight,
                shares: None,
                area: pool.area,
                premises: None,
            })
            .collect()
    }

    fn standings(&self, pool: &Pool) -> Vec<Standing> {
        let empty = |&centre: &Planar| Standing {
            weight: 0.0,
            incidents: 0,
            centre,
        };
        let mut standings: Vec<Standing> = self.centres.iter().map(empty).collect();
        for (&group, &weight) in self.of_incident.iter().zip(&pool.weights) {
            let standing = &mut standings[group as usize];
            standing.weight += weight;
            standing.incidents += 1;
        }
        standings
    }
}
