//! Funnel plot: which areas' rates differ from the overall rate by more than chance, given their
//! size.
//!
//! Spiegelhalter (2005), "Funnel plots for comparing institutional performance", *Statistics in
//! Medicine* 24, 1185-1202: exact Poisson limits around the overall rate, interpolated between
//! counts (his appendix A.1.1). Counts of crime vary more than Poisson counts do; how much more
//! is measured by winsorised z-scores of square roots, and limits that allow for it are given
//! beside the exact ones: additive (a random effect between areas, by moments) as in
//! Spiegelhalter et al. (2012), *JRSS A* 175, 1-47, or multiplicative as in Spiegelhalter (2005),
//! *Qual. Saf. Health Care* 14, 347-351.

use statrs::distribution::{DiscreteCDF, Poisson};

use crate::analysis::comparison::intervals::{Exposed, normal_quantile};
use crate::base::stats::quantile_sorted;

/// How limits allow for areas that differ more than by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dispersion {
    /// Areas' own rates vary around the overall rate by a variance of their own.
    Additive,
    /// All limits are stretched by one factor.
    Multiplicative,
}

/// How a funnel is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelParams {
    /// What is done where areas differ more than by chance.
    pub dispersion: Dispersion,
    /// Share of the z-scores at each end that is pulled in before dispersion is measured: 0.1.
    pub winsorised: f64,
}

/// A funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The overall rate: all counts over all exposures.
    pub rate: f64,
    /// Mean square of the winsorised z-scores; 1 where areas differ by chance alone.
    pub phi: f64,
    /// Whether `phi` is above 1 + 2√(2/k), more than chance would make it.
    pub is_over_dispersed: bool,
    /// Limits that allow for dispersion; the exact ones where there is none.
    pub adjusted: Spread,
    /// One for each area, in the order given.
    pub points: Vec<Point>,
}

/// How far limits are from the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// Exact Poisson limits.
    Exact,
    /// With a variance between areas, of the root of the ratio to expectation.
    Additive {
        /// The variance.
        tau2: f64,
    },
    /// With a variance so many times that of chance.
    Multiplicative {
        /// So many times.
        phi: f64,
    },
}

/// An area in a funnel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// What its exposure would have at the overall rate.
    pub expected: f64,
    /// 2(√count − √expected): a standard normal variable, nearly, where chance alone is at work.
    pub z: f64,
    /// Where it stands among the exact limits.
    pub zone: Zone,
    /// Where it stands among those that allow for dispersion.
    pub adjusted_zone: Zone,
}

/// Where an area stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Below the lower 99.8 % limit.
    FarBelow,
    /// Below the lower 95 % limit.
    Below,
    /// Between the limits.
    #[default]
    Within,
    /// Above the upper 95 % limit.
    Above,
    /// Above the upper 99.8 % limit.
    FarAbove,
}

/// Chance to be below each limit: 99.8 %, 95 %, 95 %, 99.8 %.
pub const TAILS: [f64; 4] = [0.001, 0.025, 0.975, 0.999];

/// The funnel of `areas`. `None` where nothing happened or there is nothing to count against.
pub fn funnel(areas: &[Exposed], params: &FunnelParams) -> Option<Funnel> {
    let rate = Exposed::pooled(areas).map(Exposed::rate)?;
    if rate <= 0.0 {
        return None;
    }
    let expected = |area: &Exposed| area.exposure * rate;
    let z = |area: &Exposed| 2.0 * (area.count.sqrt() - expected(area).sqrt());
    let z_scores: Vec<f64> = areas.iter().map(z).collect();
    let k = areas.len() as f64;
    let phi = dispersion(&z_scores, params.winsorised);
    let is_over_dispersed = phi > 1.0 + 2.0 * (2.0 / k).sqrt();
    let adjusted = match params.dispersion {
        _ if !is_over_dispersed => Spread::Exact,
        Dispersion::Multiplicative => Spread::Multiplicative { phi },
        Dispersion::Additive => {
            let expected: Vec<f64> = areas.iter().map(expected).collect();
            Spread::Additive {
                tau2: variance_between(phi, &expected),
            }
        }
    };
    let point = |(area, &z): (&Exposed, &f64)| Point {
        expected: expected(area),
        z,
        zone: Zone::of(area.count, expected(area), Spread::Exact),
        adjusted_zone: Zone::of(area.count, expected(area), adjusted),
    };
    Some(Funnel {
        rate,
        phi,
        is_over_dispersed,
        adjusted,
        points: areas.iter().zip(&z_scores).map(point).collect(),
    })
}

impl Spread {
    /// The count below which an area that expects `expected` lies with the chance `tail`.
    pub fn limit(self, expected: f64, tail: f64) -> f64 {
        let root_variance = match self {
            Self::Exact => return poisson_limit(expected, tail),
            Self::Additive { tau2 } => 0.25 / expected + tau2,
            Self::Multiplicative { phi } => 0.25 * phi / expected,
        };
        let root = 1.0 + normal_quantile(tail) * root_variance.sqrt();
        expected * root.max(0.0).powi(2)
    }
}

