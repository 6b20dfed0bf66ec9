//! The exact interval of a binomial share, for whole counts and for sums of weights.
//!
//! Clopper & Pearson (1934), "The use of confidence or fiducial limits illustrated in the case
//! of the binomial", Biometrika 26, written with quantiles of the beta distribution, which also
//! take counts that are not whole.

use crate::analysis::beta;

/// The interval that holds the true share with `confidence` where `events` of `all` were seen.
pub fn clopper_pearson(events: f64, all: f64, confidence: f64) -> (f64, f64) {
    let tail = (1.0 - confidence) / 2.0;
    let others = all - events;
    let low = if events > 0.0 {
        beta::quantile(events, others + 1.0, tail)
    } else {
        0.0
    };
    let high = if others > 0.0 {
        // From the other side, so that a share near 1 keeps its digits.
        1.0 - beta::quantile(others, events + 1.0, tail)
    } else {
        1.0
    };
    (low, high)
}

/// The chance of at least `events` of `all` where each has the chance `share`.
pub fn at_least(events: f64, all: f64, share: f64) -> f64 {
    if events <= 0.0 {
        1.0
    } else {
        beta::regularised(events, all - events + 1.0, share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    #[test]
    fn intervals_are_those_of_scipy() {
        for case in reference()["clopper_pearson"].as_array().unwrap() {
            let n = |i: usize| case[i].as_f64().unwrap();
            let (low, high) = clopper_pearson(n(0), n(1), n(2));
            assert!(
                (low - n(3)).abs() <= 1e-10 * n(3).max(1e-12),
                "{case}: {low}"
            );
            assert!((high - n(4)).abs() <= 1e-10 * n(4), "{case}: {high}");
        }
    }
}
