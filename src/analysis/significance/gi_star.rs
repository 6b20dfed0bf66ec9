//! Getis-Ord G of a place: whether what lies around it is more than its share.
//!
//! A. Getis & J. K. Ord, *The analysis of spatial association by use of distance statistics*,
//! Geographical Analysis 24 (1992); J. K. Ord & A. Getis, *Local spatial autocorrelation
//! statistics: distributional issues and an application*, Geographical Analysis 27 (1995),
//! equations 5 and 14, whose weights may be any. Gi* counts a place among its own neighbours, where
//! it weighs 1, as much as the nearest of them; Gi leaves it out of everything.

use crate::analysis::significance::neighbours::Neighbours;

/// Whether a place is among its own neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// It is: Gi*.
    Counted,
    /// It is not: Gi.
    LeftOut,
}

/// The standardised G of each of `values`; NaN where there is nothing to compare, because all
/// values are one, or a place has everything for neighbours, or nothing.
pub fn local_g(values: &[f64], neighbours: &impl Neighbours, own: Own) -> Vec<f64> {
    let sums = neighbours.sums(values);
    let whole = Moments::of(values);
    let (totals, squares) = (neighbours.totals(), neighbours.square_totals());
    let of = |((&value, &sum), (&total, &square)): ((&f64, &f64), (&f64, &f64))| match own {
        Own::Counted => whole.standardised(sum + value, total + 1.0, square + 1.0),
        Own::LeftOut => whole.without(value).standardised(sum, total, square),
    };
    let weights = totals.iter().zip(squares);
    values.iter().zip(&sums).zip(weights).map(of).collect()
}

/// Number, mean and mean squared deviation of values.
#[derive(Clone, Copy, Debug)]
struct Moments {
    n: f64,
    mean: f64,
    variance: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Self {
            n,
            mean,
            variance: squares / n,
        }
    }

    /// Those of all values but one.
    fn without(self, value: f64) -> Self {
        let n = self.n - 1.0;
        let off = value - self.mean;
        Self {
            n,
            mean: self.mean - off / n,
            variance: (self.variance - off * off / n) * self.n / n,
        }
    }

    /// A sum of values by weights that are `total` together, and their squares `square`, less what
    /// it would be on average, over how much it varies.
    fn standardised(self, sum: f64, total: f64, square: f64) -> f64 {
        let Self { n, mean, variance } = self;
        let spread = (variance * (n * square - total * total) / (n - 1.0)).sqrt();
        // Differences that are nothing but rounding are none.
        if spread > 1e-9 * (mean.abs() * total).max(f64::MIN_POSITIVE) {
            (sum - mean * total) / spread
        } else {
            f64::NAN
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::significance::neighbours::Listed;
    use crate::base::Planar;

    pub(crate) fn six_points() -> (Vec<Planar>, Vec<f64>) {
        let at = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)];
        let points = at.map(|(x, y)| Planar::new(f64::from(x), f64::from(y)));
        (points.to_vec(), vec![2.0, 3.0, 3.2, 5.0, 8.0, 7.0])
    }

    #[test]
    fn the_six_points_of_the_pysal_manual() {
        let (points, y) = six_points();
        let neighbours = Listed::within(&points, 15.0);
        let gi = local_g(&y, &neighbours, Own::LeftOut);
        let gi_star = local_g(&y, &neighbours, Own::Counted);
        assert!((gi[0] - -1.013_672_9).abs() < 5e-8, "{}", gi[0]);
        assert!((gi_star[0] - -1.397_276_26).abs() < 5e-9, "{}", gi_star[0]);
    }

    #[test]
    fn mean_and_variance_by_distance_are_those_of_many_orders() {
        let (points, y) = six_points();
        let fading = |i: usize, j: usize| 10.0 / points[i].distance_to(points[j]);
        let neighbours = Listed::weighing(6, |i, j| if i + j < 7 { fading(i, j) } else { 0.0 });
        let place = 2;
        let mut draws = crate::analysis::draws::Draws::new(5, 1);
        let mut others: Vec<f64> = y.clone();
        let own = others.remove(place);
        let (mut sum, mut squares, rounds) = (0.0, 0.0, 100_000);
        for _ in 0..rounds {
            draws.shuffle(&mut others);
            let mut dealt = others.clone();
            dealt.insert(place, own);
            let lag = neighbours.sums(&dealt)[place];
            sum += lag;
            squares += lag * lag;
        }
        let mean = sum / f64::from(rounds);
        let spread = (squares / f64::from(rounds) - mean * mean).sqrt();
        let z = (neighbours.sums(&y)[place] - mean) / spread;
        let gi = local_g(&y, &neighbours, Own::LeftOut)[place];
        assert!((gi - z).abs() < 0.02, "{gi} {z}");
    }

    #[test]
    fn leaving_a_value_out_is_leaving_it_out() {
        let values = [2.0, 3.0, 3.2, 5.0, 8.0, 7.0];
        let without = Moments::of(&values).without(3.2);
        let direct = Moments::of(&[2.0, 3.0, 5.0, 8.0, 7.0]);
        assert!((without.mean - direct.mean).abs() < 1e-14);
        assert!((without.variance - direct.variance).abs() < 1e-13);
    }

    #[test]
    fn nothing_to_compare_is_no_number() {
        let (points, _) = six_points();
        let neighbours = Listed::within(&points, 15.0);
        assert!(
            local_g(&[2.0; 6], &neighbours, Own::Counted)
                .iter()
                .all(|z| z.is_nan())
        );
        let all = Listed::within(&points, 1e3);
        let (_, y) = six_points();
        assert!(local_g(&y, &all, Own::Counted).iter().all(|z| z.is_nan()));
    }
}
