use super::*;
use proptest::prelude::*;
use serde_json::Value;

fn same_parting(a: &[Option<u32>], b: &[Option<u32>]) -> bool {
    a.len() == b.len()
        && (0..a.len()).all(|i| {
            a[i].is_none() == b[i].is_none()
                && (0..i)
                    .all(|j| (a[i].is_some() && a[i] == a[j]) == (b[i].is_some() && b[i] == b[j]))
        })
}

#[test]
fn clusters_are_those_of_scikit_learn() {
    let reference: Value =
        serde_json::from_str(include_str!("../../../../tests/reference/clusters.json")).unwrap();
    for case in reference["hdbscan"].as_array().unwrap() {
        let of = |key: &str| case[key].as_array().unwrap().clone();
        let number = |value: &Value| value.as_f64().unwrap();
        let stacks: Vec<Stack> = of("points")
            .iter()
            .map(|row| Stack::one(Planar::new(number(&row[0]), number(&row[1]))))
            .collect();
        let params = HdbscanParams {
            min_incidents: case["min_cluster_size"].as_u64().unwrap() as u32,
            neighbours: case["min_samples"].as_u64().unwrap() as u32,
            resolution_m: 1e-6,
        };
        let found = hdbscan(&stacks, params, &Progress::new()).unwrap();
        let expected: Vec<Option<u32>> = of("labels")
            .iter()
            .map(|label| u32::try_from(label.as_i64().unwrap()).ok())
            .collect();
        assert!(
            expected
                .iter()
                .flatten()
                .max()
                .is_some_and(|&last| last > 0)
        );
        // Rows that scikit-learn itself labels otherwise in another order are left out.
        let undecided: Vec<usize> = of("undecided")
            .iter()
            .map(|i| i.as_u64().unwrap() as usize)
            .collect();
        assert!(undecided.len() * 50 < expected.len());
        let decided = |labels: &[Option<u32>]| -> Vec<Option<u32>> {
            (0..labels.len())
                .filter(|i| !undecided.contains(i))
                .map(|i| labels[i])
                .collect()
        };
        let (found, expected) = (decided(&found.of_stack), decided(&expected));
        assert!(same_parting(&found, &expected), "{}", case["name"]);
    }
}

#[test]
fn a_pile_counts_its_incidents_and_everything_is_no_cluster() {
    let pile = |x: f64, incidents| Stack {
        at: Planar::new(x, 0.0),
        incidents,
        weight: f64::from(incidents),
    };
    let params = HdbscanParams {
        min_incidents: 5,
        neighbours: 5,
        resolution_m: 10.0,
    };
    let labels = |stacks: &[Stack]| hdbscan(stacks, params, &Progress::new()).unwrap().of_stack;
    assert_eq!(
        labels(&[pile(0.0, 9), pile(500.0, 7), pile(2000.0, 1)]),
        [Some(0), Some(1), None]
    );
    assert_eq!(labels(&[pile(0.0, 9)]), [None]);
    assert_eq!(labels(&[]), []);
    // Closer than the resolution they are one.
    let near = [pile(0.0, 9), pile(4.0, 7), pile(900.0, 6), pile(905.0, 6)];
    assert_eq!(labels(&near), [Some(0), Some(0), Some(1), Some(1)]);
}

/// Every position of every other part looked at.
fn nearest_slowly(hierarchy: &Hierarchy, part: u32, others: &[u32], tree: &KdTree) -> usize {
    let key = |other: u32, stack: u32, own: u32| {
        let (at, own) = (tree.positions[stack as usize], tree.positions[own as usize]);
        let incidents = hierarchy.nodes[other as usize].incidents as f64;
        (at.distance_sq_to(own), -incidents, at.y, at.x)
    };
    let own = hierarchy.stacks_below(part);
    let all = others.iter().enumerate().flat_map(|(number, &other)| {
        let stacks = hierarchy.stacks_below(other).iter();
        stacks.flat_map(move |&stack| own.iter().map(move |&own| (key(other, stack, own), number)))
    });
    all.min_by(|a, b| a.partial_cmp(b).unwrap()).unwrap().1
}

proptest! {
    #[test]
    fn the_nearest_part_is_that_of_looking_at_all(
        points in prop::collection::btree_set((0..30_i32, 0..30_i32), 3..80),
    ) {
        let positions: Vec<Planar> =
            points.iter().map(|&(x, y)| Planar::new(f64::from(x), f64::from(y))).collect();
        let tree = KdTree::new(&positions);
        let load = vec![1; positions.len()];
        let core_sq = vec![1.0; positions.len()];
        let edges = spanning_tree(&tree, &core_sq, &Progress::new()).unwrap();
        let hierarchy = Hierarchy::new(&load, &core_sq, edges);
        for node in hierarchy.nodes.iter().filter(|node| node.parts.len() > 2) {
            let (&part, others) = node.parts.split_first().unwrap();
            prop_assert_eq!(
                hierarchy.nearest(part, others, node, &tree),
                nearest_slowly(&hierarchy, part, others, &tree)
            );
            prop_assert_eq!(
                hierarchy.nearest(others[1], &[others[0], part], node, &tree),
                nearest_slowly(&hierarchy, others[1], &[others[0], part], &tree)
            );
        }
    }

    #[test]
    fn neither_order_nor_stacking_matters(
        points in prop::collection::btree_map((0..40_i32, 0..40_i32), 1..4_u32, 2..60),
        turn in 0..60_usize,
    ) {
        let stack = |(&(x, y), &n): (&(i32, i32), &u32)| Stack {
            at: Planar::new(5e5 + 7.0 * f64::from(x), 2e5 + 7.0 * f64::from(y)),
            incidents: n,
            weight: f64::from(n),
        };
        let mut stacks: Vec<Stack> = points.iter().map(stack).collect();
        let params = HdbscanParams { min_incidents: 5, neighbours: 3, resolution_m: 8.0 };
        let labels = |stacks: &[Stack]| hdbscan(stacks, params, &Progress::new()).unwrap().of_stack;
        let found = labels(&stacks);
        let apart = |stack: &Stack| vec![Stack::one(stack.at); stack.incidents as usize];
        let one_by_one: Vec<Stack> = stacks.iter().flat_map(apart).collect();
        let repeated = stacks.iter().zip(&found);
        let repeated = repeated.flat_map(|(stack, &label)| vec![label; stack.incidents as usize]);
        prop_assert!(same_parting(&labels(&one_by_one), &repeated.collect::<Vec<_>>()));
        let turn = turn % stacks.len();
        stacks.rotate_left(turn);
        let mut turned = labels(&stacks);
        turned.rotate_right(turn);
        prop_assert!(same_parting(&found, &turned));
    }
}
