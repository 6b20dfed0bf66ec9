//! HDBSCAN: clusters of any density that last over a wide range of distances.
//!
//! R. J. G. B. Campello, D. Moulavi and J. Sander (2013), "Density-based clustering based on
//! hierarchical density estimates", PAKDD; clusters by excess of mass, never all data as one, as
//! scikit-learn's `HDBSCAN` has it. Two things are added that the paper does not need because its
//! points all lie apart. Incidents at one position are one stack and are not looked at one by one;
//! and no distance counts for less than a *resolution*, for positions are not better known than
//! that and piles of incidents at one address would be infinitely dense. Where several parts
//! of a cluster come apart at one and the same distance, they do so at once; pairwise, as others do
//! it, the order of rows would decide. So it would of a single incident that held two clusters
//! together and is in reach of both no longer: it goes to the nearest of them (of equally near
//! ones to that with the most incidents; in a regular pattern, where those are equal too, to that
//! of the southernmost member, then the westernmost).

use std::ops::Range;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::clusters::Stack;
use crate::analysis::clusters::spanning::{Edge, spanning_tree};
use crate::analysis::kd_tree::KdTree;
use crate::analysis::link::Forest;
use crate::base::{Cancelled, Planar, Progress};

/// What a cluster is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HdbscanParams {
    /// The fewest incidents of a cluster (`min_cluster_size`), at least 2.
    pub min_incidents: u32,
    /// An incident's core distance holds this many, itself included (`min_samples`), at least 1.
    pub neighbours: u32,
    /// Distances below this many metres count as this; above 0.
    pub resolution_m: f64,
}

/// Clusters and how well they hold together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hdbscan {
    /// The cluster of each stack, `None` for noise; numbered by their first stack.
    pub of_stack: Vec<Option<u32>>,
    /// The stability of each cluster: the sum over its incidents of how much closeness (1 / metres)
    /// it lasts.
    pub stability: Vec<f64>,
}

/// The clusters of `stacks`.
///
/// # Errors
/// When nobody wants it any more.
pub fn hdbscan(
    stacks: &[Stack],
    params: HdbscanParams,
    progress: &Progress,
) -> Result<Hdbscan, Cancelled> {
    let positions: Vec<Planar> = stacks.iter().map(|stack| stack.at).collect();
    let tree = KdTree::new(&positions);
    let load: Vec<u32> = tree
        .order
        .iter()
        .map(|&i| stacks[i as usize].incidents)
        .collect();
    let core_sq = core_distances_sq(&tree, &load, params, progress)?;
    let edges = spanning_tree(&tree, &core_sq, progress)?;
    let hierarchy = Hierarchy::new(&load, &core_sq, edges);
    let clusters = hierarchy.condensed(&tree, params.min_incidents);
    Ok(clusters.chosen(&tree.order))
}

/// Squares of core distances, none below the resolution. Where all incidents together are too few,
/// the furthest counts.
fn core_distances_sq(
    tree: &KdTree,
    load: &[u32],
    params: HdbscanParams,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    let all: u64 = load.iter().map(|&load| u64::from(load)).sum();
    let enough = u64::from(params.neighbours).min(all);
    let floor = params.resolution_m * params.resolution_m;
    (0..load.len())
        .into_par_iter()
        .map(|i| {
            if progress.is_cancelled() {
                return Err(Cancelled);
            }
            let reach = tree.reach_sq(tree.positions[i], enough, load);
            Ok(reach.unwrap_or(f64::INFINITY).max(floor))
        })
        .collect()
}

/// Which parts join at which distance: first the stacks, then each joint after its parts.
struct Hierarchy {
    nodes: Vec<Joint>,
    /// The stacks, those of a part side by side.
    stacks: Vec<u32>,
    /// The place of each stack in there.
    place: Vec<u32>,
}

struct Joint {
    /// The square of the distance at which its parts join; of a stack, at which its incidents do.
    height_sq: f64,
    /// Incidents.
    incidents: u64,
    /// Its parts; none for a stack.
    parts: Vec<u32>,
    /// Where its stacks lie among those of the hierarchy; those of its parts in their order.
    range: Range<u32>,
}

