//! Moran's I, of the whole and of each place: whether like lies beside like.
//!
//! P. A. P. Moran, *Notes on continuous stochastic phenomena*, Biometrika 37 (1950); variances of
//! A. D. Cliff & J. K. Ord, *Spatial Processes* (1981). The local form is L. Anselin, *Local
//! indicators of spatial association*, Geographical Analysis 27 (1995), with mean and
//! variance under conditional randomisation of R. R. Sokal, N. L. Oden & B. A. Thomson, *Local
//! spatial autocorrelation in a biological model*, Geographical Analysis 30 (1998). Weights are
//! row-standardised: those of the neighbours of a place are divided by their sum, so that each of k
//! equal ones weighs 1/k.

use crate::analysis::significance::neighbours::Neighbours;
use crate::analysis::significance::permutation::full_tails;

/// How a place stands to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// Much among much.
    HighHigh,
    /// Little among little.
    LowLow,
    /// Much among little.
    HighLow,
    /// Little among much.
    LowHigh,
}

/// The local Moran's I of one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalMoran {
    /// I; NaN where all values are one.
    pub i: f64,
    /// Standardised; NaN where it cannot vary.
    pub z: f64,
    /// How it stands to its neighbours.
    pub quadrant: Quadrant,
}

/// The local Moran's I of each of `values`. A place without neighbours has 0.
pub fn local_moran(values: &[f64], neighbours: &impl Neighbours) -> Vec<LocalMoran> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let m2 = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    let sums = neighbours.sums(values);
    let (totals, squares) = (neighbours.totals(), neighbours.square_totals());
    let of = |((&value, &sum), (&total, &square)): ((&f64, &f64), (&f64, &f64))| {
        let off = value - mean;
        let lag = if total > 0.0 { sum / total - mean } else { 0.0 };
        let i = off * lag / m2;
        LocalMoran {
            i,
            z: standardised(i, off * off / m2, square / (total * total), n),
            quadrant: match (off > 0.0, lag > 0.0) {
                (true, true) => Quadrant::HighHigh,
                (false, false) => Quadrant::LowLow,
                (true, false) => Quadrant::HighLow,
                (false, true) => Quadrant::LowHigh,
            },
        }
    };
    let weights = totals.iter().zip(squares);
    values.iter().zip(&sums).zip(weights).map(of).collect()
}

/// I less its mean over its spread, the place keeping its value. `own` is its squared deviation
/// over the mean squared deviation, `square` the sum of its neighbours' squared weights; NaN
/// without any.
fn standardised(i: f64, own: f64, square: f64, n: f64) -> f64 {
    let mean = -own / (n - 1.0);
    let varies = (square - 1.0 / (n - 1.0)) * (1.0 - own / (n - 1.0));
    let variance = own * n / (n - 2.0) * varies;
    if variance > 0.0 {
        (i - mean) / variance.sqrt()
    } else {
        f64::NAN
    }
}

/// A statistic of the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Global {
    /// Its value.
    pub value: f64,
    /// What it is on average, the values being dealt at random.
    pub expected: f64,
    /// Its variance then.
    pub variance: f64,
}

impl Global {
    /// Less its mean, over its spread; NaN where it cannot vary.
    pub fn z(&self) -> f64 {
        (self.value - self.expected) / self.variance.sqrt()
    }
}

/// Moran's I with its mean and variance under randomisation. NaN where all values are one or
/// there are fewer than four.
pub fn global_moran(values: &[f64], neighbours: &impl Neighbours) -> Global {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let moment = |power: i32| values.iter().map(|v| (v - mean).powi(power)).sum::<f64>() / n;
    let kurtosis = moment(4) / moment(2).powi(2);
    let Sums { s0, s1, s2 } = Sums::row_standardised(neighbours);
    let expected = -1.0 / (n - 1.0);
    let square = (n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0)
        - kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0))
        / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0);
    Global {
        value: moran(values, neighbours) / moment(2) / s0,
        expected,
        variance: square - expected * expected,
    }
}

/// The chance, the values dealt anew again and again, of a Moran's I at least, and at most, as
/// great.
///
/// # Errors
/// What `check` gives, called before each replicate.
pub fn permuted_moran<E: Send>(
    values: &[f64],
    neighbours: &impl Neighbours,
    replicates: usize,
    seed: u64,
    check: impl Fn() -> Result<(), E> + Sync,
) -> Result<(f64, f64), E> {
    let statistic = |values: &[f64]| moran(values, neighbours);
    full_tails(values, replicates, seed, statistic, check)
}

/// The sum of products of each deviation with the mean of its neighbours'.
fn moran(values: &[f64], neighbours: &impl Neighbours) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let sums = neighbours.sums(values);
    let totals = neighbours.totals();
    let parts = values.iter().zip(&sums).zip(totals);
    let product =
        |((&value, &sum), &total): ((&f64, &f64), &f64)| (value - mean) * (sum / total - mean);
    parts.filter(|(_, total)| **total > 0.0).map(product).sum()
}

/// Sums of weights that variances are made of (Cliff & Ord).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sums {
    /// Of all weights.
    pub(super) s0: f64,
    /// Half the sum of (wᵢⱼ + wⱼᵢ)².
    pub(super) s1: f64,
    /// Sum of (row sum + column sum)².
    pub(super) s2: f64,
}

