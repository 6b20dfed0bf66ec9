//! Single link: positions chained together within a distance.
//!
//! Positions lie in square cells whose diagonal is no longer than the link distance, so that all
//! positions of a cell are one group. Two cells are joined as soon as one position of each is
//! within the distance of the other; cells that are one group already are not compared. With a
//! distance of 0 a group is one exact position.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _, ParallelSliceMut as _};

use crate::base::progress::{Cancelled, Progress};
use crate::base::{Bounds, Planar};

/// The group of each of distinct positions; groups are numbered as they are first met.
///
/// # Errors
/// When nobody wants it any more.
pub fn linked(
    positions: &[Planar],
    radius_m: f64,
    progress: &Progress,
) -> Result<Vec<u32>, Cancelled> {
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

/// Disjoint sets; the smaller number is the root, so that roots do not depend on the order.
pub(in crate::analysis) struct Forest {
    parent: Vec<usize>,
}

impl Forest {
    pub(in crate::analysis) fn new(n: usize) -> Self {
        Self {
            parent: (0..n).collect(),
        }
    }

    pub(in crate::analysis) fn root(&mut self, mut i: usize) -> usize {
        while self.parent[i] != i {
            self.parent[i] = self.parent[self.parent[i]];
            i = self.parent[i];
        }
        i
    }

    pub(in crate::analysis) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Groups by repeated passes over all pairs.
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
        fn groups_are_what_chaining_all_pairs_gives(
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
}
