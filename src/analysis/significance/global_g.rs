//! Getis-Ord general G: whether much lies beside much, or little beside little.
//!
//! A. Getis & J. K. Ord, *The analysis of spatial association by use of distance statistics*,
//! Geographical Analysis 24 (1992), equations 4 to 8. Values are not negative.

use crate::analysis::significance::moran::{Global, Sums};
use crate::analysis::significance::neighbours::Neighbours;
use crate::analysis::significance::permutation::full_tails;

/// General G with its mean and variance under randomisation. NaN where no two values are above 0.
pub fn global_g(values: &[f64], neighbours: &impl Neighbours) -> Global {
    let n = values.len() as f64;
    let Sums { s0, s1, s2 } = Sums::plain(neighbours);
    let moment = |power: i32| values.iter().map(|v| v.powi(power)).sum::<f64>();
    let [m1, m2, m3, m4] = [1, 2, 3, 4].map(moment);
    let s0_2 = s0 * s0;
    let n_2 = n * n;
    let b0 = (n_2 - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0_2;
    let b1 = -((n_2 - n) * s1 - 2.0 * n * s2 + 6.0 * s0_2);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0_2);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0_2;
    let b4 = s1 - s2 + s0_2;
    let pairs = m1 * m1 - m2;
    let square = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4))
        / (pairs * pairs * n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    let expected = s0 / (n * (n - 1.0));
    Global {
        value: products(values, neighbours) / pairs,
        expected,
        variance: square - expected * expected,
    }
}

/// The chance, the values dealt anew again and again, of a G at least, and at most, as great.
///
/// # Errors
/// What `check` gives, called before each replicate.
pub fn permuted_g<E: Send>(
    values: &[f64],
    neighbours: &impl Neighbours,
    replicates: usize,
    seed: u64,
    check: impl Fn() -> Result<(), E> + Sync,
) -> Result<(f64, f64), E> {
    let statistic = |values: &[f64]| products(values, neighbours);
    full_tails(values, replicates, seed, statistic, check)
}

/// The sum of products of neighbours.
fn products(values: &[f64], neighbours: &impl Neighbours) -> f64 {
    let sums = neighbours.sums(values);
    values
        .iter()
        .zip(&sums)
        .map(|(value, sum)| value * sum)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::significance::neighbours::Listed;
    use crate::base::Planar;

    #[test]
    fn the_six_points_of_the_pysal_manual() {
        let at = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)];
        let points = at.map(|(x, y)| Planar::new(f64::from(x), f64::from(y)));
        let global = global_g(
            &[2.0, 3.0, 3.2, 5.0, 8.0, 7.0],
            &Listed::within(&points, 15.0),
        );
        assert!(
            (global.value - 0.557_097_79).abs() < 5e-9,
            "{}",
            global.value
        );
    }

    #[test]
    fn mean_and_variance_are_those_of_many_orders() {
        let values = [0.0, 0.0, 1.0, 2.0, 2.0, 7.0];
        let neighbours = Listed::of(6, |i, j| i.abs_diff(j) == 1);
        let global = global_g(&values, &neighbours);
        let pairs = 12.0 * 12.0 - 58.0;
        let mut draws = crate::analysis::draws::Draws::new(1, 1);
        let mut dealt = values;
        let (mut sum, mut squares, rounds) = (0.0, 0.0, 200_000);
        for _ in 0..rounds {
            draws.shuffle(&mut dealt);
            let g = products(&dealt, &neighbours) / pairs;
            sum += g;
            squares += g * g;
        }
        let mean = sum / f64::from(rounds);
        let variance = squares / f64::from(rounds) - mean * mean;
        assert!((global.expected - mean).abs() < 2e-3, "{mean}");
        assert!(
            (global.variance / variance - 1.0).abs() < 0.02,
            "{variance}"
        );
    }
}
