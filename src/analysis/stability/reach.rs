//! How heavy a resampled place can be.
//!
//! The weight X of a place with every incident drawn a Poisson(1) number of times is a sum of
//! wᵢ·Poisson(1), 0 < wᵢ ≤ 1, of mean μ = Σ wᵢ. Chernoff's bound is that of Poisson(μ), because
//! e^(tw) - 1 ≤ w (e^t - 1): for f > μ, P(X ≥ f) ≤ exp(-(f ln(f/μ) - f + μ)) (S. Boucheron,
//! G. Lugosi & P. Massart, *Concentration Inequalities*, 2013, section 2.2).

/// What is rarer than e^-25 (10⁻¹¹) in one replicate does not happen.
const NEVER: f64 = 25.0;
/// How many standard deviations below the last weight listed that of a replicate is looked for.
const DEVIATIONS: f64 = 3.0;

/// A weight that the last place listed hardly ever falls short of in a replicate. Where it does,
/// all places are looked at.
pub(super) fn floor_below(least_listed: f64) -> f64 {
    (least_listed - DEVIATIONS * least_listed.sqrt()).max(0.0)
}

/// Whether a place of weight `mean` may weigh `floor` in a replicate.
pub(super) fn may_reach(mean: f64, floor: f64) -> bool {
    if mean >= floor {
        return true;
    }
    mean > 0.0 && floor * (floor / mean).ln() - floor + mean < NEVER
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{DiscreteCDF, Poisson};

    #[test]
    fn what_may_not_reach_the_floor_is_as_rare_as_is_said() {
        for mean in [0.3, 2.0, 15.0, 120.0, 1500.0] {
            let first_out = (1..4000).find(|&floor| !may_reach(mean, f64::from(floor)));
            let floor = u64::from(first_out.unwrap() as u32);
            let tail = Poisson::new(mean).unwrap().sf(floor - 1);
            assert!(tail <= (-NEVER).exp(), "{mean}: {tail} at {floor}");
            assert!(
                tail > (-NEVER - 6.0).exp(),
                "{mean}: far too careful, {tail}"
            );
        }
    }

    #[test]
    fn everything_reaches_a_floor_of_nothing() {
        assert!(may_reach(0.0, floor_below(4.0)));
        assert!(!may_reach(0.0, floor_below(100.0)));
    }
}
