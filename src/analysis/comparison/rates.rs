//! Rates: counts over what they are counted against, with their intervals, by the year too.

use crate::analysis::comparison::intervals::{Exposed, Interval, poisson_byar, poisson_exact};

/// A rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// For so many of the exposure as was asked: 1,000 residents, one km².
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
    /// The same for a year, where the period is known.
    pub per_year: Option<f64>,
}

/// How rates are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateParams {
    /// For so many of the exposure: 1000 residents, 1 km².
    pub per: f64,
    /// Length of the period in years, where it is known.
    pub years: Option<f64>,
    /// Of the interval, as 0.95.
    pub confidence: f64,
    /// How intervals are made.
    pub intervals: Intervals,
}

/// How intervals of counts are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intervals {
    /// Exact, as Garwood has them.
    Exact,
    /// By Byar's approximation.
    Byar,
}

impl Intervals {
    /// The interval of `count`.
    pub fn of(self, count: f64, confidence: f64) -> Interval {
        match self {
            Self::Exact => poisson_exact(count, confidence),
            Self::Byar => poisson_byar(count, confidence),
        }
    }
}

impl Rate {
    /// The rate of `count` against `exposure`; `None` where there is nothing to count against.
    pub fn of(count: f64, exposure: f64, params: &RateParams) -> Option<Self> {
        if exposure.is_nan() || exposure <= 0.0 {
            return None;
        }
        let exposed = Exposed { count, exposure };
        let value = exposed.rate() * params.per;
        let interval = params.intervals.of(count, params.confidence);
        let years = params.years.filter(|&years| years > 0.0);
        Some(Self {
            value,
            interval: interval.times(params.per / exposure),
            per_year: years.map(|years| value / years),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: RateParams = RateParams {
        per: 1000.0,
        years: Some(2.0),
        confidence: 0.95,
        intervals: Intervals::Exact,
    };

    #[test]
    fn a_rate_scales_its_interval_and_its_year() {
        // scipy 1.15: chi2.ppf([.025, .975], [20, 22]) / 2 = 4.795389, 18.390356 for 10.
        let rate = Rate::of(10.0, 5000.0, &PARAMS).unwrap();
        assert!((rate.value - 2.0).abs() < 1e-12);
        assert_eq!(rate.per_year, Some(1.0));
        assert!((rate.interval.low - 4.795_389 / 5.0).abs() < 1e-6);
        assert!((rate.interval.high - 18.390_356 / 5.0).abs() < 1e-6);
    }

    #[test]
    fn byar_is_near_the_exact_interval_from_ten_up() {
        let byar = RateParams {
            intervals: Intervals::Byar,
            ..PARAMS
        };
        for count in [10.0, 25.0, 400.0] {
            let [one, other] = [PARAMS, byar].map(|params| Rate::of(count, 1.0, &params).unwrap());
            assert!(one.interval != other.interval);
            assert!((one.interval.low / other.interval.low - 1.0).abs() < 0.01);
            assert!((one.interval.high / other.interval.high - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn nothing_to_count_against_gives_no_rate() {
        for exposure in [0.0, -1.0, f64::NAN] {
            assert_eq!(Rate::of(3.0, exposure, &PARAMS), None);
        }
        assert!(Rate::of(0.0, 10.0, &PARAMS).is_some_and(|rate| rate.value == 0.0));
    }
}
