//! The ratio of two kernel densities, against the ratio of their totals.
//!
//! Bithell (1990), Statistics in Medicine 9; Kelsall & Diggle (1995), Bernoulli 1: with one kernel
//! and one bandwidth for both, the ratio of two densities, each over its total, is the relative
//! change: 1 where a place has changed as the whole has. An estimate from few incidents is noise,
//! so a cell speaks only where enough are expected: a density f stands for n = f/∫K² incidents in
//! effect (its variance is f·∫K², Silverman 1986, section 4.3, that of a Poisson count of n over
//! the area 1/∫K²). That also gives the standard error of the logarithm, √(1/n₁ + 1/n₂).

use std::f64::consts::PI;

use crate::analysis::kernel::{GAUSSIAN_CUT, Kernel};

/// Square metres in a km².
const M2_PER_KM2: f64 = 1e6;

/// A surface's densities and what they sum up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Density<'a> {
    /// Incidents per km², cell by cell.
    pub per_km2: &'a [f32],
    /// Weight of all incidents.
    pub total: f64,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellRatio {
    /// Relative change: 2 where the place has grown twice as much as the whole.
    pub ratio: f64,
    /// Logarithm of the ratio in its standard errors.
    pub z: f64,
    /// Incidents that the second density would have here if nothing had changed but the total.
    pub expected: f64,
}

/// The ratio of `after` over `before` in every cell, `None` where fewer than `least_expected`
/// incidents are expected, or one of the totals is 0.
pub fn density_ratio(
    before: Density<'_>,
    after: Density<'_>,
    kernel: Kernel,
    bandwidth_m: f64,
    least_expected: f64,
) -> Vec<Option<CellRatio>> {
    let overall = after.total / before.total;
    let area_km2 = effective_area_m2(kernel, bandwidth_m) / M2_PER_KM2;
    let cell = |(&f0, &f1): (&f32, &f32)| {
        let (n0, n1) = (f64::from(f0) * area_km2, f64::from(f1) * area_km2);
        let expected = n0 * overall;
        // NaN, where a mask or a total of 0 leaves nothing, is not enough either.
        if !(expected >= least_expected && n0 > 0.0) {
            return None;
        }
        let ratio = n1 / expected;
        // Half an incident keeps the logarithm of nothing finite.
        let (m0, m1) = (n0.max(0.5), n1.max(0.5));
        let standard_error = (1.0 / m0 + 1.0 / m1).sqrt();
        Some(CellRatio {
            ratio,
            z: (m1 / (m0 * overall)).ln() / standard_error,
            expected,
        })
    };
    before.per_km2.iter().zip(after.per_km2).map(cell).collect()
}

/// 1/∫K² in m²: the area over which the kernel counts in effect.
pub fn effective_area_m2(kernel: Kernel, bandwidth_m: f64) -> f64 {
    let factor = match kernel {
        Kernel::Quartic => 5.0 / 9.0,
        Kernel::Epanechnikov => 3.0 / 4.0,
        Kernel::Triangular => 2.0 / 3.0,
        Kernel::Uniform => 1.0,
        // 4πh² uncut; what the cut takes off is beyond any digit shown.
        Kernel::Gaussian => 4.0 / (1.0 - (-GAUSSIAN_CUT * GAUSSIAN_CUT).exp()),
    };
    factor * PI * bandwidth_m * bandwidth_m
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effective_area_is_that_of_the_integral() {
        for kernel in Kernel::ALL {
            let (h, rings) = (180.0, 100_000);
            let step = kernel.reach_m(h) / f64::from(rings);
            let of_square: f64 = (0..rings)
                .map(|i| {
                    let d = (f64::from(i) + 0.5) * step;
                    kernel.evaluate_per_m2(d * d, h).powi(2) * 2.0 * PI * d * step
                })
                .sum();
            let got = effective_area_m2(kernel, h) * of_square;
            assert!((got - 1.0).abs() < 1e-6, "{kernel}: {got}");
        }
    }

    #[test]
    fn a_place_that_grows_as_the_whole_does_has_the_ratio_1() {
        let before = [100.0_f32, 100.0, 100.0, 0.0, f32::NAN];
        let after = [200.0_f32, 400.0, 0.0, 50.0, 10.0];
        let density = |per_km2, total| Density { per_km2, total };
        let of = |least| {
            density_ratio(
                density(&before, 60.0),
                density(&after, 120.0),
                Kernel::Uniform,
                200.0,
                least,
            )
        };
        let found = of(5.0);
        let area = 0.04 * PI;
        let first = found[0].unwrap();
        assert!((first.ratio - 1.0).abs() < 1e-12 && first.z.abs() < 1e-12);
        assert!((first.expected - 200.0 * area).abs() < 1e-9);
        let second = found[1].unwrap();
        assert!((second.ratio - 2.0).abs() < 1e-12);
        let error = (1.0 / (100.0 * area) + 1.0 / (400.0 * area)).sqrt();
        assert!((second.z - 2.0_f64.ln() / error).abs() < 1e-9);
        let third = found[2].unwrap();
        assert!(third.ratio == 0.0 && third.z < -2.5 && third.z.is_finite());
        assert_eq!(found[3..], [None, None]);
        assert!(of(200.0 * area + 0.1).iter().all(Option::is_none));
    }
}
