//! Repeat locations: incidents chained together within a short distance (single link).
//!
//! Sites lie in square cells whose diagonal is no longer than the link distance,
//! so that all positions of a cell are one place. Two cells are joined as soon as one position
//! of each is within the distance of the other; cells that are one place already are not
//! compared. With a distance of 0 a place is one exact position.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _, ParallelSliceMut as _};

use crate::analysis::rank::groups::Groups;
use crate::analysis::rank::pool::Pool;
use crate::analysis::rank::{Candidate, RankParams, Shape};
use crate::base::progress::{Cancelled, Progress};
use crate::base::{Bounds, Planar};

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

/// The place of each of distinct positions; places are numbered as they are first met.
fn linked(positions: &[Planar], radius_m: f64, progress: &Progress) -> Result<Vec<u32>, Cancelled> {
    if radius_m == 0.0 {
        return Ok((0..positions.len() as u32).collect());
    }
    let roots = linked_sites(positions, radius_m, progress)?;
    let mut numbers = vec![u32::MAX; roots.iter().max().map_or(0, |&last| last as usize + 1)];
    let mut next = 0;
    let number = |root: u32| {
        let number = &mut numbers[root as usize];
        if *number == u32::MAX {
            *number = next;
            next += 1;
        }
        *number
    };
    Ok(roots.into_iter().map(number).collect())
}

fn linked_sites(
    sites: &[Planar],
    radius_m: f64,
    progress: &Progress,
) -> Result<Vec<u32>, Cancelled> {
    let Some(bounds) = Bounds::around(sites.iter().copied()) else {
        return Ok(Vec::new());
    };
    // A hair less than 1/√2, so that rounding cannot put two ends of a cell too far apart.
    // Where the cells would be too many to number, positions that close are one in any case.
    let widest = bounds.width_m().max(bounds.height_m());
    let cell_m = (radius_m * 0.707).max(widest * 1e-15);
    let cell_of = |p: Planar| {
        let index = |metres: f64| (metres / cell_m).floor() as i64;
        (index(p.y - bounds.min.y), index(p.x - bounds.min.x))
    };
    let mut order: Vec<((i64, i64), u32)> = (0..sites.len() as u32)
        .into_par_iter()
        .map(|site| (cell_of(sites[site as usize]), site))
        .collect();
    order.par_sort_unstable();
    let cells: Vec<&[((i64, i64), u32)]> = order.chunk_by(|a, b| a.0 == b.0).collect();
    let keys: Vec<(i64, i64)> = cells.iter().map(|cell| cell[0].0).collect();
    let mut forest = Forest::new(cells.len());
    let limit = radius_m * radius_m;
    for (i, &(row, column)) in keys.iter().enumerate() {
        if i.is_multiple_of(1024) {
            progress.check(i, keys.len())?;
        }
        // Half of the 5 x 5 block around the cell: the other half looks at this one.
        for (rows, first, last) in [(0, 1, 2), (1, -2, 2), (2, -2, 2)] {
            let start = keys.partition_point(|&key| key < (row + rows, column + first));
            let end = keys.partition_point(|&key| key <= (row + rows, column + last));
            for j in start..end {
                if forest.root(i) != forest.root(j) && touch(cells[i], cells[j], sites, limit) {
                    forest.join(i, j);
                }
            }
        }
    }
    let mut place = vec![0; sites.len()];
    for (i, cell) in cells.iter().enumerate() {
        let root = forest.root(i) as u32;
        for &(_, site) in *cell {
            place[site as usize] = root;
        }
    }
    Ok(place)
}

fn touch<T>(a: &[(T, u32)], b: &[(T, u32)], sites: &[Planar], limit: f64) -> bool {
    let at = |(_, site): &(T, u32)| sites[*site as usize];
    a.iter()
        .any(|p| b.iter().any(|q| at(p).distance_sq_to(at(q)) <= limit))
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

/// Disjoint sets; the smaller number is the root, so that roots do not depend on the order.
struct Forest {
    parent: Vec<usize>,
}

impl Forest {
    fn new(n: usize) -> Self {
        Self {
            parent: (0..n).collect(),
        }
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.parent[i] != i {
            self.parent[i] = self.parent[self.parent[i]];
            i = self.parent[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::selection::Selection;
    use crate::base::When;
    use crate::data::Dataset;
    use proptest::prelude::*;

    /// Places by repeated passes over all pairs.
    fn linked_slowly(positions: &[Planar], radius_m: f64) -> Vec<usize> {
        let mut place: Vec<usize> = (0..positions.len()).collect();
        loop {
            let before = place.clone();
            for (i, p) in positions.iter().enumerate() {
                for (j, q) in positions.iter().enumerate() {
                    if p.distance_sq_to(*q) <= radius_m * radius_m {
                        place[i] = place[i].min(place[j]);
                    }
                }
            }
            if place == before {
                return place;
            }
        }
    }

    proptest! {
        #[test]
        fn places_are_what_chaining_all_pairs_gives(
            positions in prop::collection::btree_set((0..30_i32, 0..30_i32), 1..60),
            radius in prop_oneof![Just(0.0), Just(1.0), Just(2.0), Just(2.5), Just(5.0)],
        ) {
            let positions: Vec<Planar> = positions
                .iter()
                .map(|&(x, y)| Planar::new(5e5 + f64::from(x), 2e5 + f64::from(y)))
                .collect();
            let found = linked(&positions, radius, &Progress::new()).unwrap();
            let expected = linked_slowly(&positions, radius);
            for i in 0..positions.len() {
                for j in 0..i {
                    prop_assert_eq!(found[i] == found[j], expected[i] == expected[j]);
                }
            }
        }
    }

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
