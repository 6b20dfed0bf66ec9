//! Normalised two-dimensional kernels.
//!
//! Each integrates to 1 over the plane, so that a sum of them is a density in incidents per
//! unit of area (Silverman 1986, section 4.2; the quartic is that of ArcGIS's Kernel Density
//! and of CrimeStat). Programs differ in the constant: QGIS before 3.42 wrote 116/5 where
//! 16/5 is right, so its "scaled" quartic is 7.25 times too great, and its default, like
//! that of R's SpatialKDE, is the raw sum of (1 − d²/h²)², which is no density at all.

use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Standard deviations at which the Gaussian is cut. What lies beyond is e^−12.5, four
/// millionths, of its mass.
pub const GAUSSIAN_CUT: f64 = 5.0;

/// How an incident is spread over the ground. Each integrates to 1 over the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kernel {
    /// 3/(π h²) · (1 − d²/h²)², d < h. The default, as in ArcGIS and CrimeStat.
    #[default]
    Quartic,
    /// 2/(π h²) · (1 − d²/h²).
    Epanechnikov,
    /// 3/(π h²) · (1 − d/h).
    Triangular,
    /// 1/(π h²).
    Uniform,
    /// 1/(2π h²) · exp(−d²/2h²), cut at 5 h.
    Gaussian,
}

/// A kernel name nobody uses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no kernel; write quartic, epanechnikov, triangular, uniform or gaussian")]
pub struct KernelNameError(String);

impl Kernel {
    /// Every kernel, the default first.
    pub const ALL: [Self; 5] = [
        Self::Quartic,
        Self::Epanechnikov,
        Self::Triangular,
        Self::Uniform,
        Self::Gaussian,
    ];

    /// The kernel's name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quartic => "quartic",
            Self::Epanechnikov => "epanechnikov",
            Self::Triangular => "triangular",
            Self::Uniform => "uniform",
            Self::Gaussian => "gaussian",
        }
    }

    /// Distance in metres from which the kernel of bandwidth `bandwidth_m` is 0.
    pub fn reach_m(self, bandwidth_m: f64) -> f64 {
        match self {
            Self::Gaussian => GAUSSIAN_CUT * bandwidth_m,
            _ => bandwidth_m,
        }
    }

    /// The kernel's value at its centre, per m².
    pub fn at_centre_per_m2(self, bandwidth_m: f64) -> f64 {
        let constant = match self {
            Self::Quartic | Self::Triangular => 3.0,
            Self::Epanechnikov => 2.0,
            Self::Uniform => 1.0,
            Self::Gaussian => 0.5,
        };
        constant / (PI * bandwidth_m * bandwidth_m)
    }

    /// The kernel's value per m² where the squared distance is `distance_sq` m².
    pub fn evaluate_per_m2(self, distance_sq: f64, bandwidth_m: f64) -> f64 {
        let reach_m = self.reach_m(bandwidth_m);
        if distance_sq >= reach_m * reach_m {
            return 0.0;
        }
        let s = distance_sq / (bandwidth_m * bandwidth_m);
        let shape = match self {
            Self::Quartic => (1.0 - s) * (1.0 - s),
            Self::Epanechnikov => 1.0 - s,
            Self::Triangular => 1.0 - s.sqrt(),
            Self::Uniform => 1.0,
            Self::Gaussian => (-0.5 * s).exp(),
        };
        shape * self.at_centre_per_m2(bandwidth_m)
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kernel {
    type Err = KernelNameError;

    fn from_str(text: &str) -> Result<Self, KernelNameError> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|kernel| kernel.name().eq_ignore_ascii_case(wanted))
            .ok_or_else(|| KernelNameError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_integrates_to_one_over_the_plane() {
        for kernel in Kernel::ALL {
            let (h, rings) = (137.0, 200_000);
            let step = kernel.reach_m(h) / f64::from(rings);
            let mass: f64 = (0..rings)
                .map(|i| {
                    let d = (f64::from(i) + 0.5) * step;
                    kernel.evaluate_per_m2(d * d, h) * 2.0 * PI * d * step
                })
                .sum();
            // The Gaussian lacks what its cut takes away.
            let want = if kernel == Kernel::Gaussian {
                1.0 - (-12.5_f64).exp()
            } else {
                1.0
            };
            assert!((mass - want).abs() < 1e-9, "{kernel}: {mass}");
        }
    }

    #[test]
    fn the_quartic_is_that_of_arcgis_and_not_of_the_old_qgis() {
        // ArcGIS: (1/r²) · Σ 3/π · pop · (1 − (d/r)²)².
        let (d, r) = (60.0_f64, 200.0_f64);
        let arcgis = (3.0 / PI) * (1.0 - (d / r).powi(2)).powi(2) / r.powi(2);
        let ours = Kernel::Quartic.evaluate_per_m2(d * d, r);
        assert!((ours / arcgis - 1.0).abs() < 1e-14);
        let old_qgis =
            (116.0 / 5.0) * (15.0 / 16.0) / (PI * r * r) * (1.0 - (d / r).powi(2)).powi(2);
        assert!((old_qgis / ours - 7.25).abs() < 1e-12);
    }

    #[test]
    fn a_kernel_is_nothing_from_its_reach_on() {
        for kernel in Kernel::ALL {
            let reach = kernel.reach_m(50.0);
            assert_eq!(kernel.evaluate_per_m2(reach * reach, 50.0), 0.0, "{kernel}");
            let inside = reach * 0.999_999;
            assert!(
                kernel.evaluate_per_m2(inside * inside, 50.0) > 0.0,
                "{kernel}"
            );
        }
    }

    #[test]
    fn kernels_are_known_by_name() {
        assert_eq!(" Gaussian".parse(), Ok(Kernel::Gaussian));
        assert!("biweight".parse::<Kernel>().is_err());
        assert_eq!(
            serde_json::to_string(&Kernel::Epanechnikov).unwrap(),
            "\"epanechnikov\""
        );
    }
}
