//! Small statistics used in more than one place.

/// The quantile `q` (0 to 1) of `sorted` values by linear interpolation between closest
/// ranks (R type 7, NumPy's default). `None` where there are no values.
pub fn quantile_sorted(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = q.clamp(0.0, 1.0) * last as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    let (a, b) = (sorted[low], sorted[high]);
    Some(a + (b - a) * (at - low as f64))
}

/// The middle of `sorted` values. `None` where there are none.
pub fn median_sorted(sorted: &[f64]) -> Option<f64> {
    quantile_sorted(sorted, 0.5)
}

/// A weight of at most a few thousand, rounded to the nearest 2⁻³⁰, a billionth: sums of such
/// weights up to eight million are exact, so that their order changes no bit, and sums that are
/// equal in truth are equal.
pub fn summable(weight: f64) -> f64 {
    const PARTS: f64 = (1_u64 << 30) as f64;
    (weight * PARTS).round() / PARTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_and_halves_have_one_sum_in_any_order() {
        let shares = [0.5, 1.0 / 3.0, 0.25, 1.0 / 7.0, 1.0, 1.0 / 3.0];
        let forwards: f64 = shares.iter().map(|&share| summable(share)).sum();
        let backwards: f64 = shares.iter().rev().map(|&share| summable(share)).sum();
        assert_eq!(forwards, backwards);
        assert!((forwards - shares.iter().sum::<f64>()).abs() < 1e-8);
    }

    #[test]
    fn quantiles_interpolate_like_numpy() {
        // numpy.quantile([1, 2, 3, 4], [0, .25, .5, .75, 1]), NumPy 2.1.
        let values = [1.0, 2.0, 3.0, 4.0];
        let expected = [
            (0.0, 1.0),
            (0.25, 1.75),
            (0.5, 2.5),
            (0.75, 3.25),
            (1.0, 4.0),
        ];
        for (q, want) in expected {
            assert_eq!(quantile_sorted(&values, q), Some(want));
        }
        assert_eq!(quantile_sorted(&[], 0.5), None);
    }
}
