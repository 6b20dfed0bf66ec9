//! Tails of the binomial distribution and the exact interval of a share, for whole counts and for
//! sums of weights.
//!
//! P(X ≥ c) of n trials at share p is the regularised incomplete beta function I_p(c, n − c + 1),
//! which is as well defined where weights make c and n fractions: then it lies between the
//! exact values of the whole counts around.

use crate::analysis::beta;

/// The chance of `c` or more of `n` when each of them is one with probability `p`.
pub fn as_much(c: f64, n: f64, p: f64) -> f64 {
    if c <= 0.0 {
        1.0
    } else if p <= 0.0 || c > n {
        0.0
    } else if p >= 1.0 {
        1.0
    } else {
        beta::regularised(c, n - c + 1.0, p)
    }
}

/// The chance of `c` or fewer of `n` when each of them is one with probability `p`.
pub fn as_little(c: f64, n: f64, p: f64) -> f64 {
    as_much(n - c, n, 1.0 - p)
}

/// The interval that holds the probability behind `c` of `n` with `confidence` (C. J. Clopper &
/// E. S. Pearson, *The use of confidence or fiducial limits illustrated in the case of the binomial*,
/// Biometrika 26 (1934)), written with quantiles of the beta distribution.
pub fn clopper_pearson(c: f64, n: f64, confidence: f64) -> (f64, f64) {
    let tail = (1.0 - confidence) / 2.0;
    let others = n - c;
    let low = if c > 0.0 {
        beta::quantile(c, others + 1.0, tail)
    } else {
        0.0
    };
    let high = if others > 0.0 {
        // From the other side, so that a share near 1 keeps its digits.
        1.0 - beta::quantile(others, c + 1.0, tail)
    } else {
        1.0
    };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::beta::tests::reference;

    #[test]
    fn intervals_are_those_of_scipy() {
        for case in reference("clopper_pearson") {
            let [c, n, confidence, low, high] = case[..] else {
                panic!("{case:?}");
            };
            let got = clopper_pearson(c, n, confidence);
            assert!(
                (got.0 - low).abs() <= 1e-10 * low.max(1e-12),
                "{case:?} {got:?}"
            );
            assert!((got.1 - high).abs() <= 1e-10 * high, "{case:?} {got:?}");
        }
    }
}
