//! The exact interval of a binomial share, for whole counts and for sums of weights.
//!
//! Clopper & Pearson (1934), "The use of confidence or fiducial limits illustrated in the case
//! of the binomial", Biometrika 26, written with quantiles of the beta distribution, which also
//! take counts that are not whole. The incomplete beta function is the continued fraction of
//! Lentz as in Press et al., *Numerical Recipes*, section 6.4; `statrs` has it too, but stops
//! after 140 terms, which is too soon for counts over some ten thousand.

use statrs::function::gamma::ln_gamma;

/// Terms of the fraction are taken until they change nothing; far fewer than these are needed.
const MOST_TERMS: u32 = 1_000_000;
/// Halvings that leave neighbouring numbers.
const HALVINGS: u32 = 1100;

/// The interval that holds the true share with `confidence` where `events` of `all` were seen.
pub fn clopper_pearson(events: f64, all: f64, confidence: f64) -> (f64, f64) {
    let tail = (1.0 - confidence) / 2.0;
    let others = all - events;
    let low = if events > 0.0 {
        beta_quantile(events, others + 1.0, tail)
    } else {
        0.0
    };
    let high = if others > 0.0 {
        // From the other side, so that a share near 1 keeps its digits.
        1.0 - beta_quantile(others, events + 1.0, tail)
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
        beta_cdf(events, all - events + 1.0, share)
    }
}

/// The regularised incomplete beta function Iₓ(a, b); `a` and `b` above 0.
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let ln_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    let front = ln_front.exp();
    // The fraction converges fast on the lower side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The x at which [`beta_cdf`] is `q`, by halving.
pub fn beta_quantile(a: f64, b: f64, q: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high || high - low <= 1e-15 * high {
            break;
        }
        if beta_cdf(a, b, middle) < q {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The continued fraction of the incomplete beta function.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_0 = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = away_from_0(1.0 - (a + b) * x / (a + 1.0)).recip();
    let mut sum = d;
    for term in 1..MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for coefficient in [even, odd] {
            d = away_from_0(1.0 + coefficient * d).recip();
            c = away_from_0(1.0 + coefficient / c);
            step = d * c;
            sum *= step;
        }
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::rate_ratio::tests::reference;

    #[test]
    fn the_incomplete_beta_function_is_that_of_scipy() {
        for case in reference()["beta_cdf"].as_array().unwrap() {
            let n = |i: usize| case[i].as_f64().unwrap();
            let got = beta_cdf(n(0), n(1), n(2));
            let scale = n(3).abs().max(1e-300);
            assert!(
                (got / n(3) - 1.0).abs() < 1e-9 || scale < 1e-290,
                "{case}: {got}"
            );
        }
    }

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

    #[test]
    fn a_quantile_undoes_its_chance() {
        for (a, b) in [(0.3, 2.0), (5.0, 6.5), (2.0e5, 2.1e5)] {
            for q in [0.005, 0.3, 0.975] {
                let x = beta_quantile(a, b, q);
                assert!((beta_cdf(a, b, x) - q).abs() < 1e-9, "{a} {b} {q}");
            }
        }
    }
}
