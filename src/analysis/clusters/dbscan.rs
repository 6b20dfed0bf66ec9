//! DBSCAN: dense neighbourhoods chained together, the rest is noise.
//!
//! M. Ester, H.-P. Kriegel, J. Sander and X. Xu (1996), "A density-based algorithm for discovering
//! clusters in large spatial databases with noise", KDD-96. An incident is *core* if the incidents
//! within the reach, itself included, weigh at least the minimum; core incidents within reach of
//! each other are one cluster. What is not core but within reach of a core incident lies on the
//! *border*. The paper gives it to the cluster that happens to be found first; here it goes to the
//! nearest core incident, so that the order of rows decides nothing; of equally near ones to the one
//! with the most within reach, so that the way the map is turned decides nothing either (and in a
//! regular pattern, where those are equal too, to the southernmost, then the westernmost).

use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::analysis::clusters::{Stack, Tree, WEIGHT_SLACK, tree, within};
use crate::analysis::link::linked;
use crate::base::{Cancelled, Planar, Progress};

/// What dense means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DbscanParams {
    /// The reach (eps) in metres, itself included.
    pub reach_m: f64,
    /// The least weight within reach that makes an incident core (`min_samples`).
    pub min_weight: f64,
}

/// The cluster of each of `stacks`, `None` for noise. Clusters are numbered by their first core
/// stack. Positions are distinct.
///
/// # Errors
/// When nobody wants it any more.
pub fn dbscan(
    stacks: &[Stack],
    params: DbscanParams,
    progress: &Progress,
) -> Result<Vec<Option<u32>>, Cancelled> {
    let all = tree(stacks.iter().map(|stack| stack.at));
    let is_core = |stack: &Stack| {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        let mut weight = stack.weight;
        let enough = params.min_weight - WEIGHT_SLACK;
        // Itself is met again: its weight is counted from the start and not then.
        for i in within(&all, stack.at, params.reach_m) {
            if weight >= enough {
                break;
            }
            let other = &stacks[i as usize];
            if other.at != stack.at {
                weight += other.weight;
            }
        }
        Ok(weight >= enough)
    };
    let core: Vec<bool> = stacks.par_iter().map(is_core).collect::<Result<_, _>>()?;
    progress.check(1, 3)?;
    let cores: Vec<u32> = (0..)
        .zip(&core)
        .filter_map(|(i, &core)| core.then_some(i))
        .collect();
    let positions: Vec<Planar> = cores.iter().map(|&i| stacks[i as usize].at).collect();
    let of_core = linked(&positions, params.reach_m, progress)?;
    let mut clusters = vec![None; stacks.len()];
    for (&i, &cluster) in cores.iter().zip(&of_core) {
        clusters[i as usize] = Some(cluster);
    }
    progress.check(2, 3)?;
    let core_tree = tree(positions.iter().copied());
    let nearest = |at: Planar| {
        let near = within(&core_tree, at, params.reach_m).map(|core| core as usize);
        near.min_by(|&a, &b| {
            let (p, q) = (positions[a], positions[b]);
            let by_distance = at.distance_sq_to(p).total_cmp(&at.distance_sq_to(q));
            // Asked only where two are equally near, which is rare.
            let held = |at| held_within(&all, stacks, at, params.reach_m);
            by_distance
                .then_with(|| held(q).total_cmp(&held(p)))
                .then(p.y.total_cmp(&q.y))
                .then(p.x.total_cmp(&q.x))
        })
    };
    for (cluster, stack) in clusters.iter_mut().zip(stacks) {
        if cluster.is_none() {
            *cluster = nearest(stack.at).map(|core| of_core[core]);
        }
    }
    progress.check(3, 3)?;
    Ok(clusters)
}

