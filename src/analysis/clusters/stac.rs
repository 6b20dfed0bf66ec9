//! STAC: the densest circles on a lattice, joined where they share incidents.
//!
//! Spatial and Temporal Analysis of Crime, Illinois Criminal Justice Information Authority; C. R. Block
//! (1995), "STAC hot-spot areas", in *Crime Analysis Through Computer Mapping*; N. Levine, CrimeStat
//! IV, chapter 8. Circles of the search radius are centred on the nodes of a lattice over the
//! rectangle of the incidents. The 25 that hold the most, of those that hold at least the minimum,
//! stay; circles that share an incident are one cluster. A node that ties with the last one to stay
//! gives way to those further south, then further west.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::clusters::{Stack, WEIGHT_SLACK, tree, within};
use crate::analysis::link::Forest;
use crate::base::{Bounds, Cancelled, Planar, Progress};

/// No lattice has more nodes along a side, unless so many are asked for.
pub const MOST_NODES: usize = 2_000;

/// How nodes lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lattice {
    /// In rows and columns.
    Rectangular,
    /// Every other row half a step to the east.
    Triangular,
}

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StacParams {
    /// Radius of the circles in metres.
    pub radius_m: f64,
    /// How nodes lie.
    pub lattice: Lattice,
    /// Nodes along each side of the rectangle, at least 2; STAC has 20. `None` takes, of each
    /// rectangle anew, as many as leave no gap between circles, [`MOST_NODES`] at most.
    pub nodes: Option<usize>,
    /// The least weight of a circle.
    pub min_weight: f64,
    /// How many circles stay; STAC keeps 25.
    pub circles: usize,
}

/// Clusters, and what the lattice does not see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stac {
    /// The stacks in each cluster, ascending; the greatest weight first, of equals the one whose first
    /// stack comes first.
    pub clusters: Vec<Vec<u32>>,
    /// The weight of the stacks that lie in no circle at all.
    pub unseen_weight: f64,
    /// Nodes of the lattice along each side.
    pub nodes: usize,
    /// Steps of the lattice from west to east and from south to north, in metres.
    pub steps_m: (f64, f64),
}

/// The clusters of `stacks`.
///
/// # Errors
/// When nobody wants it any more.
pub fn stac(stacks: &[Stack], params: StacParams, progress: &Progress) -> Result<Stac, Cancelled> {
    let Some(bounds) = Bounds::around(stacks.iter().map(|stack| stack.at)) else {
        return Ok(Stac::default());
    };
    let nodes = nodes_of_a_side(bounds, params);
    let (lattice, steps_m) = lattice(bounds, nodes, params.lattice);
    let tree = tree(stacks.iter().map(|stack| stack.at));
    let held: Vec<Vec<u32>> = lattice
        .into_par_iter()
        .map(|node| {
            if progress.is_cancelled() {
                return Err(Cancelled);
            }
            let mut held: Vec<u32> = within(&tree, node, params.radius_m).collect();
            held.sort_unstable();
            Ok(held)
        })
        .collect::<Result<_, _>>()?;
    progress.check(1, 2)?;
    let mut is_seen = vec![false; stacks.len()];
    held.iter()
        .flatten()
        .for_each(|&i| is_seen[i as usize] = true);
    let unseen = stacks
        .iter()
        .zip(&is_seen)
        .filter(|(_, is_seen)| !**is_seen);
    let unseen_weight = unseen.map(|(stack, _)| stack.weight).sum();
    let weigh = |held: &[u32]| held.iter().map(|&i| stacks[i as usize].weight).sum::<f64>();
    let mut circles: Vec<(f64, Vec<u32>)> = held
        .into_iter()
        .map(|held| (weigh(&held), held))
        .filter(|&(weight, ref held)| {
            !held.is_empty() && weight >= params.min_weight - WEIGHT_SLACK
        })
        .collect();
    // Nodes come from the south and, in a row, from the west; the sort keeps that order in ties.
    circles.sort_by(|a, b| b.0.total_cmp(&a.0));
    circles.truncate(params.circles);
    let circles: Vec<Vec<u32>> = circles.into_iter().map(|circle| circle.1).collect();
    let mut clusters: Vec<(f64, Vec<u32>)> = joined(&circles, stacks.len())
        .into_iter()
        .map(|all| (weigh(&all), all))
        .collect();
    clusters.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    progress.check(2, 2)?;
    Ok(Stac {
        clusters: clusters.into_iter().map(|cluster| cluster.1).collect(),
        unseen_weight,
        nodes,
        steps_m,
    })
}

fn nodes_of_a_side(bounds: Bounds, params: StacParams) -> usize {
    let side_m = bounds.width_m().max(bounds.height_m());
    // A step of a radius leaves no gap on either lattice.
    let without_gaps = || ((side_m / params.radius_m).ceil() as usize + 1).min(MOST_NODES);
    params.nodes.unwrap_or_else(without_gaps).max(2)
}

/// So many nodes along each side, from the south-west, row by row, and their steps.
fn lattice(bounds: Bounds, n: usize, lattice: Lattice) -> (Vec<Planar>, (f64, f64)) {
    let steps = (n - 1) as f64;
    let (dx, dy) = (bounds.width_m() / steps, bounds.height_m() / steps);
    let node = |(row, column): (usize, usize)| {
        let is_moved = lattice == Lattice::Triangular && row % 2 == 1;
        let column = column as f64 + if is_moved { 0.5 } else { 0.0 };
        Planar::new(bounds.min.x + column * dx, bounds.min.y + row as f64 * dy)
    };
    let all = (0..n).flat_map(|row| (0..n).map(move |column| (row, column)));
    (all.map(node).collect(), (dx, dy))
}

