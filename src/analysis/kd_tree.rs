//! A k-d tree over distinct positions, whose nodes can carry what a search leaves out.
//!
//! J. L. Bentley (1975), "Multidimensional binary search trees used for associative searching",
//! Communications of the ACM 18(9). An R-tree finds neighbours as well, but a minimum spanning tree
//! wants to pass over whole branches that are one component already, and rstar's cannot be told.

use crate::base::{Bounds, Planar};

/// Positions in a leaf.
const LEAF: usize = 12;

/// The tree. Positions are kept in its own order; [`KdTree::order`] tells which is which.
pub(super) struct KdTree {
    /// Positions, those of a node side by side.
    pub(super) positions: Vec<Planar>,
    /// The number each had when the tree was made.
    pub(super) order: Vec<u32>,
    /// Nodes, a node before its children; the first is the root.
    pub(super) nodes: Vec<Node>,
}

/// A part of the tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Rectangle around its positions.
    pub(super) bounds: Bounds,
    /// Its first position.
    pub(super) first: usize,
    /// The one after its last.
    pub(super) end: usize,
    /// Its two children; `None` for a leaf.
    pub(super) children: Option<[usize; 2]>,
}

impl KdTree {
    /// The tree of `positions`.
    pub(super) fn new(positions: &[Planar]) -> Self {
        let mut tree = Self {
            positions: Vec::new(),
            order: (0..positions.len() as u32).collect(),
            nodes: Vec::new(),
        };
        let mut order = std::mem::take(&mut tree.order);
        if !positions.is_empty() {
            tree.grow(positions, &mut order, 0);
        }
        tree.positions = order.iter().map(|&i| positions[i as usize]).collect();
        tree.order = order;
        tree
    }

    /// Adds the node of `part`, which begins at `first`, and all below it.
    fn grow(&mut self, all: &[Planar], part: &mut [u32], first: usize) -> usize {
        let at = |i: &u32| all[*i as usize];
        let origin = at(&part[0]);
        let empty = Bounds {
            min: origin,
            max: origin,
        };
        let bounds = part.iter().fold(empty, |bounds, i| bounds.with(at(i)));
        let place = self.nodes.len();
        self.nodes.push(Node {
            bounds,
            first,
            end: first + part.len(),
            children: None,
        });
        if part.len() > LEAF {
            let middle = part.len() / 2;
            if bounds.width_m() >= bounds.height_m() {
                part.select_nth_unstable_by(middle, |a, b| {
                    at(a).x.total_cmp(&at(b).x).then(a.cmp(b))
                });
            } else {
                part.select_nth_unstable_by(middle, |a, b| {
                    at(a).y.total_cmp(&at(b).y).then(a.cmp(b))
                });
            }
            let (low, high) = part.split_at_mut(middle);
            let left = self.grow(all, low, first);
            let right = self.grow(all, high, first + middle);
            self.nodes[place].children = Some([left, right]);
        }
        place
    }

    /// The square of the smallest distance around `at` within which the positions hold `enough`,
    /// each as much as `load` says of its place in the tree. `None` where all together do not.
    pub(super) fn reach_sq(&self, at: Planar, enough: u64, load: &[u32]) -> Option<f64> {
        let mut found = Nearest {
            enough,
            held: 0,
            by_distance: Vec::new(),
        };
        if !self.nodes.is_empty() {
            self.gather(0, at, load, &mut found);
        }
        (found.held >= enough).then(|| found.limit())
    }

    /// Meets the places of positions around `at`, about the nearer first, with the squares of their
    /// distances, none beyond `limit_sq`. What `meet` returns is the limit from then on.
    pub(super) fn near_first(
        &self,
        at: Planar,
        limit_sq: f64,
        mut meet: impl FnMut(usize, f64) -> f64,
    ) {
        let mut limit_sq = limit_sq;
        let mut open = vec![(0.0, 0)];
        while let Some((least, node)) = open.pop() {
            let Some(node) = self.nodes.get(node).filter(|_| least <= limit_sq) else {
                continue;
            };
            if let Some(children) = node.children {
                let off_sq = |child: usize| distance_sq(self.nodes[child].bounds, at);
                let [a, b] = children.map(|child| (off_sq(child), child));
                let (near, far) = if a.0 <= b.0 { (a, b) } else { (b, a) };
                open.extend([far, near]);
                continue;
            }
            for place in node.first..node.end {
                let distance_sq = at.distance_sq_to(self.positions[place]);
                if distance_sq <= limit_sq {
                    limit_sq = meet(place, distance_sq);
                }
            }
        }
    }

    fn gather(&self, node: usize, at: Planar, load: &[u32], found: &mut Nearest) {
        let node = &self.nodes[node];
        let Some([left, right]) = node.children else {
            for (position, &load) in self.positions[node.first..node.end]
                .iter()
                .zip(&load[node.first..node.end])
            {
                found.add(at.distance_sq_to(*position), load);
            }
            return;
        };
        let off_sq = |child: usize| distance_sq(self.nodes[child].bounds, at);
        let (near, far) = if off_sq(left) <= off_sq(right) {
            (left, right)
        } else {
            (right, left)
        };
        self.gather(near, at, load, found);
        if off_sq(far) < found.limit() {
            self.gather(far, at, load, found);
        }
    }
}

/// The nearest positions that together hold enough.
struct Nearest {
    enough: u64,
    held: u64,
    by_distance: Vec<(f64, u32)>,
}

impl Nearest {
    /// No position further away is wanted.
    fn limit(&self) -> f64 {
        match self.by_distance.last() {
            Some(&(furthest, _)) if self.held >= self.enough => furthest,
            _ => f64::INFINITY,
        }
    }

    fn add(&mut self, distance_sq: f64, load: u32) {
        if distance_sq >= self.limit() {
            return;
        }
        let place = self
            .by_distance
            .partition_point(|&(other, _)| other <= distance_sq);
        self.by_distance.insert(place, (distance_sq, load));
        self.held += u64::from(load);
        while let Some(&(_, last)) = self.by_distance.last()
            && self.held - u64::from(last) >= self.enough
        {
            self.held -= u64::from(last);
            self.by_distance.pop();
        }
    }
}

/// The square of the distance from `at` to the nearest point of `bounds`.
pub(super) fn distance_sq(bounds: Bounds, at: Planar) -> f64 {
    let beyond = |low: f64, value: f64, high: f64| (low - value).max(value - high).max(0.0);
    let dx = beyond(bounds.min.x, at.x, bounds.max.x);
    let dy = beyond(bounds.min.y, at.y, bounds.max.y);
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_reach_is_that_of_sorting_all_distances(
            points in prop::collection::vec((0..40_i32, 0..40_i32, 1..5_u32), 1..120),
            enough in 1..30_u64,
        ) {
            let positions: Vec<Planar> =
                points.iter().map(|&(x, y, _)| Planar::new(f64::from(x), f64::from(y))).collect();
            let tree = KdTree::new(&positions);
            let load: Vec<u32> = tree.order.iter().map(|&i| points[i as usize].2).collect();
            for &at in &positions {
                let mut all: Vec<(f64, u32)> =
                    positions.iter().zip(&points).map(|(p, q)| (at.distance_sq_to(*p), q.2)).collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut held = 0;
                let expected = all.iter().find(|(_, load)| {
                    held += u64::from(*load);
                    held >= enough
                });
                prop_assert_eq!(tree.reach_sq(at, enough, &load), expected.map(|found| found.0));
            }
        }
    }
}
