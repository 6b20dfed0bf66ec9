//! The order of a list: greater weight, then more incidents, then smaller northing, then
//! smaller easting of the centre.

use std::cmp::Ordering;

use crate::analysis::selection::SiteLoad;
use crate::base::Planar;

/// Weights this near to each other are equal.
pub(super) const TIE: f64 = 1e-9;

/// What decides the order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    /// Sum of weights.
    pub(super) weight: f64,
    /// Number of incidents.
    pub(super) incidents: usize,
    /// Centre in the analysis CRS.
    pub(super) centre: Planar,
}

impl Standing {
    /// A place centred at `centre` that holds nothing yet.
    pub(super) fn empty(centre: Planar) -> Self {
        Self {
            weight: 0.0,
            incidents: 0,
            centre,
        }
    }

    /// What a place at `centre` with `loads` holds.
    pub(super) fn of(loads: impl Iterator<Item = SiteLoad>, centre: Planar) -> Self {
        loads.fold(Self::empty(centre), |mut sum, load| {
            sum.add(load, 1.0);
            sum
        })
    }

    /// Adds a site of whose weight `share` counts.
    pub(super) fn add(&mut self, load: SiteLoad, share: f64) {
        self.weight += load.weight * share;
        self.incidents += load.incidents as usize;
    }
}

/// The indices of the `top` best of `standings` with at least `min_incidents`, best first.
///
/// "Equal within 10⁻⁹" is no order by itself (a = b and b = c do not give a = c), so weights
/// are sorted exactly first; then runs in which each is equal to the one before are sorted by
/// the later rules.
pub(super) fn best_first(standings: &[Standing], min_incidents: usize, top: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..standings.len())
        .filter(|&i| {
            let standing = &standings[i];
            standing.incidents >= min_incidents.max(1) && standing.weight > 0.0
        })
        .collect();
    let by_weight = |&a: &usize, &b: &usize| {
        standings[b]
            .weight
            .total_cmp(&standings[a].weight)
            .then(a.cmp(&b))
    };
    order.sort_unstable_by(by_weight);
    let mut sorted = 0;
    while sorted < order.len().min(top) {
        let run = order[sorted..]
            .windows(2)
            .take_while(|pair| standings[pair[0]].weight - standings[pair[1]].weight <= TIE)
            .count();
        let end = sorted + run + 1;
        order[sorted..end]
            .sort_unstable_by(|&a, &b| among_equals(&standings[a], &standings[b]).then(a.cmp(&b)));
        sorted = end;
    }
    order.truncate(top);
    order
}

fn among_equals(a: &Standing, b: &Standing) -> Ordering {
    b.incidents
        .cmp(&a.incidents)
        .then(a.centre.y.total_cmp(&b.centre.y))
        .then(a.centre.x.total_cmp(&b.centre.x))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(weight: f64, incidents: usize, x: f64, y: f64) -> Standing {
        Standing {
            weight,
            incidents,
            centre: Planar::new(x, y),
        }
    }

    #[test]
    fn each_rule_decides_where_those_before_it_tie() {
        let standings = [
            standing(2.0, 2, 5.0, 5.0),
            standing(2.0 + 5e-10, 2, 4.0, 5.0),
            standing(2.0, 3, 9.0, 9.0),
            standing(2.0, 2, 9.0, 1.0),
            standing(2.1, 1, 9.0, 9.0),
        ];
        assert_eq!(best_first(&standings, 1, 9), [4, 2, 3, 1, 0]);
        assert_eq!(best_first(&standings, 2, 2), [2, 3]);
    }

    #[test]
    fn a_difference_above_the_tie_counts() {
        let standings = [
            standing(1.0, 1, 0.0, 0.0),
            standing(1.0 + 3e-9, 1, 1.0, 1.0),
        ];
        assert_eq!(best_first(&standings, 1, 9), [1, 0]);
    }

    #[test]
    fn what_holds_nothing_is_never_listed() {
        assert!(best_first(&[standing(0.0, 0, 0.0, 0.0)], 0, 9).is_empty());
    }
}
