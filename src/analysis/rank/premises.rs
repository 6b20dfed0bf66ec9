//! Premises with what lies around them.
//!
//! An incident within reach of k premises gives each of them 1/k of its weight, so that a row
//! of bars does not count one fight five times; every one of them shows it as one incident.
//! Within an area, the premises inside it are ranked; incidents are shared with those outside.

use crate::analysis::rank::again::{Entrants, Member};
use crate::analysis::rank::order::{Standing, best_first};
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankError, RankParams, Shape};
use crate::base::progress::Progress;
use crate::base::{Bounds, Planar};
use crate::data::Sites;
use crate::data::dataset::Dataset;
use crate::data::premises::PremisesChoice;

/// The best premises, best first.
pub(super) fn premises(
    data: &Dataset,
    pool: &Pool<'_>,
    radius_m: f64,
    params: &RankParams,
    progress: &Progress,
) -> Result<Vec<Candidate>, RankError> {
    refuse_none(data, params.premises)?;
    let around = Around::new(data, pool, radius_m, params.premises, progress)?;
    let mut standings = Vec::with_capacity(data.premises.len());
    for (i, premises) in data.premises.all().iter().enumerate() {
        progress.check(i, data.premises.len())?;
        let is_ranked = data.premises.is_chosen(i, params.premises) && is_inside(data, pool, i);
        standings.push(if is_ranked {
            around.standing(premises.position)
        } else {
            Standing::empty(premises.position)
        });
    }
    let best = best_first(&standings, params.min_incidents, params.top);
    let candidate = |&premises: &usize| Candidate {
        premises: Some(premises),
        ..around.candidate(&standings[premises])
    };
    Ok(best.iter().map(candidate).collect())
}

/// What belongs to each premises: nothing to those that are not ranked.
pub(super) fn entrants(
    data: &Dataset,
    pool: &Pool<'_>,
    radius_m: f64,
    params: &RankParams,
    progress: &Progress,
) -> Result<Entrants, RankError> {
    refuse_none(data, params.premises)?;
    let around = Around::new(data, pool, radius_m, params.premises, progress)?;
    let mut entrants = Entrants::default();
    for (i, premises) in data.premises.all().iter().enumerate() {
        progress.check(i, data.premises.len())?;
        let is_ranked = data.premises.is_chosen(i, params.premises) && is_inside(data, pool, i);
        let within = is_ranked.then(|| around.within(premises.position));
        let members = within.into_iter().flatten().map(|site| Member {
            site: site as u32,
            share: around.share(site),
        });
        entrants.push(premises.position, members);
    }
    Ok(entrants)
}

/// Whether a premises lies in the area the ranking is within, where it is within one.
fn is_inside(data: &Dataset, pool: &Pool<'_>, premises: usize) -> bool {
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

/// The sites around premises, and how many premises share each of them.
///
/// A few hundred premises ask the table's cells for what lies around them, rather than a million
/// sites a tree of the premises.
struct Around<'a> {
    pool: &'a Pool<'a>,
    sites: &'a Sites,
    radius_m: f64,
    sharing: Vec<u32>,
}

impl<'a> Around<'a> {
    fn new(
        data: &'a Dataset,
        pool: &'a Pool<'a>,
        radius_m: f64,
        choice: PremisesChoice,
        progress: &Progress,
    ) -> Result<Self, RankError> {
        let mut around = Self {
            pool,
            sites: data.incidents.sites(),
            radius_m,
            sharing: Vec::new(),
        };
        let mut sharing = vec![0; pool.len()];
        for (i, premises) in data.premises.all().iter().enumerate() {
            progress.check(i, data.premises.len())?;
            if data.premises.is_chosen(i, choice) {
                for site in around.within(premises.position) {
                    sharing[site] += 1;
                }
            }
        }
        around.sharing = sharing;
        Ok(around)
    }

    /// The pool's sites within reach of `centre`, ascending.
    fn within(&self, centre: Planar) -> impl Iterator<Item = usize> {
        let limit = self.radius_m * self.radius_m;
        let square = Bounds {
            min: centre,
            max: centre,
        };
        // Rounding may put a site at the very edge outside the square, but not a cell away.
        let runs = self
            .sites
            .runs_near(square.grown(self.radius_m * 1.000_001));
        runs.flat_map(|run| self.pool.numbers_in(run))
            .filter(move |&site| self.pool.position(site).distance_sq_to(centre) <= limit)
    }

    /// What a premises at `centre` holds.
    fn standing(&self, centre: Planar) -> Standing {
        let mut standing = Standing::empty(centre);
        for site in self.within(centre) {
            standing.add(self.pool.loads[site], self.share(site));
        }
        standing
    }

    fn share(&self, site: usize) -> f64 {
        1.0 / f64::from(self.sharing[site])
    }

    fn candidate(&self, standing: &Standing) -> Candidate {
        let within: Vec<usize> = self.within(standing.centre).collect();
        let shares = within.iter().map(|&site| self.share(site)).collect();
        let members = within.into_iter().map(|site| site as u32).collect();
        Candidate {
            centre: standing.centre,
            shape: Shape::Disc {
                radius_m: self.radius_m,
            },
            members: self.pool.ids_of(members),
            shares: Some(shares),
            area: self.pool.area,
            premises: None,
        }
    }
}
