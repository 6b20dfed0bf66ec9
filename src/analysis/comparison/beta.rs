//! The regularised incomplete beta function and its inverse, for large counts too.
//!
//! statrs stops its continued fraction after 140 terms, which is too early where both parameters
//! are above some ten thousand: the fraction needs about as many terms as the root of the greater
//! one. This is the same fraction (Press et al., *Numerical Recipes*, 3rd ed., 6.4, by the method
//! of Lentz), followed until it stands still.

use statrs::function::gamma::ln_gamma;

/// More terms than counts of 10¹¹ need.
const MOST_TERMS: u32 = 1_000_000;
/// A fraction's denominator is held above this.
const TINY: f64 = 1e-300;

/// The chance that a beta variable of parameters `a` and `b`, both above 0, is at most `x`.
pub fn regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let ln_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    // The fraction stands still soonest on its own side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        ln_front.exp() * fraction(a, b, x) / a
    } else {
        1.0 - ln_front.exp() * fraction(b, a, 1.0 - x) / b
    }
}

/// The `x` below which a beta variable of parameters `a` and `b`, both above 0, lies with the
/// chance `p`.
pub fn quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // Halving is slow and sure: as many steps as a double has places, and some for small answers.
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
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

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let held = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / held(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for term in 1..=MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a - 1.0 + 2.0 * m) * (a + 2.0 * m));
        d = 1.0 / held(1.0 + even * d);
        c = held(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 1.0 + 2.0 * m));
        d = 1.0 / held(1.0 + odd * d);
        c = held(1.0 + odd / c);
        product *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::comparison::reference::{close, numbers, values};

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
    fn large_and_broken_parameters_give_the_values_of_scipy() {
        for row in values("beta").as_array().unwrap() {
            let row = numbers(row);
            close(regularised(row[0], row[1], row[2]), row[3], 1e-9);
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
    fn a_quantile_leads_back_to_its_chance() {
        for (p, a, b) in [(0.025, 3.0, 9.0), (0.975, 4e5, 3e5), (0.001, 0.5, 12.5)] {
            let x = quantile(p, a, b);
            assert!((regularised(a, b, x) - p).abs() < 1e-9, "{p} {a} {b}: {x}");
        }
    }
}
