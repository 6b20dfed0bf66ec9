//! What chance would give: tests of whether incidents lie closer together than that.
//!
//! Everything here works on plain numbers: a value for each cell or point, who is whose
//! [neighbour](neighbours), and out come figures with their doubt. [`lattice_counts`] makes the
//! values of squares and hexagons; which cells belong to a study region is said from outside.

pub mod adjust;
pub mod gi_star;
pub mod global_g;
pub mod lattice_counts;
pub mod moran;
pub mod nearest_neighbour;
pub mod neighbours;
pub mod normal;
pub mod permutation;
pub mod poisson;
#[cfg(test)]
mod tests;
