//! Weighted displacement difference: how much more an outcome fell where something was done than
//! where nothing was, with what moved next door taken off.
//!
//! A. P. Wheeler and J. H. Ratcliffe (2018), "A simple weighted displacement difference test to
//! evaluate place based crime interventions", *Crime Science* 7:11. Counts are taken as
//! independent and Poisson, so that the variance of the difference is the sum of all counts. A
//! count of a period (or an area) that is ω times as long is divided by ω and adds x/ω² to it.

use crate::analysis::significance::normal::{Sides, Z_95};

/// What a group of areas held before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// Count of the earlier period.
    pub before: f64,
    /// Count of the later period.
    pub after: f64,
}

/// The groups. Those around are where crime may have moved to, each beside its own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Groups {
    /// Where something was done.
    pub treated: Pair,
    /// Where nothing was.
    pub control: Pair,
    /// Beside the treated areas.
    pub around: Pair,
    /// Beside the control areas.
    pub around_control: Pair,
}

/// The difference and how sure it is. Below 0 the treated areas did better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Displacement {
    /// (T₁ − T₀) − (C₁ − C₀) + (D₁ − D₀) − (CD₁ − CD₀), in incidents of the later period.
    pub difference: f64,
    /// Its standard error.
    pub error: f64,
    /// Difference over error.
    pub z: f64,
    /// Two-sided, from the normal curve.
    pub p_value: f64,
}

impl Displacement {
    /// That of `groups`, the earlier period being `before_over_after` times as long as the later one.
    /// `None` where nothing was counted at all.
    pub fn new(groups: &Groups, before_over_after: f64) -> Option<Self> {
        let all = [
            (groups.treated, 1.0),
            (groups.control, -1.0),
            (groups.around, 1.0),
            (groups.around_control, -1.0),
        ];
        let difference = all
            .iter()
            .map(|(pair, sign)| sign * (pair.after - pair.before / before_over_after))
            .sum::<f64>();
        let variance = all
            .iter()
            .map(|(pair, _)| pair.after + pair.before / (before_over_after * before_over_after))
            .sum::<f64>();
        let error = variance.sqrt();
        let z = difference / error;
        (error > 0.0).then(|| Self {
            difference,
            error,
            z,
            p_value: Sides::Two.p(z),
        })
    }

    /// Both ends of the 95 % interval.
    pub fn interval(&self) -> (f64, f64) {
        let reach = Z_95 * self.error;
        (self.difference - reach, self.difference + reach)
    }

    /// The least fall that would be found in four of five such comparisons (one-sided at 0.05):
    /// 1.645 + 0.842 standard errors.
    pub fn detectable(&self) -> f64 {
        (1.644_853_626_951_472_2 + 0.841_621_233_572_914_3) * self.error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(before: f64, after: f64) -> Pair {
        Pair { before, after }
    }

    fn of(treated: Pair, control: Pair) -> Displacement {
        let groups = Groups {
            treated,
            control,
            ..Groups::default()
        };
        Displacement::new(&groups, 1.0).unwrap()
    }

    #[test]
    fn published_examples_come_out() {
        // Wheeler's page on the test, and the example of ptools' `wdd`.
        let first = of(pair(100.0, 80.0), pair(100.0, 90.0));
        assert_eq!(first.difference, -10.0);
        assert!((first.error - 370_f64.sqrt()).abs() < 1e-12);
        let second = of(pair(20.0, 10.0), pair(20.0, 20.0));
        assert_eq!(second.difference, -10.0);
        assert!((second.error - 8.366_600_265_340_756).abs() < 1e-12);
        assert!((second.z - -1.195_228_609_334_393_6).abs() < 1e-12);
        // Two tails of the normal curve, SciPy 1.17.1.
        assert!(
            (second.p_value - 0.231_997_723_628_735_05).abs() < 1e-9,
            "{second:?}"
        );
    }

    #[test]
    fn what_moved_next_door_is_taken_off() {
        // The example table of pai-tool's evaluation.
        let groups = Groups {
            treated: pair(250.0, 160.0),
            control: pair(245.0, 225.0),
            around: pair(120.0, 130.0),
            around_control: pair(118.0, 120.0),
        };
        let found = Displacement::new(&groups, 1.0).unwrap();
        assert_eq!(found.difference, -62.0);
        assert!((found.error - 1368_f64.sqrt()).abs() < 1e-12);
        let (low, high) = found.interval();
        assert!((low.midpoint(high) + 62.0).abs() < 1e-9 && low < -134.0 && high > 10.0);
    }

    #[test]
    fn a_longer_period_before_counts_for_less() {
        let groups = Groups {
            treated: pair(200.0, 80.0),
            control: pair(200.0, 90.0),
            ..Groups::default()
        };
        let found = Displacement::new(&groups, 2.0).unwrap();
        assert_eq!(found.difference, -10.0);
        assert!((found.error * found.error - (80.0 + 90.0 + 100.0)).abs() < 1e-9);
        assert_eq!(Displacement::new(&Groups::default(), 1.0), None);
    }

    #[test]
    fn ten_hotspots_of_thirty_a_year_need_a_fall_of_more_than_a_quarter() {
        let found = of(pair(300.0, 300.0), pair(300.0, 300.0));
        let share = found.detectable() / 300.0;
        assert!((0.27..0.30).contains(&share), "{share}");
    }
}
