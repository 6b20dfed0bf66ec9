//! The minimum spanning tree of mutual reachability, by Borůvka's rounds over a k-d tree.
//!
//! O. Borůvka (1926); with a tree of positions: W. B. March, P. Ram and A. G. Gray (2010), "Fast
//! Euclidean minimum spanning tree", KDD-10; for mutual reachability: L. McInnes and J. Healy
//! (2017), "Accelerated hierarchical density based clustering", ICDMW. In each round every component
//! takes its shortest edge outwards. A position's nearest position outside its component never
//! comes nearer, so what was found in one round stands in the next, or bounds it from below.
//! Edges of one length are put in order by the numbers of their ends, and then no round can close a
//! circle.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::kd_tree::{KdTree, distance_sq};
use crate::analysis::link::Forest;
use crate::base::{Cancelled, Progress};

/// An edge. Ends are places in the k-d tree, the smaller first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    /// The square of its length in m².
    pub(super) length_sq: f64,
    /// One end.
    pub(super) a: u32,
    /// The other.
    pub(super) b: u32,
}

impl Edge {
    fn between(length_sq: f64, i: usize, j: usize) -> Self {
        Self {
            length_sq,
            a: i.min(j) as u32,
            b: i.max(j) as u32,
        }
    }

    fn is_before(&self, other: &Self) -> bool {
        let by_length = self.length_sq.total_cmp(&other.length_sq);
        by_length
            .then((self.a, self.b).cmp(&(other.a, other.b)))
            .is_lt()
    }
}

/// The edges that join all positions of `tree` and are together the shortest. The length of an
/// edge is the distance of its ends, or the greater of their core distances, whose squares are
/// `core_sq`, if that is more.
pub(super) fn spanning_tree(
    tree: &KdTree,
    core_sq: &[f64],
    progress: &Progress,
) -> Result<Vec<Edge>, Cancelled> {
    let n = tree.positions.len();
    let mut search = Search::new(tree, core_sq);
    let mut forest = Forest::new(n);
    let mut edges = Vec::with_capacity(n.saturating_sub(1));
    while edges.len() + 1 < n {
        progress.check(edges.len(), n)?;
        let taken = search.round(progress)?;
        for edge in taken.into_iter().flatten() {
            let (a, b) = (edge.a as usize, edge.b as usize);
            if forest.root(a) != forest.root(b) {
                forest.join(a, b);
                edges.push(edge);
            }
        }
        search.regroup(&mut forest);
    }
    Ok(edges)
}

/// What is known of a position's shortest edge out of its component.
#[derive(Clone, Copy)]
enum Known {
    /// It is this one, as long as its end is outside.
    Is(Edge),
    /// It is no shorter than this, squared.
    AtLeast(f64),
}

/// Nodes whose positions are in more than one component.
const MIXED: u32 = u32::MAX;

struct Search<'a> {
    tree: &'a KdTree,
    core_sq: &'a [f64],
    /// The least core distance in each node, squared.
    node_core_sq: Vec<f64>,
    /// The component of each position.
    component: Vec<u32>,
    /// The component of each node, or [`MIXED`].
    node_component: Vec<u32>,
    known: Vec<Known>,
}

impl<'a> Search<'a> {
    fn new(tree: &'a KdTree, core_sq: &'a [f64]) -> Self {
        let least = |node: &crate::analysis::kd_tree::Node| {
            core_sq[node.first..node.end]
                .iter()
                .copied()
                .fold(f64::INFINITY, f64::min)
        };
        let is_one = |node: &crate::analysis::kd_tree::Node| node.end - node.first == 1;
        Self {
            tree,
            core_sq,
            node_core_sq: tree.nodes.iter().map(least).collect(),
            component: (0..core_sq.len() as u32).collect(),
            node_component: tree
                .nodes
                .iter()
                .map(|node| {
                    if is_one(node) {
                        node.first as u32
                    } else {
                        MIXED
                    }
                })
                .collect(),
            known: core_sq.iter().map(|&core| Known::AtLeast(core)).collect(),
        }
    }

    /// The shortest edge out of each component, by the component's number.
    fn round(&mut self, progress: &Progress) -> Result<Vec<Option<Edge>>, Cancelled> {
        let n = self.component.len();
        let mut best: Vec<Option<Edge>> = vec![None; n];
        for i in 0..n {
            if let Known::Is(edge) = self.known[i] {
                if self.leads_out(edge) {
                    take(&mut best[self.component[i] as usize], edge);
                } else {
                    self.known[i] = Known::AtLeast(edge.length_sq);
                }
            }
        }
        let looked: Vec<Known> = (0..n)
            .into_par_iter()
            .map(|i| {
                if progress.is_cancelled() {
                    return Err(Cancelled);
                }
                let Known::AtLeast(least) = self.known[i] else {
                    return Ok(self.known[i]);
                };
                let bound = best[self.component[i] as usize];
                Ok(match bound {
                    Some(bound) if least > bound.length_sq => self.known[i],
                    _ => match self.shortest_out(i, bound) {
                        Some(edge) => Known::Is(edge),
                        None => Known::AtLeast(bound.map_or(least, |bound| bound.length_sq)),
                    },
                })
            })
            .collect::<Result<_, _>>()?;
        self.known = looked;
        for i in 0..n {
            if let Known::Is(edge) = self.known[i] {
                take(&mut best[self.component[i] as usize], edge);
            }
        }
        Ok(best)
    }

