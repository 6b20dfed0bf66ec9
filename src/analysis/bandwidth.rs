//! Rules of thumb for the bandwidth, shown beside the one that was chosen.

use crate::base::Planar;

/// A rule's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suggestions {
    /// ArcGIS's default search radius, in metres.
    pub arcgis_m: f64,
    /// Silverman's normal reference for the two-dimensional quartic, in metres.
    pub silverman_m: f64,
}

/// Both rules for weighted points; `None` where they have no spread.
pub fn suggestions(_points: &[Planar], _weights: &[f64]) -> Option<Suggestions> {
    todo!("surface helper")
}
