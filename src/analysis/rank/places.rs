//! Repeat locations: incidents chained together within a short distance (single link).

use crate::analysis::link::linked;
use crate::analysis::rank::groups::Groups;
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankParams, Shape};
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};

/// The best repeat locations, best first.
pub(super) fn places(
    pool: &Pool<'_>,
    radius_m: f64,
    params: &RankParams,
    progress: &Progress,
) -> Result<Vec<Candidate>, Cancelled> {
    let groups = groups(pool, radius_m, progress)?;
    Ok(groups.best(pool, params, |_| Shape::Point))
}

/// The place of each site.
pub(super) fn groups(
    pool: &Pool<'_>,
    radius_m: f64,
    progress: &Progress,
) -> Result<Groups, Cancelled> {
    let of_site = linked(&pool.positions(), radius_m, progress)?;
    let centres = weighted_means(pool, &of_site);
    Ok(Groups { of_site, centres })
}

fn weighted_means(pool: &Pool<'_>, of_site: &[u32]) -> Vec<Planar> {
    let places = of_site.iter().max().map_or(0, |&last| last as usize + 1);
    // Sums are taken from a member of the place, so that large coordinates cost no digits.
    let mut sums: Vec<(Option<Planar>, f64, f64, f64)> = vec![(None, 0.0, 0.0, 0.0); places];
    for (site, &place) in of_site.iter().enumerate() {
        let (p, weight) = (pool.position(site), pool.loads[site].weight);
        let (from, x, y, total) = &mut sums[place as usize];
        let from = *from.get_or_insert(p);
        *x += weight * (p.x - from.x);
        *y += weight * (p.y - from.y);
        *total += weight;
    }
    sums.into_iter()
        .map(|(from, x, y, total)| {
            let from = from.unwrap_or(Planar::new(0.0, 0.0));
            Planar::new(from.x + x / total, from.y + y / total)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::selection::Selection;
    use crate::base::When;
    use crate::data::Dataset;

    #[test]
    fn a_place_is_centred_on_the_weighted_mean() {
        let data =
            Dataset::from_points([500_000.0, 500_004.0].map(|x| (x, 10.0, When::Unknown, "")));
        let selection = Selection::by_weight(&data.incidents, |row| [1.0, 0.25][row]);
        let pool = Pool::all(&data, &selection);
        let centres = weighted_means(&pool, &[0, 0]);
        assert!(centres[0].distance_to(Planar::new(500_000.8, 10.0)) < 1e-9);
    }
}