impl Hierarchy {
    fn new(load: &[u32], core_sq: &[f64], mut edges: Vec<Edge>) -> Self {
        let stacks = load.iter().zip(core_sq).map(|(&load, &height_sq)| Joint {
            height_sq,
            incidents: u64::from(load),
            parts: Vec::new(),
            range: 0..1,
        });
        let mut nodes: Vec<Joint> = stacks.collect();
        let mut node_of_root: Vec<u32> = (0..nodes.len() as u32).collect();
        let mut forest = Forest::new(nodes.len());
        edges.sort_by(|a, b| a.length_sq.total_cmp(&b.length_sq));
        for level in edges.chunk_by(|a, b| a.length_sq == b.length_sq) {
            let ends = level.iter().flat_map(|edge| [edge.a, edge.b]);
            let mut roots: Vec<usize> = ends.map(|end| forest.root(end as usize)).collect();
            roots.sort_unstable();
            roots.dedup();
            for edge in level {
                forest.join(edge.a as usize, edge.b as usize);
            }
            let mut joined: Vec<(usize, u32)> = roots
                .iter()
                .map(|&root| (forest.root(root), node_of_root[root]))
                .collect();
            joined.sort_unstable();
            for parts in joined.chunk_by(|a, b| a.0 == b.0) {
                node_of_root[parts[0].0] = nodes.len() as u32;
                let parts: Vec<u32> = parts.iter().map(|part| part.1).collect();
                nodes.push(Joint {
                    height_sq: level[0].length_sq,
                    incidents: parts
                        .iter()
                        .map(|&part| nodes[part as usize].incidents)
                        .sum(),
                    range: 0..parts
                        .iter()
                        .map(|&part| nodes[part as usize].range.len() as u32)
                        .sum(),
                    parts,
                });
            }
        }
        Self::in_order(nodes, load.len())
    }

    /// Puts the stacks in order. Ranges are as long as they should be, and begin at 0.
    fn in_order(mut nodes: Vec<Joint>, count: usize) -> Self {
        // Parts come before what they are parts of, so that each is moved on from the end.
        for node in (0..nodes.len()).rev() {
            let mut start = nodes[node].range.start;
            for part in nodes[node].parts.clone() {
                let range = &mut nodes[part as usize].range;
                *range = start..start + range.end;
                start = range.end;
            }
        }
        let place: Vec<u32> = nodes[..count].iter().map(|node| node.range.start).collect();
        let mut stacks = vec![0; count];
        for (stack, &place) in (0..).zip(&place) {
            stacks[place as usize] = stack;
        }
        Self {
            nodes,
            stacks,
            place,
        }
    }

    /// The hierarchy of those parts alone that hold `enough` incidents.
    fn condensed(&self, tree: &KdTree, enough: u32) -> Condensed {
        let mut condensed = Condensed {
            of_stack: vec![0; tree.positions.len()],
            clusters: Vec::new(),
        };
        if self.nodes.is_empty() {
            return condensed;
        }
        condensed.clusters.push(Cluster::born(None, 0.0));
        let mut open = vec![(self.nodes.len() as u32 - 1, 0)];
        while let Some((place, cluster)) = open.pop() {
            let node = &self.nodes[place as usize];
            let closeness = closeness(node.height_sq);
            // From here on its incidents are alone, but for those of parts that go on.
            condensed.clusters[cluster as usize].lose(node.incidents, closeness);
            let (big, small): (Vec<u32>, Vec<u32>) = node
                .parts
                .iter()
                .partition(|&&part| self.goes_on(part, node, enough));
            match big[..] {
                [] => self.label(place, cluster, &mut condensed.of_stack),
                [only] => {
                    let stays = self.nodes[only as usize].incidents;
                    condensed.clusters[cluster as usize].keep(stays, closeness);
                    for part in small {
                        self.label(part, cluster, &mut condensed.of_stack);
                    }
                    open.push((only, cluster));
                }
                _ => {
                    let first = condensed.clusters.len() as u32;
                    for (&part, next) in big.iter().zip(first..) {
                        condensed
                            .clusters
                            .push(Cluster::born(Some(cluster), closeness));
                        open.push((part, next));
                    }
                    for part in small {
                        let nearest = self.nearest(part, &big, node, tree) as u32;
                        self.label(part, first + nearest, &mut condensed.of_stack);
                    }
                }
            }
        }
        condensed
    }

    /// Whether `part` of `node` is still a cluster when the node has come apart.
    fn goes_on(&self, part: u32, node: &Joint, enough: u32) -> bool {
        let part = &self.nodes[part as usize];
        let is_one = !part.parts.is_empty() || part.height_sq < node.height_sq;
        is_one && part.incidents >= u64::from(enough)
    }