/// The weight within `reach_m` of `at`, smallest first, so that the order of stacks decides no bit.
fn held_within(all: &Tree, stacks: &[Stack], at: Planar, reach_m: f64) -> f64 {
    let near = within(all, at, reach_m);
    let mut weights: Vec<f64> = near.map(|i| stacks[i as usize].weight).collect();
    weights.sort_unstable_by(f64::total_cmp);
    weights.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// Whether two labellings are the same but for the numbers.
    fn same_parting(a: &[Option<u32>], b: &[Option<u32>]) -> bool {
        a.len() == b.len()
            && (0..a.len()).all(|i| {
                (0..i).all(|j| (a[i].is_some() && a[i] == a[j]) == (b[i].is_some() && b[i] == b[j]))
                    && a[i].is_none() == b[i].is_none()
            })
    }

    #[test]
    fn clusters_are_those_of_scikit_learn() {
        let reference: Value =
            serde_json::from_str(include_str!("../../../tests/reference/clusters.json")).unwrap();
        for case in reference["dbscan"].as_array().unwrap() {
            let rows = case["points"].as_array().unwrap();
            let number = |value: &Value| value.as_f64().unwrap();
            let stacks: Vec<Stack> = rows
                .iter()
                .map(|row| Stack {
                    at: Planar::new(number(&row[0]), number(&row[1])),
                    incidents: 1,
                    weight: number(&row[2]),
                })
                .collect();
            let params = DbscanParams {
                reach_m: number(&case["reach_m"]),
                min_weight: number(&case["min_weight"]),
            };
            let found = dbscan(&stacks, params, &Progress::new()).unwrap();
            let of = |key: &str| case[key].as_array().unwrap().clone();
            let expected: Vec<Option<u32>> = of("labels")
                .iter()
                .map(|label| u32::try_from(label.as_i64().unwrap()).ok())
                .collect();
            let core: Vec<usize> = of("core")
                .iter()
                .map(|i| i.as_u64().unwrap() as usize)
                .collect();
            let only = |labels: &[Option<u32>]| core.iter().map(|&i| labels[i]).collect::<Vec<_>>();
            assert!(same_parting(&only(&found), &only(&expected)));
            // Border incidents: the same are noise, and ours lie within reach of their cluster.
            for (i, &cluster) in found.iter().enumerate() {
                assert_eq!(cluster.is_none(), expected[i].is_none());
                let reaches = |&&j: &&usize| {
                    found[j] == cluster && stacks[i].at.distance_to(stacks[j].at) <= params.reach_m
                };
                assert!(cluster.is_none() || core.iter().find(reaches).is_some());
            }
        }
    }

    proptest! {
        #[test]
        fn neither_order_nor_stacking_matters(
            points in prop::collection::btree_map((0..25_i32, 0..25_i32), 1..4_u32, 1..50),
            turn in 0..50_usize,
        ) {
            let mut stacks: Vec<Stack> = points
                .iter()
                .map(|(&(x, y), &n)| Stack {
                    at: Planar::new(5e5 + f64::from(x), 2e5 + f64::from(y)),
                    incidents: n,
                    weight: f64::from(n),
                })
                .collect();
            let params = DbscanParams { reach_m: 2.5, min_weight: 6.0 };
            let found = dbscan(&stacks, params, &Progress::new()).unwrap();
            let turn = turn % stacks.len();
            stacks.rotate_left(turn);
            let mut turned = dbscan(&stacks, params, &Progress::new()).unwrap();
            turned.rotate_right(turn);
            prop_assert!(same_parting(&found, &turned));
            // By definition, without a tree.
            stacks.rotate_right(turn);
            let near = |a: &Stack, b: &Stack| a.at.distance_to(b.at) <= params.reach_m;
            let load = |a: &Stack| stacks.iter().filter(|b| near(a, b)).map(|b| b.weight).sum::<f64>();
            let core: Vec<bool> = stacks.iter().map(|stack| load(stack) >= 6.0).collect();
            for i in 0..stacks.len() {
                let reached = (0..stacks.len()).any(|j| core[j] && near(&stacks[i], &stacks[j]));
                prop_assert_eq!(found[i].is_some(), reached);
                for j in 0..i {
                    if core[i] && core[j] && near(&stacks[i], &stacks[j]) {
                        prop_assert_eq!(found[i], found[j]);
                    }
                }
            }
        }
    }
}
