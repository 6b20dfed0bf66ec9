//! The regularised incomplete beta function and its inverse, for large counts and for fractions.
//!
//! A continued fraction (W. H. Press et al., *Numerical Recipes*, section 6.4, by Lentz's method)
//! times a binomial probability by the saddle point (C. Loader, *Fast and accurate computation of
//! binomial probabilities*, 2000). statrs has the function too, but stops its fraction after 140
//! terms, which is too early where both parameters are above some ten thousand.

use statrs::function::gamma::ln_gamma;

/// Terms of the fraction at most; it needs about as many as the root of the greater parameter.
const MOST_TERMS: u32 = 1_000_000;
/// From here on Stirling's series is exact to the last bits.
const STIRLING_FROM: f64 = 16.0;
/// ½ ln 2π
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
/// Terms of the series of a logarithm near 1 at most, each less than a hundredth of the one before.
const MOST_OF_SERIES: u32 = 40;
/// Halvings that leave neighbouring numbers, however small.
const HALVINGS: u32 = 1100;

/// The regularised incomplete beta function I_x(a, b), `a` and `b` above 0: the chance that a beta
/// variable of these parameters is at most `x`. NaN unless all three are finite.
pub fn regularised(a: f64, b: f64, x: f64) -> f64 {
    if ![a, b, x].iter().all(|number| number.is_finite()) {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // Each form is quick, and precise, on its own side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        front(a, b, x) / a * fraction(a, b, x)
    } else {
        1.0 - front(b, a, 1.0 - x) / b * fraction(b, a, 1.0 - x)
    }
}

/// The `x` below which a beta variable of parameters `a` and `b`, both above 0, lies with the
/// chance `p`. NaN unless all three are finite.
pub fn quantile(a: f64, b: f64, p: f64) -> f64 {
    if ![a, b, p].iter().all(|number| number.is_finite()) {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // Halving is slow and sure.
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high || high - low <= 1e-15 * high {
            break;
        }
        if regularised(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// xᵃ(1 − x)ᵇ / B(a, b), through the probability of a successes out of a + b.
fn front(a: f64, b: f64, x: f64) -> f64 {
    let n = a + b;
    let near = deviance(a, n * x) + deviance(b, n * (1.0 - x));
    let error = stirling_error(n) - stirling_error(a) - stirling_error(b);
    // B(a, b) = Γ(a)Γ(b)/Γ(n): a·b/n times that of the probability.
    (error - near).exp() * (a * b / n / std::f64::consts::TAU).sqrt()
}

/// a ln(a/m) + m − a, without loss where they are near.
fn deviance(a: f64, m: f64) -> f64 {
    let t = (a - m) / (a + m);
    if t.abs() >= 0.1 {
        return a * (a / m).ln() + m - a;
    }
    // ln(a/m) = 2 artanh(t); the first term of its series is taken with m − a.
    let mut sum = (a - m) * t;
    let (mut power, mut odd) = (2.0 * a * t, 1.0);
    for _ in 0..MOST_OF_SERIES {
        power *= t * t;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// ln Γ(n + 1) less Stirling's n ln n − n + ½ ln 2πn.
fn stirling_error(n: f64) -> f64 {
    if n >= STIRLING_FROM {
        let n2 = n * n;
        let series = 1.0 / 1680.0 - (1.0 / 1188.0) / n2;
        return (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - series / n2) / n2) / n2) / n;
    }
    ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - HALF_LN_TAU
}

/// The continued fraction of I_x(a, b), by Lentz's method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away_from_0 = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_0(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a - 1.0 + 2.0 * m) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 1.0 + 2.0 * m));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_0(1.0 + term * d);
            c = away_from_0(1.0 + term / c);
            change *= c * d;
        }
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::Value;

    /// The rows that `tests/reference/beta.py` writes under `key`.
    pub(in crate::analysis) fn reference(key: &str) -> Vec<Vec<f64>> {
        let text = include_str!("../../tests/reference/beta.json");
        let all: Value = serde_json::from_str(text).unwrap();
        let number = |cell: &Value| cell.as_f64().unwrap();
        let row = |row: &Value| row.as_array().unwrap().iter().map(number).collect();
        all[key].as_array().unwrap().iter().map(row).collect()
    }

    #[test]
    fn whole_parameters_give_binomial_tails() {
        // P(Beta(a, b) <= x) = P(Binomial(a + b - 1, x) >= a), summed term by term.
        for (a, b, x) in [
            (1_u32, 1_u32, 0.3_f64),
            (3, 5, 0.4),
            (20, 7, 0.8),
            (40, 60, 0.35),
        ] {
            let n = a + b - 1;
            let mut term = (1.0 - x).powi(n as i32);
            let mut tail = 0.0;
            for k in 1..=n {
                term *= f64::from(n - k + 1) / f64::from(k) * x / (1.0 - x);
                if k >= a {
                    tail += term;
                }
            }
            let got = regularised(f64::from(a), f64::from(b), x);
            assert!((got - tail).abs() < 1e-13, "{a} {b} {x}: {got} {tail}");
        }
    }

    #[test]
    fn the_incomplete_beta_function_is_that_of_scipy() {
        for row in reference("cdf") {
            let [a, b, x, want] = row[..] else {
                panic!("{row:?}");
            };
            let got = regularised(a, b, x);
            assert!(
                (got / want - 1.0).abs() < 1e-9 || want < 1e-290,
                "{row:?}: {got}"
            );
        }
    }

    #[test]
    fn the_ends_are_0_and_1() {
        assert_eq!(
            (regularised(2.0, 3.0, 0.0), regularised(2.0, 3.0, 1.0)),
            (0.0, 1.0)
        );
    }

    #[test]
    fn what_is_no_number_gives_none() {
        for broken in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for (a, b, x) in [(broken, 3.0, 0.3), (2.0, broken, 0.3), (2.0, 3.0, broken)] {
                assert!(regularised(a, b, x).is_nan(), "{a} {b} {x}");
                assert!(quantile(a, b, x).is_nan(), "{a} {b} {x}");
            }
        }
        assert!(deviance(f64::NAN, 1.0).is_nan());
    }

    #[test]
    fn a_quantile_leads_back_to_its_chance() {
        for (a, b) in [
            (0.3, 2.0),
            (0.5, 12.5),
            (3.0, 9.0),
            (5.0, 6.5),
            (2.0e5, 2.1e5),
            (4e5, 3e5),
        ] {
            for p in [0.001, 0.005, 0.025, 0.3, 0.975] {
                let x = quantile(a, b, p);
                assert!((regularised(a, b, x) - p).abs() < 1e-9, "{p} {a} {b}: {x}");
            }
        }
    }
}
