//! Nearest-neighbour hierarchical clusters, as CrimeStat draws them.
//!
//! N. Levine, CrimeStat IV, chapter 7. Two criteria: incidents closer than a threshold belong
//! together, and a cluster has at least so many. The threshold is a distance in metres, or the
//! distance to the nearest neighbour that so many incidents would have by chance in the study area,
//! ½√(A/N), moved by its standard error 0.26136/√(N²/A) as far as a probability says. Centres of
//! clusters are clustered in the same way into clusters of the next order, with the chance distance
//! of as many centres.
//!
//! The construction: the incident with the most others within the threshold, among those that are in no
//! cluster yet, is the seed; with all those others it is a cluster, and leaves; again, counting anew,
//! until no seed has enough. Of equals the seed is taken whose others lie nearest to it, by the sum of
//! squared distances, so that neither the order of rows nor the way the map is turned decides
//! anything; of those that are equal even so, in a regular pattern, the southernmost, then the
//! westernmost.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};
use statrs::distribution::{ContinuousCDF as _, Normal};

use crate::analysis::clusters::{Stack, Tree, WEIGHT_SLACK, mean_centre, tree, within};
use crate::base::stats::summable;
use crate::base::{Cancelled, Planar, Progress};

/// How close incidents of a cluster are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// This many metres; for higher orders the chance distance at probability 0.5.
    Fixed(f64),
    /// The distance to the nearest neighbour that this share of random patterns falls short of.
    Random {
        /// Between 0 and 1; 0.5 is the mean.
        probability: f64,
    },
}

/// What a cluster is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NnhParams {
    /// How close its incidents are to the seed.
    pub threshold: Threshold,
    /// The study area in m².
    pub area_m2: f64,
    /// The least weight of a first-order cluster.
    pub min_weight: f64,
    /// The fewest clusters of a cluster of the next order.
    pub min_clusters: usize,
}

/// Clusters of one order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The threshold in metres.
    pub threshold_m: f64,
    /// Clusters, in the order they were found.
    pub clusters: Vec<Cluster>,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The mean of its members.
    pub centre: Planar,
    /// The stacks in it, or the clusters of the order below; ascending.
    pub members: Vec<u32>,
}

/// The distance to the nearest neighbour that `probability` of random patterns of `n` points on
/// `area_m2` fall short of, by the normal approximation; at least 0.
pub fn random_distance_m(n: f64, area_m2: f64, probability: f64) -> f64 {
    let mean = 0.5 * (area_m2 / n).sqrt();
    let error = 0.26136 * area_m2.sqrt() / n;
    (mean + error * Normal::standard().inverse_cdf(probability)).max(0.0)
}

/// Clusters of all orders, the first first. The first order is always told, even if it is empty.
///
/// # Errors
/// When nobody wants it any more.
pub fn nnh(
    stacks: &[Stack],
    params: NnhParams,
    progress: &Progress,
) -> Result<Vec<Order>, Cancelled> {
    let threshold = |n: f64| match params.threshold {
        Threshold::Fixed(_) => random_distance_m(n, params.area_m2, 0.5),
        Threshold::Random { probability } => random_distance_m(n, params.area_m2, probability),
    };
    let mut orders = vec![first_order(stacks, params, progress)?];
    loop {
        let below = &orders[orders.len() - 1].clusters;
        let centres: Vec<Stack> = below
            .iter()
            .map(|cluster| Stack::one(cluster.centre))
            .collect();
        let n = centres.len() as f64;
        let least = params.min_clusters.max(2) as f64;
        let next = order(&centres, threshold(n), least, progress)?;
        if next.clusters.is_empty() {
            return Ok(orders);
        }
        orders.push(next);
    }
}

/// Clusters of the first order.
///
/// # Errors
/// When nobody wants it any more.
pub fn first_order(
    stacks: &[Stack],
    params: NnhParams,
    progress: &Progress,
) -> Result<Order, Cancelled> {
    let threshold_m = match params.threshold {
        Threshold::Fixed(metres) => metres,
        Threshold::Random { probability } => {
            let all = stacks.iter().map(|stack| stack.weight).sum();
            random_distance_m(all, params.area_m2, probability)
        }
    };
    order(stacks, threshold_m, params.min_weight, progress)
}

