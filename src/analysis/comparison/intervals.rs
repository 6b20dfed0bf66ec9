//! Intervals of counts, rates and shares.
//!
//! - A count: Garwood (1936), *Biometrika* 28, 437-442: exact for a Poisson count, by gamma
//!   quantiles, and so made for sums of weights as well; and Byar's approximation of it as Breslow
//!   and Day (1987) give it and English public health bodies print it.
//! - A share: Wilson (1927), *JASA* 22, 209-212.
//! - Two rates: their ratio exactly, conditional on the sum of the counts (Przyborowski and
//!   Wilenski 1940, with the limits of Clopper and Pearson 1934); their difference by the method of
//!   variance estimates recovered (Zou and Donner 2008, *Statistics in Medicine* 27, 1693-1702)
//!   from the exact intervals of both.
//! - A weighted sum of counts, such as the mean of several forces' rates, is taken for a count of
//!   the same ratio of mean to variance: an effective count over an effective exposure, as in Fay
//!   and Feuer (1997), *Statistics in Medicine* 16, 791-801. For a plain sum it is the sum itself.

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

use crate::analysis::beta;

/// An interval; ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end; infinite where nothing bounds it.
    pub high: f64,
}

impl Interval {
    /// Whether `value` is in it.
    pub fn holds(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Both ends by `factor`, which is above 0.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
        }
    }
}

/// A count (or a sum of weights) and what it is counted against: residents, km², premises, years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposed {
    /// How many.
    pub count: f64,
    /// Against how much, above 0.
    pub exposure: f64,
}

impl Exposed {
    /// How many for one of the exposure.
    pub fn rate(self) -> f64 {
        self.count / self.exposure
    }

    /// The exact interval of the rate.
    pub fn interval(self, confidence: f64) -> Interval {
        poisson_exact(self.count, confidence).times(1.0 / self.exposure)
    }

    /// The mean of several rates, each of the same weight, as an effective count over an effective
    /// exposure. `None` where there is none.
    pub fn mean_of_rates(all: &[Self]) -> Option<Self> {
        let n = all.len() as f64;
        let weighted = all.iter().map(|one| (one.count, 1.0 / (n * one.exposure)));
        let (mean, variance) = weighted.fold((0.0, 0.0), |(mean, variance), (count, weight)| {
            (mean + weight * count, variance + weight * weight * count)
        });
        if variance > 0.0 {
            let exposure = mean / variance;
            return Some(Self {
                count: mean * exposure,
                exposure,
            });
        }
        // Nothing happened anywhere.
        Self::pooled(all)
    }

    /// All counts over all exposures. `None` where there is none.
    pub fn pooled(all: &[Self]) -> Option<Self> {
        let exposure: f64 = all.iter().map(|one| one.exposure).sum();
        let count = all.iter().map(|one| one.count).sum();
        (exposure > 0.0).then_some(Self { count, exposure })
    }
}

/// Garwood's exact interval of the mean of a Poisson variable that came out as `count`, 0 or more.
pub fn poisson_exact(count: f64, confidence: f64) -> Interval {
    let tail = (1.0 - confidence) / 2.0;
    Interval {
        low: gamma_quantile(tail, count),
        high: gamma_quantile(1.0 - tail, count + 1.0),
    }
}

/// Byar's approximation of [`poisson_exact`]; good from about five up.
pub fn poisson_byar(count: f64, confidence: f64) -> Interval {
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let end = |n: f64, z: f64| n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3);
    Interval {
        low: if count > 0.0 {
            end(count, -z).max(0.0)
        } else {
            0.0
        },
        high: end(count + 1.0, z),
    }
}

/// Wilson's interval of the share that came out as `hits` of `of`. `None` of none.
pub fn share_wilson(hits: f64, of: f64, confidence: f64) -> Option<Interval> {
    if of <= 0.0 {
        return None;
    }
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let share = hits / of;
    let shrunk = 1.0 + z * z / of;
    let centre = (share + z * z / (2.0 * of)) / shrunk;
    let half = z * (share * (1.0 - share) / of + z * z / (4.0 * of * of)).sqrt() / shrunk;
    Some(Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    })
}