/// Circles that share a stack put together; each group's stacks once, ascending.
fn joined(circles: &[Vec<u32>], stacks: usize) -> Vec<Vec<u32>> {
    let mut forest = Forest::new(circles.len());
    let mut first_of: Vec<Option<usize>> = vec![None; stacks];
    for (circle, held) in circles.iter().enumerate() {
        for &stack in held {
            let first = *first_of[stack as usize].get_or_insert(circle);
            forest.join(first, circle);
        }
    }
    let mut groups = vec![Vec::new(); circles.len()];
    for (circle, held) in circles.iter().enumerate() {
        groups[forest.root(circle)].extend_from_slice(held);
    }
    groups.retain(|group| !group.is_empty());
    for group in &mut groups {
        group.sort_unstable();
        group.dedup();
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Sets of stacks in all circles, joined by repeated passes.
    fn slowly(stacks: &[Stack], nodes: usize, params: StacParams) -> BTreeSet<BTreeSet<u32>> {
        let bounds = Bounds::around(stacks.iter().map(|stack| stack.at)).unwrap();
        let mut circles = Vec::new();
        for row in 0..nodes {
            for column in 0..nodes {
                let part = |i: usize| i as f64 / (nodes - 1) as f64;
                let half = match params.lattice {
                    Lattice::Triangular if row % 2 == 1 => 0.5 / (nodes - 1) as f64,
                    _ => 0.0,
                };
                let node = Planar::new(
                    bounds.min.x + (part(column) + half) * bounds.width_m(),
                    bounds.min.y + part(row) * bounds.height_m(),
                );
                let held: BTreeSet<u32> = (0..stacks.len() as u32)
                    .filter(|&i| stacks[i as usize].at.distance_to(node) <= params.radius_m)
                    .collect();
                let weight: f64 = held.iter().map(|&i| stacks[i as usize].weight).sum();
                if weight >= params.min_weight {
                    circles.push((weight, held));
                }
            }
        }
        circles.sort_by(|a, b| b.0.total_cmp(&a.0));
        circles.truncate(params.circles);
        let mut groups: Vec<BTreeSet<u32>> = circles.into_iter().map(|circle| circle.1).collect();
        while let Some((a, b)) = (0..groups.len())
            .flat_map(|a| (0..a).map(move |b| (a, b)))
            .find(|&(a, b)| !groups[a].is_disjoint(&groups[b]))
        {
            let other = groups.swap_remove(a);
            groups[b].extend(other);
        }
        groups.into_iter().collect()
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_looking_at_every_circle(
            points in prop::collection::btree_map((0..60_i32, 0..60_i32), 1..4_u32, 2..90),
            radius in 2.3..12.0_f64,
            least in 1..9_u32,
            circles in 1..25_usize,
            is_triangular: bool,
        ) {
            let stack = |(&(x, y), &n): (&(i32, i32), &u32)| Stack {
                at: Planar::new(f64::from(x) + 0.13, f64::from(y) + 0.37),
                incidents: n,
                weight: f64::from(n),
            };
            let stacks: Vec<Stack> = points.iter().map(stack).collect();
            let params = StacParams {
                radius_m: radius,
                lattice: if is_triangular { Lattice::Triangular } else { Lattice::Rectangular },
                nodes: Some(8),
                min_weight: f64::from(least),
                circles,
            };
            let found = stac(&stacks, params, &Progress::new()).unwrap();
            let as_sets: BTreeSet<BTreeSet<u32>> =
                found.clusters.iter().map(|cluster| cluster.iter().copied().collect()).collect();
            prop_assert_eq!(as_sets, slowly(&stacks, 8, params));
        }
    }

    #[test]
    fn a_coarse_lattice_says_what_it_does_not_see() {
        let at = |x: f64, y: f64| Stack::one(Planar::new(x, y));
        let stacks = [
            at(0.0, 0.0),
            at(100.0, 100.0),
            at(50.0, 50.0),
            at(51.0, 50.0),
        ];
        let params = StacParams {
            radius_m: 10.0,
            lattice: Lattice::Rectangular,
            nodes: Some(2),
            min_weight: 1.0,
            circles: 25,
        };
        let coarse = stac(&stacks, params, &Progress::new()).unwrap();
        assert_eq!((coarse.clusters.len(), coarse.unseen_weight), (2, 2.0));
        assert_eq!(coarse.steps_m, (100.0, 100.0));
        let fine = stac(
            &stacks,
            StacParams {
                nodes: Some(3),
                ..params
            },
            &Progress::new(),
        )
        .unwrap();
        assert_eq!(fine.clusters, [vec![2, 3], vec![0], vec![1]]);
        assert_eq!(fine.unseen_weight, 0.0);
    }
    #[test]
    fn each_rectangle_gets_the_nodes_that_leave_no_gap_in_it() {
        let row = |step_m: f64| -> Vec<Stack> {
            let at = |i: i32| Planar::new(step_m * f64::from(i), 0.7 * step_m * f64::from(i % 7));
            (0..40).map(|i| Stack::one(at(i))).collect()
        };
        for lattice in [Lattice::Rectangular, Lattice::Triangular] {
            let params = StacParams {
                radius_m: 10.0,
                lattice,
                nodes: None,
                min_weight: 1.0,
                circles: 25,
            };
            let nodes = |step_m: f64| {
                let found = stac(&row(step_m), params, &Progress::new()).unwrap();
                assert_eq!(found.unseen_weight, 0.0, "{lattice:?} {step_m}");
                found.nodes
            };
            assert_eq!([1.0, 5.0, 50.0].map(nodes), [5, 21, 196]);
        }
    }
}
