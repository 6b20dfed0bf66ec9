//! Tails of the binomial distribution, of counts that need not be whole.
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

/// The 95 % interval of the probability behind `c` of `n` (C. J. Clopper & E. S. Pearson, *The
/// use of confidence or fiducial limits*, Biometrika 26 (1934)).
pub fn interval_95(c: f64, n: f64) -> (f64, f64) {
    let low = || crossing(|p| as_much(c, n, p) >= 0.025);
    let high = || crossing(|p| as_little(c, n, p) < 0.025);
    (
        if c <= 0.0 { 0.0 } else { low() },
        if c >= n { 1.0 } else { high() },
    )
}

/// The least p at which `is_past` holds, which it then does for all greater.
fn crossing(is_past: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut past) = (0.0_f64, 1.0_f64);
    // Down to neighbouring numbers even where p is 1e-9.
    for _ in 0..100 {
        let middle = f64::midpoint(below, past);
        if middle <= below || middle >= past {
            break;
        }
        if is_past(middle) {
            past = middle;
        } else {
            below = middle;
        }
    }
    past
}
