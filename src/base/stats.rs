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

#[cfg(test)]
mod tests {
    use super::*;

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
