//! Tails of the binomial distribution, of counts that need not be whole.
//!
//! P(X ≥ c) of n trials at share p is the regularised incomplete beta function I_p(c, n − c + 1),
//! which is as well defined where weights make c and n fractions: then it lies between the
//! exact values of the whole counts around. It is computed by its continued fraction (W. H. Press
//! et al., *Numerical Recipes*, section 6.4, by Lentz's method) times a binomial probability by the
//! saddle point (C. Loader, *Fast and accurate computation of binomial probabilities*, 2000), for
//! statrs stops its fraction after 140 terms, which for a year's incidents is too early.

use statrs::function::gamma::ln_gamma;

/// Terms of the fraction at most; it needs about √n.
const MOST_TERMS: u32 = 100_000;
/// From here on Stirling's series is exact to the last bits.
const STIRLING_FROM: f64 = 16.0;
/// ½ ln 2π
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// The chance of `c` or more of `n` when each of them is one with probability `p`.
pub fn as_much(c: f64, n: f64, p: f64) -> f64 {
    if c <= 0.0 {
        1.0
    } else if p <= 0.0 || c > n {
        0.0
    } else if p >= 1.0 {
        1.0
    } else {
        incomplete_beta(c, n - c + 1.0, p)
    }
}

/// The chance of `c` or fewer of `n` when each of them is one with probability `p`.
pub fn as_little(c: f64, n: f64, p: f64) -> f64 {
    as_much(n - c, n, 1.0 - p)
}

/// The 95 % interval of the probability behind `c` of `n` (C. J. Clopper & E. S. Pearson, *The
/// use of confidence or fiducial limits*, Biometrika 26 (1934)).
pub fn interval_95(c: f64, n: f64) -> (f64, f64) {
    let low = crossing(|p| as_much(c, n, p) >= 0.025);
    let high = crossing(|p| as_little(c, n, p) < 0.025);
    (
        if c <= 0.0 { 0.0 } else { low },
        if c >= n { 1.0 } else { high },
    )
}

/// The least p at which `is_past` holds, which it then does for all greater.
fn crossing(is_past: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut past) = (0.0_f64, 1.0_f64);
    // Down to neighbouring numbers even where p is 1e-9.
    for _ in 0..100 {
        let middle = f64::midpoint(below, past);
        if is_past(middle) {
            past = middle;
        } else {
            below = middle;
        }
    }
    past
}

/// I_x(a, b), 0 < x < 1, a > 0, b ≥ 1.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    // Each form is quick, and precise, on its own side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        front(a, b, x) / a * fraction(a, b, x)
    } else {
        1.0 - front(b, a, 1.0 - x) / b * fraction(b, a, 1.0 - x)
    }
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
    loop {
        power *= t * t;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
    }
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
