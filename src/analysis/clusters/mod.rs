//! Where incidents lie together: clusters of points, pairs close in space and time, streets, and
//! circles with more than their share.
//!
//! One file an algorithm, on plain points, lines and counts; what they mean for a data set is the
//! matter of [`crate::analysis::methods`]. Incidents at one position come as one [`Stack`]: there
//! are far fewer positions than incidents.

pub mod by_chance;
pub mod dbscan;
pub mod ellipse;
pub mod hdbscan;
pub mod mantel;
pub mod near_repeats;
pub mod nnh;
pub mod scan;
pub mod segments;
mod spanning;
pub mod stac;

use geo::{Area as _, ConvexHull as _, MultiPoint, Point};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::base::Planar;

/// A position and the incidents there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stack {
    /// Where.
    pub at: Planar,
    /// How many.
    pub incidents: u32,
    /// The sum of their weights, each above 0 and at most 1.
    pub weight: f64,
}

impl Stack {
    /// One incident of weight 1.
    pub const fn one(at: Planar) -> Self {
        Self {
            at,
            incidents: 1,
            weight: 1.0,
        }
    }
}

/// The members of each group, groups in the order of their numbers.
pub fn members(groups: &[Option<u32>]) -> Vec<Vec<u32>> {
    let count = groups.iter().flatten().max().map_or(0, |&last| last + 1);
    let mut members = vec![Vec::new(); count as usize];
    for (i, group) in (0..).zip(groups) {
        if let Some(group) = group {
            members[*group as usize].push(i);
        }
    }
    members
}

/// The mean of positions by their weights; `None` where nothing weighs anything.
pub fn mean_centre(stacks: impl IntoIterator<Item = Stack> + Clone) -> Option<Planar> {
    // Sums are taken from one of them, so that large coordinates cost no digits.
    let from = stacks.clone().into_iter().next()?.at;
    let (mut x, mut y, mut total) = (0.0, 0.0, 0.0);
    for stack in stacks {
        x += stack.weight * (stack.at.x - from.x);
        y += stack.weight * (stack.at.y - from.y);
        total += stack.weight;
    }
    (total > 0.0).then(|| Planar::new(from.x + x / total, from.y + y / total))
}

/// A convex hull.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hull {
    /// Its corners, not closed; two or one where all positions lie on a line or a spot.
    pub corners: Vec<Planar>,
    /// Its size in m².
    pub area_m2: f64,
}

/// The convex hull of positions.
pub fn hull(positions: impl IntoIterator<Item = Planar>) -> Hull {
    let points: Vec<Point> = positions
        .into_iter()
        .map(|p| Point::new(p.x, p.y))
        .collect();
    let polygon = MultiPoint(points).convex_hull();
    let mut corners: Vec<Planar> = polygon
        .exterior()
        .coords()
        .map(|c| Planar::new(c.x, c.y))
        .collect();
    // The ring is closed, and of a line it comes back the same way.
    corners.pop();
    corners.dedup();
    Hull {
        corners,
        area_m2: polygon.unsigned_area(),
    }
}

/// Positions in an R-tree, each with its number.
type Tree = RTree<GeomWithData<[f64; 2], u32>>;

fn tree(positions: impl IntoIterator<Item = Planar>) -> Tree {
    let numbered = (0..).zip(positions);
    RTree::bulk_load(
        numbered
            .map(|(i, p)| GeomWithData::new([p.x, p.y], i))
            .collect(),
    )
}

/// The numbers of the positions within `reach_m` of `at`, the distance itself included.
fn within(tree: &Tree, at: Planar, reach_m: f64) -> impl Iterator<Item = u32> + '_ {
    tree.locate_within_distance([at.x, at.y], reach_m * reach_m)
        .map(|found| found.data)
}

/// Sums of weights are taken as equal to a threshold within this: a tenth ten times is one.
const WEIGHT_SLACK: f64 = 1e-9;

/// Deals `items` out anew: into the order that `replicate` draws under `seed`.
fn deal<T>(items: &mut [T], seed: u64, replicate: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(replicate);
    items.shuffle(&mut random);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hulls_of_a_square_a_line_and_a_spot() {
        let at = |points: &[(f64, f64)]| hull(points.iter().map(|&(x, y)| Planar::new(x, y)));
        let square = at(&[(0., 0.), (2., 0.), (1., 1.), (2., 2.), (0., 2.)]);
        assert_eq!((square.corners.len(), square.area_m2), (4, 4.0));
        let line = at(&[(0., 0.), (1., 1.), (2., 2.)]);
        assert_eq!((line.corners.len(), line.area_m2), (2, 0.0));
        let spot = at(&[(3., 4.), (3., 4.)]);
        assert_eq!(
            (spot.corners, spot.area_m2),
            (vec![Planar::new(3., 4.)], 0.0)
        );
    }

    #[test]
    fn the_mean_centre_is_weighted() {
        let stack = |x: f64, weight| Stack {
            at: Planar::new(x, 5.0),
            incidents: 1,
            weight,
        };
        let centre = mean_centre([stack(0.0, 3.0), stack(4.0, 1.0)]);
        assert_eq!(centre, Some(Planar::new(1.0, 5.0)));
        assert_eq!(mean_centre([]), None);
    }

    #[test]
    fn members_are_listed_by_group() {
        let groups = [Some(1), None, Some(0), Some(1)];
        assert_eq!(members(&groups), [vec![2], vec![0, 3]]);
    }
}
