//! How many clusters as many incidents would make if they lay anywhere.
//!
//! N. Levine, CrimeStat IV, chapters 7 and 8: neither nearest-neighbour hierarchical clusters nor
//! STAC have a test of their own, so incidents are scattered over the study area again and again and
//! clustered in the same way. A p is (replicates with as much or more + 1) / (replicates + 1).

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::clusters::Stack;
use crate::analysis::draws::{Draws, laid};
use crate::base::Planar;

/// What clusters hold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// How many there are.
    pub clusters: usize,
    /// The weight of the incidents in all of them.
    pub weight: f64,
    /// The weight of the one that holds the most.
    pub fullest: f64,
}

impl Tally {
    /// Of clusters that hold these weights.
    pub fn of(weights: impl IntoIterator<Item = f64>) -> Self {
        weights
            .into_iter()
            .fold(Self::default(), |tally, weight| Self {
                clusters: tally.clusters + 1,
                weight: tally.weight + weight,
                fullest: tally.fullest.max(weight),
            })
    }
}

/// What the clusters of each replicate hold: incidents of these `weights`, each laid anywhere by
/// `scatter`, made clusters by `clusters_of`.
///
/// # Errors
/// What `check`, called before each replicate, `go_on`, called often, or `clusters_of` gives.
pub fn scattered<E: Send>(
    weights: &[f64],
    (replicates, seed): (usize, u64),
    scatter: impl Fn(&mut Draws) -> Planar + Sync,
    clusters_of: impl Fn(&[Stack]) -> Result<Vec<Vec<u32>>, E> + Sync,
    check: impl Fn() -> Result<(), E> + Sync,
    go_on: impl Fn() -> Result<(), E> + Sync,
) -> Result<Vec<Tally>, E> {
    let replicate = |replicate: usize| {
        check()?;
        let mut draws = Draws::new(seed, replicate as u64);
        let points = laid(weights.len(), &mut draws, &scatter, &go_on)?;
        let stack = |(at, &weight): (Planar, &f64)| Stack {
            at,
            incidents: 1,
            weight,
        };
        let stacks: Vec<Stack> = points.into_iter().zip(weights).map(stack).collect();
        let held = |members: &Vec<u32>| -> f64 {
            members.iter().map(|&i| stacks[i as usize].weight).sum()
        };
        Ok(Tally::of(clusters_of(&stacks)?.iter().map(held)))
    };
    (0..replicates).into_par_iter().map(replicate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::clusters::nnh::{NnhParams, Threshold, first_order};
    use crate::base::Progress;
    use std::convert::Infallible;
    use std::f64::consts::PI;

    fn pairs_within(reach_m: f64) -> impl Fn(&[Stack]) -> Result<Vec<Vec<u32>>, Infallible> {
        let params = NnhParams {
            threshold: Threshold::Fixed(reach_m),
            area_m2: 1e6,
            min_weight: 2.0,
            min_clusters: 4,
        };
        move |stacks: &[Stack]| {
            let order = first_order(stacks, params, &Progress::new()).unwrap();
            Ok(order.clusters.into_iter().map(|one| one.members).collect())
        }
    }

    fn square(draws: &mut Draws) -> Planar {
        Planar::new(draws.unit() * 1e3, draws.unit() * 1e3)
    }

    #[test]
    fn so_many_pairs_come_by_chance_as_theory_says() {
        // 100 points on 1 km²: 4950 pairs, of which π 5² / 10⁶ lie within 5 m, the rim aside.
        let (n, reach_m) = (100, 5.0);
        let all = scattered(
            &vec![1.0; n],
            (2000, 1),
            square,
            pairs_within(reach_m),
            || Ok::<(), Infallible>(()),
            || Ok(()),
        );
        let all = all.unwrap();
        let mean = all.iter().map(|tally| tally.clusters as f64).sum::<f64>() / all.len() as f64;
        let expected = 4950.0 * PI * reach_m * reach_m / 1e6;
        let error = (expected / all.len() as f64).sqrt();
        assert!(
            (mean - expected).abs() < 4.0 * error + 0.01 * expected,
            "{mean} {expected}"
        );
        assert!(
            all.iter()
                .all(|tally| tally.weight >= 2.0 * tally.clusters as f64)
        );
        assert!(all.iter().all(|tally| tally.fullest <= tally.weight));
    }

    #[test]
    fn threads_do_not_matter_and_seeds_do() {
        let run = |threads: usize, seed: u64| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let weights: Vec<f64> = (1..200).map(|i| 1.0 - 0.5 / f64::from(i)).collect();
            let clusters = pairs_within(90.0);
            pool.install(|| {
                let on = || Ok::<(), Infallible>(());
                scattered(&weights, (40, seed), square, &clusters, on, on)
            })
        };
        assert_eq!(run(1, 1), run(2, 1));
        assert_ne!(run(1, 1), run(1, 2));
    }

    #[test]
    fn whoever_stops_it_stops_it() {
        let none = |_: &[Stack]| Ok(Vec::new());
        let stopped = scattered(&[1.0], (9, 1), square, none, || Err("stop"), || Ok(()));
        assert_eq!(stopped, Err("stop"));
        let stopped = scattered(&[1.0], (9, 1), square, none, || Ok(()), || Err("stop"));
        assert_eq!(stopped, Err("stop"));
    }
}