impl Sums {
    /// Of weights as they are, the same both ways.
    pub(super) fn plain(neighbours: &impl Neighbours) -> Self {
        let totals = neighbours.totals();
        Self {
            s0: totals.iter().sum(),
            s1: 2.0 * neighbours.square_totals().iter().sum::<f64>(),
            s2: totals.iter().map(|total| 4.0 * total * total).sum(),
        }
    }

    fn row_standardised(neighbours: &impl Neighbours) -> Self {
        let (totals, square_totals) = (neighbours.totals(), neighbours.square_totals());
        let share = |&total: &f64| if total > 0.0 { 1.0 / total } else { 0.0 };
        let shares: Vec<f64> = totals.iter().map(share).collect();
        let squares: Vec<f64> = shares.iter().map(|share| share * share).collect();
        // What a place weighs with its neighbours, whose rows these are the columns of.
        let columns = neighbours.sums(&shares);
        let across = neighbours.square_sums(&shares);
        let column_squares = neighbours.square_sums(&squares);
        let mut sums = Self {
            s0: 0.0,
            s1: 0.0,
            s2: 0.0,
        };
        for (i, share) in shares.iter().enumerate() {
            let row = totals[i] * share;
            let row_squares = square_totals[i] * squares[i];
            sums.s0 += row;
            sums.s1 += (row_squares + 2.0 * share * across[i] + column_squares[i]) / 2.0;
            sums.s2 += (row + columns[i]) * (row + columns[i]);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::significance::neighbours::Listed;
    use crate::base::Planar;

    /// 0 to 3 in a square, 4 off on its own beside 3.
    fn line(n: usize) -> Listed {
        Listed::of(n, |i, j| i.abs_diff(j) == 1)
    }

    #[test]
    fn sums_of_weights_are_those_of_the_whole_matrix() {
        let points = [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (9, 9)]
            .map(|(x, y)| Planar::new(f64::from(x), f64::from(y)));
        sums_are_of_the_matrix(&Listed::within(&points, 1.5));
        let fading = |i: usize, j: usize| match points[i].distance_to(points[j]) {
            apart if apart < 2.5 => 1.0 / apart,
            _ => 0.0,
        };
        sums_are_of_the_matrix(&Listed::weighing(6, fading));
    }

    fn sums_are_of_the_matrix(neighbours: &Listed) {
        let n = 6;
        let is = |i: usize, j: usize| {
            let mut one = vec![0.0; n];
            one[j] = 1.0;
            neighbours.sums(&one)[i]
        };
        let k = |i: usize| neighbours.totals()[i];
        let standardised = |i, j| if k(i) > 0.0 { is(i, j) / k(i) } else { 0.0 };
        let direct = |w: &dyn Fn(usize, usize) -> f64| {
            let all = |f: &dyn Fn(usize, usize) -> f64| -> f64 {
                (0..n).map(|i| (0..n).map(|j| f(i, j)).sum::<f64>()).sum()
            };
            let row = |i| (0..n).map(|j| w(i, j) + w(j, i)).sum::<f64>();
            (
                all(w),
                all(&|i, j| (w(i, j) + w(j, i)).powi(2)) / 2.0,
                (0..n).map(|i| row(i) * row(i)).sum::<f64>(),
            )
        };
        let near = |sums: Sums, (s0, s1, s2): (f64, f64, f64)| {
            assert!((sums.s0 - s0).abs() + (sums.s1 - s1).abs() + (sums.s2 - s2).abs() < 1e-12);
        };
        near(Sums::plain(neighbours), direct(&is));
        near(Sums::row_standardised(neighbours), direct(&standardised));
    }

    #[test]
    fn mean_and_variance_are_those_of_all_orders() {
        // All 720 orders of six values on a line.
        let values = [1.0, 2.0, 2.5, 4.0, 8.0, 9.0];
        let neighbours = line(6);
        let m2: f64 = {
            let mean = values.iter().sum::<f64>() / 6.0;
            values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 6.0
        };
        let mut all = Vec::new();
        permute(&mut values.to_vec(), 0, &mut |order| {
            all.push(moran(order, &neighbours) / m2 / 6.0);
        });
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let variance = all.iter().map(|i| (i - mean).powi(2)).sum::<f64>() / all.len() as f64;
        let global = global_moran(&values, &neighbours);
        assert!((global.expected - mean).abs() < 1e-12);
        assert!((global.variance - variance).abs() < 1e-12);
        assert!((global.value - all[0]).abs() < 1e-12);
    }

    #[test]
    fn local_mean_and_variance_are_those_of_all_orders_of_the_others() {
        let values = [1.0, 2.0, 2.5, 4.0, 8.0, 9.0];
        let neighbours = line(6);
        let (place, own) = (2, values[2]);
        let others: Vec<f64> = values.iter().copied().filter(|&v| v != own).collect();
        let mut all = Vec::new();
        permute(&mut others.clone(), 0, &mut |order| {
            let mut dealt = order.to_vec();
            dealt.insert(place, own);
            all.push(local_moran(&dealt, &neighbours)[place].i);
        });
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let variance = all.iter().map(|i| (i - mean).powi(2)).sum::<f64>() / all.len() as f64;
        let here = local_moran(&values, &neighbours)[place];
        assert!((here.z - (here.i - mean) / variance.sqrt()).abs() < 1e-9);
    }

    fn permute(values: &mut Vec<f64>, from: usize, see: &mut impl FnMut(&[f64])) {
        if from == values.len() {
            see(values);
            return;
        }
        for i in from..values.len() {
            values.swap(from, i);
            permute(values, from + 1, see);
            values.swap(from, i);
        }
    }
}
