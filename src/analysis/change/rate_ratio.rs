//! How many times one rate is another, with its exact interval.
//!
//! Two counts x₀ and x₁ over exposures t₀ and t₁ are Poisson with rates λ₀ and λ₁. Of their sum n
//! the share x₁ is binomial with p = ρt₁/(t₀ + ρt₁), ρ = λ₁/λ₀: so the exact interval of p gives
//! that of ρ (Przyborowski & Wilenski 1940, Biometrika 31; R's `poisson.test`). The p-value is
//! twice the smaller tail, at most 1, so that it is below 5 % exactly where the 95 % interval
//! leaves out 1. Sums of weights are taken as counts through the beta distribution.

use crate::analysis::binomial::{as_much, clopper_pearson};

/// Events and what they are counted over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Incidents, or the sum of their weights; not negative.
    pub events: f64,
    /// Days, or another exposure; above 0.
    pub exposure: f64,
}

/// The rate of the second count over that of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateRatio {
    /// The ratio; infinite where there was nothing before.
    pub ratio: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end; infinite where there was nothing before.
    pub high: f64,
    /// Two-sided chance of counts this unlike if the rates were equal.
    pub p_value: f64,
}

impl Count {
    /// `events` over `exposure`.
    pub const fn new(events: f64, exposure: f64) -> Self {
        Self { events, exposure }
    }

    /// Events for one of the exposure.
    pub fn rate(self) -> f64 {
        self.events / self.exposure
    }
}

/// The rate `after` over the rate `before`; `None` where nothing was counted at all.
pub fn rate_ratio(before: Count, after: Count, confidence: f64) -> Option<RateRatio> {
    let all = before.events + after.events;
    if all <= 0.0 {
        return None;
    }
    let odds = before.exposure / after.exposure;
    let of_share = |share: f64| share / (1.0 - share) * odds;
    let (low, high) = clopper_pearson(after.events, all, confidence);
    let equal = after.exposure / (before.exposure + after.exposure);
    let upper = as_much(after.events, all, equal);
    let lower = as_much(before.events, all, 1.0 - equal);
    let ratio = if before.events > 0.0 {
        after.rate() / before.rate()
    } else {
        f64::INFINITY
    };
    Some(RateRatio {
        ratio,
        low: of_share(low),
        high: of_share(high),
        p_value: (2.0 * upper.min(lower)).min(1.0),
    })
}

#[cfg(test)]
pub(in crate::analysis) mod tests {
    use super::*;
    use crate::analysis::significance::adjust::Adjustment;
    use serde_json::Value;

    /// Values of `tests/reference/change.py`.
    pub(in crate::analysis) fn reference() -> Value {
        serde_json::from_str(include_str!("../../../tests/reference/change.json")).unwrap()
    }

    #[test]
    fn ratios_and_intervals_are_those_of_poisson_test() {
        for case in reference()["rate_ratio"].as_array().unwrap() {
            let n = |key: &str| case[key].as_f64().unwrap_or(f64::INFINITY);
            let before = Count::new(n("x0"), n("t0"));
            let after = Count::new(n("x1"), n("t1"));
            let got = rate_ratio(before, after, n("confidence")).unwrap();
            for (got, key) in [
                (got.ratio, "ratio"),
                (got.low, "low"),
                (got.high, "high"),
                (got.p_value, "p"),
            ] {
                let want = n(key);
                let is_same = got == want || (got - want).abs() <= 1e-8 * want.abs();
                assert!(is_same, "{case}: {key} {got}");
            }
        }
    }

    #[test]
    fn adjusted_values_are_those_of_statsmodels() {
        let all = reference();
        let list = |key: &str| -> Vec<f64> {
            let values = all["benjamini_hochberg"][key].as_array().unwrap();
            values.iter().map(|v| v.as_f64().unwrap()).collect()
        };
        let got = Adjustment::Bh.adjusted(&list("p"));
        for (got, want) in got.iter().zip(list("adjusted")) {
            assert!((got - want).abs() < 1e-12);
        }
    }

    #[test]
    fn the_interval_leaves_out_1_exactly_where_p_says_so() {
        for x0 in 0..30 {
            for x1 in 0..30 {
                let (before, after) = (f64::from(x0), f64::from(x1));
                let ratio = rate_ratio(Count::new(before, 3.0), Count::new(after, 2.0), 0.95);
                let Some(ratio) = ratio else {
                    assert_eq!(x0 + x1, 0);
                    continue;
                };
                let leaves_out = ratio.low > 1.0 || ratio.high < 1.0;
                assert_eq!(leaves_out, ratio.p_value < 0.05, "{x0} {x1} {ratio:?}");
            }
        }
    }

    #[test]
    fn nothing_before_has_no_upper_end() {
        // An empty sum of floats is -0.
        for nothing in [0.0, -0.0] {
            let before = Count::new(nothing, 10.0);
            let ratio = rate_ratio(before, Count::new(4.0, 10.0), 0.95).unwrap();
            assert_eq!((ratio.ratio, ratio.high), (f64::INFINITY, f64::INFINITY));
            assert!(ratio.low > 0.0);
        }
        assert_eq!(
            rate_ratio(Count::new(0.0, 1.0), Count::new(0.0, 1.0), 0.95),
            None
        );
    }
}