fn order(
    stacks: &[Stack],
    threshold_m: f64,
    min_weight: f64,
    progress: &Progress,
) -> Result<Order, Cancelled> {
    let clusters = seeded(stacks, threshold_m, min_weight, progress)?;
    let cluster = |members: Vec<u32>| {
        let centre = mean_centre(members.iter().map(|&i| stacks[i as usize]))?;
        Some(Cluster { centre, members })
    };
    Ok(Order {
        threshold_m,
        clusters: clusters.into_iter().filter_map(cluster).collect(),
    })
}

/// A stack and what lies within the threshold of it, when it was last counted.
struct Seed {
    weight: f64,
    /// The sum of squared distances to it.
    spread_m2: f64,
    at: Planar,
    stack: u32,
}

impl Ord for Seed {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_place =
            |a: &Self, b: &Self| a.at.y.total_cmp(&b.at.y).then(a.at.x.total_cmp(&b.at.x));
        self.weight
            .total_cmp(&other.weight)
            .then_with(|| other.spread_m2.total_cmp(&self.spread_m2))
            .then_with(|| by_place(other, self))
            .then_with(|| other.stack.cmp(&self.stack))
    }
}

impl PartialOrd for Seed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Seed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Seed {}

/// Clusters around the seeds with the most around them.
fn seeded(
    stacks: &[Stack],
    threshold_m: f64,
    min_weight: f64,
    progress: &Progress,
) -> Result<Vec<Vec<u32>>, Cancelled> {
    let tree = tree(stacks.iter().map(|stack| stack.at));
    let mut is_free = vec![true; stacks.len()];
    let enough = min_weight - WEIGHT_SLACK;
    let seeds: Vec<Seed> = (0..stacks.len() as u32)
        .into_par_iter()
        .map(|i| {
            if progress.is_cancelled() {
                return Err(Cancelled);
            }
            let around = free_around(&tree, stacks, i, threshold_m, &is_free);
            Ok(seed(stacks, i, &around))
        })
        .collect::<Result<_, _>>()?;
    // Counts only fall, so a seed whose count still holds when it comes up is the best there is.
    let mut open: BinaryHeap<Seed> = seeds
        .into_iter()
        .filter(|seed| seed.weight >= enough)
        .collect();
    let (all, mut clusters) = (open.len(), Vec::new());
    while let Some(best) = open.pop() {
        progress.check(all.saturating_sub(open.len()), all)?;
        if !is_free[best.stack as usize] {
            continue;
        }
        let around = free_around(&tree, stacks, best.stack, threshold_m, &is_free);
        let now = seed(stacks, best.stack, &around);
        if now.weight < best.weight {
            if now.weight >= enough {
                open.push(now);
            }
            continue;
        }
        for &member in &around {
            is_free[member as usize] = false;
        }
        clusters.push(around);
    }
    Ok(clusters)
}

fn seed(stacks: &[Stack], stack: u32, around: &[u32]) -> Seed {
    let at = stacks[stack as usize].at;
    let (mut weight, mut spread_m2) = (0.0, 0.0);
    for &i in around {
        let other = &stacks[i as usize];
        weight += summable(other.weight);
        spread_m2 += other.weight * other.at.distance_sq_to(at);
    }
    Seed {
        weight,
        spread_m2,
        at,
        stack,
    }
}