    /// Which of the `big` parts of `node` lies nearest to its part `part`.
    fn nearest(&self, part: u32, big: &[u32], node: &Joint, tree: &KdTree) -> usize {
        let number_of = |stack: usize| {
            let place = self.place[stack];
            let start = |part: &u32| self.nodes[*part as usize].range.start;
            let before = node.parts.partition_point(|part| start(part) <= place);
            let holder = node.parts.get(before.checked_sub(1)?)?;
            let is_inside = self.nodes[*holder as usize].range.contains(&place);
            big.iter().position(|part| is_inside && part == holder)
        };
        let mut best = Nearest {
            distance_sq: f64::INFINITY,
            incidents: 0,
            at: Planar::new(0.0, 0.0),
            number: 0,
        };
        for &own in self.stacks_below(part) {
            let from = tree.positions[own as usize];
            tree.near_first(from, best.distance_sq, |stack, distance_sq| {
                if distance_sq <= best.distance_sq
                    && let Some(number) = number_of(stack)
                {
                    let found = Nearest {
                        distance_sq,
                        incidents: self.nodes[big[number] as usize].incidents,
                        at: tree.positions[stack],
                        number,
                    };
                    if found.is_before(&best) {
                        best = found;
                    }
                }
                best.distance_sq
            });
        }
        best.number
    }

    /// Gives all stacks below `node` to `cluster`.
    fn label(&self, node: u32, cluster: u32, of_stack: &mut [u32]) {
        for &stack in self.stacks_below(node) {
            of_stack[stack as usize] = cluster;
        }
    }

    fn stacks_below(&self, node: u32) -> &[u32] {
        let range = &self.nodes[node as usize].range;
        &self.stacks[range.start as usize..range.end as usize]
    }
}

/// The nearest position so far and the part it is in.
struct Nearest {
    distance_sq: f64,
    /// Those of the part.
    incidents: u64,
    at: Planar,
    /// The part's number among those it is chosen from.
    number: usize,
}

impl Nearest {
    fn is_before(&self, other: &Self) -> bool {
        let by_distance = self.distance_sq.total_cmp(&other.distance_sq);
        let by_size = other.incidents.cmp(&self.incidents);
        let by_place = self.at.y.total_cmp(&other.at.y);
        let by_place = by_place.then(self.at.x.total_cmp(&other.at.x));
        by_distance.then(by_size).then(by_place).is_lt()
    }
}

/// 1 / metres.
fn closeness(distance_sq: f64) -> f64 {
    1.0 / distance_sq.sqrt()
}

/// Clusters within clusters, a cluster before those within it. The first is everything.
struct Condensed {
    /// The innermost cluster of each stack.
    of_stack: Vec<u32>,
    clusters: Vec<Cluster>,
}

struct Cluster {
    parent: Option<u32>,
    /// The closeness at which it came apart from others.
    born: f64,
    stability: f64,
}

impl Cluster {
    fn born(parent: Option<u32>, born: f64) -> Self {
        Self {
            parent,
            born,
            stability: 0.0,
        }
    }

    fn lose(&mut self, incidents: u64, closeness: f64) {
        self.stability += incidents as f64 * (closeness - self.born);
    }

    fn keep(&mut self, incidents: u64, closeness: f64) {
        self.stability -= incidents as f64 * (closeness - self.born);
    }
}

impl Condensed {
    /// Of each branch the clusters whose stability is together the greatest.
    fn chosen(&self, order: &[u32]) -> Hdbscan {
        let count = self.clusters.len();
        let mut below = vec![0.0; count];
        let mut is_chosen = vec![false; count];
        for (place, cluster) in self.clusters.iter().enumerate().skip(1).rev() {
            is_chosen[place] = below[place] <= cluster.stability;
            let best = if is_chosen[place] {
                cluster.stability
            } else {
                below[place]
            };
            if let Some(parent) = cluster.parent {
                below[parent as usize] += best;
            }
        }
        // What lies within a chosen cluster is part of it.
        let mut outermost: Vec<Option<u32>> = vec![None; count];
        for (place, cluster) in self.clusters.iter().enumerate().skip(1) {
            let around = cluster.parent.and_then(|parent| outermost[parent as usize]);
            outermost[place] = around.or_else(|| is_chosen[place].then_some(place as u32));
        }
        self.numbered(&outermost, order)
    }

    /// Clusters numbered by their first stack, stacks in the order they were given.
    fn numbered(&self, outermost: &[Option<u32>], order: &[u32]) -> Hdbscan {
        let mut chosen = vec![None; order.len()];
        for (place, &stack) in order.iter().enumerate() {
            chosen[stack as usize] = outermost[self.of_stack[place] as usize];
        }
        let mut number = vec![None; self.clusters.len()];
        let mut stability = Vec::new();
        let of_stack = chosen.into_iter().map(|cluster| {
            let cluster = cluster? as usize;
            Some(*number[cluster].get_or_insert_with(|| {
                stability.push(self.clusters[cluster].stability);
                stability.len() as u32 - 1
            }))
        });
        Hdbscan {
            of_stack: of_stack.collect(),
            stability,
        }
    }
}

#[cfg(test)]
mod tests;