/// The exact interval of the ratio of the rate of `a` to that of `b`. `None` where both counts
/// are 0.
pub fn ratio_exact(a: Exposed, b: Exposed, confidence: f64) -> Option<Interval> {
    if a.count + b.count <= 0.0 {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let odds = |share: f64| share / (1.0 - share) * b.exposure / a.exposure;
    let low = (a.count > 0.0).then(|| odds(beta::quantile(a.count, b.count + 1.0, tail)));
    let high = (b.count > 0.0).then(|| odds(beta::quantile(a.count + 1.0, b.count, 1.0 - tail)));
    Some(Interval {
        low: low.unwrap_or(0.0),
        high: high.unwrap_or(f64::INFINITY),
    })
}

/// The interval of the rate of `a` less that of `b`.
pub fn difference(a: Exposed, b: Exposed, confidence: f64) -> Interval {
    let (rate_a, rate_b) = (a.rate(), b.rate());
    let (of_a, of_b) = (a.interval(confidence), b.interval(confidence));
    let away = |x: f64, y: f64| x.hypot(y);
    Interval {
        low: rate_a - rate_b - away(rate_a - of_a.low, of_b.high - rate_b),
        high: rate_a - rate_b + away(of_a.high - rate_a, rate_b - of_b.low),
    }
}

/// The number below which a standard normal variable lies with the chance `p`.
pub fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// The number below which a gamma variable of this shape, 0 or more, and scale 1 lies with the
/// chance `p`.
fn gamma_quantile(p: f64, shape: f64) -> f64 {
    // A shape of 0 is a count of nothing: its lower end.
    Gamma::new(shape, 1.0).map_or(0.0, |gamma| gamma.inverse_cdf(p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::comparison::reference::{close, numbers, values};

    fn rows(key: &str) -> Vec<Vec<f64>> {
        values(key)
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect()
    }

    #[test]
    fn counts_have_the_intervals_of_scipy_and_statsmodels() {
        for row in rows("poisson_exact") {
            let Interval { low, high } = poisson_exact(row[0], row[1]);
            close(low, row[2], 1e-9);
            close(high, row[3], 1e-9);
        }
        for row in rows("poisson_byar") {
            let Interval { low, high } = poisson_byar(row[0], 0.95);
            close(low, row[1], 1e-12);
            close(high, row[2], 1e-12);
        }
        assert_eq!(poisson_byar(0.0, 0.95).low, 0.0);
    }

    #[test]
    fn shares_have_the_intervals_of_statsmodels() {
        for row in rows("share_wilson") {
            let Interval { low, high } = share_wilson(row[0], row[1], 0.95).unwrap();
            close(low, row[2], 1e-12);
            close(high, row[3], 1e-12);
        }
        assert_eq!(share_wilson(0.0, 0.0, 0.95), None);
    }

    fn pair(row: &[f64]) -> (Exposed, Exposed) {
        let exposed = |count, exposure| Exposed { count, exposure };
        (exposed(row[0], row[1]), exposed(row[2], row[3]))
    }

    #[test]
    fn ratios_have_the_intervals_of_r() {
        for row in rows("ratio_exact") {
            let (a, b) = pair(&row);
            let Interval { low, high } = ratio_exact(a, b, 0.95).unwrap();
            close(low, row[4], 1e-9);
            close(high, row[5], 1e-9);
        }
        let nothing = Exposed {
            count: 0.0,
            exposure: 5.0,
        };
        assert_eq!(ratio_exact(nothing, nothing, 0.95), None);
    }

    #[test]
    fn differences_are_recovered_from_both_intervals() {
        for row in rows("difference") {
            let (a, b) = pair(&row);
            let Interval { low, high } = difference(a, b, 0.95);
            close(low, row[4], 1e-10);
            close(high, row[5], 1e-10);
        }
    }

    #[test]
    fn a_mean_of_rates_is_a_count_of_the_same_mean_and_variance() {
        let all = [(30.0, 1000.0), (80.0, 4000.0), (5.0, 500.0)];
        let all = all.map(|(count, exposure)| Exposed { count, exposure });
        let mean = Exposed::mean_of_rates(&all).unwrap();
        close(mean.rate(), (0.03 + 0.02 + 0.01) / 3.0, 1e-15);
        let variance =
            (30.0 / 1000_f64.powi(2) + 80.0 / 4000_f64.powi(2) + 5.0 / 500_f64.powi(2)) / 9.0;
        close(mean.count / mean.exposure.powi(2), variance, 1e-15);
        // Of equal exposures it is the plain sum.
        let equal = all.map(|one| Exposed {
            exposure: 100.0,
            ..one
        });
        let mean = Exposed::mean_of_rates(&equal).unwrap();
        close(mean.count, 115.0, 1e-12);
        close(mean.exposure, 300.0, 1e-12);
        assert_eq!(Exposed::mean_of_rates(&[]), None);
        let none = Exposed {
            count: 0.0,
            exposure: 10.0,
        };
        assert_eq!(Exposed::mean_of_rates(&[none, none]).unwrap().rate(), 0.0);
    }
}
