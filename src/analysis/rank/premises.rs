//! Premises with what lies around them.
//!
//! An incident within reach of k premises gives each of them 1/k of its weight, so that a row
//! of bars does not count one fight five times; every one of them shows it as one incident.
//! Within an area, the premises inside it are ranked; incidents are shared with those outside.

use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankError, RankParams, Shape};
use crate::base::Planar;
use crate::base::progress::Progress;
use crate::data::dataset::Dataset;
use crate::data::grid_index::GridIndex;
use crate::data::premises::PremisesChoice;

/// The best premises, best first.
pub(super) fn premises(
    data: &Dataset,
    pool: &Pool,
    radius_m: f64,
    params: &RankParams,
    progress: &Progress,
) -> Result<Vec<Candidate>, RankError> {
    refuse_none(data, params.premises)?;
    let around = Around::new(data, pool, radius_m, params.premises, progress)?;
    let mut standings = Vec::with_capacity(data.premises.len());
    for (i, premises) in data.premises.all().iter().enumerate() {
        progress.check(i, data.premises.len())?;
        let ranked = data.premises.is_chosen(i, params.premises) && is_inside(data, pool, i);
        standings.push(around.standing(premises.position, ranked));
    }
    let best = best_first(&standings, params.min_incidents, params.top);
    let candidate = |&premises: &usize| Candidate {
        premises: Some(premises),
        ..around.candidate(&standings[premises])
    };
    Ok(best.iter().map(candidate).collect())
}

/// Whether a premises lies in the area the ranking is within, where it is within one.
fn is_inside(data: &Dataset, pool: &Pool, premises: usize) -> bool {
    let at = data.premises.get(premises).position;
    pool.area
        .is_none_or(|area| data.areas.containing(at).contains(&area))
}

fn refuse_none(data: &Dataset, choice: PremisesChoice) -> Result<(), RankError> {
    let why = if data.premises.is_empty() {
        "no premises were given; add --premises FILE".to_owned()
    } else if data.premises.count(choice) == 0 {
        format!(
            "none of the {} premises is night-time economy; choose all premises instead \
             (--premises-filter all)",
            data.premises.len()
        )
    } else {
        return Ok(());
    };
    Err(RankError::NoPremises { why })
}

/// The incidents in a grid, and how many premises share each of them.
///
/// A few hundred premises ask a grid of the incidents, rather than half a million incidents a
/// tree of the premises; `benches/index.rs` has the measurement.
struct Around<'a> {
    pool: &'a Pool,
    radius_m: f64,
    grid: GridIndex,
    sharing: Vec<u32>,
}

impl<'a> Around<'a> {
    fn new(
        data: &Dataset,
        pool: &'a Pool,
        radius_m: f64,
        choice: PremisesChoice,
        progress: &Progress,
    ) -> Result<Self, RankError> {
        let grid = GridIndex::new(&pool.positions, radius_m);
        let mut sharing = vec![0; pool.positions.len()];
        for (i, premises) in data.premises.all().iter().enumerate() {
            progress.check(i, data.premises.len())?;
            if data.premises.is_chosen(i, choice) {
                grid.for_each_within(premises.position, radius_m, |incident, _, _| {
                    sharing[incident as usize] += 1;
                });
            }
        }
        Ok(Self {
            pool,
            radius_m,
            grid,
            sharing,
        })
    }

    /// What a premises at `centre` holds; nothing where it is not ranked.
    fn standing(&self, centre: Planar, ranked: bool) -> Standing {
        let mut standing = Standing {
            weight: 0.0,
            incidents: 0,
            centre,
        };
        if ranked {
            self.grid
                .for_each_within(centre, self.radius_m, |incident, _, _| {
                    standing.weight += self.pool.weights[incident as usize] * self.share(incident);
                    standing.incidents += 1;
                });
        }
        standing
    }

    fn share(&self, incident: u32) -> f64 {
        1.0 / f64::from(self.sharing[incident as usize])
    }

    fn candidate(&self, standing: &Standing) -> Candidate {
        let within = self.grid.within(standing.centre, self.radius_m);
        let shares = within.iter().map(|&incident| self.share(incident));
        let ids = within.iter().map(|&i| self.pool.rows[i as usize]);
        Candidate {
            centre: standing.centre,
            shape: Shape::Disc {
                radius_m: self.radius_m,
            },
            members: ids.collect(),
            weight: standing.weight,
            shares: Some(shares.collect()),
            area: self.pool.area,
            premises: None,
        }
    }
}