    fn leads_out(&self, edge: Edge) -> bool {
        self.component[edge.a as usize] != self.component[edge.b as usize]
    }

    /// The shortest edge from position `i` out of its component, if it is before `bound`.
    fn shortest_out(&self, i: usize, bound: Option<Edge>) -> Option<Edge> {
        let mut best = bound.unwrap_or(Edge {
            length_sq: f64::INFINITY,
            a: MIXED,
            b: MIXED,
        });
        let mut is_found = false;
        let mut open = vec![(0.0, 0)];
        while let Some((least, node)) = open.pop() {
            if least > best.length_sq || self.node_component[node] == self.component[i] {
                continue;
            }
            let part = &self.tree.nodes[node];
            if let Some(children) = part.children {
                let [a, b] = children.map(|child| (self.least_sq(i, child), child));
                // The nearer is looked at first.
                let (near, far) = if a.0 <= b.0 { (a, b) } else { (b, a) };
                open.extend([far, near]);
                continue;
            }
            for j in part.first..part.end {
                if self.component[j] != self.component[i] {
                    let edge = Edge::between(self.length_sq(i, j), i, j);
                    if edge.is_before(&best) {
                        best = edge;
                        is_found = true;
                    }
                }
            }
        }
        is_found.then_some(best)
    }

    fn length_sq(&self, i: usize, j: usize) -> f64 {
        let apart = self.tree.positions[i].distance_sq_to(self.tree.positions[j]);
        apart.max(self.core_sq[i]).max(self.core_sq[j])
    }

    /// No edge from `i` into `node` is shorter than this, squared.
    fn least_sq(&self, i: usize, node: usize) -> f64 {
        let apart = distance_sq(self.tree.nodes[node].bounds, self.tree.positions[i]);
        apart.max(self.core_sq[i]).max(self.node_core_sq[node])
    }

    /// Takes over the components of `forest`.
    fn regroup(&mut self, forest: &mut Forest) {
        for i in 0..self.component.len() {
            self.component[i] = forest.root(i) as u32;
        }
        // Children come after their parents.
        for (place, node) in self.tree.nodes.iter().enumerate().rev() {
            self.node_component[place] = match node.children {
                Some([a, b]) if self.node_component[a] == self.node_component[b] => {
                    self.node_component[a]
                }
                Some(_) => MIXED,
                None => {
                    let inside = &self.component[node.first..node.end];
                    let first = inside[0];
                    if inside.iter().all(|&other| other == first) {
                        first
                    } else {
                        MIXED
                    }
                }
            };
        }
    }
}

fn take(best: &mut Option<Edge>, edge: Edge) {
    if best.is_none_or(|best| edge.is_before(&best)) {
        *best = Some(edge);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Planar;
    use proptest::prelude::*;

    /// Prim's algorithm over all pairs.
    fn prim(positions: &[Planar], core_sq: &[f64]) -> Vec<f64> {
        let mut outside: Vec<usize> = (1..positions.len()).collect();
        let length = |i: usize, j: usize| {
            positions[i]
                .distance_sq_to(positions[j])
                .max(core_sq[i])
                .max(core_sq[j])
        };
        let mut reach: Vec<f64> = (0..positions.len()).map(|j| length(0, j)).collect();
        let mut lengths = Vec::new();
        while let Some(place) =
            (0..outside.len()).min_by(|&a, &b| reach[outside[a]].total_cmp(&reach[outside[b]]))
        {
            let next = outside.swap_remove(place);
            lengths.push(reach[next]);
            for &j in &outside {
                reach[j] = reach[j].min(length(next, j));
            }
        }
        lengths.sort_by(f64::total_cmp);
        lengths
    }

    proptest! {
        #[test]
        fn it_is_as_short_as_prims(
            points in prop::collection::btree_set((0..60_i32, 0..60_i32), 1..150),
            cores in prop::collection::vec(0..40_u8, 150),
        ) {
            let positions: Vec<Planar> =
                points.iter().map(|&(x, y)| Planar::new(f64::from(x), f64::from(y))).collect();
            let tree = KdTree::new(&positions);
            let core_sq: Vec<f64> = cores[..positions.len()].iter().map(|&c| f64::from(c)).collect();
            let edges = spanning_tree(&tree, &core_sq, &Progress::new()).unwrap();
            let mut lengths: Vec<f64> = edges.iter().map(|edge| edge.length_sq).collect();
            lengths.sort_by(f64::total_cmp);
            prop_assert_eq!(lengths, prim(&tree.positions, &core_sq));
            let mut forest = Forest::new(positions.len());
            for edge in &edges {
                forest.join(edge.a as usize, edge.b as usize);
            }
            let root = forest.root(0);
            prop_assert!((0..positions.len()).all(|i| forest.root(i) == root));
        }
    }
}
