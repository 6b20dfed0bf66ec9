//! What lies under a point of the map.

use crate::base::Planar;
use crate::data::AreaId;
use crate::engine::Answer;

/// What a click hit, nearest first. Counts and indices; never a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Picked {
    /// Where the click was.
    pub at: Planar,
    /// Rows of the incident table within reach that the filter counts, nearest first.
    pub incidents: Vec<u32>,
    /// Premises within reach (index into the data set's list, metres), nearest first.
    pub premises: Vec<(usize, f64)>,
    /// Index of the hotspot it lies in.
    pub hotspot: Option<usize>,
    /// The area it lies in.
    pub area: Option<AreaId>,
    /// Density there, in incidents per km².
    pub density_per_km2: Option<f32>,
}

/// Looks up what lies within `reach_m` metres of `at`.
pub fn pick(_answer: &Answer, _at: Planar, _reach_m: f64) -> Picked {
    todo!("once index and surface are in")
}
