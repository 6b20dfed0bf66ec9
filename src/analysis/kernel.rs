//! Normalised two-dimensional kernels.

use serde::{Deserialize, Serialize};

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
