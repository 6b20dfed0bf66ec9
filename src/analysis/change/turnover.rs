//! Which places of two lists are the same place.
//!
//! Places are paired one to one, the nearest pair first, as long as they lie within reach; pairs
//! equally near go by the better ranks. What is paired is on both lists, the rest on one only.

use crate::base::Planar;

/// A pair of places, one of each list, or a place of one list alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// On both lists.
    Both {
        /// Place in the list before.
        before: usize,
        /// Place in the list after.
        after: usize,
        /// How far apart, in metres.
        distance_m: f64,
    },
    /// On the list after only.
    New {
        /// Place in that list.
        after: usize,
    },
    /// On the list before only.
    Gone {
        /// Place in that list.
        before: usize,
    },
}

/// Pairs the centres of two lists, best first, that lie within `reach_m`: first what is on the
/// list after, in its order, then what is on the list before only, in its order.
pub fn turnover(before: &[Planar], after: &[Planar], reach_m: f64) -> Vec<Standing> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (b, from) in before.iter().enumerate() {
        for (a, to) in after.iter().enumerate() {
            let distance_m = from.distance_to(*to);
            if distance_m <= reach_m {
                pairs.push((distance_m, a + b, b));
            }
        }
    }
    pairs.sort_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut of_after: Vec<Option<(usize, f64)>> = vec![None; after.len()];
    let mut is_paired = vec![false; before.len()];
    for (distance_m, ranks, b) in pairs {
        let a = ranks - b;
        if of_after[a].is_none() && !is_paired[b] {
            of_after[a] = Some((b, distance_m));
            is_paired[b] = true;
        }
    }
    let listed = of_after.into_iter().enumerate().map(|(after, pair)| {
        pair.map_or(Standing::New { after }, |(before, distance_m)| {
            Standing::Both {
                before,
                after,
                distance_m,
            }
        })
    });
    let gone = (0..before.len()).filter(|&before| !is_paired[before]);
    listed
        .chain(gone.map(|before| Standing::Gone { before }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(places: &[(f64, f64)]) -> Vec<Planar> {
        places.iter().map(|&(x, y)| Planar::new(x, y)).collect()
    }

    #[test]
    fn places_are_paired_once_and_with_the_nearest() {
        let before = at(&[(0.0, 0.0), (100.0, 0.0), (5000.0, 0.0)]);
        let after = at(&[(60.0, 0.0), (900.0, 0.0), (10.0, 0.0)]);
        let found = turnover(&before, &after, 100.0);
        assert_eq!(
            found,
            [
                Standing::Both {
                    before: 1,
                    after: 0,
                    distance_m: 40.0
                },
                Standing::New { after: 1 },
                Standing::Both {
                    before: 0,
                    after: 2,
                    distance_m: 10.0
                },
                Standing::Gone { before: 2 },
            ]
        );
    }

    #[test]
    fn of_equally_near_pairs_the_better_ranks_count() {
        let before = at(&[(0.0, 0.0), (20.0, 0.0)]);
        let after = at(&[(10.0, 0.0)]);
        let found = turnover(&before, &after, 10.0);
        assert!(matches!(
            found[0],
            Standing::Both {
                before: 0,
                after: 0,
                ..
            }
        ));
        assert_eq!(found[1], Standing::Gone { before: 1 });
        assert_eq!(turnover(&before, &after, 9.9).len(), 3);
    }
}
