//! What a count must be to beat the best ratio so far, so that hardly a logarithm is taken.

use super::{LEAST_CASES, log_ratio};

/// Halvings of the range an expected number is looked for in.
const HALVINGS: usize = 14;

/// The greatest ratio so far, and what beats it.
pub(super) struct Bar {
    /// The greatest ratio so far.
    pub(super) greatest: f64,
    /// Incidents in all.
    all: u64,
    /// For each count what [`Bar::most_expected`] gives; not a number where that was not asked yet.
    most: Vec<f64>,
}

impl Bar {
    pub(super) fn new(all: u64) -> Self {
        Self {
            greatest: 0.0,
            all,
            most: Vec::new(),
        }
    }

    /// Where so many or more are expected, the ratio of `cases` is not above the greatest so far. It falls
    /// as more are expected. A little too great, never too small.
    pub(super) fn most_expected(&mut self, cases: u64) -> f64 {
        let place = cases as usize;
        if place >= self.most.len() {
            self.most.resize(place + 1, f64::NAN);
        }
        if self.most[place].is_nan() {
            self.most[place] = self.found(cases);
        }
        self.most[place]
    }

    fn found(&self, cases: u64) -> f64 {
        if cases < LEAST_CASES {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, cases as f64);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if log_ratio(cases, middle, self.all) > self.greatest {
                low = middle;
            } else {
                high = middle;
            }
        }
        // What rounding of a product takes away is not lost.
        high * (1.0 + 1e-12)
    }

    /// Looks at a cluster.
    pub(super) fn look(&mut self, cases: u64, expected: f64) {
        if expected > 0.0 && expected < self.most_expected(cases) {
            let ratio = log_ratio(cases, expected, self.all);
            if ratio > self.greatest {
                self.greatest = ratio;
                self.most.fill(f64::NAN);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_greatest_is_that_of_taking_every_logarithm(
            looks in prop::collection::vec((0..60_u64, 0.0..40.0_f64), 1..200),
        ) {
            let mut bar = Bar::new(100);
            let mut greatest = 0.0_f64;
            for (cases, expected) in looks {
                bar.look(cases, expected);
                if cases >= 2 {
                    greatest = greatest.max(log_ratio(cases, expected, 100));
                }
                prop_assert_eq!(bar.greatest, greatest);
            }
        }
    }
}
