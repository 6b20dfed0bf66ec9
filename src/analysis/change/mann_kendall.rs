//! Whether a row of figures rises or falls: the Mann-Kendall test, and Sen's slope.
//!
//! Mann (1945), Econometrica 13; Kendall (1975), *Rank Correlation Methods*: S is the number of
//! later figures that are greater less those that are smaller; with ties its variance is
//! (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18, and z = (S ∓ 1)/√Var is taken as normal. Sen (1968), JASA
//! 63: the slope is the median of the slopes of all pairs. Both suppose independent figures; where
//! each is like the one before, p is too small.

use crate::analysis::significance::normal::Sides;
use crate::base::stats::median_sorted;

/// What the test says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Kendall's S.
    pub s: f64,
    /// Variance of S where there is no trend, ties allowed for.
    pub variance: f64,
    /// S in standard deviations, with the correction for continuity.
    pub z: f64,
    /// Two-sided chance of an S as great if there were no trend.
    pub p_value: f64,
    /// Kendall's tau-b.
    pub tau: f64,
}

/// The test of `values` in their order; `None` of fewer than three.
pub fn mann_kendall(values: &[f64]) -> Option<Trend> {
    let n = values.len() as f64;
    if values.len() < 3 {
        return None;
    }
    let mut s = 0_i64;
    for (i, earlier) in values.iter().enumerate() {
        for later in &values[i + 1..] {
            s += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    let (mut tied_variance, mut tied_pairs) = (0.0, 0.0);
    for t in ties(values) {
        tied_variance += t * (t - 1.0) * (2.0 * t + 5.0);
        tied_pairs += t * (t - 1.0) / 2.0;
    }
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - tied_variance) / 18.0;
    let pairs = n * (n - 1.0) / 2.0;
    let s = s as f64;
    // Where all are equal there is no variance, and no trend.
    let z = if s == 0.0 {
        0.0
    } else {
        (s - s.signum()) / variance.sqrt()
    };
    Some(Trend {
        s,
        variance,
        z,
        p_value: Sides::Two.p(z),
        tau: if s == 0.0 {
            0.0
        } else {
            s / (pairs * (pairs - tied_pairs)).sqrt()
        },
    })
}

/// Sen's slope: by how much the figures rise from one to the next. `None` of fewer than two.
pub fn sen_slope(values: &[f64]) -> Option<f64> {
    let mut slopes = Vec::with_capacity(values.len() * values.len() / 2);
    for (i, earlier) in values.iter().enumerate() {
        for (further, later) in values[i + 1..].iter().enumerate() {
            slopes.push((later - earlier) / (further + 1) as f64);
        }
    }
    slopes.sort_by(f64::total_cmp);
    median_sorted(&slopes)
}

/// How often each value stands there.
fn ties(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .chunk_by(|a, b| a == b)
        .map(|same| same.len() as f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    #[test]
    fn trends_are_those_of_scipy_and_r() {
        for case in reference()["mann_kendall"].as_array().unwrap() {
            let values = case["values"].as_array().unwrap();
            let values: Vec<f64> = values.iter().map(|v| v.as_f64().unwrap()).collect();
            let got = mann_kendall(&values).unwrap();
            let slope = sen_slope(&values).unwrap();
            for (got, key) in [
                (got.s, "s"),
                (got.z, "z"),
                (got.p_value, "p"),
                (got.tau, "tau"),
                (slope, "slope"),
            ] {
                let want = case[key].as_f64().unwrap();
                assert!((got - want).abs() < 1e-9, "{key}: {got} {want}");
            }
        }
    }

    #[test]
    fn a_flat_row_has_no_trend() {
        let flat = mann_kendall(&[2.0; 12]).unwrap();
        assert_eq!((flat.z, flat.p_value, flat.tau), (0.0, 1.0, 0.0));
        assert_eq!(mann_kendall(&[1.0, 2.0]), None);
    }
}