impl Zone {
    /// Where `count` stands among the limits of an area that expects `expected`.
    pub fn of(count: f64, expected: f64, spread: Spread) -> Self {
        let limits = TAILS.map(|tail| spread.limit(expected, tail));
        if count < limits[0] {
            Self::FarBelow
        } else if count > limits[3] {
            Self::FarAbove
        } else if count < limits[1] {
            Self::Below
        } else if count > limits[2] {
            Self::Above
        } else {
            Self::Within
        }
    }
}

/// The interpolated `tail` quantile of a Poisson variable of mean `expected`, above 0: the smallest
/// count r with P(X ≤ r) > tail, less the part of its own chance that is too much. Never below 0.
fn poisson_limit(expected: f64, tail: f64) -> f64 {
    let Ok(poisson) = Poisson::new(expected) else {
        return f64::NAN;
    };
    // Well beyond any quantile asked for here.
    let reach = 12.0 * expected.sqrt() + 40.0;
    let mut low = (expected - reach).max(0.0).floor() as u64;
    let mut high = (expected + reach).ceil() as u64;
    while low < high {
        let middle = u64::midpoint(low, high);
        if poisson.cdf(middle) > tail {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let at = poisson.cdf(low);
    let before = if low == 0 { 0.0 } else { poisson.cdf(low - 1) };
    (low as f64 - (at - tail) / (at - before)).max(0.0)
}

/// Mean square of the z-scores, those beyond the quantiles `winsorised` and 1 − `winsorised`
/// taken for these.
fn dispersion(z_scores: &[f64], winsorised: f64) -> f64 {
    let mut sorted = z_scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let low = quantile_sorted(&sorted, winsorised).unwrap_or(0.0);
    let high = quantile_sorted(&sorted, 1.0 - winsorised).unwrap_or(0.0);
    let square = |z: &f64| z.clamp(low, high).powi(2);
    sorted.iter().map(square).sum::<f64>() / sorted.len() as f64
}

/// The variance between areas by moments (DerSimonian and Laird 1986), of which `phi` is the mean
/// square of z-scores with the variances 1/(4 expected) within areas.
fn variance_between(phi: f64, expected: &[f64]) -> f64 {
    let k = expected.len() as f64;
    let weights = expected.iter().map(|expected| 4.0 * expected);
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    let scale = sum - squares / sum;
    if scale > 0.0 {
        ((k * phi - (k - 1.0)) / scale).max(0.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::comparison::reference::{close, numbers, values};

    const PARAMS: FunnelParams = FunnelParams {
        dispersion: Dispersion::Additive,
        winsorised: 0.1,
    };

    #[test]
    fn exact_limits_are_those_of_spiegelhalter() {
        for row in values("poisson_limit").as_array().unwrap() {
            let mean = row[0].as_f64().unwrap();
            for (tail, want) in TAILS.into_iter().zip(numbers(&row[1])) {
                close(poisson_limit(mean, tail), want, 1e-8);
            }
        }
    }

    #[test]
    fn funnels_are_those_of_numpy() {
        let mut dispersed = Vec::new();
        for case in values("funnel").as_array().unwrap() {
            let (counts, exposures) = (numbers(&case["count"]), numbers(&case["exposure"]));
            let areas = counts.iter().zip(&exposures);
            let areas = areas.map(|(&count, &exposure)| Exposed { count, exposure });
            let areas: Vec<Exposed> = areas.collect();
            let made = funnel(&areas, &PARAMS).unwrap();
            close(made.rate, case["rate"].as_f64().unwrap(), 1e-14);
            close(made.phi, case["phi"].as_f64().unwrap(), 1e-10);
            for (point, z) in made.points.iter().zip(numbers(&case["z"])) {
                close(point.z, z, 1e-10);
            }
            assert_eq!(
                made.is_over_dispersed,
                case["is_over_dispersed"].as_bool().unwrap()
            );
            dispersed.push(made.is_over_dispersed);
            let additive = Spread::Additive {
                tau2: case["tau2"].as_f64().unwrap(),
            };
            if made.is_over_dispersed {
                let Spread::Additive { tau2 } = made.adjusted else {
                    unreachable!()
                };
                close(tau2, case["tau2"].as_f64().unwrap(), 1e-12);
            }
            let stretched = Spread::Multiplicative { phi: made.phi };
            for (i, point) in made.points.iter().enumerate() {
                for (place, tail) in TAILS.into_iter().enumerate() {
                    let want = |key: &str| numbers(&case[key][i])[place];
                    close(additive.limit(point.expected, tail), want("additive"), 1e-9);
                    close(
                        stretched.limit(point.expected, tail),
                        want("multiplicative"),
                        1e-9,
                    );
                }
            }
        }
        assert_eq!(dispersed, [false, true], "one case of each kind");
    }

    #[test]
    fn zones_are_told_by_the_limits() {
        use Zone::{Above, Below, FarAbove, FarBelow, Within};
        // Of 10: limits 2.03, 4.30, 15.9, 20.6 or so.
        let zones = [1.0, 3.0, 10.0, 17.0, 22.0].map(|count| Zone::of(count, 10.0, Spread::Exact));
        assert_eq!(zones, [FarBelow, Below, Within, Above, FarAbove]);
    }

    #[test]
    fn what_holds_nothing_has_no_funnel() {
        let none = Exposed {
            count: 0.0,
            exposure: 5.0,
        };
        assert_eq!(funnel(&[none, none], &PARAMS), None);
        assert_eq!(funnel(&[], &PARAMS), None);
    }
}
