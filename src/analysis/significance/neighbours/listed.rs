//! Neighbours in lists, for tests.

use super::{BAND_SLACK, Neighbours};
use crate::base::Planar;

/// Every neighbour written down: the slow way that is obviously right.
pub(crate) struct Listed {
    degrees: Vec<u32>,
    totals: Vec<f64>,
    square_totals: Vec<f64>,
    lists: Vec<Vec<(usize, f64)>>,
}

impl Listed {
    pub(crate) fn within(points: &[Planar], band_m: f64) -> Self {
        Self::of(points.len(), |i, j| {
            points[i].distance_to(points[j]) <= band_m * BAND_SLACK
        })
    }

    pub(crate) fn of(n: usize, are: impl Fn(usize, usize) -> bool) -> Self {
        Self::weighing(n, |i, j| if are(i, j) { 1.0 } else { 0.0 })
    }

    /// Those that weigh something.
    pub(crate) fn weighing(n: usize, weight: impl Fn(usize, usize) -> f64) -> Self {
        let list = |i: usize| {
            let others = (0..n).filter(|&j| j != i).map(|j| (j, weight(i, j)));
            others.filter(|&(_, weight)| weight > 0.0).collect()
        };
        let lists: Vec<Vec<(usize, f64)>> = (0..n).map(list).collect();
        let sum = |part: fn(f64) -> f64| {
            let of = |list: &Vec<(usize, f64)>| list.iter().map(|&(_, w)| part(w)).sum();
            lists.iter().map(of).collect()
        };
        Self {
            degrees: lists.iter().map(|list| list.len() as u32).collect(),
            totals: sum(|w| w),
            square_totals: sum(|w| w * w),
            lists,
        }
    }
}

impl Neighbours for Listed {
    fn degrees(&self) -> &[u32] {
        &self.degrees
    }

    fn sums(&self, values: &[f64]) -> Vec<f64> {
        let sum = |list: &Vec<(usize, f64)>| list.iter().map(|&(j, w)| w * values[j]).sum();
        self.lists.iter().map(sum).collect()
    }

    fn totals(&self) -> &[f64] {
        &self.totals
    }

    fn square_totals(&self) -> &[f64] {
        &self.square_totals
    }

    fn square_sums(&self, values: &[f64]) -> Vec<f64> {
        let sum = |list: &Vec<(usize, f64)>| list.iter().map(|&(j, w)| w * w * values[j]).sum();
        self.lists.iter().map(sum).collect()
    }
}