/// The stacks within the threshold of stack `i`, itself included, that are in no cluster; ascending.
fn free_around(
    tree: &Tree,
    stacks: &[Stack],
    i: u32,
    threshold_m: f64,
    is_free: &[bool],
) -> Vec<u32> {
    let near = within(tree, stacks[i as usize].at, threshold_m);
    let mut around: Vec<u32> = near.filter(|&j| is_free[j as usize]).collect();
    around.sort_unstable();
    around
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_chance_distance_is_that_of_clark_and_evans() {
        // ½√(10⁶/100) = 50 m, SE 0.26136 √10⁶ / 100 = 2.6136 m, z of 0.05 = -1.644853627.
        assert!((random_distance_m(100.0, 1e6, 0.5) - 50.0).abs() < 1e-9);
        let low = 50.0 - 2.6136 * 1.644_853_627;
        assert!((random_distance_m(100.0, 1e6, 0.05) - low).abs() < 1e-6);
        assert_eq!(random_distance_m(1.0, 1.0, 1e-9), 0.0);
    }

    /// By definition: all pairs, counted anew for each cluster.
    fn slowly(stacks: &[Stack], threshold_m: f64, least: f64) -> Vec<Vec<u32>> {
        let mut free: Vec<u32> = (0..stacks.len() as u32).collect();
        let mut clusters = Vec::new();
        loop {
            let around = |&i: &u32| -> Vec<u32> {
                let near = |&&j: &&u32| {
                    stacks[i as usize].at.distance_to(stacks[j as usize].at) <= threshold_m
                };
                free.iter().filter(near).copied().collect()
            };
            let weight = |i: &u32| {
                around(i)
                    .iter()
                    .map(|&j| stacks[j as usize].weight)
                    .sum::<f64>()
            };
            let spread = |i: &u32| {
                around(i)
                    .iter()
                    .map(|&j| {
                        let (own, other) = (stacks[*i as usize].at, &stacks[j as usize]);
                        other.weight * other.at.distance_sq_to(own)
                    })
                    .sum::<f64>()
            };
            let best = free.iter().max_by(|a, b| {
                let (p, q) = (stacks[**a as usize].at, stacks[**b as usize].at);
                weight(a)
                    .total_cmp(&weight(b))
                    .then(spread(b).total_cmp(&spread(a)))
                    .then(q.y.total_cmp(&p.y))
                    .then(q.x.total_cmp(&p.x))
            });
            match best {
                Some(best) if weight(best) >= least => {
                    let cluster = around(best);
                    free.retain(|i| !cluster.contains(i));
                    clusters.push(cluster);
                }
                _ => return clusters,
            }
        }
    }

    fn stacks(points: &std::collections::BTreeMap<(i32, i32), u32>) -> Vec<Stack> {
        points
            .iter()
            .map(|(&(x, y), &n)| Stack {
                at: Planar::new(5e5 + f64::from(x), 2e5 + f64::from(y)),
                incidents: n,
                weight: f64::from(n),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_counting_all_pairs_anew(
            points in prop::collection::btree_map((0..30_i32, 0..30_i32), 1..4_u32, 1..80),
            threshold in 1.0..8.0_f64,
            least in 2..12_u32,
        ) {
            let stacks = stacks(&points);
            let found = seeded(&stacks, threshold, f64::from(least), &Progress::new()).unwrap();
            prop_assert_eq!(found, slowly(&stacks, threshold, f64::from(least)));
        }
    }

    #[test]
    fn clusters_of_clusters_use_the_chance_distance_of_their_number() {
        // Four pairs of piles 60 m apart, the pairs 20 km apart.
        let pile = |x: f64| Stack {
            at: Planar::new(x, 0.0),
            incidents: 12,
            weight: 12.0,
        };
        let piles: Vec<Stack> = (0..4)
            .flat_map(|i| [f64::from(i) * 2e4, f64::from(i) * 2e4 + 60.0].map(pile))
            .collect();
        let params = NnhParams {
            threshold: Threshold::Fixed(30.0),
            area_m2: 8e8,
            min_weight: 10.0,
            min_clusters: 2,
        };
        let orders = nnh(&piles, params, &Progress::new()).unwrap();
        let counts: Vec<usize> = orders.iter().map(|order| order.clusters.len()).collect();
        assert_eq!(counts[..2], [8, 4]);
        assert!((orders[1].threshold_m - 0.5 * (8e8_f64 / 8.0).sqrt()).abs() < 1e-9);
        assert_eq!(orders[1].clusters[0].members, [0, 1]);
        assert_eq!(orders[1].clusters[0].centre, Planar::new(30.0, 0.0));
        assert_eq!(counts.len(), 2, "the chance distance of 4 centres is 7 km");
    }
}
