//! Premises with what lies around them.
//!
//! An incident within reach of k premises gives each of them 1/k of its weight, so that a row
//! of bars does not count one fight five times; every one of them shows it as one incident.
//! Within an area, the premises inside it are ranked; incidents are shared with those outside.

use crate::analysis::rank::dense_ids::{DenseIds, position_key};
use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankError, RankParams, Shape};
use crate::base::progress::Progress;
use crate::data::dataset::Dataset;
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
    let reached = Reached::new(data, pool, radius_m, params.premises, progress)?;
    let inside = |premises: usize| {
        let holds = |area| {
            data.areas
                .containing(data.premises.get(premises).position)
                .contains(&area)
        };
        pool.area.is_none_or(holds)
    };
    let mut standings: Vec<Standing> = data
        .premises
        .all()
        .iter()
        .map(|premises| Standing {
            weight: 0.0,
            incidents: 0,
            centre: premises.position,
        })
        .collect();
    for (incident, &weight) in pool.weights.iter().enumerate() {
        let sharing = reached.by(incident);
        for &premises in sharing {
            let standing = &mut standings[premises];
            standing.weight += weight / sharing.len() as f64;
            standing.incidents += 1;
        }
    }
    for (i, standing) in standings.iter_mut().enumerate() {
        if standing.incidents > 0 && !inside(i) {
            standing.incidents = 0;
        }
    }
    let best = best_first(&standings, params.min_incidents, params.top);
    Ok(reached.candidates(pool, radius_m, &standings, &best))
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

/// Which premises each incident is within reach of, asked once per distinct position.
struct Reached {
    site_of: Vec<u32>,
    premises_of_site: Vec<Vec<usize>>,
}

impl Reached {
    fn new(
        data: &Dataset,
        pool: &Pool,
        radius_m: f64,
        choice: PremisesChoice,
        progress: &Progress,
    ) -> Result<Self, RankError> {
        let mut ids = DenseIds::with_capacity(pool.positions.len() / 4);
        let mut premises_of_site = Vec::new();
        let mut site_of = Vec::with_capacity(pool.positions.len());
        for (i, &p) in pool.positions.iter().enumerate() {
            if i.is_multiple_of(4096) {
                progress.check(i, pool.positions.len())?;
            }
            let id = ids.id(position_key(p.x, p.y));
            if id as usize == premises_of_site.len() {
                premises_of_site.push(data.premises.within(p, radius_m, choice));
            }
            site_of.push(id);
        }
        Ok(Self {
            site_of,
            premises_of_site,
        })
    }

    fn by(&self, incident: usize) -> &[usize] {
        &self.premises_of_site[self.site_of[incident] as usize]
    }

    fn candidates(
        &self,
        pool: &Pool,
        radius_m: f64,
        standings: &[Standing],
        best: &[usize],
    ) -> Vec<Candidate> {
        let mut place = vec![usize::MAX; standings.len()];
        let mut candidates: Vec<Candidate> = Vec::with_capacity(best.len());
        for (i, &premises) in best.iter().enumerate() {
            place[premises] = i;
            candidates.push(Candidate {
                centre: standings[premises].centre,
                shape: Shape::Disc { radius_m },
                members: Vec::new(),
                weight: standings[premises].weight,
                shares: Some(Vec::new()),
                area: pool.area,
                premises: Some(premises),
            });
        }
        for (incident, &id) in pool.ids.iter().enumerate() {
            let sharing = self.by(incident);
            for &premises in sharing {
                if let Some(candidate) = candidates.get_mut(place[premises]) {
                    candidate.members.push(id);
                    if let Some(shares) = &mut candidate.shares {
                        shares.push(1.0 / sharing.len() as f64);
                    }
                }
            }
        }
        candidates
    }
}
