//! Methods that set what is seen beside what chance would give.

pub(in crate::analysis::methods) mod ask;
mod gi_star;
mod global;
mod global_g;
mod global_moran;
mod list_chance;
mod local;
mod local_moran;
mod nearest_neighbour;
mod poisson_hotspots;
pub(in crate::analysis::methods) mod study;
mod surroundings;
#[cfg(test)]
mod tests;

use crate::analysis::methods::Method;

/// These methods.
pub(super) const METHODS: &[&dyn Method] = &[
    &gi_star::GiStar,
    &local_moran::LocalMoran,
    &global_moran::GlobalMoran,
    &global_g::GlobalG,
    &nearest_neighbour::NearestNeighbourIndex,
    &poisson_hotspots::PoissonHotspots,
];
