//! Whether a place holds more than its surroundings would give it, exactly.
//!
//! J. Przyborowski & H. Wilenski, *Homogeneity of results in testing samples from Poisson series*,
//! Biometrika 31 (1940): of two Poisson counts with one rate, the first is binomial once their sum
//! is known, with the share of the first's size. No normal curve is needed, so few incidents are
//! no obstacle. Size is ground, or residents.

use crate::analysis::binomial::{as_little, as_much, clopper_pearson};

/// A place beside the rest of what it lies in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Excess {
    /// What the rest's density would give a place of this size.
    pub expected: f64,
    /// What it holds over that: the ratio of densities.
    pub ratio: f64,
    /// 95 % interval of the ratio.
    pub interval: (f64, f64),
    /// The chance of as much or more, the densities being one.
    pub as_much: f64,
    /// The chance of as little or less.
    pub as_little: f64,
}

/// A place that holds `inside` of `total` on `share` of the size, 0 < share < 1.
pub fn excess(inside: f64, total: f64, share: f64) -> Excess {
    let odds = share / (1.0 - share);
    let expected = (total - inside) * odds;
    let ratio_of = |p: f64| p / (1.0 - p) / odds;
    let (low, high) = clopper_pearson(inside, total, 0.95);
    Excess {
        expected,
        ratio: inside / expected,
        interval: (ratio_of(low), ratio_of(high)),
        as_much: as_much(inside, total, share),
        as_little: as_little(inside, total, share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_with_its_share_has_the_ratio_1() {
        let even = excess(10.0, 100.0, 0.1);
        assert!((even.expected - 10.0).abs() < 1e-12 && (even.ratio - 1.0).abs() < 1e-12);
        assert!(even.interval.0 < 1.0 && even.interval.1 > 1.0);
        assert!(
            even.as_much > 0.5 && even.as_little > 0.5,
            "both hold the middle"
        );
    }

    #[test]
    fn p_and_interval_are_those_of_r() {
        // poisson.test(c(12, 48), c(3, 37)): greater, and the two-sided interval; R 4.2.2.
        let place = excess(12.0, 60.0, 3.0 / 40.0);
        assert!((place.as_much - 0.001_478_241_463_131_45).abs() < 1e-13);
        assert!((place.interval.0 - 1.490_811_272_199_8).abs() < 1e-10);
        assert!((place.interval.1 - 5.892_381_248_334_61).abs() < 1e-10);
        assert!((place.ratio - 37.0 / 12.0).abs() < 1e-12);
    }

    #[test]
    fn everything_inside_has_no_bound() {
        let all = excess(5.0, 5.0, 0.01);
        assert_eq!((all.expected, all.interval.1), (0.0, f64::INFINITY));
        assert!((all.as_much / 1e-10 - 1.0).abs() < 1e-12);
    }
}
